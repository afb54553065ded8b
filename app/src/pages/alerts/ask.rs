//! What the address of the inbox asks for.

use domain::health::alert::{AlertKind, Severity};
use domain::view::{AlertQuery, Standing};
use leptos_router::params::ParamsMap;

/// A query, and the code of the partner that it is narrowed to.
pub type Ask = (AlertQuery, String);

/// The query that an address says. What can't be read counts as not said.
pub fn read_ask(map: &ParamsMap) -> Ask {
    let word = |name: &str| map.get_str(name).filter(|word| !word.is_empty());
    let query = AlertQuery {
        standing: word("state").and_then(|code| code.parse().ok()).unwrap_or(Standing::Live),
        kind: word("kind").and_then(|code| code.parse().ok()),
        at_least: word("from").and_then(|code| code.parse().ok()).unwrap_or(Severity::Info),
        partner: None,
        mine: word("whose") == Some("mine"),
        page: word("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
    };
    (query, word("partner").unwrap_or_default().trim().to_owned())
}

/// The address that asks for a query; what is as usual isn't said.
pub fn link((query, partner): &Ask) -> String {
    let said = [
        ("state", (query.standing != Standing::Live).then(|| query.standing.code().to_owned())),
        ("kind", query.kind.map(|kind| AlertKind::code(kind).to_owned())),
        ("from", (query.at_least != Severity::Info).then(|| query.at_least.code().to_owned())),
        ("partner", (!partner.is_empty()).then(|| partner.clone())),
        ("whose", query.mine.then(|| "mine".to_owned())),
        ("page", (query.page > 1).then(|| query.page.to_string())),
    ];
    let map: ParamsMap = said.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    format!("/alerts{}", map.to_query_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back_as_what_it_asks_for() {
        let query = AlertQuery {
            standing: Standing::Settled,
            kind: Some(AlertKind::Fall),
            at_least: Severity::High,
            partner: None,
            mine: true,
            page: 3,
        };
        let ask = (query, "RS-902".to_owned());
        let mut map = ParamsMap::new();
        for pair in link(&ask).split_once('?').unwrap().1.split('&') {
            let (name, value) = pair.split_once('=').unwrap();
            map.insert(name.to_owned(), value.to_owned());
        }
        assert_eq!(read_ask(&map), ask);
        assert_eq!(link(&read_ask(&ParamsMap::new())), "/alerts");
    }
}
