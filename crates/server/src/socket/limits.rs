//! What one socket may cost. Every default of the WebSocket library is replaced here: as shipped, each
//! socket has 128 KiB buffers, an unlimited write queue, and takes messages of 64 MiB.

use crate::store::TRANSCRIPT_BYTES;
use alongside_protocol::limits::{BINARY_FRAME_BYTES, TEXT_FRAME_BYTES};
use axum::extract::ws::WebSocketUpgrade;

/// Read buffer of each socket, in bytes. It grows for a longer frame, up to the longest allowed.
const READ_BUFFER: usize = 4 * 1024;
/// Bytes collected before a write, where several frames wait.
const WRITE_BUFFER: usize = 4 * 1024;
/// Past the longest frame that the protocol allows: one that is a little longer is answered with an error on
/// a line that stays; one that is longer than this closes the line with code 1009.
const SLACK: usize = 64 * 1024;

/// Text that waits for one line, in bytes. A line that is further behind is closed, and catches up from the
/// store when it comes again. A transcript whose every byte is escaped must fit.
pub const OUTGOING_TEXT_BYTES: usize = 8 * TRANSCRIPT_BYTES;
/// Text frames that wait for one line.
pub const OUTGOING_TEXT_FRAMES: usize = 4096;
/// Text frames that wait for a line when what is out of date in a moment, such as an agent's pointer, is left out.
pub const OUTGOING_BEHIND_FRAMES: usize = 256;
/// Co-browse frames that wait for one watching line, in bytes. A watcher who is further behind gets nothing
/// until the queue is empty, and then a new keyframe.
pub const OUTGOING_FRAME_BYTES: usize = 8 * 1024 * 1024;
/// Assets that wait for one watching line beside its frames, in bytes. One for which there is no room is left
/// out: what the line shows lacks a picture, but it goes on.
pub const OUTGOING_ASSET_BYTES: usize = 8 * 1024 * 1024;

/// The longest message that the relay takes from a visitor's socket, in bytes.
pub const VISITOR_MESSAGE_BYTES: usize = BINARY_FRAME_BYTES + SLACK;
/// The longest message that the relay takes from an agent's socket, in bytes: agents send text only.
pub const AGENT_MESSAGE_BYTES: usize = 4 * TEXT_FRAME_BYTES;

/// A visitor's socket: takes co-browse frames, gets text.
pub fn for_visitor(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    limited(upgrade, VISITOR_MESSAGE_BYTES, OUTGOING_TEXT_BYTES)
}

/// An agent's socket: takes text, gets co-browse frames.
pub fn for_agent(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    limited(upgrade, AGENT_MESSAGE_BYTES, VISITOR_MESSAGE_BYTES)
}

fn limited(upgrade: WebSocketUpgrade, longest_in: usize, longest_out: usize) -> WebSocketUpgrade {
    upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        // One frame at a time is handed to the socket (`outgoing` holds the rest), plus control frames.
        .max_write_buffer_size(longest_out + WRITE_BUFFER + SLACK)
        .max_message_size(longest_in)
        .max_frame_size(longest_in)
}
