//! Whether, what and when partners are asked, as a form says it.

use super::{Question, Scale, Survey, SurveyRules};
use crate::Refusal;
use crate::form::{Fields, whole};
use crate::view::SurveySettings;

/// Empty lines for further questions.
const SPARE: usize = 2;
/// The scale of a question that asks for words.
pub const IN_WORDS: &str = "words";

/// The name of a question's field in the form: `key`, `words`, `scale` or `optional`.
pub fn question_field(at: usize, of: &str) -> String {
    format!("q{at}-{of}")
}

/// The form of what holds, with empty lines for further questions.
pub fn settings_form(settings: &SurveySettings) -> Fields {
    let SurveySettings { asks, rules, survey } = settings;
    let mut fields = Fields::default();
    if *asks {
        fields.say("asks", "on");
    }
    fields.say("every", rules.ask_every_days.to_string());
    let reminders: Vec<_> = rules.remind_after_days.iter().map(u32::to_string).collect();
    fields.say("reminders", reminders.join(", "));
    fields.say("closing", rules.close_after_days.to_string());
    for (at, question) in survey.questions.iter().enumerate() {
        fields.say(question_field(at, "key"), &question.key);
        fields.say(question_field(at, "words"), &question.words);
        fields.say(question_field(at, "scale"), question.scale.map_or(IN_WORDS, Scale::code));
        if question.optional {
            fields.say(question_field(at, "optional"), "on");
        }
    }
    for at in survey.questions.len()..survey.questions.len() + SPARE {
        fields.say(question_field(at, "words"), "");
    }
    fields
}

/// The questions that a form has room for.
pub fn question_rows(fields: &Fields) -> usize {
    (0..fields.0.len()).take_while(|at| fields.has(&question_field(*at, "words"))).count()
}

/// What a form says; a question without words is left out, and a new one gets a key from its words.
pub fn read_settings(fields: &Fields) -> Result<SurveySettings, Refusal> {
    let reminders = fields.text("reminders").split(',').map(str::trim).filter(|text| !text.is_empty());
    let rules = SurveyRules {
        ask_every_days: whole("asking", fields.text("every"))?,
        remind_after_days: reminders.map(|text| whole("reminders", text)).collect::<Result<_, _>>()?,
        close_after_days: whole("closing", fields.text("closing"))?,
    };
    let mut survey = Survey { questions: Vec::new() };
    for at in 0..question_rows(fields) {
        let of = |of: &str| fields.text(&question_field(at, of)).trim();
        if of("words").is_empty() {
            continue;
        }
        let scale = match of("scale") {
            IN_WORDS => None,
            code => Some(code.parse().map_err(|_| {
                Refusal::invalid(format!("question {}", at + 1), "choose whether it asks for a number or for words")
            })?),
        };
        let key = match of("key") {
            "" => new_key(of("words"), &survey.questions),
            known => known.to_owned(),
        };
        let optional = fields.has(&question_field(at, "optional"));
        survey.questions.push(Question { key, words: of("words").to_owned(), scale, optional });
    }
    rules.check()?;
    survey.check()?;
    Ok(SurveySettings { asks: fields.has("asks"), rules, survey })
}

/// A key that no question has yet, from the first letters of the words.
fn new_key(words: &str, taken: &[Question]) -> String {
    let letters = words.to_ascii_lowercase();
    let parts: Vec<_> =
        letters.split(|c: char| !c.is_ascii_lowercase()).filter(|part| part.len() > 3).take(3).collect();
    let mut key = if parts.is_empty() { "question".to_owned() } else { parts.join("_") };
    while taken.iter().any(|question| question.key == key) {
        key.push_str("_more");
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &str, text: &str) -> Fields {
        let mut fields = settings_form(&SurveySettings::default());
        fields.0.retain(|(of, _)| of != name);
        fields.say(name, text);
        fields
    }

    #[test]
    fn a_form_reads_back_as_what_it_was_made_of() {
        let settings = SurveySettings { asks: true, ..SurveySettings::default() };
        assert_eq!(read_settings(&settings_form(&settings)).unwrap(), settings);
        let fields = settings_form(&settings);
        assert_eq!(question_rows(&fields), settings.survey.questions.len() + SPARE);
    }

    #[test]
    fn a_question_is_added_on_an_empty_line_and_left_out_by_emptying_its_own() {
        let mut fields = with("q6-words", "How well do our prices hold?");
        fields.say("q6-scale", "one_to_ten");
        let added = read_settings(&fields).unwrap().survey.questions;
        assert_eq!(
            (added.len(), added[6].key.as_str(), added[6].scale),
            (7, "well_prices_hold", Some(Scale::OneToTen))
        );
        let keys: Vec<_> = read_settings(&with("q1-words", " ")).unwrap().survey.questions;
        assert!(keys.len() == 5 && keys.iter().all(|question| question.key != "support"));
        assert_eq!(new_key("Why?", &added), "question");
        assert_eq!(new_key("Prices hold well", &added), "prices_hold_well");
    }

    #[test]
    fn what_cannot_be_meant_names_its_field() {
        let refused = |name: &str, text: &str| read_settings(&with(name, text)).unwrap_err().to_string();
        assert_eq!(refused("every", "often"), "asking: “often” is not a whole number");
        assert_eq!(refused("reminders", "5, soon"), "reminders: “soon” is not a whole number");
        assert!(refused("reminders", "12, 5").starts_with("reminders: "));
        assert!(refused("every", "20").starts_with("asking: "));
        assert!(refused("q0-scale", "1-5").starts_with("question 1: choose"));
    }
}
