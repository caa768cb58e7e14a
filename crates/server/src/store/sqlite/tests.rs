//! SQLite against the contract, and what is SQLite's own: files that cannot be opened, and a kill.

use super::{SqliteStore, schema};
use crate::store::{
    Chunk, NewMessage, NewRecording, OpenError, RecordingPolicy, RecordingStore, Site, Store, StoreError,
    contract::{self, Place},
};
use alongside_protocol::{Author, SiteKey, SiteSettings};
use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use tempfile::TempDir;

struct File(TempDir);

impl Place for File {
    type Store = SqliteStore;

    fn open(&self) -> SqliteStore {
        SqliteStore::open(&self.0.path().join("store.db")).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_keeps_the_contract() {
    contract::run(|| File(tempfile::tempdir().unwrap())).await;
}

#[tokio::test]
async fn a_write_that_fails_leaves_no_trace_and_does_not_harm_its_neighbours() {
    let place = File(tempfile::tempdir().unwrap());
    let store = place.open();
    let fails = store.writer.write(|connection| {
        connection.execute("INSERT INTO sites (key, name, greeting, accent, contact, created_at_ms) VALUES ('pk_x', '', '', '', '', 0)", [])?;
        connection.execute("INSERT INTO nowhere VALUES (1)", [])?;
        Ok(())
    });
    let works = store.writer.write(|connection| {
        connection.execute("INSERT INTO sites (key, name, greeting, accent, contact, created_at_ms) VALUES ('pk_y', '', '', '', '', 0)", [])?;
        Ok(())
    });
    let (fails, works) = tokio::join!(fails, works);
    assert!(fails.is_err());
    assert_eq!(works, Ok(()));
    let keys: Vec<_> = store.sites().await.unwrap().into_iter().map(|site| site.key.0).collect();
    assert_eq!(keys, ["pk_y"]);
}

#[tokio::test]
async fn a_masking_policy_that_cannot_be_read_is_an_error_and_no_permission() {
    let place = File(tempfile::tempdir().unwrap());
    let store = place.open();
    let broken = store.writer.write(|connection| {
        let columns = "key, name, greeting, accent, contact, created_at_ms, masking";
        let values = "'pk_x', '', '', '', '', 0, '{\"rules\": 1}'";
        connection.execute(&format!("INSERT INTO sites ({columns}) VALUES ({values})"), [])?;
        Ok(())
    });
    broken.await.unwrap();
    let error = store.masking(&"pk_x".into()).await.unwrap_err();
    assert!(error.to_string().contains("alongside site masking"), "{error}");
}

#[tokio::test]
async fn a_write_is_answered_after_its_commit_and_not_before() {
    let place = File(tempfile::tempdir().unwrap());
    let store = place.open();
    // The statement is right; what it leaves behind is noticed by the commit.
    let orphan = store.writer.write(|connection| {
        connection.pragma_update(None, "defer_foreign_keys", true)?;
        connection.execute("INSERT INTO origins VALUES ('pk_nowhere', 'https://shop.example')", [])?;
        Ok(())
    });
    assert!(matches!(orphan.await, Err(StoreError::Unavailable(_))));
    let works = store.writer.write(|connection| {
        connection.execute("INSERT INTO sites (key, name, greeting, accent, contact, created_at_ms) VALUES ('pk_y', '', '', '', '', 0)", [])?;
        Ok(connection.query_row("SELECT count(*) FROM origins", [], |row| row.get::<_, u64>(0))?)
    });
    assert_eq!(works.await, Ok(0), "the store goes on, and the orphan is gone");
}

fn refused(path: &Path) -> OpenError {
    SqliteStore::open(path).err().expect("this is not to be opened")
}

/// Whatever is wrong with a file, refusing it must not change it.
fn refused_untouched(path: &Path) -> OpenError {
    let before = fs::read(path).unwrap();
    let error = refused(path);
    assert_eq!(fs::read(path).unwrap(), before);
    let folder = path.parent().unwrap();
    assert_eq!(fs::read_dir(folder).unwrap().count(), 1, "no file was left beside it");
    error
}

#[test]
fn a_database_that_cannot_be_opened_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    assert_eq!(refused(&path), OpenError::Folder(path.clone()));
    let nowhere = path.join("no/such/folder.db");
    assert_eq!(refused(&nowhere), OpenError::NoFolder(nowhere));
}

#[test]
fn what_is_no_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.txt");
    fs::write(&path, "Dear reader, ".repeat(500)).unwrap();
    assert_eq!(refused_untouched(&path), OpenError::NotADatabase(path));
}

#[test]
fn another_programs_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE notes (text)").unwrap();
    assert_eq!(refused_untouched(&path), OpenError::Foreign(path));
}

#[test]
fn a_newer_versions_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("newer.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.pragma_update(None, "application_id", schema::APPLICATION_ID).unwrap();
    connection.pragma_update(None, "user_version", schema::CURRENT + 1).unwrap();
    connection.execute_batch("CREATE TABLE meta (id)").unwrap();
    drop(connection);
    let error = refused_untouched(&path);
    assert_eq!(error, OpenError::Newer { path, found: schema::CURRENT + 1, known: schema::CURRENT });
}

const CHILD: &str = "store::sqlite::tests::child_that_appends_until_it_is_killed";
const CHILD_DATABASE: &str = "ALONGSIDE_TEST_DATABASE";

