//! What browsers load, with which headers, and from which host.

use crate::support::{MILAN, OTHER_SITE, Options, PASSWORD, Relay, SITE, http};
use alongside_server::web::Assets;
use std::{fs, path::Path};
use tempfile::TempDir;

const VIEWER: &str = r#"<title>Viewer</title><meta name="alongside-asset-origins" content="" />"#;

fn built() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in [
        ("embed/alongside.js", "loader"),
        ("embed/widget_bg.wasm", "\0asm"),
        ("embed/snippets/a-b/inline0.js", "snippet"),
        ("console/index.html", "<title>Console</title>"),
        ("console/console.js", "console"),
        ("viewer/index.html", VIEWER),
        ("secret.txt", "not to be served"),
    ] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

async fn relay(folder: &Path) -> Relay {
    Relay::with(Options { assets: Assets::folder(folder), ..Options::default() }).await
}

#[tokio::test]
async fn shops_may_load_the_widget_from_anywhere() {
    let folder = built();
    let relay = relay(folder.path()).await;
    for (path, kind) in [
        ("/alongside.js", "text/javascript; charset=utf-8"),
        ("/embed/widget_bg.wasm", "application/wasm"),
        ("/embed/snippets/a-b/inline0.js", "text/javascript; charset=utf-8"),
    ] {
        let answer = http::get(relay.address(), path, &[]).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), Some(kind));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("cross-origin"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
}

#[tokio::test]
async fn the_viewers_page_names_the_asset_origins_of_its_site_and_of_no_other() {
    let folder = built();
    let relay = relay(folder.path()).await;
    let (address, port) = (relay.address(), relay.address().port());
    let host = format!("localhost:{port}");
    let at_viewer = async |path: &str, tag: &str| {
        http::get(address, path, &[("host", &host), ("if-none-match", tag)]).await
    };
    let cookie = http::log_in(address, MILAN, PASSWORD).await.cookie();
    let page_of_me = async || {
        let me = http::get(address, "/api/v1/me", &[("cookie", &cookie)]).await;
        me.json()["viewer_page"].as_str().unwrap().to_owned()
    };
    let path = format!("/viewer/?site={SITE}");
    let plain = at_viewer(&path, "").await;
    assert_eq!(plain.text(), VIEWER);
    let policy = plain.header("content-security-policy").unwrap().to_owned();
    assert!(policy.contains("img-src blob: data:; "), "{policy}");
    assert_eq!(plain.header("cross-origin-embedder-policy"), None);
    assert_eq!(page_of_me().await, format!("http://{host}/viewer/"));

    let origins = ["https://cdn.example", "https://img.example:8443"];
    let listed = origins.iter().map(|origin| origin.parse().unwrap()).collect();
    relay.parts().store.set_asset_origins(&SITE.into(), listed).await.unwrap();
    assert_eq!(page_of_me().await, format!("http://{host}{path}"));
    let viewer = at_viewer(&path, plain.header("etag").unwrap()).await;
    assert_eq!(viewer.status, 200, "it is not the page that a browser has");
    assert_eq!(viewer.text(), VIEWER.replace("content=\"\"", &format!("content=\"{}\"", origins.join(" "))));
    let widened = format!("img-src blob: data: {};", origins.join(" "));
    assert_eq!(
        viewer.header("content-security-policy").unwrap(),
        policy.replace("img-src blob: data:;", &widened)
    );
    assert_eq!(viewer.header("cross-origin-embedder-policy"), Some("credentialless"));

    for path in ["/viewer/", "/viewer/index.html", "/viewer/?site=pk_none", "/viewer/?site="] {
        let other = at_viewer(path, "").await;
        assert_eq!(
            (other.text(), other.header("content-security-policy")),
            (VIEWER, Some(policy.as_str())),
            "{path}"
        );
    }
    let other = at_viewer(&format!("/viewer/?site={OTHER_SITE}"), "").await;
    assert_eq!(other.header("content-security-policy"), Some(policy.as_str()));
}

