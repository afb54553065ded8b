//! Each problem with its path, reason and way out.

use super::*;
use serde_json::{Value, json};

fn problems(plan: &Value) -> Vec<String> {
    PlanTerms::read(&plan.to_string()).unwrap().check().iter().map(ToString::to_string).collect()
}

fn of_rule(rule: &Value) -> Vec<String> {
    problems(&json!({ "rules": [rule] }))
}

fn of_pay(pay: &Value) -> Vec<String> {
    of_rule(&json!({ "pay": pay }))
}

fn of_statement(statement: &Value) -> Vec<String> {
    problems(&json!({ "rules": [{ "pay": { "percentage": { "rate": "10%" } } }], "statement": statement }))
}

#[test]
fn an_empty_plan_and_twice_used_names_are_problems() {
    assert_eq!(problems(&json!({ "rules": [] })), ["rules: a plan needs at least one rule; add one"]);
    let rule = json!({ "name": "a", "pay": { "percentage": { "rate": "10%" } } });
    assert_eq!(
        problems(&json!({ "rules": [rule, rule] })),
        ["rules[1].name: another rule is called “a” too; give each rule a name of its own"]
    );
    assert_eq!(problems(&json!({ "rules": vec![json!({ "pay": { "percentage": { "rate": "1" } } }); 101] })).len(), 1);
}

#[test]
fn rates_that_cannot_be_meant_are_problems() {
    assert_eq!(
        of_pay(&json!({ "percentage": { "rate": "-0.1" } })),
        ["rules[0].pay.percentage.rate: a rate can't be negative; give 0 or more"]
    );
    assert_eq!(
        of_pay(&json!({ "percentage": { "rate": "10" } })),
        ["rules[0].pay.percentage.rate: a rate can't be more than 100 %; 10 % is written \"0.10\" or \"10%\""]
    );
    assert_eq!(of_pay(&json!({ "multiple": { "of_mrr": "7" } })), [""; 0], "a multiple may be more");
}

#[test]
fn bands_with_a_gap_an_overlap_or_no_way_in_are_problems() {
    let tiers = |tiers: Value| of_pay(&json!({ "tiered": { "mode": "marginal", "tiers": tiers } }));
    let at = "rules[0].pay.tiered.tiers";
    assert_eq!(tiers(json!([])), [format!("{at}: the list is empty; give at least one band")]);
    assert_eq!(
        tiers(json!([{ "from": "1", "rate": "0" }])),
        [format!(
            "{at}[0].from: the first band must begin at 0.00; what is below 1.00 has no rate; add a band from 0.00"
        )]
    );
    assert_eq!(
        tiers(json!([{ "from": "0", "rate": "0" }, { "from": "0", "rate": "0.1" }])),
        [format!("{at}[1].from: it begins at 0.00 like the band before, which is never reached; remove one of them")]
    );
    assert_eq!(
        tiers(json!([{ "from": "0", "rate": "0" }, { "from": "9", "rate": "0" }, { "from": "5", "rate": "0" }])),
        [format!("{at}[2].from: it begins at 5.00, not after the band before (9.00); put the bands in rising order")]
    );
}

#[test]
fn marginal_bands_of_a_groups_volume_are_a_problem() {
    let pay = |mode: &str| {
        let tiers = json!([{ "from": "0", "rate": "0.1" }]);
        of_pay(&json!({ "tiered": { "mode": mode, "tiers": tiers, "volume": { "per": "group" } } }))
    };
    assert_eq!((pay("marginal").len(), pay("whole_amount").len()), (1, 0));
}

#[test]
fn splits_that_are_not_the_whole_are_problems() {
    let splits = |splits: Value| of_statement(&json!({ "splits": splits }));
    assert_eq!(
        splits(json!([{ "share": "0.6" }, { "partner": "b", "share": "0.3" }])),
        ["statement.splits: the shares add up to 90 %; make them 100 % together"]
    );
    assert_eq!(
        splits(json!([{ "partner": "b", "weight": 1 }, { "partner": "b", "weight": 1 }])),
        ["statement.splits[1]: b is named twice; add the shares into one"]
    );
    assert_eq!(
        splits(json!([{ "share": "1" }, { "partner": "b", "weight": 1 }])),
        ["statement.splits: parts can't be compared; give each a share, or each a weight"]
    );
    assert_eq!(splits(json!([{ "weight": 0 }, { "partner": "b", "weight": 0 }])).len(), 1);
}

#[test]
fn overrides_of_no_level_or_in_each_others_way_are_problems() {
    let overrides = |overrides: Value| of_statement(&json!({ "overrides": overrides }));
    assert_eq!(
        overrides(json!([{ "level": 0, "rate": "0.1" }])),
        ["statement.overrides[0].level: there is no level 0; 1 is the partner's parent; give 1 to 5"]
    );
    assert_eq!(
        overrides(json!([{ "rate": "0.1", "customers": ["a"] }, { "rate": "0.2", "customers": ["b", "a"] }])),
        ["statement.overrides[1]: another override of this level holds for the same and is as specific; \
          keep one of them, or name different customers or products"]
    );
    assert_eq!(overrides(json!([{ "rate": "0.1" }, { "rate": "0.2", "customers": ["a"] }])), [""; 0]);
    assert_eq!(
        overrides(json!([{ "rate": "0.2", "of": "spread" }, { "level": 2, "rate": "0.2", "of": "spread" }])),
        ["statement.overrides[1].rate: level 1 takes 20 % already, so that nothing is left; give a higher rate"]
    );
}

