//! Statements that take recordings away: off every list at once, and then from the disk, a few chunks at a time.

use super::{SqliteStore, personal::part_gone, recording::DAY_MS, recording_policy::use_room};
use crate::store::StoreError;
use alongside_protocol::{ConversationId, RecordingId, SiteKey};
use rusqlite::{Connection, OptionalExtension, params};

/// How many chunks are deleted in one write, so that messages do not wait behind a whole recording.
const DELETED_AT_ONCE: u32 = 16;

impl SqliteStore {
    /// Takes a hidden recording from the disk.
    pub(super) async fn sweep(&self, recording: &RecordingId) -> Result<(), StoreError> {
        loop {
            let recording = recording.clone();
            if self.writer.write(move |connection| delete_some(connection, &recording)).await? {
                return Ok(());
            }
        }
    }
}

pub(super) fn hide(
    connection: &Connection,
    site: &SiteKey,
    recording: &RecordingId,
) -> Result<bool, StoreError> {
    let hidden = connection.execute(
        "UPDATE recordings SET is_deleted = 1 WHERE site = ?1 AND id = ?2 AND is_deleted = 0",
        [site.as_str(), recording.as_str()],
    )?;
    Ok(hidden > 0)
}

/// What still runs stays: it is evidence of now.
pub(super) fn hide_expired(connection: &Connection, now_ms: u64) -> Result<u64, StoreError> {
    let mut hide = connection.prepare_cached(
        "UPDATE recordings SET is_deleted = 1
         WHERE is_deleted = 0 AND is_running = 0 AND started_at_ms + ?2 *
             (SELECT days FROM recording_policies p WHERE p.site = recordings.site) <= ?1
         RETURNING site, conversation",
    )?;
    let hidden = hide
        .query_map(params![now_ms, DAY_MS], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let hidden = hidden.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut count = connection.prepare_cached(
        "UPDATE conversations SET expired_recordings = expired_recordings + 1 WHERE site = ?1 AND id = ?2",
    )?;
    for (site, conversation) in &hidden {
        count.execute([site, conversation])?;
    }
    Ok(hidden.len() as u64)
}

/// How many of a conversation's recordings were hidden because their days were over.
pub(super) fn expired(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
) -> Result<u64, StoreError> {
    let expired = connection
        .prepare_cached("SELECT expired_recordings FROM conversations WHERE site = ?1 AND id = ?2")?
        .query_row([site.as_str(), conversation.as_str()], |row| row.get(0))
        .optional()?;
    Ok(expired.unwrap_or(0))
}

/// The recordings that are on no list any more, and on the disk still.
pub(super) fn hidden(connection: &Connection) -> Result<Vec<RecordingId>, StoreError> {
    let mut statement = connection.prepare("SELECT id FROM recordings WHERE is_deleted = 1")?;
    let ids = statement.query_map([], |row| row.get(0).map(RecordingId))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Deletes a few chunks of a hidden recording, and with the last of them the recording. Returns whether all is gone.
fn delete_some(connection: &Connection, recording: &RecordingId) -> Result<bool, StoreError> {
    let row = connection
        .query_row(
            "SELECT site, conversation, (SELECT coalesce(sum(length(records)), 0) FROM (SELECT records FROM recording_chunks
                 WHERE recording = ?1 ORDER BY number LIMIT ?2))
             FROM recordings WHERE id = ?1 AND is_deleted = 1",
            params![recording.as_str(), DELETED_AT_ONCE],
            |row| Ok((SiteKey(row.get(0)?), ConversationId(row.get(1)?), row.get::<_, i64>(2)?)),
        )
        .optional()?;
    let Some((site, conversation, bytes)) = row else { return Ok(true) };
    let deleted = connection.execute(
        "DELETE FROM recording_chunks WHERE recording = ?1 AND number IN
             (SELECT number FROM recording_chunks WHERE recording = ?1 ORDER BY number LIMIT ?2)",
        params![recording.as_str(), DELETED_AT_ONCE],
    )?;
    use_room(connection, &site, -bytes)?;
    if deleted > 0 {
        return Ok(false);
    }
    connection.execute("DELETE FROM recordings WHERE id = ?1", [recording.as_str()])?;
    part_gone(connection, &site, &conversation)?;
    Ok(true)
}
