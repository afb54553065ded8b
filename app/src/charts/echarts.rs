//! The way to ECharts, in the browser: `charts.js` (from `xtask/js`), which fetches ECharts once a chart is shown.

use js_sys::Promise;
use leptos::wasm_bindgen;
use leptos::wasm_bindgen::prelude::{Closure, wasm_bindgen};
use leptos::web_sys::HtmlElement;

#[wasm_bindgen(raw_module = "./charts.js")]
extern "C" {
    /// A chart on the page.
    pub type Drawing;

    /// Draws into an element, as soon as it comes into view, what `option` describes: it promises ECharts' JSON.
    pub fn init(element: &HtmlElement, option: &Closure<dyn FnMut() -> Promise>) -> Drawing;

    /// Frees everything.
    pub fn dispose(drawing: &Drawing);
}
