//! What the address of the inbox asks for.

use domain::Month;
use domain::reconciliation::{FindingKind, FindingState, Severity};
use domain::view::FindingQuery;
use leptos_router::params::ParamsMap;

const PATH: &str = "/reconciliation";

/// The query that an address says. What can't be read counts as not said.
pub fn read_ask(map: &ParamsMap) -> FindingQuery {
    let word = |name: &str| map.get_str(name).filter(|word| !word.is_empty());
    FindingQuery {
        kind: word("kind").and_then(|code| code.parse().ok()),
        severity: word("severity").and_then(|code| code.parse().ok()),
        state: word("state").and_then(|code| code.parse().ok()),
        month: word("month").and_then(|month| month.parse().ok()),
        page: word("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
    }
}

/// The address that asks for a query; what is as usual isn't said.
pub fn link(query: &FindingQuery) -> String {
    format!("{PATH}{}", said(query))
}

/// The address of a file with all that a query finds.
pub fn export_link(query: &FindingQuery) -> String {
    format!("{PATH}/export{}", said(&FindingQuery { page: 1, ..query.clone() }))
}

fn said(query: &FindingQuery) -> String {
    let said = [
        ("kind", query.kind.map(|kind| FindingKind::code(kind).to_owned())),
        ("severity", query.severity.map(|severity| Severity::code(severity).to_owned())),
        ("state", query.state.map(|state| FindingState::code(state).to_owned())),
        ("month", query.month.map(|month: Month| month.to_string())),
        ("page", (query.page > 1).then(|| query.page.to_string())),
    ];
    let map: ParamsMap = said.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    map.to_query_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back_as_what_it_asks_for() {
        let query = FindingQuery {
            kind: Some(FindingKind::UnpaidBase),
            severity: Some(Severity::High),
            state: Some(FindingState::Cleared),
            month: Month::new(2025, 9),
            page: 3,
        };
        let mut map = ParamsMap::new();
        for pair in link(&query).split_once('?').unwrap().1.split('&') {
            let (name, value) = pair.split_once('=').unwrap();
            map.insert(name.to_owned(), value.to_owned());
        }
        assert_eq!(read_ask(&map), query);
        assert!(export_link(&query).starts_with("/reconciliation/export?") && !export_link(&query).contains("page"));
        assert_eq!(link(&FindingQuery { page: 1, ..FindingQuery::default() }), PATH);
        assert_eq!(read_ask(&ParamsMap::new()).page, 1);
    }
}
