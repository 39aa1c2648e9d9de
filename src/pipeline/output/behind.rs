//! Files put on the disk behind the work: a disk is slow, and the run need not stand and wait for it.

use super::sync_file;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::thread::{JoinHandle, spawn};

/// A thread that puts one file after another on the disk. Dropped unfinished it stops at the first file that is gone.
#[derive(Debug)]
pub struct Behind {
    files: Option<Sender<PathBuf>>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Behind {
    pub fn new() -> Behind {
        let (files, todo) = channel::<PathBuf>();
        let thread = spawn(move || todo.into_iter().try_for_each(|path| sync_file(&path)));
        Behind { files: Some(files), thread: Some(thread) }
    }

    /// Takes a file that is whole.
    pub fn sync(&self, path: PathBuf) {
        // A thread that has failed listens no more; its error comes with `finish`.
        let _ = self.files.as_ref().map(|files| files.send(path));
    }

    /// Waits for the last file. The error is that of the first that could not be put on the disk: the system tells
    /// it once, and whoever tries the file again is told that all is well.
    pub fn finish(&mut self) -> io::Result<()> {
        self.files = None;
        let Some(thread) = self.thread.take() else { return Ok(()) };
        thread.join().unwrap_or_else(|_| Err(io::Error::other("the thread that writes to the disk died")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_files_are_taken_and_one_that_fails_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        std::fs::write(&path, "whole").unwrap();
        let mut behind = Behind::new();
        behind.sync(path.clone());
        behind.finish().unwrap();

        let mut behind = Behind::new();
        behind.sync(folder.path().join("gone.txt"));
        behind.sync(path);
        assert_eq!(behind.finish().unwrap_err().kind(), io::ErrorKind::NotFound);
        behind.finish().unwrap();
    }
}
