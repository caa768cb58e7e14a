//! Statements about conversations as an agent's list shows them.

use super::conversation::{MESSAGE_COLUMNS, read as read_message};
use crate::store::{LISTED_CONVERSATIONS, StoreError, StoredSummary};
use alongside_protocol::{ConversationId, Page, SiteKey, VisitorId};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// In the order that [`read`] expects, without the last message.
const SELECT: &str = "
    SELECT c.id, c.visitor, v.page_url, v.page_title, c.read_by_visitor, c.read_by_agent, c.active_at_ms,
           c.revision,
           (SELECT count(*) FROM (SELECT 1 FROM messages m
            WHERE m.conversation = c.id AND m.seq > c.read_by_agent AND m.author = 'visitor' LIMIT 100)),
           c.delivered_to_visitor, c.delivered_to_agent, v.name, v.email, v.subject IS NOT NULL,
           c.closed_at_ms IS NOT NULL,
           (SELECT k.score FROM closings k
            WHERE k.conversation = c.id AND k.score IS NOT NULL ORDER BY k.number DESC LIMIT 1)
    FROM conversations c JOIN visitors v ON v.site = c.site AND v.id = c.visitor";

pub(super) fn get(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
) -> Result<Option<StoredSummary>, StoreError> {
    let summary = connection
        .prepare_cached(&format!("{SELECT} WHERE c.site = ?1 AND c.id = ?2 AND c.is_deleted = 0"))?
        .query_row([site.as_str(), conversation.as_str()], read)
        .optional()?;
    summary.map(|summary| with_last_message(connection, site, summary)).transpose()
}

pub(super) fn newest(connection: &Connection, site: &SiteKey) -> Result<Vec<StoredSummary>, StoreError> {
    // One snapshot, so that a conversation and its last message belong together.
    let snapshot = connection.unchecked_transaction()?;
    let mut statement = snapshot.prepare_cached(&format!(
        "{SELECT} WHERE c.site = ?1 AND c.is_deleted = 0 ORDER BY c.active_at_ms DESC LIMIT ?2"
    ))?;
    let rows = statement.query_map(params![site.as_str(), LISTED_CONVERSATIONS as u64], read)?;
    let summaries = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    summaries.into_iter().map(|summary| with_last_message(&snapshot, site, summary)).collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<StoredSummary> {
    Ok(StoredSummary {
        conversation: ConversationId(row.get(0)?),
        visitor: VisitorId(row.get(1)?),
        page: Page { url: row.get(2)?, title: row.get(3)? },
        last_message: None,
        read_by_visitor: row.get(4)?,
        read_by_agent: row.get(5)?,
        active_at_ms: row.get(6)?,
        revision: row.get(7)?,
        unread: row.get(8)?,
        delivered_to_visitor: row.get(9)?,
        delivered_to_agent: row.get(10)?,
        name: row.get(11)?,
        email: row.get(12)?,
        is_verified: row.get(13)?,
        is_closed: row.get(14)?,
        rating: row.get(15)?,
    })
}

fn with_last_message(
    connection: &Connection,
    site: &SiteKey,
    mut summary: StoredSummary,
) -> Result<StoredSummary, StoreError> {
    summary.last_message = connection
        .prepare_cached(&format!(
            "SELECT {MESSAGE_COLUMNS} FROM messages WHERE site = ?1 AND conversation = ?2 ORDER BY seq DESC LIMIT 1"
        ))?
        .query_row([site.as_str(), summary.conversation.as_str()], read_message)
        .optional()?;
    Ok(summary)
}
