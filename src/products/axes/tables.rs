//! Axes and closures as CSV: one line per thing, ids in English, empty for unknown.

use super::{AxisSheet, Closed, ClosedPlace, ClosureEffect, ClosureSheet, CommunePart, RoadsReport, Segment};
use crate::layers::csv::{spreadsheet_text, write_table};
use std::collections::BTreeMap;

/// One line per axis.
pub fn axes_csv(report: &RoadsReport) -> String {
    let header = [
        "axis",
        "label_fr",
        "label_en",
        "towns",
        "length_km",
        "bridged_km",
        "incidents",
        "explosive",
        "months",
        "people_5km",
        "people_10km",
        "people_by",
        "communes_without_population",
        "segments",
        "segments_standing_out",
    ];
    let rows = report.axes.iter().map(|a| {
        let sum = |of: fn(&Segment) -> u32| a.segments.iter().map(of).sum::<u32>().to_string();
        let towns: Vec<String> = a.towns.iter().map(|(km, name, off)| format!("{name} (km {km:.1}; {off:.1})")).collect();
        vec![
            a.id.clone(),
            safe(&a.label.fr),
            safe(&a.label.en),
            safe(&towns.join(" – ")),
            km(a.length_km),
            km(a.bridged_km),
            sum(|s| s.incidents),
            sum(|s| s.explosive),
            format!("{:.2}", report.months),
            people(a.people, 0),
            people(a.people, 1),
            a.people.map_or("", |_| if report.people_from_raster { "raster" } else { "surface" }).into(),
            a.without_people.to_string(),
            a.segments.len().to_string(),
            a.segments.iter().filter(|s| super::stands_out(s)).count().to_string(),
        ]
    });
    table(&header, rows)
}

/// The communes along all axes, those first where risk education is most urgent: most incidents with an
/// explosive device on the axes, then most incidents, then most people within 5 km. A commune on several axes
/// has the sum of incidents (each event is on one place only) and of kilometres, and the people of the
/// axis near which most of them live.
pub fn axes_communes_csv(report: &RoadsReport) -> String {
    let mut communes: BTreeMap<&str, (CommunePart, Vec<String>)> = BTreeMap::new();
    for axis in &report.axes {
        for part in &axis.communes {
            match communes.get_mut(part.code.as_str()) {
                None => {
                    communes.insert(part.code.as_str(), (part.clone(), vec![named(axis, part)]));
                }
                Some((known, axes)) => {
                    axes.push(named(axis, part));
                    known.km += part.km;
                    known.incidents += part.incidents;
                    known.explosive += part.explosive;
                    known.killed = match (known.killed, part.killed) {
                        (Some(a), Some(b)) => Some(a + b),
                        (a, b) => a.or(b),
                    };
                    known.people = match (known.people, part.people) {
                        (Some(a), Some(b)) => Some([a[0].max(b[0]), a[1].max(b[1])]),
                        (a, b) => a.or(b),
                    };
                }
            }
        }
    }
    let mut list: Vec<(CommunePart, Vec<String>)> = communes.into_values().collect();
    let near = |c: &CommunePart| c.people.map_or(0.0, |p| p[0]);
    list.sort_by(|(a, _), (b, _)| {
        let counts = (b.explosive, b.incidents).cmp(&(a.explosive, a.incidents));
        counts.then(near(b).total_cmp(&near(a))).then(a.code.cmp(&b.code))
    });
    let header = [
        "priority",
        "code",
        "commune",
        "cercle",
        "region",
        "axes",
        "km",
        "people_5km",
        "people_10km",
        "incidents",
        "explosive",
        "killed",
    ];
    let rows = list.into_iter().enumerate().map(|(i, (c, axes))| {
        vec![
            (i + 1).to_string(),
            safe(c.code.as_str()),
            safe(&c.name),
            safe(&c.cercle),
            safe(&c.region),
            axes.join(" "),
            km(c.km),
            people(c.people, 0),
            people(c.people, 1),
            c.incidents.to_string(),
            c.explosive.to_string(),
            maybe(c.killed),
        ]
    });
    table(&header, rows)
}

/// `A1@120.5`: the axis and the kilometre at which it enters; without a kilometre where it only passes near.
fn named(axis: &AxisSheet, part: &CommunePart) -> String {
    part.from_km.map_or(axis.id.clone(), |from| format!("{}@{from:.1}", axis.id))
}

/// What each axis is to each zone.
pub fn axes_zones_csv(report: &RoadsReport) -> String {
    let rows = report.axes.iter().flat_map(|a| {
        a.zones.iter().map(move |z| {
            vec![a.id.clone(), safe(&z.name), km(z.km), people(z.people, 0), people(z.people, 1), z.incidents.to_string()]
        })
    });
    table(&["axis", "zone", "km", "people_5km", "people_10km", "incidents"], rows)
}

/// The moving window along each axis.
pub fn axes_windows_csv(report: &RoadsReport) -> String {
    let header = ["axis", "km_from", "km_to", "incidents", "per_km_month", "lower", "upper"];
    let rows = report.axes.iter().flat_map(|a| {
        a.windows.iter().map(move |w| {
            let rate = |i: usize| w.rate.map_or(String::new(), |r| format!("{:.6}", r[i]));
            vec![a.id.clone(), km(w.from_km), km(w.to_km), w.incidents.to_string(), rate(0), rate(1), rate(2)]
        })
    });
    table(&header, rows)
}

