//! Payouts: from what is payable to money at the bank, and back when it returns.

use crate::world::{CUSTOMERS, World, month};
use domain::ach::{check, read};
use domain::audit::Actor;
use domain::banking::account::{AccountDetails, AccountStatus, BankAccountKind, HolderKind, TaxForm, TaxFormKind};
use domain::ledger::Account;
use domain::payout::answer::AnswerState;
use domain::payout::{BatchStatus, HoldReason, Limits, Offset, Originator, PayoutSettings, PayoutState, Speed};
use domain::user::Role;
use domain::view::{PayoutBatchPage, PayoutBatchRow};
use domain::{Cents, PartnerId, PayoutBatchId, Refusal};
use engine::Desk;

const PLAN: &str = r#"{"rules": [{"type": "percentage", "rate": 100000}]}"#;

pub fn settings() -> PayoutSettings {
    let bank = "121042882".parse().unwrap();
    let originator = Originator {
        company_name: "ACME INTERNET".into(),
        company_id: "1234567890".into(),
        description: "COMMISSION".into(),
        odfi: bank,
        destination: bank,
        destination_name: "FIRST BANK".into(),
        origin: "1234567890".into(),
        origin_name: "ACME INTERNET".into(),
    };
    let limits = Limits { minimum: Cents(100), per_partner: Cents(100_000), per_batch: Cents(1_000_000) };
    PayoutSettings { originator, speed: Speed::NextDay, limits }
}

/// An operator whose September is approved, so that RS-1 is owed 16.06 and RS-2 25.00, and the people who pay.
pub struct Payday {
    pub world: World,
    pub finance: Desk,
    pub admin: Desk,
}

impl Payday {
    pub async fn new() -> Self {
        Self::of(CUSTOMERS).await
    }

    /// The same with other customers.
    pub async fn of(customers: &str) -> Self {
        let world = World::new().await;
        world.office.add_plan("residual", "Residual", month("2024-01"), PLAN, true).await.unwrap();
        world.import(customers).await;
        let (finance, admin) = (world.desk(Role::Finance, None).await, world.desk(Role::Admin, None).await);
        finance.start_close(month("2025-09")).await.unwrap();
        world.engine.work_through().await.unwrap();
        admin.approve_month(month("2025-09")).await.unwrap();
        world.engine.work_through().await.unwrap();
        world.office.set_payout_settings(&settings(), Offset::Now(None), Actor::System).await.unwrap();
        Self { world, finance, admin }
    }

    pub async fn partner(&self, code: &str) -> PartnerId {
        let partners = self.world.office.partners().await.unwrap();
        partners.into_iter().find(|partner| partner.code == code).unwrap().id
    }

    /// A partner that can be paid to an account of this number.
    pub async fn payable(&self, code: &str, number: &str) {
        let partner = self.partner(code).await;
        self.account(code, number).await;
        let form = TaxForm { kind: TaxFormKind::W9, received_on: "2025-10-01".parse().unwrap() };
        self.world.office.file_tax_form(partner, form, Actor::System).await.unwrap();
    }

    /// A verified account for a partner.
    pub async fn account(&self, code: &str, number: &str) {
        let partner = self.partner(code).await;
        let what = (BankAccountKind::Checking, HolderKind::Business);
        let details = AccountDetails::read(what, "Harbor Dealers LLC", "121042882", (number, number)).unwrap();
        let account = self.world.office.enter_account(partner, details, Actor::System).await.unwrap();
        let sent = self.world.office.begin_deposits(account.id, account.revision, Actor::System).await.unwrap();
        self.world.office.confirm_deposits(partner, sent, Actor::System).await.unwrap();
    }

    /// Both partners payable to accounts that end so.
    pub async fn with_accounts(one: &str, two: &str) -> Self {
        let payday = Self::new().await;
        payday.payable("RS-1", &format!("98765{one}")).await;
        payday.payable("RS-2", &format!("98765{two}")).await;
        payday
    }

    /// Proposes, approves, and hands the file over.
    pub async fn send(&self) -> PayoutBatchRow {
        let batch = self.finance.propose_payouts("payday").await.unwrap();
        self.world.engine.work_through().await.unwrap();
        self.admin.approve_payouts(batch.id).await.unwrap();
        self.world.engine.work_through().await.unwrap();
        batch
    }

