//! What is measured with: the sample's files many times over, and an operator.

use domain::{Currency, Month, Rounding};
use engine::{Engine, NewTenant, Office};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Customers of the sample.
pub const SAMPLE: usize = 3_646;

const PLAN: &str = r#"{"rules": [{"type": "tiered", "mode": "marginal", "tiers": [
    {"from": 0, "rate": 80000}, {"from": 250000, "rate": 100000}, {"from": 1000000, "rate": 120000}]}]}"#;

/// An operator with a plan of bands.
pub async fn new_office(engine: &Engine) -> Office {
    let tenant = NewTenant {
        slug: "bench".into(),
        name: "Bench".into(),
        time_zone: "UTC".into(),
        currency: Currency::Usd,
        rounding: Rounding::HalfUp,
    };
    let office = engine.office(engine.add_tenant(tenant).await.expect("an operator").id);
    office.add_plan("plan", "Plan", month("2015-01"), PLAN, true).await.expect("a plan");
    office
}

/// The sample's files, each customer and reseller so many times.
pub fn sample(directory: &Path, copies: usize) -> (PathBuf, PathBuf) {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/isp-customers");
    let many = |name: &str, keys: usize| {
        let text = std::fs::read_to_string(data.join(name)).expect("the sample");
        let (header, rows) = text.split_once('\n').expect("a header");
        let mut out = format!("{header}\n");
        for copy in 0..copies {
            for row in rows.lines() {
                let mut fields = row.splitn(keys + 1, ',');
                for key in fields.by_ref().take(keys) {
                    let _ = write!(out, "{key}-{copy},");
                }
                let _ = writeln!(out, "{}", fields.next().unwrap_or_default());
            }
        }
        let path = directory.join(name);
        std::fs::write(&path, out).expect("written");
        path
    };
    (many("customers.csv", 2), many("resellers.csv", 1))
}

/// A month.
pub fn month(text: &str) -> Month {
    text.parse().expect("a month")
}
