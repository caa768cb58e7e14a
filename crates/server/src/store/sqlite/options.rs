//! Statements about sites' options.

use crate::store::StoreError;
use alongside_protocol::{SiteKey, SiteOptions};
use rusqlite::{Connection, OptionalExtension, params};

/// A row that cannot be read is the usual: a shop's chat does not stand still because an option of it is unknown.
pub(super) fn get(connection: &Connection, key: &SiteKey) -> Result<SiteOptions, StoreError> {
    let text: Option<String> = connection
        .prepare_cached("SELECT options FROM sites WHERE key = ?1")?
        .query_row([key.as_str()], |row| row.get(0))
        .optional()?;
    let Some(text) = text else { return Ok(SiteOptions::default()) };
    Ok(serde_json::from_str(&text).unwrap_or_else(|error| {
        tracing::error!(site = %key, %error, "the site's options cannot be read; set them anew with `alongside site options`");
        SiteOptions::default()
    }))
}

pub(super) fn set(connection: &Connection, key: &SiteKey, options: &SiteOptions) -> Result<(), StoreError> {
    let text = serde_json::to_string(options).map_err(|error| StoreError::Unavailable(error.to_string()))?;
    let changed =
        connection.execute("UPDATE sites SET options = ?2 WHERE key = ?1", params![key.as_str(), text])?;
    if changed == 0 { Err(StoreError::NotFound("site")) } else { Ok(()) }
}
