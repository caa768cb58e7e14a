//! Moments, as this browser's clock, calendar and language have them.

use crate::locale::tag;
use crate::words::{self, Word};
use js_sys::{Date, Object, Reflect};
use wasm_bindgen::JsValue;

/// Within this time, in ms, a weekday says which day is meant: six days.
const NEAR_MS: u64 = 6 * 24 * 60 * 60 * 1_000;

/// Now, in ms since 1970 UTC.
pub(crate) fn now_ms() -> u64 {
    Date::now() as u64
}

/// A number for the local day of a moment: the same all day long, another on every other day.
pub(crate) fn local_day(at_ms: u64) -> i64 {
    let date = date(at_ms);
    i64::from(date.get_full_year()) * 10_000 + i64::from(date.get_month()) * 100 + i64::from(date.get_date())
}

/// The local time of day, such as "10:42".
pub(crate) fn time_of_day(at_ms: u64) -> String {
    let options = options(&[("hour", "numeric"), ("minute", "2-digit")]);
    date(at_ms).to_locale_time_string_with_options(&tag(), &options).into()
}

/// The local day, such as "Today" or "Tuesday, 3 November".
pub(crate) fn day_name(at_ms: u64) -> String {
    let yesterday = Date::new_0();
    yesterday.set_date(yesterday.get_date().saturating_sub(1));
    let day = local_day(at_ms);
    if day == local_day(now_ms()) {
        words::get(Word::Today).to_owned()
    } else if day == local_day(yesterday.get_time() as u64) {
        words::get(Word::Yesterday).to_owned()
    } else {
        let options = options(&[("weekday", "long"), ("day", "numeric"), ("month", "long")]);
        date(at_ms).to_locale_date_string(&tag(), &options).into()
    }
}

/// A moment to come, by her clock: such as "9:00 AM" on the same day, "Monday 9:00 AM" within a week, else with its date.
pub(crate) fn moment(at_ms: u64) -> String {
    let time = [("hour", "numeric"), ("minute", "2-digit")];
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    if local_day(at_ms) != local_day(now_ms()) {
        pairs.push(("weekday", "long"));
    }
    if at_ms.saturating_sub(now_ms()) > NEAR_MS {
        pairs.extend([("day", "numeric"), ("month", "long")]);
    }
    pairs.extend(time);
    date(at_ms).to_locale_string(&tag(), &options(&pairs)).into()
}

/// The local day in full, such as "Tuesday, 3 November 2026": also good when it is read another day.
pub(crate) fn full_date(at_ms: u64) -> String {
    date(at_ms).to_locale_date_string(&tag(), &options(&[("dateStyle", "full")])).into()
}

fn date(at_ms: u64) -> Date {
    Date::new(&JsValue::from_f64(at_ms as f64))
}

fn options(pairs: &[(&str, &str)]) -> JsValue {
    let options = Object::new();
    for (key, value) in pairs {
        // Setting a property of a plain object cannot fail.
        drop(Reflect::set(&options, &JsValue::from_str(key), &JsValue::from_str(value)));
    }
    options.into()
}
