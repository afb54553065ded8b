//! The codes by which banks return entries and ask for changes, with their reasons.

/// Whence the codes come stands in the file's head.
const TABLE: &str = include_str!("codes.tsv");

/// A code with its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reason {
    /// `R01`, `C05`.
    pub code: &'static str,
    /// In a few words.
    pub reason: &'static str,
    /// In a sentence or two; may be empty.
    pub description: &'static str,
}

/// Every code, returns first.
pub fn all() -> impl Iterator<Item = Reason> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut columns = line.split('\t');
        Some(Reason { code: columns.next()?, reason: columns.next()?, description: columns.next()? })
    })
}

/// The meaning of a return reason code; `None` when Nacha defines none.
pub fn returned(code: &str) -> Option<Reason> {
    all().find(|reason| reason.code == code && code.starts_with('R'))
}

/// The meaning of a change code; `None` when Nacha defines none.
pub fn change(code: &str) -> Option<Reason> {
    all().find(|reason| reason.code == code && code.starts_with('C'))
}

/// Whether the originator's bank refuses a return with this code.
pub fn is_dishonored_return(code: &str) -> bool {
    matches!(code, "R61" | "R62" | "R67" | "R68" | "R69" | "R70")
}

/// Whether the receiver's bank insists on a return with this code.
pub fn is_contested_return(code: &str) -> bool {
    matches!(code, "R71" | "R72" | "R73" | "R74" | "R75" | "R76" | "R77")
}

/// Whether the originator's bank refuses a notification of change with this code.
pub fn is_refused_change(code: &str) -> bool {
    matches!(code, "C61" | "C62" | "C63" | "C64" | "C65" | "C66" | "C67" | "C68" | "C69")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_71_returns_and_20_changes() {
        assert_eq!(all().filter(|reason| reason.code.starts_with('R')).count(), 71);
        assert_eq!(all().filter(|reason| reason.code.starts_with('C')).count(), 20);
        assert!(all().all(|reason| reason.code.len() == 3 && !reason.reason.is_empty()));
    }

    #[test]
    fn a_code_is_known_by_its_kind_only() {
        assert_eq!(returned("R03").unwrap().reason, "No Account/Unable to Locate Account");
        assert_eq!(returned("C01"), None);
        assert_eq!(change("R01"), None);
        assert_eq!(returned("R97"), None);
    }
}
