//! Why a line is what it is: base × rate, the band it fell into, the rule that gave it, and a way to ask.

use super::lines::Trace;
use crate::parts::{Glyph, Money};
use domain::commission::Kind;
use domain::view::{StatementLine, Working};
use leptos::prelude::*;

/// Opens to how the line is computed. Its place is that among all lines, from 0.
pub fn why(line: &StatementLine, place: u32, trace: &Trace) -> impl IntoView + use<> {
    let rounding = trace.rounding;
    let product = line.product().map(|product| product.to_string()).unwrap_or_default();
    let factors = format!("{} × {} = {product}", line.base, line.rate);
    let working = match line.working(rounding) {
        Working::Exact => format!("{factors}, to the cent."),
        Working::Rounded => format!("{factors}, rounded to {} (half a cent rounds {rounding}).", line.amount),
        Working::Running => {
            format!("{factors}. The sum of the rule’s lines is what is rounded; this line added {} to it.", line.amount)
        }
        Working::Otherwise => line.kind.explain().to_owned(),
    };
    let band = line.volume_before.map(|before| {
        view! {
            <li>
                {format!("Tier {}. Before it the rule had counted ", line.part)} <Money amount=before /> ", with it "
                <Money amount=before + line.base /> "."
            </li>
        }
    });
    let own_rule = line.from_partner.is_none() && matches!(line.kind, Kind::Earned | Kind::Advance | Kind::Bound);
    let rule = usize::try_from(line.rule).ok().and_then(|number| number.checked_sub(1)).filter(|_| own_rule);
    let rule = rule.and_then(|at| trace.rules.get(at).cloned()).map(|words| view! { <li>{words} "."</li> });
    let fact = line.source.map(|source| view! { <li>{source.label()} "."</li> });
    let ask = trace.may_ask.then(|| {
        view! {
            <a class="text-link why-ask" href=format!("/questions?month={}&line={place}", trace.month)>
                <Glyph icon=icondata_lu::LuMessageCircleQuestion />
                "Ask about this line"
            </a>
        }
    });
    view! {
        <details class="why">
            <summary>"Why?"</summary>
            <ul>
                <li>{working}</li>
                {band}
                {rule}
                {fact}
            </ul>
            {ask}
        </details>
    }
}
