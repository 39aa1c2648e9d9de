//! Positions on the metric grids of maps: UTM and MGRS, brought to WGS84 degrees.
//!
//! Method: Krüger's series of sixth order for the transverse Mercator projection (Karney 2011,
//! *Transverse Mercator with an accuracy of a few nanometers*); the letters of MGRS as in NGA.STND.0037
//! (2014). Polar grids (UPS, zones A, B, Y, Z) are not read.

use geo_types::Coord;

/// A place on a UTM grid, metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Utm {
    /// 1 to 60.
    pub zone: u8,
    pub north: bool,
    pub easting: f64,
    pub northing: f64,
}

/// Equatorial radius and flattening of WGS84.
const A: f64 = 6_378_137.0;
const F: f64 = 1.0 / 298.257_223_563;
const SCALE: f64 = 0.9996;

/// The widest square of MGRS that still tells a place, metres.
const COARSEST_SQUARE: f64 = 1000.0;

impl Utm {
    /// From three cells: `30`, `30N`, `30 P`, `UTM 30N`, `EPSG:32630` for the zone; metres in any
    /// spelling of numbers. A letter S means south; a zone without a letter means north. `None` for
    /// anything else, and for metres that no zone has.
    pub fn parse(zone: &str, easting: &str, northing: &str) -> Option<Utm> {
        let metres = |text: &str| super::super::numbers::count(text.trim().trim_end_matches(['m', 'M', 'E', 'N']));
        let (zone, north) = zone_of(zone)?;
        let (easting, northing) = (metres(easting)?, metres(northing)?);
        let possible = (100_000.0..1_000_000.0).contains(&easting) && (0.0..10_000_000.0).contains(&northing);
        possible.then_some(Utm { zone, north, easting, northing })
    }

    /// Longitude and latitude in degrees; exact to some nanometres inside the zone.
    pub fn to_degrees(self) -> Coord<f64> {
        let n = F / (2.0 - F);
        let [n2, n3, n4, n5, n6] = [2, 3, 4, 5, 6].map(|power| n.powi(power));
        let beta = [
            n / 2.0 - 2.0 / 3.0 * n2 + 37.0 / 96.0 * n3 - n4 / 360.0 - 81.0 / 512.0 * n5 + 96_199.0 / 604_800.0 * n6,
            n2 / 48.0 + n3 / 15.0 - 437.0 / 1440.0 * n4 + 46.0 / 105.0 * n5 - 1_118_711.0 / 3_870_720.0 * n6,
            17.0 / 480.0 * n3 - 37.0 / 840.0 * n4 - 209.0 / 4480.0 * n5 + 5569.0 / 90_720.0 * n6,
            4397.0 / 161_280.0 * n4 - 11.0 / 504.0 * n5 - 830_251.0 / 7_257_600.0 * n6,
            4583.0 / 161_280.0 * n5 - 108_847.0 / 3_991_680.0 * n6,
            20_648_693.0 / 638_668_800.0 * n6,
        ];
        let radius = A / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0 + n6 / 256.0) * SCALE;
        let origin = if self.north { 0.0 } else { 10_000_000.0 };
        let (xi, eta) = ((self.northing - origin) / radius, (self.easting - 500_000.0) / radius);
        let (mut x, mut y) = (xi, eta);
        for (j, b) in beta.into_iter().enumerate() {
            let k = 2.0 * (j as f64 + 1.0);
            x -= b * (k * xi).sin() * (k * eta).cosh();
            y -= b * (k * xi).cos() * (k * eta).sinh();
        }
        let conformal = x.sin() / y.sinh().hypot(x.cos());
        let meridian = f64::from(self.zone) * 6.0 - 183.0;
        Coord { x: meridian + y.sinh().atan2(x.cos()).to_degrees(), y: geographic(conformal).atan().to_degrees() }
    }
}

/// The tangent of the geographic latitude from that of the conformal one, by Newton's method.
fn geographic(conformal: f64) -> f64 {
    let e2 = F * (2.0 - F);
    let e = e2.sqrt();
    let mut tau = conformal / (1.0 - e2);
    for _ in 0..5 {
        let sigma = (e * (e * tau / 1.0_f64.hypot(tau)).atanh()).sinh();
        let found = tau * 1.0_f64.hypot(sigma) - sigma * 1.0_f64.hypot(tau);
        let step =
            (conformal - found) / 1.0_f64.hypot(found) * (1.0 + (1.0 - e2) * tau * tau) / ((1.0 - e2) * 1.0_f64.hypot(tau));
        tau += step;
    }
    tau
}

fn zone_of(text: &str) -> Option<(u8, bool)> {
    let upper = text.trim().to_uppercase();
    let bare = upper.trim_start_matches("EPSG").trim_start_matches("UTM").trim_start_matches([':', ' ']).trim();
    let bare = bare.strip_suffix(".0").unwrap_or(bare);
    let digits: String = bare.chars().take_while(char::is_ascii_digit).collect();
    let number: u32 = digits.parse().ok()?;
    let rest = bare[digits.len()..].trim();
    let (zone, north) = match (number, rest) {
        (32_601..=32_660, "") => (number - 32_600, true),
        (32_701..=32_760, "") => (number - 32_700, false),
        (_, "S" | "SUD" | "SOUTH") => (number, false),
        (_, "" | "NORD" | "NORTH") => (number, true),
        (_, band) if band.chars().count() == 1 => (number, band_floor(band.chars().next()?)? >= 0.0),
        _ => return None,
    };
    (1..=60).contains(&zone).then_some((zone as u8, north))
}

