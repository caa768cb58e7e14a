//! A WebSocket client with typed frames.

use super::{page, soon};
use alongside_protocol::{
    ClientId, Content, ConversationId, Epoch, ErrorFrame, FromAgent, FromVisitor, Noted, SessionId, ToAgent,
    ToVisitor, Transcript, VERSION, VisitorId,
};
use futures_util::{SinkExt, StreamExt};
use serde::{Serialize, de::DeserializeOwned};
use std::{fmt::Debug, marker::PhantomData, net::SocketAddr};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        self, Message,
        client::IntoClientRequest,
        http::{HeaderName, HeaderValue},
    },
};

pub(crate) struct Client<Out, In> {
    pub(crate) socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    kinds: PhantomData<(Out, In)>,
}

pub(crate) type Visitor = Client<FromVisitor, ToVisitor>;
pub(crate) type Agent = Client<FromAgent, ToAgent>;

/// A binary frame, or a text frame as its type.
#[derive(Debug)]
pub(crate) enum Heard<In> {
    Frame(In),
    Binary(Vec<u8>),
    Closed(Option<u16>),
}

impl<Out: Serialize, In: DeserializeOwned + Debug> Client<Out, In> {
    async fn open(
        address: SocketAddr,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Result<Self, tungstenite::Error> {
        let mut request = format!("ws://{address}{path}").into_client_request()?;
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
        }
        let (socket, _) = soon(connect_async(request)).await?;
        Ok(Self { socket, kinds: PhantomData })
    }

    pub(crate) async fn say(&mut self, frame: Out) {
        self.say_text(&serde_json::to_string(&frame).unwrap()).await;
    }

