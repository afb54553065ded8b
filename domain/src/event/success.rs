//! What happens about partner success: alerts, interventions, emergencies, surveys.

use super::Event;
use crate::health::alert::{AlertKind, AlertState, Severity};
use crate::health::intervention::{InterventionKind, InterventionState};
use crate::health::survey::SurveyState;
use crate::user::Role;
use crate::{AlertId, EmergencyId, InterventionId, PartnerId, SurveyId};
use serde::{Deserialize, Serialize};

/// What happens about partner success; one of the [`Event`](super::Event)s, kept in the same form as they.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SuccessEvent {
    /// Something about a partner, or about none, wants attention.
    AlertRaised {
        /// The alert.
        alert: AlertId,
        /// About whom.
        partner: Option<PartnerId>,
        /// What about.
        kind: AlertKind,
        /// How urgent it is.
        severity: Severity,
        /// Whether it was there before and has got more urgent.
        worse: bool,
    },
    /// An alert was taken up or settled.
    AlertMoved {
        /// The alert.
        alert: AlertId,
        /// About whom.
        partner: Option<PartnerId>,
        /// Its new state.
        state: AlertState,
    },
    /// Nobody has acknowledged an alert in time: it has gone to others.
    AlertEscalated {
        /// The alert.
        alert: AlertId,
        /// About whom.
        partner: Option<PartnerId>,
        /// To people with this role.
        to: Role,
    },
    /// An intervention was planned, begun or ended.
    InterventionMoved {
        /// The intervention.
        intervention: InterventionId,
        /// For whom.
        partner: PartnerId,
        /// What is done.
        kind: InterventionKind,
        /// Its new state.
        state: InterventionState,
    },
    /// A step of an intervention was done, or left out.
    InterventionStepFinished {
        /// The intervention.
        intervention: InterventionId,
        /// For whom.
        partner: PartnerId,
        /// The step's place, from 1.
        step: i32,
        /// Whether it was left out.
        left_out: bool,
    },
    /// Time was spent on an intervention.
    EffortLogged {
        /// The intervention.
        intervention: InterventionId,
        /// For whom.
        partner: PartnerId,
        /// How long.
        minutes: i32,
    },
    /// A playbook has a new version.
    PlaybookSaved {
        /// Of which kind of intervention.
        kind: InterventionKind,
        /// Its number.
        version: i32,
    },
    /// A partner is in an emergency, or a drill of one began.
    EmergencyBegun {
        /// The emergency.
        emergency: EmergencyId,
        /// Whose.
        partner: PartnerId,
        /// Whether it is only a drill.
        drill: bool,
    },
    /// A person has taken stock of an emergency.
    EmergencyChecked {
        /// The emergency.
        emergency: EmergencyId,
        /// Whose.
        partner: PartnerId,
    },
    /// An emergency, or a drill, is over.
    EmergencyClosed {
        /// The emergency.
        emergency: EmergencyId,
        /// Whose.
        partner: PartnerId,
        /// Whether it was only a drill.
        drill: bool,
    },
    /// The rules of emergencies were changed, or who is told.
    EmergencySettingsSaved,
    /// A survey was sent to a partner, answered, or closed.
    SurveyMoved {
        /// The survey.
        survey: SurveyId,
        /// Who was asked.
        partner: PartnerId,
        /// How far it is.
        state: SurveyState,
    },
    /// Whether, what and when partners are asked was changed.
    SurveySettingsSaved {
        /// Whether they are asked.
        asks: bool,
    },
}

impl SuccessEvent {
    /// The event's type as a stable word.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::AlertRaised { .. } => "alert_raised",
            Self::AlertMoved { .. } => "alert_moved",
            Self::AlertEscalated { .. } => "alert_escalated",
            Self::InterventionMoved { .. } => "intervention_moved",
            Self::InterventionStepFinished { .. } => "intervention_step_finished",
            Self::EffortLogged { .. } => "effort_logged",
            Self::PlaybookSaved { .. } => "playbook_saved",
            Self::EmergencyBegun { .. } => "emergency_begun",
            Self::EmergencyChecked { .. } => "emergency_checked",
            Self::EmergencyClosed { .. } => "emergency_closed",
            Self::EmergencySettingsSaved => "emergency_settings_saved",
            Self::SurveyMoved { .. } => "survey_moved",
            Self::SurveySettingsSaved { .. } => "survey_settings_saved",
        }
    }
}

impl From<SuccessEvent> for Event {
    fn from(event: SuccessEvent) -> Self {
        Self::Success(event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_of_a_family_is_kept_like_all_others() {
        let event = Event::from(SuccessEvent::PlaybookSaved { kind: InterventionKind::Escalation, version: 2 });
        let json = serde_json::to_string(&event).unwrap();
        assert_eq!(json, r#"{"type":"playbook_saved","kind":"escalation","version":2}"#);
        assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), event);
        assert_eq!(event.code(), "playbook_saved");
        assert!(serde_json::from_str::<Event>(r#"{"type":"nothing_known"}"#).is_err());
    }
}
