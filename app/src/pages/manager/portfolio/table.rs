//! The table of partners.

use super::ask::{link, sorted_by};
use crate::parts::number::{Nothing, percent};
use crate::parts::{BandBadge, Change, Count, Empty, Money, Paging, Score, SortHeader, StatusBadge, TableFrame};
use domain::partner::PartnerStatus;
use domain::view::{PartnerRow, PartnerSort, Portfolio, PortfolioQuery};
use leptos::prelude::*;

/// A page of partners, with links that sort it.
#[component]
pub fn PartnerTable(
    /// The page.
    portfolio: Portfolio,
    /// What it was asked for with.
    query: PortfolioQuery,
) -> impl IntoView {
    let Portfolio { rows, found, pages, .. } = portfolio;
    let page = query.page;
    let paging = {
        let query = query.clone();
        move |page| link(&PortfolioQuery { page, ..query.clone() })
    };
    let content = if rows.is_empty() {
        view! {
            <Empty title="No partner fits" icon=icondata_lu::LuSearchX>
                <p>
                    "Nobody has this in a name, code or territory, with this health and tier. "
                    <a class="text-link" href="/manager" data-noscroll="true">
                        "Show all partners"
                    </a>
                </p>
            </Empty>
        }
        .into_any()
    } else {
        view! { <Rows rows query /> }.into_any()
    };
    view! {
        {content}
        <Paging page pages found=(found, if found == 1 { "partner" } else { "partners" }) link=paging />
    }
}

#[component]
fn Rows(rows: Vec<PartnerRow>, query: PortfolioQuery) -> impl IntoView {
    let header = move |sort: PartnerSort| {
        let (href, descending) = (link(&sorted_by(&query, sort)), (query.sort == sort).then_some(query.descending));
        view! { <SortHeader label=sort.label() href descending num={sort != PartnerSort::Name} /> }
    };
    view! {
        <TableFrame caption="Partners with their health, customers and money">
            <thead>
                <tr>
                    {header(PartnerSort::Name)} {header(PartnerSort::Score)} <th scope="col">"Band"</th>
                    {header(PartnerSort::Change)} {header(PartnerSort::Customers)} {header(PartnerSort::Mrr)}
                    {header(PartnerSort::Commission)}
                </tr>
            </thead>
            <tbody>{rows.into_iter().map(|row| view! { <Row row /> }).collect_view()}</tbody>
        </TableFrame>
    }
}

#[component]
fn Row(row: PartnerRow) -> impl IntoView {
    let PartnerRow { partner, tier, status, territory, customers, mrr, commission, score, band, coverage, change } =
        row;
    let known = score.map(|_| view! { <span class="cell-sub">{format!("{} of facts", percent(coverage))}</span> });
    let about: Vec<_> = [Some(partner.code), territory, Some(tier.label().to_owned())].into_iter().flatten().collect();
    view! {
        <tr>
            <th scope="row" class="cell-title">
                <a class="text-link" href=format!("/manager/partners/{}", partner.id)>
                    {partner.name}
                </a>
                {(status != PartnerStatus::Active).then(|| view! { <StatusBadge status /> })}
                <span class="cell-sub">{about.join(" · ")}</span>
            </th>
            <td class="num" data-label="Health">
                <Score of=score />
                {known}
            </td>
            <td data-label="Band">
                <BandBadge band />
            </td>
            <td class="num" data-label="Change">
                <Change of=change />
            </td>
            <td class="num" data-label="Customers">
                <Count of=customers />
            </td>
            <td class="num" data-label="MRR">
                <Money amount=mrr />
            </td>
            <td class="num" data-label="Commission">
                {match commission {
                    Some(amount) => view! { <Money amount /> }.into_any(),
                    None => view! { <Nothing say="not calculated" /> }.into_any(),
                }}
            </td>
        </tr>
    }
}
