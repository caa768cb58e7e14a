//! Statements about who shoppers are.

use super::{SqliteStore, summary, visitor};
use crate::{
    store::{
        Identified, IdentityKey, IdentityStore, LOST_ANSWER_MS, Person, Showing, StoreError, StoredSummary,
    },
    token::TokenHash,
};
use alongside_protocol::{SiteKey, VisitorId};
use async_trait::async_trait;
use rusqlite::{Connection, ErrorCode, OptionalExtension, params};

/// How many uses of signed tokens are forgotten in one write.
const FORGOTTEN_AT_ONCE: u32 = 500;

#[async_trait]
impl IdentityStore for SqliteStore {
    async fn identity_keys(&self, site: &SiteKey) -> Result<Vec<IdentityKey>, StoreError> {
        let site = site.clone();
        self.readers.read(move |connection| keys(connection, &site)).await
    }

    async fn add_identity_key(&self, site: &SiteKey, key: IdentityKey) -> Result<(), StoreError> {
        let site = site.clone();
        self.writer.write(move |connection| add_key(connection, &site, &key)).await
    }

    async fn remove_identity_key(&self, site: &SiteKey, id: &str) -> Result<(), StoreError> {
        let (site, id) = (site.clone(), id.to_owned());
        self.writer.write(move |connection| remove_key(connection, &site, &id)).await
    }

    async fn identify(
        &self,
        site: &SiteKey,
        person: Person,
        showing: Showing,
    ) -> Result<Identified, StoreError> {
        let site = site.clone();
        self.writer.write(move |connection| identify(connection, &site, &person, &showing)).await
    }

    async fn describe(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
        name: Option<String>,
        email: Option<String>,
    ) -> Result<Option<StoredSummary>, StoreError> {
        let (site, visitor) = (site.clone(), visitor.clone());
        self.writer
            .write(move |connection| describe(connection, &site, &visitor, name.as_deref(), email.as_deref()))
            .await
    }

    async fn forget_expired_uses(&self, now_ms: u64) -> Result<bool, StoreError> {
        self.writer.write(move |connection| forget_some_uses(connection, now_ms)).await
    }

    async fn forget_token(&self, site: &SiteKey, token: TokenHash) -> Result<(), StoreError> {
        let site = site.clone();
        self.writer.write(move |connection| forget_token(connection, &site, token)).await
    }
}

fn keys(connection: &Connection, site: &SiteKey) -> Result<Vec<IdentityKey>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, secret, created_at_ms FROM identity_keys WHERE site = ?1 ORDER BY created_at_ms, id",
    )?;
    let keys = statement.query_map([site.as_str()], |row| {
        Ok(IdentityKey { id: row.get(0)?, secret: row.get(1)?, created_at_ms: row.get(2)? })
    })?;
    Ok(keys.collect::<rusqlite::Result<_>>()?)
}

fn add_key(connection: &Connection, site: &SiteKey, key: &IdentityKey) -> Result<(), StoreError> {
    let added = connection.execute(
        "INSERT INTO identity_keys (site, id, secret, created_at_ms) VALUES (?1, ?2, ?3, ?4)",
        params![site.as_str(), key.id, key.secret, key.created_at_ms],
    );
    match added {
        Ok(_) => Ok(()),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
            let is_there = connection
                .query_row("SELECT 1 FROM sites WHERE key = ?1", [site.as_str()], |_| Ok(()))
                .optional()?
                .is_some();
            Err(if is_there { StoreError::Taken("name of a key") } else { StoreError::NotFound("site") })
        }
        Err(error) => Err(error.into()),
    }
}

fn remove_key(connection: &Connection, site: &SiteKey, id: &str) -> Result<(), StoreError> {
    let removed =
        connection.execute("DELETE FROM identity_keys WHERE site = ?1 AND id = ?2", [site.as_str(), id])?;
    if removed == 0 { Err(StoreError::NotFound("key")) } else { Ok(()) }
}

fn identify(
    connection: &Connection,
    site: &SiteKey,
    person: &Person,
    showing: &Showing,
) -> Result<Identified, StoreError> {
    if is_replayed(connection, site, showing)? {
        return Ok(Identified::Replayed);
    }
    let present = match showing.held {
        Some(token) => visitor::by_token(connection, site, token)?,
        None => None,
    };
    let named = by_subject(connection, site, &person.subject)?;
    let (visitor, keeps_token) = match (present, named) {
        (Some(present), Some(named)) if present == named => (named, true),
        (_, Some(named)) => {
            add_token(connection, site, &named, showing)?;
            (named, false)
        }
        (Some(present), None) if is_nobody(connection, site, &present)? => (present, true),
        (_, None) => {
            let (page, now) = (&showing.page, showing.now_ms);
            (visitor::add(connection, site, showing.fresh, page, now)?, false)
        }
    };
    name(connection, site, &visitor, person)?;
    let token = if keeps_token { showing.held.unwrap_or(showing.fresh) } else { showing.fresh };
    connection.execute(
        "INSERT INTO identity_uses (site, signed_hash, token_hash, used_at_ms, expires_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (site, signed_hash) DO UPDATE SET token_hash = ?3",
        params![site.as_str(), showing.signed.0, token.0, showing.now_ms, showing.expires_at_ms],
    )?;
    Ok(Identified::As { visitor, keeps_token })
}

