//! What a link tells its owner.

/// Something happened on the line.
#[derive(Debug)]
pub enum LinkEvent<Incoming> {
    /// The line's state changed.
    State(LinkState),
    /// A text frame came.
    Frame(Incoming),
    /// A binary frame came.
    Binary(js_sys::ArrayBuffer),
    /// A text frame came that is not an `Incoming`; why, and the beginning of it. The line stays open.
    Refused(String),
}

/// How the line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// An attempt is under way. Every link begins so.
    Connecting,
    /// Frames can be sent.
    Open,
    /// The last line or attempt failed.
    Waiting {
        /// How long until the next attempt, in ms.
        ms: u32,
        /// How many attempts have failed in a row, at least 1.
        attempt: u32,
    },
    /// [`crate::Link::close`] was called: no event will follow.
    Closed,
}
