//! The pictures and fonts that shoppers' pages show, kept by the hash of their bytes: sent to the relay once per site, however
//! many shoppers and agents see them.
//!
//! - Files in a folder, one per asset; which there are, how large and when last used is known in memory.
//! - Each site has a quota. When it is full, what was not used for longest goes.
//! - What is kept is a picture or a font by its own bytes; what anybody says about it is not asked.
//!
//! Does not own: who may read an asset (that is [`crate::web`] with a session's ticket), nor the files of the widget, console
//! and viewer ([`crate::web::Assets`]).

mod name;
mod shelf;

pub use name::AssetName;

use alongside_mirror::{limits, media_type};
use alongside_protocol::SiteKey;
use anyhow::Context;
use bytes::Bytes;
use shelf::Shelf;
use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};
use thiserror::Error;

/// Why an asset is not kept.
#[derive(Debug, Error)]
pub enum KeepError {
    /// More bytes than a viewer takes.
    #[error("an asset of {0} bytes; at most {most} are kept", most = limits::ASSET_BYTES)]
    TooLarge(usize),
    /// The name is not the hash of the bytes.
    #[error("the asset's bytes are not those that its name stands for")]
    OtherBytes,
    /// Not what a viewer shows.
    #[error("the asset is neither a picture nor a font")]
    NoPicture,
    /// The folder cannot be written to.
    #[error("the asset could not be written to its folder")]
    Folder(#[from] io::Error),
}

/// The assets of all sites.
pub struct AssetStore {
    folder: PathBuf,
    quota: u64,
    sites: Mutex<HashMap<SiteKey, Shelf>>,
}

impl AssetStore {
    /// Opens the folder, and makes it if it is not there. Each site may have so many bytes.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub fn open(folder: &Path, quota: u64) -> anyhow::Result<Self> {
        let shown = folder.display();
        fs::create_dir_all(folder)
            .with_context(|| format!("asset_folder: {shown} cannot be made; name another folder"))?;
        let mut sites = HashMap::new();
        for entry in fs::read_dir(folder).with_context(|| format!("asset_folder: {shown} cannot be read"))? {
            let entry = entry?;
            if let (Ok(site), true) = (entry.file_name().into_string(), entry.path().is_dir()) {
                sites.insert(SiteKey(site), scan(&entry.path())?);
            }
        }
        Ok(Self { folder: folder.to_owned(), quota, sites: Mutex::new(sites) })
    }

    /// Whether the asset is here; it counts as used now.
    pub fn has(&self, site: &SiteKey, name: &AssetName) -> bool {
        self.sites_now().get_mut(site).is_some_and(|shelf| shelf.touch(name))
    }

    /// Keeps an asset.
    ///
    /// # Errors
    /// [`KeepError`]; nothing is kept then.
    pub async fn keep(
        self: &Arc<Self>,
        site: &SiteKey,
        name: AssetName,
        bytes: Bytes,
    ) -> Result<(), KeepError> {
        if bytes.len() > limits::ASSET_BYTES {
            return Err(KeepError::TooLarge(bytes.len()));
        }
        let (store, site) = (Arc::clone(self), site.clone());
        let kept = tokio::task::spawn_blocking(move || store.write(&site, name, &bytes)).await;
        kept.map_err(|error| KeepError::Folder(io::Error::other(error)))?
    }

    /// The asset's bytes and media type, if it is here and undamaged.
    pub async fn read(self: &Arc<Self>, site: &SiteKey, name: AssetName) -> Option<(Bytes, &'static str)> {
        if !self.has(site, &name) {
            return None;
        }
        let (store, site) = (Arc::clone(self), site.clone());
        tokio::task::spawn_blocking(move || store.read_now(&site, &name)).await.ok().flatten()
    }

    fn write(&self, site: &SiteKey, name: AssetName, bytes: &[u8]) -> Result<(), KeepError> {
        if AssetName::of(bytes) != name {
            return Err(KeepError::OtherBytes);
        }
        media_type::of(bytes).ok_or(KeepError::NoPicture)?;
        if self.has(site, &name) {
            return Ok(());
        }
        let path = self.path(site, &name);
        let folder = self.folder.join(site.as_str());
        fs::create_dir_all(&folder)?;
        // Renamed when it is whole: a reader, or the next start, never sees a part of it. The name is one that no other
        // writer has.
        let part = folder.join(format!("{}.part", uuid::Uuid::new_v4()));
        let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, &path));
        if let Err(error) = written {
            let _ = fs::remove_file(&part);
            return Err(error.into());
        }
        let surplus = {
            let mut sites = self.sites_now();
            let shelf = sites.entry(site.clone()).or_default();
            shelf.put(name, bytes.len() as u64);
            shelf.shrink_to(self.quota, &name)
        };
        for name in surplus {
            self.remove(site, &name);
        }
        Ok(())
    }

    fn read_now(&self, site: &SiteKey, name: &AssetName) -> Option<(Bytes, &'static str)> {
        let path = self.path(site, name);
        let bytes = fs::read(&path).ok().filter(|bytes| AssetName::of(bytes) == *name);
        let Some(bytes) = bytes else {
            // Gone or damaged on the disk: whoever shows it next sends it again.
            self.sites_now().entry(site.clone()).or_default().forget(name);
            self.remove(site, name);
            return None;
        };
        // So that the order of use survives a restart.
        let _ = fs::File::options()
            .append(true)
            .open(&path)
            .and_then(|file| file.set_modified(SystemTime::now()));
        let media_type = media_type::of(&bytes)?;
        Some((bytes.into(), media_type))
    }

    /// A file that cannot be removed is found again at the next start.
    fn remove(&self, site: &SiteKey, name: &AssetName) {
        let _ = fs::remove_file(self.path(site, name));
    }

    fn path(&self, site: &SiteKey, name: &AssetName) -> PathBuf {
        self.folder.join(site.as_str()).join(name.to_string())
    }

    fn sites_now(&self) -> MutexGuard<'_, HashMap<SiteKey, Shelf>> {
        self.sites.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a site's folder holds, the least lately used first. What is no asset of ours is left alone, but for parts of files.
