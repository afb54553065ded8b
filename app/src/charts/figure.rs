//! A chart on a page, with its numbers in a table behind it.

use super::echarts::{dispose, init};
use super::{Picture, describe};
use js_sys::futures::future_to_promise;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::wasm_bindgen::prelude::Closure;

/// Draws a chart once the page is live and the chart in view. The table is there from the start, for who has no use for a picture.
#[component]
pub fn ChartFigure(
    /// What the chart shows, as a sentence.
    #[prop(into)]
    label: String,
    /// The chart.
    of: Picture,
    /// The same numbers as a table.
    children: Children,
) -> impl IntoView {
    let canvas = NodeRef::<Div>::new();
    Effect::new(move |_| {
        let Some(element) = canvas.get() else { return };
        let of = of.clone();
        let option = Closure::new(move || {
            let of = of.clone();
            future_to_promise(async { Ok(describe(of).await.into()) })
        });
        let drawing = init(&element, &option);
        let drawing = StoredValue::new_local((drawing, option));
        on_cleanup(move || drawing.with_value(|(drawing, _option)| dispose(drawing)));
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
