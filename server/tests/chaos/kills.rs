//! Killed at many points, so that the process dies before, between and within transactions.

use crate::place::{Outcome, Place, setting, side_by_side, wait_for_cluster};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Kills side by side: most of a round is waiting until the dead worker's lease has run out.
const AT_ONCE: usize = 10;

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

    let at_once = kills.min(u32::try_from(AT_ONCE).unwrap());
    side_by_side(kills, AT_ONCE, |n| {
        let place = start.copy(folder, &format!("killed_{n}"));
        // Each is slower than the undisturbed one was, so that the last kills come at its end.
        one_kill(&place, Duration::from_millis(20) + takes * at_once / 2 * n / kills, &expected);
    });
}

#[test]
fn a_close_whose_database_is_taken_away_ends_as_if_undisturbed() {
    let folder = TempDir::new().unwrap();
    let start = Place::postgres(&folder, "cut");
    let undisturbed = start.copy(&folder, "uncut");
    let began = Instant::now();
    assert!(undisturbed.close().wait().unwrap().success());
    let takes = began.elapsed();
    let expected = undisturbed.outcome();
    undisturbed.remove();
    let cuts = setting("CHAOS_CUTS", 2);
    // Killing a backend has PostgreSQL drop everybody's connections and recover, as after `stop -m immediate`: for that
    // the cluster must be nobody else's.
    let may_kill = setting("CHAOS_CLUSTER_IS_OURS", 0) == 1;
    for n in 0..cuts {
        let place = start.copy(&folder, &format!("cut_{n}"));
        let mut victim = place.close();
        thread::sleep(takes / 8 + takes * n / cuts);
        if may_kill {
            for backend in place.backends().into_iter().take(1) {
                assert!(Command::new("kill").args(["-9", &backend.to_string()]).status().unwrap().success());
            }
        } else {
            place.cut_connections();
        }
        // It goes on, or says what is wrong; it doesn't hang.
        victim.wait().unwrap();
        wait_for_cluster();
        assert!(place.close().wait().unwrap().success(), "cut {n}");
        assert!(place.outcome() == expected, "after cut {n} it ended otherwise");
        place.remove();
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
