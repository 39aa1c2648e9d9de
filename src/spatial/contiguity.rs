//! Neighbours by their borders: queen and rook contiguity, to the last digit or within a tolerance.
//!
//! Coordinates are in one unit, that of the tolerance: metres for a tolerance in metres. To the last digit any unit
//! will do. An empty geometry has no neighbour. Not here: neighbours by distance ([`super::proximity`]).

use super::neighbours::Neighbours;
use super::sloppy;
use geo::{CoordsIter, LinesIter};
use geo_types::{Coord, MultiPolygon};
use rayon::prelude::*;

/// What makes two areas neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contiguity {
    /// A point of the border.
    Queen,
    /// A stretch of the border.
    Rook,
}

/// Queen contiguity: areas that share a vertex, to the last digit.
///
/// Right for boundaries cut from one set of lines, as COD-AB files are. Where borders were
/// digitised twice, or a corner of one area touches the middle of another's edge, areas that meet
/// share no vertex; they then lack each other, and an area that lacks all is an island:
/// use [`within`]. Equal to `libpysal.weights.Queen`.
pub fn queen(areas: &[&MultiPolygon<f64>]) -> Neighbours {
    meeting(areas.len(), |i, found: &mut Vec<_>| found.extend(areas[i].coords_iter().map(bits)))
}

/// Rook contiguity: areas that share an edge with both its ends, to the last digit; with the same limits as
/// [`queen`]. Equal to `libpysal.weights.Rook`.
pub fn rook(areas: &[&MultiPolygon<f64>]) -> Neighbours {
    meeting(areas.len(), |i, found: &mut Vec<_>| {
        found.extend(
            areas[i]
                .lines_iter()
                .map(|edge| (bits(edge.start), bits(edge.end)))
                .filter(|(a, b)| a != b)
                .map(|(a, b)| (a.min(b), a.max(b))),
        );
    })
}

/// Contiguity of sloppy borders, those with gaps, overlaps and corners without a vertex on the other
/// side: areas are neighbours where their borders come within `tolerance` of each other (queen), or run so for a
/// length of more than ten tolerances (rook), which a meeting of corners does not reach
/// unless the borders part at less than about twelve degrees.
///
/// A tolerance of zero, below, or that is no number asks for meetings to the last digit. Choose it larger than the
/// gaps and smaller than the narrowest area, or areas on both sides of that become neighbours.
pub fn within(areas: &[&MultiPolygon<f64>], kind: Contiguity, tolerance: f64) -> Neighbours {
    match (kind, tolerance > 0.0 && tolerance.is_finite()) {
        (Contiguity::Queen, false) => queen(areas),
        (Contiguity::Rook, false) => rook(areas),
        (Contiguity::Queen, true) => sloppy::near(areas, tolerance),
        (Contiguity::Rook, true) => sloppy::alongside(areas, tolerance, 10.0 * tolerance),
    }
}

/// Areas that have a key in common.
fn meeting<K: Ord + Copy + Send + Sync>(len: usize, keys: impl Fn(usize, &mut Vec<K>) + Sync) -> Neighbours {
    let mut all: Vec<(K, u32)> = (0..len)
        .into_par_iter()
        .fold(Vec::new, |mut all: Vec<(K, u32)>, i| {
            let mut own = Vec::new();
            keys(i, &mut own);
            all.extend(own.into_iter().map(|key| (key, i as u32)));
            all
        })
        .reduce(Vec::new, |mut a, mut b| {
            a.append(&mut b);
            a
        });
    all.par_sort_unstable();
    // A border of many vertices says the same pair as often: the last few are remembered.
    let mut recent = [(u32::MAX, u32::MAX); 1024];
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for same in all.chunk_by(|a, b| a.0 == b.0) {
        for (k, &(_, a)) in same.iter().enumerate() {
            for &(_, b) in &same[k + 1..] {
                let slot = &mut recent[(a.wrapping_mul(31) ^ b) as usize % 1024];
                if a != b && *slot != (a, b) {
                    *slot = (a, b);
                    pairs.push((a, b));
                }
            }
        }
    }
    Neighbours::from_pairs(len, pairs.into_iter().flat_map(|(a, b)| [(a as usize, b as usize), (b as usize, a as usize)]))
}

