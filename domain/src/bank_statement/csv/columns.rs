//! Which column of a table is what: by the header's own words, or as the reader is told.

use super::super::StatementError;
use super::super::words::quoted;
use crate::code::coded;
use std::collections::BTreeMap;

coded! {
    /// What a column of a CSV file says.
    Column {
        /// The day of booking; needed.
        Day = "day", "booking date";
        /// The value date.
        ValueDay = "value_day", "value date";
        /// What came in or, negative, went out; needed, unless there are columns for either.
        Amount = "amount", "amount";
        /// What went out, as a positive amount.
        Debit = "debit", "debit";
        /// What came in.
        Credit = "credit", "credit";
        /// What is on the account after the line.
        Balance = "balance", "balance";
        /// The currency's ISO code.
        Currency = "currency", "currency";
        /// The account.
        Account = "account", "account";
        /// The bank's reference.
        BankReference = "bank_reference", "bank reference";
        /// The payer's reference: end-to-end id, trace number.
        Reference = "reference", "reference";
        /// What the bank says about the line.
        Text = "text", "description";
        /// Why a payment was sent back.
        ReturnReason = "return_reason", "return reason";
    }
}

coded! {
    /// What `03/04/2026` means.
    DayOrder {
        /// The fourth of March, as in the United States.
        MonthFirst = "month_first", "month first";
        /// The third of April.
        DayFirst = "day_first", "day first";
    }
}

/// How a CSV file is to be understood, beyond what it says itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvReading {
    /// The file's header for columns that aren't recognised, or that would be taken for another.
    pub headers: BTreeMap<Column, String>,
    /// What `03/04/2026` means.
    pub day_order: DayOrder,
    /// Whether `1.234,50` is written for 1,234.50.
    pub decimal_comma: bool,
}

impl Default for CsvReading {
    fn default() -> Self {
        Self { headers: BTreeMap::new(), day_order: DayOrder::MonthFirst, decimal_comma: false }
    }
}

impl Column {
    /// Headers that are taken for it, in small letters and digits alone, the most telling first.
    const fn headers(self) -> &'static [&'static str] {
        match self {
            Self::Day => &[
                "bookingdate",
                "bookedon",
                "posteddate",
                "postingdate",
                "postdate",
                "asofdate",
                "date",
                "transactiondate",
                "day",
            ],
            Self::ValueDay => &["valuedate", "valueday", "effectivedate"],
            Self::Amount => &["amount", "signedamount", "netamount", "transactionamount"],
            Self::Debit => &["debit", "debits", "debitamount", "withdrawal", "withdrawals", "moneyout", "paidout"],
            Self::Credit => &["credit", "credits", "creditamount", "deposit", "deposits", "moneyin", "paidin"],
            Self::Balance => &["balance", "runningbalance", "ledgerbalance", "runningledgerbalance", "balanceafter"],
            Self::Currency => &["currency", "ccy", "currencycode"],
            Self::Account => &["account", "accountnumber", "accountno", "iban"],
            Self::BankReference => &["bankreference", "bankref", "transactionid", "bankid", "fitid"],
            Self::Reference => &[
                "endtoendid",
                "endtoendreference",
                "tracenumber",
                "trace",
                "customerreference",
                "customerref",
                "reference",
                "referencenumber",
            ],
            Self::Text => &["description", "text", "details", "memo", "narrative", "payee", "name"],
            Self::ReturnReason => &["returnreason", "returncode", "reasoncode", "returnreasoncode"],
        }
    }
}

/// Where each column stands.
pub(super) struct Places<'a> {
    pub headers: Vec<String>,
    pub at: BTreeMap<Column, usize>,
    pub reading: &'a CsvReading,
}

impl<'a> Places<'a> {
    pub fn find(headers: Vec<String>, reading: &'a CsvReading) -> Result<Self, StatementError> {
        let plain = |text: &str| -> String {
            text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
        };
        let plains: Vec<_> = headers.iter().map(|header| plain(header)).collect();
        let list = || headers.iter().map(|header| quoted(header)).collect::<Vec<_>>().join(", ");
        let mut at = BTreeMap::new();
        for (column, wanted) in &reading.headers {
            let place =
                headers.iter().position(|header| header.eq_ignore_ascii_case(wanted.trim())).ok_or_else(|| {
                    let reason = format!("there is no column {}; the header has {}", quoted(wanted), list());
                    StatementError::at(1, column.label(), reason)
                })?;
            at.insert(*column, place);
        }
        for column in Column::ALL {
            let taken = |place: &usize| at.values().any(|other| other == place);
            let known = column
                .headers()
                .iter()
                .find_map(|known| plains.iter().position(|header| header == known).filter(|place| !taken(place)));
            if let (false, Some(place)) = (at.contains_key(column), known) {
                at.insert(*column, place);
            }
        }
        let has = |column| at.contains_key(&column);
        let missing = if !has(Column::Day) {
            Column::Day
        } else if has(Column::Amount) || has(Column::Debit) && has(Column::Credit) {
            return Ok(Self { headers, at, reading });
        } else {
            Column::Amount
        };
        let reason = format!(
            "no column is recognised as it; the header has {}. Say which is, as in {}=NAME",
            list(),
            missing.code()
        );
        Err(StatementError::at(1, missing.label(), reason))
    }
}
