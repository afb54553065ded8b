//! A chart on a page, with its numbers in a table behind it.

use super::echarts::{dispose, init};
use charming::Chart;
use leptos::html::Div;
use leptos::prelude::*;

/// Draws a chart once the page is live. The table is there from the start, for who has no use for a picture.
#[component]
pub fn ChartFigure(
    /// What the chart shows, as a sentence.
    #[prop(into)]
    label: String,
    /// The chart.
    option: Chart,
    /// The same numbers as a table.
    children: Children,
) -> impl IntoView {
    let canvas = NodeRef::<Div>::new();
    Effect::new(move |_| {
        let (Some(element), Ok(option)) = (canvas.get(), serde_json::to_string(&option)) else { return };
        let drawing = StoredValue::new_local(init(&element, &option));
        on_cleanup(move || drawing.with_value(dispose));
    });
    view! {
        <figure class="chart">
            <div class="chart-canvas" node_ref=canvas role="img" aria-label=label></div>
            <figcaption>
                <details class="chart-table">
                    <summary>"Show as a table"</summary>
                    {children()}
                </details>
            </figcaption>
        </figure>
    }
}
