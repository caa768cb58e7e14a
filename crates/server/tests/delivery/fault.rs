//! What fails, and one run under it.

use crate::{
    proxy::{Proxy, Way},
    relay::{Disk, EMAIL, PASSWORD, Relay},
    report::{Expected, Row},
    speech::Speech,
    talker::{Known, Talker},
};
use alongside_protocol::ClientId;
use std::{
    collections::HashMap,
    net::SocketAddr,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::{mpsc, watch},
    task::{self, JoinHandle},
    time::{interval, sleep},
};

/// What each end writes in a second.
const PER_SECOND: f64 = 60.0;

/// How long after the last word everything may take to arrive.
const SETTLES_WITHIN: Duration = Duration::from_secs(60);

/// What fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Nothing,
    Drops,
    HalfOpen,
    Delay,
    SlowLine,
    Duplicates,
    Reordering,
    Reloads,
    Kills,
    FullDisk,
    LockedDatabase,
}

impl Fault {
    pub(crate) const ALL: [Self; 11] = [
        Self::Nothing,
        Self::Drops,
        Self::HalfOpen,
        Self::Delay,
        Self::SlowLine,
        Self::Duplicates,
        Self::Reordering,
        Self::Reloads,
        Self::Kills,
        Self::FullDisk,
        Self::LockedDatabase,
    ];

    fn name(self, disk: Disk) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Drops => "lines dropped every 2 s",
            Self::HalfOpen => "lines half open every 7 s",
            Self::Delay => "300 ms there and back",
            Self::SlowLine => "64 KiB/s",
            Self::Duplicates => "old connections live on beside the new",
            Self::Reordering => "connections overtake each other",
            Self::Reloads => "a tab crashes every 2 s",
            Self::Kills => "relay killed every 4 s",
            Self::FullDisk if disk == Disk::Small => "disk full for 3 s (ENOSPC), twice",
            Self::FullDisk => "no file may grow for 3 s (EFBIG), twice",
            Self::LockedDatabase => "database locked for 7 s",
        }
    }

    /// Whether `word` is in its name.
    pub(crate) fn is_called(self, word: &str) -> bool {
        self.name(Disk::Small).contains(word)
    }

    fn way(self) -> Way {
        let ms = Duration::from_millis;
        match self {
            Self::Delay => Way { delay: ms(150), ..Way::default() },
            Self::SlowLine => Way { rate: Some(64 * 1024), ..Way::default() },
            Self::Duplicates => Way { linger: ms(1_500), ..Way::default() },
            Self::Reordering => Way { delay: ms(5), spread: ms(600), linger: ms(1_000), ..Way::default() },
            _ => Way::default(),
        }
    }

    /// What must have come of it in so many seconds of talk: about half of what is likely.
    fn expected(self, seconds: f64) -> Expected {
        let every = |pause: f64| 2 + (seconds / pause) as usize;
        let lines = match self {
            Self::Drops | Self::Duplicates => every(3.0),
            Self::Kills | Self::Reloads => every(6.0),
            Self::Reordering | Self::HalfOpen => 4,
            _ => 2,
        };
        // A locked database shows as refusals, or as a relay that is silent until the lines are given up.
        Expected {
            lines,
            troubles: if self == Self::LockedDatabase { 3 } else { 0 },
            refusals: self == Self::FullDisk,
        }
    }
}

/// Lets both ends write so many messages while it fails, and waits until nothing is missing, or for too long.
pub(crate) async fn run(fault: Fault, messages: usize) -> Row {
    let disk = if fault == Fault::FullDisk { Disk::that_can_be_full() } else { Disk::Folder };
    let mut relay = Relay::start(disk).await;
    let address = relay.address;
    let proxy = Proxy::start(address, fault.way()).await;
    let (go, both_are_there) = watch::channel(false);
    let (shopper, her_words) = (Speech::visitor(), write("v", messages, both_are_there.clone()));
    let (agent, his_words) =
        (Speech::agent(log_in(address).await, address), write("a", messages, both_are_there));
    let visitor = Talker::start(shopper, proxy.address, her_words);
    let agent = Talker::start(agent, proxy.address, his_words);
    // An agent who first comes when more stands there than one history holds has not lost what is before it.
    while visitor.known().shown.is_empty() || agent.known().shown.is_empty() {
        sleep(Duration::from_millis(20)).await;
    }
    go.send_replace(true);
    let began = Instant::now();

    let talks_for = Duration::from_secs_f64(messages as f64 / PER_SECOND);
    let fails_until = began + talks_for;
    let failing = tokio::spawn({
        let (proxy, talkers) = (proxy.clone(), [Arc::clone(&visitor), Arc::clone(&agent)]);
        async move {
            fail(fault, &mut relay, &proxy, &talkers, fails_until).await;
            relay
        }
    });
    let is_done = |talker: &Talker| {
        let known = talker.known();
        // And the line that says that the agent joined.
        known.waiting() == 0 && known.shown.len() > 2 * messages
    };
    while began.elapsed() < talks_for + SETTLES_WITHIN && !(is_done(&visitor) && is_done(&agent)) {
        sleep(Duration::from_millis(50)).await;
    }
    let seconds = began.elapsed().as_secs_f64();
    let mut relay = failing.await.unwrap();
    let stored = stored(&relay.remains());
    let (hers, his) = (visitor.known(), agent.known());
    let row = Row {
        fault: fault.name(disk).to_owned(),
        messages,
        delivered: heard(&hers, "a") + heard(&his, "v"),
        doubled: doubled(&stored) + hers.doubled + his.doubled,
        out_of_order: out_of_order(&stored) + hers.out_of_order + his.out_of_order,
        lost: lost(&stored, &hers) + lost(&stored, &his),
        lines: hers.lines + his.lines,
        refused: hers.refused + his.refused,
        seconds,
        expected: fault.expected(talks_for.as_secs_f64()),
    };
    drop(relay);
    row
}

