//! What people are told, and when alerts are raised, as forms say it.

use super::{AlertKind, AlertRules, EscalationStep, Preferences, QuietHours, Severity, Subscription, Whose};
use crate::code::coded;
use crate::form::{number, show_time, time, whole};
use crate::health::Component;
use crate::user::Role;
use crate::view::PartnerRef;
use crate::{PartnerId, Refusal};
use serde::{Deserialize, Serialize};

coded! {
    /// About whom a subscription of a form is.
    About {
        /// Those that the person looks after.
        Own = "own", "Partners that I look after";
        /// All, and automation.
        All = "all", "All partners, and automation";
        /// Those that are named.
        These = "these", "These partners";
        /// About nobody: the subscription is given up.
        Nobody = "nobody", "Nobody";
    }
}

/// One subscription of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionForm {
    /// About whom.
    pub whose: About,
    /// From this severity on.
    pub at_least: Severity,
    /// Of these kinds; none means all.
    #[serde(default)]
    pub kinds: Vec<AlertKind>,
    /// Codes of the partners that are named, with commas between.
    #[serde(default)]
    pub partners: String,
}

/// What a person wants to be told, as a form says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreferencesForm {
    /// Any of these is enough.
    #[serde(default)]
    pub subscriptions: Vec<SubscriptionForm>,
    /// Whether by mail too.
    #[serde(default)]
    pub by_mail: bool,
    /// When it becomes quiet; empty for never.
    #[serde(default)]
    pub quiet_from: String,
    /// When it ends.
    #[serde(default)]
    pub quiet_until: String,
}

impl PreferencesForm {
    /// The form of what is kept, with an empty subscription to fill in.
    pub fn of(preferences: &Preferences, named: &[PartnerRef]) -> Self {
        let code = |id: &PartnerId| named.iter().find(|partner| partner.id == *id).map(|partner| partner.code.clone());
        let row = |one: &Subscription| {
            let (whose, partners) = match &one.whose {
                Whose::Own => (About::Own, String::new()),
                Whose::All => (About::All, String::new()),
                Whose::These(ids) => (About::These, ids.iter().filter_map(code).collect::<Vec<_>>().join(", ")),
            };
            SubscriptionForm { whose, at_least: one.at_least, kinds: one.kinds.clone(), partners }
        };
        let blank = SubscriptionForm {
            whose: About::Nobody,
            at_least: Severity::Medium,
            kinds: Vec::new(),
            partners: String::new(),
        };
        let (quiet_from, quiet_until) = quiet_words(preferences.quiet);
        Self {
            subscriptions: preferences.subscriptions.iter().map(row).chain([blank]).collect(),
            by_mail: preferences.by_mail,
            quiet_from,
            quiet_until,
        }
    }

    /// What it says, given every partner that can be named.
    pub fn read(&self, partners: &[PartnerRef]) -> Result<Preferences, Refusal> {
        let meant = self.subscriptions.iter().filter(|one| one.whose != About::Nobody);
        let subscriptions = meant.map(|one| {
            let whose = match one.whose {
                About::Own => Whose::Own,
                About::All | About::Nobody => Whose::All,
                About::These => Whose::These(named(&one.partners, partners)?),
            };
            Ok(Subscription { kinds: one.kinds.clone(), at_least: one.at_least, whose })
        });
        Ok(Preferences {
            subscriptions: subscriptions.collect::<Result<_, Refusal>>()?,
            by_mail: self.by_mail,
            quiet: quiet_hours(&self.quiet_from, &self.quiet_until)?,
        })
    }
}

/// The partners whose codes a text names.
fn named(text: &str, partners: &[PartnerRef]) -> Result<Vec<PartnerId>, Refusal> {
    let codes = text.split(',').map(str::trim).filter(|code| !code.is_empty());
    let find = |code: &str| {
        let found = partners.iter().find(|partner| partner.code.eq_ignore_ascii_case(code));
        found.map(|partner| partner.id).ok_or_else(|| Refusal::invalid("partners", format!("there is no “{code}”")))
    };
    let ids = codes.map(find).collect::<Result<Vec<_>, _>>()?;
    if ids.is_empty() { Err(Refusal::invalid("partners", "name at least one by its code")) } else { Ok(ids) }
}

fn quiet_words(quiet: Option<QuietHours>) -> (String, String) {
    quiet.map(|quiet| (show_time(quiet.from), show_time(quiet.until))).unwrap_or_default()
}

