//! Each kind of published example as a plan, facts, and what to read off the statements.

use domain::Cents;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Value, json};

/// A published example in our words.
pub struct Trial {
    /// Plans and facts, each pair tried by itself.
    pub tries: Vec<(Value, Value)>,
    /// What is expected, in the example's own shape, and where the reports of the tries say it: `0/0/…` is a pointer
    /// into the first month of the first try.
    pub expected: Value,
    pub found_at: Value,
}

/// Where the partner's total stands.
const TOTAL: &str = "0/0/statements/0/total";

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn fact(amount: &Value) -> Value {
    json!({ "id": "1", "customer": "C-1", "amount": text(amount) })
}

fn month(facts: &Value) -> Value {
    json!({ "month": "2026-01", "facts": facts })
}

fn rule(pay: &Value) -> Value {
    json!({ "name": "example", "pay": pay })
}

fn percentage(rate: &Value) -> Value {
    rule(&json!({ "percentage": { "rate": text(rate) } }))
}

fn plan(rule: &Value, statement: &Value) -> Value {
    json!({ "version": 2, "rules": [rule], "statement": statement })
}

/// The only input, whatever its name.
fn only(inputs: &Value) -> &Value {
    inputs.as_object().and_then(|inputs| inputs.values().next()).unwrap_or(&Value::Null)
}

/// The example in our words. Fails for a type of plan that no rule of ours stands for.
pub fn read(case: &Value) -> Trial {
    let (terms, inputs) = (&case["plan"], &case["inputs"]);
    let (tries, found_at) = match text(&terms["type"]).as_str() {
        "tiered" => tiered(terms, inputs),
        "individual_commission_rate" => {
            let pay = json!({ "on_target": { "ote": text(&terms["ote"]), "quota": text(&terms["quota"]) } });
            deal(&rule(&pay), only(inputs))
        }
        "rate_multiplier" => {
            let mut rule = percentage(&terms["base_rate"]);
            rule["times"] = json!([{ "factor": text(&terms["multiplier"]) }]);
            deal(&rule, only(inputs))
        }
        "percent" | "percentage" => deal(&percentage(&terms["rate"]), only(inputs)),
        "flat" => flat(terms, inputs),
        "residual" => residual(terms, inputs),
        "spiff" => spiff(terms, inputs),
        "spiff_by_seats" => by_seats(terms, inputs),
        "holdback" => holdback(terms, inputs),
        "override" | "override_precedence" => overrides(terms, inputs),
        "split" => split(terms, inputs),
        "split_credit" => split_credit(terms, inputs),
        "clawback_full" | "clawback_prorata" | "clawback_paid_only" => clawback(terms, inputs),
        "advance" => advance(terms, inputs),
        "recoverable_draw" | "non_recoverable_draw" | "nonrecoverable_draw" => draw(terms, inputs),
        "allocate" => allocate(terms, inputs),
        other => panic!("no rule stands for {other}"),
    };
    Trial { tries, expected: case["expected"].clone(), found_at }
}

type Read = (Vec<(Value, Value)>, Value);

/// A rule on one deal: its commission, and the rate that was paid.
fn deal(rule: &Value, amount: &Value) -> Read {
    let found = json!({ "": TOTAL, "commission": TOTAL, "rate": "0/0/statements/0/lines/0/rate" });
    (vec![(plan(rule, &json!({})), month(&json!([fact(amount)])))], found)
}

fn tiered(terms: &Value, inputs: &Value) -> Read {
    // What vendors call cumulative is the whole amount at the rate reached, in these examples.
    let mode = if terms["mode"] == "marginal" { "marginal" } else { "whole_amount" };
    let tier = |tier: &Value| json!({ "from": text(&tier["from"]), "rate": text(&tier["rate"]) });
    let mut tiers: Vec<_> = list(&terms["tiers"]).iter().map(tier).collect();
    // Examples whose first tier begins later pay nothing below it; our plans say so.
    if tiers.first().is_some_and(|first| text(&first["from"]).parse() != Ok(Cents::ZERO)) {
        tiers.insert(0, json!({ "from": "0", "rate": "0" }));
    }
    let mut rule = rule(&json!({ "tiered": { "mode": mode, "tiers": tiers } }));
    let mut fact = fact(only(inputs));
    if terms["base"] == "gross_profit" {
        rule["base"] = json!("gross_profit");
        fact["cost"] = json!("0.00");
    }
    (vec![(plan(&rule, &json!({})), month(&json!([fact])))], json!({ "": TOTAL }))
}

fn flat(terms: &Value, inputs: &Value) -> Read {
    let fee = terms.get("amount").or(terms.get("fee")).unwrap_or(&Value::Null);
    let mut rule = rule(&json!({ "flat": { "amount": text(fee), "per": "quantity" } }));
    rule["on"] = json!(["activation"]);
    let facts = json!([{ "id": "1", "kind": "activation", "amount": "0", "quantity": only(inputs).as_i64() }]);
    (vec![(plan(&rule, &json!({})), month(&facts))], json!({ "": TOTAL }))
}

