//! Statements about conversations and their messages.

use super::{closing, summary, visitor};
use crate::store::{Appended, Joining, NewMessage, Receipt, StoreError, StoredSummary, TRANSCRIPT_BYTES};
use alongside_protocol::{
    Author, ClientId, ConversationId, Epoch, Message, Side, SiteKey, Transcript, VisitorId,
    limits::HISTORY_MESSAGES,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// In the order that [`read`] expects.
pub(super) const MESSAGE_COLUMNS: &str = "seq, client_id, author, author_name, body, sent_at_ms, content";

pub(super) fn open(
    connection: &Connection,
    site: &SiteKey,
    visitor: &VisitorId,
    now_ms: u64,
) -> Result<ConversationId, StoreError> {
    if let Some(conversation) = visitor::conversation(connection, site, visitor)? {
        return Ok(conversation);
    }
    let conversation = uuid::Uuid::now_v7().to_string();
    connection.execute(
        "INSERT INTO conversations (site, id, visitor, created_at_ms, active_at_ms) VALUES (?1, ?2, ?3, ?4, ?4)",
        params![site.as_str(), conversation, visitor.as_str(), now_ms],
    )?;
    Ok(ConversationId(conversation))
}

pub(super) fn append(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
    new: &NewMessage,
) -> Result<Appended, StoreError> {
    let last = last_seq(connection, site, conversation)?.ok_or(StoreError::NotFound("conversation"))?;
    let first = by_client_id(connection, conversation, &new.client_id)?;
    let repeated = first.is_some();
    let (message, joined) = match first {
        Some(message) => (message, None),
        None => {
            let joined = join(connection, site, conversation, new, last + 1)?;
            let seq = last + 1 + u64::from(joined.is_some());
            (insert(connection, site, conversation, new, seq)?, joined)
        }
    };
    let reopened =
        !repeated && new.author == Author::Visitor && closing::open_again(connection, site, conversation)?;
    if reopened {
        connection
            .prepare_cached("DELETE FROM participants WHERE site = ?1 AND conversation = ?2")?
            .execute([site.as_str(), conversation.as_str()])?;
    }
    let summary =
        summary::get(connection, site, conversation)?.ok_or(StoreError::NotFound("conversation"))?;
    Ok(Appended { message, repeated, reopened, joined, summary })
}

/// The line that says who speaks from now on, if the agent is new in the conversation.
fn join(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
    new: &NewMessage,
    seq: u64,
) -> Result<Option<Message>, StoreError> {
    let Some(Joining { agent, client_id, body, content }) = new.joining.clone() else { return Ok(None) };
    let is_new = connection
        .prepare_cached(
            "INSERT INTO participants (site, conversation, agent) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        )?
        .execute([site.as_str(), conversation.as_str(), agent.as_str()])?;
    if is_new == 0 {
        return Ok(None);
    }
    let (author, content) = (Author::System, Some(content));
    let line = NewMessage { client_id, author, body, content, sent_at_ms: new.sent_at_ms, joining: None };
    insert(connection, site, conversation, &line, seq).map(Some)
}

fn insert(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
    new: &NewMessage,
    seq: u64,
) -> Result<Message, StoreError> {
    let (author, name) = match &new.author {
        Author::Visitor => ("visitor", None),
        Author::Agent { name } => ("agent", Some(name)),
        Author::System => ("system", None),
    };
    let content = new.content.as_ref().map(serde_json::to_string).transpose();
    let content = content.map_err(|error| StoreError::Unavailable(error.to_string()))?;
    connection
        .prepare_cached(
            "INSERT INTO messages (site, conversation, seq, client_id, author, author_name, body, sent_at_ms, content)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            site.as_str(),
            conversation.as_str(),
            seq,
            new.client_id.as_str(),
            author,
            name,
            new.body,
            new.sent_at_ms,
            content
        ])?;
    connection
        .prepare_cached(
            "UPDATE conversations SET last_seq = ?3, active_at_ms = ?4, revision = revision + 1
             WHERE site = ?1 AND id = ?2",
        )?
        .execute(params![site.as_str(), conversation.as_str(), seq, new.sent_at_ms])?;
    Ok(Message {
        seq,
        client_id: new.client_id.clone(),
        author: new.author.clone(),
        body: new.body.clone(),
        content: new.content.clone(),
        sent_at_ms: new.sent_at_ms,
    })
}

pub(super) fn transcript(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
    since: u64,
    epoch: Epoch,
) -> Result<Transcript, StoreError> {
    // One snapshot, so that messages and markers belong together.
    let snapshot = connection.unchecked_transaction()?;
    let found = summary::get(&snapshot, site, conversation)?.ok_or(StoreError::NotFound("conversation"))?;
    let last = found.last_message.as_ref().map_or(0, |message| message.seq);
    let since = if since > last { 0 } else { since };
    let messages = newest(&snapshot, site, conversation, since)?;
    let is_without_gap = last - since == messages.len() as u64;
    Ok(Transcript {
        conversation: Some(conversation.clone()),
        epoch,
        whole: since == 0 || !is_without_gap,
        messages,
        delivered_to_visitor: found.delivered_to_visitor,
        delivered_to_agent: found.delivered_to_agent,
        read_by_visitor: found.read_by_visitor,
        read_by_agent: found.read_by_agent,
    })
}

/// The newest messages after `since` that one transcript can carry, in order.
fn newest(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
    since: u64,
) -> Result<Vec<Message>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {MESSAGE_COLUMNS} FROM messages WHERE site = ?1 AND conversation = ?2 AND seq > ?3
         ORDER BY seq DESC LIMIT ?4"
    ))?;
    let rows = statement
        .query_map(params![site.as_str(), conversation.as_str(), since, HISTORY_MESSAGES as u64], read)?;
    let (mut messages, mut bytes) = (Vec::new(), 0);
    for message in rows {
        let message = message?;
        bytes += message.length();
        if bytes > TRANSCRIPT_BYTES {
            break;
        }
        messages.push(message);
    }
    messages.reverse();
    Ok(messages)
}

