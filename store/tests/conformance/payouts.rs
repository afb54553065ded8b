//! Payouts: what is payable, batches that move on once, numbers that are given once, answers that are kept once.

use crate::bank_accounts::with_keys;
use crate::ledger::{earned, paid, partner_id, post, prove};
use crate::sample::{add_tenant, day, id, month, noon, write};
use crate::walk::{approve, run};
use domain::ach::TraceNumber;
use domain::ledger::Account;
use domain::ledger::post::Payout;
use domain::payout::answer::AnswerState;
use domain::payout::{
    BatchStatus, HoldReason, Limits, Movement, Originator, PayoutSettings, PayoutState, Speed, advance,
};
use domain::run::RunStatus;
use domain::view::{AchFileRow, AnswerQuery, PayoutRow};
use domain::{AchFileId, BankAccountId, Cents, EntryId, PayoutBatchId, PayoutId, TenantId, UserId};
use store::{
    AchFileToWrite, AnswerToWrite, BankFileToWrite, BatchMove, BatchToWrite, Fault, PayoutToWrite, Sealed, Store,
    TraceToWrite, Tx,
};

/// What the vault has made of something.
fn sealed() -> Sealed {
    Sealed { key: 1, bytes: b"sealed".to_vec() }
}

fn settings() -> PayoutSettings {
    let bank = "121042882".parse().unwrap();
    let originator = Originator {
        company_name: "ACME".into(),
        company_id: "1234567890".into(),
        description: "COMMISSION".into(),
        odfi: bank,
        destination: bank,
        destination_name: "FIRST BANK".into(),
        origin: "1234567890".into(),
        origin_name: "ACME".into(),
    };
    let limits = Limits { minimum: Cents(100), per_partner: Cents(100_000), per_batch: Cents(1_000_000) };
    PayoutSettings { originator, speed: Speed::NextDay, limits }
}

/// August is released and September only calculated; both partners have earned in both.
async fn with_earnings(store: &Store) -> TenantId {
    let tenant = with_keys(store).await;
    write(store, tenant, async |tx| {
        tx.add_run(&run("2025-08", 1, RunStatus::Approved)).await.unwrap();
        tx.add_run(&run("2025-09", 1, RunStatus::Calculated)).await.unwrap();
    })
    .await;
    let entries = [
        earned(1, 1, "2025-08", 1_000),
        earned(2, 2, "2025-08", 300),
        earned(3, 1, "2025-09", 5_000),
        earned(4, 2, "2025-09", 400),
    ];
    assert_eq!(post(store, tenant, &entries).await, 4);
    tenant
}

pub fn batch(number: u128) -> BatchToWrite {
    BatchToWrite {
        id: PayoutBatchId(id(100 + number)),
        period: format!("2025-10-{number}"),
        month: month("2025-08"),
        at: noon(),
        by: Some(UserId(id(7))),
        reason: None,
    }
}

pub fn payout(number: u128, of: u128, cents: i64) -> PayoutToWrite {
    let (id, partner) = (PayoutId(id(number)), partner_id(of));
    PayoutToWrite { id, partner, amount: Cents(cents), held_out: None, retry_of: None }
}

pub async fn add(store: &Store, tenant: TenantId, number: u128, payouts: &[PayoutToWrite]) -> Option<i32> {
    write(store, tenant, async |tx| tx.add_payout_batch(&batch(number), payouts).await.unwrap()).await
}

async fn owed(store: &Store, tenant: TenantId) -> Vec<(String, i64, i64, i64)> {
    let payables = store.read(tenant).await.unwrap().payables().await.unwrap();
    payables.into_iter().map(|p| (p.partner.code.clone(), p.owed.0, p.open.0, p.due().0)).collect()
}

fn step(id: PayoutBatchId, from: BatchStatus, to: BatchStatus) -> BatchMove<'static> {
    BatchMove { id, from, to, at: noon(), by: None, reason: None }
}

