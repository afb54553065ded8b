//! Corrected data of a notification of change: what to put right in an account on file.
//!
//! Source: Nacha Operating Rules, Appendix Five (change codes), the columns of corrected data.

use crate::ach::codes::TransactionCode;
use crate::banking::RoutingNumber;

/// What a notification of change asks for; what is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The right account number.
    pub account: Option<String>,
    /// The right bank.
    pub routing: Option<RoutingNumber>,
    /// The right transaction code: another kind of account.
    pub transaction_code: Option<TransactionCode>,
    /// The right name of the receiver.
    pub name: Option<String>,
    /// The right identification number of the receiver.
    pub individual_id: Option<String>,
}

/// Corrected data that doesn't say what its code promises.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// The account number isn't there.
    #[error("an account number")]
    Account,
    /// The routing number isn't there or doesn't hold.
    #[error("a routing number that holds")]
    Routing,
    /// The transaction code isn't there or is none.
    #[error("a transaction code")]
    TransactionCode,
    /// The text isn't there.
    #[error("a text")]
    Text,
}

impl Change {
    /// Reads the 29 columns of corrected data by the change code.
    ///
    /// Codes without corrected data for an account on file, and unknown ones, give an empty change.
    /// Banks are not strict about columns: fields that are parted by blanks are found as well.
    pub fn read(code: &str, data: &str) -> Result<Self, ChangeError> {
        let change = Self::default();
        match code {
            "C01" => Ok(Self { account: Some(account(data)?), ..change }),
            "C02" => Ok(Self { routing: Some(routing(data)?), ..change }),
            "C03" => Ok(Self { routing: Some(routing(data)?), account: Some(account(from(data, 9))?), ..change }),
            "C04" => Ok(Self { name: Some(text(data)?), ..change }),
            "C05" => Ok(Self { transaction_code: Some(transaction_code(data)?), ..change }),
            "C06" => {
                let (number, code) = account_and_code(data, 17)?;
                Ok(Self { account: Some(number), transaction_code: Some(code), ..change })
            }
            "C07" => {
                let (number, code) = account_and_code(from(data, 9), 17)?;
                let routing = Some(routing(data)?);
                Ok(Self { account: Some(number), routing, transaction_code: Some(code), ..change })
            }
            "C09" => Ok(Self { individual_id: Some(text(data)?), ..change }),
            _ => Ok(change),
        }
    }
}

fn from(data: &str, column: usize) -> &str {
    data.get(column..).unwrap_or_default()
}

fn text(data: &str) -> Result<String, ChangeError> {
    let text = data.trim();
    if text.is_empty() { Err(ChangeError::Text) } else { Ok(text.to_owned()) }
}

fn account(data: &str) -> Result<String, ChangeError> {
    match text(data) {
        Ok(number) if number.len() <= 17 => Ok(number),
        _ => Err(ChangeError::Account),
    }
}

fn routing(data: &str) -> Result<RoutingNumber, ChangeError> {
    data.get(..9).and_then(|nine| nine.parse().ok()).ok_or(ChangeError::Routing)
}

fn transaction_code(data: &str) -> Result<TransactionCode, ChangeError> {
    let data = data.trim();
    let code = if data.len() == 2 { data.parse().ok() } else { None };
    code.and_then(TransactionCode::from_code).ok_or(ChangeError::TransactionCode)
}

/// An account number of up to `width` columns, then a transaction code after it.
fn account_and_code(data: &str, width: usize) -> Result<(String, TransactionCode), ChangeError> {
    let in_columns = data
        .split_at_checked(width)
        .and_then(|(number, code)| Some((account(number).ok()?, transaction_code(code).ok()?)));
    if let Some(found) = in_columns {
        return Ok(found);
    }
    let (number, code) = data.trim().rsplit_once(' ').ok_or(ChangeError::TransactionCode)?;
    Ok((account(number)?, transaction_code(code)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(code: &str, data: &str) -> Change {
        Change::read(code, &format!("{data:<29}")).unwrap()
    }

    #[test]
    fn each_change_code_has_its_columns() {
        let bank = Some("121042882".parse().unwrap());
        let code = TransactionCode::from_code(32);
        let account = Some("1918171614".to_owned());
        let nothing = Change::default();
        assert_eq!(read("C01", "1918171614"), Change { account: account.clone(), ..nothing.clone() });
        assert_eq!(read("C02", "121042882"), Change { routing: bank, ..nothing.clone() });
        let both = Change { routing: bank, account: account.clone(), ..nothing.clone() };
        assert_eq!(read("C03", "121042882   1918171614"), both);
        assert_eq!(read("C05", "32"), Change { transaction_code: code, ..nothing.clone() });
        let change = Change { account: account.clone(), transaction_code: code, ..nothing.clone() };
        assert_eq!(read("C06", "1918171614          32"), change);
        assert_eq!(read("C06", "1918171614 32"), change);
        let all = Change { routing: bank, account, transaction_code: code, ..nothing.clone() };
        assert_eq!(read("C07", "1210428821918171614       32"), all);
        assert_eq!(read("C07", "121042882 1918171614 32"), all);
        assert_eq!(read("C04", "ANNA SMITH"), Change { name: Some("ANNA SMITH".into()), ..nothing.clone() });
        assert_eq!(read("C13", "whatever"), nothing);
    }

    #[test]
    fn corrected_data_that_cannot_be_used_is_refused() {
        assert_eq!(Change::read("C02", "121042881"), Err(ChangeError::Routing));
        assert_eq!(Change::read("C05", "99"), Err(ChangeError::TransactionCode));
        assert_eq!(Change::read("C01", "   "), Err(ChangeError::Account));
    }

    proptest! {
        #[test]
        fn any_corrected_data_is_read_or_refused(code in "C[0-9]{2}", data in ".{0,40}") {
            let _read_or_refused = Change::read(&code, &data);
        }
    }
}
