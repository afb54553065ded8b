//! Months whose plans need more than rates of billed revenue: the same statements as a trial, kept, carried and booked.

use crate::world::{World, month};
use domain::audit::Actor;
use domain::commission::Kind;
use domain::user::Role;
use domain::view::StatementPage;
use domain::{Cents, Refusal};
use engine::imports::{FactImport, OnProblem};
use engine::{Engine, Options};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A distributor, its two dealers, and a dealer of one of those.
const RESELLERS: &str = "\
reseller_id,name,home_city,master_agent_id
D-1,First dealer,Downey,TOP
D-2,Second dealer,Inglewood,TOP
D-3,Lone dealer,Compton,
";

const CUSTOMERS: &str = "\
customer_id,reseller_id,mrr,activation_date,churn_date,lifecycle_stage,churn_category,city
A-1,D-1,100.00,2025-01-01,,Active,,Downey
A-2,D-1,60.55,2025-08-15,,Active,,Downey
A-3,D-1,80.00,2025-08-20,2025-09-30,Churned,Price,Downey
B-1,D-2,250.00,2025-03-01,,Active,,Inglewood
C-1,D-3,40.00,2025-09-10,,Active,,Compton
";

async fn world() -> World {
    let world = World::new().await;
    let file = world.file("resellers.csv", RESELLERS);
    world.office.import_partners(&file, month("2024-01")).await.unwrap();
    world.import(CUSTOMERS).await;
    world
}

async fn give(world: &World, partners: &[&str], plan: &Value) {
    let code = format!("plan-{}", partners.join("-").to_lowercase());
    let partners: Vec<_> = partners.iter().map(|code| (*code).to_owned()).collect();
    world.office.add_plan(&code, &code, month("2024-01"), &plan.to_string(), false).await.unwrap();
    world.office.assign_plan(&code, &partners, month("2024-01")).await.unwrap();
}

async fn close(world: &World, text: &str) {
    world.office.close(month(text), Actor::System, |_| ()).await.unwrap();
}

/// Every statement of a month, by partner: its lines sum to it, kind by kind, and it is booked as it says.
async fn statements(world: &World, text: &str) -> BTreeMap<String, StatementPage> {
    let desk = world.engine.desk(engine::Caller {
        tenant: world.office.tenant().await.unwrap().id,
        user: domain::UserId(uuid::Uuid::nil()),
        role: Role::Finance,
        partner: None,
    });
    let mut found = BTreeMap::new();
    for partner in desk.partners().await.unwrap() {
        match desk.statement(month(text), Some(partner.id), 1).await {
            Ok(page) => {
                assert_eq!(page.lines.iter().map(|line| line.amount).sum::<Cents>(), page.statement.commission);
                assert_eq!(page.sums.iter().map(|(_, sum)| *sum).sum::<Cents>(), page.statement.commission);
                found.insert(partner.code, page);
            }
            Err(refusal) => assert_eq!(refusal, Refusal::not_found("statement")),
        }
    }
    let check = world.office.check_ledger().await.unwrap();
    assert_eq!(check.differences, [], "{}", check.entries);
    found
}

fn sums(page: &StatementPage) -> Vec<(Kind, i64)> {
    page.sums.iter().map(|(kind, sum)| (*kind, sum.0)).collect()
}

fn percentage(rate: &str) -> Value {
    json!({ "pay": { "percentage": { "rate": rate } } })
}

