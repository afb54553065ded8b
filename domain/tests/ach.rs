//! ACH files against the verdicts of others (`cases/ach/README.md` says whence).

use domain::ach::check::check;
use domain::ach::read::read;
use domain::ach::returns::{Change, answers};
use domain::ach::{Rule, Severity};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;

fn folder() -> String {
    format!("{}/tests/cases/ach", env!("CARGO_MANIFEST_DIR"))
}

fn cases(name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(format!("{}/{name}.jsonl", folder())).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn bytes(case: &Value) -> Vec<u8> {
    std::fs::read(format!("{}/{}", folder(), case["file"].as_str().unwrap())).unwrap()
}

#[test]
fn files_are_accepted_and_rejected_as_the_reference_validator_does() {
    let cases = cases("files");
    assert!(cases.len() > 70);
    for case in cases {
        let report = check(&bytes(&case));
        let verdict = case["moov_ok"].as_bool().unwrap();
        assert_eq!(report.is_clean(), verdict, "{}: {:#?}", case["file"], report.findings);
    }
}

/// The rule that a mutated file breaks, by what was done to it; `None` when nothing was.
fn broken(id: &str) -> Option<Rule> {
    let (_, defect) = id.split_once('_').unwrap();
    Some(match defect {
        "rtn_check_digit" => Rule::Routing,
        "batch_entry_hash" => Rule::BatchEntryHash,
        "file_entry_hash" => Rule::FileEntryHash,
        "batch_credit_total" | "entry_amount" => Rule::BatchCredits,
        "file_credit_total" => Rule::FileCredits,
        "batch_entry_count" => Rule::BatchEntryCount,
        "file_entry_count" => Rule::FileEntryCount,
        "batch_count" => Rule::FileBatchCount,
        "block_count" => Rule::FileBlockCount,
        "padding_missing" => Rule::Blocking,
        "service_class_225" => Rule::TransactionCodeService,
        "service_class_mismatch" => Rule::BatchServiceClass,
        "drop_batch_control" => Rule::BatchControl,
        "drop_file_control" => Rule::FileControl,
        "short_record" => Rule::RecordLength,
        "trace_order" => Rule::TraceOrder,
        "trace_odfi" => Rule::TraceBank,
        "bad_txn_code" => Rule::TransactionCode,
        "prenote_nonzero" => Rule::AmountNotZero,
        "zero_live" => Rule::AmountZero,
        "lowercase_sec" => Rule::EntryClass,
        "nonascii_name" => Rule::Character,
        "blank_account" => Rule::Mandatory,
        "bad_company_id" => Rule::BatchCompany,
        "batch_number_mismatch" => Rule::BatchNumber,
        "bad_creation_date" | "bad_effective_date" => Rule::Date,
        "holiday_effective_date" | "weekend_effective_date" => Rule::BankingDay,
        _ => return None,
    })
}

#[test]
fn each_defect_is_found_by_its_rule_and_nothing_else_is_blamed() {
    for case in cases("mutations") {
        let report = check(&bytes(&case));
        let mut rules: BTreeSet<_> = report.findings.iter().map(|finding| finding.rule).collect();
        let id = case["id"].as_str().unwrap();
        if id.contains("_drop_") {
            // A line less also breaks the blocks of ten.
            assert!(rules.remove(&Rule::Blocking), "{id}");
        }
        let expected: BTreeSet<_> = broken(id).into_iter().collect();
        assert_eq!(rules, expected, "{id}: {:#?}", report.findings);
        let may_pass = case["expected"].as_str().unwrap().starts_with("must not be generated");
        assert_eq!(report.is_clean(), case["base"].is_null() || may_pass, "{id}");
    }
}

#[test]
fn returns_and_changes_are_linked_to_what_was_sent() {
    for case in cases("returns") {
        let (file, problems) = read(&bytes(&case));
        assert_eq!(problems, []);
        let answers = answers(&file);
        let items = case["items"].as_array().unwrap();
        assert_eq!(answers.returned.len() + answers.notified.len(), items.len());
        let abouts = answers.returned.iter().map(|returned| (&returned.about, &returned.code, returned.amount.0, ""));
        let changes = answers.notified.iter().map(|item| (&item.about, &item.code, 0, item.corrected.as_str()));
        for ((about, code, amount, corrected), item) in abouts.chain(changes).zip(items) {
            assert_eq!(about.original_trace.unwrap().to_string(), item["originalTrace"].as_str().unwrap());
            assert_eq!(format!("{:08}", about.original_rdfi.unwrap()), item["originalRDFI"].as_str().unwrap());
            assert_eq!(about.account, item["account"].as_str().unwrap());
            assert_eq!(about.name, item["name"].as_str().unwrap());
            assert_eq!(code, item["code"].as_str().unwrap());
            assert_eq!(amount, item["amountCents"].as_i64().unwrap());
            assert_eq!(corrected, item["correctedData"].as_str().unwrap());
        }
        let returned: i64 = answers.returned.iter().map(|returned| returned.amount.0).sum();
        assert_eq!(returned, case["returned_cents"].as_i64().unwrap());
        for notified in &answers.notified {
            assert_ne!(notified.change, Ok(Change::default()));
        }
    }
}

/// Files that others have found valid, to change a byte of.
fn valid_files() -> Vec<Vec<u8>> {
    cases("files").iter().filter(|case| case["moov_ok"] == true).map(bytes).collect()
}

proptest! {
    #[test]
    fn any_bytes_are_checked_and_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(!check(&bytes).is_clean());
        let _tree = read(&bytes);
    }

    #[test]
    fn lines_that_look_like_records_are_checked_without_panic(
        lines in prop::collection::vec("[15678 9][0-9 ]{0,3}[ -~é]{0,95}", 0..30),
    ) {
        let bytes = lines.join("\n").into_bytes();
        let _report = check(&bytes);
        let _answers = answers(&read(&bytes).0);
    }

    #[test]
    fn a_changed_byte_in_a_valid_file_never_panics(
        file in prop::sample::select(valid_files()), at in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let mut file = file;
        let at = at.index(file.len());
        file[at] = byte;
        let _report = check(&file);
        let _answers = answers(&read(&file).0);
    }
}

