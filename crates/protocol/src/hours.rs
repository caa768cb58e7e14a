//! When a shop answers, as its owner writes it: local times of a week, and days on which it is closed.
//!
//! Owns: the form, and what can be said against it without a table of time zones. What moment a local time is, the relay says.

use crate::OptionsError;
use serde::{Deserialize, Serialize};

/// A day's minutes.
const DAY_MINUTES: u16 = 24 * 60;

/// How many ranges a day may have.
const RANGES: usize = 12;

/// How many closed days may be listed.
const HOLIDAYS: usize = 400;

/// When a site answers. Without it, always.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Hours {
    /// The zone of all times here, by its name in the IANA database, such as `Europe/Berlin`.
    pub time_zone: String,
    /// Each day's ranges, such as `09:00-12:30`. A day without any is closed. `24:00` is the day's end: who answers past midnight
    /// writes the rest on the next day.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub monday: Vec<String>,
    /// See `monday`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tuesday: Vec<String>,
    /// See `monday`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub wednesday: Vec<String>,
    /// See `monday`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub thursday: Vec<String>,
    /// See `monday`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub friday: Vec<String>,
    /// See `monday`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub saturday: Vec<String>,
    /// See `monday`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sunday: Vec<String>,
    /// Days that are closed whatever their weekday, such as `2026-12-25`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<String>,
}

/// A stretch of one local day, in minutes from its midnight: 0 to 1,440.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first minute.
    pub from: u16,
    /// The first minute after it.
    pub until: u16,
}

impl Hours {
    /// Hours in which every key is set.
    #[must_use]
    pub fn example() -> Self {
        let day = || vec!["09:00-12:30".to_owned(), "13:30-18:00".to_owned()];
        Self {
            time_zone: "Europe/Berlin".into(),
            monday: day(),
            tuesday: day(),
            wednesday: day(),
            thursday: day(),
            friday: vec!["09:00-16:00".into()],
            saturday: vec!["10:00-14:00".into()],
            sunday: vec!["22:00-24:00".into()],
            holidays: vec!["2026-12-25".into()],
        }
    }

    /// The days of a week, Monday first.
    #[must_use]
    pub fn week(&self) -> [&[String]; 7] {
        [
            &self.monday,
            &self.tuesday,
            &self.wednesday,
            &self.thursday,
            &self.friday,
            &self.saturday,
            &self.sunday,
        ]
    }

    /// Finds what is wrong with them.
    ///
    /// # Errors
    /// The first thing that is wrong. Whether there is such a time zone is not looked at.
    pub fn check(&self) -> Result<(), OptionsError> {
        const DAYS: [&str; 7] = [
            "hours.monday",
            "hours.tuesday",
            "hours.wednesday",
            "hours.thursday",
            "hours.friday",
            "hours.saturday",
            "hours.sunday",
        ];
        let wrong = |option, reason| Err(OptionsError { option, reason });
        if self.time_zone.is_empty() || self.time_zone.len() > 64 {
            return wrong("hours.time_zone", "name the zone of these times, such as `Europe/Berlin`".into());
        }
        for (option, ranges) in DAYS.into_iter().zip(self.week()) {
            if ranges.len() > RANGES {
                return wrong(option, format!("{} ranges; a day has at most {RANGES}", ranges.len()));
            }
            if let Some(text) = ranges.iter().find(|text| range(text).is_none()) {
                return wrong(
                    option,
                    format!("`{text}` is no range of one day, such as `09:00-12:30` or `22:00-24:00`"),
                );
            }
        }
        if self.holidays.len() > HOLIDAYS {
            return wrong("hours.holidays", format!("{} days; at most {HOLIDAYS}", self.holidays.len()));
        }
        match self.holidays.iter().find(|text| day(text).is_none()) {
            Some(text) => wrong("hours.holidays", format!("`{text}` is no day, such as `2026-12-25`")),
            None => Ok(()),
        }
    }
}

/// Reads `09:00-12:30`. None for what is no stretch of one day.
#[must_use]
pub fn range(text: &str) -> Option<Range> {
    let (from, until) = text.split_once('-')?;
    let range = Range { from: minute(from.trim())?, until: minute(until.trim())? };
    (range.from < range.until).then_some(range)
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let minutes = number(hour, 2)? * 60 + number(minute, 2).filter(|minute| *minute < 60)?;
    (minutes <= DAY_MINUTES).then_some(minutes)
}

/// Reads `2026-12-25` as year, month and day, each within its bounds; a month's length is not looked at.
#[must_use]
pub fn day(text: &str) -> Option<(u16, u16, u16)> {
    let mut parts = text.split('-');
    let date = (number(parts.next()?, 4)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let is_day = parts.next().is_none() && (1..=12).contains(&date.1) && (1..=31).contains(&date.2);
    is_day.then_some(date)
}

fn number(text: &str, digits: usize) -> Option<u16> {
    let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_lies_within_one_day_and_has_minutes() {
        assert_eq!(range("09:00-12:30"), Some(Range { from: 540, until: 750 }));
        assert_eq!(range("00:00 - 24:00"), Some(Range { from: 0, until: 1_440 }));
        for wrong in [
            "",
            "9-12",
            "9:00-12:00",
            "12:00-09:00",
            "12:00-12:00",
            "22:00-02:00",
            "09:60-10:00",
            "23:00-24:01",
            "09:00-é",
        ] {
            assert_eq!(range(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_its_day() {
        assert_eq!(Hours::example().check(), Ok(()));
        let error = |change: fn(&mut Hours)| {
            let mut hours = Hours::example();
            change(&mut hours);
            hours.check().expect_err("it is wrong").to_string()
        };
        assert!(
            error(|hours| hours.tuesday = vec!["9-5".into()]).starts_with("hours.tuesday: `9-5` is no range")
        );
        assert!(
            error(|hours| hours.holidays = vec!["25.12.".into()]).starts_with("hours.holidays: `25.12.`")
        );
        assert!(error(|hours| hours.holidays = vec!["2026-13-01".into()]).contains("2026-13-01"));
        assert!(error(|hours| hours.time_zone.clear()).starts_with("hours.time_zone"));
    }
}
