//! Events close together as one circle with their number in it: where circles would lie over each other, nobody can
//! count them.
//!
//! Not for choosing which events there are, nor for how a circle looks.

use geo_types::Coord;

/// Events near each other on the paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gathered {
    /// The mean of their places, each counted as often as it has events.
    pub at: Coord<f64>,
    pub count: usize,
}

/// Gathers places with the number of their events, until no two circles touch whose radius is `radius` of their number.
/// In the order of their numbers, the largest first; which place comes first does not matter. Places without events
/// are left out. Any unit, that of the radius.
///
/// Each place joins the circle that it lies deepest in, and circles that then touch join too: agglomerative
/// clustering by the overlap of the symbols, so that the number of circles follows from the scale of the map.
pub fn gathered(places: impl IntoIterator<Item = (Coord<f64>, usize)>, radius: impl Fn(usize) -> f64) -> Vec<Gathered> {
    let mut todo: Vec<Gathered> =
        places.into_iter().filter(|(_, count)| *count > 0).map(|(at, count)| Gathered { at, count }).collect();
    let order =
        |a: &Gathered, b: &Gathered| b.count.cmp(&a.count).then(a.at.y.total_cmp(&b.at.y)).then(a.at.x.total_cmp(&b.at.x));
    todo.sort_by(order);
    let mut circles: Vec<Gathered> = Vec::new();
    for mut circle in todo {
        // A circle that has grown may touch others.
        while let Some(i) = deepest(&circles, &circle, &radius) {
            circle = joined(&circles.swap_remove(i), &circle);
        }
        circles.push(circle);
    }
    circles.sort_by(order);
    circles
}

/// The circle that lies over this one most, of those that touch it.
fn deepest(circles: &[Gathered], circle: &Gathered, radius: impl Fn(usize) -> f64) -> Option<usize> {
    let reach = radius(circle.count);
    let over = |other: &Gathered| {
        let apart = (other.at.x - circle.at.x).hypot(other.at.y - circle.at.y);
        reach + radius(other.count) - apart
    };
    let touching = circles.iter().map(over).enumerate().filter(|(_, over)| *over >= 0.0);
    touching.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(i, _)| i)
}

fn joined(a: &Gathered, b: &Gathered) -> Gathered {
    let count = a.count + b.count;
    let share = b.count as f64 / count as f64;
    let mean = |a: f64, b: f64| a + (b - a) * share;
    Gathered { at: Coord { x: mean(a.at.x, b.at.x), y: mean(a.at.y, b.at.y) }, count }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn radius(count: usize) -> f64 {
        1.0 + 0.2 * (count as f64).sqrt()
    }

    fn at(x: f64, y: f64) -> Coord<f64> {
        Coord { x, y }
    }

    #[test]
    fn neighbours_become_one_and_the_lonely_stay_where_they_are() {
        let places = [(at(0.0, 0.0), 3), (at(1.0, 0.0), 1), (at(20.0, 5.0), 2), (at(40.0, 0.0), 0)];
        let circles = gathered(places, radius);
        assert_eq!(circles, [Gathered { at: at(0.25, 0.0), count: 4 }, Gathered { at: at(20.0, 5.0), count: 2 }]);
        assert!(gathered([], radius).is_empty());
    }

    #[test]
    fn one_that_grows_takes_in_what_it_then_touches() {
        // Radius 1 for a few, 3 from ten: the two in the middle reach the third only together.
        let step = |count: usize| if count < 10 { 1.0 } else { 3.0 };
        let circles = gathered([(at(0.0, 0.0), 5), (at(1.0, 0.0), 5), (at(4.0, 0.0), 2)], step);
        assert_eq!(circles, [Gathered { at: at(13.0 / 12.0, 0.0), count: 12 }]);
    }

    proptest! {
        #[test]
        fn no_event_is_lost_no_circles_touch_and_order_does_not_matter(
            places in prop::collection::vec((0.0..60.0f64, 0.0..40.0f64, 0usize..30), 0..60),
            turn in 0usize..60,
        ) {
            let mut places: Vec<_> = places.into_iter().map(|(x, y, count)| (at(x, y), count)).collect();
            let circles = gathered(places.iter().copied(), radius);
            let sum = |counts: &mut dyn Iterator<Item = usize>| counts.sum::<usize>();
            prop_assert_eq!(sum(&mut circles.iter().map(|c| c.count)), sum(&mut places.iter().map(|p| p.1)));
            for (i, a) in circles.iter().enumerate() {
                for b in &circles[i + 1..] {
                    let apart = (a.at.x - b.at.x).hypot(a.at.y - b.at.y);
                    prop_assert!(apart > radius(a.count) + radius(b.count));
                }
            }
            let middle = |x: &dyn Fn(&Coord<f64>) -> f64, all: &mut dyn Iterator<Item = (Coord<f64>, usize)>| {
                all.map(|(at, count)| x(&at) * count as f64).sum::<f64>()
            };
            for x in [|c: &Coord<f64>| c.x, |c: &Coord<f64>| c.y] {
                let (before, after) =
                    (middle(&x, &mut places.iter().copied()), middle(&x, &mut circles.iter().map(|c| (c.at, c.count))));
                prop_assert!((before - after).abs() < 1e-6);
            }
            if !places.is_empty() {
                let by = turn % places.len();
                places.rotate_left(by);
                prop_assert_eq!(gathered(places, radius), circles);
            }
        }
    }
}
