//! The codes that entries and batches carry, and what each entry class asks for.

use super::layout::{Field, Layout, entries};
use crate::banking::Direction;
use crate::money::Cents;
use std::fmt;

/// Which entries a batch may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ServiceClass {
    /// 200: debits and credits.
    Mixed,
    /// 220: credits only.
    Credits,
    /// 225: debits only.
    Debits,
    /// 280: automated accounting advices.
    Advices,
}

impl ServiceClass {
    /// The class of a code; `None` for others.
    pub const fn from_code(code: u64) -> Option<Self> {
        match code {
            200 => Some(Self::Mixed),
            220 => Some(Self::Credits),
            225 => Some(Self::Debits),
            280 => Some(Self::Advices),
            _ => None,
        }
    }

    /// Its three digits.
    pub const fn code(self) -> u64 {
        match self {
            Self::Mixed => 200,
            Self::Credits => 220,
            Self::Debits => 225,
            Self::Advices => 280,
        }
    }

    /// Whether an entry in this direction may be in the batch.
    pub fn allows(self, direction: Direction) -> bool {
        match self {
            Self::Mixed | Self::Advices => true,
            Self::Credits => direction == Direction::Credit,
            Self::Debits => direction == Direction::Debit,
        }
    }
}

/// What kind of account an entry goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountKind {
    /// Demand deposit.
    Checking,
    /// Savings.
    Savings,
    /// A bank's general ledger.
    Ledger,
    /// Loan.
    Loan,
    /// Accounting advices of the operator (ADV).
    Advice,
}

/// What an entry does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Comes back: a return or a notification of change.
    ReturnOrChange,
    /// Moves money.
    Live,
    /// Tries the account without money.
    Prenote,
    /// Carries remittance information and no money.
    ZeroDollar,
    /// Advises.
    Advice,
}

/// A transaction code that Nacha defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TransactionCode {
    code: u8,
    /// The account it goes to.
    pub account: AccountKind,
    /// Which way money moves.
    pub direction: Direction,
    /// What it does.
    pub purpose: Purpose,
}

impl TransactionCode {
    /// Reads a code; `None` where Nacha defines none.
    pub fn from_code(code: u64) -> Option<Self> {
        use Direction::{Credit, Debit};
        let code = u8::try_from(code).ok()?;
        let account = match code / 10 {
            2 => AccountKind::Checking,
            3 => AccountKind::Savings,
            4 => AccountKind::Ledger,
            5 => AccountKind::Loan,
            8 => AccountKind::Advice,
            _ => return None,
        };
        let (direction, purpose) = match (account, code % 10) {
            (AccountKind::Advice, 1 | 3 | 5 | 7) => (Credit, Purpose::Advice),
            (AccountKind::Advice, 2 | 4 | 6 | 8) => (Debit, Purpose::Advice),
            (AccountKind::Advice, _) => return None,
            (_, 1) => (Credit, Purpose::ReturnOrChange),
            (_, 2) => (Credit, Purpose::Live),
            (_, 3) => (Credit, Purpose::Prenote),
            (_, 4) => (Credit, Purpose::ZeroDollar),
            (_, 6) => (Debit, Purpose::ReturnOrChange),
            // A loan is debited in reversals only, by a code of its own.
            (AccountKind::Loan, 5) => (Debit, Purpose::Live),
            (AccountKind::Loan, _) => return None,
            (_, 7) => (Debit, Purpose::Live),
            (_, 8) => (Debit, Purpose::Prenote),
            (_, 9) => (Debit, Purpose::ZeroDollar),
            _ => return None,
        };
        Some(Self { code, account, direction, purpose })
    }

    /// The code of an entry to a checking or savings account.
    pub fn of(account: AccountKind, direction: Direction, purpose: Purpose) -> Option<Self> {
        (21..=88)
            .filter_map(Self::from_code)
            .find(|code| code.account == account && code.direction == direction && code.purpose == purpose)
    }

    /// Its two digits.
    pub const fn code(self) -> u8 {
        self.code
    }
}

impl fmt::Display for TransactionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.code)
    }
}

