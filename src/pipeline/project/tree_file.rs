//! The table `[risk]` of a file, for an index on plain files: a file of its own, or a project file of which nothing else is read.

use super::keys::{broken, unknown_keys};
use super::{Risk, check_ids, json_schema};
use crate::base::{Error, ErrorKind, Result, Text};
use crate::text;
use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
struct TreeFile {
    risk: Option<Risk>,
}

impl Risk {
    /// Reads the table `[risk]` of a file. Other tables of a project are passed over.
    ///
    /// # Errors
    /// Usage errors as [`Project::read`](super::Project::read) gives them, and one for a file without the table.
    pub fn read(path: &Path) -> Result<Risk> {
        let source =
            std::fs::read_to_string(path).map_err(|cause| Error { kind: ErrorKind::Usage, ..Error::reading(path, &cause) })?;
        Risk::parse(&source, &path.display().to_string())
    }

    fn parse(source: &str, shown: &str) -> Result<Risk> {
        let deserializer = toml::Deserializer::parse(source).map_err(|e| broken(&e, source, shown))?;
        let mut unknown = Vec::new();
        let file: TreeFile = serde_ignored::deserialize(deserializer, |key| unknown.push(key.to_string()))
            .map_err(|e| broken(&e, source, shown))?;
        let project = json_schema();
        unknown.retain(|key: &String| project["properties"].get(key).is_none());
        if !unknown.is_empty() {
            return Err(unknown_keys(&unknown, source, shown));
        }
        let risk = file.risk.ok_or_else(|| {
            Error::usage(
                text!("`{shown}` n'a pas de table [risk]", "`{shown}` has no table [risk]"),
                Text::new(
                    "Écrivez [risk], puis [[risk.dimension]] avec id, label et indicators = [{ column = \"champ\" }].",
                    "Write [risk], then [[risk.dimension]] with id, label and indicators = [{ column = \"field\" }].",
                ),
            )
        })?;
        check_ids(risk.node_ids().into_iter().map(|id| ("risk.dimension", id)), shown)?;
        Ok(risk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::project::Project;

    const TREE: &str = "[risk]\n[[risk.dimension]]\nid = \"d\"\nlabel = \"D\"\nindicators = [{ column = \"a\" }]\n";

    #[test]
    fn a_tree_stands_alone_or_in_a_project() {
        assert_eq!(Risk::parse(TREE, "t").unwrap().node_ids(), ["d"]);
        let project = format!("[project]\ntitle = \"T\"\n[boundaries]\ncommunes = \"c\"\n{TREE}");
        assert!(Project::parse(&project, "p").is_ok());
        assert_eq!(Risk::parse(&project, "p").unwrap().node_ids(), ["d"]);
    }

    #[test]
    fn what_is_no_tree_is_told() {
        assert!(Risk::parse("[project]\ntitle = \"T\"\n", "t").unwrap_err().what.fr.contains("pas de table [risk]"));
        let typo = Risk::parse(&TREE.replace("column", "colum"), "t").unwrap_err();
        assert!(typo.what.fr.contains("column"), "{}", typo.what.fr);
        let typo = Risk::parse(&format!("{TREE}[risk.uncertainty]\ndrawz = 3\n"), "t").unwrap_err();
        assert!(typo.what.en.contains("did you mean `draws`?"), "{}", typo.what.en);
        let twice = format!("{TREE}{}", &TREE[7..]);
        assert!(Risk::parse(&twice, "t").unwrap_err().what.en.contains("given to two"));
    }
}
