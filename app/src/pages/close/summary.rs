//! What closing a month came to.

use crate::parts::downloads::TABLE;
use crate::parts::duration::took;
use crate::parts::{BandBadge, Count, Downloads, Money, Panel, TableFrame, Tile};
use domain::Month;
use domain::view::{BandCount, CloseSummary, StatementRow};
use leptos::prelude::*;

/// Sums, bands, the largest statements, and what is amiss.
#[component]
pub fn Summary(
    /// What it came to.
    summary: CloseSummary,
) -> impl IntoView {
    let CloseSummary { run, milliseconds, bands, largest, without_plan, billed_without_plan } = summary;
    let month = run.month;
    let took = milliseconds.map(took);
    view! {
        <div class="flow">
            <dl class="tiles">
                <Tile label="Commission">
                    <Money amount=run.commission />
                </Tile>
                <Tile label="Billed revenue">
                    <Money amount=run.billed />
                </Tile>
                <Tile label="Statement lines">
                    <Count of=run.lines />
                </Tile>
                <Tile label="Partners">
                    <Count of=run.partners />
                </Tile>
                {took.map(|took| view! { <Tile label="Calculated in">{took}</Tile> })}
            </dl>
            {(without_plan > 0)
                .then(|| {
                    view! {
                        <div class="objection">
                            <p>
                                <strong>
                                    <Count of=without_plan />
                                    {if without_plan == 1 { " partner has no plan" } else { " partners have no plan" }}
                                </strong>
                                " in force in this month, so there is no commission on "
                                <Money amount=billed_without_plan />
                                " of billed revenue. Assign plans before the next month is closed."
                            </p>
                        </div>
                    }
                })}
            <Panel title="Partner health" id="health" note=format!("Scored as of {}.", crate::parts::time::day(month.last_day()))>
                <Bands bands />
            </Panel>
            <Panel title="Largest statements" id="largest">
                <Largest largest month />
                <div class="flow panel-more">
                    <Downloads what="All lines" from=format!("/statements/{month}/lines") formats=TABLE />
                    <p>
                        <a class="btn btn-sm" href="/statements">
                            "Statements of the latest month"
                        </a>
                    </p>
                </div>
            </Panel>
        </div>
    }
}

#[component]
fn Bands(bands: Vec<BandCount>) -> impl IntoView {
    let rows = bands.into_iter().map(|BandCount { band, partners }| {
        view! {
            <li>
                <BandBadge band />
                <Count of=partners />
            </li>
        }
    });
    view! { <ul class="bands">{rows.collect_view()}</ul> }
}

#[component]
fn Largest(largest: Vec<StatementRow>, month: Month) -> impl IntoView {
    let rows = largest.into_iter().map(move |row| {
        let link = format!("/statements/{month}?partner={}", row.partner.id);
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    <a class="text-link" href=link>
                        {row.partner.name}
                    </a>
                </th>
                <td data-label="Plan">{row.plan}</td>
                <td data-label="Lines" class="num">
                    <Count of=row.lines />
                </td>
                <td data-label="Billed" class="num">
                    <Money amount=row.billed />
                </td>
                <td data-label="Commission" class="num">
                    <Money amount=row.commission />
                </td>
            </tr>
        }
    });
    view! {
        <TableFrame caption="Largest statements, highest commission first">
            <thead>
                <tr>
                    <th scope="col">"Partner"</th>
                    <th scope="col">"Plan"</th>
                    <th scope="col" class="num">
                        "Lines"
                    </th>
                    <th scope="col" class="num">
                        "Billed"
                    </th>
                    <th scope="col" class="num">
                        "Commission"
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
}
