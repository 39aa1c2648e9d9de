//! Questions that are never mapped.

use crate::base::{Error, Result, Text};
use crate::text;

/// Words that name a person's ethnic group, religion or language in the headers of surveys.
/// A map of them can turn against those it shows.
const NEVER_MAPPED: [&str; 10] = [
    "ethnie",
    "ethnique",
    "ethnic",
    "ethnicity",
    "tribu",
    "tribe",
    "religion",
    "confession",
    "langue_maternelle",
    "mother_tongue",
];

/// Refuses a question about ethnic group, religion or mother tongue; exit code 5.
///
/// Looks for whole words in `column` and `id`, upper or lower case, `_`, `-`, `/` and spaces
/// between words.
pub fn refuse_sensitive_question(id: &str, column: &str) -> Result<()> {
    let Some(word) = never_mapped(id).or_else(|| never_mapped(column)) else { return Ok(()) };
    Err(Error::refused(
        text!(
            "la question `{id}` (colonne `{column}`) porte sur « {word} » : lakana n'en fait ni couche ni carte",
            "question `{id}` (column `{column}`) is about “{word}”: lakana makes neither layer nor map of it"
        ),
        Text::new(
            "Retirez cette question du fichier projet. Une carte ethnique ou religieuse met en danger ceux qu'elle montre.",
            "Remove this question from the project file. An ethnic or religious map endangers those it shows.",
        ),
    ))
}

/// Refuses to map a field of a file about the same; exit code 5.
pub fn refuse_sensitive_field(file: &str, field: &str) -> Result<()> {
    let Some(word) = never_mapped(field) else { return Ok(()) };
    Err(Error::refused(
        text!(
            "`{file}` : le champ `{field}` porte sur « {word} » : lakana n'en fait pas de carte",
            "`{file}`: field `{field}` is about “{word}”: lakana makes no map of it"
        ),
        Text::new(
            "Choisissez un autre champ. Une carte ethnique ou religieuse met en danger ceux qu'elle montre.",
            "Choose another field. An ethnic or religious map endangers those it shows.",
        ),
    ))
}

fn never_mapped(name: &str) -> Option<&'static str> {
    let words = format!("_{}_", name.to_lowercase().replace(['-', ' ', '/', '.'], "_"));
    NEVER_MAPPED.into_iter().find(|w| words.contains(&format!("_{w}_")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ethnic_and_religious_questions_are_refused_and_others_are_not() {
        for column in ["ethnie", "group/Ethnie", "q5_religion", "Mother tongue"] {
            assert_eq!(refuse_sensitive_question("x", column).unwrap_err().kind.exit_code(), 5, "{column}");
            assert_eq!(refuse_sensitive_field("f", column).unwrap_err().kind.exit_code(), 5, "{column}");
        }
        for column in ["q18", "tribunal", "religionnaire", "confessions_prives"] {
            assert!(refuse_sensitive_question("x", column).is_ok(), "{column}");
            assert!(refuse_sensitive_field("f", column).is_ok(), "{column}");
        }
    }
}
