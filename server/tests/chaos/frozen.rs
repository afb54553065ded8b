//! Frozen for longer than its lease, taken over by another process, and woken up again: what was thought dead must
//! not write any more.

use crate::place::{Place, setting};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Longer than a lease on a close, which is two seconds.
const LONGER_THAN_A_LEASE: Duration = Duration::from_secs(3);

fn signal(to: &Child, name: &str) {
    let sent = Command::new("kill").args([format!("-{name}"), to.id().to_string()]).status().unwrap();
    assert!(sent.success(), "{name}");
}

#[test]
fn a_close_that_is_frozen_past_its_lease_is_taken_over_and_fenced() {
    let folder = TempDir::new().unwrap();
    let start = Place::postgres(&folder, "frozen");
    let undisturbed = start.copy(&folder, "never_frozen");
    let began = Instant::now();
    assert!(undisturbed.close().wait().unwrap().success());
    let takes = began.elapsed();
    let expected = undisturbed.outcome();

    let rounds = setting("CHAOS_FREEZES", 2);
    for n in 0..rounds {
        let place = start.copy(&folder, &format!("frozen_{n}"));
        let mut sleeper = place.close();
        thread::sleep(takes / 4 + takes * n / rounds / 2);
        signal(&sleeper, "STOP");
        thread::sleep(LONGER_THAN_A_LEASE);
        let mut heir = place.close();
        // While the heir works, not only when it is done.
        thread::sleep(takes / 2);
        signal(&sleeper, "CONT");
        assert!(heir.wait().unwrap().success(), "round {n}");
        sleeper.wait().unwrap();
        assert!(place.close().wait().unwrap().success(), "round {n}: a closed month is closed");
        assert!(place.outcome() == expected, "round {n} ended otherwise");
        place.remove();
    }
}

#[test]
fn two_that_close_the_same_month_at_once_close_it_once() {
    let folder = TempDir::new().unwrap();
    let start = Place::postgres(&folder, "twins");
    let undisturbed = start.copy(&folder, "alone");
    assert!(undisturbed.close().wait().unwrap().success());
    let expected = undisturbed.outcome();
    let place = start.copy(&folder, "together");
    let twins = [place.close(), place.close(), place.close()];
    for mut twin in twins {
        assert!(twin.wait().unwrap().success());
    }
    assert!(place.outcome() == expected);
}
