//! Killed at many points, so that the process dies before, between and within transactions.

use crate::place::{Outcome, Place, setting};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Kills side by side: most of a round is waiting until the dead worker's lease has run out.
const AT_ONCE: u32 = 10;

#[test]
fn a_close_that_is_killed_anywhere_ends_as_if_undisturbed() {
    let folder = TempDir::new().unwrap();
    survives(&folder, &Place::sqlite(&folder), setting("CHAOS_KILLS", 12));
}

#[test]
fn a_close_on_postgresql_that_is_killed_anywhere_ends_as_if_undisturbed() {
    let folder = TempDir::new().unwrap();
    survives(&folder, &Place::postgres(&folder, "killed"), setting("CHAOS_KILLS_POSTGRES", 4));
}

fn survives(folder: &TempDir, start: &Place, kills: u32) {
    let undisturbed = start.copy(folder, "undisturbed");
    let began = Instant::now();
    assert!(undisturbed.close().wait().unwrap().success());
    let takes = began.elapsed();
    let expected = undisturbed.outcome();
    assert!(expected.is_whole());

    for first in (0..kills).step_by(usize::try_from(AT_ONCE).unwrap()) {
        let rounds = first..kills.min(first + AT_ONCE);
        let at_once = u32::try_from(rounds.len()).unwrap();
        thread::scope(|scope| {
            for n in rounds {
                let place = start.copy(folder, &format!("killed_{n}"));
                let expected = &expected;
                // Each is slower than the undisturbed one was, so that the last kills come at its end.
                let after = Duration::from_millis(20) + takes * at_once / 2 * n / kills;
                scope.spawn(move || one_kill(&place, after, expected));
            }
        });
    }
}

fn one_kill(place: &Place, after: Duration, expected: &Outcome) {
    let mut victim = place.close();
    thread::sleep(after);
    victim.kill().unwrap();
    victim.wait().unwrap();
    assert!(place.close().wait().unwrap().success(), "after {after:?}");
    assert!(place.outcome() == *expected, "killed after {after:?}, it ended otherwise");
    place.remove();
}
