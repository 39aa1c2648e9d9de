//! Neighbours by distance: the k nearest, all within a band, and kernels that fade with distance.
//!
//! Places are metric (metres in one projection), never degrees; an area stands at one place, mostly its centroid. A
//! place that is no number has no neighbour and is nobody's.

use super::neighbours::Neighbours;
use super::weights::Weights;
use geo_types::Coord;
use rayon::prelude::*;
use rstar::{PointDistance, RTree, primitives::GeomWithData};

/// How a kernel weight fades over `z`, the distance in bandwidths, 0 to 1. Nothing beyond 1 counts, not even of the
/// Gaussian. As `libpysal.weights.Kernel`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fading {
    /// ½.
    Uniform,
    /// 1 − z.
    Triangular,
    /// ¾ (1 − z²), Epanechnikov.
    Quadratic,
    /// 15/16 (1 − z²)².
    Quartic,
    /// (2π)^−½ exp(−z²/2).
    Gaussian,
}

/// How far a kernel reaches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bandwidth {
    /// The same everywhere, in metres.
    Fixed(f64),
    /// To the k-th nearest of each place: narrow where places are dense.
    Nearest(usize),
}

impl Fading {
    fn at(self, z: f64) -> f64 {
        match self {
            _ if z > 1.0 => 0.0,
            Fading::Uniform => 0.5,
            Fading::Triangular => 1.0 - z,
            Fading::Quadratic => 0.75 * (1.0 - z * z),
            Fading::Quartic => 15.0 / 16.0 * (1.0 - z * z).powi(2),
            Fading::Gaussian => (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt(),
        }
    }
}

/// The `k` nearest others of each place; of those equally far the first in order. Fewer where there are
/// not so many. Not mutual: A may be near to B and have nearer ones itself. Equal to `libpysal.weights.KNN`.
pub fn nearest(places: &[Coord<f64>], k: usize) -> Neighbours {
    Neighbours::from_lists(
        nearest_with_distance(places, k).into_iter().map(|near| near.into_iter().map(|(_, j)| j).collect()).collect(),
    )
}

/// All others at most `distance` away, that distance included. Whoever has none is an island.
/// Equal to `libpysal.weights.DistanceBand`.
pub fn band(places: &[Coord<f64>], distance: f64) -> Neighbours {
    let tree = Places::of(places);
    let near = |at: &Coord<f64>| match usable(at) && distance >= 0.0 {
        // The tree compares squares, which may round the border itself away.
        true => tree.within(at, distance * (1.0 + 1e-12)).filter(|(d, _)| *d <= distance).map(|(_, j)| j).collect(),
        false => Vec::new(),
    };
    Neighbours::from_lists(places.par_iter().map(near).collect())
}

/// The smallest band in which no place is an island: the farthest that anyone's nearest is. `None` with fewer than
/// two usable places.
pub fn band_without_islands(places: &[Coord<f64>]) -> Option<f64> {
    let nearest = nearest_with_distance(places, 1);
    nearest.iter().filter_map(|near| near.first()).map(|(d, _)| *d).reduce(f64::max)
}

/// Weights that fade with distance. The place itself, which counts most, is not among them. A bandwidth of
/// zero or below leaves islands. Equal, off the diagonal, to `libpysal.weights.Kernel` with the same bandwidth.
pub fn kernel(places: &[Coord<f64>], fading: Fading, bandwidth: Bandwidth) -> Weights {
    let reach: Vec<f64> = match bandwidth {
        Bandwidth::Fixed(metres) => vec![metres; places.len()],
        Bandwidth::Nearest(k) => {
            // A little more, so that the k-th itself counts, as there.
            let farthest = |near: Vec<(f64, usize)>| near.last().map_or(0.0, |(d, _)| d * 1.000_000_1);
            nearest_with_distance(places, k).into_iter().map(farthest).collect()
        }
    };
    let tree = Places::of(places);
    let near = |(i, at): (usize, &Coord<f64>)| match usable(at) && reach[i] > 0.0 {
        true => tree.within(at, reach[i]).map(|(_, j)| j).collect(),
        false => Vec::new(),
    };
    let neighbours = Neighbours::from_lists(places.par_iter().enumerate().map(near).collect());
    Weights::weighed(neighbours, |i, j| fading.at(distance(&places[i], &places[j]) / reach[i]))
}

fn nearest_with_distance(places: &[Coord<f64>], k: usize) -> Vec<Vec<(f64, usize)>> {
    let tree = Places::of(places);
    let near = |(i, at): (usize, &Coord<f64>)| match usable(at) {
        false => Vec::new(),
        true => {
            let mut found: Vec<(f64, usize)> = Vec::new();
            for (d, j) in tree.by_distance(at).filter(|(_, j)| *j != i) {
                // As far as the last that counts: order among them decides.
                if found.len() >= k && found.get(k.wrapping_sub(1)).is_none_or(|last| d > last.0) {
                    break;
                }
                found.push((d, j));
            }
            found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            found.truncate(k);
            found
        }
    };
    places.par_iter().enumerate().map(near).collect()
}

fn usable(at: &Coord<f64>) -> bool {
    at.x.is_finite() && at.y.is_finite()
}

fn distance(a: &Coord<f64>, b: &Coord<f64>) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}