pub async fn only_released_months_are_payable_and_open_batches_are_taken_off(store: Store) {
    let tenant = with_earnings(&store).await;
    assert_eq!(store.read(tenant).await.unwrap().released_to().await.unwrap(), Some(month("2025-08")));
    assert_eq!(
        owed(&store, tenant).await,
        [("RS-1".into(), 1_000, 0, 1_000), ("RS-2".into(), 300, 0, 300)],
        "September waits for its approval"
    );
    let held = PayoutToWrite { held_out: Some(HoldReason::NoAccount), ..payout(12, 2, 300) };
    assert_eq!(add(&store, tenant, 1, &[payout(11, 1, 1_000), held]).await, Some(1));
    assert_eq!(owed(&store, tenant).await, [("RS-1".into(), 1_000, 1_000, 0), ("RS-2".into(), 300, 0, 300)]);
    assert_eq!(store.read(tenant).await.unwrap().open_payouts().await.unwrap(), Cents(1_000));

    // Sent: it has left the account, and is no longer taken off beside it.
    write(&store, tenant, async |tx| {
        tx.move_payout(PayoutId(id(11)), PayoutState::Proposed, PayoutState::InTransit).await.unwrap();
        tx.post_entries(&[paid(11, 1, "2025-08", "2025-10-15", 1_000)], noon()).await.unwrap();
        approve(tx, month("2025-09")).await;
    })
    .await;
    assert_eq!(owed(&store, tenant).await, [("RS-1".into(), 5_000, 0, 5_000), ("RS-2".into(), 700, 0, 700)]);
    let other = add_tenant(&store, "other").await;
    assert_eq!(owed(&store, other).await, []);
}

pub async fn a_month_is_paid_with_the_first_payout_that_reaches_it(store: Store) {
    let tenant = with_earnings(&store).await;
    let august = month("2025-08");
    let paid = async |at| {
        let mut tx = store.read(tenant).await.unwrap();
        tx.payout_of_month(partner_id(1), at).await.unwrap().map(|payout| (payout.id, payout.state))
    };
    assert_eq!(paid(august).await, None);
    add(&store, tenant, 1, &[payout(11, 1, 1_000), payout(12, 2, 300)]).await;
    let first = PayoutId(id(11));
    assert_eq!(paid(august).await, Some((first, PayoutState::Proposed)));
    assert_eq!(paid(month("2025-07")).await, Some((first, PayoutState::Proposed)), "it pays what was before, too");
    assert_eq!(paid(month("2025-09")).await, None);
    write(&store, tenant, async |tx| {
        tx.move_payout(first, PayoutState::Proposed, PayoutState::Returned).await.unwrap();
    })
    .await;
    assert_eq!(paid(august).await, None, "it came back");
    add(&store, tenant, 2, &[PayoutToWrite { retry_of: Some(first), ..payout(13, 1, 1_000) }]).await;
    assert_eq!(paid(august).await, Some((PayoutId(id(13)), PayoutState::Proposed)));
    let stranger = add_tenant(&store, "other").await;
    let mut tx = store.read(stranger).await.unwrap();
    assert_eq!(tx.payout_of_month(partner_id(1), august).await.unwrap(), None);
}

pub async fn a_run_has_one_batch_and_a_partner_waits_in_one(store: Store) {
    let tenant = with_earnings(&store).await;
    assert_eq!(add(&store, tenant, 1, &[payout(11, 1, 1_000)]).await, Some(1));
    assert_eq!(add(&store, tenant, 1, &[payout(12, 2, 300)]).await, None, "the same run again");
    assert_eq!(add(&store, tenant, 2, &[payout(13, 2, 300)]).await, Some(2));
    let mut tx = store.write(tenant).await.unwrap();
    let twice = tx.add_payout_batch(&batch(3), &[payout(14, 1, 1_000)]).await.unwrap_err();
    assert!(twice.is_duplicate(), "{twice}");
    drop(tx);

    let mut tx = store.read(tenant).await.unwrap();
    let batches = tx.payout_batches(9).await.unwrap();
    let seen: Vec<_> = batches.iter().map(|b| (b.number, b.name(), b.payouts, b.total.0, b.status)).collect();
    assert_eq!(
        seen,
        [(2, "PB-0002".into(), 1, 300, BatchStatus::Proposed), (1, "PB-0001".into(), 1, 1_000, BatchStatus::Proposed)]
    );
    let first = tx.payout_batch_of("2025-10-1").await.unwrap().unwrap();
    assert_eq!(tx.payout_batch(first.id).await.unwrap(), Some(first.clone()));
    assert_eq!(tx.payout_batch_proposer(first.id).await.unwrap(), Some(UserId(id(7))));
    assert_eq!(tx.payouts_of_batch(first.id).await.unwrap()[0].partner.code, "RS-1");
}

