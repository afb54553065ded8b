//! The heat map: partners by components, or by months.

use super::ask::{link, shown};
use crate::pages::insight::heat::{HeatCell, HeatKey};
use crate::parts::{Empty, Paging, Panel, TableFrame};
use domain::view::{HeatMap, HeatRow, InsightQuery};
use leptos::prelude::*;

/// The filter and the map of what it leaves, those in need first, under the middle of all.
#[component]
pub fn Map(
    /// The map.
    heat: HeatMap,
    /// What it was asked by.
    query: InsightQuery,
    /// Partners in all.
    partners: u32,
    /// The form that narrows it.
    filter: AnyView,
) -> impl IntoView {
    let HeatMap { columns, medians, rows, pages } = heat;
    let note = match query.of {
        Some(component) => format!("{} at the end of each month", component.label()),
        None if shown(&query).is_empty() => "Each partner's latest score, the lowest first".to_owned(),
        None => "The score at the end of each month".to_owned(),
    };
    let content = if rows.is_empty() {
        view! {
            <Empty title="Nobody to show" icon=icondata_lu::LuGrid3x3>
                <p>"No partner fits, or none has a score yet."</p>
            </Empty>
        }
        .into_any()
    } else {
        let page = query.page;
        view! {
            <HeatKey />
            <Cells columns medians rows />
            <Paging page pages found=(partners, "partners") link=move |page| link(&query, page) />
        }
        .into_any()
    };
    view! {
        <Panel title="Heat map" id="health" note>
            {filter}
            {content}
        </Panel>
    }
}

#[component]
fn Cells(columns: Vec<String>, medians: Vec<Option<f64>>, rows: Vec<HeatRow>) -> impl IntoView {
    let cells = |scores: Vec<Option<f64>>| {
        let named = scores.into_iter().zip(columns.clone());
        named.map(|(score, label)| view! { <HeatCell score label /> }).collect_view()
    };
    let middle = view! {
        <tr>
            <th scope="row" class="cell-title">
                <strong>"Middle of all"</strong>
            </th>
            {cells(medians)}
        </tr>
    };
    let rows = rows.into_iter().map(|HeatRow { partner, cells: scores }| {
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    <a class="text-link" href=format!("/manager/partners/{}/health", partner.id)>
                        {partner.name}
                    </a>
                    <span class="cell-sub">{partner.code}</span>
                </th>
                {cells(scores)}
            </tr>
        }
    });
    let rows = rows.collect_view();
    let heads = columns.into_iter().map(|name| {
        view! {
            <th scope="col" class="num heat-head">
                {name}
            </th>
        }
    });
    let heads = heads.collect_view();
    view! {
        <TableFrame caption="Partners by component or month; each figure has the sign of its band">
            <thead>
                <tr>
                    <th scope="col">"Partner"</th>
                    {heads}
                </tr>
            </thead>
            <tbody>{middle} {rows}</tbody>
        </TableFrame>
    }
}
