//! What messages carry besides their words, read and written by hand: see `incoming` and `outgoing` for why.

use crate::decimal::decimal;
use crate::incoming::word;
use crate::json_text::JsonObject;
use crate::json_value::JsonValue;
use alongside_protocol::{Attachment, CallEnd, CallKind, CallRecord, Card, CardButton, Content, Noted};

/// Reads what a message carries. None for what this widget does not know: the message's words say the same.
pub(crate) fn read(value: &impl JsonValue) -> Option<Content> {
    Some(match value.text("kind")?.as_str() {
        "attachment" => Content::Attachment { attachment: attachment(&value.get("attachment")?)? },
        "cards" => Content::Cards { cards: value.items("cards", card)? },
        "quick_replies" => Content::QuickReplies { replies: value.items("replies", JsonValue::as_text)? },
        "rating" => Content::Rating {
            score: u8::try_from(value.count("score")?).ok()?,
            comment: value.text("comment"),
        },
        "call" => {
            let call = value.get("call")?;
            let (kind, reason) = (word::<CallKind>(&call, "kind")?, word::<CallEnd>(&call, "reason")?);
            Content::Call { call: CallRecord { kind, reason, lasted_ms: call.count("lasted_ms") } }
        }
        "notice" => Content::Notice { what: word::<Noted>(value, "what")?, name: value.text("name") },
        _ => return None,
    })
}

/// Writes what a shopper may send. None for the rest.
pub(crate) fn write(content: &Content) -> Option<String> {
    let Content::Attachment { attachment } = content else { return None };
    let mut file = JsonObject::new();
    file.text("id", &attachment.id)
        .text("name", &attachment.name)
        .text("media_type", &attachment.media_type)
        .count("bytes", attachment.bytes);
    if let Some((width, height)) = attachment.size {
        let [width, height] = [width, height].map(|length| decimal(length.into()));
        file.json("size", &["[", &width, ",", &height, "]"].concat());
    }
    Some(JsonObject::new().text("kind", "attachment").json("attachment", &file.finish()).finish())
}

/// Reads a file as the relay tells it.
pub(crate) fn attachment(value: &impl JsonValue) -> Option<Attachment> {
    let size = value.items("size", |length| u32::try_from(length.as_count()?).ok());
    Some(Attachment {
        id: value.text("id")?,
        name: value.text("name")?,
        media_type: value.text("media_type")?,
        bytes: value.count("bytes")?,
        size: size.and_then(|lengths| Some((*lengths.first()?, *lengths.get(1)?))),
    })
}

fn card(value: &impl JsonValue) -> Option<Card> {
    Some(Card {
        title: value.text("title")?,
        text: value.text("text"),
        picture: value.text("picture").filter(|url| is_web_address(url)),
        price: value.text("price"),
        button: value
            .get("button")
            .and_then(|button| Some(CardButton { label: button.text("label")?, url: button.text("url")? }))
            .filter(|button| is_web_address(&button.url)),
    })
}

/// The relay has looked at it, too; but what is pressed here runs in the shop's page.
fn is_web_address(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn everything_is_read_as_serde_writes_it() {
        let goldens = include_str!("../crates/protocol/tests/goldens/to_visitor.jsonl");
        let contents: Vec<Value> = goldens
            .lines()
            .filter_map(|line| {
                let frame: Value = serde_json::from_str(line).expect("goldens are JSON");
                frame.get("message")?.get("content").cloned()
            })
            .collect();
        for value in &contents {
            let expected: Content = serde_json::from_value(value.clone()).expect("goldens are contents");
            assert_eq!(read(value), Some(expected), "{value}");
        }
        assert_eq!(contents.len(), 11);
    }

    #[test]
    fn an_address_that_is_none_of_the_web_is_left_out() {
        let button = json!({"label": "Look", "url": "javascript:alert(1)"});
        let value =
            json!({"kind": "cards", "cards": [{"title": "a", "picture": "data:,", "button": button}]});
        let card = Card { title: "a".into(), ..Card::default() };
        assert_eq!(read(&value), Some(Content::Cards { cards: vec![card] }));
    }

    #[test]
    fn what_is_unknown_or_lacks_a_field_is_none() {
        for value in [
            json!({}),
            json!({"kind": "hologram"}),
            json!({"kind": "attachment", "attachment": {"id": "a"}}),
            json!({"kind": "cards", "cards": [{}]}),
            json!({"kind": "quick_replies", "replies": [1]}),
            json!({"kind": "notice", "what": "moon_full"}),
        ] {
            assert_eq!(read(&value), None, "{value}");
        }
    }
}
