//! The ledger: what a close books, who may look, and what leaves as CSV.

use crate::world::{CUSTOMERS, World, month, text_of};
use domain::audit::Actor;
use domain::ledger::{Account, SourceKind, Turnover};
use domain::user::Role;
use domain::view::AccountQuery;
use domain::{Cents, FileFormat, PartnerId, Refusal};

const PLAN: &str = r#"{"rules": [{"type": "percentage", "rate": 100000}]}"#;
/// What each reseller earns in September.
const EARNED: [i64; 2] = [1_000 + 606, 2_500];

async fn closed(months: &[&str]) -> World {
    let world = World::new().await;
    world.office.add_plan("residual", "Residual", month("2024-01"), PLAN, true).await.unwrap();
    world.import(CUSTOMERS).await;
    for closed in months {
        world.office.close(month(closed), Actor::System, |_| ()).await.unwrap();
    }
    world
}

const fn payable(partner: Option<PartnerId>, page: u32) -> AccountQuery {
    AccountQuery { partner, account: Account::Payable, page }
}

#[tokio::test]
async fn a_close_books_every_statement_and_the_books_are_in_balance() {
    let world = closed(&["2025-08", "2025-09"]).await;
    let desk = world.desk(Role::Finance, None).await;
    let balance = desk.trial_balance(None, 1).await.unwrap();
    assert_eq!(
        (balance.month, balance.months.as_slice()),
        (Some(month("2025-09")), ["2025-09", "2025-08"].map(month).as_slice())
    );
    let earned = Cents(EARNED.iter().sum());
    assert_eq!(balance.booked(), Turnover { debit: earned, credit: earned });
    assert!(balance.is_in_balance());
    let august = desk.trial_balance(Some(month("2025-08")), 1).await.unwrap();
    let opening: Vec<_> = balance.accounts.iter().map(|of| (of.account, of.opening)).collect();
    let closing: Vec<_> = august.accounts.iter().map(|of| (of.account, of.closing())).collect();
    assert_eq!(opening, closing, "what August leaves is what September begins with");

    // The account of all partners is theirs together, and each is what their statements say.
    let statements = desk.statements(None).await.unwrap();
    assert_eq!(balance.found, 2);
    for partner in &balance.partners {
        let account = desk.partner_account(payable(Some(partner.partner.id), 1)).await.unwrap();
        let statement = statements.iter().find(|s| s.partner.id == partner.partner.id).unwrap();
        assert_eq!(account.entries[0].amount, -statement.commission);
        assert_eq!(
            (account.entries[0].balance, account.balances[0]),
            (partner.payable, (Account::Payable, partner.payable))
        );
        assert_eq!(account.entries.iter().map(|e| e.amount).sum::<Cents>(), partner.payable);
    }
    let check = world.office.check_ledger().await.unwrap();
    assert_eq!((check.entries, check.differences), (4, vec![]));
}

#[tokio::test]
async fn closing_again_books_nothing_again() {
    let world = closed(&["2025-09"]).await;
    let desk = world.desk(Role::Auditor, None).await;
    let first = desk.trial_balance(None, 1).await.unwrap();
    world.later(3600);
    world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
    assert_eq!(desk.trial_balance(None, 1).await.unwrap(), first);
    assert_eq!(world.office.check_ledger().await.unwrap().entries, 2);
}

#[tokio::test]
async fn the_books_are_in_balance_before_the_first_close_too() {
    let world = World::new().await;
    let desk = world.desk(Role::Admin, None).await;
    let balance = desk.trial_balance(None, 1).await.unwrap();
    assert_eq!((balance.month, balance.accounts.len(), balance.is_in_balance()), (None, 0, true));
    assert_eq!(world.office.check_ledger().await.unwrap().differences, []);
}

