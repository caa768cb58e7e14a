//! All recordings in the making: how much waits for the disk, and whether any still writes.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::sync::watch;

/// How much may wait for the disk, in bytes, for all recordings together.
const WAITING_BYTES: usize = 256 * 1024 * 1024;

/// What all recorders of a relay share.
pub struct Recorders {
    waiting: Arc<AtomicUsize>,
    writing: watch::Sender<usize>,
}

impl Default for Recorders {
    fn default() -> Self {
        Self { waiting: Arc::default(), writing: watch::Sender::new(0) }
    }
}

/// Counts a recording as one that writes, until it is dropped.
pub(super) struct Writing(watch::Sender<usize>);

impl Recorders {
    /// Waits until all that was taken is in the store.
    pub async fn all_written(&self) {
        // The sender lives in `self`: this cannot fail.
        let _ = self.writing.subscribe().wait_for(|writing| *writing == 0).await;
    }

    pub(super) fn enter(&self) -> Writing {
        self.writing.send_modify(|writing| *writing += 1);
        Writing(self.writing.clone())
    }

    pub(super) fn room(&self, own_limit: usize) -> Room {
        Room { own: Arc::default(), own_limit, all: Arc::clone(&self.waiting), all_limit: WAITING_BYTES }
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        self.0.send_modify(|writing| *writing = writing.saturating_sub(1));
    }
}

/// Room for what waits for the disk: that of one recording within that of all.
#[derive(Clone)]
pub(super) struct Room {
    own: Arc<AtomicUsize>,
    own_limit: usize,
    all: Arc<AtomicUsize>,
    all_limit: usize,
}

impl Room {
    /// Takes room for so many bytes. Returns whether there was any.
    pub(super) fn take(&self, bytes: usize) -> bool {
        // Only the recorder of one session adds to `own`, so looking first is enough there.
        if self.own.load(Ordering::Relaxed).saturating_add(bytes) > self.own_limit {
            return false;
        }
        if self.all.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes) > self.all_limit {
            self.all.fetch_sub(bytes, Ordering::Relaxed);
            return false;
        }
        self.own.fetch_add(bytes, Ordering::Relaxed);
        true
    }

    /// Takes room that there may not be: for one asset at a time, which is in memory already.
    pub(super) fn force(&self, bytes: usize) {
        self.own.fetch_add(bytes, Ordering::Relaxed);
        self.all.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Gives room back.
    pub(super) fn give_back(&self, bytes: usize) {
        self.own.fetch_sub(bytes, Ordering::Relaxed);
        self.all.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Whether nothing of this recording waits.
    pub(super) fn is_empty(&self) -> bool {
        self.own.load(Ordering::Relaxed) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_recording_cannot_take_the_room_of_all() {
        let recorders = Recorders::default();
        let (one, other) = (recorders.room(10), recorders.room(WAITING_BYTES));
        assert!(one.take(10));
        assert!(!one.take(1));
        assert!(!other.take(WAITING_BYTES - 9), "all of them share the rest");
        assert!(other.take(WAITING_BYTES - 10));
        one.give_back(10);
        assert!(one.is_empty());
        assert!(one.take(10));
    }
}
