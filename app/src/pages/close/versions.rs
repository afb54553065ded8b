//! Every calculation of a month, and what the latest has changed.

use crate::parts::number::Nothing;
use crate::parts::{Count, Glyph, Moment, Money, Panel, TableFrame};
use domain::correction::{Difference, LineDifference, PartnerDifference};
use domain::view::RunVersion;
use domain::{Cents, Month};
use leptos::prelude::*;

/// Lines that are shown; the file has them all.
const LINES_SHOWN: usize = 100;

/// The calculations, the latest first, with the report of the latest.
#[component]
pub fn Versions(
    /// The month.
    month: Month,
    /// Its calculations.
    versions: Vec<RunVersion>,
    /// What the latest has changed, once it is done.
    difference: Option<Difference>,
) -> impl IntoView {
    let rows: Vec<_> = versions.into_iter().map(|version| row(month, version)).collect();
    view! {
        <Panel title="Calculations" id="versions" note="The month was calculated anew; the statements of each version are kept.">
            <TableFrame caption="Calculations of the month, the latest first">
                <thead>
                    <tr>
                        <th scope="col">"Version"</th>
                        <th scope="col">"Why"</th>
                        <th scope="col" class="num">
                            "Lines"
                        </th>
                        <th scope="col" class="num">
                            "Commission"
                        </th>
                        <th scope="col">"Calculated"</th>
                        <th scope="col">"Report"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </TableFrame>
        </Panel>
        {difference.map(|difference| view! { <Report difference /> })}
    }
}

fn row(month: Month, found: RunVersion) -> AnyView {
    let RunVersion { version, reason, lines, commission, calculated_at, .. } = found;
    let report = (version > 1 && calculated_at.is_some()).then(|| {
        let name = format!("What version {version} has changed, as CSV");
        view! {
            <a class="text-link" href=format!("/close/{month}/difference/{version}") rel="external" download aria-label=name>
                "CSV"
            </a>
        }
    });
    view! {
        <tr>
            <th scope="row" class="cell-title">
                "Version "
                {version}
            </th>
            <td data-label="Why" class="cell-wide">
                {reason.unwrap_or_else(|| "The first".to_owned())}
            </td>
            <td data-label="Lines" class="num">
                <Count of=lines />
            </td>
            <td data-label="Commission" class="num">
                <Money amount=commission />
            </td>
            <td data-label="Calculated" class="cell-wide">
                {match calculated_at {
                    Some(at) => view! { <Moment at /> }.into_any(),
                    None => view! { <Nothing say="not yet" /> }.into_any(),
                }}
            </td>
            <td data-label="Report">{report}</td>
        </tr>
    }
    .into_any()
}

#[component]
fn Report(difference: Difference) -> impl IntoView {
    let Difference { month, versions: (before, after), partners, lines, .. } = difference;
    let title = format!("What version {after} has changed");
    let note = format!("Against version {before}.");
    if partners.is_empty() && lines.is_empty() {
        return view! {
            <Panel title id="difference" note>
                <p>"Nothing: every statement and every line is as it was."</p>
            </Panel>
        }
        .into_any();
    }
    let sums = partners.is_empty().then(|| view! { <p>"No statement's sum differs."</p> });
    let rows: Vec<_> = partners.into_iter().map(|partner| partner_row(partner, &lines)).collect();
    let more = (lines.len() > LINES_SHOWN).then(|| format!("The first {LINES_SHOWN} lines; the file has them all."));
    let shown: Vec<_> = lines.into_iter().take(LINES_SHOWN).map(|line| line_row(line, before)).collect();
    view! {
        <Panel title id="difference" note>
            {sums}
            {(!rows.is_empty()).then(|| view! { <Statements rows /> })}
            <details class="fold">
                <summary>"Lines that only one version has"</summary>
                {more.map(|more| view! { <p class="quiet">{more}</p> })}
                <Lines rows=shown />
            </details>
            <p class="panel-more">
                <a class="btn" href=format!("/close/{month}/difference/{after}") rel="external" download>
                    <Glyph icon=icondata_lu::LuDownload />
                    "Download as CSV"
                </a>
            </p>
        </Panel>
    }
    .into_any()
}

#[component]
fn Statements(rows: Vec<AnyView>) -> impl IntoView {
    view! {
        <TableFrame caption="Statements that differ">
            <thead>
                <tr>
                    <th scope="col">"Reseller"</th>
                    <th scope="col" class="num">
                        "Before"
                    </th>
                    <th scope="col" class="num">
                        "After"
                    </th>
                    <th scope="col" class="num">
                        "Difference"
                    </th>
                    <th scope="col" class="num">
                        "Lines"
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </TableFrame>
    }
}

fn partner_row(partner: PartnerDifference, lines: &[LineDifference]) -> AnyView {
    let PartnerDifference { partner, before, after } = partner;
    let count = lines.iter().filter(|line| line.partner == partner).count();
    view! {
        <tr>
            <th scope="row" class="cell-title">
                {partner}
            </th>
            <td data-label="Before" class="num">
                <Money amount=before />
            </td>
            <td data-label="After" class="num">
                <Money amount=after />
            </td>
            <td data-label="Difference" class="num">
                <Money amount=Cents(after.0 - before.0) />
            </td>
            <td data-label="Lines" class="num">
                <Count of=i64::try_from(count).unwrap_or(i64::MAX) />
            </td>
        </tr>
    }
    .into_any()
}

#[component]
fn Lines(rows: Vec<AnyView>) -> impl IntoView {
    view! {
        <TableFrame caption="Lines that only one of the two versions has">
            <thead>
                <tr>
                    <th scope="col">"Reseller"</th>
                    <th scope="col">"Version"</th>
                    <th scope="col">"What"</th>
                    <th scope="col">"Customer"</th>
                    <th scope="col" class="num">
                        "Base"
                    </th>
                    <th scope="col" class="num">
                        "Rate"
                    </th>
                    <th scope="col" class="num">
                        "Amount"
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </TableFrame>
    }
}

fn line_row(line: LineDifference, before: i32) -> AnyView {
    let LineDifference { partner, version, kind, origin, customer, base, rate, amount } = line;
    let which = if version == before { "before" } else { "after" };
    let what = if origin.is_empty() { kind.label().to_owned() } else { format!("{}: {origin}", kind.label()) };
    view! {
        <tr>
            <th scope="row" class="cell-title">
                {partner}
            </th>
            <td data-label="Version">{which}</td>
            <td data-label="What" class="cell-wide">
                {what}
            </td>
            <td data-label="Customer">
                {match customer {
                    Some(customer) => customer.into_any(),
                    None => view! { <Nothing say="no customer" /> }.into_any(),
                }}
            </td>
            <td data-label="Base" class="num">
                <Money amount=base />
            </td>
            <td data-label="Rate" class="num figure">
                {rate.to_string()}
            </td>
            <td data-label="Amount" class="num">
                <Money amount />
            </td>
        </tr>
    }
    .into_any()
}
