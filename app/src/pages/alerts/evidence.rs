//! The figures of a signal, and where each can be looked at.

use crate::layout::viewer;
use crate::parts::number::percent;
use domain::health::alert::Signal;
use domain::view::PartnerRef;
use leptos::prelude::*;

/// The figures that gave cause to an alert.
#[component]
pub fn Evidence(
    /// What was noticed.
    signal: Signal,
) -> impl IntoView {
    let currency = viewer().currency;
    let points = |score: f64| format!("{score:.1}");
    let figures: Vec<(&str, String)> = match signal {
        Signal::BandCrossed { from, to, score } => {
            vec![("Band before", from.label().into()), ("Band now", to.label().into()), ("Score", points(score))]
        }
        Signal::Fall { since, before, score } => vec![
            ("Compared with", crate::parts::time::day(since)),
            ("Score then", points(before)),
            ("Score now", points(score)),
            ("Fell by", points(before - score)),
        ],
        Signal::ComponentLow { component, score, threshold } => vec![
            ("Component", component.label().into()),
            ("Its score", points(score)),
            ("Should not be below", points(threshold)),
        ],
        Signal::MissingData { coverage, components } => {
            let names: Vec<_> = components.iter().map(|component| component.label()).collect();
            vec![("Weight with facts", percent(coverage)), ("Without facts", names.join(", "))]
        }
        Signal::ForecastCrosses { days, expected, to, chance } => vec![
            ("In", format!("{days} days")),
            ("Expected score", points(expected)),
            ("Band then", to.label().into()),
            ("Chance of leaving the band", percent(chance)),
        ],
        Signal::RevenueConcentration { hhi, largest } => {
            vec![
                ("Herfindahl–Hirschman index", format!("{hhi:.0}")),
                ("Share of the largest customer", percent(largest)),
            ]
        }
        Signal::PayoutReturned { code, amount } => vec![("Return code", code), ("Amount", currency.show(amount))],
        Signal::WorkflowStuck { step, reason } => vec![("Step", step), ("Why it waits", reason)],
        Signal::QuestionOverdue { due, .. } => vec![("Answer was due", crate::parts::time::day(due))],
        Signal::Emergency { why, drill } => vec![("Why", why), ("Drill", if drill { "Yes" } else { "No" }.into())],
    };
    let figures = figures.into_iter().map(|(name, figure)| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{figure}</dd>
            </div>
        }
    });
    view! { <dl class="facts">{figures.collect_view()}</dl> }
}

/// Where to look and what to do, by what was noticed.
pub fn ways(signal: &Signal, partner: Option<&PartnerRef>) -> Vec<(String, String)> {
    let mut ways = Vec::new();
    let mut way = |path: String, words: &str| ways.push((path, words.to_owned()));
    if let Some(partner) = partner {
        let page = format!("/manager/partners/{}", partner.id);
        match signal {
            Signal::PayoutReturned { .. } => way("/payouts".into(), "Payouts and their returns"),
            Signal::QuestionOverdue { .. } => way("/questions".into(), "Questions"),
            _ => way(format!("{page}/health"), "Health explained: what moved it, and what would raise it most"),
        }
        way(page, "The partner's page");
        way(format!("/alerts?partner={}", partner.code), "All live alerts about this partner");
    } else if matches!(signal, Signal::WorkflowStuck { .. }) {
        way("/control-room".into(), "Control room: what is stuck");
    }
    ways
}
