//! The sandbox's answers, written as files and read back by the reader of real ones.

use super::*;
use crate::ach::returns::{Change, answers as read_answers};
use crate::ach::write::{PaymentClass, reply};
use crate::ach::{check, read};
use crate::payout::file::{For, Heading, Receiver, write};
use crate::payout::settings::sample;
use crate::{Cents, PartnerId, PayoutId};
use uuid::Uuid;

/// A file of payments to accounts that end so, as a bank reads it.
fn sent(ends: &[&str]) -> AchFile {
    let at = "2025-10-15T17:00:00Z".parse().unwrap();
    let effective = "2025-10-16".parse().unwrap();
    let heading = Heading { at, id_modifier: 'A', reference: "PB-7".into(), effective, first_sequence: 1 };
    let receivers = (1..).zip(ends).map(|(number, end)| Receiver {
        what: For::Payout(PayoutId(Uuid::from_u128(number))),
        partner: PartnerId(Uuid::from_u128(number)),
        amount: Cents(10_000),
        routing: "121042882".parse().unwrap(),
        account: format!("1234{end}"),
        kind: AccountKind::Checking,
        class: if number % 2 == 0 { PaymentClass::People } else { PaymentClass::Businesses },
        name: format!("Reseller {number}"),
        reference: format!("RS-{number}"),
    });
    let file = write(&sample(), None, &heading, receivers.collect()).unwrap();
    read::read(file.written.text.as_bytes()).0
}

#[test]
fn each_answer_is_a_file_that_the_reader_of_real_ones_understands() {
    let file = sent(&["0003", "0029", "1001", "1002", "1005", "7777", "1006"]);
    let replies: Vec<_> = answers(&file).into_iter().map(|(_, reply)| reply).collect();
    assert_eq!(replies.len(), 6, "an account that ends otherwise is paid");
    let at = "2025-10-17T08:00:00".parse().unwrap();
    let text = reply(&file, &replies, at, 'A').unwrap().unwrap();
    assert!(check::check(text.as_bytes()).is_clean(), "{text}");
    let back = read_answers(&read::read(text.as_bytes()).0);
    let mut returned: Vec<_> = back
        .returned
        .iter()
        .map(|r| (r.code.as_str(), r.amount.0, r.about.original_trace.unwrap().sequence()))
        .collect();
    returned.sort_unstable();
    // People come first in a file: accounts 2, 4, 6, then 1, 3, 5, 7.
    assert_eq!(returned, [("R03", 10_000, 4), ("R29", 10_000, 1)]);
    let change = |code: &str| back.notified.iter().find(|n| n.code == code).unwrap().change.clone().unwrap();
    assert_eq!(change("C01").account.as_deref(), Some("12345001"));
    assert_eq!(change("C02").routing.unwrap().aba8(), 12_104_289);
    assert_eq!(change("C05").transaction_code, TransactionCode::from_code(32));
    let both = Change {
        account: Some("12345006".into()),
        transaction_code: TransactionCode::from_code(32),
        ..Change::default()
    };
    assert_eq!(change("C06"), both);
}

#[test]
fn a_corrected_account_is_not_corrected_again() {
    for end in ["1001", "1003", "1006"] {
        let (_, _, corrected) = answer(&format!("1234{end}"), "121042882", AccountKind::Checking).unwrap();
        let account = corrected.split_whitespace().find(|word| word.starts_with("1234")).unwrap();
        assert_eq!(answer(account, "121042882", AccountKind::Checking), None);
    }
}

#[test]
fn answers_come_on_banking_days() {
    let friday = "2025-10-10".parse().unwrap();
    let day = |when: When| when.day(friday).to_string();
    // Monday the 13th is Columbus Day.
    assert_eq!(day(When::BeforeSettlement), "2025-10-10");
    assert_eq!((day(When::NextDay), day(When::SecondDay)), ("2025-10-14".into(), "2025-10-15".into()));
}

#[test]
fn short_and_odd_account_numbers_are_paid() {
    for account in ["", "3", "003", "é003", "00é", "0099", "1099"] {
        assert_eq!(answer(account, "121042882", AccountKind::Savings), None, "{account}");
    }
}
