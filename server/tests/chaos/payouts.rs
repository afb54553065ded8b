//! A payday whose program dies at every point between the proposal and the money, and at any moment.

use crate::payday::{Paid, approved, go_through, paid, payday, submit};
use crate::place::{Place, setting, side_by_side};
use engine::chaos::POINTS;
use std::thread;
use std::time::Instant;
use tempfile::TempDir;

/// Paydays side by side.
const AT_ONCE: usize = 4;
/// When the program is started again: what it had taken up is free by then.
const LATER: i64 = 6 * 86_400;

#[test]
fn a_payday_that_dies_at_any_point_pays_everybody_once() {
    let folder = TempDir::new().unwrap();
    dies_at_every_point(&folder, &payday(&folder, None));
}

#[test]
fn a_payday_on_postgresql_that_dies_at_any_point_pays_everybody_once() {
    let folder = TempDir::new().unwrap();
    dies_at_every_point(&folder, &payday(&folder, Some("payday")));
}

fn undisturbed(folder: &TempDir, start: &Place) -> Paid {
    let place = start.copy(folder, "payday_undisturbed");
    assert!(!go_through(&place, 0, None));
    let expected = paid(&place);
    place.remove();
    expected
}

fn dies_at_every_point(folder: &TempDir, start: &Place) {
    let expected = undisturbed(folder, start);
    side_by_side(u32::try_from(POINTS.len()).unwrap(), AT_ONCE, |n| {
        let point = POINTS[n as usize];
        let place = start.copy(folder, &format!("payday_died_{n}"));
        assert!(go_through(&place, 0, Some(point)), "nothing comes by {point}");
        assert!(!go_through(&place, LATER, None));
        assert_eq!(paid(&place), expected, "after a death at {point}");
        place.remove();
    });
}

#[test]
fn a_payday_that_is_killed_at_any_moment_pays_everybody_once() {
    let folder = TempDir::new().unwrap();
    let start = payday(&folder, None);
    let expected = undisturbed(&folder, &start);
    assert!(approved(&start, 0, None).iter().all(std::process::ExitStatus::success));
    let timed = start.copy(&folder, "timed");
    let began = Instant::now();
    assert!(submit(&timed).status().unwrap().success());
    let takes = began.elapsed();

    let kills = setting("CHAOS_PAYDAYS", 4);
    side_by_side(kills, AT_ONCE, |n| {
        let place = start.copy(&folder, &format!("payday_killed_{n}"));
        // Each is slower than the one that was timed, so that the last kills come at its end.
        let mut victim = submit(&place).spawn().unwrap();
        thread::sleep(takes / 8 + takes * 2 * n / kills);
        victim.kill().unwrap();
        victim.wait().unwrap();
        assert!(!go_through(&place, LATER, None));
        assert_eq!(paid(&place), expected, "kill {n}");
        place.remove();
    });
}
