//! What can go wrong in a store.

use std::path::PathBuf;
use thiserror::Error;

/// Why a call to the store came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StoreError {
    /// The store did not answer, or not in time. The same call may work later.
    #[error("the store did not answer: {0}")]
    Unavailable(String),
    /// What the call is about is not there, or belongs to another site.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Somebody has it already.
    #[error("this {0} is taken")]
    Taken(&'static str),
}

/// Why a database could not be opened. The file was not changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OpenError {
    /// A folder stands at the path.
    #[error("the database {0} is a folder: name a file in it, such as {0}/alongside.db")]
    Folder(PathBuf),
    /// The folder that is to hold the file is not there.
    #[error(
        "the database {0} cannot be made: its folder does not exist; make the folder or name another file"
    )]
    NoFolder(PathBuf),
    /// The file may be read but not written.
    #[error("the database {0} cannot be written: give this user the right to write the file and its folder")]
    ReadOnly(PathBuf),
    /// The file holds something else.
    #[error("{0} is not a SQLite database: name another file, or move this one away")]
    NotADatabase(PathBuf),
    /// Another program's database.
    #[error("{0} is the database of another program: name another file")]
    Foreign(PathBuf),
    /// A later version of the relay wrote it.
    #[error(
        "the database {path} was written by a newer version (schema {found}, this one knows {known}): \
         install that version again, or name another file"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The last schema that this version knows.
        known: i64,
    },
    /// SQLite's own reason.
    #[error("the database {path} cannot be opened: {reason}")]
    Other {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        reason: String,
    },
}
