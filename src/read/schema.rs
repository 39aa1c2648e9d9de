//! What the columns of known sources mean. A schema is data: one file in `data/schemas/`, one
//! line in the list below.
//!
//! Canonical fields, the ones record readers ask for:
//!
//! | kind | fields |
//! |---|---|
//! | all | `region`, `cercle`, `commune`, `code`, `country` |
//! | facilities | `id`, `name`, `type`, `status`, `longitude`, `latitude`, `date` (of opening) |
//! | incidents | `id`, `date` or `year`, `month`, `day`, `date_precision`; `longitude`, `latitude`, or `mgrs`, or `easting`, `northing`, `utm_zone`; `precision`, `locality`, `kind`, `device`, `activation`, `actor`, `other_actor`, `killed`, `killed_low`, `killed_high`, `injured`, `victims` (all together), `killed_GROUP`, `injured_GROUP`, `affected_GROUP` (`civilian`, `forces`, `humanitarian`, `female`, `male`, `child`, `adult`) |
//! | victims | `incident` (id of the accident), `id`, `outcome`, `status`, `sex`, `age`, `activation` |
//! | population | `level`, `population`, `sex`, `age`, `date` |
//! | displaced | `individuals`, `households`, `date` |
//! | food_security | `phase1` … `phase5`, `date` |
//! | survey | `zone`, `wave`, `sex`, `age_group`, `milieu`, `weight`, `strata`, `cluster`, `population_size` (clusters in the stratum's population) |
//! | towns | `name`, `longitude`, `latitude`, `population`, `rank` |
//! | results | `wave`, `question`, `kind`, `item`, `choice`, `breakdown`, `group`, `stat`, `n`, `value`, `lower`, `upper`, `qualifier`, `part_of`, `subject`, `section`, `label_fr`, `label_en` |
//! | studies | `study`, `source`, `part_of`, `method`, `n`, `women`, `men`, `printed`, `units`, `places`, `from`, `to`, `section`, `label_fr`, `label_en` |
//! | timeline | `start`, `end`, `reading`, `section`, `label_fr`, `label_en` |
//! | localities | `name`, `longitude`, `latitude`, `first_wave` |
//! | unit_sets | `set`, `zone`, `unit`, `section` |
//! | mentions | `wave`, `question`, `printed_code`, `place`, `subject`, `text` |
//! | facts | `series`, `group`, `value`, `unit`, `qualifier`, `start`, `end`, `partial`, `times`, `section`, `label_fr`, `label_en` |

use super::parse::numbers;
use super::parse::words::fold;
use super::table::{Row, Table};
use crate::base::{Error, Result, Text};
use crate::text;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

/// What the records of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Population,
    Facilities,
    Incidents,
    /// People hit by accidents that stand in a table of their own.
    Victims,
    Displaced,
    FoodSecurity,
    Survey,
    Towns,
    /// Rivers and lakes.
    Waters,
    /// Numbers of a survey as a report prints them.
    Results,
    /// Samples that a report says it rests on.
    Studies,
    /// Dated steps of a project.
    Timeline,
    /// Places where a survey was held.
    Localities,
    /// Lists of administrative units that a report works with.
    UnitSets,
    /// Places where a report speaks of a question.
    Mentions,
    /// Other numbers a report prints.
    Facts,
    /// Known, but nothing this program computes with.
    Context,
}

/// The field of a survey that many columns give: replicate weights, named with `*` for their number.
pub const REPLICATE_WEIGHTS: &str = "replicate_weights";

