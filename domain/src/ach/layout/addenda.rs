//! Addenda records: remittance text, terminals, the parties of an international payment, returns and changes.

use super::{Field, Kind, Layout, record};
use Kind::{Digits, DigitsOrBlank, Fixed, Free, Mandatory, Reserved, Text};

record! { terminal = Addenda, "terminal addenda (02)";
    RECORD_TYPE 1 - 1 Fixed("7"), "record type code";
    TYPE 2 - 3 Fixed("02"), "addenda type code";
    REFERENCE_1 4 - 10 Free, "reference information 1";
    REFERENCE_2 11 - 13 Free, "reference information 2";
    TERMINAL 14 - 19 Mandatory, "terminal identification code";
    SERIAL 20 - 25 Mandatory, "transaction serial number";
    DATE 26 - 29 Mandatory, "transaction date (MMDD)";
    AUTHORIZATION 30 - 35 Free, "authorization code or card expiration date";
    LOCATION 36 - 62 Mandatory, "terminal location";
    CITY 63 - 77 Mandatory, "terminal city";
    STATE 78 - 79 Mandatory, "terminal state";
    TRACE 80 - 94 Digits, "trace number";
}

record! { remittance = Addenda, "remittance addenda (05)";
    RECORD_TYPE 1 - 1 Fixed("7"), "record type code";
    TYPE 2 - 3 Fixed("05"), "addenda type code";
    TEXT 4 - 83 Free, "payment related information";
    SEQUENCE 84 - 87 Digits, "addenda sequence number";
    ENTRY_SEQUENCE 88 - 94 Digits, "entry detail sequence number";
}

record! { iat_transaction = Addenda, "IAT addenda 10 (transaction)";
    RECORD_TYPE 1 - 1 Fixed("7"), "record type code";
    TYPE 2 - 3 Fixed("10"), "addenda type code";
    TRANSACTION_TYPE 4 - 6 Mandatory, "transaction type code";
    FOREIGN_AMOUNT 7 - 24 DigitsOrBlank, "foreign payment amount";
    FOREIGN_TRACE 25 - 46 Free, "foreign trace number";
    NAME 47 - 81 Mandatory, "receiving name";
    RESERVED 82 - 87 Reserved, "reserved";
    ENTRY_SEQUENCE 88 - 94 Digits, "entry detail sequence number";
}

record! { iat_originator = Addenda, "IAT addenda 11 (originator)";
    RECORD_TYPE 1 - 1 Fixed("7"), "record type code";
    TYPE 2 - 3 Fixed("11"), "addenda type code";
    NAME 4 - 38 Mandatory, "originator name";
    STREET 39 - 73 Mandatory, "originator street address";
    RESERVED 74 - 87 Reserved, "reserved";
    ENTRY_SEQUENCE 88 - 94 Digits, "entry detail sequence number";
}

record! { iat_originator_place = Addenda, "IAT addenda 12 (originator’s place)";
    RECORD_TYPE 1 - 1 Fixed("7"), "record type code";
    TYPE 2 - 3 Fixed("12"), "addenda type code";
    CITY 4 - 38 Mandatory, "originator city and state";
    COUNTRY 39 - 73 Mandatory, "originator country and postal code";
    RESERVED 74 - 87 Reserved, "reserved";
    ENTRY_SEQUENCE 88 - 94 Digits, "entry detail sequence number";
}

record! { iat_odfi = Addenda, "IAT addenda 13 (originating bank)";
    RECORD_TYPE 1 - 1 Fixed("7"), "record type code";
    TYPE 2 - 3 Fixed("13"), "addenda type code";
    NAME 4 - 38 Mandatory, "originating DFI name";
    QUALIFIER 39 - 40 Mandatory, "originating DFI identification number qualifier";
    ID 41 - 74 Mandatory, "originating DFI identification";
    COUNTRY 75 - 77 Mandatory, "originating DFI branch country code";
    RESERVED 78 - 87 Reserved, "reserved";
    ENTRY_SEQUENCE 88 - 94 Digits, "entry detail sequence number";
}

