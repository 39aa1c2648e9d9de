//! Borders as shared arcs: each stretch of border between two communes exists once, so that
//! simplifying it moves both sides together, and any grouping of communes can be outlined.
//!
//! Not for repairing boundaries: where neighbours do not share their vertices, each keeps its
//! own line, and thin gaps or overlaps stay as they are in the file.

use crate::base::{Boundaries, Level};
use geo::{Area, SimplifyVw};
use geo_types::{Coord, LineString, MultiPolygon};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A stretch of border. Walking along it, `left` and `right` are the communes on each side,
/// `None` for the world outside.
#[derive(Debug, Clone, PartialEq)]
pub struct Arc {
    pub points: Vec<Coord<f64>>,
    pub left: Option<usize>,
    pub right: Option<usize>,
}

/// All borders of a country, and what holds each commune.
#[derive(Debug, Clone)]
pub struct Topology {
    pub arcs: Vec<Arc>,
    /// For each level, the position of the area that holds each commune.
    parents: [Vec<Option<usize>>; 5],
}

/// Degrees to whole numbers of about a centimetre: vertices that differ by less are one.
fn key(c: Coord<f64>) -> (i64, i64) {
    ((c.x * 1e7).round() as i64, (c.y * 1e7).round() as i64)
}

impl Topology {
    /// Borders of the communes, in degrees. No communes give no arcs.
    pub fn new(boundaries: &Boundaries) -> Topology {
        let n = boundaries.communes.len();
        let holders = |level| (0..n).map(|i| boundaries.ancestor(Level::Commune, i, level)).collect();
        let parents = [Level::Country, Level::Zone, Level::Region, Level::Cercle, Level::Commune].map(holders);
        let faces: Vec<&MultiPolygon<f64>> = boundaries.communes.iter().map(|a| &a.geometry).collect();
        Topology { arcs: arcs_of(&faces), parents }
    }

    /// The area of `level` that holds a commune.
    pub fn holder(&self, level: Level, commune: usize) -> Option<usize> {
        self.parents[level as usize][commune]
    }

    pub fn communes(&self) -> usize {
        self.parents[Level::Commune as usize].len()
    }

    /// The coarsest administrative level whose areas differ across the arc: a border of regions is one
    /// of cercles too. `Country` where one side is outside.
    pub fn border_level(&self, arc: &Arc) -> Level {
        match (arc.left, arc.right) {
            (Some(l), Some(r)) => Level::ADMINISTRATIVE
                .into_iter()
                .find(|&level| self.holder(level, l) != self.holder(level, r))
                .unwrap_or(Level::Commune),
            _ => Level::Country,
        }
    }

    /// The same borders with other points, one list for each arc in order: the same places in
    /// another projection.
    pub fn with_points(&self, points: Vec<Vec<Coord<f64>>>) -> Topology {
        let arcs = self.arcs.iter().zip(points).map(|(a, points)| Arc { points, ..*a }).collect();
        Topology { arcs, parents: self.parents.clone() }
    }

    /// Without the points that do not show: every arc is simplified once, by effective area
    /// (Visvalingam & Whyatt 1993), with `tolerance` the side of the smallest square that shows. A
    /// commune that would lose a third of its area, such as a small enclave, keeps its border.
    pub fn simplified(&self, tolerance: f64) -> Topology {
        let simple: Vec<Arc> = self
            .arcs
            .iter()
            .map(|arc| {
                let line = LineString::from(arc.points.clone()).simplify_vw(tolerance * tolerance);
                Arc { points: line.0, ..arc.clone() }
            })
            .collect();
        let (before, after) = (areas(&self.arcs, self.communes()), areas(&simple, self.communes()));
        let shrunk = |face: Option<usize>| face.is_some_and(|f| (after[f] - before[f]).abs() > before[f].abs() / 3.0);
        let arcs = simple
            .into_iter()
            .zip(&self.arcs)
            .map(|(simple, full)| if shrunk(full.left) || shrunk(full.right) { full.clone() } else { simple })
            .collect();
        Topology { arcs, parents: self.parents.clone() }
    }