/// Which amounts an entry class allows in live entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amounts {
    /// At least a cent.
    Positive,
    /// At least a cent is usual; zero passes.
    Any,
    /// Nothing: the class moves no money.
    Zero,
}

/// What an entry class asks for in forward entries.
#[derive(Clone, Copy, Debug)]
pub struct ClassRules {
    /// Where its entries' fields stand.
    pub layout: &'static Layout,
    /// The only direction, when there is one; turned round in reversals.
    pub direction: Option<Direction>,
    /// Amounts of live entries.
    pub amounts: Amounts,
    /// Highest amount of an entry.
    pub limit: Option<Cents>,
    /// Most addenda 05 of an entry.
    pub remittance_max: usize,
    /// Whether a terminal addenda (02) is due.
    pub terminal: bool,
    /// Whether entries may carry remittance information without money.
    pub zero_dollar: bool,
    /// Fields that must say something.
    pub mandatory: &'static [Field],
    /// The description that batches must carry.
    pub description: Option<&'static str>,
}

/// Most addenda of an entry of a corporate class.
const CORPORATE_ADDENDA: usize = 9_999;

const PLAIN: ClassRules = ClassRules {
    layout: &entries::entry::LAYOUT,
    direction: None,
    amounts: Amounts::Positive,
    limit: None,
    remittance_max: 1,
    terminal: false,
    zero_dollar: false,
    mandatory: &[],
    description: None,
};

/// Checks turned into entries: debits, with the check's number, up to $25,000.
const CHECK: ClassRules = ClassRules {
    direction: Some(Direction::Debit),
    limit: Some(Cents(2_500_000)),
    remittance_max: 0,
    mandatory: &[entries::entry::ID],
    ..PLAIN
};

/// Cards at terminals.
const CARD: ClassRules = ClassRules { remittance_max: 0, terminal: true, amounts: Amounts::Any, ..PLAIN };

/// Acknowledgments and enrolments: no money.
const NOTICE: ClassRules = ClassRules { amounts: Amounts::Zero, zero_dollar: true, ..PLAIN };

macro_rules! classes {
    ($( $variant:ident = $code:literal, $text:literal, $rules:expr; )+) => {
        /// A standard entry class: what kind of payment the entries of a batch are.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum EntryClass {
            $( #[doc = $text] $variant, )+
        }

        impl EntryClass {
            /// Every class.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            /// Its three letters.
            pub const fn code(self) -> &'static str {
                match self { $( Self::$variant => $code, )+ }
            }

            /// What it asks for.
            pub const fn rules(self) -> ClassRules {
                match self { $( Self::$variant => $rules, )+ }
            }
        }
    };
}

