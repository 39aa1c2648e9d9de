//! What areas are called and how they are coloured.

use super::Asked;
use crate::base::{Lang, Text, number};
use crate::layers::{Class, Feature, Field, FieldKind, FieldValue, GeometryKind, Layer, Rgb, Style};
use crate::spatial::hot_spots::Heat;
use crate::spatial::local_geary::Likeness;
use crate::spatial::local_moran::Quadrant;

/// What an area is: a code, as the layer holds it, with its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AreaClass {
    Neither,
    Spot(Heat),
    Cluster(Quadrant),
    Likeness(Likeness),
    /// Has it, among more that have it than chance gives.
    Gathered,
    /// Has it not.
    Absent,
}

impl AreaClass {
    /// −1 cold, 0 neither, 1 hot; for local Moran 1 high–high, 2 low–high, 3 low–low, 4 high–low, as `esda`; for local Geary
    /// 1 high–high, 2 low–low, 3 otherwise alike, 4 unlike; for join counts 1 gathered, 2 absent.
    pub fn code(self) -> i64 {
        match self {
            AreaClass::Neither | AreaClass::Spot(Heat::Neither) => 0,
            AreaClass::Spot(Heat::Cold) => -1,
            AreaClass::Spot(Heat::Hot) | AreaClass::Cluster(Quadrant::HighHigh) => 1,
            AreaClass::Likeness(Likeness::HighHigh) | AreaClass::Gathered => 1,
            AreaClass::Cluster(Quadrant::LowHigh) | AreaClass::Likeness(Likeness::LowLow) | AreaClass::Absent => 2,
            AreaClass::Cluster(Quadrant::LowLow) | AreaClass::Likeness(Likeness::OtherAlike) => 3,
            AreaClass::Cluster(Quadrant::HighLow) | AreaClass::Likeness(Likeness::Unlike) => 4,
        }
    }

    pub fn label(self) -> Text {
        match self {
            AreaClass::Neither | AreaClass::Spot(Heat::Neither) => Text::new("non significatif", "not significant"),
            AreaClass::Spot(Heat::Cold) => Text::new("point froid", "cold spot"),
            AreaClass::Spot(Heat::Hot) => Text::new("point chaud", "hot spot"),
            AreaClass::Cluster(Quadrant::HighHigh) | AreaClass::Likeness(Likeness::HighHigh) => {
                Text::new("fort parmi des forts", "high among high")
            }
            AreaClass::Cluster(Quadrant::LowHigh) => Text::new("faible parmi des forts", "low among high"),
            AreaClass::Cluster(Quadrant::LowLow) | AreaClass::Likeness(Likeness::LowLow) => {
                Text::new("faible parmi des faibles", "low among low")
            }
            AreaClass::Cluster(Quadrant::HighLow) => Text::new("fort parmi des faibles", "high among low"),
            AreaClass::Likeness(Likeness::OtherAlike) => Text::new("semblable à ses voisines", "like its neighbours"),
            AreaClass::Likeness(Likeness::Unlike) => Text::new("différent de ses voisines", "unlike its neighbours"),
            AreaClass::Gathered => {
                Text::new("présent, comme autour plus que par hasard", "present, as around more than by chance")
            }
            AreaClass::Absent => Text::new("absent (0)", "absent (0)"),
        }
    }

    fn colour(self) -> Rgb {
        match self {
            AreaClass::Neither | AreaClass::Spot(Heat::Neither) => Rgb(238, 238, 238),
            AreaClass::Spot(Heat::Hot) | AreaClass::Cluster(Quadrant::HighHigh) => Rgb(202, 0, 32),
            AreaClass::Likeness(Likeness::HighHigh) | AreaClass::Gathered => Rgb(202, 0, 32),
            AreaClass::Spot(Heat::Cold) | AreaClass::Cluster(Quadrant::LowLow) | AreaClass::Likeness(Likeness::LowLow) => {
                Rgb(5, 113, 176)
            }
            AreaClass::Cluster(Quadrant::LowHigh) => Rgb(146, 197, 222),
            AreaClass::Cluster(Quadrant::HighLow) => Rgb(244, 165, 130),
            AreaClass::Likeness(Likeness::OtherAlike) => Rgb(194, 165, 207),
            AreaClass::Likeness(Likeness::Unlike) => Rgb(230, 171, 2),
            AreaClass::Absent => Rgb(255, 255, 255),
        }
    }
}

