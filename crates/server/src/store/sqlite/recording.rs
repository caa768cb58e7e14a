//! Statements about recordings, and the [`RecordingStore`] made of them.

use super::SqliteStore;
use crate::store::{
    Chunk, Extended, LISTED_RECORDINGS, NewRecording, RecordingEnd, RecordingPolicy, RecordingStore,
    StoreError,
};
use alongside_protocol::{ConversationId, Recording, RecordingId, RecordingKind, SiteKey};
use async_trait::async_trait;
use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Longest blob, in bytes: what one reading takes into memory.
const CHUNK_BYTES: usize = 64 * 1024;

/// How many chunks are deleted in one write, so that messages do not wait behind a whole recording.
const DELETED_AT_ONCE: u32 = 16;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// In the order that [`read`] expects.
const COLUMNS: &str =
    "r.id, r.conversation, r.kind, r.saved_by, r.started_at_ms, r.duration_ms, r.bytes, r.gaps,
     r.is_running, r.is_cut, p.days";

/// Recordings that somebody may see.
const SEEN: &str = "FROM recordings r JOIN recording_policies p ON p.site = r.site
     WHERE r.is_deleted = 0 AND NOT (r.kind = 'page' AND r.is_running = 1)";

#[async_trait]
impl RecordingStore for SqliteStore {
    async fn recording_policy(&self, site: &SiteKey) -> Result<RecordingPolicy, StoreError> {
        let site = site.clone();
        self.readers.read(move |connection| policy(connection, &site)).await
    }

    async fn set_recording_policy(&self, site: &SiteKey, policy: RecordingPolicy) -> Result<(), StoreError> {
        let site = site.clone();
        self.writer.write(move |connection| set_policy(connection, &site, &policy)).await
    }

    async fn begin_recording(&self, site: &SiteKey, new: NewRecording) -> Result<(), StoreError> {
        let site = site.clone();
        self.writer.write(move |connection| begin(connection, &site, &new)).await
    }

    async fn extend_recording(
        &self,
        site: &SiteKey,
        recording: &RecordingId,
        chunk: Chunk,
    ) -> Result<Extended, StoreError> {
        let (site, recording) = (site.clone(), recording.clone());
        self.writer.write(move |connection| extend(connection, &site, &recording, &chunk)).await
    }

    async fn end_recording(
        &self,
        site: &SiteKey,
        recording: &RecordingId,
        end: RecordingEnd,
    ) -> Result<(), StoreError> {
        let (site, recording) = (site.clone(), recording.clone());
        self.writer
            .write(move |connection| {
                connection.execute(
                    "UPDATE recordings SET is_running = 0, is_cut = ?3, duration_ms = max(duration_ms, ?4)
                     WHERE site = ?1 AND id = ?2",
                    params![site.as_str(), recording.as_str(), end.is_cut, end.duration_ms],
                )?;
                Ok(())
            })
            .await
    }

    async fn end_abandoned_recordings(&self) -> Result<u64, StoreError> {
        self.writer
            .write(|connection| {
                // A page of which only a part came is no page.
                connection.execute(
                    "UPDATE recordings SET is_deleted = 1, is_running = 0 WHERE is_running = 1 AND kind = 'page'",
                    [],
                )?;
                let ended =
                    connection.execute("UPDATE recordings SET is_running = 0 WHERE is_running = 1", [])?;
                Ok(ended as u64)
            })
            .await
    }

    async fn recordings(
        &self,
        site: &SiteKey,
        conversation: Option<&ConversationId>,
    ) -> Result<Vec<Recording>, StoreError> {
        let (site, conversation) = (site.clone(), conversation.cloned());
        self.readers.read(move |connection| list(connection, &site, conversation.as_ref())).await
    }

    async fn recording(
        &self,
        site: &SiteKey,
        recording: &RecordingId,
    ) -> Result<Option<Recording>, StoreError> {
        let (site, recording) = (site.clone(), recording.clone());
        self.readers
            .read(move |connection| {
                let found = connection
                    .prepare_cached(&format!("SELECT {COLUMNS} {SEEN} AND r.site = ?1 AND r.id = ?2"))?
                    .query_row([site.as_str(), recording.as_str()], read)
                    .optional()?;
                Ok(found)
            })
            .await
    }

