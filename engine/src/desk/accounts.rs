//! Bank accounts: a partner's own, for its owner; everybody's, for who pays them.

use super::Desk;
use domain::banking::account::{AccountDetails, AccountState, MicroDeposits, TaxForm};
use domain::rights::{Action, may};
use domain::view::{BankAccountList, BankAccountPage, BankAccountQuery, NumberInTransit, OwnBankAccount};
use domain::{BankAccountId, PartnerId, Refusal};

impl Desk {
    /// The caller's own account with those before it.
    pub async fn own_bank_account(&self) -> Result<OwnBankAccount, Refusal> {
        let own = self.own_partner()?;
        self.office().own_bank_account(own).await
    }

    /// Says to which account the caller's partner is paid from now on.
    pub async fn enter_bank_account(&self, details: AccountDetails) -> Result<(), Refusal> {
        let own = self.own_partner()?;
        self.office().enter_account(own, details, self.actor()).await.map(drop)
    }

    /// Names the two amounts that have arrived on the caller's own account.
    pub async fn confirm_deposits(&self, named: MicroDeposits) -> Result<AccountState, Refusal> {
        let own = self.own_partner()?;
        self.office().confirm_deposits(own, named, self.actor()).await
    }

    /// A page of partners with their accounts.
    pub async fn bank_accounts(&self, query: BankAccountQuery) -> Result<BankAccountList, Refusal> {
        self.check(Action::ReadBankAccounts)?;
        self.office().bank_accounts(query).await
    }

    /// One partner's account and standing, with the accounts before.
    pub async fn bank_account_page(&self, partner: PartnerId) -> Result<BankAccountPage, Refusal> {
        self.check(Action::ReadBankAccounts)?;
        let page = self.office().bank_account_page(partner).await?;
        let may = |action| may(self.caller.role, action);
        let (may_manage, may_reveal) = (may(Action::ManageBankAccounts), may(Action::RevealBankAccount));
        Ok(BankAccountPage { may_manage, may_reveal, ..page })
    }

    /// Draws two amounts that the caller sends to an account, to be named by its owner.
    pub async fn begin_deposits(&self, id: BankAccountId, revision: i64) -> Result<MicroDeposits, Refusal> {
        self.check(Action::ManageBankAccounts)?;
        self.office().begin_deposits(id, revision, self.actor()).await
    }

    /// Stops payments to a partner.
    pub async fn hold_payments(&self, partner: PartnerId, reason: &str) -> Result<(), Refusal> {
        self.check(Action::ManageBankAccounts)?;
        self.office().hold_payments(partner, reason, self.actor()).await
    }

    /// Lets payments to a partner go on.
    pub async fn release_payments(&self, partner: PartnerId, reason: &str) -> Result<(), Refusal> {
        self.check(Action::ManageBankAccounts)?;
        self.office().release_payments(partner, reason, self.actor()).await
    }

    /// Puts a partner's tax form on file.
    pub async fn file_tax_form(&self, partner: PartnerId, form: TaxForm) -> Result<(), Refusal> {
        self.check(Action::ManageBankAccounts)?;
        self.office().file_tax_form(partner, form, self.actor()).await
    }

    /// The number of an account. That the caller has seen it, and why, is kept.
    pub async fn reveal_account(&self, id: BankAccountId, reason: &str) -> Result<NumberInTransit, Refusal> {
        self.check(Action::RevealBankAccount)?;
        let number = self.office().reveal_account(id, reason, self.actor()).await?;
        Ok(NumberInTransit(number.expose().to_owned()))
    }

    fn own_partner(&self) -> Result<PartnerId, Refusal> {
        self.check(Action::EnterBankAccount)?;
        self.partner_asked(None)
    }
}