impl Asked {
    /// Every class there can be, by its code.
    pub fn classes(self) -> Vec<AreaClass> {
        match self {
            Asked::GiStar | Asked::Gi => [Heat::Cold, Heat::Neither, Heat::Hot].map(AreaClass::Spot).to_vec(),
            Asked::Moran => {
                let four = [Quadrant::HighHigh, Quadrant::LowHigh, Quadrant::LowLow, Quadrant::HighLow].map(AreaClass::Cluster);
                [vec![AreaClass::Neither], four.to_vec()].concat()
            }
            Asked::Geary => {
                let four =
                    [Likeness::HighHigh, Likeness::LowLow, Likeness::OtherAlike, Likeness::Unlike].map(AreaClass::Likeness);
                [vec![AreaClass::Neither], four.to_vec()].concat()
            }
            Asked::Joins => vec![AreaClass::Neither, AreaClass::Gathered, AreaClass::Absent],
        }
    }
}

/// Steps of a map of significance, and their colours.
const STEPS: [(f64, f64, Rgb); 4] = [
    (0.0, 0.001, Rgb(0, 68, 27)),
    (0.001, 0.01, Rgb(35, 139, 69)),
    (0.01, 0.05, Rgb(161, 217, 155)),
    (0.05, 1.0, Rgb(238, 238, 238)),
];

/// A layer without shapes that holds the two styles: `clusters`, one class for each code, over the first field, and
/// `significance`, in steps, over the second. `rows` hold the values of both.
pub fn styled(name: String, [class, p]: [&str; 2], asked: Asked, geometry: GeometryKind, rows: Vec<[FieldValue; 2]>) -> Layer {
    let classes = asked.classes().into_iter().map(|class| {
        let code = class.code() as f64;
        Class { lower: code - 0.5, upper: code + 0.5, colour: class.colour(), label: class.label() }
    });
    let steps = STEPS.into_iter().map(|(lower, upper, colour)| {
        let label = |lang| match upper {
            1.0 => Text::new("non significatif", "not significant").get(lang).to_owned(),
            upper => format!("p ≤ {}", number(upper, if upper < 0.01 { 3 } else { 2 }, lang)),
        };
        Class { lower, upper, colour, label: Text::new(label(Lang::Fr), label(Lang::En)) }
    });
    let title = Text::new("Points chauds et froids", "Hot and cold spots");
    let certain = Text::new("Signification", "Significance");
    let field = |id: &str, label: &Text, kind, decimals| Field {
        id: id.to_owned(),
        label: label.clone(),
        unit: Text::default(),
        kind,
        decimals,
        domain: None,
        indicative: false,
    };
    let style = |name: &str, title: &Text, field: &str, classes| Style {
        name: name.to_owned(),
        title: title.clone(),
        field: field.to_owned(),
        classes,
        hatched: None,
        words: Default::default(),
    };
    let feature = |values: [FieldValue; 2]| Feature { geometry: None, values: values.to_vec(), regions: Vec::new() };
    Layer {
        name,
        title: title.clone(),
        geometry,
        level: None,
        fields: vec![field(class, &title, FieldKind::Integer, 0), field(p, &certain, FieldKind::Real, 4)],
        features: rows.into_iter().map(feature).collect(),
        styles: vec![style("clusters", &title, class, classes.collect()), style("significance", &certain, p, steps.collect())],
        credits: Vec::new(),
        synthetic: false,
    }
}
