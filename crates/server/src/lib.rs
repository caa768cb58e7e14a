//! The relay: chat, co-browse sessions, store and assets in one binary.
