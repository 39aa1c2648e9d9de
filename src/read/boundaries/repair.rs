//! Polygons that break the rules of polygons, made whole: crossing rings, repeated points, rings
//! in the wrong order, holes outside their shell, parts on top of each other.
//!
//! Valid polygons keep every vertex. Not for closing gaps between neighbours.

use crate::base::{Case, Problem, Text, assemble, directed_edges, first_crossing, is_finite, is_simple};
use geo::algorithm::orient::{Direction, Orient};
use geo::{Area, BooleanOps, BoundingRect, CoordsIter, GeodesicArea, MakeValid, RemoveRepeatedPoints, unary_union};
use geo_types::{Coord, Geometry, LineString, MultiPolygon, Polygon, Rect};

/// Parts of a repaired geometry smaller than this are left-overs of the fault, in m².
const SLIVER_M2: f64 = 1.0;

/// What was wrong with a polygon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    /// A vertex follows itself; it is written once.
    RepeatedPoint,
    /// A ring with fewer than three different points is left out.
    SmallRing,
    /// The hole was written before the shell; they change places.
    RingOrder,
    /// A ring touches itself and is cut into rings that do not.
    Touching,
    /// Rings cross or overlap here; the surface is rebuilt (odd–even within a shell).
    Crossing(Coord<f64>),
    /// A hole lies outside its shell and is left out.
    HoleOutside,
    /// Parts of one geometry lie on each other and are united.
    Overlap,
    /// Nothing usable remains; the geometry is left out.
    Unrepairable,
}

impl Fault {
    /// The problem group for this fault, without cases.
    pub fn problem(self, file: &str) -> Problem {
        let kept = |kind, fr: &str, en: &str| {
            Problem::note(
                kind,
                file,
                Text::new(fr, en),
                Text::new(
                    "La géométrie a été réparée et sert telle quelle. Pour corriger à la source : QGIS, « Réparer les géométries ».",
                    "The geometry was repaired and is used as it is. To correct the source: QGIS, “Fix geometries”.",
                ),
            )
        };
        match self {
            Fault::RepeatedPoint => {
                kept("polygon-repeated-point", "sommets répétés dans un polygone", "repeated points in a polygon")
            }
            Fault::SmallRing => {
                kept("polygon-small-ring", "anneau de moins de trois points, retiré", "ring of fewer than three points, left out")
            }
            Fault::RingOrder => kept("polygon-ring-order", "trou écrit avant le contour", "hole written before the outer ring"),
            Fault::Touching => kept("polygon-touching", "contour qui se touche lui-même", "ring that touches itself"),
            Fault::Crossing(_) => kept("polygon-crossing", "contour qui se croise", "ring that crosses itself or another"),
            Fault::HoleOutside => {
                kept("polygon-hole-outside", "trou hors de son contour, retiré", "hole outside its outer ring, left out")
            }
            Fault::Overlap => kept(
                "polygon-overlap",
                "parties d'un polygone superposées, réunies",
                "parts of a polygon on top of each other, united",
            ),
            Fault::Unrepairable => Problem::warning(
                "polygon-unrepairable",
                file,
                Text::new("polygone sans surface utilisable, laissé de côté", "polygon without a usable surface, left out"),
                Text::new(
                    "Redessinez cette unité dans QGIS ou prenez une autre version du fichier.",
                    "Redraw this unit in QGIS or use another version of the file.",
                ),
            ),
        }
    }

    /// This fault at a row of the file.
    pub fn case(self, row: u64) -> Case {
        let found = match self {
            Fault::Crossing(at) => format!("{:.6} {:.6}", at.x, at.y),
            _ => String::new(),
        };
        Case::row(row, "geometry", found)
    }
}

/// A geometry after repair. Empty when it could not be repaired.
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    pub geometry: MultiPolygon<f64>,
    /// In the order found; empty when nothing was wrong.
    pub faults: Vec<Fault>,
}

/// Makes a geometry valid in the sense of OGC Simple Features, exterior rings counter-clockwise
/// and holes clockwise (RFC 7946; turning a ring is no fault). Coordinates in degrees.
///
/// Self-crossing rings follow the odd–even rule by constrained triangulation (Ledoux, Arroyo
/// Ohori and Meijers, 2014). An empty geometry, or one with a coordinate that is not a number,
/// is [`Fault::Unrepairable`].
pub fn repair(geometry: MultiPolygon<f64>) -> Repair {
    let mut faults = Vec::new();
    let geometry = repaired(geometry, &mut faults).unwrap_or_else(|| {
        faults.push(Fault::Unrepairable);
        MultiPolygon(vec![])
    });
    Repair { geometry, faults }
}

