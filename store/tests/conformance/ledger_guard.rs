//! What the database itself does for the ledger: it keeps what is posted, what was tampered with is found, and
//! statements from before there was a ledger are posted when it comes.

use crate::commissions::with_statement;
use crate::ledger::{earned, partner_id, post, prove};
use crate::sample::{fresh_postgres, month, with_partners};
use domain::ledger::{Account, Source};
use domain::{Cents, TenantId};
use sqlx::{AnyConnection, Connection, Executor};
use store::{Database, Store};
use tempfile::TempDir;

/// A database with a connection past the store.
struct Bare {
    database: Database,
    url: String,
    _directory: Option<TempDir>,
}

impl Bare {
    fn sqlite() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("bare.sqlite");
        let url = format!("sqlite://{}", path.display());
        Self { database: Database::Sqlite(path), url, _directory: Some(directory) }
    }

    async fn postgres(name: &str) -> Self {
        let url = fresh_postgres(name).await;
        Self { database: Database::Postgres(url.clone()), url, _directory: None }
    }

    async fn connect(&self) -> AnyConnection {
        sqlx::any::install_default_drivers();
        AnyConnection::connect(&self.url).await.unwrap()
    }

    async fn with_an_entry(&self) -> (Store, TenantId) {
        let store = Store::open(&self.database).await.unwrap();
        let tenant = with_partners(&store).await;
        post(&store, tenant, &[earned(1, 1, "2025-09", 500)]).await;
        (store, tenant)
    }
}

/// Statements that would change what is posted.
const CHANGES: [&str; 4] = [
    "UPDATE ledger_entries SET memo = 'changed'",
    "DELETE FROM ledger_entries",
    "UPDATE ledger_postings SET amount = amount * 2",
    "DELETE FROM ledger_postings",
];

#[tokio::test]
async fn what_is_posted_is_never_changed_on_sqlite() {
    let bare = Bare::sqlite();
    let (store, tenant) = bare.with_an_entry().await;
    let mut db = bare.connect().await;
    for change in CHANGES {
        let error = db.execute(change).await.unwrap_err().to_string();
        assert!(error.contains("of the ledger is never"), "{change}: {error}");
    }
    prove(&store, tenant).await;
}

#[tokio::test]
async fn what_is_posted_is_never_changed_on_postgres() {
    let bare = Bare::postgres("ledger_never_changed").await;
    let (store, tenant) = bare.with_an_entry().await;
    let mut db = bare.connect().await;
    for change in CHANGES {
        let mut tx = db.begin().await.unwrap();
        tx.execute("SELECT set_config('role', 'tributary_app', true), set_config('app.tenant', '1', true)")
            .await
            .unwrap();
        let error = tx.execute(change).await.unwrap_err().to_string();
        assert!(error.contains("permission denied"), "{change}: {error}");
    }
    prove(&store, tenant).await;
}

/// Somebody with a database tool books on one side, and mends a balance by hand.
async fn tampering_is_found(bare: &Bare) {
    let (store, tenant) = bare.with_an_entry().await;
    let mut db = bare.connect().await;
    db.execute(
        "INSERT INTO ledger_postings SELECT tenant_id, 'cash', partner_id, month, entry_id, 9, 1
         FROM ledger_postings WHERE account = 'expense'",
    )
    .await
    .unwrap();
    db.execute("UPDATE ledger_balances SET debit = debit + 7 WHERE account = 'expense'").await.unwrap();
    db.execute(
        "INSERT INTO ledger_entries SELECT tenant_id, 202510, id, day, source, 202510, source_id, version, memo, posted_at
         FROM ledger_entries",
    )
    .await
    .unwrap();
    let mut tx = store.read(tenant).await.unwrap();
    let entries = tx.unbalanced_entries(9).await.unwrap();
    let entries: Vec<_> = entries.iter().map(|e| (e.month, e.is_there, e.postings, e.sum)).collect();
    assert_eq!(entries, [(month("2025-09"), true, 3, Cents(1)), (month("2025-10"), true, 0, Cents(0))]);
    let balances = tx.balance_differences(9).await.unwrap();
    let balances: Vec<_> = balances.iter().map(|b| (b.partner, b.account, b.debit, b.credit)).collect();
    assert_eq!(balances, [(None, Account::Cash, Cents(-1), Cents(0)), (None, Account::Expense, Cents(7), Cents(0))]);
}

#[tokio::test]
async fn tampering_is_found_on_sqlite() {
    tampering_is_found(&Bare::sqlite()).await;
}

#[tokio::test]
async fn tampering_is_found_on_postgres() {
    tampering_is_found(&Bare::postgres("ledger_tampering").await).await;
}

/// Takes the ledger away from a database with a statement, and opens it anew.
async fn statements_from_before_are_posted(bare: &Bare) {
    let store = Store::open(&bare.database).await.unwrap();
    let tenant = with_statement(&store).await;
    let unposted = store.read(tenant).await.unwrap().statement_differences(9).await.unwrap();
    assert_eq!(unposted.iter().map(|d| (d.commission, d.booked)).collect::<Vec<_>>(), [(Cents(140), Cents(0))]);
    store.close().await;
    let mut db = bare.connect().await;
    for statement in [
        "DROP TABLE ledger_balances",
        "DROP TABLE ledger_postings",
        "DROP TABLE ledger_entries",
        "DELETE FROM _sqlx_migrations WHERE version = 8",
    ] {
        db.execute(statement).await.unwrap();
    }
    db.close().await.unwrap();

    let store = Store::open(&bare.database).await.unwrap();
    prove(&store, tenant).await;
    let mut tx = store.read(tenant).await.unwrap();
    assert_eq!(tx.statement_differences(9).await.unwrap(), []);
    let entry = tx.entry(Source::statement(partner_id(1), month("2025-09"), 1)).await.unwrap().unwrap();
    assert_eq!((entry.day().to_string().as_str(), entry.postings().len()), ("2025-09-30", 2));
    let balance = tx.trial_balance(month("2025-09")).await.unwrap();
    assert_eq!(
        balance.iter().map(|of| (of.account, of.closing())).collect::<Vec<_>>(),
        [(Account::Expense, Cents(140)), (Account::Payable, Cents(-140))]
    );
}

#[tokio::test]
async fn statements_from_before_the_ledger_are_posted_on_sqlite() {
    statements_from_before_are_posted(&Bare::sqlite()).await;
}

#[tokio::test]
async fn statements_from_before_the_ledger_are_posted_on_postgres() {
    statements_from_before_are_posted(&Bare::postgres("ledger_from_before").await).await;
}
