//! The shopper's page, read into mirror frames.
