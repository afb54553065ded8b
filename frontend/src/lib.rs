//! What the browser starts: it takes over the page that the server has rendered.

use leptos::mount::hydrate_from_async;
use leptos::prelude::document;
use leptos::tachys::dom::body;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's script once the module has loaded.
#[wasm_bindgen]
pub async fn hydrate() {
    console_error_panic_hook::set_once();
    // The page's chapter is awaited; then the page is taken over in one go, and kept until it is left.
    hydrate_from_async(body(), app::App).await.forget();
    // Who watches the page, such as a test, can tell that it now answers.
    if let Some(html) = document().document_element() {
        let _ = html.set_attribute("data-live", "");
    }
}
