//! Files in the database: written part by part as they come, read part by part as they go.

use super::LARGEST;
use crate::Office;
use crate::export::{Content, Download};
use chrono::TimeDelta;
use domain::{FileFormat, FileId, Refusal};
use futures_util::stream::{self, StreamExt};
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use std::path::Path;
use tempfile::TempDir;

/// A part of a file: small enough to be written in a moment.
const PART: usize = 512 * 1024;
/// How long a file that was brought in is kept after its import has ended.
pub(super) const KEPT_AFTER_IMPORT: TimeDelta = TimeDelta::days(30);
/// How long a file can be taken away.
pub(super) const KEPT_AFTER_EXPORT: TimeDelta = TimeDelta::days(7);

/// A file that is being brought in. Left unfinished it never counts, and is removed after a day.
pub struct Upload {
    office: Office,
    id: FileId,
    hash: Sha256,
    part: Vec<u8>,
    parts: i64,
    bytes: i64,
}

impl Upload {
    pub(super) async fn begin(office: Office, name: &str) -> Result<Self, Refusal> {
        let id = FileId(office.engine.clock.new_id());
        let name: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
        let mut tx = office.engine.store.write(office.tenant).await?;
        tx.begin_file(id, if name.is_empty() { "file.csv" } else { &name }, office.engine.clock.now()).await?;
        tx.commit().await?;
        Ok(Self { office, id, hash: Sha256::new(), part: Vec::with_capacity(PART), parts: 0, bytes: 0 })
    }

    /// Takes in some more of a person's file.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        if self.bytes + i64::try_from(bytes.len()).unwrap_or(i64::MAX) > LARGEST {
            let reason = "it is larger than 200 MB; split it, or use `tributary import` on the server";
            return Err(Refusal::invalid("file", reason));
        }
        self.write_any(bytes).await
    }

    /// Takes in some more of a file of our own.
    pub(super) async fn write_any(&mut self, mut bytes: &[u8]) -> Result<(), Refusal> {
        self.bytes += i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        self.hash.update(bytes);
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(PART - self.part.len()));
            self.part.extend_from_slice(now);
            bytes = later;
            if self.part.len() == PART {
                self.keep_part().await?;
            }
        }
        Ok(())
    }

    /// Completes the file.
    pub async fn finish(self) -> Result<FileId, Refusal> {
        self.finish_until(None).await
    }

    pub(super) async fn finish_until(mut self, kept: Option<TimeDelta>) -> Result<FileId, Refusal> {
        if self.bytes == 0 {
            return Err(Refusal::invalid("file", "it is empty; choose a file"));
        }
        if !self.part.is_empty() {
            self.keep_part().await?;
        }
        let Self { office, id, hash, parts, bytes, .. } = self;
        let expires_at = kept.map(|kept| office.engine.clock.now() + kept);
        let mut tx = office.engine.store.write(office.tenant).await?;
        tx.complete_file(id, (bytes, parts), &hash.finalize(), expires_at).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn keep_part(&mut self) -> Result<(), Refusal> {
        let mut tx = self.office.engine.store.write(self.office.tenant).await?;
        tx.add_file_part(self.id, self.parts, &self.part).await?;
        tx.commit().await?;
        self.parts += 1;
        self.part.clear();
        Ok(())
    }
}

/// A file that is kept, read part by part: between parts nothing is held.
pub(crate) struct KeptFile {
    office: Office,
    id: FileId,
    name: String,
    parts: i64,
    next: i64,
}

impl KeptFile {
    async fn open(office: Office, id: FileId) -> Result<Self, Refusal> {
        let file = office.engine.store.read(office.tenant).await?.file(id).await?;
        let file = file.filter(|file| file.expires_at.is_none_or(|at| at > office.engine.clock.now()));
        let file = file.ok_or_else(|| Refusal::not_found("file; it was removed, so have it made anew"))?;
        Ok(Self { office, id, name: file.name, parts: file.parts, next: 0 })
    }

    /// The next part; `None` after the last.
    async fn next_part(&mut self) -> Result<Option<Vec<u8>>, Refusal> {
        if self.next == self.parts {
            return Ok(None);
        }
        let part = self.office.engine.store.read(self.office.tenant).await?.file_part(self.id, self.next).await?;
        self.next += 1;
        part.map(Some).ok_or(Refusal::Unavailable)
    }

    /// The file as one to take away; only tables are kept so.
    fn download(self) -> Download {
        let name = self.name.clone();
        let parts = stream::try_unfold(self, async |mut file| Ok(file.next_part().await?.map(|part| (part, file))));
        Download { name, format: FileFormat::Csv, content: Content::Blocks(parts.boxed()) }
    }
}

impl Office {
    /// Begins a file that is brought in.
    pub(crate) async fn begin_upload(&self, name: &str) -> Result<Upload, Refusal> {
        Upload::begin(self.clone(), name).await
    }

    /// A file to take away.
    pub(crate) async fn open_file(&self, id: FileId) -> Result<Download, Refusal> {
        Ok(KeptFile::open(self.clone(), id).await?.download())
    }

    /// Copies a file to a folder of this server's own, which is removed with what is returned.
    pub(super) async fn copy_here(&self, id: FileId) -> Result<(TempDir, std::path::PathBuf), Refusal> {
        let mut kept = KeptFile::open(self.clone(), id).await?;
        let folder = TempDir::new().map_err(no_folder)?;
        // By a name of our own: the file's may hold what no path should.
        let path = folder.path().join("file.csv");
        let mut file = std::fs::File::create(&path).map_err(no_folder)?;
        while let Some(part) = kept.next_part().await? {
            file.write_all(&part).map_err(no_folder)?;
        }
        Ok((folder, path))
    }

    /// Keeps a file of this server's as one that can be taken away.
    pub(super) async fn keep_file(&self, path: &Path, name: &str, kept: TimeDelta) -> Result<FileId, Refusal> {
        let mut upload = Upload::begin(self.clone(), name).await?;
        let mut file = std::fs::File::open(path).map_err(no_folder)?;
        let mut buffer = vec![0; PART];
        loop {
            let count = file.read(&mut buffer).map_err(no_folder)?;
            if count == 0 {
                return upload.finish_until(Some(kept)).await;
            }
            upload.write_any(&buffer[..count]).await?;
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it maps an error")]
fn no_folder(error: std::io::Error) -> Refusal {
    tracing::error!(%error, "the temporary folder can't be used");
    Refusal::NoRoom
}
