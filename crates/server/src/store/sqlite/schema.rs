//! The tables, and how a database of an older version becomes one of this version.

use alongside_protocol::Epoch;
use rusqlite::Connection;

/// "alng": marks the file as ours, so that another program's database is never taken for one.
pub(super) const APPLICATION_ID: i64 = 0x616c_6e67;

/// Each entry takes a database from the schema before it to the next. Entries are never changed, only added.
const MIGRATIONS: &[&str] = &[
    include_str!("schema/001-conversations.sql"),
    include_str!("schema/002-audit.sql"),
    include_str!("schema/003-masking.sql"),
    include_str!("schema/004-recordings.sql"),
    include_str!("schema/005-recordings-of-sessions.sql"),
    include_str!("schema/006-asset-origins.sql"),
    include_str!("schema/007-receipts.sql"),
    include_str!("schema/008-identity.sql"),
    include_str!("schema/009-content-and-options.sql"),
    include_str!("schema/010-attachments.sql"),
    include_str!("schema/011-forms.sql"),
    include_str!("schema/012-closings.sql"),
    include_str!("schema/014-trail.sql"),
    include_str!("schema/015-room-hooks.sql"),
    include_str!("schema/016-participants.sql"),
    include_str!("schema/017-indexes.sql"),
    include_str!("schema/018-deleted-attachments.sql"),
    include_str!("schema/019-attachment-room.sql"),
];

/// The schema that this version reads and writes: SQLite's `user_version`.
pub(super) const CURRENT: i64 = MIGRATIONS.len() as i64;

/// Brings the database from schema `from` to [`CURRENT`] in one transaction.
pub(super) fn migrate(connection: &mut Connection, from: i64) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let applied = usize::try_from(from).unwrap_or(0);
    for migration in MIGRATIONS.iter().skip(applied) {
        transaction.execute_batch(migration)?;
    }
    if applied == 0 {
        let epoch = uuid::Uuid::new_v4().to_string();
        transaction.execute("INSERT INTO meta (id, epoch) VALUES (1, ?1)", [epoch])?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    transaction.pragma_update(None, "user_version", CURRENT)?;
    transaction.commit()
}

/// The life of this database.
pub(super) fn epoch(connection: &Connection) -> rusqlite::Result<Epoch> {
    connection
        .prepare_cached("SELECT epoch FROM meta WHERE id = 1")?
        .query_row([], |row| row.get::<_, String>(0))
        .map(Epoch)
}