record! { iat_rdfi = Addenda, "IAT addenda 14 (receiving bank)";
    RECORD_TYPE 1 - 1 Fixed("7"), "record type code";
    TYPE 2 - 3 Fixed("14"), "addenda type code";
    NAME 4 - 38 Mandatory, "receiving DFI name";
    QUALIFIER 39 - 40 Mandatory, "receiving DFI identification number qualifier";
    ID 41 - 74 Mandatory, "receiving DFI identification";
    COUNTRY 75 - 77 Mandatory, "receiving DFI branch country code";
    RESERVED 78 - 87 Reserved, "reserved";
    ENTRY_SEQUENCE 88 - 94 Digits, "entry detail sequence number";
}

record! { iat_receiver = Addenda, "IAT addenda 15 (receiver)";
    RECORD_TYPE 1 - 1 Fixed("7"), "record type code";
    TYPE 2 - 3 Fixed("15"), "addenda type code";
    ID 4 - 18 Free, "receiver identification number";
    STREET 19 - 53 Mandatory, "receiver street address";
    RESERVED 54 - 87 Reserved, "reserved";
    ENTRY_SEQUENCE 88 - 94 Digits, "entry detail sequence number";
}

record! { iat_receiver_place = Addenda, "IAT addenda 16 (receiver’s place)";
    RECORD_TYPE 1 - 1 Fixed("7"), "record type code";
    TYPE 2 - 3 Fixed("16"), "addenda type code";
    CITY 4 - 38 Mandatory, "receiver city and state";
    COUNTRY 39 - 73 Mandatory, "receiver country and postal code";
    RESERVED 74 - 87 Reserved, "reserved";
    ENTRY_SEQUENCE 88 - 94 Digits, "entry detail sequence number";
}

record! { iat_remittance = Addenda, "IAT addenda 17 (remittance)";
    RECORD_TYPE 1 - 1 Fixed("7"), "record type code";
    TYPE 2 - 3 Fixed("17"), "addenda type code";
    TEXT 4 - 83 Free, "payment related information";
    SEQUENCE 84 - 87 Digits, "addenda sequence number";
    ENTRY_SEQUENCE 88 - 94 Digits, "entry detail sequence number";
}

record! { iat_correspondent = Addenda, "IAT addenda 18 (correspondent bank)";
    RECORD_TYPE 1 - 1 Fixed("7"), "record type code";
    TYPE 2 - 3 Fixed("18"), "addenda type code";
    NAME 4 - 38 Mandatory, "foreign correspondent bank name";
    QUALIFIER 39 - 40 Mandatory, "foreign correspondent bank identification number qualifier";
    ID 41 - 74 Mandatory, "foreign correspondent bank identification number";
    COUNTRY 75 - 77 Mandatory, "foreign correspondent bank branch country code";
    RESERVED 78 - 83 Reserved, "reserved";
    SEQUENCE 84 - 87 Digits, "addenda sequence number";
    ENTRY_SEQUENCE 88 - 94 Digits, "entry detail sequence number";
}

record! { change = Addenda, "notification of change addenda (98)";
    RECORD_TYPE 1 - 1 Fixed("7"), "record type code";
    TYPE 2 - 3 Fixed("98"), "addenda type code";
    CODE 4 - 6 Mandatory, "change code";
    ORIGINAL_TRACE 7 - 21 Digits, "original entry trace number";
    RESERVED_1 22 - 27 Reserved, "reserved";
    ORIGINAL_RDFI 28 - 35 Digits, "original receiving DFI identification";
    CORRECTED 36 - 64 Free, "corrected data";
    RESERVED_2 65 - 79 Reserved, "reserved";
    TRACE 80 - 94 Free, "trace number";
}

record! { refused_change = Addenda, "refused notification of change addenda (98)";
    RECORD_TYPE 1 - 1 Fixed("7"), "record type code";
    TYPE 2 - 3 Fixed("98"), "addenda type code";
    CODE 4 - 6 Mandatory, "refused change code";
    ORIGINAL_TRACE 7 - 21 Digits, "original entry trace number";
    RESERVED_1 22 - 27 Reserved, "reserved";
    ORIGINAL_RDFI 28 - 35 Digits, "original receiving DFI identification";
    CORRECTED 36 - 64 Free, "corrected data";
    CHANGE_CODE 65 - 67 Mandatory, "change code";
    TRACE_SEQUENCE 68 - 74 DigitsOrBlank, "trace sequence number";
    RESERVED_2 75 - 79 Reserved, "reserved";
    TRACE 80 - 94 Free, "trace number";
}

