//! The file of master keys, which wrap the keys in the database. It is no part of the database, nor of its backups.
//!
//! A key stands on a line of its own, after its name, which is derived from it; the last one is in force, those above
//! still open what they have wrapped.

use super::envelope::{KEY_LENGTH, KeyBytes, fingerprint, new_key};
use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroizing;

const HEAD: &str = "\
# Master keys of Tributary. The last one is in force; those above open what was wrapped before.
# Without this file bank account numbers can't be read. Keep a copy of it, apart from copies of the database.
";

/// Why master keys can't be had. Tells nothing of a key.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MasterError {
    /// The file can't be read or written.
    #[error("master key file {}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    /// Others on the machine can read it.
    #[error("master key file {}: everyone on this machine can read it; run `chmod 600` on it", .0.display())]
    Open(PathBuf),
    /// A line isn't a key.
    #[error("master key file {}: line {line} is damaged; put back a copy of the file", path.display())]
    Damaged { path: PathBuf, line: usize },
    /// The key isn't there.
    #[error("master key file {}: it lacks the key {name}, which the bank data need; put back a copy of the file", path.display())]
    Missing { path: PathBuf, name: String },
    /// No file was named.
    #[error("no master key file is set")]
    NoFile,
    /// The system gives no random bits.
    #[error("the system gives no random bits")]
    NoRandomness,
}

/// A master key with its name.
#[derive(Clone)]
pub(super) struct MasterKey {
    /// Sixteen hexadecimal digits that tell it from others, and nothing of the key.
    pub name: String,
    pub key: KeyBytes,
}

impl MasterKey {
    fn new(key: KeyBytes) -> Self {
        let name = hex(&fingerprint(&key, &[b"name of a master key"])[..8]);
        Self { name: name.as_str().to_owned(), key }
    }
}

/// The master keys of an installation. Cheap to clone.
#[derive(Clone)]
pub(super) struct MasterKeys {
    path: Option<PathBuf>,
    known: Arc<Mutex<Vec<MasterKey>>>,
}

impl MasterKeys {
    pub fn in_file(path: Option<PathBuf>) -> Self {
        Self { path, known: Arc::default() }
    }

    /// The key of this name. The file is read again when it isn't known: another process may have added it.
    pub fn find(&self, name: &str) -> Result<MasterKey, MasterError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.iter().any(|key| key.name == name) {
            *known = read(self.path()?)?;
        }
        let missing = || MasterError::Missing { path: self.path.clone().unwrap_or_default(), name: name.to_owned() };
        known.iter().find(|key| key.name == name).cloned().ok_or_else(missing)
    }

    /// The key in force, as the file has it now; the first is made when there is none and `may_make` says so.
    pub fn in_force(&self, may_make: bool) -> Result<MasterKey, MasterError> {
        let path = self.path()?;
        let _turn = lock(path)?;
        let mut keys = read(path)?;
        if keys.is_empty() && may_make {
            keys.push(MasterKey::new(new_key().map_err(|_| MasterError::NoRandomness)?));
            write(path, &keys)?;
        }
        let missing = || MasterError::Missing { path: path.to_owned(), name: "in force".into() };
        let newest = keys.last().cloned().ok_or_else(missing)?;
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(newest)
    }

    /// Puts a new key in force.
    pub fn add(&self) -> Result<MasterKey, MasterError> {
        let path = self.path()?;
        let _turn = lock(path)?;
        let mut keys = read(path)?;
        let new = MasterKey::new(new_key().map_err(|_| MasterError::NoRandomness)?);
        keys.push(new.clone());
        write(path, &keys)?;
        Ok(new)
    }

    /// Leaves the key in force alone in the file.
    pub fn forget_old(&self) -> Result<usize, MasterError> {
        let path = self.path()?;
        let _turn = lock(path)?;
        let mut keys = read(path)?;
        let old = keys.len().saturating_sub(1);
        if old > 0 {
            keys.drain(..old);
            write(path, &keys)?;
        }
        Ok(old)
    }

    fn path(&self) -> Result<&Path, MasterError> {
        self.path.as_deref().ok_or(MasterError::NoFile)
    }
}