fn residual(terms: &Value, inputs: &Value) -> Read {
    let customers = inputs["customers"].as_u64().unwrap_or(1);
    let bill = |number| json!({ "id": format!("{number}"), "customer": format!("C-{number}"), "amount": text(&inputs["monthly"]) });
    let facts: Vec<_> = (1..=customers).map(bill).collect();
    (vec![(plan(&percentage(&terms["rate"]), &json!({})), month(&json!(facts)))], json!({ "": TOTAL }))
}

fn spiff(terms: &Value, inputs: &Value) -> Read {
    let mut multiple = json!({ "of_mrr": text(&terms["multiple_of_mrr"]) });
    if let Some(after) = terms.get("after_spiff_reaches") {
        multiple["then"] = json!({ "after": text(after), "of_mrr": text(&terms["then_multiple"]) });
    }
    let mut rule = rule(&json!({ "multiple": multiple }));
    rule["on"] = json!(["activation"]);
    let mut fact = fact(only(inputs));
    fact["kind"] = json!("activation");
    (vec![(plan(&rule, &json!({})), month(&json!([fact])))], json!({ "": TOTAL }))
}

/// Two rules, one for each product; the first asks for the seats of the second. Both want a contract of three years.
fn by_seats(terms: &Value, inputs: &Value) -> Read {
    let bands = |table: &Value| -> Vec<Value> {
        list(table).iter().map(|band| json!({ "from": band[0], "of_mrr": text(&band[1]) })).collect()
    };
    let rule = |product: &str, pay: Value| {
        let when = json!({ "products": [product], "contract_months": { "from": 36 } });
        json!({ "name": product, "on": ["activation"], "when": when, "pay": { "by_seats": pay } })
    };
    let (uc, cc) = (bands(&terms["uc"]), bands(&terms["cc"]));
    let bundle = json!({ "products": ["cc"], "from": 10, "seats": cc });
    let rules = [rule("uc", json!({ "seats": uc, "bundle": bundle })), rule("cc", json!({ "seats": cc }))];
    let fact = |product: &str| {
        json!({
            "id": product, "kind": "activation", "customer": "C-1", "product": product,
            "amount": text(&inputs[format!("{product}_mrr")]), "quantity": inputs[format!("{product}_seats")],
            "contract_months": inputs["term_months"],
        })
    };
    let plan = json!({ "version": 2, "rules": rules });
    (vec![(plan, month(&json!([fact("uc"), fact("cc")])))], json!({ "": TOTAL }))
}

/// What the supplier pays the operator, and what the operator pays its agent, are two plans on the same bill.
fn holdback(terms: &Value, inputs: &Value) -> Read {
    let plan = |rate: &str| {
        let statement = json!({ "holdback": { "rate": text(&terms["holdback"]), "release_after_months": 3 } });
        let mut plan = plan(&percentage(&terms[rate]), &statement);
        plan["base"] = json!("net_billed");
        plan
    };
    let mut fact = fact(only(inputs));
    fact["deductions"] = json!("0.00");
    let facts = month(&json!([fact]));
    let tries = vec![(plan("gross_rate"), facts.clone()), (plan("agent_rate"), facts)];
    (tries, json!({ "expected_gross": TOTAL, "agent": "1/0/statements/0/total" }))
}

fn overrides(terms: &Value, inputs: &Value) -> Read {
    let own = terms.get("rep_rate").cloned().unwrap_or(json!("0"));
    let overrides = if terms["type"] == "override" {
        json!([{ "level": 1, "rate": text(&terms["override_rate"]) }])
    } else {
        let account = json!({ "level": 1, "rate": text(&terms["account"]), "customers": ["C-1"] });
        json!([{ "level": 1, "rate": text(&terms["agency"]) }, account])
    };
    let mut facts = month(&json!([fact(only(inputs))]));
    facts["parents"] = json!(["manager"]);
    let parent = "0/0/statements/1/total";
    let found = json!({ "": parent, "rep": TOTAL, "manager": parent });
    (vec![(plan(&percentage(&own), &json!({ "overrides": overrides })), facts)], found)
}

/// Weights as shares where they are percentages, else as weights; the first is the partner itself.
fn splits(weights: &Value) -> Vec<Value> {
    let numbers: Vec<Decimal> = list(weights).iter().map(|weight| text(weight).parse().unwrap()).collect();
    let of_hundred = numbers.iter().sum::<Decimal>() == Decimal::ONE_HUNDRED && !numbers.contains(&Decimal::ZERO);
    let split = |(at, number): (usize, &Decimal)| {
        let part =
            if of_hundred { json!({ "share": format!("{number}%") }) } else { json!({ "weight": number.to_u32() }) };
        if at == 0 { part } else { with(part, "partner", &json!(format!("P-{}", at + 1))) }
    };
    numbers.iter().enumerate().map(split).collect()
}

fn with(mut object: Value, field: &str, value: &Value) -> Value {
    object[field] = value.clone();
    object
}

