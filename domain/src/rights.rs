//! Who may do what. Checked in `engine` for every call, whatever page or route it came through.

use crate::user::Role;

/// Something a user asks the engine to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// See every partner side by side.
    ReadPortfolio,
    /// See one partner's health, statements and customers.
    ReadPartner,
    /// See customers.
    ReadCustomers,
    /// Move a customer from stage to stage.
    MoveCustomer,
    /// Log a contact with a customer.
    LogInteraction,
    /// See commission statements.
    ReadStatements,
    /// See every account of the ledger.
    ReadLedger,
    /// See a partner's account: what it has earned and was paid.
    ReadAccount,
    /// See periods and their runs.
    ReadClose,
    /// Freeze and calculate a month.
    CloseMonth,
    /// Say that a calculated month was looked at.
    ReviewMonth,
    /// Release a calculated month.
    ApproveMonth,
    /// Close a month for good while something of it is open.
    CloseBooks,
    /// See adjustments.
    ReadAdjustments,
    /// Propose an adjustment, and agree to that of another person.
    Adjust,
    /// Ask about a line of a statement.
    Dispute,
    /// Answer such a question.
    AnswerDispute,
    /// See what is paid to partners, to the operator all and to a partner its own.
    ReadPayouts,
    /// Propose a batch of payouts, and give one up.
    ProposePayouts,
    /// Release a batch that somebody else has proposed, and take its file away.
    ApprovePayouts,
    /// Say how payouts are made: the operator at its bank, and the limits that bind those who propose and approve.
    SetPayouts,
    /// See what automation does.
    ReadWork,
    /// Run, retry, skip, cancel, pause and resume automation.
    SteerWork,
    /// See what reconciliation has found, and the bank's statements.
    ReadFindings,
    /// Compare, take in bank statements, and say what became of a finding.
    ResolveFindings,
    /// Say to which bank account one's own partner is paid, and see it masked.
    EnterBankAccount,
    /// See every partner's bank account, masked, and what payments wait for.
    ReadBankAccounts,
    /// Verify bank accounts, hold and release payments, put tax forms on file.
    ManageBankAccounts,
    /// See the number of a bank account.
    RevealBankAccount,
    /// Bring files of customers, resellers, facts and bills in.
    ImportData,
    /// Take files away, and see what was brought in.
    ExportData,
    /// See commission plans, who has them, and what another plan would have cost.
    ReadPlans,
    /// Add and revise commission plans, and give them to partners.
    EditPlans,
    /// See alerts about partners, and say which ones one wants to be told.
    ReadAlerts,
    /// Acknowledge, resolve and dismiss alerts.
    HandleAlerts,
    /// Say when alerts are raised, and how long they may wait.
    EditAlertRules,
    /// See what is done for partners, what it has brought, and what is suggested.
    ReadInterventions,
    /// Plan, begin, work on and end interventions.
    Intervene,
    /// Say which steps an intervention has.
    EditPlaybooks,
    /// Say how health is scored, and enter figures of the industry.
    EditHealthRules,
    /// Say who looks after which partner, and enter anybody's vacation.
    AssignManagers,
    /// See vacations of partner managers, and enter one's own.
    ArrangeCover,
}

