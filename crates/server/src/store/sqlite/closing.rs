//! Statements about closed conversations and their ratings.

use super::{SqliteStore, conversation::append, summary};
use crate::store::{
    Agent, Appended, Closed, Closing, ClosingStore, NewClosing, NewMessage, NewRating, StoreError,
    StoredSummary,
};
use alongside_protocol::{ConversationId, SiteKey};
use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, params};

#[async_trait]
impl ClosingStore for SqliteStore {
    async fn close(
        &self,
        agent: &Agent,
        conversation: &ConversationId,
        closing: NewClosing,
    ) -> Result<Closing, StoreError> {
        let (agent, conversation) = (agent.clone(), conversation.clone());
        self.writer.write(move |connection| close(connection, &agent, &conversation, &closing)).await
    }

    async fn reopen(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
        line: NewMessage,
    ) -> Result<Option<Appended>, StoreError> {
        let (site, conversation) = (site.clone(), conversation.clone());
        self.writer
            .write(move |connection| {
                is_closed(connection, &site, &conversation)?;
                let is_news = open_again(connection, &site, &conversation)?;
                if is_news { append(connection, &site, &conversation, &line).map(Some) } else { Ok(None) }
            })
            .await
    }

    async fn unrated(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
    ) -> Result<Option<u64>, StoreError> {
        let (site, conversation) = (site.clone(), conversation.clone());
        self.readers.read(move |connection| unrated(connection, &site, &conversation)).await
    }

    async fn rate(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
        rating: NewRating,
    ) -> Result<Option<StoredSummary>, StoreError> {
        let (site, conversation) = (site.clone(), conversation.clone());
        self.writer.write(move |connection| rate(connection, &site, &conversation, &rating)).await
    }
}

/// # Errors
/// [`StoreError::NotFound`] when the site has no such conversation.
fn is_closed(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
) -> Result<bool, StoreError> {
    connection
        .prepare_cached("SELECT closed_at_ms IS NOT NULL FROM conversations WHERE site = ?1 AND id = ?2 AND is_deleted = 0")?
        .query_row([site.as_str(), conversation.as_str()], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::NotFound("conversation"))
}

fn close(
    connection: &Connection,
    agent: &Agent,
    conversation: &ConversationId,
    NewClosing { seen, asks, line }: &NewClosing,
) -> Result<Closing, StoreError> {
    let (site, id) = (agent.site.as_str(), conversation.as_str());
    if is_closed(connection, &agent.site, conversation)? {
        return Ok(Closing::WasClosed);
    }
    if let Some(seen) = seen
        && has_written_since(connection, conversation, *seen)?
    {
        return Ok(Closing::Unseen);
    }
    let number: u64 = connection
        .prepare_cached("SELECT coalesce(max(number), 0) + 1 FROM closings WHERE conversation = ?1")?
        .query_row([id], |row| row.get(0))?;
    connection.execute(
        "INSERT INTO closings (site, conversation, number, agent, closed_at_ms, asks) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![site, id, number, agent.agent.as_str(), line.sent_at_ms, asks],
    )?;
    connection.execute(
        "UPDATE conversations SET closed_at_ms = ?3, revision = revision + 1 WHERE site = ?1 AND id = ?2",
        params![site, id, line.sent_at_ms],
    )?;
    let line = append(connection, &agent.site, conversation, line)?;
    Ok(Closing::Done(Box::new(Closed { number, line })))
}

/// Whether there is a message of the shopper's behind `seen`.
fn has_written_since(
    connection: &Connection,
    conversation: &ConversationId,
    seen: u64,
) -> Result<bool, StoreError> {
    let is_there = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM messages WHERE conversation = ?1 AND seq > ?2 AND author = 'visitor')")?
        .query_row(params![conversation.as_str(), seen], |row| row.get(0))?;
    Ok(is_there)
}

/// Nothing is asked of her any more. False if it was open.
pub(super) fn open_again(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
) -> Result<bool, StoreError> {
    let changed = connection
        .prepare_cached(
            "UPDATE conversations SET closed_at_ms = NULL, revision = revision + 1
             WHERE site = ?1 AND id = ?2 AND closed_at_ms IS NOT NULL",
        )?
        .execute([site.as_str(), conversation.as_str()])?;
    if changed > 0 {
        connection
            .prepare_cached(
                "UPDATE closings SET asks = 0 WHERE site = ?1 AND conversation = ?2 AND asks = 1",
            )?
            .execute([site.as_str(), conversation.as_str()])?;
    }
    Ok(changed > 0)
}

fn unrated(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
) -> Result<Option<u64>, StoreError> {
    let number = connection
        .prepare_cached("SELECT number FROM closings WHERE site = ?1 AND conversation = ?2 AND asks = 1")?
        .query_row([site.as_str(), conversation.as_str()], |row| row.get(0))
        .optional()?;
    Ok(number)
}

fn rate(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
    rating: &NewRating,
) -> Result<Option<StoredSummary>, StoreError> {
    let changed = connection
        .prepare_cached(
            "UPDATE closings SET asks = 0, score = ?4, comment = ?5, rated_at_ms = ?6
             WHERE site = ?1 AND conversation = ?2 AND number = ?3 AND asks = 1",
        )?
        .execute(params![
            site.as_str(),
            conversation.as_str(),
            rating.closing,
            rating.score,
            rating.comment,
            rating.rated_at_ms
        ])?;
    if changed == 0 {
        return Ok(None);
    }
    connection
        .prepare_cached("UPDATE conversations SET revision = revision + 1 WHERE site = ?1 AND id = ?2")?
        .execute([site.as_str(), conversation.as_str()])?;
    summary::get(connection, site, conversation)
}
