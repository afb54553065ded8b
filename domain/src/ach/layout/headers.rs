//! File and batch headers.

use super::{Field, Kind, Layout, record};
use Kind::{Digits, Fixed, Free, Mandatory, Reserved, Text};

record! { file_header = FileHeader, "file header";
    RECORD_TYPE 1 - 1 Fixed("1"), "record type code";
    PRIORITY 2 - 3 Fixed("01"), "priority code";
    DESTINATION 4 - 13 Free, "immediate destination";
    ORIGIN 14 - 23 Free, "immediate origin";
    CREATION_DATE 24 - 29 Digits, "file creation date";
    CREATION_TIME 30 - 33 Free, "file creation time";
    ID_MODIFIER 34 - 34 Free, "file ID modifier";
    RECORD_SIZE 35 - 37 Fixed("094"), "record size";
    BLOCKING_FACTOR 38 - 39 Fixed("10"), "blocking factor";
    FORMAT_CODE 40 - 40 Fixed("1"), "format code";
    DESTINATION_NAME 41 - 63 Text, "immediate destination name";
    ORIGIN_NAME 64 - 86 Text, "immediate origin name";
    REFERENCE 87 - 94 Free, "reference code";
}

record! { batch_header = BatchHeader, "batch header";
    RECORD_TYPE 1 - 1 Fixed("5"), "record type code";
    SERVICE_CLASS 2 - 4 Digits, "service class code";
    COMPANY_NAME 5 - 20 Mandatory, "company name";
    DISCRETIONARY 21 - 40 Free, "company discretionary data";
    COMPANY_ID 41 - 50 Mandatory, "company identification";
    SEC 51 - 53 Free, "standard entry class code";
    DESCRIPTION 54 - 63 Mandatory, "company entry description";
    DESCRIPTIVE_DATE 64 - 69 Free, "company descriptive date";
    EFFECTIVE_DATE 70 - 75 Free, "effective entry date";
    SETTLEMENT_DATE 76 - 78 Free, "settlement date (Julian)";
    ORIGINATOR_STATUS 79 - 79 Digits, "originator status code";
    ODFI 80 - 87 Digits, "originating DFI identification";
    BATCH_NUMBER 88 - 94 Digits, "batch number";
}

record! { iat_batch_header = BatchHeader, "IAT batch header";
    RECORD_TYPE 1 - 1 Fixed("5"), "record type code";
    SERVICE_CLASS 2 - 4 Digits, "service class code";
    INDICATOR 5 - 20 Free, "IAT indicator";
    EXCHANGE 21 - 22 Mandatory, "foreign exchange indicator";
    REFERENCE_INDICATOR 23 - 23 Digits, "foreign exchange reference indicator";
    REFERENCE 24 - 38 Free, "foreign exchange reference";
    COUNTRY 39 - 40 Mandatory, "ISO destination country code";
    COMPANY_ID 41 - 50 Mandatory, "originator identification";
    SEC 51 - 53 Free, "standard entry class code";
    DESCRIPTION 54 - 63 Mandatory, "company entry description";
    ORIGINATING_CURRENCY 64 - 66 Mandatory, "ISO originating currency code";
    DESTINATION_CURRENCY 67 - 69 Mandatory, "ISO destination currency code";
    EFFECTIVE_DATE 70 - 75 Free, "effective entry date";
    SETTLEMENT_DATE 76 - 78 Free, "settlement date (Julian)";
    ORIGINATOR_STATUS 79 - 79 Digits, "originator status code";
    ODFI 80 - 87 Digits, "gateway operator or originating DFI identification";
    BATCH_NUMBER 88 - 94 Digits, "batch number";
}

record! { unknown = Unknown, "unknown";
    RECORD_TYPE 1 - 1 Free, "record type code";
    REST 2 - 94 Reserved, "rest of the record";
}

/// Every layout of this file.
pub const ALL: &[&Layout] = &[&file_header::LAYOUT, &batch_header::LAYOUT, &iat_batch_header::LAYOUT, &unknown::LAYOUT];
