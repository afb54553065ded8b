//! One partner's account for who pays it: verify, hold, release, record, reveal.

use super::standing::TaxFormMark;
use super::{AccountBadge, AccountFacts, Earlier, StateInWords};
use crate::calls::Trouble;
use crate::calls::bank_accounts::{
    BeginDeposits, FileTaxForm, HoldPayments, ReleasePayments, RevealAccount, read_bank_account,
};
use crate::parts::{Done, Empty, Loaded, Moment, Money, Objection, PageHeader, Panel, ReasonField};
use chrono::NaiveDate;
use domain::banking::account::{AccountStatus, Hold, PaymentStanding, TaxFormKind};
use domain::view::{BankAccountPage as Page, BankAccountRow, BankAccountView};
use domain::{BankAccountId, PartnerId, Refusal};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// What finance can do here.
#[derive(Clone, Copy)]
struct Hands {
    hold: ServerAction<HoldPayments>,
    release: ServerAction<ReleasePayments>,
    file: ServerAction<FileTaxForm>,
    deposits: ServerAction<BeginDeposits>,
    reveal: ServerAction<RevealAccount>,
}

impl Hands {
    fn versions(self) -> [usize; 4] {
        [
            self.hold.version().get(),
            self.release.version().get(),
            self.file.version().get(),
            self.deposits.version().get(),
        ]
    }

    /// Why the last thing that was asked for wasn't done.
    fn refusal(self) -> Option<Refusal> {
        let done = [self.hold.value().get(), self.release.value().get(), self.file.value().get()];
        let deposits = self.deposits.value().get().map(|answer| answer.map(drop));
        let reveal = self.reveal.value().get().map(|answer| answer.map(drop));
        let answers = done.into_iter().chain([deposits, reveal]);
        answers.flatten().find_map(Result::err).map(|Trouble(refusal)| refusal)
    }
}

/// The account of the partner in the address.
#[component]
pub fn BankAccountPage() -> impl IntoView {
    let params = use_params_map();
    let partner = Memo::new(move |_| params.with(|map| map.get_str("id").and_then(|id| id.parse::<PartnerId>().ok())));
    let hands = Hands {
        hold: ServerAction::new(),
        release: ServerAction::new(),
        file: ServerAction::new(),
        deposits: ServerAction::new(),
        reveal: ServerAction::new(),
    };
    let page = Resource::new(
        move || (partner.get(), hands.versions()),
        |(partner, _)| async move {
            match partner {
                Some(partner) => read_bank_account(partner).await,
                None => Err(Trouble::from(Refusal::not_found("partner"))),
            }
        },
    );
    view! { <Loaded of=page children=move |found| view! { <Whole found hands /> } /> }
}

#[component]
fn Whole(found: Page, hands: Hands) -> impl IntoView {
    let Page { row, earlier, today, may_manage, may_reveal } = found;
    let BankAccountRow { partner, account, shared_with, standing, held_by } = row;
    let shared: Vec<_> = shared_with.iter().map(|other| format!("{} ({})", other.name, other.code)).collect();
    let status = account.as_ref().map(|account| account.status);
    view! {
        <PageHeader
            title=format!("Bank account of {}", partner.name)
            up=("/bank-accounts".to_owned(), "Bank accounts".to_owned())
            lead=Some(partner.code.clone())
        >
            <AccountBadge status />
        </PageHeader>
        <div class="flow">
            {move || hands.refusal().map(|refusal| view! { <Objection refusal /> })}
            <Panel title="Paid to" id="account">
                <div class="flow">
                {match account {
                    Some(account) => view! { <Account account hands may_manage may_reveal /> }.into_any(),
                    None => view! {
                        <Empty icon=icondata_lu::LuLandmark title="No account yet">
                            <p>"Its owner enters one under Money, Bank account."</p>
                        </Empty>
                    }.into_any(),
                }}
                {(!shared.is_empty())
                    .then(|| view! { <p>"The same account is used by " <strong>{shared.join(", ")}</strong> "."</p> })}
                </div>
            </Panel>
            <Standing partner=partner.id standing held_by today hands may_manage />
            <Panel title="Earlier accounts" id="earlier">
                <Earlier accounts=earlier />
            </Panel>
        </div>
    }
}

