//! Statements about files that shoppers and agents send each other, and the [`AttachmentStore`] made of them.

use super::{
    SqliteStore, attachment_deletion::hide_unfinished, conversation, personal::acquaintance, visitor,
};
use crate::store::{
    Arrived, AttachmentStore, Begun, Destination, KeptAttachment, NewAttachment, Room, StoreError, Whole,
};
use alongside_protocol::{Attachment, ConversationId, Side, SiteKey, VisitorId};
use async_trait::async_trait;
use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// In ms.
const HOUR_MS: u64 = 60 * 60 * 1000;

/// In the order that [`read`] expects.
const COLUMNS: &str = "id, name, media_type, bytes, width, height, hash";

#[async_trait]
impl AttachmentStore for SqliteStore {
    async fn begin_attachment(
        &self,
        site: &SiteKey,
        new: NewAttachment,
        room: Room,
    ) -> Result<Begun, StoreError> {
        let site = site.clone();
        self.writer.write(move |connection| begin(connection, &site, &new, &room)).await
    }

    async fn extend_attachment(
        &self,
        site: &SiteKey,
        id: &str,
        number: u64,
        bytes: Bytes,
        site_bytes: u64,
    ) -> Result<Arrived, StoreError> {
        let (site, id) = (site.clone(), id.to_owned());
        self.writer.write(move |connection| extend(connection, &site, &id, number, &bytes, site_bytes)).await
    }

    async fn finish_attachment(&self, site: &SiteKey, id: &str, whole: Whole) -> Result<(), StoreError> {
        let (site, id) = (site.clone(), id.to_owned());
        self.writer
            .write(move |connection| {
                let (width, height) = whole.size.unzip();
                let changed = connection.execute(
                    "UPDATE attachments SET bytes = ?3, hash = ?4, width = ?5, height = ?6
                     WHERE site = ?1 AND id = ?2 AND hash IS NULL AND is_deleted = 0",
                    params![site.as_str(), id, whole.bytes, whole.hash, width, height],
                )?;
                was_there(changed)
            })
            .await
    }

    async fn abandon_attachment(&self, site: &SiteKey, id: &str) -> Result<(), StoreError> {
        let (site, id) = (site.clone(), id.to_owned());
        self.writer.write(move |connection| hide_unfinished(connection, &site, &id)).await?;
        self.sweep_attachments().await
    }

    async fn carry_attachment(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
        side: Side,
        id: &str,
    ) -> Result<Option<Attachment>, StoreError> {
        let (site, conversation, id) = (site.clone(), conversation.clone(), id.to_owned());
        self.writer
            .write(move |connection| {
                let carried = connection
                    .prepare_cached(&format!(
                        "UPDATE attachments SET is_sent = 1
                         WHERE site = ?1 AND conversation = ?2 AND side = ?3 AND id = ?4 AND hash IS NOT NULL
                             AND is_deleted = 0
                         RETURNING {COLUMNS}"
                    ))?
                    .query_row(params![site.as_str(), conversation.as_str(), word(side), id], read)
                    .optional()?;
                Ok(carried.map(|kept| kept.attachment))
            })
            .await
    }

    async fn attachment(&self, site: &SiteKey, id: &str) -> Result<Option<KeptAttachment>, StoreError> {
        let (site, id) = (site.clone(), id.to_owned());
        self.readers
            .read(move |connection| {
                let found = connection
                    .prepare_cached(&format!(
                        "SELECT {COLUMNS} FROM attachments
                         WHERE site = ?1 AND id = ?2 AND hash IS NOT NULL AND is_deleted = 0"
                    ))?
                    .query_row(params![site.as_str(), id], read)
                    .optional()?;
                Ok(found)
            })
            .await
    }

    async fn attached(&self, site: &SiteKey, id: &str, number: u64) -> Result<Option<Bytes>, StoreError> {
        let (site, id) = (site.clone(), id.to_owned());
        self.readers
            .read(move |connection| {
                let found = connection
                    .prepare_cached(
                        "SELECT c.bytes FROM attachment_chunks c
                         JOIN attachments a ON a.site = c.site AND a.id = c.attachment
                         WHERE c.site = ?1 AND c.attachment = ?2 AND c.number = ?3 AND a.hash IS NOT NULL
                             AND a.is_deleted = 0",
                    )?
                    .query_row(params![site.as_str(), id, number], |row| row.get::<_, Vec<u8>>(0))
                    .optional()?;
                Ok(found.map(Bytes::from))
            })
            .await
    }

    async fn delete_stray_attachments(&self, before_ms: u64, unfinished: bool) -> Result<u64, StoreError> {
        let hidden = self.hide_strays(before_ms, unfinished).await?;
        // Also what a killed process had begun to delete.
        self.sweep_attachments().await?;
        Ok(hidden)
    }
}

