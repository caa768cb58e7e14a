//! One entry, and the hash that chains it to the one before.

use crate::{clock, store::Agent};
use alongside_protocol::{
    AgentId, CallEnd, CallId, CallKind, Capability, ConversationId, EndReason, Outcome, SessionId, SiteKey,
    VisitorId,
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt;

/// SHA-256 over the hash before and the entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// What stands before a chain's first entry.
    pub const START: Self = Self([0; 32]);

    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The shopper, or her page.
    Visitor,
    /// An agent, under the display name of that moment.
    Agent {
        /// Which one.
        agent: AgentId,
        /// The name that the shopper saw.
        name: String,
    },
    /// Whoever runs the relay, on the command line.
    Operator,
    /// The relay itself: time ran out, or it shut down.
    Relay,
}

impl From<&Agent> for Actor {
    fn from(agent: &Agent) -> Self {
        Self::Agent { agent: agent.agent.clone(), name: agent.name.clone() }
    }
}

/// What an entry is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Whose chain it goes into.
    pub site: SiteKey,
    /// The shopper.
    pub visitor: Option<VisitorId>,
    /// Her conversation.
    pub conversation: Option<ConversationId>,
    /// The co-browse session.
    pub session: Option<SessionId>,
}

impl Subject {
    /// A whole site: its settings, its agents.
    pub fn site(site: &SiteKey) -> Self {
        Self { site: site.clone(), visitor: None, conversation: None, session: None }
    }
}

/// What happened. Its name is the entry's `what`, its fields are the entry's `detail`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it, and docs/operators.md lists them")]
pub enum What {
    ConsentAsked,
    ConsentGiven,
    ConsentDeclined,
    /// A request that nobody answered, or that was taken back.
    ConsentNotGiven {
        reason: EndReason,
    },
    SharingEnded {
        reason: EndReason,
    },
    /// Her page or line is gone for a moment.
    SharingHeld {
        reason: EndReason,
    },
    /// She is back, on another page, tab or line; control is to be granted anew.
    SharingResumed,
    SharingPaused,
    SharingWentOn,
    CapabilityAsked {
        capabilities: Vec<Capability>,
    },
    /// `agent` is who may from now on; the actor is the shopper.
    CapabilityGranted {
        agent: AgentId,
        capabilities: Vec<Capability>,
    },
    CapabilityRefused {
        agent: AgentId,
        capabilities: Vec<Capability>,
    },
    CapabilityExpired {
        agent: AgentId,
        capabilities: Vec<Capability>,
    },
    CapabilityRevoked {
        agent: AgentId,
        capabilities: Vec<Capability>,
    },
    CapabilityReleased {
        capabilities: Vec<Capability>,
    },
    /// `node` is the element's number in the mirror. What was typed or drawn is not told.
    Act {
        act: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        node: Option<u32>,
        number: u32,
    },
    /// The page did not do it.
    ActRefused {
        agent: AgentId,
        number: u32,
        outcome: Outcome,
    },
    WatchBegan,
    WatchEnded,
    CallAsked {
        call: CallId,
        kind: CallKind,
    },
    /// She took it.
    CallAccepted {
        call: CallId,
        kind: CallKind,
    },
    /// One of the two is back, on another line or page.
    CallResumed {
        call: CallId,
    },
    /// Also one that never began; then it lasted 0 ms.
    CallEnded {
        call: CallId,
        reason: CallEnd,
        lasted_ms: u64,
    },
    CodeMade,
    CodeTakenBack,
    CodeRedeemed,
    CodeWrong,
    PageSaved {
        recording: String,
    },
    RecordingViewed {
        recording: String,
    },
    /// She, or an operator for her, got a file of all that is kept of her.
    DataExported,
    /// All that was kept of her was deleted, but this log.
    DataDeleted,
    /// On the command line.
    PolicyChanged {
        setting: String,
        value: String,
    },
}

/// An entry that has no number yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// What it is about.
    pub subject: Subject,
    /// When, in ms since 1970 UTC.
    pub at_ms: u64,
    /// Who did it.
    pub actor: Actor,
    /// What happened, by name.
    pub what: String,
    /// More of it, as a JSON object; hashed as it stands here.
    pub detail: String,
}

impl NewEntry {
    /// Something that happens now.
    pub fn now(actor: Actor, subject: Subject, what: &What) -> Self {
        let (what, detail) = name_and_detail(what);
        Self { subject, at_ms: clock::now_ms(), actor, what, detail }
    }
}

fn name_and_detail(what: &What) -> (String, String) {
    // A plain enum of strings and numbers: it is JSON.
    let mut value = serde_json::to_value(what).unwrap_or_default();
    let name = value.as_object_mut().and_then(|fields| fields.remove("what"));
    (name.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned(), value.to_string())
}