#[tokio::test]
async fn a_distributor_without_a_plan_gets_overrides_of_its_dealers() {
    let world = world().await;
    let overrides = json!({ "overrides": [{ "level": 1, "rate": "2%" }] });
    give(&world, &["D-1", "D-2"], &json!({ "rules": [percentage("10%")], "statement": overrides })).await;
    close(&world, "2025-09").await;
    let found = statements(&world, "2025-09").await;
    assert_eq!(sums(&found["D-1"]), [(Kind::Earned, 1_000 + 606)]);
    let top = &found["TOP"];
    assert_eq!(sums(top), [(Kind::Override, 200 + 121 + 500)]);
    assert_eq!((top.statement.plan.as_str(), top.rules.len()), ("No plan of its own", 0));
    let lines: Vec<_> = top.lines.iter().map(|l| (l.from_partner.as_deref(), l.customer_code.as_deref())).collect();
    assert_eq!(lines.len(), 3);
    assert!(lines.contains(&(Some("D-2"), Some("B-1"))));
    assert_eq!(top.lines[0].origin, "override of level 1");
}

#[tokio::test]
async fn a_holdback_is_released_and_a_draw_recovered_in_later_months() {
    let world = world().await;
    let holdback = json!({ "holdback": { "rate": "10%", "release_after_months": 1 } });
    give(&world, &["D-2"], &json!({ "rules": [percentage("100%")], "statement": holdback })).await;
    let draw = json!({ "draw": { "amount": "10.00", "recoverable": true } });
    let activations = json!({ "on": ["activation"], "pay": { "flat": { "amount": "50.00" } } });
    give(&world, &["D-3"], &json!({ "rules": [activations], "statement": draw })).await;
    close(&world, "2025-08").await;
    let august = statements(&world, "2025-08").await;
    assert_eq!(sums(&august["D-2"]), [(Kind::Earned, 25_000), (Kind::Holdback, -2_500)]);
    assert_eq!(august["D-2"].carried.held[0].amount, Cents(2_500));
    assert_eq!(sums(&august["D-3"]), [(Kind::Draw, 1_000)], "a draw is paid without any fact");
    close(&world, "2025-09").await;
    let september = statements(&world, "2025-09").await;
    let released = [(Kind::Earned, 25_000), (Kind::Holdback, -2_500), (Kind::Release, 2_500)];
    assert_eq!(sums(&september["D-2"]), released);
    assert_eq!(sums(&september["D-3"]), [(Kind::Earned, 5_000), (Kind::Recovery, -1_000)]);
    assert!(september["D-3"].carried.is_nothing());
    assert_eq!(september["D-3"].lines[0].fact.as_deref(), Some("activation of C-1"));
}

#[tokio::test]
async fn who_leaves_early_costs_what_was_paid_for_it() {
    let world = world().await;
    let activations = json!({ "on": ["activation"], "pay": { "flat": { "amount": "50.00" } } });
    let clawback = json!({ "clawback": { "window": { "days": 90 }, "take": "full" } });
    give(&world, &["D-1"], &json!({ "rules": [activations, percentage("10%")], "statement": clawback })).await;
    close(&world, "2025-08").await;
    let august = statements(&world, "2025-08").await;
    assert_eq!(sums(&august["D-1"]), [(Kind::Earned, 2 * 5_000 + 1_000 + 606 + 800)]);
    close(&world, "2025-09").await;
    let september = statements(&world, "2025-09").await;
    assert_eq!(sums(&september["D-1"]), [(Kind::Earned, 1_000 + 606), (Kind::Clawback, -5_800)]);
}

#[tokio::test]
async fn a_groups_volume_decides_the_rate_of_each_and_splits_add_up() {
    let world = world().await;
    let volume = json!({ "per": "group", "during": "month" });
    let tiers = json!([{ "from": "0", "rate": "5%" }, { "from": "400.00", "rate": "10%" }]);
    let group = json!({ "pay": { "tiered": { "mode": "whole_amount", "tiers": tiers, "volume": volume } } });
    let splits = json!({ "splits": [{ "share": "60%" }, { "partner": "D-3", "share": "40%" }] });
    give(&world, &["D-1"], &json!({ "rules": [group], "statement": splits })).await;
    close(&world, "2025-09").await;
    let september = statements(&world, "2025-09").await;
    // 160.55 of its own and 250.00 of the other dealer reach the second tier; in August the third customer does as well.
    assert_eq!(sums(&september["D-1"]), [(Kind::Earned, 1_606), (Kind::Split, -642)]);
    assert_eq!(sums(&september["D-3"]), [(Kind::Split, 642)]);
    assert_eq!(september["D-3"].lines[0].from_partner.as_deref(), Some("D-1"));
}

