//! The way to ECharts, in the browser: `charts.js` (from `xtask/js`), which fetches ECharts once a chart is shown.

use leptos::wasm_bindgen;
use leptos::wasm_bindgen::prelude::wasm_bindgen;
use leptos::web_sys::HtmlElement;

#[wasm_bindgen(raw_module = "./charts.js")]
extern "C" {
    /// A chart on the page.
    pub type Drawing;

    /// Draws what `option` (JSON) describes into an element.
    pub fn init(element: &HtmlElement, option: &str) -> Drawing;

    /// Frees everything.
    pub fn dispose(drawing: &Drawing);
}
