//! Statements about the origins from which the viewer may load pictures.

use super::site::must_be_there;
use crate::{origin::Origin, store::StoreError};
use alongside_protocol::SiteKey;
use rusqlite::Connection;

/// What cannot be read as an origin, or may not be one of these, allows nothing.
pub(super) fn get(connection: &Connection, key: &SiteKey) -> Result<Vec<Origin>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT origin FROM asset_origins WHERE site = ?1 ORDER BY origin")?;
    let texts = statement.query_map([key.as_str()], |row| row.get::<_, String>(0))?;
    let texts = texts.collect::<rusqlite::Result<Vec<_>>>()?;
    let origins = texts.iter().filter_map(|text| text.parse::<Origin>().ok());
    Ok(origins.filter(Origin::may_give_pictures).collect())
}

pub(super) fn set(connection: &Connection, key: &SiteKey, origins: &[Origin]) -> Result<(), StoreError> {
    must_be_there(connection, key)?;
    connection.execute("DELETE FROM asset_origins WHERE site = ?1", [key.as_str()])?;
    let mut insert =
        connection.prepare_cached("INSERT OR IGNORE INTO asset_origins (site, origin) VALUES (?1, ?2)")?;
    for origin in origins {
        insert.execute([key.as_str(), &origin.to_string()])?;
    }
    Ok(())
}
