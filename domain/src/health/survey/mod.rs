//! Surveys: what resellers are asked, what an answer may be, when they are asked and reminded, and how answers count.

mod answers;
pub mod form;
mod link;
mod schedule;

pub use answers::{Heard, mean_of, net_promoter_score};
pub use link::link_hash;
pub use schedule::{Asked, SurveyRules, SurveyState, SurveyStep};

use super::Answer;
use crate::Refusal;
use crate::code::coded;
use crate::form::Fields;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Characters of a question, and of an answer in words.
const WORDS: usize = 1_000;
/// Questions of a survey: more isn't answered.
const QUESTIONS: usize = 20;

coded! {
    /// The numbers that an answer may be.
    Scale {
        /// Not at all to fully satisfied.
        OneToTen = "one_to_ten", "1 to 10";
        /// How likely to recommend.
        ZeroToTen = "zero_to_ten", "0 to 10";
    }
}

impl Scale {
    /// The lowest number.
    pub const fn lowest(self) -> u8 {
        match self {
            Self::OneToTen => 1,
            Self::ZeroToTen => 0,
        }
    }

    /// A number of the scale as points: the lowest is 0, the highest 100.
    pub fn points(self, value: u8) -> f64 {
        let lowest = f64::from(self.lowest());
        ((f64::from(value) - lowest) / (10.0 - lowest) * 100.0).clamp(0.0, 100.0)
    }
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// A word that stays when the wording is mended, so that answers can be compared over time.
    pub key: String,
    /// What is asked.
    pub words: String,
    /// Among which numbers; without, it asks for words.
    pub scale: Option<Scale>,
    /// Whether it may be left out.
    pub optional: bool,
}

/// How the name of a question's field begins in the form that is answered.
const FIELD: &str = "q_";

impl Question {
    /// Its field's name in the form that is answered.
    pub fn field(&self) -> String {
        format!("{FIELD}{}", self.key)
    }
}

/// The questions that resellers are asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// The questions, in their order.
    pub questions: Vec<Question>,
}

/// What was answered to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The question's key.
    pub key: String,
    /// The chosen number.
    pub value: Option<u8>,
    /// The words.
    pub words: Option<String>,
}

/// What a form answers: numbers where they are some, and the words; a field that was left empty is no reply.
pub fn replies_of(fields: &Fields) -> Vec<Reply> {
    let reply = |(name, text): &(String, String)| {
        let (key, text) = (name.strip_prefix(FIELD)?.to_owned(), text.trim());
        (!text.is_empty()).then(|| Reply { key, value: text.parse().ok(), words: Some(text.to_owned()) })
    };
    fields.0.iter().filter_map(reply).collect()
}

impl Default for Survey {
    fn default() -> Self {
        let ask = |key: &str, scale, words: &str| Question {
            key: key.into(),
            words: words.into(),
            scale,
            optional: scale.is_none(),
        };
        let satisfied = Some(Scale::OneToTen);
        Self {
            questions: vec![
                ask("recommend", Some(Scale::ZeroToTen), "How likely are you to recommend working with us?"),
                ask("support", satisfied, "How satisfied are you with our support?"),
                ask("installations", satisfied, "How satisfied are you with how we connect your customers?"),
                ask("payments", satisfied, "How satisfied are you with commission statements and payments?"),
                ask("training", satisfied, "How satisfied are you with training and materials?"),
                ask("words", None, "What should we do better?"),
            ],
        }
    }
}

