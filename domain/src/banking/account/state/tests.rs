//! What proves an account, by example and by property.

use super::*;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn deposits(one: i64, other: i64) -> MicroDeposits {
    MicroDeposits::new(Cents(one), Cents(other)).unwrap()
}

#[test]
fn a_prenote_proves_an_account_three_banking_days_after_it_settled() {
    // The Wednesday before Thanksgiving: Friday, Monday and Tuesday are the banking days that follow.
    let sent = AccountState::Unverified.after(AccountStep::SendPrenote(day("2025-11-26"))).unwrap();
    assert_eq!(sent.proved_on(), Some(day("2025-12-02")));
    let look = |on| sent.after(AccountStep::LookAtPrenote(day(on))).unwrap();
    assert_eq!(look("2025-12-01"), sent);
    assert_eq!(look("2025-12-02"), AccountState::Verified { on: day("2025-12-02"), by: Proof::Prenote });
    let returned = sent.after(AccountStep::Return(day("2025-12-01"), "R03".into())).unwrap();
    assert_eq!(returned.status(), AccountStatus::Failed);
    assert!(returned.after(AccountStep::LookAtPrenote(day("2025-12-09"))).is_err());
}

#[test]
fn deposits_are_confirmed_in_any_order_within_three_tries() {
    let sent = AccountState::Unverified.after(AccountStep::SendDeposits(day("2025-10-07"), deposits(7, 42))).unwrap();
    let name = |state: &AccountState, one, other| {
        state.after(AccountStep::Confirm(day("2025-10-08"), deposits(one, other))).unwrap()
    };
    assert_eq!(name(&sent, 42, 7), AccountState::Verified { on: day("2025-10-08"), by: Proof::MicroDeposits });
    let once = name(&sent, 1, 2);
    assert_eq!((once.status(), once.tries_left()), (AccountStatus::Verifying, Some(2)));
    let twice = name(&once, 7, 7);
    assert_eq!(name(&twice, 7, 42).status(), AccountStatus::Verified);
    let thrice = name(&twice, 41, 7);
    assert_eq!(thrice, AccountState::Failed { on: day("2025-10-08"), why: Failing::Unconfirmed });
    assert!(thrice.after(AccountStep::Confirm(day("2025-10-08"), deposits(7, 42))).is_err());
}

#[test]
fn a_verified_account_fails_by_returns_that_tell_of_the_account() {
    let verified = AccountState::Verified { on: day("2025-10-08"), by: Proof::Prenote };
    let after = |code: &str| verified.after(AccountStep::Return(day("2025-11-03"), code.into())).unwrap();
    assert_eq!(after("R23"), verified, "one payment was refused");
    assert_eq!(after("R02").status(), AccountStatus::Failed);
}

#[test]
fn amounts_are_of_one_to_99_cents() {
    for (one, other) in [(0, 5), (5, 100), (-1, 5)] {
        assert_eq!(MicroDeposits::new(Cents(one), Cents(other)), None);
    }
    assert_eq!(deposits(9, 3).amounts(), [Cents(3), Cents(9)]);
}

#[test]
fn amounts_are_read_as_people_write_them() {
    assert_eq!(named_deposits(" 0.42", "$0.07").unwrap(), deposits(7, 42));
    for (one, other, said) in [
        ("7 cents", "0.42", "First amount: “7 cents” is not an amount"),
        ("0.07", "1.42", "Amounts: both are of 1 to 99 cents"),
    ] {
        let refused = named_deposits(one, other).unwrap_err().to_string();
        assert!(refused.starts_with(said), "{refused}");
    }
}

fn steps() -> impl Strategy<Value = Vec<AccountStep>> {
    let on = (0u64..400).prop_map(|days| day("2025-01-01") + chrono::Days::new(days));
    let pair = (1i64..=3, 1i64..=3).prop_map(|(one, other)| deposits(one, other));
    let code = prop::sample::select(vec!["R01", "R02", "R03", "R23"]).prop_map(str::to_owned);
    let step = prop_oneof![
        on.clone().prop_map(AccountStep::SendPrenote),
        (on.clone(), pair.clone()).prop_map(|(on, pair)| AccountStep::SendDeposits(on, pair)),
        on.clone().prop_map(AccountStep::LookAtPrenote),
        (on.clone(), pair).prop_map(|(on, pair)| AccountStep::Confirm(on, pair)),
        (on.clone(), code).prop_map(|(on, code)| AccountStep::Return(on, code)),
        on.prop_map(AccountStep::Replace),
    ];
    prop::collection::vec(step, 0..12)
}

proptest! {
    #[test]
    fn an_account_is_payable_only_by_a_proof_that_happened(steps in steps()) {
        let mut state = AccountState::Unverified;
        for step in steps {
            let Ok(next) = state.after(step.clone()) else { continue };
            if next.is_payable() && !state.is_payable() {
                let proved = match (&state, &step) {
                    (AccountState::Prenoted { .. }, AccountStep::LookAtPrenote(today)) => {
                        state.proved_on().is_some_and(|proved| proved <= *today)
                    }
                    (AccountState::Deposited { deposits, .. }, AccountStep::Confirm(_, named)) => deposits == named,
                    _ => false,
                };
                prop_assert!(proved, "{state:?} {step:?}");
            }
            // No way leads back: what has failed or was replaced isn't paid to again.
            if matches!(state.status(), AccountStatus::Failed | AccountStatus::Replaced) {
                prop_assert!(matches!(next.status(), AccountStatus::Failed | AccountStatus::Replaced));
            }
            prop_assert!(state.status() != AccountStatus::Replaced, "a replaced account takes no step");
            prop_assert!(next.tries_left() != Some(0), "without tries left it has failed");
            state = next;
        }
    }
}
