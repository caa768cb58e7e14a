//! Whether a site is open: its hours as local times of a week, put onto the line of moments with a time zone's rules. Pure.
//!
//! What counts is what a clock on the shop's wall shows: an hour that it shows twice in autumn is open twice, and one that it
//! leaves out in spring is not open at all. Owns no timers, and not what a shopper is told: that is `reception`.

use alongside_protocol::{Hours, OptionsError, Range, day, range};
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};
use std::collections::HashSet;

/// How many days are looked at together.
const STRETCH: i32 = 8;

/// How far ahead an opening is looked for, in stretches: longer than all closed days that can be listed.
const STRETCHES: i32 = 60;

/// Hours that can be asked about moments.
pub struct Schedule {
    zone: TimeZone,
    /// Monday first.
    week: [Vec<Range>; 7],
    holidays: HashSet<Date>,
}

impl Schedule {
    /// Reads hours.
    ///
    /// # Errors
    /// What is wrong with them, also that there is no such time zone.
    pub fn of(hours: &Hours) -> Result<Self, OptionsError> {
        hours.check()?;
        let zone = TimeZone::get(&hours.time_zone).map_err(|_| OptionsError {
            option: "hours.time_zone",
            reason: format!("there is no time zone `{}`; write it as in `Europe/Berlin`", hours.time_zone),
        })?;
        let mut holidays = HashSet::new();
        for text in &hours.holidays {
            let date = day(text).and_then(|(year, month, day)| {
                Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
            });
            let reason = || format!("there is no day `{text}`");
            holidays.insert(date.ok_or_else(|| OptionsError { option: "hours.holidays", reason: reason() })?);
        }
        let week = hours.week().map(|ranges| ranges.iter().filter_map(|text| range(text)).collect());
        Ok(Self { zone, week, holidays })
    }

    /// Whether the site is open at a moment, in ms since 1970 UTC.
    #[must_use]
    pub fn is_open(&self, at_ms: u64) -> bool {
        self.shows_open(timestamp(at_ms))
    }

    /// The first moment after `at_ms` at which it opens, or closes if it is open then; in ms since 1970 UTC. None for what never
    /// changes, or not within a year.
    #[must_use]
    pub fn next_change(&self, at_ms: u64) -> Option<u64> {
        let now = timestamp(at_ms);
        let was_open = self.shows_open(now);
        let first = self.zone.to_datetime(now).date();
        (0..STRETCHES)
            .flat_map(|stretch| self.turns(first, stretch * (STRETCH - 1)))
            .find(|turn| *turn > now && self.shows_open(*turn) != was_open)
            .and_then(|turn| u64::try_from(turn.as_millisecond()).ok())
    }

    fn shows_open(&self, at: Timestamp) -> bool {
        let shown = self.zone.to_datetime(at);
        let minute = u16::try_from(i32::from(shown.hour()) * 60 + i32::from(shown.minute())).unwrap_or(0);
        self.ranges(shown.date()).iter().any(|range| (range.from..range.until).contains(&minute))
    }

    fn ranges(&self, date: Date) -> &[Range] {
        if self.holidays.contains(&date) {
            return &[];
        }
        let place = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
        self.week.get(place).map_or(&[], Vec::as_slice)
    }

    /// All moments of a stretch of days at which something may change, in order: where a range begins or ends, at midnight, and
    /// where the clock is put forward or back.
    fn turns(&self, first: Date, after_days: i32) -> Vec<Timestamp> {
        let days =
            (0..STRETCH).filter_map(|day| first.checked_add(jiff::Span::new().days(after_days + day)).ok());
        let mut turns = Vec::new();
        for date in days {
            let minutes = self.ranges(date).iter().flat_map(|range| [range.from, range.until]);
            for shown in minutes.chain([0]).filter_map(|minute| local(date, minute)) {
                // An hour that the clock shows twice: both. One that it leaves out: where it jumps, which is found below.
                let moment = self.zone.to_ambiguous_timestamp(shown);
                turns.extend(moment.earlier().ok());
                turns.extend(moment.later().ok());
            }
        }
        turns.sort_unstable();
        if let Some((from, until)) = turns.first().copied().zip(turns.last().copied()) {
            let jumps = self.zone.following(from).map(|jump| jump.timestamp());
            turns.extend(jumps.take_while(|jump| *jump <= until));
            turns.sort_unstable();
        }
        turns
    }
}

