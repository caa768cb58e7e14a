//! The browser's end of the line: one WebSocket, kept alive, and an outbox.
