//! A playbook as a form says it: steps are added, moved and removed as texts, and read when they are saved.

use super::{PlayStep, Playbook};
use crate::Refusal;
use crate::form::{Fields, whole};
use crate::health::intervention::InterventionKind;
use crate::user::Role;
use std::str::FromStr;

/// A step as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepDraft {
    /// What is done.
    pub words: String,
    /// The code of who does it.
    pub owner: String,
    /// The day it is due.
    pub day: String,
    /// How long it takes.
    pub minutes: String,
    /// How one sees that it is done.
    pub done_when: String,
}

/// A playbook as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaybookDraft {
    /// The version that is edited.
    pub seen: i32,
    /// The steps.
    pub steps: Vec<StepDraft>,
}

/// What a button of the form does; steps by their place, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Keeps the playbook.
    Save,
    /// Adds a step at the end.
    Add,
    /// Moves a step before the one before it.
    Up(usize),
    /// Moves a step behind the one behind it.
    Down(usize),
    /// Removes a step.
    Remove(usize),
    /// Puts the product's own steps in the place of all.
    Default,
}

impl FromStr for Edit {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let (word, at) = text.split_once('-').unwrap_or((text, "0"));
        let at = at.parse().ok();
        match (word, at) {
            ("save", _) => Ok(Self::Save),
            ("add", _) => Ok(Self::Add),
            ("default", _) => Ok(Self::Default),
            ("up", Some(at)) => Ok(Self::Up(at)),
            ("down", Some(at)) => Ok(Self::Down(at)),
            ("remove", Some(at)) => Ok(Self::Remove(at)),
            _ => Err(Refusal::invalid("form", "use one of its buttons")),
        }
    }
}

/// The name of a step's field in the form: `words`, `owner`, `day`, `minutes` or `done`.
pub fn step_field(at: usize, of: &str) -> String {
    format!("s{at}-{of}")
}

impl PlaybookDraft {
    /// What a form of a playbook shows.
    pub fn of(playbook: &Playbook, seen: i32) -> Self {
        let step = |step: &PlayStep| StepDraft {
            words: step.words.clone(),
            owner: step.owner.code().to_owned(),
            day: step.day.to_string(),
            minutes: step.minutes.to_string(),
            done_when: step.done_when.clone(),
        };
        Self { seen, steps: playbook.steps.iter().map(step).collect() }
    }

    /// What a form says.
    pub fn read(fields: &Fields) -> Self {
        let rows = (0..fields.0.len()).take_while(|at| fields.has(&step_field(*at, "words")));
        let step = |at: usize| {
            let of = |of: &str| fields.text(&step_field(at, of)).trim().to_owned();
            StepDraft {
                words: of("words"),
                owner: of("owner"),
                day: of("day"),
                minutes: of("minutes"),
                done_when: of("done"),
            }
        };
        Self { seen: fields.text("seen").parse().unwrap_or_default(), steps: rows.map(step).collect() }
    }

    /// The fields of a form that says it.
    pub fn fields(&self) -> Fields {
        let mut fields = Fields::default();
        fields.say("seen", self.seen.to_string());
        for (at, step) in self.steps.iter().enumerate() {
            for (of, text) in [
                ("words", &step.words),
                ("owner", &step.owner),
                ("day", &step.day),
                ("minutes", &step.minutes),
                ("done", &step.done_when),
            ] {
                fields.say(step_field(at, of), text);
            }
        }
        fields
    }

    /// The draft with an edit made. A step that changes places takes over the other's day, so that days keep rising.
    #[must_use]
    pub fn after(mut self, edit: Edit, kind: InterventionKind) -> Self {
        match edit {
            Edit::Add => {
                let (owner, day) = self.steps.last().map_or_else(
                    || (Role::Manager.code().to_owned(), "0".to_owned()),
                    |last| (last.owner.clone(), last.day.clone()),
                );
                self.steps.push(StepDraft { owner, day, minutes: "30".to_owned(), ..StepDraft::default() });
            }
            Edit::Up(at) if at > 0 => self.swap(at - 1),
            Edit::Down(at) => self.swap(at),
            Edit::Remove(at) if at < self.steps.len() => drop(self.steps.remove(at)),
            Edit::Save | Edit::Up(_) | Edit::Remove(_) => {}
            Edit::Default => self.steps = Self::of(&Playbook::default_of(kind), self.seen).steps,
        }
        self
    }

    fn swap(&mut self, at: usize) {
        if let Some([first, second]) = at.checked_add(2).and_then(|end| self.steps.get_mut(at..end)) {
            std::mem::swap(first, second);
            std::mem::swap(&mut first.day, &mut second.day);
        }
    }

