//! What lies along an axis: communes, people, zones, incidents.

use super::AxesInputs;
use super::near::{Near, near};
use crate::access::network::{Axis, Network, Passage, Snapper, lixels, network_density, passages};
use crate::base::{Boundaries, Level, Pcode, Result, Text};
use crate::indicators::roads::{Exposure, RoadEvent, excess, exposure, windows};
use crate::pipeline::project::AxisInput;
use crate::products::axes::{AxisSheet, CommunePart, OffAxis, RoadsReport, Segment, ZonePart};
use crate::protect::Audience;
use crate::table::Event;
use geo_types::Coord;
use std::collections::{BTreeMap, BTreeSet};

/// Pieces in which density is computed: so many to a segment, but none longer than [`PIECE_M`].
const PIECES: f64 = 10.0;
const PIECE_M: f64 = 500.0;

/// A moving window is so many segments long, and for the team that holds the points moves by a fifth of one.
const WINDOW: f64 = 2.0;
const WINDOW_STEP: f64 = 0.2;

pub struct Measure<'a> {
    inputs: &'a AxesInputs<'a>,
    network: &'a Network,
    segment_m: f64,
    /// Months between the first and the last day that events know, and these days.
    months: f64,
    period: String,
}

/// An event on the network of axes.
struct Placed<'e> {
    event: &'e Event,
    edge: u32,
    along_m: f64,
}

impl<'a> Measure<'a> {
    pub fn new(inputs: &'a AxesInputs<'a>, network: &'a Network) -> Result<Self> {
        let least = inputs.audience.least_segment_km();
        let segment_m = inputs.options.segment_km.max(least) * 1000.0;
        let days: Vec<_> = inputs.events.iter().filter_map(Event::days).collect();
        let (first, last) = (days.iter().map(|d| d.0).min(), days.iter().map(|d| d.1).max());
        let (months, period) = match (first, last) {
            (Some(first), Some(last)) => (f64::from((last - first).get_days() + 1) / 30.4375, format!("{first} – {last}")),
            _ => (0.0, String::new()),
        };
        Ok(Measure { inputs, network, segment_m, months, period })
    }

    pub fn report(&self, axes: &[(&AxisInput, &Axis)]) -> Result<RoadsReport> {
        let edges: BTreeSet<u32> = axes.iter().flat_map(|(_, axis)| axis.stretches.iter().filter_map(|s| s.edge)).collect();
        let (placed, off_axis) = self.placed(&edges)?;
        let near = match self.inputs.boundaries {
            Some(boundaries) => {
                let axes: Vec<&Axis> = axes.iter().map(|(_, axis)| *axis).collect();
                near(&axes, &boundaries.communes, self.inputs.raster)?
            }
            None => vec![Near::new(); axes.len()],
        };
        let sheets = axes.iter().zip(near).map(|((input, axis), near)| self.sheet(input, axis, &placed, &near)).collect();
        Ok(RoadsReport {
            axes: sheets,
            off_axis,
            people_from_raster: self.inputs.raster.is_some(),
            months: self.months,
            period: self.period.clone(),
            ..RoadsReport::default()
        })
    }

    /// Each event on the nearest place of all axes within the limit: on one edge alone, also at a node that
    /// several axes share.
    fn placed(&self, edges: &BTreeSet<u32>) -> Result<(Vec<Placed<'a>>, Vec<OffAxis>)> {
        let events = self.inputs.events;
        let limit = self.inputs.options.snap_km * 1000.0;
        let snapper = Snapper::new(self.network, |edge, _| edges.contains(&edge));
        let nowhere = Coord { x: f64::NAN, y: f64::NAN };
        let known = |e: &Event| matches!(e.precision, "exact" | "near_place");
        let points: Vec<Coord<f64>> = events.iter().map(|e| e.point.filter(|_| known(e)).unwrap_or(nowhere)).collect();
        let (mut placed, mut off) = (Vec::new(), Vec::new());
        for (event, found) in events.iter().zip(snapper.nearest(&points)?) {
            let (reason, distance_m) = match found {
                Some(s) if s.distance_m <= limit => {
                    placed.push(Placed { event, edge: s.position.edge, along_m: s.position.along_m });
                    continue;
                }
                Some(s) => ("too_far", Some(s.distance_m)),
                None if event.point.is_some() && !known(event) => ("coarse_place", None),
                None => ("no_point", None),
            };
            let distance_km = distance_m.map(|m| m / 1000.0);
            off.push(OffAxis { source: event.source.clone(), id: event.id.clone(), reason, distance_km });
        }
        Ok((placed, off))
    }