pub async fn a_batch_moves_on_once_from_where_it_is(store: Store) {
    let tenant = with_earnings(&store).await;
    add(&store, tenant, 1, &[payout(11, 1, 1_000)]).await;
    let id = batch(1).id;
    write(&store, tenant, async |tx| {
        tx.move_payout_batch(step(id, BatchStatus::Proposed, BatchStatus::Approved)).await.unwrap();
        let again = tx.move_payout_batch(step(id, BatchStatus::Proposed, BatchStatus::Approved)).await;
        assert!(matches!(again, Err(Fault::Fenced)));
        let back = tx.move_payout_batch(step(id, BatchStatus::Approved, BatchStatus::Proposed)).await;
        assert!(matches!(back, Err(Fault::Inconsistent(_))));
        let reason = Some("the wrong account");
        let cancel = BatchMove { reason, ..step(id, BatchStatus::Approved, BatchStatus::Cancelled) };
        tx.move_payout_batch(cancel).await.unwrap();
        assert_eq!(tx.move_payouts(id, PayoutState::Proposed, PayoutState::Cancelled).await.unwrap(), 1);
    })
    .await;
    let row = store.read(tenant).await.unwrap().payout_batch(id).await.unwrap().unwrap();
    assert_eq!((row.status, row.approved_at, row.cancelled_at), (BatchStatus::Cancelled, Some(noon()), Some(noon())));
    assert_eq!(row.cancel_reason.as_deref(), Some("the wrong account"));
    assert_eq!(owed(&store, tenant).await[0], ("RS-1".into(), 1_000, 0, 1_000), "what it had reserved is free");
}

pub async fn what_came_back_is_paid_again_once(store: Store) {
    let tenant = with_earnings(&store).await;
    add(&store, tenant, 1, &[payout(11, 1, 1_000)]).await;
    let first = PayoutId(id(11));
    write(&store, tenant, async |tx| {
        assert_eq!(tx.payouts_to_retry().await.unwrap(), []);
        tx.move_payout(first, PayoutState::Proposed, PayoutState::Returned).await.unwrap();
        tx.note_returned(first, "R03", day("2025-10-17")).await.unwrap();
        assert_eq!(tx.payouts_to_retry().await.unwrap(), [(partner_id(1), first)]);
    })
    .await;
    let retry = |number| PayoutToWrite { retry_of: Some(first), ..payout(number, 1, 1_000) };
    add(&store, tenant, 2, &[retry(12)]).await;
    let mut tx = store.write(tenant).await.unwrap();
    assert_eq!(tx.payouts_to_retry().await.unwrap(), []);
    tx.move_payout(PayoutId(id(12)), PayoutState::Proposed, PayoutState::InTransit).await.unwrap();
    let twice = tx.add_payout_batch(&batch(3), &[retry(13)]).await.unwrap_err();
    assert!(twice.is_duplicate(), "{twice}");
    drop(tx);
    let mut tx = store.read(tenant).await.unwrap();
    let history = tx.payouts_of_partner(partner_id(1), 9).await.unwrap();
    let seen: Vec<_> = history.iter().map(|p| (p.number, p.state, p.return_code.as_deref(), p.retry_of)).collect();
    assert_eq!(seen, [(2, PayoutState::Proposed, None, Some(first)), (1, PayoutState::Returned, Some("R03"), None)]);
}

pub fn file(number: u128, batch: Option<PayoutBatchId>) -> AchFileRow {
    AchFileRow {
        id: AchFileId(id(number)),
        batch_id: batch,
        name: format!("file-{number}.ach"),
        content_hash: format!("{number:064x}"),
        entries: 2,
        debits: Cents::ZERO,
        credits: Cents(1_300),
        entry_hash: 24_208_576,
        effective: day("2025-10-16"),
        written_at: noon(),
        staged_at: None,
        submitted_at: None,
    }
}

pub fn trace(sequence: u64, of: u128, number: Option<u128>, cents: i64) -> TraceToWrite {
    TraceToWrite {
        trace: TraceNumber::of(12_104_288, sequence).unwrap(),
        partner: partner_id(of),
        payout: number.map(|number| PayoutId(id(number))),
        account: BankAccountId(id(900 + of)),
        amount: Cents(cents),
    }
}

pub async fn keep(tx: &mut Tx, row: &AchFileRow, modifier: char, traces: &[TraceToWrite]) -> Result<(), Fault> {
    let (content, day) = (&sealed(), day("2025-10-15"));
    tx.add_ach_file(AchFileToWrite { row, content, day, id_modifier: modifier }, traces).await
}