/// A coordinate as a key; −0 is 0.
fn bits(c: Coord<f64>) -> [u64; 2] {
    [(c.x + 0.0).to_bits(), (c.y + 0.0).to_bits()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{Polygon, polygon};
    use proptest::prelude::*;

    fn square(x: f64, y: f64) -> Polygon<f64> {
        polygon![(x: x, y: y), (x: x + 1.0, y: y), (x: x + 1.0, y: y + 1.0), (x: x, y: y + 1.0)]
    }

    fn of(areas: Vec<Vec<Polygon<f64>>>, make: impl Fn(&[&MultiPolygon<f64>]) -> Neighbours) -> Neighbours {
        let areas: Vec<_> = areas.into_iter().map(MultiPolygon).collect();
        make(&areas.iter().collect::<Vec<_>>())
    }

    #[test]
    fn an_edge_and_a_corner_make_queens_and_a_gap_does_not() {
        let areas = vec![vec![square(0.0, 0.0)], vec![square(1.0, 0.0)], vec![square(2.0, 1.0)], vec![square(5.0, 5.0)]];
        let n = of(areas.clone(), queen);
        assert_eq!([n.of(0), n.of(1), n.of(2), n.of(3)], [&[1][..], &[0, 2], &[1], &[]]);
        assert_eq!((n.islands(), n.len()), (vec![3], 4));
        let n = of(areas, rook);
        assert_eq!([n.of(0), n.of(1), n.of(2)], [&[1][..], &[0], &[]], "a corner is no stretch of border");
    }

    #[test]
    fn every_part_of_an_area_has_neighbours() {
        let n = of(vec![vec![square(0.0, 0.0), square(9.0, 0.0)], vec![square(10.0, 0.0)], vec![square(-1.0, 0.0)]], queen);
        assert_eq!((n.of(0), n.of(1), n.of(2)), (&[1, 2][..], &[0][..], &[0][..]));
    }

    #[test]
    fn an_enclave_is_the_neighbour_of_what_surrounds_it() {
        let hole = geo_types::LineString::from(vec![(1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0), (1.0, 1.0)]);
        let ring = geo_types::LineString::from(vec![(0.0, 0.0), (3.0, 0.0), (3.0, 3.0), (0.0, 3.0), (0.0, 0.0)]);
        let areas = vec![vec![Polygon::new(ring, vec![hole])], vec![square(1.0, 1.0)]];
        for make in [queen, rook, |a: &[&MultiPolygon<f64>]| within(a, Contiguity::Rook, 0.01)] {
            let n = of(areas.clone(), make);
            assert_eq!((n.of(0), n.of(1)), (&[1][..], &[0][..]));
        }
    }

    #[test]
    fn nothing_a_negative_zero_and_a_meeting_off_the_vertices() {
        assert!(of(vec![], queen).is_empty());
        let areas = vec![vec![], vec![square(0.0, 0.0)], vec![square(-1.0, -0.0)], vec![square(1.0, 0.5)]];
        let n = of(areas.clone(), queen);
        assert_eq!((n.of(1), n.islands()), (&[2][..], vec![0, 3]));
        for kind in [Contiguity::Queen, Contiguity::Rook] {
            let n = of(areas.clone(), |a| within(a, kind, 0.001));
            assert_eq!((n.of(1), n.islands()), (&[2, 3][..], vec![0]), "half an edge is one with a tolerance");
        }
        assert_eq!(of(areas.clone(), |a| within(a, Contiguity::Queen, f64::NAN)), of(areas, queen));
    }

    #[test]
    fn gaps_overlaps_and_crossings_within_the_tolerance_are_meetings() {
        // A gap of 0.004, an overlap of 0.003, a corner that misses by 0.005, and one that misses by 0.02.
        let areas = vec![
            vec![square(0.0, 0.0)],
            vec![square(1.004, 0.0)],
            vec![square(0.0, 0.997)],
            vec![square(1.004, 1.003)],
            vec![square(2.024, 1.0)],
        ];
        let lists = |kind| {
            let n = of(areas.clone(), |a| within(a, kind, 0.01));
            (0..5).map(|i| n.of(i).to_vec()).collect::<Vec<_>>()
        };
        assert_eq!(lists(Contiguity::Queen), [vec![1, 2, 3], vec![0, 2, 3], vec![0, 1, 3], vec![0, 1, 2], vec![]]);
        assert_eq!(lists(Contiguity::Rook), [vec![1, 2], vec![0, 3], vec![0, 3], vec![1, 2], vec![]]);
        // Two bars across each other: no vertex is near.
        let bar = |w: f64, h: f64| polygon![(x: -w, y: -h), (x: w, y: -h), (x: w, y: h), (x: -w, y: h)];
        assert_eq!(of(vec![vec![bar(5.0, 1.0)], vec![bar(1.0, 5.0)]], |a| within(a, Contiguity::Queen, 0.01)).of(0), [1]);
    }

    proptest! {
        /// Squares on a grid, shaken by less than the tolerance: the neighbours of the whole grid are found again.
        #[test]
        fn shaken_borders_have_the_neighbours_of_the_straight_ones(seed in any::<u64>()) {
            let mut random = crate::base::Random::new(seed);
            let mut shaken = |x: f64, y: f64| Coord { x: x + 0.002 * (random.unit() - 0.5), y: y + 0.002 * (random.unit() - 0.5) };
            let (mut straight, mut sloppy) = (Vec::new(), Vec::new());
            for i in 0..16 {
                let (x, y) = (f64::from(i % 4), f64::from(i / 4));
                straight.push(vec![square(x, y)]);
                let ring = [(x, y), (x + 1.0, y), (x + 1.0, y + 1.0), (x, y + 1.0)].map(|(x, y)| shaken(x, y));
                sloppy.push(vec![Polygon::new(ring.to_vec().into(), vec![])]);
            }
            prop_assert_eq!(of(sloppy.clone(), |a| within(a, Contiguity::Queen, 0.005)), of(straight.clone(), queen));
            prop_assert_eq!(of(sloppy, |a| within(a, Contiguity::Rook, 0.005)), of(straight, rook));
        }

        /// Against every pair of edges of every pair of areas.
        #[test]
        fn nearness_equals_brute_force(seed in any::<u64>(), tolerance in 0.001f64..0.8) {
            use geo::{Distance, Euclidean};
            let mut random = crate::base::Random::new(seed);
            let areas: Vec<MultiPolygon<f64>> = (0..12).map(|_| {
                let (x, y, r) = (8.0 * random.unit(), 8.0 * random.unit(), 0.2 + random.unit());
                let corner = |k: f64| Coord { x: x + r * (k * 1.2566).cos(), y: y + r * (k * 1.2566).sin() };
                MultiPolygon(vec![Polygon::new((0..5).map(|k| corner(f64::from(k))).collect(), vec![])])
            }).collect();
            let found = within(&areas.iter().collect::<Vec<_>>(), Contiguity::Queen, tolerance);
            for (i, a) in areas.iter().enumerate() {
                for (j, b) in areas.iter().enumerate().filter(|(j, _)| *j != i) {
                    let near = a.lines_iter().any(|s| b.lines_iter().any(|t| Euclidean.distance(&s, &t) <= tolerance));
                    prop_assert_eq!(found.of(i).contains(&j), near, "{} {}", i, j);
                }
            }
        }
    }
}
