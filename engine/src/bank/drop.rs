//! Folders between us and a bank, or a program that carries files to it: `out` is the bank's to empty, `in` ours.
//!
//! ```text
//! ready/    laid ready, not handed over; *.staged marks what ever lay here
//! out/      handed over
//! in/       sent by the bank
//! in/done/  taken in
//! ```

use super::{Bank, BankError};
use crate::{chaos, files};
use chrono::NaiveDateTime;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// One operator's folders.
pub(super) struct FileDrop {
    root: PathBuf,
}

impl FileDrop {
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }

    pub fn out(&self) -> PathBuf {
        self.root.join("out")
    }

    pub fn incoming(&self) -> PathBuf {
        self.root.join("in")
    }

    /// The sandbox bank's own files.
    pub fn house(&self) -> PathBuf {
        self.root.join("sandbox")
    }

    fn ready(&self) -> PathBuf {
        self.root.join("ready")
    }
}

impl Bank for FileDrop {
    fn stage(&self, name: &str, content: &[u8]) -> Result<(), BankError> {
        let (file, mark) = (self.ready().join(name), self.ready().join(format!("{name}.staged")));
        // The mark comes last: with it and without the file, the file has been handed over.
        if mark.exists() {
            return match fs::read(&file) {
                Ok(there) if there != content => Err(BankError::Differs(file)),
                Ok(_) => Ok(()),
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
                Err(source) => Err(BankError::File { path: file, source }),
            };
        }
        put(&file, content)?;
        chaos::point("stage/unmarked");
        put(&mark, b"")
    }

    fn hand_over(&self, name: &str) -> Result<(), BankError> {
        let (file, mark) = (self.ready().join(name), self.ready().join(format!("{name}.staged")));
        if !mark.exists() {
            return Err(BankError::NotStaged(file));
        }
        make(&self.out())?;
        match fs::rename(&file, self.out().join(name)) {
            Ok(()) => {
                sync_folder(&self.out())?;
                sync_folder(&self.ready())
            }
            // It has gone out, and the bank may have taken it.
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(source) => Err(BankError::File { path: file, source }),
        }
    }

    fn arrived(&self, _now: NaiveDateTime) -> Result<Vec<String>, BankError> {
        list(&self.incoming())
    }

    fn fetch(&self, name: &str) -> Result<Vec<u8>, BankError> {
        let path = self.incoming().join(name);
        fs::read(&path).map_err(|source| BankError::File { path, source })
    }

    fn put_away(&self, name: &str) -> Result<(), BankError> {
        let done = self.incoming().join("done");
        make(&done)?;
        let path = self.incoming().join(name);
        match fs::rename(&path, done.join(name)) {
            Ok(()) => sync_folder(&done),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(source) => Err(BankError::File { path, source }),
        }
    }
}

/// Names of the files in a folder, in order. Names that begin with a dot, or that end like a file under way, are left
/// aside; a folder that isn't there is empty.
pub(super) fn list(folder: &Path) -> Result<Vec<String>, BankError> {
    let failed = |source| BankError::File { path: folder.to_owned(), source };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let is_file = entry.file_type().map_err(failed)?.is_file();
        let name = entry.file_name().to_string_lossy().into_owned();
        let under_way = name.starts_with('.') || [".part", ".tmp"].iter().any(|end| name.ends_with(end));
        if is_file && !under_way {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Writes a file so that it is there whole or not at all, whatever happens, and for our eyes alone.
pub(super) fn put(path: &Path, content: &[u8]) -> Result<(), BankError> {
    files::put(path, content).map_err(|source| BankError::File { path: path.to_owned(), source })
}

fn make(folder: &Path) -> Result<(), BankError> {
    fs::create_dir_all(folder).map_err(|source| BankError::File { path: folder.to_owned(), source })
}

fn sync_folder(folder: &Path) -> Result<(), BankError> {
    files::sync_folder(folder).map_err(|source| BankError::File { path: folder.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders() -> (tempfile::TempDir, FileDrop) {
        let directory = tempfile::tempdir().unwrap();
        let bank = FileDrop::new(directory.path().join("acme"));
        (directory, bank)
    }

    #[test]
    fn a_file_is_handed_over_once_however_often_it_is_tried() {
        let (_directory, bank) = folders();
        bank.stage("a.ach", b"money").unwrap();
        bank.stage("a.ach", b"money").unwrap();
        assert_eq!(list(&bank.out()).unwrap(), [] as [&str; 0], "laid ready is not handed over");
        bank.hand_over("a.ach").unwrap();
        assert_eq!(fs::read(bank.out().join("a.ach")).unwrap(), b"money");
        // The bank takes it; we don't know whether we had handed it over and do both again.
        fs::remove_file(bank.out().join("a.ach")).unwrap();
        bank.stage("a.ach", b"money").unwrap();
        bank.hand_over("a.ach").unwrap();
        assert_eq!(list(&bank.out()).unwrap(), [] as [&str; 0], "the bank would have paid twice");
    }

    #[test]
    fn another_folder_is_noticed_before_a_file_counts_as_handed_over() {
        let (_directory, bank) = folders();
        assert!(matches!(bank.hand_over("a.ach"), Err(BankError::NotStaged(_))));
        bank.stage("a.ach", b"money").unwrap();
        assert!(matches!(bank.stage("a.ach", b"other"), Err(BankError::Differs(_))));
    }

    #[test]
    fn a_crash_while_a_file_is_laid_ready_leaves_nothing_to_hand_over() {
        let (_directory, bank) = folders();
        // Without its mark it is written anew.
        put(&bank.ready().join("a.ach"), b"mon").unwrap();
        bank.stage("a.ach", b"money").unwrap();
        bank.hand_over("a.ach").unwrap();
        assert_eq!(fs::read(bank.out().join("a.ach")).unwrap(), b"money");
    }

    #[test]
    fn what_the_bank_sends_is_listed_until_it_is_put_away() {
        let (_directory, bank) = folders();
        let now = NaiveDateTime::default();
        assert_eq!(bank.arrived(now).unwrap(), [] as [&str; 0]);
        for name in ["b.ach", "a.ach", ".hidden", "c.ach.part"] {
            put(&bank.incoming().join(name), name.as_bytes()).unwrap();
        }
        assert_eq!(bank.arrived(now).unwrap(), ["a.ach", "b.ach"]);
        assert_eq!(bank.fetch("a.ach").unwrap(), b"a.ach");
        bank.put_away("a.ach").unwrap();
        bank.put_away("a.ach").unwrap();
        assert_eq!(bank.arrived(now).unwrap(), ["b.ach"]);
    }
}