impl Kind {
    /// As the project file writes it.
    pub fn id(self) -> &'static str {
        match self {
            Kind::Population => "population",
            Kind::Facilities => "facilities",
            Kind::Incidents => "incidents",
            Kind::Victims => "victims",
            Kind::Displaced => "displaced",
            Kind::FoodSecurity => "food_security",
            Kind::Survey => "survey",
            Kind::Towns => "towns",
            Kind::Waters => "waters",
            Kind::Results => "results",
            Kind::Studies => "studies",
            Kind::Timeline => "timeline",
            Kind::Localities => "localities",
            Kind::UnitSets => "unit_sets",
            Kind::Mentions => "mentions",
            Kind::Facts => "facts",
            Kind::Context => "context",
        }
    }

    /// The fields its readers ask for.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Kind::Population => &["code", "level", "region", "cercle", "commune", "country", "date", "sex", "age", "population"],
            Kind::Facilities => &[
                "id",
                "name",
                "type",
                "status",
                "capacity",
                "code",
                "region",
                "cercle",
                "commune",
                "country",
                "longitude",
                "latitude",
                "date",
            ],
            Kind::Incidents => &INCIDENT_FIELDS,
            Kind::Victims => &["incident", "id", "outcome", "status", "sex", "age", "activation"],
            Kind::Displaced => &["code", "level", "region", "cercle", "commune", "country", "date", "individuals", "households"],
            Kind::FoodSecurity => &[
                "code", "level", "region", "cercle", "commune", "country", "date", "phase1", "phase2", "phase3", "phase4",
                "phase5",
            ],
            Kind::Survey => &[
                "code",
                "region",
                "cercle",
                "commune",
                "country",
                "zone",
                "wave",
                "sex",
                "age_group",
                "milieu",
                "weight",
                "strata",
                "cluster",
                "population_size",
                REPLICATE_WEIGHTS,
            ],
            Kind::Towns => &["id", "name", "country", "longitude", "latitude", "population", "rank"],
            Kind::Results => &[
                "wave",
                "question",
                "kind",
                "item",
                "choice",
                "breakdown",
                "group",
                "stat",
                "n",
                "value",
                "lower",
                "upper",
                "qualifier",
                "part_of",
                "subject",
                "section",
                "label_fr",
                "label_en",
            ],
            Kind::Studies => &[
                "study", "source", "part_of", "method", "n", "women", "men", "printed", "units", "places", "from", "to",
                "section", "label_fr", "label_en",
            ],
            Kind::Timeline => &["start", "end", "reading", "section", "label_fr", "label_en"],
            Kind::Localities => {
                &["name", "code", "region", "cercle", "commune", "country", "longitude", "latitude", "first_wave"]
            }
            Kind::UnitSets => &["set", "zone", "unit", "section"],
            Kind::Mentions => &["wave", "question", "printed_code", "place", "subject", "text"],
            Kind::Facts => &[
                "series",
                "group",
                "value",
                "unit",
                "qualifier",
                "start",
                "end",
                "partial",
                "times",
                "section",
                "label_fr",
                "label_en",
            ],
            // Read by their shapes.
            Kind::Waters | Kind::Context => &[],
        }
    }
}

/// The fields of incidents; `killed_…`, `injured_…` and `affected_…` are numbers of one group of victims.
const INCIDENT_FIELDS: [&str; 50] = [
    "id",
    "date",
    "date_precision",
    "year",
    "month",
    "day",
    "code",
    "region",
    "cercle",
    "commune",
    "country",
    "locality",
    "longitude",
    "latitude",
    "mgrs",
    "easting",
    "northing",
    "utm_zone",
    "precision",
    "kind",
    "device",
    "activation",
    "actor",
    "other_actor",
    "killed",
    "killed_low",
    "killed_high",
    "injured",
    "victims",
    "killed_civilian",
    "killed_forces",
    "killed_humanitarian",
    "killed_female",
    "killed_male",
    "killed_child",
    "killed_adult",
    "injured_civilian",
    "injured_forces",
    "injured_humanitarian",
    "injured_female",
    "injured_male",
    "injured_child",
    "injured_adult",
    "affected_civilian",
    "affected_forces",
    "affected_humanitarian",
    "affected_female",
    "affected_male",
    "affected_child",
    "affected_adult",
];

