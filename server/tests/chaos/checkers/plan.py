"""Commission plans reckoned slowly in rational numbers, straight from docs/plans.md.

Nothing here is taken from the product: where it telescopes in integers as it goes, this works each sum out from its
definition. Amounts are whole cents, rates and everything in between are fractions.
"""

from fractions import Fraction as F
from math import floor

CARRIED = ("brought_forward", "carried_forward")


class Refused(Exception):
    """Something that a plan needs isn't said."""


def amount(text):
    """Text in major units as cents."""
    value = F(text) * 100
    assert value.denominator == 1, text
    return int(value)


def rate(text):
    return F(text[:-1].strip()) / 100 if text.endswith("%") else F(text)


def cents(exact, how):
    """The one rounding."""
    exact = F(exact)
    below = floor(exact)
    rest = exact - below
    if rest != F(1, 2):
        return below + (rest > F(1, 2))
    return below + (below % 2 if how == "half_even" else exact > 0)


def million(exact):
    """A rate as it is shown: to the millionth."""
    return F(cents(F(exact) * 10**6, "half_even"), 10**6)


def allocate(total, weights, method):
    """Parts of whole cents that are the total."""
    whole = sum(weights)
    if whole == 0:
        return [total if at == 0 else 0 for at in range(len(weights))]
    exact = [F(abs(total) * weight, whole) for weight in weights]
    parts = [floor(part) for part in exact]
    order = [at for at, weight in enumerate(weights) if weight > 0]
    if method == "largest_remainder":
        order.sort(key=lambda at: parts[at] - exact[at])
    for at in order[: abs(total) - sum(parts)]:
        parts[at] += 1
    return [part if total >= 0 else -part for part in parts]


def later(month, months):
    year, number = map(int, month.split("-"))
    at = year * 12 + number - 1 + months
    return f"{at // 12:04}-{at % 12 + 1:02}"


def revenue(fact, base):
    """What of a fact counts; None where that isn't known."""
    if base == "billed":
        return fact["amount"]
    if base == "collected":
        return fact.get("collected")
    less = fact.get({"net_billed": "deductions", "gross_profit": "cost"}[base])
    return None if less is None else fact["amount"] - less


def holds(when, fact):
    def among(name, value):
        return not when.get(name) or (value is not None and value in when[name])

    months = when.get("contract_months")
    if months is not None:
        length = fact.get("contract_months")
        if length is None or length < months.get("from", 0) or length > months.get("to", length):
            return False
    if "new_customer" in when and fact.get("new_customer") != when["new_customer"]:
        return False
    date = fact.get("date")
    if "begins" in when and (date is None or date < when["begins"]):
        return False
    if "ends" in when and (date is None or date > when["ends"]):
        return False
    return (
        among("products", fact.get("product"))
        and among("territories", fact.get("territory"))
        and among("customers", fact.get("customer"))
    )


def known(fact, name):
    if fact.get(name) is None:
        raise Refused(f"{fact['id']}: {name}")
    return fact[name]


