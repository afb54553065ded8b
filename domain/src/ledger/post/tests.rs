//! What each event books, and that nothing it books can be out of balance.

use super::*;
use crate::ledger::Balances;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;

const MONTH: &str = "2025-09";

fn month() -> Month {
    MONTH.parse().unwrap()
}

fn day() -> NaiveDate {
    "2025-10-15".parse().unwrap()
}

fn entry_id(number: u128) -> EntryId {
    EntryId(Uuid::from_u128(number))
}

fn partner(number: u128) -> PartnerId {
    PartnerId(Uuid::from_u128(number))
}

fn payout(number: u128, amount: i64) -> Payout {
    Payout { id: PayoutId(Uuid::from_u128(number)), partner: partner(7), month: month(), amount: Cents(amount) }
}

fn of_statement(sums: &[(Kind, Cents)], draw_is_recoverable: bool) -> Result<Option<Entry>, LedgerError> {
    let facts = StatementFacts { partner: partner(7), month: month(), version: 1, sums, draw_is_recoverable };
    statement(entry_id(1), &facts)
}

/// What an entry books, as `account amount`; partners' accounts are marked.
fn booked(entry: &Entry) -> Vec<String> {
    let mark = |posting: &Posting| if posting.partner == Some(partner(7)) { " of 7" } else { "" };
    entry.postings().iter().map(|p| format!("{}{} {}", p.account.code(), mark(p), p.amount)).collect()
}

#[test]
fn a_statement_is_a_cost_and_owed_to_the_partner() {
    let entry = of_statement(&[(Kind::Earned, Cents(10_000))], true).unwrap().unwrap();
    assert_eq!(booked(&entry), ["expense 100.00", "payable of 7 -100.00"]);
    assert_eq!((entry.day().to_string(), entry.month()), ("2025-09-30".to_owned(), month()));
}

#[test]
fn what_is_held_back_is_owed_on_an_account_of_its_own() {
    let sums = [(Kind::Earned, Cents(10_000)), (Kind::Holdback, Cents(-1_500)), (Kind::Release, Cents(200))];
    let entry = of_statement(&sums, true).unwrap().unwrap();
    assert_eq!(booked(&entry), ["expense 100.00", "payable of 7 -87.00", "holdback of 7 -13.00"]);
}

#[test]
fn a_draw_is_lent_or_given_and_what_is_recovered_reduces_what_is_lent() {
    let sums = [(Kind::Earned, Cents(1_000)), (Kind::Draw, Cents(4_000))];
    let lent = of_statement(&sums, true).unwrap().unwrap();
    assert_eq!(booked(&lent), ["expense 10.00", "payable of 7 -50.00", "draws of 7 40.00"]);
    let given = of_statement(&sums, false).unwrap().unwrap();
    assert_eq!(booked(&given), ["expense 50.00", "payable of 7 -50.00"]);
    let back = of_statement(&[(Kind::Earned, Cents(9_000)), (Kind::Recovery, Cents(-4_000))], true).unwrap().unwrap();
    assert_eq!(booked(&back), ["expense 90.00", "payable of 7 -50.00", "draws of 7 -40.00"]);
}

#[test]
fn what_is_carried_stays_payable() {
    let earned = [(Kind::Earned, Cents(900))];
    let carried = [(Kind::Earned, Cents(900)), (Kind::BroughtForward, Cents(50)), (Kind::CarriedForward, Cents(-950))];
    assert_eq!(of_statement(&carried, true), of_statement(&earned, true));
}

#[test]
fn a_statement_of_nothing_books_nothing() {
    assert_eq!(of_statement(&[(Kind::Earned, Cents::ZERO)], true), Ok(None));
    assert_eq!(of_statement(&[(Kind::Earned, Cents(5)), (Kind::Clawback, Cents(-5))], true), Ok(None));
    assert_eq!(of_statement(&[], true), Ok(None));
}

