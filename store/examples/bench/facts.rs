//! Facts that are made here: customers of 5,000 partners, some with many and most with few, what they were billed, and
//! what happened around them.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::billing::{Bill, BillingSource};
use domain::customer::{Contract, Customer};
use domain::lifecycle::Stage;
use domain::partner::{Partner, PartnerKind, PartnerStatus, Tier};
use domain::partner_facts::{Activity, ActivityKind, Installation, Ticket, TicketKind};
use domain::{Cents, CustomerId, Month, PartnerId, TenantId};
use std::ops::Range;
use store::{NewPartner, Store, Tx};
use uuid::Uuid;

/// Partners.
pub const PARTNERS: usize = 5_000;
/// The day of everything.
pub const TODAY: &str = "2025-10-06";
/// Customers written in one transaction.
const TOGETHER: usize = 50_000;

/// A partner's id.
pub fn partner_id(n: usize) -> PartnerId {
    PartnerId(Uuid::from_u128(1 + n as u128))
}

/// Whose customer one is: the largest partner has one in seventy, the smallest none or a few.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sample")]
fn owner_of(n: usize) -> PartnerId {
    const FLAT: f64 = 12.0;
    let even = (n as f64 * 0.618_033_988_749_895).fract();
    let rank = FLAT * (1.0 + PARTNERS as f64 / FLAT).powf(even) - FLAT;
    // Ranks and keys have nothing to do with each other.
    partner_id((rank as usize).min(PARTNERS - 1) * 2_377 % PARTNERS)
}

fn small(n: usize) -> i64 {
    i64::try_from(n).expect("small")
}

fn today() -> NaiveDate {
    TODAY.parse().expect("a day")
}

fn active_for(n: usize) -> u64 {
    u64::try_from(n % 1000).expect("small")
}

fn opened_at(n: usize) -> DateTime<Utc> {
    format!("{TODAY}T09:00:00Z").parse::<DateTime<Utc>>().expect("an instant") - TimeDelta::hours(small(n % 2400))
}

/// Writes partners, and customers with their bills: in each month nearly all of the first so many customers have one.
pub async fn fill(store: &Store, tenant: TenantId, customers: usize, months: &[(Month, usize)]) {
    let mut tx = store.write(tenant).await.expect("a transaction");
    let at = format!("{TODAY}T00:00:00Z").parse().expect("an instant");
    let plan = tx.default_plan().await.expect("plans").expect("a plan");
    for n in 0..PARTNERS {
        let partner = Partner {
            id: partner_id(n),
            code: format!("RS-{n}"),
            name: format!("Reseller {n}"),
            kind: PartnerKind::AuthorizedDealer,
            tier: Tier::Silver,
            status: PartnerStatus::Active,
            parent_id: None,
            territory: None,
            manager_id: None,
        };
        tx.add_partner(NewPartner { partner: &partner, at }).await.expect("a partner");
        tx.assign_plan(partner.id, plan, crate::sample::month("2015-01")).await.expect("assigned");
    }
    tx.commit().await.expect("kept");
    for numbers in parts(customers) {
        let mut tx = store.write(tenant).await.expect("a transaction");
        let customers: Vec<_> = numbers.clone().map(customer).collect();
        tx.add_customers(&customers).await.expect("customers");
        for (month, billed) in months {
            put_bills(&mut tx, numbers.start..numbers.end.min(*billed), *month).await;
        }
        tx.commit().await.expect("kept");
    }
    let mut tx = store.write(tenant).await.expect("a transaction");
    let months = months.iter().map(|(month, _)| *month);
    let (first, last) = (months.clone().min().expect("a month"), months.max().expect("a month"));
    tx.roll_up_months(first, last).await.expect("summed");
    tx.recount_stages().await.expect("counted");
    tx.commit().await.expect("kept");
}

fn parts(customers: usize) -> impl Iterator<Item = Range<usize>> {
    (0..customers).step_by(TOGETHER).map(move |from| from..(from + TOGETHER).min(customers))
}

fn customer(n: usize) -> Customer {
    Customer {
        partner_id: owner_of(n),
        id: CustomerId(Uuid::from_u128(1_000_000_000 + n as u128)),
        code: format!("C-{n}"),
        city: None,
        postcode: Some("90001".into()),
        stage: Stage::Active,
        stage_since: opened_at(n),
        revision: 1,
        contract: (!n.is_multiple_of(20)).then_some(Contract::Monthly),
        mrr: Cents(2_000 + small(n % 97) * 50),
        activated_on: Some(today() - Days::new(active_for(n))),
        churned_on: None,
        churn_reason: None,
        billed_to_date: None,
        satisfaction: None,
        services: String::new(),
    }
}

async fn put_bills(tx: &mut Tx, numbers: Range<usize>, month: Month) {
    let billed = numbers.filter(|n| !n.is_multiple_of(31)).map(customer);
    let billed = billed.filter(|customer| customer.activated_on.is_some_and(|day| day <= month.last_day()));
    let bill = |customer: Customer| {
        let (customer_id, amount, source) = (customer.id, customer.mrr, BillingSource::Imported);
        (customer.partner_id, Bill { month, customer_id, amount, source })
    };
    tx.put_bills(&billed.map(bill).collect::<Vec<_>>()).await.expect("bills");
}

/// Writes what happened: three tickets for ten customers, an installation for each new one, and what every partner's
/// people did on each of thirty days.
pub async fn fill_events(store: &Store, tenant: TenantId, customers: usize) {
    for numbers in parts(customers) {
        let mut tx = store.write(tenant).await.expect("a transaction");
        let tickets: Vec<_> = numbers.clone().filter(|n| n % 10 < 3).map(ticket).collect();
        tx.put_tickets(&tickets).await.expect("tickets");
        let installations: Vec<_> = numbers.filter(|n| active_for(*n) < 100).map(installation).collect();
        tx.put_installations(&installations).await.expect("installations");
        tx.commit().await.expect("kept");
    }
    let mut tx = store.write(tenant).await.expect("a transaction");
    for n in 0..PARTNERS {
        tx.put_activities(&activities(n)).await.expect("activities");
    }
    tx.commit().await.expect("kept");
}

fn ticket(n: usize) -> Ticket {
    let opened_at = opened_at(n);
    Ticket {
        code: format!("T-{n}"),
        partner_id: owner_of(n),
        customer_id: None,
        kind: TicketKind::Technical,
        opened_at,
        resolved_at: Some(opened_at + TimeDelta::hours(small(n % 70))),
    }
}

fn installation(n: usize) -> Installation {
    Installation {
        code: format!("I-{n}"),
        partner_id: owner_of(n),
        customer_id: None,
        ordered_on: today() - Days::new(active_for(n) + 8),
        installed_on: Some(today() - Days::new(active_for(n))),
    }
}

fn activities(n: usize) -> Vec<Activity> {
    let kinds = [
        (ActivityKind::Portal, 0),
        (ActivityKind::Interaction, 0),
        (ActivityKind::Resource, 0),
        (ActivityKind::Resource, 30),
    ];
    let on = |back: u64| {
        let day = move |more| today() - Days::new(back + more);
        kinds.map(|(kind, more)| Activity { partner_id: partner_id(n), day: day(more), kind, count: 1 })
    };
    (0..30).flat_map(on).collect()
}
