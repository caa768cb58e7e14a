//! A conversation as plain text, for people to keep: one line for each message, under the day on which it was said.
//!
//! Owns: what stands where. Days, times and names come in as whoever keeps the conversation reads them.

use crate::Content;
use std::borrow::Cow;

/// One message, as it is to be written.
pub struct PlainLine<'a> {
    /// The day, in words: written where it is another than the line's before.
    pub day: String,
    /// The time of day, in words.
    pub time: String,
    /// Who said it; nothing for the relay's own words.
    pub name: &'a str,
    /// What was said.
    pub body: Cow<'a, str>,
    /// What it carried besides.
    pub content: Option<&'a Content>,
}

/// Writes a conversation that is called `title`.
pub fn plain_text<'a>(title: &str, lines: impl Iterator<Item = PlainLine<'a>>) -> String {
    let mut text = title.to_owned();
    let mut day = String::new();
    for line in lines {
        if line.day != day {
            write(&mut text, &["\n\n", &line.day, "\n"]);
            day = line.day;
        }
        let colon = if line.name.is_empty() { "" } else { ": " };
        write(&mut text, &["\n", &line.time, "  ", line.name, colon, &line.body]);
        match line.content {
            Some(Content::Attachment { attachment }) if attachment.name != *line.body => {
                write(&mut text, &[" [", &attachment.name, "]"]);
            }
            Some(Content::Cards { cards }) => {
                for card in cards {
                    let url = card.button.as_ref().map(|button| &button.url);
                    write(&mut text, &["\n       ", &card.title]);
                    for more in [card.price.as_ref(), card.text.as_ref(), url].into_iter().flatten() {
                        write(&mut text, &[" · ", more]);
                    }
                }
            }
            _ => {}
        }
    }
    text.push('\n');
    text
}

fn write(text: &mut String, pieces: &[&str]) {
    for piece in pieces {
        text.push_str(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Attachment, Card, CardButton};

    fn line<'a>(day: &str, time: &str, name: &'a str, body: &'a str) -> PlainLine<'a> {
        PlainLine { day: day.into(), time: time.into(), name, body: body.into(), content: None }
    }

    #[test]
    fn each_day_is_named_once_and_each_line_says_when_and_who() {
        let lines = [
            line("Monday", "23:58", "You", "Do you have it in red?"),
            line("Tuesday", "00:01", "Milan", "Yes.\nIn 42, too."),
            line("Tuesday", "00:02", "", "Page sharing ended"),
        ];
        assert_eq!(
            plain_text("Fennel", lines.into_iter()),
            "Fennel\n\nMonday\n\n23:58  You: Do you have it in red?\n\nTuesday\n\n00:01  Milan: Yes.\nIn 42, too.\n00:02  Page sharing ended\n"
        );
        assert_eq!(plain_text("Fennel", std::iter::empty()), "Fennel\n");
    }

    #[test]
    fn what_messages_carry_is_named() {
        let attachment = |name: &str| Content::Attachment {
            attachment: Attachment {
                id: "a".into(),
                name: name.into(),
                media_type: "image/png".into(),
                bytes: 1,
                size: None,
            },
        };
        let button = CardButton { label: "Look".into(), url: "https://shop.example/1".into() };
        let card = Card {
            title: "Trail Runner".into(),
            price: Some("89 €".into()),
            button: Some(button),
            ..Card::default()
        };
        let (same, other) = (attachment("foot.png"), attachment("sole.png"));
        let cards = Content::Cards { cards: vec![card] };
        let carrying =
            |body, content| PlainLine { content: Some(content), ..line("Monday", "9:00", "Milan", body) };
        let lines = [carrying("foot.png", &same), carrying("And this", &other), carrying("Look", &cards)];
        assert_eq!(
            plain_text("Fennel", lines.into_iter()),
            "Fennel\n\nMonday\n\n9:00  Milan: foot.png\n9:00  Milan: And this [sole.png]\n9:00  Milan: Look\n       Trail Runner · 89 € · https://shop.example/1\n"
        );
    }
}
