//! What is wrong with a file: where, which rule, what stands there, and the way out.

use serde::{Serialize, Serializer};
use std::fmt;

/// Whether a bank would refuse the file for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The file must not be sent, or can't be believed.
    Error,
    /// The file passes; someone may want to know.
    Warning,
}

/// Declares the rules: the stable code, what the rule says, and what to do when it is broken.
macro_rules! rules {
    ($( $variant:ident = $code:literal, $text:literal, $advice:literal; )+) => {
        /// A rule that a file can break.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $( #[doc = $text] $variant, )+
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            /// The stable word for programs.
            pub const fn code(self) -> &'static str {
                match self { $( Self::$variant => $code, )+ }
            }

            /// What the rule says.
            pub const fn text(self) -> &'static str {
                match self { $( Self::$variant => $text, )+ }
            }

            /// What to do when it is broken.
            pub const fn advice(self) -> &'static str {
                match self { $( Self::$variant => $advice, )+ }
            }
        }
    };
}

rules! {
    // Lines and their order.
    RecordLength = "record_length", "a record has 94 characters", "Fill the record with blanks, or look for a character that was lost or added.";
    TrailingBlanks = "trailing_blanks", "a record ends with column 94", "Remove the blanks after column 94.";
    Character = "character", "only printable ASCII characters may stand in a record", "Write the text without accents and control characters.";
    BlankLine = "blank_line", "there are no blank lines between records", "Remove the blank line.";
    RecordType = "record_type", "a record starts with 1, 5, 6, 7, 8 or 9", "Look for a line that doesn’t belong to the file.";
    FileHeader = "file_header", "a file starts with one file header", "Put exactly one file header (1) first.";
    BatchControl = "batch_control", "every batch ends with its batch control", "Add the batch control (8) that is missing.";
    FileControl = "file_control", "a file ends with one file control", "Put exactly one file control (9) after the last batch.";
    RecordOrder = "record_order", "records stand in the order 1, then 5 6 7 8 for each batch, then 9", "Look for a record that was lost, added or moved.";
    EmptyBatch = "empty_batch", "a batch has at least one entry", "Leave the batch out, or add its entries.";
    Blocking = "blocking", "a file is filled with lines of nines up to a multiple of ten lines", "Add lines of 94 nines after the file control.";
    Filler = "filler", "a filler line is 94 nines", "Write 94 nines.";
    // Fields.
    FixedValue = "fixed_value", "this field always has the same value", "Write the value that the rules ask for.";
    Digits = "digits", "this field holds digits only, filled with zeros on the left", "Write digits only.";
    Mandatory = "mandatory", "this field must not be blank or only zeros", "Fill in the field.";
    Reserved = "reserved", "a reserved field is blank", "Leave the field blank.";
    Alignment = "alignment", "text starts at the left of its field", "Move the text to the left and fill with blanks on the right.";
    Routing = "routing", "a routing number has nine digits, the last of which is a check on the others", "Look the bank’s routing number up again.";
    Date = "date", "a date is a day that exists, as YYMMDD", "Write a day that exists.";
    Time = "time", "a time is HHMM between 0000 and 2359", "Write a time of the day, or leave the field blank.";
    BankingDay = "banking_day", "an entry takes effect on a day on which the Federal Reserve Banks are open", "Choose the next banking day; the operator will settle on that day anyway.";
    IdModifier = "id_modifier", "the file ID modifier is a capital letter or a digit", "Write A for the day’s first file, then B and so on.";
    ServiceClass = "service_class", "the service class code is 200 (mixed), 220 (credits), 225 (debits) or 280 (advices, ADV only)", "Use the code that fits the entries.";
    EntryClass = "entry_class", "the standard entry class code is one that Nacha defines, in capital letters", "Use PPD for payments to people and CCD for payments to businesses.";
    OriginatorStatus = "originator_status", "the originator status code is 1 (a bank) or 2 (a government agency); 0 in advices (ADV) only", "Write 1.";
    Description = "description", "this entry class asks for a certain company entry description", "Write the description that the entry class asks for.";
    // Entries.
    TransactionCode = "transaction_code", "the transaction code is one that Nacha defines", "Use 22 for a credit to a checking account, 32 to a savings account; 27 and 37 for debits.";
    TransactionCodeClass = "transaction_code_class", "the transaction code fits the entry class", "Use another transaction code or another entry class.";
    TransactionCodeService = "transaction_code_service", "the transaction code fits the batch’s service class code: no debits among credits only, no credits among debits only", "Use service class code 200 for both, 220 for credits, 225 for debits.";
    AmountZero = "amount_zero", "a live entry moves at least one cent", "Leave the entry out, or make it a prenote.";
    AmountNotZero = "amount_not_zero", "a prenote, a notification and a zero-dollar entry move nothing", "Write zeros, or use the code of a live entry.";
    AmountLimit = "amount_limit", "this entry class has a highest amount", "Split the payment, or use another entry class.";
    CodeList = "code_list", "the value is one of a list", "Use a value of the list.";
    TraceOrder = "trace_order", "trace numbers ascend within a batch, and none comes twice", "Number the entries of a batch upwards.";
    TraceBank = "trace_bank", "a trace number starts with the originating DFI identification of its batch", "Number entries with the bank of the batch header.";
    TraceAgain = "trace_again", "trace numbers tell the entries of a file apart", "Go on numbering over all batches of the file.";
    Category = "category", "forward entries and returns are in batches of their own", "Put them into batches of their own.";
    // Addenda.
    AddendaIndicator = "addenda_indicator", "the addenda record indicator is 1 when addenda follow, else 0", "Set the indicator by what follows.";
    AddendaType = "addenda_type", "the entry class allows this type of addenda", "Leave the addenda out, or use another entry class.";
    AddendaMissing = "addenda_missing", "this entry needs an addenda record", "Add the addenda record.";
    AddendaCount = "addenda_count", "an entry has as many addenda as its class allows and its count says", "Leave out addenda, or mend the count.";
    AddendaSequence = "addenda_sequence", "addenda of an entry are numbered upwards from 1", "Number the addenda 0001, 0002 and so on.";
    AddendaTrace = "addenda_trace", "an addenda record carries the end of its entry’s trace number", "Copy the last seven digits of the entry’s trace number.";
    ReturnCode = "return_code", "the return reason code is one that Nacha defines", "Look the code up in the list of return codes.";
    ChangeCode = "change_code", "the change code is one that Nacha defines", "Look the code up in the list of change codes.";
    CorrectedData = "corrected_data", "a notification of change says what to change, in the columns its code asks for", "Ask the receiving bank for the correct data.";
    // Batch control.
    BatchServiceClass = "batch_service_class", "batch header and batch control have the same service class code", "Copy it from the batch header.";
    BatchCompany = "batch_company", "batch header and batch control have the same company identification", "Copy it from the batch header.";
    BatchBank = "batch_bank", "batch header and batch control have the same originating DFI identification", "Copy it from the batch header.";
    BatchNumber = "batch_number", "batch header and batch control have the same batch number", "Copy it from the batch header.";
    BatchNumberOrder = "batch_number_order", "batch numbers ascend", "Number the batches upwards.";
    BatchEntryCount = "batch_entry_count", "the entry/addenda count is the number of entries and addenda in the batch", "Count again, or look for records that were lost or added.";
    BatchEntryHash = "batch_entry_hash", "the entry hash is the sum of the receiving banks’ eight digits in the batch, its last ten digits", "Add again, or look for entries that were lost, added or changed.";
    BatchDebits = "batch_debits", "the total of debits is the sum of the batch’s debits", "Add again, or look for entries that were lost, added or changed.";
    BatchCredits = "batch_credits", "the total of credits is the sum of the batch’s credits", "Add again, or look for entries that were lost, added or changed.";
    // File control.
    FileBatchCount = "file_batch_count", "the batch count is the number of batches", "Count again, or look for batches that were lost or added.";
    FileBlockCount = "file_block_count", "the block count is the number of lines divided by ten, rounded up", "Count again, with the file’s filler lines.";
    FileEntryCount = "file_entry_count", "the entry/addenda count is the number of entries and addenda in the file", "Count again, or look for records that were lost or added.";
    FileEntryHash = "file_entry_hash", "the entry hash is the sum of the batches’ entry hashes, its last ten digits", "Add again, or look for entries that were lost, added or changed.";
    FileDebits = "file_debits", "the total of debits is the sum of the batches’ debits", "Add again, or look for entries that were lost, added or changed.";
    FileCredits = "file_credits", "the total of credits is the sum of the batches’ credits", "Add again, or look for entries that were lost, added or changed.";
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// One breach of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Line in the file, from 1.
    pub line: u64,
    /// First and last column, from 1.
    pub columns: (usize, usize),
    /// The field, as the Nacha rules call it.
    pub field: &'static str,
    /// The rule that is broken.
    pub rule: Rule,
    /// Whether it matters.
    pub severity: Severity,
    /// What stands there.
    pub value: String,
    /// What would be right, where that is known.
    pub expected: String,
}

