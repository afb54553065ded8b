//! Measures the scoring of every partner against the same facts read by plain SQL in the order of their indexes, a
//! second scoring when little has changed, and the time of a manager's pages at growing numbers of customers.

use crate::facts::{self, PARTNERS, TODAY, partner_id};
use crate::meter::Cost;
use crate::place::Place;
use crate::reference::run;
use crate::sample::{self, month};
use crate::{ROUNDS, compare, median, middle, ms, ratio, somebody};
use chrono::{DateTime, TimeDelta, Utc};
use domain::partner_facts::{Ticket, TicketKind};
use domain::view::PortfolioQuery;
use engine::{Clock, Engine, Office, Options};
use sqlx::Connection;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use store::Store;

/// Of the partners, those of whom something changes before the second scoring: one in a hundred.
const CHANGED: usize = 100;
/// How often a page is asked for.
const PAGES: usize = 20;

/// What the rounds took.
#[derive(Default)]
struct Found {
    score: Vec<Cost>,
    sql: Vec<Cost>,
    again: Vec<Cost>,
    tomorrow: Vec<Cost>,
    carried: u64,
    portfolio: Vec<Duration>,
    partner: Vec<Duration>,
}

/// Measures with so many customers, one size after the other.
pub async fn measure(server: Option<&str>, sizes: &[usize]) {
    let mut pages: Vec<(usize, Duration, Duration)> = Vec::new();
    for size in sizes {
        println!("  {size} customers of {PARTNERS} partners, median of {ROUNDS} rounds");
        let mut found = Found::default();
        for round in 0..ROUNDS {
            let place = Place::new(server, &format!("health_{size}_{round}")).await;
            Box::pin(measure_once(&place, *size, &mut found)).await;
            place.remove().await;
        }
        pages.push(report(*size, &found));
    }
    for pair in pages.windows(2) {
        let [(few, portfolio, partner), (many, slower, slower_partner)] = pair else { continue };
        println!(
            "  pages     {few} → {many} customers: portfolio x {:.2}, partner x {:.2}",
            ratio(*slower, *portfolio),
            ratio(*slower_partner, *partner)
        );
    }
}

async fn measure_once(place: &Place, customers: usize, found: &mut Found) {
    let now = Arc::new(Mutex::new(format!("{TODAY}T12:00:00Z").parse::<DateTime<Utc>>().expect("an instant")));
    let clock = Clock::by({
        let now = now.clone();
        move || *now.lock().expect("not poisoned")
    });
    let engine = Engine::open_at(&place.database, Options::default(), clock).await.expect("a database");
    let office = sample::new_office(&engine).await;
    let tenant = office.tenant().await.expect("the operator").id;
    let store = Store::open(&place.database).await.expect("the same database");
    // The months between are only read as sums.
    let between = ["2025-04", "2025-05", "2025-07", "2025-08"].map(|text| (month(text), 10 * PARTNERS));
    let months = [[(month("2025-06"), customers), (month("2025-09"), customers)].as_slice(), &between].concat();
    facts::fill(&store, tenant, customers, &months).await;
    facts::fill_events(&store, tenant, customers).await;
    store.learn_sizes().await.expect("learnt");
    let (mut plain, meter) = place.plain().await;
    let running = meter.start();
    let scored = office.score_today(None).await.expect("scored");
    found.score.push(running.cost());
    assert_eq!(scored.computed, PARTNERS as u64);
    run(&mut plain, &tables(place.is_sqlite())).await;
    let running = meter.start();
    run(&mut plain, SCORE).await;
    found.sql.push(running.cost());

    change(&store, tenant, 1).await;
    let running = meter.start();
    let again = office.score_today(None).await.expect("scored");
    found.again.push(running.cost());
    assert_eq!(again.computed, (PARTNERS / CHANGED) as u64);
    *now.lock().expect("not poisoned") += TimeDelta::days(1);
    change(&store, tenant, 2).await;
    let running = meter.start();
    let tomorrow = office.score_today(None).await.expect("scored");
    found.tomorrow.push(running.cost());
    found.carried = tomorrow.carried;

    pages(&engine, &office, found).await;
    plain.close().await.expect("closed");
    store.close().await;
    engine.shut_down().await;
}

/// What a manager waits for the portfolio and for a partner's page.
async fn pages(engine: &Engine, office: &Office, found: &mut Found) {
    let desk = somebody(engine, office).await;
    for n in 0..PAGES {
        let began = Instant::now();
        desk.portfolio(&PortfolioQuery::default()).await.expect("the portfolio");
        found.portfolio.push(began.elapsed());
        let began = Instant::now();
        desk.partner_page(Some(partner_id(n * 97 % PARTNERS))).await.expect("a partner");
        found.partner.push(began.elapsed());
    }
}

