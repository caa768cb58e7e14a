//! Statements about sites' masking policies.

use crate::store::StoreError;
use alongside_protocol::{MaskingPolicy, SiteKey};
use rusqlite::{Connection, OptionalExtension, params};

/// A row that cannot be read as a policy is an error: without its policy a site's pages would show too much.
pub(super) fn get(connection: &Connection, key: &SiteKey) -> Result<MaskingPolicy, StoreError> {
    let text: Option<String> = connection
        .prepare_cached("SELECT masking FROM sites WHERE key = ?1")?
        .query_row([key.as_str()], |row| row.get(0))
        .optional()?;
    let Some(text) = text else { return Ok(MaskingPolicy::default()) };
    serde_json::from_str(&text).map_err(|error| {
        StoreError::Unavailable(format!(
            "the masking policy of site {key} cannot be read ({error}); set it anew with `alongside site masking`"
        ))
    })
}

pub(super) fn set(connection: &Connection, key: &SiteKey, masking: &MaskingPolicy) -> Result<(), StoreError> {
    let text = serde_json::to_string(masking).map_err(|error| StoreError::Unavailable(error.to_string()))?;
    let changed =
        connection.execute("UPDATE sites SET masking = ?2 WHERE key = ?1", params![key.as_str(), text])?;
    if changed == 0 { Err(StoreError::NotFound("site")) } else { Ok(()) }
}
