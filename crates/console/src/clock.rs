//! Times as an agent reads them. Pure: "now" and the offset from UTC are given. Does not own the clock itself;
//! [`crate::browser`] asks it.

use crate::words::time as words;

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 86_400_000;

/// An instant as a calendar and a wall clock show it in the agent's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Local {
    /// Ms since 1970 UTC.
    pub at_ms: u64,
    /// Days since 1970-01-01 in local time.
    pub day: i64,
    /// Minutes since local midnight, 0–1439.
    minute_of_day: u16,
}

impl Local {
    /// The instant `at_ms` (ms since 1970 UTC) in a place `east_minutes` ahead of UTC.
    pub fn new(at_ms: u64, east_minutes: i32) -> Self {
        let local_ms = i64::try_from(at_ms).unwrap_or(i64::MAX / 2) + i64::from(east_minutes) * 60_000;
        let minute_of_day = u16::try_from(local_ms.rem_euclid(DAY_MS) / 60_000).unwrap_or_default();
        Self { at_ms, day: local_ms.div_euclid(DAY_MS), minute_of_day }
    }

    /// Hours and minutes: `09:05`.
    pub fn time_of_day(self) -> String {
        format!("{:02}:{:02}", self.minute_of_day / 60, self.minute_of_day % 60)
    }

    /// 0 is Sunday.
    fn weekday(self) -> usize {
        // 1970-01-01 was a Thursday.
        usize::try_from((self.day + 4).rem_euclid(7)).unwrap_or_default()
    }

    /// Year, month (0–11) and day of the month (1–31), by Howard Hinnant's `civil_from_days`.
    fn date(self) -> (i64, usize, i64) {
        let shifted = self.day + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day_of_month = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = usize::try_from((month_from_march + 2) % 12).unwrap_or_default();
        let year = year_of_era + era * 400 + i64::from(month < 2);
        (year, month, day_of_month)
    }

    /// `3 March 2026`.
    pub fn full_date(self) -> String {
        let (year, month, day) = self.date();
        format!("{day} {} {year}", words::MONTHS.get(month).copied().unwrap_or_default())
    }

    /// `3 March`, with the year when it is not `now`'s.
    pub fn date_words(self, now: Self) -> String {
        let (year, month, day) = self.date();
        let month = words::MONTHS.get(month).copied().unwrap_or_default();
        if year == now.date().0 { format!("{day} {month}") } else { format!("{day} {month} {year}") }
    }
}

/// When something was, in a list's narrow column: `now`, `5 min`, `14:32`, `Yesterday`, `Mon`, `3 Mar`.
pub fn brief(at: Local, now: Local) -> String {
    let ago = now.at_ms.saturating_sub(at.at_ms);
    match now.day - at.day {
        _ if ago < MINUTE_MS => words::NOW.to_owned(),
        _ if ago < HOUR_MS => format!("{} min", ago / MINUTE_MS),
        ..=0 => at.time_of_day(),
        1 => words::YESTERDAY.to_owned(),
        2..=6 => first_three(words::WEEKDAYS.get(at.weekday()).copied().unwrap_or_default()),
        _ => {
            let (year, month, day) = at.date();
            let month = first_three(words::MONTHS.get(month).copied().unwrap_or_default());
            if year == now.date().0 { format!("{day} {month}") } else { format!("{month} {year}") }
        }
    }
}

/// How long ago something was, within a sentence: `just now`, `5 min ago`, `at 14:32`, `on 3 March`.
pub fn ago(at: Local, now: Local) -> String {
    let ago = now.at_ms.saturating_sub(at.at_ms);
    match now.day - at.day {
        _ if ago < MINUTE_MS => words::JUST_NOW.to_owned(),
        _ if ago < HOUR_MS => format!("{} min ago", ago / MINUTE_MS),
        ..=0 => format!("at {}", at.time_of_day()),
        1 => format!("yesterday at {}", at.time_of_day()),
        _ => format!("on {}", at.date_words(now)),
    }
}

/// A day separator's words: `Today`, `Yesterday`, `Monday`, `3 March`.
pub fn day_heading(at: Local, now: Local) -> String {
    match now.day - at.day {
        ..=0 => crate::words::chat::TODAY.to_owned(),
        1 => crate::words::chat::YESTERDAY.to_owned(),
        2..=6 => words::WEEKDAYS.get(at.weekday()).copied().unwrap_or_default().to_owned(),
        _ => at.date_words(now),
    }
}

fn first_three(word: &str) -> String {
    word.chars().take(3).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Saturday, 21 November 2026, 19:00 UTC.
    const NOW: u64 = 1_795_287_600_000;

    fn utc(at_ms: u64) -> Local {
        Local::new(at_ms, 0)
    }

    #[test]
    fn a_list_says_when_in_the_fewest_words() {
        let cases = [
            (0, "now"),
            (59_999, "now"),
            (MINUTE_MS, "1 min"),
            (59 * MINUTE_MS, "59 min"),
            (3 * HOUR_MS, "16:00"),
            (20 * HOUR_MS, "Yesterday"),
            (3 * 24 * HOUR_MS, "Wed"),
            (20 * 24 * HOUR_MS, "1 Nov"),
            (400 * 24 * HOUR_MS, "Oct 2025"),
        ];
        for (ago, expected) in cases {
            assert_eq!(brief(utc(NOW - ago), utc(NOW)), expected, "{ago} ms ago");
        }
    }

    #[test]
    fn a_sentence_says_how_long_ago() {
        let cases = [
            (10_000, "just now"),
            (5 * MINUTE_MS, "5 min ago"),
            (2 * HOUR_MS, "at 17:00"),
            (24 * HOUR_MS, "yesterday at 19:00"),
            (30 * 24 * HOUR_MS, "on 22 October"),
            (365 * 24 * HOUR_MS, "on 21 November 2025"),
        ];
        for (ms, expected) in cases {
            assert_eq!(ago(utc(NOW - ms), utc(NOW)), expected, "{ms} ms ago");
        }
    }

    #[test]
    fn a_clock_that_runs_ahead_of_ours_reads_as_now_and_today() {
        assert_eq!(brief(utc(NOW + 5_000), utc(NOW)), "now");
        assert_eq!(day_heading(utc(NOW + 24 * HOUR_MS), utc(NOW)), "Today");
    }

    #[test]
    fn midnight_is_where_the_agent_is_not_where_greenwich_is() {
        let half_past_eleven = NOW + 4 * HOUR_MS + 30 * MINUTE_MS;
        let east = |at| Local::new(at, 60);
        assert_eq!(day_heading(utc(half_past_eleven), utc(half_past_eleven + 45 * MINUTE_MS)), "Yesterday");
        assert_eq!(day_heading(east(half_past_eleven), east(half_past_eleven + 45 * MINUTE_MS)), "Today");
        assert_eq!(east(half_past_eleven).time_of_day(), "00:30");
        assert_eq!(Local::new(half_past_eleven, -210).time_of_day(), "20:00");
    }

    #[test]
    fn dates_are_right_around_leap_days_and_new_year() {
        let day = |day: i64| Local { at_ms: 0, day, minute_of_day: 0 }.date();
        assert_eq!(day(0), (1970, 0, 1));
        assert_eq!(day(11_016), (2000, 1, 29));
        assert_eq!(day(11_017), (2000, 2, 1));
        assert_eq!(day(20_453), (2025, 11, 31));
        assert_eq!(day(20_454), (2026, 0, 1));
        assert_eq!(utc(NOW).weekday(), 6);
    }
}
