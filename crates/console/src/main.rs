//! The agent console, a Yew application served by the relay.

fn main() {}
