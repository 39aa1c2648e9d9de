//! Where events lie on average and how they are spread: weighted mean centre and standard
//! deviational ellipse.
//!
//! Coordinates are metric (metres in one projection), never degrees. Both are pulled by far
//! events: they show how violence moves as a whole, not where a hot spot is.

use geo_types::{Coord, LineString, Polygon};

/// An event's place, and how much it counts.
pub type Weighted = (Coord<f64>, f64);

/// An ellipse around a mean centre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ellipse {
    pub centre: Coord<f64>,
    /// Half of the long and of the short axis, in the unit of the coordinates.
    pub semi_major: f64,
    pub semi_minor: f64,
    /// Direction of the long axis, degrees clockwise from the y axis (grid north), 0 to 180.
    pub bearing: f64,
}

/// The mean of the places by their weights; `None` where the weights do not add to more than zero.
/// Weights below zero and what is no number are passed over.
pub fn mean_centre(places: &[Weighted]) -> Option<Coord<f64>> {
    let sum: f64 = usable(places).map(|(_, w)| w).sum();
    let mean = |of: fn(Coord<f64>) -> f64| usable(places).map(|(c, w)| w * of(c)).sum::<f64>() / sum;
    (sum > 0.0).then(|| Coord { x: mean(|c| c.x), y: mean(|c| c.y) })
}

/// The standard deviational ellipse: along its long axis the places spread most.
///
/// Defined as CrimeStat and PySAL `pointpats.ellipse` do: Yuill's axes times √2, which
/// makes the ellipse of a circular spread the circle of Bachi's standard distance, and with
/// n − 2 degrees of freedom, n being the places that weigh. (Lefever's and Yuill's own is √2
/// smaller.) About 63 % of places lie within where they spread as a normal distribution does.
///
/// `None` for fewer than three places that weigh. Places on one line have a short axis of 0.
/// Where they spread alike in all directions the bearing is 0.
///
/// Sources: Lefever (1926), *American Journal of Sociology* 32:88–94; Yuill (1971), *Geografiska
/// Annaler* B 53:28–39; Levine, *CrimeStat*, chapter 4.
pub fn deviational_ellipse(places: &[Weighted]) -> Option<Ellipse> {
    let centre = mean_centre(places)?;
    let n = usable(places).filter(|(_, w)| *w > 0.0).count() as f64;
    if n < 3.0 {
        return None;
    }
    let (mut weight, mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0, 0.0);
    for (place, w) in usable(places) {
        let (dx, dy) = (place.x - centre.x, place.y - centre.y);
        weight += w;
        xx += w * dx * dx;
        yy += w * dy * dy;
        xy += w * dx * dy;
    }
    // The axes are the eigenvectors of the covariance.
    let (half, apart) = ((xx + yy) / 2.0, ((xx - yy) / 2.0).hypot(xy));
    let semi = |sum: f64| (sum.max(0.0) / weight * 2.0 * n / (n - 2.0)).sqrt();
    // Angle of the long axis from the x axis; exactly none where there is no long axis.
    let angle = if apart > 1e-12 * half { 0.5 * (2.0 * xy).atan2(xx - yy) } else { std::f64::consts::FRAC_PI_2 };
    let bearing = (90.0 - angle.to_degrees()).rem_euclid(180.0);
    Some(Ellipse { centre, semi_major: semi(half + apart), semi_minor: semi(half - apart), bearing })
}

impl Ellipse {
    /// Its outline as a ring of `corners` points, counterclockwise.
    pub fn outline(&self, corners: usize) -> Polygon<f64> {
        let (sin, cos) = (90.0 - self.bearing).to_radians().sin_cos();
        let at = |i: usize| {
            let (s, c) = (std::f64::consts::TAU * i as f64 / corners as f64).sin_cos();
            let (u, v) = (self.semi_major * c, self.semi_minor * s);
            Coord { x: self.centre.x + u * cos - v * sin, y: self.centre.y + u * sin + v * cos }
        };
        Polygon::new(LineString::from_iter((0..corners).map(at)), Vec::new())
    }
}

fn usable(places: &[Weighted]) -> impl Iterator<Item = Weighted> + '_ {
    places.iter().copied().filter(|(c, w)| c.x.is_finite() && c.y.is_finite() && w.is_finite() && *w >= 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::reference::{close, rows};
    use geo::Area;

    fn places(rows: &[(f64, f64, f64)]) -> Vec<Weighted> {
        rows.iter().map(|&(x, y, w)| (Coord { x, y }, w)).collect()
    }

    #[test]
    fn centres_and_ellipses_equal_pysal() {
        let points = rows("rates/centre_points.csv");
        for row in rows("rates/centres.csv") {
            let of_case: Vec<Weighted> = points
                .iter()
                .filter(|p| p.text(0) == row.text(0))
                .map(|p| (Coord { x: p.number(1), y: p.number(2) }, p.number(3)))
                .collect();
            let found = deviational_ellipse(&of_case).unwrap();
            for (value, i) in [found.centre.x, found.centre.y, found.semi_major, found.semi_minor].into_iter().zip(1..) {
                assert!(close(value, row.number(i), 1e-9), "{row:?}: {found:?}");
            }
            assert!((found.bearing - row.number(5)).abs() < 1e-9, "{row:?}: {found:?}");
        }
    }

    #[test]
    fn a_weight_of_two_is_the_same_place_twice_for_the_centre() {
        let once = places(&[(0.0, 0.0, 2.0), (3.0, 0.0, 1.0)]);
        let twice = places(&[(0.0, 0.0, 1.0), (0.0, 0.0, 1.0), (3.0, 0.0, 1.0)]);
        assert_eq!(mean_centre(&once), mean_centre(&twice));
    }

    #[test]
    fn a_line_has_no_width_and_a_cross_no_direction() {
        let line = deviational_ellipse(&places(&[(0.0, 0.0, 1.0), (1.0, 1.0, 1.0), (2.0, 2.0, 1.0)])).unwrap();
        assert!(line.semi_minor < 1e-9 && (line.bearing - 45.0).abs() < 1e-9, "{line:?}");
        let cross =
            deviational_ellipse(&places(&[(1.0, 0.0, 1.0), (-1.0, 0.0, 1.0), (0.0, 1.0, 1.0), (0.0, -1.0, 1.0)])).unwrap();
        assert_eq!((cross.semi_major, cross.bearing), (cross.semi_minor, 0.0));
        let spot = deviational_ellipse(&places(&[(5.0, 5.0, 1.0); 3])).unwrap();
        assert_eq!((spot.semi_major, spot.semi_minor), (0.0, 0.0));
    }

    #[test]
    fn too_few_places_or_no_weight_have_none() {
        assert_eq!(mean_centre(&[]), None);
        assert_eq!(mean_centre(&places(&[(1.0, 1.0, 0.0), (2.0, 2.0, -3.0), (f64::NAN, 0.0, 1.0)])), None);
        assert_eq!(deviational_ellipse(&places(&[(0.0, 0.0, 1.0), (1.0, 0.0, 1.0), (5.0, 9.0, 0.0)])), None);
    }

    #[test]
    fn the_outline_has_the_axes_of_the_ellipse() {
        let east = Ellipse { centre: Coord { x: 10.0, y: 20.0 }, semi_major: 4.0, semi_minor: 1.0, bearing: 90.0 };
        let outline = east.outline(360);
        assert!((outline.signed_area() / (std::f64::consts::PI * 4.0) - 1.0).abs() < 1e-3);
        let first = outline.exterior().0[0];
        assert!((first.x - 14.0).abs() < 1e-12 && (first.y - 20.0).abs() < 1e-12);
    }
}
