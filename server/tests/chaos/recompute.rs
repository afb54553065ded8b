//! Every line reckoned again from its stored inputs, by other means than the product's: whole numbers alone, straight
//! from the tables.

use crate::place::{MONTH, Place};
use sqlx::{Connection, SqliteConnection};
use std::collections::BTreeMap;
use tempfile::TempDir;

/// The demo's bands: from so many cents of a month's billed revenue on, so many millionths.
const BANDS: [(i128, i128); 3] = [(0, 80_000), (250_000, 100_000), (1_000_000, 120_000)];

/// Half to the even cent, of millionths of a cent.
fn round(millionths: i128) -> i128 {
    let (whole, rest) = (millionths.div_euclid(1_000_000), millionths.rem_euclid(1_000_000));
    whole + i128::from(rest > 500_000 || (rest == 500_000 && whole % 2 != 0))
}

/// Revenue of a statement that lies in each band.
fn slices(billed: i128) -> BTreeMap<i128, i128> {
    let mut slices = BTreeMap::new();
    for (n, (from, rate)) in BANDS.iter().enumerate() {
        let upto = BANDS.get(n + 1).map_or(i128::MAX, |band| band.0);
        let slice = billed.min(upto) - from;
        if slice > 0 {
            slices.insert(*rate, slice);
        }
    }
    slices
}

/// A row of `commission_lines`: partner, customer, base, rate, amount.
type Line = (Vec<u8>, Vec<u8>, i64, i64, i64);

/// A partner's lines and what was kept of their sums.
#[derive(Default)]
struct Found {
    bases: BTreeMap<i128, i128>,
    by_customer: BTreeMap<Vec<u8>, i128>,
    amounts: i128,
    /// In millionths of a cent.
    exact: i128,
    lines: usize,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_line_of_a_month_is_what_an_independent_reckoning_says() {
    let folder = TempDir::new().unwrap();
    let place = tokio::task::spawn_blocking(move || {
        let place = Place::sqlite(&folder);
        assert!(place.close().wait().unwrap().success());
        (place, folder)
    });
    let (place, _folder) = place.await.unwrap();
    let path = place.data.join("tributary.sqlite");
    let mut db = SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap();
    let month: i32 = MONTH.replace('-', "").parse().unwrap();

    let mut found: BTreeMap<Vec<u8>, Found> = BTreeMap::new();
    let lines: Vec<Line> = sqlx::query_as(
        "SELECT partner_id, customer_id, base, rate, amount FROM commission_lines
         WHERE tenant_id = 1 AND month = $1 ORDER BY partner_id, customer_id, rule, part",
    )
    .bind(month)
    .fetch_all(&mut db)
    .await
    .unwrap();
    for (partner, customer, base, rate, amount) in &lines {
        let (base, rate, amount) = (i128::from(*base), i128::from(*rate), i128::from(*amount));
        let partner = found.entry(partner.clone()).or_default();
        // Bands are a function of the volume, and a line is what the function grows by: sums are rounded, lines aren't.
        let upto = partner.exact + base * rate;
        assert_eq!(amount, round(upto) - round(partner.exact), "{base} at {rate}");
        partner.exact = upto;
        *partner.bases.entry(rate).or_default() += base;
        *partner.by_customer.entry(customer.clone()).or_default() += base;
        partner.amounts += amount;
        partner.lines += 1;
    }

    let bills: Vec<(Vec<u8>, Vec<u8>, i64)> =
        sqlx::query_as("SELECT partner_id, customer_id, amount FROM bills WHERE tenant_id = 1 AND month = $1")
            .bind(month)
            .fetch_all(&mut db)
            .await
            .unwrap();
    let mut billed: BTreeMap<Vec<u8>, BTreeMap<Vec<u8>, i128>> = BTreeMap::new();
    for (partner, customer, amount) in bills.into_iter().filter(|bill| bill.2 != 0) {
        billed.entry(partner).or_default().insert(customer, i128::from(amount));
    }
    assert_eq!(found.keys().collect::<Vec<_>>(), billed.keys().collect::<Vec<_>>(), "the same partners");

    let statements: Vec<(Vec<u8>, i64, i64, i64)> = sqlx::query_as(
        "SELECT partner_id, lines, billed, commission FROM statements WHERE tenant_id = 1 AND month = $1",
    )
    .bind(month)
    .fetch_all(&mut db)
    .await
    .unwrap();
    assert_eq!(statements.len(), found.len());
    for (partner, lines, total, commission) in statements {
        let of = &found[&partner];
        assert_eq!(of.by_customer, billed[&partner], "each customer's bases are its bill");
        let sum: i128 = billed[&partner].values().sum();
        assert_eq!(of.bases, slices(sum), "each band has what lies in it");
        assert_eq!((i128::from(total), i128::from(commission)), (sum, of.amounts));
        assert_eq!(usize::try_from(lines).unwrap(), of.lines);
        let payable: (i64,) = sqlx::query_as(
            "SELECT -SUM(amount) FROM ledger_postings
             WHERE tenant_id = 1 AND account = 'payable' AND partner_id = $1 AND month = $2",
        )
        .bind(&partner)
        .bind(month)
        .fetch_one(&mut db)
        .await
        .unwrap();
        assert_eq!(i128::from(payable.0), of.amounts, "what is owed is what the statement says");
    }
    assert!(lines.len() > crate::place::CUSTOMERS);
}
