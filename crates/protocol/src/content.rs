//! What a message carries besides its words.
//!
//! Owns: its forms, who may send which, and how large they may be. A message's `body` says the same in words, for a client that
//! does not know the form, for a list of conversations and for a notification.

use crate::{CallEnd, CallKind, limits};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What a message carries besides its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// A file that was put on the relay before the message was sent.
    Attachment {
        /// Which file.
        attachment: Attachment,
    },
    /// Products, or other things to choose from.
    Cards {
        /// From left to right.
        cards: Vec<Card>,
    },
    /// Answers that she can give with one press. What she presses she says, as a message of hers.
    QuickReplies {
        /// Each answer's words.
        replies: Vec<String>,
    },
    /// Something that the relay notes in the conversation, for each side to say in its own language.
    Notice {
        /// What happened.
        what: Noted,
        /// Who did it, where that is part of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    /// How she rated the conversation when it was closed: the relay's own, in a message of its own.
    Rating {
        /// From 1, very bad, to 5, great.
        score: u8,
        /// What she added.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// A call that is over, or was not taken: the relay's own.
    Call {
        /// What became of it.
        call: CallRecord,
    },
}

/// What the relay notes in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Noted {
    /// The shopper began to share her page.
    SharingStarted,
    /// Her page is no longer shared.
    SharingEnded,
    /// An agent kept the page as it is.
    PageSaved,
    /// An agent closed the conversation.
    Closed,
    /// An agent opened it again.
    Reopened,
    /// An agent answers, for the first time since the shopper began the conversation or opened it again.
    Joined,
}

/// What stays of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallRecord {
    /// What it was for.
    pub kind: CallKind,
    /// Why it is over.
    pub reason: CallEnd,
    /// How long it lasted from the moment when it was taken, in ms; absent when nobody took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasted_ms: Option<u64>,
}

/// A file on the relay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its name on the relay.
    pub id: String,
    /// Its name for people, without a path.
    pub name: String,
    /// Its type, by its content: such as `image/png`.
    pub media_type: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Of a picture: its width and height in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<(u32, u32)>,
}

/// Something to look at, with a button.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// What it is.
    pub title: String,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The address of a picture of it: https, or http on the machine itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// What it costs, as it is to be shown: with its currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
    /// Where to go from here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub button: Option<CardButton>,
}

/// A card's button: a link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardButton {
    /// What it says.
    pub label: String,
    /// Where it leads: https, or http on the machine itself.
    pub url: String,
}

/// Why a message's content is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ContentError {
    /// Too many of something, or none.
    #[error("{count} {what} in one message; 1 to {most} are allowed")]
    Count {
        /// Of what.
        what: &'static str,
        /// How many.
        count: usize,
        /// How many there may be.
        most: usize,
    },
    /// A text that is too long, or empty where it may not be.
    #[error("{what} has {characters} characters; 1 to {most} are allowed")]
    Length {
        /// Which text.
        what: &'static str,
        /// How long it is, in characters.
        characters: usize,
        /// How long it may be.
        most: usize,
    },
    /// An address that is not https.
    #[error("{what} must be an https: address")]
    Address {
        /// Which address.
        what: &'static str,
    },
    /// A score that is none.
    #[error("a score is 1 to 5, and not {score}")]
    Score {
        /// What it is instead.
        score: u8,
    },
}

