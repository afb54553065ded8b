//! Chooses the partner whose board is wanted.

use super::ask::Ask;
use crate::parts::{Empty, Field};
use domain::view::PartnerRef;
use leptos::prelude::*;
use leptos_router::components::Form;

/// Partners listed at once; who has more narrows them down.
const SHOWN: usize = 200;

/// A list of partners, each a link to its board.
#[component]
pub fn Chooser(
    /// What the address asks for.
    ask: Memo<Ask>,
    /// Everyone to choose from.
    partners: Vec<PartnerRef>,
) -> impl IntoView {
    let text = ask.get_untracked().text;
    let list = move || {
        let text = ask.with(|ask| ask.text.to_lowercase());
        let found: Vec<_> = partners.iter().filter(|partner| names(partner, &text)).collect();
        let more = found.len().saturating_sub(SHOWN);
        if found.is_empty() {
            return view! {
                <Empty title="No such partner">
                    <p>"No partner's name or code has these letters in it."</p>
                </Empty>
            }
            .into_any();
        }
        let links = found.into_iter().take(SHOWN).map(|partner| view! { <Choice partner=partner.clone() /> });
        view! {
            <ul class="chooser">{links.collect_view()}</ul>
            {(more > 0).then(|| view! { <p class="quiet">{more} " more: narrow the list down to find them."</p> })}
        }
        .into_any()
    };
    view! {
        <div class="flow">
            <p>"A board shows one partner's customers. Whose?"</p>
            <Form method="GET" action="/customers" attr:class="filter-row" attr:role="search">
                <Field label="Partner" name="q" kind="search" value=text placeholder="Name or code" />
                <button type="submit" class="btn">
                    "Find"
                </button>
            </Form>
            {list}
        </div>
    }
}

#[component]
fn Choice(partner: PartnerRef) -> impl IntoView {
    let link = Ask { partner: Some(partner.id), ..Ask::default() }.link();
    view! {
        <li>
            <a class="chooser-link" href=link>
                <strong>{partner.name}</strong>
                <span class="quiet figure">{partner.code}</span>
            </a>
        </li>
    }
}

fn names(partner: &PartnerRef, text: &str) -> bool {
    partner.name.to_lowercase().contains(text) || partner.code.to_lowercase().contains(text)
}