    /// Outlines of groups of communes: `group` names the group of a commune, `None` to leave it
    /// out. Rings close without repeating the first point; holes are rings like others (even-odd).
    pub fn outlines<K: Ord + Copy>(&self, group: impl Fn(usize) -> Option<K>) -> BTreeMap<K, Vec<Vec<Coord<f64>>>> {
        // Directed arcs around each group, group on the left.
        let mut around: BTreeMap<K, Vec<(usize, bool)>> = BTreeMap::new();
        for (i, arc) in self.arcs.iter().enumerate() {
            let (left, right) = (arc.left.and_then(&group), arc.right.and_then(&group));
            if left != right {
                left.iter().for_each(|&k| around.entry(k).or_default().push((i, true)));
                right.iter().for_each(|&k| around.entry(k).or_default().push((i, false)));
            }
        }
        around.into_iter().map(|(k, arcs)| (k, self.stitched(&arcs))).collect()
    }

    fn stitched(&self, directed: &[(usize, bool)]) -> Vec<Vec<Coord<f64>>> {
        let ends = |&(i, forward): &(usize, bool)| {
            let points = &self.arcs[i].points;
            let (first, last) = (points[0], points[points.len() - 1]);
            if forward { (bits(first), bits(last)) } else { (bits(last), bits(first)) }
        };
        let mut from: HashMap<(u64, u64), Vec<usize>> = HashMap::new();
        for (slot, arc) in directed.iter().enumerate().rev() {
            from.entry(ends(arc).0).or_default().push(slot);
        }
        let mut used = vec![false; directed.len()];
        let mut rings = Vec::new();
        for start in 0..directed.len() {
            if used[start] {
                continue;
            }
            let mut ring: Vec<Coord<f64>> = Vec::new();
            let mut slot = Some(start);
            while let Some(s) = slot {
                used[s] = true;
                let (i, forward) = directed[s];
                let points = &self.arcs[i].points;
                let count = points.len() - 1;
                if forward {
                    ring.extend(&points[..count]);
                } else {
                    ring.extend(points[1..].iter().rev());
                }
                slot = from.get_mut(&ends(&directed[s]).1).and_then(|slots| {
                    while slots.last().is_some_and(|&s| used[s]) {
                        slots.pop();
                    }
                    slots.pop()
                });
            }
            rings.push(ring);
        }
        rings
    }
}

fn bits(c: Coord<f64>) -> (u64, u64) {
    // -0 and 0 are one place.
    ((c.x + 0.0).to_bits(), (c.y + 0.0).to_bits())
}

/// Twice-signed area sums by face, halved: the shoelace formula arc by arc.
fn areas(arcs: &[Arc], faces: usize) -> Vec<f64> {
    let mut out = vec![0.0; faces];
    for arc in arcs {
        let sum: f64 = arc.points.windows(2).map(|p| p[0].x * p[1].y - p[1].x * p[0].y).sum::<f64>() / 2.0;
        arc.left.iter().for_each(|&f| out[f] += sum);
        arc.right.iter().for_each(|&f| out[f] -= sum);
    }
    out
}

/// For each edge, walked from its lower to its higher vertex: the faces on its left and right.
type Edges = BTreeMap<(usize, usize), (Option<usize>, Option<usize>)>;

fn arcs_of(faces: &[&MultiPolygon<f64>]) -> Vec<Arc> {
    // Vertices that fall together become one, named by the order of appearance.
    let mut ids: HashMap<(i64, i64), usize> = HashMap::new();
    let mut places: Vec<Coord<f64>> = Vec::new();
    let mut edges = Edges::new();
    for (face, geometry) in faces.iter().enumerate() {
        for polygon in &geometry.0 {
            let rings = std::iter::once((polygon.exterior(), true)).chain(polygon.interiors().iter().map(|r| (r, false)));
            for (ring, exterior) in rings {
                let mut walk: Vec<usize> = ring
                    .0
                    .iter()
                    .map(|&c| {
                        *ids.entry(key(c)).or_insert_with(|| {
                            places.push(c);
                            places.len() - 1
                        })
                    })
                    .collect();
                walk.dedup();
                let counter_clockwise = geo_types::Polygon::new(ring.clone(), vec![]).signed_area() > 0.0;
                // The face lies on the left of its exterior and of its holes reversed.
                if counter_clockwise != exterior {
                    walk.reverse();
                }
                for w in walk.windows(2) {
                    let sides = edges.entry((w[0].min(w[1]), w[0].max(w[1]))).or_default();
                    let side = if w[0] < w[1] { &mut sides.0 } else { &mut sides.1 };
                    side.get_or_insert(face);
                }
            }
        }
    }
    chained(&edges, &places)
}