    pub(crate) async fn say_text(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    pub(crate) async fn say_binary(&mut self, bytes: Vec<u8>) {
        self.socket.send(Message::binary(bytes)).await.unwrap();
    }

    pub(crate) async fn hear(&mut self) -> Heard<In> {
        loop {
            match soon(self.socket.next()).await {
                Some(Ok(Message::Text(text))) => return Heard::Frame(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Binary(bytes))) => return Heard::Binary(bytes.to_vec()),
                Some(Ok(Message::Close(close))) => {
                    return Heard::Closed(close.map(|close| close.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Heard::Closed(None),
            }
        }
    }

    /// The next text frame.
    pub(crate) async fn next(&mut self) -> In {
        match self.hear().await {
            Heard::Frame(frame) => frame,
            other => panic!("a text frame was expected, not {other:?}"),
        }
    }

    /// The next frame of which `pick` makes something; what comes before it is left aside.
    pub(crate) async fn until<T>(&mut self, mut pick: impl FnMut(In) -> Option<T>) -> T {
        loop {
            if let Some(picked) = pick(self.next().await) {
                return picked;
            }
        }
    }

    /// The next binary frame; text that comes before it is left aside.
    pub(crate) async fn binary(&mut self) -> Vec<u8> {
        loop {
            match self.hear().await {
                Heard::Binary(bytes) => return bytes,
                Heard::Frame(_) => {}
                Heard::Closed(code) => panic!("closed with {code:?}"),
            }
        }
    }

    /// The code with which the line is closed.
    pub(crate) async fn closed(&mut self) -> Option<u16> {
        loop {
            if let Heard::Closed(code) = self.hear().await {
                return code;
            }
        }
    }
}

impl Visitor {
    pub(crate) async fn open_visitor(
        address: SocketAddr,
        site: &str,
        origin: &str,
    ) -> Result<Self, tungstenite::Error> {
        Self::open(address, &format!("/api/v1/visitor/socket?site={site}"), &[("origin", origin)]).await
    }

    /// As a proxy in front of the relay opens it, for the shopper at `shopper`.
    pub(crate) async fn open_for(
        address: SocketAddr,
        site: &str,
        origin: &str,
        shopper: &str,
    ) -> Result<Self, tungstenite::Error> {
        let path = format!("/api/v1/visitor/socket?site={site}");
        Self::open(address, &path, &[("origin", origin), ("x-forwarded-for", shopper)]).await
    }

    /// Says hello and returns what the welcome says: token and transcript.
    pub(crate) async fn hello(
        &mut self,
        token: Option<String>,
        epoch: Option<Epoch>,
        since: u64,
    ) -> (String, Transcript) {
        let (token, _, transcript) = self.introduce(token, None, epoch, since).await;
        (token, transcript)
    }

    /// Says hello with a token that the shop has signed. Returns what the welcome says: token, visitor and transcript.
    pub(crate) async fn introduce(
        &mut self,
        token: Option<String>,
        identity: Option<String>,
        epoch: Option<Epoch>,
        since: u64,
    ) -> (String, VisitorId, Transcript) {
        let page = page();
        self.say(FromVisitor::Hello {
            protocol: VERSION,
            token,
            identity,
            epoch,
            since,
            since_id: None,
            page,
        })
        .await;
        match self.next().await {
            ToVisitor::Welcome { protocol: VERSION, token, visitor, transcript, .. } => {
                (token, visitor, transcript)
            }
            other => panic!("no welcome: {other:?}"),
        }
    }

    pub(crate) async fn message(&mut self, client_id: &str, body: &str) {
        self.say(FromVisitor::Message { client_id: client_id.into(), body: body.into(), content: None })
            .await;
    }

    pub(crate) async fn acked(&mut self) -> (ClientId, u64) {
        self.until(|frame| match frame {
            ToVisitor::Ack { client_id, seq, .. } => Some((client_id, seq)),
            _ => None,
        })
        .await
    }

    /// Says something and waits until it is stored.
    pub(crate) async fn tell(&mut self, client_id: &str, body: &str) -> u64 {
        self.message(client_id, body).await;
        let (acked, seq) = self.acked().await;
        assert_eq!(acked.as_str(), client_id);
        seq
    }

    /// The next message of somebody else: number and body. A line that says who joined is passed over.
    pub(crate) async fn heard(&mut self) -> (u64, String) {
        self.until(|frame| match frame {
            ToVisitor::Message { message } if !is_joining(&message) => Some((message.seq, message.body)),
            _ => None,
        })
        .await
    }

    pub(crate) async fn error(&mut self) -> ErrorFrame {
        self.until(|frame| if let ToVisitor::Error { error } = frame { Some(error) } else { None }).await
    }

    /// That the line still answers.
    pub(crate) async fn ping(&mut self) {
        self.say(FromVisitor::Ping).await;
        self.until(|frame| matches!(frame, ToVisitor::Pong).then_some(())).await;
    }

    pub(crate) async fn start(&mut self, session: &SessionId) {
        self.say(FromVisitor::CobrowseStart { session: session.clone(), resume: false, recorded: false })
            .await;
        self.until(|frame| matches!(frame, ToVisitor::CobrowseStarted { .. }).then_some(())).await;
    }
}

impl Agent {
    pub(crate) async fn open_agent(address: SocketAddr, cookie: &str) -> Result<Self, tungstenite::Error> {
        let origin = format!("http://{address}");
        Self::open_agent_from(address, cookie, &origin).await
    }

    pub(crate) async fn open_agent_from(
        address: SocketAddr,
        cookie: &str,
        origin: &str,
    ) -> Result<Self, tungstenite::Error> {
        Self::open(address, "/api/v1/agent/socket", &[("origin", origin), ("cookie", cookie)]).await
    }

    pub(crate) async fn hello(&mut self) -> Vec<alongside_protocol::ConversationSummary> {
        self.say(FromAgent::Hello { protocol: VERSION }).await;
        match self.next().await {
            ToAgent::Welcome { protocol: VERSION, conversations, .. } => conversations,
            other => panic!("no welcome: {other:?}"),
        }
    }

    /// The site's newest conversation, as another console of the same agent lists it.
    pub(crate) async fn hello_again(&mut self, relay: &super::Relay) -> ConversationId {
        let cookie = super::http::log_in(relay.address(), super::MILAN, super::PASSWORD).await.cookie();
        let mut other = Self::open_agent(relay.address(), &cookie).await.unwrap();
        other.hello().await.remove(0).conversation
    }

    /// The next message in any conversation. A line that says who joined is passed over.
    pub(crate) async fn heard(&mut self) -> (ConversationId, u64, String) {
        self.until(|frame| match frame {
            ToAgent::Message { conversation, message } if !is_joining(&message) => {
                Some((conversation, message.seq, message.body))
            }
            _ => None,
        })
        .await
    }

    pub(crate) async fn open_conversation(&mut self, conversation: &ConversationId) -> Transcript {
        self.say(FromAgent::Open {
            conversation: conversation.clone(),
            epoch: None,
            since: 0,
            since_id: None,
        })
        .await;
        self.until(|frame| if let ToAgent::History { transcript } = frame { Some(transcript) } else { None })
            .await
    }

    /// Answers and waits until it is stored.
    pub(crate) async fn tell(&mut self, conversation: &ConversationId, client_id: &str, body: &str) -> u64 {
        let conversation = conversation.clone();
        self.say(FromAgent::Message {
            conversation,
            client_id: client_id.into(),
            body: body.into(),
            content: None,
        })
        .await;
        self.until(|frame| match frame {
            ToAgent::Ack { client_id: acked, seq, .. } if acked.as_str() == client_id => Some(seq),
            _ => None,
        })
        .await
    }

    pub(crate) async fn error(&mut self) -> ErrorFrame {
        self.until(|frame| if let ToAgent::Error { error } = frame { Some(error) } else { None }).await
    }

    pub(crate) async fn ping(&mut self) {
        self.say(FromAgent::Ping).await;
        self.until(|frame| matches!(frame, ToAgent::Pong).then_some(())).await;
    }
}

fn is_joining(message: &alongside_protocol::Message) -> bool {
    matches!(message.content, Some(Content::Notice { what: Noted::Joined, .. }))
}
