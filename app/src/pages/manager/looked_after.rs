//! Who looks after a partner, and for whoever may say so, giving it to somebody else.

use crate::calls::managers::AssignManager;
use crate::parts::{Day, Panel, answer};
use domain::PartnerId;
use domain::view::{LookedAfter, NOBODY};
use leptos::prelude::*;

/// The manager and who covers; with the list to choose from.
#[component]
pub fn LookedAfterPanel(
    /// Who looks after it.
    of: LookedAfter,
    /// Which partner.
    partner: PartnerId,
    /// Gives it to somebody.
    assign: ServerAction<AssignManager>,
) -> impl IntoView {
    let LookedAfter { manager, covered_by, choices } = of;
    let chosen = manager.as_ref().map(|(id, _)| *id);
    let cover = covered_by.map(|(name, until)| {
        view! {
            <p>
                {name} " covers until " <Day of=until /> "."
            </p>
        }
    });
    let outcome = move || answer(assign.value().get(), |()| "Assigned.".to_owned());
    let form = choices.map(|choices| {
        let options = choices.into_iter().map(move |(id, name)| {
            let selected = Some(id) == chosen;
            view! {
                <option value=id.to_string() selected=selected prop:selected=selected>
                    {name}
                </option>
            }
        });
        view! {
            <ActionForm action=assign attr:class="short-form">
                <input type="hidden" name="partner" value=partner.to_string() />
                <div class="field">
                    <label class="field-label" for="partner-manager">
                        "Manager"
                    </label>
                    <select class="select" id="partner-manager" name="manager">
                        <option value=NOBODY selected=chosen.is_none() prop:selected=chosen.is_none()>
                            "Nobody"
                        </option>
                        {options.collect_view()}
                    </select>
                </div>
                <button type="submit" class="btn" disabled=move || assign.pending().get()>
                    "Assign"
                </button>
            </ActionForm>
        }
    });
    view! {
        <Panel title="Looked after by" id="manager">
            {outcome}
            {match manager {
                Some((_, name)) => view! { <p class="plan">{name}</p> }.into_any(),
                None => view! { <p class="quiet">"Nobody: heads of partners and administrators see this partner."</p> }.into_any(),
            }} {cover} {form}
        </Panel>
    }
}
