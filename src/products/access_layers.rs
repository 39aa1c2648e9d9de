//! Catchments and the load of facilities as layers.

use super::area_layers::Labelling;
use super::domains::{FACILITY_KINDS, STATUSES, coded};
use super::record_layers::build;
use crate::base::{Boundaries, Text};
use crate::layers::{Field, FieldKind, FieldValue, GeometryKind, Layer};
use crate::table::Site;
use geo_types::MultiPolygon;
use std::collections::BTreeMap;

/// A facility with what travel says of it.
#[derive(Debug, Clone, Copy)]
pub struct Reach<'a> {
    pub site: &'a Site,
    /// People who reach it first.
    pub people: f64,
    /// The same before closures.
    pub people_before: Option<f64>,
}

/// Layer `catchments`: the ground from which each facility is reached first, by the position of the facility
/// in `reached`. A facility that is nowhere first is in the layer without a shape.
pub fn catchments_layer(
    reached: &[Reach],
    catchments: &BTreeMap<u32, MultiPolygon<f64>>,
    boundaries: &Boundaries,
    labelling: &Labelling,
) -> Layer {
    let field = |id: &str, label: Text, kind| Field {
        id: id.into(),
        label,
        unit: Text::default(),
        kind,
        decimals: 0,
        domain: None,
        indicative: false,
    };
    let people = |id: &str, label: Text| Field { unit: Text::new("habitants", "people"), ..field(id, label, FieldKind::Real) };
    let mut fields = vec![
        field("facility_row", Text::new("Ligne du fichier", "Row in the file"), FieldKind::Integer),
        field("name", Text::new("Nom", "Name"), FieldKind::Text),
        coded(field("kind", Text::new("Type", "Kind"), FieldKind::Text), &FACILITY_KINDS),
        coded(field("status", Text::new("État", "Status"), FieldKind::Text), &STATUSES),
        field("commune_code", Text::new("Code de la commune", "Commune code"), FieldKind::Text),
        people("people", Text::new("Habitants de l'aire", "People of the catchment")),
        field("capacity", Text::new("Capacité", "Capacity"), FieldKind::Real),
        people("people_per_capacity", Text::new("Habitants par unité de capacité", "People per unit of capacity")),
    ];
    let before = reached.iter().any(|r| r.people_before.is_some());
    if before {
        fields.push(people("people_before", Text::new("Habitants avant les fermetures", "People before closures")));
    }
    let text = |v: &str| FieldValue::Text(v.to_owned());
    let rows = reached.iter().enumerate().map(|(i, r)| {
        let place = r.site.place.as_ref();
        let capacity = r.site.capacity;
        let mut values = vec![
            FieldValue::Integer(r.site.row as i64),
            text(&r.site.name),
            text(r.site.kind.id()),
            text(r.site.status.id()),
            place.map_or(FieldValue::Null, |p| text(p.code.as_str())),
            FieldValue::Real(r.people),
            capacity.map_or(FieldValue::Null, FieldValue::Real),
            capacity.filter(|c| *c > 0.0).map_or(FieldValue::Null, |c| FieldValue::Real(r.people / c)),
        ];
        if before {
            values.push(r.people_before.map_or(FieldValue::Null, FieldValue::Real));
        }
        let region = place.and_then(|p| {
            let i = boundaries.level(p.level).position(&p.code)?;
            let region = boundaries.ancestor(p.level, i, crate::base::Level::Region)?;
            Some(boundaries.regions[region].code.clone())
        });
        let shape = catchments.get(&(i as u32)).filter(|shape| !shape.0.is_empty());
        (shape.map(|s| s.clone().into()), values, region.into_iter().collect())
    });
    build("catchments", Text::new("Aires de desserte", "Catchments"), GeometryKind::Polygon, fields, rows, labelling)
}
