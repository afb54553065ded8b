//! Quiet hours: at night only what is critical is sent; the rest waits until the morning.

use super::Severity;
use crate::zone;
use chrono::{DateTime, Days, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// From an hour until an hour of the person's clocks; over midnight when it ends before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// When it becomes quiet.
    pub from: NaiveTime,
    /// When it ends; the same as `from` is never quiet.
    pub until: NaiveTime,
}

impl Default for QuietHours {
    /// From 20:00 until 07:00.
    fn default() -> Self {
        let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
        Self { from: at(20), until: at(7) }
    }
}

impl QuietHours {
    /// When an alert may be sent: at once when it is critical or nothing is quiet, else when the quiet hours end.
    pub fn send_at(&self, now: DateTime<Utc>, severity: Severity, zone: Tz) -> DateTime<Utc> {
        let local = now.with_timezone(&zone).naive_local();
        let (day, time) = (local.date(), local.time());
        let over_midnight = self.until < self.from;
        let quiet =
            if over_midnight { time >= self.from || time < self.until } else { time >= self.from && time < self.until };
        if severity == Severity::Critical || !quiet {
            return now;
        }
        let ends = if over_midnight && time >= self.from { day + Days::new(1) } else { day };
        // Where clocks are changed the end may have come already.
        zone::instant(zone, ends.and_time(self.until)).max(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeDelta, Timelike};
    use proptest::prelude::*;

    fn sent(now: &str, severity: Severity) -> String {
        let now = now.parse().unwrap();
        QuietHours::default().send_at(now, severity, Tz::America__Los_Angeles).to_rfc3339()
    }

    #[test]
    fn what_is_not_critical_waits_until_the_morning_of_the_zone() {
        // 21:30 and 06:30 in Los Angeles, where 07:00 is 14:00 UTC in summer.
        assert_eq!(sent("2025-10-07T04:30:00Z", Severity::High), "2025-10-07T14:00:00+00:00");
        assert_eq!(sent("2025-10-07T13:30:00Z", Severity::High), "2025-10-07T14:00:00+00:00");
        assert_eq!(sent("2025-10-07T13:30:00Z", Severity::Critical), "2025-10-07T13:30:00+00:00");
        assert_eq!(sent("2025-10-07T18:00:00Z", Severity::Low), "2025-10-07T18:00:00+00:00");
    }

    #[test]
    fn quiet_hours_may_lie_within_a_day_or_be_none() {
        let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        let now: DateTime<Utc> = "2025-10-07T12:30:00Z".parse().unwrap();
        let lunch = QuietHours { from: at(12), until: at(14) };
        assert_eq!(lunch.send_at(now, Severity::High, Tz::UTC).to_rfc3339(), "2025-10-07T14:00:00+00:00");
        assert_eq!(QuietHours { from: at(12), until: at(12) }.send_at(now, Severity::High, Tz::UTC), now);
    }

    proptest! {
        #[test]
        fn nothing_is_sent_early_nor_later_than_a_day_nor_in_the_quiet(minutes in 0i64..1_000_000, from in 0u32..24, until in 0u32..24) {
            let now = "2025-01-01T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minutes);
            let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
            let quiet = QuietHours { from: at(from), until: at(until) };
            let sent = quiet.send_at(now, Severity::High, Tz::America__New_York);
            prop_assert!(now <= sent && sent - now <= TimeDelta::hours(25));
            prop_assert_eq!(quiet.send_at(sent, Severity::High, Tz::America__New_York), sent);
            prop_assert!(sent.second() == 0);
        }
    }
}
