//! Records to layers of points, lines and lakes: incidents, facilities, survey localities, towns, roads, waters.

use super::area_layers::{Labelling, synthetic_field, text, text_field};
use super::domains::{ACTIVATIONS, FACILITY_KINDS, INCIDENT_KINDS, LEVELS, PRECISIONS, STATUSES, coded, yes_no};
use crate::base::{Boundaries, Level, Pcode, Place, Text};
use crate::layers::{Feature, Field, FieldKind, FieldValue, GeometryKind, Layer};
use crate::table::{Event, SampledPlace, Site};
use geo_types::{Coord, Geometry, MultiLineString, Point};

/// A town on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct TownMark {
    pub name: String,
    /// WGS84 longitude, latitude.
    pub point: Coord<f64>,
    /// 1 capital, 2 regional chief town, 3 cercle chief town, 4 other.
    pub rank: u8,
    pub population: Option<u64>,
    pub region: Option<Pcode>,
}

/// A road on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct RoadLine {
    /// Feature number in its file.
    pub row: u64,
    pub name: Option<String>,
    pub number: Option<String>,
    pub class: Option<String>,
    /// Planned, not built: never drawn as a road.
    pub proposed: bool,
    /// WGS84 longitude, latitude.
    pub line: MultiLineString<f64>,
    /// Regions it touches.
    pub regions: Vec<Pcode>,
}

/// A river or a lake on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct WaterMark {
    pub id: String,
    pub name: Option<String>,
    /// WGS84 longitude, latitude: lines of a river, surfaces of a lake.
    pub shape: Geometry<f64>,
    /// Regions it touches.
    pub regions: Vec<Pcode>,
}

/// Layer `incidents`. An event whose precision allows no point has a null geometry and its
/// area's code.
pub fn incidents_layer(events: &[Event], boundaries: &Boundaries, labelling: &Labelling) -> Layer {
    let fields = vec![
        text_field("incident_id", Text::new("Identifiant", "Id")),
        text_field("source", Text::new("Source", "Source")),
        text_field("date", Text::new("Date", "Date")),
        coded(text_field("kind", Text::new("Type", "Kind")), &INCIDENT_KINDS),
        yes_no("explosive", Text::new("Engin explosif (1 = oui)", "Explosive device (1 = yes)")),
        coded(text_field("activation", Text::new("Déclenchement", "Activation")), &ACTIVATIONS),
        integer_field("killed", Text::new("Tués", "Killed")),
        yes_no("killed_at_least", Text::new("Tués : minimum (1 = au moins)", "Killed: lower bound (1 = at least)")),
        integer_field("injured", Text::new("Blessés", "Injured")),
        yes_no("injured_at_least", Text::new("Blessés : minimum (1 = au moins)", "Injured: lower bound (1 = at least)")),
        coded(text_field("precision", Text::new("Précision du lieu", "Precision of place")), &PRECISIONS),
        coded(text_field("area_level", Text::new("Niveau de l'unité", "Level of the area")), &LEVELS),
        text_field("area_code", Text::new("Code de l'unité", "Code of the area")),
        text_field("also_reported_as", Text::new("Aussi rapporté sous", "Also reported as")),
    ];
    let rows = events.iter().map(|e| {
        let values = vec![
            text(&e.id),
            text(&e.source),
            nonempty(&e.date_text),
            text(e.kind),
            FieldValue::Integer(i64::from(e.explosive)),
            e.activation.map_or(FieldValue::Null, |a| text(a.id())),
            integer(e.killed.map(u64::from)),
            flag(e.killed.map(|_| e.killed_at_least)),
            integer(e.injured.map(u64::from)),
            flag(e.injured.map(|_| e.injured_at_least)),
            text(e.precision),
            place_level(&e.place),
            place_code(&e.place),
            nonempty(&e.also.join(" ")),
        ];
        (point(e.point), values, region_of(&e.place, boundaries))
    });
    build("incidents", Text::same("Incidents"), GeometryKind::Point, fields, rows, labelling)
}

