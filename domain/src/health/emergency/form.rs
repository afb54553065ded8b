//! When an emergency begins, what it does, what ends it and who is told, as a form says it.

use super::EmergencyRules;
use crate::form::{Fields, number, whole};
use crate::{Refusal, UserId};

/// What a figure of the form is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What begins one.
    Beginning,
    /// What happens in it.
    Course,
    /// What ends it.
    Goal,
}

/// The figures of the form: what each is about, its name, and what it is.
pub const FIGURES: &[(Part, &str, &str)] = &[
    (Part::Beginning, "fall_points", "A fall by (points)"),
    (Part::Beginning, "fall_days", "… within (days)"),
    (Part::Beginning, "revenue_drop", "Revenue lost from month to month (%)"),
    (Part::Course, "pause_hours", "Warnings pause for (hours)"),
    (Part::Course, "assess_every_hours", "Facts are assessed every (hours)"),
    (Part::Course, "assess_days", "… for (days)"),
    (Part::Course, "checkpoint_hours", "Somebody takes stock after (hours)"),
    (Part::Goal, "goal_points", "Points gained"),
    (Part::Goal, "goal_satisfaction", "Satisfaction above (1 to 10)"),
    (Part::Goal, "stable_months", "Months of stable revenue"),
    (Part::Goal, "stable_drop", "A stable month loses at most (%)"),
];

/// The name of the boxes of who is told.
pub const CONTACT: &str = "contact";

/// The form of what holds.
pub fn settings_form(rules: &EmergencyRules, contacts: &[UserId]) -> Fields {
    let mut fields = Fields::default();
    let figures: [(&str, String); 11] = [
        ("fall_points", rules.fall_points.to_string()),
        ("fall_days", rules.fall_days.to_string()),
        ("revenue_drop", percent(rules.revenue_drop)),
        ("pause_hours", rules.pause_hours.to_string()),
        ("assess_every_hours", rules.assess_every_hours.to_string()),
        ("assess_days", rules.assess_days.to_string()),
        ("checkpoint_hours", rules.checkpoint_hours.to_string()),
        ("goal_points", rules.goal_points.to_string()),
        ("goal_satisfaction", rules.goal_satisfaction.to_string()),
        ("stable_months", rules.stable_months.to_string()),
        ("stable_drop", percent(rules.stable_drop)),
    ];
    for (name, text) in figures {
        fields.say(name, text);
    }
    for contact in contacts {
        fields.say(CONTACT, contact.to_string());
    }
    fields
}

/// What a form says, or which figure can't be meant.
pub fn read_settings(fields: &Fields) -> Result<(EmergencyRules, Vec<UserId>), Refusal> {
    let label = |name: &str| FIGURES.iter().find(|(_, of, _)| *of == name).map_or("", |(_, _, label)| *label);
    let figure = |name: &str| number(label(name), fields.text(name));
    let count = |name: &str| whole(label(name), fields.text(name));
    let rules = EmergencyRules {
        fall_points: figure("fall_points")?,
        fall_days: count("fall_days")?,
        revenue_drop: figure("revenue_drop")? / 100.0,
        pause_hours: count("pause_hours")?,
        assess_every_hours: count("assess_every_hours")?,
        assess_days: count("assess_days")?,
        checkpoint_hours: count("checkpoint_hours")?,
        goal_points: figure("goal_points")?,
        goal_satisfaction: figure("goal_satisfaction")?,
        stable_months: count("stable_months")?,
        stable_drop: figure("stable_drop")? / 100.0,
    };
    rules.check()?;
    let contact = |id: &str| id.parse().map_err(|_| Refusal::invalid("contacts", "choose them from the list"));
    Ok((rules, fields.all(CONTACT).map(contact).collect::<Result<_, _>>()?))
}

/// A share as percent, without what binary fractions add.
fn percent(share: f64) -> String {
    ((share * 1e6).round() / 1e4).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(name: &str, text: &str) -> Fields {
        let mut fields = settings_form(&EmergencyRules::default(), &[]);
        fields.0.retain(|(of, _)| of != name);
        fields.say(name, text);
        fields
    }

    #[test]
    fn a_form_reads_back_as_what_it_was_made_of_with_every_figure() {
        let (rules, contacts) = (EmergencyRules::default(), vec![UserId(uuid::Uuid::from_u128(7))]);
        let fields = settings_form(&rules, &contacts);
        assert_eq!(read_settings(&fields).unwrap(), (rules, contacts));
        assert!(FIGURES.iter().all(|(_, name, _)| fields.has(name)));
        assert_eq!((fields.text("revenue_drop"), fields.text("stable_drop")), ("40", "5"));
    }

    #[test]
    fn what_cannot_be_meant_names_its_field() {
        let refused = |name: &str, text: &str| read_settings(&typed(name, text)).unwrap_err().to_string();
        assert_eq!(refused("pause_hours", "long"), "Warnings pause for (hours): “long” is not a whole number");
        assert!(refused("revenue_drop", "140").starts_with("revenue: "));
        assert!(refused("goal_satisfaction", "10").starts_with("goal: "));
        assert!(refused(CONTACT, "ana").starts_with("contacts: "));
        assert_eq!(read_settings(&typed("fall_points", "12,5")).unwrap().0.fall_points.to_string(), "12.5");
    }
}
