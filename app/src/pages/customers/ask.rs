//! What the address of the customers page asks for.

use domain::PartnerId;
use domain::lifecycle::Stage;
use domain::view::CustomerQuery;
use leptos_router::params::ParamsMap;

/// How customers are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// A column per stage.
    #[default]
    Board,
    /// A line per customer.
    Table,
}

/// Everything the address says. What can't be read counts as not said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// Board or table.
    pub shape: Shape,
    /// Whose customers.
    pub partner: Option<PartnerId>,
    /// Part of a number or city; for the list of partners, part of a name.
    pub text: String,
    /// Only this stage.
    pub stage: Option<Stage>,
    /// Page of the table.
    pub page: u32,
}

impl From<&ParamsMap> for Ask {
    fn from(map: &ParamsMap) -> Self {
        Self {
            shape: if map.get_str("view") == Some("table") { Shape::Table } else { Shape::Board },
            partner: map.get_str("partner").and_then(|id| id.parse().ok()),
            text: map.get_str("q").unwrap_or_default().trim().to_owned(),
            stage: map.get_str("stage").and_then(|code| code.parse().ok()),
            page: map.get_str("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
        }
    }
}

impl Ask {
    /// The address that asks for this.
    pub fn link(&self) -> String {
        let mut map = ParamsMap::new();
        if self.shape == Shape::Table {
            map.insert("view", "table".to_owned());
        }
        if let Some(partner) = self.partner {
            map.insert("partner", partner.to_string());
        }
        if !self.text.is_empty() {
            map.insert("q", self.text.clone());
        }
        if let Some(stage) = self.stage {
            map.insert("stage", stage.code().to_owned());
        }
        if self.page > 1 {
            map.insert("page", self.page.to_string());
        }
        format!("/customers{}", map.to_query_string())
    }

    /// The same customers in another shape, from the beginning.
    pub fn in_shape(&self, shape: Shape) -> Self {
        Self { shape, partner: self.partner, ..Self::default() }
    }

    /// The table's query.
    pub fn query(&self) -> CustomerQuery {
        CustomerQuery { partner: self.partner, text: self.text.clone(), stage: self.stage, page: self.page }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back_as_it_was_written() {
        let ask = Ask {
            shape: Shape::Table,
            partner: "0199a2b4-7e30-7000-8000-000000000001".parse().ok(),
            text: "los ang".to_owned(),
            stage: Some(Stage::AtRisk),
            page: 3,
        };
        let link = ask.link();
        assert!(link.starts_with("/customers?"), "{link}");
        let mut map = ParamsMap::new();
        for pair in link.trim_start_matches("/customers?").split('&') {
            let (name, value) = pair.split_once('=').unwrap();
            map.insert(name.to_owned(), value.replace("%20", " ").replace('+', " "));
        }
        assert_eq!(Ask::from(&map), ask);
        assert_eq!(Ask { page: 1, ..Ask::default() }.link(), "/customers");
    }

    #[test]
    fn what_cannot_be_read_counts_as_not_said() {
        let mut map = ParamsMap::new();
        for (name, value) in [("view", "tree"), ("partner", "bob"), ("stage", "lost"), ("page", "-1")] {
            map.insert(name, value.to_owned());
        }
        assert_eq!(Ask::from(&map), Ask { page: 1, ..Ask::default() });
    }
}