/// One known layout.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    pub id: String,
    pub title: Text,
    /// Who makes files of this layout, as maps name them; `None` where anybody does.
    #[serde(default)]
    pub credit: Option<Text>,
    pub kind: Kind,
    /// Sets of column names; a table that has all of one set is of this layout.
    #[serde(default)]
    pub signature: Vec<Vec<String>>,
    /// The columns of a file that comes without a header, in order.
    #[serde(default)]
    pub layout: Vec<String>,
    /// Columns of `layout` that hold numbers; together with the width this recognises the file.
    #[serde(default)]
    pub layout_numbers: Vec<String>,
    /// Canonical field → column names it may have, best first.
    #[serde(default)]
    pub fields: BTreeMap<String, Vec<String>>,
    /// Canonical field → word in the file → canonical value. Words compare folded.
    #[serde(default)]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// Canonical field → value that holds for every row.
    #[serde(default)]
    pub constants: BTreeMap<String, String>,
    /// Column → value: only such rows are read.
    #[serde(default, rename = "where")]
    pub filter: BTreeMap<String, String>,
    /// Words that mean "nothing here" besides the empty cell.
    #[serde(default)]
    pub missing: Vec<String>,
    /// Canonical field → part of a text known to be spoiled → what it was.
    #[serde(default)]
    pub rewrites: BTreeMap<String, BTreeMap<String, String>>,
    /// Column → least and greatest value that can be true.
    #[serde(default)]
    pub limits: BTreeMap<String, [f64; 2]>,
    /// The codes are of another scheme than the P-codes of boundary files: never used to find a place.
    #[serde(default)]
    pub foreign_codes: bool,
    /// Positions are only as good as the finest place name beside them.
    #[serde(default)]
    pub precision_from_names: bool,
    /// Recognised only where the table has no column beyond its fields.
    #[serde(default)]
    pub nothing_else: bool,
    /// For incidents and victims: the vocabulary of `data/incident-classes` that its words stand in; the
    /// one of its own id when absent.
    #[serde(default)]
    pub classes: Option<String>,
    /// For [`Kind::Context`]: why it is not used.
    #[serde(default)]
    pub reason: Option<Text>,
}

macro_rules! embedded {
    ($($id:literal),* $(,)?) => {
        [$(($id, include_str!(concat!("../../data/schemas/", $id, ".toml")))),*]
    };
}

/// Every schema the program ships with. One line adds one.
const FILES: [(&str, &str); 39] = embedded![
    "acled",
    "acled-old",
    "awsd",
    "cadre-harmonise",
    "geonames",
    "glofas-stations",
    "ibf-population",
    "imsma-accidents",
    "imsma-victims",
    "incident-sheet",
    "iom-dtm",
    "kobo",
    "lakana-displaced",
    "lakana-facilities",
    "lakana-facts",
    "lakana-food-security",
    "lakana-incidents",
    "lakana-localities",
    "lakana-mentions",
    "lakana-population",
    "lakana-results",
    "lakana-studies",
    "lakana-survey",
    "lakana-timeline",
    "lakana-towns",
    "lakana-unit-sets",
    "mali-unit-list",
    "natural-earth-borders",
    "natural-earth-countries",
    "natural-earth-places",
    "natural-earth-waters",
    "osm-points",
    "ourairports",
    "point-list",
    "ucdp-ged",
    "unicef-mali",
    "who-kwtrp",
    "wpdx",
    "xlsform",
];

