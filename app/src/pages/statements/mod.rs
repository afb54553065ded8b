//! Commission statements: which there are, and one with every line traced to its fact.

mod course;
mod lines;
mod list;
mod statement;
mod why;

pub use list::StatementsPage;
pub use statement::StatementPage;

use domain::PartnerId;
use domain::view::StatementRow;
use leptos_router::params::ParamsMap;

/// The partner that an address names.
fn partner_in(map: &ParamsMap) -> Option<PartnerId> {
    map.get_str("partner").and_then(|id| id.parse().ok())
}

/// The page that an address names, from 1.
fn page_in(map: &ParamsMap) -> u32 {
    map.get_str("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1)
}

/// The address of a statement. A partner's own people needn't say whose.
fn statement_link(row: &StatementRow, own: bool) -> String {
    if own {
        format!("/statements/{}", row.month)
    } else {
        format!("/statements/{}?partner={}", row.month, row.partner.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_none_is_the_first() {
        for (given, page) in [("3", 3), ("0", 1), ("-2", 1), ("x", 1)] {
            let mut map = ParamsMap::new();
            map.insert("page", given.to_owned());
            assert_eq!(page_in(&map), page);
        }
    }
}