fn quiet_hours(from: &str, until: &str) -> Result<Option<QuietHours>, Refusal> {
    match (time("quiet hours", from)?, time("quiet hours", until)?) {
        (Some(from), Some(until)) => Ok(Some(QuietHours { from, until })),
        (None, None) => Ok(None),
        _ => Err(Refusal::invalid("quiet hours", "say when they begin and when they end, or leave both empty")),
    }
}

/// How a kind of alert is raised: `own`, `off`, or the code of a severity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindForm {
    /// Which kind.
    pub kind: AlertKind,
    /// How.
    pub how: String,
}

/// What a component should not fall below; empty for no such alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeastForm {
    /// Which component.
    pub component: Component,
    /// Points.
    #[serde(default)]
    pub least: String,
}

/// Hours to acknowledge alerts of a severity; empty for none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineForm {
    /// Which severity.
    pub severity: Severity,
    /// Hours.
    #[serde(default)]
    pub hours: String,
}

/// A step of escalation; without hours there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepForm {
    /// Hours after the deadline.
    #[serde(default)]
    pub after: String,
    /// To whom.
    pub to: Role,
}

/// An operator's rules for alerts, as a form says them. Shares are percents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertRulesForm {
    /// Every kind.
    pub kinds: Vec<KindForm>,
    /// Points above a border.
    pub margin: String,
    /// A fall by so many points …
    pub fall_points: String,
    /// … in so many days.
    pub fall_days: String,
    /// Every component.
    pub components: Vec<LeastForm>,
    /// The least share of the weight with facts.
    pub coverage: String,
    /// The least chance of leaving the band.
    pub chance: String,
    /// The largest index of concentration.
    pub hhi: String,
    /// Days of peace.
    pub cool_down: String,
    /// Every severity.
    pub deadlines: Vec<DeadlineForm>,
    /// Whom it goes to, in order.
    pub escalation: Vec<StepForm>,
    /// When only critical alerts are sent; empty for never.
    #[serde(default)]
    pub quiet_from: String,
    /// When that ends.
    #[serde(default)]
    pub quiet_until: String,
}

/// Steps of escalation that a form has room for.
const STEPS: usize = 3;

impl AlertRulesForm {
    /// The form of rules.
    pub fn of(rules: &AlertRules) -> Self {
        let how = |kind: &AlertKind| {
            let own = rules.severities.iter().find(|(of, _)| of == kind).map(|(_, severity)| severity.code());
            if rules.off.contains(kind) { "off" } else { own.unwrap_or("own") }
        };
        let least = |of: &Component| rules.components.iter().find(|(c, _)| c == of).map(|(_, points)| *points);
        let hours = |of: &Severity| rules.acknowledge_hours.iter().find(|(s, _)| s == of).map(|(_, hours)| *hours);
        let steps = rules.escalation.iter().map(|step| StepForm { after: step.after_hours.to_string(), to: step.to });
        let blank = (rules.escalation.len()..STEPS).map(|_| StepForm { after: String::new(), to: Role::Admin });
        let (quiet_from, quiet_until) = quiet_words(rules.quiet);
        let show = |figure: f64| figure.to_string();
        let kind = |kind: &AlertKind| KindForm { kind: *kind, how: how(kind).to_owned() };
        let component = |of: &Component| LeastForm { component: *of, least: least(of).map(show).unwrap_or_default() };
        let deadline = |of: &Severity| DeadlineForm {
            severity: *of,
            hours: hours(of).map(|hours| hours.to_string()).unwrap_or_default(),
        };
        Self {
            kinds: AlertKind::ALL.iter().map(kind).collect(),
            margin: show(rules.margin),
            fall_points: show(rules.fall_points),
            fall_days: rules.fall_days.to_string(),
            components: Component::ALL.iter().map(component).collect(),
            coverage: percent(rules.coverage_min),
            chance: percent(rules.chance_min),
            hhi: show(rules.hhi_max),
            cool_down: rules.cool_down_days.to_string(),
            deadlines: Severity::ALL.iter().rev().map(deadline).collect(),
            escalation: steps.chain(blank).collect(),
            quiet_from,
            quiet_until,
        }
    }

