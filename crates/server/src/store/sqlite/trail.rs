//! Statements about what shoppers did of late.

use super::{SqliteStore, visitor};
use crate::store::{StoreError, TrailStore};
use alongside_protocol::{ConversationId, Deed, Happening, SiteKey, VisitorId, limits::TRAIL_LENGTH};
use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, params};

#[async_trait]
impl TrailStore for SqliteStore {
    async fn note(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
        happening: Happening,
    ) -> Result<Option<ConversationId>, StoreError> {
        let (site, visitor) = (site.clone(), visitor.clone());
        self.writer.write(move |connection| note(connection, &site, &visitor, &happening)).await
    }

    async fn trail(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
    ) -> Result<Vec<Happening>, StoreError> {
        let (site, conversation) = (site.clone(), conversation.clone());
        self.readers.read(move |connection| trail(connection, &site, &conversation)).await
    }
}

fn note(
    connection: &Connection,
    site: &SiteKey,
    visitor: &VisitorId,
    happening: &Happening,
) -> Result<Option<ConversationId>, StoreError> {
    if let Deed::Page { page } = &happening.what
        && last_address(connection, site, visitor)?.as_deref() == Some(page.url.as_str())
    {
        return Ok(None);
    }
    let what =
        serde_json::to_string(&happening.what).map_err(|error| StoreError::Unavailable(error.to_string()))?;
    let number: i64 = connection
        .prepare_cached(
            "INSERT INTO happenings (site, visitor, number, at_ms, what)
             SELECT ?1, ?2, coalesce(max(number), 0) + 1, ?3, ?4 FROM happenings
             WHERE site = ?1 AND visitor = ?2
             RETURNING number",
        )?
        .query_row(params![site.as_str(), visitor.as_str(), happening.at_ms, what], |row| row.get(0))?;
    connection
        .prepare_cached("DELETE FROM happenings WHERE site = ?1 AND visitor = ?2 AND number <= ?3")?
        .execute(params![site.as_str(), visitor.as_str(), number - TRAIL_LENGTH as i64])?;
    visitor::conversation(connection, site, visitor)
}

/// Of the page that she went to last, if the trail still has one.
fn last_address(
    connection: &Connection,
    site: &SiteKey,
    visitor: &VisitorId,
) -> Result<Option<String>, StoreError> {
    let address = connection
        .prepare_cached(
            "SELECT what ->> '$.page.url' FROM happenings
             WHERE site = ?1 AND visitor = ?2 AND what ->> '$.kind' = 'page' ORDER BY number DESC LIMIT 1",
        )?
        .query_row([site.as_str(), visitor.as_str()], |row| row.get(0))
        .optional()?;
    Ok(address)
}

fn trail(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
) -> Result<Vec<Happening>, StoreError> {
    let visitor = connection
        .prepare_cached("SELECT visitor FROM conversations WHERE site = ?1 AND id = ?2")?
        .query_row([site.as_str(), conversation.as_str()], |row| row.get(0).map(VisitorId))
        .optional()?;
    visitor.map_or(Ok(Vec::new()), |visitor| of_visitor(connection, site, &visitor))
}

/// What a visitor did of late, oldest first.
pub(super) fn of_visitor(
    connection: &Connection,
    site: &SiteKey,
    visitor: &VisitorId,
) -> Result<Vec<Happening>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT at_ms, what FROM happenings WHERE site = ?1 AND visitor = ?2 ORDER BY number",
    )?;
    let rows = statement
        .query_map([site.as_str(), visitor.as_str()], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    let mut happenings = Vec::new();
    for row in rows {
        let (at_ms, what) = row?;
        // What a later version wrote and this one cannot read is left out: it is no message.
        if let Ok(what) = serde_json::from_str(&what) {
            happenings.push(Happening { at_ms, what });
        }
    }
    Ok(happenings)
}
