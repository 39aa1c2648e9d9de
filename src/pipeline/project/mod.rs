//! The project file: what a person declares. Says nothing of how the work is done.
//!
//! Unknown keys are refused with the nearest known one, so that a typo never silently
//! changes a map. The JSON Schema printed by [`json_schema`] is what editors complete from.

mod access;
mod axis;
mod comparison;
mod figure;
mod incidents;
mod input;
mod keys;
mod maps;
mod need;
mod output;
mod replicates;
mod risk;
mod tree_file;

pub use access::{Access, Mode};
pub use axis::{AxesFile, AxisInput, ClosureInput, KernelSplit, RoadOptions};
pub use comparison::Comparison;
pub use figure::{Figure, FigureKind, Question, SmallAreaModel};
pub use incidents::{IncidentOptions, ShareOut};
pub use input::{DateOrder, Input, InputKind, KnownPeople, LonelyCluster, Sample, VarianceBy};
pub use maps::{Maps, Sheet};
pub use need::Need;
pub use output::{LayerFormat, OutputOptions};
pub use replicates::{ReplicateKind, ReplicateWeights};
pub use risk::{Preset, Risk, RiskIndicator, RiskNode, Uncertainty};

use crate::base::{Error, Lang, Level, Result, Text};
use crate::text;
use keys::{broken, unknown_keys};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A whole project file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Project {
    pub project: About,
    pub boundaries: BoundariesInput,
    /// Named lists of regions, by name or code: `Centre = ["Mopti", "Ségou"]`.
    #[serde(default)]
    pub zones: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub names: NamesOptions,
    #[serde(default)]
    pub incidents: IncidentOptions,
    #[serde(default)]
    pub input: Vec<Input>,
    /// Survey questions to estimate and map.
    #[serde(default)]
    pub question: Vec<Question>,
    /// Differences between groups or waves to tell.
    #[serde(default)]
    pub comparison: Vec<Comparison>,
    /// Charts and maps of survey results, studies and events.
    #[serde(default)]
    pub figure: Vec<Figure>,
    pub risk: Option<Risk>,
    /// Needs beside the response to them.
    #[serde(default)]
    pub need: Vec<Need>,
    /// Travel time to facilities; off when absent.
    pub access: Option<Access>,
    #[serde(default)]
    pub roads: RoadOptions,
    /// Roads through lists of towns.
    #[serde(default)]
    pub axis: Vec<AxisInput>,
    /// Roads that are closed, to see what it does.
    #[serde(default)]
    pub closure: Vec<ClosureInput>,
    #[serde(default)]
    pub maps: Maps,
    #[serde(default)]
    pub output: OutputOptions,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct About {
    /// Title of the atlas and of every map.
    pub title: OneOrTwo,
    /// Language of outputs and messages, unless the command line says otherwise.
    #[serde(default)]
    pub lang: Lang,
    /// The data are made up: every layer and map says so.
    #[serde(default)]
    pub synthetic: bool,
}

/// A text in one language, taken for both, or in two.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum OneOrTwo {
    One(String),
    Two(Text),
}

