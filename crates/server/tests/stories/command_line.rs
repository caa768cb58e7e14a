//! The binary, as an operator meets it: first run, and what goes wrong with settings and databases.

use std::{
    fs,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::Path,
    process::{Command, Output},
};

pub(crate) fn alongside(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_alongside")).args(arguments).output().unwrap()
}

/// The one line on standard error with which the command failed.
pub(crate) fn failure(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    text
}

pub(crate) fn success(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap().trim().to_owned()
}

#[test]
fn the_first_site_and_its_first_agent() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("relay.db");
    let database = path.to_str().unwrap();
    let contact = "mailto:a@shop.example";
    let key = success(&alongside(&[
        "site",
        "add",
        "--name",
        "Shop",
        "--origin",
        "https://shop.example",
        "--contact",
        contact,
        "--database",
        database,
    ]));
    assert!(key.starts_with("pk_"), "{key}");
    let change = ["site", "origins", &key, "--add", "http://localhost:1", "--remove", "https://shop.example"];
    let origins = success(&alongside(&[&change[..], &["--database", database]].concat()));
    assert_eq!(origins, "http://localhost:1");
    assert!(success(&alongside(&["site", "list", "--database", database])).contains(&key));

    let add = ["agent", "add", "--site", &key, "--email", "Milan@shop.example", "--name", "Milan"];
    let add = [&add[..], &["--database", database]].concat();
    assert_eq!(success(&alongside(&add)).len(), 16, "a generated password is printed");
    assert!(failure(&alongside(&add)).contains("is an agent already"));
    let password = ["agent", "password", "--email", "milan@shop.example", "--database", database];
    assert_eq!(success(&alongside(&password)).len(), 16);
    let nobody = ["agent", "password", "--email", "nobody@shop.example", "--database", database];
    assert!(failure(&alongside(&nobody)).contains("no agent logs in with nobody@shop.example"));
}

#[test]
fn a_sites_asset_origins_are_listed_by_https_only_and_logged() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("relay.db");
    let database = ["--database", database.to_str().unwrap()];
    let add = ["site", "add", "--name", "Shop", "--contact", "mailto:a@shop.example"];
    let key = success(&alongside(&[&add[..], &database].concat()));
    let assets = |more: &[&str]| alongside(&[&["site", "assets", key.as_str()], more, &database].concat());
    assert_eq!(success(&assets(&[])), "none: the viewer loads nothing from elsewhere");
    let two = ["--add", "https://img.example:8443/", "--add", "https://CDN.example"];
    assert_eq!(success(&assets(&two)), "https://cdn.example https://img.example:8443");
    assert!(failure(&assets(&["--add", "http://cdn.example"])).contains("is not https"));
    assert!(failure(&assets(&["--remove", "https://other.example"])).contains("is not on the list"));
    for wrong in ["https://*.example", "https://cdn.example/path", "https://a@cdn.example", "*", "data:"] {
        let refused = assets(&["--add", wrong]);
        assert!(String::from_utf8_lossy(&refused.stderr).contains("is no origin"), "{wrong}: {refused:?}");
    }
    let many: Vec<String> = (0..31).map(|number| format!("--add=https://a{number}.example")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(failure(&assets(&many)).contains("at most 32"));
    assert_eq!(success(&assets(&["--remove", "https://cdn.example"])), "https://img.example:8443");
    let log = success(&alongside(&[&["audit", "list", "--site", key.as_str()], &database[..]].concat()));
    assert_eq!(log.matches("asset_origins").count(), 2, "{log}");
    let unknown = alongside(&[&["site", "assets", "pk_none"], &database[..]].concat());
    assert!(failure(&unknown).contains("no site has the key pk_none"));
}

