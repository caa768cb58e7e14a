//! What came of it, per fault.

use std::fmt::Write;

/// One fault's outcome, both ways together.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) fault: String,
    /// Written, each way.
    pub(crate) messages: usize,
    /// Shown on the other side, of both ways.
    pub(crate) delivered: usize,
    pub(crate) doubled: usize,
    pub(crate) out_of_order: usize,
    /// Acknowledged, and not in the database at that place.
    pub(crate) lost: usize,
    /// How often the ends were welcomed.
    pub(crate) lines: usize,
    /// How often a message was refused for a moment.
    pub(crate) refused: usize,
    pub(crate) seconds: f64,
    /// Whether the fault was to cost lines, or refusals.
    pub(crate) expected: Expected,
}

/// What a fault must have done, for its row to prove anything.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Expected {
    pub(crate) lines: usize,
    /// Lines and refusals together.
    pub(crate) troubles: usize,
    pub(crate) refusals: bool,
}

impl Row {
    /// Fails unless nothing was lost, doubled or moved, and the fault has really happened.
    pub(crate) fn check(&self) {
        let Self { fault, messages, delivered, doubled, out_of_order, lost, .. } = self;
        assert_eq!(*delivered, 2 * messages, "{fault}: delivered");
        assert_eq!((*doubled, *out_of_order, *lost), (0, 0, 0), "{fault}: doubled, out of order, lost");
        assert!(self.lines >= self.expected.lines, "{fault}: {} lines: it did not fail enough", self.lines);
        assert!(self.lines + self.refused >= self.expected.troubles, "{fault}: it troubled nobody");
        assert!(self.refused > 0 || !self.expected.refusals, "{fault}: nothing was refused");
    }
}

/// The rows as a table.
pub(crate) fn table(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.fault.chars().count()).max().unwrap_or_default();
    let mut text = format!(
        "\n{:width$} {:>9} {:>10} {:>8} {:>13} {:>11} {:>6} {:>8} {:>8}\n",
        "fault",
        "each way",
        "delivered",
        "doubled",
        "out of order",
        "acked lost",
        "lines",
        "refused",
        "seconds"
    );
    for row in rows {
        let percent = 100.0 * row.delivered as f64 / (2 * row.messages) as f64;
        let _ = writeln!(
            text,
            "{:width$} {:>9} {percent:>9.3}% {:>8} {:>13} {:>11} {:>6} {:>8} {:>8.1}",
            row.fault,
            row.messages,
            row.doubled,
            row.out_of_order,
            row.lost,
            row.lines,
            row.refused,
            row.seconds
        );
    }
    let each_way: usize = rows.iter().map(|row| row.messages).sum();
    let _ = writeln!(text, "{each_way} messages each way in all");
    text
}
