//! What makes the ground slow or fast: roads, water, slopes, closures.

use super::grid::{Grid, Window};
use super::rasterise::{covered, near, touched};
use crate::access::minutes_per_metre;
use geo::BoundingRect;
use geo_types::{LineString, Polygon, Rect};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

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

/// Everything on the ground of one grid, and how fast one goes off the road.
pub struct Terrain {
    features: Vec<Feature>,
    index: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
    off_road_kmh: f64,
    slopes_on_roads: bool,
}

impl Terrain {
    /// `off_road_kmh` holds where land cover says nothing. Slopes matter to the walk off the road; with
    /// `slopes_on_roads` they matter on roads too, as they do for somebody on foot.
    pub fn new(features: Vec<Feature>, off_road_kmh: f64, slopes_on_roads: bool) -> Terrain {
        let boxes = features.iter().enumerate().filter_map(|(i, feature)| {
            let b = feature.bounds()?;
            Some(GeomWithData::new(Rectangle::from_corners([b.min().x, b.min().y], [b.max().x, b.max().y]), i))
        });
        let index = RTree::bulk_load(boxes.collect());
        Terrain { features, index, off_road_kmh, slopes_on_roads }
    }

    /// Minutes per metre of every cell of a window on the flat, row by row. `cover` holds speeds in km/h off the road by
    /// land cover: 0 is impassable, NaN not known. `heights` are blanked out (NaN) where slopes do not
    /// matter; empty without any.
    ///
    /// In this order: land cover or the speed off the road; water bars; a road is taken
    /// where it is faster than the ground, and bridges water; a closed road leaves the ground as it
    /// was; a closed area bars everything. So a barrier or a closure never makes any cell quicker, a
    /// road never makes one slower.
    pub fn paint(&self, grid: &Grid, window: &Window, cover: Option<&[f32]>, into: &mut [f32], heights: &mut [f32]) {
        let off_road = minutes_per_metre(self.off_road_kmh) as f32;
        for (i, value) in into.iter_mut().enumerate() {
            let cover = cover.map(|speeds| speeds[i]).filter(|speed| !speed.is_nan());
            *value = cover.map_or(off_road, |kmh| minutes_per_metre(f64::from(kmh)) as f32);
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
                    if !closed[i] && pace <= into[i] {
                        into[i] = pace;
                        if let Some(height) = heights.get_mut(i).filter(|_| !self.slopes_on_roads) {
                            *height = f32::NAN;
                        }
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

#[cfg(test)]
mod tests {
    use super::super::tests::grid;
    use super::*;
    use geo_types::{line_string, polygon};

    const WINDOW: Window = Window { column: 0, row: 0, width: 10, height: 10 };

    fn painted(features: Vec<Feature>) -> Vec<f32> {
        let mut out = vec![0.0; 100];
        Terrain::new(features, 4.0, false).paint(&grid(10, 10, 100.0), &WINDOW, None, &mut out, &mut []);
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
    fn cover_bars_and_slopes_matter_to_walkers_alone() {
        let mut cover = vec![3.0; 100];
        cover[0] = 0.0;
        cover[1] = f32::NAN;
        let paint = |on_foot| {
            let (mut out, mut heights) = (vec![0.0; 100], vec![300.0; 100]);
            let terrain = Terrain::new(vec![road(5.0)], 4.0, on_foot);
            terrain.paint(&grid(10, 10, 100.0), &WINDOW, Some(&cover), &mut out, &mut heights);
            (out, heights)
        };
        let (out, heights) = paint(true);
        assert!(out[0].is_infinite() && out[1] == 0.015 && out[2] == 0.02 && out[13] == 0.012, "a road at 5 km/h: {out:?}");
        assert!(heights.iter().all(|h| *h == 300.0), "one walks up roads too");
        let (_, heights) = paint(false);
        assert!(heights[13].is_nan() && heights[12] == 300.0, "an engine does not mind");
    }
}