def factor_of(rule, fact):
    factor = F(1)
    for one in rule.get("times", []):
        if holds(one.get("when", {}), fact):
            factor = million(factor * rate(one["factor"]))
    fade = rule.get("fade")
    if fade is None:
        return factor
    month = known(fact, "service_month")
    if "every" in fade:
        faded, step = F(1), rate(fade["every"]["factor"])
        for _ in range((max(month, 1) - 1) // max(fade["every"]["months"], 1)):
            faded = million(faded * step)
    else:
        begun = [step for step in fade["steps"] if step["from_month"] <= month]
        faded = rate(begun[-1]["factor"]) if begun else F(1)
    return million(factor * faded)


def bases(rule, plan, facts):
    """What the rule pays for: (place, customer, amount, factor, quantity)."""
    found = []
    for at, fact in enumerate(facts):
        if fact["kind"] not in rule.get("on", ["recurring"]) or not holds(rule.get("when", {}), fact):
            continue
        last = rule.get("end_after_months")
        if last is not None and known(fact, "service_month") > last:
            continue
        value = revenue(fact, rule.get("base", plan.get("base", "billed")))
        if value is None:
            raise Refused(f"{fact['id']}: its base")
        found.append((at, fact.get("customer"), value, factor_of(rule, fact), fact.get("quantity", 1)))
    return found


class Lines(list):
    """What one rule gives."""

    def add(self, at, customer, part, base, shown, value, kind="earned", payee=None, months=0):
        self.append(
            dict(kind=kind, at=at, customer=customer, part=part, base=base, rate=shown, amount=value, payee=payee, months=months)
        )


def overlaps(tiers, start, end):
    """The bands between two volumes with how much of the way lies in each, in the order of going."""
    low, high = min(start, end), max(start, end)
    ways = []
    for part, (begin, value) in enumerate(tiers, start=1):
        bottom = None if part == 1 else begin
        top = tiers[part][0] if part < len(tiers) else None
        inside = min(high, top if top is not None else high) - max(low, bottom if bottom is not None else low)
        if inside > 0:
            ways.append((part, value, inside if end >= start else -inside))
    if not ways:
        part = reached(tiers, start)
        ways.append((part, tiers[part - 1][1], 0))
    return ways if end >= start else ways[::-1]


def reached(tiers, volume):
    return max([part for part, (begin, _) in enumerate(tiers, start=1) if begin <= volume], default=1)


def marginal(lines, tiers, facts, before, how):
    """Each line is what the rounded commission of all so far grows by."""
    exact = sum(way * value for _, value, way in overlaps(tiers, 0, before))
    volume = before
    for at, customer, value, factor, _ in facts:
        for part, paid, way in overlaps(tiers, volume, volume + value):
            after = exact + way * paid * factor
            lines.add(at, customer, part, way, million(paid * factor), cents(after, how) - cents(exact, how))
            exact = after
        volume += value


def whole_amount(lines, tiers, facts, own, others, others_then, customer, how):
    part = reached(tiers, own + others + sum(fact[2] for fact in facts))
    now, then = tiers[part - 1][1], tiers[reached(tiers, own + others_then) - 1][1]
    exact = own * then
    if own != 0 and now != then:
        after = own * now
        lines.add(None, customer, part, own, now - then, cents(after, how) - cents(exact, how), kind="true_up")
        exact = after
    for at, whose, value, factor, _ in facts:
        after = exact + value * now * factor
        lines.add(at, whose, part, value, million(now * factor), cents(after, how) - cents(exact, how))
        exact = after


def tiered(lines, pay, tiers, facts, before, order, how):
    volume = pay.get("volume", {})
    to_date = volume.get("during", "month") != "month"
    per = volume.get("per", "partner")
    own = before.get("own", 0) if to_date else 0

    def go(facts, own, others=0, others_then=0, customer=None):
        if pay["mode"] == "marginal":
            marginal(lines, tiers, facts, own, how)
        else:
            whole_amount(lines, tiers, facts, own, others, others_then, customer, how)

    if per == "partner":
        go(facts, own)
    elif per == "group":
        go(facts, own, before.get("others", 0), before.get("others_before", 0) if to_date else 0)
    else:
        for customer in sorted({fact[1] for fact in facts}, key=order):
            spent = before.get("customers", {}).get(customer, 0) if to_date else 0
            go([fact for fact in facts if fact[1] == customer], spent, customer=customer)


def spiff(volume, multiple, threshold, other):
    first = volume * multiple
    return first if first <= threshold else threshold + (volume - threshold / multiple) * other


def of_rule(rule, plan, month, number, order, how):
    """The lines of one rule."""
    lines, (way, pay) = Lines(), next(iter(rule["pay"].items()))
    facts = bases(rule, plan, month["facts"])
    before = month["before"].get(number, {})
    quota = month.get("quota")

    def need_quota():
        if quota is None or quota <= 0:
            raise Refused("quota")
        return quota

    if way == "percentage" or (way == "multiple" and "then" not in pay):
        paid = rate(pay["rate"] if way == "percentage" else pay["of_mrr"])
        for at, customer, value, factor, _ in facts:
            lines.add(at, customer, 0, value, million(paid * factor), cents(value * paid * factor, how))
    elif way == "tiered":
        tiers = [(amount(tier["from"]), rate(tier["rate"])) for tier in pay["tiers"]]
        tiered(lines, pay, tiers, facts, before, order, how)
    elif way == "attainment":
        tiers = [(cents(need_quota() * rate(tier["from"]), "half_even"), rate(tier["rate"])) for tier in pay["tiers"]]
        tiered(lines, pay, tiers, facts, before, order, how)
    elif way == "on_target":
        target, full = amount(pay["ote"]), amount(pay["quota"]) if "quota" in pay else need_quota()
        for at, customer, value, factor, _ in facts:
            shown = million(million(F(target, full)) * factor)
            lines.add(at, customer, 0, value, shown, cents(value * F(target, full) * factor, how))
    elif way == "multiple":
        multiple, other = rate(pay["of_mrr"]), rate(pay["then"]["of_mrr"])
        threshold = amount(pay["then"]["after"])
        edge = floor(threshold / multiple)
        volume = before.get("own", 0)
        for at, customer, value, _, _ in facts:
            target = volume + value
            for stop in [edge, target] if min(volume, target) < edge < max(volume, target) else [target]:
                grown = cents(spiff(stop, multiple, threshold, other), how)
                grown -= cents(spiff(volume, multiple, threshold, other), how)
                part = 1 if max(volume, stop) <= edge else 2
                lines.add(at, customer, part, stop - volume, multiple if part == 1 else other, grown)
                volume = stop
    elif way == "by_seats":
        bands = [(band["from"], rate(band["of_mrr"])) for band in pay["seats"]]
        bundle = pay.get("bundle")
        for customer in sorted({fact[1] for fact in facts}, key=order):
            own = [fact for fact in facts if fact[1] == customer]
            seats = sum(fact[4] for fact in own)
            mine = [(part, paid) for part, (begin, paid) in enumerate(bands, start=1) if begin <= seats]
            if bundle and seats >= bundle["from"]:
                kinds = rule.get("on", ["recurring"])
                others = sum(
                    fact.get("quantity", 1)
                    for fact in month["facts"]
                    if fact.get("customer") == customer
                    and fact["kind"] in kinds
                    and fact.get("product") in bundle["products"]
                )
                steps = enumerate(bundle["seats"], start=1)
                mine = [(part, rate(band["of_mrr"])) for part, band in steps if band["from"] <= others] or mine
            for at, whose, value, factor, _ in own:
                if not mine:
                    lines.add(at, whose, 0, value, F(0), 0)
                    continue
                part, paid = mine[-1]
                lines.add(at, whose, part, value, million(paid * factor), cents(value * paid * factor, how))
    elif way == "flat":
        fee = amount(pay["amount"])
        for at, customer, _, factor, quantity in facts:
            base = fee * (quantity if pay.get("per", "fact") == "quantity" else 1)
            lines.add(at, customer, 0, base, factor, cents(base * factor, how))
    elif way == "flat_tiered":
        by_quantity = pay.get("per", "fact") == "quantity"
        tiers = [(tier["from"], F(amount(tier["amount"]))) for tier in pay["tiers"]]
        counted = [(at, customer, quantity if by_quantity else 1, factor, 0) for at, customer, _, factor, quantity in facts]
        if pay["mode"] == "marginal":
            marginal(lines, tiers, counted, 0, how)
        else:
            whole_amount(lines, tiers, counted, 0, 0, 0, None, how)
        factors = {at: factor for at, _, _, factor, _ in counted}
        for line in lines:
            line["base"] *= int(tiers[line["part"] - 1][1])
            line["rate"] = factors[line["at"]]
    elif way == "advance":
        tail = pay["tail"]
        first = tail["first"] - 1 if "first" in tail else max(12 - tail["months"], 0)
        for at, customer, value, factor, _ in facts:
            total = cents(value * rate(pay["rate"]) * factor, how)
            now = cents(total * rate(pay["share"]), how)
            lines.add(at, customer, 0, total, rate(pay["share"]), now, kind="advance")
            parts = allocate(total - now, [1] * tail["months"], "sequential_remainder")
            for months, part in enumerate(parts, start=max(first, 0)):
                lines.add(at, customer, 0, part, F(1), part, kind="instalment", months=months)
    elif way == "credit":
        shares = [rate(share["share"]) for share in pay["shares"]]
        for at, customer, value, factor, _ in facts:
            if pay.get("mode", "split") == "split":
                method = plan.get("allocation", "largest_remainder")
                parts = allocate(value, [int(share * 10**6) for share in shares], method)
            else:
                parts = [cents(value * share, how) for share in shares]
            for share, part in zip(pay["shares"], parts):
                paid = rate(share["rate"])
                lines.add(at, customer, 0, part, million(paid * factor), cents(part * paid * factor, how), payee=share.get("partner"))
    else:
        raise AssertionError(way)

    each = rule.get("each")
    if each:
        bounded, start = [], 0
        while start < len(lines):
            end = start
            while end < len(lines) and lines[end]["at"] == lines[start]["at"]:
                end += 1
            of_fact, start = lines[start:end], end
            if of_fact[0]["at"] is None:
                continue
            paid, base = sum(line["amount"] for line in of_fact), sum(line["base"] for line in of_fact)
            within = paid
            if "at_least" in each and base > 0:
                within = max(within, amount(each["at_least"]))
            if "at_most" in each:
                most = amount(each["at_most"])
                within = min(max(within, -most), most)
            if within != paid:
                more = within - paid
                bounded.append({**of_fact[0], "kind": "bound", "part": 0, "base": more, "rate": F(1), "amount": more})
        lines.extend(bounded)
    return lines


def override_for(settlement, level, fact):
    found = None
    for one in settlement.get("overrides", []):
        if one.get("level", 1) != level:
            continue
        named = (bool(one.get("customers")), bool(one.get("products")))
        if named[0] and fact.get("customer") not in one["customers"]:
            continue
        if named[1] and fact.get("product") not in one["products"]:
            continue
        if found is None or named >= found[0]:
            found = (named, one)
    return found and found[1]


def settle(plan, month, order=lambda customer: (customer is not None, customer)):
    """The statements of a partner's month, its own first, and what it leaves for later.

    `month`: partner, month, parents, facts, before (volumes by the rule's number from 1), quota, departures, received,
    adjustments, carried, rounding. `order` sorts customers as the product's ids do.
    """
    how = plan.get("rounding") or month["rounding"]
    settlement = plan.get("statement", {})
    partner, facts = month["partner"], month["facts"]
    carried = {
        "draw_owed": month["carried"]["draw_owed"],
        "brought_forward": month["carried"]["brought_forward"],
        "held": list(month["carried"]["held"]),
        "instalments": list(month["carried"]["instalments"]),
    }
    statements = {partner: []}
    own = statements[partner]
    commission = {}

    def item(kind, base, shown, value, rule=None, customer=None, fact=None, part=0):
        return dict(kind=kind, rule=rule, customer=customer, fact=fact, part=part, base=base, rate=F(shown), amount=value)

    def give(to, what):
        statements.setdefault(to, []).append(what)

    def total():
        return sum(line["amount"] for line in own)

    for number, rule in enumerate(plan["rules"], start=1):
        name = rule.get("name") or f"rule {number}"
        for line in of_rule(rule, plan, month, number, order, how):
            if line["at"] is not None:
                commission[line["at"]] = commission.get(line["at"], 0) + line["amount"]
            if line["months"] == 0 and line["kind"] != "instalment":
                one = item(line["kind"], line["base"], line["rate"], line["amount"], name, line["customer"], line["at"], line["part"])
                one["number"] = number
                give(line["payee"] or partner, one)
            elif line["amount"] != 0:
                due = later(month["month"], line["months"])
                fact = facts[line["at"]]["id"] if line["at"] is not None else ""
                carried["instalments"].append(
                    dict(due=due, amount=line["amount"], customer=line["customer"], rule=name, fact=fact)
                )

    splits = settlement.get("splits", [])
    if splits:
        pool = total()
        weights = [int(rate(one["share"]) * 10**6) if "share" in one else one.get("weight", 0) for one in splits]
        parts = allocate(pool, weights, plan.get("allocation", "largest_remainder"))
        for one, weight, part in zip(splits, weights, parts):
            if one.get("partner") in (None, partner):
                continue
            shown = million(F(weight, max(sum(weights), 1)))
            give(one["partner"], item("split", pool, shown, part))
            own.append(item("split", -pool, shown, -part))

    for at, fact in enumerate(facts):
        if at not in commission or not settlement.get("overrides"):
            continue
        below = commission[at]
        for level, parent in enumerate(month["parents"], start=1):
            one = override_for(settlement, level, fact)
            if one is None:
                continue
            sold = revenue(fact, plan.get("base", "billed"))
            sold = fact["amount"] if sold is None else sold
            base, shown = sold, rate(one["rate"])
            if one.get("of", "revenue") == "commission":
                base = commission[at]
            value = cents(base * shown, how)
            if one.get("of") == "spread":
                value -= below
                value = max(value, 0) if sold >= 0 else min(value, 0)
                shown = million(F(abs(value), abs(sold))) if sold else F(0)
            below += value
            give(parent, item("override", base, shown, value, f"override of level {level}", fact.get("customer"), at))

    def sold(counts):
        def of(fact):
            value = revenue(fact, plan.get("base", "billed"))
            return fact["amount"] if value is None else value

        return sum(of(fact) for at, fact in enumerate(facts) if counts(at, fact))

    for bonus in settlement.get("bonuses", []):
        on = bonus.get("on", ["recurring"])
        value = sold(lambda _, fact: fact["kind"] in on)
        (what, least), (pays, much) = next(iter(bonus["from"].items())), next(iter(bonus["pay"].items()))
        start = 0
        if what == "count":
            if sum(fact["kind"] in on for fact in facts) < least:
                continue
        else:
            if what == "quota" and not (month.get("quota") or 0) > 0:
                raise Refused("quota")
            start = amount(least) if what == "revenue" else cents(month["quota"] * rate(least), "half_even")
            if value < start:
                continue
        base, shown = {
            "amount": lambda: (amount(much), F(1)),
            "rate": lambda: (value, rate(much)),
            "rate_above": lambda: (value - start, rate(much)),
        }[pays]()
        own.append(item("bonus", base, shown, cents(base * shown, how), bonus["name"]))

    def bound(kind, within):
        more = within - total()
        if more:
            own.append(item(kind, more, 1, more))

    if "cap" in settlement:
        bound("cap", min(total(), amount(settlement["cap"])))
    if "floor" in settlement:
        bound("floor", max(total(), amount(settlement["floor"])))
    if "ceiling" in settlement:
        most = cents(max(sold(lambda at, _: at in commission), 0) * rate(settlement["ceiling"]["rate"]), how)
        bound("ceiling", min(total(), most))

    holdback = settlement.get("holdback")
    if holdback:
        base = total()
        kept = cents(max(base, 0) * rate(holdback["rate"]), how)
        if kept:
            carried["held"].append(dict(amount=kept, release=later(month["month"], holdback["release_after_months"])))
            own.append(item("holdback", -base, rate(holdback["rate"]), -kept))

    for one in carried["held"]:
        if one["release"] <= month["month"]:
            own.append(item("release", one["amount"], 1, one["amount"]))
    carried["held"] = [one for one in carried["held"] if one["release"] > month["month"]]
    gone = {one["customer"] for one in month["departures"]} - {None}
    staying = [one for one in carried["instalments"] if one["customer"] not in gone]
    for one in staying:
        if one["due"] <= month["month"]:
            own.append(item("instalment", one["amount"], 1, one["amount"], one["rule"], one["customer"]))
    carried["instalments"] = [one for one in staying if one["due"] > month["month"]]

    clawback = settlement.get("clawback")
    for one in month["departures"] if clawback else []:
        (unit, window), (measured, kept) = next(iter(clawback["window"].items())), one["kept"]
        if unit != measured:
            raise Refused("kept")
        take, paid = clawback["take"], one["paid"]
        if kept >= window:
            continue
        if take == "full":
            share, value = F(1), paid
        elif take == "pro_rata":
            share, value = million(F(window - kept, window)), cents(paid * F(window - kept, window), how)
        else:
            step = next((step for step in take["steps"] if kept < step["below"]), None)
            share = rate(step["share"]) if step else F(0)
            value = cents(paid * share, how)
        if value:
            own.append(item("clawback", -paid, share, -value, None, one["customer"]))

    for one in month["received"]:
        own.append({**one, "fact": None})

    draw = settlement.get("draw")
    if draw:
        above = total() - amount(draw["amount"])
        owed = carried["draw_owed"]
        if above < 0:
            own.append(item("draw", -above, 1, -above))
            if draw["recoverable"]:
                carried["draw_owed"] = owed - above
        elif above > 0 and owed > 0:
            back = min(owed, above)
            own.append(item("recovery", -back, 1, -back))
            carried["draw_owed"] = owed - back

    for one in month["adjustments"]:
        own.append(item("adjustment", one["amount"], 1, one["amount"], one["reason"], one.get("customer")))

    brought, carried["brought_forward"] = carried["brought_forward"], 0
    if brought:
        own.append(item("brought_forward", brought, 1, brought))
    sum_of_all = total()
    if sum_of_all and "minimum_payout" in settlement and sum_of_all < amount(settlement["minimum_payout"]):
        own.append(item("carried_forward", -sum_of_all, 1, -sum_of_all))
        carried["brought_forward"] = sum_of_all

    carried["instalments"].sort(key=lambda one: one["due"])
    carried["held"].sort(key=lambda one: one["release"])
    return statements, carried


NOTHING = {"draw_owed": 0, "brought_forward": 0, "held": [], "instalments": []}