#[test]
fn a_statement_below_nothing_is_owed_by_the_partner() {
    let entry = of_statement(&[(Kind::Clawback, Cents(-700))], true).unwrap().unwrap();
    assert_eq!(booked(&entry), ["expense -7.00", "payable of 7 7.00"]);
}

#[test]
fn a_payout_goes_by_way_of_clearing_and_may_come_back() {
    let of = payout(3, 5_000);
    let submitted = payout_submitted(entry_id(1), day(), &of).unwrap();
    let settled = payout_settled(entry_id(2), day(), &of).unwrap();
    assert_eq!(booked(&submitted), ["payable of 7 50.00", "clearing -50.00"]);
    assert_eq!(booked(&settled), ["clearing 50.00", "cash -50.00"]);
    let from_transit = payout_returned(entry_id(3), day(), &of, ReturnedFrom::Transit).unwrap();
    assert_eq!(booked(&from_transit), ["clearing 50.00", "payable of 7 -50.00"]);
    let from_bank = payout_returned(entry_id(3), day(), &of, ReturnedFrom::Settled).unwrap();
    assert_eq!(booked(&from_bank), ["cash 50.00", "payable of 7 -50.00"]);
    assert_eq!(from_transit.source(), from_bank.source(), "it comes back once, wherever from");
    let keys = [&submitted, &settled, &from_bank].map(Entry::source);
    assert!(keys[0] != keys[1] && keys[1] != keys[2] && keys[0] != keys[2]);
}

#[test]
fn a_payment_is_more_than_nothing() {
    for amount in [0, -1] {
        assert_eq!(payout_submitted(entry_id(1), day(), &payout(3, amount)), Err(LedgerError::NotPositive(amount)));
    }
}

#[test]
fn a_correction_is_booked_apart_with_its_reason() {
    let correction = Correction {
        id: AdjustmentId(Uuid::from_u128(4)),
        partner: partner(7),
        month: month(),
        amount: Cents(-250),
        reason: "billed twice in August".into(),
    };
    let entry = adjustment(entry_id(1), day(), &correction).unwrap();
    assert_eq!(booked(&entry), ["adjustments -2.50", "payable of 7 2.50"]);
    assert_eq!(entry.memo(), Some("billed twice in August"));
}

#[test]
fn what_does_not_balance_or_books_nothing_is_no_entry() {
    let source = Source::statement(partner(7), month(), 1);
    let refused = |postings| Entry::new(entry_id(1), day(), source, None, postings).unwrap_err();
    let (cost, owed) = (|cents| Posting::house(Account::Expense, Cents(cents)), Account::Payable);
    assert_eq!(refused(vec![]), LedgerError::Empty);
    assert_eq!(refused(vec![cost(100)]), LedgerError::Unbalanced(100));
    assert_eq!(refused(vec![cost(100), Posting::of(partner(7), owed, Cents(-99))]), LedgerError::Unbalanced(1));
    assert_eq!(refused(vec![cost(0)]), LedgerError::Nothing(Account::Expense));
    assert_eq!(refused(vec![cost(1), Posting::house(owed, Cents(-1))]), LedgerError::WrongPartner(owed));
    let foreign = Posting::of(partner(7), Account::Cash, Cents(-1));
    assert_eq!(refused(vec![cost(1), foreign]), LedgerError::WrongPartner(Account::Cash));
    assert_eq!(refused(vec![cost(i64::MAX), cost(1), cost(i64::MIN)]), LedgerError::TooLarge);
    // More than fits in 64 bits, and so a wrapped sum would balance.
    assert!(matches!(refused(vec![cost(i64::MAX), cost(i64::MAX), cost(2)]), LedgerError::Unbalanced(_)));
}

