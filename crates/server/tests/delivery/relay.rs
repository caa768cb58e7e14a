//! The real relay in a process of its own, on a database that outlives it.

use alongside_protocol::{SiteKey, SiteSettings};
use alongside_server::{
    password,
    store::{NewAgent, Site, Store, sqlite::SqliteStore},
};
use std::{
    fs::{self, File},
    io::Write,
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

pub(crate) const SITE: &str = "pk_shop";
pub(crate) const SHOP: &str = "https://shop.example";
pub(crate) const EMAIL: &str = "milan@shop.example";
pub(crate) const PASSWORD: &str = "correct horse battery";

/// The size of the disk that gets full, in bytes.
const DISK_BYTES: u64 = 24 << 20;

/// A relay's process.
pub(crate) struct Relay {
    child: Child,
    pub(crate) address: SocketAddr,
    folder: TempDir,
    disk: Disk,
}

/// Where the database is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Disk {
    /// In a folder of this machine.
    Folder,
    /// On a small disk in memory, in a mount namespace of the relay's own: it can be filled.
    Small,
    /// In a folder; no file may grow past a limit that is set while the relay runs.
    Limited,
}

impl Disk {
    /// A disk that can be full: a real one, where this machine lets its users mount one.
    pub(crate) fn that_can_be_full() -> Self {
        let probe = "d=$(mktemp -d) && mount -t tmpfs -o size=1m tmpfs $d";
        let mounts = Command::new("unshare").args(["-rm", "sh", "-c", probe]).output();
        if mounts.is_ok_and(|output| output.status.success()) { Self::Small } else { Self::Limited }
    }
}

impl Relay {
    /// A relay with one site and one agent.
    pub(crate) async fn start(disk: Disk) -> Self {
        let folder = tempfile::tempdir().unwrap();
        seed(&folder.path().join("relay.db")).await;
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let child = spawn(folder.path(), disk, port);
        let relay = Self { child, address: port, folder, disk };
        relay.await_ready();
        relay
    }

    /// Ends the process without a word, and starts it again on the same database.
    pub(crate) fn kill_and_restart(&mut self) {
        self.kill();
        self.child = spawn(self.folder.path(), self.disk, self.address);
        self.await_ready();
    }

    /// Ends the process without a word.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// The database.
    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("relay.db")
    }

    /// Ends the process without a word, and says where what it has stored is now.
    pub(crate) fn remains(&mut self) -> PathBuf {
        if self.disk == Disk::Small {
            // The small disk goes with the process. Nobody writes any more: what is copied now is what is there.
            for file in ["relay.db", "relay.db-wal"] {
                fs::copy(self.small_disk().join(file), self.folder.path().join(file)).unwrap();
            }
        }
        self.kill();
        self.database()
    }

    /// Fills the disk to the last byte.
    pub(crate) fn fill_disk(&self) {
        match self.disk {
            Disk::Small => {
                let mut ballast = File::create(self.ballast()).unwrap();
                for size in [64 * 1024, 512] {
                    while ballast.write_all(&vec![0; size]).is_ok() {}
                }
            }
            Disk::Limited => {
                let log = self.folder.path().join("relay.db-wal");
                self.limit(&fs::metadata(log).unwrap().len().to_string());
            }
            Disk::Folder => panic!("this disk cannot be filled"),
        }
    }

    /// Makes room again.
    pub(crate) fn make_room(&self) {
        match self.disk {
            Disk::Small => fs::remove_file(self.ballast()).unwrap(),
            Disk::Limited | Disk::Folder => self.limit("unlimited"),
        }
    }

    fn limit(&self, bytes: &str) {
        let process = self.child.id().to_string();
        let limit = format!("--fsize={bytes}:unlimited");
        assert!(Command::new("prlimit").args(["--pid", &process, &limit]).status().unwrap().success());
    }

    fn small_disk(&self) -> PathBuf {
        let inside = self.folder.path().strip_prefix("/").unwrap();
        Path::new(&format!("/proc/{}/root", self.child.id())).join(inside).join("disk")
    }

    fn ballast(&self) -> PathBuf {
        self.small_disk().join("ballast")
    }

    fn await_ready(&self) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(self.address).is_err() {
            assert!(Instant::now() < deadline, "the relay does not listen on {}", self.address);
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(folder: &Path, disk: Disk, address: SocketAddr) -> Child {
    let serve = format!(
        "exec '{}' serve --listen {address} --log off --messages-per-minute 0 --database",
        env!("CARGO_BIN_EXE_alongside")
    );
    let script = match disk {
        Disk::Folder => format!("{serve} relay.db"),
        // Past the limit a process is told by a signal that would end it, unless it is ignored; then the write fails.
        Disk::Limited => format!("trap '' XFSZ; {serve} relay.db"),
        Disk::Small => format!(
            "mkdir -p disk && mount -t tmpfs -o size={DISK_BYTES} tmpfs disk && cp relay.db disk/ && {serve} disk/relay.db"
        ),
    };
    let mut command = match disk {
        Disk::Small => {
            let mut command = Command::new("unshare");
            command.args(["-rm", "sh", "-c", &script]);
            command
        }
        Disk::Folder | Disk::Limited => {
            let mut command = Command::new("sh");
            command.args(["-c", &script]);
            command
        }
    };
    command.current_dir(folder).stdin(Stdio::null()).spawn().unwrap()
}

async fn seed(path: &Path) {
    let store = SqliteStore::open(path).unwrap();
    let settings = SiteSettings {
        name: "Shop".into(),
        greeting: "Hello".into(),
        accent: "#112233".into(),
        contact: "mailto:a@shop.example".into(),
        records: false,
    };
    let origins = vec![SHOP.parse().unwrap()];
    store.put_site(Site { key: SITE.into(), origins, settings, created_at_ms: 1 }).await.unwrap();
    let agent = NewAgent {
        site: SiteKey(SITE.into()),
        email: EMAIL.into(),
        name: "Milan".into(),
        password_hash: password::hash(PASSWORD).unwrap(),
        created_at_ms: 1,
    };
    store.add_agent(agent).await.unwrap();
}
