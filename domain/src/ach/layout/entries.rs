//! Entry details: one movement of money each, with columns that differ by the standard entry class.

use super::{Field, Kind, Layout, record};
use Kind::{Digits, DigitsOrBlank, Fixed, Free, Mandatory, Reserved, Text};

record! { entry = Entry, "entry detail";
    RECORD_TYPE 1 - 1 Fixed("6"), "record type code";
    TRANSACTION_CODE 2 - 3 Digits, "transaction code";
    RDFI 4 - 11 Digits, "receiving DFI identification";
    CHECK_DIGIT 12 - 12 Digits, "check digit";
    ACCOUNT 13 - 29 Mandatory, "DFI account number";
    AMOUNT 30 - 39 Digits, "amount";
    ID 40 - 54 Free, "individual identification number";
    NAME 55 - 76 Text, "individual or receiving company name";
    DISCRETIONARY 77 - 78 Free, "discretionary data or payment type code";
    ADDENDA_INDICATOR 79 - 79 Digits, "addenda record indicator";
    TRACE 80 - 94 Digits, "trace number";
}

record! { cie = Entry, "CIE entry detail";
    RECORD_TYPE 1 - 1 Fixed("6"), "record type code";
    TRANSACTION_CODE 2 - 3 Digits, "transaction code";
    RDFI 4 - 11 Digits, "receiving DFI identification";
    CHECK_DIGIT 12 - 12 Digits, "check digit";
    ACCOUNT 13 - 29 Mandatory, "DFI account number";
    AMOUNT 30 - 39 Digits, "amount";
    NAME 40 - 54 Free, "individual name";
    ID 55 - 76 Free, "individual identification number";
    DISCRETIONARY 77 - 78 Free, "discretionary data";
    ADDENDA_INDICATOR 79 - 79 Digits, "addenda record indicator";
    TRACE 80 - 94 Digits, "trace number";
}

record! { corporate = Entry, "corporate entry detail (CTX, ATX, TRX)";
    RECORD_TYPE 1 - 1 Fixed("6"), "record type code";
    TRANSACTION_CODE 2 - 3 Digits, "transaction code";
    RDFI 4 - 11 Digits, "receiving DFI identification";
    CHECK_DIGIT 12 - 12 Digits, "check digit";
    ACCOUNT 13 - 29 Mandatory, "DFI account number";
    AMOUNT 30 - 39 Digits, "total amount";
    ID 40 - 54 Free, "identification number";
    ADDENDA_COUNT 55 - 58 DigitsOrBlank, "number of addenda records";
    NAME 59 - 74 Text, "receiving company name";
    RESERVED 75 - 76 Reserved, "reserved";
    DISCRETIONARY 77 - 78 Free, "discretionary data";
    ADDENDA_INDICATOR 79 - 79 Digits, "addenda record indicator";
    TRACE 80 - 94 Digits, "trace number";
}

record! { pop = Entry, "POP entry detail";
    RECORD_TYPE 1 - 1 Fixed("6"), "record type code";
    TRANSACTION_CODE 2 - 3 Digits, "transaction code";
    RDFI 4 - 11 Digits, "receiving DFI identification";
    CHECK_DIGIT 12 - 12 Digits, "check digit";
    ACCOUNT 13 - 29 Mandatory, "DFI account number";
    AMOUNT 30 - 39 Digits, "amount";
    CHECK_NUMBER 40 - 48 Free, "check serial number";
    CITY 49 - 52 Free, "terminal city";
    STATE 53 - 54 Free, "terminal state";
    NAME 55 - 76 Text, "individual or receiving company name";
    DISCRETIONARY 77 - 78 Free, "discretionary data";
    ADDENDA_INDICATOR 79 - 79 Digits, "addenda record indicator";
    TRACE 80 - 94 Digits, "trace number";
}

