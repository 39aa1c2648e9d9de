//! From degrees to the units of a sheet, and how many metres a millimetre on paper is.

use super::scene::Frame;
use crate::base::{MetricFrame, Result};
use geo::{Distance, Geodesic};
use geo_types::{Coord, Point, Rect};

/// Share of the map frame left free on each side of the region.
const RIM: f64 = 0.035;

/// Least room on each side: the band of synthetic data hides nothing, units of the sheet.
const LEAST_RIM: f64 = 6.5;

/// Scales people can read, as mantissas of 1:N.
const ROUND_SCALES: [f64; 24] =
    [1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.75, 1.9, 2.0, 2.2, 2.4, 2.6, 2.8, 3.0, 3.3, 3.6, 4.0, 4.5, 5.0, 6.0, 7.0, 8.0, 9.0];

/// A map frame over a metric projection.
#[derive(Debug, Clone)]
pub struct Viewport {
    projection: MetricFrame,
    /// The metric place at the middle of the map.
    middle: Coord<f64>,
    /// The N of 1:N on paper.
    pub scale: f64,
    pub map: Frame,
    /// Millimetres on paper in a unit of the sheet.
    unit: f64,
}

/// Points along each side of the frame by which its extent in degrees is found.
const SIDE: usize = 16;

impl Viewport {
    /// Fits `extent` (metres in `projection`) into the map frame at a scale that is round on paper, where a unit of the
    /// sheet is `unit` millimetres.
    pub fn fit(projection: MetricFrame, extent: Rect<f64>, map: Frame, unit: f64) -> Viewport {
        let room = map.grown(-(RIM * map.width.min(map.height)).max(LEAST_RIM));
        // Metres per millimetre, times a thousand; a single point gets a kilometre.
        let needed = (extent.width() / room.width).max(extent.height() / room.height).max(1000.0 / room.width) * 1000.0 / unit;
        let decade = 10f64.powf(needed.log10().floor());
        let scale = ROUND_SCALES.iter().map(|m| m * decade).find(|&n| n >= needed).unwrap_or(10.0 * decade);
        Viewport { projection, middle: extent.center(), scale, map, unit }
    }

    /// Units of the sheet for a metre in the projection.
    pub fn units_per_metre(&self) -> f64 {
        1000.0 / self.scale / self.unit
    }

    /// Degrees to the sheet. Points need not fall inside the map frame.
    pub fn place(&self, degrees: &[Coord<f64>]) -> Result<Vec<Coord<f64>>> {
        let mut coords = degrees.to_vec();
        self.projection.project(&mut coords)?;
        let (centre, k) = (self.map.centre(), self.units_per_metre());
        Ok(coords
            .into_iter()
            .map(|c| Coord { x: centre.x + (c.x - self.middle.x) * k, y: centre.y - (c.y - self.middle.y) * k })
            .collect())
    }

    /// The sheet back to degrees.
    pub fn degrees(&self, places: &[Coord<f64>]) -> Result<Vec<Coord<f64>>> {
        let (centre, k) = (self.map.centre(), self.units_per_metre());
        let metric = |p: &Coord<f64>| Coord { x: self.middle.x + (p.x - centre.x) / k, y: self.middle.y - (p.y - centre.y) / k };
        let mut coords: Vec<Coord<f64>> = places.iter().map(metric).collect();
        self.projection.unproject(&mut coords)?;
        Ok(coords)
    }

    /// Longitude and latitude of the middle of the map.
    pub fn middle_degrees(&self) -> Result<Coord<f64>> {
        Ok(self.degrees(&[self.map.centre()])?[0])
    }

