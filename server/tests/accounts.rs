//! Bank accounts and the vault from the command line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

fn tributary(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tributary"));
    command.args(arguments).args(["--log-filter", "off"]).env_clear().env("TRIBUTARY_DATA_DIR", data);
    command.current_dir(std::env::temp_dir()).output().unwrap()
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What a command says to the person who typed it.
fn last_line(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim_end().lines().last().unwrap_or_default().to_owned()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn accounts_are_listed_held_released_and_their_keys_rotated() {
    let data = TempDir::new().unwrap();
    let run = |arguments: &[&str]| tributary(data.path(), arguments);
    said(&run(&["demo", "--seed-only"]));

    let list = said(&run(&["accounts", "list"]));
    let line = |code: &str| list.lines().find(|line| line.starts_with(code)).unwrap().to_owned();
    assert!(line("RS-956").contains("verified, W-9 of 2025-01-15"), "{list}");
    assert!(line("RS-960").contains("no account"), "{list}");
    assert_eq!(list.lines().filter(|line| line.contains("on hold: ")).count(), 1, "{list}");
    for sent_back in ["failed (R02: ", "failed (R03: "] {
        assert_eq!(list.lines().filter(|line| line.contains(sent_back)).count(), 1, "{list}");
    }
    let failed = said(&run(&["accounts", "list", "--only", "failed", "--json"]));
    let rows: serde_json::Value = serde_json::from_str(&failed).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 2);
    let masked = rows[0]["account"]["masked"].as_str().unwrap();
    assert!(masked.starts_with("••••") && masked.chars().count() == 8, "{masked}");

    assert_eq!(last_line(&run(&["accounts", "hold", "RS-956", "--reason", "A test"])), "Payments are on hold.");
    let again = run(&["accounts", "hold", "RS-956", "--reason", "Again"]);
    assert_eq!(last_line(&again), "tributary: Payments are on hold already: A test");
    assert_eq!(last_line(&run(&["accounts", "release", "RS-956", "--reason", "Done"])), "Payments may go on.");
    assert_eq!(last_line(&run(&["accounts", "minimum", "RS-956", "75"])), "The minimum is set.");
    assert!(said(&run(&["accounts", "list", "--only", "verified"])).contains(", from 75.00"));
    let missing = run(&["accounts", "prenote", "RS-960", "--settles", "2025-10-07"]);
    assert_eq!(last_line(&missing), "tributary: RS-960 has no bank account yet; its owner enters one.");
    let old = run(&["accounts", "tax-form", "RS-956", "w8", "--received", "2019-01-02"]);
    assert!(last_line(&old).contains("a form of that day no longer holds"), "{}", last_line(&old));
    said(&run(&["accounts", "tax-form", "RS-956", "w9", "--received", "2026-01-05"]));
    let nobody = run(&["accounts", "hold", "RS-1", "--reason", "A test"]);
    assert_eq!(last_line(&nobody), "tributary: partner: there is no partner “RS-1”");

    let rotated: serde_json::Value = serde_json::from_str(&said(&run(&["vault", "rotate", "--json"]))).unwrap();
    assert_eq!((&rotated["operators"][0][1]["key"], &rotated["master"]["rewrapped"]), (&3.into(), &2.into()));
    let forgotten = said(&run(&["vault", "rotate", "--master", "--forget-old"]));
    assert!(forgotten.ends_with("2 keys wrapped, 2 old ones left out\n"), "{forgotten}");
    assert!(said(&run(&["vault", "rotate", "--data"])).starts_with("demo: "));
    assert!(said(&run(&["audit", "verify"])).contains("all whole"));
}

#[test]
fn a_master_key_file_that_is_named_is_used_and_the_folder_has_none() {
    let (data, keys) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let file = keys.path().join("keys/tributary.key");
    let mut command = Command::new(env!("CARGO_BIN_EXE_tributary"));
    command.args(["demo", "--seed-only"]).env_clear().current_dir(std::env::temp_dir());
    command.env("TRIBUTARY_DATA_DIR", data.path()).env("TRIBUTARY_MASTER_KEY_FILE", &file);
    said(&command.output().unwrap());
    assert!(file.exists());
    assert!(files(data.path()).iter().all(|path| path.file_name().unwrap() != "master.key"));
    let lost = tributary(data.path(), &["vault", "rotate", "--data"]);
    assert_eq!(lost.status.code(), Some(1));
    assert!(last_line(&lost).contains("master key file"), "{}", last_line(&lost));
}
