//! Dots at random places inside their areas, each for the same round number of people or things.
//!
//! Only for counts of areas. A dot is nobody's place: neither records of persons nor precise events may be drawn so.

use super::basemap::BaseMap;
use super::clip;
use super::content::Dots;
use super::scene::{Paint, Scene};
use crate::base::{Areas, Random};
use crate::layers::style::Rgb;
use geo_types::Coord;

/// Dots in the region with most of them, at most. With them it can still be read at the size of a sheet, and the emptiest regions keep
/// some.
const MOST: f64 = 1500.0;

/// How often a place that is too near another dot is thrown again, and one that is outside its area.
const THROWS: usize = 12;
const TRIES: usize = 4000;

const DOT: Rgb = Rgb(27, 74, 112);

/// What one dot stands for: the least of 1, 2, 5 · 10ⁿ with which no region has more than 1 500 dots. `sums` are those of the
/// regions; 1 where they are all small or there are none.
pub fn each_stands_for(sums: &[f64]) -> u64 {
    let most = sums.iter().copied().filter(|sum| sum.is_finite()).fold(0.0, f64::max);
    let round = (0..18).flat_map(|decade| [1, 2, 5].map(|digit| digit * 10u64.pow(decade)));
    round.into_iter().find(|&each| most / each as f64 <= MOST).unwrap_or(10u64.pow(18))
}

/// Draws the dots of every area in focus; their places depend on the area's code and outline alone.
pub fn draw(scene: &mut Scene, base: &BaseMap, areas: &Areas, dots: &Dots) {
    let outlines = base.outlines(|c| base.in_focus(c).then(|| base.topology.holder(areas.level, c)).flatten());
    scene.begin_group("dots");
    for (area, rings) in outlines {
        let count = dots.counts.get(area).copied().unwrap_or(0);
        for at in scattered(&rings, count, 2.0 * dots.radius, seed(areas[area].code.as_str())) {
            dot(scene, at, dots.radius);
        }
    }
    scene.end_group();
}

/// One dot, on the map and in its legend.
pub fn dot(scene: &mut Scene, at: Coord<f64>, radius: f64) {
    scene.circle(at, radius, &Paint::fill(DOT));
}

/// `count` places inside closed rings (even-odd), each as likely as any other as long as it keeps `apart` from those before; where room
/// lacks, dots touch (dart throwing: Cook 1986, *ACM Transactions on Graphics* 5:51–72). Fewer where the rings are empty or so
/// thin that no throw falls inside.
fn scattered(rings: &[Vec<Coord<f64>>], count: usize, apart: f64, seed: u64) -> Vec<Coord<f64>> {
    let points = || rings.iter().flatten();
    let (west, east) = points().fold((f64::MAX, f64::MIN), |(low, high), p| (low.min(p.x), high.max(p.x)));
    let (top, bottom) = points().fold((f64::MAX, f64::MIN), |(low, high), p| (low.min(p.y), high.max(p.y)));
    let mut random = Random::new(seed);
    let mut throw = || {
        let anywhere =
            |random: &mut Random| Coord { x: west + (east - west) * random.unit(), y: top + (bottom - top) * random.unit() };
        (0..TRIES).map(|_| anywhere(&mut random)).find(|&at| clip::inside(rings, at))
    };
    let mut placed: Vec<Coord<f64>> = Vec::with_capacity(count);
    for _ in 0..count {
        let near = |at: Coord<f64>| placed.iter().any(|p| (p.x - at.x).hypot(p.y - at.y) < apart);
        let mut last = None;
        for _ in 0..THROWS {
            last = throw();
            if last.is_none_or(|at| !near(at)) {
                break;
            }
        }
        match last {
            Some(at) => placed.push(at),
            None => return placed,
        }
    }
    placed
}

/// FNV-1a (Fowler, Noll & Vo): the same on every machine.
fn seed(code: &str) -> u64 {
    code.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(a: f64, b: f64) -> Vec<Coord<f64>> {
        [(a, a), (b, a), (b, b), (a, b)].map(|(x, y)| Coord { x, y }).to_vec()
    }

    #[test]
    fn a_dot_stands_for_a_round_number() {
        let each = |sum: f64| each_stands_for(&[10.0, sum, f64::NAN]);
        assert_eq!([1_500.0, 1_501.0, 3_000.0, 4_000_000.0, 20e6].map(each), [1, 2, 2, 5_000, 20_000]);
        assert_eq!((each_stands_for(&[]), each_stands_for(&[f64::INFINITY])), (1, 1));
    }

    #[test]
    fn dots_stay_inside_apart_and_where_they_were() {
        let rings = [square(0.0, 10.0), square(3.0, 7.0)];
        let dots = scattered(&rings, 120, 0.5, seed("ML01"));
        assert_eq!(dots.len(), 120);
        assert!(dots.iter().all(|&at| clip::inside(&rings, at)));
        let apart = |i: usize| dots[..i].iter().map(|p| (p.x - dots[i].x).hypot(p.y - dots[i].y)).fold(f64::MAX, f64::min);
        assert!((1..120).filter(|&i| apart(i) < 0.5).count() < 3, "there is room enough");
        assert_eq!(dots, scattered(&rings, 120, 0.5, seed("ML01")));
        assert_ne!(dots, scattered(&rings, 120, 0.5, seed("ML02")));
        // Each quarter gets its share: 30 of 120, with about 5 to either side.
        let quarter = dots.iter().filter(|p| p.x < 5.0 && p.y < 5.0).count();
        assert!((15..46).contains(&quarter), "{quarter}");
    }

    #[test]
    fn a_full_area_and_an_empty_one_end() {
        assert_eq!(scattered(&[square(0.0, 1.0)], 200, 0.5, 1).len(), 200);
        assert!(scattered(&[], 5, 0.5, 1).is_empty());
        assert!(scattered(&[vec![Coord { x: 0.0, y: 0.0 }; 3]], 5, 0.5, 1).is_empty());
    }
}
