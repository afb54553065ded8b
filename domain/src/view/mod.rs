//! What pages show: computed in the engine, rendered on the server and in the browser from the same type.

mod alerts;
mod bank_accounts;
mod close;
mod corrections;
mod customers;
mod dry_run;
mod emergencies;
mod insight;
mod interventions;
mod ledger;
mod managing;
mod payouts;
mod plans;
mod portfolio;
mod posted;
mod reconciliation;
mod review;
mod statements;
mod success;
mod surveys;
mod transfers;
mod what_if;
mod work;

pub use alerts::{
    AlertCount, AlertHistoryRow, AlertPage, AlertQuery, AlertRow, AlertSettings, AlertStep, AlertsPage, Bell,
    NotificationAbout, NotificationRow, Notifications, OwnAlert, Standing,
};
pub use bank_accounts::{
    BankAccountFilter, BankAccountList, BankAccountPage, BankAccountQuery, BankAccountRow, BankAccountView,
    NumberInTransit, OwnBankAccount,
};
pub use close::{CloseSummary, Deed, MonthClose, MonthPage, MonthsToClose, RunVersion};
pub use corrections::{AdjustmentsPage, AskedLine, QuestionQuery, QuestionsPage};
pub use customers::{
    Board, BoardColumn, Card, CustomerList, CustomerPage, CustomerQuery, CustomerRow, StageCount, StageEvent,
};
pub use dry_run::{DryFigure, DryRow, DryRun, DryStep};
pub use emergencies::{EmergencyEntry, EmergencyList, EmergencyPage, EmergencyRow, EmergencySettings, EmergencyStep};
pub use insight::{
    ComponentMonth, Concentrated, HealthInsight, HeatMap, HeatRow, InsightPage, InsightQuery, Moved, PartnerHealthPage,
    Territory, YearCohort,
};
pub use interventions::{
    CalendarStep, Effectiveness, Effort, InterventionBoard, InterventionPage, InterventionPlan, InterventionQuery,
    InterventionRow, InterventionStep, PlaybookPage, PlaybookRow, PlaybookVersion, Suggestions,
};
pub use ledger::{AccountBalance, AccountEntry, AccountPage, AccountQuery, PartnerBalance, TrialBalance};
pub use managing::{
    AssignmentFilter, AssignmentForm, CoverForm, CoverRow, CoversPage, LookedAfter, ManagerRow, ManagersPage, NOBODY,
    manager_of,
};
pub use payouts::{
    AchFileRow, AnswerQuery, AnswerRow, Payable, PayoutBatchPage, PayoutBatchRow, PayoutDesk, PayoutRow,
    PayoutSettingsPage, PayoutsOfPartner, PostedSettings,
};
pub use plans::{
    PlanAssignment, PlanChecked, PlanDraft, PlanEditor, PlanEditorPage, PlanList, PlanPage, PlanRow, PlanStep,
    PlanSummary, PlanVersionRow, PostedPlan, VersionStanding,
};
pub use portfolio::{
    BandCount, HealthPoint, HealthView, MonthFigures, Mover, PartnerPage, PartnerRow, PartnerSort, Portfolio,
    PortfolioQuery, Totals,
};
pub use posted::Posted;
pub use reconciliation::{
    BankStatementRow, ComparisonRow, FindingCount, FindingPage, FindingQuery, FindingRow, Inbox, PreviewLine,
    StatementPreview, StatementsTakenIn,
};
pub use review::{
    ComponentThenNow, CustomersThenNow, Handled, HealthThenNow, NoCustomers, QuarterReview, ReviewAlert,
    ReviewIntervention,
};
pub use statements::{Booked, StatementLine, StatementPage, StatementRow, Working, capitalised};
pub use success::{
    BenchmarkQuery, BenchmarksPage, EffectRow, FigureSpread, HealthRulesPage, IndustryFigure, IndustryForm,
    LearningPage, RulesEffect, RulesVersion, StandingRow,
};
pub use surveys::{
    Said, SurveyCounts, SurveyForm, SurveyRow, SurveySettings, SurveySettingsPage, SurveysPage, VoicesOf,
};
pub use transfers::{CustomerLine, TransferList, TransferPage, TransferRow};
pub use what_if::{NotReckoned, WhatIf, WhatIfPage, WhatIfQuery, WhatIfResult, WhatIfRow};
pub use work::{
    ControlRoom, HealthMeasurement, KnobView, PaceChangeRow, ScheduleRow, StepDurations, SystemHealth, WorkAttempt,
    WorkFigures, WorkPage, WorkQuery, WorkRow, WorkStep,
};

use crate::user::Role;
use crate::{Currency, PartnerId};
use serde::{Deserialize, Serialize};

/// Who is looking, and whose books they look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// Their name.
    pub name: String,
    /// Their sign-in name.
    pub email: String,
    /// What they are.
    pub role: Role,
    /// The operator's name.
    pub tenant: String,
    /// Currency of the operator's books.
    pub currency: Currency,
    /// IANA zone of the operator's days.
    pub time_zone: String,
    /// Where the data come from, when everyone must be told.
    pub notice: Option<String>,
    /// The partner they work for, if any.
    pub partner: Option<PartnerRef>,
}

/// A sign-in that the demo shows to visitors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoSignIn {
    /// What the user is.
    pub role: Role,
    /// Sign-in name.
    pub email: String,
    /// The demo's password.
    pub password: String,
}

/// Enough of a partner to name it and link to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct PartnerRef {
    /// Its id.
    pub id: PartnerId,
    /// The operator's short code.
    pub code: String,
    /// Its name.
    pub name: String,
}
