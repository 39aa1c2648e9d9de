//! Several areas made one: cercles from communes, regions from cercles, zones from regions.

use super::rings::{assemble, directed_edges};
use geo::algorithm::orient::{Direction, Orient};
use geo::unary_union;
use geo_types::MultiPolygon;

/// The union of areas that stand side by side. Exterior rings run counter-clockwise, holes
/// clockwise (RFC 7946); holes and islands are kept.
///
/// Where neighbours share their vertices, shared edges cancel exactly and no vertex moves:
/// the border of a dissolved cercle is, coordinate for coordinate, that of its communes.
/// Where they do not (overlaps, a vertex on one side only), the union is computed on a fine
/// integer grid (`geo::unary_union`) and vertices may move by about a hundred-millionth of
/// the extent; gaps between neighbours stay as thin holes.
///
/// No parts, or parts without polygons, give an empty geometry. Parts must be valid.
pub fn dissolve(parts: &[&MultiPolygon<f64>]) -> MultiPolygon<f64> {
    assemble(directed_edges(parts)).unwrap_or_else(|| {
        // The union tells inside from outside by the direction of the rings.
        let oriented: Vec<MultiPolygon<f64>> = parts.iter().map(|part| part.orient(Direction::Default)).collect();
        unary_union(&oriented).orient(Direction::Default)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area, BoundingRect, MapCoords, Validation};
    use geo_types::{Coord, Polygon, polygon};
    use proptest::prelude::*;

    fn square(x: f64, y: f64, side: f64) -> Polygon<f64> {
        polygon![(x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)]
    }

    fn one(polygon: Polygon<f64>) -> MultiPolygon<f64> {
        MultiPolygon(vec![polygon])
    }

    fn dissolved(parts: &[MultiPolygon<f64>]) -> MultiPolygon<f64> {
        dissolve(&parts.iter().collect::<Vec<_>>())
    }

    #[test]
    fn nothing_dissolves_to_nothing() {
        assert_eq!(dissolve(&[]), MultiPolygon(vec![]));
        assert_eq!(dissolve(&[&MultiPolygon(vec![])]), MultiPolygon(vec![]));
    }

    #[test]
    fn neighbours_lose_their_shared_edge_and_no_vertex_moves() {
        let (a, b) = (one(square(0.1, 0.2, 0.7)), one(square(0.1 + 0.7, 0.2, 0.7)));
        let union = dissolved(&[a, b]);
        assert_eq!(union.0.len(), 1);
        assert_eq!(union.0[0].exterior().0.len(), 7, "six corners and the closing one");
        assert!(union.0[0].exterior().0.contains(&Coord { x: 0.1 + 0.7, y: 0.2 }));
    }

    #[test]
    fn an_enclave_fills_its_hole_and_an_island_stays() {
        let ring = one(Polygon::new(square(0.0, 0.0, 9.0).exterior().clone(), vec![square(3.0, 3.0, 3.0).exterior().clone()]));
        let enclave = one(square(3.0, 3.0, 3.0));
        let island = one(square(20.0, 0.0, 1.0));
        let union = dissolved(&[ring.clone(), enclave, island.clone()]);
        assert_eq!((union.0.len(), union.unsigned_area()), (2, 82.0));
        assert!(union.iter().all(|p| p.interiors().is_empty()));
        let without_enclave = dissolved(&[ring, island]);
        assert_eq!((without_enclave.0[0].interiors().len(), without_enclave.unsigned_area()), (1, 73.0));
    }

    #[test]
    fn squares_that_meet_in_a_corner_stay_two_polygons() {
        let union = dissolved(&[one(square(0.0, 0.0, 1.0)), one(square(1.0, 1.0, 1.0))]);
        assert_eq!((union.0.len(), union.unsigned_area()), (2, 2.0));
    }

    #[test]
    fn holes_that_meet_in_a_corner_stay_two_holes() {
        // A 4 × 4 board without two squares that touch by a corner.
        let board: Vec<_> = (0..16)
            .map(|i| (i % 4, i / 4))
            .filter(|cell| ![(1, 1), (2, 2)].contains(cell))
            .map(|(x, y)| one(square(x as f64, y as f64, 1.0)))
            .collect();
        let union = dissolved(&board);
        assert_eq!((union.0.len(), union.0[0].interiors().len(), union.unsigned_area()), (1, 2, 14.0));
        assert!(union.is_valid());
    }

    #[test]
    fn overlaps_and_odd_vertices_fall_back_to_a_union() {
        let overlap = dissolved(&[one(square(0.0, 0.0, 2.0)), one(square(1.0, 0.0, 2.0))]);
        assert_eq!(overlap.0.len(), 1);
        assert!((overlap.unsigned_area() - 6.0).abs() < 1e-6);
        let inside = dissolved(&[one(square(0.0, 0.0, 5.0)), one(square(1.0, 1.0, 1.0))]);
        assert!((inside.unsigned_area() - 25.0).abs() < 1e-6);
        // The right neighbour has no vertex where the two left ones meet.
        let odd = dissolved(&[one(square(0.0, 0.0, 1.0)), one(square(0.0, 1.0, 1.0)), one(square(1.0, 0.0, 2.0))]);
        assert_eq!(odd.0.len(), 1);
        assert!((odd.unsigned_area() - 6.0).abs() < 1e-6);
    }

    proptest! {
        /// Any set of cells of a sheared board: area is conserved, the result is valid, the
        /// order of the parts does not matter, and every vertex was there before.
        #[test]
        fn area_is_conserved(cells in proptest::collection::vec(any::<bool>(), 36), turn in any::<bool>()) {
            let shear = |c: Coord<f64>| Coord { x: c.x * 0.137 + c.y * 0.0313 - 4.1, y: c.y * 0.119 + 12.3 };
            let parts: Vec<_> = cells.iter().enumerate().filter(|(_, kept)| **kept).map(|(i, _)| {
                let mut cell = square((i % 6) as f64, (i / 6) as f64, 1.0);
                if turn && i % 2 == 0 {
                    cell.exterior_mut(|ring| ring.0.reverse());
                }
                one(cell.map_coords(shear))
            }).collect();
            let union = dissolved(&parts);
            let total: f64 = parts.iter().map(|p| p.unsigned_area()).sum();
            prop_assert!((union.unsigned_area() - total).abs() < 1e-12);
            prop_assert!(union.iter().all(|p| p.is_valid()), "{:?}", union);
            let known: Vec<Coord<f64>> = parts.iter().flat_map(|p| p.0[0].exterior().0.clone()).collect();
            prop_assert!(union.iter().flat_map(|p| &p.exterior().0).all(|c| known.contains(c)));
            let backwards: Vec<_> = parts.iter().rev().cloned().collect();
            prop_assert_eq!(dissolved(&backwards), union.clone());
            prop_assert_eq!(union.bounding_rect().is_none(), parts.is_empty());
        }
    }
}
