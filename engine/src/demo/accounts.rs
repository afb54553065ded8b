//! Bank accounts of the demo's resellers.
//!
//! The routing numbers are of banks in California, so that they look right and their check digits hold; the account
//! numbers are digits of a hash of the reseller's code, and so nobody's. Nothing is ever sent to them.

use super::DEMO_PARTNER;
use crate::Office;
use chrono::NaiveDate;
use domain::Refusal;
use domain::audit::Actor;
use domain::banking::account::{AccountDetails, AccountStatus, BankAccountKind, HolderKind, TaxForm, TaxFormKind};
use domain::banking::next_banking_day;
use domain::view::{BankAccountQuery, BankAccountRow, PartnerRef};
use sha2::{Digest, Sha256};

/// Banks that keep accounts in California.
const BANKS: [&str; 6] = ["121000358", "121042882", "322271627", "122235821", "322271724", "121000248"];

/// What the last resellers of the list show, one each; all others are verified and lack nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Sound,
    NoTaxForm,
    OnHold,
    Failed,
    Verifying,
    Unverified,
    Missing,
}

const LAST: [Case; 6] = [Case::NoTaxForm, Case::OnHold, Case::Failed, Case::Verifying, Case::Unverified, Case::Missing];

/// When prenotes settled and tax forms came: before the months that are paid.
const fn day_of_past(month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2025, month, day)
}

impl Office {
    /// Gives every reseller of the demo an account, as far as it has none yet. Done twice, it changes nothing.
    pub(super) async fn fill_demo_accounts(&self) -> Result<(), Refusal> {
        let (mut rows, mut page) = (Vec::new(), 1);
        let today = loop {
            let list = self.bank_accounts(BankAccountQuery { filter: None, page }).await?;
            rows.extend(list.rows);
            if page >= list.pages {
                break list.today;
            }
            page += 1;
        };
        // The reseller whose people visitors may be is sound.
        rows.sort_by_key(|row| row.partner.code != DEMO_PARTNER);
        let cases = std::iter::repeat_n(Case::Sound, rows.len().saturating_sub(LAST.len())).chain(LAST);
        for (row, case) in rows.iter().zip(cases) {
            self.fill_demo_account(row, case, today).await?;
        }
        self.look_at_prenotes().await.map(drop)
    }

    async fn fill_demo_account(&self, row: &BankAccountRow, case: Case, today: NaiveDate) -> Result<(), Refusal> {
        let partner = row.partner.id;
        if row.standing.tax_form.is_none() && case != Case::NoTaxForm {
            let received_on = day_of_past(1, 15).unwrap_or(today);
            self.file_tax_form(partner, TaxForm { kind: TaxFormKind::W9, received_on }, Actor::System).await?;
        }
        if row.standing.hold.is_none() && case == Case::OnHold {
            let reason = "Two customers of September are disputed; waits for the reseller’s answer";
            self.hold_payments(partner, reason, Actor::System).await?;
        }
        let (id, status) = match (&row.account, case) {
            (_, Case::Missing) => return Ok(()),
            (Some(account), _) => (account.id, account.status),
            (None, _) => {
                let entered = self.enter_account(partner, details_of(&row.partner)?, Actor::System).await?;
                (entered.id, entered.state.status())
            }
        };
        if status != AccountStatus::Unverified || case == Case::Unverified {
            return Ok(());
        }
        let past = day_of_past(9, 3).unwrap_or(today);
        let settles_on = if case == Case::Verifying { next_banking_day(today) } else { past };
        self.note_prenote(id, settles_on, Actor::System).await?;
        if case == Case::Failed {
            self.note_return(id, "R03", next_banking_day(past), Actor::System).await?;
        }
        Ok(())
    }
}

fn details_of(partner: &PartnerRef) -> Result<AccountDetails, Refusal> {
    let hash = Sha256::digest(partner.code.as_bytes());
    let number: String = hash.iter().skip(1).take(10).map(|byte| char::from(b'0' + byte % 10)).collect();
    let bank = BANKS[usize::from(hash[0]) % BANKS.len()];
    let what = (BankAccountKind::Checking, HolderKind::Business);
    AccountDetails::read(what, &partner.name, bank, (&number, &number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::PartnerId;

    #[test]
    fn a_code_always_gives_the_same_account_and_every_bank_is_one() {
        let partner = |code: &str| PartnerRef {
            id: PartnerId(uuid::Uuid::nil()),
            code: code.into(),
            name: "Territory 902 (Downey)".into(),
        };
        assert_eq!(details_of(&partner("RS-902")).unwrap(), details_of(&partner("RS-902")).unwrap());
        assert_ne!(details_of(&partner("RS-902")).unwrap().number, details_of(&partner("RS-903")).unwrap().number);
        for bank in BANKS {
            assert!(bank.parse::<domain::banking::RoutingNumber>().is_ok(), "{bank}");
        }
    }
}
