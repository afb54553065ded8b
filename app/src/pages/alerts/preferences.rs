//! What one wants to be told: about whom, from which severity on, by mail or not, and when not.

use crate::calls::alerts::{SaveAlertPreferences, read_alert_settings};
use crate::parts::{LoadedOnce, PageHeader, Panel, answer, successes};
use domain::health::alert::form::{About, PreferencesForm, SubscriptionForm};
use domain::health::alert::{AlertKind, Severity};
use domain::view::AlertSettings;
use leptos::prelude::*;

/// The viewer's preferences.
#[component]
pub fn PreferencesPage() -> impl IntoView {
    let save = ServerAction::<SaveAlertPreferences>::new();
    let kept = successes(move || save.value().get());
    let found = Resource::new(move || kept.get(), |_| read_alert_settings());
    let outcome = move || answer(save.value().get(), |()| "Kept. From now on you are told so.".to_owned());
    view! {
        <PageHeader
            title="What I am told"
            up=("/notifications".to_owned(), "Notifications".to_owned())
            lead=Some("An alert is told to you when any of these subscriptions fits it.".to_owned())
        />
        <div class="flow">
            {outcome}
            {move || {
                kept.track();
                view! { <LoadedOnce of=found children=move |found| view! { <Form found save /> } /> }
            }}
        </div>
    }
}

#[component]
fn Form(found: AlertSettings, save: ServerAction<SaveAlertPreferences>) -> impl IntoView {
    let form = PreferencesForm::of(&found.preferences, &found.named);
    let note = if found.is_own { "Yours." } else { "These are your role's; keep them or say otherwise." };
    let rows = form.subscriptions.iter().enumerate().map(|(at, one)| view! { <Row at one=one.clone() /> });
    let rows = rows.collect_view();
    view! {
        <ActionForm action=save attr:class="flow">
            <Panel title="Subscriptions" id="subscriptions" note>
                {rows}
            </Panel>
            <Panel title="Mail" id="mail" note="Within the application you are told at once.">
                <label class="radio-line">
                    <input
                        type="checkbox"
                        class="checkbox"
                        name="form[by_mail]"
                        value="true"
                        checked=form.by_mail
                    />
                    "By mail too"
                </label>
                <div class="field-pair narrow">
                    <div class="field">
                        <label class="field-label" for="quiet-from">
                            "Quiet from"
                        </label>
                        <input class="input" id="quiet-from" name="form[quiet_from]" type="time" value=form.quiet_from />
                    </div>
                    <div class="field">
                        <label class="field-label" for="quiet-until">
                            "until"
                        </label>
                        <input
                            class="input"
                            id="quiet-until"
                            name="form[quiet_until]"
                            type="time"
                            value=form.quiet_until
                        />
                    </div>
                </div>
                <p class="quiet">
                    "By the clocks of the operator. In quiet hours only critical alerts are mailed; the rest waits until they end. Leave both empty to be told at any hour."
                </p>
            </Panel>
            <button type="submit" class="btn btn-primary" disabled=move || save.pending().get()>
                "Keep"
            </button>
        </ActionForm>
    }
}

/// One subscription; the last one is empty, to be filled in.
#[component]
fn Row(at: usize, one: SubscriptionForm) -> impl IntoView {
    let name = |field: &str| format!("form[subscriptions][{at}][{field}]");
    let SubscriptionForm { whose, at_least, kinds, partners } = one;
    let whose_options = About::ALL.iter().map(|about| {
        view! {
            <option value=about.code() selected=*about == whose>
                {about.label()}
            </option>
        }
    });
    let severities = Severity::ALL.iter().rev().map(|severity| {
        view! {
            <option value=severity.code() selected=*severity == at_least>
                {severity.label()}
            </option>
        }
    });
    let boxes = AlertKind::ALL.iter().map(|kind| {
        view! {
            <label class="radio-line">
                <input
                    type="checkbox"
                    class="checkbox"
                    name=format!("{}[]", name("kinds"))
                    value=kind.code()
                    checked=kinds.contains(kind)
                />
                {kind.label()}
            </label>
        }
    });
    let number = at + 1;
    view! {
        <fieldset class="subscription">
            <legend>"Subscription " {number}</legend>
            <div class="filter-row">
                <div class="field">
                    <label class="field-label" for=format!("whose-{at}")>
                        "About"
                    </label>
                    <select class="select" id=format!("whose-{at}") name=name("whose")>
                        {whose_options.collect_view()}
                    </select>
                </div>
                <div class="field">
                    <label class="field-label" for=format!("least-{at}")>
                        "From this severity on"
                    </label>
                    <select class="select" id=format!("least-{at}") name=name("at_least")>
                        {severities.collect_view()}
                    </select>
                </div>
                <div class="field">
                    <label class="field-label" for=format!("partners-{at}")>
                        "Their codes, if it is about these partners"
                    </label>
                    <input
                        class="input"
                        id=format!("partners-{at}")
                        name=name("partners")
                        value=partners
                        placeholder="RS-902, RS-917"
                    />
                </div>
            </div>
            <details class="fold">
                <summary>"Of some kinds only"</summary>
                <p class="quiet">"None chosen means all kinds."</p>
                <div class="radio-row">{boxes.collect_view()}</div>
            </details>
        </fieldset>
    }
}
