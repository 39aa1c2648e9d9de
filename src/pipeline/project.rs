//! The project file: what a person declares. Says nothing of how the work is done.
//!
//! Unknown keys are refused with the nearest known one, so that a typo never silently
//! changes a map. The JSON Schema printed by [`json_schema`] is what editors complete from.

use crate::base::{Direction, Error, Lang, Level, Result, Text, toml_in_french};
use crate::text;
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
    pub input: Vec<Input>,
    /// Survey questions to estimate and map.
    #[serde(default)]
    pub question: Vec<Question>,
    /// Charts and maps of survey results, studies and events.
    #[serde(default)]
    pub figure: Vec<Figure>,
    pub risk: Option<Risk>,
    #[serde(default)]
    pub maps: Maps,
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

/// What an input file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InputKind {
    Population,
    Facilities,
    Incidents,
    Displaced,
    FoodSecurity,
    Survey,
    /// Numbers that a report prints.
    Results,
    /// Samples and studies that a report rests on.
    Studies,
    /// Dated steps.
    Timeline,
    /// Places where a survey went.
    Localities,
    Roads,
    Towns,
}

impl InputKind {
    pub fn label(self) -> Text {
        match self {
            InputKind::Population => Text::same("population"),
            InputKind::Facilities => Text::new("services", "facilities"),
            InputKind::Incidents => Text::same("incidents"),
            InputKind::Displaced => Text::new("personnes déplacées", "displaced people"),
            InputKind::FoodSecurity => Text::new("sécurité alimentaire", "food security"),
            InputKind::Survey => Text::new("enquête", "survey"),
            InputKind::Results => Text::new("résultats imprimés", "printed results"),
            InputKind::Studies => Text::new("études", "studies"),
            InputKind::Timeline => Text::new("chronologie", "timeline"),
            InputKind::Localities => Text::new("localités enquêtées", "survey localities"),
            InputKind::Roads => Text::new("routes", "roads"),
            InputKind::Towns => Text::new("villes", "towns"),
        }
    }
}

/// One input file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Input {
    /// Short name, `snake_case`; begins the ids of the indicators made from it.
    pub id: String,
    pub kind: InputKind,
    pub file: PathBuf,
    /// What the things are called on maps: "Centres de santé". The id when absent.
    pub label: Option<OneOrTwo>,
    /// Who made the data and when; printed on maps.
    pub credit: Option<OneOrTwo>,
    /// The layout of the file; recognised by its columns when absent.
    pub schema: Option<String>,
    /// Field to column, where the file has its own names: `longitude = "X"`.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// Keep only rows in which each column has the given value.
    #[serde(default, rename = "where")]
    pub filter: BTreeMap<String, String>,
    /// Sheet of a workbook or layer of a database; the first with data when absent.
    pub sheet: Option<String>,
    /// Character encoding, when the detected one is wrong: "windows-1252".
    pub encoding: Option<String>,
    /// Coordinate system, when the file does not say: "EPSG:32630".
    pub crs: Option<String>,
    /// Of a survey: the round these answers are from, as its questions name it: "Q2".
    #[serde(default)]
    pub wave: String,
    /// Of a survey or printed results: what was asked, as question dictionary (TOML, CSV) or XLSForm.
    pub questions: Option<PathBuf>,
    /// Of a survey whose rows belong to rows of another file, as persons to households: that file.
    pub parent: Option<PathBuf>,
    /// Of a survey: how respondents were found.
    #[serde(default)]
    pub sample: Sample,
    /// Of a survey: what a stratum with one cluster counts in variances.
    #[serde(default)]
    pub lonely_cluster: LonelyCluster,
    /// Of a survey: how variances of shares and means are computed.
    #[serde(default)]
    pub variance: VarianceBy,
    /// Of a survey: known numbers of people that the weights are brought in line with; one for
    /// post-stratification, several for raking.
    #[serde(default)]
    pub calibrate: Vec<KnownPeople>,
}

/// What a stratum of which one cluster was drawn counts in variances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LonelyCluster {
    /// Its distance from the mean of all: on the safe side.
    #[default]
    Adjust,
    /// What the other strata count on average.
    Average,
    /// Nothing.
    Remove,
    /// No variance is given at all.
    Fail,
}