#[tokio::test]
async fn a_resellers_owner_sees_its_own_account_and_nothing_else_of_the_ledger() {
    let world = closed(&["2025-09"]).await;
    let (owner, other) = (world.desk(Role::Owner, Some("RS-1")).await, world.desk(Role::Owner, Some("RS-2")).await);
    let account = owner.partner_account(payable(None, 1)).await.unwrap();
    let seen: Vec<_> = account.entries.iter().map(|e| (e.source.kind, e.amount.0, e.balance.0)).collect();
    assert_eq!(seen, [(SourceKind::Statement, -EARNED[0], -EARNED[0])]);
    assert_eq!((account.partner.code.as_str(), account.found, account.pages), ("RS-1", 1, 1));

    let theirs = Some(other.partners().await.unwrap()[0].id);
    let not_found = Refusal::not_found("partner");
    assert_eq!(owner.partner_account(payable(theirs, 1)).await.err(), Some(not_found.clone()));
    assert_eq!(owner.account_file(theirs, Account::Payable, FileFormat::Csv).await.err(), Some(not_found));
    assert_eq!(owner.trial_balance(None, 1).await.err(), Some(Refusal::forbidden("see the ledger")));
    let journal = owner.journal_file(month("2025-09"), FileFormat::Csv).await;
    assert_eq!(journal.err(), Some(Refusal::forbidden("see the ledger")));
}

#[tokio::test]
async fn who_may_not_look_is_told_so() {
    let world = closed(&["2025-09"]).await;
    for (role, partner) in
        [(Role::Manager, None), (Role::Support, None), (Role::Sales, Some("RS-1")), (Role::Viewer, Some("RS-1"))]
    {
        let desk = world.desk(role, partner).await;
        assert!(matches!(desk.trial_balance(None, 1).await, Err(Refusal::Forbidden { .. })), "{role}");
        assert!(matches!(desk.partner_account(payable(None, 1)).await, Err(Refusal::Forbidden { .. })), "{role}");
        let journal = desk.journal_file(month("2025-09"), FileFormat::Csv).await;
        assert!(matches!(journal, Err(Refusal::Forbidden { .. })), "{role}");
    }
}

#[tokio::test]
async fn an_account_that_no_partner_has_is_refused() {
    let world = closed(&["2025-09"]).await;
    let desk = world.desk(Role::Finance, None).await;
    let partner = Some(desk.partners().await.unwrap()[0].id);
    let cash = AccountQuery { partner, account: Account::Cash, page: 1 };
    let refused = desk.partner_account(cash).await.unwrap_err();
    assert_eq!(refused.to_string(), "account: “Cash” isn't kept for each partner");
    let nobody = payable(Some(PartnerId(uuid::Uuid::nil())), 1);
    assert_eq!(desk.partner_account(nobody).await.err(), Some(Refusal::not_found("partner")));
}

#[tokio::test]
async fn the_journal_leaves_as_csv_that_balances() {
    let world = closed(&["2025-09"]).await;
    let desk = world.desk(Role::Finance, None).await;
    let journal = text_of(desk.journal_file(month("2025-09"), FileFormat::Csv).await.unwrap()).await;
    let mut lines = journal.lines();
    let columns: Vec<_> = lines.next().unwrap().split(',').collect();
    assert_eq!(
        columns[3..],
        ["source", "period", "version", "memo", "account", "partner", "partner_name", "debit", "credit"]
    );
    let rows: Vec<Vec<_>> = lines.map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0][2..], ["2025-09-30", "statement", "2025-09", "1", "", "expense", "", "", "16.06", ""]);
    assert_eq!(rows[1][7..], ["payable", "RS-1", "RS-1", "", "16.06"]);
    let sum = |column: usize| rows.iter().filter_map(|row| row[column].parse::<Cents>().ok()).sum::<Cents>();
    assert_eq!((sum(10), sum(11)), (Cents(EARNED.iter().sum()), Cents(EARNED.iter().sum())));

    let nothing = text_of(desk.journal_file(month("2020-01"), FileFormat::Csv).await.unwrap()).await;
    assert_eq!(nothing.lines().count(), 1, "the head alone");
}
