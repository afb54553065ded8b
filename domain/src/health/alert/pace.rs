//! How fast alerts are taken up.

use super::{AlertRules, Severity};
use crate::health::stats;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An alert by its times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// How urgent it is.
    pub severity: Severity,
    /// When it was raised, or became more urgent.
    pub raised_at: DateTime<Utc>,
    /// When somebody took it up or settled it; none while nobody has, and where its cause was gone by itself.
    pub taken_at: Option<DateTime<Utc>>,
    /// Whether it is still live.
    pub is_live: bool,
}

/// How fast alerts of a severity were taken up.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pace {
    /// The severity.
    pub severity: Severity,
    /// How many were raised.
    pub raised: u32,
    /// How many somebody has taken up.
    pub taken: u32,
    /// Half of those within so many minutes.
    pub median_minutes: Option<f64>,
    /// The share that was taken up in time, of those that were taken up or should have been by now; none where nobody must.
    pub in_time: Option<f64>,
}

/// The pace of each severity that alerts have, the most urgent first.
pub fn paces(alerts: &[Taken], rules: &AlertRules, now: DateTime<Utc>) -> Vec<Pace> {
    let pace = |severity: &Severity| {
        let of: Vec<_> = alerts.iter().filter(|alert| alert.severity == *severity).collect();
        let took = |alert: &&Taken| alert.taken_at.map(|at| at - alert.raised_at);
        let mut minutes: Vec<_> = of.iter().filter_map(took).map(|took| minutes(took.num_seconds())).collect();
        let within = rules.acknowledge_within(*severity);
        let judged = |alert: &&&Taken| {
            let late = within.is_some_and(|within| alert.is_live && alert.raised_at + within <= now);
            alert.taken_at.is_some() || late
        };
        let judged: Vec<_> = of.iter().filter(judged).collect();
        let good = judged.iter().filter(|alert| took(alert).zip(within).is_some_and(|(took, within)| took <= within));
        let (good, judged) = (count(good.count()), count(judged.len()));
        Pace {
            severity: *severity,
            raised: count(of.len()),
            taken: count(minutes.len()),
            median_minutes: stats::median(&mut minutes),
            in_time: (within.is_some() && judged > 0).then(|| f64::from(good) / f64::from(judged)),
        }
    };
    Severity::ALL.iter().rev().map(pace).filter(|pace| pace.raised > 0).collect()
}

#[expect(clippy::cast_precision_loss, reason = "seconds of this span are exact")]
fn minutes(seconds: i64) -> f64 {
    seconds as f64 / 60.0
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn what_is_taken_up_late_or_not_at_all_is_not_in_time() {
        let start: DateTime<Utc> = "2025-10-06T12:00:00Z".parse().unwrap();
        let at = |hours: i64| start + TimeDelta::hours(hours);
        let alert = |severity, taken: Option<i64>, is_live| Taken {
            severity,
            raised_at: start,
            taken_at: taken.map(at),
            is_live,
        };
        // High alerts are to be taken up within 8 hours.
        let alerts = [
            alert(Severity::High, Some(1), true),
            alert(Severity::High, Some(3), false),
            alert(Severity::High, Some(9), true),
            alert(Severity::High, None, true),
            alert(Severity::High, None, false),
            alert(Severity::Info, None, true),
        ];
        let paces = paces(&alerts, &AlertRules::default(), at(10));
        assert_eq!(paces.len(), 2);
        assert_eq!((paces[0].severity, paces[0].raised, paces[0].taken), (Severity::High, 5, 3));
        assert_eq!((paces[0].median_minutes, paces[0].in_time), (Some(180.0), Some(0.5)));
        assert_eq!((paces[1].median_minutes, paces[1].in_time), (None, None), "nobody must");
    }
}
