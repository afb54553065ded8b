//! Bytes to lines, in whatever pieces they come, with bounded memory.
//!
//! Files come with a line for each record, or as one unbroken stream of 94-character records.

use super::layout::RECORD_LENGTH;

/// A line without an end that is longer than this can't be a line.
const LINE_LIMIT: usize = 4096;

/// How the file parts its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Not seen yet.
    Unknown,
    /// A line for each.
    Lines,
    /// A line that is too long for one: the rest of it is left out.
    Overlong,
    /// None: every 94 characters.
    Stream,
}

/// Cuts bytes into lines and keeps what is left of the last.
#[derive(Debug)]
pub struct Lines {
    mode: Mode,
    partial: Vec<u8>,
    number: u64,
}

impl Default for Lines {
    fn default() -> Self {
        Self { mode: Mode::Unknown, partial: Vec::new(), number: 0 }
    }
}

impl Lines {
    /// Whether the file is one unbroken stream of records.
    pub fn is_stream(&self) -> bool {
        self.mode == Mode::Stream
    }

    /// Takes more bytes; `line` gets the number (from 1) and the bytes of each line that is complete.
    pub fn feed(&mut self, bytes: &[u8], line: &mut impl FnMut(u64, &[u8])) {
        let mut rest = bytes;
        while !rest.is_empty() {
            if self.mode == Mode::Stream {
                rest = self.feed_stream(rest, line);
                continue;
            }
            let end = rest.iter().position(|byte| *byte == b'\n');
            let piece = rest.get(..end.unwrap_or(rest.len())).unwrap_or(rest);
            if self.mode != Mode::Overlong {
                let room = LINE_LIMIT.saturating_sub(self.partial.len()).min(piece.len());
                self.partial.extend_from_slice(piece.get(..room).unwrap_or(piece));
                if self.partial.len() >= LINE_LIMIT {
                    if self.mode == Mode::Unknown {
                        self.mode = Mode::Stream;
                        let held = std::mem::take(&mut self.partial);
                        self.feed(&held, line);
                        rest = rest.get(room..).unwrap_or_default();
                        continue;
                    }
                    self.end_line(line);
                    self.mode = Mode::Overlong;
                }
            }
            rest = match end {
                Some(end) => {
                    self.line_ends(line);
                    rest.get(end + 1..).unwrap_or_default()
                }
                None => &[],
            };
        }
    }

    /// The end of the file: what is left is the last line.
    pub fn finish(&mut self, line: &mut impl FnMut(u64, &[u8])) {
        if self.mode == Mode::Unknown && self.partial.len() >= 2 * RECORD_LENGTH {
            self.become_stream(line);
        }
        if !self.partial.is_empty() {
            self.end_line(line);
        }
    }

    fn line_ends(&mut self, line: &mut impl FnMut(u64, &[u8])) {
        let length = without_return(&self.partial).len();
        match self.mode {
            Mode::Unknown if length > RECORD_LENGTH && length.is_multiple_of(RECORD_LENGTH) => self.become_stream(line),
            Mode::Overlong => self.mode = Mode::Lines,
            _ => {
                self.mode = Mode::Lines;
                self.end_line(line);
            }
        }
    }

    fn become_stream(&mut self, line: &mut impl FnMut(u64, &[u8])) {
        self.mode = Mode::Stream;
        let held = std::mem::take(&mut self.partial);
        let mut rest = held.as_slice();
        while !rest.is_empty() {
            rest = self.feed_stream(rest, line);
        }
    }

    /// Takes up to the end of the present record and gives back the rest.
    fn feed_stream<'a>(&mut self, bytes: &'a [u8], line: &mut impl FnMut(u64, &[u8])) -> &'a [u8] {
        let room = (RECORD_LENGTH - self.partial.len()).min(bytes.len());
        let piece = bytes.get(..room).unwrap_or(bytes);
        let end = piece.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        self.partial.extend_from_slice(piece.get(..end.unwrap_or(room)).unwrap_or(piece));
        if self.partial.len() == RECORD_LENGTH {
            self.end_line(line);
        }
        bytes.get(end.map_or(room, |end| end + 1)..).unwrap_or_default()
    }

    fn end_line(&mut self, line: &mut impl FnMut(u64, &[u8])) {
        self.number += 1;
        line(self.number, without_return(&self.partial));
        self.partial.clear();
    }
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(pieces: &[&[u8]]) -> Vec<(u64, String)> {
        let mut found = Vec::new();
        let mut keep = |number, line: &[u8]| found.push((number, String::from_utf8_lossy(line).into_owned()));
        let mut lines = Lines::default();
        for piece in pieces {
            lines.feed(piece, &mut keep);
        }
        lines.finish(&mut keep);
        found
    }

    #[test]
    fn lines_end_with_a_line_feed_with_or_without_a_carriage_return() {
        let expected = vec![(1, "ab".to_owned()), (2, String::new()), (3, "c".to_owned())];
        assert_eq!(lines(&[b"ab\r\n\nc"]), expected);
        assert_eq!(lines(&[b"a", b"b\n\r", b"\nc\n"]), expected);
    }

    #[test]
    fn an_unbroken_stream_is_cut_every_94_characters() {
        for records in [2, 5, 60] {
            let text = "x".repeat(94 * records);
            assert_eq!(lines(&[text.as_bytes()]).len(), records);
            assert_eq!(lines(&[text.as_bytes(), b"\n"]).len(), records);
        }
    }

    #[test]
    fn the_rest_of_a_line_without_end_is_left_out() {
        let text = format!("a\n{}\nb", "x".repeat(3 * LINE_LIMIT));
        let found = lines(&[text.as_bytes()]);
        assert_eq!(found.iter().map(|(_, line)| line.len()).collect::<Vec<_>>(), [1, LINE_LIMIT, 1]);
    }

    proptest! {
        #[test]
        fn pieces_of_any_size_give_the_same_lines(
            runs in prop::collection::vec(("[a9\n\r]{1,9}", 1_usize..700), 0..9),
            at in any::<prop::sample::Index>(),
        ) {
            let text: String = runs.iter().map(|(text, times)| text.repeat(*times)).collect();
            let (first, second) = text.as_bytes().split_at(at.index(text.len() + 1));
            prop_assert_eq!(lines(&[text.as_bytes()]), lines(&[first, second]));
        }
    }
}