/// An entry in its place, as the store has it: whoever changed it there, these are the values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the site's chain: 1, 2, 3 …
    pub number: u64,
    /// See [`NewEntry`].
    pub at_ms: i64,
    /// `visitor`, `agent`, `operator` or `relay`.
    pub actor: String,
    /// The agent's id, where an agent did it.
    pub agent: Option<String>,
    /// The agent's display name then.
    pub name: Option<String>,
    /// The shopper.
    pub visitor: Option<String>,
    /// Her conversation.
    pub conversation: Option<String>,
    /// The co-browse session.
    pub session: Option<String>,
    /// What happened, by name.
    pub what: String,
    /// More of it, as JSON.
    pub detail: String,
    /// What the store says is its hash.
    pub hash: Vec<u8>,
}

impl Entry {
    /// Puts a new entry behind the one with the hash `previous`.
    pub fn chained(new: NewEntry, number: u64, previous: Hash) -> Self {
        let NewEntry { subject, at_ms, actor, what, detail } = new;
        let (actor, agent, name) = match actor {
            Actor::Visitor => ("visitor", None, None),
            Actor::Agent { agent, name } => ("agent", Some(agent.0), Some(name)),
            Actor::Operator => ("operator", None, None),
            Actor::Relay => ("relay", None, None),
        };
        let mut entry = Self {
            number,
            at_ms: i64::try_from(at_ms).unwrap_or(i64::MAX),
            actor: actor.into(),
            agent,
            name,
            visitor: subject.visitor.map(|id| id.0),
            conversation: subject.conversation.map(|id| id.0),
            session: subject.session.map(|id| id.0),
            what,
            detail,
            hash: Vec::new(),
        };
        entry.hash = entry.hash_after(previous, &subject.site).0.to_vec();
        entry
    }

    /// The hash that it must have behind `previous` in the chain of `site`: SHA-256 over that hash's 32 bytes and the
    /// fields, each as a netstring (its length in bytes, `:`, the text, `,`; one that is not there is `-,`).
    pub fn hash_after(&self, previous: Hash, site: &SiteKey) -> Hash {
        let (number, at_ms) = (self.number.to_string(), self.at_ms.to_string());
        let fields = [
            Some(site.as_str()),
            Some(&number),
            Some(&at_ms),
            Some(&self.actor),
            self.agent.as_deref(),
            self.name.as_deref(),
            self.visitor.as_deref(),
            self.conversation.as_deref(),
            self.session.as_deref(),
            Some(&self.what),
            Some(&self.detail),
        ];
        let mut digest = Sha256::new_with_prefix(previous.0);
        for field in fields {
            match field {
                Some(text) => {
                    digest.update(format!("{}:", text.len()));
                    digest.update(text);
                    digest.update(",");
                }
                None => digest.update("-,"),
            }
        }
        Hash(digest.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new() -> NewEntry {
        let subject = Subject {
            visitor: Some("v".into()),
            conversation: None,
            session: Some("s".into()),
            ..Subject::site(&"pk_1".into())
        };
        let actor = Actor::Agent { agent: "a".into(), name: "Ünal".into() };
        let what = What::Act { act: "click", node: Some(12), number: 7 };
        NewEntry { at_ms: 1_795_000_000_123, ..NewEntry::now(actor, subject, &what) }
    }

    #[test]
    fn the_hash_is_what_the_documentation_says() {
        // Written out by hand, so that a change of the format cannot pass unseen: old chains would break.
        let mut by_hand = vec![0_u8; 32];
        by_hand.extend(
            "4:pk_1,1:1,13:1795000000123,5:agent,1:a,5:Ünal,1:v,-,1:s,3:act,36:{\"act\":\"click\",\"node\":12,\"number\":7},"
                .bytes(),
        );
        let entry = Entry::chained(new(), 1, Hash::START);
        assert_eq!(entry.hash, Sha256::digest(by_hand).to_vec());
    }

    #[test]
    fn a_name_and_its_detail_stand_apart() {
        let (name, detail) = name_and_detail(&What::SharingEnded { reason: EndReason::PageLeft });
        assert_eq!((name.as_str(), detail.as_str()), ("sharing_ended", r#"{"reason":"page_left"}"#));
        assert_eq!(name_and_detail(&What::CodeMade), ("code_made".into(), "{}".into()));
    }

    #[test]
    fn a_hash_is_read_as_it_is_written() {
        let hash = Hash(std::array::from_fn(|index| index as u8 * 7));
        assert_eq!(Hash::parse(&hash.to_string()), Some(hash));
        assert_eq!(Hash::parse("é".repeat(32).as_str()), None);
        assert_eq!(Hash::parse("12"), None);
    }
}
