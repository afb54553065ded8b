//! Forms as people fill them in: what stands in each field, and figures read from it, or refused by the field's name.

use crate::Refusal;
use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

/// What was typed, field by field, in the order of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// What stands in a field; nothing where the form hasn't any of the name.
    pub fn text(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// What stands in each field of the name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(of, _)| of == name).map(|(_, text)| text.as_str())
    }

    /// Whether the form has a field of the name: a box is there when it is ticked.
    pub fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// Adds a field.
    pub fn say(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.0.push((name.into(), text.into()));
    }
}

/// A number, with `.` or `,` before its decimals.
pub fn number(field: &str, text: &str) -> Result<f64, Refusal> {
    let plain = text.trim().replace(',', ".");
    let read = plain.parse::<f64>().ok().filter(|number| number.is_finite());
    read.ok_or_else(|| Refusal::invalid(field, format!("“{}” is not a number", text.trim())))
}

/// A whole number that isn't negative.
pub fn whole(field: &str, text: &str) -> Result<u32, Refusal> {
    let read = text.trim().parse();
    read.map_err(|_| Refusal::invalid(field, format!("“{}” is not a whole number", text.trim())))
}

/// A time of the day, such as `20:00`; nothing for an empty text.
pub fn time(field: &str, text: &str) -> Result<Option<NaiveTime>, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let (hours, minutes) = text.split_once(':').unwrap_or((text, "0"));
    // Browsers add seconds where they please.
    let minutes = minutes.split(':').next().unwrap_or_default();
    let read = hours.parse().ok().zip(minutes.parse().ok()).and_then(|(h, m)| NaiveTime::from_hms_opt(h, m, 0));
    read.map(Some).ok_or_else(|| Refusal::invalid(field, format!("“{text}” is not a time such as 20:00")))
}

/// A time as a form shows it.
pub fn show_time(time: NaiveTime) -> String {
    use chrono::Timelike;
    format!("{:02}:{:02}", time.hour(), time.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_its_name_and_a_box_that_is_not_ticked_is_not_there() {
        let mut fields = Fields::default();
        fields.say("to", "ana");
        fields.say("to", "ben");
        assert_eq!((fields.text("to"), fields.text("from"), fields.has("asks")), ("ana", "", false));
        assert_eq!(fields.all("to").collect::<Vec<_>>(), ["ana", "ben"]);
    }

    #[test]
    fn figures_are_read_as_people_type_them_and_refused_by_name() {
        assert_eq!((number("x", " 1,5 "), whole("x", " 7 ")), (Ok(1.5), Ok(7)));
        assert_eq!(number("margin", "two").unwrap_err().to_string(), "margin: “two” is not a number");
        assert!(number("x", "inf").is_err() && number("x", "").is_err() && whole("x", "-1").is_err());
        let at = |text| time("quiet hours", text).unwrap().map(show_time);
        assert_eq!(
            (at("20:00"), at("7"), at("06:30:00"), at(" ")),
            (Some("20:00".into()), Some("07:00".into()), Some("06:30".into()), None)
        );
        assert_eq!(
            time("quiet hours", "25:00").unwrap_err().to_string(),
            "quiet hours: “25:00” is not a time such as 20:00"
        );
    }
}
