//! What areas are called and how they are coloured.

use super::Asked;
use crate::base::Text;
use crate::layers::{Class, Feature, Field, FieldKind, GeometryKind, Layer, Rgb, Style};
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
}

impl AreaClass {
    /// −1 cold, 0 neither, 1 hot; for local Moran 1 high–high, 2 low–high, 3 low–low, 4 high–low, as `esda`; for local Geary
    /// 1 high–high, 2 low–low, 3 otherwise alike, 4 unlike.
    pub fn code(self) -> i64 {
        match self {
            AreaClass::Neither | AreaClass::Spot(Heat::Neither) => 0,
            AreaClass::Spot(Heat::Cold) => -1,
            AreaClass::Spot(Heat::Hot) | AreaClass::Cluster(Quadrant::HighHigh) | AreaClass::Likeness(Likeness::HighHigh) => 1,
            AreaClass::Cluster(Quadrant::LowHigh) | AreaClass::Likeness(Likeness::LowLow) => 2,
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
        }
    }

    fn colour(self) -> Rgb {
        match self {
            AreaClass::Neither | AreaClass::Spot(Heat::Neither) => Rgb(238, 238, 238),
            AreaClass::Spot(Heat::Hot) | AreaClass::Cluster(Quadrant::HighHigh) | AreaClass::Likeness(Likeness::HighHigh) => {
                Rgb(202, 0, 32)
            }
            AreaClass::Spot(Heat::Cold) | AreaClass::Cluster(Quadrant::LowLow) | AreaClass::Likeness(Likeness::LowLow) => {
                Rgb(5, 113, 176)
            }
            AreaClass::Cluster(Quadrant::LowHigh) => Rgb(146, 197, 222),
            AreaClass::Cluster(Quadrant::HighLow) => Rgb(244, 165, 130),
            AreaClass::Likeness(Likeness::OtherAlike) => Rgb(194, 165, 207),
            AreaClass::Likeness(Likeness::Unlike) => Rgb(230, 171, 2),
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
        }
    }
}

/// A layer without features that holds the style: one class for each code.
pub fn styled(name: String, field: &str, asked: Asked, geometry: GeometryKind, codes: &[Option<i64>]) -> Layer {
    let classes = asked.classes().into_iter().map(|class| {
        let code = class.code() as f64;
        Class { lower: code - 0.5, upper: code + 0.5, colour: class.colour(), label: class.label() }
    });
    let value = |code: &Option<i64>| code.map_or(crate::layers::FieldValue::Null, crate::layers::FieldValue::Integer);
    let title = Text::new("Points chauds et froids", "Hot and cold spots");
    Layer {
        name,
        title: title.clone(),
        geometry,
        level: None,
        fields: vec![Field {
            id: field.to_owned(),
            label: title.clone(),
            unit: Text::default(),
            kind: FieldKind::Integer,
            decimals: 0,
        }],
        features: codes.iter().map(|code| Feature { geometry: None, values: vec![value(code)], regions: Vec::new() }).collect(),
        styles: vec![Style { name: field.to_owned(), title, field: field.to_owned(), classes: classes.collect() }],
        credits: Vec::new(),
        synthetic: false,
    }
}