fn forget_some_uses(connection: &Connection, now_ms: u64) -> Result<bool, StoreError> {
    let forgotten = connection
        .prepare_cached(
            "DELETE FROM identity_uses WHERE (site, signed_hash) IN
                 (SELECT site, signed_hash FROM identity_uses WHERE expires_at_ms < ?1 LIMIT ?2)",
        )?
        .execute(params![now_ms, FORGOTTEN_AT_ONCE])?;
    Ok(forgotten == FORGOTTEN_AT_ONCE as usize)
}

fn is_replayed(connection: &Connection, site: &SiteKey, showing: &Showing) -> Result<bool, StoreError> {
    let used: Option<([u8; 32], u64)> = connection
        .query_row(
            "SELECT token_hash, used_at_ms FROM identity_uses WHERE site = ?1 AND signed_hash = ?2",
            params![site.as_str(), showing.signed.0],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    Ok(used.is_some_and(|(token, at_ms)| {
        let is_same_browser = showing.held == Some(TokenHash(token));
        let is_lost_answer = showing.now_ms.saturating_sub(at_ms) <= LOST_ANSWER_MS;
        !is_same_browser && !is_lost_answer
    }))
}

fn by_subject(
    connection: &Connection,
    site: &SiteKey,
    subject: &str,
) -> Result<Option<VisitorId>, StoreError> {
    let visitor = connection
        .query_row(
            "SELECT id FROM visitors WHERE site = ?1 AND subject = ?2",
            [site.as_str(), subject],
            |row| row.get(0).map(VisitorId),
        )
        .optional()?;
    Ok(visitor)
}

fn is_nobody(connection: &Connection, site: &SiteKey, visitor: &VisitorId) -> Result<bool, StoreError> {
    let is_nobody = connection.query_row(
        "SELECT subject IS NULL FROM visitors WHERE site = ?1 AND id = ?2",
        [site.as_str(), visitor.as_str()],
        |row| row.get(0),
    )?;
    Ok(is_nobody)
}

fn add_token(
    connection: &Connection,
    site: &SiteKey,
    visitor: &VisitorId,
    showing: &Showing,
) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO visitor_tokens (site, token_hash, visitor, created_at_ms) VALUES (?1, ?2, ?3, ?4)",
        params![site.as_str(), showing.fresh.0, visitor.as_str(), showing.now_ms],
    )?;
    Ok(())
}

/// The shop's word replaces hers, also where the shop says nothing.
fn name(
    connection: &Connection,
    site: &SiteKey,
    visitor: &VisitorId,
    person: &Person,
) -> Result<(), StoreError> {
    let changed = connection.execute(
        "UPDATE visitors SET subject = ?3, name = ?4, email = ?5
         WHERE site = ?1 AND id = ?2 AND (subject IS NOT ?3 OR name IS NOT ?4 OR email IS NOT ?5)",
        params![site.as_str(), visitor.as_str(), person.subject, person.name, person.email],
    )?;
    if changed > 0 {
        visitor::revise(connection, site, visitor)?;
    }
    Ok(())
}

pub(super) fn describe(
    connection: &Connection,
    site: &SiteKey,
    visitor: &VisitorId,
    name: Option<&str>,
    email: Option<&str>,
) -> Result<Option<StoredSummary>, StoreError> {
    let changed = connection.execute(
        "UPDATE visitors SET name = coalesce(?3, name), email = coalesce(?4, email)
         WHERE site = ?1 AND id = ?2 AND subject IS NULL",
        params![site.as_str(), visitor.as_str(), name, email],
    )?;
    if changed > 0 {
        visitor::revise(connection, site, visitor)?;
    }
    match visitor::conversation(connection, site, visitor)? {
        Some(conversation) => summary::get(connection, site, &conversation),
        None => Ok(None),
    }
}

/// A visitor's first token stands in her row, which needs one: no token has this hash.
fn forget_token(connection: &Connection, site: &SiteKey, token: TokenHash) -> Result<(), StoreError> {
    let parameters = params![site.as_str(), token.0];
    connection.execute("DELETE FROM visitor_tokens WHERE site = ?1 AND token_hash = ?2", parameters)?;
    connection.execute(
        "UPDATE visitors SET token_hash = randomblob(32) WHERE site = ?1 AND token_hash = ?2",
        params![site.as_str(), token.0],
    )?;
    Ok(())
}