classes! {
    Ack = "ACK", "Acknowledgment of a corporate credit.", ClassRules { mandatory: &[entries::entry::ID], ..NOTICE };
    Adv = "ADV", "Automated accounting advice.", ClassRules { layout: &entries::adv::LAYOUT, amounts: Amounts::Any, remittance_max: 0, ..PLAIN };
    Arc = "ARC", "Check from the mail.", CHECK;
    Atx = "ATX", "Acknowledgment of a corporate trade exchange.", ClassRules { layout: &entries::corporate::LAYOUT, remittance_max: CORPORATE_ADDENDA, ..NOTICE };
    Boc = "BOC", "Check from the back office.", CHECK;
    Ccd = "CCD", "Payment to or from a business.", ClassRules { zero_dollar: true, mandatory: &[entries::entry::NAME], ..PLAIN };
    Cie = "CIE", "Payment that a customer initiates.", ClassRules { layout: &entries::cie::LAYOUT, direction: Some(Direction::Credit), mandatory: &[entries::cie::NAME], ..PLAIN };
    Cor = "COR", "Notification of change.", ClassRules { amounts: Amounts::Zero, remittance_max: 0, ..PLAIN };
    Ctx = "CTX", "Payment between businesses with trade information.", ClassRules { layout: &entries::corporate::LAYOUT, remittance_max: CORPORATE_ADDENDA, zero_dollar: true, mandatory: &[entries::corporate::NAME], ..PLAIN };
    Dne = "DNE", "Notification of death by a government agency.", NOTICE;
    Enr = "ENR", "Enrolment with a government agency.", ClassRules { remittance_max: CORPORATE_ADDENDA, description: Some("AUTOENROLL"), ..NOTICE };
    Iat = "IAT", "International payment.", ClassRules { layout: &entries::iat::LAYOUT, amounts: Amounts::Any, zero_dollar: true, remittance_max: 0, ..PLAIN };
    Mte = "MTE", "Cash machine.", ClassRules { amounts: Amounts::Positive, mandatory: &[entries::entry::ID], ..CARD };
    Pop = "POP", "Check at the point of purchase.", ClassRules { layout: &entries::pop::LAYOUT, mandatory: &[entries::pop::CHECK_NUMBER, entries::pop::CITY, entries::pop::STATE], ..CHECK };
    Pos = "POS", "Card at the point of sale.", CARD;
    Ppd = "PPD", "Payment to or from a person.", ClassRules { mandatory: &[entries::entry::NAME], ..PLAIN };
    Rck = "RCK", "Check that is presented again.", ClassRules { limit: Some(Cents(250_000)), description: Some("REDEPCHECK"), ..CHECK };
    Shr = "SHR", "Card in a shared network.", ClassRules { layout: &entries::shr::LAYOUT, mandatory: &[entries::shr::DOCUMENT, entries::shr::CARD_ACCOUNT], ..CARD };
    Tel = "TEL", "Debit agreed by telephone.", ClassRules { limit: None, mandatory: &[entries::entry::NAME], ..CHECK };
    Trc = "TRC", "Truncated check.", ClassRules { layout: &entries::item::LAYOUT, limit: None, mandatory: &[entries::item::PROCESS_CONTROL, entries::item::ITEM_RESEARCH], ..CHECK };
    Trx = "TRX", "Truncated checks, exchanged.", ClassRules { layout: &entries::corporate::LAYOUT, limit: None, remittance_max: CORPORATE_ADDENDA, mandatory: &[], ..CHECK };
    Web = "WEB", "Payment agreed on the internet.", ClassRules { mandatory: &[entries::entry::NAME], ..PLAIN };
    Xck = "XCK", "Destroyed check.", ClassRules { layout: &entries::item::LAYOUT, limit: Some(Cents(250_000)), mandatory: &[entries::item::PROCESS_CONTROL, entries::item::ITEM_RESEARCH], ..CHECK };
}

impl EntryClass {
    /// The class of three letters; `None` for others, and for small letters.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|class| class.code() == code)
    }

    /// Whether an entry says how many addenda it has.
    pub fn counts_addenda(self) -> bool {
        matches!(self, Self::Ctx | Self::Atx | Self::Trx)
    }
}

/// Whether this is a state, territory or military post of the United States.
pub(super) fn is_state(code: &str) -> bool {
    const STATES: &str = "AK AL AR AS AZ CA CO CT DC DE FL FM GA GU HI IA ID IL IN KS KY LA MA MD ME MH MI MN MO MP MS \
                          MT NC ND NE NH NJ NM NV NY OH OK OR PA PR PW RI SC SD TN TX UT VA VI VT WA WI WV WY AA AE AP";
    STATES.split(' ').any(|state| state == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nacha_defines_41_transaction_codes() {
        let codes: Vec<_> = (0..=99).filter_map(TransactionCode::from_code).map(TransactionCode::code).collect();
        assert_eq!(codes.len(), 8 * 3 + 6 + 8, "{codes:?}");
    }

    #[test]
    fn a_code_is_found_by_what_it_does() {
        let code = |account, direction, purpose| TransactionCode::of(account, direction, purpose).unwrap().code();
        assert_eq!(code(AccountKind::Checking, Direction::Credit, Purpose::Live), 22);
        assert_eq!(code(AccountKind::Savings, Direction::Credit, Purpose::Prenote), 33);
        assert_eq!(code(AccountKind::Savings, Direction::Debit, Purpose::Live), 37);
    }

    #[test]
    fn small_letters_are_no_entry_class() {
        assert_eq!(EntryClass::from_code("ppd"), None);
        assert_eq!(EntryClass::from_code("PPD"), Some(EntryClass::Ppd));
    }
}