    fn sheet(&self, input: &AxisInput, axis: &Axis, placed: &[Placed], near: &Near) -> AxisSheet {
        let events = on_axis(axis, placed, self.network);
        let internal = self.inputs.audience == Audience::Internal;
        let (segments, curve) = self.segments(axis, &events, placed);
        let step = if internal { self.segment_m * WINDOW_STEP } else { self.segment_m };
        let moving = windows(axis.length_m, self.segment_m * WINDOW, step);
        let windows = exposure(&events, &moving, self.months).iter().map(row).collect();
        let mut sheet = AxisSheet {
            id: input.id.clone(),
            label: label(input, axis),
            course: axis.course().into_iter().map(|c| c.0).collect(),
            length_km: axis.length_m / 1000.0,
            bridged_km: axis.bridged_m() / 1000.0,
            towns: axis.stops.iter().map(|s| (s.along_m / 1000.0, s.name.clone(), s.off_road_m / 1000.0)).collect(),
            gaps: gaps(axis),
            passages: Vec::new(),
            zones: Vec::new(),
            zone_passages: Vec::new(),
            communes: Vec::new(),
            people: None,
            without_people: 0,
            segments,
            windows,
            curve,
            marks: if internal { events.iter().map(|e| e.along_m / 1000.0).collect() } else { Vec::new() },
            regions: Vec::new(),
        };
        sheet.marks.sort_by(f64::total_cmp);
        if let Some(boundaries) = self.inputs.boundaries {
            self.areas(&mut sheet, axis, &events, near, boundaries);
        }
        sheet
    }

    fn segments(&self, axis: &Axis, events: &[RoadEvent], placed: &[Placed]) -> (Vec<Segment>, Vec<(f64, f64)>) {
        let stretches = axis.segments(self.segment_m);
        let found = exposure(events, &stretches, self.months);
        let judged = excess(&found);
        let density = self.density(axis, placed);
        let mut curve = Vec::new();
        let mut segments = Vec::new();
        for (exposure, excess) in found.iter().zip(judged) {
            let inside = density.iter().filter(|d| d.0 >= exposure.from_m && d.0 < exposure.to_m);
            let (sum, length) = inside.fold((0.0, 0.0), |(sum, length), d| (sum + d.1 * d.2, length + d.2));
            let mean = (length > 0.0).then(|| sum / length);
            let middle = (exposure.from_m + exposure.to_m) / 2000.0;
            curve.extend(mean.map(|mean| (middle, mean)));
            let bridged = gaps(axis)
                .iter()
                .fold(0.0, |sum, (a, b)| sum + (b.min(exposure.to_m / 1000.0) - a.max(exposure.from_m / 1000.0)).max(0.0));
            segments.push(Segment {
                density: mean,
                excess: (self.months > 0.0).then_some([excess.expected, excess.p, excess.p_adjusted]),
                bridged_km: bridged,
                course: axis.part(exposure.from_m, exposure.to_m),
                ..row(exposure)
            });
        }
        if self.inputs.audience == Audience::Internal {
            curve = density.iter().map(|d| (d.0 / 1000.0, d.1)).collect();
        }
        (segments, curve)
    }