fn totals(count: usize) -> Vec<String> {
    (0..count).map(|at| format!("0/0/statements/{at}/total")).collect()
}

fn split(terms: &Value, inputs: &Value) -> Read {
    let statement = json!({ "splits": splits(&terms["weights"]) });
    let found = json!({
        "pool": "0/0/statements/0/subtotals/earned",
        "parts": totals(list(&terms["weights"]).len()),
    });
    (vec![(plan(&percentage(&terms["rate"]), &statement), month(&json!([fact(only(inputs))])))], found)
}

fn split_credit(terms: &Value, inputs: &Value) -> Read {
    let (weights, rates) = (list(&terms["weights"]), list(&terms["rates"]));
    let share = |(at, (weight, rate)): (usize, (&Value, &Value))| {
        let share = json!({ "share": format!("{}%", text(weight)), "rate": text(rate) });
        if at == 0 { share } else { with(share, "partner", &json!(format!("P-{}", at + 1))) }
    };
    let shares: Vec<_> = weights.iter().zip(rates).enumerate().map(share).collect();
    let sum: Decimal = weights.iter().map(|weight| text(weight).parse::<Decimal>().unwrap()).sum();
    let mode = if sum == Decimal::ONE_HUNDRED { "split" } else { "overlay" };
    let credit: Vec<_> = (0..weights.len()).map(|at| format!("0/0/statements/{at}/lines/0/base")).collect();
    let found = json!({ "credit": credit, "payout": totals(weights.len()) });
    let rule = rule(&json!({ "credit": { "mode": mode, "shares": shares } }));
    (vec![(plan(&rule, &json!({})), month(&json!([fact(only(inputs))])))], found)
}

fn clawback(terms: &Value, inputs: &Value) -> Read {
    let take = if terms["type"] == "clawback_prorata" { "pro_rata" } else { "full" };
    let unit = if terms.get("window_days").is_some() { "days" } else { "months" };
    let window = [format!("window_{unit}"), format!("term_{unit}")];
    let window = window.iter().find_map(|field| terms.get(field)).cloned().unwrap_or(json!(12));
    let kept = inputs.get(format!("{unit}_kept")).cloned().unwrap_or(json!(1));
    let statement = json!({ "clawback": { "window": { unit: window }, "take": take } });
    let mut departure = json!({ "customer": "C-1", "kept": { unit: kept } });
    match inputs.get("instalments") {
        Some(instalments) => departure["instalments"] = instalments.clone(),
        None => departure["paid"] = json!(text(&inputs["commission"])),
    }
    let facts = json!({ "month": "2026-01", "departures": [departure] });
    (vec![(plan(&percentage(&json!("0.10")), &statement), facts)], json!({ "": TOTAL }))
}

fn advance(terms: &Value, inputs: &Value) -> Read {
    let tail = json!({ "months": terms["tail_months"] });
    let pay = json!({ "rate": text(&terms["rate"]), "share": text(&terms["advance_pct"]), "tail": tail });
    let found = json!({
        "total": "0/0/statements/0/lines/0/base",
        "advance": TOTAL,
        "tail_each": "0/0/carried/instalments/0/amount",
    });
    (vec![(plan(&rule(&json!({ "advance": pay })), &json!({})), month(&json!([fact(only(inputs))])))], found)
}

/// Months one after the other. The balance is what was paid above the draw, or the debt where there is one.
fn draw(terms: &Value, inputs: &Value) -> Read {
    let recoverable = terms["type"] == "recoverable_draw";
    let statement = json!({ "draw": { "amount": text(&terms["draw"]), "recoverable": recoverable } });
    let earned = list(&inputs["gross_earnings"]);
    let month =
        |(at, amount): (usize, &Value)| json!({ "month": format!("2026-{:02}", at + 1), "facts": [fact(amount)] });
    let months: Vec<_> = earned.iter().enumerate().map(month).collect();
    let net: Vec<_> = (0..earned.len()).map(|at| format!("0/{at}/statements/0/total")).collect();
    let balance: Vec<_> = (0..earned.len())
        .map(|at| json!({ "net": net[at], "draw": text(&terms["draw"]), "owed": format!("0/{at}/carried/draw_owed") }))
        .collect();
    let plan = plan(&percentage(&json!("1")), &statement);
    (vec![(plan, json!(months))], json!({ "net_earnings": net, "draw_balance_column": balance }))
}

/// An amount of so many cents, all of which is commission, divided by the ratios.
fn allocate(terms: &Value, inputs: &Value) -> Read {
    let cents = inputs["cents"].as_i64().unwrap();
    let amount = format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100);
    let mut plan = plan(&percentage(&json!("1")), &json!({ "splits": splits(&inputs["ratios"]) }));
    plan["allocation"] = terms["method"].clone();
    let found = json!({ "cents": totals(list(&inputs["ratios"]).len()) });
    (vec![(plan, month(&json!([fact(&json!(amount))])))], found)
}
