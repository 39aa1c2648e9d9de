//! The output folder of a run: written beside its target and swapped in whole.
//!
//! While a run works, three names may stand beside `OUT`, all hidden and all of one run:
//!
//! ```text
//! .OUT.lock-TAG      held locked while the run lives; how others know that it does
//! .OUT.partial-TAG/  what has been written so far
//! .OUT.old-TAG/      the previous outputs, for the instant between two renames
//! ```
//!
//! A run that ends early (error, Ctrl-C, power cut) leaves the previous outputs whole. What it
//! leaves beside them is removed by the next run; if it died in the instant between the two
//! renames, the next run puts the previous outputs back first.
//!
//! Not for choosing what is written, and no protection against two runs into one folder: each
//! swaps in its own whole result, the later one stays.

mod behind;
mod beside;

use crate::base::{Error, Result, Text, write_file};
use crate::text;
use behind::Behind;
pub use beside::is_ours;
use beside::{LOCK, Names, OLD, PARTIAL};
use rayon::prelude::*;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The record of a run at the root of its outputs. A folder is known as ours by this file: a
/// JSON object with a member `lakana`.
pub const RUN_FILE: &str = "run.json";

/// A folder being filled. Dropped without [`commit`](OutputFolder::commit) it disappears.
#[derive(Debug)]
pub struct OutputFolder {
    names: Names,
    tag: String,
    /// Puts files on the disk while the run goes on.
    behind: Behind,
    /// Keeps the lock for as long as the folder lives.
    lock: Option<File>,
}

impl OutputFolder {
    /// Starts a folder that will take the place of `target`. Folders above it are made;
    /// left-overs of runs that died are cleared away.
    ///
    /// Errors: the target is a file, or a folder with content that is not from lakana (it may be
    /// somebody's documents), or the root of a drive; the folder above it cannot be written.
    pub fn begin(target: &Path) -> Result<OutputFolder> {
        let names = Names::of(target)?;
        fs::create_dir_all(&names.parent).map_err(|cause| Error::writing(&names.parent, &cause))?;
        names.clear_left_overs().map_err(|cause| Error::writing(&names.target, &cause))?;
        refuse_foreign(&names.target)?;

        let (tag, lock) = names.lock_new_tag()?;
        let folder = OutputFolder { names, tag, behind: Behind::new(), lock: Some(lock) };
        let partial = folder.partial();
        fs::create_dir(&partial).map_err(|cause| Error::writing(&partial, &cause))?;
        Ok(folder)
    }

    /// Where the folder will stand.
    pub fn target(&self) -> &Path {
        &self.names.target
    }

    /// Where `relative` stands while the run lasts, for writers that want a path and make the
    /// folders above it themselves, as the formats of `layers` do.
    pub fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.partial().join(relative)
    }

    /// Writes a whole file, making its folders.
    pub fn write(&self, relative: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> Result<()> {
        self.stream(relative, |out| out.write_all(bytes.as_ref()))
    }

    /// Writes a file piece by piece, making its folders. Buffered, and flushed at the end, so
    /// that a full disk is an error and never a short file.
    pub fn stream(&self, relative: impl AsRef<Path>, fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> Result<()> {
        let path = self.path(relative);
        write_file(&path, fill)?;
        self.behind.sync(path);
        Ok(())
    }

    /// What has been written so far: paths relative to the folder, with `/`, sorted.
    pub fn files(&self) -> Result<Vec<String>> {
        let root = self.partial();
        let mut files = Vec::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).map_err(|cause| Error::reading(&folder, &cause))? {
                let path = entry.map_err(|cause| Error::reading(&folder, &cause))?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(relative) = path.strip_prefix(&root) {
                    files.push(relative.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"));
                }
            }
        }
        files.sort();
        Ok(files)
    }

    /// Puts everything on the disk and swaps the folder in. On failure the previous outputs
    /// stand where they stood.
    pub fn commit(mut self) -> Result<()> {
        let partial = self.partial();
        self.behind.finish().and_then(|()| sync(&partial)).map_err(|cause| Error::writing(&partial, &cause))?;
        // Somebody may have put files there while the run worked.
        refuse_foreign(&self.names.target)?;
        let old = self.names.beside(OLD, &self.tag);
        self.swap(&partial, &old).map_err(|cause| self.not_swapped(&cause))?;
        sync_folder(&self.names.parent).map_err(|cause| Error::writing(&self.names.parent, &cause))?;
        // The new outputs stand. What cannot be removed now, the next run removes.
        let _ = remove(&old);
        Ok(())
    }

    fn swap(&self, new: &Path, old: &Path) -> io::Result<()> {
        let target = &self.names.target;
        let replaces = target.exists();
        if replaces {
            fs::set_permissions(new, fs::metadata(target)?.permissions())?;
            fs::rename(target, old)?;
        }
        if let Err(cause) = fs::rename(new, target) {
            if replaces {
                fs::rename(old, target)?;
            }
            return Err(cause);
        }
        Ok(())
    }

    fn not_swapped(&self, cause: &io::Error) -> Error {
        let shown = self.names.target.display();
        Error::output(
            text!("`{shown}` ne peut pas être remplacé : {cause}", "`{shown}` cannot be replaced: {cause}"),
            text!(
                "Fermez les fichiers de ce dossier qui sont ouverts (QGIS, tableur), puis relancez. Les sorties précédentes sont intactes.",
                "Close the files of this folder that are open (QGIS, spreadsheet) and run again. The previous outputs are whole."
            ),
        )
    }

    fn partial(&self) -> PathBuf {
        self.names.beside(PARTIAL, &self.tag)
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        // Nobody is left to tell; what cannot be removed now, the next run removes.
        let _ = remove(&self.partial());
        // Windows removes no open file.
        self.lock = None;
        let _ = fs::remove_file(self.names.beside(LOCK, &self.tag));
    }
}

