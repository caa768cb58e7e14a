//! Statements about sites' hooks for rooms.

use super::{SqliteStore, site::must_be_there};
use crate::store::{RoomHook, RoomHookStore, StoreError};
use alongside_protocol::SiteKey;
use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, params};

#[async_trait]
impl RoomHookStore for SqliteStore {
    async fn room_hook(&self, site: &SiteKey) -> Result<Option<RoomHook>, StoreError> {
        let site = site.clone();
        self.readers.read(move |connection| get(connection, &site)).await
    }

    async fn set_room_hook(&self, site: &SiteKey, hook: Option<RoomHook>) -> Result<(), StoreError> {
        let site = site.clone();
        self.writer.write(move |connection| set(connection, &site, hook.as_ref())).await
    }
}

fn get(connection: &Connection, site: &SiteKey) -> Result<Option<RoomHook>, StoreError> {
    let hook = connection
        .prepare_cached("SELECT url, secret, created_at_ms FROM room_hooks WHERE site = ?1")?
        .query_row([site.as_str()], |row| {
            Ok(RoomHook { url: row.get(0)?, secret: row.get(1)?, created_at_ms: row.get(2)? })
        })
        .optional()?;
    Ok(hook)
}

fn set(connection: &Connection, site: &SiteKey, hook: Option<&RoomHook>) -> Result<(), StoreError> {
    must_be_there(connection, site)?;
    connection.execute("DELETE FROM room_hooks WHERE site = ?1", [site.as_str()])?;
    if let Some(hook) = hook {
        connection.execute(
            "INSERT INTO room_hooks (site, url, secret, created_at_ms) VALUES (?1, ?2, ?3, ?4)",
            params![site.as_str(), hook.url, hook.secret, hook.created_at_ms],
        )?;
    }
    Ok(())
}
