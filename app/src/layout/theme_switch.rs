//! The switch between light and dark.

use crate::Theme;
use crate::parts::Glyph;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Three buttons of a form that the server answers; in a live page they act at once and tell it by the way.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let chosen = expect_context::<RwSignal<Theme>>();
    let location = use_location();
    let here = move || format!("{}{}", location.pathname.get(), location.search.get());
    let button = move |theme: Theme| {
        let icon = match theme {
            Theme::Light => icondata_lu::LuSun,
            Theme::Dark => icondata_lu::LuMoon,
            Theme::Auto => icondata_lu::LuMonitor,
        };
        let choose = move |event: MouseEvent| {
            event.prevent_default();
            chosen.set(theme);
            theme.show();
            theme.remember();
        };
        view! {
            <button
                type="submit"
                name="theme"
                value=theme.code()
                aria-pressed=move || (chosen.get() == theme).to_string()
                on:click=choose
            >
                <Glyph icon />
                {theme.label()}
            </button>
        }
    };
    view! {
        <form method="post" action="/theme" class="theme-switch" aria-label="Theme">
            <input type="hidden" name="next" value=here />
            {Theme::ALL.map(button).collect_view()}
        </form>
    }
}