impl Action {
    /// Every action, for the table of rights.
    pub const ALL: &'static [Self] = &[
        Self::ReadPortfolio,
        Self::ReadPartner,
        Self::ReadCustomers,
        Self::MoveCustomer,
        Self::LogInteraction,
        Self::ReadStatements,
        Self::ReadLedger,
        Self::ReadAccount,
        Self::ReadClose,
        Self::CloseMonth,
        Self::ReviewMonth,
        Self::ApproveMonth,
        Self::CloseBooks,
        Self::ReadAdjustments,
        Self::Adjust,
        Self::Dispute,
        Self::AnswerDispute,
        Self::ReadPayouts,
        Self::ProposePayouts,
        Self::ApprovePayouts,
        Self::SetPayouts,
        Self::ReadWork,
        Self::SteerWork,
        Self::ReadFindings,
        Self::ResolveFindings,
        Self::EnterBankAccount,
        Self::ReadBankAccounts,
        Self::ManageBankAccounts,
        Self::RevealBankAccount,
        Self::ImportData,
        Self::ExportData,
        Self::ReadPlans,
        Self::EditPlans,
        Self::ReadAlerts,
        Self::HandleAlerts,
        Self::EditAlertRules,
        Self::ReadInterventions,
        Self::Intervene,
        Self::EditPlaybooks,
        Self::EditHealthRules,
        Self::AssignManagers,
        Self::ArrangeCover,
    ];

    /// The action as the end of the sentence "You may not …".
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::ReadPortfolio => "see the portfolio",
            Self::ReadPartner => "see this partner",
            Self::ReadCustomers => "see customers",
            Self::MoveCustomer => "move customers",
            Self::LogInteraction => "log contacts with customers",
            Self::ReadStatements => "see commission statements",
            Self::ReadLedger => "see the ledger",
            Self::ReadAccount => "see a partner's account",
            Self::ReadClose => "see the month close",
            Self::CloseMonth => "close a month",
            Self::ReviewMonth => "review a month",
            Self::ApproveMonth => "approve a month",
            Self::CloseBooks => "close the books of a month",
            Self::ReadAdjustments => "see adjustments",
            Self::Adjust => "adjust commissions",
            Self::Dispute => "ask about a line of a statement",
            Self::AnswerDispute => "answer questions about statements",
            Self::ReadPayouts => "see payouts",
            Self::ProposePayouts => "propose payouts",
            Self::ApprovePayouts => "approve payouts",
            Self::SetPayouts => "say how payouts are made; an administrator does that",
            Self::ReadWork => "see the control room",
            Self::SteerWork => "steer automation",
            Self::ReadFindings => "see what reconciliation has found",
            Self::ResolveFindings => "reconcile, or change findings",
            Self::EnterBankAccount => "enter a bank account; a reseller's owner does that",
            Self::ReadBankAccounts => "see bank accounts",
            Self::ManageBankAccounts => "verify bank accounts, or hold and release payments",
            Self::RevealBankAccount => "see the number of a bank account",
            Self::ImportData => "bring files in",
            Self::ExportData => "take files away",
            Self::ReadPlans => "see commission plans",
            Self::EditPlans => "change commission plans",
            Self::ReadAlerts => "see alerts",
            Self::HandleAlerts => "handle alerts",
            Self::EditAlertRules => "change when alerts are raised",
            Self::ReadInterventions => "see interventions",
            Self::Intervene => "work on interventions",
            Self::EditPlaybooks => "change playbooks",
            Self::EditHealthRules => "change how health is scored and compared",
            Self::AssignManagers => "say who looks after a partner",
            Self::ArrangeCover => "arrange vacation cover",
        }
    }
}

/// Whether a role sees every partner of the operator's.
///
/// Others see some: a manager those that it looks after, or covers for on that day, and a reseller's people their own.
/// A partner that somebody doesn't see is to them as if it weren't there.
pub const fn sees_all(role: Role) -> bool {
    match role {
        Role::Admin | Role::Finance | Role::Head | Role::Support | Role::Auditor => true,
        Role::Manager | Role::Owner | Role::Sales | Role::Viewer => false,
    }
}

/// Whether partners can be assigned to people of a role, who can also cover for each other.
pub const fn looks_after_partners(role: Role) -> bool {
    matches!(role, Role::Head | Role::Manager)
}

