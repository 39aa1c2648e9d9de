//! A theme is what one kind of map shows, as data: one file in `maps/themes/` and one line in
//! the list below.

use super::breaks::Method;
use super::form::Form;
use crate::base::{Error, Result, Text, fits};
use crate::layers::layer::{GeometryKind, Layer};
use crate::text;
use serde::Deserialize;

const THEMES: &[&str] = &[
    include_str!("../../maps/themes/risk.toml"),
    include_str!("../../maps/themes/risk_certainty.toml"),
    include_str!("../../maps/themes/risk_dimensions.toml"),
    include_str!("../../maps/themes/risk_priority.toml"),
    include_str!("../../maps/themes/risk_alpha.toml"),
    include_str!("../../maps/themes/risk_tiles.toml"),
    include_str!("../../maps/themes/reliability.toml"),
    include_str!("../../maps/themes/incidents.toml"),
    include_str!("../../maps/themes/incidents_smoothed.toml"),
    include_str!("../../maps/themes/incidents_by_year.toml"),
    include_str!("../../maps/themes/explosive_by_year.toml"),
    include_str!("../../maps/themes/incidents_change.toml"),
    include_str!("../../maps/themes/incidents_yearly.toml"),
    include_str!("../../maps/themes/deaths.toml"),
    include_str!("../../maps/themes/deaths_rate.toml"),
    include_str!("../../maps/themes/hotspots.toml"),
    include_str!("../../maps/themes/hotspots_significance.toml"),
    include_str!("../../maps/themes/scan_clusters.toml"),
    include_str!("../../maps/themes/events.toml"),
    include_str!("../../maps/themes/incidents_gathered.toml"),
    include_str!("../../maps/themes/incidents_heat.toml"),
    include_str!("../../maps/themes/road_segments.toml"),
    include_str!("../../maps/themes/services.toml"),
    include_str!("../../maps/themes/beyond.toml"),
    include_str!("../../maps/themes/travel_time.toml"),
    include_str!("../../maps/themes/facilities.toml"),
    include_str!("../../maps/themes/closures.toml"),
    include_str!("../../maps/themes/survey.toml"),
    include_str!("../../maps/themes/survey_model.toml"),
    include_str!("../../maps/themes/need.toml"),
    include_str!("../../maps/themes/coverage.toml"),
    include_str!("../../maps/themes/localities.toml"),
    include_str!("../../maps/themes/displaced.toml"),
    include_str!("../../maps/themes/population.toml"),
    include_str!("../../maps/themes/population_dots.toml"),
    include_str!("../../maps/themes/displaced_dots.toml"),
    include_str!("../../maps/themes/food_security.toml"),
    include_str!("../../maps/themes/reference.toml"),
];

/// Fields that say something about another field, not about an area.
pub const COMPANIONS: [&str; 7] = ["_n", "_lower", "_upper", "_missing", "_stands_at", "_score", "_treated"];