impl Content {
    /// Finds what is wrong with it, as far as that shows without the relay's store.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), ContentError> {
        match self {
            Self::Attachment { attachment } => {
                text("the attachment's id", &attachment.id, limits::LABEL_CHARS)?;
                text("the attachment's name", &attachment.name, limits::LABEL_CHARS)?;
                text("the attachment's type", &attachment.media_type, limits::LABEL_CHARS)
            }
            Self::Cards { cards } => {
                count("cards", cards.len(), limits::CARDS)?;
                cards.iter().try_for_each(Card::check)
            }
            Self::QuickReplies { replies } => {
                count("quick replies", replies.len(), limits::QUICK_REPLIES)?;
                replies.iter().try_for_each(|reply| text("a quick reply", reply, limits::LABEL_CHARS))
            }
            Self::Notice { name, .. } => {
                name.as_ref().map_or(Ok(()), |name| text("a notice's name", name, limits::LABEL_CHARS))
            }
            Self::Rating { score, comment } => {
                if !(1..=5).contains(score) {
                    return Err(ContentError::Score { score: *score });
                }
                comment.as_ref().map_or(Ok(()), |comment| text("the comment", comment, limits::COMMENT_CHARS))
            }
            Self::Call { .. } => Ok(()),
        }
    }

    /// Whether a shopper may send it.
    #[must_use]
    pub fn is_for_visitors(&self) -> bool {
        matches!(self, Self::Attachment { .. })
    }

    /// Whether only the relay says it, in messages of nobody's.
    #[must_use]
    pub fn is_of_relay(&self) -> bool {
        matches!(self, Self::Notice { .. } | Self::Rating { .. } | Self::Call { .. })
    }

    /// What a message says that carries this and has no words of its own. Who shows what it carries need not show these.
    #[must_use]
    pub fn words(&self) -> Option<String> {
        Some(match self {
            Self::Attachment { attachment } => attachment.name.clone(),
            Self::Cards { cards } => joined(cards.iter().map(|card| card.title.as_str())),
            Self::QuickReplies { replies } => joined(replies.iter().map(String::as_str)),
            Self::Rating { score, comment: None } => ["Rated ", &score.to_string(), " of 5"].concat(),
            Self::Rating { score, comment: Some(comment) } => {
                ["Rated ", &score.to_string(), " of 5: ", comment].concat()
            }
            // In the relay's words.
            Self::Notice { .. } | Self::Call { .. } => return None,
        })
    }

    /// How much room it takes, in bytes, without its names of fields.
    #[must_use]
    pub fn length(&self) -> usize {
        match self {
            Self::Attachment { attachment } => {
                attachment.id.len() + attachment.name.len() + attachment.media_type.len()
            }
            Self::Cards { cards } => cards.iter().map(Card::length).sum(),
            Self::QuickReplies { replies } => replies.iter().map(String::len).sum(),
            Self::Notice { name, .. } => name.as_ref().map_or(0, String::len),
            Self::Rating { comment, .. } => 1 + comment.as_ref().map_or(0, String::len),
            Self::Call { .. } => 0,
        }
    }
}

fn joined<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for word in words {
        text.push_str(if text.is_empty() { "" } else { ", " });
        text.push_str(word);
    }
    text
}

impl Card {
    fn check(&self) -> Result<(), ContentError> {
        text("a card's title", &self.title, limits::LABEL_CHARS)?;
        for (what, value, most) in [
            ("a card's text", &self.text, limits::CARD_TEXT_CHARS),
            ("a card's price", &self.price, limits::LABEL_CHARS),
        ] {
            value.as_ref().map_or(Ok(()), |value| text(what, value, most))?;
        }
        self.picture.as_ref().map_or(Ok(()), |url| address("a card's picture", url))?;
        let Some(button) = &self.button else { return Ok(()) };
        text("a card's button", &button.label, limits::LABEL_CHARS)?;
        address("a card's button", &button.url)
    }

    fn length(&self) -> usize {
        let button = self.button.iter().flat_map(|button| [&button.label, &button.url]);
        let rest = [&self.text, &self.picture, &self.price].into_iter().flatten();
        self.title.len() + button.chain(rest).map(String::len).sum::<usize>()
    }
}

fn count(what: &'static str, count: usize, most: usize) -> Result<(), ContentError> {
    if (1..=most).contains(&count) { Ok(()) } else { Err(ContentError::Count { what, count, most }) }
}

fn text(what: &'static str, text: &str, most: usize) -> Result<(), ContentError> {
    let characters = text.chars().count();
    if (1..=most).contains(&characters) && !text.trim().is_empty() && !text.contains('\0') {
        return Ok(());
    }
    Err(ContentError::Length { what, characters, most })
}

fn address(what: &'static str, url: &str) -> Result<(), ContentError> {
    let is_secure = url.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"));
    let is_address = (is_secure || is_of_this_machine(url))
        && url.len() > 8
        && !url.chars().any(|character| character.is_whitespace() || character.is_control());
    if !is_address {
        return Err(ContentError::Address { what });
    }
    text(what, url, limits::PAGE_CHARS)
}