impl Schema {
    /// All schemas, in the order of their ids.
    pub fn all() -> &'static [Schema] {
        static ALL: OnceLock<Vec<Schema>> = OnceLock::new();
        ALL.get_or_init(|| {
            let parse = |(_, text): &(&str, &str)| toml::from_str(text).expect("embedded schemas parse: a test reads them all");
            FILES.iter().map(parse).collect()
        })
    }

    /// By id. Errors with the ids that exist.
    pub fn named(id: &str) -> Result<&'static Schema> {
        Self::all().iter().find(|s| s.id == id).ok_or_else(|| {
            let known =
                Self::all().iter().filter(|s| s.kind != Kind::Context).map(|s| s.id.as_str()).collect::<Vec<_>>().join(", ");
            Error::usage(
                text!("schéma inconnu : « {id} »", "unknown schema: `{id}`"),
                text!("Schémas connus : {known}.", "Known schemas: {known}."),
            )
        })
    }

    /// The schema whose signature the table fits; the one that asks for most columns if several do.
    pub fn recognised(table: &Table) -> Option<&'static Schema> {
        Self::recognised_among(table, |_| true)
    }

    /// As [`recognised`](Self::recognised), for tables known to be of one kind.
    pub fn recognised_as(table: &Table, kind: Kind) -> Option<&'static Schema> {
        Self::recognised_among(table, |schema| schema.kind == kind)
    }

    fn recognised_among(table: &Table, eligible: impl Fn(&Schema) -> bool) -> Option<&'static Schema> {
        // The first of equals, so that the order of the list decides.
        Self::all().iter().filter(|s| eligible(s)).rev().max_by_key(|s| s.fit(table)).filter(|s| s.fit(table) > 0)
    }

    /// How many columns of its fullest matching signature the table has; 0 when it is another layout.
    fn fit(&self, table: &Table) -> usize {
        if !self.layout.is_empty() {
            return if table.assumed.headerless && table.header == self.layout { self.layout.len() } else { 0 };
        }
        let known = |header: &String| self.fields.values().flatten().any(|name| fold(name) == fold(header));
        if self.nothing_else && !table.header.iter().all(known) {
            return 0;
        }
        let complete = |set: &&Vec<String>| set.iter().all(|name| table.column(name).is_some());
        self.signature.iter().filter(complete).map(Vec::len).max().unwrap_or(0)
    }

    /// The words of one field, by [`word_key`], with their canonical values. Empty when the
    /// field has no vocabulary.
    pub fn vocabulary(&self, field: &str) -> HashMap<String, &str> {
        self.values.get(field).into_iter().flatten().map(|(word, value)| (word_key(word), value.as_str())).collect()
    }
}

/// What two spellings of one word have in common. Codes come as "5.0" out of some programs.
pub fn word_key(word: &str) -> String {
    fold(word.strip_suffix(".0").unwrap_or(word))
}

/// Column names for a file without a header line: the layout whose width and numeric columns
/// the first row has.
pub(super) fn layout_without_header(rows: &[Row]) -> Option<&'static [String]> {
    let cells = &rows.first()?.cells;
    let fits = |schema: &&Schema| {
        let numeric = |name: &String| {
            schema.layout.iter().position(|n| n == name).and_then(|i| cells.get(i)).is_some_and(|c| numbers::decimal(c).is_some())
        };
        !schema.layout.is_empty() && cells.len() == schema.layout.len() && schema.layout_numbers.iter().all(numeric)
    };
    Schema::all().iter().find(fits).map(|schema| schema.layout.as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_parses_and_is_listed_under_its_id_in_order() {
        let ids: Vec<&str> = Schema::all().iter().map(|s| s.id.as_str()).collect();
        assert_eq!(ids, FILES.map(|f| f.0));
        assert!(ids.is_sorted());
    }

    #[test]
    fn schemas_name_only_fields_that_readers_ask_for() {
        for schema in Schema::all() {
            let known = schema.kind.fields();
            for field in
                schema.fields.keys().chain(schema.constants.keys()).chain(schema.values.keys()).chain(schema.rewrites.keys())
            {
                assert!(known.contains(&field.as_str()), "{}: {field}", schema.id);
            }
            assert!(!schema.title.fr.is_empty() && !schema.title.en.is_empty(), "{}", schema.id);
            assert!(!schema.signature.is_empty() || !schema.layout.is_empty(), "{} can never be recognised", schema.id);
            assert_eq!(schema.kind == Kind::Context, schema.reason.is_some(), "{}", schema.id);
        }
    }

    #[test]
    fn every_schema_file_is_in_the_list() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/schemas");
        let files =
            std::fs::read_dir(folder).unwrap().flatten().filter(|f| f.path().extension().is_some_and(|e| e == "toml")).count();
        assert_eq!(files, FILES.len());
    }

    #[test]
    fn words_compare_without_case_accents_or_blanks() {
        let precisions = Schema::named("lakana-incidents").unwrap().vocabulary("precision");
        assert_eq!(precisions.get(&word_key("PRES ")), Some(&"near_place"));
        assert_eq!(precisions.get(&word_key("no such thing")), None);
        assert_eq!(word_key("5.0"), word_key(" 5"));
        assert!(Schema::named("awsdd").unwrap_err().hint.fr.contains("awsd"));
    }
}