    /// So many days later, with all that automation has done meanwhile.
    pub async fn days_later(&self, days: i64) {
        for _ in 0..days {
            self.world.later(86_400);
            self.world.engine.work_through().await.unwrap();
        }
    }

    pub async fn page(&self, id: PayoutBatchId) -> PayoutBatchPage {
        self.finance.payout_batch(id).await.unwrap()
    }

    /// Account balances as the ledger keeps them, debit positive: payable, in transit, cash.
    pub async fn books(&self) -> [i64; 3] {
        let check = self.world.office.check_ledger().await.unwrap();
        assert_eq!(check.differences, []);
        let month = month("2025-12");
        let balance = self.finance.trial_balance(Some(month), 1).await.unwrap();
        [Account::Payable, Account::Clearing, Account::Cash]
            .map(|wanted| balance.accounts.iter().find(|row| row.account == wanted).map_or(0, |row| row.closing().0))
    }
}

fn states(page: &PayoutBatchPage) -> Vec<(String, i64, PayoutState)> {
    page.payouts.iter().map(|p| (p.partner.code.clone(), p.amount.0, p.state)).collect()
}

#[tokio::test]
async fn what_is_payable_is_proposed_approved_written_handed_over_and_settles() {
    let payday = Payday::with_accounts("4321", "7777").await;
    payday.world.desk(Role::Owner, Some("RS-1")).await;
    let batch = payday.finance.propose_payouts("mid-month payday").await.unwrap();
    assert_eq!((batch.name().as_str(), batch.payouts, batch.total), ("PB-0001", 2, Cents(4_106)));
    payday.world.engine.work_through().await.unwrap();
    assert_eq!(payday.books().await, [-4_106, 0, 0], "nothing is booked before the bank has it");

    let own = payday.finance.approve_payouts(batch.id).await.unwrap_err();
    assert_eq!(own.to_string(), "You may not approve payouts that you have proposed yourself; ask a second person.");
    let manager = payday.world.desk(Role::Manager, None).await;
    assert!(matches!(manager.approve_payouts(batch.id).await.unwrap_err(), Refusal::Forbidden { .. }));
    payday.admin.approve_payouts(batch.id).await.unwrap();
    let again = payday.admin.approve_payouts(batch.id).await.unwrap_err();
    assert_eq!(again.to_string(), "PB-0001 is approved; only a proposed batch can be approved.");
    payday.world.engine.work_through().await.unwrap();

    let page = payday.page(batch.id).await;
    assert_eq!(page.batch.status, BatchStatus::Submitted);
    assert_eq!(states(&page)[0], ("RS-1".into(), 1_606, PayoutState::InTransit));
    assert_eq!(page.payouts[0].account.as_deref(), Some("••••4321"));
    assert_eq!(payday.books().await, [0, -4_106, 0]);
    // The file, read by the checker that reads files of others.
    let file = payday.admin.payout_file(batch.id).await.unwrap();
    let report = check::check(&file.content);
    assert_eq!((report.is_clean(), report.entries, report.credits, report.debits), (true, 2, 4_106, 0));
    let row = page.file.unwrap();
    assert_eq!(
        (row.name.as_str(), row.credits, row.effective.to_string()),
        (&*file.name, Cents(4_106), "2025-10-07".into())
    );

    payday.days_later(2).await;
    let page = payday.page(batch.id).await;
    assert_eq!(page.batch.status, BatchStatus::Settled);
    assert_eq!(page.payouts[1].settled_on.unwrap().to_string(), "2025-10-07");
    assert_eq!(payday.books().await, [0, 0, -4_106]);
    let mails = payday.world.office.mails().await.unwrap();
    let letter = mails.iter().find(|mail| mail.subject == "$16.06 is on its way to you").unwrap();
    assert!(letter.text.contains("••••4321") && letter.text.contains("2025-10-07"), "{}", letter.text);
    let nothing = payday.finance.propose_payouts("again").await.unwrap_err();
    assert_eq!(nothing.to_string(), "Nothing is payable now.");
    assert_eq!(payday.world.office.verify_audit().await.unwrap().1, None);
}

