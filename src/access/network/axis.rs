//! An axis: the road through a list of towns, with its own kilometres.
//!
//! How it is laid on a network is told in [`lay`](super::lay).

use geo_types::Coord;

/// A town on a finished axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    pub name: String,
    /// The town itself, WGS84.
    pub point: Coord<f64>,
    /// Metres from the start of the axis to the place on the road nearest to the town.
    pub along_m: f64,
    /// Metres between the town and that place.
    pub off_road_m: f64,
}

/// A piece of an axis: an edge of the split network, or a straight bridge over a gap.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// `None` for a bridge.
    pub edge: Option<u32>,
    /// Whether the edge is travelled from its `from` to its `to`.
    pub forward: bool,
    /// Metres from the start of the axis.
    pub start_m: f64,
    pub length_m: f64,
    /// WGS84 longitude, latitude, in the direction of the axis, with metres from the start of the axis.
    pub course: Vec<(Coord<f64>, f64)>,
}

/// The road through the towns of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    pub stops: Vec<Stop>,
    /// One after the other, without holes.
    pub stretches: Vec<Stretch>,
    /// Whole length, bridges included.
    pub length_m: f64,
}

impl Axis {
    /// Metres of bridges over gaps, which no road covers.
    pub fn bridged_m(&self) -> f64 {
        // The sum of nothing is −0.
        self.stretches.iter().filter(|s| s.edge.is_none()).fold(0.0, |sum, s| sum + s.length_m)
    }

    /// The whole course with metres from the start; a point where two stretches meet stands once.
    pub fn course(&self) -> Vec<(Coord<f64>, f64)> {
        let mut course: Vec<(Coord<f64>, f64)> = Vec::new();
        for &(point, along) in self.stretches.iter().flat_map(|s| &s.course) {
            if course.last().is_none_or(|last| last.0 != point) {
                course.push((point, along));
            }
        }
        course
    }

    /// The point so many metres from the start, held within the axis; `None` for an axis without length.
    pub fn point_at(&self, along_m: f64) -> Option<Coord<f64>> {
        let part = self.part(along_m, along_m);
        part.first().copied()
    }

    /// The course between two measures, `from_m` not after `to_m`.
    pub fn part(&self, from_m: f64, to_m: f64) -> Vec<Coord<f64>> {
        let course = self.course();
        if course.len() < 2 {
            return course.into_iter().map(|(point, _)| point).collect();
        }
        let at = |along: f64| {
            let after = course.partition_point(|c| c.1 < along).clamp(1, course.len() - 1);
            let ((a, start), (b, end)) = (course[after - 1], course[after]);
            let share = if end > start { ((along - start) / (end - start)).clamp(0.0, 1.0) } else { 0.0 };
            a + (b - a) * share
        };
        let inside = course.iter().filter(|c| c.1 > from_m && c.1 < to_m).map(|c| c.0);
        std::iter::once(at(from_m)).chain(inside).chain((to_m > from_m).then(|| at(to_m))).collect()
    }

    /// The axis cut every `step_m` metres, from its start; what is left at the end joins the
    /// segment before when it is shorter than half a step.
    ///
    /// No segment for a step that is not above 0 or an axis without length.
    pub fn segments(&self, step_m: f64) -> Vec<(f64, f64)> {
        if !(step_m > 0.0 && self.length_m > 0.0) {
            return Vec::new();
        }
        let count = ((self.length_m / step_m).round() as usize).max(1);
        let start = |i: usize| i as f64 * step_m;
        (0..count).map(|i| (start(i), if i + 1 == count { self.length_m } else { start(i + 1) })).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_cover_the_axis_and_a_short_rest_joins_the_last() {
        let mut axis = Axis { stops: vec![], stretches: vec![], length_m: 10_400.0 };
        assert_eq!(axis.segments(5000.0), [(0.0, 5000.0), (5000.0, 10_400.0)]);
        axis.length_m = 13_000.0;
        assert_eq!(axis.segments(5000.0).last(), Some(&(10_000.0, 13_000.0)));
        axis.length_m = 300.0;
        assert_eq!(axis.segments(5000.0), [(0.0, 300.0)]);
        assert!(axis.segments(0.0).is_empty() && axis.point_at(5.0).is_none());
    }
}
