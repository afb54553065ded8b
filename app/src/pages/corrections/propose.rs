//! The form that proposes an adjustment.

use crate::calls::corrections::ProposeAdjustment;
use crate::parts::{Field, Panel};
use leptos::prelude::*;

/// Asks whose commission is corrected, by how much and why. What was typed stays when it is refused.
#[component]
pub fn Propose(
    /// The call.
    propose: ServerAction<ProposeAdjustment>,
) -> impl IntoView {
    let note = "It stands on the reseller's next statement that is calculated after a second person has agreed.";
    view! {
        <Panel title="Propose an adjustment" id="propose" note>
            <ActionForm action=propose attr:class="short-form">
                <div class="field-pair">
                    <Field label="Reseller's code" name="partner" placeholder="RS-1" autocomplete="off" required=true />
                    <Field
                        label="Amount"
                        name="amount"
                        placeholder="12.50"
                        autocomplete="off"
                        required=true
                    />
                </div>
                <p class="quiet">"A negative amount takes back."</p>
                <Field label="Reason, as it stands on the statement" name="reason" autocomplete="off" required=true />
                <Field label="Customer's number, if it is about one" name="customer" autocomplete="off" />
                <button type="submit" class="btn btn-primary" disabled=move || propose.pending().get()>
                    "Propose"
                </button>
            </ActionForm>
        </Panel>
    }
}
