//! Partners whose health moved.

use crate::parts::{Change, Score};
use domain::view::Mover;
use leptos::prelude::*;

/// Who fell, for they come first, and who rose.
#[component]
pub fn Movers(
    /// Best first.
    risers: Vec<Mover>,
    /// Worst first.
    fallers: Vec<Mover>,
) -> impl IntoView {
    if fallers.is_empty() && risers.is_empty() {
        return view! { <p class="quiet">"No score has moved, or there is none before it to compare with."</p> }
            .into_any();
    }
    view! {
        <div class="movers">
            <MoverList title="Falling" movers=fallers nobody="Nobody's score fell." />
            <MoverList title="Rising" movers=risers nobody="Nobody's score rose." />
        </div>
    }
    .into_any()
}

#[component]
fn MoverList(title: &'static str, movers: Vec<Mover>, nobody: &'static str) -> impl IntoView {
    let content = if movers.is_empty() {
        view! { <p class="quiet">{nobody}</p> }.into_any()
    } else {
        let lines = movers.into_iter().map(|Mover { partner, score, change }| {
            view! {
                <li>
                    <a class="text-link" href=format!("/manager/partners/{}", partner.id)>
                        {partner.name}
                    </a>
                    <Score of=Some(score) />
                    <Change of=Some(change) />
                </li>
            }
        });
        view! { <ul class="mover-list">{lines.collect_view()}</ul> }.into_any()
    };
    view! {
        <div>
            <h3>{title}</h3>
            {content}
        </div>
    }
}