impl OneOrTwo {
    pub fn text(&self) -> Text {
        match self {
            OneOrTwo::One(same) => Text::same(same),
            OneOrTwo::Two(text) => text.clone(),
        }
    }
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct BoundariesInput {
    pub communes: PathBuf,
    /// Dissolved from the communes when not given.
    pub cercles: Option<PathBuf>,
    /// Dissolved from the communes when not given.
    pub regions: Option<PathBuf>,
    /// Whose boundaries they are.
    pub credit: Option<OneOrTwo>,
    /// Edition or date of validity, printed on every map.
    #[serde(default)]
    pub vintage: String,
    /// Coordinate system of the files, when they do not say: "EPSG:32630".
    pub crs: Option<String>,
    /// Layer of each level, for files that hold several: `{ commune = "adm3", region = "adm1" }`.
    #[serde(default)]
    pub layers: BTreeMap<Level, String>,
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct NamesOptions {
    /// The file of decisions on names that a person has edited; replayed at each run.
    pub review: Option<PathBuf>,
}

impl Project {
    /// Reads a project file.
    ///
    /// # Errors
    /// Usage errors naming file, line and key: unreadable file, broken TOML, unknown or
    /// missing keys (all unknown ones at once), ids used twice or not in `snake_case`.
    pub fn read(path: &Path) -> Result<Project> {
        let as_usage = |error: Error| Error { kind: crate::base::ErrorKind::Usage, ..error };
        if path.is_dir() {
            return Err(as_usage(Error::reading(path, &std::io::ErrorKind::IsADirectory.into())));
        }
        let source = std::fs::read_to_string(path).map_err(|cause| as_usage(Error::reading(path, &cause)))?;
        Project::parse(&source, &path.display().to_string())
    }

    /// A project of nothing but communes and inputs, for commands on plain files.
    pub fn of_files(communes: &Path, input: Vec<Input>, lang: Lang) -> Project {
        let bare = Project::parse("[project]\ntitle = \"\"\n[boundaries]\ncommunes = \"\"\n", "");
        let mut project = bare.expect("a project needs no more than a title and communes");
        project.project.lang = lang;
        project.boundaries.communes = communes.to_path_buf();
        project.input = input;
        project
    }

    /// Parses the text of a project file; `shown` names it in errors.
    pub fn parse(source: &str, shown: &str) -> Result<Project> {
        let deserializer = toml::Deserializer::parse(source).map_err(|e| broken(&e, source, shown))?;
        let mut unknown = Vec::new();
        let project: Project = serde_ignored::deserialize(deserializer, |key| unknown.push(key.to_string()))
            .map_err(|e| broken(&e, source, shown))?;
        if !unknown.is_empty() {
            return Err(unknown_keys(&unknown, source, shown));
        }
        project.check_ids(shown)?;
        project.maps.page_setup()?;
        project.maps.check_file_names()?;
        Ok(project)
    }

    /// The project with inputs of one kind alone.
    pub fn with_only(mut self, kind: InputKind) -> Project {
        self.input.retain(|i| i.kind == kind);
        self
    }

    fn check_ids(&self, shown: &str) -> Result<()> {
        let ids = self.input.iter().map(|i| ("input", i.id.as_str()));
        let ids = ids.chain(self.question.iter().map(|q| ("question", q.id.as_str())));
        let ids = ids.chain(self.figure.iter().map(|f| ("figure", f.id.as_str())));
        let ids = ids.chain(self.axis.iter().map(|a| ("axis", a.id.as_str())));
        let ids = ids.chain(self.closure.iter().map(|c| ("closure", c.id.as_str())));
        let ids = ids.chain(self.need.iter().map(|n| ("need", n.id.as_str())));
        let ids = ids.chain(self.comparison.iter().map(|c| ("comparison", c.id.as_str())));
        check_ids(ids.chain(self.risk.iter().flat_map(Risk::node_ids).map(|id| ("risk.dimension", id))), shown)
    }
}

/// Ids in `snake_case`, each once in its table.
fn check_ids<'a>(ids: impl Iterator<Item = (&'static str, &'a str)>, shown: &str) -> Result<()> {
    let mut seen = Vec::new();
    for (table, id) in ids {
        let well_formed = id.starts_with(|c: char| c.is_ascii_lowercase())
            && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !well_formed {
            return Err(Error::usage(
                text!(
                    "`{shown}` : l'identifiant `{id}` de [[{table}]] n'est pas valable",
                    "`{shown}`: the id `{id}` of [[{table}]] is not valid"
                ),
                Text::new(
                    "Un identifiant commence par une lettre minuscule et ne contient que a–z, 0–9 et _.",
                    "An id begins with a lower-case letter and holds only a–z, 0–9 and _.",
                ),
            ));
        }
        if seen.contains(&(table, id)) {
            return Err(Error::usage(
                text!(
                    "`{shown}` : l'identifiant `{id}` est donné à deux [[{table}]]",
                    "`{shown}`: the id `{id}` is given to two [[{table}]]"
                ),
                Text::new("Donnez à chacun son propre identifiant.", "Give each its own id."),
            ));
        }
        seen.push((table, id));
    }
    Ok(())
}

/// The JSON Schema of the project file.
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(Project).to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "[project]\ntitle = \"T\"\n[boundaries]\ncommunes = \"c.geojson\"\n";

    #[test]
    fn a_small_project_has_defaults() {
        let p = Project::parse(SMALL, "p.toml").unwrap();
        assert_eq!(p.project.lang, Lang::Fr);
        assert!(p.risk.is_none() && p.input.is_empty());
    }

    #[test]
    fn all_unknown_keys_are_named_with_their_line_and_the_nearest_known_key() {
        let source = format!("{SMALL}cercle = \"x\"\n[[input]]\nid = \"a\"\nkind = \"roads\"\nfil = \"x\"\nfile = \"y\"\n");
        let error = Project::parse(&source, "p.toml").unwrap_err();
        assert_eq!(error.kind.exit_code(), 2);
        assert!(
            error.what.fr.contains("ligne 5 : clé inconnue `boundaries.cercle` ; vouliez-vous dire `cercles` ?"),
            "{}",
            error.what.fr
        );
        assert!(error.what.en.contains("did you mean `file`?"), "{}", error.what.en);
    }

    #[test]
    fn a_broken_line_is_quoted() {
        let error = Project::parse("[project]\ntitle = \n", "p.toml").unwrap_err();
        assert!(error.what.fr.contains("ligne 2"), "{}", error.what.fr);
    }

    #[test]
    fn a_value_that_is_not_allowed_is_told_with_those_that_are() {
        let source = format!("{SMALL}[[input]]\nid = \"a\"\nkind = \"road\"\nfile = \"y\"\n");
        let error = Project::parse(&source, "p.toml").unwrap_err();
        assert!(error.what.fr.contains("valeur inconnue `road` ; possibles : `population`"), "{}", error.what.fr);
        assert!(Project::parse("[project]\n", "p").unwrap_err().what.fr.contains("il manque la clé `title`"));
    }

    #[test]
    fn an_id_stands_once_and_is_snake_case() {
        let two =
            format!("{SMALL}[[input]]\nid=\"a\"\nkind=\"roads\"\nfile=\"x\"\n[[input]]\nid=\"a\"\nkind=\"towns\"\nfile=\"y\"\n");
        assert!(Project::parse(&two, "p").unwrap_err().what.en.contains("given to two"));
        let odd = format!("{SMALL}[[input]]\nid=\"A b\"\nkind=\"roads\"\nfile=\"x\"\n");
        assert!(Project::parse(&odd, "p").unwrap_err().what.en.contains("is not valid"));
    }
}
