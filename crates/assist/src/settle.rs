//! A moment in which the page does what it put off to the end of the task, as frameworks put off their rendering. A browser gives it
//! that after each listener of a real event, and not after those of an event that a script sends.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Microtasks that pass: what one of the page's own begins, another may go on with.
const TURNS: u8 = 4;

/// Comes back when the page had its moment, and before the browser turns to another task.
pub(crate) fn settle() -> impl Future<Output = ()> {
    Settling { turns: TURNS }
}

struct Settling {
    turns: u8,
}

impl Future for Settling {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.turns == 0 {
            return Poll::Ready(());
        }
        self.turns -= 1;
        // Whoever is awake is polled in a microtask of its own, behind those that wait already.
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
