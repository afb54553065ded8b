//! A word that a person must give: why, what came of it, what was seen.

use super::dialog::{close, modal};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

/// The longest word, in characters.
const LONGEST: u16 = 1000;

/// A line for the word, with its label above.
#[component]
pub fn ReasonField(
    /// What is asked for.
    #[prop(default = "Reason, for the record")]
    label: &'static str,
    /// Its id, alone on its page.
    #[prop(into)]
    id: String,
    /// Its name in the form.
    #[prop(default = "reason")]
    name: &'static str,
    /// So many characters at most.
    #[prop(default = LONGEST)]
    longest: u16,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>
                {label}
            </label>
            <input class="input" id=id name=name maxlength=longest required />
        </div>
    }
}

/// Asks for the word in a dialog, open while there is something to ask it for.
#[component]
pub fn ReasonDialog<T: Clone + Send + Sync + 'static>(
    /// What the word is for; nothing once it is given, or refused.
    asked: RwSignal<Option<T>>,
    /// What its heading and its field are called in the page: with `-title` and `-words`.
    id: &'static str,
    /// The heading.
    title: impl Fn() -> &'static str + Copy + Send + Sync + 'static,
    /// What it is about.
    about: impl Fn(&T) -> String + Copy + Send + Sync + 'static,
    /// What is asked for.
    label: impl Fn() -> &'static str + Copy + Send + Sync + 'static,
    /// What the button says.
    go: impl Fn() -> &'static str + Copy + Send + Sync + 'static,
    /// What is done with the word.
    give: impl Fn(T, String) + Copy + 'static,
) -> impl IntoView {
    let words_ref = NodeRef::<html::Input>::new();
    let dialog_ref = modal(move || asked.with(Option::is_some));
    Effect::new(move |_| {
        if let (Some(words), true) = (words_ref.get(), asked.with(Option::is_some)) {
            words.set_value("");
        }
    });
    let confirm = move |event: SubmitEvent| {
        event.prevent_default();
        let words = words_ref.get_untracked().map(|words| words.value()).unwrap_or_default();
        if let Some(asked) = asked.get_untracked() {
            give(asked, words);
        }
        close(dialog_ref);
    };
    let (heading, field) = (format!("{id}-title"), format!("{id}-words"));
    view! {
        <dialog class="dialog-card" node_ref=dialog_ref aria-labelledby=heading.clone() on:close=move |_| asked.set(None)>
            <form on:submit=confirm>
                <h2 id=heading.clone()>{title}</h2>
                <p class="quiet">{move || asked.with(|asked| asked.as_ref().map(about))}</p>
                <div class="field">
                    <label class="field-label" for=field.clone()>
                        {label}
                    </label>
                    <input class="input" id=field.clone() node_ref=words_ref maxlength=LONGEST required autofocus />
                </div>
                <div class="dialog-actions">
                    <button type="button" class="btn" on:click=move |_| close(dialog_ref)>
                        "Leave it"
                    </button>
                    <button type="submit" class="btn btn-primary">
                        {go}
                    </button>
                </div>
            </form>
        </dialog>
    }
}
