//! The plain form that moves a customer: the way without dragging, and without WebAssembly.

use crate::calls::customers::MoveCustomer;
use crate::parts::answer;
use domain::CustomerId;
use domain::lifecycle::{ChurnReason, Stage};
use leptos::prelude::*;

/// The reasons that a customer in a stage can leave for.
pub fn churn_reasons(stage: Stage) -> Vec<ChurnReason> {
    let fits = |reason: &ChurnReason| stage.check_move(Stage::Churned, Some(*reason)).is_ok();
    ChurnReason::ALL.iter().copied().filter(fits).collect()
}

/// Two forms: one for the stages that follow, one for leaving, which needs a reason.
#[component]
pub fn MoveForm(
    /// The customer.
    id: CustomerId,
    /// Where it stands.
    stage: Stage,
    /// The revision that is shown; a move of another one is a conflict.
    revision: i64,
    /// The call.
    moving: ServerAction<MoveCustomer>,
) -> impl IntoView {
    let outcome = move || answer(moving.value().get(), |card| format!("Moved to “{}”.", card.stage));
    let following: Vec<_> = stage.next_stages().iter().filter(|to| **to != Stage::Churned).collect();
    let reasons = churn_reasons(stage);
    let options = following.into_iter().map(|to| view! { <option value=to.code()>{to.label()}</option> });
    let given = move || {
        view! {
            <input type="hidden" name="customer" value=id.to_string() />
            <input type="hidden" name="revision" value=revision.to_string() />
        }
    };
    view! {
        {outcome}
        <ActionForm action=moving attr:class="short-form">
            {given()}
            <label class="field-label" for="move-to">
                "To"
            </label>
            <select class="select" id="move-to" name="to">
                {options.collect_view()}
            </select>
            <button type="submit" class="btn btn-primary" disabled=move || moving.pending().get()>
                "Move"
            </button>
        </ActionForm>
        {(!reasons.is_empty())
            .then(|| {
                view! {
                    <details class="fold">
                        <summary>"The customer has left"</summary>
                        <ActionForm action=moving attr:class="short-form">
                            {given()}
                            <input type="hidden" name="to" value=Stage::Churned.code() />
                            <label class="field-label" for="move-reason">
                                "Reason"
                            </label>
                            <select class="select" id="move-reason" name="reason" required>
                                {reason_options(&reasons)}
                            </select>
                            <button type="submit" class="btn btn-error" disabled=move || moving.pending().get()>
                                "Move to churned"
                            </button>
                        </ActionForm>
                    </details>
                }
            })}
    }
}

/// The options of a reason; where only one fits there is nothing to choose.
pub fn reason_options(reasons: &[ChurnReason]) -> impl IntoView + use<> {
    let choose = (reasons.len() > 1).then(|| view! { <option value="">"Choose a reason"</option> });
    let reasons = reasons.iter().map(|reason| view! { <option value=reason.code()>{reason.label()}</option> });
    (choose, reasons.collect_view())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_that_may_lead_to_churned_offers_a_reason_and_no_other_does() {
        for &stage in Stage::ALL {
            let may_leave = stage.next_stages().contains(&Stage::Churned);
            assert_eq!(!churn_reasons(stage).is_empty(), may_leave, "{stage}");
        }
        assert_eq!(churn_reasons(Stage::Lead), [ChurnReason::LostBeforeActivation]);
        assert!(!churn_reasons(Stage::Active).contains(&ChurnReason::LostBeforeActivation));
    }
}
