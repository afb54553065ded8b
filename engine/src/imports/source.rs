//! A CSV file as a stream of checked records: encoding, byte-order mark, width, and no endless line.

use super::{Problem, refuse_file};
use domain::Refusal;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

/// A longer line isn't a row but a broken file.
const LINE_BYTES_MAX: usize = 1 << 20;

/// An open CSV file.
pub(crate) struct Source {
    path: PathBuf,
    reader: csv::Reader<LineLimit<BufReader<File>>>,
    record: csv::ByteRecord,
    pub(crate) headers: Vec<String>,
}

/// One record, or what is wrong with it.
pub(crate) type Row = Result<(u64, csv::StringRecord), Problem>;

impl Source {
    /// Opens a file and reads its header.
    pub(crate) fn open(path: &Path) -> Result<Self, Refusal> {
        let mut file = BufReader::new(File::open(path).map_err(|error| refuse_file(path, error))?);
        let start = first_bytes(&mut file).map_err(|error| refuse_file(path, error))?;
        if start.is_empty() {
            return Err(refuse_file(path, "the file is empty; nothing was changed"));
        }
        if start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]) {
            return Err(refuse_file(path, "the file is UTF-16; save it as “CSV UTF-8”"));
        }
        if start.starts_with(b"PK\x03\x04") {
            return Err(refuse_file(path, "this is a spreadsheet or an archive; save it as “CSV UTF-8”"));
        }
        let file = BufReader::new(File::open(path).map_err(|error| refuse_file(path, error))?);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(LineLimit { inner: file, run: 0 });
        let headers = reader.headers().map_err(|error| refuse_file(path, explain(&error)))?;
        let headers: Vec<_> = headers.iter().map(|h| h.trim_start_matches('\u{feff}').trim().to_owned()).collect();
        Ok(Self { path: path.to_owned(), reader, record: csv::ByteRecord::new(), headers })
    }

    /// The next record; `None` at the end. A file that can't be read on is refused as a whole.
    pub(crate) fn next(&mut self) -> Result<Option<Row>, Refusal> {
        let more = self.reader.read_byte_record(&mut self.record);
        if !more.map_err(|error| refuse_file(&self.path, explain(&error)))? {
            return Ok(None);
        }
        let line = self.record.position().map_or(0, csv::Position::line);
        let problem =
            |field: &str, reason: String| Problem { line, field: field.to_owned(), reason, value: String::new() };
        if self.record.len() != self.headers.len() {
            let reason = format!("the row has {} fields, the header {}", self.record.len(), self.headers.len());
            return Ok(Some(Err(problem("(row)", reason))));
        }
        match csv::StringRecord::from_byte_record(self.record.clone()) {
            Ok(record) => Ok(Some(Ok((line, record)))),
            Err(error) => {
                let field = self.headers.get(error.utf8_error().field()).map_or("(row)", String::as_str);
                Ok(Some(Err(problem(field, "this isn't UTF-8; save the file as “CSV UTF-8”".into()))))
            }
        }
    }
}

fn first_bytes(file: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    file.take(4).read_to_end(&mut start)?;
    Ok(start)
}

fn explain(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Io(error) => error.to_string(),
        csv::ErrorKind::Utf8 { .. } => "the header isn't UTF-8; save the file as “CSV UTF-8”".into(),
        _ => error.to_string(),
    }
}

/// Passes bytes on until one line grows too long: an endless line must not fill the memory.
struct LineLimit<R> {
    inner: R,
    run: usize,
}

impl<R: Read> Read for LineLimit<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        for byte in &buffer[..count] {
            self.run = if *byte == b'\n' { 0 } else { self.run + 1 };
            if self.run > LINE_BYTES_MAX {
                return Err(io::Error::other("a line is longer than 1 MB; this isn't a CSV file of customers"));
            }
        }
        Ok(count)
    }
}