impl Finding {
    /// What is wrong, as a sentence without the place.
    pub fn message(&self) -> String {
        let rule = self.rule.text();
        match (self.value.trim(), self.expected.as_str()) {
            ("", "") => rule.to_owned(),
            ("", expected) => format!("blank, should be {expected}: {rule}"),
            (value, "") => format!("“{value}”: {rule}"),
            (value, expected) => format!("“{value}” should be {expected}: {rule}"),
        }
    }
}

impl fmt::Display for Finding {
    /// `line 3, columns 30–39, amount: …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let warning = if self.severity == Severity::Warning { " (warning)" } else { "" };
        let (from, to) = self.columns;
        let columns = if from == to { format!("column {from}") } else { format!("columns {from}–{to}") };
        write!(f, "line {}, {columns}, {}{warning}: {}. {}", self.line, self.field, self.message(), self.rule.advice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_rule_has_a_code_of_its_own() {
        let codes: HashSet<_> = Rule::ALL.iter().map(|rule| rule.code()).collect();
        assert_eq!(codes.len(), Rule::ALL.len());
    }

    #[test]
    fn a_finding_says_where_what_and_what_to_do() {
        let finding = Finding {
            line: 6,
            columns: (11, 20),
            field: "entry hash",
            rule: Rule::BatchEntryHash,
            severity: Severity::Error,
            value: "0012340157".into(),
            expected: "0012340156".into(),
        };
        assert_eq!(
            finding.to_string(),
            "line 6, columns 11–20, entry hash: “0012340157” should be 0012340156: the entry hash is the sum of the \
             receiving banks’ eight digits in the batch, its last ten digits. Add again, or look for entries that were \
             lost, added or changed."
        );
    }
}