#[tokio::test]
async fn a_payout_that_comes_back_is_payable_again_and_paid_once_more() {
    let payday = Payday::with_accounts("4321", "0003").await;
    let owner = payday.world.desk(Role::Owner, Some("RS-2")).await;
    let first = payday.send().await;
    payday.days_later(2).await;
    let page = payday.page(first.id).await;
    assert_eq!(page.batch.status, BatchStatus::PartiallyReturned);
    assert_eq!(
        states(&page),
        [("RS-1".into(), 1_606, PayoutState::Settled), ("RS-2".into(), 2_500, PayoutState::Returned)]
    );
    assert_eq!(page.payouts[1].return_code.as_deref(), Some("R03"));
    assert_eq!((page.answers.len(), page.answers[0].state), (1, AnswerState::Matched));
    assert_eq!(payday.books().await, [-2_500, 0, -1_606]);
    assert_eq!(owner.own_bank_account().await.unwrap().current.unwrap().status, AccountStatus::Failed);
    let mails = payday.world.office.mails().await.unwrap();
    assert!(mails.iter().any(|mail| mail.subject == "Your bank has sent $25.00 back"));

    // Without another account it is held out.
    let held = payday.finance.propose_payouts("again").await.unwrap_err();
    assert_eq!(held.to_string(), "Nothing can be paid now: the one partner that is owed something is held out.");
    payday.account("RS-2", "555001234").await;
    let second = payday.send().await;
    payday.days_later(2).await;
    let page = payday.page(second.id).await;
    assert_eq!(
        (page.batch.status, page.payouts[0].retry_of),
        (BatchStatus::Settled, Some(first_returned(&payday, first.id).await))
    );
    assert_eq!(payday.books().await, [0, 0, -4_106], "paid once each");
    let own = owner.partner_payouts(None).await.unwrap();
    assert_eq!(
        own.payouts.iter().map(|p| (p.amount.0, p.state)).collect::<Vec<_>>(),
        [(2_500, PayoutState::Settled), (2_500, PayoutState::Returned)]
    );
}

async fn first_returned(payday: &Payday, id: PayoutBatchId) -> domain::PayoutId {
    let page = payday.page(id).await;
    page.payouts.iter().find(|p| p.state == PayoutState::Returned).unwrap().id
}

#[tokio::test]
async fn a_return_after_settlement_takes_the_money_back_from_cash() {
    let payday = Payday::with_accounts("4321", "0029").await;
    let batch = payday.send().await;
    payday.days_later(2).await;
    assert_eq!(payday.page(batch.id).await.batch.status, BatchStatus::Settled);
    assert_eq!(payday.books().await, [0, 0, -4_106]);
    payday.days_later(2).await;
    let page = payday.page(batch.id).await;
    assert_eq!(page.batch.status, BatchStatus::PartiallyReturned);
    assert_eq!(payday.books().await, [-2_500, 0, -1_606]);
    // The account stands: the code speaks of one payment. A second return in a row holds the partner.
    // Sent on Friday the tenth, it settles on Tuesday, as Monday is Columbus Day.
    payday.send().await;
    payday.days_later(7).await;
    let held: Vec<_> =
        payday.world.office.payables().await.unwrap().into_iter().map(|p| (p.owed.0, p.held_out)).collect();
    assert_eq!(held, [(2_500, Some(HoldReason::OnHold))]);
}

#[tokio::test]
async fn each_partner_that_can_not_be_paid_is_held_out_with_its_reason() {
    let payday = Payday::new().await;
    let reasons = async || {
        let payables = payday.world.office.payables().await.unwrap();
        payables.into_iter().map(|p| (p.partner.code, p.held_out)).collect::<Vec<_>>()
    };
    let no_account = Some(HoldReason::NoAccount);
    assert_eq!(reasons().await, [("RS-1".into(), no_account), ("RS-2".into(), no_account)]);
    payday.account("RS-1", "987654321").await;
    payday.payable("RS-2", "987654322").await;
    payday.world.office.hold_payments(payday.partner("RS-2").await, "a dispute", Actor::System).await.unwrap();
    assert_eq!(
        reasons().await,
        [("RS-1".into(), Some(HoldReason::NoTaxForm)), ("RS-2".into(), Some(HoldReason::OnHold))]
    );
    let refused = payday.finance.propose_payouts("payday").await.unwrap_err();
    assert_eq!(refused.to_string(), "Nothing can be paid now: all 2 partners that are owed something are held out.");
    payday.payable("RS-1", "987654323").await;
    let batch = payday.finance.propose_payouts("payday").await.unwrap();
    assert_eq!((batch.payouts, batch.held_out, batch.total), (1, 1, Cents(1_606)));
}

