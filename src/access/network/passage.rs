//! Which areas an axis runs through, and how much of each lies close to it.

use super::axis::Axis;
use crate::base::{Areas, MetricFrame, Result};
use geo::algorithm::buffer::Buffer;
use geo::line_measures::Densifiable;
use geo::{Area as _, BooleanOps, BoundingRect, Contains, Euclidean, LinesIter};
use geo_types::{Coord, Geometry, Line, LineString, MultiPolygon, Point, Rect};

/// A stretch of an axis within one area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Passage {
    /// Position among the areas; `None` outside all of them.
    pub area: Option<usize>,
    pub from_m: f64,
    pub to_m: f64,
}

/// The areas along an axis, in the order of the way: an area that is left and entered again
/// stands twice. Together they cover the axis. On a shared border the first area has it.
pub fn passages(axis: &Axis, areas: &Areas) -> Vec<Passage> {
    let boxes: Vec<Option<Rect<f64>>> = areas.iter().map(|area| area.geometry.bounding_rect()).collect();
    let mut passages: Vec<Passage> = Vec::new();
    for step in axis.course().windows(2) {
        let ((a, start), (b, end)) = (step[0], step[1]);
        let line = Line::new(a, b);
        let around = Rect::new(a, b);
        let near: Vec<usize> = (0..areas.len()).filter(|&i| boxes[i].is_some_and(|rect| touch(&rect, &around))).collect();
        let mut cuts = vec![0.0, 1.0];
        for &i in &near {
            cuts.extend(areas[i].geometry.lines_iter().filter_map(|border| share_at(line, border)));
        }
        cuts.sort_by(f64::total_cmp);
        for pair in cuts.windows(2).filter(|pair| pair[1] > pair[0]) {
            let middle = Point(line.start + line.delta() * ((pair[0] + pair[1]) / 2.0));
            let area = near.iter().copied().find(|&i| areas[i].geometry.contains(&middle));
            let along = |share: f64| start + (end - start) * share;
            match passages.last_mut() {
                Some(last) if last.area == area => last.to_m = along(pair[1]),
                _ => passages.push(Passage { area, from_m: along(pair[0]), to_m: along(pair[1]) }),
            }
        }
    }
    passages
}

fn touch(a: &Rect<f64>, b: &Rect<f64>) -> bool {
    a.min().x <= b.max().x && b.min().x <= a.max().x && a.min().y <= b.max().y && b.min().y <= a.max().y
}

/// Where a border crosses a line, from 0 at its start to 1 at its end; parallel ones do not.
fn share_at(line: Line<f64>, border: Line<f64>) -> Option<f64> {
    let cross = |u: Coord<f64>, v: Coord<f64>| u.x * v.y - u.y * v.x;
    let (along, other, between) = (line.delta(), border.delta(), border.start - line.start);
    let turn = cross(along, other);
    if turn == 0.0 {
        return None;
    }
    let (s, t) = (cross(between, other) / turn, cross(between, along) / turn);
    (s > 0.0 && s < 1.0 && (0.0..=1.0).contains(&t)).then_some(s)
}

/// The part of an area that lies close to an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Corridor {
    /// Position among the areas.
    pub area: usize,
    /// Its share of the area's surface, 0 to 1.
    pub share: f64,
    /// In longitude and latitude.
    pub shape: MultiPolygon<f64>,
}

/// Sides of corridors are bent by a projection: they have a vertex so many metres apart at least.
const SIDE_M: f64 = 2_000.0;