#[tokio::test]
async fn a_month_comes_to_the_same_in_chunks_of_any_size() {
    let world = world().await;
    let volume = json!({ "per": "group", "during": "month" });
    let tiers = json!([{ "from": "0", "rate": "5%" }, { "from": "400.00", "rate": "10%" }]);
    let group = json!({ "pay": { "tiered": { "mode": "whole_amount", "tiers": tiers, "volume": volume } } });
    let splits = json!({ "splits": [{ "share": "60%" }, { "partner": "D-3", "share": "40%" }] });
    give(&world, &["D-1"], &json!({ "rules": [group], "statement": splits })).await;
    let overrides = json!({ "overrides": [{ "level": 1, "rate": "2%" }] });
    give(&world, &["D-2"], &json!({ "rules": [percentage("10%")], "statement": overrides })).await;
    close(&world, "2025-09").await;
    let found = statements(&world, "2025-09").await;
    assert_eq!(found.len(), 4);
    for size in [1, 2, 80, 1_000_000] {
        let options = Options { close_chunk: Some(size), ..crate::world::options() };
        let engine = Engine::open_at(&world.database(), options, world.clock()).await.unwrap();
        let office = engine.office(world.office.tenant().await.unwrap().id);
        office.recalculate(month("2025-09"), "in chunks of another size", Actor::System).await.unwrap();
        office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
        let difference = office.difference(month("2025-09")).await.unwrap().unwrap();
        assert_eq!((difference.partners, difference.lines), (Vec::new(), Vec::new()), "chunks of {size}");
        let again = statements(&world, "2025-09").await;
        assert!(found.iter().all(|(code, page)| again[code].lines == page.lines), "chunks of {size}");
        engine.shut_down().await;
    }
}

#[tokio::test]
async fn a_quarter_is_paid_up_when_its_volume_reaches_the_next_tier() {
    let world = world().await;
    let volume = json!({ "during": "quarter" });
    let tiers = json!([{ "from": "0", "rate": "5%" }, { "from": "700.00", "rate": "10%" }]);
    let rule = json!({ "pay": { "tiered": { "mode": "whole_amount", "tiers": tiers, "volume": volume } } });
    give(&world, &["D-2"], &json!({ "rules": [rule] })).await;
    for text in ["2025-07", "2025-08", "2025-09"] {
        close(&world, text).await;
    }
    assert_eq!(sums(&statements(&world, "2025-08").await["D-2"]), [(Kind::Earned, 1_250)]);
    let september = statements(&world, "2025-09").await;
    assert_eq!(sums(&september["D-2"]), [(Kind::Earned, 2_500), (Kind::TrueUp, 2_500)]);
}

#[tokio::test]
async fn a_month_that_lacks_what_a_plan_needs_is_open_again_and_takes_the_fact() {
    let world = world().await;
    let rule = json!({ "base": "gross_profit", "pay": { "percentage": { "rate": "10%" } } });
    give(&world, &["D-2"], &json!({ "rules": [rule] })).await;
    let refused = world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap_err();
    let expected = "D-2, fact bill of B-1 for 2025-09, cost: it is needed for gross profit; give it";
    assert_eq!(refused.to_string(), expected);
    let facts = "month,partner,id,customer,amount,cost\n2025-09,D-2,INV-1,B-1,250.00,150.00\n";
    let import = FactImport {
        file: world.file("facts.csv", facts),
        on_problem: OnProblem::RollBack,
        preview: false,
        report: None,
    };
    let imported = world.office.import_facts(&import, &|_| ()).await.unwrap();
    assert_eq!((imported.added, imported.bills, imported.kept), (1, 1, true));
    close(&world, "2025-09").await;
    let found = statements(&world, "2025-09").await;
    let line = &found["D-2"].lines[0];
    assert_eq!((line.fact.as_deref(), line.base, line.amount), (Some("INV-1"), Cents(10_000), Cents(1_000)));
}

