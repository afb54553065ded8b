//! Programs in Python beside these tests, which read and reckon again by means of their own.

use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// Runs one of the programs in `checkers/`, and gives what it says; it fails when the program finds anything wrong.
pub fn check(program: &str, arguments: &[&Path]) -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/chaos/checkers").join(program);
    let output = Command::new("python3").arg(file).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("python3 is missing ({error}); run: script/bootstrap test"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}
