//! Counts of passed and failed, and reading them from what test programs print. No running of programs.

use std::fmt;
use std::ops::AddAssign;

use anyhow::{Context as _, Result};
use serde::Deserialize;

/// How many passed and how many failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Tally {
    /// One check that either held or didn't.
    pub(crate) fn one(passed: bool) -> Self {
        Self { passed: passed.into(), failed: (!passed).into() }
    }

    /// These counts, with a failure added when the program failed but counted none: it never came to its tests.
    pub(crate) fn with_exit(self, success: bool) -> Self {
        let failed = if success || self.failed > 0 { self.failed } else { 1 };
        Self { failed, ..self }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// The closing line that CI and people look for.
impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Sums what nextest (`Summary [   1.2s] 8 tests run: 7 passed, 1 failed, 0 skipped`) and cargo test
/// (`test result: ok. 3 passed; 0 failed; …`) print. One text may hold several such lines.
pub(crate) fn of_rust_tests(text: &str) -> Tally {
    let mut sum = Tally::default();
    for line in text.lines() {
        // Nextest repeats what a failed test's own program printed, indented: that is counted in its summary.
        let summary = line.trim_start().starts_with("Summary [") || line.starts_with("test result:");
        if summary {
            sum += Tally {
                passed: number_before(line, "passed"),
                failed: number_before(line, "failed") + number_before(line, "timed out"),
            };
        }
    }
    sum
}

fn number_before(line: &str, word: &str) -> u64 {
    // A word may follow in brackets (`2 passed (1 slow)`), so the first place with a number before it counts.
    let before = line.match_indices(word).map(|(at, _)| line.get(..at).unwrap_or("").trim_end());
    before.filter_map(|text| text.rsplit([' ', '(']).next()?.parse().ok()).next().unwrap_or(0)
}

/// Reads the `stats` of Playwright's JSON report. A flaky story failed once, and stories may not.
pub(crate) fn of_stories(report: &str) -> Result<Tally> {
    #[derive(Deserialize)]
    struct Report {
        stats: Stats,
    }
    #[derive(Deserialize)]
    struct Stats {
        expected: u64,
        unexpected: u64,
        #[serde(default)]
        flaky: u64,
    }
    let Report { stats } =
        serde_json::from_str(report).context("the report of the stories is no JSON with stats")?;
    Ok(Tally { passed: stats.expected, failed: stats.unexpected + stats.flaky })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, passed: u64, failed: u64) {
        assert_eq!(of_rust_tests(text), Tally { passed, failed }, "{text}");
    }

    #[test]
    fn summaries_of_nextest_are_read() {
        check("     Summary [   0.012s] 2 tests run: 2 passed, 0 skipped", 2, 0);
        check(
            "     Summary [  12.012s] 9 tests run: 6 passed (1 slow), 2 failed, 1 timed out, 3 skipped",
            6,
            3,
        );
        check("     Summary [   0.000s] 0 tests run: 0 passed, 0 skipped", 0, 0);
    }

    #[test]
    fn results_of_cargo_test_are_summed_over_its_programs() {
        let text = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\nrunning 2 tests\n\
                    test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured";
        check(text, 4, 1);
    }

    #[test]
    fn what_nextest_repeats_of_a_failed_test_is_not_counted_twice() {
        let text = "    test result: FAILED. 0 passed; 1 failed; 0 ignored\n     Summary [   0.1s] 2 tests run: 1 passed, 1 failed";
        check(text, 1, 1);
    }

    #[test]
    fn other_lines_that_speak_of_passing_count_nothing() {
        check("test the_41_passed_frames_are_kept ... ok\nerror: 7 failed to compile", 0, 0);
    }

    #[test]
    fn a_report_of_stories_is_read_and_a_flaky_one_counts_as_failed() {
        let report = r#"{"config":{},"stats":{"expected":5,"skipped":1,"unexpected":2,"flaky":1}}"#;
        assert_eq!(of_stories(report).unwrap(), Tally { passed: 5, failed: 3 });
        assert!(of_stories("not json").is_err());
    }

    #[test]
    fn a_program_that_failed_before_its_tests_counts_as_one_failure() {
        assert_eq!(Tally::default().with_exit(false), Tally { passed: 0, failed: 1 });
        assert_eq!(Tally { passed: 3, failed: 2 }.with_exit(false), Tally { passed: 3, failed: 2 });
        assert_eq!(Tally { passed: 3, failed: 0 }.with_exit(true), Tally { passed: 3, failed: 0 });
    }

    #[test]
    fn the_sum_reads_as_the_closing_line() {
        let mut sum = Tally::one(true);
        sum += Tally::one(false);
        sum += Tally { passed: 40, failed: 0 };
        assert_eq!(sum.to_string(), "41 passed, 1 failed");
    }
}
