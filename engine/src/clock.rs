//! The one place where time is read and ids are made; everywhere else both are parameters.

use crate::chaos;
use chrono::{DateTime, NaiveDate, SubsecRound, TimeZone, Utc};
use std::sync::{Arc, LazyLock, Mutex};
use uuid::{ContextV7, Timestamp, Uuid};

/// Tells the time. Tests hold it still or move it.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

/// The day that an instant lies on in a zone, given by its IANA name; UTC where the name isn't known.
pub(crate) fn day_of(at: DateTime<Utc>, zone: &str) -> NaiveDate {
    let zone: chrono_tz::Tz = zone.parse().unwrap_or(chrono_tz::UTC);
    zone.from_utc_datetime(&at.naive_utc()).date_naive()
}

impl Clock {
    /// The machine's clock.
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
    pub fn system() -> Self {
        Self(Arc::new(|| Utc::now() + chaos::ahead()))
    }

    /// A clock that shows what `now` says.
    pub fn by(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// A clock that stands still.
    pub fn still(at: DateTime<Utc>) -> Self {
        Self::by(move || at)
    }

    /// The instant, cut to the microseconds that both databases keep.
    pub fn now(&self) -> DateTime<Utc> {
        (self.0)().trunc_subsecs(6)
    }

    /// The day it is in a zone, given by its IANA name; UTC where the name isn't known.
    pub fn today(&self, zone: &str) -> NaiveDate {
        day_of(self.now(), zone)
    }

    /// A new version 7 UUID of this instant. Ids made by one process rise, so rows are appended.
    pub fn new_id(&self) -> Uuid {
        static COUNTER: LazyLock<Mutex<ContextV7>> = LazyLock::new(|| Mutex::new(ContextV7::new()));
        let now = self.now();
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        let counter = COUNTER.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Uuid::new_v7(Timestamp::from_unix(&*counter, seconds, now.timestamp_subsec_nanos()))
    }

    /// A number in 0..1 that no two calls share, for spreading things out.
    pub(crate) fn chance(&self) -> f64 {
        let random = self.new_id().as_u64_pair().1 & u64::from(u32::MAX);
        u32::try_from(random).map_or(0.5, f64::from) / f64::from(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_made_in_one_instant_rise() {
        let clock = Clock::still(DateTime::from_timestamp(1_760_000_000, 0).unwrap());
        let ids: Vec<_> = (0..1000).map(|_| clock.new_id()).collect();
        assert!(ids.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn the_day_is_the_tenants_not_utcs() {
        let clock = Clock::still("2025-10-01T03:00:00Z".parse().unwrap());
        assert_eq!(clock.today("America/Los_Angeles").to_string(), "2025-09-30");
        assert_eq!(clock.today("UTC").to_string(), "2025-10-01");
    }
}