/// A time of a day; its 1,440th minute is the next day's first.
fn local(date: Date, minute: u16) -> Option<DateTime> {
    let (hour, minute) = (minute / 60, minute % 60);
    if hour == 24 {
        return Some(date.tomorrow().ok()?.to_datetime(Time::midnight()));
    }
    let time = Time::new(hour.try_into().ok()?, minute.try_into().ok()?, 0, 0).ok()?;
    Some(date.to_datetime(time))
}

fn timestamp(ms: u64) -> Timestamp {
    i64::try_from(ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok()).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MINUTE: u64 = 60_000;
    const DAY: u64 = 24 * 60 * MINUTE;

    /// Zones with and without summer time, of odd offsets, with a summer time of half an hour, and those whose clock jumps at
    /// midnight.
    const ZONES: [&str; 16] = [
        "Europe/Berlin",
        "Europe/London",
        "America/New_York",
        "America/Los_Angeles",
        "America/St_Johns",
        "America/Havana",
        "America/Santiago",
        "Africa/Cairo",
        "Africa/Casablanca",
        "Asia/Beirut",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "Pacific/Chatham",
        "Pacific/Kiritimati",
        "Antarctica/Troll",
        "UTC",
    ];

    fn at(text: &str) -> u64 {
        let timestamp: Timestamp = text.parse().unwrap();
        timestamp.as_millisecond().try_into().unwrap()
    }

    fn berlin(change: impl FnOnce(&mut Hours)) -> Schedule {
        let day = || vec!["09:00-18:00".to_owned()];
        let mut hours = Hours {
            time_zone: "Europe/Berlin".into(),
            monday: day(),
            tuesday: day(),
            friday: day(),
            ..Hours::default()
        };
        change(&mut hours);
        Schedule::of(&hours).unwrap()
    }

    #[test]
    fn a_week_opens_and_closes_by_the_shops_clock_in_summer_and_in_winter() {
        let shop = berlin(|_| {});
        // Friday evening in summer: Monday at nine is 07:00 UTC.
        assert!(!shop.is_open(at("2026-07-03T16:00:00Z")));
        assert_eq!(shop.next_change(at("2026-07-03T16:00:00Z")), Some(at("2026-07-06T07:00:00Z")));
        // Friday evening before the clock is put back: Monday at nine is 08:00 UTC.
        assert_eq!(shop.next_change(at("2026-10-23T16:00:00Z")), Some(at("2026-10-26T08:00:00Z")));
        let noon = at("2026-07-06T10:00:00Z");
        assert!(shop.is_open(noon));
        assert_eq!(shop.next_change(noon), Some(at("2026-07-06T16:00:00Z")));
        assert!(shop.is_open(at("2026-07-06T07:00:00Z")) && !shop.is_open(at("2026-07-06T16:00:00Z")));
    }

    #[test]
    fn holidays_are_closed_and_midnight_is_no_gap() {
        let shop = berlin(|hours| hours.holidays = vec!["2026-07-06".into(), "2026-07-07".into()]);
        assert_eq!(shop.next_change(at("2026-07-03T16:00:00Z")), Some(at("2026-07-10T07:00:00Z")));
        let night = berlin(|hours| {
            hours.monday = vec!["20:00-24:00".into()];
            hours.tuesday = vec!["00:00-02:00".into()];
        });
        assert_eq!(night.next_change(at("2026-07-06T19:00:00Z")), Some(at("2026-07-07T00:00:00Z")));
    }

    #[test]
    fn an_hour_that_the_clock_leaves_out_is_not_open_and_one_that_it_shows_twice_is_so_twice() {
        let early = berlin(|hours| hours.sunday = vec!["02:00-03:00".into()]);
        let spring = at("2026-03-29T00:30:00Z");
        assert_eq!(
            early.next_change(spring),
            Some(at("2026-03-30T07:00:00Z")),
            "there is no 02:00 on that Sunday"
        );
        let autumn = at("2026-10-24T23:30:00Z");
        assert_eq!(early.next_change(autumn), Some(at("2026-10-25T00:00:00Z")));
        assert_eq!(
            early.next_change(at("2026-10-25T00:30:00Z")),
            Some(at("2026-10-25T02:00:00Z")),
            "two hours long"
        );
        let jump = berlin(|hours| hours.sunday = vec!["01:00-02:30".into()]);
        assert_eq!(jump.next_change(spring), Some(at("2026-03-29T01:00:00Z")), "from 02:00 to 03:00 at once");
    }

    #[test]
    fn what_never_changes_has_no_next_change_and_what_cannot_be_read_is_refused() {
        let hours = |change: fn(&mut Hours)| {
            let mut hours = Hours { time_zone: "UTC".into(), ..Hours::default() };
            change(&mut hours);
            Schedule::of(&hours)
        };
        assert_eq!(hours(|_| {}).unwrap().next_change(at("2026-07-03T16:00:00Z")), None);
        let always = hours(|hours| {
            let all_day = || vec!["00:00-24:00".to_owned()];
            let Hours { monday, tuesday, wednesday, thursday, friday, saturday, sunday, .. } = hours;
            for day in [monday, tuesday, wednesday, thursday, friday, saturday, sunday] {
                *day = all_day();
            }
        });
        let always = always.unwrap();
        assert!(always.is_open(0) && always.next_change(at("2026-07-03T16:00:00Z")).is_none());
        let error = hours(|hours| hours.time_zone = "Europe/Bielefeld".into()).err().unwrap();
        assert!(error.to_string().contains("no time zone `Europe/Bielefeld`"));
        assert!(hours(|hours| hours.holidays = vec!["2026-02-30".into()]).is_err());
    }

    fn ranges() -> impl Strategy<Value = Vec<String>> {
        proptest::collection::vec((0..96_u16, 1..=96_u16), 0..3).prop_map(|ranges| {
            let text = |quarter: u16| format!("{:02}:{:02}", quarter / 4, quarter % 4 * 15);
            ranges
                .into_iter()
                .filter(|(from, until)| from < until)
                .map(|(from, until)| format!("{}-{}", text(from), text(until)))
                .collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20))]

        /// Against a clock that is looked at every minute: all changes from any moment of some years, in zones of all kinds.
        #[test]
        fn between_two_changes_nothing_changes_whatever_the_clock_does(
            zone in proptest::sample::select(ZONES.to_vec()),
            week in proptest::collection::vec(ranges(), 7),
            holiday in 0..3_650_u64,
            start in (20_454..24_000_u64, 0..1_440_u64),
        ) {
            let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] =
                <[_; 7]>::try_from(week).unwrap();
            let holidays = vec![Timestamp::from_second((20_454 + holiday as i64) * 86_400).unwrap()
                .to_zoned(TimeZone::UTC).date().to_string()];
            let hours = Hours { time_zone: zone.into(), monday, tuesday, wednesday, thursday, friday, saturday, sunday, holidays };
            let schedule = Schedule::of(&hours).unwrap();
            let start = start.0 * DAY + start.1 * MINUTE;
            let until = start + 9 * DAY;
            let mut change = schedule.next_change(start);
            let mut open = schedule.is_open(start);
            let mut now = start;
            while now < until {
                now += MINUTE;
                if change == Some(now) {
                    open = !open;
                    change = schedule.next_change(now);
                }
                prop_assert!(change.is_none_or(|change| change > now), "a change was passed over");
                prop_assert_eq!(schedule.is_open(now), open, "at {} in {}", now, zone);
            }
        }

        /// The days on which clocks jump, minute by minute: all jumps of ten years in one zone.
        #[test]
        fn days_on_which_the_clock_jumps_are_as_its_face_shows(
            zone in proptest::sample::select(ZONES.to_vec()),
            day in ranges(),
            which in 0..20_usize,
        ) {
            let hours = Hours { time_zone: zone.into(), saturday: day.clone(), sunday: day.clone(), monday: day.clone(),
                thursday: day.clone(), friday: day, ..Hours::default() };
            let schedule = Schedule::of(&hours).unwrap();
            let from = timestamp(at("2026-01-01T00:00:00Z"));
            let Some(jump) = schedule.zone.following(from).nth(which) else { return Ok(()) };
            let jump = u64::try_from(jump.timestamp().as_millisecond()).unwrap();
            let mut now = jump - 6 * 60 * MINUTE;
            let mut change = schedule.next_change(now);
            let mut open = schedule.is_open(now);
            while now < jump + DAY {
                now += MINUTE;
                if change == Some(now) {
                    open = !open;
                    change = schedule.next_change(now);
                }
                prop_assert_eq!(schedule.is_open(now), open, "at {} in {}", now, zone);
            }
        }
    }
}
