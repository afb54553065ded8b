//! Which column of a file is which field, and which of its words mean what.

use super::refuse_file;
use domain::Refusal;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// The mapping that fits files with the product's own column names.
const DEFAULT: &str = include_str!("default-mapping.toml");

/// Fields that every customer file must have.
const NEEDED: [&str; 3] = ["code", "partner", "mrr"];
/// Fields that a customer file may have.
const OPTIONAL: [&str; 9] = [
    "activated_on",
    "churned_on",
    "churn_reason",
    "stage",
    "contract",
    "city",
    "postcode",
    "billed_to_date",
    "satisfaction",
];

/// Which column is which field.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    columns: BTreeMap<String, String>,
    #[serde(default)]
    services: BTreeMap<String, String>,
    #[serde(default)]
    words: BTreeMap<String, BTreeMap<String, String>>,
}

impl Default for Mapping {
    /// The product's own column names.
    fn default() -> Self {
        toml::from_str(DEFAULT).expect("the default mapping is well formed")
    }
}

impl Mapping {
    /// Reads a mapping file.
    pub fn read(path: &Path) -> Result<Self, Refusal> {
        let text = std::fs::read_to_string(path).map_err(|error| refuse_file(path, error))?;
        let mapping: Self = toml::from_str(&text).map_err(|error| refuse_file(path, error))?;
        for field in mapping.columns.keys() {
            if !NEEDED.contains(&field.as_str()) && !OPTIONAL.contains(&field.as_str()) {
                let known = [NEEDED.as_slice(), OPTIONAL.as_slice()].concat().join(", ");
                return Err(refuse_file(
                    path,
                    format!("[columns] has “{field}”, which is no field; there are: {known}"),
                ));
            }
        }
        for field in NEEDED {
            if !mapping.columns.contains_key(field) {
                return Err(refuse_file(path, format!("[columns] needs “{field}”")));
            }
        }
        Ok(mapping)
    }

    /// Where each field stands in a file with these headers.
    pub(super) fn places(&self, path: &Path, headers: &[String]) -> Result<Places, Refusal> {
        for (at, header) in headers.iter().enumerate() {
            if headers[..at].contains(header) {
                return Err(refuse_file(path, format!("the column “{header}” is there twice; rename one")));
            }
        }
        let place = |column: &str| headers.iter().position(|header| header == column);
        let mut fields = BTreeMap::new();
        for (field, column) in &self.columns {
            match place(column) {
                Some(at) => {
                    fields.insert(field.clone(), (at, column.clone()));
                }
                None if NEEDED.contains(&field.as_str()) => {
                    return Err(refuse_file(
                        path,
                        format!(
                            "the column “{column}” is missing. The file has: {}. Add it, or name another with --mapping.",
                            headers.join(", ")
                        ),
                    ));
                }
                None => {}
            }
        }
        let services = self.services.iter().filter_map(|(column, name)| place(column).map(|at| (at, name.clone())));
        Ok(Places { fields, services: services.collect(), words: self.words.clone() })
    }
}

/// Where each field stands in one file.
pub(super) struct Places {
    fields: BTreeMap<String, (usize, String)>,
    pub(super) services: Vec<(usize, String)>,
    words: BTreeMap<String, BTreeMap<String, String>>,
}

impl Places {
    /// The places of columns that have the product's own names.
    pub(super) fn by_name(
        path: &Path,
        headers: &[String],
        (needed, optional): (&[&str], &[&str]),
    ) -> Result<Self, Refusal> {
        let known = || [needed, optional].concat().join(", ");
        let mut fields = BTreeMap::new();
        for (at, header) in headers.iter().enumerate() {
            if !needed.contains(&header.as_str()) && !optional.contains(&header.as_str()) {
                let reason = format!("the column “{header}” isn't known; there are: {}", known());
                return Err(refuse_file(path, reason));
            }
            if fields.insert(header.clone(), (at, header.clone())).is_some() {
                return Err(refuse_file(path, format!("the column “{header}” is there twice; remove one")));
            }
        }
        match needed.iter().find(|column| !fields.contains_key(**column)) {
            Some(column) => {
                let reason = format!("the column “{column}” is missing. The file has: {}", headers.join(", "));
                Err(refuse_file(path, reason))
            }
            None => Ok(Self { fields, services: Vec::new(), words: BTreeMap::new() }),
        }
    }

    /// The position and the file's name of a field, if the file has it.
    pub(super) fn of(&self, field: &str) -> Option<(usize, &str)> {
        self.fields.get(field).map(|(at, column)| (*at, column.as_str()))
    }

    /// The product's word for a word of the file.
    pub(super) fn word<'a>(&'a self, field: &str, word: &'a str) -> &'a str {
        self.words.get(field).and_then(|words| words.get(word)).map_or(word, String::as_str)
    }
}
