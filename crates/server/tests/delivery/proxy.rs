//! A TCP proxy that does what bad networks do. It knows bytes, not frames.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{mpsc, watch},
    time::{Instant, sleep, sleep_until},
};

/// What the way between a client and the relay is like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Way {
    /// Everything takes this long, either way.
    pub(crate) delay: Duration,
    /// And up to so much longer, another time on each connection: what is said on two of them arrives in another order.
    pub(crate) spread: Duration,
    /// Bytes per second, either way.
    pub(crate) rate: Option<u64>,
    /// When its client has gone, the relay's end of a connection lives on for so long, and what was said still arrives.
    pub(crate) linger: Duration,
}

/// A running proxy. It ends with the test's runtime.
#[derive(Clone)]
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    relay: SocketAddr,
    way: Way,
    /// The number of the newest connection that was cut.
    cut: watch::Sender<u64>,
    /// The number of the newest connection that carries nothing any more.
    frozen: watch::Sender<u64>,
    connections: AtomicU64,
}

impl Proxy {
    /// A proxy before the relay at `relay`.
    pub(crate) async fn start(relay: SocketAddr, way: Way) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (cut, frozen) = (watch::Sender::new(0), watch::Sender::new(0));
        let shared = Arc::new(Shared { relay, way, cut, frozen, connections: AtomicU64::new(0) });
        let accepting = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let number = accepting.connections.fetch_add(1, Ordering::Relaxed) + 1;
                let shared = Arc::clone(&accepting);
                tokio::spawn(async move { shared.carry(client, number).await });
            }
        });
        Self { address, shared }
    }

    /// Cuts all connections there are, at their clients' end at once.
    pub(crate) fn cut(&self) {
        self.shared.cut.send_replace(self.connections());
    }

    /// From now on the connections there are carry nothing, and nobody is told: they are half open.
    pub(crate) fn freeze(&self) {
        self.shared.frozen.send_replace(self.connections());
    }

    /// How many connections there have been.
    pub(crate) fn connections(&self) -> u64 {
        self.shared.connections.load(Ordering::Relaxed)
    }
}

impl Shared {
    async fn carry(&self, client: TcpStream, number: u64) {
        let Ok(relay) = TcpStream::connect(self.relay).await else { return };
        // Small frames do not wait for each other here.
        let _ = (client.set_nodelay(true), relay.set_nodelay(true));
        let (from_client, to_client) = client.into_split();
        let (from_relay, to_relay) = relay.into_split();
        let up = self.pass(number, from_client, to_relay, true);
        let down = self.pass(number, from_relay, to_client, false);
        if self.way.linger.is_zero() {
            tokio::select! { () = up => {}, () = down => {} }
        } else {
            tokio::join!(up, down);
        }
    }

    /// Carries one direction until its end.
    async fn pass(
        &self,
        number: u64,
        mut from: impl AsyncRead + Unpin,
        mut to: impl AsyncWrite + Unpin,
        is_up: bool,
    ) {
        let (queue, mut queued) = mpsc::unbounded_channel();
        let takes = self.way.delay + self.way.spread.mul_f64(chance(number));
        let reading = async move {
            let mut cut = self.cut.subscribe();
            let mut bytes = vec![0; 4096];
            loop {
                let read = tokio::select! {
                    read = from.read(&mut bytes) => read,
                    _ = cut.wait_for(|cut| number <= *cut) => break,
                };
                match read {
                    Ok(length) if length > 0 => {
                        let _ = queue.send((Instant::now() + takes, bytes[..length].to_vec()));
                    }
                    _ => break,
                }
            }
            drop(queue);
            drop(from);
            if is_up {
                sleep(self.way.linger).await;
            }
        };
        let writing = async move {
            while let Some((at, bytes)) = queued.recv().await {
                sleep_until(at).await;
                if let Some(rate) = self.way.rate {
                    sleep(Duration::from_secs_f64(bytes.len() as f64 / rate as f64)).await;
                }
                if number <= *self.frozen.borrow() {
                    std::future::pending::<()>().await;
                }
                if to.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            if is_up {
                sleep(self.way.linger).await;
            }
        };
        tokio::join!(reading, writing);
    }
}

/// A number from 0 to 1, another one for each connection and the same in each run.
fn chance(number: u64) -> f64 {
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 40) as f64 / (1_u64 << 24) as f64
}
