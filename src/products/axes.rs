//! Axes of roads to layers, tables and strip maps. Kilometres count from the start of each axis.

mod strip;
mod tables;

pub use strip::{StripAround, strip_chart};
pub use tables::{axes_communes_csv, axes_csv, axes_windows_csv, axes_zones_csv, closures_csv, key_links_csv, off_axis_csv};

use super::area_layers::{Labelling, text, text_field};
use super::record_layers::build;
use crate::base::{Pcode, Text};
use crate::layers::{Field, FieldKind, FieldValue, GeometryKind, Layer};
use geo_types::{Coord, Geometry, LineString, MultiLineString};

/// One axis with everything known of it.
#[derive(Debug, Clone)]
pub struct AxisSheet {
    pub id: String,
    pub label: Text,
    /// WGS84.
    pub course: Vec<Coord<f64>>,
    pub length_km: f64,
    /// Kilometres of straight lines over gaps in the roads.
    pub bridged_km: f64,
    /// Kilometre, name, and kilometres between town and road.
    pub towns: Vec<(f64, String, f64)>,
    /// From and to of each stretch over a gap.
    pub gaps: Vec<(f64, f64)>,
    /// Communes in the order of the way: from, to, name; a commune may stand several times.
    pub passages: Vec<(f64, f64, String)>,
    pub zones: Vec<ZonePart>,
    /// Zones in the order of the way: from, to, name.
    pub zone_passages: Vec<(f64, f64, String)>,
    pub communes: Vec<CommunePart>,
    /// People within 5 and 10 km; `None` where no population was given.
    pub people: Option<[f64; 2]>,
    /// Communes near the axis whose people are not known; not counted in `people`.
    pub without_people: usize,
    pub segments: Vec<Segment>,
    /// Rates in a window that moves along the axis.
    pub windows: Vec<Segment>,
    /// Kilometre and incidents per kilometre and month.
    pub curve: Vec<(f64, f64)>,
    /// Kilometres of single incidents, where the audience may see them.
    pub marks: Vec<f64>,
    pub regions: Vec<Pcode>,
}

/// What was recorded on a stretch of an axis.
#[derive(Debug, Clone)]
pub struct Segment {
    pub from_km: f64,
    pub to_km: f64,
    pub incidents: u32,
    pub explosive: u32,
    pub killed: Option<u32>,
    /// Incidents per kilometre and month with 95 % bounds.
    pub rate: Option<[f64; 3]>,
    /// Kernel density along the roads, same unit.
    pub density: Option<f64>,
    /// Incidents expected at the mean rate of the axis, the chance of as many, and that chance adjusted
    /// for the number of segments.
    pub excess: Option<[f64; 3]>,
    pub bridged_km: f64,
    pub course: Vec<Coord<f64>>,
    pub regions: Vec<Pcode>,
}

/// What an axis is to one commune.
#[derive(Debug, Clone)]
pub struct CommunePart {
    pub code: Pcode,
    pub name: String,
    pub cercle: String,
    pub region: String,
    /// Where the axis first enters it.
    pub from_km: Option<f64>,
    /// Kilometres of the axis in it.
    pub km: f64,
    pub people: Option<[f64; 2]>,
    pub incidents: u32,
    pub explosive: u32,
    pub killed: Option<u32>,
}

/// What an axis is to one zone; an empty name for what is in none.
#[derive(Debug, Clone)]
pub struct ZonePart {
    pub name: String,
    pub km: f64,
    pub people: Option<[f64; 2]>,
    pub incidents: u32,
}

/// What a closure does.
#[derive(Debug, Clone)]
pub struct ClosureSheet {
    pub id: String,
    pub label: Text,
    pub closed_km: f64,
    /// Communes, then facilities, that the closure touches.
    pub touched: Vec<(ClosedPlace, Closed)>,
}

/// What is touched by a closure.
#[derive(Debug, Clone)]
pub enum ClosedPlace {
    Commune { code: Pcode, name: String, people: Option<f64> },
    Facility { input: String, row: u64, name: String },
}

/// How a closure touches a place.
#[derive(Debug, Clone, Copy)]
pub struct Closed {
    pub effect: ClosureEffect,
    /// From door to door before and after, nights of a curfew not counted: of a commune to the quickest facility, of a
    /// facility from the quickest regional chief town. `None` where there is none.
    pub minutes: [Option<f64>; 2],
    /// Minutes more than before, nights of a curfew included; `None` where it is as before.
    pub later: Option<f64>,
}

