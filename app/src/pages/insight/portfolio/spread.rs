//! How much of the revenue hangs on few partners.

use crate::charts::{ChartFigure, Picture};
use crate::parts::number::percent;
use crate::parts::{Count, Empty, Money, Panel, TableFrame, Tile};
use domain::health::concentration::{Spread, share};
use domain::view::{Concentrated, PartnerRef};
use domain::{Cents, Month};
use leptos::prelude::*;

/// Index and shares, the curve with its table, and the largest partners by name.
#[component]
pub fn SpreadPanel(
    /// None where nothing is billed.
    concentration: Option<Concentrated>,
    /// The month that was billed.
    month: Option<Month>,
) -> impl IntoView {
    let content = match concentration {
        Some(concentrated) => view! { <Known concentrated /> }.into_any(),
        None => view! {
            <Empty title="Nothing billed" icon=icondata_lu::LuReceipt>
                <p>"Concentration is told from the latest month that is billed."</p>
            </Empty>
        }
        .into_any(),
    };
    view! {
        <Panel
            title="Revenue concentration"
            id="concentration"
            note=month.map(|month| format!("Billed in {}", month.label())).unwrap_or_default()
        >
            {content}
        </Panel>
    }
}

#[component]
fn Known(concentrated: Concentrated) -> impl IntoView {
    let Concentrated { spread, billed, curve, largest } = concentrated;
    let Spread { count, hhi, largest: first, top_tenth } = spread;
    let word = spread.concentration().label();
    let label = format!("The largest tenth of partners brings {} of revenue", percent(top_tenth));
    let points = curve.iter().map(|(partners, revenue)| {
        view! {
            <tr>
                <th scope="row" class="figure">
                    {percent(*partners)}
                </th>
                <td class="num figure">{percent(*revenue)}</td>
            </tr>
        }
    });
    let points = points.collect_view();
    view! {
        <dl class="tiles">
            <Tile label="Concentration index (HHI)" note=format!("{word}; above 1,000 is moderate, above 1,800 high")>
                <span class="figure">{format!("{hhi:.0}")}</span>
            </Tile>
            <Tile label="Largest partner">
                <span class="figure">{percent(first)}</span>
            </Tile>
            <Tile label="Largest tenth">
                <span class="figure">{percent(top_tenth)}</span>
            </Tile>
            <Tile label="Partners billed">
                <Count of=i64::from(count) />
            </Tile>
        </dl>
        <ChartFigure label of=Picture::Spread(curve)>
            <TableFrame caption="Share of revenue that the largest partners bring" stays=true>
                <thead>
                    <tr>
                        <th scope="col">"Largest partners"</th>
                        <th scope="col" class="num">
                            "Share of revenue"
                        </th>
                    </tr>
                </thead>
                <tbody>{points}</tbody>
            </TableFrame>
        </ChartFigure>
        <h3>"The largest"</h3>
        <Largest largest billed />
    }
}

#[component]
fn Largest(largest: Vec<(PartnerRef, Cents)>, billed: Cents) -> impl IntoView {
    let rows = largest.into_iter().map(|(partner, amount)| {
        view! {
            <tr>
                <th scope="row">
                    <a class="text-link" href=format!("/manager/partners/{}", partner.id)>
                        {partner.name}
                    </a>
                </th>
                <td class="num">
                    <Money amount />
                </td>
                <td class="num figure">{percent(share(amount, billed))}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <TableFrame caption="The largest partners by revenue" stays=true>
            <thead>
                <tr>
                    <th scope="col">"Partner"</th>
                    <th scope="col" class="num">
                        "Billed"
                    </th>
                    <th scope="col" class="num">
                        "Share"
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </TableFrame>
    }
}
