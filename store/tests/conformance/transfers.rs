//! Imports and exports with their files, what is adjusted by measurement, and how the installation was.

use crate::sample::{add_tenant, customer, id, minutes, month, noon, with_partners, write};
use domain::transfer::{Asked, Progress, TransferKind, TransferState};
use domain::view::{HealthMeasurement, TransferRow};
use domain::workflow::{Knob, Measured, Pace, PaceReason};
use domain::{FileId, TenantId, TransferId};
use store::{NewTransfer, Store, TransferMove};

const FILE: FileId = FileId(uuid::Uuid::from_u128(31));
const TRANSFER: TransferId = TransferId(uuid::Uuid::from_u128(41));

async fn with_file(store: &Store) -> TenantId {
    let tenant = with_partners(store).await;
    write(store, tenant, async |tx| {
        tx.begin_file(FILE, "customers.csv", noon()).await.unwrap();
        tx.add_file_part(FILE, 0, b"one").await.unwrap();
        tx.add_file_part(FILE, 1, b"two").await.unwrap();
    })
    .await;
    tenant
}

async fn complete(store: &Store, tenant: TenantId) {
    write(store, tenant, async |tx| tx.complete_file(FILE, (6, 2), b"digest", None).await.unwrap()).await;
}

async fn with_transfer(store: &Store) -> TenantId {
    let tenant = with_file(store).await;
    complete(store, tenant).await;
    let asked = Asked { month: Some(month("2025-09")), keep_good: true, ..Asked::default() };
    let new = NewTransfer { id: TRANSFER, kind: TransferKind::Facts, asked, file: Some(FILE), by: None };
    write(store, tenant, async |tx| tx.add_transfer(&new, noon()).await.unwrap()).await;
    tenant
}

async fn row(store: &Store, tenant: TenantId) -> TransferRow {
    store.read(tenant).await.unwrap().transfer(TRANSFER).await.unwrap().unwrap()
}

fn to(from: TransferState, to: TransferState, progress: &Progress) -> TransferMove<'_> {
    TransferMove { from, to, progress, rows_total: None, rows_done: 0, problem: None, file: None, report: None }
}

pub async fn a_file_counts_once_it_is_complete_and_reads_back_in_parts(store: Store) {
    let tenant = with_file(&store).await;
    let mut tx = store.read(tenant).await.unwrap();
    assert_eq!(tx.file(FILE).await.unwrap(), None);
    drop(tx);
    complete(&store, tenant).await;
    let mut tx = store.read(tenant).await.unwrap();
    let file = tx.file(FILE).await.unwrap().unwrap();
    assert_eq!((file.name.as_str(), file.bytes, file.parts, file.sha256), ("customers.csv", 6, 2, b"digest".to_vec()));
    assert_eq!(tx.file_part(FILE, 1).await.unwrap(), Some(b"two".to_vec()));
    assert_eq!(tx.file_part(FILE, 2).await.unwrap(), None);
}

pub async fn files_go_when_their_time_has_come_or_nobody_completes_them(store: Store) {
    let tenant = with_file(&store).await;
    let forget =
        async |now, abandoned| write(&store, tenant, async |tx| tx.forget_files(now, abandoned).await.unwrap()).await;
    assert_eq!(forget(noon(), noon()).await, 0, "it may still be completed");
    assert_eq!(forget(noon(), noon() + minutes(1)).await, 1);
    let tenant_two = add_tenant(&store, "other").await;
    write(&store, tenant_two, async |tx| {
        tx.begin_file(FILE, "f", noon()).await.unwrap();
        tx.complete_file(FILE, (0, 0), b"digest", None).await.unwrap();
        let new = NewTransfer {
            id: TRANSFER,
            kind: TransferKind::Journal,
            asked: Asked::default(),
            file: Some(FILE),
            by: None,
        };
        tx.add_transfer(&new, noon()).await.unwrap();
        tx.expire_file(FILE, noon()).await.unwrap();
        assert_eq!(tx.forget_files(noon() - minutes(1), noon()).await.unwrap(), 0);
        assert_eq!(tx.forget_files(noon(), noon()).await.unwrap(), 1);
    })
    .await;
    assert_eq!(row(&store, tenant_two).await.file_id, None, "what it belonged to stays");
}

pub async fn a_transfer_moves_on_once_from_where_it_is(store: Store) {
    let tenant = with_transfer(&store).await;
    let begun = row(&store, tenant).await;
    assert_eq!(
        (begun.state, begun.file_name.as_deref(), begun.bytes),
        (TransferState::Checking, Some("customers.csv"), Some(6))
    );
    assert_eq!((begun.asked.month, begun.asked.keep_good), (Some(month("2025-09")), true));
    let progress = Progress { rows: 7, added: 5, touched: vec![month("2025-09")], ..Progress::default() };
    write(&store, tenant, async |tx| {
        let step =
            TransferMove { rows_total: Some(7), ..to(TransferState::Checking, TransferState::Running, &progress) };
        assert!(tx.move_transfer(TRANSFER, &step, noon()).await.unwrap());
        assert!(!tx.move_transfer(TRANSFER, &step, noon()).await.unwrap());
        assert!(tx.is_taking_in(TransferKind::Facts).await.unwrap());
        assert!(!tx.is_taking_in(TransferKind::Customers).await.unwrap());
        assert_eq!(tx.lock_transfer(TRANSFER).await.unwrap(), Some(TransferState::Running));
        let step = TransferMove {
            rows_done: 7,
            problem: Some("no"),
            report: Some(FILE),
            ..to(TransferState::Running, TransferState::Done, &progress)
        };
        assert!(tx.move_transfer(TRANSFER, &step, noon() + minutes(1)).await.unwrap());
        tx.ask_transfer(TRANSFER, &Asked::default()).await.unwrap();
    })
    .await;
    let done = row(&store, tenant).await;
    assert_eq!((done.progress, done.rows_total, done.rows_done), (progress, Some(7), 7));
    assert_eq!((done.begun_at, done.finished_at), (Some(noon()), Some(noon() + minutes(1))));
    assert_eq!((done.problem.as_deref(), done.report_id, done.asked), (Some("no"), Some(FILE), Asked::default()));
    let mut tx = store.read(tenant).await.unwrap();
    assert_eq!(tx.transfers(9).await.unwrap().len(), 1);
    assert_eq!(tx.transfers_of_content(TransferKind::Facts, b"digest").await.unwrap().len(), 1);
    assert_eq!(tx.transfers_of_content(TransferKind::Customers, b"digest").await.unwrap().len(), 0);
    assert_eq!(tx.transfer_mark().await.unwrap(), (1, 7, 1));
}