/// Whether a role may do an action at all; for those who don't see all partners, with those that they see.
pub const fn may(role: Role, action: Action) -> bool {
    use Action::{
        Adjust, AnswerDispute, ApproveMonth, ApprovePayouts, ArrangeCover, AssignManagers, CloseBooks, CloseMonth,
        Dispute, EditAlertRules, EditHealthRules, EditPlans, EditPlaybooks, EnterBankAccount, HandleAlerts, ImportData,
        Intervene, LogInteraction, ManageBankAccounts, MoveCustomer, ProposePayouts, ReadAccount, ReadAlerts,
        ReadCustomers, ReadInterventions, ReadPartner, ReadPayouts, ReadPlans, ReadPortfolio, ReadStatements,
        ResolveFindings, RevealBankAccount, ReviewMonth, SetPayouts, SteerWork,
    };
    match role {
        // Who pays must not say where the money goes.
        Role::Admin => !matches!(action, EnterBankAccount),
        Role::Finance => !matches!(
            action,
            MoveCustomer
                | LogInteraction
                | Dispute
                | EnterBankAccount
                | SetPayouts
                | EditAlertRules
                | EditPlaybooks
                | EditHealthRules
                | AssignManagers
                | ArrangeCover
        ),
        // What holds for all partners alike is the head's, what is done for one its manager's too.
        Role::Head if matches!(action, EditAlertRules | EditPlaybooks | EditHealthRules | AssignManagers) => true,
        Role::Head | Role::Manager => {
            matches!(
                action,
                ReadPortfolio
                    | ReadPartner
                    | ReadCustomers
                    | MoveCustomer
                    | LogInteraction
                    | ReadStatements
                    | AnswerDispute
                    | ReadPlans
                    | ReadAlerts
                    | HandleAlerts
                    | ReadInterventions
                    | Intervene
                    | ArrangeCover
            )
        }
        Role::Support => matches!(
            action,
            ReadPortfolio | ReadPartner | ReadCustomers | LogInteraction | ReadAlerts | ReadInterventions | Intervene
        ),
        Role::Auditor => !matches!(
            action,
            MoveCustomer
                | LogInteraction
                | CloseMonth
                | ReviewMonth
                | ApproveMonth
                | CloseBooks
                | Adjust
                | Dispute
                | AnswerDispute
                | ProposePayouts
                | ApprovePayouts
                | SetPayouts
                | SteerWork
                | ImportData
                | ResolveFindings
                | EnterBankAccount
                | ManageBankAccounts
                | RevealBankAccount
                | EditPlans
                | HandleAlerts
                | EditAlertRules
                | Intervene
                | EditPlaybooks
                | EditHealthRules
                | AssignManagers
                | ArrangeCover
        ),
        Role::Owner => {
            matches!(
                action,
                ReadPartner
                    | ReadCustomers
                    | MoveCustomer
                    | LogInteraction
                    | ReadStatements
                    | ReadAccount
                    | ReadPayouts
                    | Dispute
                    | EnterBankAccount
            )
        }
        Role::Sales => {
            matches!(action, ReadPartner | ReadCustomers | MoveCustomer | LogInteraction | ReadStatements)
        }
        Role::Viewer => matches!(action, ReadPartner | ReadCustomers | ReadStatements),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    #[test]
    fn who_does_not_see_all_partners_may_do_nothing_that_holds_for_all() {
        let of_all = [
            Action::EditPlans,
            Action::EditAlertRules,
            Action::EditPlaybooks,
            Action::EditHealthRules,
            Action::AssignManagers,
            Action::ImportData,
            Action::ExportData,
            Action::ReadLedger,
            Action::ReadClose,
            Action::ReadWork,
            Action::ReadFindings,
            Action::ReadBankAccounts,
            Action::ReadAdjustments,
        ];
        for role in Role::ALL.iter().filter(|role| !sees_all(**role)) {
            assert!(of_all.iter().all(|action| !may(*role, *action)), "{role}");
        }
    }

    #[test]
    fn the_table_of_rights_is_as_agreed() {
        let mut table = String::new();
        for action in Action::ALL {
            let who: Vec<_> = Role::ALL.iter().filter(|r| may(**r, *action)).map(|r| r.code()).collect();
            writeln!(table, "{action:?}: {}", who.join(" ")).unwrap();
        }
        assert_eq!(
            table,
            "ReadPortfolio: admin finance head manager support auditor\n\
             ReadPartner: admin finance head manager support auditor owner sales viewer\n\
             ReadCustomers: admin finance head manager support auditor owner sales viewer\n\
             MoveCustomer: admin head manager owner sales\n\
             LogInteraction: admin head manager support owner sales\n\
             ReadStatements: admin finance head manager auditor owner sales viewer\n\
             ReadLedger: admin finance auditor\n\
             ReadAccount: admin finance auditor owner\n\
             ReadClose: admin finance auditor\n\
             CloseMonth: admin finance\n\
             ReviewMonth: admin finance\n\
             ApproveMonth: admin finance\n\
             CloseBooks: admin finance\n\
             ReadAdjustments: admin finance auditor\n\
             Adjust: admin finance\n\
             Dispute: admin owner\n\
             AnswerDispute: admin finance head manager\n\
             ReadPayouts: admin finance auditor owner\n\
             ProposePayouts: admin finance\n\
             ApprovePayouts: admin finance\n\
             SetPayouts: admin\n\
             ReadWork: admin finance auditor\n\
             SteerWork: admin finance\n\
             ReadFindings: admin finance auditor\n\
             ResolveFindings: admin finance\n\
             EnterBankAccount: owner\n\
             ReadBankAccounts: admin finance auditor\n\
             ManageBankAccounts: admin finance\n\
             RevealBankAccount: admin finance\n\
             ImportData: admin finance\n\
             ExportData: admin finance auditor\n\
             ReadPlans: admin finance head manager auditor\n\
             EditPlans: admin finance\n\
             ReadAlerts: admin finance head manager support auditor\n\
             HandleAlerts: admin finance head manager\n\
             EditAlertRules: admin head\n\
             ReadInterventions: admin finance head manager support auditor\n\
             Intervene: admin finance head manager support\n\
             EditPlaybooks: admin head\n\
             EditHealthRules: admin head\n\
             AssignManagers: admin head\n\
             ArrangeCover: admin head manager\n"
        );
    }
}
