//! Why a command could not be carried out: what, where, and what to do. Problems that do not
//! stop the work are [`Problem`](super::Problem)s instead.

use super::text::{Lang, Text};
use crate::text;
use std::path::Path;

/// Whose fault it is; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The command line or the project file is wrong.
    Usage,
    /// An input cannot be used.
    Input,
    /// An output cannot be written.
    Output,
    /// Refused because the result would give somebody away.
    Refused,
    /// The person stopped the work (Ctrl-C).
    Interrupted,
}

impl ErrorKind {
    pub fn exit_code(self) -> u8 {
        match self {
            ErrorKind::Usage => 2,
            ErrorKind::Input => 3,
            ErrorKind::Output => 4,
            ErrorKind::Refused => 5,
            // As shells expect it after Ctrl-C.
            ErrorKind::Interrupted => 130,
        }
    }
}

/// An error a person can act on. `what` names the thing, what was found and what is allowed;
/// `hint` says what to do next.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}", what.en)]
pub struct Error {
    pub kind: ErrorKind,
    pub what: Text,
    pub hint: Text,
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub fn usage(what: Text, hint: Text) -> Self {
        Error { kind: ErrorKind::Usage, what, hint }
    }

    pub fn input(what: Text, hint: Text) -> Self {
        Error { kind: ErrorKind::Input, what, hint }
    }

    pub fn output(what: Text, hint: Text) -> Self {
        Error { kind: ErrorKind::Output, what, hint }
    }

    pub fn refused(what: Text, hint: Text) -> Self {
        Error { kind: ErrorKind::Refused, what, hint }
    }

    pub fn interrupted() -> Self {
        Error {
            kind: ErrorKind::Interrupted,
            what: Text::new("interrompu", "interrupted"),
            hint: Text::new(
                "Rien n'a été écrit ; les sorties précédentes sont intactes.",
                "Nothing was written; the previous outputs are whole.",
            ),
        }
    }

    /// Several errors of one kind told together, so that all can be corrected at once.
    /// `None` when there are none; the first decides the kind.
    pub fn all(errors: Vec<Error>) -> Option<Self> {
        let kind = errors.first()?.kind;
        if errors.len() == 1 {
            return errors.into_iter().next();
        }
        let joined = |lang: Lang| errors.iter().map(|e| e.message(lang)).collect::<Vec<_>>().join("\n");
        Some(Error {
            kind,
            what: Text::new(joined(Lang::Fr), joined(Lang::En)),
            hint: Text::new("Corrigez-les toutes, puis relancez.", "Correct them all, then run again."),
        })
    }

    /// A file that cannot be opened or read, worded by its cause.
    pub fn reading(path: &Path, cause: &std::io::Error) -> Self {
        let shown = path.display();
        let (what, hint) = match cause.kind() {
            std::io::ErrorKind::NotFound => (
                text!("`{shown}` n'existe pas", "`{shown}` does not exist"),
                text!(
                    "Vérifiez le chemin ; dans un fichier projet, il part du dossier de ce fichier.",
                    "Check the path; in a project file it starts from that file's folder."
                ),
            ),
            std::io::ErrorKind::PermissionDenied => (
                text!("`{shown}` ne peut pas être lu : accès refusé", "`{shown}` cannot be read: permission denied"),
                text!("Donnez-vous le droit de lecture sur ce fichier.", "Give yourself read permission on this file."),
            ),
            std::io::ErrorKind::IsADirectory => (
                text!("`{shown}` est un dossier, un fichier est attendu", "`{shown}` is a folder, a file is expected"),
                text!("Donnez le chemin du fichier dans ce dossier.", "Give the path of the file inside this folder."),
            ),
            _ => (
                text!("`{shown}` ne peut pas être lu : {cause}", "`{shown}` cannot be read: {cause}"),
                text!("Vérifiez le support et réessayez.", "Check the drive and try again."),
            ),
        };
        Error::input(what, hint)
    }

    /// A file or folder that cannot be written, worded by its cause.
    pub fn writing(path: &Path, cause: &std::io::Error) -> Self {
        let shown = path.display();
        let hint = match cause.kind() {
            std::io::ErrorKind::StorageFull => text!(
                "Le disque est plein : libérez de la place et relancez. Les sorties précédentes sont intactes.",
                "The disk is full: free some space and run again. The previous outputs are whole."
            ),
            std::io::ErrorKind::PermissionDenied => text!(
                "Donnez-vous le droit d'écriture, ou choisissez un autre dossier avec --out.",
                "Give yourself write permission, or choose another folder with --out."
            ),
            _ => text!(
                "Vérifiez le support et réessayez. Les sorties précédentes sont intactes.",
                "Check the drive and try again. The previous outputs are whole."
            ),
        };
        Error::output(text!("`{shown}` ne peut pas être écrit : {cause}", "`{shown}` cannot be written: {cause}"), hint)
    }

    pub fn message(&self, lang: Lang) -> String {
        format!("{}\n  → {}", self.what.get(lang), self.hint.get(lang))
    }
}