pub async fn a_batch_has_one_file_and_no_number_is_given_twice(store: Store) {
    let tenant = with_earnings(&store).await;
    add(&store, tenant, 1, &[payout(11, 1, 1_000), payout(12, 2, 300)]).await;
    let (batch_id, row) = (batch(1).id, file(31, Some(batch(1).id)));
    write(&store, tenant, async |tx| {
        assert!(tx.next_ach_sequence().await.is_err(), "no settings yet");
        tx.put_payout_settings(&settings(), Some(&sealed()), noon()).await.unwrap();
        assert_eq!(tx.next_ach_sequence().await.unwrap(), 1);
        keep(tx, &row, 'A', &[trace(1, 1, Some(11), 1_000), trace(2, 2, Some(12), 300)]).await.unwrap();
        tx.take_ach_sequences(3).await.unwrap();
        tx.put_payout_settings(&settings(), None, noon()).await.unwrap();
        assert_eq!(tx.next_ach_sequence().await.unwrap(), 3, "new settings give no old numbers");
        assert!(tx.take_ach_sequences(3).await.is_err());
    })
    .await;
    for (other, modifier, traces) in [
        (file(32, Some(batch_id)), 'B', vec![trace(3, 1, None, 0)]),
        (file(33, None), 'A', vec![trace(3, 1, None, 0)]),
        (file(34, None), 'B', vec![trace(2, 1, None, 0)]),
    ] {
        let mut tx = store.write(tenant).await.unwrap();
        let twice = keep(&mut tx, &other, modifier, &traces).await.unwrap_err();
        assert!(twice.is_duplicate(), "{twice}");
    }
    write(&store, tenant, async |tx| {
        assert_eq!(tx.count_ach_files(day("2025-10-15")).await.unwrap(), 1);
        tx.mark_ach_file_staged(row.id, noon()).await.unwrap();
        tx.mark_ach_file_submitted(row.id, noon()).await.unwrap();
        let kept = AchFileRow { staged_at: Some(noon()), submitted_at: Some(noon()), ..row.clone() };
        assert_eq!(tx.ach_file_of(batch_id).await.unwrap(), Some(kept.clone()));
        assert_eq!(tx.ach_file(row.id).await.unwrap(), Some(kept));
        assert_eq!(tx.ach_file_content(row.id).await.unwrap(), Some(sealed()));
        let owner = tx.trace_owner(TraceNumber::of(12_104_288, 2).unwrap()).await.unwrap().unwrap();
        assert_eq!(
            (owner.partner_id, owner.payout_id, owner.amount),
            (partner_id(2), Some(PayoutId(id(12))), Cents(300))
        );
        assert_eq!(tx.trace_owner(TraceNumber::of(12_104_288, 9).unwrap()).await.unwrap(), None);
        assert_eq!(tx.payouts_of_batch(batch_id).await.unwrap()[1].trace_number(), TraceNumber::of(12_104_288, 2));
        assert_eq!(tx.payout_settings().await.unwrap(), Some((settings(), None)));
    })
    .await;
}

pub async fn what_the_bank_says_is_kept_once_until_a_person_has_seen_to_it(store: Store) {
    let tenant = with_earnings(&store).await;
    add(&store, tenant, 1, &[payout(11, 1, 1_000)]).await;
    let content = &sealed();
    let sent = BankFileToWrite { content_hash: "ab", name: "r.ach", content, answers: 2, at: noon() };
    let answer = |line, payout: Option<u128>, state| AnswerToWrite {
        line,
        code: "R03".into(),
        trace: TraceNumber::of(12_104_288, 1),
        amount: Cents(1_000),
        payout: payout.map(|number| PayoutId(id(number))),
        partner: payout.map(|_| partner_id(1)),
        state,
        note: "no entry of ours".into(),
    };
    write(&store, tenant, async |tx| {
        assert!(tx.add_bank_file(sent).await.unwrap());
        let answers = [answer(4, Some(11), AnswerState::Matched), answer(6, None, AnswerState::Unmatched)];
        tx.add_bank_answers("ab", &answers).await.unwrap();
        assert!(!tx.add_bank_file(BankFileToWrite { name: "again.ach", ..sent }).await.unwrap());
    })
    .await;
    let seen = async |query: AnswerQuery| {
        let answers = store.read(tenant).await.unwrap().bank_answers(&query, 9).await.unwrap();
        answers.into_iter().map(|a| (a.line, a.partner_code, a.state)).collect::<Vec<_>>()
    };
    let (matched, unmatched) = ((4, Some("RS-1".to_owned()), AnswerState::Matched), (6, None, AnswerState::Unmatched));
    assert_eq!(seen(AnswerQuery::default()).await, [matched.clone(), unmatched.clone()]);
    let of_batch = AnswerQuery { batch: Some(batch(1).id), open_only: false };
    assert_eq!(seen(of_batch).await, [matched]);
    let open = AnswerQuery { batch: None, open_only: true };
    assert_eq!(seen(open.clone()).await, [unmatched]);
    let settle = async |line| {
        let settle = async |tx: &mut Tx| {
            tx.settle_bank_answer(("ab", line), "another operator’s", UserId(id(7)), noon()).await.unwrap()
        };
        write(&store, tenant, settle).await
    };
    assert_eq!((settle(6).await, settle(6).await, settle(4).await), (true, false, false));
    assert_eq!(seen(open).await, []);
}