    async fn recorded(
        &self,
        site: &SiteKey,
        recording: &RecordingId,
        number: u64,
    ) -> Result<Option<Bytes>, StoreError> {
        let (site, recording) = (site.clone(), recording.clone());
        self.readers
            .read(move |connection| {
                let found = connection
                    .prepare_cached(
                        "SELECT c.records FROM recording_chunks c
                         JOIN recordings r ON r.site = c.site AND r.id = c.recording
                         WHERE c.site = ?1 AND c.recording = ?2 AND c.number = ?3 AND r.is_deleted = 0",
                    )?
                    .query_row(params![site.as_str(), recording.as_str(), number], |row| {
                        row.get::<_, Vec<u8>>(0)
                    })
                    .optional()?;
                Ok(found.map(Bytes::from))
            })
            .await
    }

    async fn delete_recording(&self, site: &SiteKey, recording: &RecordingId) -> Result<bool, StoreError> {
        let hidden = {
            let (site, recording) = (site.clone(), recording.clone());
            self.writer.write(move |connection| hide(connection, &site, &recording)).await?
        };
        if hidden {
            self.sweep(recording).await?;
        }
        Ok(hidden)
    }

    async fn delete_expired_recordings(&self, now_ms: u64) -> Result<u64, StoreError> {
        let expired = self.writer.write(move |connection| hide_expired(connection, now_ms)).await?;
        // Also what a killed process had begun to delete.
        let hidden = self
            .readers
            .read(|connection| {
                let mut statement = connection.prepare("SELECT id FROM recordings WHERE is_deleted = 1")?;
                let ids = statement.query_map([], |row| row.get(0).map(RecordingId))?;
                Ok(ids.collect::<rusqlite::Result<Vec<_>>>()?)
            })
            .await?;
        for recording in &hidden {
            self.sweep(recording).await?;
        }
        Ok(expired)
    }
}

impl SqliteStore {
    /// Takes a hidden recording from the disk.
    async fn sweep(&self, recording: &RecordingId) -> Result<(), StoreError> {
        loop {
            let recording = recording.clone();
            if self.writer.write(move |connection| delete_some(connection, &recording)).await? {
                return Ok(());
            }
        }
    }
}

fn policy(connection: &Connection, site: &SiteKey) -> Result<RecordingPolicy, StoreError> {
    let is_there =
        connection.prepare_cached("SELECT 1 FROM sites WHERE key = ?1")?.exists([site.as_str()])?;
    if !is_there {
        return Err(StoreError::NotFound("site"));
    }
    let policy = connection
        .prepare_cached(
            "SELECT is_on, days, recording_bytes, site_bytes FROM recording_policies WHERE site = ?1",
        )?
        .query_row([site.as_str()], |row| {
            Ok(RecordingPolicy {
                is_on: row.get(0)?,
                days: row.get(1)?,
                recording_bytes: row.get(2)?,
                site_bytes: row.get(3)?,
            })
        })
        .optional()?;
    Ok(policy.unwrap_or_default())
}

fn set_policy(connection: &Connection, site: &SiteKey, new: &RecordingPolicy) -> Result<(), StoreError> {
    policy(connection, site)?;
    connection.execute(
        "INSERT INTO recording_policies (site, is_on, days, recording_bytes, site_bytes) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (site) DO UPDATE SET is_on = ?2, days = ?3, recording_bytes = ?4, site_bytes = ?5",
        params![site.as_str(), new.is_on, new.days, new.recording_bytes, new.site_bytes],
    )?;
    Ok(())
}

fn begin(connection: &Connection, site: &SiteKey, new: &NewRecording) -> Result<(), StoreError> {
    let is_there = connection
        .prepare_cached("SELECT 1 FROM conversations WHERE site = ?1 AND id = ?2")?
        .exists([site.as_str(), new.conversation.as_str()])?;
    if !is_there {
        return Err(StoreError::NotFound("conversation"));
    }
    let policy = policy(connection, site)?;
    connection.execute(
        "INSERT OR IGNORE INTO recording_policies (site, is_on, days, recording_bytes, site_bytes)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![site.as_str(), policy.is_on, policy.days, policy.recording_bytes, policy.site_bytes],
    )?;
    let kind = match new.kind {
        RecordingKind::Session => "session",
        RecordingKind::Page => "page",
    };
    connection.execute(
        "INSERT INTO recordings (site, id, conversation, kind, saved_by, started_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            site.as_str(),
            new.recording.as_str(),
            new.conversation.as_str(),
            kind,
            new.saved_by,
            new.started_at_ms
        ],
    )?;
    Ok(())
}