#[tokio::test]
async fn months_are_closed_in_order_where_plans_carry_from_one_to_the_next() {
    let world = world().await;
    give(&world, &["D-2"], &json!({ "rules": [percentage("10%")], "statement": { "minimum_payout": "30.00" } })).await;
    close(&world, "2025-09").await;
    let carried = statements(&world, "2025-09").await;
    assert_eq!(sums(&carried["D-2"]), [(Kind::Earned, 2_500), (Kind::CarriedForward, -2_500)]);
    let refused = world.office.close(month("2025-08"), Actor::System, |_| ()).await.unwrap_err();
    assert_eq!(
        refused,
        Refusal::not_now(
            "Sep 2025 is calculated already, and plans take over what earlier months leave; Aug 2025 can't be closed \
             after it."
        )
    );
}

#[tokio::test]
async fn a_plan_that_cannot_be_reckoned_is_refused_by_name() {
    let world = world().await;
    let add = async |plan: Value| {
        let added = world.office.add_plan("p", "P", month("2024-01"), &plan.to_string(), false).await;
        added.unwrap_err().to_string()
    };
    let euros = add(json!({ "currency": "eur", "rules": [percentage("1%")] })).await;
    assert_eq!(euros, "currency: the plan is in EUR, but the books are kept in USD; give its amounts in USD");
    let split = json!({ "splits": [{ "share": "60%" }, { "partner": "nobody", "share": "40%" }] });
    let nobody = add(json!({ "rules": [percentage("1%")], "statement": split })).await;
    assert_eq!(nobody, "partner: it gives a share to “nobody”, but no reseller has that code; add the reseller first");
}

/// Tiers whose lines telescope, bounded fact by fact: the order in which facts are counted shows in each line.
async fn bounded_tiers(customers: &[&str], facts: &[&str]) -> World {
    let world = World::new().await;
    let file = world.file("resellers.csv", RESELLERS);
    world.office.import_partners(&file, month("2024-01")).await.unwrap();
    let head = CUSTOMERS.lines().next().unwrap();
    world.import(format!("{head}\n{}\n", customers.join("\n"))).await;
    let tiers = json!([{ "from": "0", "rate": "5%" }, { "from": "120.00", "rate": "11%" }]);
    let rule = json!({
        "on": ["recurring", "one_off"], "each": { "at_most": "6.00" },
        "pay": { "tiered": { "mode": "marginal", "tiers": tiers } },
    });
    let overrides = json!({ "overrides": [{ "level": 1, "rate": "30%", "of": "commission" }] });
    give(&world, &["D-1"], &json!({ "rules": [rule], "statement": overrides })).await;
    let csv = format!("month,partner,id,kind,amount\n{}\n", facts.join("\n"));
    let file = world.file("facts.csv", csv);
    let import = FactImport { file, on_problem: OnProblem::RollBack, preview: false, report: None };
    let first = world.office.import_facts(&import, &|_| ()).await.unwrap();
    let again = world.office.import_facts(&import, &|_| ()).await.unwrap();
    assert_eq!((first.added, again.added, again.unchanged), (2, 0, 2), "a file imported twice changes nothing");
    close(&world, "2025-09").await;
    world
}

