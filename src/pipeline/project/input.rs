//! One input file of a project, and how its rows were gathered.

use super::{OneOrTwo, ReplicateWeights};
use crate::base::Text;
use crate::read::parse::dates::DayOrder;
use crate::read::raster::RasterUnit;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The files above a table of a survey, the nearest first.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Parents {
    One(PathBuf),
    Several(Vec<PathBuf>),
}

impl Default for Parents {
    fn default() -> Self {
        Parents::Several(Vec::new())
    }
}

impl Parents {
    pub fn paths(&self) -> &[PathBuf] {
        match self {
            Parents::One(path) => std::slice::from_ref(path),
            Parents::Several(paths) => paths,
        }
    }
}

/// What an input file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InputKind {
    Population,
    /// People as a raster, per cell or per km².
    PopulationRaster,
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
    /// Rivers (lines) and lakes (surfaces), drawn on maps.
    Waters,
}

impl InputKind {
    pub fn label(self) -> Text {
        match self {
            InputKind::Population => Text::same("population"),
            InputKind::PopulationRaster => Text::new("population (raster)", "population (raster)"),
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
            InputKind::Waters => Text::new("eaux", "waters"),
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
    /// The day, month or year of which the data speak, for the reliability of the index: "2018-07-31", "2018"; the last date of the
    /// records when absent.
    pub date: Option<String>,
    /// Which number stands first in dates like 03/04/2018; told by the file itself when absent.
    pub date_order: Option<DateOrder>,
    /// Of incidents: the table of their victims, one row per person, joined by the accident's id.
    pub victims: Option<PathBuf>,
    /// Of a raster of people, where it is required: whether its numbers are per cell (`count`) or per km² (`density`).
    pub unit: Option<RasterUnit>,
    /// Of a raster: the band, the first is 1.
    pub band: Option<usize>,
    /// Of a raster: the number that means "missing", over the one the file declares.
    pub nodata: Option<f64>,
    /// Of a survey: the round these answers are from, as its questions name it: "Q2".
    #[serde(default)]
    pub wave: String,
    /// Of a survey or printed results: what was asked, as question dictionary (TOML, CSV) or XLSForm.
    pub questions: Option<PathBuf>,
    /// Of a survey whose rows belong to rows of another file, as persons to households: that file; of a
    /// repeat within a repeat, a list of the files above it, the nearest first.
    #[serde(default)]
    pub parent: Parents,
    /// Of a survey: how respondents were found.
    #[serde(default)]
    pub sample: Sample,
    /// Of a survey: what a stratum with one cluster counts in variances.
    #[serde(default)]
    pub lonely_cluster: LonelyCluster,
    /// Of a survey: how variances are computed.
    #[serde(default)]
    pub variance: VarianceBy,
    /// Of a survey: how much weight the other half keeps in balanced replicates, from 0 to less than
    /// 1 (Fay's rho).
    #[serde(default)]
    pub fay_rho: f64,
    /// Of a survey: replicate weights that its file brings; they go before `variance`.
    pub replicates: Option<ReplicateWeights>,
    /// Of a survey: known numbers of people that the weights are brought in line with; one for
    /// post-stratification, several for raking.
    #[serde(default)]
    pub calibrate: Vec<KnownPeople>,
}

/// Which number stands first in `03/04/2018`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 3 April 2018.
    DayFirst,
    /// 4 March 2018.
    MonthFirst,
}

impl From<DateOrder> for DayOrder {
    fn from(order: DateOrder) -> DayOrder {
        match order {
            DateOrder::DayFirst => DayOrder::DayFirst,
            DateOrder::MonthFirst => DayOrder::MonthFirst,
        }
    }
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

/// How variances are computed.
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
    /// An input of which nothing but its kind and file is said.
    pub fn of_file(id: &str, kind: InputKind, file: &Path) -> Input {
        let bare: Result<Input, _> = toml::from_str("id = \"\"\nkind = \"roads\"\nfile = \"\"\n");
        let bare = bare.expect("an input needs no more than id, kind and file");
        Input { id: id.to_owned(), kind, file: file.to_path_buf(), ..bare }
    }

    pub fn label_text(&self) -> Text {
        self.label.as_ref().map_or_else(|| Text::same(&self.id), OneOrTwo::text)
    }

    pub fn credit_text(&self) -> Text {
        self.credit.as_ref().map_or_else(|| Text::same(&self.id), OneOrTwo::text)
    }
}
