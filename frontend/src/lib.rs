//! What the browser starts: it takes over the page that the server has rendered.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's script once the module has loaded.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
    // Who watches the page, such as a test, can tell that it now answers.
    if let Some(html) = leptos::prelude::document().document_element() {
        let _ = html.set_attribute("data-live", "");
    }
}