/// Any event with any amount.
fn any_entry() -> impl Strategy<Value = Entry> {
    let kinds = vec((select(Kind::ALL), -1_000_000i64..1_000_000), 1..6);
    (any::<u128>(), 0u8..7, 1i64..1_000_000, 1u128..4, kinds, any::<bool>()).prop_filter_map(
        "a statement of nothing",
        |(number, event, amount, of, kinds, flag)| {
            let (id, partner) = (entry_id(number), partner(of));
            let to_pay = Payout { partner, ..payout(number, amount) };
            let day = if flag { day() } else { month().last_day() };
            let made = match event {
                0 => {
                    let sums: Vec<_> = kinds.into_iter().map(|(kind, cents)| (kind, Cents(cents))).collect();
                    let (month, version) = (month(), 1);
                    statement(id, &StatementFacts { partner, month, version, sums: &sums, draw_is_recoverable: flag })
                }
                1 => payout_submitted(id, day, &to_pay).map(Some),
                2 => payout_settled(id, day, &to_pay).map(Some),
                3 => payout_returned(id, day, &to_pay, ReturnedFrom::Transit).map(Some),
                4 => payout_returned(id, day, &to_pay, ReturnedFrom::Settled).map(Some),
                5 => holdback_released(id, day, (partner, month()), Cents(amount)).map(Some),
                _ => {
                    let (id_of, reason) = (AdjustmentId(Uuid::from_u128(number)), "a reason".to_owned());
                    let amount = Cents(if flag { amount } else { -amount });
                    adjustment(id, day, &Correction { id: id_of, partner, month: month(), amount, reason }).map(Some)
                }
            };
            made.unwrap()
        },
    )
}

fn sum(entry: &Entry) -> i64 {
    entry.postings().iter().map(|posting| posting.amount.0).sum()
}

proptest! {
    #[test]
    fn whatever_is_booked_balances(entries in vec(any_entry(), 1..40)) {
        for entry in &entries {
            prop_assert_eq!(sum(entry), 0);
        }
        let balances = Balances::of(&entries).unwrap();
        let all: i64 = Account::ALL.iter().map(|account| balances.balance(None, *account).0).sum();
        prop_assert_eq!(all, 0);
        for account in Account::ALL.iter().filter(|account| account.is_per_partner()) {
            let of_partners: i64 = (1..4).map(|of| balances.balance(Some(partner(of)), *account).0).sum();
            prop_assert_eq!(of_partners, balances.balance(None, *account).0, "the control account of {}", account);
        }
    }

    #[test]
    fn the_order_of_booking_is_of_no_account(
        (entries, shuffled) in vec(any_entry(), 1..40).prop_flat_map(|e| (Just(e.clone()), Just(e).prop_shuffle()))
    ) {
        prop_assert_eq!(Balances::of(&entries).unwrap(), Balances::of(&shuffled).unwrap());
    }

    #[test]
    fn a_reversal_cancels(entry in any_entry()) {
        let back = reversal(entry_id(9), day(), &entry, "a mistake").unwrap();
        prop_assert_eq!(sum(&back), 0);
        let balances = Balances::of([&entry, &back]).unwrap();
        for account in Account::ALL {
            for of in [None, Some(partner(1)), Some(partner(2)), Some(partner(3))] {
                prop_assert_eq!(balances.balance(of, *account), Cents::ZERO);
            }
        }
        let again = reversal(entry_id(10), day(), &back, "after all").unwrap();
        prop_assert_eq!(again.postings(), entry.postings());
        prop_assert_eq!(back.source(), Source::reversal(entry.id(), entry.source().period));
    }

    #[test]
    fn what_does_not_sum_to_nothing_is_refused(amounts in vec(any::<i64>(), 1..6)) {
        let postings: Vec<_> = amounts.iter().map(|a| Posting::house(Account::Expense, Cents(*a))).collect();
        let made = Entry::new(entry_id(1), day(), Source::statement(partner(1), month(), 1), None, postings);
        let total: i128 = amounts.iter().map(|a| i128::from(*a)).sum();
        let sound = total == 0 && !amounts.contains(&0) && !amounts.contains(&i64::MIN);
        prop_assert_eq!(made.is_ok(), sound);
    }
}
