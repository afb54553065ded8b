//! Plans of every kind reckoned again in rational numbers, in Python: tried from files, and as months that were closed.

use crate::place::{Place, import_customers, operator, runtime, setting, tell};
use crate::python;
use domain::Month;
use domain::audit::Actor;
use engine::Office;
use engine::imports::{FactImport, OnProblem};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Months that are closed, one after the other.
const MONTHS: [&str; 4] = ["2025-06", "2025-07", "2025-08", "2025-09"];

#[test]
fn random_plans_pay_what_rational_numbers_say() {
    let count = setting("CHAOS_PLANS", 60).to_string();
    let seed = setting("CHAOS_SEED", 1).to_string();
    let arguments = [env!("CARGO_BIN_EXE_tributary"), &count, &seed].map(Path::new);
    let found = python::check("try_plans.py", &arguments);
    assert!(found["lines"].as_u64().unwrap() > 10, "{found}");
    tell(found);
}

/// Each way to pay and each part of a statement, under one plan or another.
fn plans() -> Vec<Value> {
    let activation = |pay: Value| json!({ "name": "new", "on": ["activation"], "pay": pay });
    let residual = |rate: &str| json!({ "name": "residual", "pay": { "percentage": { "rate": rate } } });
    let tiers = json!([{ "from": "0", "rate": "4.25%" }, { "from": "2500.00", "rate": "7.5%" }, { "from": "9000.00", "rate": "9.1%" }]);
    let tiered = |mode: &str, per: &str, during: &str| json!({ "name": "volume", "pay": { "tiered": { "mode": mode, "tiers": tiers, "volume": { "per": per, "during": during } } } });
    let extras = json!({ "name": "extras", "on": ["one_off", "usage"], "base": "gross_profit", "pay": { "percentage": { "rate": "33.3333%" } },
        "times": [{ "factor": "1.15", "when": { "products": ["fiber"] } }], "each": { "at_least": "0.50", "at_most": "20.00" } });
    vec![
        json!({ "rules": [tiered("marginal", "partner", "month")] }),
        json!({ "rules": [tiered("whole_amount", "partner", "month")] }),
        json!({ "rules": [tiered("whole_amount", "partner", "quarter"), extras] }),
        json!({ "rules": [tiered("marginal", "customer", "year")], "statement": { "minimum_payout": "100000.00" } }),
        json!({ "rules": [tiered("whole_amount", "group", "month")],
            "statement": { "splits": [{ "weight": 2 }, { "partner": "D-1", "weight": 1 }] } }),
        json!({ "rules": [residual("8%"), activation(json!({ "flat": { "amount": "45.00" } }))],
            "statement": { "overrides": [{ "level": 1, "rate": "2.5%" }, { "level": 2, "rate": "12%", "of": "spread" }],
                "clawback": { "window": { "months": 9 }, "take": "full" } } }),
        json!({ "rules": [activation(json!({ "advance": { "rate": "95%", "share": "60%", "tail": { "months": 3, "first": 2 } } })), residual("3%")],
            "statement": { "clawback": { "window": { "days": 200 }, "take": "pro_rata" } } }),
        json!({ "allocation": "sequential_remainder", "rules": [{ "name": "team", "pay": { "credit": { "mode": "split", "shares": [
                { "share": "81.5%", "rate": "9%" }, { "partner": "D-2", "share": "18.5%", "rate": "3%" }] } } }],
            "statement": { "cap": "90.00", "overrides": [{ "level": 1, "rate": "11%", "of": "commission" }] } }),
        json!({ "rounding": "half_up", "rules": [residual("6.66%")],
            "statement": { "draw": { "amount": "700.00", "recoverable": true }, "ceiling": { "rate": "30%" },
                "bonuses": [{ "name": "three come", "on": ["activation"], "from": { "count": 3 }, "pay": { "amount": "75.00" } },
                    { "name": "much", "from": { "revenue": "800.00" }, "pay": { "rate_above": "1.5%" } }] } }),
        json!({ "rules": [{ "name": "fading", "pay": { "percentage": { "rate": "12%" } }, "end_after_months": 14,
                "fade": { "every": { "months": 3, "factor": "0.83" } } },
                { "name": "seats", "on": ["usage"], "pay": { "flat_tiered": { "mode": "marginal", "per": "quantity",
                    "tiers": [{ "from": 0, "amount": "1.10" }, { "from": 12, "amount": "1.75" }] } } }],
            "statement": { "holdback": { "rate": "12.5%", "release_after_months": 2 }, "floor": "20.00" } }),
        json!({ "rules": [activation(json!({ "multiple": { "of_mrr": "2.5", "then": { "after": "300.00", "of_mrr": "1.2" } } })),
                { "name": "target", "pay": { "attainment": { "mode": "marginal",
                    "tiers": [{ "from": "0", "rate": "2%" }, { "from": "20%", "rate": "4%" }] } } }],
            "statement": { "splits": [{ "share": "70%" }, { "partner": "D-9", "share": "30%" }],
                "holdback": { "rate": "5%", "release_after_months": 1 } } }),
    ]
}

/// Numbers that are always the same (a linear congruence; its high digits are good enough to vary a test).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

