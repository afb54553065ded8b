//! `tributary ach check` as it is typed.

use serde_json::Value;
use std::io::Write;
use std::process::{Command, Output, Stdio};

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../domain/tests/cases/ach");

fn check(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tributary"));
    command.args(["--log-filter", "off", "ach", "check"]).args(arguments).env_clear().current_dir(CASES);
    command
}

fn code_and_text(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn a_clean_file_ends_with_code_0_and_its_totals() {
    let (code, text) = code_and_text(&check(&["mutations/B1_ppd_credit3.ach"]).output().unwrap());
    assert_eq!(
        (code, text.as_str()),
        (
            Some(0),
            "mutations/B1_ppd_credit3.ach: clean (batches 1, entries and addenda 3, debits 0.00, credits 744.30)\n"
        )
    );
}

#[test]
fn an_error_is_told_with_line_columns_field_rule_and_the_way_out() {
    let (code, text) = code_and_text(&check(&["mutations/B1_rtn_check_digit.ach"]).output().unwrap());
    assert_eq!(code, Some(1));
    assert_eq!(
        text.lines().nth(1).unwrap(),
        "  line 3, columns 4–12, receiving DFI identification: “091000010” should be a number that ends in 9: a routing \
         number has nine digits, the last of which is a check on the others. Look the bank’s routing number up again."
    );
}

#[test]
fn json_is_an_object_for_each_file() {
    let files = ["--format", "json", "mutations/B1_ppd_credit3.ach", "mutations/B1_file_credit_total.ach"];
    let (code, text) = code_and_text(&check(&files).output().unwrap());
    assert_eq!(code, Some(1));
    let objects: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.iter().map(|object| object["ok"].as_bool().unwrap()).collect::<Vec<_>>(), [true, false]);
    let finding = &objects[1]["findings"][0];
    assert_eq!(finding["rule"], "file_credits");
    assert_eq!((&finding["line"], &finding["columns"]), (&7.into(), &serde_json::json!([44, 55])));
    assert_eq!((&finding["value"], &finding["expected"]), (&"000000074431".into(), &"000000074430".into()));
    for told in ["field", "message", "advice", "severity"] {
        assert!(finding[told].is_string(), "{told}");
    }
}

#[test]
fn standard_input_is_read_where_a_hyphen_stands() {
    let mut child = check(&["-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let file = std::fs::read(format!("{CASES}/mutations/B1_zero_live.ach")).unwrap();
    child.stdin.take().unwrap().write_all(&file).unwrap();
    let (code, text) = code_and_text(&child.wait_with_output().unwrap());
    assert_eq!(code, Some(1));
    assert!(text.starts_with("-: 1 error (") && text.contains("amount"), "{text}");
}

#[test]
fn a_file_that_cannot_be_read_ends_with_code_2_and_the_others_are_checked() {
    let files = ["mutations/B1_zero_live.ach", "nowhere.ach", "mutations/B1_ppd_credit3.ach"];
    let (code, text) = code_and_text(&check(&files).output().unwrap());
    assert_eq!(code, Some(2));
    assert!(text.contains("nowhere.ach: can't be read: "), "{text}");
    assert!(text.contains("B1_ppd_credit3.ach: clean"), "{text}");
}

#[test]
fn a_warning_does_not_fail_the_file() {
    let (code, text) = code_and_text(&check(&["mutations/B1_holiday_effective_date.ach"]).output().unwrap());
    assert_eq!(code, Some(0));
    assert!(text.contains(": clean, 1 warning (") && text.contains("effective entry date (warning)"), "{text}");
}
