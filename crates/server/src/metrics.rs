//! Counters and gauges, and their text for Prometheus. Each relay has its own, so that tests can count.
//!
//! A registry of our own: a dozen numbers do not need a metrics framework with its own runtime and global
//! state. Labels never hold anything that a visitor wrote.

use alongside_protocol::ErrorCode;
use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

/// What the relay counts.
#[derive(Default)]
pub struct Metrics {
    /// Lines of visitors that are open.
    pub visitor_lines: Gauge,
    /// Lines of agents that are open.
    pub agent_lines: Gauge,
    /// Messages stored; repeats do not count.
    pub messages: Counter,
    /// Conversations that agents closed.
    pub closings: Counter,
    /// Ratings of closed conversations, by score from 1 to 5.
    pub ratings: [Counter; 5],
    /// Co-browse frames taken from visitors.
    pub frames: Counter,
    /// Bytes of those frames.
    pub frame_bytes: Counter,
    /// Frames that a watcher was too slow for.
    pub frames_skipped: Counter,
    /// Assets taken from visitors and kept.
    pub assets_kept: Counter,
    /// Files taken that shoppers and agents send each other.
    pub attachments: Counter,
    /// Bytes of those files.
    pub attachment_bytes: Counter,
    /// Co-browse sessions that are open.
    pub sessions: Gauge,
    /// Co-browse sessions begun.
    pub sessions_started: Counter,
    /// Recordings in the making, and what is written of them.
    pub recordings: Arc<RecordingCounts>,
    /// Acts of agents passed on to shoppers' pages.
    pub acts: Counter,
    /// Acts, and answers to them, that came faster than allowed.
    pub acts_dropped: Counter,
    /// Lines closed because their other end read too slowly.
    pub slow_lines: Counter,
    /// Logins refused.
    pub logins_refused: Counter,
    refused: Mutex<BTreeMap<String, u64>>,
}

/// What is counted of recordings of sessions; saved pages are not among them.
#[derive(Default)]
pub struct RecordingCounts {
    /// Recordings that are being written.
    pub open: Gauge,
    /// Bytes written to the store.
    pub bytes: Counter,
    /// Stretches that are missing, because the disk was too slow or a write failed.
    pub gaps: Counter,
    /// Recordings that a limit of size ended.
    pub cut: Counter,
    /// Writes that failed: a beginning, a stretch or an end.
    pub failures: Counter,
}

/// A number that only grows.
#[derive(Default)]
pub struct Counter(AtomicU64);

/// A number that goes up and down.
#[derive(Default)]
pub struct Gauge(AtomicI64);

impl Counter {
    /// Adds to it.
    pub fn add(&self, amount: u64) {
        self.0.fetch_add(amount, Ordering::Relaxed);
    }

    /// What it has come to.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Gauge {
    /// One more.
    pub fn up(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// One less.
    pub fn down(&self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }

    /// Where it stands.
    pub fn get(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Metrics {
    /// Counts a frame or a handshake that was refused.
    pub fn refused(&self, code: ErrorCode) {
        let reason = serde_json::to_value(code).ok();
        let reason = reason.as_ref().and_then(serde_json::Value::as_str).unwrap_or("other").to_owned();
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner).entry(reason).or_default() += 1;
    }

    /// Counts a rating. What is no score is not counted.
    pub fn rated(&self, score: u8) {
        let counter = score.checked_sub(1).and_then(|index| self.ratings.get(usize::from(index)));
        if let Some(counter) = counter {
            counter.add(1);
        }
    }

    /// All numbers in Prometheus' text format.
    pub fn render(&self) -> String {
        let mut text = String::new();
        let mut one = |name: &str, kind: &str, help: &str, value: String| {
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "# HELP alongside_{name} {help}\n# TYPE alongside_{name} {kind}\nalongside_{name} {value}"
            );
        };
        let mut gauge = |name, help, gauge: &Gauge| one(name, "gauge", help, gauge.get().to_string());
        gauge("visitor_lines", "Open lines of visitors.", &self.visitor_lines);
        gauge("agent_lines", "Open lines of agents.", &self.agent_lines);
        gauge("cobrowse_sessions", "Open co-browse sessions.", &self.sessions);
        gauge("recordings", "Recordings that are being written.", &self.recordings.open);
        let mut counter =
            |name, help, counter: &Counter| one(name, "counter", help, counter.get().to_string());
        counter("messages_total", "Messages stored.", &self.messages);
        counter("closings_total", "Conversations that agents closed.", &self.closings);
        counter("assets_kept_total", "Pictures and fonts of shoppers' pages taken in.", &self.assets_kept);
        counter("attachments_total", "Files taken that are sent in conversations.", &self.attachments);
        counter("attachment_bytes_total", "Bytes of those files.", &self.attachment_bytes);
        counter("cobrowse_sessions_total", "Co-browse sessions begun.", &self.sessions_started);
        counter("cobrowse_frames_total", "Co-browse frames taken.", &self.frames);
        counter("cobrowse_frame_bytes_total", "Bytes of co-browse frames taken.", &self.frame_bytes);
        counter(
            "cobrowse_frames_skipped_total",
            "Frames that a watcher was too slow for.",
            &self.frames_skipped,
        );
        counter("cobrowse_acts_total", "Acts of agents passed on.", &self.acts);
        counter(
            "cobrowse_acts_dropped_total",
            "Acts, and answers to them, that came faster than allowed.",
            &self.acts_dropped,
        );
        counter("recorded_bytes_total", "Bytes of recordings written.", &self.recordings.bytes);
        counter("recording_gaps_total", "Stretches missing in recordings.", &self.recordings.gaps);
        counter("recordings_cut_total", "Recordings that a limit of size ended.", &self.recordings.cut);
        counter("recording_failures_total", "Writes of recordings that failed.", &self.recordings.failures);
        counter(
            "slow_lines_total",
            "Lines closed because their other end read too slowly.",
            &self.slow_lines,
        );
        counter("logins_refused_total", "Logins refused.", &self.logins_refused);
        text.push_str("# HELP alongside_ratings_total Ratings of closed conversations, by score.\n");
        text.push_str("# TYPE alongside_ratings_total counter\n");
        for (score, count) in (1..).zip(&self.ratings) {
            let _ = writeln!(text, "alongside_ratings_total{{score=\"{score}\"}} {}", count.get());
        }
        text.push_str("# HELP alongside_refused_total Frames and handshakes refused, by reason.\n");
        text.push_str("# TYPE alongside_refused_total counter\n");
        for (reason, count) in self.refused.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let _ = writeln!(text, "alongside_refused_total{{reason=\"{reason}\"}} {count}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_counted_by_reason() {
        let metrics = Metrics::default();
        metrics.refused(ErrorCode::BadEnvelope);
        metrics.refused(ErrorCode::BadEnvelope);
        metrics.visitor_lines.up();
        metrics.rated(4);
        metrics.rated(0);
        let text = metrics.render();
        assert!(text.contains("alongside_refused_total{reason=\"bad_envelope\"} 2\n"), "{text}");
        assert!(text.contains("\nalongside_visitor_lines 1\n"), "{text}");
        assert!(text.contains("alongside_ratings_total{score=\"4\"} 1\n"), "{text}");
        assert!(text.contains("alongside_ratings_total{score=\"5\"} 0\n"), "{text}");
    }
}
