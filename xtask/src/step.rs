//! A step runs only when its inputs have changed since it last succeeded.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Instant, UNIX_EPOCH};

use anyhow::{Context, Result, bail};

use crate::say;
use crate::site::Places;

/// One step, with a folder of its own for what it makes.
pub struct Step {
    name: &'static str,
    inputs: Vec<PathBuf>,
    out: PathBuf,
}

impl Step {
    /// `inputs` are files and folders, from the workspace's root.
    pub fn new(places: &Places, name: &'static str, inputs: &[&str]) -> Self {
        let inputs = inputs.iter().map(|input| places.root.join(input)).collect();
        Self { name, inputs, out: places.parts.join(name) }
    }

    /// Calls `make` with an empty folder to fill, if needed; answers with the folder.
    pub fn run(self, make: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
        let start = Instant::now();
        let (seen, note) = (self.state_of_inputs()?, self.out.with_extension("inputs"));
        if self.out.is_dir() && fs::read_to_string(&note).is_ok_and(|before| before == seen) {
            return Ok(self.out);
        }
        // The note goes first: a step that fails half-way must not look done.
        let _ = fs::remove_file(&note);
        let _ = fs::remove_dir_all(&self.out);
        fs::create_dir_all(&self.out)?;
        make(&self.out).with_context(|| format!("building {}", self.name))?;
        fs::write(note, seen)?;
        say(&format!("{:>8}  {:.1} s", self.name, start.elapsed().as_secs_f32()));
        Ok(self.out)
    }

    /// Name, length and time of every input.
    fn state_of_inputs(&self) -> Result<String> {
        let mut state = Vec::new();
        for input in &self.inputs {
            for file in files_below(input)? {
                let meta = fs::metadata(&file)?;
                state.push((file, meta.len(), meta.modified()?.duration_since(UNIX_EPOCH)?));
            }
        }
        Ok(format!("{state:#?}"))
    }
}

impl Places {
    /// A program that works from the workspace's root.
    pub fn program(&self, name: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(name);
        command.current_dir(&self.root);
        command
    }

    /// A program that `npm ci` has installed.
    pub fn npm_program(&self, name: &str) -> Command {
        let mut command = Command::new(self.root.join("node_modules/.bin").join(name));
        command.current_dir(&self.root);
        command
    }
}

/// Runs a command; what it says is shown only if it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let output = command.output().with_context(|| format!("starting {}", command.get_program().display()))?;
    if !output.status.success() {
        let words = [output.stdout, output.stderr].concat();
        bail!("{command:?} failed:\n{}", String::from_utf8_lossy(&words));
    }
    Ok(())
}

/// All files below a folder in the order of their paths, or the one file that `path` is.
pub fn files_below(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).with_context(|| format!("reading {}", path.display()))? {
        files.extend(files_below(&entry?.path())?);
    }
    files.sort();
    Ok(files)
}

/// Whether a file's name ends in a dot and `kind`.
pub fn is_of_kind(file: &Path, kind: &str) -> bool {
    file.extension().is_some_and(|extension| extension == kind)
}