#[tokio::test]
async fn the_order_in_which_facts_came_does_not_matter_and_a_close_twice_is_a_close_once() {
    let customers: Vec<_> = CUSTOMERS.lines().skip(1).collect();
    let backwards: Vec<_> = customers.iter().rev().copied().collect();
    let facts = ["2025-09,D-1,S-1,one_off,70.00", "2025-09,D-1,S-2,one_off,-12.34"];
    let one = bounded_tiers(&customers, &facts).await;
    let other = bounded_tiers(&backwards, &[facts[1], facts[0]]).await;
    let told = async |world: &World| {
        let found = statements(world, "2025-09").await;
        let line =
            |l: &domain::view::StatementLine| (l.kind, l.customer_code.clone(), l.fact.clone(), l.base, l.amount);
        let told = found.into_iter().map(|(code, page)| (code, page.lines.iter().map(line).collect::<Vec<_>>()));
        told.collect::<Vec<_>>()
    };
    let first = told(&one).await;
    assert_eq!(first, told(&other).await);
    assert!(first.iter().any(|(_, lines)| lines.iter().any(|line| line.0 == Kind::Bound)));
    one.later(3600);
    let run = one.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
    assert_eq!(told(&one).await, first);
    assert_eq!(usize::try_from(run.lines).unwrap(), first.iter().map(|(_, lines)| lines.len()).sum::<usize>());
}

#[tokio::test]
async fn facts_that_do_not_fit_are_told_with_line_and_column_and_nothing_is_kept() {
    let world = world().await;
    close(&world, "2025-08").await;
    world.desk(Role::Admin, None).await.approve_month(month("2025-08")).await.unwrap();
    let csv = "\
month,partner,id,kind,customer,amount,quantity,date
2025-09,D-1,F-1,usage,A-1,12.00,2,2025-09-03
2025-09,D-1,F-1,usage,A-1,12.00,2,2025-09-03
2025-08,D-1,F-2,usage,A-1,12.00,2,
2025-09,D-9,F-3,usage,A-1,12.00,2,
2025-09,D-1,F-4,usage,A-9,12.00,2,
2025-09,D-1,F-5,recurring,,12.00,2,
2025-09,D-1,F-6,usage,A-1,1e3,2,
2025-09,D-1,F-7,usage,A-1,1.00,-2,
2025-09,D-1,F-8,usage,A-1,1.00,2,2025-10-01
2025-09,D-1,F-9,rental,A-1,1.00,2,
2025-13,D-1,F-0,usage,A-1,1.00,2,
";
    let import = |on_problem, preview| FactImport { file: world.file("f.csv", csv), on_problem, preview, report: None };
    let refused = world.office.import_facts(&import(OnProblem::RollBack, false), &|_| ()).await.unwrap();
    let mut told: Vec<_> = refused.problems.iter().map(|p| (p.line, p.field.as_str(), p.value.as_str())).collect();
    told.sort_unstable();
    let expected = [
        (3, "id", "F-1"),
        (4, "month", "2025-08"),
        (5, "partner", "D-9"),
        (6, "customer", "A-9"),
        (7, "customer", ""),
        (8, "amount", "1e3"),
        (9, "quantity", "-2"),
        (10, "date", "2025-10-01"),
        (11, "kind", "rental"),
        (12, "month", "2025-13"),
    ];
    assert_eq!((told.as_slice(), refused.kept), (expected.as_slice(), false));
    let preview = world.office.import_facts(&import(OnProblem::KeepGood, true), &|_| ()).await.unwrap();
    assert_eq!((preview.added, preview.refused, preview.kept), (1, 10, false));
    let good = world.office.import_facts(&import(OnProblem::KeepGood, false), &|_| ()).await.unwrap();
    assert_eq!((good.added, good.kept), (1, true));
    let other = "month,partner,id,kind,amount\n2025-09,D-2,F-1,usage,12.00\n";
    let taken = FactImport { file: world.file("g.csv", other), ..import(OnProblem::RollBack, false) };
    let taken = world.office.import_facts(&taken, &|_| ()).await.unwrap();
    let reason = "this id is that of another fact of the month (usage of D-1) already; give each an id of its own";
    assert_eq!(taken.problems[0].reason, reason);
}
