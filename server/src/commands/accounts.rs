//! `tributary accounts`: where partners' money goes, and whether it may.

use super::{Context, Failure, Outcome};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use domain::audit::Actor;
use domain::banking::account::{TaxForm, TaxFormKind};
use domain::view::{BankAccountFilter, BankAccountQuery, BankAccountRow};
use domain::{BankAccountId, Cents, PartnerId, Refusal};
use engine::Office;
use serde::Serialize;
use std::fmt;

/// What to do with bank accounts. Their numbers are never shown here.
#[derive(Args, Debug)]
pub struct Accounts {
    /// The operator's short name; may be left out when there is only one
    #[arg(long, global = true)]
    tenant: Option<String>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Show resellers with their accounts, and what payments wait for
    List {
        /// missing, unverified, verifying, verified, failed, held or `no_tax_form`
        #[arg(long)]
        only: Option<BankAccountFilter>,
    },
    /// Note that a prenote was sent to a reseller's account
    Prenote {
        /// The reseller's code
        partner: String,
        /// The banking day on which it settles
        #[arg(long, value_name = "DAY")]
        settles: NaiveDate,
    },
    /// Note that the bank has sent an entry to a reseller's account back
    Returned {
        /// The reseller's code
        partner: String,
        /// The return code, such as R03
        code: String,
        /// The day on which it came back
        #[arg(long, value_name = "DAY")]
        on: NaiveDate,
    },
    /// Verify accounts whose prenotes haven't come back in time, as the daily cycle does
    Verify,
    /// Stop payments to a reseller
    Hold {
        /// The reseller's code
        partner: String,
        /// Why, for the record
        #[arg(long)]
        reason: String,
    },
    /// Let payments to a reseller go on
    Release {
        /// The reseller's code
        partner: String,
        /// Why, for the record
        #[arg(long)]
        reason: String,
    },
    /// Put a reseller's tax form on file
    TaxForm {
        /// The reseller's code
        partner: String,
        /// w9 or w8
        form: TaxFormKind,
        /// The day on which it was received
        #[arg(long, value_name = "DAY")]
        received: NaiveDate,
    },
    /// Set the least amount that is paid to a reseller
    Minimum {
        /// The reseller's code
        partner: String,
        /// Such as 50.00; left out, the operator's own holds
        amount: Option<Cents>,
    },
}

impl Accounts {
    /// Does it.
    pub async fn run(self, context: &Context) -> Result<Outcome, Failure> {
        let Self { tenant, verb } = self;
        context
            .with_engine(async |engine| {
                let office = engine.office(engine.tenant(tenant.as_deref()).await?.id);
                verb.run(context, &office).await
            })
            .await
    }
}

impl Verb {
    async fn run(self, context: &Context, office: &Office) -> Result<Outcome, Failure> {
        let say = |words: &str| context.output.progress(words);
        match self {
            Self::List { only } => context.output.result(&list(office, only).await?),
            Self::Prenote { partner, settles } => {
                let account = account(office, &partner).await?;
                office.note_prenote(account, settles, Actor::System).await?;
                say("Three banking days after it settles the account is verified, unless it comes back.");
            }
            Self::Returned { partner, code, on } => {
                let account = account(office, &partner).await?;
                let after = office.note_return(account, &code, on, Actor::System).await?;
                context.output.progress(format_args!("The account is {}.", after.status().label().to_lowercase()));
            }
            Self::Verify => {
                let verified = office.look_at_prenotes().await?;
                context.output.progress(format_args!("Verified: {verified}."));
            }
            Self::Hold { partner, reason } => {
                office.hold_payments(named(office, &partner).await?, &reason, Actor::System).await?;
                say("Payments are on hold.");
            }
            Self::Release { partner, reason } => {
                office.release_payments(named(office, &partner).await?, &reason, Actor::System).await?;
                say("Payments may go on.");
            }
            Self::TaxForm { partner, form, received } => {
                let form = TaxForm { kind: form, received_on: received };
                office.file_tax_form(named(office, &partner).await?, form, Actor::System).await?;
                say("It is on file.");
            }
            Self::Minimum { partner, amount } => {
                office.set_payment_minimum(named(office, &partner).await?, amount, Actor::System).await?;
                say("The minimum is set.");
            }
        }
        Ok(Outcome::Done)
    }
}

async fn named(office: &Office, code: &str) -> Result<PartnerId, Refusal> {
    Ok(office.account_of(code).await?.0.id)
}

async fn account(office: &Office, code: &str) -> Result<BankAccountId, Refusal> {
    let (_, account) = office.account_of(code).await?;
    let missing = || Refusal::not_now(format!("{code} has no bank account yet; its owner enters one."));
    Ok(account.ok_or_else(missing)?.id)
}

async fn list(office: &Office, only: Option<BankAccountFilter>) -> Result<List, Refusal> {
    let mut rows = Vec::new();
    let mut page = 1;
    loop {
        let list = office.bank_accounts(BankAccountQuery { filter: only, page }).await?;
        rows.extend(list.rows);
        if page >= list.pages {
            return Ok(List(rows));
        }
        page += 1;
    }
}

#[derive(Serialize)]
#[serde(transparent)]
struct List(Vec<BankAccountRow>);

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("no reseller");
        }
        for (n, row) in self.0.iter().enumerate() {
            write!(f, "{}{:<12}", if n == 0 { "" } else { "\n" }, row.partner.code)?;
            match &row.account {
                Some(account) => {
                    let status = account.status.label().to_lowercase();
                    write!(f, "{} {} {status}", account.routing, account.masked)?;
                }
                None => f.write_str("no account")?,
            }
            if let Some(why) = row.account.as_ref().and_then(|account| account.failing.as_ref()) {
                write!(f, " ({why})")?;
            }
            match row.standing.tax_form {
                Some(form) => write!(f, ", {} of {}", form.kind.label(), form.received_on)?,
                None => f.write_str(", no tax form")?,
            }
            if let Some(minimum) = row.standing.minimum {
                write!(f, ", from {minimum}")?;
            }
            if let Some(hold) = &row.standing.hold {
                write!(f, ", on hold: {}", hold.reason)?;
            }
        }
        Ok(())
    }
}
