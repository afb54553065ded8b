//! One page per file or folder, named like its path. Chapters are what is fetched together: see [`chapter`].

pub mod alerts;
pub mod bank_accounts;
mod chapter;
pub mod close;
pub mod control_room;
pub mod corrections;
pub mod customers;
pub mod emergencies;
pub mod home;
pub mod insight;
pub mod interventions;
pub mod ledger;
pub mod manager;
pub mod managers;
pub mod not_found;
mod partner;
pub mod payouts;
pub mod plans;
pub mod reconciliation;
pub mod sign_in;
pub mod statements;
pub mod success;
mod surveys;
pub mod transfers;

use chapter::chapter;

chapter! {
    /// One partner: as it sees itself, and as the operator's people see it.
    Partner as partner_pages, __preload_partner_pages:
        Own => home::HomePage,
        One => manager::PartnerPage,
}

chapter! {
    /// What scores tell: why, where to, beside whom.
    Insight as insight_pages, __preload_insight_pages:
        Health => insight::PartnerHealthPage,
        OwnHealth => insight::OwnHealthPage,
        Portfolio => insight::InsightPage,
}

chapter! {
    /// What needs a person, and who is told.
    Alerts as alert_pages, __preload_alert_pages:
        Inbox => alerts::AlertsPage,
        One => alerts::AlertPage,
        Rules => alerts::AlertRulesPage,
        Notifications => alerts::NotificationsPage,
        Settings => alerts::PreferencesPage,
}

chapter! {
    /// What makes partners do better.
    Success as success_pages, __preload_success_pages:
        Benchmarks => success::BenchmarksPage,
        HealthRules => success::HealthRulesPage,
        Review => success::ReviewPage,
        OwnReview => success::OwnReviewPage,
        Learning => success::LearningPage,
        OwnLearning => success::OwnLearningPage,
        Interventions => interventions::BoardPage,
        Intervention => interventions::InterventionPage,
        Help => interventions::PlanPage,
        Emergencies => emergencies::EmergenciesPage,
        Emergency => emergencies::EmergencyPage,
        Managers => managers::ManagersPage,
        Cover => managers::CoverPage,
        EmergencySettings => emergencies::EmergencySettingsPage,
        Playbooks => interventions::PlaybooksPage,
        Playbook => interventions::PlaybookPage,
        Surveys => surveys::SurveysPage,
        SurveySettings => surveys::SurveySettingsPage,
        OwnSurveys => surveys::OwnSurveysPage,
}

chapter! {
    /// A partner's customers.
    Customers as customer_pages, __preload_customer_pages:
        All => customers::CustomersPage,
        One => customers::CustomerPage,
}

chapter! {
    /// What is earned, and the close that finds it out.
    Money as money_pages, __preload_money_pages:
        Statements => statements::StatementsPage,
        Statement => statements::StatementPage,
        Close => close::ClosePage,
        Month => close::MonthPage,
        Adjustments => corrections::AdjustmentsPage,
        Questions => corrections::QuestionsPage,
}

chapter! {
    /// The books, what is paid, and to which accounts.
    Books as book_pages, __preload_book_pages:
        Ledger => ledger::LedgerPage,
        Account => ledger::AccountPage,
        Payouts => payouts::PayoutsPage,
        PayoutBatch => payouts::PayoutBatchPage,
        PayoutSettings => payouts::PayoutSettingsPage,
        OwnBankAccount => bank_accounts::OwnBankAccountPage,
        BankAccounts => bank_accounts::BankAccountsPage,
        BankAccount => bank_accounts::BankAccountPage,
}

chapter! {
    /// What doesn't agree.
    Reconciliation as reconciliation_pages, __preload_reconciliation_pages:
        Inbox => reconciliation::InboxPage,
        Finding => reconciliation::FindingPage,
}

chapter! {
    /// What is earned by.
    Plans as plan_pages, __preload_plan_pages:
        All => plans::PlansPage,
        One => plans::PlanPage,
        New => plans::NewPlanPage,
        Revise => plans::RevisePlanPage,
        WhatIf => plans::WhatIfPage,
}

chapter! {
    /// What runs by itself.
    Automation as automation_pages, __preload_automation_pages:
        Room => control_room::ControlRoomPage,
        Health => control_room::SystemHealthPage,
        Run => control_room::WorkRunPage,
        Mails => control_room::MailsPage,
        Mail => control_room::MailPage,
}

chapter! {
    /// Files that come in and go out.
    Transfers as transfer_pages, __preload_transfer_pages:
        All => transfers::TransfersPage,
        One => transfers::TransferPage,
}

chapter! {
    /// Outside the frame.
    Door as door, __preload_door:
        SignIn => sign_in::SignInPage,
        Survey => surveys::SurveyPage,
}