/// Who changes the file waits here for who does already.
fn lock(path: &Path) -> Result<File, MasterError> {
    let beside = path.with_extension("lock");
    let failed = |source| MasterError::File { path: beside.clone(), source };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&beside).map_err(failed)?;
    file.lock().map_err(failed)?;
    Ok(file)
}

/// The keys of a file; none when it isn't there.
fn read(path: &Path) -> Result<Vec<MasterKey>, MasterError> {
    let failed = |source| MasterError::File { path: path.to_owned(), source };
    let text = match fs::read_to_string(path) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    if others_can_read(path).map_err(failed)? {
        return Err(MasterError::Open(path.to_owned()));
    }
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let read = |(line, text): (usize, &str)| {
        let damaged = || MasterError::Damaged { path: path.to_owned(), line };
        let (name, digits) = text.trim().split_once(' ').ok_or_else(damaged)?;
        let key = MasterKey::new(from_hex(digits.trim()).ok_or_else(damaged)?);
        // The name is a check on the key.
        if key.name == name { Ok(key) } else { Err(damaged()) }
    };
    lines.map(read).collect()
}

/// Writes the file beside its place and moves it there, so that there is always a whole one.
fn write(path: &Path, keys: &[MasterKey]) -> Result<(), MasterError> {
    let beside = path.with_extension("new");
    let failed = |source| MasterError::File { path: path.to_owned(), source };
    let mut text = Zeroizing::new(String::with_capacity(HEAD.len() + keys.len() * 100));
    text.push_str(HEAD);
    for key in keys {
        let _ = writeln!(text, "{} {}", key.name, hex(key.key.as_slice()).as_str());
    }
    let put = || {
        let _ = fs::remove_file(&beside);
        let mut file = private_file(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, path)?;
        keep_names(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))
    };
    put().map_err(failed)
}

#[cfg(unix)]
fn private_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// The name of a file, too, must survive a power cut before anything is wrapped with its key.
#[cfg(unix)]
fn keep_names(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn keep_names(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// A group may read it: that is how secrets are given to containers.
#[cfg(unix)]
fn others_can_read(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::metadata(path)?.permissions().mode() & 0o007 != 0)
}

#[cfg(not(unix))]
fn others_can_read(_path: &Path) -> io::Result<bool> {
    Ok(false)
}

fn hex(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() * 2));
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn from_hex(text: &str) -> Option<KeyBytes> {
    let mut key = Zeroizing::new([0; KEY_LENGTH]);
    if text.len() != KEY_LENGTH * 2 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (at, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/master.key");
        (folder, path)
    }

    #[test]
    fn the_first_key_is_made_once_and_for_its_owner_only() {
        let (_folder, path) = folder();
        let keys = MasterKeys::in_file(Some(path.clone()));
        assert!(matches!(keys.in_force(false), Err(MasterError::Missing { .. })));
        let name = keys.in_force(true).unwrap().name;
        assert_eq!(MasterKeys::in_file(Some(path.clone())).in_force(true).unwrap().name, name);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o604)).unwrap();
            assert!(matches!(keys.in_force(true), Err(MasterError::Open(_))));
        }
    }

    #[test]
    fn a_key_that_another_process_added_is_found_and_old_ones_go_when_asked() {
        let (_folder, path) = folder();
        let (one, other) = (MasterKeys::in_file(Some(path.clone())), MasterKeys::in_file(Some(path)));
        let first = one.in_force(true).unwrap();
        let second = other.add().unwrap();
        assert_eq!(one.find(&second.name).unwrap().key.as_slice(), second.key.as_slice());
        assert_eq!(other.find(&first.name).unwrap().name, first.name);
        assert_eq!((other.forget_old().unwrap(), other.forget_old().unwrap()), (1, 0));
        let fresh = MasterKeys::in_file(one.path.clone());
        assert!(matches!(fresh.find(&first.name), Err(MasterError::Missing { .. })));
    }

    #[test]
    fn a_damaged_line_is_named() {
        let (_folder, path) = folder();
        let keys = MasterKeys::in_file(Some(path.clone()));
        keys.in_force(true).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let (at, last) = (text.len() - 2, text.as_bytes()[text.len() - 2]);
        let other = if last == b'0' { "1" } else { "0" };
        fs::write(&path, format!("{}{other}\n", &text[..at])).unwrap();
        assert!(matches!(keys.in_force(true), Err(MasterError::Damaged { line: 3, .. })));
    }
}