    /// The rules that it says.
    pub fn read(&self) -> Result<AlertRules, Refusal> {
        let is_own = |one: &&KindForm| one.how != "own" && one.how != "off";
        let severity = |one: &KindForm| match one.how.parse() {
            Ok(severity) => Ok((one.kind, severity)),
            Err(_) => Err(Refusal::invalid(one.kind.label(), "choose a severity")),
        };
        let least = |one: &LeastForm| match number(one.component.label(), &one.least) {
            Ok(points) => Ok((one.component, points)),
            Err(refusal) => Err(refusal),
        };
        let hours = |one: &DeadlineForm| Ok((one.severity, whole("deadline", &one.hours)?));
        let step = |one: &StepForm| Ok(EscalationStep { after_hours: whole("escalation", &one.after)?, to: one.to });
        let rules = AlertRules {
            off: self.kinds.iter().filter(|one| one.how == "off").map(|one| one.kind).collect(),
            severities: self.kinds.iter().filter(is_own).map(severity).collect::<Result<_, Refusal>>()?,
            margin: number("margin", &self.margin)?,
            fall_points: number("fall", &self.fall_points)?,
            fall_days: whole("fall", &self.fall_days)?,
            components: said(&self.components, |one| &one.least).map(least).collect::<Result<_, Refusal>>()?,
            coverage_min: number("coverage and chance", &self.coverage)? / 100.0,
            chance_min: number("coverage and chance", &self.chance)? / 100.0,
            hhi_max: number("concentration", &self.hhi)?,
            cool_down_days: whole("cool-down", &self.cool_down)?,
            acknowledge_hours: said(&self.deadlines, |one| &one.hours).map(hours).collect::<Result<_, Refusal>>()?,
            escalation: said(&self.escalation, |one| &one.after).map(step).collect::<Result<_, Refusal>>()?,
            quiet: quiet_hours(&self.quiet_from, &self.quiet_until)?,
        };
        rules.check()?;
        Ok(rules)
    }
}

/// The rows of a form that aren't left empty.
fn said<T>(rows: &[T], word: impl Fn(&T) -> &String) -> impl Iterator<Item = &T> {
    rows.iter().filter(move |row| !word(row).trim().is_empty())
}

/// A share as the percents that are typed for it, without what binary fractions add.
fn percent(share: f64) -> String {
    ((share * 1e8).round() / 1e6).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn rules_read_back_from_their_form_as_they_were() {
        let rules = AlertRules {
            off: vec![AlertKind::MissingData],
            severities: vec![(AlertKind::Fall, Severity::Critical)],
            coverage_min: 0.55,
            quiet: None,
            ..AlertRules::default()
        };
        for rules in [rules, AlertRules::default()] {
            let read = AlertRulesForm::of(&rules).read().unwrap();
            let sorted = |mut rules: AlertRules| {
                rules.components.sort_by_key(|(component, _)| *component);
                rules
            };
            assert_eq!(sorted(read), sorted(rules));
        }
    }

    #[test]
    fn what_cannot_be_read_names_its_field() {
        let refused = |change: fn(&mut AlertRulesForm)| {
            let mut form = AlertRulesForm::of(&AlertRules::default());
            change(&mut form);
            form.read().unwrap_err().to_string()
        };
        assert_eq!(refused(|form| form.margin = "wide".into()), "margin: “wide” is not a number");
        assert_eq!(refused(|form| form.kinds[0].how = "loud".into()), "Band crossed: choose a severity");
        assert!(refused(|form| form.coverage = "140".into()).starts_with("coverage and chance: "));
        assert!(refused(|form| form.quiet_until.clear()).starts_with("quiet hours: say when they begin"));
    }

    #[test]
    fn preferences_name_partners_by_code() {
        let partner = |n: u128, code: &str| PartnerRef {
            id: PartnerId(Uuid::from_u128(n)),
            code: code.into(),
            name: code.into(),
        };
        let partners = [partner(1, "RS-1"), partner(2, "RS-2")];
        let these = Whose::These(vec![partners[1].id, partners[0].id]);
        let one = Subscription { kinds: vec![AlertKind::Fall], at_least: Severity::Low, whose: these };
        let wanted = Preferences { subscriptions: vec![one], by_mail: true, quiet: Some(QuietHours::default()) };
        let mut form = PreferencesForm::of(&wanted, &partners);
        assert_eq!((form.subscriptions.len(), form.subscriptions[0].partners.as_str()), (2, "RS-2, RS-1"));
        assert_eq!(form.read(&partners).unwrap(), wanted);
        form.subscriptions[0].partners = "rs-1, RS-9".into();
        assert_eq!(form.read(&partners).unwrap_err().to_string(), "partners: there is no “RS-9”");
        form.subscriptions[0].whose = About::Nobody;
        assert_eq!(form.read(&partners).unwrap().subscriptions, []);
    }
}