fn report(size: usize, found: &Found) -> (usize, Duration, Duration) {
    compare("health", &found.score, "plain SQL", &found.sql);
    let all = median(&found.score, |cost| cost.cpu);
    let wall = median(&found.score, |cost| cost.wall);
    for (what, costs) in [("1 % again", &found.again), ("next day", &found.tomorrow)] {
        let (cost, took) = (median(costs, |cost| cost.cpu), median(costs, |cost| cost.wall));
        println!(
            "  {what:<10}{:>9.1} ms, CPU {:>9.1} ms   of the first {:.2}, CPU {:.2}",
            ms(took),
            ms(cost),
            ratio(took, wall),
            ratio(cost, all)
        );
    }
    println!("  next day  {} of {PARTNERS} carried over", found.carried);
    let (portfolio, partner) = (middle(&found.portfolio), middle(&found.partner));
    println!("  pages     portfolio {:.2} ms, partner {:.2} ms", ms(portfolio), ms(partner));
    (size, portfolio, partner)
}

/// One in a hundred partners gets a ticket.
async fn change(store: &Store, tenant: domain::TenantId, round: usize) {
    let mut tx = store.write(tenant).await.expect("a transaction");
    let opened_at = format!("{TODAY}T10:00:00Z").parse().expect("an instant");
    let tickets: Vec<_> = (0..PARTNERS / CHANGED)
        .map(|n| Ticket {
            code: format!("new-{round}-{n}"),
            partner_id: partner_id(n * CHANGED),
            customer_id: None,
            kind: TicketKind::Other,
            opened_at,
            resolved_at: None,
        })
        .collect();
    tx.put_tickets(&tickets).await.expect("tickets");
    tx.commit().await.expect("kept");
}

fn tables(is_sqlite: bool) -> String {
    let (id, number) = if is_sqlite { ("BLOB", "INTEGER") } else { ("UUID", "BIGINT") };
    ["retention", "acquired", "activity", "tickets", "installations", "months"]
        .map(|name| format!("CREATE TABLE plain_{name} (partner_id {id} NOT NULL, a {number}, b {number}, c {number})"))
        .join(";")
}

/// The same windows, each in the order of its index, into a row for each partner.
const SCORE: &str = "
    BEGIN;
    INSERT INTO plain_retention
    SELECT s.partner_id, COUNT(*), SUM(s.amount), SUM(CASE WHEN e.amount < s.amount THEN e.amount
        WHEN e.amount IS NULL THEN 0 ELSE s.amount END)
    FROM bills s LEFT JOIN bills e ON e.tenant_id = s.tenant_id AND e.month = 202509 AND e.partner_id = s.partner_id
        AND e.customer_id = s.customer_id
    WHERE s.tenant_id = 1 AND s.month = 202506 GROUP BY s.partner_id;
    INSERT INTO plain_acquired
    SELECT partner_id, COUNT(*), 0, 0 FROM customers
    WHERE tenant_id = 1 AND activated_on BETWEEN '2025-07-09' AND '2025-10-06' GROUP BY partner_id;
    INSERT INTO plain_activity
    SELECT partner_id, SUM(CASE WHEN kind = 'portal' AND day >= '2025-09-09' THEN 1 ELSE 0 END),
        SUM(CASE WHEN kind = 'interaction' AND day >= '2025-09-09' THEN count ELSE 0 END),
        SUM(CASE WHEN kind = 'resource' THEN count ELSE 0 END)
    FROM activities WHERE tenant_id = 1 AND day BETWEEN '2025-07-09' AND '2025-10-06' GROUP BY partner_id;
    INSERT INTO plain_tickets
    SELECT partner_id, COUNT(*), SUM(CASE WHEN minutes <= 2880 THEN 1 ELSE 0 END), 0 FROM tickets
    WHERE tenant_id = 1 AND opened_at > '2025-07-06' AND opened_at <= '2025-10-05' GROUP BY partner_id;
    INSERT INTO plain_installations
    SELECT partner_id, COUNT(*), SUM(CASE WHEN days <= 14 THEN 1 ELSE 0 END), 0 FROM installations
    WHERE tenant_id = 1 AND ordered_on > '2025-06-24' AND ordered_on <= '2025-09-22' GROUP BY partner_id;
    INSERT INTO plain_months
    SELECT partner_id, COUNT(*), SUM(billed), 0 FROM partner_months
    WHERE tenant_id = 1 AND month BETWEEN 202504 AND 202509 GROUP BY partner_id;
    COMMIT";