/// The part of each area within a distance of the axis, for areas that come so close, in their order.
///
/// Measured in an equal-area projection centred on the axis; round ends and corners are polygons
/// that lie inside the true ones by less than a hundredth. Nothing for an axis without length or a distance that
/// is not above 0.
///
/// Errors: coordinates that cannot be projected.
pub fn corridors(axis: &Axis, areas: &Areas, distance_m: f64) -> Result<Vec<Corridor>> {
    let line: LineString<f64> = axis.course().into_iter().map(|(point, _)| point).collect();
    let Some(extent) = line.bounding_rect().filter(|_| line.0.len() > 1 && distance_m > 0.0) else { return Ok(Vec::new()) };
    let frame = MetricFrame::centred_on(extent);
    let Geometry::LineString(metric) = frame.project_geometry(&line.into())? else { return Ok(Vec::new()) };
    let corridor: MultiPolygon<f64> = metric.buffer(distance_m);
    let Some(window) = corridor.bounding_rect() else { return Ok(Vec::new()) };
    // A degree is 110 km at least along a meridian, and more than 55 km along parallels below 60°.
    let margin = distance_m / 55_000.0;
    let roughly = Rect::new(extent.min() - Coord { x: margin, y: margin }, extent.max() + Coord { x: margin, y: margin });
    let mut out = Vec::new();
    for (i, area) in areas.iter().enumerate() {
        if !area.geometry.bounding_rect().is_some_and(|rect| touch(&rect, &roughly)) {
            continue;
        }
        let Geometry::MultiPolygon(shape) = frame.project_geometry(&area.geometry.clone().into())? else { continue };
        let whole = shape.unsigned_area();
        if whole > 0.0 && shape.bounding_rect().is_some_and(|rect| touch(&rect, &window)) {
            let inside = shape.intersection(&corridor);
            let share = (inside.unsigned_area() / whole).clamp(0.0, 1.0);
            if share > 0.0 {
                out.push(Corridor { area: i, share, shape: frame.unproject_polygons(&inside.densify(&Euclidean, SIDE_M))? });
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::super::{AxisPlan, AxisTown, lay_axes, testing::network};
    use super::*;
    use crate::base::{Area, Level};
    use geo::GeodesicArea;
    use geo_types::polygon;

    fn axis() -> Axis {
        let network = network(&[&[(0.0, 15.0), (0.35, 15.0)]]);
        let town = |x: f64| AxisTown { name: x.to_string(), point: Coord { x, y: 15.0 } };
        let plan = AxisPlan { towns: vec![town(0.05), town(0.35)], max_town_m: 100.0, bridged: vec![] };
        lay_axes(&network, &[plan]).unwrap().axes.remove(0).unwrap()
    }

    /// Squares of 0.1 degree from 0 to 0.3 E, the road through their middles.
    fn squares() -> Areas {
        let square = |x: f64| polygon![(x: x, y: 14.95), (x: x + 0.1, y: 14.95), (x: x + 0.1, y: 15.05), (x: x, y: 15.05)];
        let area = |code: &str, x| Area::new(code.into(), code, None, MultiPolygon(vec![square(x)]));
        Areas::new(Level::Commune, vec![area("A", 0.0), area("B", 0.1), area("C", 0.2)])
    }

    #[test]
    fn areas_are_crossed_in_order_and_cover_the_axis() {
        let axis = axis();
        let found = passages(&axis, &squares());
        assert_eq!(found.iter().map(|p| p.area).collect::<Vec<_>>(), [Some(0), Some(1), Some(2), None]);
        let km: Vec<f64> = found.iter().map(|p| ((p.to_m - p.from_m) / 10.0).round() / 100.0).collect();
        // 0.05 degree of longitude at 15° N is 5.378 km.
        assert_eq!(km, [5.38, 10.76, 10.76, 5.38]);
        assert!((found[3].to_m - axis.length_m).abs() < 1e-6 && found.windows(2).all(|w| w[0].to_m == w[1].from_m));
    }

    #[test]
    fn an_area_left_and_entered_again_stands_twice() {
        let mut all = squares();
        let hole = polygon![(x: 0.24, y: 14.99), (x: 0.26, y: 14.99), (x: 0.26, y: 15.01), (x: 0.24, y: 15.01)];
        let mut rows = all.as_slice().to_vec();
        let outer = rows[2].geometry.0[0].exterior().clone();
        let ring = geo_types::Polygon::new(outer, vec![hole.exterior().clone()]);
        rows[2] = Area::new("C".into(), "C", None, MultiPolygon(vec![ring]));
        rows.push(Area::new("D".into(), "D", None, MultiPolygon(vec![hole])));
        all = Areas::new(Level::Commune, rows);
        let found: Vec<_> = passages(&axis(), &all).iter().map(|p| p.area).collect();
        assert_eq!(found, [Some(0), Some(1), Some(2), Some(3), Some(2), None]);
    }

    #[test]
    fn the_share_of_an_area_near_the_road_is_that_of_the_strip() {
        let found = corridors(&axis(), &squares(), 2000.0).unwrap();
        let shares: Vec<f64> = found.iter().map(|c| c.share).collect();
        // A strip of 4 km in a square 0.1° high, 11.064 km at 15° N.
        assert!((shares[1] - 4.0 / 11.064).abs() < 0.002, "{shares:?}");
        assert!(shares[0] > 0.5 * shares[1] && shares[0] < 0.8 * shares[1], "half, and a round end: {shares:?}");
        for corridor in &found {
            let whole = squares()[corridor.area].geometry.geodesic_area_unsigned();
            assert!((corridor.shape.geodesic_area_unsigned() / whole - corridor.share).abs() < 1e-4, "the shape is the share");
        }
        assert!(corridors(&axis(), &squares(), 50_000.0).unwrap().iter().all(|c| c.share > 0.999_999));
        assert_eq!(corridors(&axis(), &squares(), 0.0).unwrap(), []);
    }
}