/// Layer `facilities`. One without coordinates has a null geometry and its area's code.
pub fn facilities_layer(sites: &[Site], boundaries: &Boundaries, labelling: &Labelling) -> Layer {
    let fields = vec![
        text_field("facility_id", Text::new("Identifiant", "Id")),
        text_field("source", Text::new("Source", "Source")),
        text_field("name", Text::new("Nom", "Name")),
        coded(text_field("kind", Text::new("Type", "Kind")), &FACILITY_KINDS),
        coded(text_field("status", Text::new("État", "Status")), &STATUSES),
        Field { kind: FieldKind::Real, ..text_field("capacity", Text::new("Capacité", "Capacity")) },
        coded(text_field("area_level", Text::new("Niveau de l'unité", "Level of the area")), &LEVELS),
        text_field("area_code", Text::new("Code de l'unité", "Code of the area")),
    ];
    let rows = sites.iter().map(|s| {
        let values = vec![
            text(&format!("{}-{:06}", s.source, s.row)),
            text(&s.source),
            text(&s.name),
            text(s.kind.id()),
            text(s.status.id()),
            s.capacity.map_or(FieldValue::Null, FieldValue::Real),
            place_level(&s.place),
            place_code(&s.place),
        ];
        (point(s.point), values, region_of(&s.place, boundaries))
    });
    build("facilities", Text::new("Services", "Facilities"), GeometryKind::Point, fields, rows, labelling)
}

/// Layer `sampled_localities`, for the team that holds the data only: with three respondents in a
/// commune, commune and role name one person. One without coordinates has a null geometry and its
/// area's code; its precision is then empty.
pub fn sampled_localities_layer(localities: &[SampledPlace], boundaries: &Boundaries, labelling: &Labelling) -> Layer {
    let fields = vec![
        text_field("locality_id", Text::new("Identifiant", "Id")),
        text_field("source", Text::new("Source", "Source")),
        text_field("name", Text::new("Nom", "Name")),
        text_field("first_wave", Text::new("Première enquête", "First survey")),
        coded(text_field("precision", Text::new("Précision du lieu", "Precision of place")), &PRECISIONS),
        coded(text_field("area_level", Text::new("Niveau de l'unité", "Level of the area")), &LEVELS),
        text_field("area_code", Text::new("Code de l'unité", "Code of the area")),
    ];
    let rows = localities.iter().map(|l| {
        let values = vec![
            text(&format!("{}-{:06}", l.source, l.row)),
            text(&l.source),
            text(&l.name),
            l.first_wave.as_deref().map_or(FieldValue::Null, text),
            l.point.map_or(FieldValue::Null, |_| text("exact")),
            place_level(&l.place),
            place_code(&l.place),
        ];
        (point(l.point), values, region_of(&l.place, boundaries))
    });
    let title = Text::new("Localités enquêtées", "Localities surveyed");
    build("sampled_localities", title, GeometryKind::Point, fields, rows, labelling)
}

/// Layer `towns`.
pub fn towns_layer(towns: &[TownMark], labelling: &Labelling) -> Layer {
    let fields = vec![
        text_field("name", Text::new("Nom", "Name")),
        integer_field("rank", Text::new("Rang", "Rank")),
        integer_field("population", Text::same("Population")),
    ];
    let rows = towns.iter().map(|t| {
        let values = vec![text(&t.name), FieldValue::Integer(i64::from(t.rank)), integer(t.population)];
        (point(Some(t.point)), values, t.region.iter().cloned().collect())
    });
    build("towns", Text::new("Villes", "Towns"), GeometryKind::Point, fields, rows, labelling)
}

/// Layer `roads`; a road stands in the cut of every region it touches.
pub fn roads_layer(roads: &[RoadLine], labelling: &Labelling) -> Layer {
    let fields = vec![
        text_field("road_id", Text::new("Identifiant", "Id")),
        text_field("name", Text::new("Nom", "Name")),
        text_field("number", Text::new("Numéro", "Number")),
        text_field("class", Text::new("Classe", "Class")),
        yes_no("proposed", Text::new("En projet (1 = n'existe pas)", "Proposed (1 = does not exist)")),
    ];
    let rows = roads.iter().map(|r| {
        let values = vec![
            text(&format!("road-{:06}", r.row)),
            r.name.as_deref().map_or(FieldValue::Null, text),
            r.number.as_deref().map_or(FieldValue::Null, text),
            r.class.as_deref().map_or(FieldValue::Null, text),
            FieldValue::Integer(i64::from(r.proposed)),
        ];
        (Some(Geometry::from(r.line.clone())), values, r.regions.clone())
    });
    build("roads", Text::new("Routes", "Roads"), GeometryKind::Line, fields, rows, labelling)
}

