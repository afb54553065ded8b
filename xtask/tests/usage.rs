//! What `xtask` says to someone who doesn't know it.

use std::process::Command;

#[test]
fn an_unknown_task_is_answered_with_the_known_ones() {
    for arguments in [&[][..], &["sites"], &["site", "--relese"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).output().expect("xtask runs");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let words = String::from_utf8(output.stderr).expect("words are text");
        assert!(words.contains("xtask -- site [--release]"), "{words}");
    }
}
