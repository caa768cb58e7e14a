//! Statements about sites and their origins.

use crate::{
    origin::Origin,
    store::{Site, StoreError},
};
use alongside_protocol::{SiteKey, SiteSettings};
use rusqlite::{Connection, OptionalExtension, Row, params};

const COLUMNS: &str = "key, name, greeting, accent, contact, created_at_ms,
     coalesce((SELECT is_on FROM recording_policies WHERE site = key), 0)";

pub(super) fn put(connection: &Connection, site: &Site) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO sites (key, name, greeting, accent, contact, created_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (key) DO UPDATE SET name = ?2, greeting = ?3, accent = ?4, contact = ?5",
        params![
            site.key.as_str(),
            site.settings.name,
            site.settings.greeting,
            site.settings.accent,
            site.settings.contact,
            site.created_at_ms
        ],
    )?;
    set_origins(connection, &site.key, &site.origins)
}

pub(super) fn get(connection: &Connection, key: &SiteKey) -> Result<Option<Site>, StoreError> {
    let site = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM sites WHERE key = ?1"))?
        .query_row([key.as_str()], read)
        .optional()?;
    site.map(|site| with_origins(connection, site)).transpose()
}

pub(super) fn all(connection: &Connection) -> Result<Vec<Site>, StoreError> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM sites ORDER BY created_at_ms, key"))?;
    let sites = statement.query_map([], read)?.collect::<rusqlite::Result<Vec<_>>>()?;
    sites.into_iter().map(|site| with_origins(connection, site)).collect()
}

/// [`StoreError::NotFound`] unless there is such a site.
pub(super) fn must_be_there(connection: &Connection, key: &SiteKey) -> Result<(), StoreError> {
    let is_there = connection.prepare_cached("SELECT 1 FROM sites WHERE key = ?1")?.exists([key.as_str()])?;
    if is_there { Ok(()) } else { Err(StoreError::NotFound("site")) }
}

pub(super) fn set_origins(
    connection: &Connection,
    key: &SiteKey,
    origins: &[Origin],
) -> Result<(), StoreError> {
    must_be_there(connection, key)?;
    connection.execute("DELETE FROM origins WHERE site = ?1", [key.as_str()])?;
    let mut insert =
        connection.prepare_cached("INSERT OR IGNORE INTO origins (site, origin) VALUES (?1, ?2)")?;
    for origin in origins {
        insert.execute([key.as_str(), &origin.to_string()])?;
    }
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Site> {
    Ok(Site {
        key: SiteKey(row.get(0)?),
        origins: Vec::new(),
        settings: SiteSettings {
            name: row.get(1)?,
            greeting: row.get(2)?,
            accent: row.get(3)?,
            contact: row.get(4)?,
            records: row.get(6)?,
        },
        created_at_ms: row.get(5)?,
    })
}

fn with_origins(connection: &Connection, mut site: Site) -> Result<Site, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT origin FROM origins WHERE site = ?1 ORDER BY origin")?;
    let texts = statement.query_map([site.key.as_str()], |row| row.get::<_, String>(0))?;
    for text in texts {
        // Only parsed origins are written; a row that an operator broke by hand allows nothing.
        if let Ok(origin) = text?.parse() {
            site.origins.push(origin);
        }
    }
    Ok(site)
}