/// A small, fixed stream of numbers, so that a failure can be told and told again.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

/// Whatever is proposed, given up, sent, settled and sent back, in whatever order: what is payable is what was earned
/// and isn't paid, and it is never paid twice.
pub async fn no_order_of_payouts_and_returns_loses_or_doubles_a_cent(store: Store) {
    let tenant = with_earnings(&store).await;
    let (mut numbers, mut next, mut batches) = (Numbers(11), 1_000u128, Vec::<PayoutBatchId>::new());
    let mut fresh = move || {
        next += 1;
        next
    };
    for _ in 0..120 {
        let mut tx = store.write(tenant).await.unwrap();
        match numbers.below(5) {
            0 => {
                let number = fresh();
                let retries = tx.payouts_to_retry().await.unwrap();
                let payouts: Vec<_> = tx
                    .payables()
                    .await
                    .unwrap()
                    .into_iter()
                    .filter(|p| p.open == Cents::ZERO && p.due() > Cents::ZERO)
                    .map(|p| PayoutToWrite {
                        id: PayoutId(id(fresh())),
                        partner: p.partner.id,
                        amount: p.due(),
                        held_out: None,
                        retry_of: retries.iter().find(|(of, _)| *of == p.partner.id).map(|(_, payout)| *payout),
                    })
                    .collect();
                if !payouts.is_empty() {
                    tx.add_payout_batch(&batch(number), &payouts).await.unwrap().unwrap();
                    batches.push(batch(number).id);
                }
            }
            deed if !batches.is_empty() => {
                let of = batches[numbers.below(batches.len())];
                let movement = [Movement::Submit, Movement::Settle, Movement::Return, Movement::Cancel][deed - 1];
                let rows = tx.payouts_of_batch(of).await.unwrap();
                move_all(&mut tx, &rows, movement, &mut fresh).await;
            }
            _ => {}
        }
        tx.commit().await.unwrap();
    }
    let mut tx = store.read(tenant).await.unwrap();
    let mut returned = 0;
    for (of, earned) in [(partner_id(1), 1_000), (partner_id(2), 300)] {
        let payouts = tx.payouts_of_partner(of, 999).await.unwrap();
        returned += payouts.iter().filter(|p| p.state == PayoutState::Returned).count();
        let paid: i64 = payouts.iter().filter(|p| is_paid(p.state)).map(|p| p.amount.0).sum();
        assert!(paid <= earned, "{paid} of {earned}");
        let balances = tx.account_balances(of).await.unwrap();
        let payable = -balances.iter().find(|(account, _)| *account == Account::Payable).unwrap().1.0;
        let later = if of == partner_id(1) { 5_000 } else { 400 };
        assert_eq!(payable, earned + later - paid);
    }
    assert!(returned > 3, "the numbers tell too little: {returned} returns");
    drop(tx);
    prove(&store, tenant).await;
}

fn is_paid(state: PayoutState) -> bool {
    matches!(state, PayoutState::InTransit | PayoutState::Settled)
}

async fn move_all(tx: &mut Tx, rows: &[PayoutRow], movement: Movement, fresh: &mut impl FnMut() -> u128) {
    for row in rows {
        let facts = Payout { id: row.id, partner: row.partner.id, month: row.month, amount: row.amount };
        let entry = EntryId(id(fresh()));
        let Ok((to, entry)) = advance(entry, day("2025-10-15"), &facts, row.state, movement) else { continue };
        tx.move_payout(row.id, row.state, to).await.unwrap();
        if let Some(entry) = entry {
            assert_eq!(tx.post_entries(&[entry], noon()).await.unwrap(), 1);
        }
    }
}
