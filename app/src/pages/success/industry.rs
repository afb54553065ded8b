//! Figures of the industry, which the operator enters with their source, beside one's own.

use super::benchmarks::Hands;
use crate::parts::{Empty, Panel, TableFrame, answer};
use domain::health::benchmark::{IndustryRow, Measure, Quartiles};
use domain::partner::{PartnerKind, Tier};
use domain::view::IndustryFigure;
use leptos::prelude::*;

/// The table, and the form that adds to it for who may.
#[component]
pub fn Industry(
    /// The figures, with one's own.
    figures: Vec<IndustryFigure>,
    /// Whether the viewer may enter and remove figures.
    may_edit: bool,
    /// What may be done.
    hands: Hands,
) -> impl IntoView {
    let none = figures.is_empty();
    let outcome = move || {
        let saved = answer(hands.save.value().get(), |()| "Kept.".to_owned());
        saved.or_else(|| answer(hands.remove.value().get(), |()| "Removed.".to_owned()))
    };
    view! {
        <Panel title="The industry" id="industry" note="What the operator has found, each with its source.">
            {outcome}
            {if none {
                view! {
                    <Empty icon=icondata_lu::LuBookOpen title="No figures yet">
                        <p>
                            "Tributary brings none along: a figure without a source is worth nothing. Enter what you have found, with where it was published."
                        </p>
                    </Empty>
                }
                    .into_any()
            } else {
                view! { <Figures figures may_edit hands /> }.into_any()
            }}
            {may_edit.then(|| view! { <Add hands /> })}
        </Panel>
    }
}

/// For whom a figure is.
fn whom(row: &IndustryRow) -> String {
    let parts = [row.tier.map(Tier::label), row.kind.map(PartnerKind::label)];
    let words = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if words.is_empty() { "All partners".to_owned() } else { words }
}

#[component]
fn Figures(figures: Vec<IndustryFigure>, may_edit: bool, hands: Hands) -> impl IntoView {
    let rows = figures.into_iter().map(|of| view! { <Row of may_edit hands /> }).collect_view();
    view! {
        <TableFrame caption="Figures of the industry, with one's own">
            <thead>
                <tr>
                    <th scope="col">"Figure"</th>
                    <th scope="col" class="num">
                        "Industry"
                    </th>
                    <th scope="col" class="num">
                        "Own partners"
                    </th>
                    <th scope="col">"Own middle"</th>
                    <th scope="col">"Source"</th>
                    <th scope="col">
                        <span class="sr-only">"Action"</span>
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </TableFrame>
    }
}

#[component]
fn Row(of: IndustryFigure, may_edit: bool, hands: Hands) -> impl IntoView {
    let IndustryFigure { row, there, own, computed } = of;
    let spread = |low: f64, middle: f64, high: f64| format!("{middle:.1} ({low:.1} to {high:.1})");
    let ours = match own {
        Some(Quartiles { lower, median, upper }) => spread(lower, median, upper),
        None if !computed => "not computed".to_owned(),
        None => format!("{there} are too few"),
    };
    let verdict = own.map(|own| verdict(&row, own.median));
    let name = row.measure.label();
    let for_whom = whom(&row);
    view! {
        <tr>
            <th scope="row" class="cell-title">
                {name}
                <span class="cell-sub">{for_whom.clone()}</span>
            </th>
            <td class="num figure" data-label="Industry">
                {spread(row.low, row.median, row.high)}
            </td>
            <td class="num figure" data-label="Own partners">
                {ours}
            </td>
            <td data-label="Own middle">{verdict.unwrap_or("–")}</td>
            <td data-label="Source" class="cell-wide">
                {row.source.clone()}
                ", "
                {row.year}
            </td>
            <td class="cell-wide">
                {may_edit
                    .then(|| {
                        view! {
                            <ActionForm action=hands.remove>
                                <input type="hidden" name="measure" value=row.measure.code() />
                                {row.tier.map(|tier| view! { <input type="hidden" name="tier" value=tier.code() /> })}
                                {row.kind.map(|kind| view! { <input type="hidden" name="kind" value=kind.code() /> })}
                                <button
                                    type="submit"
                                    class="btn btn-sm"
                                    aria-label=format!("Remove {name}, {for_whom}")
                                >
                                    "Remove"
                                </button>
                            </ActionForm>
                        }
                    })}
            </td>
        </tr>
    }
}

/// How the middle of one's own stands to the industry.
fn verdict(row: &IndustryRow, own: f64) -> &'static str {
    let (weak, strong) =
        if row.measure.more_is_better() { (own < row.low, own > row.high) } else { (own > row.high, own < row.low) };
    match (weak, strong) {
        (true, _) => "weaker than most",
        (_, true) => "stronger than most",
        _ => "as usual",
    }
}

/// Enters a figure, or another in place of one for the same measure, tier and type.
#[component]
fn Add(hands: Hands) -> impl IntoView {
    let option = |code: &'static str, words: &'static str| view! { <option value=code>{words}</option> };
    let measures = Measure::ALL.iter().map(|of| option(of.code(), of.label())).collect_view();
    let tiers = Tier::ALL.iter().map(|of| option(of.code(), of.label())).collect_view();
    let kinds = PartnerKind::ALL.iter().map(|of| option(of.code(), of.label())).collect_view();
    let text = |name: &'static str, label: &'static str| {
        view! {
            <div class="field">
                <label class="field-label" for=format!("industry-{name}")>
                    {label}
                </label>
                <input class="input" id=format!("industry-{name}") name=format!("form[{name}]") required />
            </div>
        }
    };
    let choice = |name: &'static str, label: &'static str, all: &'static str, options: AnyView| {
        view! {
            <div class="field">
                <label class="field-label" for=format!("industry-{name}")>
                    {label}
                </label>
                <select class="select" id=format!("industry-{name}") name=format!("form[{name}]")>
                    {(!all.is_empty()).then(|| view! { <option value="">{all}</option> })}
                    {options}
                </select>
            </div>
        }
    };
    view! {
        <details class="fold">
            <summary>"Enter a figure"</summary>
            <ActionForm action=hands.save attr:class="flow">
                <div class="figure-fields">
                    {choice("measure", "Figure", "", measures.into_any())}
                    {choice("tier", "Tier", "All tiers", tiers.into_any())}
                    {choice("kind", "Type", "All types", kinds.into_any())}
                    {text("low", "Lower quarter")}
                    {text("median", "Middle")}
                    {text("high", "Upper quarter")}
                    {text("source", "Where it was published")}
                    {text("year", "For which year")}
                </div>
                <div class="button-row">
                    <button type="submit" class="btn btn-primary" disabled=move || hands.save.pending().get()>
                        "Keep"
                    </button>
                </div>
            </ActionForm>
        </details>
    }
}