fn scan(folder: &Path) -> anyhow::Result<Shelf> {
    let shown = folder.display();
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("asset_folder: {shown} cannot be read"))? {
        let entry = entry?;
        let file_name = entry.file_name();
        let file_name = file_name.to_string_lossy();
        if file_name.ends_with(".part") {
            let _ = fs::remove_file(entry.path());
        } else if let (Ok(name), Ok(data)) = (file_name.parse::<AssetName>(), entry.metadata()) {
            found.push((data.modified().unwrap_or(SystemTime::UNIX_EPOCH), name, data.len()));
        }
    }
    found.sort();
    let mut shelf = Shelf::default();
    for (_, name, bytes) in found {
        shelf.put(name, bytes);
    }
    Ok(shelf)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(content: &str) -> (AssetName, Bytes) {
        let bytes = Bytes::from([b"\x89PNG\r\n\x1a\n", content.as_bytes()].concat());
        (AssetName::of(&bytes), bytes)
    }

    fn open(folder: &Path, quota: u64) -> Arc<AssetStore> {
        Arc::new(AssetStore::open(folder, quota).unwrap())
    }

    #[tokio::test]
    async fn what_is_kept_is_read_again_also_after_a_restart_and_by_its_own_site_only() {
        let folder = tempfile::tempdir().unwrap();
        let (name, bytes) = picture("shoe");
        let (shop, other) = (SiteKey::from("pk_shop"), SiteKey::from("pk_other"));
        let store = open(folder.path(), 1_000);
        assert!(!store.has(&shop, &name));
        store.keep(&shop, name, bytes.clone()).await.unwrap();
        assert!(store.has(&shop, &name) && !store.has(&other, &name));
        let store = open(folder.path(), 1_000);
        assert_eq!(store.read(&shop, name).await, Some((bytes, "image/png")));
        assert_eq!(store.read(&other, name).await, None);
    }

    #[tokio::test]
    async fn bytes_of_another_name_or_no_picture_or_too_many_are_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path(), 1_000);
        let site = SiteKey::from("pk_shop");
        let (name, _) = picture("shoe");
        let (_, other) = picture("sock");
        assert!(matches!(store.keep(&site, name, other).await, Err(KeepError::OtherBytes)));
        let page = Bytes::from_static(b"<script>alert(1)</script>");
        let kept = store.keep(&site, AssetName::of(&page), page).await;
        assert!(matches!(kept, Err(KeepError::NoPicture)));
        let large = Bytes::from(vec![0; limits::ASSET_BYTES + 1]);
        assert!(matches!(store.keep(&site, name, large).await, Err(KeepError::TooLarge(_))));
        assert!(!store.has(&site, &name));
    }

    #[tokio::test]
    async fn a_full_site_loses_what_was_not_used_for_longest_and_others_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path(), 100);
        let (site, other) = (SiteKey::from("pk_shop"), SiteKey::from("pk_other"));
        let pictures =
            ["one".repeat(10), "two".repeat(10), "six".repeat(10)].map(|content| picture(&content));
        let [one, two, six] = &pictures;
        store.keep(&other, one.0, one.1.clone()).await.unwrap();
        store.keep(&site, one.0, one.1.clone()).await.unwrap();
        store.keep(&site, two.0, two.1.clone()).await.unwrap();
        assert!(store.read(&site, one.0).await.is_some(), "used again");
        store.keep(&site, six.0, six.1.clone()).await.unwrap();
        assert!(store.has(&site, &one.0) && store.has(&site, &six.0) && !store.has(&site, &two.0));
        assert!(store.has(&other, &one.0));
        let files = fs::read_dir(folder.path().join("pk_shop")).unwrap().count();
        assert_eq!(files, 2, "the file is gone as well");
    }

    #[tokio::test]
    async fn a_damaged_file_is_not_handed_out_and_may_come_again() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path(), 1_000);
        let site = SiteKey::from("pk_shop");
        let (name, bytes) = picture("shoe");
        store.keep(&site, name, bytes.clone()).await.unwrap();
        fs::write(folder.path().join("pk_shop").join(name.to_string()), b"\x89PNG\r\n\x1a\nother").unwrap();
        assert_eq!(store.read(&site, name).await, None);
        assert!(!store.has(&site, &name));
        store.keep(&site, name, bytes).await.unwrap();
        assert!(store.read(&site, name).await.is_some());
    }

    #[tokio::test]
    async fn parts_of_files_go_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("pk_shop")).unwrap();
        let part = folder.path().join("pk_shop/x.part");
        fs::write(&part, b"half").unwrap();
        open(folder.path(), 1_000);
        assert!(!part.exists());
    }
}
