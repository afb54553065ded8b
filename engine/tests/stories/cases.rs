//! Every published example of a plan, as facts in a database: a close pays what a trial from files pays, and
//! what a what-if has foreseen.

use crate::world::{World, import_of};
use domain::audit::Actor;
use domain::commission::file::{Report, StatementReport, try_plan};
use domain::user::Role;
use domain::view::{StatementPage, WhatIf};
use domain::{Cents, Month, Refusal};
use engine::imports::{CustomerImport, FactImport, OnProblem};
use engine::{Desk, Trial, Tried, TriedFor};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// A plan with the months it is tried on.
struct Case {
    id: String,
    plan: Value,
    months: Vec<Value>,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/tests/cases/commission");
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let file: Value = serde_json::from_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap()).unwrap();
        for (number, one) in file["tries"].as_array().unwrap().iter().enumerate() {
            let facts = one["facts"].clone();
            let months = if facts.is_array() { facts.as_array().unwrap().clone() } else { vec![facts] };
            let id = format!("{} {number}", file["id"].as_str().unwrap());
            cases.push(Case { id, plan: one["plan"].clone(), months });
        }
    }
    cases
}

fn text<'a>(value: &'a Value, field: &str, otherwise: &'a str) -> &'a str {
    value[field].as_str().unwrap_or(otherwise)
}

fn list<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value[field].as_array().map_or(&[], Vec::as_slice)
}

fn partner_of(month: &Value) -> &str {
    text(month, "partner", "partner")
}

impl Case {
    /// The partner, those above it, and those that the plan names.
    async fn add_resellers(&self, world: &World) {
        let mut csv = String::from("reseller_id,name,master_agent_id\nelsewhere,Elsewhere,\n");
        let first = &self.months[0];
        let mut above = "";
        let parents: Vec<_> = list(first, "parents").iter().map(|parent| parent.as_str().unwrap()).collect();
        for code in parents.into_iter().rev().chain([partner_of(first)]) {
            writeln!(csv, "{code},{code},{above}").unwrap();
            above = code;
        }
        let terms: domain::commission::PlanTerms = serde_json::from_value(self.plan.clone()).unwrap();
        for code in terms.named_partners().into_iter().filter(|code| *code != partner_of(first)) {
            writeln!(csv, "{code},{code},").unwrap();
        }
        let file = world.file("resellers.csv", csv);
        world.office.import_partners(&file, "2020-01".parse().unwrap()).await.unwrap();
    }

    /// The customers, of whom those who leave come when they must have come.
    async fn add_customers(&self, world: &World) {
        let mut csv = String::from(
            "customer_id,reseller_id,mrr,activation_date,churn_date,lifecycle_stage,churn_category\nelse,elsewhere,1.00,2020-01-01,,,\n",
        );
        let mut known = BTreeSet::new();
        for month in &self.months {
            for departure in list(month, "departures") {
                let code = text(departure, "customer", "gone");
                let (from, to) = stay(month, departure);
                writeln!(csv, "{code},{},1.00,{from},{to},Churned,Other", partner_of(month)).unwrap();
                known.insert(code);
            }
            for code in list(month, "facts").iter().map(|fact| fact["customer"].as_str().unwrap()) {
                if known.insert(code) {
                    writeln!(csv, "{code},{},1.00,2020-01-01,,,", partner_of(month)).unwrap();
                }
            }
        }
        let import = CustomerImport { bill_through: None, ..import_of(world.file("customers.csv", csv)) };
        let imported = world.office.import_customers(&import, &|_| ()).await.unwrap();
        assert_eq!(imported.problems, []);
    }