#[component]
fn Account(account: BankAccountView, hands: Hands, may_manage: bool, may_reveal: bool) -> impl IntoView {
    let (id, revision) = (account.id, account.revision);
    let may_verify = may_manage && account.status == AccountStatus::Unverified;
    let sent = move || {
        let [smaller, larger] = hands.deposits.value().get()?.ok()?;
        Some(view! {
            <div class="done" role="status">
                <p>
                    "Send " <Money amount=smaller /> " and " <Money amount=larger />
                    " to the account now. Its owner confirms both; they aren’t shown again."
                </p>
            </div>
        })
    };
    view! {
        <p>
            <StateInWords of=account.clone() />
        </p>
        <AccountFacts of=account />
        {sent}
        {may_verify
            .then(|| {
                view! {
                    <ActionForm action=hands.deposits attr:class="short-form">
                        <input type="hidden" name="account" value=id.to_string() />
                        <input type="hidden" name="revision" value=revision.to_string() />
                        <button type="submit" class="btn">
                            "Verify by micro-deposits"
                        </button>
                    </ActionForm>
                }
            })}
        {may_reveal.then(|| view! { <Reveal id hands /> })}
    }
}

/// The number, once there is a reason.
#[component]
fn Reveal(id: BankAccountId, hands: Hands) -> impl IntoView {
    let shown = move || {
        let number = hands.reveal.value().get()?.ok()?;
        let words = format!("The account number is {}. That you have seen it is on record.", number.0);
        Some(view! { <Done words /> })
    };
    view! {
        {shown}
        <details class="fold">
            <summary>"Show the number"</summary>
            <ActionForm action=hands.reveal attr:class="short-form">
                <input type="hidden" name="account" value=id.to_string() />
                <ReasonField longest=500 id="reveal-reason" />
                <button type="submit" class="btn">
                    "Show the number"
                </button>
            </ActionForm>
        </details>
    }
}

#[component]
fn Standing(
    partner: PartnerId,
    standing: PaymentStanding,
    held_by: Option<String>,
    today: NaiveDate,
    hands: Hands,
    may_manage: bool,
) -> impl IntoView {
    let PaymentStanding { hold, tax_form, minimum } = standing;
    let is_held = hold.is_some();
    let words = match hold {
        Some(Hold { reason, since, rule, .. }) => {
            let by = held_by.or_else(|| rule.map(|rule| format!("the rule “{}”", rule.label().to_lowercase())));
            view! {
                <span class="badge-mark" data-tone="bad">
                    "On hold"
                </span>
                " since "
                <Moment at=since />
                {by.map(|by| format!(" by {by}"))}
                ": "
                {reason}
            }
            .into_any()
        }
        None => "Not on hold.".into_any(),
    };
    view! {
        <Panel title="Payments" id="payments">
            <div class="flow">
            <p>{words}</p>
            <dl class="facts">
                <div>
                    <dt>"Tax form"</dt>
                    <dd>
                        <TaxFormMark form=tax_form today />
                    </dd>
                </div>
                <div>
                    <dt>"Least payment"</dt>
                    <dd>
                        {minimum
                            .map_or_else(|| "the operator’s own".into_any(), |amount| view! { <Money amount /> }.into_any())}
                    </dd>
                </div>
            </dl>
            {may_manage.then(|| view! { <HoldForm partner is_held hands /> <FileForm partner today hands /> })}
            </div>
        </Panel>
    }
}

#[component]
fn HoldForm(partner: PartnerId, is_held: bool, hands: Hands) -> impl IntoView {
    let partner = partner.to_string();
    if is_held {
        view! {
            <ActionForm action=hands.release attr:class="short-form">
                <input type="hidden" name="partner" value=partner />
                <ReasonField longest=500 id="release-reason" />
                <button type="submit" class="btn">
                    "Release payments"
                </button>
            </ActionForm>
        }
        .into_any()
    } else {
        view! {
            <ActionForm action=hands.hold attr:class="short-form">
                <input type="hidden" name="partner" value=partner />
                <ReasonField longest=500 id="hold-reason" />
                <button type="submit" class="btn">
                    "Hold payments"
                </button>
            </ActionForm>
        }
        .into_any()
    }
}

#[component]
fn FileForm(partner: PartnerId, today: NaiveDate, hands: Hands) -> impl IntoView {
    let kinds = TaxFormKind::ALL.iter().map(|kind| view! { <option value=kind.code()>{kind.label()}</option> });
    view! {
        <details class="fold">
            <summary>"Record a tax form"</summary>
            <ActionForm action=hands.file attr:class="short-form">
                <input type="hidden" name="partner" value=partner.to_string() />
                <div class="field-pair">
                    <div class="field">
                        <label class="field-label" for="tax-form-kind">
                            "Form"
                        </label>
                        <select class="select" id="tax-form-kind" name="kind">
                            {kinds.collect_view()}
                        </select>
                    </div>
                    <div class="field">
                        <label class="field-label" for="tax-form-day">
                            "Day received"
                        </label>
                        <input
                            class="input"
                            id="tax-form-day"
                            name="received_on"
                            type="date"
                            max=today.to_string()
                            value=today.to_string()
                            required
                        />
                    </div>
                </div>
                <button type="submit" class="btn">
                    "Record"
                </button>
            </ActionForm>
        </details>
    }
}
