//! What makes the ground slow or fast: roads, water, slopes, closures.

use super::grid::{Grid, Window};
use super::rasterise::{covered, near, touched};
use crate::access::minutes_per_metre;
use geo::BoundingRect;
use geo_types::{LineString, Polygon, Rect};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// How much longer a walk takes on a slope (rise over run) than on the flat.
///
/// Tobler (1993): speed is 6·exp(−3.5·|s + 0.05|) km/h, here uphill and relative to the flat, so
/// exp(3.5·s). The same both ways, as Weiss et al. (2018) have it: a slope is as much trouble in
/// either direction. A slope that is not known (NaN) counts as flat.
pub fn slope_factor(slope: f32) -> f32 {
    if slope.is_nan() { 1.0 } else { (3.5 * slope.abs()).exp() }
}

/// One thing on the ground. Coordinates in metres of the grid's frame.
#[derive(Debug, Clone, PartialEq)]
pub enum Feature {
    /// A road at a speed in km/h. Fills every cell it touches.
    Road(LineString<f64>, f64),
    /// Water that nobody crosses except where a road does: every cell that is touched.
    Lake(Polygon<f64>),
    /// A river and its width in metres: every cell it touches, and every cell whose centre lies
    /// within half the width.
    River(LineString<f64>, f64),
    /// Ground where nobody goes, roads or not: every cell that is touched.
    ClosedArea(Polygon<f64>),
    /// Roads are closed in the cells this line touches; what lies beside the road can still be crossed.
    ClosedRoad(LineString<f64>),
}

impl Feature {
    fn bounds(&self) -> Option<Rect<f64>> {
        match self {
            Feature::Road(line, _) | Feature::ClosedRoad(line) => line.bounding_rect(),
            Feature::River(line, width) => line.bounding_rect().map(|b| {
                let (reach, min, max) = (width.max(0.0) / 2.0, b.min(), b.max());
                Rect::new((min.x - reach, min.y - reach), (max.x + reach, max.y + reach))
            }),
            Feature::Lake(polygon) | Feature::ClosedArea(polygon) => polygon.bounding_rect(),
        }
    }
}

/// What rasters say of the cells of a window, row by row; `None` where there is no such raster.
#[derive(Debug, Clone, Default)]
pub struct Ground {
    /// Speed in km/h off the road by land cover; 0 is impassable, NaN not known.
    pub speed: Option<Vec<f32>>,
    /// Rise over run; NaN not known.
    pub slope: Option<Vec<f32>>,
}

/// Everything on the ground of one grid, and how fast one goes off the road.
pub struct Terrain {
    features: Vec<Feature>,
    index: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
    off_road_kmh: f64,
    slopes_on_roads: bool,
}

impl Terrain {
    /// `off_road_kmh` holds where land cover says nothing. Slopes slow the walk off the road; with
    /// `slopes_on_roads` they slow roads too, as they do for somebody on foot.
    pub fn new(features: Vec<Feature>, off_road_kmh: f64, slopes_on_roads: bool) -> Terrain {
        let boxes = features.iter().enumerate().filter_map(|(i, feature)| {
            let b = feature.bounds()?;
            Some(GeomWithData::new(Rectangle::from_corners([b.min().x, b.min().y], [b.max().x, b.max().y]), i))
        });
        let index = RTree::bulk_load(boxes.collect());
        Terrain { features, index, off_road_kmh, slopes_on_roads }
    }

    /// Minutes per metre of every cell of a window, row by row.
    ///
    /// In this order: land cover or the speed off the road, and the slope; water bars; a road is taken
    /// where it is faster than the ground, and bridges water; a closed road leaves the ground as it
    /// was; a closed area bars everything. So a barrier or a closure never makes any cell quicker, a
    /// road never makes one slower.
    pub fn paint(&self, grid: &Grid, window: &Window, ground: &Ground, into: &mut [f32]) {
        let off_road = minutes_per_metre(self.off_road_kmh) as f32;
        let slope = |i: usize| ground.slope.as_ref().map_or(1.0, |slopes| slope_factor(slopes[i]));
        for (i, value) in into.iter_mut().enumerate() {
            let cover = ground.speed.as_ref().map(|speeds| speeds[i]).filter(|speed| !speed.is_nan());
            *value = cover.map_or(off_road, |kmh| minutes_per_metre(f64::from(kmh)) as f32) * slope(i);
        }
        let here = self.features_in(grid, window);
        for feature in &here {
            let mut bar = |i: usize| into[i] = f32::INFINITY;
            match feature {
                Feature::Lake(polygon) => covered(polygon, grid, window, &mut bar),
                Feature::River(line, width) => {
                    touched(line, grid, window, &mut bar);
                    near(line, width / 2.0, grid, window, &mut bar);
                }
                _ => {}
            }
        }
        let mut closed = vec![false; into.len()];
        for feature in &here {
            if let Feature::ClosedRoad(line) = feature {
                touched(line, grid, window, &mut |i| closed[i] = true);
            }
        }
        for feature in &here {
            if let Feature::Road(line, kmh) = feature {
                let pace = minutes_per_metre(*kmh) as f32;
                touched(line, grid, window, &mut |i| {
                    if !closed[i] {
                        into[i] = into[i].min(if self.slopes_on_roads { pace * slope(i) } else { pace });
                    }
                });
            }
        }
        for feature in &here {
            if let Feature::ClosedArea(polygon) = feature {
                covered(polygon, grid, window, &mut |i| into[i] = f32::INFINITY);
            }
        }
    }

