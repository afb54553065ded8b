//! What the address of the board asks for.

use chrono::NaiveDate;
use domain::Month;
use domain::health::intervention::InterventionKind;
use domain::view::InterventionQuery;
use leptos_router::params::ParamsMap;

const PATH: &str = "/interventions";

/// A query, and whether the board or a month's calendar is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// What it is narrowed to.
    pub query: InterventionQuery,
    /// The calendar instead of the board.
    pub calendar: bool,
    /// Its month; the present one, unless given.
    pub month: Option<Month>,
}

/// What an address says. What can't be read counts as not said.
pub fn read_ask(map: &ParamsMap) -> Ask {
    let word = |name: &str| map.get_str(name).filter(|word| !word.is_empty());
    Ask {
        query: InterventionQuery {
            partner: word("partner").and_then(|id| id.parse().ok()),
            kind: word("kind").and_then(|code| code.parse().ok()),
            mine: word("whose") == Some("mine"),
        },
        calendar: word("view") == Some("calendar"),
        month: word("month").and_then(|month| month.parse().ok()),
    }
}

/// The address that asks for it; what is as usual isn't said.
pub fn link(ask: &Ask) -> String {
    let query = ask.query;
    let said = [
        ("view", ask.calendar.then(|| "calendar".to_owned())),
        ("month", ask.month.map(|month| month.to_string())),
        ("partner", query.partner.map(|partner| partner.to_string())),
        ("kind", query.kind.map(|kind| InterventionKind::code(kind).to_owned())),
        ("whose", query.mine.then(|| "mine".to_owned())),
    ];
    let map: ParamsMap = said.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    format!("{PATH}{}", map.to_query_string())
}

/// The first and the last day of a month.
pub fn days(month: Month) -> (NaiveDate, NaiveDate) {
    (month.first_day(), month.last_day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back_as_what_it_asks_for() {
        let query = InterventionQuery { partner: None, kind: Some(InterventionKind::Escalation), mine: true };
        let ask = Ask { query, calendar: true, month: Month::new(2025, 10) };
        let mut map = ParamsMap::new();
        for pair in link(&ask).split_once('?').unwrap().1.split('&') {
            let (name, value) = pair.split_once('=').unwrap();
            map.insert(name.to_owned(), value.to_owned());
        }
        assert_eq!(read_ask(&map), ask);
        assert_eq!(link(&Ask::default()), "/interventions");
    }
}
