//! Statements about visitors.

use super::summary;
use crate::{
    store::{StoreError, StoredSummary},
    token::TokenHash,
};
use alongside_protocol::{ConversationId, Page, SiteKey, VisitorId};
use rusqlite::{Connection, OptionalExtension, params};

pub(super) fn add(
    connection: &Connection,
    site: &SiteKey,
    token: TokenHash,
    page: &Page,
    now_ms: u64,
) -> Result<VisitorId, StoreError> {
    let visitor = uuid::Uuid::now_v7().to_string();
    connection.execute(
        "INSERT INTO visitors (site, id, token_hash, page_url, page_title, created_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![site.as_str(), visitor, token.0, page.url, page.title, now_ms],
    )?;
    Ok(VisitorId(visitor))
}

pub(super) fn by_token(
    connection: &Connection,
    site: &SiteKey,
    token: TokenHash,
) -> Result<Option<VisitorId>, StoreError> {
    let visitor = connection
        .prepare_cached(
            "SELECT id FROM visitors WHERE site = ?1 AND token_hash = ?2
             UNION ALL SELECT visitor FROM visitor_tokens WHERE site = ?1 AND token_hash = ?2",
        )?
        .query_row(params![site.as_str(), token.0], |row| row.get(0).map(VisitorId))
        .optional()?;
    Ok(visitor)
}

pub(super) fn set_page(
    connection: &Connection,
    site: &SiteKey,
    visitor: &VisitorId,
    page: &Page,
) -> Result<Option<StoredSummary>, StoreError> {
    let changed = connection
        .prepare_cached(
            "UPDATE visitors SET page_url = ?3, page_title = ?4
             WHERE site = ?1 AND id = ?2 AND (page_url <> ?3 OR page_title <> ?4)",
        )?
        .execute(params![site.as_str(), visitor.as_str(), page.url, page.title])?;
    if changed > 0 {
        revise(connection, site, visitor)?;
    }
    match conversation(connection, site, visitor)? {
        Some(conversation) => summary::get(connection, site, &conversation),
        None => Ok(None),
    }
}

/// What agents see of her conversation has changed.
pub(super) fn revise(connection: &Connection, site: &SiteKey, visitor: &VisitorId) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE conversations SET revision = revision + 1 WHERE site = ?1 AND visitor = ?2")?
        .execute([site.as_str(), visitor.as_str()])?;
    Ok(())
}

pub(super) fn conversation(
    connection: &Connection,
    site: &SiteKey,
    visitor: &VisitorId,
) -> Result<Option<ConversationId>, StoreError> {
    let conversation = connection
        .prepare_cached("SELECT id FROM conversations WHERE site = ?1 AND visitor = ?2")?
        .query_row([site.as_str(), visitor.as_str()], |row| row.get(0).map(ConversationId))
        .optional()?;
    Ok(conversation)
}
