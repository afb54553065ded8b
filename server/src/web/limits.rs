//! Limits on what one client may ask: size, time, and attempts to sign in.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;
use tokio::time::timeout;
use tower_http::limit::RequestBodyLimitLayer;

const BODY_BYTES_MAX: usize = 1024 * 1024;
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
const ATTEMPTS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(20).unwrap();
const ATTEMPTS_AT_ONCE: NonZeroU32 = NonZeroU32::new(10).unwrap();

/// Addresses remembered before those that may try again anyway are forgotten.
const ADDRESSES_MAX: usize = 10_000;

/// No request body is larger than a megabyte.
pub fn body() -> RequestBodyLimitLayer {
    RequestBodyLimitLayer::new(BODY_BYTES_MAX)
}

/// An answer begins within ten seconds or isn't given; a stream that has begun may go on.
pub async fn within_time(request: Request, next: Next) -> Response {
    let too_late = "This takes too long just now. Please try again in a moment.\n";
    timeout(ANSWER_WITHIN, next.run(request))
        .await
        .unwrap_or_else(|_| (StatusCode::SERVICE_UNAVAILABLE, too_late).into_response())
}

/// Counts attempts to sign in by address, before the engine counts them by account.
///
/// So one address can't try a few passwords on each of many accounts.
pub struct Attempts(DefaultKeyedRateLimiter<IpAddr>);

impl Default for Attempts {
    fn default() -> Self {
        let quota = Quota::per_minute(ATTEMPTS_PER_MINUTE).allow_burst(ATTEMPTS_AT_ONCE);
        Self(DefaultKeyedRateLimiter::keyed(quota))
    }
}

impl Attempts {
    /// Counts an attempt, or says how many seconds to wait.
    pub fn count(&self, address: IpAddr) -> Result<(), u64> {
        if self.0.len() > ADDRESSES_MAX {
            self.0.retain_recent();
        }
        self.0
            .check_key(&household(address))
            .map_err(|refused| refused.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
    }
}

/// The part of an address that one household or server has for itself: of IPv6 the first 64 bits.
fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_attempt_at_once_must_wait_and_other_addresses_need_not() {
        let attempts = Attempts::default();
        let address: IpAddr = "2001:db8::1".parse().unwrap();
        let neighbour: IpAddr = "2001:db8::ffff".parse().unwrap();
        for _ in 0..10 {
            assert_eq!(attempts.count(address), Ok(()));
        }
        assert!(attempts.count(neighbour).is_err_and(|seconds| (1..=4).contains(&seconds)));
        assert_eq!(attempts.count("2001:db8:0:1::1".parse().unwrap()), Ok(()));
    }
}
