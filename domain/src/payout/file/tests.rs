//! Files of payouts, checked by the same checker that checks files of others.

use super::*;
use crate::ach::check;
use crate::payout::settings::sample;
use uuid::Uuid;

fn receiver(number: u128, class: PaymentClass, cents: i64) -> Receiver {
    Receiver {
        what: if cents == 0 { For::Prenote } else { For::Payout(PayoutId(Uuid::from_u128(number))) },
        partner: PartnerId(Uuid::from_u128(number)),
        amount: Cents(cents),
        routing: "121042882".parse().unwrap(),
        account: format!("98765{number}"),
        kind: AccountKind::Checking,
        class,
        name: "Müller & Søn’s Größe–Netz GmbH".into(),
        reference: format!("RS-{number}"),
    }
}

fn heading() -> Heading {
    let at = "2025-10-15T17:00:00Z".parse().unwrap();
    let effective = "2025-10-16".parse().unwrap();
    Heading { at, id_modifier: 'A', reference: "PB-7".into(), effective, first_sequence: 41 }
}

#[test]
fn people_and_businesses_are_paid_by_batches_of_their_own_and_traces_follow_them() {
    let receivers = vec![
        receiver(1, PaymentClass::Businesses, 10_000),
        receiver(2, PaymentClass::People, 2_500),
        receiver(3, PaymentClass::Businesses, 700),
    ];
    let file = write(&sample(), None, &heading(), receivers).unwrap();
    assert_eq!(file.receivers.iter().map(|r| r.amount.0).collect::<Vec<_>>(), [2_500, 10_000, 700]);
    let traces: Vec<_> = file.written.traces.concat().iter().map(|trace| trace.sequence()).collect();
    assert_eq!((traces, file.written.next_sequence), (vec![41, 42, 43], 44));
    assert_eq!((file.written.debits, file.written.credits), (Cents(0), Cents(13_200)));
    let report = check::check(file.written.text.as_bytes());
    assert_eq!((report.findings, report.credits, report.batches), (vec![], 13_200, 2));
    assert!(file.written.text.contains("MUELLER & SOEN'S GROES"), "{}", file.written.text);
}

#[test]
fn a_balanced_file_takes_from_the_operator_what_it_gives() {
    let offset =
        Offset { routing: "121042882".parse().unwrap(), account: "555".into(), account_kind: AccountKind::Checking };
    let receivers = vec![receiver(1, PaymentClass::Businesses, 10_000)];
    let file = write(&sample(), Some(&offset), &heading(), receivers).unwrap();
    assert_eq!((file.written.debits, file.written.credits), (Cents(10_000), Cents(10_000)));
    assert_eq!((file.written.traces.concat().len(), file.written.next_sequence), (1, 43), "the offset takes a number");
}

#[test]
fn prenotes_move_nothing() {
    let file = write(&sample(), None, &heading(), vec![receiver(1, PaymentClass::People, 0)]).unwrap();
    assert_eq!(file.written.credits, Cents::ZERO);
    assert_eq!(check::check(file.written.text.as_bytes()).findings, []);
}

#[test]
fn the_same_batch_is_the_same_file() {
    let receivers = vec![receiver(2, PaymentClass::People, 5), receiver(1, PaymentClass::Businesses, 10_000)];
    let once = write(&sample(), None, &heading(), receivers.clone()).unwrap();
    assert_eq!(write(&sample(), None, &heading(), receivers).unwrap(), once);
}

#[test]
fn an_amount_too_large_for_the_same_day_moves_on_the_next() {
    let settings = PayoutSettings { speed: crate::payout::Speed::SameDay, ..sample() };
    let now = heading().at;
    let effective = |cents| effective_date(&settings, &[receiver(1, PaymentClass::People, cents)], now).to_string();
    assert_eq!(effective(SAME_DAY_LIMIT.0), "2025-10-15");
    assert_eq!(effective(SAME_DAY_LIMIT.0 + 1), "2025-10-16");
}

#[test]
fn a_day_has_36_files() {
    assert_eq!(
        (id_modifier(0), id_modifier(26), id_modifier(35), id_modifier(36)),
        (Some('A'), Some('0'), Some('9'), None)
    );
}