#[tokio::test]
async fn what_changes_between_proposal_and_file_is_held_out_of_the_file() {
    let payday = Payday::with_accounts("4321", "7777").await;
    let batch = payday.finance.propose_payouts("payday").await.unwrap();
    payday.world.engine.work_through().await.unwrap();
    payday.world.office.hold_payments(payday.partner("RS-2").await, "a dispute", Actor::System).await.unwrap();
    let doubts = payday.page(batch.id).await.doubts;
    assert_eq!(doubts.iter().map(|(_, reason)| *reason).collect::<Vec<_>>(), [HoldReason::OnHold]);
    payday.admin.approve_payouts(batch.id).await.unwrap();
    payday.world.engine.work_through().await.unwrap();
    let page = payday.page(batch.id).await;
    assert_eq!(
        states(&page),
        [("RS-1".into(), 1_606, PayoutState::InTransit), ("RS-2".into(), 2_500, PayoutState::HeldOut)]
    );
    assert_eq!(page.file.unwrap().credits, Cents(1_606));
    assert_eq!(payday.books().await, [-2_500, -1_606, 0]);
}

#[tokio::test]
async fn a_batch_is_given_up_until_the_bank_has_it() {
    let payday = Payday::with_accounts("4321", "7777").await;
    let batch = payday.finance.propose_payouts("payday").await.unwrap();
    payday.world.engine.work_through().await.unwrap();
    let why = payday.finance.cancel_payouts(batch.id, " ").await.unwrap_err();
    assert_eq!(why.to_string(), "reason: say why the batch is given up");
    let given_up = payday.finance.cancel_payouts(batch.id, "one account is wrong").await.unwrap();
    assert_eq!(given_up.status, BatchStatus::Cancelled);
    payday.world.engine.work_through().await.unwrap();
    assert_eq!(payday.page(batch.id).await.file, None);
    let sent = payday.send().await;
    assert_eq!((sent.name().as_str(), sent.total), ("PB-0002", Cents(4_106)), "what it had reserved is free again");
    let late = payday.finance.cancel_payouts(sent.id, "too late").await.unwrap_err();
    assert_eq!(late.to_string(), "PB-0002 is at the bank; there is nothing left to give up.");
}

#[tokio::test]
async fn an_answer_that_fits_nothing_is_kept_for_a_person_and_a_file_is_read_once() {
    let payday = Payday::with_accounts("0003", "7777").await;
    let batch = payday.send().await;
    let sent = payday.admin.payout_file(batch.id).await.unwrap();
    // The same return as the bank will send, with the trace number of an entry that we never sent.
    let text = String::from_utf8(sent.content).unwrap().replace("12104288000000", "12104288900000");
    let file = read::read(text.as_bytes()).0;
    let replies: Vec<_> = domain::payout::sandbox::answers(&file).into_iter().map(|(_, reply)| reply).collect();
    let stray =
        domain::ach::write::reply(&file, &replies, "2025-10-07T08:00:00".parse().unwrap(), 'Z').unwrap().unwrap();
    let path = payday.world.file("stray.ach", stray);
    let taken = payday.world.office.read_answers_file(&path, Actor::System).await.unwrap();
    assert_eq!((taken.matched, taken.for_people), (0, 1));
    let twice = payday.world.office.read_answers_file(&path, Actor::System).await.unwrap_err();
    assert_eq!(twice.to_string(), "stray.ach was taken in before; nothing was done a second time.");
    let letter = payday.world.file("letter.txt", "Dear customer,\nwe are closed on Monday.\n");
    payday.world.office.read_answers_file(&letter, Actor::System).await.unwrap();

    let open = payday.finance.payout_desk().await.unwrap().answers;
    let mut notes: Vec<_> = open.iter().map(|answer| (answer.code.as_str(), answer.state)).collect();
    notes.sort_unstable();
    assert_eq!(notes, [("", AnswerState::ForPerson), ("R03", AnswerState::Unmatched)]);
    let stray = open.iter().find(|answer| answer.code == "R03").unwrap();
    payday.finance.settle_bank_answer(&stray.content_hash, stray.line, "meant for another company").await.unwrap();
    assert_eq!(payday.finance.payout_desk().await.unwrap().answers.len(), 1);
    assert_eq!(payday.books().await, [0, -4_106, 0], "nothing was booked for it");
    // The true return comes the next day all the same.
    payday.days_later(2).await;
    assert_eq!(payday.books().await, [-1_606, 0, -2_500]);
}

