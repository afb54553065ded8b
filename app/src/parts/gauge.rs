//! A score of 100 as an arc.

use super::badge::band_tone;
use domain::health::Band;
use leptos::prelude::*;

/// Length of the arc: 240 degrees of a circle of radius 52.
const ARC: f64 = 240.0 / 360.0 * std::f64::consts::TAU * 52.0;
/// From three o'clock, where circles start, to eight o'clock.
const TURN: &str = "rotate(150 64 64)";

/// A health score as an arc in its band's colour, with the figure inside.
#[component]
pub fn Gauge(
    /// The score; without one the arc is empty.
    score: Option<f64>,
) -> impl IntoView {
    let (tone, _) = band_tone(score.map(Band::of));
    let figure = score.map_or_else(|| "–".to_owned(), |score| format!("{score:.1}"));
    let label = match score {
        Some(score) => format!("Health score {score:.1} of 100, {}", Band::of(score)),
        None => "No health score".to_owned(),
    };
    // A circle drawn as a dash as long as the score.
    let dash = |share: f64| format!("{:.2} 999", ARC * share);
    let filled = score.filter(|score| *score > 0.0).map(|score| {
        let arc = dash(score / 100.0);
        view! { <circle class="gauge-arc" cx="64" cy="64" r="52" stroke-dasharray=arc transform=TURN></circle> }
    });
    view! {
        <svg class="gauge" viewBox="0 0 128 110" role="img" aria-label=label data-tone=tone>
            <circle class="gauge-track" cx="64" cy="64" r="52" stroke-dasharray=dash(1.0) transform=TURN></circle>
            {filled}
            <text class="gauge-figure" x="64" y="70" text-anchor="middle" aria-hidden="true">
                {figure}
            </text>
            <text class="gauge-unit" x="64" y="88" text-anchor="middle" aria-hidden="true">
                "of 100"
            </text>
        </svg>
    }
}