/// A shop that is being built has no certificate, and browsers trust their own machine without.
fn is_of_this_machine(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else { return false };
    // As far as it says where: up to the path.
    let place = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let is_port = |rest: &str| match rest.strip_prefix(':') {
        Some(port) => port.bytes().all(|byte| byte.is_ascii_digit()),
        None => rest.is_empty(),
    };
    ["localhost", "127.0.0.1", "[::1]"].into_iter().filter_map(|host| place.strip_prefix(host)).any(is_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card() -> Card {
        Card { title: "Trail Runner".into(), ..Card::default() }
    }

    #[test]
    fn what_is_too_much_or_nothing_is_refused() {
        let cards = |cards: Vec<Card>| Content::Cards { cards }.check();
        assert_eq!(cards(vec![card()]), Ok(()));
        assert!(matches!(cards(Vec::new()), Err(ContentError::Count { count: 0, .. })));
        assert!(matches!(cards(vec![card(); limits::CARDS + 1]), Err(ContentError::Count { .. })));
        assert!(matches!(cards(vec![Card::default()]), Err(ContentError::Length { .. })));
        let long = Card { text: Some("a".repeat(limits::CARD_TEXT_CHARS + 1)), ..card() };
        assert!(matches!(cards(vec![long]), Err(ContentError::Length { .. })));
        let replies = |replies: Vec<String>| Content::QuickReplies { replies }.check();
        assert_eq!(replies(vec!["Yes".into()]), Ok(()));
        assert!(matches!(replies(vec![" ".into()]), Err(ContentError::Length { .. })));
        assert!(replies(vec!["a\0".into()]).is_err());
    }

    #[test]
    fn addresses_are_https_and_nothing_else() {
        let button = |url: &str| {
            let button = CardButton { label: "Look".into(), url: url.into() };
            Content::Cards { cards: vec![Card { button: Some(button), ..card() }] }.check()
        };
        for url in
            ["https://shop.example/a?b#c", "http://127.0.0.1:8080/p", "http://localhost", "http://[::1]/p"]
        {
            assert_eq!(button(url), Ok(()), "{url}");
        }
        for url in [
            "",
            "https://",
            "http://shop.example",
            "http://localhost.example",
            "http://127.0.0.1@shop.example/",
            "http://127.0.0.1:80@shop.example/",
            "http://127.0.0.10/",
            "javascript:alert(1)",
            "https://a b",
            "//a",
            "h\u{fc}ttps://",
        ] {
            assert_eq!(button(url), Err(ContentError::Address { what: "a card's button" }), "{url}");
        }
        let picture = Card { picture: Some("data:image/png,".into()), ..card() };
        assert!(Content::Cards { cards: vec![picture] }.check().is_err());
    }

    #[test]
    fn a_shopper_sends_files_and_nothing_that_only_shops_may() {
        let attachment = Attachment {
            id: "a".into(),
            name: "foot.png".into(),
            media_type: "image/png".into(),
            bytes: 1,
            size: Some((2, 3)),
        };
        let content = Content::Attachment { attachment };
        assert_eq!((content.check(), content.length()), (Ok(()), 18));
        assert!(content.is_for_visitors());
        assert!(!Content::Cards { cards: vec![card()] }.is_for_visitors());
        let call = CallRecord { kind: CallKind::OneWay, reason: CallEnd::AgentEnded, lasted_ms: Some(1) };
        let call = Content::Call { call };
        assert!(!call.is_for_visitors() && call.is_of_relay());
        assert!(!Content::QuickReplies { replies: vec!["Yes".into()] }.is_for_visitors());
        let notice = Content::Notice { what: Noted::PageSaved, name: Some("Ana".into()) };
        assert!(!notice.is_for_visitors() && notice.is_of_relay());
    }

    #[test]
    fn a_rating_is_one_to_five_and_the_relays_own() {
        let rating =
            |score, comment: Option<&str>| Content::Rating { score, comment: comment.map(str::to_owned) };
        assert_eq!(rating(0, None).check(), Err(ContentError::Score { score: 0 }));
        assert_eq!(rating(6, None).check(), Err(ContentError::Score { score: 6 }));
        assert_eq!(rating(5, Some("Quick.")).check(), Ok(()));
        assert!(rating(5, Some(&"a".repeat(limits::COMMENT_CHARS + 1))).check().is_err());
        assert!(rating(5, None).is_of_relay() && !rating(5, None).is_for_visitors());
        assert_eq!(rating(4, Some("Quick.")).words().as_deref(), Some("Rated 4 of 5: Quick."));
        assert!(!Content::Cards { cards: vec![card()] }.is_of_relay());
    }

    #[test]
    fn what_has_no_words_says_what_it_carries() {
        assert_eq!(
            Content::Cards { cards: vec![card(), card()] }.words().as_deref(),
            Some("Trail Runner, Trail Runner")
        );
        assert_eq!(Content::QuickReplies { replies: vec!["41".into()] }.words().as_deref(), Some("41"));
    }
}
