//! What the address of the analytics asks for.

use domain::view::InsightQuery;
use leptos_router::params::ParamsMap;

/// The word for the whole score over months; components go by their codes.
pub const SCORE: &str = "score";

/// The query that an address says. What can't be read counts as not said.
pub fn read_ask(map: &ParamsMap) -> InsightQuery {
    let word = |name: &str| map.get_str(name).filter(|word| !word.is_empty());
    let of = word("show").and_then(|code| code.parse().ok());
    InsightQuery {
        tier: word("tier").and_then(|code| code.parse().ok()),
        kind: word("type").and_then(|code| code.parse().ok()),
        territory: word("territory").unwrap_or_default().to_owned(),
        months: of.is_some() || word("show") == Some(SCORE),
        of,
        since: word("since").and_then(|days| days.parse().ok()),
        page: word("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
    }
}

/// What the heat map shows, by its word; empty is the components of today.
pub fn shown(query: &InsightQuery) -> &'static str {
    match query.of {
        Some(component) => component.code(),
        None if query.months => SCORE,
        None => "",
    }
}

/// The address that asks for a page of a query.
pub fn link(query: &InsightQuery, page: u32) -> String {
    let mut map = ParamsMap::new();
    let mut say = |name: &'static str, word: String| {
        if !word.is_empty() {
            map.insert(name, word);
        }
    };
    say("tier", query.tier.map(|tier| tier.code().to_owned()).unwrap_or_default());
    say("type", query.kind.map(|kind| kind.code().to_owned()).unwrap_or_default());
    say("territory", query.territory.clone());
    say("show", shown(query).to_owned());
    say("since", query.since.map(|days| days.to_string()).unwrap_or_default());
    say("page", if page > 1 { page.to_string() } else { String::new() });
    format!("/manager/insight{}", map.to_query_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::health::Component;
    use domain::partner::{PartnerKind, Tier};

    fn read(link: &str) -> InsightQuery {
        let mut map = ParamsMap::new();
        let pairs = link.strip_prefix("/manager/insight").unwrap().trim_start_matches('?').split('&');
        for (name, value) in pairs.filter_map(|pair| pair.split_once('=')) {
            map.insert(name.to_owned(), value.replace("%20", " "));
        }
        read_ask(&map)
    }

    #[test]
    fn an_address_reads_back_as_it_was_written() {
        let query = InsightQuery {
            tier: Some(Tier::Gold),
            kind: PartnerKind::ALL.first().copied(),
            territory: "Los Angeles".into(),
            months: true,
            of: Some(Component::Growth),
            since: Some(90),
            page: 3,
        };
        assert_eq!(read(&link(&query, 3)), query);
        let whole = InsightQuery { of: None, page: 1, ..query };
        assert_eq!(read(&link(&whole, 1)), whole);
        assert_eq!(link(&InsightQuery::default(), 1), "/manager/insight");
        assert_eq!(read("/manager/insight?show=luck&page=0"), InsightQuery { page: 1, ..InsightQuery::default() });
    }
}
