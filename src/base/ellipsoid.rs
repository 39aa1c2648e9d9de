//! The earth as WGS84 has it.

use geo_types::Coord;

/// Equatorial radius in metres.
pub const EQUATOR_RADIUS: f64 = 6_378_137.0;
/// Squared eccentricity.
pub const ECCENTRICITY_2: f64 = 0.006_694_379_990_141_316;

/// Metres from the centre of the earth to a longitude and latitude in degrees, along three axes; `None` for
/// what is no place. The straight line between two places is never longer than the geodesic.
pub fn in_space(place: Coord<f64>) -> Option<[f64; 3]> {
    if !place.x.is_finite() || !(-90.0..=90.0).contains(&place.y) {
        return None;
    }
    let ((sin_lon, cos_lon), (sin_lat, cos_lat)) = (place.x.to_radians().sin_cos(), place.y.to_radians().sin_cos());
    let normal = EQUATOR_RADIUS / (1.0 - ECCENTRICITY_2 * sin_lat * sin_lat).sqrt();
    Some([normal * cos_lat * cos_lon, normal * cos_lat * sin_lon, normal * (1.0 - ECCENTRICITY_2) * sin_lat])
}
