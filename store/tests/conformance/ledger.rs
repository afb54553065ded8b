//! The ledger: entries, what they come to, and the proof that they do.

use crate::sample::{add_tenant, day, id, month, noon, partner, with_partners, write};
use domain::ledger::post::{Payout, StatementFacts, payout_submitted, statement};
use domain::ledger::{Account, Entry, Source, SourceKind, Turnover, reversal};
use domain::run::{Run, RunStatus};
use domain::view::AccountBalance;
use domain::{Cents, EntryId, Month, PartnerId, PayoutId, TenantId, commission};
use store::{NewPartner, Store};

pub fn partner_id(number: u128) -> PartnerId {
    PartnerId(id(number))
}

pub fn entry_id(number: u128) -> EntryId {
    EntryId(id(number))
}

/// Partner `of`'s statement of a month.
pub fn earned(number: u128, of: u128, in_month: &str, cents: i64) -> Entry {
    earned_by(number, partner_id(of), month(in_month), &[(commission::Kind::Earned, Cents(cents))])
}

fn earned_by(number: u128, partner: PartnerId, month: Month, sums: &[(commission::Kind, Cents)]) -> Entry {
    let facts = StatementFacts { partner, month, version: 1, sums, draw_is_recoverable: true };
    statement(entry_id(number), &facts).unwrap().expect("something is booked")
}

pub fn paid(number: u128, of: u128, for_month: &str, on: &str, cents: i64) -> Entry {
    let (partner, month) = (partner_id(of), month(for_month));
    let payout = Payout { id: PayoutId(id(number)), partner, month, amount: Cents(cents) };
    payout_submitted(entry_id(number), day(on), &payout).unwrap()
}

pub async fn post(store: &Store, tenant: TenantId, entries: &[Entry]) -> usize {
    write(store, tenant, async |tx| tx.post_entries(entries, noon()).await.unwrap()).await
}

/// August and September of partners 1 and 2, and a payout to the first in October.
async fn with_entries(store: &Store) -> TenantId {
    let tenant = with_partners(store).await;
    let august = [earned(1, 1, "2025-08", 1_000), earned(2, 2, "2025-08", 300)];
    assert_eq!(post(store, tenant, &august).await, 2);
    let held = [(commission::Kind::Earned, Cents(2_000)), (commission::Kind::Holdback, Cents(-500))];
    let september = [earned_by(3, partner_id(1), month("2025-09"), &held), earned(4, 2, "2025-09", 400)];
    assert_eq!(post(store, tenant, &september).await, 2);
    assert_eq!(post(store, tenant, &[paid(5, 1, "2025-08", "2025-10-15", 1_000)]).await, 1);
    tenant
}

fn row(account: Account, opening: i64, debit: i64, credit: i64) -> AccountBalance {
    AccountBalance { account, opening: Cents(opening), booked: Turnover { debit: Cents(debit), credit: Cents(credit) } }
}

pub async fn posting_an_event_twice_is_posting_it_once(store: Store) {
    let tenant = with_entries(&store).await;
    let before = store.read(tenant).await.unwrap().trial_balance(month("2025-10")).await.unwrap();
    // The same events under new ids, one of them with another amount, beside one that is new.
    let again =
        [earned(11, 1, "2025-08", 1_000), paid(5, 1, "2025-08", "2025-11-01", 999), earned(12, 1, "2025-10", 7)];
    assert_eq!(post(&store, tenant, &again).await, 1);
    let mut tx = store.read(tenant).await.unwrap();
    let after = tx.trial_balance(month("2025-10")).await.unwrap();
    assert_eq!(after[0], AccountBalance { booked: Turnover { debit: Cents(7), credit: Cents(0) }, ..before[0] });
    assert_eq!(tx.booked_months().await.unwrap(), ["2025-10", "2025-09", "2025-08"].map(month));
    assert_eq!(tx.count_entries().await.unwrap(), 6);
    drop(tx);
    let twice = earned(13, 2, "2025-10", 5);
    assert_eq!(post(&store, tenant, &[twice.clone(), twice]).await, 1, "twice in one go");
    prove(&store, tenant).await;
}

