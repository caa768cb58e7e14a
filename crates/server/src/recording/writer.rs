//! The task that puts a session's frames into the store: in chunks, so that a busy page costs one commit in two
//! seconds, and an asset once only, however often it was sent.

use super::{
    record,
    recorder::{Item, Queue},
};
use crate::{
    asset_store::{AssetName, AssetStore},
    store::{Chunk, Extended, RecordingEnd, Store, StoreError},
};
use alongside_mirror::{Asset, decode_named_asset, encode_asset};
use alongside_protocol::{FrameKind, SiteKey};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::{
    collections::HashSet,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use tokio::time::{Instant, timeout_at};

/// A chunk is written when it has so many bytes …
const CHUNK_BYTES: usize = 64 * 1024;
/// … or so long after its first frame.
const CHUNK_AGE: Duration = Duration::from_secs(2);

/// What waits to be written.
struct Pending {
    records: Vec<u8>,
    /// How much room was taken for it.
    taken: usize,
    duration_ms: u64,
    gaps: u32,
    due: Option<Instant>,
}

/// Writes until the session's end, or until nothing more may be kept.
pub(super) async fn write(store: Arc<dyn Store>, assets: Arc<AssetStore>, site: SiteKey, mut queue: Queue) {
    let mut kept_assets = HashSet::new();
    let mut pending = Pending::new();
    let mut is_cut = false;
    loop {
        let next = match pending.due {
            None => queue.items.recv().await,
            Some(due) => match timeout_at(due, queue.items.recv()).await {
                Ok(next) => next,
                Err(_) => {
                    is_cut = !flush(&*store, &site, &queue, &mut pending).await;
                    if is_cut {
                        break;
                    }
                    continue;
                }
            },
        };
        let Some(item) = next else { break };
        let Some(item) = with_bytes(item, &assets, &site, &queue).await else { continue };
        pending.add(item, &mut kept_assets);
        if pending.records.len() >= CHUNK_BYTES {
            is_cut = !flush(&*store, &site, &queue, &mut pending).await;
            if is_cut {
                break;
            }
        }
    }
    if !is_cut {
        is_cut = !flush(&*store, &site, &queue, &mut pending).await;
    }
    // From here on the recorder takes nothing; what it took meanwhile is given up.
    queue.items.close();
    while let Some(item) = queue.items.recv().await {
        if let Item::Frame { frame, .. } = item {
            queue.room.give_back(frame.len());
        }
    }
    let duration_ms = u64::try_from(queue.began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let end = RecordingEnd { duration_ms, is_cut };
    if let Err(error) = store.end_recording(&site, &queue.recording, end).await {
        tracing::error!(%error, recording = %queue.recording, "the end of a recording was not noted");
    }
}

impl Pending {
    fn new() -> Self {
        Self { records: Vec::new(), taken: 0, duration_ms: 0, gaps: 0, due: None }
    }

    fn add(&mut self, item: Item, kept_assets: &mut HashSet<[u8; 32]>) {
        self.due.get_or_insert_with(|| Instant::now() + CHUNK_AGE);
        let Item::Frame { at_ms, kind, frame } = item else {
            self.gaps += 1;
            return;
        };
        self.taken += frame.len();
        let is_known = kind == FrameKind::Asset && !kept_assets.insert(Sha256::digest(&frame).into());
        if !is_known {
            record::write(at_ms, &frame, &mut self.records);
            self.duration_ms = at_ms.into();
        }
    }
}

/// An asset that is told by name is kept with its bytes: the store of assets may let go of them before the recording's
/// days are over, and only open sessions have a ticket to it. One that is gone already is left out.
async fn with_bytes(item: Item, assets: &Arc<AssetStore>, site: &SiteKey, queue: &Queue) -> Option<Item> {
    let Item::Frame { at_ms, kind: FrameKind::NamedAsset, frame } = item else { return Some(item) };
    let whole = match decode_named_asset(&frame) {
        Ok(named) => assets.read(site, AssetName(*named.name)).await.map(|(bytes, media_type)| {
            encode_asset(Asset { address: named.address, media_type, bytes: &bytes })
        }),
        Err(_) => None,
    };
    // What was asked for was its name; what waits in memory from here on is one asset at a time.
    queue.room.give_back(frame.len());
    let whole = Bytes::from(whole?);
    queue.room.force(whole.len());
    Some(Item::Frame { at_ms, kind: FrameKind::Asset, frame: whole })
}

/// Writes what is pending. Returns whether the recording may go on.
async fn flush(store: &dyn Store, site: &SiteKey, queue: &Queue, pending: &mut Pending) -> bool {
    let Pending { records, taken, duration_ms, gaps, .. } = std::mem::replace(pending, Pending::new());
    if records.is_empty() && gaps == 0 {
        queue.room.give_back(taken);
        return true;
    }
    let chunk = Chunk { records: records.into(), duration_ms, gaps };
    let outcome = store.extend_recording(site, &queue.recording, chunk).await;
    queue.room.give_back(taken);
    let recording = &queue.recording;
    match outcome {
        Ok(Extended::Kept) => true,
        Ok(Extended::RecordingFull) => {
            tracing::warn!(%recording, %site, "a recording ends early: it is as large as its site allows");
            false
        }
        Ok(Extended::SiteFull) => {
            tracing::warn!(%recording, %site, "a recording ends early: its site's room for recordings is used up");
            false
        }
        // Deleted while it ran: somebody wanted it gone.
        Err(StoreError::NotFound(_)) => false,
        Err(error) => {
            tracing::error!(%error, %recording, "a stretch of a recording is lost");
            pending.gaps = gaps + 1;
            queue.lost.store(true, Ordering::Relaxed);
            true
        }
    }
}