/// Layers `rivers` and `lakes`, where there are any; each stands in the cut of every region it touches.
pub fn water_layers(waters: &[WaterMark], labelling: &Labelling) -> Vec<Layer> {
    let fields = || vec![text_field("water_id", Text::new("Identifiant", "Id")), text_field("name", Text::new("Nom", "Name"))];
    let row = |mark: &WaterMark| {
        let values = vec![text(&mark.id), mark.name.as_deref().map_or(FieldValue::Null, text)];
        (Some(mark.shape.clone()), values, mark.regions.clone())
    };
    let is_lake = |mark: &&WaterMark| matches!(mark.shape, Geometry::Polygon(_) | Geometry::MultiPolygon(_));
    let rivers = waters.iter().filter(|mark| !is_lake(mark)).map(row);
    let lakes = waters.iter().filter(is_lake).map(row);
    let rivers = build("rivers", Text::new("Cours d'eau", "Rivers"), GeometryKind::Line, fields(), rivers, labelling);
    let lakes = build("lakes", Text::new("Lacs", "Lakes"), GeometryKind::Polygon, fields(), lakes, labelling);
    [rivers, lakes].into_iter().filter(|layer| !layer.features.is_empty()).collect()
}

pub(super) fn build(
    name: &str,
    title: Text,
    geometry: GeometryKind,
    mut fields: Vec<Field>,
    rows: impl Iterator<Item = (Option<Geometry<f64>>, Vec<FieldValue>, Vec<Pcode>)>,
    labelling: &Labelling,
) -> Layer {
    if labelling.synthetic {
        fields.push(synthetic_field());
    }
    let mut features: Vec<Feature> = rows
        .map(|(geometry, mut values, regions)| {
            if labelling.synthetic {
                values.push(FieldValue::Integer(1));
            }
            Feature { geometry, values, regions }
        })
        .collect();
    features.sort_by(|a, b| a.values[0].as_str().cmp(&b.values[0].as_str()));
    Layer {
        name: name.into(),
        title,
        geometry,
        level: None,
        fields,
        features,
        styles: Vec::new(),
        credits: labelling.credits.clone(),
        synthetic: labelling.synthetic,
    }
}

pub(super) fn integer_field(id: &str, label: Text) -> Field {
    Field { kind: FieldKind::Integer, ..text_field(id, label) }
}

fn integer(value: Option<u64>) -> FieldValue {
    value.map_or(FieldValue::Null, |v| FieldValue::Integer(v as i64))
}

/// 1 or 0; null beside a number that is not there.
fn flag(value: Option<bool>) -> FieldValue {
    value.map_or(FieldValue::Null, |v| FieldValue::Integer(i64::from(v)))
}

fn nonempty(value: &str) -> FieldValue {
    if value.is_empty() { FieldValue::Null } else { text(value) }
}

fn point(coord: Option<Coord<f64>>) -> Option<Geometry<f64>> {
    coord.map(|c| Point::from(c).into())
}

fn place_level(place: &Option<Place>) -> FieldValue {
    place.as_ref().map_or(FieldValue::Null, |p| text(p.level.id()))
}

fn place_code(place: &Option<Place>) -> FieldValue {
    place.as_ref().map_or(FieldValue::Null, |p| text(p.code.as_str()))
}

fn region_of(place: &Option<Place>, boundaries: &Boundaries) -> Vec<Pcode> {
    place
        .as_ref()
        .and_then(|p| boundaries.ancestor(p.level, boundaries.level(p.level).position(&p.code)?, Level::Region))
        .map(|i| boundaries.regions[i].code.clone())
        .into_iter()
        .collect()
}
