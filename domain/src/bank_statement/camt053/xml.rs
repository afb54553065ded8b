//! XML as far as statements need it: small trees, one at a time, with limits and without entities of its own.

use super::super::StatementError;
use super::super::words::quoted;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Elements within each other at most; the schema has fewer than twenty.
const DEPTH_MAX: usize = 40;
/// Elements of one part (an entry, a balance) at most: a batch of a hundred thousand payments has fewer.
const ELEMENTS_MAX: usize = 5_000_000;

/// An element with what is in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    /// Its name without a prefix.
    pub name: String,
    /// Line where it begins, from 1.
    pub line: u32,
    /// Its text.
    pub text: String,
    /// Its attribute `Ccy`.
    pub currency: Option<String>,
    /// Its namespace, where it declares one.
    pub namespace: Option<String>,
    /// What is in it.
    pub children: Vec<Element>,
}

impl Element {
    /// The first element under a path of names.
    pub fn find(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |element, name| element.children.iter().find(|child| child.name == *name))
    }

    /// The text of the first element under a path, unless it is empty.
    pub fn text_at(&self, path: &[&str]) -> Option<&str> {
        self.find(path).map(|element| element.text.trim()).filter(|text| !text.is_empty())
    }

    /// Every child of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Something wrong with it.
    pub fn wrong(&self, reason: impl Into<String>) -> StatementError {
        StatementError::at(self.line, self.name.clone(), reason)
    }
}

/// A document as it is read.
pub(super) struct Document<'a> {
    reader: Reader<&'a [u8]>,
    text: &'a str,
    counted: usize,
    line: u32,
    depth: usize,
}

/// What comes next on the level that is being read.
pub(super) enum Next {
    /// An element begins; its children follow.
    Begin(Element),
    /// The element around ends.
    End,
    /// The document ends.
    Over,
}

impl<'a> Document<'a> {
    pub fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, text, counted: 0, line: 1, depth: 0 }
    }

    /// Something wrong here.
    pub fn wrong(&self, field: &str, reason: impl Into<String>) -> StatementError {
        StatementError::at(self.line, field, reason)
    }

    /// The next beginning or end, without text between.
    pub fn next(&mut self) -> Result<Next, StatementError> {
        loop {
            match self.event()? {
                Event::Start(start) => return Ok(Next::Begin(self.begin(&start)?)),
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Next::End);
                }
                Event::Eof if self.depth > 0 => {
                    return Err(self.wrong("file", "it ends within an element; its end is missing: fetch it again"));
                }
                Event::Eof => return Ok(Next::Over),
                _ => {}
            }
        }
    }

    /// Reads everything in an element that has begun.
    pub fn fill(&mut self, root: Element) -> Result<Element, StatementError> {
        let mut open = vec![root];
        let mut elements = 0;
        loop {
            match self.event()? {
                Event::Start(start) => {
                    elements += 1;
                    if elements > ELEMENTS_MAX {
                        return Err(self.wrong("file", "an element has more in it than a statement can have"));
                    }
                    open.push(self.begin(&start)?);
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    let Some(done) = open.pop() else {
                        return Err(self.wrong("file", "an element ends that never began"));
                    };
                    match open.last_mut() {
                        Some(around) => around.children.push(done),
                        None => return Ok(done),
                    }
                }
                Event::Text(text) => add(&mut open, &text),
                Event::CData(text) => add(&mut open, &text),
                Event::GeneralRef(reference) => {
                    let character = match reference.resolve_char_ref() {
                        Ok(Some(character)) => Some(character),
                        Ok(None) => predefined(&reference),
                        Err(_) => None,
                    };
                    let Some(character) = character else {
                        let reason = format!(
                            "{} is no character; only &amp; &lt; &gt; &quot; &apos; and numbers are known",
                            quoted(&reference)
                        );
                        return Err(self.wrong("file", reason));
                    };
                    add(&mut open, character.encode_utf8(&mut [0; 4]));
                }
                Event::Eof => {
                    return Err(self.wrong("file", "it ends within an element; its end is missing: fetch it again"));
                }
                _ => {}
            }
        }
    }

    /// Passes over everything in an element that has begun.
    pub fn skip(&mut self) -> Result<(), StatementError> {
        let around = self.depth.saturating_sub(1);
        while self.depth > around {
            self.next()?;
        }
        Ok(())
    }

    fn event(&mut self) -> Result<Event<'a>, StatementError> {
        let event = self.reader.read_event();
        self.count_lines();
        match event {
            Ok(Event::DocType(_)) => {
                Err(self.wrong("file", "it has a document type; a bank's statement has none, and none is read"))
            }
            Ok(event) => Ok(event),
            Err(error) => Err(self.wrong("file", format!("it is not well-formed XML: {error}"))),
        }
    }

    fn count_lines(&mut self) {
        let at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len());
        let passed = self.text.as_bytes().get(self.counted..at).unwrap_or_default();
        let newlines = passed.split(|byte| *byte == b'\n').skip(1).count();
        self.line = self.line.saturating_add(u32::try_from(newlines).unwrap_or(u32::MAX));
        self.counted = at;
    }

    fn begin(&mut self, start: &BytesStart<'_>) -> Result<Element, StatementError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(self.wrong("file", format!("more than {DEPTH_MAX} elements stand within each other")));
        }
        let name = start.local_name().as_ref().to_owned();
        let mut element = Element { name, line: self.line, ..Element::default() };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| element.wrong(format!("an attribute is broken: {error}")))?;
            let value = || Some(attribute.value.to_string());
            let key = attribute.key.as_ref();
            if key == "Ccy" {
                element.currency = value();
            } else if key == "xmlns" || key.starts_with("xmlns:") && is_camt(&attribute.value) {
                element.namespace = value();
            }
        }
        Ok(element)
    }
}

fn is_camt(namespace: &str) -> bool {
    namespace.starts_with("urn:iso:std:iso:20022:tech:xsd:")
}

fn add(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}