    /// Kernel density at pieces of the axis: middle in metres, incidents per kilometre and month, length.
    fn density(&self, axis: &Axis, placed: &[Placed]) -> Vec<(f64, f64, f64)> {
        if self.months <= 0.0 {
            return Vec::new();
        }
        let mut seen = BTreeSet::new();
        let stretches: Vec<_> = axis.stretches.iter().filter(|s| s.edge.is_some_and(|e| seen.insert(e))).collect();
        let edges: Vec<u32> = stretches.iter().filter_map(|s| s.edge).collect();
        let pieces = lixels(self.network, &edges, (self.segment_m / PIECES).min(PIECE_M));
        let events: Vec<_> =
            placed.iter().map(|p| crate::access::network::Position { edge: p.edge, along_m: p.along_m }).collect();
        let bandwidth_m = (self.inputs.options.bandwidth_km * 1000.0).max(self.inputs.audience.least_segment_km() * 1000.0);
        let ways = self.network.ways_by_length();
        let found = network_density(self.network, &ways, &events, &pieces, bandwidth_m, self.inputs.options.kernel);
        let by_edge: BTreeMap<u32, _> = stretches.iter().filter_map(|s| Some((s.edge?, *s))).collect();
        let mut out: Vec<(f64, f64, f64)> = pieces
            .iter()
            .zip(found)
            .map(|(piece, per_m)| {
                let stretch = by_edge[&piece.edge];
                let middle = (piece.from_m + piece.to_m) / 2.0;
                let along = stretch.start_m + if stretch.forward { middle } else { stretch.length_m - middle };
                (along, per_m.max(0.0) * 1000.0 / self.months, piece.to_m - piece.from_m)
            })
            .collect();
        out.sort_by(|a, b| a.0.total_cmp(&b.0));
        out
    }

    fn areas(&self, sheet: &mut AxisSheet, axis: &Axis, events: &[RoadEvent], near: &Near, boundaries: &Boundaries) {
        let communes = &boundaries.communes;
        let crossed = passages(axis, communes);
        let name = |area: Option<usize>| area.map_or(String::new(), |i| communes[i].name.clone());
        sheet.passages = merged(&crossed, |p| name(p.area), |p| p.area);
        let zone = |area: Option<usize>| boundaries.ancestor(Level::Commune, area?, Level::Zone);
        let zone_name = |zone: Option<usize>| zone.map_or(String::new(), |z| boundaries.zones[z].name.clone());
        sheet.zone_passages = merged(&crossed, |p| zone_name(zone(p.area)), |p| zone(p.area));
        let region = |area: Option<usize>| {
            let i = boundaries.ancestor(Level::Commune, area?, Level::Region)?;
            Some(boundaries.regions[i].code.clone())
        };
        let regions_within = |from_m: f64, to_m: f64| -> Vec<Pcode> {
            let met = crossed.iter().filter(|p| p.from_m < to_m && p.to_m > from_m);
            met.filter_map(|p| region(p.area)).collect::<BTreeSet<_>>().into_iter().collect()
        };
        sheet.regions = regions_within(0.0, axis.length_m + 1.0);
        for segment in &mut sheet.segments {
            segment.regions = regions_within(segment.from_km * 1000.0, segment.to_km * 1000.0);
        }

        let people_of = |i: usize| self.inputs.people.and_then(|column| column.cells.get(i)?.ok());
        let mut zones: BTreeMap<Option<usize>, ZonePart> = BTreeMap::new();
        let counted = self.inputs.people.is_some();
        for i in 0..communes.len() {
            let here: Vec<&Passage> = crossed.iter().filter(|p| p.area == Some(i)).collect();
            let shares = near.get(&i);
            if here.is_empty() && shares.is_none() {
                continue;
            }
            let inside =
                |e: &&RoadEvent| here.iter().any(|p| e.along_m >= p.from_m && (e.along_m < p.to_m || p.to_m >= axis.length_m));
            let met: Vec<&RoadEvent> = events.iter().filter(inside).collect();
            let stated: Vec<u32> = met.iter().filter_map(|e| e.killed).collect();
            let km = here.iter().map(|p| p.to_m - p.from_m).sum::<f64>() / 1000.0;
            let people = people_of(i).map(|all| shares.copied().unwrap_or_default().map(|share| all * share));
            sheet.without_people += usize::from(counted && people.is_none());
            let above = |level| {
                boundaries.ancestor(Level::Commune, i, level).map_or(String::new(), |a| boundaries.level(level)[a].name.clone())
            };
            let of_zone = zones.entry(zone(Some(i))).or_insert_with(|| ZonePart {
                name: zone_name(zone(Some(i))),
                km: 0.0,
                people: counted.then_some([0.0; 2]),
                incidents: 0,
            });
            of_zone.km += km;
            of_zone.incidents += met.len() as u32;
            if let (Some(sum), Some(add)) = (&mut of_zone.people, people) {
                *sum = [sum[0] + add[0], sum[1] + add[1]];
            }
            sheet.communes.push(CommunePart {
                code: communes[i].code.clone(),
                name: communes[i].name.clone(),
                cercle: above(Level::Cercle),
                region: above(Level::Region),
                from_km: here.first().map(|p| p.from_m / 1000.0),
                km,
                people,
                incidents: met.len() as u32,
                explosive: met.iter().filter(|e| e.explosive).count() as u32,
                killed: (met.is_empty() || !stated.is_empty()).then(|| stated.iter().sum()),
            });
        }
        let first = |part: &CommunePart| part.from_km.unwrap_or(f64::INFINITY);
        sheet.communes.sort_by(|a, b| first(a).total_cmp(&first(b)).then(a.code.cmp(&b.code)));
        let total = |k: usize| sheet.communes.iter().filter_map(|c| c.people).map(|p| p[k]).sum::<f64>();
        sheet.people = counted.then(|| [total(0), total(1)]);
        sheet.zones = zones.into_values().collect();
    }
}