fn key() -> SiteKey {
    "pk_kill".into()
}

/// Not a test of its own: the process that the next one kills.
#[tokio::test]
#[ignore = "run by acknowledged_messages_survive_a_kill, in a process of its own"]
async fn child_that_appends_until_it_is_killed() {
    let Some(path) = std::env::var_os(CHILD_DATABASE) else { return };
    let store = SqliteStore::open(&PathBuf::from(path)).unwrap();
    let settings = SiteSettings {
        name: "S".into(),
        greeting: String::new(),
        accent: String::new(),
        contact: String::new(),
        records: false,
    };
    store.put_site(Site { key: key(), origins: Vec::new(), settings, created_at_ms: 0 }).await.unwrap();
    let visitor =
        store.add_visitor(&key(), crate::token::TokenHash([1; 32]), Default::default(), 0).await.unwrap();
    let conversation = store.open_conversation(&key(), &visitor, 0).await.unwrap();
    println!("conversation {conversation}");
    for number in 1.. {
        let append = async |part: &str| {
            let client_id = format!("{number}{part}").as_str().into();
            let new = NewMessage {
                client_id,
                author: Author::Visitor,
                body: "x".repeat(500),
                content: None,
                sent_at_ms: 1,
                joining: None,
            };
            let message = store.append(&key(), &conversation, new).await.unwrap().message;
            // One write, so that the parent never sees half of a line that was not flushed.
            std::io::stdout()
                .write_all(format!("acked {} {}\n", message.seq, message.client_id).as_bytes())
                .unwrap();
        };
        tokio::join!(append("a"), append("b"), append("c"));
    }
}

#[tokio::test]
async fn acknowledged_messages_survive_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kill.db");
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([CHILD, "--exact", "--ignored", "--nocapture"])
        .env(CHILD_DATABASE, &path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let conversation = lines.find_map(|line| line.split_once("conversation ").map(|(_, id)| id.to_owned()));
    let conversation = conversation.expect("the child begins").as_str().into();
    let mut acked: Vec<String> = lines.by_ref().take(300).collect();
    child.kill().unwrap();
    acked.extend(lines);
    child.wait().unwrap();
    let acked: Vec<(u64, &str)> = acked
        .iter()
        .filter_map(|line| line.strip_prefix("acked ")?.split_once(' '))
        .map(|(seq, client_id)| (seq.parse().unwrap(), client_id))
        .collect();
    assert!(acked.len() >= 300, "{}", acked.len());

    let store = SqliteStore::open(&path).unwrap();
    let stored = store.messages(&key(), &conversation, 0, usize::MAX >> 1).await.unwrap();
    for (index, message) in stored.iter().enumerate() {
        assert_eq!(message.seq, index as u64 + 1);
    }
    for (seq, client_id) in acked {
        let message = &stored[usize::try_from(seq).unwrap() - 1];
        assert_eq!(message.client_id.as_str(), client_id);
    }
}

#[tokio::test]
async fn a_database_of_the_first_schema_takes_recordings_after_it_was_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute_batch(include_str!("schema/001-conversations.sql")).unwrap();
    connection
        .execute_batch(
            "INSERT INTO meta VALUES (1, 'e'); INSERT INTO sites VALUES ('pk_kill', 'S', '', '', '', 0);",
        )
        .unwrap();
    connection.pragma_update(None, "application_id", schema::APPLICATION_ID).unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
    drop(connection);
    let store = SqliteStore::open(&path).unwrap();
    let policy = RecordingPolicy { is_on: true, ..RecordingPolicy::default() };
    store.set_recording_policy(&key(), policy.clone()).await.unwrap();
    assert_eq!(store.recording_policy(&key()).await, Ok(policy));
    assert!(store.site(&key()).await.unwrap().unwrap().settings.records);
}

#[tokio::test]
async fn a_deleted_recordings_bytes_are_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secure.db");
    let store = SqliteStore::open(&path).unwrap();
    let settings = SiteSettings {
        name: "S".into(),
        greeting: String::new(),
        accent: String::new(),
        contact: String::new(),
        records: false,
    };
    store.put_site(Site { key: key(), origins: Vec::new(), settings, created_at_ms: 0 }).await.unwrap();
    let visitor =
        store.add_visitor(&key(), crate::token::TokenHash([1; 32]), Default::default(), 0).await.unwrap();
    let conversation = store.open_conversation(&key(), &visitor, 0).await.unwrap();
    let new = NewRecording {
        recording: "r".into(),
        conversation,
        kind: alongside_protocol::RecordingKind::Session,
        session: None,
        saved_by: None,
        started_at_ms: 0,
    };
    store.begin_recording(&key(), new).await.unwrap();
    let records = b"blue-suede-shoes ".repeat(20_000).into();
    store.extend_recording(&key(), &"r".into(), Chunk { records, duration_ms: 0, gaps: 0 }).await.unwrap();
    store.delete_recording(&key(), &"r".into()).await.unwrap();
    // Closing moves the log into the file, and takes the log away.
    drop(store);
    let bytes = fs::read(&path).unwrap();
    assert!(!bytes.windows(16).any(|window| window == b"blue-suede-shoes"));
    assert!(!path.with_extension("db-wal").exists());
}
