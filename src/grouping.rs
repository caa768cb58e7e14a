//! Lines of a conversation, put together by day and by who said them. Pure.

use crate::conversation::Entry;

/// Lines of one author that are further apart than this, in ms, stand in groups of their own.
const TOGETHER_MS: u64 = 5 * 60 * 1000;

/// What was said on one local day.
#[derive(Debug)]
pub(crate) struct Day<'a> {
    /// Any number that is the same for two times of one local day, and else different.
    pub(crate) day: i64,
    /// The first line's time, in ms since 1970 UTC.
    pub(crate) at_ms: u64,
    /// Never empty; nor is a group.
    pub(crate) groups: Vec<Vec<Entry<'a>>>,
}

/// Groups `entries`; `day_of` tells the local day of a time in ms since 1970 UTC.
pub(crate) fn by_day(entries: Vec<Entry<'_>>, day_of: impl Fn(u64) -> i64) -> Vec<Day<'_>> {
    let mut days: Vec<Day<'_>> = Vec::new();
    for entry in entries {
        let day = day_of(entry.at_ms);
        match days.last_mut() {
            Some(last) if last.day == day => match last.groups.last_mut() {
                Some(group) if belongs(group, &entry) => group.push(entry),
                _ => last.groups.push(vec![entry]),
            },
            _ => days.push(Day { day, at_ms: entry.at_ms, groups: vec![vec![entry]] }),
        }
    }
    days
}

fn belongs(group: &[Entry<'_>], entry: &Entry<'_>) -> bool {
    group.last().is_some_and(|last| {
        last.author == entry.author && entry.at_ms.saturating_sub(last.at_ms) <= TOGETHER_MS
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::Delivery;
    use alongside_protocol::{Author, ClientId};

    const DAY_MS: u64 = 24 * 60 * 60 * 1000;

    fn shape(lines: &[(&Author, u64)]) -> Vec<Vec<usize>> {
        let id = ClientId::from("x");
        let entries = lines
            .iter()
            .map(|(author, at_ms)| Entry {
                client_id: &id,
                author,
                body: "",
                content: None,
                at_ms: *at_ms,
                delivery: Delivery::Received,
            })
            .collect();
        by_day(entries, |ms| (ms / DAY_MS) as i64)
            .iter()
            .map(|day| day.groups.iter().map(Vec::len).collect())
            .collect()
    }

    #[test]
    fn lines_of_one_author_stand_together() {
        let milan = Author::Agent { name: "Milan".into() };
        let ana = Author::Agent { name: "Ana".into() };
        let lines =
            [(&Author::Visitor, 0), (&Author::Visitor, 1), (&milan, 2), (&ana, 3), (&Author::Visitor, 4)];
        assert_eq!(shape(&lines), [[2, 1, 1, 1]]);
    }

    #[test]
    fn a_pause_ends_a_group() {
        let lines =
            [(&Author::Visitor, 0), (&Author::Visitor, TOGETHER_MS), (&Author::Visitor, 3 * TOGETHER_MS)];
        assert_eq!(shape(&lines), [[2, 1]]);
    }

    #[test]
    fn midnight_ends_a_day_and_a_group() {
        let lines = [(&Author::Visitor, DAY_MS - 1), (&Author::Visitor, DAY_MS)];
        assert_eq!(shape(&lines), [[1], [1]]);
    }

    #[test]
    fn nothing_said_is_no_day() {
        assert!(shape(&[]).is_empty());
    }
}
