//! The connections that read. Each reading takes one, uses it on a blocking thread, and puts it back.

use super::open;
use crate::store::{OpenError, StoreError};
use rusqlite::Connection;
use std::{
    panic::{self, AssertUnwindSafe},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{sync::Semaphore, task};

/// How many readings run at a time. SQLite reads are short: more would only compete for the cores.
const CONNECTIONS: usize = 4;

pub(super) struct Readers {
    free: Arc<Mutex<Vec<Connection>>>,
    places: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn open(path: &Path) -> Result<Self, OpenError> {
        let connections = (0..CONNECTIONS).map(|_| open::for_reading(path)).collect::<Result<_, _>>()?;
        Ok(Self { free: Arc::new(Mutex::new(connections)), places: Arc::new(Semaphore::new(CONNECTIONS)) })
    }

    /// Runs `work` on a connection of its own.
    pub(super) async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let gone = || StoreError::Unavailable("its reading connections are gone".into());
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| gone())?;
        let free = Arc::clone(&self.free);
        let reading = task::spawn_blocking(move || {
            let connection = free.lock().unwrap_or_else(PoisonError::into_inner).pop().ok_or_else(gone)?;
            // The connection goes back also from a reading that is wrong.
            let outcome = panic::catch_unwind(AssertUnwindSafe(|| work(&connection)))
                .unwrap_or_else(|_| Err(StoreError::Unavailable("the reading panicked; see the log".into())));
            free.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            drop(place);
            outcome
        });
        reading.await.map_err(|error| StoreError::Unavailable(error.to_string()))?
    }
}
