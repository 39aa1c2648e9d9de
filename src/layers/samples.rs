//! Two small layers made by hand for the tests of the writers: every kind of value, accents,
//! quotes, codes that look like dates and formulas, a hole, two parts, and no place at all.

use super::{Class, CodeList, Domain, Feature, Field, FieldKind, FieldValue, GeometryKind, Layer, Rgb, Style};
use crate::base::{Level, Text};
use geo_types::{MultiPolygon, Point, polygon};
use std::sync::LazyLock;

/// The names of the quarters as if they were codes, one with a quote in its words.
static NAMES: LazyLock<CodeList> = LazyLock::new(|| CodeList {
    name: "quarter_names",
    values: vec![("Ɓaya, Nord", Text::new("au nord d'ici", "north of here")), ("-", Text::new("aucun", "none"))],
});

pub fn field(id: &str, kind: FieldKind) -> Field {
    Field { id: id.into(), label: Text::same(id), unit: Text::default(), kind, decimals: 1, domain: None, indicative: false }
}

/// Four areas: one with a hole, one of two parts without a value, one with a formula for a
/// name, one without geometry. Values stand on class bounds on purpose.
pub fn quarters() -> Layer {
    let square = |x: f64, side: f64| polygon![(x: x, y: 0.0), (x: x, y: side), (x: x + side, y: side), (x: x + side, y: 0.0)];
    let holed = polygon!(
        exterior: [(x: 0.0, y: 0.0), (x: 0.0, y: 4.0), (x: 4.0, y: 4.0), (x: 4.0, y: 0.0)],
        interiors: [[(x: 1.0, y: 1.0), (x: 2.0, y: 1.0), (x: 2.0, y: 2.0), (x: 1.0, y: 2.0)]],
    );
    let feature =
        |geometry: Option<MultiPolygon<f64>>, code: &str, name: &str, people: Option<i64>, share: Option<f64>| Feature {
            geometry: geometry.map(Into::into),
            values: vec![
                FieldValue::Text(code.into()),
                FieldValue::Text(name.into()),
                people.map_or(FieldValue::Null, FieldValue::Integer),
                share.map_or(FieldValue::Null, FieldValue::Real),
            ],
            regions: Vec::new(),
        };
    let class = |lower, upper, colour, label: &str| Class { lower, upper, colour, label: Text::same(label) };
    let style = |name: &str, field: &str, classes| Style {
        name: name.into(),
        title: Text::new("Part « oui » <b>", "Share \"yes\" & more"),
        field: field.into(),
        classes,
        hatched: None,
        words: Default::default(),
    };
    Layer {
        name: "quarters".into(),
        title: Text::new("Quartiers", "Quarters"),
        geometry: GeometryKind::Polygon,
        level: Some(Level::Commune),
        fields: vec![
            Field { label: Text::new("Code", "Code"), ..field("code", FieldKind::Text) },
            Field { label: Text::new("Nom", "Name"), domain: Some(Domain::OneOf(&NAMES)), ..field("name", FieldKind::Text) },
            Field { label: Text::new("Population", "People"), ..field("people", FieldKind::Integer) },
            Field {
                label: Text::new("Part", "Share"),
                unit: Text::same("%"),
                domain: Some(Domain::Between(0.0, 100.0)),
                ..field("share", FieldKind::Real)
            },
        ],
        features: vec![
            feature(Some(MultiPolygon(vec![holed])), "ML0101", "N'Djaména \"Est\"", Some(1200), Some(12.5)),
            feature(Some(MultiPolygon(vec![square(5.0, 1.0), square(7.0, 2.0)])), "ML0102", "Ɓaya, Nord", Some(0), None),
            feature(Some(MultiPolygon(vec![square(1.25, 0.5)])), "2020-01-02", "=1+1", None, Some(0.0)),
            feature(None, "ML0104", "-", Some(-3), Some(50.0)),
        ],
        styles: vec![
            style(
                "share",
                "share",
                vec![class(0.0, 12.5, Rgb(255, 237, 160), "0 – 12,5"), class(12.5, 50.0, Rgb(240, 59, 32), "12,5 – 50")],
            ),
            style("people", "people", vec![class(0.0, 1000.0, Rgb(222, 235, 247), "0 – 1 000")]),
        ],
        credits: vec![Text::new("Office des statistiques", "Statistics office")],
        synthetic: true,
    }
}

/// Two points without styles.
pub fn hamlets() -> Layer {
    let feature = |id: i64, x: f64| Feature {
        geometry: Some(Point::new(x, 1.5).into()),
        values: vec![FieldValue::Integer(id)],
        regions: Vec::new(),
    };
    Layer {
        name: "hamlets".into(),
        title: Text::new("Hameaux", "Hamlets"),
        geometry: GeometryKind::Point,
        level: None,
        fields: vec![field("id", FieldKind::Integer)],
        features: vec![feature(1, 0.5), feature(2, 1.5)],
        styles: Vec::new(),
        credits: Vec::new(),
        synthetic: false,
    }
}
