//! The one thread that writes. It takes all writes that wait, runs each in its own savepoint of one shared
//! transaction, and answers them after the commit: a hundred writers pay for one flush to disk.

use crate::store::StoreError;
use rusqlite::{Connection, TransactionBehavior};
use std::{
    panic::{self, AssertUnwindSafe},
    thread::{self, JoinHandle},
};
use tokio::sync::{mpsc, oneshot};

/// How many writes may wait. Past that, callers wait to get in line.
const QUEUE: usize = 1024;
/// How many writes share a commit at most, so that the first of them does not wait for ever.
const GROUP: usize = 256;

/// The handle of the writing thread. Dropped, it waits for the writes in line and ends the thread.
pub(super) struct Writer {
    queue: Option<mpsc::Sender<Box<dyn Write>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(mut connection: Connection) -> Self {
        let (queue, mut waiting) = mpsc::channel(QUEUE);
        let thread = thread::spawn(move || {
            let mut group = Vec::new();
            while let Some(first) = waiting.blocking_recv() {
                group.push(first);
                while group.len() < GROUP
                    && let Ok(next) = waiting.try_recv()
                {
                    group.push(next);
                }
                commit(&mut connection, &mut group);
            }
        });
        Self { queue: Some(queue), thread: Some(thread) }
    }

    /// Runs `work` in a transaction. `Ok` means that it is committed; after an `Err` it left no trace.
    pub(super) async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let gone = || StoreError::Unavailable("its writing thread has ended".into());
        let (answer, answered) = oneshot::channel();
        let write = Box::new(Waiting { work: Some(work), outcome: None, answer });
        self.queue.as_ref().ok_or_else(gone)?.send(write).await.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the store's writing thread had panicked");
        }
    }
}

/// Empties `group`: all that succeeded is committed, and only then answered.
fn commit(connection: &mut Connection, group: &mut Vec<Box<dyn Write>>) {
    let committed = run(connection, group).map_err(StoreError::from);
    if let Err(error) = &committed {
        tracing::error!(%error, writes = group.len(), "a group of writes was not committed");
    }
    for write in group.drain(..) {
        write.answer(&committed);
    }
}

fn run(connection: &mut Connection, group: &mut [Box<dyn Write>]) -> rusqlite::Result<()> {
    let mut transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for write in group {
        // Dropped without `commit`, a savepoint is rolled back.
        let savepoint = transaction.savepoint()?;
        if write.run(&savepoint) {
            savepoint.commit()?;
        }
    }
    transaction.commit()
}

/// A write in line.
trait Write: Send {
    /// Runs it, and says whether it succeeded.
    fn run(&mut self, connection: &Connection) -> bool;
    /// Tells its caller how it went, given whether the group was committed.
    fn answer(self: Box<Self>, committed: &Result<(), StoreError>);
}

struct Waiting<T, F> {
    work: Option<F>,
    outcome: Option<Result<T, StoreError>>,
    answer: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Write for Waiting<T, F>
where
    T: Send,
    F: FnOnce(&Connection) -> Result<T, StoreError> + Send,
{
    fn run(&mut self, connection: &Connection) -> bool {
        // One write that is wrong must not end all others: it is answered as one that failed, and leaves no trace.
        self.outcome = self.work.take().map(|work| {
            panic::catch_unwind(AssertUnwindSafe(|| work(connection)))
                .unwrap_or_else(|_| Err(StoreError::Unavailable("the write panicked; see the log".into())))
        });
        matches!(self.outcome, Some(Ok(_)))
    }

    fn answer(self: Box<Self>, committed: &Result<(), StoreError>) {
        let outcome = match (committed, self.outcome) {
            (Err(error), _) => Err(error.clone()),
            (Ok(()), Some(outcome)) => outcome,
            (Ok(()), None) => Err(StoreError::Unavailable("the write was not run".into())),
        };
        // A caller that has gone needs no answer; its write stands.
        let _ = self.answer.send(outcome);
    }
}