    /// The playbook that it says, or which step can't be meant.
    pub fn playbook(&self, kind: InterventionKind) -> Result<Playbook, Refusal> {
        let step = |(at, draft): (usize, &StepDraft)| {
            let number = at + 1;
            let owner =
                draft.owner.parse().map_err(|_| Refusal::invalid(format!("step {number}"), "choose who does it"))?;
            Ok(PlayStep {
                words: draft.words.clone(),
                owner,
                day: whole(&format!("step {number}, day"), &draft.day)?,
                minutes: whole(&format!("step {number}, minutes"), &draft.minutes)?,
                done_when: draft.done_when.clone(),
            })
        };
        let steps = self.steps.iter().enumerate().map(step).collect::<Result<_, Refusal>>()?;
        let playbook = Playbook { kind, steps };
        playbook.check()?;
        Ok(playbook)
    }
}

/// The place of the step that a refusal is about, from 0.
pub fn refused_step(refusal: &Refusal) -> Option<usize> {
    let Refusal::Invalid { field, .. } = refusal else { return None };
    let number = field.strip_prefix("step ")?.split(',').next()?;
    number.parse::<usize>().ok()?.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COACHING: InterventionKind = InterventionKind::SuccessCoaching;

    fn draft() -> PlaybookDraft {
        PlaybookDraft::of(&Playbook::default_of(COACHING), 3)
    }

    #[test]
    fn a_form_reads_back_as_what_it_was_made_of() {
        let read = PlaybookDraft::read(&draft().fields());
        assert_eq!((read.seen, read.playbook(COACHING).unwrap()), (3, Playbook::default_of(COACHING)));
    }

    #[test]
    fn steps_are_added_moved_and_removed() {
        let before = draft();
        let names = |draft: &PlaybookDraft| draft.steps.iter().map(|step| step.words.clone()).collect::<Vec<_>>();
        let days = |draft: &PlaybookDraft| draft.steps.iter().map(|step| step.day.clone()).collect::<Vec<_>>();
        let up = before.clone().after(Edit::Up(1), COACHING);
        assert_eq!((names(&up)[0].clone(), days(&up)), (names(&before)[1].clone(), days(&before)));
        assert_eq!(up.after(Edit::Down(0), COACHING), before);
        let last = before.steps.len() - 1;
        for nothing in [Edit::Up(0), Edit::Down(last), Edit::Down(usize::MAX), Edit::Remove(99), Edit::Save] {
            assert_eq!(before.clone().after(nothing, COACHING), before);
        }
        let more = before.clone().after(Edit::Add, COACHING);
        assert_eq!(more.steps.len(), last + 2);
        assert!(more.playbook(COACHING).unwrap_err().to_string().contains("say what is done"));
        assert_eq!(more.after(Edit::Remove(last + 1), COACHING), before);
        let none = PlaybookDraft { seen: 3, steps: Vec::new() };
        assert_eq!(none.clone().after(Edit::Default, COACHING), before);
        assert_eq!(none.after(Edit::Add, COACHING).steps[0].owner, "manager");
    }

    #[test]
    fn what_cannot_be_meant_names_its_step() {
        let refused = |change: fn(&mut StepDraft)| {
            let mut draft = draft();
            change(&mut draft.steps[1]);
            draft.playbook(COACHING).unwrap_err()
        };
        let day = refused(|step| step.day = "soon".into());
        assert_eq!(day.to_string(), "step 2, day: “soon” is not a whole number");
        assert_eq!(refused_step(&day), Some(1));
        assert_eq!(refused_step(&refused(|step| step.owner = "nobody".into())), Some(1));
        assert_eq!(refused_step(&refused(|step| step.words = " ".into())), Some(1));
        assert_eq!(refused_step(&Refusal::invalid("steps", "x")), None);
        assert_eq!("up-2".parse::<Edit>(), Ok(Edit::Up(2)));
        assert!("up-x".parse::<Edit>().is_err() && "shout".parse::<Edit>().is_err());
    }

    proptest! {
        #[test]
        fn moving_keeps_a_playbook_that_can_be_meant(moves in prop::collection::vec((any::<bool>(), 0usize..8), 0..12)) {
            let moved = moves.into_iter().fold(draft(), |draft, (up, at)| {
                draft.after(if up { Edit::Up(at) } else { Edit::Down(at) }, COACHING)
            });
            prop_assert!(moved.playbook(COACHING).is_ok());
        }
    }
}
