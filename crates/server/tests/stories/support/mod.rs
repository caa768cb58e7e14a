//! A relay on a free port, and clients that speak to it as browsers do.

mod client;
pub(crate) mod http;

pub(crate) use client::{Agent, Client, Heard, Visitor};

use alongside_protocol::{Page, SiteKey, SiteSettings};
use alongside_server::{
    config::{Config, RawConfig},
    password,
    server::Server,
    store::{NewAgent, Site, Store, sqlite::SqliteStore},
    timings::Timings,
    web::Assets,
};
use std::{
    future::Future,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
    time::Duration,
};
use tempfile::TempDir;
use tokio::net::TcpListener;

pub(crate) const SHOP: &str = "https://shop.example";
pub(crate) const SITE: &str = "pk_shop";
pub(crate) const OTHER_SHOP: &str = "https://other.example";
pub(crate) const OTHER_SITE: &str = "pk_other";
pub(crate) const MILAN: &str = "milan@shop.example";
pub(crate) const AYLIN: &str = "aylin@shop.example";
pub(crate) const OLGA: &str = "olga@other.example";
pub(crate) const PASSWORD: &str = "correct horse battery";

/// Hashing is slow on purpose: once is enough for all stories.
static HASH: LazyLock<String> = LazyLock::new(|| password::hash(PASSWORD).unwrap());

/// A relay with two sites: Milan and Aylin work for the shop, Olga for the other one.
pub(crate) struct Relay {
    server: Server,
    folder: Folder,
}

enum Folder {
    Own(TempDir),
    Given(PathBuf),
}

pub(crate) struct Options {
    pub(crate) timings: Timings,
    pub(crate) assets: Assets,
    pub(crate) raw: RawConfig,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            timings: Timings::default(),
            assets: Assets::folder("/nowhere"),
            // Most stories are in a hurry; `limits` tells of the pace.
            raw: RawConfig {
                shutdown_grace_ms: Some(3_000),
                messages_per_minute: Some(0),
                ..RawConfig::default()
            },
        }
    }
}

impl Relay {
    pub(crate) async fn start() -> Self {
        Self::with(Options::default()).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_owned();
        Self { server: serve(&path, options).await, folder: Folder::Own(folder) }
    }

    /// A relay whose database stays when the relay goes.
    pub(crate) async fn at(folder: &Path) -> Self {
        Self::at_with(folder, Options::default()).await
    }

    pub(crate) async fn at_with(folder: &Path, options: Options) -> Self {
        Self { server: serve(folder, options).await, folder: Folder::Given(folder.to_owned()) }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.server.address()
    }

    pub(crate) fn database(&self) -> PathBuf {
        match &self.folder {
            Folder::Own(folder) => folder.path().join("relay.db"),
            Folder::Given(folder) => folder.join("relay.db"),
        }
    }

    pub(crate) fn parts(&self) -> &alongside_server::relay::Relay {
        self.server.relay()
    }

    pub(crate) async fn stop(self) -> bool {
        self.server.stop().await
    }

    /// A shopper's widget with an open line that has not said hello.
    pub(crate) async fn line(&self) -> Visitor {
        Client::open_visitor(self.address(), SITE, SHOP).await.unwrap()
    }

    /// A new shopper who has said hello.
    pub(crate) async fn visitor(&self) -> Visitor {
        let mut visitor = self.line().await;
        visitor.hello(None, None, 0).await;
        visitor
    }

    /// A logged-in agent who has said hello.
    pub(crate) async fn agent(&self, email: &str) -> Agent {
        let cookie = http::log_in(self.address(), email, PASSWORD).await.cookie();
        let mut agent = Client::open_agent(self.address(), &cookie).await.unwrap();
        agent.hello().await;
        agent
    }
}

async fn serve(folder: &Path, options: Options) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let raw = RawConfig {
        listen: Some(listener.local_addr().unwrap().to_string()),
        database: Some(folder.join("relay.db")),
        ..options.raw
    };
    let config: Config = raw.resolve().unwrap();
    let store = Arc::new(SqliteStore::open(&folder.join("relay.db")).unwrap());
    for (key, origin, agents) in [
        (SITE, SHOP, &[("Milan", MILAN), ("Aylin", AYLIN)][..]),
        (OTHER_SITE, OTHER_SHOP, &[("Olga", OLGA)][..]),
    ] {
        put_site(&*store, key, origin, agents).await;
    }
    Server::start(listener, config, store, options.assets, options.timings).unwrap()
}

async fn put_site(store: &dyn Store, key: &str, origin: &str, agents: &[(&str, &str)]) {
    let settings = SiteSettings {
        name: format!("Shop {key}"),
        greeting: "Hello".into(),
        accent: "#112233".into(),
        contact: "mailto:a@shop.example".into(),
        records: false,
    };
    let site = Site { key: key.into(), origins: vec![origin.parse().unwrap()], settings, created_at_ms: 1 };
    store.put_site(site).await.unwrap();
    for (name, email) in agents {
        let agent = NewAgent {
            site: SiteKey(key.into()),
            email: (*email).into(),
            name: (*name).into(),
            password_hash: HASH.clone(),
            created_at_ms: 1,
        };
        // On a second start they are there already.
        let _ = store.add_agent(agent).await;
    }
}

pub(crate) fn page() -> Page {
    Page { url: "https://shop.example/p?secret=1".into(), title: "P".into() }
}

pub(crate) async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(10), future).await.expect("this happens in time")
}