/// How variances of shares and means are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VarianceBy {
    /// Taylor linearisation.
    #[default]
    Linearisation,
    /// Without one cluster at a time.
    Jackknife,
    /// Half of the clusters at a time; needs an even number of clusters in each stratum.
    Balanced,
    /// 500 seeded draws of clusters.
    Bootstrap,
}

/// How many people there are in each group.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct KnownPeople {
    /// The grouping: sexe, age, milieu, zone, region, or the code of a question.
    pub by: String,
    /// People by the code or name of the group: `{ f = 9100000, m = 9400000 }`.
    pub people: BTreeMap<String, f64>,
}

/// How the respondents of a survey were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sample {
    /// Chosen with care: every result is *indicatif*, and places finer than zones stay unsaid.
    #[default]
    Purposive,
    /// Drawn at random.
    Random,
}

impl Input {
    pub fn label_text(&self) -> Text {
        self.label.as_ref().map_or_else(|| Text::same(&self.id), OneOrTwo::text)
    }

    pub fn credit_text(&self) -> Text {
        self.credit.as_ref().map_or_else(|| Text::same(&self.id), OneOrTwo::text)
    }
}

/// One question of one survey input, and the answers whose share is shown.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Question {
    pub id: String,
    /// Id of the survey, or of the results printed in a report.
    pub input: String,
    /// Code of the question, or column that holds the answers.
    pub column: String,
    /// Answers that count; the base is everybody who answered.
    pub answers: Vec<String>,
    pub label: OneOrTwo,
    #[serde(default = "higher_is_worse")]
    pub direction: Direction,
    /// Fill communes by a model, where the sample can carry one. Off unless asked for.
    pub model: Option<SmallAreaModel>,
}

/// A model that borrows strength for communes with few answers or none.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct SmallAreaModel {
    /// Ids of columns known of every commune that go with the answer.
    pub covariates: Vec<String>,
}

fn higher_is_worse() -> Direction {
    Direction::HigherIsWorse
}

/// One chart or map of the folder `figures`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Figure {
    /// Short name, `snake_case`; the name of its files.
    pub id: String,
    pub title: OneOrTwo,
    pub kind: FigureKind,
    /// Id of the input it shows.
    pub input: String,
    /// Of a survey: code of the question. Of a map: id of the column. Of deaths by year: the area
    /// whose share of all deaths is drawn.
    #[serde(default)]
    pub question: String,
    /// Lines of a battery that are shown; all when empty.
    #[serde(default)]
    pub items: Vec<String>,
    /// Choices that are shown, in this order; all when empty.
    #[serde(default)]
    pub answers: Vec<String>,
    /// Of diverging bars: the choices left and right of the line; the others stand apart.
    #[serde(default)]
    pub worse: Vec<String>,
    #[serde(default)]
    pub better: Vec<String>,
    /// Up to two groupings: zone, region, cercle, commune, sexe, age, milieu, or the code of a
    /// question. Everybody together when empty.
    #[serde(default)]
    pub by: Vec<String>,
    /// share, share_of_answers, mean, top_two, median, first_choice, mean_rank, borda; what suits
    /// the question when absent.
    pub statistic: Option<String>,
    /// Of ranked panels: how many lines.
    #[serde(default = "five")]
    pub top: usize,
    /// Id of printed results to show beside.
    pub printed: Option<String>,
    /// Of deaths by year: first and last day that count, `2018-07-31`.
    pub from: Option<String>,
    pub until: Option<String>,
    /// Said below.
    pub note: Option<OneOrTwo>,
}

fn five() -> usize {
    5
}

/// What a figure looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FigureKind {
    /// The map of a column for the whole country.
    Map,
    /// Grouped bars.
    Bars,
    /// Points with their intervals.
    Dots,
    /// Shares of a whole.
    Stacked,
    /// Answers for and against.
    Diverging,
    /// The first things of each group.
    Ranked,
    /// A coloured table.
    Heat,
    /// Studies by region.
    Coverage,
    /// Dated events along a line.
    Timeline,
    /// Deaths by year and region.
    Years,
}

/// The composite index, as a declared tree.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Risk {
    #[serde(default)]
    pub normalisation: crate::risk::Normalisation,
    #[serde(default)]
    pub aggregation: crate::risk::Aggregation,
    /// Share of the weight that must be there for an area to have an index, 0 to 1.
    #[serde(default = "half")]
    pub minimum_reliability: f64,
    pub dimension: Vec<RiskDimension>,
}