/// The events on the edges of an axis; one that passes an edge twice has them where it passes first.
fn on_axis(axis: &Axis, placed: &[Placed], network: &Network) -> Vec<RoadEvent> {
    let mut by_edge = BTreeMap::new();
    axis.stretches.iter().filter_map(|s| Some((s.edge?, s))).for_each(|(edge, s)| {
        by_edge.entry(edge).or_insert(s);
    });
    let event = |p: &Placed| {
        let stretch = by_edge.get(&p.edge)?;
        let inside = p.along_m.min(network.edges()[p.edge as usize].length_m);
        let along_m = stretch.start_m + if stretch.forward { inside } else { stretch.length_m - inside };
        Some(RoadEvent { along_m, explosive: p.event.explosive, killed: p.event.killed })
    };
    placed.iter().filter_map(event).collect()
}

fn row(exposure: &Exposure) -> Segment {
    Segment {
        from_km: exposure.from_m / 1000.0,
        to_km: exposure.to_m / 1000.0,
        incidents: exposure.incidents,
        explosive: exposure.explosive,
        killed: exposure.killed,
        rate: exposure.rate.map(|r| [r.per_km_month, r.lower, r.upper]),
        density: None,
        excess: None,
        bridged_km: 0.0,
        course: Vec::new(),
        regions: Vec::new(),
    }
}

fn gaps(axis: &Axis) -> Vec<(f64, f64)> {
    let bridges = axis.stretches.iter().filter(|s| s.edge.is_none());
    bridges.map(|s| (s.start_m / 1000.0, (s.start_m + s.length_m) / 1000.0)).collect()
}

fn label(input: &AxisInput, axis: &Axis) -> Text {
    let towns: Vec<&str> = axis.stops.iter().map(|s| s.name.as_str()).collect();
    input.label.as_ref().map_or_else(|| Text::same(towns.join("–")), |label| label.text())
}

/// Neighbouring passages of one kind as one, in kilometres.
fn merged<K: PartialEq>(
    passages: &[Passage],
    name: impl Fn(&Passage) -> String,
    kind: impl Fn(&Passage) -> K,
) -> Vec<(f64, f64, String)> {
    let groups = passages.chunk_by(|a, b| kind(a) == kind(b));
    groups.map(|g| (g[0].from_m / 1000.0, g[g.len() - 1].to_m / 1000.0, name(&g[0]))).collect()
}
