//! What other rules would make of today's portfolio: bands before and after, and who moves.

use crate::charts::{ChartFigure, Picture};
use crate::parts::number::signed;
use crate::parts::time::day;
use crate::parts::{BandBadge, Change, Count, Panel, Score, TableFrame, Tile};
use domain::health::Band;
use domain::health::preview::BandCount;
use domain::view::{EffectRow, RulesEffect};
use leptos::prelude::*;

/// The effect of a draft, and in its children what to do with it.
#[component]
pub fn EffectPanel(
    /// The effect.
    effect: RulesEffect,
    /// What to do now.
    children: Children,
) -> impl IntoView {
    let RulesEffect { day: on, moved, mean_gain, bands, rows, partners } = effect;
    let Some(on) = on else {
        return view! {
            <Panel title="Preview" id="preview">
                <p class="quiet">"Nothing was ever billed, so there is nothing to try rules on."</p>
                {children()}
            </Panel>
        }
        .into_any();
    };
    let gain = mean_gain.map_or_else(|| "–".to_owned(), signed);
    view! {
        <Panel title="Preview" id="preview" note=format!("By the facts of {}. Nothing was changed.", day(on))>
            <dl class="tiles">
                <Tile label="Would change band">
                    <Count of=i64::from(moved) />
                </Tile>
                <Tile label="Scored by both">
                    <Count of=i64::from(partners) />
                </Tile>
                <Tile label="Mean change" note="points">
                    <span class="figure">{gain}</span>
                </Tile>
            </dl>
            <Bands bands />
            <Movers rows />
            {children()}
        </Panel>
    }
    .into_any()
}

fn name(band: Option<Band>) -> String {
    band.map_or("No score", Band::label).to_owned()
}

#[component]
fn Bands(bands: Vec<BandCount>) -> impl IntoView {
    let of = Picture::Bands(bands.iter().map(|count| (name(count.band), count.before, count.after)).collect());
    let rows = bands.into_iter().map(|BandCount { band, before, after }| {
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {name(band)}
                </th>
                <td class="num figure">{before}</td>
                <td class="num figure">{after}</td>
            </tr>
        }
    });
    view! {
        <ChartFigure label="Partners by band, by the rules in force and by these" of>
            <TableFrame caption="Partners by band, before and after" stays=true>
                <thead>
                    <tr>
                        <th scope="col">"Band"</th>
                        <th scope="col" class="num">
                            "In force"
                        </th>
                        <th scope="col" class="num">
                            "These"
                        </th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </TableFrame>
        </ChartFigure>
    }
}

#[component]
fn Movers(rows: Vec<EffectRow>) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p>"Nobody's score would be another one."</p> }.into_any();
    }
    let rows = rows.into_iter().map(|EffectRow { partner, before, after }| {
        let gain = before.zip(after).map(|(before, after)| after - before);
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    <a class="text-link" href=format!("/manager/partners/{}/health", partner.id)>
                        {partner.name}
                    </a>
                    <span class="cell-sub">{partner.code}</span>
                </th>
                <td class="num" data-label="Now">
                    <Score of=before />
                </td>
                <td data-label="Band now">
                    <BandBadge band=before.map(Band::of) />
                </td>
                <td class="num" data-label="Then">
                    <Score of=after />
                </td>
                <td data-label="Band then">
                    <BandBadge band=after.map(Band::of) />
                </td>
                <td class="num" data-label="Change">
                    <Change of=gain />
                </td>
            </tr>
        }
    });
    view! {
        <TableFrame caption="Partners that move, first those that change band">
            <thead>
                <tr>
                    <th scope="col">"Partner"</th>
                    <th scope="col" class="num">
                        "Now"
                    </th>
                    <th scope="col">"Band now"</th>
                    <th scope="col" class="num">
                        "Then"
                    </th>
                    <th scope="col">"Band then"</th>
                    <th scope="col" class="num">
                        "Change"
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
    .into_any()
}