/// The surfaces of a geometry; `None` for points and lines.
pub fn surfaces(geometry: Geometry<f64>) -> Option<MultiPolygon<f64>> {
    match geometry {
        Geometry::Polygon(polygon) => Some(MultiPolygon(vec![polygon])),
        Geometry::MultiPolygon(polygons) => Some(polygons),
        Geometry::GeometryCollection(parts) => {
            let polygons: Vec<Polygon<f64>> = parts.0.into_iter().filter_map(surfaces).flat_map(|m| m.0).collect();
            (!polygons.is_empty()).then_some(MultiPolygon(polygons))
        }
        _ => None,
    }
}

fn repaired(geometry: MultiPolygon<f64>, faults: &mut Vec<Fault>) -> Option<MultiPolygon<f64>> {
    if !geometry.iter().all(is_finite) {
        return None;
    }
    let polygons: Vec<Polygon<f64>> = geometry.0.into_iter().filter_map(|polygon| tidy(polygon, faults)).collect();
    if polygons.is_empty() {
        return None;
    }
    let tidy = MultiPolygon(polygons);
    // Most are one clean ring; the same would come out below, at twice the cost.
    if let [polygon] = tidy.0.as_slice()
        && polygon.interiors().is_empty()
        && is_simple(polygon.exterior())
    {
        return Some(tidy.orient(Direction::Default));
    }
    if let Some(clean) = assemble(directed_edges(&[&tidy])) {
        let make = |m: &MultiPolygon<f64>| (m.0.len(), m.coords_count());
        if make(&clean) == make(&tidy) {
            return Some(tidy.orient(Direction::Default));
        }
        note(faults, Fault::Touching);
        return (!clean.0.is_empty()).then_some(clean);
    }
    let parts: Option<Vec<MultiPolygon<f64>>> = tidy.0.into_iter().map(|polygon| rebuild(polygon, faults)).collect();
    let parts = parts?;
    let whole = assemble(directed_edges(&parts.iter().collect::<Vec<_>>())).or_else(|| {
        note(faults, Fault::Overlap);
        let oriented: Vec<_> = parts.iter().map(|part| part.orient(Direction::Default)).collect();
        settle(unary_union(&oriented))
    })?;
    let whole = without_slivers(whole);
    (!whole.0.is_empty()).then_some(whole)
}

fn note(faults: &mut Vec<Fault>, fault: Fault) {
    if !faults.contains(&fault) {
        faults.push(fault);
    }
}

/// Without repeated points and rings of no extent, the largest ring first.
fn tidy(polygon: Polygon<f64>, faults: &mut Vec<Fault>) -> Option<Polygon<f64>> {
    let (shell, holes) = polygon.into_inner();
    let mut ring = |ring: LineString<f64>| {
        let mut tidy = ring;
        if tidy.0.windows(2).any(|pair| pair[0] == pair[1]) {
            tidy.remove_repeated_points_mut();
            note(faults, Fault::RepeatedPoint);
        }
        (tidy.0.len() >= 4).then_some(tidy).or_else(|| {
            note(faults, Fault::SmallRing);
            None
        })
    };
    let mut shell = ring(shell)?;
    let mut holes: Vec<LineString<f64>> = holes.into_iter().filter_map(ring).collect();
    let outer = holes.iter_mut().find(|hole| match (hole.bounding_rect(), shell.bounding_rect()) {
        (Some(hole), Some(shell)) => hole != shell && contains(hole, shell),
        _ => false,
    });
    if let Some(outer) = outer {
        note(faults, Fault::RingOrder);
        std::mem::swap(outer, &mut shell);
    }
    Some(Polygon::new(shell, holes))
}

fn contains(outer: Rect<f64>, inner: Rect<f64>) -> bool {
    let (min, max) = (outer.min(), outer.max());
    min.x <= inner.min().x && min.y <= inner.min().y && max.x >= inner.max().x && max.y >= inner.max().y
}