/// The gravest of what happens to a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosureEffect {
    /// No road leads any longer to the part of the network where most people live.
    CutOff,
    /// The roads at the place itself are closed.
    OnClosedRoad,
    /// Not there before the curfew.
    AfterCurfew,
    Later,
}

impl ClosureEffect {
    /// From the gravest.
    pub const ALL: [ClosureEffect; 4] =
        [ClosureEffect::CutOff, ClosureEffect::OnClosedRoad, ClosureEffect::AfterCurfew, ClosureEffect::Later];

    pub fn id(self) -> &'static str {
        match self {
            ClosureEffect::CutOff => "cut_off",
            ClosureEffect::OnClosedRoad => "on_closed_road",
            ClosureEffect::AfterCurfew => "after_curfew",
            ClosureEffect::Later => "later",
        }
    }
}

/// A piece of road on which much depends.
#[derive(Debug, Clone)]
pub struct KeyLink {
    pub road: Option<String>,
    pub row: u64,
    pub course: Vec<Coord<f64>>,
    pub length_km: f64,
    /// Share of travel between people that runs over it, 0 to 1.
    pub travel: f64,
    /// People cut off when it closes; `None` where another way remains.
    pub cut_off: Option<f64>,
}

/// An incident that is on no axis.
#[derive(Debug, Clone)]
pub struct OffAxis {
    pub source: String,
    pub id: String,
    /// `too_far`, `no_point`, `coarse_place`.
    pub reason: &'static str,
    pub distance_km: Option<f64>,
}

/// Everything about axes and closures of a run.
#[derive(Debug, Clone, Default)]
pub struct RoadsReport {
    pub axes: Vec<AxisSheet>,
    pub closures: Vec<ClosureSheet>,
    pub key_links: Vec<KeyLink>,
    pub off_axis: Vec<OffAxis>,
    /// Whether people near axes were counted in the cells of a raster, not by surface.
    pub people_from_raster: bool,
    /// Months over which incidents were recorded; 0 without incidents.
    pub months: f64,
    /// `2016-01-04 – 2018-07-31`.
    pub period: String,
}

/// Whether a segment stands out from its axis: at most one in twenty such findings is chance.
pub fn stands_out(segment: &Segment) -> bool {
    segment.excess.is_some_and(|[_, _, adjusted]| adjusted <= 0.05)
}

/// The id of the segment of an axis that begins at a kilometre: `a4-0230.0`.
pub fn segment_id(axis: &str, from_km: f64) -> String {
    format!("{axis}-{from_km:06.1}")
}

/// Layers `axes`, `road_segments` and `key_roads`; those without features are left out.
pub fn axes_layers(report: &RoadsReport, labelling: &Labelling) -> Vec<Layer> {
    let layers = [axes_layer(report, labelling), segments_layer(report, labelling), key_layer(report, labelling)];
    layers.into_iter().filter(|layer| !layer.features.is_empty()).collect()
}

fn axes_layer(report: &RoadsReport, labelling: &Labelling) -> Layer {
    let fields = vec![
        text_field("axis", Text::new("Axe", "Axis")),
        text_field("label", Text::new("Nom", "Name")),
        real("length_km", Text::new("Longueur", "Length"), "km", 1),
        real("bridged_km", Text::new("Sans route", "Without road"), "km", 1),
        whole("incidents", Text::same("Incidents")),
        real("people_5km", Text::new("Habitants à moins de 5 km", "People within 5 km"), "", 0),
        real("people_10km", Text::new("Habitants à moins de 10 km", "People within 10 km"), "", 0),
    ];
    let rows = report.axes.iter().map(|a| {
        let incidents = a.segments.iter().map(|s| i64::from(s.incidents)).sum();
        let people = |i: usize| a.people.map_or(FieldValue::Null, |p| FieldValue::Real(p[i].round()));
        let values = vec![
            text(&a.id),
            text(&a.label.fr),
            number(a.length_km),
            number(a.bridged_km),
            FieldValue::Integer(incidents),
            people(0),
            people(1),
        ];
        row(&a.course, values, &a.regions)
    });
    build("axes", Text::new("Axes routiers", "Road axes"), GeometryKind::Line, fields, rows, labelling)
}

