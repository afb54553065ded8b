"""Reckons every statement of every closed month again, from the facts in the database, by plan.py.

    python3 run.py DATABASE OPERATOR

Opens the SQLite file for reading only. Each line, each statement, what it leaves for later and what the ledger books
for it must be what plan.py says; nothing is taken from one month's results for the next but what was reckoned here.
"""

import datetime
import json
import sqlite3
import sys
from collections import defaultdict

import plan as slow

CONTRACTS = {"monthly": 1, "one_year": 12, "two_years": 24}
NOBODY = {"rules": []}
#: Monthly targets of a tier's partners that have none of their own, in cents.
TIERS = {"bronze": 500_000, "silver": 1_500_000, "gold": 4_000_000, "platinum": 10_000_000, "premier": 25_000_000}
LEVELS = 5
HIGHEST = 100


class Wrong(Exception):
    """What isn't as reckoned."""


def name(number):
    """A month as the database counts them, in words."""
    return f"{number // 100:04}-{number % 100:02}"


def months_between(early, late):
    return (late // 100 - early // 100) * 12 + late % 100 - early % 100


def number_of(day):
    return int(day[:4]) * 100 + int(day[5:7])


def last_day(number):
    following = datetime.date(number // 100 + number % 100 // 12, number % 100 % 12 + 1, 1)
    return (following - datetime.timedelta(days=1)).isoformat()


class Books:
    """One operator's data, and what was reckoned of it."""

    def __init__(self, path, operator):
        self.db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self.db.row_factory = sqlite3.Row
        row = self.one("SELECT id, rounding FROM tenants WHERE slug = ?", operator)
        self.tenant, self.rounding = row["id"], row["rounding"]
        self.partners = {row["id"]: row for row in self.rows("SELECT * FROM partners WHERE tenant_id = ?")}
        self.ids = {row["code"]: id for id, row in self.partners.items()}
        self.customers = {row["id"]: row for row in self.rows("SELECT * FROM customers WHERE tenant_id = ?")}
        self.customer_ids = {row["code"]: id for id, row in self.customers.items()}
        self.quotas = defaultdict(list)
        for row in self.rows("SELECT * FROM quotas WHERE tenant_id = ? ORDER BY from_month"):
            self.quotas[row["partner_id"]].append((row["from_month"], row["monthly_revenue"]))
        self.facts = self.read_facts()
        self.plans = defaultdict(list)
        for row in self.rows("SELECT * FROM plan_versions WHERE tenant_id = ? ORDER BY version"):
            self.plans[row["plan_id"]].append((row["from_month"], json.loads(row["terms"])))
        self.assigned = defaultdict(list)
        for row in self.rows("SELECT * FROM plan_assignments WHERE tenant_id = ? ORDER BY from_month"):
            self.assigned[row["partner_id"]].append((row["from_month"], row["plan_id"]))
        #: By month and partner: the lines that were reckoned. By partner: what the latest month left.
        self.lines, self.carried = defaultdict(dict), {}
        self.checked = {"lines": 0, "statements": 0, "kinds": set()}

    def rows(self, sql, *more):
        return self.db.execute(sql, (self.tenant, *more) if "tenant_id" in sql else more).fetchall()

    def one(self, sql, *values):
        return self.db.execute(sql, values).fetchone()

    def read_facts(self):
        """By partner and month: bills, and what was imported beside or instead of them, in the order of names."""
        found, detailed = defaultdict(list), set()
        for row in self.rows("SELECT * FROM facts WHERE tenant_id = ?"):
            fact = {key: row[key] for key in row.keys()}
            fact.update(id=row["code"], code=row["code"], date=row["day"])
            if row["new_customer"] is not None:
                fact["new_customer"] = bool(row["new_customer"])
            found[row["partner_id"], row["month"]].append(fact)
            if row["kind"] == "recurring":
                detailed.add((row["month"], row["partner_id"], row["customer_id"]))
        for row in self.rows("SELECT * FROM bills WHERE tenant_id = ?"):
            if (row["month"], row["partner_id"], row["customer_id"]) not in detailed:
                code = self.customers[row["customer_id"]]["code"]
                bill = dict(id=f"bill of {code} for {name(row['month'])}", code=None, kind="recurring", quantity=1)
                bill.update(customer_id=row["customer_id"], amount=row["amount"])
                found[row["partner_id"], row["month"]].append(bill)
        for (partner, month), facts in found.items():
            for fact in facts:
                self.complete(fact, partner, month)
            facts.sort(key=lambda fact: (fact["customer"] is not None, fact["customer"] or "", fact["id"]))
        return found

    def complete(self, fact, partner, month):
        """What a fact doesn't say itself."""
        row = self.customers.get(fact["customer_id"])
        fact["customer"] = row["code"] if row else None

        def unless_said(key, value):
            if fact.get(key) is None:
                fact[key] = value

        unless_said("territory", self.partners[partner]["territory"])
        unless_said("date", last_day(month))
        if row and row["contract"]:
            unless_said("contract_months", CONTRACTS[row["contract"]])
        if row and row["activated_on"]:
            begun = months_between(number_of(row["activated_on"]), month) + 1
            if begun > 0:
                unless_said("service_month", begun)
                unless_said("new_customer", begun == 1)

    def order(self, customer):
        return (customer is not None, self.customer_ids.get(customer, b""))

    def by_id(self, facts):
        """The order in which bills are kept."""
        return sorted(facts, key=lambda fact: fact["customer_id"] or b"")

    def plan_id(self, partner, month):
        return next((plan for begin, plan in reversed(self.assigned[partner]) if begin <= month), None)

    def terms(self, plan, month):
        return next((terms for begin, terms in reversed(self.plans[plan]) if begin <= month), None) if plan else None

    def above(self, partner):
        chain, at = [], self.partners[partner]["parent_id"]
        while at is not None and at != partner and len(chain) < HIGHEST:
            chain.append(at)
            at = self.partners[at]["parent_id"]
        return chain

    def top(self, partner):
        return (self.above(partner) or [partner])[-1]

    def history(self, rule, month):
        """The first month of the period that a rule counts."""
        way, pay = next(iter(rule["pay"].items()))
        during = pay.get("volume", {}).get("during", "month") if way in ("tiered", "attainment") else "month"
        if during == "quarter":
            return month - (month % 100 - 1) % 3
        if during == "year":
            return month // 100 * 100 + 1
        if way == "multiple" and "then" in pay and "begins" in rule.get("when", {}):
            return number_of(rule["when"]["begins"])
        return month

    def volume(self, partner, terms, rule, months):
        facts = [fact for month in months for fact in self.facts.get((partner, month), [])]
        by_customer = defaultdict(int)
        for _, customer, value, _, _ in (bases := slow.bases(rule, terms, facts)):
            if customer is not None:
                by_customer[customer] += value
        return sum(base[2] for base in bases), by_customer

    def span(self, first, month):
        found = []
        while first < month:
            found.append(first)
            first = first + 1 if first % 100 < 12 else first + 89
        return found

    def before(self, partner, plan, terms, month):
        volumes = {}
        for number, rule in enumerate(terms["rules"], start=1):
            way, pay = next(iter(rule["pay"].items()))
            earlier = self.span(self.history(rule, month), month)
            own, customers = self.volume(partner, terms, rule, earlier)
            others = others_before = 0
            if way in ("tiered", "attainment") and pay.get("volume", {}).get("per") == "group":
                for other in self.partners:
                    if other != partner and self.top(other) == self.top(partner):
                        then, now = (self.volume(other, terms, rule, of)[0] for of in (earlier, [month]))
                        others_before += then
                        others += then + now
            volumes[number] = dict(own=own, customers=customers, others=others, others_before=others_before)
        return volumes

    def departures(self, partner, terms, month):
        clawback = terms.get("statement", {}).get("clawback")
        if not clawback:
            return []
        unit = next(iter(clawback["window"]))
        gone = [
            row
            for row in self.customers.values()
            if row["partner_id"] == partner and row["activated_on"] and row["churned_on"]
            and number_of(row["churned_on"]) == month
        ]
        first = min([number_of(row["activated_on"]) for row in gone], default=month)
        found = []
        for row in sorted(gone, key=lambda row: row["id"]):
            begun, left = (datetime.date.fromisoformat(row[key]) for key in ("activated_on", "churned_on"))
            kept = (left - begun).days
            if unit == "months":
                kept = months_between(number_of(row["activated_on"]), month) - (left.day < begun.day)
            earlier = [lines for at, of in self.lines.items() if first <= at < month for lines in [of.get(partner, [])]]
            paid = sum(
                line["amount"] for lines in earlier for line in lines
                if line["customer"] == row["code"] and "from" not in line
            )
            found.append(dict(customer=row["code"], paid=paid, kept=(unit, max(kept, 0))))
        return found

    def situation(self, partner, plan, terms, month, received, facts):
        return {
            "partner": self.partners[partner]["code"],
            "parents": [self.partners[above]["code"] for above in self.above(partner)[:LEVELS]],
            "month": name(month),
            "facts": facts,
            "before": self.before(partner, plan, terms, month),
            "quota": next((value for begin, value in reversed(self.quotas[partner]) if begin <= month),
                          TIERS.get(self.partners[partner]["tier"])),
            "departures": [],
            "received": received,
            "adjustments": [],
            "carried": self.carried.get(partner, slow.NOTHING),
            "rounding": self.rounding,
        }

    def settle(self, partner, month, received, facts):
        plan = self.plan_id(partner, month)
        terms = self.terms(plan, month) or NOBODY
        scene = self.situation(partner, plan, terms, month, received, facts)
        departures = self.departures(partner, terms, month)
        if departures:
            # What this month pays for who leaves in it is taken back as well.
            earned, _ = slow.settle(terms, {**scene, "departures": departures}, self.order)
            for one in departures:
                own = earned[scene["partner"]]
                one["paid"] += sum(line["amount"] for line in own if "number" in line and line["customer"] == one["customer"])
        return slow.settle(terms, {**scene, "departures": departures}, self.order)

    def close(self, month, version):
        """Reckons a month, and compares."""
        received = defaultdict(list)
        for giver in sorted(self.partners):
            facts = self.facts.get((giver, month), [])
            statements, _ = self.settle(giver, month, [], facts)
            for code, lines in list(statements.items())[1:]:
                for line in lines:
                    if (line["base"], line["amount"]) != (0, 0):
                        fact = facts[line["fact"]]["code"] if line["fact"] is not None else None
                        given = {key: value for key, value in line.items() if key != "number"}
                        received[self.ids[code]].append({**given, "from": giver, "code": fact})
        left = {}
        stored = {row["partner_id"]: row for row in self.rows(
            "SELECT * FROM statements WHERE tenant_id = ? AND month = ? AND version = ?", month, version)}
        for partner in sorted(self.partners):
            facts, given = self.facts.get((partner, month), []), received[partner]
            is_whole = self.rows("SELECT 1 FROM statement_items WHERE tenant_id = ? AND month = ? AND version = ? "
                                 "AND partner_id = ? LIMIT 1", month, version, partner)
            has_plan = self.plan_id(partner, month) is not None
            if not has_plan and not given and partner not in self.carried:
                if partner in stored:
                    raise Wrong(f"{self.partners[partner]['code']} has a statement for nothing")
                continue
            if not is_whole:
                facts = self.by_id(facts)
            statements, carried = self.settle(partner, month, given, facts)
            own = next(iter(statements.values()))
            if not facts and not own and carried == slow.NOTHING:
                if partner in stored:
                    raise Wrong(f"{self.partners[partner]['code']} has a statement for nothing")
                continue
            left[partner] = carried
            self.lines[month][partner] = own
            self.compare(partner, month, version, stored.pop(partner, None), own, facts, carried, is_whole)
        if stored:
            raise Wrong(f"{len(stored)} statements that nothing was reckoned for")
        self.carried = {partner: carried for partner, carried in left.items() if carried != slow.NOTHING}

    def compare(self, partner, month, version, statement, own, facts, carried, is_whole):
        where = f"{name(month)}, {self.partners[partner]['code']}"
        if statement is None:
            raise Wrong(f"{where}: there is no statement")
        key = (month, version, partner)
        if is_whole:
            sql = ("SELECT * FROM statement_items WHERE tenant_id = ? AND month = ? AND version = ? AND partner_id = ? "
                   "ORDER BY position")
            found = [(row["kind"], row["rule"], row["part"], row["from_partner_id"], row["customer_id"], row["fact"],
                      row["base"], row["rate"], row["amount"]) for row in self.rows(sql, *key)]
            reckoned = [(line["kind"], line.get("number", 0), line["part"], line.get("from"),
                         self.customer_ids.get(line["customer"]),
                         line.get("code") if line["fact"] is None else facts[line["fact"]]["code"],
                         line["base"], line["rate"] * 10**6, line["amount"]) for line in own]
        else:
            sql = "SELECT * FROM commission_lines WHERE tenant_id = ? AND month = ? AND version = ? AND partner_id = ?"
            found = sorted((row["customer_id"], row["rule"], row["part"], row["base"], row["rate"], row["amount"])
                           for row in self.rows(sql, *key))
            reckoned = sorted((self.customer_ids[line["customer"]], line["number"], line["part"], line["base"],
                               line["rate"] * 10**6, line["amount"]) for line in own)
        for at, (ours, theirs) in enumerate(zip(reckoned + [None] * len(found), found + [None] * len(reckoned))):
            if ours != theirs:
                raise Wrong(f"{where}, line {at + 1}\n  reckoned {ours}\n  product  {theirs}")
        total = sum(line["amount"] for line in own)
        forwarded = sum(line["amount"] for line in own if line["kind"] in slow.CARRIED)
        billed = sum(fact["amount"] for fact in facts if fact["kind"] == "recurring")
        for column, value in (("commission", total), ("forwarded", forwarded), ("billed", billed), ("lines", len(own))):
            if statement[column] != value:
                raise Wrong(f"{where}: {column} is {statement[column]} and was reckoned as {value}")
        booked = dict(self.db.execute(
            "SELECT p.account, SUM(p.amount) FROM ledger_entries e JOIN ledger_postings p "
            "ON p.tenant_id = e.tenant_id AND p.month = e.month AND p.entry_id = e.id "
            "WHERE e.tenant_id = ? AND e.source = 'statement' AND e.period = ? AND e.source_id = ? AND e.version = ? "
            "GROUP BY p.account", (self.tenant, month, partner, version)).fetchall())
        if booked.get("payable", 0) != forwarded - total or sum(booked.values()) != 0:
            raise Wrong(f"{where}: {total} with {forwarded} forwarded was booked as {booked}")
        self.compare_carried(where, key, carried)
        self.checked["lines"] += len(own)
        self.checked["statements"] += 1
        self.checked["kinds"] |= {line["kind"] for line in own}

    def compare_carried(self, where, key, carried):
        reckoned = [("draw", None, carried["draw_owed"]), ("forward", None, carried["brought_forward"])]
        reckoned += [("held", one["release"], one["amount"]) for one in carried["held"]]
        reckoned += [("instalment", one["due"], one["amount"]) for one in carried["instalments"]]
        reckoned = sorted((kind, due or "", value) for kind, due, value in reckoned if value)
        sql = "SELECT * FROM carried WHERE tenant_id = ? AND month = ? AND version = ? AND partner_id = ?"
        found = sorted((row["kind"], name(row["due"]) if row["due"] else "", row["amount"]) for row in self.rows(sql, *key))
        if reckoned != found:
            raise Wrong(f"{where}: left for later\n  reckoned {reckoned}\n  product  {found}")


def main(path, operator):
    books = Books(path, operator)
    runs = books.rows("SELECT month, MAX(version) AS version FROM runs WHERE tenant_id = ? GROUP BY month ORDER BY month")
    try:
        for run in runs:
            books.close(run["month"], run["version"])
    except Wrong as wrong:
        sys.exit(str(wrong))
    kinds = sorted(books.checked.pop("kinds"))
    print(json.dumps({**books.checked, "months": len(runs), "kinds": kinds}))


main(*sys.argv[1:])