/// The usable places, found by where they are.
struct Places(RTree<GeomWithData<[f64; 2], usize>>);

impl Places {
    fn of(places: &[Coord<f64>]) -> Places {
        let all = places.iter().enumerate().filter(|(_, at)| usable(at));
        Places(RTree::bulk_load(all.map(|(i, at)| GeomWithData::new([at.x, at.y], i)).collect()))
    }

    fn within(&self, at: &Coord<f64>, reach: f64) -> impl Iterator<Item = (f64, usize)> {
        let here = [at.x, at.y];
        self.0.locate_within_distance(here, reach * reach).map(move |p| (p.distance_2(&here).sqrt(), p.data))
    }

    fn by_distance(&self, at: &Coord<f64>) -> impl Iterator<Item = (f64, usize)> {
        let here = [at.x, at.y];
        self.0.nearest_neighbor_iter(&here).map(move |p| (p.distance_2(&here).sqrt(), p.data))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn places(xy: &[(f64, f64)]) -> Vec<Coord<f64>> {
        xy.iter().map(|&(x, y)| Coord { x, y }).collect()
    }

    #[test]
    fn ties_and_coincident_places_are_told_apart_by_order() {
        let p = places(&[(0.0, 0.0), (1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, 0.0), (f64::NAN, 0.0)]);
        let n = nearest(&p, 2);
        assert_eq!((n.of(0), n.of(4), n.of(5)), (&[1, 4][..], &[0, 1][..], &[][..]));
        assert_eq!(nearest(&p, 0).links(), 0);
        assert_eq!(nearest(&p, 99).of(1), [0, 2, 3, 4]);
    }

    #[test]
    fn a_band_holds_its_border() {
        let p = places(&[(0.0, 0.0), (0.3, 0.0), (0.9, 0.0), (9.0, 0.0)]);
        assert_eq!(band(&p, 0.3).of(0), [1]);
        assert_eq!((band(&p, -1.0).links(), band(&p, f64::NAN).links()), (0, 0));
        assert!((band_without_islands(&p).unwrap() - 8.1).abs() < 1e-12);
        assert!(band(&p, band_without_islands(&p).unwrap()).islands().is_empty());
        assert_eq!(band_without_islands(&p[..1]), None);
    }

    #[test]
    fn kernels_fade() {
        let p = places(&[(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (7.0, 0.0)]);
        let w = kernel(&p, Fading::Triangular, Bandwidth::Fixed(2.5));
        assert!((w.between(0, 1) - 0.6).abs() < 1e-12 && (w.between(0, 2) - 0.2).abs() < 1e-12);
        assert_eq!(w.neighbours().islands(), [3]);
        assert!(kernel(&p, Fading::Quartic, Bandwidth::Nearest(2)).neighbours().islands().is_empty());
        assert_eq!(kernel(&p, Fading::Gaussian, Bandwidth::Fixed(0.0)).neighbours().links(), 0);
    }

    proptest! {
        #[test]
        fn trees_equal_brute_force(xy in prop::collection::vec((0u8..20, 0u8..20), 1..60), k in 1usize..9, reach in 0.0f64..12.0) {
            let p: Vec<Coord<f64>> = xy.iter().map(|&(x, y)| Coord { x: f64::from(x), y: f64::from(y) }).collect();
            let (near, inside) = (nearest(&p, k), band(&p, reach));
            for i in 0..p.len() {
                let mut all: Vec<(f64, usize)> = (0..p.len()).filter(|&j| j != i).map(|j| (distance(&p[i], &p[j]), j)).collect();
                all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                let mut expected: Vec<usize> = all.iter().take(k).map(|(_, j)| *j).collect();
                expected.sort_unstable();
                prop_assert_eq!(near.of(i), expected);
                let within: usize = all.iter().filter(|(d, _)| *d <= reach).count();
                prop_assert_eq!(inside.of(i).len(), within);
            }
        }
    }
}
