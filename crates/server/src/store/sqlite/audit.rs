//! Statements about the audit log. The table's triggers refuse everything but growth.

use crate::{
    audit::{Entry, Hash, NewEntry},
    store::{StoreError, TakenCall},
};
use alongside_protocol::{CallId, SiteKey, VisitorId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::HashMap;

const COLUMNS: &str = "number, at_ms, actor, agent, name, visitor, conversation, session, what, detail, hash";

pub(super) fn append(connection: &Connection, entries: Vec<NewEntry>) -> Result<(), StoreError> {
    let mut ends: HashMap<SiteKey, (u64, Hash)> = HashMap::new();
    let mut insert = connection.prepare_cached(&format!(
        "INSERT INTO audit (site, {COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
    ))?;
    for new in entries {
        let site = new.subject.site.clone();
        // Read anew by each group: another program may have written in between.
        let (last, previous) = match ends.get(&site) {
            Some(end) => *end,
            None => end(connection, &site)?,
        };
        let entry = Entry::chained(new, last + 1, previous);
        insert.execute(params![
            site.as_str(),
            entry.number,
            entry.at_ms,
            entry.actor,
            entry.agent,
            entry.name,
            entry.visitor,
            entry.conversation,
            entry.session,
            entry.what,
            entry.detail,
            entry.hash,
        ])?;
        ends.insert(site, (entry.number, hash(&entry.hash)));
    }
    Ok(())
}

/// The chain's last number and hash.
fn end(connection: &Connection, site: &SiteKey) -> Result<(u64, Hash), StoreError> {
    let last = connection
        .prepare_cached("SELECT number, hash FROM audit WHERE site = ?1 ORDER BY number DESC LIMIT 1")?
        .query_row([site.as_str()], |row| Ok((row.get(0)?, hash(&row.get::<_, Vec<u8>>(1)?))))
        .optional()?;
    Ok(last.unwrap_or((0, Hash::START)))
}

/// A hash that somebody has made too short leads to a chain that does not verify, which is right.
fn hash(bytes: &[u8]) -> Hash {
    bytes.try_into().map_or(Hash::START, Hash)
}

pub(super) fn after(
    connection: &Connection,
    site: &SiteKey,
    after: u64,
    limit: usize,
) -> Result<Vec<Entry>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM audit WHERE site = ?1 AND number > ?2 ORDER BY number LIMIT ?3"
    ))?;
    let rows = statement.query_map(params![site.as_str(), after, limit as u64], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Entries about one visitor.
pub(super) fn about(
    connection: &Connection,
    site: &SiteKey,
    visitor: &VisitorId,
    after: u64,
    limit: usize,
) -> Result<Vec<Entry>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM audit WHERE site = ?1 AND visitor = ?2 AND number > ?3 ORDER BY number LIMIT ?4"
    ))?;
    let rows = statement.query_map(params![site.as_str(), visitor.as_str(), after, limit as u64], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The number of the last entry about one visitor; 0 for none.
pub(super) fn last_about(
    connection: &Connection,
    site: &SiteKey,
    visitor: &VisitorId,
) -> Result<u64, StoreError> {
    let last = connection
        .prepare_cached("SELECT coalesce(max(number), 0) FROM audit WHERE site = ?1 AND visitor = ?2")?
        .query_row([site.as_str(), visitor.as_str()], |row| row.get(0))?;
    Ok(last)
}

/// The call of this name that the visitor has taken, and that is not over, by the log.
pub(super) fn taken_call(
    connection: &Connection,
    site: &SiteKey,
    visitor: &VisitorId,
    call: &CallId,
) -> Result<Option<TakenCall>, StoreError> {
    let last = connection
        .prepare_cached(
            "SELECT what, at_ms, detail ->> '$.kind' FROM audit
             WHERE site = ?1 AND visitor = ?2 AND what IN ('call_accepted', 'call_ended')
                 AND json_valid(detail) AND detail ->> '$.call' = ?3
             ORDER BY number DESC LIMIT 1",
        )?
        .query_row([site.as_str(), visitor.as_str(), call.as_str()], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?, row.get::<_, Option<String>>(2)?))
        })
        .optional()?;
    Ok(last.filter(|(what, ..)| what == "call_accepted").and_then(|(_, at_ms, kind)| {
        let kind = serde_json::from_value(kind?.into()).ok()?;
        Some(TakenCall { kind, at_ms })
    }))
}

fn read(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        number: row.get(0)?,
        at_ms: row.get(1)?,
        actor: row.get(2)?,
        agent: row.get(3)?,
        name: row.get(4)?,
        visitor: row.get(5)?,
        conversation: row.get(6)?,
        session: row.get(7)?,
        what: row.get(8)?,
        detail: row.get(9)?,
        hash: row.get(10)?,
    })
}