pub async fn an_entry_reads_back_as_it_was_posted(store: Store) {
    let tenant = with_entries(&store).await;
    let entry = earned_by(
        21,
        partner_id(2),
        month("2025-11"),
        &[(commission::Kind::Earned, Cents(100)), (commission::Kind::Holdback, Cents(-10))],
    );
    let back = reversal(entry_id(22), day("2025-12-02"), &entry, "calculated anew — “v2”").unwrap();
    assert_eq!(post(&store, tenant, &[entry.clone(), back.clone()]).await, 2);
    let mut tx = store.read(tenant).await.unwrap();
    assert_eq!(tx.entry(entry.source()).await.unwrap(), Some(entry.clone()));
    assert_eq!(tx.entry(back.source()).await.unwrap(), Some(back));
    assert_eq!(tx.entry(Source { version: 2, ..entry.source() }).await.unwrap(), None);
    assert_eq!(
        tx.account_balances(partner_id(2)).await.unwrap(),
        [(Account::Payable, Cents(-700)), (Account::Holdback, Cents(0))]
    );
}

pub async fn a_trial_balance_adds_up_to_the_end_of_a_month(store: Store) {
    let tenant = with_entries(&store).await;
    let mut tx = store.read(tenant).await.unwrap();
    assert_eq!(tx.trial_balance(month("2025-07")).await.unwrap(), []);
    assert_eq!(
        tx.trial_balance(month("2025-09")).await.unwrap(),
        [
            row(Account::Expense, 1_300, 2_400, 0),
            row(Account::Payable, -1_300, 0, 1_900),
            row(Account::Holdback, 0, 0, 500),
        ]
    );
    assert_eq!(
        tx.trial_balance(month("2026-01")).await.unwrap(),
        [
            row(Account::Expense, 3_700, 0, 0),
            row(Account::Payable, -2_200, 0, 0),
            row(Account::Holdback, -500, 0, 0),
            row(Account::Clearing, -1_000, 0, 0),
        ]
    );
}

pub async fn partners_with_balances_come_most_owed_first(store: Store) {
    let tenant = with_entries(&store).await;
    let mut tx = store.read(tenant).await.unwrap();
    let mut seen = async |at: &str, offset| {
        let rows = tx.partner_balances(month(at), offset, 9).await.unwrap();
        let rows = rows.into_iter().map(|b| (b.partner.code, b.payable.0, b.holdback.0, b.draws.0));
        (rows.collect::<Vec<_>>(), tx.count_partner_balances(month(at)).await.unwrap())
    };
    assert_eq!(seen("2025-07", 0).await, (vec![], 0));
    assert_eq!(seen("2025-08", 0).await, (vec![("RS-1".into(), -1_000, 0, 0), ("RS-2".into(), -300, 0, 0)], 2));
    assert_eq!(seen("2025-10", 0).await.0[0], ("RS-1".into(), -1_500, -500, 0));
    assert_eq!(seen("2025-10", 1).await.0, [("RS-2".into(), -700, 0, 0)]);
}

pub async fn a_partners_account_shows_what_each_entry_led_to(store: Store) {
    let tenant = with_entries(&store).await;
    let mut tx = store.read(tenant).await.unwrap();
    let mut page = async |account, offset| {
        let rows = tx.account_entries(partner_id(1), account, offset, 2).await.unwrap();
        rows.into_iter().map(|e| (e.day.to_string(), e.source.kind, e.amount.0, e.balance.0)).collect::<Vec<_>>()
    };
    assert_eq!(
        page(Account::Payable, 0).await,
        [
            ("2025-10-15".into(), SourceKind::Payout, 1_000, -1_500),
            ("2025-09-30".into(), SourceKind::Statement, -1_500, -2_500)
        ]
    );
    assert_eq!(page(Account::Payable, 2).await, [("2025-08-31".into(), SourceKind::Statement, -1_000, -1_000)]);
    assert_eq!(page(Account::Holdback, 0).await, [("2025-09-30".into(), SourceKind::Statement, -500, -500)]);
    assert_eq!(page(Account::Draws, 0).await, []);
    assert_eq!(tx.count_account_entries(partner_id(1), Account::Payable).await.unwrap(), 3);
    assert_eq!(
        tx.account_balances(partner_id(1)).await.unwrap(),
        [(Account::Payable, Cents(-1_500)), (Account::Holdback, Cents(-500))]
    );
}

pub async fn the_journal_goes_on_after_an_entry(store: Store) {
    let tenant = with_entries(&store).await;
    let mut tx = store.read(tenant).await.unwrap();
    let first = tx.journal(month("2025-09"), None, 1).await.unwrap();
    let seen: Vec<_> = first.iter().map(|l| (l.account, l.partner_code.as_deref(), l.amount.0)).collect();
    assert_eq!(
        seen,
        [
            (Account::Expense, None, 2_000),
            (Account::Payable, Some("RS-1"), -1_500),
            (Account::Holdback, Some("RS-1"), -500)
        ]
    );
    assert_eq!((first[0].entry_id, first[0].posted_at), (entry_id(3), noon()));
    let rest = tx.journal(month("2025-09"), Some(entry_id(3)), 9).await.unwrap();
    assert_eq!(
        rest.iter().map(|l| (l.entry_id, l.amount.0)).collect::<Vec<_>>(),
        [(entry_id(4), 400), (entry_id(4), -400)]
    );
}