#[tokio::test]
async fn the_console_and_the_viewer_have_their_own_hosts_and_policies() {
    let folder = built();
    let relay = relay(folder.path()).await;
    let (address, port) = (relay.address(), relay.address().port());
    let console = http::get(address, "/console/", &[]).await;
    assert_eq!((console.status, console.text()), (200, "<title>Console</title>"));
    assert_eq!(
        console.header("content-security-policy").unwrap(),
        format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob: https: \
             http://localhost:* http://127.0.0.1:*; \
             connect-src 'self' ws://127.0.0.1:{port}; frame-src http://localhost:{port}; frame-ancestors 'none'; \
             base-uri 'none'; form-action 'self'"
        )
    );
    assert_eq!(console.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(console.header("cross-origin-opener-policy"), Some("same-origin"));
    assert_eq!(http::get(address, "/", &[]).await.header("location"), Some("/console/"));
    assert_eq!(http::get(address, "/viewer/", &[]).await.status, 404);

    let host = format!("localhost:{port}");
    let at_viewer = async |path: &str| http::get(address, path, &[("host", &host)]).await;
    let viewer = at_viewer("/viewer/").await;
    assert_eq!((viewer.status, viewer.text()), (200, VIEWER));
    let policy = viewer.header("content-security-policy").unwrap();
    assert!(policy.contains(&format!("frame-ancestors http://127.0.0.1:{port};")), "{policy}");
    assert!(policy.contains("default-src 'none'"), "{policy}");
    for path in ["/", "/console/", "/alongside.js", "/api/v1/me", "/healthz", "/api/v1/sites/pk_shop/boot"] {
        assert_eq!(at_viewer(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn no_path_leads_out_of_its_folder() {
    let folder = built();
    let relay = relay(folder.path()).await;
    for path in [
        "/embed/../secret.txt",
        "/embed/%2e%2e/secret.txt",
        "/embed/..%2fsecret.txt",
        "/embed//secret.txt",
        "/embed/./alongside.js",
        "/console/%2fetc%2fpasswd",
        "/embed/alongside.js%00",
    ] {
        assert_eq!(http::get(relay.address(), path, &[]).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn an_unchanged_file_is_not_sent_again_and_a_changed_one_is() {
    let folder = built();
    let relay = relay(folder.path()).await;
    let loader = async |headers: &[(&str, &str)]| http::get(relay.address(), "/alongside.js", headers).await;
    let first = loader(&[]).await;
    let tag = first.header("etag").unwrap().to_owned();
    assert_eq!(first.header("cache-control"), Some("no-cache"));
    let again = loader(&[("if-none-match", &tag)]).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    let packed = loader(&[("accept-encoding", "gzip, br"), ("if-none-match", &tag)]).await;
    assert_eq!((packed.status, packed.header("content-encoding")), (200, Some("br")));
    fs::write(folder.path().join("embed/alongside.js"), "a newer loader").unwrap();
    let changed = loader(&[("if-none-match", &tag)]).await;
    assert_eq!((changed.status, changed.text()), (200, "a newer loader"));
}

#[tokio::test]
async fn a_relay_without_its_pages_says_which_command_builds_them() {
    let relay = Relay::start().await;
    for path in ["/console/", "/alongside.js"] {
        let answer = http::get(relay.address(), path, &[]).await;
        assert_eq!(answer.status, 503, "{path}");
        assert!(answer.text().contains("cargo xtask build"), "{}", answer.text());
    }
}

#[tokio::test]
async fn health_and_metrics_answer() {
    let relay = Relay::start().await;
    let health = http::get(relay.address(), "/healthz", &[]).await;
    assert_eq!((health.status, health.text()), (200, "ok\n"));
    let mut visitor = relay.visitor().await;
    visitor.tell("v1", "one").await;
    let metrics = http::get(relay.address(), "/metrics", &[]).await;
    for line in ["alongside_visitor_lines 1", "alongside_messages_total 1", "alongside_agent_lines 0"] {
        assert!(metrics.text().lines().any(|text| text == line), "{line}\n{}", metrics.text());
    }
}
