//! When alerts are raised, how long they may wait, and whom they go to next.

use crate::calls::alerts::{SaveAlertRules, read_alert_settings};
use crate::parts::{LoadedOnce, PageHeader, Panel, TableFrame, answer, successes};
use domain::health::alert::Severity;
use domain::health::alert::form::{AlertRulesForm, DeadlineForm, KindForm, LeastForm, StepForm};
use domain::user::Role;
use domain::view::AlertSettings;
use leptos::prelude::*;

/// The operator's rules for alerts: to read for who may see alerts, to change for who may change them.
#[component]
pub fn AlertRulesPage() -> impl IntoView {
    let save = ServerAction::<SaveAlertRules>::new();
    let kept = successes(move || save.value().get());
    let found = Resource::new(move || kept.get(), |_| read_alert_settings());
    let outcome =
        move || answer(save.value().get(), |()| "Kept. They hold from the next look at scores on.".to_owned());
    view! {
        <PageHeader
            title="Rules for alerts"
            up=("/alerts".to_owned(), "Alerts".to_owned())
            lead=Some("What is worth a person's attention, and how long it may wait.".to_owned())
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
fn Form(found: AlertSettings, save: ServerAction<SaveAlertRules>) -> impl IntoView {
    let AlertSettings { rules, may_edit_rules: may, .. } = found;
    let form = AlertRulesForm::of(&rules);
    let AlertRulesForm { kinds, components, deadlines, escalation, quiet_from, quiet_until, .. } = form.clone();
    view! {
        {(!may).then(|| view! { <p class="quiet">"A head of partners or an administrator may change these."</p> })}
        <ActionForm action=save attr:class="flow">
            <fieldset class="flow" disabled=!may>
                <legend class="sr-only">"Rules"</legend>
                <Panel title="Causes" id="causes" note="What gives cause to an alert.">
                    <Causes form />
                </Panel>
                <Panel title="How urgent" id="kinds" note="Each kind as its figures say, always the same, or not at all.">
                    <Kinds kinds />
                </Panel>
                <Panel title="Components" id="components" note="An alert below these points; empty for none.">
                    <Components components />
                </Panel>
                <Panel
                    title="Deadlines and escalation"
                    id="deadlines"
                    note="Hours to acknowledge; whom it goes to when nobody has."
                >
                    <Deadlines deadlines />
                    <Escalation escalation />
                    <div class="field-pair narrow">
                        <Figure label="Quiet from" name="quiet_from" value=quiet_from kind="time" />
                        <Figure label="until" name="quiet_until" value=quiet_until kind="time" />
                    </div>
                    <p class="quiet">"In quiet hours only critical alerts are mailed. People may say otherwise for themselves."</p>
                </Panel>
            </fieldset>
            {may
                .then(|| {
                    view! {
                        <button type="submit" class="btn btn-primary" disabled=move || save.pending().get()>
                            "Keep these rules"
                        </button>
                    }
                })}
        </ActionForm>
    }
}

/// One figure of the rules.
#[component]
fn Figure(
    label: &'static str,
    name: &'static str,
    value: String,
    #[prop(default = "text")] kind: &'static str,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field-label" for=format!("rule-{name}")>
                {label}
            </label>
            <input class="input" id=format!("rule-{name}") name=format!("form[{name}]") type=kind inputmode="decimal" value=value />
        </div>
    }
}

#[component]
fn Causes(form: AlertRulesForm) -> impl IntoView {
    let AlertRulesForm { margin, fall_points, fall_days, coverage, chance, hhi, cool_down, .. } = form;
    view! {
        <div class="figure-fields">
            <Figure label="Margin above a band's border (points)" name="margin" value=margin />
            <Figure label="A fall by (points)" name="fall_points" value=fall_points />
            <Figure label="… within (days)" name="fall_days" value=fall_days />
            <Figure label="Facts for at least (% of the weight)" name="coverage" value=coverage />
            <Figure label="Forecast leaves its band with a chance of (%)" name="chance" value=chance />
            <Figure label="Concentration of revenue above (index)" name="hhi" value=hhi />
            <Figure label="The same isn't raised again for (days)" name="cool_down" value=cool_down />
        </div>
    }
}

#[component]
fn Kinds(kinds: Vec<KindForm>) -> impl IntoView {
    let row = |(at, KindForm { kind, how }): (usize, KindForm)| {
        let choices = [("own", "As its figures say"), ("off", "Not raised")].into_iter();
        let choices = choices.chain(Severity::ALL.iter().rev().map(|one| (one.code(), one.label())));
        let options = choices.map(|(code, words)| {
            view! {
                <option value=code selected=code == how>
                    {words}
                </option>
            }
        });
        view! {
            <div class="field">
                <label class="field-label" for=format!("kind-{at}")>
                    {kind.label()}
                </label>
                <input type="hidden" name=format!("form[kinds][{at}][kind]") value=kind.code() />
                <select class="select" id=format!("kind-{at}") name=format!("form[kinds][{at}][how]")>
                    {options.collect_view()}
                </select>
            </div>
        }
    };
    view! { <div class="figure-fields">{kinds.into_iter().enumerate().map(row).collect_view()}</div> }
}

#[component]
fn Components(components: Vec<LeastForm>) -> impl IntoView {
    let row = |(at, LeastForm { component, least }): (usize, LeastForm)| {
        view! {
            <div class="field">
                <label class="field-label" for=format!("least-{at}")>
                    {component.label()}
                </label>
                <input type="hidden" name=format!("form[components][{at}][component]") value=component.code() />
                <input
                    class="input"
                    id=format!("least-{at}")
                    name=format!("form[components][{at}][least]")
                    inputmode="decimal"
                    value=least
                />
            </div>
        }
    };
    view! { <div class="figure-fields">{components.into_iter().enumerate().map(row).collect_view()}</div> }
}

#[component]
fn Deadlines(deadlines: Vec<DeadlineForm>) -> impl IntoView {
    let row = |(at, DeadlineForm { severity, hours }): (usize, DeadlineForm)| {
        view! {
            <div class="field">
                <label class="field-label" for=format!("hours-{at}")>
                    {severity.label()}
                    " (hours)"
                </label>
                <input type="hidden" name=format!("form[deadlines][{at}][severity]") value=severity.code() />
                <input
                    class="input"
                    id=format!("hours-{at}")
                    name=format!("form[deadlines][{at}][hours]")
                    inputmode="numeric"
                    value=hours
                />
            </div>
        }
    };
    view! { <div class="figure-fields">{deadlines.into_iter().enumerate().map(row).collect_view()}</div> }
}

#[component]
fn Escalation(escalation: Vec<StepForm>) -> impl IntoView {
    let row = |(at, StepForm { after, to }): (usize, StepForm)| {
        let options = Role::ALL.iter().filter(|role| !role.is_partner()).map(|role| {
            view! {
                <option value=role.code() selected=*role == to>
                    {role.label()}
                </option>
            }
        });
        let number = at + 1;
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    "Step " {number}
                </th>
                <td data-label="Hours after the deadline">
                    <input
                        class="input"
                        aria-label=format!("Step {number}: hours after the deadline")
                        name=format!("form[escalation][{at}][after]")
                        inputmode="numeric"
                        value=after
                    />
                </td>
                <td data-label="To every">
                    <select
                        class="select"
                        aria-label=format!("Step {number}: to every")
                        name=format!("form[escalation][{at}][to]")
                    >
                        {options.collect_view()}
                    </select>
                </td>
            </tr>
        }
    };
    view! {
        <TableFrame caption="Whom an alert goes to when nobody acknowledges it">
            <thead>
                <tr>
                    <th scope="col">"Escalation"</th>
                    <th scope="col">"Hours after the deadline"</th>
                    <th scope="col">"To every"</th>
                </tr>
            </thead>
            <tbody>{escalation.into_iter().enumerate().map(row).collect_view()}</tbody>
        </TableFrame>
    }
}
