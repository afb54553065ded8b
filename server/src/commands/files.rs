//! Writes files that the engine makes.

use super::Failure;
use engine::Content;
use futures_util::TryStreamExt;
use std::io::{self, Write};

/// Writes what is in a file, block by block. A reader that has gone away, such as `head`, has enough.
pub async fn write(content: Content, mut out: impl Write + Send) -> Result<(), Failure> {
    let mut put = |bytes: &[u8]| match out.write_all(bytes) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error),
        Ok(()) => Ok(true),
    };
    match content {
        Content::Whole(bytes) => {
            put(&bytes)?;
        }
        Content::Blocks(mut blocks) => {
            while let Some(block) = blocks.try_next().await? {
                if !put(&block)? {
                    return Ok(());
                }
            }
        }
    }
    match out.flush() {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
