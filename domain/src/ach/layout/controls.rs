//! Batch and file controls: the counts and totals that the entries must add up to.

use super::{Field, Kind, Layout, record};
use Kind::{Digits, Fixed, Free, Reserved};

record! { batch_control = BatchControl, "batch control";
    RECORD_TYPE 1 - 1 Fixed("8"), "record type code";
    SERVICE_CLASS 2 - 4 Digits, "service class code";
    COUNT 5 - 10 Digits, "entry/addenda count";
    HASH 11 - 20 Digits, "entry hash";
    DEBITS 21 - 32 Digits, "total debit entry dollar amount";
    CREDITS 33 - 44 Digits, "total credit entry dollar amount";
    COMPANY_ID 45 - 54 Free, "company identification";
    AUTHENTICATION 55 - 73 Free, "message authentication code";
    RESERVED 74 - 79 Reserved, "reserved";
    ODFI 80 - 87 Digits, "originating DFI identification";
    BATCH_NUMBER 88 - 94 Digits, "batch number";
}

record! { adv_batch_control = BatchControl, "ADV batch control";
    RECORD_TYPE 1 - 1 Fixed("8"), "record type code";
    SERVICE_CLASS 2 - 4 Digits, "service class code";
    COUNT 5 - 10 Digits, "entry/addenda count";
    HASH 11 - 20 Digits, "entry hash";
    DEBITS 21 - 40 Digits, "total debit entry dollar amount";
    CREDITS 41 - 60 Digits, "total credit entry dollar amount";
    OPERATOR_DATA 61 - 79 Free, "ACH operator data";
    ODFI 80 - 87 Digits, "originating DFI identification";
    BATCH_NUMBER 88 - 94 Digits, "batch number";
}

record! { file_control = FileControl, "file control";
    RECORD_TYPE 1 - 1 Fixed("9"), "record type code";
    BATCHES 2 - 7 Digits, "batch count";
    BLOCKS 8 - 13 Digits, "block count";
    COUNT 14 - 21 Digits, "entry/addenda count";
    HASH 22 - 31 Digits, "entry hash";
    DEBITS 32 - 43 Digits, "total debit entry dollar amount in file";
    CREDITS 44 - 55 Digits, "total credit entry dollar amount in file";
    RESERVED 56 - 94 Reserved, "reserved";
}

record! { adv_file_control = FileControl, "ADV file control";
    RECORD_TYPE 1 - 1 Fixed("9"), "record type code";
    BATCHES 2 - 7 Digits, "batch count";
    BLOCKS 8 - 13 Digits, "block count";
    COUNT 14 - 21 Digits, "entry/addenda count";
    HASH 22 - 31 Digits, "entry hash";
    DEBITS 32 - 51 Digits, "total debit entry dollar amount in file";
    CREDITS 52 - 71 Digits, "total credit entry dollar amount in file";
    RESERVED 72 - 94 Reserved, "reserved";
}

record! { filler = Filler, "filler";
    NINES 1 - 94 Fixed("9999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999"), "filler";
}

/// Every layout of this file.
pub const ALL: &[&Layout] = &[
    &batch_control::LAYOUT,
    &adv_batch_control::LAYOUT,
    &file_control::LAYOUT,
    &adv_file_control::LAYOUT,
    &filler::LAYOUT,
];
