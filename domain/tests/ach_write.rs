//! Files to send: what is written passes the check and reads back as it was meant.

use chrono::{NaiveDate, NaiveDateTime};
use domain::Cents;
use domain::ach::check::check;
use domain::ach::layout::entries::entry;
use domain::ach::layout::{addenda::remittance, controls::file_control, headers::batch_header};
use domain::ach::read::read;
use domain::ach::write::{Offset, Outgoing, OutgoingBatch, Payment, PaymentClass, Refused, Written, write};
use domain::ach::{AccountKind, Rule};
use domain::banking::{self, Direction, RoutingNumber};
use proptest::prelude::*;

fn bank(text: &str) -> RoutingNumber {
    text.parse().unwrap()
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 7, day).unwrap()
}

fn noon() -> NaiveDateTime {
    day(2).and_hms_opt(12, 5, 0).unwrap()
}

fn payment(number: i64) -> Payment {
    Payment {
        direction: Direction::Credit,
        account_kind: AccountKind::Checking,
        prenote: false,
        routing: bank("121042882"),
        account: format!("70001{number}"),
        amount: Cents(12_405 * number),
        individual_id: format!("R{number}"),
        name: format!("Reseller {number}"),
        addenda: None,
    }
}

fn batch(payments: Vec<Payment>) -> OutgoingBatch {
    OutgoingBatch {
        class: PaymentClass::Businesses,
        company_name: "Northwind ISP".into(),
        discretionary: String::new(),
        company_id: "1234567890".into(),
        description: "COMMISSION".into(),
        descriptive_date: "JUN 26".into(),
        effective: day(6),
        odfi: bank("091000019"),
        payments,
        offset: None,
    }
}

fn file(batches: Vec<OutgoingBatch>) -> Outgoing {
    Outgoing {
        destination: bank("091000019"),
        destination_name: "First Bank".into(),
        origin: "091000019".into(),
        origin_name: "Northwind ISP".into(),
        created: noon(),
        id_modifier: 'A',
        reference: String::new(),
        batches,
    }
}

fn refused_values(file: &Outgoing) -> Vec<String> {
    match write(file, 1).unwrap_err() {
        Refused::Values(values) => Refused::Values(values).to_string().lines().map(str::to_owned).collect(),
        Refused::Rules(findings) => panic!("{findings:?}"),
    }
}

#[test]
fn a_file_stands_on_whole_blocks_of_ten_lines() {
    let mut with_text = payment(1);
    with_text.addenda = Some("Commission for June".into());
    let Written { text, traces, next_sequence, credits, .. } =
        write(&file(vec![batch(vec![with_text, payment(2)])]), 41).unwrap();
    let expected = [
        "101 091000019 0910000192607021205A094101First Bank             Northwind ISP                  ",
        "5220Northwind ISP                       1234567890CCDCOMMISSIONJUN 26260706   1091000010000001",
        "622121042882700011           0000012405R1             Reseller 1              1091000010000041",
        "705Commission for June                                                             00010000041",
        "622121042882700012           0000024810R2             Reseller 2              0091000010000042",
        "822000000300242085760000000000000000000372151234567890                         091000010000001",
        "9000001000001000000030024208576000000000000000000037215                                       ",
    ];
    let nines = "9".repeat(94);
    let lines: Vec<_> = expected.into_iter().chain([nines.as_str(); 3]).collect();
    assert_eq!(text.lines().collect::<Vec<_>>(), lines);
    assert_eq!(traces[0].iter().map(ToString::to_string).collect::<Vec<_>>(), ["091000010000041", "091000010000042"]);
    assert_eq!((next_sequence, credits), (43, Cents(37_215)));
}

#[test]
fn a_balanced_batch_takes_from_the_originator_what_it_pays() {
    let offset = Offset { routing: bank("091000019"), account: "555".into(), account_kind: AccountKind::Checking };
    let balanced = OutgoingBatch { offset: Some(offset), ..batch(vec![payment(1), payment(2)]) };
    let written = write(&file(vec![balanced]), 1).unwrap();
    assert_eq!((written.debits, written.credits), (Cents(37_215), Cents(37_215)));
    assert_eq!(written.traces[0].len(), 2, "the offset is nobody's payment");
    let (tree, _) = read(written.text.as_bytes());
    let last = &tree.batches[0].entries[2].detail;
    assert_eq!((last.text(entry::NAME), last.number(entry::TRANSACTION_CODE)), ("OFFSET", Some(27)));
    let header = tree.batches[0].header.as_ref().unwrap();
    assert_eq!(header.number(batch_header::SERVICE_CLASS), Some(200));
}

#[test]
fn everything_that_does_not_fit_is_told_with_its_place() {
    let long = Payment { name: "Société Générale des Réseaux".into(), account: "1".repeat(18), ..payment(1) };
    let nothing = Payment { amount: Cents(0), ..payment(2) };
    let below = Payment { amount: Cents(-1), ..payment(3) };
    let prenote = Payment { prenote: true, ..payment(4) };
    let ledger = Payment { account_kind: AccountKind::Ledger, ..payment(5) };
    let told = refused_values(&file(vec![batch(vec![long, nothing, below, prenote, ledger])]));
    assert_eq!(
        told,
        [
            "batch 1, payment 1, DFI account number: “111111111111111111” is too long: 17 characters fit",
            "batch 1, payment 1, individual or receiving company name: “Société Générale des Réseaux” has characters \
             other than plain letters, digits and signs; write it without accents",
            "batch 1, payment 2, amount: a payment of nothing can’t be sent; leave it out or make it a prenote",
            "batch 1, payment 3, amount: a payment below zero can’t be sent; turn its direction round",
            "batch 1, payment 4, amount: a prenote moves nothing; give it no amount",
            "batch 1, payment 5, transaction code: payments go to checking and savings accounts",
        ]
    );
}