pub(super) fn after(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
    since: u64,
    limit: usize,
) -> Result<Vec<Message>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {MESSAGE_COLUMNS} FROM messages WHERE site = ?1 AND conversation = ?2 AND seq > ?3
         ORDER BY seq LIMIT ?4"
    ))?;
    let rows =
        statement.query_map(params![site.as_str(), conversation.as_str(), since, limit as u64], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn before(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
    before: u64,
    limit: usize,
) -> Result<Vec<Message>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {MESSAGE_COLUMNS} FROM messages WHERE site = ?1 AND conversation = ?2 AND seq < ?3
         ORDER BY seq DESC LIMIT ?4"
    ))?;
    // No number in the store is greater, and SQLite has no greater one.
    let before = before.min(i64::MAX as u64);
    let rows =
        statement.query_map(params![site.as_str(), conversation.as_str(), before, limit as u64], read)?;
    let mut messages = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    messages.reverse();
    Ok(messages)
}

pub(super) fn mark(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
    side: Side,
    receipt: Receipt,
    seq: u64,
) -> Result<Option<StoredSummary>, StoreError> {
    let (delivered, read) = match side {
        Side::Visitor => ("delivered_to_visitor", "read_by_visitor"),
        Side::Agent => ("delivered_to_agent", "read_by_agent"),
    };
    let (marker, also) = match receipt {
        Receipt::Delivered => (delivered, String::new()),
        Receipt::Read => (read, format!("{delivered} = max({delivered}, ?3),")),
    };
    let last = last_seq(connection, site, conversation)?.ok_or(StoreError::NotFound("conversation"))?;
    let moved = connection
        .prepare_cached(&format!(
            "UPDATE conversations SET {marker} = ?3, {also} revision = revision + 1
             WHERE site = ?1 AND id = ?2 AND {marker} < ?3"
        ))?
        .execute(params![site.as_str(), conversation.as_str(), seq.min(last)])?;
    if moved == 0 { Ok(None) } else { summary::get(connection, site, conversation) }
}

pub(super) fn last_seq(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
) -> Result<Option<u64>, StoreError> {
    let last = connection
        .prepare_cached("SELECT last_seq FROM conversations WHERE site = ?1 AND id = ?2 AND is_deleted = 0")?
        .query_row([site.as_str(), conversation.as_str()], |row| row.get(0))
        .optional()?;
    Ok(last)
}

fn by_client_id(
    connection: &Connection,
    conversation: &ConversationId,
    client_id: &ClientId,
) -> Result<Option<Message>, StoreError> {
    let message = connection
        .prepare_cached(&format!(
            "SELECT {MESSAGE_COLUMNS} FROM messages WHERE conversation = ?1 AND client_id = ?2"
        ))?
        .query_row([conversation.as_str(), client_id.as_str()], read)
        .optional()?;
    Ok(message)
}

/// A message from a row of [`MESSAGE_COLUMNS`].
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Message> {
    let author = match row.get_ref(2)?.as_str()? {
        "visitor" => Author::Visitor,
        "agent" => Author::Agent { name: row.get::<_, Option<String>>(3)?.unwrap_or_default() },
        _ => Author::System,
    };
    // What a newer version has written and this one does not know: its words say the same.
    let content: Option<String> = row.get(6)?;
    Ok(Message {
        seq: row.get(0)?,
        client_id: ClientId(row.get(1)?),
        author,
        body: row.get(4)?,
        content: content.and_then(|text| serde_json::from_str(&text).ok()),
        sent_at_ms: row.get(5)?,
    })
}