async fn fail(fault: Fault, relay: &mut Relay, proxy: &Proxy, talkers: &[Arc<Talker>; 2], until: Instant) {
    let pause = Duration::from_millis(match fault {
        Fault::Nothing | Fault::Delay | Fault::SlowLine => return,
        Fault::Drops | Fault::Reloads => 2_000,
        Fault::Duplicates | Fault::Reordering => 1_500,
        Fault::HalfOpen => 7_000,
        Fault::FullDisk | Fault::LockedDatabase | Fault::Kills => 4_000,
    });
    let mut times = 0;
    sleep(pause / 2).await;
    while Instant::now() < until {
        match fault {
            Fault::Drops | Fault::Duplicates | Fault::Reordering => proxy.cut(),
            Fault::HalfOpen => proxy.freeze(),
            Fault::Reloads => talkers[times % 2].crash(),
            Fault::Kills => task::block_in_place(|| relay.kill_and_restart()),
            Fault::FullDisk if times < 2 => {
                task::block_in_place(|| relay.fill_disk());
                sleep(Duration::from_secs(3)).await;
                relay.make_room();
            }
            Fault::LockedDatabase if times < 1 => {
                let other = rusqlite::Connection::open(relay.database()).unwrap();
                other.busy_timeout(Duration::from_secs(5)).unwrap();
                other.execute_batch("BEGIN EXCLUSIVE").unwrap();
                sleep(Duration::from_secs(7)).await;
                other.execute_batch("ROLLBACK").unwrap();
            }
            _ => {}
        }
        times += 1;
        sleep(pause).await;
    }
}

/// Writes a first word and, once both ends are there, the others at an even pace: `v-0`, `v-1` …
fn write(
    who: &'static str,
    messages: usize,
    mut both_are_there: watch::Receiver<bool>,
) -> mpsc::UnboundedReceiver<(ClientId, String)> {
    let (say, said) = mpsc::unbounded_channel();
    let _writing: JoinHandle<()> = tokio::spawn(async move {
        let mut pace = interval(Duration::from_secs_f64(1.0 / PER_SECOND));
        for number in 0..messages {
            if number == 1 {
                if both_are_there.wait_for(|are_there| *are_there).await.is_err() {
                    return;
                }
                pace.reset();
            }
            pace.tick().await;
            let client_id = format!("{who}-{number}");
            let body = format!("Message {number}: is it waterproof, and does it come in blue and white?");
            if say.send((client_id.as_str().into(), body)).is_err() {
                return;
            }
        }
        // The end stays open: who has nothing more to say still listens.
        std::future::pending::<()>().await;
    });
    said
}

/// How many of the other side's messages were shown.
fn heard(known: &Known, who: &str) -> usize {
    known.shown.keys().filter(|client_id| client_id.as_str().starts_with(who)).count()
}

/// What stands in the database: names, in the order of their numbers, which are checked to be dense.
fn stored(database: &Path) -> Vec<String> {
    let connection = rusqlite::Connection::open(database).unwrap();
    let mut statement = connection.prepare("SELECT seq, client_id FROM messages ORDER BY seq").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get::<_, u64>(0)?, row.get(1)?))).unwrap();
    let rows: Vec<(u64, String)> = rows.collect::<Result<_, _>>().unwrap();
    for (index, (seq, _)) in rows.iter().enumerate() {
        assert_eq!(*seq, index as u64 + 1, "the numbers are dense");
    }
    rows.into_iter().map(|(_, client_id)| client_id).collect()
}

fn doubled(stored: &[String]) -> usize {
    let mut times = HashMap::<&str, usize>::new();
    for name in stored {
        *times.entry(name).or_default() += 1;
    }
    times.values().map(|times| times - 1).sum()
}

/// How many messages stand behind a later one of the same writer.
fn out_of_order(stored: &[String]) -> usize {
    let mut newest = HashMap::<&str, usize>::new();
    let mut wrong = 0;
    for name in stored {
        // The relay's own lines have names of another kind.
        let Some((who @ ("v" | "a"), number)) = name.split_once('-') else { continue };
        let number: usize = number.parse().unwrap();
        let before = newest.entry(who).or_default();
        wrong += usize::from(number < *before);
        *before = number.max(*before);
    }
    wrong
}

fn lost(stored: &[String], known: &Known) -> usize {
    let is_lost = |(client_id, seq): &&(ClientId, u64)| {
        stored.get(*seq as usize - 1).map(String::as_str) != Some(client_id.as_str())
    };
    known.acknowledged.iter().filter(is_lost).count()
}

async fn log_in(address: SocketAddr) -> String {
    let body = serde_json::json!({ "email": EMAIL, "password": PASSWORD }).to_string();
    let head = "POST /api/v1/login HTTP/1.1\r\nConnection: close\r\nContent-Type: application/json";
    let request = format!("{head}\r\nHost: {address}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: "));
    cookie.unwrap_or_else(|| panic!("no cookie: {answer}")).split(';').next().unwrap().to_owned()
}