    /// What was paid for who leaves: earned under a plan of its own in the month they came.
    async fn pay_departures(&self, world: &World) {
        let mut csv = FACTS.to_owned();
        let mut paid_in = BTreeSet::new();
        for month in &self.months {
            for departure in list(month, "departures") {
                let (from, _) = stay(month, departure);
                let instalments = list(departure, "instalments").iter().filter(|one| one["paid"] == true);
                let parts = instalments.map(|one| &one["amount"]).chain(departure.get("paid"));
                let paid: Cents = parts.map(|amount| amount.as_str().unwrap().parse::<Cents>().unwrap()).sum();
                let (came, code) = (&from[..7], text(departure, "customer", "gone"));
                writeln!(csv, "{came},{},sale of {code},one_off,{code},{}", partner_of(month), paid.to_decimal())
                    .unwrap();
                paid_in.insert(came.parse::<Month>().unwrap());
            }
        }
        let plan = r#"{"rules": [{"on": ["one_off"], "pay": {"percentage": {"rate": "100%"}}}]}"#;
        let from = "2020-01".parse().unwrap();
        world.office.add_plan("plan", "Plan", from, plan, false).await.unwrap();
        world.office.assign_plan("plan", &[partner_of(&self.months[0]).to_owned()], from).await.unwrap();
        if !paid_in.is_empty() {
            import(world, csv).await;
        }
        for month in paid_in {
            world.office.close(month, Actor::System, |_| ()).await.unwrap();
        }
    }

    async fn add_facts(&self, world: &World) {
        let mut csv = format!("{},{}\n", FACTS.trim_end(), COLUMNS.join(","));
        for month in &self.months {
            let name = text(month, "month", "");
            writeln!(csv, "{name},elsewhere,else,recurring,else,1.00{}", ",".repeat(COLUMNS.len())).unwrap();
            for fact in list(month, "facts") {
                let amount = text(fact, "amount", "");
                let (id, kind) = (text(fact, "id", ""), text(fact, "kind", "recurring"));
                write!(csv, "{name},{},{id},{kind},{},{amount}", partner_of(month), text(fact, "customer", ""))
                    .unwrap();
                for column in COLUMNS {
                    let value = fact[column].as_str().map_or_else(|| fact[column].to_string(), str::to_owned);
                    write!(csv, ",{}", if fact[column].is_null() { "" } else { &value }).unwrap();
                }
                csv.push('\n');
            }
        }
        import(world, csv).await;
    }
}

const FACTS: &str = "month,partner,id,kind,customer,amount\n";
const COLUMNS: [&str; 9] = [
    "cost",
    "deductions",
    "collected",
    "quantity",
    "product",
    "contract_months",
    "new_customer",
    "service_month",
    "date",
];

async fn import(world: &World, csv: String) {
    let file = world.file("facts.csv", csv);
    let import = FactImport { file, on_problem: OnProblem::RollBack, preview: false, report: None };
    let imported = world.office.import_facts(&import, &|_| ()).await.unwrap();
    assert_eq!(imported.problems, []);
}

/// First and last day of a customer who leaves in the middle of a month.
fn stay(month: &Value, departure: &Value) -> (String, String) {
    let left: Month = month["month"].as_str().unwrap().parse().unwrap();
    let last = left.first_day() + chrono::Days::new(14);
    let kept = &departure["kept"];
    let first = match (kept["months"].as_u64(), kept["days"].as_u64()) {
        (Some(months), _) => left.plus(-i32::try_from(months).unwrap()).first_day() + chrono::Days::new(14),
        (_, Some(days)) => last - chrono::Days::new(days),
        _ => panic!("{departure}"),
    };
    (first.to_string(), last.to_string())
}

/// Lines and sums by kind, each with its name.
type Told = (Vec<(String, Cents)>, Vec<(String, Cents)>);

/// What of a statement must be the same: its lines and sums, without their order.
fn told(report: &StatementReport) -> Told {
    let amount = |text: &String| text.parse::<Cents>().unwrap();
    let mut lines: Vec<_> =
        report.lines.iter().map(|line| (format!("{} {}", line.kind.code(), line.rule), amount(&line.amount))).collect();
    lines.sort();
    (lines, report.subtotals.iter().map(|(kind, sum)| (kind.code().to_owned(), amount(sum))).collect())
}