/// Letters of MGRS: no I and no O.
const LETTERS: &str = "ABCDEFGHJKLMNPQRSTUVWXYZ";

/// The southern edge of a band of latitude, degrees: 8° each from C at 80° south; X has 12°.
fn band_floor(letter: char) -> Option<f64> {
    let place = LETTERS.find(letter).filter(|_| ('C'..='X').contains(&letter))?;
    Some(-80.0 + 8.0 * (place as f64 - 2.0))
}

/// Reads `30P XC 12345 67890`, with or without blanks, small letters or large, to the metre, 10 m, 100 m
/// or kilometre: the middle of the square. `None` for anything else, for squares that do not exist, and for
/// squares wider than a kilometre, which tell no place.
pub fn mgrs(text: &str) -> Option<Utm> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().to_uppercase();
    let zone_digits = bare.chars().take_while(char::is_ascii_digit).count();
    let zone: u8 = bare.get(..zone_digits)?.parse().ok().filter(|zone| (1..=60).contains(zone))?;
    let mut letters = bare[zone_digits..].chars();
    let (band, column, row) = (letters.next()?, letters.next()?, letters.next()?);
    let digits = letters.as_str();
    let floor = band_floor(band)?;
    if !digits.bytes().all(|b| b.is_ascii_digit()) || !digits.len().is_multiple_of(2) || digits.len() > 10 {
        return None;
    }
    let half = digits.len() / 2;
    let square = 10f64.powi(5 - half as i32);
    if square > COARSEST_SQUARE {
        return None;
    }
    let within = |part: &str| part.parse::<f64>().ok().map(|v| (v + 0.5) * square);
    let (east, north) = (within(&digits[..half])?, within(&digits[half..])?);
    // Columns: A–H, J–R, S–Z by turns; rows: A–V from the equator in odd zones, from F in even ones.
    let set = usize::from(zone - 1) % 3;
    let column = LETTERS.find(column)?.checked_sub(8 * set).filter(|place| *place < 8)?;
    let row = LETTERS.find(row).filter(|place| *place < 20)?;
    let row = if zone.is_multiple_of(2) { (row + 15) % 20 } else { row };
    let easting = (column as f64 + 1.0) * 100_000.0 + east;
    let ceiling = if band == 'X' { 84.0 } else { floor + 8.0 };
    // Rows repeat every 2000 km, bands are at most 12° high: one of the repeats lies in the band.
    (0..5)
        .map(|turn| Utm {
            zone,
            north: floor >= 0.0,
            easting,
            northing: row as f64 * 100_000.0 + north + 2_000_000.0 * f64::from(turn),
        })
        .find(|utm| {
            let latitude = utm.to_degrees().y;
            // The middle of a square at the edge of a band may lie half a kilometre beyond it.
            (floor - 0.02..=ceiling + 0.02).contains(&latitude)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_zones_that_do_not_exist_are_refused() {
        for text in ["", "30P", "61PXC1234567890", "30IXC1234567890", "30PIC1234567890", "30PXC123", "30PAC1234567890"] {
            assert_eq!(mgrs(text), None, "{text:?}");
        }
        assert_eq!(mgrs("30PXC"), None, "a hundred kilometres tell no place");
        assert_eq!(mgrs("30PXC12"), None, "nor do ten");
        assert!(mgrs("30P XC 12 34").is_some());
    }

    #[test]
    fn a_zone_is_read_in_its_usual_spellings() {
        for text in ["30", "30N", "30 P", "UTM 30N", "EPSG:32630", "32630", "30.0", "30 nord"] {
            assert_eq!(zone_of(text), Some((30, true)), "{text:?}");
        }
        assert_eq!(
            (zone_of("30S"), zone_of("EPSG:32730"), zone_of("30K")),
            (Some((30, false)), Some((30, false)), Some((30, false)))
        );
        for text in ["", "N", "61", "0", "thirty", "30NP"] {
            assert_eq!(zone_of(text), None, "{text:?}");
        }
        assert_eq!(Utm::parse("30N", "640 000", "1.610.000").map(|u| (u.easting, u.northing)), Some((640_000.0, 1_610_000.0)));
        assert_eq!(Utm::parse("30N", "64", "16"), None, "no metres of any zone");
    }

    /// Against GEOTRANS (pip `mgrs`) and PROJ (pip `pyproj`), see `tests/reference/mgrs`: metres
    /// exactly, degrees to 1e-9.
    #[test]
    fn references_are_where_others_find_them() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/mgrs/mgrs.csv");
        let table = std::fs::read_to_string(path).expect("the reference is part of the repository");
        let mut compared = 0;
        for line in table.lines().filter(|l| !l.starts_with('#')).skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let number = |i: usize| cells[i].parse::<f64>().expect("a number");
            let utm = mgrs(cells[0]).unwrap_or_else(|| panic!("{}", cells[0]));
            assert_eq!((f64::from(utm.zone), utm.north), (number(1), cells[2] == "N"), "{}", cells[0]);
            assert_eq!((utm.easting, utm.northing), (number(3), number(4)), "{}", cells[0]);
            let at = utm.to_degrees();
            assert!((at.x - number(5)).abs() < 1e-9 && (at.y - number(6)).abs() < 1e-9, "{}: {at:?}", cells[0]);
            compared += 1;
        }
        assert!(compared >= 200, "{compared}");
    }
}
