//! What the line is like, and when to say so. Pure: samples come from `stats`.

/// What the browser has counted so far, since the connection began.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sample {
    /// When, in ms.
    pub at_ms: f64,
    /// There and back, in ms.
    pub round_trip_ms: Option<f64>,
    /// Packets that came.
    pub received: f64,
    /// Packets that were missed.
    pub lost: f64,
    /// The part of our own packets that the other end misses lately, 0 to 1.
    pub lost_there: Option<f64>,
    /// The picture that comes, in px.
    pub picture_in: Option<(u32, u32)>,
    /// The picture that goes, in px.
    pub picture_out: Option<(u32, u32)>,
    /// Pictures that came and were drawn.
    pub frames_in: f64,
    /// Bytes that came.
    pub bytes_in: f64,
    /// Bytes that went.
    pub bytes_out: f64,
    /// How loud what comes is, 0 to 1.
    pub level_in: f64,
    /// Whether it goes through a TURN server.
    pub is_relayed: bool,
}

/// How good the line is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quality {
    /// Nobody notices it.
    #[default]
    Good,
    /// Pictures freeze, words are missed.
    Poor,
    /// There is room for words only.
    TooPoor,
}

/// What is told of the last moments.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Report {
    /// There and back, in ms.
    pub round_trip_ms: Option<f64>,
    /// The part of the packets that is missed in either direction, 0 to 1.
    pub lost: f64,
    /// The picture that comes, in px.
    pub picture_in: Option<(u32, u32)>,
    /// The picture that goes, in px.
    pub picture_out: Option<(u32, u32)>,
    /// What comes, in kbit/s.
    pub kbit_in: f64,
    /// What goes, in kbit/s.
    pub kbit_out: f64,
    /// Whether it goes through a TURN server.
    pub is_relayed: bool,
    /// What follows from it.
    pub quality: Quality,
}

/// From this loss on, words are missed.
const POOR_LOSS: f64 = 0.05;
/// From this loss on, pictures only take room from the words.
const TOO_POOR_LOSS: f64 = 0.15;
/// From here on, people talk over each other, in ms.
const POOR_ROUND_TRIP_MS: f64 = 600.0;
/// What is poor once may be nothing; twice in a row is told.
const SAMPLES_TO_WORSEN: u32 = 2;
/// What is good again has to stay so for a while, or it would come and go.
const SAMPLES_TO_MEND: u32 = 4;

/// Watches the line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watch {
    last: Option<Sample>,
    quality: Quality,
    /// What the last samples said, if it was not `quality`, and how often.
    other: (Quality, u32),
}

impl Watch {
    /// Takes another sample in.
    pub(crate) fn take(&mut self, sample: Sample) -> Report {
        let last = self.last.replace(sample).unwrap_or_default();
        let (received, lost) = (sample.received - last.received, sample.lost - last.lost);
        let lost_here = if received + lost > 0.0 { (lost / (received + lost)).clamp(0.0, 1.0) } else { 0.0 };
        let lost = lost_here.max(sample.lost_there.unwrap_or_default());
        let now = if lost >= TOO_POOR_LOSS {
            Quality::TooPoor
        } else if lost >= POOR_LOSS || sample.round_trip_ms.is_some_and(|ms| ms >= POOR_ROUND_TRIP_MS) {
            Quality::Poor
        } else {
            Quality::Good
        };
        self.settle(now);
        let seconds = ((sample.at_ms - last.at_ms) / 1_000.0).max(0.001);
        let kbit = |bytes: f64, before: f64| ((bytes - before).max(0.0) * 8.0 / 1_000.0 / seconds).round();
        let is_first = last.at_ms == 0.0;
        Report {
            round_trip_ms: sample.round_trip_ms,
            lost,
            picture_in: sample.picture_in,
            picture_out: sample.picture_out,
            kbit_in: if is_first { 0.0 } else { kbit(sample.bytes_in, last.bytes_in) },
            kbit_out: if is_first { 0.0 } else { kbit(sample.bytes_out, last.bytes_out) },
            is_relayed: sample.is_relayed,
            quality: self.quality,
        }
    }

    fn settle(&mut self, now: Quality) {
        if now == self.quality {
            self.other = (now, 0);
            return;
        }
        let times = if self.other.0 == now { self.other.1 + 1 } else { 1 };
        self.other = (now, times);
        let needed = if (now as u8) > (self.quality as u8) { SAMPLES_TO_WORSEN } else { SAMPLES_TO_MEND };
        if times >= needed {
            self.quality = now;
            self.other = (now, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The quality after samples each of which has lost this part of 100 packets.
    fn after(losses: &[f64]) -> Quality {
        let (mut watch, mut sample) = (Watch::default(), Sample::default());
        let mut quality = Quality::Good;
        for loss in losses {
            sample.at_ms += 2_000.0;
            sample.received += 100.0 * (1.0 - loss);
            sample.lost += 100.0 * loss;
            quality = watch.take(sample).quality;
        }
        quality
    }

    #[test]
    fn one_bad_moment_is_not_told_and_two_are() {
        assert_eq!(after(&[0.0, 0.3]), Quality::Good);
        assert_eq!(after(&[0.0, 0.3, 0.3]), Quality::TooPoor);
        assert_eq!(after(&[0.0, 0.08, 0.08]), Quality::Poor);
    }

    #[test]
    fn it_is_good_again_when_it_has_stayed_so() {
        assert_eq!(after(&[0.3, 0.3, 0.0, 0.0, 0.0]), Quality::TooPoor);
        assert_eq!(after(&[0.3, 0.3, 0.0, 0.0, 0.0, 0.0]), Quality::Good);
    }

    #[test]
    fn a_slow_line_is_poor_and_the_other_ends_losses_count() {
        let mut watch = Watch::default();
        let slow = Sample { round_trip_ms: Some(900.0), ..Sample::default() };
        watch.take(slow);
        assert_eq!(watch.take(slow).quality, Quality::Poor);
        let mut watch = Watch::default();
        let lossy = Sample { lost_there: Some(0.2), ..Sample::default() };
        watch.take(lossy);
        assert_eq!(watch.take(lossy).quality, Quality::TooPoor);
    }

    #[test]
    fn rates_are_of_the_time_between_two_samples() {
        let mut watch = Watch::default();
        watch.take(Sample { at_ms: 1_000.0, bytes_in: 10_000.0, ..Sample::default() });
        let report = watch.take(Sample { at_ms: 3_000.0, bytes_in: 260_000.0, ..Sample::default() });
        assert_eq!((report.kbit_in, report.kbit_out), (1_000.0, 0.0));
    }
}
