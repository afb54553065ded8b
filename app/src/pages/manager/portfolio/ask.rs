//! What the address of the portfolio asks for.

use domain::view::{PartnerSort, PortfolioQuery};
use leptos_router::params::ParamsMap;

const PATH: &str = "/manager";

/// The query that an address says. What can't be read counts as not said.
pub fn read_ask(map: &ParamsMap) -> PortfolioQuery {
    let none = PortfolioQuery::default();
    let word = |name: &str| map.get_str(name).filter(|word| !word.is_empty());
    let sort = word("sort").and_then(|code| code.parse().ok()).unwrap_or(none.sort);
    PortfolioQuery {
        text: word("q").unwrap_or_default().trim().to_owned(),
        band: word("band").and_then(|code| code.parse().ok()),
        tier: word("tier").and_then(|code| code.parse().ok()),
        sort,
        descending: match word("order") {
            Some("desc") => true,
            Some("asc") => false,
            _ => begins_descending(sort),
        },
        page: word("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
    }
}

/// The address that asks for a query; what is as usual isn't said.
pub fn link(query: &PortfolioQuery) -> String {
    let none = PortfolioQuery::default();
    let mut map = ParamsMap::new();
    if !query.text.is_empty() {
        map.insert("q", query.text.clone());
    }
    if let Some(band) = query.band {
        map.insert("band", band.code().to_owned());
    }
    if let Some(tier) = query.tier {
        map.insert("tier", tier.code().to_owned());
    }
    if query.sort != none.sort {
        map.insert("sort", query.sort.code().to_owned());
    }
    if let Some(order) = unusual_order(query) {
        map.insert("order", order.to_owned());
    }
    if query.page > 1 {
        map.insert("page", query.page.to_string());
    }
    format!("{PATH}{}", map.to_query_string())
}

/// The word for a query's order, where it isn't the one that its column begins with.
pub fn unusual_order(query: &PortfolioQuery) -> Option<&'static str> {
    (query.descending != begins_descending(query.sort)).then_some(if query.descending { "desc" } else { "asc" })
}

/// The same partners from the beginning, by another column; by the same one the other way around.
pub fn sorted_by(query: &PortfolioQuery, sort: PartnerSort) -> PortfolioQuery {
    let descending = if query.sort == sort { !query.descending } else { begins_descending(sort) };
    PortfolioQuery { sort, descending, page: 1, ..query.clone() }
}

/// A column begins with what one looks for in it: those in need, the first by name, the largest.
const fn begins_descending(sort: PartnerSort) -> bool {
    matches!(sort, PartnerSort::Customers | PartnerSort::Mrr | PartnerSort::Commission)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::health::Band;
    use domain::partner::Tier;

    fn read(link: &str) -> PortfolioQuery {
        let mut map = ParamsMap::new();
        let pairs = link.strip_prefix("/manager").unwrap().trim_start_matches('?').split('&');
        for (name, value) in pairs.filter_map(|pair| pair.split_once('=')) {
            map.insert(name.to_owned(), value.replace("%20", " "));
        }
        read_ask(&map)
    }

    #[test]
    fn an_address_reads_back_as_it_was_written() {
        let query = PortfolioQuery {
            text: "los angeles".into(),
            band: Some(Band::AtRisk),
            tier: Some(Tier::Gold),
            sort: PartnerSort::Mrr,
            descending: false,
            page: 3,
        };
        assert_eq!(read(&link(&query)), query);
        assert_eq!(link(&PortfolioQuery::default()), "/manager");
        assert_eq!(read("/manager?band=well&sort=luck&page=0"), PortfolioQuery::default());
    }

    #[test]
    fn sorting_by_the_same_column_again_turns_the_order_around() {
        let once = sorted_by(&PortfolioQuery { page: 4, ..PortfolioQuery::default() }, PartnerSort::Mrr);
        assert_eq!((once.descending, once.page), (true, 1));
        assert!(!sorted_by(&once, PartnerSort::Mrr).descending);
        assert_eq!(link(&once), "/manager?sort=mrr");
        assert!(!sorted_by(&once, PartnerSort::Name).descending);
    }
}
