//! The lines that are open: their names, their number, and waiting for the last of them to close.

use std::fmt;
use tokio::sync::watch;

/// One open socket, unique across relays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LineId(uuid::Uuid);

impl LineId {
    /// A name that no other line has.
    pub fn unique() -> Self {
        Self(uuid::Uuid::new_v4())
    }
}

impl fmt::Display for LineId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Counts open lines, up to a limit.
pub struct Lines {
    open: watch::Sender<usize>,
    limit: usize,
}

/// A place among the open lines, given back when dropped.
pub struct Place {
    open: watch::Sender<usize>,
}

impl Lines {
    /// No line is open yet, and at most `limit` may be.
    pub fn new(limit: usize) -> Self {
        Self { open: watch::Sender::new(0), limit }
    }

    /// A place for one more line, unless all are taken.
    pub fn enter(&self) -> Option<Place> {
        let is_free = self.open.send_if_modified(|open| {
            let is_free = *open < self.limit;
            *open += usize::from(is_free);
            is_free
        });
        is_free.then(|| Place { open: self.open.clone() })
    }

    /// How many are open.
    pub fn count(&self) -> usize {
        *self.open.borrow()
    }

    /// Waits until none is open.
    pub async fn all_closed(&self) {
        // The sender lives in `self`: this cannot fail.
        let _ = self.open.subscribe().wait_for(|open| *open == 0).await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.open.send_modify(|open| *open = open.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_no_more_lines_than_allowed() {
        let lines = Lines::new(2);
        let places = [lines.enter(), lines.enter()];
        assert!(places.iter().all(Option::is_some));
        assert!(lines.enter().is_none());
        drop(places);
        assert!(lines.enter().is_some());
    }
}
