//! Partners beside each other: quartiles of the score and of each component, and where each partner stands.

use super::industry::Industry;
use crate::calls::success::{RemoveIndustryFigure, SaveIndustryFigure, read_benchmarks};
use crate::charts::{ChartFigure, Picture};
use crate::parts::number::Nothing;
use crate::parts::time::day;
use crate::parts::{Choice, Empty, FilterForm, Loaded, PageHeader, Paging, Panel, Score, TableFrame};
use domain::health::Component;
use domain::health::benchmark::Quartiles;
use domain::partner::{PartnerKind, Tier};
use domain::view::{BenchmarkQuery, BenchmarksPage as Page, FigureSpread, StandingRow};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

const PATH: &str = "/manager/benchmarks";

/// What may be done with the industry's figures.
#[derive(Clone, Copy)]
pub struct Hands {
    /// Keeps one.
    pub save: ServerAction<SaveIndustryFigure>,
    /// Removes one.
    pub remove: ServerAction<RemoveIndustryFigure>,
}

/// The benchmarks that the address asks for.
#[component]
pub fn BenchmarksPage() -> impl IntoView {
    let map = use_query_map();
    let query = Memo::new(move |_| map.with(read_ask));
    let hands = Hands { save: ServerAction::new(), remove: ServerAction::new() };
    let found = Resource::new(
        move || (query.get(), hands.save.version().get(), hands.remove.version().get()),
        |(query, ..)| read_benchmarks(query),
    );
    view! { <Loaded of=found children=move |page| view! { <Whole page query=query.get_untracked() hands /> } /> }
}

fn read_ask(map: &ParamsMap) -> BenchmarkQuery {
    let word = |name: &str| map.get_str(name).filter(|word| !word.is_empty());
    BenchmarkQuery {
        tier: word("tier").and_then(|code| code.parse().ok()),
        kind: word("type").and_then(|code| code.parse().ok()),
        page: word("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
    }
}

fn link(query: BenchmarkQuery, page: u32) -> String {
    let said = [
        ("tier", query.tier.map(|tier| tier.code().to_owned())),
        ("type", query.kind.map(|kind| kind.code().to_owned())),
        ("page", (page > 1).then(|| page.to_string())),
    ];
    let map: ParamsMap = said.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    format!("{PATH}{}", map.to_query_string())
}

#[component]
fn Whole(page: Page, query: BenchmarkQuery, hands: Hands) -> impl IntoView {
    let Page { day: on, scored, figures, needed, rows, pages, industry, may_edit } = page;
    let lead = on.map_or_else(|| "No scores yet.".to_owned(), |on| format!("By the scores of {}.", day(on)));
    view! {
        <PageHeader title="Benchmarks" lead=Some(lead) />
        <div class="flow">
            <Panel title="How partners are spread" id="spread">
                <Filter query />
                <Spread figures needed />
            </Panel>
            <Panel
                title="Where each stands"
                id="standing"
                note=format!(
                    "Among partners of the same tier and type; with fewer than {needed} others among the tier, then among all.",
                )
            >
                {if rows.is_empty() {
                    view! {
                        <Empty icon=icondata_lu::LuScale title="Nobody to compare">
                            <p>"No partner that fits has a score."</p>
                        </Empty>
                    }
                        .into_any()
                } else {
                    view! {
                        <Standings rows />
                        <Paging page=query.page pages found=(scored, "partners") link=move |page| link(query, page) />
                    }
                        .into_any()
                }}
            </Panel>
            <Industry figures=industry may_edit hands />
        </div>
    }
}

#[component]
fn Filter(query: BenchmarkQuery) -> impl IntoView {
    view! {
        <FilterForm action=PATH>
            <Choice
                label="Tier"
                name="tier"
                nothing="All tiers"
                options=Tier::options()
                chosen=query.tier.map_or("", Tier::code)
            />
            <Choice
                label="Type"
                name="type"
                nothing="All types"
                options=PartnerKind::options()
                chosen=query.kind.map_or("", PartnerKind::code)
            />
            <button type="submit" class="btn">
                "Show"
            </button>
        </FilterForm>
    }
}

fn figure_name(component: Option<Component>) -> &'static str {
    component.map_or("Score", Component::label)
}

