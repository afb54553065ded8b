//! Days and instants, in the time zone of the books that are looked at.

use crate::layout::viewer;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike, Utc};
use domain::Month;
use leptos::prelude::*;

/// A day: `30 Sep 2025`.
#[component]
pub fn Day(
    /// The day.
    of: NaiveDate,
) -> impl IntoView {
    view! {
        <time class="figure" datetime=of.to_string()>
            {day(of)}
        </time>
    }
}

/// `30 Sep 2025`. Written by hand, for chrono's patterns weigh more than this whole module.
pub fn day(of: NaiveDate) -> String {
    format!("{} {}", of.day(), Month::of(of).label())
}

/// An instant: the day and time in the operator's zone, and how long ago once the page is live.
#[component]
pub fn Moment(
    /// The instant.
    at: DateTime<Utc>,
) -> impl IntoView {
    let zone = viewer().time_zone;
    let local = local(at, &zone);
    let title = format!("{} {zone}", date_and_time(local));
    // Only the reader's own clock knows what "ago" means by the time they read it.
    let ago = RwSignal::new(None);
    Effect::new(move |_| ago.set(ago_in_words(seconds_since(at))));
    view! {
        <time class="figure" datetime=at.to_rfc3339() title=title>
            {day(local.date())}
            <span class="quiet">{move || ago.get().map(|words| format!(" · {words}"))}</span>
        </time>
    }
}

/// `30 Sep 2025, 14:05`, in the operator's zone.
pub fn day_and_time(at: DateTime<Utc>) -> String {
    date_and_time(local(at, &viewer().time_zone))
}

fn date_and_time(local: NaiveDateTime) -> String {
    format!("{}, {:02}:{:02}", day(local.date()), local.hour(), local.minute())
}

/// The clock on the wall at an instant in an IANA zone; UTC where the zone isn't known.
#[cfg(feature = "ssr")]
pub fn local(at: DateTime<Utc>, zone: &str) -> NaiveDateTime {
    zone.parse::<chrono_tz::Tz>().map_or(at.naive_utc(), |zone| at.with_timezone(&zone).naive_local())
}

/// The clock on the wall at an instant in an IANA zone; UTC where the zone isn't known.
///
/// The browser knows the zones, so the module needn't carry them. Swedes write a date as computers do.
#[cfg(not(feature = "ssr"))]
pub fn local(at: DateTime<Utc>, zone: &str) -> NaiveDateTime {
    use leptos::wasm_bindgen::JsValue;

    let date = js_sys::Date::new(&JsValue::from_f64(milliseconds(at)));
    let options = js_sys::Object::new();
    let set = js_sys::Reflect::set(&options, &"timeZone".into(), &zone.into());
    let text = String::from(date.to_locale_string("sv-SE", &options));
    set.ok().and_then(|_| text.replacen(' ', "T", 1).parse().ok()).unwrap_or(at.naive_utc())
}

fn seconds_since(at: DateTime<Utc>) -> f64 {
    (js_sys::Date::now() - milliseconds(at)) / 1000.0
}

#[expect(
    clippy::cast_precision_loss,
    reason = "instants of this age are exact as floating point, as browsers have them"
)]
fn milliseconds(at: DateTime<Utc>) -> f64 {
    at.timestamp_millis() as f64
}

/// `3 days ago`; nothing for the future and for what is long past.
fn ago_in_words(seconds: f64) -> Option<String> {
    let (amount, unit) = match seconds {
        s if s < 0.0 => return None,
        s if s < 60.0 => return Some("just now".to_owned()),
        s if s < 3_600.0 => (s / 60.0, "minute"),
        s if s < 86_400.0 => (s / 3_600.0, "hour"),
        s if s < 60.0 * 86_400.0 => (s / 86_400.0, "day"),
        s if s < 730.0 * 86_400.0 => (s / (30.44 * 86_400.0), "month"),
        s => (s / (365.25 * 86_400.0), "year"),
    };
    let amount = amount.floor();
    Some(format!("{amount:.0} {unit}{} ago", if amount < 2.0 { "" } else { "s" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_its_largest_unit() {
        let told = |seconds: f64| ago_in_words(seconds).unwrap_or_default();
        assert_eq!(told(59.0), "just now");
        assert_eq!(told(60.0), "1 minute ago");
        assert_eq!(told(7_200.0), "2 hours ago");
        assert_eq!(told(86_400.0 * 59.0), "59 days ago");
        assert_eq!(told(86_400.0 * 400.0), "13 months ago");
        assert_eq!(told(-5.0), "");
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn a_day_begins_when_it_does_in_the_operators_zone() {
        let at = "2025-09-30T06:30:00Z".parse().unwrap();
        assert_eq!(local(at, "America/Los_Angeles").to_string(), "2025-09-29 23:30:00");
        assert_eq!(local(at, "Nowhere/Land").to_string(), "2025-09-30 06:30:00");
    }
}
