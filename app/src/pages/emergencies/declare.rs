//! Beginning an emergency, or a drill, for a partner.

use crate::calls::Trouble;
use crate::calls::emergencies::DeclareEmergency;
use crate::parts::{Objection, Panel, ReasonField};
use domain::PartnerId;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The form; whoever sends it comes to what it has begun.
#[component]
pub fn Declare(
    /// For whom.
    partner: PartnerId,
) -> impl IntoView {
    let declare = ServerAction::<DeclareEmergency>::new();
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(Ok(id)) = declare.value().get() {
            navigate(&format!("/emergencies/{id}"), NavigateOptions::default());
        }
    });
    let refusal = move || declare.value().get().and_then(Result::err).map(|Trouble(refusal)| refusal);
    let note = "Contacts and the manager are told at once. A drill marks its letters, and touches nothing else.";
    view! {
        <Panel title="Emergency" id="emergency" note>
            {move || refusal().map(|refusal| view! { <Objection refusal /> })}
            <ActionForm action=declare attr:class="short-form">
                <input type="hidden" name="partner" value=partner.to_string() />
                <ReasonField label="Why it is begun" id="emergency-why" name="why" />
                <div class="button-row">
                    <button type="submit" class="btn" name="drill" value="true">
                        "Begin a drill"
                    </button>
                    <button type="submit" class="btn" name="drill" value="false">
                        "Declare an emergency"
                    </button>
                </div>
            </ActionForm>
        </Panel>
    }
}