fn half() -> f64 {
    0.5
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct RiskDimension {
    pub id: String,
    pub label: OneOrTwo,
    #[serde(default = "one")]
    pub weight: f64,
    pub indicators: Vec<RiskIndicator>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct RiskIndicator {
    /// Id of the column.
    pub column: String,
    #[serde(default = "one")]
    pub weight: f64,
}

fn one() -> f64 {
    1.0
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Maps {
    /// Ids of the themes to draw; all that have data when empty.
    #[serde(default)]
    pub themes: Vec<String>,
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
        Ok(project)
    }

    /// The project with inputs of one kind alone.
    pub fn with_only(mut self, kind: InputKind) -> Project {
        self.input.retain(|i| i.kind == kind);
        self
    }

    fn check_ids(&self, shown: &str) -> Result<()> {
        let mut seen = Vec::new();
        let ids = self.input.iter().map(|i| ("input", &i.id)).chain(self.question.iter().map(|q| ("question", &q.id)));
        let ids = ids.chain(self.figure.iter().map(|f| ("figure", &f.id)));
        for (table, id) in ids.chain(self.risk.iter().flat_map(|r| r.dimension.iter().map(|d| ("risk.dimension", &d.id)))) {
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
}

fn broken(error: &toml::de::Error, source: &str, shown: &str) -> Error {
    let line = error.span().map_or(1, |span| line_of(source, span.start));
    let message = error.message();
    let quoted = source.lines().nth(line - 1).unwrap_or_default().trim();
    let french = toml_in_french(message);
    Error::usage(
        text!("`{shown}`, ligne {line} : {french}\n    {quoted}", "`{shown}`, line {line}: {message}\n    {quoted}"),
        Text::new(
            "Corrigez cette ligne ; `lakana init` écrit un fichier projet complet à partir de vos fichiers.",
            "Correct this line; `lakana init` writes a complete project file from your files.",
        ),
    )
}

fn line_of(source: &str, offset: usize) -> usize {
    source.as_bytes()[..offset.min(source.len())].iter().filter(|&&b| b == b'\n').count() + 1
}

/// One error for all unknown keys, each with the nearest key that exists.
fn unknown_keys(unknown: &[String], source: &str, shown: &str) -> Error {
    let known = known_keys();
    let mut text = Text::default();
    for path in unknown {
        let key = path.rsplit('.').next().unwrap_or(path);
        let line = source
            .lines()
            .position(|l| l.trim_start().trim_start_matches(['[', '"', '{']).trim_start().starts_with(key))
            .map_or(0, |i| i + 1);
        let nearest = known
            .iter()
            .map(|k| (strsim::jaro_winkler(k, key), k))
            // A key that is right elsewhere is no advice here.
            .filter(|(score, k)| *score > 0.75 && k.as_str() != key)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let (at_fr, at_en) = if line > 0 { (format!(", ligne {line}"), format!(", line {line}")) } else { Default::default() };
        text.fr += &format!("`{shown}`{at_fr} : clé inconnue `{path}`");
        text.en += &format!("`{shown}`{at_en}: unknown key `{path}`");
        if let Some((_, k)) = nearest {
            text.fr += &format!(" ; vouliez-vous dire `{k}` ?");
            text.en += &format!("; did you mean `{k}`?");
        }
        text.fr.push('\n');
        text.en.push('\n');
    }
    let trimmed = Text::new(text.fr.trim_end(), text.en.trim_end());
    Error::usage(
        trimmed,
        Text::new(
            "Corrigez ou retirez ces clés ; rien n'a été lu ni écrit.",
            "Correct or remove these keys; nothing was read or written.",
        ),
    )
}

/// Every key the project file knows, at any depth.
fn known_keys() -> Vec<String> {
    fn collect(value: &serde_json::Value, keys: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(map) => {
                for (name, inner) in map {
                    if name == "properties"
                        && let Some(properties) = inner.as_object()
                    {
                        keys.extend(properties.keys().cloned());
                    }
                    collect(inner, keys);
                }
            }
            serde_json::Value::Array(items) => items.iter().for_each(|v| collect(v, keys)),
            _ => {}
        }
    }
    let mut keys = Vec::new();
    collect(&json_schema(), &mut keys);
    keys.sort();
    keys.dedup();
    keys
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
