//! The composite index, as a declared tree.

use super::OneOrTwo;
use crate::base::{Case, Direction, Problem, Text, fits};
use crate::carto::theme::Hatch;
use crate::carto::words::words;
use crate::risk::{Aggregation, Draws, Gaps, Indicator, Node, Normalisation, Treatment, Tree};
use schemars::JsonSchema;
use serde::Deserialize;

/// The composite index, as a declared tree. What is not said is taken from the preset, if one is named.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Risk {
    /// A tree that ships with the program, for what this table does not say.
    pub preset: Option<Preset>,
    /// Of indicators that do not say their own; min_max when absent.
    pub normalisation: Option<Normalisation>,
    /// Of the dimensions, and of every node that does not say its own; arithmetic when absent.
    pub aggregation: Option<Aggregation>,
    /// Share of the weight that must be there for an area to have an index, 0 to 1; one half when absent.
    pub minimum_reliability: Option<f64>,
    /// Bounds of the five classes; 0, 2, 4, 6, 8, 10 when absent.
    pub classes: Option<[f64; 6]>,
    /// Share, 0 to 1, below which an area is hatched on the map of the index, not coloured; 0.5 is a good start.
    /// Nothing is hatched when absent.
    pub hatch_below: Option<f64>,
    /// What that share is of: reliability when absent.
    #[serde(default)]
    pub hatch_by: HatchBy,
    /// Years in which data lose half their worth for the reliability; 5 when absent.
    pub half_life_years: Option<f64>,
    /// Day as of which the age of data is counted: "2018-12-31"; the date of the run when absent.
    pub as_of: Option<String>,
    /// How sure scores and ranks are.
    #[serde(default)]
    pub uncertainty: Uncertainty,
    /// Replace those of the preset where there are any.
    #[serde(default)]
    pub dimension: Vec<RiskNode>,
}

/// What is drawn anew, many times over, to see how sure scores and ranks are.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Uncertainty {
    /// How many draws; 0 for none.
    pub draws: usize,
    pub seed: u64,
    /// How close drawn weights stay to those given: the larger, the closer.
    pub weight_concentration: f64,
    /// Normalisations to choose from beside those given.
    pub normalisations: Vec<Normalisation>,
    /// Means to choose from beside those given.
    pub aggregations: Vec<Aggregation>,
}

impl Default for Uncertainty {
    fn default() -> Self {
        Uncertainty {
            draws: 1000,
            seed: 1,
            weight_concentration: 20.0,
            normalisations: vec![Normalisation::MinMax, Normalisation::Rank],
            aggregations: vec![Aggregation::Arithmetic, Aggregation::Geometric],
        }
    }
}

/// What decides whether an area is hatched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HatchBy {
    /// How far the data behind its index can be relied on.
    #[default]
    Reliability,
    /// In how many of the draws it is in the class that the map shows.
    ClassCertainty,
}

/// Bounds of the classes of the index where nobody gave others: those of the map's theme.
const CLASSES: [f64; 6] = [0.0, 2.0, 4.0, 6.0, 8.0, 10.0];

/// A tree that ships with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Hazard, vulnerability and lack of coping capacity, as INFORM brings them together.
    Inform,
    /// What the white paper on peace and security weighs: explosive threat, conflict, services, perceptions.
    WhitePaper,
    /// Everything there is, each indicator alike.
    Equal,
}

/// A dimension, or a component inside one.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct RiskNode {
    pub id: String,
    pub label: OneOrTwo,
    /// What it is for; said in the dictionary.
    pub purpose: Option<OneOrTwo>,
    #[serde(default = "one")]
    pub weight: f64,
    /// How its parts are brought together; as the whole index when absent.
    pub aggregation: Option<Aggregation>,
    #[serde(default)]
    pub indicators: Vec<RiskIndicator>,
    #[serde(default)]
    pub component: Vec<RiskNode>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct RiskIndicator {
    /// Id of the column, or a pattern that several fit: `*_within_5km`.
    pub column: String,
    #[serde(default = "one")]
    pub weight: f64,
    /// Which end is worse, where the column does not say or says otherwise.
    pub direction: Option<Direction>,
    /// What is done about outliers.
    #[serde(default)]
    pub treatment: Treatment,
    pub normalisation: Option<Normalisation>,
    /// Ends of the scale, for min_max: `[0, 500]`; the smallest and the largest value when absent.
    pub bounds: Option<(f64, f64)>,
    /// What stands in for missing values.
    #[serde(default)]
    pub missing: Gaps,
    /// Say nothing where the column is not there.
    #[serde(default)]
    pub optional: bool,
}

