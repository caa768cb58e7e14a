//! The fault rig: the real relay in a process of its own, both ends of a conversation with the outbox, heartbeat and
//! back-off of the widget and the console, and between them a proxy and a disk that fail.
//!
//! Whatever happens, every message arrives on the other side, once, in the order in which it was written, and what was
//! acknowledged is in the database. Prints a table. All faults together take 10,000 messages each way; with
//! `ALONGSIDE_DELIVERY_MESSAGES=10000` each of them does, which takes some minutes. `ALONGSIDE_DELIVERY_FAULT=disk` runs the
//! faults with this word in their name.

mod fault;
mod proxy;
mod relay;
mod report;
mod speech;
mod talker;

use fault::Fault;
use report::Row;

/// How many messages each way go through all faults together, unless more are asked for.
const TOGETHER: usize = 10_000;

/// So many faults at a time: the disks and cores of small machines are to be busy, not on their knees.
const AT_A_TIME: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_message_arrives_once_and_in_order_whatever_fails() {
    let asked = std::env::var("ALONGSIDE_DELIVERY_MESSAGES").ok().and_then(|text| text.parse().ok());
    let messages = asked.unwrap_or_else(|| TOGETHER.div_ceil(Fault::ALL.len()));
    let mut rows: Vec<Row> = Vec::new();
    let word = std::env::var("ALONGSIDE_DELIVERY_FAULT").unwrap_or_default();
    let chosen: Vec<_> = Fault::ALL.into_iter().filter(|fault| fault.is_called(&word)).collect();
    for faults in chosen.chunks(AT_A_TIME) {
        let running: Vec<_> = faults.iter().map(|fault| tokio::spawn(fault::run(*fault, messages))).collect();
        for row in running {
            rows.push(row.await.unwrap());
        }
    }
    println!("{}", report::table(&rows));
    for row in &rows {
        row.check();
    }
}
