//! Opening the database file. Looks first: what is not ours, or too new, stays untouched.

use super::schema;
use crate::store::OpenError;
use alongside_protocol::Epoch;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::{path::Path, time::Duration};

/// How long a statement waits for another process (such as `alongside agent add`) that writes.
const BUSY: Duration = Duration::from_secs(5);

/// The one connection that writes, and the life of its database.
pub(super) fn for_writing(path: &Path) -> Result<(Connection, Epoch), OpenError> {
    look(path)?;
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let explain = |error| explain(path, error);
    let mut connection = Connection::open_with_flags(path, flags).map_err(explain)?;
    connection.busy_timeout(BUSY).map_err(explain)?;
    let found = recognise(path, &connection)?;
    // SQLite opens a file that it may not write without a word.
    if connection.is_readonly("main").map_err(explain)? {
        return Err(OpenError::ReadOnly(path.to_owned()));
    }
    connection.pragma_update(None, "journal_mode", "WAL").map_err(explain)?;
    // An acknowledged message survives a power cut as well; commits are grouped, so it costs little.
    connection.pragma_update(None, "synchronous", "FULL").map_err(explain)?;
    connection.pragma_update(None, "foreign_keys", true).map_err(explain)?;
    // What is deleted is overwritten: a recording's days are a promise.
    connection.pragma_update(None, "secure_delete", true).map_err(explain)?;
    if found < schema::CURRENT {
        schema::migrate(&mut connection, found).map_err(explain)?;
    }
    let epoch = schema::epoch(&connection).map_err(explain)?;
    Ok((connection, epoch))
}

/// A connection that cannot write.
pub(super) fn for_reading(path: &Path) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let explain = |error| explain(path, error);
    let connection = Connection::open_with_flags(path, flags).map_err(explain)?;
    connection.busy_timeout(BUSY).map_err(explain)?;
    connection.pragma_update(None, "query_only", true).map_err(explain)?;
    Ok(connection)
}

fn look(path: &Path) -> Result<(), OpenError> {
    if path.is_dir() {
        return Err(OpenError::Folder(path.to_owned()));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) {
        return Err(OpenError::NoFolder(path.to_owned()));
    }
    Ok(())
}

/// The schema of the file: 0 for an empty one.
fn recognise(path: &Path, connection: &Connection) -> Result<i64, OpenError> {
    let number = |pragma: &str| {
        connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).map_err(|e| explain(path, e))
    };
    let (application, found) = (number("application_id")?, number("user_version")?);
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(|error| explain(path, error))?;
    let is_empty = tables == 0 && application == 0 && found == 0;
    if !is_empty && application != schema::APPLICATION_ID {
        return Err(OpenError::Foreign(path.to_owned()));
    }
    if found > schema::CURRENT {
        return Err(OpenError::Newer { path: path.to_owned(), found, known: schema::CURRENT });
    }
    Ok(found)
}

#[allow(clippy::needless_pass_by_value, reason = "it is used in `map_err`")]
fn explain(path: &Path, error: rusqlite::Error) -> OpenError {
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => OpenError::NotADatabase(path),
        Some(ErrorCode::ReadOnly) => OpenError::ReadOnly(path),
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => OpenError::Other {
            path,
            reason:
                "this user may not open the file or its folder; give the right to read and write, or name \
                     another file"
                    .into(),
        },
        _ => OpenError::Other { path, reason: error.to_string() },
    }
}
