//! The names of things on the wire: opaque strings that only their maker looks into.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The identifier as it stands on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
    };
}

identifier! {
    /// A shop's public key, as it stands in the snippet: `pk_…`. Not a secret.
    SiteKey
}
identifier! {
    /// A browser that came to a site: a UUID made by the relay. Not a secret; the visitor's *token* is.
    VisitorId
}
identifier! {
    /// A conversation: a UUID made by the relay.
    ConversationId
}
identifier! {
    /// An agent: a UUID made by the relay.
    AgentId
}
identifier! {
    /// A message's name before it has a number: a UUID made by its writer. The relay stores a (conversation,
    /// client id) pair once, however often it is sent.
    ClientId
}
identifier! {
    /// A co-browse session: a UUID made by the side that proposes it.
    SessionId
}
identifier! {
    /// A call: a UUID made by the console that rings.
    CallId
}
identifier! {
    /// What is kept of a co-browse session, or of a page: a UUID made by the relay.
    RecordingId
}
identifier! {
    /// The life of one message store. `seq` numbers of different epochs cannot be compared, so a client that
    /// meets an unknown epoch asks for the whole history.
    Epoch
}