#[component]
fn Spread(figures: Vec<FigureSpread>, needed: u32) -> impl IntoView {
    let known = figures.iter().filter_map(|of| {
        let Quartiles { lower, median, upper } = of.quartiles?;
        Some((figure_name(of.component).to_owned(), lower, median, upper))
    });
    let known: Vec<_> = known.collect();
    let rows = figures.into_iter().map(move |FigureSpread { component, there, quartiles }| {
        let cells = match quartiles {
            Some(Quartiles { lower, median, upper }) => {
                let cell = |label: &'static str, value: f64| {
                    view! {
                        <td class="num" data-label=label>
                            <Score of=Some(value) />
                        </td>
                    }
                };
                view! {
                    {cell("Lower quarter", lower)}
                    {cell("Middle", median)}
                    {cell("Upper quarter", upper)}
                }
                .into_any()
            }
            None => view! {
                <td colspan="3" class="quiet cell-wide">
                    {if there == 0 { "nobody has it".to_owned() } else { format!("{there} are too few for quartiles; at least {needed}") }}
                </td>
            }
            .into_any(),
        };
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {figure_name(component)}
                </th>
                <td class="num figure" data-label="Partners">
                    {there}
                </td>
                {cells}
            </tr>
        }
    });
    let table = view! {
        <TableFrame caption="Quartiles of the score and of each component">
            <thead>
                <tr>
                    <th scope="col">"Figure"</th>
                    <th scope="col" class="num">
                        "Partners"
                    </th>
                    <th scope="col" class="num">
                        "Lower quarter"
                    </th>
                    <th scope="col" class="num">
                        "Middle"
                    </th>
                    <th scope="col" class="num">
                        "Upper quarter"
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    };
    if known.is_empty() {
        return table.into_any();
    }
    view! {
        <ChartFigure label="Lower quarter, middle and upper quarter of each component" of=Picture::Quartiles(known)>
            {table}
        </ChartFigure>
    }
    .into_any()
}

#[component]
fn Standings(rows: Vec<StandingRow>) -> impl IntoView {
    let rows = rows.into_iter().map(|row| {
        let StandingRow { partner, tier, kind, score, standing, ends } = row;
        let end = |end: Option<(Component, f64)>| match end {
            Some((component, percentile)) => format!("{} ({percentile:.0})", component.label()).into_any(),
            None => view! { <Nothing say="not compared" /> }.into_any(),
        };
        let (percentile, among) = match standing {
            Ok((cohort, others, percentile)) => {
                (Some(format!("{percentile:.0}")), format!("{others} others, {}", cohort.label()))
            }
            Err(why) => (None, why.to_string()),
        };
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    <a class="text-link" href=format!("/manager/partners/{}/health", partner.id)>
                        {partner.name}
                    </a>
                    <span class="cell-sub">{tier.label()} " · " {kind.label()}</span>
                </th>
                <td class="num" data-label="Score">
                    <Score of=Some(score) />
                </td>
                <td class="num figure" data-label="Percentile">
                    {match percentile {
                        Some(percentile) => view! { <strong>{percentile}</strong> }.into_any(),
                        None => view! { <Nothing say="not compared" /> }.into_any(),
                    }}
                </td>
                <td data-label="Among" class="cell-wide">
                    {among}
                </td>
                <td data-label="Stands highest in" class="cell-wide">
                    {end(ends.map(|ends| ends.0))}
                </td>
                <td data-label="Stands lowest in" class="cell-wide">
                    {end(ends.map(|ends| ends.1))}
                </td>
            </tr>
        }
    });
    view! {
        <TableFrame caption="Partners and their percentiles, the highest score first">
            <thead>
                <tr>
                    <th scope="col">"Partner"</th>
                    <th scope="col" class="num">
                        "Score"
                    </th>
                    <th scope="col" class="num">
                        "Percentile"
                    </th>
                    <th scope="col">"Among"</th>
                    <th scope="col">"Stands highest in"</th>
                    <th scope="col">"Stands lowest in"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
}
