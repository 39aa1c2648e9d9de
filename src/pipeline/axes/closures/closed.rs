//! Which parts of the roads a closure closes.

use crate::access::network::{Axis, Edge, Split};
use crate::base::{Case, Problem, Text};
use crate::pipeline::project::{AxisInput, ClosureInput, RoadOptions};
use crate::products::axes::{RoadsReport, segment_id};

/// Closed parts of the laid network: edge, from and to in metres.
pub type Stretches = Vec<(u32, f64, f64)>;

/// Everything that a closure names: an axis or its kilometres, segments by their ids, segments above a threshold.
/// A curfew alone closes no part.
pub fn stretches(
    closure: &ClosureInput,
    options: &RoadOptions,
    report: &RoadsReport,
    axes: &[(&AxisInput, &Axis)],
) -> Result<Stretches, Box<Problem>> {
    if let Some(id) = closure.axis.as_ref().filter(|id| !axes.iter().any(|(a, _)| a.id == **id)) {
        let what = Text::new(
            "fermeture d'un axe qui n'existe pas ou n'est pas tracé",
            "closure of an axis that does not exist or was not laid",
        );
        return Err(refused(closure, what, id.clone()));
    }
    let nothing = closure.axis.is_none() && closure.above_per_km_month.is_none() && closure.segments.is_empty();
    if nothing && closure.curfew.is_none() {
        let what = Text::new("fermeture qui ne ferme rien", "closure that closes nothing");
        return Err(refused(closure, what, String::new()));
    }
    if let (Some([from, to]), Some(id)) = (closure.km, &closure.axis) {
        let length_km = axes.iter().find(|(a, _)| a.id == *id).map_or(0.0, |(_, axis)| axis.length_m / 1000.0);
        if !(from.is_finite() && to.is_finite()) || from.max(to) <= 0.0 || from.min(to) >= length_km {
            let what = Text::new("fermeture hors de l'axe", "closure beyond the axis");
            return Err(refused(closure, what, format!("km {from} – {to}; {id}: 0 – {length_km:.1} km")));
        }
    }
    let mut unknown: Vec<&String> = closure.segments.iter().collect();
    let mut closed = Vec::new();
    for (input, axis) in axes {
        let mut ranges: Vec<(f64, f64)> = Vec::new();
        if closure.axis.as_ref() == Some(&input.id) {
            let alone = closure.above_per_km_month.is_none() && closure.curfew.is_none() && closure.segments.is_empty();
            match closure.km {
                Some([from, to]) => ranges.push((from.min(to) * 1000.0, from.max(to) * 1000.0)),
                None if alone => ranges.push((0.0, f64::INFINITY)),
                None => {}
            }
        }
        // As the layer for the team names them: other audiences may see longer segments.
        for (from, to) in axis.segments(options.segment_km * 1000.0) {
            let id = segment_id(&input.id, from / 1000.0);
            let listed = unknown.len();
            unknown.retain(|wanted| **wanted != id);
            if unknown.len() < listed {
                ranges.push((from, to));
            }
        }
        if let Some(limit) = closure.above_per_km_month.filter(|_| closure.axis.as_ref().is_none_or(|id| *id == input.id)) {
            let segments = report.axes.iter().filter(|a| a.id == input.id).flat_map(|a| &a.segments);
            let hot = segments.filter(|s| s.rate.is_some_and(|r| r[0] > limit));
            ranges.extend(hot.map(|s| (s.from_km * 1000.0, s.to_km * 1000.0)));
        }
        ranges.into_iter().for_each(|range| closed.extend(on_edges(axis, range)));
    }
    match unknown.first() {
        Some(id) => {
            let what = Text::new("fermeture d'un segment qui n'existe pas", "closure of a segment that does not exist");
            Err(refused(closure, what, (*id).clone()))
        }
        None => Ok(closed),
    }
}

/// A range of metres of an axis on the edges below it.
fn on_edges(axis: &Axis, (from, to): (f64, f64)) -> impl Iterator<Item = (u32, f64, f64)> {
    axis.stretches.iter().filter_map(move |stretch| {
        let (start, end) = (from.max(stretch.start_m), to.min(stretch.start_m + stretch.length_m));
        let edge = stretch.edge.filter(|_| end > start)?;
        let inside = |m: f64| if stretch.forward { m - stretch.start_m } else { stretch.start_m + stretch.length_m - m };
        let (a, b) = (inside(start), inside(end));
        Some((edge, a.min(b), a.max(b)))
    })
}

/// Whether a piece lies within a closed part: its middle does, for pieces end at the borders of parts.
pub fn is_closed(split: &Split, closed: &Stretches, edge: u32, e: &Edge) -> bool {
    let piece = split.pieces[edge as usize];
    let middle = piece.along_m + e.length_m / 2.0;
    closed.iter().any(|&(whole, from, to)| whole == piece.edge && from <= middle && middle <= to)
}

/// Why a closure is left out.
pub fn refused(closure: &ClosureInput, what: Text, found: String) -> Box<Problem> {
    let way_out = Text::new(
        "Nommez un axe du projet (axis), seul ou avec km = [de, à] ; ou segments = [\"a4-0230.0\"] ; ou above_per_km_month ; ou curfew = \"18:00\" avec depart = \"08:00\".",
        "Name an axis of the project (axis), alone or with km = [from, to]; or segments = [\"a4-0230.0\"]; or above_per_km_month; or curfew = \"18:00\" with depart = \"08:00\".",
    );
    let case = Case { row: None, field: Some(format!("closure.{}", closure.id)), found };
    Box::new(Problem::error("closure-not-applied", "", what, way_out).with(case))
}
