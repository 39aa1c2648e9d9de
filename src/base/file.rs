//! Writing one file to the end: opened, filled, flushed, and its failure worded.

use super::error::{Error, Result};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Creates `path` (and the folders above it) and lets `fill` write into it, buffered.
///
/// The last buffer is flushed here, so a disk that fills up at the very end is an error and
/// not a short file. An existing file is replaced. Error: [`Error::writing`].
pub fn write_file(path: &Path, fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> Result<()> {
    let run = || {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut out = BufWriter::with_capacity(1 << 16, File::create(path)?);
        fill(&mut out)?;
        out.flush()
    };
    run().map_err(|cause| Error::writing(path, &cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_above_are_made_and_the_file_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/c.txt");
        write_file(&path, |out| out.write_all("é".as_bytes())).unwrap();
        assert_eq!(fs::read_to_string(path).unwrap(), "é");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_disk_that_is_full_at_the_last_byte_is_an_error_with_a_way_out() {
        let error = write_file(Path::new("/dev/full"), |out| out.write_all(b"one byte stays in the buffer")).unwrap_err();
        assert!(error.hint.fr.contains("disque est plein"), "{}", error.hint.fr);
        assert_eq!(error.kind, crate::base::ErrorKind::Output);
    }
}