/// What each closure does: a line for each effect on communes and on facilities together, then one for each commune and
/// facility it touches. Minutes of several together are means, of communes weighted by people.
pub fn closures_csv(report: &RoadsReport) -> String {
    let header = [
        "closure",
        "closed_km",
        "what",
        "count",
        "code",
        "name",
        "people",
        "effect",
        "minutes_before",
        "minutes_after",
        "later_minutes",
    ];
    let rows = report.closures.iter().flat_map(|c| {
        let totals = [("communes", true), ("facilities", false)]
            .into_iter()
            .flat_map(move |(what, communes)| ClosureEffect::ALL.into_iter().map(move |effect| total(c, what, communes, effect)));
        let single = c.touched.iter().map(move |(place, closed)| {
            let (what, code, name, people) = match place {
                ClosedPlace::Commune { code, name, people } => ("commune", code.as_str().to_owned(), name, *people),
                ClosedPlace::Facility { input, row, name } => ("facility", format!("{input}-{row:06}"), name, None),
            };
            let mut cells = vec![c.id.clone(), km(c.closed_km), what.into(), String::new(), safe(&code), safe(name)];
            cells.extend([people.map_or(String::new(), |p| format!("{p:.0}")), closed.effect.id().into()]);
            cells.extend([closed.minutes[0], closed.minutes[1], closed.later].map(whole_minutes));
            cells
        });
        totals.chain(single).collect::<Vec<_>>()
    });
    table(&header, rows)
}

/// All communes, or all facilities, on which a closure has one effect.
fn total(closure: &ClosureSheet, what: &str, communes: bool, effect: ClosureEffect) -> Vec<String> {
    let weight = |place: &ClosedPlace| match place {
        ClosedPlace::Commune { people, .. } => communes.then_some(people.unwrap_or(0.0)),
        ClosedPlace::Facility { .. } => (!communes).then_some(1.0),
    };
    let here: Vec<(f64, &Closed)> =
        closure.touched.iter().filter(|(_, c)| c.effect == effect).filter_map(|(place, c)| Some((weight(place)?, c))).collect();
    let mean = |of: &dyn Fn(&Closed) -> Option<f64>| {
        let known = here.iter().filter_map(|(weight, c)| Some((*weight, of(c)?)));
        let (sum, all) = known.fold((0.0, 0.0), |(sum, all), (weight, value)| (sum + weight * value, all + weight));
        (all > 0.0).then(|| sum / all)
    };
    let people = if communes { format!("{:.0}", here.iter().fold(0.0, |sum, (weight, _)| sum + weight)) } else { String::new() };
    let mut cells = vec![closure.id.clone(), km(closure.closed_km), what.into(), here.len().to_string(), String::new()];
    cells.extend([safe(&closure.label.fr), people, effect.id().into()]);
    cells.extend([mean(&|c| c.minutes[0]), mean(&|c| c.minutes[1]), mean(&|c| c.later)].map(whole_minutes));
    cells
}

fn whole_minutes(minutes: Option<f64>) -> String {
    minutes.map_or(String::new(), |m| format!("{m:.0}"))
}

/// Pieces of road on which much depends, the most travelled first.
pub fn key_links_csv(report: &RoadsReport) -> String {
    let header = ["rank", "road", "road_row", "longitude", "latitude", "length_km", "travel_share", "bridge", "cut_off_people"];
    let rows = report.key_links.iter().enumerate().map(|(i, link)| {
        let middle = link.course.get(link.course.len() / 2);
        vec![
            (i + 1).to_string(),
            safe(link.road.as_deref().unwrap_or_default()),
            link.row.to_string(),
            middle.map_or(String::new(), |c| format!("{:.5}", c.x)),
            middle.map_or(String::new(), |c| format!("{:.5}", c.y)),
            km(link.length_km),
            format!("{:.4}", link.travel),
            u8::from(link.cut_off.is_some()).to_string(),
            link.cut_off.map_or(String::new(), |p| format!("{p:.0}")),
        ]
    });
    table(&header, rows)
}

/// Incidents that count on no axis, and why.
pub fn off_axis_csv(report: &RoadsReport) -> String {
    let rows = report
        .off_axis
        .iter()
        .map(|e| vec![safe(&e.source), safe(&e.id), e.reason.into(), e.distance_km.map_or(String::new(), km)]);
    table(&["source", "incident_id", "reason", "distance_km"], rows)
}

fn people(counts: Option<[f64; 2]>, i: usize) -> String {
    counts.map_or(String::new(), |p| format!("{:.0}", p[i]))
}

fn maybe(value: Option<u32>) -> String {
    value.map_or(String::new(), |v| v.to_string())
}

fn km(value: f64) -> String {
    format!("{value:.3}")
}

fn safe(text: &str) -> String {
    spreadsheet_text(text).into_owned()
}

fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = Vec::new();
    let header = header.iter().map(|h| (*h).to_owned()).collect();
    // Writing into memory fails only where memory ends.
    write_table(&mut out, std::iter::once(header).chain(rows)).expect("memory takes every byte");
    String::from_utf8(out).expect("cells are text")
}