record! { returned = Addenda, "return addenda (99)";
    RECORD_TYPE 1 - 1 Fixed("7"), "record type code";
    TYPE 2 - 3 Fixed("99"), "addenda type code";
    CODE 4 - 6 Mandatory, "return reason code";
    ORIGINAL_TRACE 7 - 21 Digits, "original entry trace number";
    DATE_OF_DEATH 22 - 27 Free, "date of death";
    ORIGINAL_RDFI 28 - 35 Digits, "original receiving DFI identification";
    INFORMATION 36 - 79 Free, "addenda information";
    TRACE 80 - 94 Free, "trace number";
}

record! { dishonored = Addenda, "dishonored return addenda (99)";
    RECORD_TYPE 1 - 1 Fixed("7"), "record type code";
    TYPE 2 - 3 Fixed("99"), "addenda type code";
    CODE 4 - 6 Mandatory, "dishonored return reason code";
    ORIGINAL_TRACE 7 - 21 Digits, "original entry trace number";
    RESERVED_1 22 - 27 Reserved, "reserved";
    ORIGINAL_RDFI 28 - 35 Digits, "original receiving DFI identification";
    RESERVED_2 36 - 38 Reserved, "reserved";
    RETURN_TRACE 39 - 53 Free, "return trace number";
    RETURN_SETTLEMENT 54 - 56 Free, "return settlement date (Julian)";
    RETURN_REASON 57 - 58 Free, "return reason code";
    INFORMATION 59 - 79 Free, "addenda information";
    TRACE 80 - 94 Free, "trace number";
}

record! { contested = Addenda, "contested dishonored return addenda (99)";
    RECORD_TYPE 1 - 1 Fixed("7"), "record type code";
    TYPE 2 - 3 Fixed("99"), "addenda type code";
    CODE 4 - 6 Mandatory, "contested dishonored return reason code";
    ORIGINAL_TRACE 7 - 21 Digits, "original entry trace number";
    DATE_RETURNED 22 - 27 Free, "date original entry returned";
    ORIGINAL_RDFI 28 - 35 Digits, "original receiving DFI identification";
    ORIGINAL_SETTLEMENT 36 - 38 Free, "original settlement date (Julian)";
    RETURN_TRACE 39 - 53 Free, "return trace number";
    RETURN_SETTLEMENT 54 - 56 Free, "return settlement date (Julian)";
    RETURN_REASON 57 - 58 Free, "return reason code";
    DISHONORED_TRACE 59 - 73 Free, "dishonored return trace number";
    DISHONORED_SETTLEMENT 74 - 76 Free, "dishonored return settlement date (Julian)";
    DISHONORED_REASON 77 - 78 Free, "dishonored return reason code";
    RESERVED 79 - 79 Reserved, "reserved";
    TRACE 80 - 94 Free, "trace number";
}

record! { unknown = Addenda, "addenda";
    RECORD_TYPE 1 - 1 Fixed("7"), "record type code";
    TYPE 2 - 3 Free, "addenda type code";
    TEXT 4 - 94 Text, "addenda information";
}

/// Every layout of this file.
pub const ALL: &[&Layout] = &[
    &terminal::LAYOUT,
    &remittance::LAYOUT,
    &iat_transaction::LAYOUT,
    &iat_originator::LAYOUT,
    &iat_originator_place::LAYOUT,
    &iat_odfi::LAYOUT,
    &iat_rdfi::LAYOUT,
    &iat_receiver::LAYOUT,
    &iat_receiver_place::LAYOUT,
    &iat_remittance::LAYOUT,
    &iat_correspondent::LAYOUT,
    &change::LAYOUT,
    &refused_change::LAYOUT,
    &returned::LAYOUT,
    &dishonored::LAYOUT,
    &contested::LAYOUT,
    &unknown::LAYOUT,
];