fn segments_layer(report: &RoadsReport, labelling: &Labelling) -> Layer {
    let rate = |id: &str, fr: &str, en: &str| Field {
        unit: Text::new("/ km / mois", "/ km / month"),
        ..real(id, Text::new(fr, en), "", 4)
    };
    let hundred = Field {
        unit: Text::new("pour 100 km et par mois", "per 100 km and month"),
        ..real("per_100km_month", Text::same("Incidents"), "", 2)
    };
    let fields = vec![
        text_field("segment", Text::new("Segment", "Segment")),
        text_field("axis", Text::new("Axe", "Axis")),
        real("km_from", Text::new("De", "From"), "km", 1),
        real("km_to", Text::new("À", "To"), "km", 1),
        whole("incidents", Text::same("Incidents")),
        whole("explosive", Text::new("Avec engin explosif", "With an explosive device")),
        whole("killed", Text::new("Tués", "Killed")),
        rate("per_km_month", "Incidents par km et par mois", "Incidents per km and month"),
        rate("lower", "Borne basse à 95 %", "Lower 95% bound"),
        rate("upper", "Borne haute à 95 %", "Upper 95% bound"),
        hundred,
        rate("density", "Densité le long des routes", "Density along the roads"),
        real("expected", Text::new("Attendus à la moyenne de l'axe", "Expected at the mean of the axis"), "", 2),
        real("p", Text::new("Probabilité d'autant ou plus", "Chance of as many or more"), "", 4),
        real("p_adjusted", Text::new("La même, corrigée (Benjamini-Hochberg)", "The same, adjusted (Benjamini–Hochberg)"), "", 4),
        whole("stands_out", Text::new("Se détache (1 = oui)", "Stands out (1 = yes)")),
        real("bridged_km", Text::new("Sans route", "Without road"), "km", 1),
    ];
    let rows = report.axes.iter().flat_map(|a| {
        a.segments.iter().map(|s| {
            let maybe = |v: Option<f64>| v.map_or(FieldValue::Null, FieldValue::Real);
            let values = vec![
                text(&segment_id(&a.id, s.from_km)),
                text(&a.id),
                number(s.from_km),
                number(s.to_km),
                FieldValue::Integer(s.incidents.into()),
                FieldValue::Integer(s.explosive.into()),
                s.killed.map_or(FieldValue::Null, |k| FieldValue::Integer(k.into())),
                maybe(s.rate.map(|r| r[0])),
                maybe(s.rate.map(|r| r[1])),
                maybe(s.rate.map(|r| r[2])),
                maybe(s.rate.map(|r| (r[0] * 1e4).round() / 100.0)),
                maybe(s.density),
                maybe(s.excess.map(|e| e[0])),
                maybe(s.excess.map(|e| e[1])),
                maybe(s.excess.map(|e| e[2])),
                FieldValue::Integer(stands_out(s).into()),
                number(s.bridged_km),
            ];
            row(&s.course, values, &s.regions)
        })
    });
    build("road_segments", Text::new("Segments des axes", "Segments of axes"), GeometryKind::Line, fields, rows, labelling)
}

fn key_layer(report: &RoadsReport, labelling: &Labelling) -> Layer {
    let fields = vec![
        text_field("rank", Text::new("Rang", "Rank")),
        text_field("road", Text::new("Route", "Road")),
        real("length_km", Text::new("Longueur", "Length"), "km", 1),
        real("travel_share", Text::new("Part des trajets entre habitants", "Share of travel between people"), "", 3),
        real("cut_off_people", Text::new("Habitants isolés si fermé", "People cut off if closed"), "", 0),
    ];
    let rows = report.key_links.iter().enumerate().map(|(i, link)| {
        let values = vec![
            text(&format!("{:03}", i + 1)),
            link.road.as_deref().map_or(FieldValue::Null, text),
            number(link.length_km),
            FieldValue::Real(link.travel),
            link.cut_off.map_or(FieldValue::Null, |p| FieldValue::Real(p.round())),
        ];
        row(&link.course, values, &[])
    });
    build("key_roads", Text::new("Tronçons décisifs", "Decisive links"), GeometryKind::Line, fields, rows, labelling)
}

/// A line with its values and regions.
type LineRow = (Option<Geometry<f64>>, Vec<FieldValue>, Vec<Pcode>);

fn row(course: &[Coord<f64>], values: Vec<FieldValue>, regions: &[Pcode]) -> LineRow {
    (Some(MultiLineString(vec![LineString(course.to_vec())]).into()), values, regions.to_vec())
}

fn real(id: &str, label: Text, unit: &str, decimals: usize) -> Field {
    Field { kind: FieldKind::Real, decimals, unit: Text::same(unit), ..text_field(id, label) }
}

fn whole(id: &str, label: Text) -> Field {
    Field { kind: FieldKind::Integer, ..text_field(id, label) }
}

/// Kilometres to the metre.
fn number(km: f64) -> FieldValue {
    FieldValue::Real((km * 1000.0).round() / 1000.0)
}
