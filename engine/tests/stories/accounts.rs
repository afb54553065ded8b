//! Bank accounts: who says where money goes, what proves it, and what stops it.

use crate::world::{CUSTOMERS, World};
use chrono::NaiveDate;
use domain::ach::returns::Change;
use domain::audit::Actor;
use domain::banking::account::{
    AccountDetails, AccountStatus, BankAccountKind, HolderKind, MicroDeposits, Proof, TaxForm, TaxFormKind,
};
use domain::user::Role;
use domain::view::{BankAccountFilter, BankAccountQuery, BankAccountView, OwnBankAccount};
use domain::{BankAccountId, Cents, Refusal};
use engine::Desk;

pub fn details(number: &str) -> AccountDetails {
    let what = (BankAccountKind::Checking, HolderKind::Business);
    AccountDetails::read(what, "Harbor Dealers LLC", "121042882", (number, number)).unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Two resellers, and the owner of the first.
pub async fn world() -> (World, Desk) {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let owner = world.desk(Role::Owner, Some("RS-1")).await;
    (world, owner)
}

pub async fn entered(owner: &Desk, number: &str) -> BankAccountView {
    owner.enter_bank_account(details(number)).await.unwrap();
    owner.own_bank_account().await.unwrap().current.unwrap()
}

const fn all() -> BankAccountQuery {
    BankAccountQuery { filter: None, page: 1 }
}

#[tokio::test]
async fn an_owner_enters_its_account_and_every_owner_is_told() {
    let (world, owner) = world().await;
    assert_eq!(owner.own_bank_account().await.unwrap().current, None);
    let account = entered(&owner, "000123456789").await;
    assert_eq!((account.masked.as_str(), account.status), ("••••6789", AccountStatus::Unverified));
    assert_eq!(account.entered_by.as_deref(), Some("The Reseller owner"));
    world.office.work_through().await.unwrap();
    let mail = &world.desk(Role::Finance, None).await.mails().await.unwrap()[0];
    assert_eq!((mail.subject.as_str(), mail.to_name.as_str()), ("Your bank account was changed", "The Reseller owner"));
    assert!(
        mail.text.contains("was changed by The Reseller owner.") && mail.text.contains("••••6789"),
        "{}",
        mail.text
    );
    assert!(!mail.text.contains("123456789") && !mail.html.contains("123456789"));
}

#[tokio::test]
async fn another_account_takes_the_place_of_the_one_before_and_begins_unverified() {
    let (world, owner) = world().await;
    let first = entered(&owner, "000123456789").await;
    world.office.note_prenote(first.id, day("2025-10-07"), Actor::System).await.unwrap();
    world.later(7 * 86_400);
    assert_eq!(world.office.look_at_prenotes().await.unwrap(), 1);
    let same = owner.enter_bank_account(details("000123456789")).await;
    assert!(matches!(same, Err(Refusal::NotNow { .. })), "{same:?}");
    let second = entered(&owner, "987654321").await;
    assert_eq!(second.status, AccountStatus::Unverified);
    let OwnBankAccount { earlier, .. } = owner.own_bank_account().await.unwrap();
    assert_eq!(earlier.iter().map(|a| (a.id, a.status)).collect::<Vec<_>>(), [(first.id, AccountStatus::Replaced)]);
}

#[tokio::test]
async fn a_prenote_that_does_not_come_back_verifies_an_account() {
    let (world, owner) = world().await;
    let account = entered(&owner, "000123456789").await;
    // It settles on Tuesday the seventh; Monday the thirteenth is Columbus Day, no banking day.
    world.office.note_prenote(account.id, day("2025-10-07"), Actor::System).await.unwrap();
    let sent = owner.own_bank_account().await.unwrap().current.unwrap();
    assert_eq!((sent.status, sent.proved_on), (AccountStatus::Verifying, Some(day("2025-10-10"))));
    world.later(3 * 86_400);
    assert_eq!(world.office.look_at_prenotes().await.unwrap(), 0, "it is the ninth");
    world.later(86_400);
    assert_eq!(world.office.look_at_prenotes().await.unwrap(), 1);
    let proved = owner.own_bank_account().await.unwrap().current.unwrap();
    assert_eq!((proved.status, proved.proof), (AccountStatus::Verified, Some(Proof::Prenote)));
    assert_eq!(world.office.look_at_prenotes().await.unwrap(), 0);
}

#[tokio::test]
async fn what_comes_back_fails_an_account_and_says_why() {
    let (world, owner) = world().await;
    let account = entered(&owner, "000123456789").await;
    world.office.note_prenote(account.id, day("2025-10-07"), Actor::System).await.unwrap();
    world.office.note_return(account.id, "R03", day("2025-10-08"), Actor::System).await.unwrap();
    let failed = owner.own_bank_account().await.unwrap().current.unwrap();
    assert_eq!(failed.failing.as_deref(), Some("R03: No Account/Unable to Locate Account"));
    // The same numbers may be tried again.
    assert_eq!(entered(&owner, "000123456789").await.status, AccountStatus::Unverified);
}

#[tokio::test]
async fn a_bank_corrects_an_account_and_it_stays_verified() {
    let (world, owner) = world().await;
    let account = entered(&owner, "000123456789").await;
    world.office.note_prenote(account.id, day("2025-10-07"), Actor::System).await.unwrap();
    world.later(7 * 86_400);
    world.office.look_at_prenotes().await.unwrap();
    let change = Change { account: Some("5550001234".into()), ..Change::default() };
    let corrected = world.office.note_change(account.id, &change, Actor::System).await.unwrap();
    let current = owner.own_bank_account().await.unwrap().current.unwrap();
    assert_eq!((current.id, current.masked.as_str()), (corrected.id, "••••1234"));
    assert_eq!((current.status, current.entered_by), (AccountStatus::Verified, None));
    let bank = Change { routing: Some("011000015".parse().unwrap()), ..Change::default() };
    let again = world.office.note_change(corrected.id, &bank, Actor::System).await.unwrap();
    let number = world.office.reveal_account(again.id, "to compare", Actor::System).await.unwrap();
    assert_eq!((number.expose(), again.routing.to_string().as_str()), ("5550001234", "011000015"));
    let late = world.office.note_change(account.id, &change, Actor::System).await;
    assert!(matches!(late, Err(Refusal::NotNow { .. })), "{late:?}");
}

#[tokio::test]
async fn micro_deposits_are_named_by_the_owner_within_three_tries() {
    let (world, owner) = world().await;
    let finance = world.desk(Role::Finance, None).await;
    let account = entered(&owner, "000123456789").await;
    let sent = finance.begin_deposits(account.id, account.revision).await.unwrap();
    assert!(matches!(finance.begin_deposits(account.id, account.revision).await, Err(Refusal::Conflict { .. })));
    let [one, other] = sent.amounts();
    let named = |one: Cents, other: Cents| MicroDeposits::new(one, other).unwrap();
    let wrong = named(Cents(one.0 % 99 + 1), Cents((other.0 + 40) % 99 + 1));
    let first = owner.confirm_deposits(wrong).await.unwrap();
    assert_eq!((first.status(), first.tries_left()), (AccountStatus::Verifying, Some(2)));
    assert_eq!(owner.confirm_deposits(named(other, one)).await.unwrap().status(), AccountStatus::Verified);

    let account = entered(&owner, "987654321").await;
    let sent = finance.begin_deposits(account.id, account.revision).await.unwrap();
    for left in [AccountStatus::Verifying, AccountStatus::Verifying, AccountStatus::Failed] {
        let [one, _] = sent.amounts();
        let wrong = named(Cents(one.0 % 99 + 1), Cents(one.0 % 99 + 1));
        assert_eq!(owner.confirm_deposits(wrong).await.unwrap().status(), left);
    }
}

#[tokio::test]
async fn payments_are_held_and_released_with_a_reason() {
    let (world, owner) = world().await;
    let finance = world.desk(Role::Finance, None).await;
    let partner = owner.partners().await.unwrap()[0].id;
    assert!(matches!(finance.hold_payments(partner, " ").await, Err(Refusal::Invalid { .. })));
    finance.hold_payments(partner, "Disputed September").await.unwrap();
    assert!(matches!(finance.hold_payments(partner, "Again").await, Err(Refusal::NotNow { .. })));
    let held = BankAccountQuery { filter: Some(BankAccountFilter::Held), page: 1 };
    let list = finance.bank_accounts(held).await.unwrap();
    assert_eq!((list.found, list.rows[0].held_by.as_deref()), (1, Some("The Finance")));
    let own = owner.own_bank_account().await.unwrap();
    assert!(own.held_since.is_some(), "the owner knows that, and not why");
    finance.release_payments(partner, "Settled").await.unwrap();
    assert!(matches!(finance.release_payments(partner, "Again").await, Err(Refusal::NotNow { .. })));
    let form = TaxForm { kind: TaxFormKind::W9, received_on: day("2025-10-06") };
    finance.file_tax_form(partner, form).await.unwrap();
    assert_eq!(owner.own_bank_account().await.unwrap().tax_form, Some(form));
    let ahead = TaxForm { received_on: day("2025-10-07"), ..form };
    assert!(matches!(finance.file_tax_form(partner, ahead).await, Err(Refusal::Invalid { .. })));
}

#[tokio::test]
async fn the_same_account_at_two_partners_is_seen() {
    let (world, owner) = world().await;
    let other = world.desk(Role::Owner, Some("RS-2")).await;
    entered(&owner, "000123456789").await;
    entered(&other, "000123456789").await;
    let auditor = world.desk(Role::Auditor, None).await;
    let list = auditor.bank_accounts(all()).await.unwrap();
    let shared: Vec<_> =
        list.rows.iter().map(|row| row.shared_with.iter().map(|p| p.code.as_str()).collect::<Vec<_>>()).collect();
    assert_eq!(shared, [vec!["RS-2"], vec!["RS-1"]]);
    let page = auditor.bank_account_page(list.rows[0].partner.id).await.unwrap();
    assert!(!page.may_manage && !page.may_reveal);
    entered(&other, "987654321").await;
    let finance = world.desk(Role::Finance, None).await;
    let list = finance.bank_accounts(all()).await.unwrap();
    assert!(list.rows.iter().all(|row| row.shared_with.is_empty()));
    let page = finance.bank_account_page(list.rows[1].partner.id).await.unwrap();
    assert_eq!((page.earlier.len(), page.may_manage, page.may_reveal), (1, true, true));
}

#[tokio::test]
async fn who_may_not_is_told_so() {
    let (world, owner) = world().await;
    let account = entered(&owner, "000123456789").await;
    let partner = owner.partners().await.unwrap()[0].id;
    for (role, of) in [
        (Role::Manager, None),
        (Role::Support, None),
        (Role::Sales, Some("RS-1")),
        (Role::Viewer, Some("RS-1")),
        (Role::Owner, Some("RS-2")),
        (Role::Auditor, None),
    ] {
        let desk = world.desk(role, of).await;
        let refused = |result: Result<(), Refusal>| {
            assert!(matches!(result, Err(Refusal::Forbidden { .. })), "{role}: {result:?}");
        };
        refused(desk.reveal_account(account.id, "curious").await.map(drop));
        refused(desk.hold_payments(partner, "because").await);
        refused(desk.release_payments(partner, "because").await);
        refused(desk.begin_deposits(account.id, account.revision).await.map(drop));
        if role != Role::Auditor {
            refused(desk.bank_accounts(all()).await.map(drop));
            refused(desk.bank_account_page(partner).await.map(drop));
        }
        if role != Role::Owner {
            refused(desk.enter_bank_account(details("987654321")).await);
            refused(desk.own_bank_account().await.map(drop));
        }
    }
    for role in [Role::Admin, Role::Finance] {
        let desk = world.desk(role, None).await;
        assert!(
            matches!(desk.enter_bank_account(details("987654321")).await, Err(Refusal::Forbidden { .. })),
            "{role}"
        );
    }
}

#[tokio::test]
async fn a_number_is_told_with_a_reason_only_and_that_is_kept() {
    let (world, owner) = world().await;
    let account = entered(&owner, "000123456789").await;
    let finance = world.desk(Role::Finance, None).await;
    assert!(matches!(finance.reveal_account(account.id, "").await, Err(Refusal::Invalid { .. })));
    let nobody = BankAccountId(uuid::Uuid::nil());
    assert_eq!(finance.reveal_account(nobody, "why").await.err(), Some(Refusal::not_found("bank account")));
    let number = finance.reveal_account(account.id, "The bank has called").await.unwrap();
    assert_eq!((number.0.as_str(), format!("{number:?}").as_str()), ("000123456789", "NumberInTransit(***)"));
    let trail = world.trail().await;
    let kept = trail.iter().find(|entry| entry.action == "bank_account_revealed").unwrap();
    assert!(kept.subject == "RS-1" && kept.details.contains("The bank has called") && kept.user_id.is_some());
}
