//! Small, plain data for the facts.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::billing::{Bill, BillingSource};
use domain::customer::Customer;
use domain::lifecycle::Stage;
use domain::partner::{Partner, PartnerKind, PartnerStatus, Tier};
use domain::tenant::Tenant;
use domain::user::{Role, User};
use domain::{Cents, Currency, CustomerId, Month, PartnerId, Rounding, TenantId, UserId};
use sqlx::{Connection, Executor, PgConnection};
use store::{NewPartner, Store, Tx};
use uuid::Uuid;

/// A database of the test cluster that nothing else uses.
#[expect(clippy::disallowed_methods, reason = "the tests' only setting")]
pub async fn fresh_postgres(name: &str) -> String {
    let url = std::env::var("TEST_DATABASE_URL")
        .expect("TEST_DATABASE_URL names no PostgreSQL: run the tests by script/test, which starts one");
    let mut admin = PgConnection::connect(&url).await.expect("the test cluster");
    // Names are cut at 63 bytes; the end of a fact's name tells it apart as well as the start.
    let database = format!("t_{}_{}", std::process::id(), &name[name.len().saturating_sub(40)..]);
    admin
        .execute(sqlx::AssertSqlSafe(format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)")))
        .await
        .expect("dropped");
    admin.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {database}"))).await.expect("created");
    let (server, options) = url.split_once('?').map_or((url.as_str(), ""), |(s, o)| (s, o));
    let server = server.rsplit_once('/').expect("a database in the URL").0;
    if options.is_empty() { format!("{server}/{database}") } else { format!("{server}/{database}?{options}") }
}

/// Noon of the first of October 2025, UTC.
pub fn noon() -> DateTime<Utc> {
    "2025-10-01T12:00:00.123456Z".parse().unwrap()
}

pub fn minutes(count: i64) -> TimeDelta {
    TimeDelta::minutes(count)
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn month(text: &str) -> Month {
    text.parse().unwrap()
}

pub fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub fn tenant_named(slug: &str) -> Tenant {
    Tenant {
        id: TenantId(0),
        slug: slug.into(),
        name: format!("The {slug} company"),
        time_zone: "America/Los_Angeles".into(),
        currency: Currency::Usd,
        rounding: Rounding::HalfEven,
        history_from: Some(day("2025-06-30")),
        notice: Some("A sample — nothing is real.".into()),
        is_demo: true,
    }
}

pub async fn add_tenant(store: &Store, slug: &str) -> TenantId {
    let mut platform = store.write_platform().await.unwrap();
    let id = platform.add_tenant(&tenant_named(slug), noon()).await.unwrap();
    platform.commit().await.unwrap();
    id
}

pub fn user(tenant_id: TenantId, number: u128, email: &str) -> User {
    let (name, role) = (format!("User {number}"), Role::Manager);
    User { tenant_id, id: UserId(id(number)), email: email.into(), name, role, partner_id: None }
}

pub fn partner(number: u128) -> Partner {
    Partner {
        id: PartnerId(id(number)),
        code: format!("RS-{number}"),
        name: format!("Reseller {number}"),
        kind: PartnerKind::AuthorizedDealer,
        tier: Tier::Silver,
        status: PartnerStatus::Active,
        parent_id: None,
        territory: Some("Downey".into()),
        manager_id: None,
    }
}

/// A customer in service of partner `of`, with `mrr` cents.
pub fn customer(number: u128, of: u128, mrr: i64) -> Customer {
    Customer {
        partner_id: PartnerId(id(of)),
        id: CustomerId(id(number)),
        code: format!("C-{number:05}"),
        city: Some("Downey".into()),
        postcode: None,
        stage: Stage::Active,
        stage_since: noon(),
        revision: 1,
        contract: None,
        mrr: Cents(mrr),
        activated_on: Some(day("2025-07-01")),
        churned_on: None,
        churn_reason: None,
        billed_to_date: Some(Cents(mrr * 3)),
        satisfaction: Some(4),
        services: "Phone, Streaming TV".into(),
    }
}

pub fn bill(of: u128, customer: u128, in_month: &str, amount: i64, source: BillingSource) -> (PartnerId, Bill) {
    let (month, customer_id, amount) = (month(in_month), CustomerId(id(customer)), Cents(amount));
    (PartnerId(id(of)), Bill { month, customer_id, amount, source })
}

/// A tenant with the partners 1 and 2.
pub async fn with_partners(store: &Store) -> TenantId {
    let tenant = add_tenant(store, "sample").await;
    let mut tx = store.write(tenant).await.unwrap();
    for number in [1, 2] {
        tx.add_partner(NewPartner { partner: &partner(number), at: noon() }).await.unwrap();
    }
    tx.commit().await.unwrap();
    tenant
}

/// Writes in a transaction of its own.
pub async fn write<T>(store: &Store, tenant: TenantId, work: impl AsyncFnOnce(&mut Tx) -> T) -> T {
    let mut tx = store.write(tenant).await.unwrap();
    let result = work(&mut tx).await;
    tx.commit().await.unwrap();
    result
}