/// What one kind of map shows. Texts may hold `{region}`, `{label}`, `{unit}`,
/// `{in_unit}` ("en %") and `{date}`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Stable id; the file name of the map.
    pub id: String,
    /// Name of the layer of areas, of lines or of points that is coloured.
    pub layer: String,
    /// Field ids; `*` stands for any letters, and gives one map for each field it finds.
    pub fields: Vec<String>,
    /// Those of them that are not drawn; `*` as above.
    #[serde(default)]
    pub except: Vec<String>,
    #[serde(default = "one_class")]
    pub classes: Method,
    /// How it is drawn; classes where absent.
    #[serde(default)]
    pub form: Form,
    /// Shown for the whole country only: a region alone would be one colour.
    #[serde(default)]
    pub country_only: bool,
    /// Drawn only when a project asks for it.
    #[serde(default)]
    pub on_request: bool,
    /// Names of the classes, where they have any: "très faible".
    #[serde(default)]
    pub class_names: Vec<Text>,
    /// What the values of the field are positions of, most frequent first: each a class of its own, without order.
    #[serde(default)]
    pub categories: Vec<Text>,
    /// Points are circles as large as their value, not dots in the colour of its class.
    #[serde(default)]
    pub sizes: bool,
    /// The areas are a frame around lines or points: their outline is no border.
    #[serde(default)]
    pub frame: bool,
    /// What lines or points are called, several of them.
    pub counted: Option<Text>,
    /// Palette id; by the direction of the column where absent.
    pub palette: Option<String>,
    /// Areas of which another field says too little are hatched, not coloured.
    pub hatch: Option<Hatch>,
    /// Id of a theme with which this one is drawn, where it would else be drawn only on request.
    pub with: Option<String>,
    /// The legend is a square: the nine classes are two things in three steps each.
    pub square: Option<SquareWords>,
    /// Other layers drawn over the areas.
    #[serde(default)]
    pub overlays: Vec<String>,
    /// A layer of events drawn as circles, one for each place.
    pub circles: Option<Circles>,
    /// Writes the value under each name.
    #[serde(default)]
    pub write_values: bool,
    pub title: Text,
    pub subtitle: Text,
    /// Heading of the legend.
    pub legend: Text,
    #[serde(default)]
    pub notes: Vec<Text>,
    /// What the map says when no area in sight has a value.
    pub empty: Text,
}

/// For maps that are not about classes.
fn one_class() -> Method {
    Method::Equal { count: 1 }
}

/// Where areas are hatched although they have a value.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hatch {
    /// In percent.
    pub field: String,
    /// Below this, percent too.
    pub below: f64,
    /// What the legend says of them; `{share}` is the bound.
    pub label: Text,
}

/// What a square legend says of its two sides.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SquareWords {
    /// What rises to the right.
    pub across: Text,
    /// What rises upwards.
    pub up: Text,
}

/// Events as circles whose area is their number.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Circles {
    pub layer: String,
    pub label: Text,
    /// Only features where this field is 1; all of them when absent.
    pub only: Option<String>,
    /// Only features of the year in which the id of the theme's field ends: `incidents_in_2018`.
    #[serde(default)]
    pub of_year: bool,
    /// Only features with one of these values in the field `precision` are points.
    pub precise: Vec<String>,
    /// Those of them that stand only near the place that is drawn.
    #[serde(default)]
    pub approximate: Vec<String>,
}

impl Theme {
    /// The themes that ship with the program, in the order of the list.
    pub fn all() -> Result<Vec<Theme>> {
        THEMES.iter().map(|source| Theme::parse(source)).collect()
    }

    /// Reads one theme file.
    pub fn parse(source: &str) -> Result<Theme> {
        toml::from_str(source).map_err(|cause| {
            let cause = cause.to_string();
            Error::usage(
                text!("un thème de carte ne peut pas être lu : {cause}", "a map theme cannot be read: {cause}"),
                Text::new(
                    "Comparez avec les thèmes du dossier maps/themes.",
                    "Compare with the themes in the folder maps/themes.",
                ),
            )
        })
    }

