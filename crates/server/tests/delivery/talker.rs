//! One end of a conversation that keeps talking: the outbox, the heartbeat and the back-off of the widget and the console,
//! over a socket of this process.
//!
//! Time runs [`SPEED`] times as fast for heartbeat and back-off, so that a test need not wait as long as a person.

use crate::speech::{Heard, Speech};
use alongside_link::{Backoff, Beat, Heartbeat, Outbox};
use alongside_protocol::{ClientId, Epoch, Message, Transcript};
use futures_util::{SinkExt, StreamExt};
use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use tokio::{
    net::TcpStream,
    sync::{Notify, mpsc},
    time::{Instant, sleep, sleep_until, timeout},
};
use tokio_tungstenite::{WebSocketStream, client_async, tungstenite};

/// How much faster a talker's clock runs.
const SPEED: u32 = 5;

/// As in the widget and the console, in ms of the talker's clock.
const OPEN_WITHIN_MS: u32 = 10_000;
/// As in the widget and the console, in ms of the talker's clock.
const AGAIN_MS: u32 = 2_000;

/// What a talker knows, and what was noted about it.
#[derive(Default)]
pub(crate) struct Known {
    epoch: Option<Epoch>,
    since: u64,
    since_id: Option<ClientId>,
    outbox: Outbox<String>,
    /// Every message that was shown, by name, with its number.
    pub(crate) shown: HashMap<ClientId, u64>,
    /// What the relay said is stored, and where.
    pub(crate) acknowledged: Vec<(ClientId, u64)>,
    /// Messages that would stand twice on the screen.
    pub(crate) doubled: usize,
    /// Messages that came after a later one.
    pub(crate) out_of_order: usize,
    /// Passing refusals of messages.
    pub(crate) refused: usize,
    /// How often a line was welcomed.
    pub(crate) lines: usize,
}

impl Known {
    /// How many messages wait for their acknowledgement.
    pub(crate) fn waiting(&self) -> usize {
        self.outbox.len()
    }

    fn take(&mut self, transcript: Transcript) {
        if transcript.whole || self.epoch.as_ref() != Some(&transcript.epoch) {
            self.since = transcript.messages.first().map_or(0, |first| first.seq - 1);
        }
        self.epoch = Some(transcript.epoch);
        for message in &transcript.messages {
            self.show(message);
        }
    }

    fn show(&mut self, message: &Message) {
        self.outbox.acknowledge(&message.client_id);
        self.note(&message.client_id, message.seq);
    }

    fn note(&mut self, client_id: &ClientId, seq: u64) {
        match self.shown.insert(client_id.clone(), seq) {
            Some(before) if before != seq => self.doubled += 1,
            None if seq <= self.since => self.out_of_order += 1,
            Some(_) | None => {}
        }
        if seq == self.since + 1 {
            self.since = seq;
            self.since_id = Some(client_id.clone());
        }
    }
}

/// One end of a conversation.
pub(crate) struct Talker {
    speech: Speech,
    through: SocketAddr,
    known: Mutex<Known>,
    crash: Notify,
    began: Instant,
}

type Socket = WebSocketStream<TcpStream>;

impl Talker {
    /// Begins to talk through the proxy at `through`; what comes on `written` is said.
    pub(crate) fn start(
        speech: Speech,
        through: SocketAddr,
        written: mpsc::UnboundedReceiver<(ClientId, String)>,
    ) -> Arc<Self> {
        let (known, crash) = (Mutex::default(), Notify::new());
        let talker = Arc::new(Self { speech, through, known, crash, began: Instant::now() });
        tokio::spawn(Arc::clone(&talker).run(written));
        talker
    }

