//! How long the relay waits for what. One value, handed in, so that tests need not wait as long as people do.

use alongside_protocol::limits::{CODE_MS, CONTROL_MS, HELD_MS, RING_MS, SILENCE_MS};
use std::time::Duration;

/// The relay's patience.
#[derive(Clone, Debug)]
pub struct Timings {
    /// From an open socket to its `hello`.
    pub hello: Duration,
    /// The relay pings each line this often. Well below `silence`, so that an answer may get lost.
    pub ping: Duration,
    /// A line on which nothing was heard for this long is closed.
    pub silence: Duration,
    /// How often an agent's open line asks whether its login still lasts.
    pub login: Duration,
    /// An agent's request to see the page is taken back when the shopper has not answered for this long.
    pub request: Duration,
    /// A call that nobody answers rings for this long.
    pub ring: Duration,
    /// A session whose page or line is gone waits so long for the shopper to come back.
    pub held: Duration,
    /// How long a code is good that a shopper reads out on the phone.
    pub code: Duration,
    /// How long an agent may control a page after the relay has heard of the grant.
    pub control: Duration,
    /// An upload of which nothing came for this long is given up.
    pub upload_silence: Duration,
    /// An upload that has not ended after this long is given up.
    pub upload: Duration,
    /// After the decision to close a line: how long its queue may take to reach the other end.
    pub farewell: Duration,
    /// How often what is past its days is looked for and deleted.
    pub housekeeping: Duration,
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            hello: Duration::from_secs(10),
            ping: Duration::from_secs(20),
            silence: Duration::from_millis(u64::from(SILENCE_MS)),
            login: Duration::from_secs(60),
            request: Duration::from_secs(120),
            ring: Duration::from_millis(RING_MS),
            held: Duration::from_millis(HELD_MS),
            code: Duration::from_millis(CODE_MS),
            control: Duration::from_millis(CONTROL_MS),
            upload_silence: Duration::from_secs(30),
            upload: Duration::from_secs(15 * 60),
            farewell: Duration::from_secs(2),
            housekeeping: Duration::from_secs(3600),
        }
    }
}