/// One polygon whose rings do not stand cleanly. `None` when nothing can be made of it.
fn rebuild(polygon: Polygon<f64>, faults: &mut Vec<Fault>) -> Option<MultiPolygon<f64>> {
    let whole = MultiPolygon(vec![polygon]);
    let edges = directed_edges(&[&whole]);
    if let Some(clean) = assemble(edges.clone()) {
        return Some(clean);
    }
    if let Some(at) = first_crossing(&edges) {
        note(faults, Fault::Crossing(at));
    }
    let (shell, holes) = whole.0.into_iter().next()?.into_inner();
    let shell = simple(shell, faults)?;
    let mut inside = Vec::new();
    for hole in holes {
        match simple(hole, faults).filter(|hole| shell.intersection(hole).unsigned_area() > 0.0) {
            Some(hole) => inside.push(hole),
            None => note(faults, Fault::HoleOutside),
        }
    }
    match inside.is_empty() {
        true => Some(shell),
        false => settle(shell.difference(&unary_union(&inside))),
    }
}

/// The surface inside one ring.
fn simple(ring: LineString<f64>, faults: &mut Vec<Fault>) -> Option<MultiPolygon<f64>> {
    let polygon = MultiPolygon(vec![Polygon::new(ring, vec![])]);
    let edges = directed_edges(&[&polygon]);
    let crossing = first_crossing(&edges);
    let made = assemble(edges).or_else(|| {
        if crossing.is_none() {
            note(faults, Fault::Touching);
        }
        settle(polygon.make_valid().ok()?)
    });
    made.filter(|made| !made.0.is_empty())
}

/// A computed surface with its rings in order; `None` if even that is not clean.
fn settle(made: MultiPolygon<f64>) -> Option<MultiPolygon<f64>> {
    assemble(directed_edges(&[&made])).or_else(|| assemble(directed_edges(&[&made.make_valid().ok()?])))
}

