//! Partners by health band.

use super::ask::link;
use crate::parts::BandBadge;
use crate::parts::badge::band_tone;
use crate::parts::number::{count, percent};
use domain::view::{BandCount, PortfolioQuery};
use leptos::prelude::*;

/// A bar of all bands, and a line for each that leads to its partners.
#[component]
pub fn Bands(
    /// Partners per band.
    bands: Vec<BandCount>,
) -> impl IntoView {
    let all: u32 = bands.iter().map(|band| band.partners).sum();
    let lines = bands.iter().filter(|band| band.partners > 0).map(|BandCount { band, partners }| {
        let words = format!("{} {}", count((*partners).into()), if *partners == 1 { "partner" } else { "partners" });
        let name = match band {
            Some(_) => {
                let href = link(&PortfolioQuery { band: *band, ..PortfolioQuery::default() });
                view! {
                    <a class="band-link" href=href data-noscroll="true">
                        <BandBadge band=*band />
                        <span class="figure">{words}</span>
                    </a>
                }
                .into_any()
            }
            None => view! {
                <span class="band-link">
                    <BandBadge band=None />
                    <span class="figure">{words}</span>
                </span>
            }
            .into_any(),
        };
        let share = percent(f64::from(*partners) / f64::from(all));
        view! {
            <li>
                {name}
                <span class="figure quiet">{share}</span>
            </li>
        }
    });
    let lines = lines.collect_view();
    view! {
        <BandBar bands all />
        <ul class="band-list">{lines}</ul>
    }
}

/// One bar, as wide for each band as it has partners; the lines below say the same in words.
#[component]
fn BandBar(bands: Vec<BandCount>, all: u32) -> impl IntoView {
    let mut from = 0;
    let parts = bands.into_iter().filter(|band| band.partners > 0).map(|BandCount { band, partners }| {
        let x = from;
        from += partners;
        let (tone, _) = band_tone(band);
        view! { <rect x=x width=partners height="1" data-tone=tone></rect> }
    });
    view! {
        <svg class="band-bar" viewBox=format!("0 0 {} 1", all.max(1)) preserveAspectRatio="none" aria-hidden="true">
            {parts.collect_view()}
        </svg>
    }
}