fn resellers(count: usize) -> String {
    let mut csv = String::from("reseller_id,name,home_city,master_agent_id\n");
    for n in 1..=count {
        // Two distributors, and some dealers below the first dealer.
        let above = if n > 8 { "D-1" } else { ["TOP-1", "TOP-2"][n % 2] };
        writeln!(csv, "D-{n},Dealer {n},Downey,{above}").unwrap();
    }
    csv
}

fn customers(count: u64, resellers: u64, dice: &mut Numbers) -> String {
    let mut csv = String::from(
        "customer_id,reseller_id,mrr,activation_date,churn_date,lifecycle_stage,churn_category,city,contract\n",
    );
    for n in 0..count {
        let (reseller, cents) = (1 + dice.below(resellers), 900 + dice.below(26_000));
        // From April 2024 to September 2025, and from June 2025 on some leave.
        let begun = dice.below(18) + 3;
        let (year, month, day) = (2024 + begun / 12, begun % 12 + 1, 1 + dice.below(28));
        let leaves = (begun < 16 && dice.below(5) == 0).then(|| (6 + dice.below(4), 1 + dice.below(28)));
        let churned =
            leaves.filter(|(month, _)| begun < 11 + month).map(|(month, day)| format!("2025-{month:02}-{day:02}"));
        let (stage, why) = if churned.is_some() { ("Churned", "Price") } else { ("Active", "") };
        let contract = ["Month-to-Month", "One Year", "Two Year"][usize::try_from(dice.below(3)).unwrap()];
        let churned = churned.unwrap_or_default();
        writeln!(
            csv,
            "C-{n:05},D-{reseller},{}.{:02},{year}-{month:02}-{day:02},{churned},{stage},{why},Downey,{contract}",
            cents / 100,
            cents % 100
        )
        .unwrap();
    }
    csv
}

fn extra_facts(resellers: u64, dice: &mut Numbers) -> String {
    let mut csv = String::from("month,partner,id,kind,amount,cost,quantity,product\n");
    for (at, month) in MONTHS.iter().enumerate() {
        for n in 0..resellers * 6 {
            let kind = ["usage", "one_off"][usize::try_from(dice.below(2)).unwrap()];
            let product = ["fiber", "voice"][usize::try_from(dice.below(2)).unwrap()];
            let (amount, cost, quantity) = (dice.below(9_000), dice.below(3_000), dice.below(9));
            let money = |cents: u64| format!("{}.{:02}", cents / 100, cents % 100);
            let (sign, amount) = (if dice.below(8) == 0 { "-" } else { "" }, money(amount));
            let reseller = n % resellers + 1;
            writeln!(csv, "{month},D-{reseller},X-{at}-{n},{kind},{sign}{amount},{},{quantity},{product}", money(cost))
                .unwrap();
        }
    }
    csv
}

async fn fill(place: &Place, office: &Office, customer_count: u64) {
    let file = |name: &str, content: String| -> PathBuf {
        let path = place.data.join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let first: Month = "2024-01".parse().unwrap();
    let (plans, mut dice) = (plans(), Numbers(7));
    let count = plans.len();
    let resellers_of = u64::try_from(count).unwrap();
    office.import_partners(&file("resellers.csv", resellers(count)), first).await.unwrap();
    for (n, plan) in (1..).zip(&plans) {
        let code = format!("plan-{n}");
        office.add_plan(&code, &code, first, &plan.to_string(), false).await.unwrap();
        office.assign_plan(&code, &[format!("D-{n}")], first).await.unwrap();
    }
    let customers = customers(customer_count, resellers_of, &mut dice);
    import_customers(office, &place.data.join("customers.csv"), &customers, MONTHS[3], false).await;
    let facts = FactImport {
        file: file("facts.csv", extra_facts(resellers_of, &mut dice)),
        on_problem: OnProblem::RollBack,
        preview: false,
        report: None,
    };
    let imported = office.import_facts(&facts, &|_| ()).await.unwrap();
    assert!(imported.kept, "{:?}", imported.problems);
    for month in MONTHS {
        office.close(month.parse().unwrap(), Actor::System, |_| ()).await.unwrap();
    }
}

#[test]
fn every_line_of_months_under_plans_of_every_kind_is_what_rational_numbers_say() {
    let folder = TempDir::new().unwrap();
    let place = Place { data: folder.path().to_owned(), url: None };
    let count = setting("CHAOS_CUSTOMERS", 400);
    runtime().block_on(async {
        let engine = place.engine().await;
        let office = operator(&engine).await;
        fill(&place, &office, count.into()).await;
        engine.shut_down().await;
    });
    let found = python::check("run.py", &[&place.data.join("tributary.sqlite"), Path::new("acme")]);
    assert_eq!(found["months"], 4);
    assert!(found["lines"].as_u64().unwrap() > u64::from(count), "{found}");
    let kinds: Vec<_> = found["kinds"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let wanted = [
        "earned",
        "advance",
        "true_up",
        "bound",
        "split",
        "override",
        "bonus",
        "cap",
        "holdback",
        "release",
        "instalment",
        "clawback",
        "draw",
        "brought_forward",
        "carried_forward",
    ];
    let missing: Vec<_> = wanted.iter().filter(|kind| !kinds.contains(kind)).collect();
    tell(&found);
    assert!(missing.is_empty(), "no line of these kinds was reckoned: {missing:?}");
}
