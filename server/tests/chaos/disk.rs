//! A disk that is full: nothing breaks, the reason is told, and the work goes on when there is room.
//!
//! The room is limited by what the system lets a process write (`ulimit -f`), which needs no rights and no mount; a
//! write beyond it fails within the database's own transaction, as one to a full disk does.

use crate::place::{MONTH, Place};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Closes the month while no file may be larger than so many KiB; gives what was said and whether it went well.
fn close_within(place: &Place, kib: u64) -> (bool, String) {
    let mut shell = Command::new("bash");
    // A signal would end the process; ignored, the write fails.
    let script =
        format!(r#"trap "" XFSZ; ulimit -f {kib}; exec "$0" close --month {MONTH} --data-dir "$1" --log-filter off"#);
    shell.args(["-c", &script, env!("CARGO_BIN_EXE_tributary")]).arg(&place.data);
    let output = place.furnish(&mut shell).stderr(Stdio::piped()).output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_close_on_a_full_disk_says_so_and_goes_on_when_there_is_room() {
    let folder = TempDir::new().unwrap();
    let start = Place::sqlite(&folder);
    let undisturbed = start.copy(&folder, "undisturbed");
    assert!(undisturbed.close().wait().unwrap().success());
    let expected = undisturbed.outcome();

    // From next to no room to some, which a part of the work fits into: what is written goes into the log first.
    for kib in [64, 512, 1536] {
        let place = start.copy(&folder, &format!("full_{kib}"));
        let (is_done, said) = close_within(&place, kib);
        assert!(!is_done, "{kib} KiB aren't room enough");
        assert!(said.contains("disk that holds the data is full"), "what was said names the cause: {said:?}");
        assert!(place.close().wait().unwrap().success(), "there is room again");
        assert!(place.outcome() == expected, "after {kib} KiB it ended otherwise");
    }
}