record! { item = Entry, "truncated or destroyed check entry detail (TRC, XCK)";
    RECORD_TYPE 1 - 1 Fixed("6"), "record type code";
    TRANSACTION_CODE 2 - 3 Digits, "transaction code";
    RDFI 4 - 11 Digits, "receiving DFI identification";
    CHECK_DIGIT 12 - 12 Digits, "check digit";
    ACCOUNT 13 - 29 Mandatory, "DFI account number";
    AMOUNT 30 - 39 Digits, "amount";
    CHECK_NUMBER 40 - 54 Free, "check serial number";
    PROCESS_CONTROL 55 - 60 Free, "process control field";
    ITEM_RESEARCH 61 - 76 Free, "item research number";
    ITEM_TYPE 77 - 78 Free, "item type indicator";
    ADDENDA_INDICATOR 79 - 79 Digits, "addenda record indicator";
    TRACE 80 - 94 Digits, "trace number";
}

record! { shr = Entry, "SHR entry detail";
    RECORD_TYPE 1 - 1 Fixed("6"), "record type code";
    TRANSACTION_CODE 2 - 3 Digits, "transaction code";
    RDFI 4 - 11 Digits, "receiving DFI identification";
    CHECK_DIGIT 12 - 12 Digits, "check digit";
    ACCOUNT 13 - 29 Mandatory, "DFI account number";
    AMOUNT 30 - 39 Digits, "amount";
    EXPIRATION 40 - 43 Free, "card expiration date";
    DOCUMENT 44 - 54 Free, "document reference number";
    CARD_ACCOUNT 55 - 76 Free, "individual card account number";
    CARD_TYPE 77 - 78 Free, "card transaction type code";
    ADDENDA_INDICATOR 79 - 79 Digits, "addenda record indicator";
    TRACE 80 - 94 Digits, "trace number";
}

record! { iat = Entry, "IAT entry detail";
    RECORD_TYPE 1 - 1 Fixed("6"), "record type code";
    TRANSACTION_CODE 2 - 3 Digits, "transaction code";
    RDFI 4 - 11 Digits, "gateway operator or receiving DFI identification";
    CHECK_DIGIT 12 - 12 Digits, "check digit";
    ADDENDA_COUNT 13 - 16 DigitsOrBlank, "number of addenda records";
    RESERVED_1 17 - 29 Reserved, "reserved";
    AMOUNT 30 - 39 Digits, "amount";
    ACCOUNT 40 - 74 Mandatory, "foreign receiver’s account number";
    RESERVED_2 75 - 76 Reserved, "reserved";
    OFAC_GATEWAY 77 - 77 Free, "gateway operator OFAC screening indicator";
    OFAC_SECONDARY 78 - 78 Free, "secondary OFAC screening indicator";
    ADDENDA_INDICATOR 79 - 79 Digits, "addenda record indicator";
    TRACE 80 - 94 Digits, "trace number";
}

record! { adv = Entry, "ADV entry detail";
    RECORD_TYPE 1 - 1 Fixed("6"), "record type code";
    TRANSACTION_CODE 2 - 3 Digits, "transaction code";
    RDFI 4 - 11 Digits, "receiving DFI identification";
    CHECK_DIGIT 12 - 12 Digits, "check digit";
    ACCOUNT 13 - 27 Mandatory, "DFI account number";
    AMOUNT 28 - 39 Digits, "amount";
    ADVICE_ROUTING 40 - 48 Mandatory, "advice routing number";
    FILE_ID 49 - 53 Free, "file identification";
    OPERATOR_DATA 54 - 54 Free, "ACH operator data";
    NAME 55 - 76 Mandatory, "individual name";
    DISCRETIONARY 77 - 78 Free, "discretionary data";
    ADDENDA_INDICATOR 79 - 79 Digits, "addenda record indicator";
    OPERATOR 80 - 87 Digits, "routing number of ACH operator";
    JULIAN_DAY 88 - 90 Digits, "Julian date on which created";
    SEQUENCE 91 - 94 Digits, "sequence number within batch";
}

/// Every layout of this file.
pub const ALL: &[&Layout] = &[
    &entry::LAYOUT,
    &cie::LAYOUT,
    &corporate::LAYOUT,
    &pop::LAYOUT,
    &item::LAYOUT,
    &shr::LAYOUT,
    &iat::LAYOUT,
    &adv::LAYOUT,
];