fn extend(
    connection: &Connection,
    site: &SiteKey,
    recording: &RecordingId,
    chunk: &Chunk,
) -> Result<Extended, StoreError> {
    let added = chunk.records.len() as u64;
    let (first, bytes, kept, recording_bytes, site_bytes) = connection
        .prepare_cached(
            "SELECT r.chunks, r.bytes, p.kept_bytes, p.recording_bytes, p.site_bytes
             FROM recordings r JOIN recording_policies p ON p.site = r.site
             WHERE r.site = ?1 AND r.id = ?2 AND r.is_deleted = 0",
        )?
        .query_row([site.as_str(), recording.as_str()], |row| {
            let number = |column| row.get::<_, u64>(column);
            Ok((number(0)?, number(1)?, number(2)?, number(3)?, number(4)?))
        })
        .optional()?
        .ok_or(StoreError::NotFound("recording"))?;
    if bytes.saturating_add(added) > recording_bytes {
        return Ok(Extended::RecordingFull);
    }
    if kept.saturating_add(added) > site_bytes {
        return Ok(Extended::SiteFull);
    }
    let mut insert = connection.prepare_cached(
        "INSERT INTO recording_chunks (site, recording, number, records) VALUES (?1, ?2, ?3, ?4)",
    )?;
    let mut number = first;
    for part in chunk.records.chunks(CHUNK_BYTES) {
        insert.execute(params![site.as_str(), recording.as_str(), number, part])?;
        number += 1;
    }
    connection
        .prepare_cached(
            "UPDATE recordings SET chunks = ?3, bytes = bytes + ?4, gaps = gaps + ?5,
             duration_ms = max(duration_ms, ?6) WHERE site = ?1 AND id = ?2",
        )?
        .execute(params![site.as_str(), recording.as_str(), number, added, chunk.gaps, chunk.duration_ms])?;
    use_room(connection, site, i64::try_from(added).unwrap_or(i64::MAX))?;
    Ok(Extended::Kept)
}

fn use_room(connection: &Connection, site: &SiteKey, bytes: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE recording_policies SET kept_bytes = kept_bytes + ?2 WHERE site = ?1")?
        .execute(params![site.as_str(), bytes])?;
    Ok(())
}

fn list(
    connection: &Connection,
    site: &SiteKey,
    conversation: Option<&ConversationId>,
) -> Result<Vec<Recording>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} {SEEN} AND r.site = ?1 AND (?2 IS NULL OR r.conversation = ?2)
         ORDER BY r.started_at_ms DESC, r.id DESC LIMIT ?3"
    ))?;
    let conversation = conversation.map(ConversationId::as_str);
    let rows = statement.query_map(params![site.as_str(), conversation, LISTED_RECORDINGS], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Recording> {
    let kind: String = row.get(2)?;
    let started_at_ms = row.get(4)?;
    let days: u64 = row.get(10)?;
    Ok(Recording {
        recording: RecordingId(row.get(0)?),
        conversation: ConversationId(row.get(1)?),
        kind: if kind == "page" { RecordingKind::Page } else { RecordingKind::Session },
        saved_by: row.get(3)?,
        started_at_ms,
        duration_ms: row.get(5)?,
        bytes: row.get(6)?,
        gaps: row.get(7)?,
        running: row.get(8)?,
        cut: row.get(9)?,
        expires_at_ms: started_at_ms.saturating_add(days.saturating_mul(DAY_MS)),
    })
}

fn hide(connection: &Connection, site: &SiteKey, recording: &RecordingId) -> Result<bool, StoreError> {
    let hidden = connection.execute(
        "UPDATE recordings SET is_deleted = 1 WHERE site = ?1 AND id = ?2 AND is_deleted = 0",
        [site.as_str(), recording.as_str()],
    )?;
    Ok(hidden > 0)
}

/// What still runs stays: it is evidence of now.
fn hide_expired(connection: &Connection, now_ms: u64) -> Result<u64, StoreError> {
    let hidden = connection.execute(
        "UPDATE recordings SET is_deleted = 1
         WHERE is_deleted = 0 AND is_running = 0 AND started_at_ms + ?2 *
             (SELECT days FROM recording_policies p WHERE p.site = recordings.site) <= ?1",
        params![now_ms, DAY_MS],
    )?;
    Ok(hidden as u64)
}

/// Deletes a few chunks of a hidden recording, and with the last of them the recording. Returns whether all is gone.
fn delete_some(connection: &Connection, recording: &RecordingId) -> Result<bool, StoreError> {
    let row = connection
        .query_row(
            "SELECT site, (SELECT coalesce(sum(length(records)), 0) FROM (SELECT records FROM recording_chunks
                 WHERE recording = ?1 ORDER BY number LIMIT ?2))
             FROM recordings WHERE id = ?1 AND is_deleted = 1",
            params![recording.as_str(), DELETED_AT_ONCE],
            |row| Ok((row.get::<_, String>(0).map(SiteKey)?, row.get::<_, i64>(1)?)),
        )
        .optional()?;
    let Some((site, bytes)) = row else { return Ok(true) };
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
    Ok(true)
}
