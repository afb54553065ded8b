//! The account that the viewer's own partner is paid to.

use super::form::EntryForm;
use super::{AccountBadge, AccountFacts, Earlier, StateInWords};
use crate::calls::Trouble;
use crate::calls::bank_accounts::{ConfirmDeposits, EnterBankAccount, read_own_bank_account};
use crate::parts::{Day, Empty, Field, Glyph, Loaded, Moment, Objection, PageHeader, Panel, answer, successes};
use domain::banking::account::{AccountStatus, Proof, TaxForm};
use domain::view::OwnBankAccount;
use leptos::prelude::*;

/// The account, and how to change it.
#[component]
pub fn OwnBankAccountPage() -> impl IntoView {
    let entering = ServerAction::<EnterBankAccount>::new();
    let confirming = ServerAction::<ConfirmDeposits>::new();
    let entered = successes(move || entering.value().get());
    let source = move || (entered.get(), confirming.version().get());
    let account = Resource::new(source, |_| read_own_bank_account());
    let words = |()| "The account is entered. Every owner gets a letter.".to_owned();
    let outcome = move || answer(entering.value().get(), words);
    view! {
        <PageHeader title="Bank account" lead=Some("Where your commissions are paid.".to_owned()) />
        <div class="flow">
            {outcome} <Loaded of=account children=move |found| view! { <Whole found entering confirming /> } />
        </div>
    }
}

#[component]
fn Whole(
    found: OwnBankAccount,
    entering: ServerAction<EnterBankAccount>,
    confirming: ServerAction<ConfirmDeposits>,
) -> impl IntoView {
    let OwnBankAccount { current, earlier, held_since, tax_form, partner } = found;
    let is_first = current.is_none();
    let held = held_since.map(|at| {
        view! {
            <div class="objection">
                <Glyph icon=icondata_lu::LuTriangleAlert />
                <p>"Payments to you are on hold since " <Moment at /> ". Please ask your partner manager."</p>
            </div>
        }
    });
    let account = current.map_or_else(
        || {
            view! {
                <Empty icon=icondata_lu::LuLandmark title="No account yet">
                    <p>"Nothing can be paid before you enter one below."</p>
                </Empty>
            }
            .into_any()
        },
        |of| {
            let waits = of.status == AccountStatus::Verifying && of.proof == Some(Proof::MicroDeposits);
            view! {
                <p>
                    <AccountBadge status=Some(of.status) />
                </p>
                <p>
                    <StateInWords of=of.clone() />
                </p>
                <AccountFacts of />
                {waits.then(|| view! { <ConfirmForm confirming /> })}
            }
            .into_any()
        },
    );
    let note = "A new account begins unverified, and payments wait until it is verified.";
    view! {
        {held}
        <Panel title="Paid to" id="account">
            <div class="flow">{account} <TaxFormLine tax_form /></div>
        </Panel>
        <Panel title=if is_first { "Enter an account" } else { "Change the account" } id="enter" note>
            <EntryForm entering holder_name=partner.name />
        </Panel>
        <Panel title="Earlier accounts" id="earlier">
            <Earlier accounts=earlier />
        </Panel>
    }
}

#[component]
fn TaxFormLine(tax_form: Option<TaxForm>) -> impl IntoView {
    match tax_form {
        Some(form) => view! {
            <p class="quiet">"Tax form on file: " {form.kind.label()} ", received " <Day of=form.received_on /> "."</p>
        }
        .into_any(),
        None => view! { <p class="quiet">"No tax form is on file; payments wait for a W-9 or W-8."</p> }.into_any(),
    }
}

#[component]
fn ConfirmForm(confirming: ServerAction<ConfirmDeposits>) -> impl IntoView {
    let outcome = move || match confirming.value().get()? {
        Ok(AccountStatus::Verifying) => {
            let refusal = domain::Refusal::not_now("These aren’t the amounts that were sent.");
            Some(view! { <Objection refusal /> }.into_any())
        }
        Ok(_) => None,
        Err(Trouble(refusal)) => Some(view! { <Objection refusal /> }.into_any()),
    };
    view! {
        {outcome}
        <ActionForm action=confirming attr:class="short-form">
            <div class="field-pair">
                <Field label="First amount" name="one" placeholder="0.07" autocomplete="off" required=true />
                <Field label="Second amount" name="other" placeholder="0.42" autocomplete="off" required=true />
            </div>
            <button type="submit" class="btn btn-primary">
                "Confirm the deposits"
            </button>
        </ActionForm>
    }
}
