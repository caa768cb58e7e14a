//! Statements about recordings, and the [`RecordingStore`] made of them.

use super::{
    SqliteStore,
    recording_deletion::{expired, hidden, hide, hide_expired},
    recording_policy::{policy, set_policy, use_room},
};
use crate::store::{
    Chunk, Extended, LISTED_RECORDINGS, NewRecording, RecordingEnd, RecordingPolicy, RecordingStore,
    ResumedRecording, StoreError,
};
use alongside_protocol::{ConversationId, Recording, RecordingId, RecordingKind, SessionId, SiteKey};
use async_trait::async_trait;
use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Longest blob, in bytes: what one reading takes into memory.
const CHUNK_BYTES: usize = 64 * 1024;

/// A day, in ms.
pub(super) const DAY_MS: u64 = 24 * 60 * 60 * 1000;

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

    async fn resume_recording(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
        session: &SessionId,
    ) -> Result<Option<ResumedRecording>, StoreError> {
        let (site, conversation, session) = (site.clone(), conversation.clone(), session.clone());
        self.writer.write(move |connection| resume(connection, &site, &conversation, &session)).await
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

    async fn expired_recordings(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
    ) -> Result<u64, StoreError> {
        let (site, conversation) = (site.clone(), conversation.clone());
        self.readers.read(move |connection| expired(connection, &site, &conversation)).await
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
        for recording in &self.readers.read(hidden).await? {
            self.sweep(recording).await?;
        }
        Ok(expired)
    }
}

fn begin(connection: &Connection, site: &SiteKey, new: &NewRecording) -> Result<(), StoreError> {
    let is_there = connection
        .prepare_cached("SELECT 1 FROM conversations WHERE site = ?1 AND id = ?2 AND is_deleted = 0")?
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
        "INSERT INTO recordings (site, id, conversation, kind, saved_by, started_at_ms, session)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            site.as_str(),
            new.recording.as_str(),
            new.conversation.as_str(),
            kind,
            new.saved_by,
            new.started_at_ms,
            new.session.as_ref().map(SessionId::as_str)
        ],
    )?;
    Ok(())
}

/// What came while no relay was there is missing. One that is as large as it may be stays ended.
fn resume(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
    session: &SessionId,
) -> Result<Option<ResumedRecording>, StoreError> {
    let resumed = connection
        .prepare_cached(
            "UPDATE recordings SET is_running = 1, gaps = gaps + 1
             WHERE site = ?1 AND is_deleted = 0 AND is_cut = 0 AND id =
                 (SELECT id FROM recordings WHERE site = ?1 AND conversation = ?2 AND session = ?3
                  ORDER BY started_at_ms DESC, id DESC LIMIT 1)
             RETURNING id, started_at_ms",
        )?
        .query_row([site.as_str(), conversation.as_str(), session.as_str()], |row| {
            Ok(ResumedRecording { recording: RecordingId(row.get(0)?), started_at_ms: row.get(1)? })
        })
        .optional()?;
    Ok(resumed)
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

/// All of a conversation's recordings that somebody may see, oldest first.
pub(super) fn all_of(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
) -> Result<Vec<Recording>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} {SEEN} AND r.site = ?1 AND r.conversation = ?2 ORDER BY r.started_at_ms, r.id"
    ))?;
    let rows = statement.query_map([site.as_str(), conversation.as_str()], read)?;
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
