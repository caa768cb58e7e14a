//! What a task says while it works: numbered steps and how long each took, on standard error.

use std::time::{Duration, Instant};

use anyhow::Result;

/// A task's numbered steps.
pub(crate) struct Steps {
    total: usize,
    begun: usize,
}

impl Steps {
    /// Announces nothing yet; `total` is how many steps will come.
    pub(crate) fn new(total: usize) -> Self {
        Self { total, begun: 0 }
    }

    /// Says what begins, does it, and says how long it took.
    pub(crate) fn step<T>(&mut self, what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.begun += 1;
        eprintln!("[{}/{}] {what}", self.begun, self.total);
        let start = Instant::now();
        let done = work()?;
        eprintln!("      done in {}", shown(start.elapsed()));
        Ok(done)
    }
}

/// A remark within a step.
pub(crate) fn note(text: &str) {
    eprintln!("      {text}");
}

/// A duration as people say it: `0.4 s`, `12 s`, `3 min 5 s`.
pub(crate) fn shown(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", duration.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_people_say_them() {
        assert_eq!(shown(Duration::from_millis(420)), "0.4 s");
        assert_eq!(shown(Duration::from_secs(12)), "12 s");
        assert_eq!(shown(Duration::from_secs(185)), "3 min 5 s");
    }
}
