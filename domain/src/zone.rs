//! What a wall clock's time is in a zone whose clocks are changed.

use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// The instant of a local time.
///
/// One that a clock change leaves out is when the clocks go on; one that comes twice is the first of the two.
pub fn instant(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    let mut try_at = local;
    // No clock change is longer than a day.
    for _ in 0..=24 * 4 {
        match zone.from_local_datetime(&try_at) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => return not_in_gap(zone, at, local, try_at),
            LocalResult::None => try_at += TimeDelta::minutes(15),
        }
    }
    local.and_utc()
}

/// The instant at which a day begins in a zone, given by its IANA name; in UTC where the name isn't known.
pub fn start_of_day(zone: &str, day: NaiveDate) -> DateTime<Utc> {
    instant(zone.parse().unwrap_or(Tz::UTC), day.and_time(NaiveTime::MIN))
}

/// The end of the gap when the wanted time fell into one, so that 02:30 becomes 03:00 and not 03:15.
fn not_in_gap(zone: Tz, found: DateTime<Tz>, wanted: NaiveDateTime, tried: NaiveDateTime) -> DateTime<Utc> {
    let mut at = found.to_utc();
    if wanted == tried {
        return at;
    }
    let local = |at: DateTime<Utc>| at.with_timezone(&zone).naive_local();
    while local(at - TimeDelta::minutes(1)) >= wanted {
        at -= TimeDelta::minutes(1);
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_by_the_clocks_of_its_zone() {
        let begins = |zone, day: &str| start_of_day(zone, day.parse().unwrap()).to_rfc3339();
        assert_eq!(begins("America/Los_Angeles", "2025-10-06"), "2025-10-06T07:00:00+00:00");
        assert_eq!(begins("America/Los_Angeles", "2025-12-01"), "2025-12-01T08:00:00+00:00");
        assert_eq!(begins("nowhere", "2025-12-01"), "2025-12-01T00:00:00+00:00");
        // Its clocks went from 24:00 to 01:00.
        assert_eq!(begins("America/Santiago", "2025-09-07"), "2025-09-07T04:00:00+00:00");
    }
}