/// Edges joined into arcs that end where three borders meet or the sides change.
fn chained(edges: &Edges, places: &[Coord<f64>]) -> Vec<Arc> {
    let mut neighbours: Vec<Vec<usize>> = vec![Vec::new(); places.len()];
    for &(a, b) in edges.keys() {
        neighbours[a].push(b);
        neighbours[b].push(a);
    }
    // Sides of the edge walked from a to b.
    let sides = |a: usize, b: usize| {
        let (left, right) = edges[&(a.min(b), a.max(b))];
        if a < b { (left, right) } else { (right, left) }
    };
    let passes = |v: usize| neighbours[v].len() == 2 && sides(neighbours[v][0], v) == sides(v, neighbours[v][1]);
    let mut seen: HashSet<(usize, usize)> = HashSet::new();
    let mut arcs = Vec::new();
    let mut walk = |start: usize, next: usize| {
        if seen.contains(&(start.min(next), start.max(next))) {
            return;
        }
        let (left, right) = sides(start, next);
        let (mut before, mut here) = (start, next);
        let mut points = vec![places[start]];
        loop {
            seen.insert((before.min(here), before.max(here)));
            points.push(places[here]);
            if here == start || !passes(here) {
                break;
            }
            let on = if neighbours[here][0] == before { neighbours[here][1] } else { neighbours[here][0] };
            (before, here) = (here, on);
        }
        arcs.push(Arc { points, left, right });
    };
    // From the nodes first, then the closed loops that have none.
    for v in (0..places.len()).filter(|&v| !passes(v)) {
        neighbours[v].iter().for_each(|&next| walk(v, next));
    }
    for v in (0..places.len()).filter(|&v| passes(v)) {
        walk(v, neighbours[v][0]);
    }
    arcs
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::polygon;

    /// Two squares side by side, the right one with an enclave.
    fn three() -> Vec<MultiPolygon<f64>> {
        let hole = [(1.4, 0.4), (1.4, 0.6), (1.6, 0.6), (1.6, 0.4)];
        vec![
            MultiPolygon(vec![
                polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 0.5), (x: 1.0, y: 1.0), (x: 0.0, y: 1.0)],
            ]),
            // Drawn clockwise on purpose.
            MultiPolygon(vec![geo_types::Polygon::new(
                vec![(1.0, 0.0), (1.0, 0.5), (1.0, 1.0), (2.0, 1.0), (2.0, 0.0)].into(),
                vec![hole.to_vec().into()],
            )]),
            MultiPolygon(vec![geo_types::Polygon::new(hole.to_vec().into(), vec![])]),
        ]
    }

    fn topology(faces: &[MultiPolygon<f64>]) -> Topology {
        let own: Vec<Option<usize>> = (0..faces.len()).map(Some).collect();
        let one = vec![Some(0); faces.len()];
        Topology { arcs: arcs_of(&faces.iter().collect::<Vec<_>>()), parents: [one.clone(), one.clone(), one.clone(), one, own] }
    }

    #[test]
    fn a_shared_border_is_one_arc_and_an_enclave_is_a_loop() {
        let t = topology(&three());
        assert_eq!(t.arcs.len(), 4, "two outer, one shared, one loop: {:?}", t.arcs);
        let shared: Vec<_> = t.arcs.iter().filter(|a| a.left.is_some() && a.right.is_some()).collect();
        assert_eq!(shared.len(), 2);
        let enclave = t.arcs.iter().find(|a| a.points[0] == a.points[a.points.len() - 1]).unwrap();
        assert_eq!((enclave.points.len(), enclave.left.is_some() && enclave.right.is_some()), (5, true));
    }

    #[test]
    fn outlines_keep_the_areas_of_any_grouping() {
        let t = topology(&three());
        let areas = areas(&t.arcs, 3);
        assert!((areas[0] - 1.0).abs() < 1e-12 && (areas[1] - 0.96).abs() < 1e-12 && (areas[2] - 0.04).abs() < 1e-12);
        let single = t.outlines(Some);
        assert_eq!((single[&0].len(), single[&1].len(), single[&2].len()), (1, 2, 1));
        let all = t.outlines(|_| Some(()));
        assert_eq!(all[&()].len(), 1, "inner borders vanish");
        let without_enclave = t.outlines(|f| (f != 2).then_some(()));
        assert_eq!(without_enclave[&()].len(), 2, "the enclave is a hole");
    }

    #[test]
    fn a_small_enclave_survives_simplifying() {
        let t = topology(&three()).simplified(0.5);
        assert!((areas(&t.arcs, 3)[2] - 0.04).abs() < 1e-12);
        let shared = t.arcs.iter().find(|a| a.left.is_some() && a.right.is_some() && a.points.len() < 4).unwrap();
        assert_eq!(shared.points.len(), 2, "the point in the middle of a straight border goes");
    }
}
