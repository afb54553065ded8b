//! Playbooks: the steps of an intervention, each with who does it, when, how long it takes, and when it is done.
//! The operator edits them; these are the ones to begin with.

mod defaults;
pub mod draft;

use super::InterventionKind;
use crate::Refusal;
use crate::user::Role;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Steps of a playbook at most.
const STEPS: usize = 20;
/// Characters of a text.
const WORDS: usize = 500;
/// The last day of a step.
const LAST_DAY: u32 = 180;

/// A step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlayStep {
    /// What is done.
    pub words: String,
    /// Who does it: somebody of the operator's.
    pub owner: Role,
    /// The day it is due, counted from the beginning.
    pub day: u32,
    /// How long it takes.
    pub minutes: u32,
    /// How one sees that it is done.
    pub done_when: String,
}

impl PlayStep {
    /// When it is due.
    pub fn due(&self, begun: NaiveDate) -> NaiveDate {
        begun + Days::new(u64::from(self.day))
    }
}

/// The steps of a kind of intervention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Playbook {
    /// Of which kind.
    pub kind: InterventionKind,
    /// The steps, by day.
    pub steps: Vec<PlayStep>,
}

impl Playbook {
    /// Refuses a playbook that can't be meant, naming the step.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.steps.is_empty() || self.steps.len() > STEPS {
            return Err(Refusal::invalid("steps", format!("a playbook has between 1 and {STEPS} steps")));
        }
        for (at, step) in self.steps.iter().enumerate() {
            let refuse = |reason: &str| Err(Refusal::invalid(format!("step {}", at + 1), reason));
            for (text, missing) in [(&step.words, "say what is done"), (&step.done_when, "say when it is done")] {
                if text.trim().is_empty() || text.chars().count() > WORDS {
                    return refuse(&format!("{missing}, in up to {WORDS} characters"));
                }
            }
            if step.owner.is_partner() || step.owner == Role::Auditor {
                return refuse("somebody of the operator's who may act does it");
            }
            if step.day > LAST_DAY || (at > 0 && step.day < self.steps[at - 1].day) {
                return refuse("steps follow each other by day, within 180 days");
            }
            if !(1..=2_400).contains(&step.minutes) {
                return refuse("it takes between a minute and a week of work");
            }
        }
        Ok(())
    }

    /// What all steps take together, in minutes.
    pub fn effort(&self) -> u32 {
        self.steps.iter().map(|step| step.minutes).sum()
    }

    /// The playbook that an operator begins with.
    pub fn default_of(kind: InterventionKind) -> Self {
        let steps = defaults::steps_of(kind);
        let steps = steps.iter().map(|(day, owner, minutes, words, done_when)| PlayStep {
            words: (*words).to_owned(),
            owner: *owner,
            day: *day,
            minutes: *minutes,
            done_when: (*done_when).to_owned(),
        });
        Self { kind, steps: steps.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_playbook_that_can_be_meant() {
        for kind in InterventionKind::ALL {
            let playbook = Playbook::default_of(*kind);
            playbook.check().unwrap();
            assert!(playbook.kind == *kind && playbook.effort() >= 60);
        }
        let step = &Playbook::default_of(InterventionKind::ProactiveOutreach).steps[3];
        assert_eq!(step.due("2025-09-20".parse().unwrap()).to_string(), "2025-10-04");
    }

    #[test]
    fn a_playbook_that_cannot_be_meant_names_its_step() {
        let refused = |change: fn(&mut Playbook)| {
            let mut playbook = Playbook::default_of(InterventionKind::SuccessCoaching);
            change(&mut playbook);
            playbook.check().unwrap_err().to_string()
        };
        assert_eq!(refused(|playbook| playbook.steps.clear()), "steps: a playbook has between 1 and 20 steps");
        assert!(refused(|playbook| playbook.steps[1].words = " ".into()).starts_with("step 2: say what is done"));
        assert!(refused(|playbook| playbook.steps[1].owner = Role::Owner).starts_with("step 2: somebody"));
        assert!(refused(|playbook| playbook.steps[1].day = 22).starts_with("step 3: steps follow"));
        assert!(refused(|playbook| playbook.steps[0].minutes = 0).starts_with("step 1: it takes"));
    }
}