    /// Features whose box meets the window, in the order in which they were given.
    fn features_in(&self, grid: &Grid, window: &Window) -> Vec<&Feature> {
        let [west, south, east, north] = window.bounds(grid);
        let mut found: Vec<usize> = self
            .index
            .locate_in_envelope_intersecting(&AABB::from_corners([west, south], [east, north]))
            .map(|item| item.data)
            .collect();
        found.sort_unstable();
        found.into_iter().map(|i| &self.features[i]).collect()
    }
}

/// Rise over run of every cell of a window from the heights in metres of the window with one cell more on
/// every side (Horn 1981). NaN where a height around is not known.
pub fn slopes(heights: &[f32], window: &Window, cell: f64) -> Vec<f32> {
    let stride = window.width + 2;
    let at = |row: usize, column: usize| f64::from(heights[row * stride + column]);
    let mut out = Vec::with_capacity(window.cells());
    for row in 0..window.height {
        for column in 0..window.width {
            let side = |r: [usize; 3], c: [usize; 3]| {
                at(row + r[0], column + c[0]) + 2.0 * at(row + r[1], column + c[1]) + at(row + r[2], column + c[2])
            };
            let east = (side([0, 1, 2], [2, 2, 2]) - side([0, 1, 2], [0, 0, 0])) / (8.0 * cell);
            let south = (side([2, 2, 2], [0, 1, 2]) - side([0, 0, 0], [0, 1, 2])) / (8.0 * cell);
            out.push(east.hypot(south) as f32);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::tests::grid;
    use super::*;
    use geo_types::{line_string, polygon};

    const WINDOW: Window = Window { column: 0, row: 0, width: 10, height: 10 };

    fn painted(features: Vec<Feature>) -> Vec<f32> {
        let mut out = vec![0.0; 100];
        Terrain::new(features, 4.0, false).paint(&grid(10, 10, 100.0), &WINDOW, &Ground::default(), &mut out);
        out
    }

    fn river() -> Feature {
        Feature::River(line_string![(x: -50.0, y: 420.0), (x: 1050.0, y: 610.0)], 30.0)
    }

    fn road(kmh: f64) -> Feature {
        Feature::Road(line_string![(x: 350.0, y: 50.0), (x: 350.0, y: 950.0)], kmh)
    }

    #[test]
    fn a_road_bridges_a_river_and_a_closed_road_does_not() {
        let off_road = minutes_per_metre(4.0) as f32;
        let column = |cells: &[f32], c: usize| (0..10).map(|r| cells[r * 10 + c]).collect::<Vec<_>>();
        let bare = painted(vec![river()]);
        for c in 0..10 {
            assert!(column(&bare, c).iter().any(|f| f.is_infinite()) && bare[c] == off_road);
        }
        let bridged = painted(vec![road(40.0), river()]);
        assert!(column(&bridged, 3).iter().take(9).all(|f| *f == minutes_per_metre(40.0) as f32), "{:?}", column(&bridged, 3));
        let closed = Feature::ClosedRoad(line_string![(x: 310.0, y: 250.0), (x: 390.0, y: 880.0)]);
        let shut = painted(vec![road(40.0), river(), closed]);
        assert_eq!(
            column(&shut, 3).iter().filter(|f| f.is_infinite()).count(),
            column(&bare, 3).iter().filter(|f| f.is_infinite()).count()
        );
        assert_eq!(column(&shut, 3)[8], minutes_per_metre(40.0) as f32, "the road south of the closure");
    }

    #[test]
    fn closures_bar_roads_and_a_slow_road_slows_nobody() {
        let area =
            Feature::ClosedArea(polygon![(x: 200.0, y: 200.0), (x: 500.0, y: 200.0), (x: 500.0, y: 300.0), (x: 200.0, y: 300.0)]);
        let cells = painted(vec![road(1.0), area]);
        assert!(cells[7 * 10 + 3].is_infinite() && cells[7 * 10 + 2].is_infinite());
        assert_eq!(cells[13], minutes_per_metre(4.0) as f32);
    }

    #[test]
    fn polygons_that_share_a_border_share_no_cell() {
        let grid = grid(10, 10, 100.0);
        let west = polygon![(x: 0.0, y: 0.0), (x: 450.0, y: 0.0), (x: 550.0, y: 1000.0), (x: 0.0, y: 1000.0)];
        let east = polygon![(x: 450.0, y: 0.0), (x: 1000.0, y: 0.0), (x: 1000.0, y: 1000.0), (x: 550.0, y: 1000.0)];
        let mut count = [0; 100];
        for polygon in [west, east] {
            super::super::rasterise::filled(&polygon, &grid, &WINDOW, &mut |first, n| {
                count[first..first + n].iter_mut().for_each(|c| *c += 1)
            });
        }
        assert_eq!(count, [1; 100]);
    }

    #[test]
    fn slopes_slow_and_cover_bars() {
        let heights: Vec<f32> = (0..144).map(|i| (i % 12) as f32 * 10.0).collect();
        let slope = slopes(&heights, &WINDOW, 100.0);
        assert!(slope.iter().all(|s| (s - 0.1).abs() < 1e-6));
        let mut speed = vec![3.0; 100];
        speed[0] = 0.0;
        speed[1] = f32::NAN;
        let ground = Ground { speed: Some(speed), slope: Some(slope) };
        let mut out = vec![0.0; 100];
        Terrain::new(vec![road(5.0)], 4.0, true).paint(&grid(10, 10, 100.0), &WINDOW, &ground, &mut out);
        let steep = 0.35f32.exp();
        assert!(
            out[0].is_infinite() && (out[1] / (0.015 * steep) - 1.0).abs() < 1e-5 && (out[2] / (0.02 * steep) - 1.0).abs() < 1e-5
        );
        assert!((out[13] / (0.012 * steep) - 1.0).abs() < 1e-5, "a road on foot");
    }
}