fn one() -> f64 {
    1.0
}

impl Preset {
    fn source(self) -> &'static str {
        match self {
            Preset::Inform => include_str!("../../../data/risk/inform.toml"),
            Preset::WhitePaper => include_str!("../../../data/risk/white-paper.toml"),
            Preset::Equal => include_str!("../../../data/risk/equal.toml"),
        }
    }

    fn risk(self) -> Risk {
        toml::from_str(self.source()).expect("a preset that ships is a whole table, which a test reads")
    }
}

impl Risk {
    /// The tree of a preset.
    pub fn of_preset(preset: Preset) -> Risk {
        Risk { preset: Some(preset), ..Risk::default() }
    }

    /// One dimension, [`ALL`](Self::ALL), of indicators that weigh alike: those where higher is worse, and those where it is better.
    pub fn of_fields(worse: &[String], better: &[String], treatment: Treatment, missing: Gaps) -> Risk {
        let directed = |direction| {
            move |column: &String| RiskIndicator {
                column: column.clone(),
                weight: 1.0,
                direction: Some(direction),
                treatment,
                normalisation: None,
                bounds: None,
                missing,
                optional: false,
            }
        };
        let worse = worse.iter().map(directed(Direction::HigherIsWorse));
        let better = better.iter().map(directed(Direction::HigherIsBetter));
        let all = RiskNode {
            id: Self::ALL.into(),
            label: OneOrTwo::Two(Text::new("Tous les indicateurs", "All indicators")),
            purpose: None,
            weight: 1.0,
            aggregation: None,
            indicators: worse.chain(better).collect(),
            component: Vec::new(),
        };
        Risk { dimension: vec![all], ..Risk::default() }
    }

    /// Which end of a column of a run is worse, by the trees that ship with the program; `None` for columns of other names.
    pub fn usual_direction(column: &str) -> Option<Direction> {
        fn below(node: &RiskNode, column: &str) -> Option<Direction> {
            let own = node.indicators.iter().find(|i| i.direction.is_some() && fits(&i.column, column));
            own.and_then(|i| i.direction).or_else(|| node.component.iter().find_map(|n| below(n, column)))
        }
        let presets = [Preset::Equal, Preset::Inform, Preset::WhitePaper];
        presets.into_iter().find_map(|preset| preset.risk().dimension.iter().find_map(|node| below(node, column)))
    }

    /// Id of the dimension that holds everything.
    pub const ALL: &str = "all";

    /// The table with everything that its preset says and it does not.
    fn completed(&self) -> Risk {
        let preset = self.preset.map(Preset::risk).unwrap_or_default();
        Risk {
            preset: self.preset,
            normalisation: self.normalisation.or(preset.normalisation),
            aggregation: self.aggregation.or(preset.aggregation),
            minimum_reliability: self.minimum_reliability.or(preset.minimum_reliability),
            classes: self.classes.or(preset.classes),
            hatch_below: self.hatch_below,
            hatch_by: self.hatch_by,
            half_life_years: self.half_life_years,
            as_of: self.as_of.clone(),
            uncertainty: self.uncertainty.clone(),
            dimension: if self.dimension.is_empty() { preset.dimension } else { self.dimension.clone() },
        }
    }

    pub fn tree(&self) -> Tree {
        let whole = self.completed();
        let aggregation = whole.aggregation.unwrap_or_default();
        let normalisation = whole.normalisation.unwrap_or_default();
        Tree {
            aggregation,
            minimum_reliability: whole.minimum_reliability.unwrap_or(0.5),
            draws: Draws {
                count: self.uncertainty.draws,
                seed: self.uncertainty.seed,
                concentration: self.uncertainty.weight_concentration.max(1e-6),
                normalisations: self.uncertainty.normalisations.clone(),
                aggregations: self.uncertainty.aggregations.clone(),
                classes: self.class_bounds().to_vec(),
            },
            nodes: whole.dimension.iter().map(|d| d.node(aggregation, normalisation)).collect(),
        }
    }

