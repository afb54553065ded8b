"""Tries random plans on random months by `tributary plan try`, and reckons each by plan.py.

    python3 try_plans.py TRIBUTARY COUNT [SEED]

Every line must be the same: kind, rule, customer, fact, tier, base, rate and amount; and so what each month leaves.
"""

import json
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction as F
from pathlib import Path

import plan as slow

CUSTOMERS = [f"C-{n}" for n in range(1, 5)]
PRODUCTS = ["fiber", "voice", "uc", "cc"]
KINDS = ["recurring", "activation", "installation", "usage", "one_off"]


def money(dice, low, high):
    value = dice.choice([dice.randint(low, high), dice.randint(low, high) // 5 * 5, dice.randint(low, high) // 100 * 100])
    return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02}"


def share(dice, high=100):
    return dice.choice([f"{dice.randint(1, high)}%", f"{dice.randint(1, high * 10) / 10:.1f}%", f"0.{dice.randint(1, high * 10**4 - 1):06}"])


def rising(dice, first, step, count):
    at, steps = first, [first]
    for _ in range(count - 1):
        at += dice.randint(1, step)
        steps.append(at)
    return steps


def text(cents):
    return f"{cents // 100}.{cents % 100:02}"


def a_pay(dice):
    mode = dice.choice(["marginal", "whole_amount"])
    ways = {
        "percentage": lambda: {"rate": share(dice)},
        "tiered": lambda: {
            "mode": mode,
            "tiers": [{"from": text(at), "rate": share(dice)} for at in rising(dice, 0, 60_000, dice.randint(1, 4))],
            "volume": {
                "per": dice.choice(["partner", "customer", "group"] if mode == "whole_amount" else ["partner", "customer"]),
                "during": dice.choice(["month", "quarter", "year"]),
            },
        },
        "attainment": lambda: {
            "mode": mode,
            "tiers": [{"from": f"{at}%", "rate": share(dice)} for at in rising(dice, 0, 70, dice.randint(1, 3))],
        },
        "on_target": lambda: {"ote": money(dice, 10_000, 900_000), "quota": money(dice, 10_000, 900_000)},
        "multiple": lambda: {"of_mrr": str(dice.randint(1, 9))},
        "by_seats": lambda: {
            "seats": [{"from": at, "of_mrr": str(dice.randint(1, 6))} for at in rising(dice, dice.randint(0, 3), 5, 2)],
            **dice.choice([{}, {"bundle": {"products": ["cc"], "from": 2, "seats": [{"from": 2, "of_mrr": "7"}]}}]),
        },
        "flat": lambda: {"amount": money(dice, 1, 9_000), "per": dice.choice(["fact", "quantity"])},
        "flat_tiered": lambda: {
            "mode": mode,
            "tiers": [{"from": at, "amount": money(dice, 1, 5_000)} for at in rising(dice, 0, 5, dice.randint(1, 3))],
            "per": dice.choice(["fact", "quantity"]),
        },
        "advance": lambda: {
            "rate": share(dice),
            "share": share(dice),
            "tail": {"months": dice.randint(1, 5), "first": dice.randint(2, 4)},
        },
        "credit": lambda: a_credit(dice),
    }
    way = dice.choice(list(ways))
    pay = ways[way]()
    if way == "multiple" and dice.random() < 0.5:
        pay["then"] = {"after": money(dice, 1_000, 200_000), "of_mrr": str(dice.randint(1, 9))}
    return way, pay


def a_credit(dice):
    if dice.random() < 0.5:
        return {"mode": "overlay", "shares": [{"share": share(dice), "rate": share(dice)}, {"partner": "scout", "share": share(dice), "rate": share(dice)}]}
    own = dice.randint(1, 99)
    return {
        "mode": "split",
        "shares": [{"share": f"{own}%", "rate": share(dice)}, {"partner": "scout", "share": f"{100 - own}%", "rate": share(dice)}],
    }


def a_rule(dice, number):
    way, pay = a_pay(dice)
    rule = {"name": f"r{number}", "pay": {way: pay}}
    if dice.random() < 0.5:
        rule["on"] = dice.sample(KINDS, dice.randint(1, 3))
    if dice.random() < 0.3:
        rule["when"] = {"products": dice.sample(PRODUCTS, 2)}
    if dice.random() < 0.15:
        rule["when"] = {**rule.get("when", {}), "new_customer": dice.choice([True, False])}
    if dice.random() < 0.25:
        rule["base"] = dice.choice(["billed", "net_billed", "gross_profit", "collected"])
    spiff = way == "multiple" and "then" in pay
    if dice.random() < 0.25 and not spiff:
        rule["times"] = [{"factor": f"1.{dice.randint(1, 9)}", "when": {"products": ["fiber"]}}, {"factor": "0.333333"}]
    if dice.random() < 0.2 and not spiff:
        every = {"every": {"months": dice.randint(1, 6), "factor": f"0.{dice.randint(1, 99):02}"}}
        rule["fade"] = dice.choice([every, {"steps": [{"from_month": 4, "factor": "0.75"}, {"from_month": 13, "factor": "0.1"}]}])
    if dice.random() < 0.15:
        rule["end_after_months"] = dice.randint(14, 30)
    if dice.random() < 0.2 and way not in ("advance", "credit"):
        rule["each"] = {"at_least": money(dice, 1, 500), "at_most": money(dice, 500, 20_000)}
    return rule


def a_plan(dice):
    statement = {}

    def perhaps(chance, name, value):
        if dice.random() < chance:
            statement[name] = value()

    weights = lambda: [{"weight": dice.randint(1, 5)}, {"partner": "finder", "weight": dice.randint(1, 5)}, {"partner": "scout", "weight": 1}]
    perhaps(0.25, "splits", lambda: dice.choice([weights(), [{"share": "66.6667%"}, {"partner": "finder", "share": "33.3333%"}]]))
    of = ["revenue", "commission", "spread"]
    perhaps(0.3, "overrides", lambda: [
        {"level": 1, "rate": share(dice, 30), "of": dice.choice(of)},
        {"level": 1, "rate": share(dice, 30), "customers": ["C-1"]},
        {"level": 2, "rate": share(dice, 30), "of": dice.choice(of), "products": ["fiber"]},
        {"level": 2, "rate": share(dice, 30), "of": dice.choice(of)},
    ])
    start = lambda: dice.choice([{"revenue": money(dice, 0, 90_000)}, {"quota": "50%"}, {"count": dice.randint(0, 6)}])
    gives = lambda: dice.choice([{"amount": money(dice, 1, 9_000)}, {"rate": share(dice, 20)}])
    perhaps(0.3, "bonuses", lambda: [{"name": "b1", "from": start(), "pay": gives()},
                                     {"name": "b2", "from": {"revenue": "100.00"}, "pay": {"rate_above": share(dice, 20)}}])
    perhaps(0.2, "cap", lambda: money(dice, 20_000, 90_000))
    perhaps(0.2, "floor", lambda: money(dice, 1, 9_000))
    perhaps(0.2, "ceiling", lambda: {"rate": share(dice)})
    perhaps(0.3, "holdback", lambda: {"rate": share(dice, 60), "release_after_months": dice.randint(1, 2)})
    window = dice.randint(9, 14)
    steps = lambda: {"steps": [{"below": 3, "share": "100%"}, {"below": window, "share": share(dice)}]}
    perhaps(0.4, "clawback", lambda: {"window": {"months": window}, "take": dice.choice(["full", "pro_rata", steps()])})
    perhaps(0.25, "draw", lambda: {"amount": money(dice, 1_000, 60_000), "recoverable": dice.choice([True, False])})
    perhaps(0.25, "minimum_payout", lambda: money(dice, 100, 30_000))
    return {
        "rounding": dice.choice(["half_even", "half_up"]),
        "allocation": dice.choice(["largest_remainder", "sequential_remainder"]),
        "rules": [a_rule(dice, number) for number in range(1, dice.randint(2, 4))],
        "statement": statement,
    }


def a_fact(dice, number):
    value = money(dice, -8_000, 60_000)
    fact = {
        "id": f"F-{number}",
        "kind": dice.choice(KINDS + ["recurring"] * 5),
        "amount": value,
        "cost": money(dice, 0, 9_000),
        "deductions": money(dice, 0, 3_000),
        "collected": money(dice, 0, 50_000),
        "quantity": dice.randint(0, 9),
        "product": dice.choice(PRODUCTS),
        "new_customer": dice.choice([True, False]),
        "service_month": dice.randint(1, 40),
        "contract_months": dice.choice([1, 12, 24]),
    }
    if dice.random() < 0.9:
        fact["customer"] = dice.choice(CUSTOMERS)
    return fact


def months_of(dice, plan):
    months, number = [], 0
    for at, name in enumerate(["2026-01", "2026-02", "2026-03"]):
        facts = []
        for _ in range(dice.randint(0, 7)):
            number += 1
            facts.append(a_fact(dice, number))
        departures = [{"customer": customer, "paid": money(dice, 0, 9_000), "kept": {"months": dice.randint(0, 15)}}
                      for customer in dice.sample(CUSTOMERS, dice.choice([0, 0, 1]))]
        adjustments = [{"amount": money(dice, -2_000, 2_000), "reason": "late"}] if dice.random() < 0.2 else []
        before = {rule["name"]: {"own": money(dice, 0, 90_000), "customers": {"C-1": money(dice, 0, 50_000)},
                                 "others": money(dice, 0, 50_000), "others_before": money(dice, 0, 50_000)}
                  for rule in plan["rules"] if dice.random() < 0.5}
        months.append({"month": name, "partner": "D-1", "parents": ["distributor", "master"], "quota": "330.33",
                       "facts": facts, "departures": departures, "adjustments": adjustments, "before": before})
        if at == 0 and dice.random() < 0.5:
            months[0]["carried"] = {"draw_owed": money(dice, 0, 9_000), "brought_forward": money(dice, -3_000, 3_000),
                                    "held": [{"amount": "40.00", "release": "2026-02"}],
                                    "instalments": [{"due": "2026-01", "amount": "47.50", "customer": "C-2", "rule": "old", "fact": "A-9"}]}
    return months


def understood(month, plan, carried):
    """A month of a facts file as plan.py takes it."""
    facts = []
    for fact in month["facts"]:
        facts.append({**fact, **{name: slow.amount(fact[name]) for name in ("amount", "cost", "deductions", "collected")}})
    before = {}
    for number, rule in enumerate(plan["rules"], start=1):
        volume = month["before"].get(rule["name"])
        if volume:
            before[number] = {name: slow.amount(volume[name]) for name in ("own", "others", "others_before")}
            before[number]["customers"] = {code: slow.amount(value) for code, value in volume["customers"].items()}
    departures = [{"customer": one["customer"], "paid": slow.amount(one["paid"]), "kept": tuple(one["kept"].items())[0]} for one in month["departures"]]
    return {
        "month": month["month"], "partner": month["partner"], "parents": month["parents"],
        "quota": slow.amount(month["quota"]), "facts": facts, "before": before, "departures": departures, "received": [],
        "adjustments": [{**one, "amount": slow.amount(one["amount"])} for one in month["adjustments"]],
        "carried": carried, "rounding": "half_even",
    }


def first_carried(month):
    given = month.get("carried")
    if not given:
        return slow.NOTHING
    return {
        "draw_owed": slow.amount(given["draw_owed"]), "brought_forward": slow.amount(given["brought_forward"]),
        "held": [{**one, "amount": slow.amount(one["amount"])} for one in given["held"]],
        "instalments": [{**one, "amount": slow.amount(one["amount"])} for one in given["instalments"]],
    }


#: Kinds whose lines are called by a name that the plan or a person gives.
NAMED = {"earned", "advance", "true_up", "bound", "bonus", "override", "instalment", "adjustment"}


def told(statements, facts):
    """What plan.py says, in the words of a report."""
    ids = [fact["id"] for fact in facts]
    return {
        partner: [
            (line["kind"], line["rule"] if line["kind"] in NAMED else None, line["customer"],
             None if line["fact"] is None else ids[line["fact"]], line["part"] or None, line["base"], line["rate"], line["amount"])
            for line in lines
        ]
        for partner, lines in statements.items()
    }


def said(report):
    """What the product says."""
    return {
        one["partner"]: [
            (line["kind"], line["rule"] if line["kind"] in NAMED else None, line.get("customer"), line.get("fact"),
             line.get("tier"), slow.amount(line["base"]), F(line["rate"]), slow.amount(line["amount"]))
            for line in one["lines"]
        ]
        for one in report["statements"]
    }


def customers_in_order(months):
    """The product numbers customers in the order in which the file names them."""
    names = []
    for month in months:
        names += [fact.get("customer") for fact in month["facts"]]
        names += [one.get("customer") for one in month["departures"] + month["adjustments"]]
        for rule in sorted(month["before"]):
            names += sorted(month["before"][rule]["customers"])
        names += [one.get("customer") for one in month.get("carried", {}).get("instalments", [])]
    places = {}
    for name in filter(None, names):
        places.setdefault(name, len(places))
    return lambda customer: -1 if customer is None else places[customer]


def compare(plan, months, reports):
    order, carried, lines = customers_in_order(months), first_carried(months[0]), 0
    for month, report in zip(months, reports):
        statements, carried = slow.settle(plan, understood(month, plan, carried), order)
        expected, found = told(statements, month["facts"]), said(report)
        if expected != found:
            for partner in expected.keys() | found.keys():
                for ours, theirs in zip(expected.get(partner, []) + [None] * 99, found.get(partner, []) + [None] * 99):
                    if ours != theirs:
                        return lines, f"{month['month']}, {partner}\n  reckoned {ours}\n  product  {theirs}"
        for statement in report["statements"]:
            total = sum(slow.amount(line["amount"]) for line in statement["lines"])
            if total != slow.amount(statement["total"]):
                return lines, f"{statement['partner']}: lines come to {total}, the statement to {statement['total']}"
            lines += len(statement["lines"])
        left = report["carried"]
        left = {"draw_owed": slow.amount(left["draw_owed"]), "brought_forward": slow.amount(left["brought_forward"]),
                "held": [(one["release"], slow.amount(one["amount"])) for one in left["held"]],
                "instalments": [(one["due"], slow.amount(one["amount"]), one.get("customer"), one["rule"], one["fact"]) for one in left["instalments"]]}
        mine = {**carried, "held": [(one["release"], one["amount"]) for one in carried["held"]],
                "instalments": [(one["due"], one["amount"], one["customer"], one["rule"], one["fact"]) for one in carried["instalments"]]}
        if left != mine:
            return lines, f"{month['month']}: left for later\n  reckoned {mine}\n  product  {left}"
    return lines, None


def one_case(program, seed, folder):
    dice = random.Random(seed)
    plan = a_plan(dice)
    months = months_of(dice, plan)
    files = [folder / f"{seed}-plan.json", folder / f"{seed}-facts.json"]
    for file, content in zip(files, (plan, months)):
        file.write_text(json.dumps(content))
    done = subprocess.run([program, "plan", "try", *files], capture_output=True, text=True, env={}, cwd=folder)
    if done.returncode != 0:
        return 0, None, done.stderr.strip()
    lines, wrong = compare(plan, months, json.loads(done.stdout))
    for file in files:
        file.unlink()
    return lines, wrong and f"seed {seed}, {wrong}\n{json.dumps(plan)}\n{json.dumps(months)}", None


def main(program, count, seed="1"):
    seeds = range(int(seed), int(seed) + int(count))
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        cases = list(pool.map(lambda seed: one_case(program, seed, Path(folder)), seeds))
    wrong = [wrong for _, wrong, _ in cases if wrong]
    refused = [why for _, _, why in cases if why]
    if wrong:
        sys.exit(f"{len(wrong)} of {len(cases)} plans pay otherwise than they say. The first: {wrong[0]}")
    if len(refused) * 4 > len(cases):
        sys.exit(f"{len(refused)} of {len(cases)} plans were refused. The first: {refused[0]}")
    print(json.dumps({"plans": len(cases) - len(refused), "refused": len(refused), "lines": sum(lines for lines, _, _ in cases)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
