//! The task that puts a session's frames into the store: in chunks, so that a busy page costs one commit in two
//! seconds, and an asset once only, however often it was sent.

use super::{
    record,
    recorder::{Item, Queue},
};
use crate::{
    asset_store::{AssetName, AssetStore},
    metrics::RecordingCounts,
    store::{Chunk, Extended, RecordingEnd, Store, StoreError},
};
use alongside_mirror::{Asset, decode_named_asset, encode_asset};
use alongside_protocol::{FrameKind, RecordingId, SiteKey};
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

/// How many times in a row the store may fail before a recording is given up.
const MOST_FAILURES: u32 = 5;

/// How long is waited before each try to note a recording's end.
const END_TRIES: [Duration; 4] =
    [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(5), Duration::from_secs(30)];

/// Where a session's frames go.
pub(super) struct Writer {
    pub(super) store: Arc<dyn Store>,
    pub(super) assets: Arc<AssetStore>,
    pub(super) counts: Arc<RecordingCounts>,
    pub(super) site: SiteKey,
}

/// What waits to be written.
struct Pending {
    records: Vec<u8>,
    /// How much room was taken for it.
    taken: usize,
    duration_ms: u64,
    gaps: u32,
    /// How many times in a row the store has failed.
    failures: u32,
    due: Option<Instant>,
}

impl Writer {
    /// Writes until the session's end, or until nothing more may be kept.
    pub(super) async fn write(self, mut queue: Queue) {
        self.counts.open.up();
        let is_cut = !self.write_frames(&mut queue).await;
        // From here on the recorder takes nothing; what it took meanwhile is given up.
        queue.items.close();
        while let Some(item) = queue.items.recv().await {
            if let Item::Frame { frame, .. } = item {
                queue.room.give_back(frame.len());
            }
        }
        let end = RecordingEnd { duration_ms: queue.time.now_ms(), is_cut };
        self.note_end(&queue.recording, end).await;
        self.counts.open.down();
    }

    /// One that never ends would be kept beyond its days, until the relay starts anew: so this is tried more than once.
    async fn note_end(&self, recording: &RecordingId, end: RecordingEnd) {
        for wait in END_TRIES {
            tokio::time::sleep(wait).await;
            let Err(error) = self.store.end_recording(&self.site, recording, end).await else { return };
            self.counts.failures.add(1);
            tracing::error!(%error, %recording, "the end of a recording was not noted");
        }
    }

    /// Returns whether all of it could be kept, as far as limits of size go.
    async fn write_frames(&self, queue: &mut Queue) -> bool {
        let mut kept_assets = HashSet::new();
        let mut pending = Pending::new();
        loop {
            let next = match pending.due {
                None => queue.items.recv().await,
                Some(due) => match timeout_at(due, queue.items.recv()).await {
                    Ok(next) => next,
                    Err(_) if self.flush(queue, &mut pending).await => continue,
                    Err(_) => return false,
                },
            };
            let Some(item) = next else { return self.flush(queue, &mut pending).await };
            let Some(item) = self.with_bytes(item, queue).await else { continue };
            pending.add(item, &mut kept_assets);
            if pending.records.len() >= CHUNK_BYTES && !self.flush(queue, &mut pending).await {
                return false;
            }
        }
    }

    /// An asset that is told by name is kept with its bytes: the store of assets may let go of them before the recording's
    /// days are over, and only open sessions have a ticket to it. One that is gone already is left out.
    async fn with_bytes(&self, item: Item, queue: &Queue) -> Option<Item> {
        let Item::Frame { at_ms, kind: FrameKind::NamedAsset, frame } = item else { return Some(item) };
        let whole = match decode_named_asset(&frame) {
            Ok(named) => {
                self.assets.read(&self.site, AssetName(*named.name)).await.map(|(bytes, media_type)| {
                    encode_asset(Asset { address: named.address, media_type, bytes: &bytes })
                })
            }
            Err(_) => None,
        };
        // What was asked for was its name; what waits in memory from here on is one asset at a time.
        queue.room.give_back(frame.len());
        let whole = Bytes::from(whole?);
        queue.room.force(whole.len());
        Some(Item::Frame { at_ms, kind: FrameKind::Asset, frame: whole })
    }

    /// Writes what is pending. Returns whether the recording may go on.
    async fn flush(&self, queue: &Queue, pending: &mut Pending) -> bool {
        let Pending { records, taken, duration_ms, gaps, .. } =
            std::mem::replace(pending, Pending { failures: pending.failures, ..Pending::new() });
        if records.is_empty() && gaps == 0 {
            queue.room.give_back(taken);
            return true;
        }
        let (site, recording, bytes) = (&self.site, &queue.recording, records.len() as u64);
        let chunk = Chunk { records: records.into(), duration_ms, gaps };
        let outcome = self.store.extend_recording(site, recording, chunk).await;
        queue.room.give_back(taken);
        match outcome {
            Ok(Extended::Kept) => {
                self.counts.bytes.add(bytes);
                self.counts.gaps.add(gaps.into());
                pending.failures = 0;
                true
            }
            Ok(Extended::RecordingFull) => {
                self.counts.cut.add(1);
                tracing::warn!(%recording, %site, "a recording ends early: it is as large as its site allows");
                false
            }
            Ok(Extended::SiteFull) => {
                self.counts.cut.add(1);
                tracing::warn!(%recording, %site, "a recording ends early: its site's room for recordings is used up");
                false
            }
            // Deleted while it ran: somebody wanted it gone.
            Err(StoreError::NotFound(_)) => false,
            Err(error) => {
                self.counts.failures.add(1);
                tracing::error!(%error, %recording, "a stretch of a recording is lost");
                pending.gaps = gaps + 1;
                pending.failures += 1;
                queue.lost.store(true, Ordering::Relaxed);
                // Each one has the shopper's page send everything again.
                pending.failures < MOST_FAILURES
            }
        }
    }
}

impl Pending {
    fn new() -> Self {
        Self { records: Vec::new(), taken: 0, duration_ms: 0, gaps: 0, failures: 0, due: None }
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
