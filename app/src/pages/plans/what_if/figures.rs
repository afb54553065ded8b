//! What a what-if came to: cost, winners and losers, partner by partner.

use super::super::assign::partner_link;
use crate::charts::{ChartFigure, Picture};
use crate::layout::viewer;
use crate::parts::number::count;
use crate::parts::{Count, Empty, Glyph, Money, Paging, Panel, TableFrame, Tile};
use domain::Cents;
use domain::view::{NotReckoned, WhatIf, WhatIfResult, WhatIfRow};
use leptos::prelude::*;

/// The figures of a what-if.
#[component]
pub fn Figures(
    /// What it came to.
    result: WhatIfResult,
    /// The address of its table's pages, but for their number; none where only the first is shown.
    #[prop(optional, into)]
    pages_at: Option<String>,
) -> impl IntoView {
    let WhatIfResult { what_if, movers, found, page, pages } = result;
    let heading = format!("{}, tried on {}", what_if.tried, what_if.month.label());
    let note = match &what_if.scope {
        Some(plan) => format!("For those who have {plan} in the month, and others whose pay changes with theirs."),
        None => "For all partners, those without a plan too.".to_owned(),
    };
    let more = match pages_at {
        Some(here) => {
            let link = move |page| format!("{here}{page}");
            Some(view! { <Paging page pages found=(found, "partners") link /> }.into_any())
        }
        None if pages > 1 => {
            let words = format!("The first of {} partners. Save the plan to page through all.", count(found.into()));
            Some(view! { <p class="quiet">{words}</p> }.into_any())
        }
        None => None,
    };
    let table = if found == 0 {
        view! {
            <Empty icon=icondata_lu::LuUsers title="Nobody to compare">
                <p>"No partner of whom this was asked has anything in the month."</p>
            </Empty>
        }
        .into_any()
    } else {
        view! {
            <Rows rows=what_if.rows.clone() caption="Partners, those with the largest difference first" />
            {more}
        }
        .into_any()
    };
    let unknown = what_if.unknown.clone();
    let (winners, losers, of) = (what_if.winners, what_if.losers, what_if.clone());
    view! {
        <Panel title=heading id="cost" note>
            <Cost of />
            <Basis of=what_if />
        </Panel>
        {(!movers.is_empty()).then(|| view! { <Movers movers winners losers /> })}
        <Panel title="Partner by partner" id="partners">
            {table}
        </Panel>
        {(!unknown.is_empty()).then(|| view! { <Unknown unknown /> })}
    }
}

#[component]
fn Cost(of: WhatIf) -> impl IntoView {
    let share = of.per_mille().map(|tenths| {
        let sign = if tenths < 0 { "−" } else { "+" };
        format!("{sign}{}.{} %", count((tenths / 10).abs()), (tenths % 10).abs())
    });
    let difference = of.difference();
    let share = share.unwrap_or_else(|| "The plans in force cost nothing.".to_owned());
    let WhatIf { in_force, would_be, winners, losers, unchanged, .. } = of;
    view! {
        <dl class="tiles">
            <Tile label="Plans in force">
                <Money amount=in_force />
            </Tile>
            <Tile label="Would have cost">
                <Money amount=would_be />
            </Tile>
            <Tile label="Difference" note=share>
                <Difference of=difference />
            </Tile>
            <Tile label="Winners">
                <Count of=winners />
            </Tile>
            <Tile label="Losers">
                <Count of=losers />
            </Tile>
            <Tile label="Unchanged">
                <Count of=unchanged />
            </Tile>
        </dl>
    }
}

/// What both sides stand on.
#[component]
fn Basis(of: WhatIf) -> impl IntoView {
    let carried = match of.carried_from {
        Some(month) => format!("as {} has left them", month.label()),
        None => "from nothing, as no earlier month is calculated".to_owned(),
    };
    let words = format!(
        "Both sides are reckoned from the same facts, as a close would do it. \
         Draws, holdbacks, instalments and small amounts begin {carried}."
    );
    let unlike = of.unlike_statements.filter(|count| *count > 0).map(|unlike| {
        let who = if unlike == 1 { "One statement".to_owned() } else { format!("{} statements", count(unlike.into())) };
        view! {
            <div class="objection">
                <Glyph icon=icondata_lu::LuTriangleAlert />
                <p>
                    {format!(
                        "{who} of {} aren’t what the plans in force come to now: facts came in, or a plan was given, since the \
                         month was calculated.",
                        of.month.label(),
                    )}
                </p>
            </div>
        }
    });
    view! {
        <p class="quiet panel-more">{words}</p>
        {unlike}
    }
}

#[component]
fn Movers(movers: Vec<WhatIfRow>, winners: u32, losers: u32) -> impl IntoView {
    let label = format!(
        "What partners would have got more or less: {} winners and {} losers",
        count(winners.into()),
        count(losers.into())
    );
    let bars = movers.iter().map(|row| (row.partner.code.clone(), row.difference())).collect();
    let picture = Picture::Movers(bars, viewer().currency);
    view! {
        <Panel title="Who would gain and lose most" id="movers">
            <ChartFigure label of=picture>
                <Rows rows=movers caption="Largest gains, then largest losses" />
            </ChartFigure>
        </Panel>
    }
}

#[component]
fn Rows(rows: Vec<WhatIfRow>, caption: &'static str) -> impl IntoView {
    let rows = rows.into_iter().map(|row| {
        let difference = row.difference();
        let WhatIfRow { partner, in_force, would_be } = row;
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    <a class="text-link" href=partner_link(partner.id)>
                        {partner.name}
                    </a>
                    <span class="quiet">{format!(" {}", partner.code)}</span>
                </th>
                <td data-label="In force" class="num">
                    <Money amount=in_force />
                </td>
                <td data-label="Would be" class="num">
                    <Money amount=would_be />
                </td>
                <td data-label="Difference" class="num">
                    <Difference of=difference />
                </td>
            </tr>
        }
    });
    view! {
        <TableFrame caption>
            <thead>
                <tr>
                    <th scope="col">"Partner"</th>
                    <th scope="col" class="num">
                        "In force"
                    </th>
                    <th scope="col" class="num">
                        "Would be"
                    </th>
                    <th scope="col" class="num">
                        "Difference"
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
}

/// An amount with its sign and direction; nothing is the same.
#[component]
fn Difference(of: Cents) -> impl IntoView {
    let amount = viewer().currency.show(Cents(of.0.saturating_abs()));
    let (tone, arrow, sign) = match of.0 {
        1.. => ("up", "↑", "+"),
        0 => ("same", "→", ""),
        _ => ("down", "↓", "−"),
    };
    view! {
        <span class="change figure" data-tone=tone>
            <span aria-hidden="true">{arrow}</span>
            {format!("{sign}{amount}")}
        </span>
    }
}

#[component]
fn Unknown(unknown: Vec<NotReckoned>) -> impl IntoView {
    let rows = unknown.into_iter().map(|NotReckoned { partner, reason }| {
        view! {
            <li>
                <strong>{format!("{} {}", partner.name, partner.code)}</strong>
                ": "
                {reason}
            </li>
        }
    });
    view! {
        <Panel title="Not reckoned" id="unknown" note="No figure above has anything of them, on either side.">
            <ul class="rules">{rows.collect_view()}</ul>
        </Panel>
    }
}