    pub(crate) fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap()
    }

    /// The tab is gone without a word, and is loaded again: it has its outbox, as it was stored, and nothing else.
    pub(crate) fn crash(&self) {
        self.crash.notify_one();
    }

    async fn run(self: Arc<Self>, mut written: mpsc::UnboundedReceiver<(ClientId, String)>) {
        let mut backoff = Backoff::default();
        loop {
            if let Ok(Ok(socket)) = timeout(scaled(OPEN_WITHIN_MS), self.connect()).await {
                backoff.opened(self.now_ms());
                let crashed = tokio::select! {
                    () = self.talk(socket, &mut written) => false,
                    () = self.crash.notified() => true,
                };
                if crashed {
                    self.load_again();
                    continue;
                }
            }
            let chance = f64::from(self.now_ms() as u32 % 997) / 997.0;
            sleep(scaled(backoff.lost(self.now_ms(), chance))).await;
        }
    }

    async fn connect(&self) -> Result<Socket, tungstenite::Error> {
        let stream = TcpStream::connect(self.through).await?;
        stream.set_nodelay(true)?;
        Ok(client_async(self.speech.request(self.through), stream).await?.0)
    }

    fn load_again(&self) {
        let mut known = self.known();
        let stored = serde_json::to_string(&known.outbox).unwrap();
        known.outbox = serde_json::from_str(&stored).unwrap();
        (known.epoch, known.since, known.since_id) = (None, 0, None);
    }

    /// One line, until it is lost.
    async fn talk(&self, socket: Socket, written: &mut mpsc::UnboundedReceiver<(ClientId, String)>) {
        let (mut sink, mut stream) = socket.split();
        // As in a browser, sending never waits.
        let (say, mut said) = mpsc::unbounded_channel::<String>();
        let sending = async move {
            while let Some(text) = said.recv().await {
                if sink.send(tungstenite::Message::text(text)).await.is_err() {
                    return;
                }
            }
        };
        let mut heartbeat = Heartbeat::new(self.now_ms());
        let say = |text: String| drop(say.send(text));
        say(self.speech.hello(self.held()));
        let mut is_open = false;
        let mut again: Option<Instant> = None;
        let talking = async {
            loop {
                let wait = match heartbeat.due(self.now_ms()) {
                    Beat::Wait(ms) => ms,
                    Beat::Lost => return,
                    Beat::Ping => {
                        say(self.speech.ping());
                        heartbeat.pinged(self.now_ms());
                        continue;
                    }
                };
                tokio::select! {
                    incoming = stream.next() => {
                        let Some(Ok(message)) = incoming else { return };
                        heartbeat.heard(self.now_ms());
                        let tungstenite::Message::Text(text) = message else { continue };
                        match self.speech.hear(&text) {
                            Heard::Hello(open) => open.into_iter().for_each(|open| say(open(self.held()))),
                            Heard::Transcript(transcript) => {
                                is_open = true;
                                let last = transcript.messages.last().map(|message| message.seq);
                                self.welcomed(transcript);
                                last.into_iter().for_each(|seq| say(self.speech.delivered(seq)));
                                self.say_all(&say);
                            }
                            Heard::Message(message) => {
                                self.known().show(&message);
                                say(self.speech.delivered(message.seq));
                            }
                            Heard::Ack(client_id, seq) => self.acknowledged(client_id, seq),
                            Heard::Refused(error) => {
                                assert!(error.retry, "{error:?}");
                                self.known().refused += 1;
                                again = Some(Instant::now() + scaled(AGAIN_MS));
                            }
                            Heard::Else => {}
                        }
                    }
                    item = written.recv(), if is_open => {
                        let Some((client_id, body)) = item else { std::future::pending().await };
                        self.known().outbox.push(client_id.clone(), body.clone());
                        say(self.speech.message(&client_id, &body));
                        heartbeat.said(self.now_ms());
                    }
                    () = sleep_until(again.unwrap_or_else(Instant::now)), if again.is_some() => {
                        again = None;
                        self.say_all(&say);
                    }
                    () = sleep(scaled(wait)) => {}
                }
            }
        };
        tokio::select! { () = talking => {}, () = sending => {} }
    }

    fn held(&self) -> (Option<Epoch>, u64, Option<ClientId>) {
        let known = self.known();
        (known.epoch.clone(), known.since, known.since_id.clone())
    }

    fn welcomed(&self, transcript: Transcript) {
        let mut known = self.known();
        known.lines += 1;
        known.take(transcript);
    }

    fn acknowledged(&self, client_id: ClientId, seq: u64) {
        let mut known = self.known();
        known.outbox.acknowledge(&client_id);
        known.note(&client_id, seq);
        known.acknowledged.push((client_id, seq));
    }

    fn say_all(&self, say: &impl Fn(String)) {
        for (client_id, body) in self.known().outbox.iter() {
            say(self.speech.message(client_id, body));
        }
    }

    fn now_ms(&self) -> u64 {
        self.began.elapsed().as_millis() as u64 * u64::from(SPEED)
    }
}

fn scaled(ms: u32) -> Duration {
    Duration::from_millis(u64::from(ms / SPEED))
}