    /// The fields of `layer` that the theme draws, in the order of the layer. None when the
    /// layer is another one.
    pub fn fields_in<'a>(&self, layer: &'a Layer) -> Vec<&'a str> {
        if layer.name != self.layer {
            return Vec::new();
        }
        match &self.form {
            // Records are never dots that seem to be people.
            form if *form != Form::Classes && layer.geometry != GeometryKind::Polygon => return Vec::new(),
            Form::Fade(fade) if layer.field(&fade.field).is_none() => return Vec::new(),
            // The code: every area has one.
            Form::Reference => {
                return layer
                    .fields
                    .iter()
                    .map(|f| f.id.as_str())
                    .find(|id| self.fields.iter().any(|f| f == id))
                    .into_iter()
                    .collect();
            }
            _ => {}
        }
        let is_companion =
            |id: &str| COMPANIONS.iter().any(|tail| id.strip_suffix(tail).is_some_and(|base| layer.field(base).is_some()));
        let listed = |patterns: &[String], id: &str| patterns.iter().any(|pattern| fits(pattern, id));
        let wanted = |id: &str| listed(&self.fields, id) && !listed(&self.except, id) && !is_companion(id);
        layer.fields.iter().filter(|f| f.kind.is_number() && wanted(&f.id)).map(|f| f.id.as_str()).collect()
    }

    /// Whether it is drawn on sheets alone: styles of other programs and the page know classes only.
    pub fn only_on_sheets(&self) -> bool {
        self.form != Form::Classes
    }

    /// Whether it gives a map for each year.
    pub fn is_by_year(&self) -> bool {
        self.circles.as_ref().is_some_and(|circles| circles.of_year)
    }

    /// File name without extension: `THEME`, or `THEME-ID` for a theme with patterns. What a
    /// field's id repeats of the theme's is said once.
    pub fn stem(&self, field: &str) -> String {
        if self.fields.iter().all(|f| !f.contains('*')) && self.fields.len() == 1 {
            return self.id.clone();
        }
        format!("{}-{}", self.id, field.strip_prefix(&format!("{}_", self.id)).unwrap_or(field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::palette::Palette;

    #[test]
    fn shipped_themes_are_whole() {
        let themes = Theme::all().unwrap();
        let mut ids: Vec<_> = themes.iter().map(|t| t.id.as_str()).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), THEMES.len());
        for theme in &themes {
            let texts = [&theme.title, &theme.subtitle, &theme.legend, &theme.empty];
            for text in texts.into_iter().chain(&theme.notes).chain(&theme.class_names) {
                assert!(!text.fr.is_empty() && !text.en.is_empty(), "{}", theme.id);
            }
            if let Some(palette) = &theme.palette {
                Palette::named(palette).unwrap();
            }
            if let Method::Manual { bounds } = &theme.classes {
                assert!(theme.class_names.is_empty() || theme.class_names.len() == bounds.len() - 1, "{}", theme.id);
            }
        }
    }

    #[test]
    fn fields_are_those_wanted_without_companions_and_exceptions() {
        use crate::base::{FieldKind, Text};
        use crate::layers::layer::{Field, GeometryKind};
        let field = |id: &str, kind| Field {
            id: id.into(),
            label: Text::default(),
            unit: Text::default(),
            kind,
            decimals: 0,
            domain: None,
            indicative: false,
        };
        let ids = [
            "risk_index",
            "risk_threat",
            "risk_threat_n",
            "risk_services",
            "risk_doubt_gaps",
            "risk_doubt_gaps_alone",
            "risk_in_class_1",
            "risk_reliability_age",
            "risk_reliability",
        ];
        let fields = std::iter::once(field("code", FieldKind::Text)).chain(ids.map(|id| field(id, FieldKind::Real))).collect();
        let layer = Layer {
            name: "communes".into(),
            title: Text::default(),
            geometry: GeometryKind::Polygon,
            level: None,
            fields,
            features: Vec::new(),
            styles: Vec::new(),
            credits: Vec::new(),
            synthetic: false,
        };
        let themes = Theme::all().unwrap();
        let drawn = |id: &str| themes.iter().find(|t| t.id == id).unwrap().fields_in(&layer);
        assert_eq!(drawn("risk_dimensions"), ["risk_threat", "risk_services"]);
        assert_eq!(drawn("reference"), ["code"]);
        assert!(drawn("risk_alpha").is_empty(), "there is nothing to fade by");
    }

    #[test]
    fn files_are_named_after_theme_and_field() {
        let themes = Theme::all().unwrap();
        let stem = |id: &str, field: &str| themes.iter().find(|t| t.id == id).unwrap().stem(field);
        assert_eq!(stem("risk", "risk_index"), "risk");
        assert_eq!(stem("services", "health_within_5km"), "services-health_within_5km");
        assert_eq!(stem("beyond", "health_beyond_5km"), "beyond-health_beyond_5km");
        assert_eq!(stem("survey", "survey_victim"), "survey-victim");
    }
}
