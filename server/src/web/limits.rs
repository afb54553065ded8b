//! Limits on what one client may ask: size, time, and attempts to sign in.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::time::timeout;
use tower_http::limit::RequestBodyLimitLayer;

const BODY_BYTES_MAX: usize = 1024 * 1024;
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// One address may fail to sign in so often at once …
const ATTEMPTS_AT_ONCE: u32 = 10;
/// … and then once in this time.
const ATTEMPT_EVERY: Duration = Duration::from_secs(3);

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

/// Brakes guessing by address, where the engine does by account: so one address can't try a few passwords on each of
/// many accounts.
///
/// An attempt counts when it begins, or a thousand could begin before the first fails. One that succeeds is given
/// back: an office full of people who share an address may all sign in at nine.
///
/// For each address it keeps the moment until which its attempts are used up (the “generic cell rate algorithm”).
#[derive(Debug, Default)]
pub struct Attempts(Mutex<HashMap<IpAddr, Instant>>);

impl Attempts {
    /// Counts an attempt, or says how long to wait with it.
    pub fn begin(&self, address: IpAddr, now: Instant) -> Result<(), Duration> {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if used.len() == used.capacity() {
            used.retain(|_, until| *until > now);
        }
        let until = used.entry(household(address)).or_insert(now);
        let next = now.max(*until) + ATTEMPT_EVERY;
        match next.checked_duration_since(now + ATTEMPT_EVERY * ATTEMPTS_AT_ONCE) {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => {
                *until = next;
                Ok(())
            }
        }
    }

    /// Gives an attempt back.
    pub fn give_back(&self, address: IpAddr) {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(until) = used.get_mut(&household(address)) {
            *until = until.checked_sub(ATTEMPT_EVERY).unwrap_or(*until);
        }
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
    fn after_ten_failures_at_once_there_is_one_attempt_in_three_seconds() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        let address: IpAddr = "2001:db8::1".parse().unwrap();
        let neighbour: IpAddr = "2001:db8::ffff".parse().unwrap();
        for _ in 0..10 {
            assert_eq!(attempts.begin(address, now), Ok(()));
        }
        assert_eq!(attempts.begin(neighbour, now), Err(Duration::from_secs(3)));
        assert_eq!(attempts.begin("2001:db8:0:1::1".parse().unwrap(), now), Ok(()));
        let later = now + Duration::from_secs(3);
        assert_eq!(attempts.begin(address, later), Ok(()));
        assert_eq!(attempts.begin(address, later + Duration::from_secs(1)), Err(Duration::from_secs(2)));
    }

    #[test]
    fn who_knows_the_password_never_waits() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        let address = [127, 0, 0, 1].into();
        for _ in 0..100 {
            assert_eq!(attempts.begin(address, now), Ok(()));
            attempts.give_back(address);
        }
    }
}