    /// Which areas are hatched on the map of the index, if any.
    pub fn hatch(&self) -> Option<Hatch> {
        let (field, label) = match self.hatch_by {
            HatchBy::Reliability => ("risk_reliability", &words().unreliable),
            HatchBy::ClassCertainty => ("risk_class_certainty", &words().unsure),
        };
        self.hatch_below.map(|share| Hatch { field: field.into(), below: 100.0 * share, label: label.clone() })
    }

    /// Hatching that asks for draws where there are none.
    pub fn hatch_problem(&self, file: &str) -> Option<Problem> {
        let asked = self.hatch_below.is_some() && self.hatch_by == HatchBy::ClassCertainty && self.uncertainty.draws == 0;
        let problem = Problem::warning(
            "hatch-without-draws",
            file,
            Text::new(
                "rien n'est hachuré : la certitude de la classe demande des tirages",
                "nothing is hatched: the certainty of the class needs draws",
            ),
            Text::new(
                "Donnez un nombre de tirages (draws), ou hachurez d'après reliability.",
                "Give a number of draws, or hatch by reliability.",
            ),
        );
        asked.then(|| problem.with(Case { row: None, field: Some("risk.hatch_by".into()), found: "class_certainty".into() }))
    }

    /// Bounds of the classes of the index.
    pub fn class_bounds(&self) -> [f64; 6] {
        self.completed().classes.unwrap_or(CLASSES)
    }

    /// Ids of all dimensions and components.
    pub fn node_ids(&self) -> Vec<&str> {
        self.dimension.iter().flat_map(RiskNode::ids).collect()
    }
}

impl RiskNode {
    fn ids(&self) -> Vec<&str> {
        std::iter::once(self.id.as_str()).chain(self.component.iter().flat_map(RiskNode::ids)).collect()
    }

    fn node(&self, above: Aggregation, normalisation: Normalisation) -> Node {
        let aggregation = self.aggregation.unwrap_or(above);
        Node {
            id: self.id.clone(),
            label: self.label.text(),
            purpose: self.purpose.as_ref().map_or_else(Text::default, OneOrTwo::text),
            weight: self.weight,
            aggregation,
            indicators: self.indicators.iter().map(|i| i.indicator(normalisation)).collect(),
            nodes: self.component.iter().map(|c| c.node(aggregation, normalisation)).collect(),
        }
    }
}

impl RiskIndicator {
    fn indicator(&self, normalisation: Normalisation) -> Indicator {
        Indicator {
            column: self.column.clone(),
            weight: self.weight,
            direction: self.direction,
            treatment: self.treatment,
            normalisation: self.normalisation.unwrap_or(normalisation),
            bounds: self.bounds,
            gaps: self.missing,
            optional: self.optional,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_are_whole_and_every_indicator_of_theirs_may_be_absent() {
        for preset in [Preset::Inform, Preset::WhitePaper, Preset::Equal] {
            let mut unknown = Vec::new();
            let source = toml::Deserializer::parse(preset.source()).expect("TOML");
            let risk: Risk = serde_ignored::deserialize(source, |key| unknown.push(key.to_string())).expect("a [risk] table");
            assert!(unknown.is_empty(), "{preset:?}: {unknown:?}");
            assert!(risk.preset.is_none() && !risk.dimension.is_empty());
            let mut ids = risk.node_ids();
            ids.sort_unstable();
            ids.windows(2).for_each(|w| assert_ne!(w[0], w[1]));
            fn all_optional(node: &RiskNode) -> bool {
                node.indicators.iter().all(|i| i.optional) && node.component.iter().all(all_optional)
            }
            assert!(risk.dimension.iter().all(all_optional), "{preset:?}");
        }
    }

    #[test]
    fn what_a_project_says_replaces_what_its_preset_says() {
        let risk: Risk = toml::from_str("preset = \"inform\"\naggregation = \"worst\"").expect("a table");
        let tree = risk.tree();
        assert_eq!(tree.aggregation, Aggregation::Worst);
        assert_eq!(tree.nodes.len(), 3);
        assert_eq!(risk.class_bounds(), [0.0, 2.0, 3.5, 5.0, 6.5, 10.0]);
        let own = "preset = \"inform\"\n[[dimension]]\nid = \"d\"\nlabel = \"D\"\nindicators = [{ column = \"a\" }]";
        let own: Risk = toml::from_str(own).expect("a table");
        assert_eq!((own.tree().nodes.len(), own.tree().aggregation), (1, Aggregation::Product));
    }
}