#[test]
fn a_sites_masking_is_set_from_a_file_and_printed_back() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("relay.db");
    let database = ["--database", database.to_str().unwrap()];
    let add = ["site", "add", "--name", "Shop", "--contact", "mailto:a@shop.example"];
    let key = success(&alongside(&[&add[..], &database].concat()));
    let masking = |more: &[&str]| alongside(&[&["site", "masking", key.as_str()], more, &database].concat());
    assert!(success(&masking(&[])).starts_with("# nothing but what is always masked"));

    let file = folder.path().join("policy.toml");
    let policy = "[[rules]]\nurl = \"/checkout/*\"\nmask = [\".customer\"]";
    fs::write(&file, policy).unwrap();
    let set = ["--file", file.to_str().unwrap()];
    assert_eq!(success(&masking(&set)), policy);
    fs::write(&file, policy.replace("mask", "maks")).unwrap();
    let error = failure(&masking(&set));
    assert!(error.contains("unknown key `rules[1].maks`; did you mean `rules[1].mask`?"), "{error}");
    assert_eq!(success(&masking(&[])), policy, "what is not right changes nothing");
    assert!(success(&masking(&["--clear"])).starts_with("# nothing"));
    let unknown = alongside(&[&["site", "masking", "pk_none"], &database[..]].concat());
    assert!(failure(&unknown).contains("no site has the key pk_none"));
}

#[test]
fn settings_are_printed_and_misspelt_ones_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("relay.toml");
    fs::write(&file, "max_sockets = 7\nlisten = '127.0.0.1:9'\n").unwrap();
    let config = file.to_str().unwrap();
    let printed =
        success(&alongside(&["serve", "--config", config, "--listen", "127.0.0.1:8", "--print-config"]));
    assert!(printed.contains("max_sockets = 7\n"), "{printed}");
    assert!(printed.contains("listen = \"127.0.0.1:8\"\n"), "a flag goes before the file: {printed}");
    fs::write(&file, "databse = 'x'\n").unwrap();
    let error = failure(&alongside(&["serve", "--config", config]));
    assert!(error.contains("unknown key `databse`; did you mean `database`?"), "{error}");
}

#[test]
fn a_database_that_cannot_be_opened_is_one_line_and_exit_code_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let letter = path.join("letter.txt");
    fs::write(&letter, "Dear reader, ".repeat(100)).unwrap();
    let serve = |database: &Path| failure(&alongside(&["serve", "--database", database.to_str().unwrap()]));
    assert!(serve(path).contains("is a folder"));
    assert!(serve(&letter).contains("is not a SQLite database"));
    assert!(serve(&path.join("no/relay.db")).contains("its folder does not exist"));
    assert_eq!(fs::read_to_string(&letter).unwrap(), "Dear reader, ".repeat(100));
}

/// Rights do not bind root, so root lends the relay another user for this.
#[test]
fn a_database_without_the_right_to_write_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("relay.db");
    success(&alongside(&["site", "list", "--database", path.to_str().unwrap()]));
    let before = fs::read(&path).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    let binary = folder.path().join("..").join(format!("alongside-{}", std::process::id()));
    fs::copy(env!("CARGO_BIN_EXE_alongside"), &binary).unwrap();
    let mut command = Command::new(&binary);
    command.args(["serve", "--listen", "127.0.0.1:0", "--database", path.to_str().unwrap()]);
    if is_root {
        command.uid(65_534).gid(65_534);
    }
    // A test beside this one that starts a program just then holds the copy open for a moment.
    let output = loop {
        match command.output() {
            Err(error) if error.kind() == std::io::ErrorKind::ExecutableFileBusy => {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            output => break output.unwrap(),
        }
    };
    let error = failure(&output);
    fs::remove_file(&binary).unwrap();
    assert!(error.contains("cannot be written") || error.contains("may not open"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), before);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_taken_port_names_the_flag_that_changes_it() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let database = folder.path().join("relay.db");
    let address = format!("127.0.0.1:{port}");
    let error =
        failure(&alongside(&["serve", "--listen", &address, "--database", database.to_str().unwrap()]));
    assert!(error.contains(&format!("port {port} is taken")), "{error}");
    let data = folder.path().join("demo");
    let demo = ["demo", "--port", &port.to_string(), "--shop-port", "0", "--data", data.to_str().unwrap()];
    let error = failure(&alongside(&demo));
    let expected = format!("port {port} is taken; stop the program that uses it or pass --port N");
    assert!(error.contains(&expected), "{error}");
}
