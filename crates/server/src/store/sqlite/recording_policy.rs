//! Statements about what a site wants recorded, and how much room its recordings take.

use super::site::must_be_there;
use crate::store::{RecordingPolicy, StoreError};
use alongside_protocol::SiteKey;
use rusqlite::{Connection, OptionalExtension, params};

pub(super) fn policy(connection: &Connection, site: &SiteKey) -> Result<RecordingPolicy, StoreError> {
    must_be_there(connection, site)?;
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

pub(super) fn set_policy(
    connection: &Connection,
    site: &SiteKey,
    new: &RecordingPolicy,
) -> Result<(), StoreError> {
    policy(connection, site)?;
    connection.execute(
        "INSERT INTO recording_policies (site, is_on, days, recording_bytes, site_bytes) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (site) DO UPDATE SET is_on = ?2, days = ?3, recording_bytes = ?4, site_bytes = ?5",
        params![site.as_str(), new.is_on, new.days, new.recording_bytes, new.site_bytes],
    )?;
    Ok(())
}

/// So many bytes more are kept of the site, or fewer.
pub(super) fn use_room(connection: &Connection, site: &SiteKey, bytes: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE recording_policies SET kept_bytes = kept_bytes + ?2 WHERE site = ?1")?
        .execute(params![site.as_str(), bytes])?;
    Ok(())
}
