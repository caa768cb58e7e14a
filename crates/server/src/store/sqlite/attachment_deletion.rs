//! Statements that take files away: hidden from everybody at once, and then from the disk, a few stretches at a time, so that
//! messages do not wait behind all of them. What a killed process had begun to delete goes on with the next sweep.

use super::{SqliteStore, personal::part_gone};
use crate::store::StoreError;
use alongside_protocol::{ConversationId, SiteKey};
use rusqlite::{Connection, OptionalExtension, params};

/// How many stretches are deleted in one write. What is deleted is overwritten as well.
const DELETED_AT_ONCE: usize = 16;
/// How many files are hidden in one write.
const HIDDEN_AT_ONCE: usize = 256;

impl SqliteStore {
    /// Takes all hidden files from the disk.
    pub(super) async fn sweep_attachments(&self) -> Result<(), StoreError> {
        while self.writer.write(delete_some).await? {}
        Ok(())
    }

    /// Hides files that began before `before_ms` and that no message has carried; with `unfinished`, also all that are still coming.
    /// Returns how many.
    pub(super) async fn hide_strays(&self, before_ms: u64, unfinished: bool) -> Result<u64, StoreError> {
        let strays = self.readers.read(move |connection| strays(connection, before_ms, unfinished)).await?;
        let mut hidden = 0;
        for group in strays.chunks(HIDDEN_AT_ONCE) {
            let group = group.to_vec();
            hidden += self.writer.write(move |connection| hide_unsent(connection, &group)).await?;
        }
        Ok(hidden)
    }
}

fn strays(
    connection: &Connection,
    before_ms: u64,
    unfinished: bool,
) -> Result<Vec<(String, String)>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT site, id FROM attachments
         WHERE is_deleted = 0 AND ((is_sent = 0 AND created_at_ms < ?1) OR (hash IS NULL AND ?2))",
    )?;
    let rows = statement.query_map(params![before_ms, unfinished], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn hide_unsent(connection: &Connection, files: &[(String, String)]) -> Result<u64, StoreError> {
    // A message may carry one since it was read.
    let mut hide = connection.prepare_cached(
        "UPDATE attachments SET is_deleted = 1, name = ''
         WHERE site = ?1 AND id = ?2 AND is_sent = 0 AND is_deleted = 0",
    )?;
    let mut hidden = 0;
    for (site, id) in files {
        hidden += hide.execute([site, id])? as u64;
    }
    Ok(hidden)
}

/// Hides one that is still coming.
pub(super) fn hide_unfinished(connection: &Connection, site: &SiteKey, id: &str) -> Result<(), StoreError> {
    connection.execute(
        "UPDATE attachments SET is_deleted = 1, name = ''
         WHERE site = ?1 AND id = ?2 AND hash IS NULL AND is_deleted = 0",
        params![site.as_str(), id],
    )?;
    Ok(())
}

/// Hides all files of a conversation. Returns how many are still on the disk.
pub(super) fn hide_all_of(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
) -> Result<usize, StoreError> {
    Ok(connection.execute(
        "UPDATE attachments SET is_deleted = 1, name = '' WHERE site = ?1 AND conversation = ?2",
        [site.as_str(), conversation.as_str()],
    )?)
}

/// Deletes a few stretches of hidden files, and files whose last stretch is gone. Returns whether any may be left.
pub(super) fn delete_some(connection: &Connection) -> Result<bool, StoreError> {
    let mut left = DELETED_AT_ONCE;
    while left > 0 {
        let Some((site, id, conversation)) = next_hidden(connection)? else { return Ok(false) };
        let deleted = connection
            .prepare_cached(
                "DELETE FROM attachment_chunks WHERE attachment = ?1 AND number IN
                     (SELECT number FROM attachment_chunks WHERE attachment = ?1 ORDER BY number LIMIT ?2)",
            )?
            .execute(params![id, left as u64])?;
        if deleted < left {
            connection
                .prepare_cached("DELETE FROM attachments WHERE site = ?1 AND id = ?2")?
                .execute([site.as_str(), &id])?;
            part_gone(connection, &site, &conversation)?;
        }
        // Also a file without a stretch is some work.
        left = left.saturating_sub(deleted.max(1));
    }
    Ok(true)
}

fn next_hidden(connection: &Connection) -> Result<Option<(SiteKey, String, ConversationId)>, StoreError> {
    let next = connection
        .prepare_cached("SELECT site, id, conversation FROM attachments WHERE is_deleted = 1 LIMIT 1")?
        .query_row([], |row| Ok((SiteKey(row.get(0)?), row.get(1)?, ConversationId(row.get(2)?))))
        .optional()?;
    Ok(next)
}
