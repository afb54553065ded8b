//! Contacts with a customer: the latest ones, and the form that logs another.

use crate::calls::customers::LogInteraction;
use crate::parts::{Moment, ReasonField, answer};
use domain::CustomerId;
use domain::interaction::{Interaction, InteractionKind};
use leptos::prelude::*;

/// The latest contacts, newest first.
#[component]
pub fn Contacts(
    /// The contacts.
    interactions: Vec<Interaction>,
) -> impl IntoView {
    if interactions.is_empty() {
        return view! { <p class="quiet">"No contact is on record yet."</p> }.into_any();
    }
    let contacts = interactions.into_iter().map(|contact| {
        let Interaction { at, by, kind, minutes, subject, satisfaction } = contact;
        view! {
            <li>
                <p>
                    <strong>{subject}</strong>
                </p>
                <p>
                    {kind.label()} {format!(" · {minutes} min")}
                    {satisfaction.map(|points| format!(" · satisfaction {points} of 10"))}
                </p>
                <p class="quiet">
                    <Moment at />
                    " by "
                    {by.unwrap_or_else(|| "an import".to_owned())}
                </p>
            </li>
        }
    });
    view! { <ol class="story">{contacts.collect_view()}</ol> }.into_any()
}

/// Logs a contact that took place just now.
#[component]
pub fn ContactForm(
    /// With whom.
    id: CustomerId,
    /// The call.
    logging: ServerAction<LogInteraction>,
) -> impl IntoView {
    let outcome = move || answer(logging.value().get(), |()| "The contact is logged.".to_owned());
    let kinds = InteractionKind::ALL.iter().map(|kind| view! { <option value=kind.code()>{kind.label()}</option> });
    let points = (1..=10).map(|points| view! { <option value=points.to_string()>{points.to_string()}</option> });
    view! {
        {outcome}
        <ActionForm action=logging attr:class="short-form">
            <input type="hidden" name="customer" value=id.to_string() />
            <div class="field">
                <label class="field-label" for="contact-kind">
                    "Kind"
                </label>
                <select class="select" id="contact-kind" name="contact[kind]">
                    {kinds.collect_view()}
                </select>
            </div>
            <ReasonField label="What was it about?" id="contact-subject" name="contact[subject]" longest=200 />
            <div class="field-pair">
                <div class="field">
                    <label class="field-label" for="contact-minutes">
                        "Minutes"
                    </label>
                    <input class="input" id="contact-minutes" name="contact[minutes]" type="number" min="0" max="1440" value="10" required />
                </div>
                <div class="field">
                    <label class="field-label" for="contact-satisfaction">
                        "Satisfaction, 1 to 10"
                    </label>
                    <select class="select" id="contact-satisfaction" name="contact[satisfaction]">
                        <option value="">"Not asked"</option>
                        {points.collect_view()}
                    </select>
                </div>
            </div>
            <button type="submit" class="btn" disabled=move || logging.pending().get()>
                "Log the contact"
            </button>
        </ActionForm>
    }
}