fn without_slivers(geometry: MultiPolygon<f64>) -> MultiPolygon<f64> {
    MultiPolygon(geometry.0.into_iter().filter(|polygon| polygon.geodesic_area_signed().abs() >= SLIVER_M2).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Validation;
    use geo::winding_order::Winding;
    use geo_types::wkt;
    use proptest::prelude::*;

    fn repaired_area(geometry: MultiPolygon<f64>) -> (f64, Vec<Fault>) {
        let repair = repair(geometry);
        assert!(repair.geometry.is_valid(), "{:?}", repair.geometry.validation_errors());
        assert!(repair.geometry.iter().all(|p| p.exterior().is_ccw() && p.interiors().iter().all(|hole| hole.is_cw())));
        ((repair.geometry.unsigned_area() * 1e6).round() / 1e6, repair.faults)
    }

    #[test]
    fn a_valid_polygon_keeps_its_vertices_and_turns_counter_clockwise() {
        let clockwise = wkt!(MULTIPOLYGON(((0. 0.,0. 4.,4. 4.,4. 0.,0. 0.),(1. 1.,2. 1.,2. 2.,1. 2.,1. 1.))));
        assert_eq!(repaired_area(clockwise), (15.0, vec![]));
    }

    #[test]
    fn empty_and_not_a_number_cannot_be_repaired() {
        for geometry in
            [MultiPolygon(vec![]), wkt!(MULTIPOLYGON(((0. 0.,1. 1.,0. 0.)))), wkt!(MULTIPOLYGON(((0. 0.,1. 1.,2. 2.,0. 0.))))]
        {
            let repair = repair(geometry);
            assert!(repair.geometry.0.is_empty());
            assert_eq!(repair.faults.last(), Some(&Fault::Unrepairable));
        }
        let lost = MultiPolygon(vec![Polygon::new(LineString::from(vec![(0.0, 0.0), (f64::NAN, 1.0), (1.0, 0.0)]), vec![])]);
        assert_eq!(repair(lost).faults, [Fault::Unrepairable]);
    }

    #[test]
    fn repeated_points_go() {
        let twice = wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 0.,4. 4.,0. 4.,0. 0.))));
        assert_eq!(repaired_area(twice), (16.0, vec![Fault::RepeatedPoint]));
    }

    #[test]
    fn a_bow_tie_becomes_two_triangles() {
        let (area, faults) = repaired_area(wkt!(MULTIPOLYGON(((0. 0.,0. 2.,2. 0.,2. 2.,0. 0.)))));
        assert_eq!(area, 2.0);
        assert!(
            matches!(faults[..], [Fault::Crossing(at)] if (at.x - 1.0).abs() < 1e-9 && (at.y - 1.0).abs() < 1e-9),
            "{faults:?}"
        );
    }

    #[test]
    fn a_spike_goes() {
        let (area, faults) = repaired_area(wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,4. 9.,4. 4.,0. 4.,0. 0.)))));
        assert_eq!((area, faults), (16.0, vec![Fault::Touching]));
    }

    #[test]
    fn a_ring_that_touches_itself_becomes_a_shell_with_a_hole() {
        let banana = wkt!(MULTIPOLYGON(((0. 0.,10. 0.,10. 10.,0. 10.,0. 0.,6. 2.,2. 6.,0. 0.))));
        let (area, faults) = repaired_area(banana);
        assert_eq!((area, faults), (84.0, vec![Fault::Touching]));
    }

    #[test]
    fn shell_and_hole_in_the_wrong_order_change_places() {
        let swapped = wkt!(MULTIPOLYGON(((1. 1.,2. 1.,2. 2.,1. 2.,1. 1.),(0. 0.,4. 0.,4. 4.,0. 4.,0. 0.))));
        assert_eq!(repaired_area(swapped), (15.0, vec![Fault::RingOrder]));
    }

    #[test]
    fn a_hole_outside_goes_and_a_hole_across_the_shell_cuts() {
        let outside = wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.),(8. 8.,9. 8.,9. 9.,8. 9.,8. 8.))));
        assert_eq!(repaired_area(outside), (16.0, vec![Fault::HoleOutside]));
        let (area, faults) = repaired_area(wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.),(3. 1.,5. 1.,5. 2.,3. 2.,3. 1.)))));
        assert_eq!(area, 15.0);
        assert!(matches!(faults[..], [Fault::Crossing(_)]));
    }

    #[test]
    fn parts_on_each_other_are_united() {
        let (area, faults) =
            repaired_area(wkt!(MULTIPOLYGON(((0. 0.,2. 0.,2. 2.,0. 2.,0. 0.)),((1. 0.,3. 0.,3. 2.,1. 2.,1. 0.)))));
        assert_eq!((area, faults), (6.0, vec![Fault::Overlap]));
    }

    #[test]
    fn parts_that_share_an_edge_become_one() {
        let (area, faults) =
            repaired_area(wkt!(MULTIPOLYGON(((0. 0.,1. 0.,1. 1.,0. 1.,0. 0.)),((1. 0.,2. 0.,2. 1.,1. 1.,1. 0.)))));
        assert_eq!((area, faults), (2.0, vec![Fault::Touching]));
    }

    #[test]
    fn only_surfaces_have_surfaces() {
        assert!(surfaces(wkt!(POINT(1. 1.)).into()).is_none());
        let mixed = Geometry::GeometryCollection(wkt!(GEOMETRYCOLLECTION(POINT(1. 1.),POLYGON((0. 0.,1. 0.,1. 1.,0. 0.)))));
        assert_eq!(surfaces(mixed).map(|m| m.0.len()), Some(1));
    }

    proptest! {
        /// Any rings on a small grid, where every degeneracy is common: never a panic, and what
        /// comes out is valid, or empty and said so.
        #[test]
        fn whatever_goes_in_comes_out_valid(rings in proptest::collection::vec(proptest::collection::vec((0..6i8, 0..6i8), 0..9), 1..4), split in any::<bool>()) {
            let ring = |points: &Vec<(i8, i8)>| LineString::from(points.iter().map(|&(x, y)| (f64::from(x) / 7.0, f64::from(y) / 7.0)).collect::<Vec<_>>());
            let rings: Vec<LineString<f64>> = rings.iter().map(ring).collect();
            let geometry = match split {
                true => MultiPolygon(rings.into_iter().map(|ring| Polygon::new(ring, vec![])).collect()),
                false => MultiPolygon(vec![Polygon::new(rings[0].clone(), rings[1..].to_vec())]),
            };
            let repair = repair(geometry);
            prop_assert!(repair.geometry.is_valid(), "{:?} {:?}", repair, repair.geometry.validation_errors());
            prop_assert_eq!(repair.geometry.0.is_empty(), repair.faults.contains(&Fault::Unrepairable));
        }

        /// A ring that wanders anywhere crosses itself in places no number hits exactly.
        #[test]
        fn a_wandering_ring_always_keeps_a_surface(points in proptest::collection::vec((-12.3..4.3f64, 10.1..25.0f64), 3..30)) {
            let repair = repair(MultiPolygon(vec![Polygon::new(LineString::from(points), vec![])]));
            prop_assert!(!repair.geometry.0.is_empty() && repair.geometry.is_valid(), "{:?}", repair);
        }
    }
}