#[test]
fn an_amount_beyond_its_ten_digits_is_refused() {
    let much = Payment { amount: Cents(10_000_000_000), ..payment(1) };
    assert_eq!(
        refused_values(&file(vec![batch(vec![much])])),
        ["batch 1, payment 1, amount: “10000000000” is too long: 10 characters fit"]
    );
}

#[test]
fn what_would_break_a_rule_is_not_written() {
    let rules = |file: &Outgoing| match write(file, 1).unwrap_err() {
        Refused::Rules(findings) => findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(),
        Refused::Values(values) => panic!("{values:?}"),
    };
    let holiday =
        OutgoingBatch { effective: NaiveDate::from_ymd_opt(2026, 12, 25).unwrap(), ..batch(vec![payment(1)]) };
    assert_eq!(rules(&file(vec![holiday])), [Rule::BankingDay]);
    assert_eq!(rules(&file(vec![batch(vec![])])), [Rule::EmptyBatch]);
    let nameless = OutgoingBatch { company_name: " ".into(), ..batch(vec![payment(1)]) };
    assert_eq!(rules(&file(vec![nameless])), [Rule::Mandatory]);
    let small = Outgoing { id_modifier: 'a', ..file(vec![batch(vec![payment(1)])]) };
    assert_eq!(rules(&small), [Rule::IdModifier]);
}

#[test]
fn numbers_that_have_run_out_are_refused() {
    let told = match write(&file(vec![batch(vec![payment(1), payment(2)])]), 9_999_999).unwrap_err() {
        Refused::Values(values) => values,
        Refused::Rules(findings) => panic!("{findings:?}"),
    };
    assert_eq!((told.len(), told[0].payment, told[0].field), (1, Some(2), "trace number"));
}

prop_compose! {
    fn any_payment()(
        credit in any::<bool>(), savings in any::<bool>(), prenote in any::<bool>(),
        eight in 1_000_000_u32..99_999_999, account in "[1-9A-Za-z][0-9A-Za-z-]{0,16}",
        cents in 1_i64..=9_999_999, id in "[0-9A-Z]{0,15}", name in "[A-Za-z&'][A-Za-z &'.]{0,21}",
        addenda in prop::option::of("[!-~]([ -~]{0,78}[!-~])?"),
    ) -> Payment {
        let eight = format!("{eight:08}");
        let check_digit = banking::check_digit(eight.as_bytes()).unwrap();
        Payment {
            direction: if credit { Direction::Credit } else { Direction::Debit },
            account_kind: if savings { AccountKind::Savings } else { AccountKind::Checking },
            prenote,
            routing: bank(&format!("{eight}{check_digit}")),
            account,
            amount: if prenote { Cents(0) } else { Cents(cents) },
            individual_id: id,
            name: name.trim().to_owned(),
            addenda,
        }
    }
}

prop_compose! {
    fn any_batch()(
        payments in prop::collection::vec(any_payment(), 1..12), people in any::<bool>(), balanced in any::<bool>(),
    ) -> OutgoingBatch {
        let offset =
            Offset { routing: bank("091000019"), account: "555".into(), account_kind: AccountKind::Checking };
        let class = if people { PaymentClass::People } else { PaymentClass::Businesses };
        OutgoingBatch { class, offset: balanced.then_some(offset), ..batch(payments) }
    }
}

proptest! {
    #[test]
    fn whatever_is_written_checks_clean_and_reads_back_equal(
        batches in prop::collection::vec(any_batch(), 1..5), first in 0_u64..9_000_000,
    ) {
        let outgoing = file(batches);
        let written = write(&outgoing, first).unwrap();
        prop_assert_eq!(check(written.text.as_bytes()).findings, []);
        let (tree, problems) = read(written.text.as_bytes());
        prop_assert_eq!(problems, []);
        prop_assert_eq!(tree.batches.len(), outgoing.batches.len());
        let control = tree.control.unwrap();
        prop_assert_eq!(control.number(file_control::CREDITS), u64::try_from(written.credits.0).ok());
        for ((batch, sent), traces) in tree.batches.iter().zip(&outgoing.batches).zip(&written.traces) {
            for ((entry, payment), trace) in batch.entries.iter().zip(&sent.payments).zip(traces) {
                let detail = &entry.detail;
                let routing = format!("{}{}", detail.raw(entry::RDFI), detail.raw(entry::CHECK_DIGIT));
                prop_assert_eq!(routing, payment.routing.to_string());
                prop_assert_eq!(detail.text(entry::ACCOUNT), &payment.account);
                prop_assert_eq!(detail.number(entry::AMOUNT), u64::try_from(payment.amount.0).ok());
                prop_assert_eq!(detail.text(entry::ID), &payment.individual_id);
                prop_assert_eq!(detail.text(entry::NAME), &payment.name);
                prop_assert_eq!(detail.number(entry::TRACE), Some(trace.digits()));
                let text = entry.addenda.first().map(|addenda| addenda.text(remittance::TEXT).to_owned());
                prop_assert_eq!(&text, &payment.addenda);
            }
        }
        let balanced = outgoing.batches.iter().all(|batch| batch.offset.is_some());
        prop_assert!(!balanced || written.debits == written.credits);
    }
}
