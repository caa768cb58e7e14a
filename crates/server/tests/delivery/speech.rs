//! The two dialects of the protocol, as a talker needs them.

use crate::relay::{SHOP, SITE};
use alongside_protocol::{
    ClientId, ConversationId, Epoch, ErrorFrame, FromAgent, FromVisitor, Message, Page, ToAgent, ToVisitor,
    Transcript, VERSION,
};
use serde::Serialize;
use std::{net::SocketAddr, sync::Mutex};
use tokio_tungstenite::tungstenite::{client::IntoClientRequest, handshake::client::Request};

/// What a client holds: epoch, last number and that message's name.
pub(crate) type Held = (Option<Epoch>, u64, Option<ClientId>);

/// Who talks, with what it was given to know itself by.
pub(crate) enum Speech {
    Visitor { token: Mutex<Option<String>> },
    Agent { cookie: String, relay: SocketAddr, conversation: Mutex<Option<ConversationId>> },
}

/// What a frame means for a talker.
pub(crate) enum Heard {
    /// The line is there. If it has to ask for the history, with this.
    Hello(Option<Box<dyn FnOnce(Held) -> String + Send>>),
    Transcript(Transcript),
    Message(Message),
    Ack(ClientId, u64),
    Refused(ErrorFrame),
    Else,
}

impl Speech {
    pub(crate) fn visitor() -> Self {
        Self::Visitor { token: Mutex::default() }
    }

    pub(crate) fn agent(cookie: String, relay: SocketAddr) -> Self {
        Self::Agent { cookie, relay, conversation: Mutex::default() }
    }

    /// What opens the socket through the proxy at `through`.
    pub(crate) fn request(&self, through: SocketAddr) -> Request {
        let (path, headers) = match self {
            Self::Visitor { .. } => {
                (format!("/api/v1/visitor/socket?site={SITE}"), vec![("origin", SHOP.to_owned())])
            }
            Self::Agent { cookie, relay, .. } => (
                "/api/v1/agent/socket".to_owned(),
                vec![("origin", format!("http://{relay}")), ("cookie", cookie.clone())],
            ),
        };
        let mut request = format!("ws://{through}{path}").into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        request
    }

    pub(crate) fn hello(&self, (epoch, since, since_id): Held) -> String {
        match self {
            Self::Visitor { token } => {
                let page = Page { url: SHOP.into(), title: "Shop".into() };
                let token = token.lock().unwrap().clone();
                json(&FromVisitor::Hello {
                    protocol: VERSION,
                    token,
                    identity: None,
                    epoch,
                    since,
                    since_id,
                    page,
                })
            }
            Self::Agent { .. } => json(&FromAgent::Hello { protocol: VERSION }),
        }
    }

    pub(crate) fn message(&self, client_id: &ClientId, body: &str) -> String {
        let (client_id, body) = (client_id.clone(), body.to_owned());
        match self {
            Self::Visitor { .. } => json(&FromVisitor::Message { client_id, body, content: None }),
            Self::Agent { .. } => json(&FromAgent::Message {
                conversation: self.conversation(),
                client_id,
                body,
                content: None,
            }),
        }
    }

    pub(crate) fn delivered(&self, seq: u64) -> String {
        match self {
            Self::Visitor { .. } => json(&FromVisitor::Delivered { seq }),
            Self::Agent { .. } => json(&FromAgent::Delivered { conversation: self.conversation(), seq }),
        }
    }

    pub(crate) fn ping(&self) -> String {
        json(&FromVisitor::Ping)
    }

    pub(crate) fn hear(&self, text: &str) -> Heard {
        match self {
            Self::Visitor { token } => hear_as_visitor(token, serde_json::from_str(text).unwrap()),
            Self::Agent { conversation, .. } => {
                hear_as_agent(conversation, serde_json::from_str(text).unwrap())
            }
        }
    }

    fn conversation(&self) -> ConversationId {
        match self {
            Self::Agent { conversation, .. } => conversation.lock().unwrap().clone().unwrap(),
            Self::Visitor { .. } => panic!("a shopper has one conversation only"),
        }
    }
}

fn hear_as_visitor(own: &Mutex<Option<String>>, frame: ToVisitor) -> Heard {
    match frame {
        ToVisitor::Welcome { token, transcript, .. } => {
            *own.lock().unwrap() = Some(token);
            Heard::Transcript(transcript)
        }
        ToVisitor::Message { message } => Heard::Message(message),
        ToVisitor::Ack { client_id, seq, .. } => Heard::Ack(client_id, seq),
        ToVisitor::Error { error } if error.client_id.is_some() => Heard::Refused(error),
        _ => Heard::Else,
    }
}

/// The agent opens the one conversation there is, once there is one.
fn hear_as_agent(own: &Mutex<Option<ConversationId>>, frame: ToAgent) -> Heard {
    let open = |conversation: ConversationId| {
        *own.lock().unwrap() = Some(conversation.clone());
        let open = move |(epoch, since, since_id): Held| {
            json(&FromAgent::Open { conversation, epoch, since, since_id })
        };
        Heard::Hello(Some(Box::new(open)))
    };
    match frame {
        ToAgent::Welcome { conversations, .. } => match conversations.into_iter().next() {
            Some(summary) => open(summary.conversation),
            None => Heard::Hello(None),
        },
        ToAgent::Message { conversation, .. } if own.lock().unwrap().is_none() => open(conversation),
        ToAgent::Message { message, .. } => Heard::Message(message),
        ToAgent::History { transcript } => Heard::Transcript(transcript),
        ToAgent::Ack { client_id, seq, .. } => Heard::Ack(client_id, seq),
        ToAgent::Error { error } if error.client_id.is_some() => Heard::Refused(error),
        _ => Heard::Else,
    }
}

fn json(frame: &impl Serialize) -> String {
    serde_json::to_string(frame).unwrap()
}