    /// The least and the greatest longitude and latitude in the frame; longitudes go on beyond 180. `None` where they are
    /// not known, or as wide as half the earth.
    pub fn extent(&self) -> Option<(Coord<f64>, Coord<f64>)> {
        let along = |i: usize| i as f64 / SIDE as f64;
        let sides = (0..=SIDE).flat_map(|i| {
            let (x, y) = (self.map.x + self.map.width * along(i), self.map.y + self.map.height * along(i));
            [(x, self.map.y), (x, self.map.bottom()), (self.map.x, y), (self.map.right(), y)].map(|(x, y)| Coord { x, y })
        });
        let middle = self.middle_degrees().ok()?;
        let degrees = self.degrees(&sides.collect::<Vec<_>>()).ok()?;
        let (mut low, mut high) = (middle, middle);
        for at in degrees {
            if !at.x.is_finite() || !at.y.is_finite() {
                return None;
            }
            let x = middle.x + (at.x - middle.x + 540.0).rem_euclid(360.0) - 180.0;
            low = Coord { x: low.x.min(x), y: low.y.min(at.y) };
            high = Coord { x: high.x.max(x), y: high.y.max(at.y) };
        }
        (high.x - low.x < 180.0 && high.y - low.y < 90.0).then_some((low, high))
    }

    /// Units of the sheet for a kilometre on the ground, along the parallel through the
    /// middle of the map (geodesic, Karney 2013).
    pub fn units_per_km(&self) -> Result<f64> {
        let middle = self.middle_degrees()?;
        // A quarter of the sheet on either side.
        let reach = self.map.width / 4.0 / self.units_per_metre() / 111_320.0 / middle.y.to_radians().cos().max(0.01);
        let (west, east) = (Coord { x: middle.x - reach, ..middle }, Coord { x: middle.x + reach, ..middle });
        let ground = Geodesic.distance(Point::from(west), Point::from(east)) / 1000.0;
        let sheet = self.place(&[west, east])?;
        Ok((sheet[1].x - sheet[0].x).hypot(sheet[1].y - sheet[0].y) / ground)
    }

    /// Degrees clockwise from the top of the sheet to true north at the middle of the map.
    pub fn north(&self) -> Result<f64> {
        let middle = self.middle_degrees()?;
        let sheet = self.place(&[middle, Coord { y: middle.y + 0.01, ..middle }])?;
        Ok((sheet[1].x - sheet[0].x).atan2(sheet[0].y - sheet[1].y).to_degrees())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::coord;

    #[test]
    fn a_hundred_kilometres_are_a_hundred_kilometres_on_the_sheet() {
        let extent = Rect::new(coord! {x: -5.0, y: 13.0}, coord! {x: -1.5, y: 15.9});
        let projection = MetricFrame::centred_on(extent);
        let mut corners = [extent.min(), extent.max()];
        projection.project(&mut corners).unwrap();
        let view = Viewport::fit(projection, Rect::new(corners[0], corners[1]), Frame::new(10.0, 30.0, 190.0, 170.0), 1.0);
        assert!(view.scale >= 2e6 && view.scale <= 2.4e6, "{}", view.scale);
        // 1:N says the same as the bar to a part in a thousand.
        assert!((view.units_per_km().unwrap() / (1e6 / view.scale) - 1.0).abs() < 1e-3);
        assert!(view.north().unwrap().abs() < 1.0);
        let middle = view.place(&[view.middle_degrees().unwrap()]).unwrap()[0];
        assert!((middle.x - 105.0).abs() < 1e-6 && (middle.y - 115.0).abs() < 1e-6);
    }

    #[test]
    fn a_single_point_has_a_scale() {
        let projection = MetricFrame::centred_on(Rect::new(coord! {x: 0.0, y: 0.0}, coord! {x: 0.0, y: 0.0}));
        let view = Viewport::fit(
            projection,
            Rect::new(coord! {x: 0.0, y: 0.0}, coord! {x: 0.0, y: 0.0}),
            Frame::new(0.0, 0.0, 100.0, 100.0),
            1.0,
        );
        assert!(view.scale.is_finite() && view.scale > 0.0);
    }
}
