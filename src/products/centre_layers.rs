//! The centre of violence: for each year where incidents lie on average, and an ellipse that shows how
//! they are spread.
//!
//! Not a place where violence is: a centre between two fronts may lie where nothing ever happened.

use super::area_layers::{Labelling, text, text_field};
use super::record_layers::{build, integer_field};
use crate::base::{Boundaries, MetricFrame, Result, Text};
use crate::layers::{Field, FieldKind, FieldValue, GeometryKind, Layer};
use crate::spatial::centre::{Weighted, deviational_ellipse};
use crate::table::Event;
use geo_types::{Geometry, Point};
use std::collections::BTreeMap;

/// Fewest events that a centre is drawn from: one of fewer would point at them.
const EVENTS: usize = 5;
/// Points of an outline.
const CORNERS: usize = 90;
/// Precisions at which a point says where an event was.
const PRECISE: [&str; 2] = ["exact", "near_place"];

/// Layers `violence_centre` (points) and `violence_ellipse` (polygons), two features a year: one in which each
/// incident counts alike, one in which it counts by the people it killed. None where no
/// year has five such events; a year with fewer is left out.
///
/// Only events whose spot or nearest place is known count: the middle of a region is nobody's
/// place. Centres and axes are computed in the country's equal-area projection and brought back
/// to WGS84. Give the events as the audience may see them. An error when a coordinate cannot be
/// projected.
pub fn violence_layers(events: &[Event], boundaries: &Boundaries, labelling: &Labelling) -> Result<Vec<Layer>> {
    let Some(extent) = boundaries.country.extent() else { return Ok(Vec::new()) };
    let projection = MetricFrame::centred_on(extent);
    let known: Vec<_> = events.iter().filter(|e| PRECISE.contains(&e.precision)).filter_map(|e| Some((e, e.point?))).collect();
    let mut places: Vec<_> = known.iter().map(|(_, point)| *point).collect();
    projection.project(&mut places)?;

    let mut years: BTreeMap<(i16, &str), Vec<(Weighted, u32)>> = BTreeMap::new();
    for ((event, _), place) in known.iter().zip(places) {
        let year = event.days().filter(|(a, b)| a.year() == b.year()).map(|(a, _)| a.year());
        let Some(year) = year else { continue };
        let killed = event.killed.unwrap_or(0);
        years.entry((year, "incidents")).or_default().push(((place, 1.0), killed));
        if killed > 0 {
            years.entry((year, "killed")).or_default().push(((place, f64::from(killed)), killed));
        }
    }
    let (mut centres, mut ellipses) = (Vec::new(), Vec::new());
    for ((year, by), found) in years.into_iter().filter(|(_, found)| found.len() >= EVENTS) {
        let weighted: Vec<Weighted> = found.iter().map(|(weighted, _)| *weighted).collect();
        let Some(ellipse) = deviational_ellipse(&weighted) else { continue };
        let values = vec![
            text(&format!("{year}-{by}")),
            FieldValue::Integer(i64::from(year)),
            text(by),
            FieldValue::Integer(found.len() as i64),
            FieldValue::Integer(found.iter().map(|(_, killed)| i64::from(*killed)).sum()),
            FieldValue::Real(ellipse.semi_major / 1000.0),
            FieldValue::Real(ellipse.semi_minor / 1000.0),
            FieldValue::Real(ellipse.bearing),
        ];
        let mut centre = [ellipse.centre];
        projection.unproject(&mut centre)?;
        let mut outline = ellipse.outline(CORNERS).into_inner().0.into_inner();
        projection.unproject(&mut outline)?;
        let outline = geo_types::Polygon::new(outline.into(), Vec::new());
        centres.push((Some(Point::from(centre[0]).into()), values.clone(), Vec::new()));
        ellipses.push((Some(Geometry::from(outline)), values, Vec::new()));
    }
    if centres.is_empty() {
        return Ok(Vec::new());
    }
    let layer = |name: &str, title: Text, kind, rows: Vec<_>| build(name, title, kind, fields(), rows.into_iter(), labelling);
    Ok(vec![
        layer(
            "violence_centre",
            Text::new("Centre des violences, par an", "Centre of violence, by year"),
            GeometryKind::Point,
            centres,
        ),
        layer(
            "violence_ellipse",
            Text::new("Étendue des violences, par an", "Spread of violence, by year"),
            GeometryKind::Polygon,
            ellipses,
        ),
    ])
}