/// Only an absent or empty folder, or outputs of an earlier run, may be replaced.
fn refuse_foreign(target: &Path) -> Result<()> {
    let shown = target.display();
    let other_folder = Text::new("Choisissez un autre dossier avec --out.", "Choose another folder with --out.");
    let metadata = match fs::metadata(target) {
        Ok(metadata) => metadata,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(cause) => return Err(Error::writing(target, &cause)),
    };
    if !metadata.is_dir() {
        let what = text!(
            "`{shown}` est un fichier, un dossier de sortie est attendu",
            "`{shown}` is a file, an output folder is expected"
        );
        return Err(Error::output(what, other_folder));
    }
    let empty = fs::read_dir(target).map_err(|cause| Error::writing(target, &cause))?.next().is_none();
    if empty || is_ours(target) {
        return Ok(());
    }
    Err(Error::output(
        text!(
            "`{shown}` contient des fichiers qui ne viennent pas de lakana (pas de `{RUN_FILE}`) ; rien n'a été touché",
            "`{shown}` holds files that are not from lakana (no `{RUN_FILE}`); nothing was touched"
        ),
        text!(
            "Choisissez avec --out un dossier vide ou nouveau : le dossier de sortie est remplacé en entier à chaque exécution.",
            "Choose an empty or new folder with --out: the output folder is replaced as a whole by each run."
        ),
    ))
}

/// Removes a folder with all it holds, files side by side: a file system takes its time over large ones.
fn remove(folder: &Path) -> io::Result<()> {
    let entries: Vec<fs::DirEntry> = fs::read_dir(folder)?.collect::<io::Result<_>>()?;
    entries.par_iter().with_max_len(1).try_for_each(|entry| {
        let path = entry.path();
        if entry.file_type()?.is_dir() { remove(&path) } else { fs::remove_file(&path) }
    })?;
    fs::remove_dir(folder)
}

/// Everything below `folder` on the disk, files side by side.
fn sync(folder: &Path) -> io::Result<()> {
    let entries: Vec<fs::DirEntry> = fs::read_dir(folder)?.collect::<io::Result<_>>()?;
    entries.par_iter().try_for_each(|entry| {
        let path = entry.path();
        if entry.file_type()?.is_dir() { sync(&path) } else { sync_file(&path) }
    })?;
    sync_folder(folder)
}

