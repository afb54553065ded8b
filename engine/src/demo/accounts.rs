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
pub(super) const BANKS: [&str; 6] = ["121000358", "121042882", "322271627", "122235821", "322271724", "121000248"];

/// What the last resellers of the list show, one each; all others are verified and lack nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Sound,
    /// The bank sends a payment back: the account is closed.
    ComesBack,
    /// The bank pays, and tells the right number for the next time.
    Corrected,
    NoTaxForm,
    OnHold,
    Failed,
    Verifying,
    Unverified,
    Missing,
}

const LAST: [Case; 8] = [
    Case::ComesBack,
    Case::Corrected,
    Case::NoTaxForm,
    Case::OnHold,
    Case::Failed,
    Case::Verifying,
    Case::Unverified,
    Case::Missing,
];

/// Which accounts are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Entered {
    /// Those that the demo's past knows.
    LongAgo,
    /// Those that a visitor finds in the middle of it.
    Lately,
}

impl Case {
    const fn entered(self) -> Entered {
        match self {
            Self::Verifying | Self::Unverified => Entered::Lately,
            _ => Entered::LongAgo,
        }
    }

    /// How the number ends, where the sandbox bank shall answer.
    const fn ending(self) -> Option<&'static str> {
        match self {
            Self::ComesBack => Some("0002"),
            Self::Corrected => Some("1001"),
            _ => None,
        }
    }
}

/// When prenotes settled and tax forms came: before the months that are paid.
const fn day_of_past(month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2025, month, day)
}

impl Office {
    /// Gives every reseller of the demo an account, as far as it has none yet. Done twice, it changes nothing.
    pub(super) async fn fill_demo_accounts(&self, entered: Entered) -> Result<(), Refusal> {
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
        for (row, case) in rows.iter().zip(cases).filter(|(_, case)| case.entered() == entered) {
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
                let entered =
                    self.enter_account(partner, details_of(&row.partner, case.ending())?, Actor::System).await?;
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

fn details_of(partner: &PartnerRef, ending: Option<&str>) -> Result<AccountDetails, Refusal> {
    let hash = Sha256::digest(partner.code.as_bytes());
    let digits: String = hash.iter().skip(1).take(10).map(|byte| char::from(b'0' + byte % 10)).collect();
    let number = ending.map_or_else(|| digits.clone(), |ending| format!("{}{ending}", &digits[..6]));
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
        let details = |code: &str| details_of(&partner(code), None).unwrap();
        assert_eq!(details("RS-902"), details("RS-902"));
        assert_ne!(details("RS-902").number, details("RS-903").number);
        assert!(details_of(&partner("RS-902"), Some("0002")).unwrap().number.expose().ends_with("0002"));
        for bank in BANKS {
            assert!(bank.parse::<domain::banking::RoutingNumber>().is_ok(), "{bank}");
        }
    }
}