#[test]
fn statement_level_parts_that_cannot_be_meant_are_problems() {
    for (statement, expected) in [
        (
            json!({ "cap": "1", "floor": "2" }),
            "statement.cap: the cap is below the floor; raise the cap or lower the floor",
        ),
        (
            json!({ "holdback": { "rate": "0.1", "release_after_months": 0 } }),
            "statement.holdback.release_after_months: a holdback that is released after 0 months; give 1 to 12000",
        ),
        (
            json!({ "clawback": { "window": { "days": 0 }, "take": "full" } }),
            "statement.clawback.window: a window of 0 days; give 1 to 12000",
        ),
        (
            json!({ "clawback": { "window": { "days": 90 }, "take": { "steps": [{ "below": 60, "share": "1" }] } } }),
            "statement.clawback.take.steps: the last step ends at 60, but the window is 90 days; \
             let the last step end where the window does",
        ),
        (
            json!({ "draw": { "amount": "0", "recoverable": true } }),
            "statement.draw.amount: the amount is nothing; give more, or leave the part out",
        ),
        (
            json!({ "minimum_payout": "-1" }),
            "statement.minimum_payout: the amount can't be negative; give 0.00 or more",
        ),
        (
            json!({ "bonuses": [{ "name": "n", "from": { "count": 3 }, "pay": { "rate_above": "0.1" } }] }),
            "statement.bonuses[0].pay.rate_above: there is no revenue above a count; \
             pay an amount or a rate, or use revenue or quota",
        ),
    ] {
        assert_eq!(of_statement(&statement), [expected]);
    }
}

#[test]
fn conditions_and_fades_that_never_hold_are_problems() {
    let with =
        |field: &str, value: Value| of_rule(&json!({ "pay": { "percentage": { "rate": "0.1" } }, field: value }));
    assert_eq!(
        with("when", json!({ "begins": "2026-02-01", "ends": "2026-01-31" })),
        ["rules[0].when.ends: the campaign ends before it begins; exchange the days"]
    );
    assert_eq!(with("when", json!({ "contract_months": { "from": 12, "to": 6 } })).len(), 1);
    assert_eq!(with("on", json!([])).len(), 1);
    assert_eq!(with("end_after_months", json!(0)).len(), 1);
    assert_eq!(with("fade", json!({ "every": { "months": 0, "factor": "2" } })).len(), 2);
    assert_eq!(
        with("fade", json!({ "steps": [{ "from_month": 13, "factor": "0.5" }, { "from_month": 1, "factor": "1" }] }))
            .len(),
        1
    );
    assert_eq!(with("each", json!({ "at_least": "2", "at_most": "1" })).len(), 1);
    assert_eq!(with("times", json!([{ "factor": "-1" }])).len(), 1);
}

#[test]
fn what_is_never_reached_is_a_problem() {
    let fading = |end: u32, fade: Value| {
        of_rule(&json!({ "pay": { "percentage": { "rate": "0.1" } }, "fade": fade, "end_after_months": end }))
    };
    let steps = json!({ "steps": [{ "from_month": 13, "factor": "0.5" }, { "from_month": 37, "factor": "0.2" }] });
    assert_eq!(
        fading(36, steps.clone()),
        ["rules[0].fade.steps[1].from_month: it is never reached, as the rule ends after 36 months; \
          let the rule end later, or remove it"]
    );
    assert_eq!(fading(37, steps), [""; 0]);
    let every = json!({ "every": { "months": 12, "factor": "0.9" } });
    assert_eq!((fading(12, every.clone()).len(), fading(13, every).len()), (1, 0));
    assert_eq!(
        of_rule(&json!({ "pay": { "percentage": { "rate": "0.1" } }, "when": { "products": ["fiber", " "] } })),
        ["rules[0].when.products[1]: the name is empty, and nothing is called that; give a name, or remove it"]
    );
}

#[test]
fn bounds_that_leave_nothing_are_problems() {
    let draw = |recoverable: bool, cap: &str| {
        of_statement(&json!({ "cap": cap, "draw": { "amount": "500", "recoverable": recoverable } }))
    };
    assert_eq!(
        draw(true, "500"),
        ["statement.draw.amount: the cap of 500.00 leaves nothing above the draw that it could be recovered from; \
          give less than 500.00, raise the cap, or let the draw not be recoverable"]
    );
    assert_eq!((draw(false, "500").len(), draw(true, "500.01").len()), (0, 0));
    assert_eq!(of_statement(&json!({ "cap": "0" })).len(), 1);
    assert_eq!(of_statement(&json!({ "ceiling": { "rate": "0" } })).len(), 1);
}

#[test]
fn the_close_says_which_part_needs_more_than_billed_revenue() {
    let refused = |plan: Value| {
        let terms = PlanTerms::read(&plan.to_string()).unwrap();
        terms.ensure_billed_revenue_is_enough().unwrap_err().to_string()
    };
    let pay = json!({ "percentage": { "rate": "0.1" } });
    let enough = json!({ "rules": [{ "pay": pay, "times": [{ "factor": "1.5" }] }] });
    assert_eq!(PlanTerms::read(&enough.to_string()).unwrap().ensure_billed_revenue_is_enough(), Ok(()));
    let tail = "isn't known to the monthly close, which calculates from billed revenue alone";
    let said = refused(json!({ "rules": [{ "pay": pay, "on": ["activation"] }] }));
    assert_eq!(said, format!("rules[0].on: this kind of fact {tail}"));
    let said = refused(json!({ "rules": [{ "pay": pay, "when": { "products": ["a"] } }] }));
    assert_eq!(said, format!("rules[0].when: whether a condition holds {tail}"));
    let said = refused(json!({ "rules": [{ "pay": pay }], "statement": { "cap": "5" } }));
    assert_eq!(said, format!("statement: what it works on {tail}"));
}