pub async fn many_entries_are_posted_at_once(store: Store) {
    let tenant = with_partners(&store).await;
    write(&store, tenant, async |tx| {
        for number in 3..=1_203 {
            tx.add_partner(NewPartner { partner: &partner(number), at: noon() }).await.unwrap();
        }
    })
    .await;
    let entries: Vec<_> = (3..=1_203).map(|number| earned(number, number, "2025-09", 10)).collect();
    assert_eq!(post(&store, tenant, &entries).await, 1_201);
    assert_eq!(post(&store, tenant, &entries).await, 0);
    let expected = [row(Account::Expense, 0, 12_010, 0), row(Account::Payable, 0, 0, 12_010)];
    assert_eq!(store.read(tenant).await.unwrap().trial_balance(month("2025-09")).await.unwrap(), expected);
}

pub async fn simultaneous_postings_lose_nothing(store: Store) {
    let tenant = with_partners(&store).await;
    let mut writers = Vec::new();
    for writer in 0..8u128 {
        let store = store.clone();
        writers.push(tokio::spawn(async move {
            for (n, month) in (0..).zip(["2025-08", "2025-09"]) {
                // All of them book the same two events, and one each of their own.
                let own = paid(100 + writer * 2 + n, 2, month, "2025-10-15", 1);
                post(&store, tenant, &[earned(writer * 10 + 1, 1, month, 100), own]).await;
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let balance = store.read(tenant).await.unwrap().trial_balance(month("2025-10")).await.unwrap();
    let expense = AccountBalance { opening: Cents(200), ..row(Account::Expense, 0, 0, 0) };
    assert_eq!(balance[0], expense);
    assert_eq!(balance[2], row(Account::Clearing, 0, 0, 16));
    prove(&store, tenant).await;
}

pub async fn a_month_is_open_for_booking_until_it_is_closed(store: Store) {
    let tenant = with_partners(&store).await;
    let run = |month, status| Run {
        month,
        version: 1,
        status,
        partners: 0,
        partners_done: 0,
        partners_scored: 0,
        lines: 0,
        billed: Cents::ZERO,
        commission: Cents::ZERO,
        frozen_at: noon(),
        calculated_at: None,
    };
    write(&store, tenant, async |tx| {
        tx.add_run(&run(month("2025-08"), RunStatus::Closed)).await.unwrap();
        tx.add_run(&run(month("2025-09"), RunStatus::Approved)).await.unwrap();
        let closed = ["2025-08", "2025-09", "2025-10"].map(month);
        let mut seen = Vec::new();
        for month in closed {
            seen.push(tx.is_closed_for_booking(month).await.unwrap());
        }
        assert_eq!(seen, [true, false, false]);
    })
    .await;
}

pub async fn another_tenants_entries_are_not_there(store: Store) {
    let tenant = with_entries(&store).await;
    let other = add_tenant(&store, "other").await;
    let mut tx = store.read(other).await.unwrap();
    assert_eq!(tx.trial_balance(month("2025-10")).await.unwrap(), []);
    assert_eq!(tx.account_entries(partner_id(1), Account::Payable, 0, 9).await.unwrap(), []);
    assert_eq!(tx.journal(month("2025-09"), None, 9).await.unwrap(), []);
    assert_eq!(tx.entry(Source::statement(partner_id(1), month("2025-09"), 1)).await.unwrap(), None);
    drop(tx);
    // The same event of another operator is another event.
    assert_eq!(post(&store, other, &[earned(1, 1, "2025-08", 5)]).await, 1);
    assert_eq!(store.read(tenant).await.unwrap().count_entries().await.unwrap(), 5);
}

pub async fn an_entry_without_a_statement_is_found(store: Store) {
    let tenant = with_entries(&store).await;
    let found = store.read(tenant).await.unwrap().statement_differences(2).await.unwrap();
    let found: Vec<_> = found.iter().map(|d| (d.month, d.partner_code.as_str(), d.commission.0, d.booked.0)).collect();
    assert_eq!(found, [(month("2025-08"), "RS-1", 0, 1_000), (month("2025-08"), "RS-2", 0, 300)]);
}

/// Proves what holds of every ledger.
pub async fn prove(store: &Store, tenant: TenantId) {
    let mut tx = store.read(tenant).await.unwrap();
    assert_eq!(tx.unbalanced_entries(9).await.unwrap(), []);
    assert_eq!(tx.balance_differences(9).await.unwrap(), []);
}
