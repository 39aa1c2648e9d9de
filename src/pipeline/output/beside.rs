//! The names of runs beside their target: locked while the run lives, cleared when it is dead.

use super::RUN_FILE;
use crate::base::{Error, Result};
use crate::text;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

pub const LOCK: &str = "lock";
pub const PARTIAL: &str = "partial";
pub const OLD: &str = "old";

/// The target and the names beside it.
#[derive(Debug)]
pub struct Names {
    pub parent: PathBuf,
    name: String,
    pub target: PathBuf,
}

impl Names {
    /// Symbolic links are followed: the folder is replaced, not the link to it.
    pub fn of(target: &Path) -> Result<Names> {
        let full = std::path::absolute(target)
            .and_then(|full| if full.is_symlink() || full.file_name().is_none() { full.canonicalize() } else { Ok(full) });
        let target = full.map_err(|cause| Error::writing(target, &cause))?;
        match (target.parent(), target.file_name()) {
            (Some(parent), Some(name)) if !is_mount_point(&target, parent) => {
                Ok(Names { parent: parent.to_owned(), name: name.to_string_lossy().into_owned(), target })
            }
            _ => Err(root_of_drive(&target)),
        }
    }

    pub fn beside(&self, what: &str, tag: &str) -> PathBuf {
        self.parent.join(format!(".{}.{what}-{tag}", self.name))
    }

    /// A tag that no run has, with its lock held.
    pub fn lock_new_tag(&self) -> Result<(String, File)> {
        static RUNS: AtomicU32 = AtomicU32::new(0);
        loop {
            let tag = format!("{}-{}", std::process::id(), RUNS.fetch_add(1, Ordering::Relaxed));
            let path = self.beside(LOCK, &tag);
            let lock = File::create(&path).map_err(|cause| Error::writing(&path, &cause))?;
            // On a drive without locks the others cannot take ours either, and leave our files alone.
            let _ = lock.lock();
            // Gone: another run took the file for a dead one's before it was locked.
            if path.exists() {
                return Ok((tag, lock));
            }
        }
    }

    /// Removes what dead runs left, and puts back outputs that a dead run had moved aside.
    pub fn clear_left_overs(&self) -> io::Result<()> {
        for tag in self.tags()? {
            let Some(_claim) = self.claim(&tag) else { continue };
            let (old, partial, lock) = (self.beside(OLD, &tag), self.beside(PARTIAL, &tag), self.beside(LOCK, &tag));
            if is_ours(&old) {
                if self.target.exists() { fs::remove_dir_all(&old)? } else { fs::rename(&old, &self.target)? }
            }
            for removed in [fs::remove_dir_all(&partial), fs::remove_file(&lock)] {
                removed.or_else(|cause| if cause.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(cause) })?;
            }
        }
        Ok(())
    }

    /// Tags of all runs that have something beside the target.
    fn tags(&self) -> io::Result<BTreeSet<String>> {
        let mut tags = BTreeSet::new();
        for entry in fs::read_dir(&self.parent)? {
            let entry = entry?.file_name();
            let rest = entry.to_str().and_then(|name| name.strip_prefix('.')?.strip_prefix(&self.name)?.strip_prefix('.'));
            let Some((what, tag)) = rest.and_then(|rest| rest.split_once('-')) else { continue };
            let numbered = tag.split('-').all(|number| number.parse::<u32>().is_ok());
            if [LOCK, PARTIAL, OLD].contains(&what) && numbered {
                tags.insert(tag.to_owned());
            }
        }
        Ok(tags)
    }

    /// The lock of a dead run, held while we clear up behind it: `Some(None)` when it has none
    /// any more, `None` when the run lives or the drive cannot tell.
    fn claim(&self, tag: &str) -> Option<Option<File>> {
        match File::open(self.beside(LOCK, tag)) {
            Ok(lock) => lock.try_lock().is_ok().then_some(Some(lock)),
            Err(cause) => (cause.kind() == io::ErrorKind::NotFound).then_some(None),
        }
    }
}

fn root_of_drive(target: &Path) -> Error {
    let shown = target.display();
    Error::output(
        text!(
            "`{shown}` est la racine d'un disque ou d'un volume et ne peut pas être remplacé d'un bloc",
            "`{shown}` is the root of a drive or volume and cannot be replaced in one piece"
        ),
        text!(
            "Choisissez un dossier à l'intérieur, par exemple --out {shown}/lakana.",
            "Choose a folder inside it, such as --out {shown}/lakana."
        ),
    )
}

#[cfg(unix)]
fn is_mount_point(target: &Path, parent: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (fs::metadata(target), fs::metadata(parent)) {
        (Ok(target), Ok(parent)) => target.is_dir() && target.dev() != parent.dev(),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_mount_point(_target: &Path, _parent: &Path) -> bool {
    false
}

/// Whether the folder holds the record of a run of this program.
pub fn is_ours(folder: &Path) -> bool {
    let record = fs::read(folder.join(RUN_FILE)).ok().and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    record.is_some_and(|record| record.get("lakana").is_some())
}
