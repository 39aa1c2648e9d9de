//! A table of features with one geometry each: what every writer and the map room know.

use super::style::{PLAIN, ROAD, Rgb, Style, WATER};
pub use crate::base::{FieldKind, FieldValue};
use crate::base::{Lang, Level, Pcode, Text};
use geo::CoordsIter;
use geo_types::Geometry;
use serde::Serialize;

/// What geometries a layer holds. Lines and polygons may be multi-part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GeometryKind {
    Point,
    Line,
    Polygon,
}

/// One field of a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Stable `snake_case` id.
    pub id: String,
    pub label: Text,
    /// Unit as printed; empty for codes and names.
    pub unit: Text,
    pub kind: FieldKind,
    /// Decimals with which real values are shown; files keep full precision.
    pub decimals: usize,
    /// What its values may be beside null, where that is fixed.
    pub domain: Option<Domain>,
    /// From a sample that allows no firm statement: maps say so on their face.
    pub indicative: bool,
}

/// What the values of a field may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Domain {
    /// One of these codes.
    OneOf(&'static CodeList),
    /// Between these bounds, both of them included.
    Between(f64, f64),
}

/// Codes with their words; of a field of integers, the codes are its digits.
#[derive(Debug, PartialEq)]
pub struct CodeList {
    /// Stable id, `snake_case`; two lists of one name are the same.
    pub name: &'static str,
    pub values: Vec<(&'static str, Text)>,
}

impl Domain {
    /// Stable id: that of the list, or the bounds.
    pub fn name(&self) -> String {
        match self {
            Domain::OneOf(list) => list.name.to_owned(),
            Domain::Between(low, high) => format!("between_{low}_and_{high}"),
        }
    }
}

impl Field {
    /// Label with unit, as people see the field: "Part (%)".
    pub fn alias(&self, lang: Lang) -> String {
        match self.unit.get(lang) {
            "" => self.label.get(lang).to_owned(),
            unit => format!("{} ({unit})", self.label.get(lang)),
        }
    }
}

/// One feature. Coordinates are WGS84 longitude, latitude.
#[derive(Debug, Clone)]
pub struct Feature {
    /// `None` for a record that has no place on the map but belongs in the table.
    pub geometry: Option<Geometry<f64>>,
    /// In the order of [`Layer::fields`].
    pub values: Vec<FieldValue>,
    /// The region the feature belongs to; decides into which regional cut it goes. A feature
    /// with several regions (a road) lists each; one with none stands in the national layer only.
    pub regions: Vec<Pcode>,
}

impl Feature {
    /// The geometry as files hold it: `None` where there is none, where it is empty, or where
    /// a coordinate is not finite.
    pub fn written_geometry(&self) -> Option<&Geometry<f64>> {
        written(self.geometry.as_ref())
    }
}

/// A geometry as files hold it: see [`Feature::written_geometry`].
pub(super) fn written(geometry: Option<&Geometry<f64>>) -> Option<&Geometry<f64>> {
    let geometry = geometry?;
    let mut coords = geometry.coords_iter().peekable();
    coords.peek()?;
    coords.all(|c| c.x.is_finite() && c.y.is_finite()).then_some(geometry)
}

/// A named set of features, ready to be written in any format or drawn.
#[derive(Debug, Clone)]
pub struct Layer {
    /// File name without extension: `communes`, `incidents`.
    pub name: String,
    pub title: Text,
    pub geometry: GeometryKind,
    /// For layers of areas.
    pub level: Option<Level>,
    pub fields: Vec<Field>,
    /// Sorted by the first field (the code or id), so that two runs give the same bytes.
    pub features: Vec<Feature>,
    /// Named styles; the first is the default.
    pub styles: Vec<Style>,
    /// Credit lines of the sources.
    pub credits: Vec<Text>,
    /// Holds generated data; said in the file and on every map.
    pub synthetic: bool,
}

impl Layer {
    pub fn field(&self, id: &str) -> Option<usize> {
        self.fields.iter().position(|f| f.id == id)
    }

    /// The value of field `id` of feature `i`; null when there is no such field.
    pub fn value(&self, i: usize, id: &str) -> &FieldValue {
        self.field(id).map_or(&FieldValue::Null, |f| &self.features[i].values[f])
    }

    /// Rivers or lakes: background of every map, in the colours of water.
    pub fn is_water(&self) -> bool {
        matches!(self.name.as_str(), "rivers" | "lakes")
    }

    /// The colour of its lines, shores or points where they have no classes: as on our sheets.
    pub fn plain_colour(&self) -> Rgb {
        match self.name.as_str() {
            _ if self.is_water() => WATER,
            "roads" => ROAD,
            _ => PLAIN,
        }
    }

    /// The values of field `id`, feature by feature; none when there is no such field.
    pub fn values(&self, id: &str) -> impl Iterator<Item = &FieldValue> {
        self.field(id).into_iter().flat_map(|f| self.features.iter().map(move |feature| &feature.values[f]))
    }

    /// The part of the layer that lies in one region. Keeps fields, styles and credits.
    pub fn cut_to(&self, region: &Pcode) -> Layer {
        let features = self.features.iter().filter(|f| f.regions.contains(region)).cloned().collect();
        Layer { features, ..self.clone_without_features() }
    }

    fn clone_without_features(&self) -> Layer {
        Layer {
            name: self.name.clone(),
            title: self.title.clone(),
            geometry: self.geometry,
            level: self.level,
            fields: self.fields.clone(),
            features: Vec::new(),
            styles: self.styles.clone(),
            credits: self.credits.clone(),
            synthetic: self.synthetic,
        }
    }
}
