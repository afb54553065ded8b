//! Icons, as inline SVG.

use icondata_core::Icon;
use leptos::prelude::*;

/// An icon of Lucide's, as large as the text beside it and in its colour. It never stands for a word alone, so
/// screen readers pass over it.
///
/// Our own few lines rather than a component from elsewhere: those write a `style` attribute, which the content
/// security policy refuses.
#[component]
pub fn Glyph(
    /// The icon, from `icondata_lu`.
    icon: Icon,
) -> impl IntoView {
    view! {
        <svg
            class="glyph"
            viewBox=icon.view_box
            fill=icon.fill
            stroke=icon.stroke
            stroke-width=icon.stroke_width
            stroke-linecap=icon.stroke_linecap
            stroke-linejoin=icon.stroke_linejoin
            aria-hidden="true"
            inner_html=icon.data
        ></svg>
    }
}