pub async fn another_tenants_transfers_are_not_there(store: Store) {
    with_transfer(&store).await;
    let other = add_tenant(&store, "other").await;
    let mut tx = store.read(other).await.unwrap();
    assert_eq!(tx.transfer(TRANSFER).await.unwrap(), None);
    assert_eq!(tx.transfers(9).await.unwrap(), []);
    assert_eq!((tx.file(FILE).await.unwrap(), tx.file_part(FILE, 0).await.unwrap()), (None, None));
    assert_eq!(tx.transfer_mark().await.unwrap(), (0, 0, 0));
}

pub async fn rows_to_take_away_go_on_after_the_last(store: Store) {
    let tenant = with_partners(&store).await;
    write(&store, tenant, async |tx| {
        tx.add_customers(&[customer(1, 1, 100), customer(2, 2, 200), customer(3, 1, 300)]).await.unwrap();
        for subject in ["one", "two", "three"] {
            let nothing = serde_json::json!({});
            tx.audit(noon(), domain::audit::Actor::System, "told", subject, &nothing).await.unwrap();
        }
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let first = tx.customer_lines(None, 2).await.unwrap();
    assert_eq!(
        first.iter().map(|row| (row.code.as_str(), row.partner_code.as_str())).collect::<Vec<_>>(),
        [("C-00001", "RS-1"), ("C-00002", "RS-2")]
    );
    let rest = tx.customer_lines(Some(first[1].id), 2).await.unwrap();
    assert_eq!(rest.iter().map(|row| row.mrr.0).collect::<Vec<_>>(), [300]);
    let entries = tx.audit_after(1, 9).await.unwrap();
    assert_eq!(entries.iter().map(|entry| entry.subject.as_str()).collect::<Vec<_>>(), ["two", "three"]);
}

pub async fn what_was_adjusted_is_kept_with_what_was_measured(store: Store) {
    let tenant = add_tenant(&store, "acme").await;
    let (mut pace, measured) = (Pace::start(Knob::CloseChunk), Measured { rate: 1_250.5, hold_ms: 300.25 });
    write(&store, tenant, async |tx| {
        assert_eq!(tx.pace(Knob::CloseChunk).await.unwrap(), None);
        let change = pace.adjust(Knob::CloseChunk, measured).unwrap();
        tx.put_pace(Knob::CloseChunk, &pace).await.unwrap();
        tx.put_pace(Knob::CloseChunk, &pace).await.unwrap();
        tx.add_pace_change((id(1), noon()), Knob::CloseChunk, &change, measured).await.unwrap();
    })
    .await;
    let mut tx = store.write(tenant).await.unwrap();
    assert_eq!(tx.pace(Knob::CloseChunk).await.unwrap(), Some(pace));
    assert_eq!(tx.pace(Knob::ParallelSteps).await.unwrap(), None);
    let change = tx.pace_changes(9).await.unwrap().remove(0);
    assert_eq!((change.from, change.to, change.reason), (20_000, 10_000, PaceReason::HeldTooLong));
    assert_eq!(
        (change.at, change.rate.to_bits(), change.hold_ms.to_bits()),
        (noon(), 1_250.5_f64.to_bits(), 300.25_f64.to_bits())
    );
    assert_eq!(tx.forget_pace_changes(noon()).await.unwrap(), 0);
    assert_eq!(tx.forget_pace_changes(noon() + minutes(1)).await.unwrap(), 1);
}

pub async fn measurements_are_kept_for_a_while(store: Store) {
    let tenant = add_tenant(&store, "acme").await;
    let of = |after: i64| HealthMeasurement {
        at: noon() + minutes(after),
        stuck_runs: after,
        overdue_steps: 2,
        waiting_ms: 3,
        unsent_mails: 4,
        read_ms: 0.5,
        write_ms: 1.5,
    };
    write(&store, tenant, async |tx| {
        for after in [0, 1, 1, 2] {
            tx.add_measurement(&of(after)).await.unwrap();
        }
        assert_eq!(tx.forget_measurements(noon() + minutes(1)).await.unwrap(), 1);
        assert_eq!(tx.measurements(noon()).await.unwrap(), [of(1), of(2)]);
        assert_eq!(tx.count_unsent_mails().await.unwrap(), 0);
    })
    .await;
    let events = write(&store, tenant, async |tx| tx.forget_events(noon() + minutes(1)).await.unwrap()).await;
    assert_eq!(events, 0);
}
