//! The kinds of files that figures are taken away in.

use crate::code::coded;

coded! {
    /// A kind of file.
    FileFormat {
        /// Text for other programs, RFC 4180.
        Csv = "csv", "CSV";
        /// A workbook.
        Xlsx = "xlsx", "Excel";
        /// Pages to print and to send.
        Pdf = "pdf", "PDF";
    }
}

impl FileFormat {
    /// Its MIME type.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pdf => "application/pdf",
        }
    }
}
