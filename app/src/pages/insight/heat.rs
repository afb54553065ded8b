//! A figure of 100 in its band's colour, with the band's sign for who can't tell colours apart.

use crate::parts::badge::band_tone;
use crate::parts::number::Nothing;
use domain::health::Band;
use leptos::prelude::*;

/// A cell of a table.
#[component]
pub fn HeatCell(
    /// 0–100; none where there are no facts.
    score: Option<f64>,
    /// The name of its column.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let (tone, sign) = band_tone(score.map(Band::of));
    view! {
        <td class="num heat" data-tone=tone data-label=label>
            {match score {
                Some(score) => {
                    view! {
                        <span class="heat-sign" aria-hidden="true">
                            {sign}
                        </span>
                        <span class="figure">{format!("{score:.0}")}</span>
                    }
                        .into_any()
                }
                None => view! { <Nothing say="no facts" /> }.into_any(),
            }}
        </td>
    }
}

/// What the signs of a heat map mean.
#[component]
pub fn HeatKey() -> impl IntoView {
    let bands = Band::ALL.iter().map(|band| {
        let (tone, sign) = band_tone(Some(*band));
        let words = format!("{} from {:.0}", band.label(), band.floor());
        view! {
            <li class="badge-mark" data-tone=tone>
                <span class="badge-sign" aria-hidden="true">
                    {sign}
                </span>
                {words}
            </li>
        }
    });
    view! { <ul class="heat-key">{bands.collect_view()}</ul> }
}
