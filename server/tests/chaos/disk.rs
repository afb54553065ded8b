//! A disk that is full: nothing breaks, the reason is told, and the work goes on when there is room.
//!
//! The room is limited by what the system lets a process write (`ulimit -f`), which needs no rights and no mount; a
//! write beyond it fails within the database's own transaction, as one to a full disk does.

use crate::place::{MONTH, Place, operator, runtime};
use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The program, while no file may be larger than so many KiB; gives what was said and whether it went well.
fn within(place: &Place, kib: u64, arguments: &str) -> (bool, String) {
    let mut shell = Command::new("bash");
    // A signal would end the process; ignored, the write fails.
    let script = format!(r#"trap "" XFSZ; ulimit -f {kib}; exec "$0" {arguments} --data-dir "$1" --log-filter off"#);
    shell.args(["-c", &script, env!("CARGO_BIN_EXE_tributary")]).arg(&place.data);
    let output = place.furnish(&mut shell).stderr(Stdio::piped()).output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn an_import_on_a_full_disk_says_so_keeps_nothing_and_is_repeated_when_there_is_room() {
    let folder = TempDir::new().unwrap();
    let place = Place::empty(&folder, None);
    runtime().block_on(async {
        let engine = place.engine().await;
        operator(&engine).await;
        engine.shut_down().await;
    });
    let database = fs::metadata(place.data.join("tributary.sqlite")).unwrap().len() / 1024;
    let mut csv = String::from("customer_id,reseller_id,mrr,activation_date\n");
    for n in 0..20_000 {
        writeln!(csv, "X-{n:05},RS-902,20.00,2025-09-01").unwrap();
    }
    fs::write(place.data.join("more.csv"), csv).unwrap();
    let import =
        format!("import customers {} --create-partners --bill-through {MONTH}", place.data.join("more.csv").display());
    let (is_done, said) = within(&place, database.min(1024), &import);
    assert!(!is_done && said.contains("disk that holds the data is full"), "{said:?}");
    let customers = || {
        let file = place.data.join("more.csv");
        let import =
            ["import", "customers", file.to_str().unwrap(), "--create-partners", "--bill-through", MONTH, "--json"];
        let output = place.tributary(&import).stdout(Stdio::piped()).output().unwrap();
        assert!(output.status.success());
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        told["added"].as_u64().unwrap()
    };
    assert_eq!(customers(), 20_000, "nothing of it was kept before");
    assert_eq!(customers(), 0, "and all of it is now");
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
        let (is_done, said) = within(&place, kib, &format!("close --month {MONTH}"));
        assert!(!is_done, "{kib} KiB aren't room enough");
        assert!(said.contains("disk that holds the data is full"), "what was said names the cause: {said:?}");
        assert!(place.close().wait().unwrap().success(), "there is room again");
        assert!(place.outcome() == expected, "after {kib} KiB it ended otherwise");
    }
}
