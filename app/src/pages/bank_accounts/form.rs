//! The form that enters an account.

use crate::calls::bank_accounts::EnterBankAccount;
use crate::parts::{Field, Radios};
use domain::banking::account::{BankAccountKind, HOLDER_NAME_LENGTH_MAX, HolderKind};
use domain::banking::{RoutingError, RoutingNumber};
use leptos::prelude::*;

/// Asks for an account, its number twice, and says at once when a routing number can't be one.
#[component]
pub fn EntryForm(
    /// The call.
    entering: ServerAction<EnterBankAccount>,
    /// The name that most likely holds the account.
    holder_name: String,
) -> impl IntoView {
    let routing = RwSignal::new(String::new());
    let number = RwSignal::new(String::new());
    let again = RwSignal::new(String::new());
    let wrong_routing = move || routing.with(|text| routing_problem(text));
    let differs =
        move || again.with(|again| !again.is_empty() && number.with(|number| !number.starts_with(again.as_str())));
    view! {
        <ActionForm action=entering attr:class="short-form" attr:autocomplete="off">
            <Radios legend="Kind" name="kind" options=BankAccountKind::ALL.iter().map(|k| (k.code(), k.label())).collect() />
            <Radios legend="Held by" name="holder" options=HolderKind::ALL.iter().map(|k| (k.code(), k.label())).collect() />
            <Field label="Account holder, as the bank knows it" name="holder_name" value=holder_name required=true />
            <p class="quiet">{format!("Up to {HOLDER_NAME_LENGTH_MAX} plain letters, digits and signs.")}</p>
            <div class="field">
                <label class="field-label" for="routing">
                    "Routing number"
                </label>
                <input
                    class="input"
                    id="routing"
                    name="routing"
                    inputmode="numeric"
                    maxlength="11"
                    required
                    aria-describedby="routing-help routing-error"
                    aria-invalid=move || wrong_routing().map(|_| "true")
                    on:input:target=move |event| routing.set(event.target().value())
                />
                <p class="quiet" id="routing-help">
                    "Nine digits, at the bottom left of a check."
                </p>
                <p class="field-error" id="routing-error" role="status">
                    {wrong_routing}
                </p>
            </div>
            <div class="field-pair">
                <div class="field">
                    <label class="field-label" for="number">
                        "Account number"
                    </label>
                    <input
                        class="input"
                        id="number"
                        name="number"
                        maxlength="24"
                        spellcheck="false"
                        required
                        on:input:target=move |event| number.set(event.target().value())
                    />
                </div>
                <div class="field">
                    <label class="field-label" for="again">
                        "Number again"
                    </label>
                    <input
                        class="input"
                        id="again"
                        name="again"
                        maxlength="24"
                        spellcheck="false"
                        required
                        aria-describedby="again-error"
                        aria-invalid=move || differs().then_some("true")
                        on:input:target=move |event| again.set(event.target().value())
                    />
                </div>
            </div>
            <p class="field-error" id="again-error" role="status">
                {move || differs().then_some("The two entries differ.")}
            </p>
            <button type="submit" class="btn btn-primary" disabled=move || entering.pending().get()>
                "Use this account"
            </button>
        </ActionForm>
    }
}

/// What is wrong with a routing number; nothing while it is still being typed.
fn routing_problem(text: &str) -> Option<String> {
    let digits = text.trim().len();
    match text.parse::<RoutingNumber>() {
        Err(RoutingError::NotNineDigits(_)) if digits < 9 => None,
        Err(error) => Some(error.to_string()),
        Ok(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_routing_number_is_judged_once_it_is_whole() {
        assert_eq!(routing_problem("12104"), None);
        assert_eq!(routing_problem("121042882"), None);
        assert!(routing_problem("121042881").is_some_and(|words| words.contains("last digit would have to be 2")));
        assert!(routing_problem("1210428822").is_some());
    }
}
