//! The playbooks that an operator begins with.

use crate::health::intervention::InterventionKind;
use crate::user::Role::{self, Admin, Finance, Manager, Support};

/// Day, who does it, minutes, what is done, when it is done.
type Row = (u32, Role, u32, &'static str, &'static str);

/// The steps of a kind.
pub(super) const fn steps_of(kind: InterventionKind) -> &'static [Row] {
    match kind {
        InterventionKind::ProactiveOutreach => OUTREACH,
        InterventionKind::TrainingRecommendation => TRAINING,
        InterventionKind::TerritoryAdjustment => TERRITORY,
        InterventionKind::CommissionAdjustment => COMMISSION,
        InterventionKind::SuccessCoaching => COACHING,
        InterventionKind::ResourceAllocation => RESOURCES,
        InterventionKind::PerformanceReview => REVIEW,
        InterventionKind::Escalation => ESCALATION,
    }
}

const OUTREACH: &[Row] = &[
    (
        0,
        Manager,
        20,
        "Read score, trend and open questions of the partner",
        "The three largest losses of points are noted",
    ),
    (1, Manager, 45, "Call the owner and listen", "The call is logged with its outcome"),
    (3, Support, 60, "Solve what the call brought up", "Every point of the call has an answer"),
    (14, Manager, 30, "Call again and compare with the first call", "The second call is logged"),
];

const TRAINING: &[Row] = &[
    (0, Manager, 30, "Choose the courses that fit what is low", "Each course names the component it should raise"),
    (2, Manager, 20, "Agree on names and dates with the owner", "Every course has a participant and a day"),
    (21, Support, 120, "Accompany the courses", "Every participant has completed the course or has a new day"),
    (45, Manager, 30, "Look at what has changed", "Component and baseline are compared with the owner"),
];

const TERRITORY: &[Row] = &[
    (0, Manager, 90, "Map customers, orders and other partners of the area", "Overlaps and white areas are listed"),
    (7, Manager, 60, "Propose a new cut to the owner and to the neighbours", "All of them have answered"),
    (14, Admin, 45, "Decide and change the assignment", "The new territory is entered"),
    (60, Manager, 45, "Compare activations before and after", "The comparison is noted"),
];

const COMMISSION: &[Row] = &[
    (0, Finance, 60, "Try other plans against the partner's last months", "Cost and winners of each plan are compared"),
    (5, Manager, 45, "Discuss the plan that fits best with the owner", "The owner's answer is noted"),
    (10, Finance, 30, "Assign the plan from the next month on", "The assignment is entered"),
    (75, Finance, 45, "Compare commission and growth with the forecast", "The comparison is noted"),
];

const COACHING: &[Row] = &[
    (
        0,
        Manager,
        60,
        "Agree on two goals and their figures with the owner",
        "Goals with baseline and target are entered",
    ),
    (7, Manager, 45, "First session: what keeps the goals away", "One action for each goal is agreed on"),
    (21, Manager, 45, "Second session: what the actions have brought", "Figures and next actions are noted"),
    (42, Manager, 45, "Third session", "Figures and next actions are noted"),
    (70, Manager, 45, "Close: goals against figures", "The outcome is noted"),
];

const RESOURCES: &[Row] = &[
    (0, Manager, 45, "Find what is scarce: leads, materials, technicians", "The scarcity is noted with a figure"),
    (3, Admin, 30, "Decide what is given, until when", "Amount and end are entered"),
    (7, Support, 60, "Hand it over", "The partner has confirmed"),
    (45, Manager, 30, "Compare the figure before and after", "The comparison is noted"),
];

const REVIEW: &[Row] = &[
    (0, Manager, 90, "Prepare: score, components, peers, agreement", "The document is ready"),
    (7, Manager, 90, "Review with the owner", "Findings and agreed measures are signed"),
    (37, Manager, 45, "First check of the measures", "Each measure has a figure"),
    (67, Manager, 45, "Second check, and decide how to go on", "The decision is noted"),
];

const ESCALATION: &[Row] = &[
    (0, Manager, 30, "Write down what happened, with figures", "The summary is sent to those who decide"),
    (1, Admin, 60, "Talk with the owner, the one who decides present", "A decision or the next date is noted"),
    (3, Admin, 30, "See to what was decided", "Every measure has an owner and a day"),
    (14, Admin, 45, "Look whether it has helped", "The outcome is noted"),
];