fn fields() -> Vec<Field> {
    let real = |id: &str, label, decimals| Field { kind: FieldKind::Real, decimals, ..text_field(id, label) };
    vec![
        text_field("centre_id", Text::new("Identifiant", "Id")),
        integer_field("year", Text::new("Année", "Year")),
        text_field(
            "weight",
            Text::new("Ce qui compte : incidents, ou tués (killed)", "What counts: incidents, or people killed"),
        ),
        integer_field("incidents", Text::new("Incidents dont le lieu est connu", "Incidents whose place is known")),
        integer_field("killed", Text::new("Tués dans ces incidents", "Killed in these incidents")),
        real("semi_major_km", Text::new("Demi grand axe (km)", "Long semi-axis (km)"), 1),
        real("semi_minor_km", Text::new("Demi petit axe (km)", "Short semi-axis (km)"), 1),
        real("bearing", Text::new("Direction du grand axe (° du nord)", "Direction of the long axis (° from north)"), 0),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Area, Areas, Level};
    use geo_types::{Coord, MultiPolygon, polygon};

    fn boundaries() -> Boundaries {
        let square = polygon![(x: -5.0, y: 10.0), (x: 5.0, y: 10.0), (x: 5.0, y: 20.0), (x: -5.0, y: 20.0)];
        let country = Area::new("C".into(), "C", None, MultiPolygon(vec![square]));
        let none = |level| Areas::new(level, Vec::new());
        Boundaries {
            country: Areas::new(Level::Country, vec![country]),
            zones: none(Level::Zone),
            regions: none(Level::Region),
            cercles: none(Level::Cercle),
            communes: none(Level::Commune),
            vintage: String::new(),
        }
    }

    fn event(year: i16, x: f64, precision: &'static str, killed: u32) -> Event {
        Event {
            point: Some(Coord { x, y: 15.0 + 0.1 * x * x }),
            precision,
            date_text: year.to_string(),
            kind: "armed_attack",
            killed: Some(killed),
            source: "s".into(),
            ..Event::default()
        }
    }

    fn made(events: &[Event]) -> Vec<Layer> {
        violence_layers(events, &boundaries(), &Labelling { credits: Vec::new(), synthetic: false }).unwrap()
    }

    fn centre(layer: &Layer, id: &str) -> Coord<f64> {
        let row = layer.features.iter().find(|f| f.values[0].as_str() == Some(id)).expect("a feature");
        let Some(Geometry::Point(point)) = &row.geometry else { panic!("a point") };
        point.0
    }

    #[test]
    fn a_planted_move_to_the_east_is_found() {
        let of = |year, east: f64| {
            (0..8).map(move |i| event(year, east + 0.1 * f64::from(i % 3), "exact", 1 + u32::from(i == 0) * 92))
        };
        let events: Vec<Event> = of(2016, -2.0).chain(of(2017, 1.0)).collect();
        let layers = made(&events);
        assert_eq!(
            layers.iter().map(|l| (l.name.as_str(), l.features.len())).collect::<Vec<_>>(),
            [("violence_centre", 4), ("violence_ellipse", 4)]
        );
        let moved = centre(&layers[0], "2017-incidents").x - centre(&layers[0], "2016-incidents").x;
        assert!((moved - 3.0).abs() < 0.02, "{moved}");
        // The first event, with 93 of 100 deaths, pulls the other centre to itself.
        assert!((centre(&layers[0], "2017-killed").x - 1.0).abs() < 0.02);
    }

    #[test]
    fn few_events_and_vague_places_have_no_centre() {
        let mut events: Vec<Event> = (0..4).map(|i| event(2016, f64::from(i), "exact", 1)).collect();
        events.extend((0..9).map(|i| event(2016, f64::from(i) / 9.0, "region", 1)));
        assert!(made(&events).is_empty());
        events.push(event(2016, 0.5, "near_place", 0));
        let layers = made(&events);
        assert_eq!(layers[0].features.len(), 1, "five incidents, four of them with deaths");
    }
}