/// A valid file with a change to one of its lines.
fn changed(file: &str, line: usize, change: impl Fn(&str) -> String) -> Vec<u8> {
    let text = std::fs::read_to_string(format!("{}/{file}", folder())).unwrap();
    let lines: Vec<_> =
        (1..).zip(text.lines()).map(|(n, text)| if n == line { change(text) } else { text.to_owned() }).collect();
    lines.join("\n").into_bytes()
}

fn broken_rules(file: &[u8]) -> Vec<(u64, Rule, Severity)> {
    check(file).findings.iter().map(|finding| (finding.line, finding.rule, finding.severity)).collect()
}

#[test]
fn blanks_after_the_last_column_matter_in_what_is_sent_only() {
    let longer = |line: &str| format!("{line}  ");
    let sent = broken_rules(&changed("mutations/B1_ppd_credit3.ach", 3, longer));
    assert_eq!(sent, [(3, Rule::TrailingBlanks, Severity::Error)]);
    let answered = broken_rules(&changed("returns/ret_r03_single.ach", 3, longer));
    assert_eq!(answered, [(3, Rule::TrailingBlanks, Severity::Warning)]);
}

#[test]
fn what_an_entry_class_asks_for_is_asked() {
    let valid = |name: &str| format!("moov_valid/{name}.ach");
    let replace = |from: &'static str, to: &'static str| move |line: &str| line.replacen(from, to, 1);
    let first = |file: Vec<u8>| broken_rules(&file).first().copied().map(|(line, rule, _)| (line, rule));
    // A class that only debits doesn't credit; the batch's service class says so too.
    let tel = valid("test__ach-tel-read__tel-debit");
    assert_eq!(first(changed(&tel, 3, replace("627", "622"))), Some((3, Rule::TransactionCodeService)));
    let rck = valid("examples__testdata__rck-debit");
    assert_eq!(first(changed(&rck, 2, replace("REDEPCHECK", "PAYMENT   "))), Some((2, Rule::Description)));
    assert_eq!(first(changed(&rck, 3, replace("0000002400", "0000250001"))), Some((3, Rule::AmountLimit)));
    let ctx = valid("test__ach-ctx-read__ctx-debit");
    assert_eq!(first(changed(&ctx, 3, replace("0002Receiver", "0003Receiver"))), Some((3, Rule::AddendaCount)));
    assert_eq!(first(changed(&ctx, 5, replace("00020000001", "00010000001"))), Some((5, Rule::AddendaSequence)));
    assert_eq!(first(changed(&ctx, 5, replace("00020000001", "00020000009"))), Some((5, Rule::AddendaTrace)));
    let pos = valid("test__ach-pos-read__pos-debit");
    assert_eq!(first(changed(&pos, 3, replace("Name 01", "Name 77"))), Some((3, Rule::CodeList)));
    assert_eq!(first(changed(&pos, 4, replace("PA1210", "PX1210"))), Some((4, Rule::CodeList)));
    let iat = valid("test__ach-iat-read__iat-credit");
    assert_eq!(first(changed(&iat, 9, replace("715", "717"))), Some((3, Rule::AddendaMissing)));
    let ack = valid("test__ach-ack-read__ack-read");
    assert_eq!(first(changed(&ack, 3, replace("624", "622"))), Some((3, Rule::TransactionCodeClass)));
    let cor = valid("examples__testdata__cor-read");
    assert_eq!(first(changed(&cor, 4, replace("1918171614", "          "))), Some((4, Rule::CorrectedData)));
    let ppd = "mutations/B1_ppd_credit3.ach";
    assert_eq!(first(changed(ppd, 3, replace("RESELLER 001", "            "))), Some((3, Rule::Mandatory)));
    assert_eq!(first(changed(ppd, 3, replace(" 0091000010", " 1091000010"))), Some((3, Rule::AddendaIndicator)));
    assert_eq!(first(changed(ppd, 1, replace("101 0", "101 1"))), Some((1, Rule::Routing)));
}