/// Windows syncs only what is open for writing.
fn sync_file(path: &Path) -> io::Result<()> {
    File::options().append(true).open(path)?.sync_all()
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Other systems have no handle for the entries of a folder.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ErrorKind;

    const RECORD: &str = r#"{"lakana":"0.1.0"}"#;

    fn run(target: &Path, content: &str) -> Result<()> {
        let folder = OutputFolder::begin(target)?;
        folder.write("tables/a.csv", content)?;
        folder.write(RUN_FILE, RECORD)?;
        folder.commit()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn content(target: &Path) -> String {
        fs::read_to_string(target.join("tables/a.csv")).unwrap()
    }

    #[test]
    fn each_run_replaces_the_whole_folder_and_leaves_nothing_beside_it() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("made/on demand/sortie é");
        run(&target, "one").unwrap();
        fs::write(target.join("stale.txt"), "").unwrap();
        run(&target, "two").unwrap();
        assert_eq!(content(&target), "two");
        assert_eq!(names(&target), ["run.json", "tables"]);
        assert_eq!(names(target.parent().unwrap()), ["sortie é"]);
    }

    #[test]
    fn a_run_that_stops_early_leaves_the_previous_outputs_and_no_trace() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("out");
        run(&target, "one").unwrap();
        let folder = OutputFolder::begin(&target).unwrap();
        folder.write("tables/a.csv", "half").unwrap();
        assert_eq!(content(&target), "one", "nothing changes before the swap");
        drop(folder);
        assert_eq!(content(&target), "one");
        assert_eq!(names(home.path()), ["out"]);
    }

    #[test]
    fn a_folder_with_other_peoples_files_is_refused_and_an_empty_one_is_not() {
        let home = tempfile::tempdir().unwrap();
        let documents = home.path().join("Documents");
        fs::create_dir(&documents).unwrap();
        run(&documents, "an empty folder is fine").unwrap();
        for record in [None, Some("{}"), Some("not json"), Some("[\"lakana\"]")] {
            let _ = fs::remove_file(documents.join(RUN_FILE));
            record.into_iter().for_each(|r| fs::write(documents.join(RUN_FILE), r).unwrap());
            let error = OutputFolder::begin(&documents).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Output);
            assert!(error.what.fr.contains("rien n'a été touché"), "{}", error.what.fr);
            assert_eq!(content(&documents), "an empty folder is fine");
        }
        assert_eq!(names(home.path()), ["Documents"]);
    }

    #[test]
    fn files_that_appear_at_the_target_during_the_run_are_not_swept_away() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("out");
        let folder = OutputFolder::begin(&target).unwrap();
        fs::create_dir(&target).unwrap();
        fs::write(target.join("thesis.odt"), "mine").unwrap();
        assert!(folder.commit().unwrap_err().what.en.contains("nothing was touched"));
        assert_eq!((names(&target), names(home.path())), (vec!["thesis.odt".to_owned()], vec!["out".to_owned()]));
    }

    #[test]
    fn a_file_a_root_and_a_place_that_cannot_be_written_are_refused() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        fs::write(&file, "mine").unwrap();
        let what = |target: &Path| OutputFolder::begin(target).unwrap_err().what.fr;
        assert!(what(&file).contains("est un fichier"));
        assert!(what(&file.join("below")).contains("ne peut pas être écrit"));
        assert!(what(Path::new("/")).contains("racine"));
        assert_eq!(fs::read_to_string(file).unwrap(), "mine");
        #[cfg(target_os = "linux")]
        assert!(what(Path::new("/proc/lakana/out")).contains("ne peut pas être écrit"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_root_of_a_mounted_drive_is_refused_before_the_work() {
        let error = OutputFolder::begin(Path::new("/proc")).unwrap_err();
        assert!(error.hint.en.contains("/proc/lakana"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_a_clear_error_and_the_previous_outputs_stay() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("out");
        run(&target, "one").unwrap();
        let folder = OutputFolder::begin(&target).unwrap();
        std::os::unix::fs::symlink("/dev/full", folder.path("big.bin")).unwrap();
        let error = folder.stream("big.bin", |out| out.write_all(&[0; 100])).unwrap_err();
        drop(folder);
        assert!(error.hint.fr.contains("disque est plein"));
        assert_eq!((content(&target).as_str(), names(home.path())), ("one", vec!["out".to_owned()]));
    }

    #[test]
    fn left_overs_of_the_dead_are_removed_and_those_of_the_living_are_not() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("out");
        for dead in [".out.partial-1-0", ".out.partial-77-3/tables", ".out.partial-9-9"] {
            fs::create_dir_all(home.path().join(dead)).unwrap();
        }
        fs::write(home.path().join(".out.lock-9-9"), "").unwrap();
        let others = [".out.old-mine", ".output.partial-1-0", "out.partial-1-0", ".out.partialx-1"];
        others.iter().for_each(|name| fs::create_dir_all(home.path().join(name)).unwrap());
        fs::create_dir(&target).unwrap();
        let alive = OutputFolder::begin(&target).unwrap();
        let second = OutputFolder::begin(&target).unwrap();
        alive.write("still.txt", "here").unwrap();
        drop((alive, second));
        let mut expected = others.to_vec();
        expected.push("out");
        expected.sort();
        assert_eq!(names(home.path()), expected);
    }

    #[test]
    fn outputs_that_a_dead_run_had_moved_aside_are_put_back() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("out");
        run(&target, "one").unwrap();
        fs::rename(&target, home.path().join(".out.old-5-0")).unwrap();
        fs::create_dir(home.path().join(".out.partial-5-0")).unwrap();
        drop(OutputFolder::begin(&target).unwrap());
        assert_eq!((content(&target).as_str(), names(home.path())), ("one", vec!["out".to_owned()]));

        // Died after the swap: the old outputs are only rubbish.
        fs::create_dir(home.path().join(".out.old-5-0")).unwrap();
        fs::write(home.path().join(".out.old-5-0/run.json"), RECORD).unwrap();
        drop(OutputFolder::begin(&target).unwrap());
        assert_eq!((content(&target).as_str(), names(home.path())), ("one", vec!["out".to_owned()]));
    }

    #[test]
    fn a_swap_that_fails_puts_the_previous_outputs_back() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("out");
        run(&target, "one").unwrap();
        let folder = OutputFolder::begin(&target).unwrap();
        let error = folder.swap(&home.path().join("does not exist"), &home.path().join(".out.old-x")).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert_eq!(content(&target), "one");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_the_folder_stays_a_link() {
        let home = tempfile::tempdir().unwrap();
        let (target, link) = (home.path().join("out"), home.path().join("link"));
        run(&target, "one").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        run(&link, "two").unwrap();
        assert_eq!(content(&target), "two");
        assert!(link.is_symlink());
    }
}