#[tokio::test]
async fn a_bank_corrects_an_account_and_the_next_payout_goes_to_the_right_one() {
    let payday = Payday::with_accounts("1001", "7777").await;
    let owner = payday.world.desk(Role::Owner, Some("RS-1")).await;
    let batch = payday.send().await;
    payday.days_later(3).await;
    let page = payday.page(batch.id).await;
    assert_eq!((page.batch.status, page.answers[0].code.as_str()), (BatchStatus::Settled, "C01"));
    let account = owner.own_bank_account().await.unwrap().current.unwrap();
    assert_eq!((account.masked.as_str(), account.status), ("••••5001", AccountStatus::Verified));
    assert_eq!(payday.books().await, [0, 0, -4_106]);
}

#[tokio::test]
async fn an_account_is_tried_by_a_prenote_and_proved_by_three_banking_days_of_silence() {
    let payday = Payday::new().await;
    let owner = payday.world.desk(Role::Owner, Some("RS-1")).await;
    let what = (BankAccountKind::Savings, HolderKind::Person);
    let number = "123404321";
    let details = AccountDetails::read(what, "Ana Harbor", "121042882", (number, number)).unwrap();
    payday.world.office.enter_account(payday.partner("RS-1").await, details, Actor::System).await.unwrap();
    let status = async || owner.own_bank_account().await.unwrap().current.unwrap().status;
    payday.days_later(1).await;
    assert_eq!(status().await, AccountStatus::Verifying, "a prenote is on its way");
    payday.days_later(3).await;
    assert_eq!(status().await, AccountStatus::Verifying);
    // Sent on Tuesday the seventh, settled on the eighth; the thirteenth is Columbus Day.
    payday.days_later(5).await;
    assert_eq!(status().await, AccountStatus::Verified);
}

#[tokio::test]
async fn a_prenote_that_comes_back_fails_its_account() {
    let payday = Payday::new().await;
    let owner = payday.world.desk(Role::Owner, Some("RS-1")).await;
    let details = crate::accounts::details("123400003");
    payday.world.office.enter_account(payday.partner("RS-1").await, details, Actor::System).await.unwrap();
    payday.days_later(3).await;
    let account = owner.own_bank_account().await.unwrap().current.unwrap();
    assert_eq!(account.status, AccountStatus::Failed);
}

#[tokio::test]
async fn payouts_run_on_the_fifteenth_by_themselves_up_to_the_approval() {
    let payday = Payday::with_accounts("4321", "7777").await;
    payday.days_later(10).await;
    let desk = payday.finance.payout_desk().await.unwrap();
    assert_eq!(desk.batches.len(), 1);
    assert_eq!((desk.batches[0].period.as_str(), desk.batches[0].status), ("2025-10-15", BatchStatus::Proposed));
    assert_eq!(desk.batches[0].proposed_by, None);
    let mails = payday.world.office.mails().await.unwrap();
    let asked = mails.iter().filter(|mail| mail.subject == "Payouts PB-0001 wait for your approval").count();
    assert_eq!(asked, 2, "everyone who may approve is asked when nobody has proposed");
    payday.finance.approve_payouts(desk.batches[0].id).await.unwrap();
    payday.world.engine.work_through().await.unwrap();
    payday.days_later(2).await;
    assert_eq!(payday.books().await, [0, 0, -4_106]);
}

#[tokio::test]
async fn a_partner_sees_its_own_payouts_and_no_other() {
    let payday = Payday::with_accounts("4321", "7777").await;
    let owner = payday.world.desk(Role::Owner, Some("RS-1")).await;
    let batch = payday.send().await;
    assert_eq!(owner.partner_payouts(None).await.unwrap().payouts.len(), 1);
    let other = payday.partner("RS-2").await;
    assert!(matches!(owner.partner_payouts(Some(other)).await.unwrap_err(), Refusal::NotFound { .. }));
    assert!(matches!(owner.payout_batch(batch.id).await.unwrap_err(), Refusal::NotFound { .. }));
    assert!(matches!(owner.payout_desk().await.unwrap_err(), Refusal::Forbidden { .. }));
    assert!(matches!(owner.payout_file(batch.id).await.unwrap_err(), Refusal::Forbidden { .. }));
}