fn kept(page: &StatementPage, own: &str) -> Told {
    let origin = |line: &domain::view::StatementLine| match line.origin.as_str() {
        "" => own.to_owned(),
        origin => origin.to_owned(),
    };
    let mut lines: Vec<_> =
        page.lines.iter().map(|line| (format!("{} {}", line.kind.code(), origin(line)), line.amount)).collect();
    lines.sort();
    (lines, page.sums.iter().map(|(kind, sum)| (kind.code().to_owned(), *sum)).collect())
}

/// The statements of a month but the bystander's, by partner.
async fn statements(desk: &Desk, month: Month) -> BTreeMap<String, StatementPage> {
    let mut found = BTreeMap::new();
    for partner in desk.partners().await.unwrap() {
        match desk.statement(month, Some(partner.id), 1).await {
            Ok(page) => drop(found.insert(partner.code, page)),
            Err(refusal) => assert_eq!(refusal, Refusal::not_found("statement")),
        }
    }
    found
}

async fn what_if(world: &World, tried: Tried, month: Month) -> WhatIf {
    let trial = Trial { tried, month, of: TriedFor::PartnersOf("plan".into()) };
    let found = world.office.what_if(&trial).await.unwrap();
    assert_eq!(found.unknown, []);
    found
}

/// What each partner would get.
async fn foreseen(world: &World, tried: Tried, month: Month) -> BTreeMap<String, Cents> {
    let rows = what_if(world, tried, month).await.rows.into_iter();
    rows.map(|row| (row.partner.code, row.would_be)).collect()
}

async fn close_as_tried(case: &Case) {
    let reports: Vec<Report> =
        try_plan(&case.plan.to_string(), &Value::Array(case.months.clone()).to_string()).unwrap();
    let world = World::new().await;
    world.later(400 * 86_400);
    case.add_resellers(&world).await;
    case.add_customers(&world).await;
    case.pay_departures(&world).await;
    let first: Month = reports[0].month.parse().unwrap();
    case.add_facts(&world).await;
    let foreseen = foreseen(&world, Tried::Text(case.plan.to_string()), first).await;
    world.office.revise_plan("plan", first, &case.plan.to_string()).await.unwrap();
    let desk = world.desk(Role::Finance, None).await;
    let own = case.plan["rules"][0]["name"].as_str().unwrap_or("rule 1");
    for report in &reports {
        let month: Month = report.month.parse().unwrap();
        world.office.close(month, Actor::System, |_| ()).await.unwrap();
        let found = statements(&desk, month).await;
        // Who gets nothing of a trial has a statement there, and none in the books.
        let tried: Vec<_> = report.statements.iter().filter(|one| !one.lines.is_empty()).collect();
        assert_eq!(found.len(), tried.len(), "{}: {:?}", case.id, found.keys());
        for tried in tried {
            assert_eq!(kept(&found[&tried.partner], own), told(tried), "{}, {month}, {}", case.id, tried.partner);
            if month == first {
                let paid = found[&tried.partner].statement.commission;
                assert_eq!(foreseen.get(&tried.partner), Some(&paid), "{}, {}", case.id, tried.partner);
            }
        }
        let again = what_if(&world, Tried::Plan("plan".into(), None), month).await;
        assert_eq!((again.winners, again.losers, again.unlike_statements), (0, 0, Some(0)), "{}, {month}", case.id);
    }
    assert_eq!(world.office.check_ledger().await.unwrap().differences, [], "{}", case.id);
}

#[tokio::test]
async fn every_published_example_is_closed_as_it_is_tried_and_was_foreseen() {
    let cases = cases();
    assert_eq!(cases.len(), 38);
    for case in &cases {
        close_as_tried(case).await;
    }
}
