//! `alongside demo`, run as a program.

use crate::support::http;
use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, Stdio},
};

struct Demo {
    child: Child,
    addresses: serde_json::Value,
}

impl Demo {
    fn start(folder: &std::path::Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_alongside"))
            .args(["demo", "--port", "0", "--shop-port", "0", "--json", "--open-root", "--data"])
            .arg(folder.join("demo-data"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, addresses: serde_json::from_str(&line).unwrap() }
    }

    fn address(&self, key: &str) -> SocketAddr {
        let text = self.addresses[key].as_str().unwrap();
        text.trim_start_matches("http://").split('/').next().unwrap().parse().unwrap()
    }

    /// As Ctrl-C does. Returns whether it ended in good order.
    fn interrupt(&mut self) -> bool {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        self.child.wait().unwrap().success()
    }
}

/// A story that fails leaves no program behind.
impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn the_demo_prints_where_everything_is_and_stops_on_ctrl_c() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Demo::start(folder.path());
    let relay = demo.address("relay");
    let account = demo.addresses["agents"][0].clone();
    let (email, password) = (account["email"].as_str().unwrap(), account["password"].as_str().unwrap());
    let me = http::log_in(relay, email, password).await;
    assert_eq!(me.status, 200);
    assert_eq!(me.json()["snippet"], demo.addresses["snippet"]);
    let origin = demo.addresses["shop"].as_str().unwrap().trim_end_matches('/');
    let boot = http::get(relay, "/api/v1/sites/pk_demo_fernweg/boot", &[("origin", origin)]).await;
    assert_eq!(boot.json()["status"], "ready");
    let shop = http::get(demo.address("shop"), "/", &[]).await;
    let policy = shop.header("content-security-policy").unwrap();
    assert_eq!(
        policy,
        format!(
            "default-src 'self'; script-src 'self' http://{relay} 'wasm-unsafe-eval'; connect-src 'self' \
             http://{relay} ws://{relay}; img-src 'self' http://{relay} blob:; media-src 'self' http://{relay} blob:"
        )
    );
    assert!(demo.interrupt());

    let mut again = Demo::start(folder.path());
    assert_ne!(again.addresses["agents"][0]["password"].as_str(), Some(password), "passwords are new");
    assert_eq!(http::log_in(again.address("relay"), email, password).await.status, 401);
    assert!(again.interrupt());
}