fn begin(
    connection: &Connection,
    site: &SiteKey,
    new: &NewAttachment,
    room: &Room,
) -> Result<Begun, StoreError> {
    let place = place(connection, site, &new.destination)?;
    if kept(connection, site)?.saturating_add(new.bytes) > room.site_bytes {
        return Ok(Begun::SiteFull);
    }
    let conversation = match place {
        Place::Conversation(conversation) => conversation,
        // Only now: where there is no room, none begins.
        Place::ToBegin(visitor) => conversation::open(connection, site, &visitor, new.created_at_ms)?,
    };
    let since = new.created_at_ms.saturating_sub(HOUR_MS);
    let (files, bytes, coming) = connection
        .prepare_cached(
            "SELECT count(*), coalesce(sum(bytes), 0), coalesce(sum(hash IS NULL), 0) FROM attachments
             WHERE site = ?1 AND conversation = ?2 AND side = ?3 AND created_at_ms > ?4
                 AND is_deleted = 0",
        )?
        .query_row(params![site.as_str(), conversation.as_str(), word(new.side), since], |row| {
            Ok((row.get::<_, u64>(0)?, row.get::<_, u64>(1)?, row.get::<_, u64>(2)?))
        })?;
    if files >= room.hour_files || bytes.saturating_add(new.bytes) > room.hour_bytes {
        return Ok(Begun::HourFull);
    }
    if coming >= room.at_once {
        return Ok(Begun::TooManyAtOnce);
    }
    connection.execute(
        "INSERT INTO attachments (site, id, conversation, side, name, media_type, bytes, created_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            site.as_str(),
            new.id,
            conversation.as_str(),
            word(new.side),
            new.name,
            new.media_type,
            new.bytes,
            new.created_at_ms
        ],
    )?;
    Ok(Begun::Begun)
}

/// Where a file goes.
enum Place {
    Conversation(ConversationId),
    /// A conversation that this visitor has not begun.
    ToBegin(VisitorId),
}

fn place(connection: &Connection, site: &SiteKey, destination: &Destination) -> Result<Place, StoreError> {
    match destination {
        Destination::Conversation(conversation) => {
            let is_there = connection
                .prepare_cached("SELECT 1 FROM conversations WHERE site = ?1 AND id = ?2 AND is_deleted = 0")?
                .exists([site.as_str(), conversation.as_str()])?;
            let found = is_there.then(|| Place::Conversation(conversation.clone()));
            found.ok_or(StoreError::NotFound("conversation"))
        }
        Destination::Of(visitor) => {
            acquaintance(connection, site, visitor)?;
            let found = visitor::conversation(connection, site, visitor)?;
            Ok(found.map_or_else(|| Place::ToBegin(visitor.clone()), Place::Conversation))
        }
    }
}

/// How many bytes of the site's files are kept: what has arrived, also of those that are being deleted.
fn kept(connection: &Connection, site: &SiteKey) -> Result<u64, StoreError> {
    let kept = connection
        .prepare_cached("SELECT bytes FROM attachment_room WHERE site = ?1")?
        .query_row([site.as_str()], |row| row.get(0))
        .optional()?;
    Ok(kept.unwrap_or(0))
}

fn extend(
    connection: &Connection,
    site: &SiteKey,
    id: &str,
    number: u64,
    bytes: &[u8],
    site_bytes: u64,
) -> Result<Arrived, StoreError> {
    if kept(connection, site)?.saturating_add(bytes.len() as u64) > site_bytes {
        return Ok(Arrived::SiteFull);
    }
    let changed = connection
        .prepare_cached(
            "UPDATE attachments SET arrived = arrived + ?3
             WHERE site = ?1 AND id = ?2 AND hash IS NULL AND is_deleted = 0",
        )?
        .execute(params![site.as_str(), id, bytes.len() as u64])?;
    was_there(changed)?;
    connection
        .prepare_cached(
            "INSERT INTO attachment_chunks (site, attachment, number, bytes) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![site.as_str(), id, number, bytes])?;
    Ok(Arrived::Kept)
}

fn was_there(rows: usize) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::NotFound("file")) } else { Ok(()) }
}

fn word(side: Side) -> &'static str {
    match side {
        Side::Visitor => "visitor",
        Side::Agent => "agent",
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<KeptAttachment> {
    let (width, height): (Option<u32>, Option<u32>) = (row.get(4)?, row.get(5)?);
    let attachment = Attachment {
        id: row.get(0)?,
        name: row.get(1)?,
        media_type: row.get(2)?,
        bytes: row.get(3)?,
        size: width.zip(height),
    };
    Ok(KeptAttachment { attachment, hash: row.get(6)? })
}