impl Survey {
    /// Refuses a survey that can't be meant, naming the question.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.questions.is_empty() || self.questions.len() > QUESTIONS {
            return Err(Refusal::invalid("questions", format!("ask between 1 and {QUESTIONS} questions")));
        }
        if self.questions.iter().all(|question| question.scale.is_none()) {
            return Err(Refusal::invalid(
                "questions",
                "ask for a number at least once, so that satisfaction can be measured",
            ));
        }
        for (at, question) in self.questions.iter().enumerate() {
            let refuse = |reason: &str| Err(Refusal::invalid(format!("question {}", at + 1), reason));
            if question.key.is_empty() || !question.key.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
                return refuse("its key is a word of small letters");
            }
            if self.questions[..at].iter().any(|before| before.key == question.key) {
                return refuse("its key is taken by an earlier question");
            }
            if question.words.trim().is_empty() || question.words.chars().count() > WORDS {
                return refuse("say what is asked, in up to 1,000 characters");
            }
        }
        Ok(())
    }

    /// What was answered in numbers, or which answer can't be, by the question's words.
    pub fn read(&self, replies: &[Reply], on: NaiveDate) -> Result<Vec<Answer>, Refusal> {
        if let Some(stray) = replies.iter().find(|reply| !self.questions.iter().any(|q| q.key == reply.key)) {
            return Err(Refusal::invalid(stray.key.clone(), "this isn't asked; reload the page and answer again"));
        }
        let mut answers = Vec::new();
        for question in &self.questions {
            let refuse = |reason: &str| Refusal::invalid(question.words.clone(), reason);
            let mut replies = replies.iter().filter(|reply| reply.key == question.key);
            let reply = replies.next();
            if replies.next().is_some() {
                return Err(refuse("give one answer"));
            }
            let words = reply.and_then(|reply| reply.words.as_deref()).map_or("", str::trim);
            if words.chars().count() > WORDS {
                return Err(refuse("answer in up to 1,000 characters"));
            }
            match (question.scale, reply.and_then(|reply| reply.value)) {
                (Some(scale), Some(value)) if (scale.lowest()..=10).contains(&value) => {
                    answers.push(Answer { on, value, scale });
                }
                (Some(scale), Some(_)) => return Err(refuse(&format!("choose a number from {scale}"))),
                (Some(scale), None) if !question.optional => {
                    return Err(refuse(&format!("choose a number from {scale}")));
                }
                (None, _) if !question.optional && words.is_empty() => return Err(refuse("answer in words")),
                _ => {}
            }
        }
        Ok(answers)
    }

    /// A reply as it is kept: numbers where numbers are asked for, else words, and nothing that was left empty.
    pub fn kept(&self, replies: &[Reply]) -> Vec<Reply> {
        let kept = |question: &Question| {
            let reply = replies.iter().find(|reply| reply.key == question.key)?;
            let words = reply.words.as_deref().map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned);
            let (value, words) = if question.scale.is_some() { (reply.value, None) } else { (None, words) };
            (value.is_some() || words.is_some()).then(|| Reply { key: question.key.clone(), value, words })
        };
        self.questions.iter().filter_map(kept).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(key: &str, value: u8) -> Reply {
        Reply { key: key.into(), value: Some(value), words: None }
    }

    fn full() -> Vec<Reply> {
        vec![
            reply("recommend", 0),
            reply("support", 10),
            reply("installations", 1),
            reply("payments", 7),
            reply("training", 5),
        ]
    }

    #[test]
    fn a_full_reply_becomes_answers_and_words_may_be_left_out() {
        let survey = Survey::default();
        survey.check().unwrap();
        let answers = survey.read(&full(), "2025-09-01".parse().unwrap()).unwrap();
        let points: Vec<_> = answers.iter().map(|answer| answer.scale.points(answer.value).round()).collect();
        assert_eq!(format!("{points:?}"), "[0.0, 100.0, 0.0, 67.0, 44.0]");
    }

    #[test]
    fn a_number_is_kept_as_one_and_words_as_words_and_what_is_empty_is_not() {
        let typed = [("q_words", " 10 "), ("q_support", "7"), ("q_training", " "), ("survey", "x")];
        let fields = Fields(typed.map(|(name, text)| (name.to_owned(), text.to_owned())).to_vec());
        let kept = Survey::default().kept(&replies_of(&fields));
        let words = Reply { key: "words".into(), value: None, words: Some("10".into()) };
        assert_eq!(kept, [reply("support", 7), words]);
    }

    #[test]
    fn a_reply_that_cannot_be_names_its_question() {
        let refused = |change: fn(&mut Vec<Reply>)| {
            let mut replies = full();
            change(&mut replies);
            Survey::default().read(&replies, "2025-09-01".parse().unwrap()).unwrap_err().to_string()
        };
        let support = "How satisfied are you with our support?: choose a number from 1 to 10";
        assert_eq!(refused(|replies| replies[1].value = Some(0)), support);
        assert_eq!(refused(|replies| drop(replies.remove(1))), support);
        assert!(refused(|replies| replies.push(reply("support", 3))).ends_with("give one answer"));
        assert!(refused(|replies| replies.push(reply("colour", 3))).starts_with("colour: "));
        assert!(
            refused(|replies| replies.push(Reply { words: Some("x".repeat(1_001)), ..reply("words", 1) }))
                .ends_with("up to 1,000 characters")
        );
    }

    #[test]
    fn a_survey_that_cannot_be_meant_is_refused() {
        let refused = |change: fn(&mut Survey)| {
            let mut survey = Survey::default();
            change(&mut survey);
            survey.check().is_err()
        };
        assert!(refused(|survey| survey.questions.clear()));
        assert!(refused(|survey| survey.questions.retain(|q| q.scale.is_none())));
        assert!(refused(|survey| survey.questions[1].key = "recommend".into()));
        assert!(refused(|survey| survey.questions[1].key = "Über uns".into()));
        assert!(refused(|survey| survey.questions[1].words = " ".into()));
    }
}
