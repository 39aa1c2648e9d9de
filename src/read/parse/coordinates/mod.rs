//! Longitudes and latitudes as tables carry them, and the faults they come with.
//!
//! All coordinates are WGS84 degrees. Whether a point lies inside a country's outline is not
//! decided here, only whether it lies in the box around it.

mod faults;
mod grid;

use crate::base::{Case, Problems};
use faults::Faults;
use geo_types::{Coord, Rect};
pub use grid::{Utm, mgrs};

/// One angle as read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Angle {
    Missing,
    Degrees(f64),
    /// Text that is no angle; `16.247.142`, where a spreadsheet took the point for a thousands mark.
    Ruined,
}

/// Reads `16.247`, `16,247`, `-0.005`, `16°14'49.2"N`, `16 14 49 N`, `N16.25`, `W 3,5`, `3°30’ Ouest`
/// (west and south negative, O is ouest). Minutes and seconds must be below 60.
pub fn angle(text: &str) -> Angle {
    let text = text.trim();
    if text.is_empty() {
        return Angle::Missing;
    }
    parse(text).map_or(Angle::Ruined, Angle::Degrees)
}

fn parse(text: &str) -> Option<f64> {
    let upper = sides_as_letters(text);
    let is_side = |c: char| matches!(c, 'N' | 'S' | 'E' | 'W' | 'O');
    let sides: Vec<char> = upper.chars().filter(|&c| is_side(c)).collect();
    let sign = match sides.as_slice() {
        [] => 1.0,
        [c] => {
            if matches!(c, 'S' | 'W' | 'O') {
                -1.0
            } else {
                1.0
            }
        }
        _ => return None,
    };
    let bare = upper.trim().trim_start_matches(is_side).trim_end_matches(is_side).trim();
    let (negative, bare) = match bare.strip_prefix('-') {
        Some(rest) if sides.is_empty() => (true, rest.trim_start()),
        Some(_) => return None,
        None => (false, bare.strip_prefix('+').unwrap_or(bare)),
    };
    let marks = |c: char| "°º˚'’‘′´`\"″”“:".contains(c) || c.is_whitespace();
    let parts: Vec<&str> = bare.split(marks).filter(|p| !p.is_empty()).collect();
    let number = |part: &str| {
        let digits = part.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
            && part.starts_with(|c: char| c.is_ascii_digit() || c == '.');
        digits.then(|| part.replace(',', ".").parse::<f64>().ok()).flatten()
    };
    let sixtieth = |part: &str| number(part).filter(|v| *v < 60.0);
    let degrees = match parts.as_slice() {
        [d] => number(d)?,
        [d, m] => number(d)? + sixtieth(m)? / 60.0,
        [d, m, s] => number(d)? + sixtieth(m)? / 60.0 + sixtieth(s)? / 3600.0,
        _ => return None,
    };
    Some(if negative { -degrees } else { sign * degrees })
}

/// Digits with one point at most, as nearly all coordinates of a file are: no side is named and nothing is to be looked for.
fn in_machine_spelling(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') && digits.bytes().any(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// In capitals, the sides as one letter: `3°30' Ouest` → `3°30' O`.
fn sides_as_letters(text: &str) -> String {
    const WORDS: [(&str, &str); 8] =
        [("OUEST", "O"), ("WEST", "W"), ("EAST", "E"), ("EST", "E"), ("NORTH", "N"), ("NORD", "N"), ("SOUTH", "S"), ("SUD", "S")];
    let upper = text.to_uppercase().replace('\u{2212}', "-");
    WORDS.iter().fold(upper, |text, (word, letter)| text.replace(word, letter))
}

/// Whether a text names a side of the meridian (true) or of the equator (false); `None` for neither.
fn names_side_of_meridian(text: &str) -> Option<bool> {
    let letters = sides_as_letters(text);
    let has = |sides: &[char]| letters.contains(sides);
    match (has(&['E', 'W', 'O']), has(&['N', 'S'])) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// What a number may have been before a spreadsheet took its point for a thousands mark, and lost
/// the decimals that ended in zero: the digits with the point after any of them, within `limit`
/// degrees. `16.247.142` may have been 16.247142 or 1.6247142. None for text that is no such ruin.
pub fn before_the_spreadsheet(text: &str, limit: f64) -> Vec<f64> {
    let bare = text.trim().replace('\u{2212}', "-");
    let (sign, bare) = bare.strip_prefix('-').map_or((1.0, bare.as_str()), |rest| (-1.0, rest));
    let digits: String = bare.chars().filter(char::is_ascii_digit).collect();
    let ruin = bare.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',') && (1..=15).contains(&digits.len());
    let Some(whole) = digits.parse::<f64>().ok().filter(|_| ruin) else { return Vec::new() };
    (0..=9).map(|places| sign * whole / 10f64.powi(places)).filter(|v| v.abs() <= limit).collect()
}

/// The coordinates of one record as written: degrees, or a place on a metric grid.
#[derive(Debug, Clone, Copy, Default)]
pub struct Written<'a> {
    pub row: u64,
    pub longitude: &'a str,
    pub latitude: &'a str,
    /// Looked at where no degrees are given.
    pub mgrs: &'a str,
    /// Zone, easting and northing; as MGRS.
    pub utm: [&'a str; 3],
}

impl Written<'_> {
    /// The place on a grid: `None` where degrees are given or nothing is, `Some(None)` where the grid
    /// cannot be read.
    fn on_grid(&self) -> Option<Option<Coord<f64>>> {
        let empty = |text: &str| text.trim().is_empty();
        if !empty(self.longitude) || !empty(self.latitude) {
            return None;
        }
        let [zone, easting, northing] = self.utm;
        match () {
            _ if !empty(self.mgrs) => Some(mgrs(self.mgrs).map(Utm::to_degrees)),
            _ if !empty(easting) || !empty(northing) => Some(Utm::parse(zone, easting, northing).map(Utm::to_degrees)),
            _ => None,
        }
    }

    /// Longitude and latitude as read; where the letters of both say that each stands in the other's
    /// column, put right, and where one letter contradicts its column, ruined.
    fn angles(&self) -> [Angle; 2] {
        if let (Some(x), Some(y)) = (in_machine_spelling(self.longitude), in_machine_spelling(self.latitude)) {
            return [Angle::Degrees(x), Angle::Degrees(y)];
        }
        let (x, y) = (angle(self.longitude), angle(self.latitude));
        match (names_side_of_meridian(self.longitude), names_side_of_meridian(self.latitude)) {
            (Some(false), Some(true)) => [y, x],
            (Some(false), _) => [Angle::Ruined, y],
            (_, Some(true)) => [x, Angle::Ruined],
            _ => [x, y],
        }
    }
}

/// What became of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Position {
    /// None given, half given, or (0, 0).
    Missing,
    At(Coord<f64>),
    /// A readable place outside the extent.
    Outside(Coord<f64>),
    /// Present, but what was written cannot be trusted.
    Unusable,
}

impl Position {
    pub fn point(self) -> Option<Coord<f64>> {
        match self {
            Position::At(point) => Some(point),
            _ => None,
        }
    }
}

/// Judges a whole column of coordinates together, because some faults only show that way:
///
/// - longitude and latitude in each other's column throughout (needs `extent`): put right;
/// - a file that went through a spreadsheet with another decimal mark (a tenth of it unreadable):
///   numbers with exactly three decimals may be thousands in disguise (`-5.494` was -0.005494),
///   so they are not trusted either.
///
/// `extent` is the box around the country, degrees; without it nothing is outside. Returns one
/// position for each record, in order, and what was found.
pub fn judge(records: &[Written<'_>], extent: Option<Rect<f64>>, file: &str) -> (Vec<Position>, Problems) {
    let angles: Vec<[Angle; 2]> = records.iter().map(Written::angles).collect();
    let given = angles.iter().filter(|a| a.iter().all(|a| *a != Angle::Missing)).count();
    let ruined = angles.iter().filter(|a| a.contains(&Angle::Ruined)).count();
    let spreadsheet = ruined * 10 >= given.max(1);
    let swap = extent.is_some_and(|extent| swapped_throughout(&angles, extent));

    let mut found = Faults::new(file);
    let positions = records.iter().zip(&angles).map(|(record, &[x, y])| {
        let (x, y) = if swap { (y, x) } else { (x, y) };
        let (x, y) = match (record.on_grid(), x, y) {
            (Some(Some(point)), ..) => (point.x, point.y),
            (Some(None), ..) => return found.off_grid(record),
            (None, Angle::Missing, _) | (None, _, Angle::Missing) => return found.missing(record),
            (None, Angle::Degrees(x), Angle::Degrees(y)) => (x, y),
            _ => return found.ruined(record),
        };
        let point = Coord { x, y };
        match extent {
            _ if x == 0.0 && y == 0.0 => found.zero(record),
            _ if spreadsheet && (grouped(record.longitude) || grouped(record.latitude)) => found.doubtful(record),
            _ if x.abs() > 180.0 || y.abs() > 90.0 => found.impossible(record),
            Some(extent) if !holds(extent, point) => found.outside(record, point, holds(extent, Coord { x: y, y: x })),
            _ => Position::At(point),
        }
    });
    let positions = positions.collect();
    if swap {
        found.swapped_file.push(Case::found(format!("{given}")));
        found.swapped_file.count = given;
    }
    (positions, found.into_problems())
}

/// Whether a point lies in a box, its edges included.
pub fn holds(extent: Rect<f64>, point: Coord<f64>) -> bool {
    (extent.min().x..=extent.max().x).contains(&point.x) && (extent.min().y..=extent.max().y).contains(&point.y)
}

/// Nearly all points fall into the extent when swapped, and hardly any as they are.
fn swapped_throughout(angles: &[[Angle; 2]], extent: Rect<f64>) -> bool {
    let (mut straight, mut swapped, mut given) = (0usize, 0usize, 0usize);
    for pair in angles {
        if let [Angle::Degrees(x), Angle::Degrees(y)] = *pair {
            given += 1;
            straight += usize::from(holds(extent, Coord { x, y }));
            swapped += usize::from(holds(extent, Coord { x: y, y: x }));
        }
    }
    swapped * 10 > given * 8 && swapped > straight * 9
}

/// One to three digits, a point, three digits: what is left of 15375 or -5494 (thousandths or millions).
fn grouped(text: &str) -> bool {
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let bare = text.trim().trim_start_matches('-');
    bare.split_once('.')
        .is_some_and(|(whole, rest)| (1..=3).contains(&whole.len()) && digits(whole) && rest.len() == 3 && digits(rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::coord;

    fn mali() -> Option<Rect<f64>> {
        Some(Rect::new(coord! {x: -12.24, y: 10.14}, coord! {x: 4.25, y: 25.0}))
    }

    fn judged(pairs: &[(&str, &str)]) -> (Vec<Position>, Vec<(&'static str, usize)>) {
        let records: Vec<Written<'_>> = pairs
            .iter()
            .enumerate()
            .map(|(i, &(longitude, latitude))| Written { row: i as u64 + 2, longitude, latitude, ..Written::default() })
            .collect();
        let (positions, problems) = judge(&records, mali(), "t.csv");
        (positions, problems.iter().map(|p| (p.kind, p.count)).collect())
    }

    #[test]
    fn the_ladder_of_angles() {
        for (text, degrees) in [
            ("16.247142", Some(16.247142)),
            ("16,247142", Some(16.247142)),
            (" -0.005494 ", Some(-0.005494)),
            ("−3,5", Some(-3.5)),
            ("16°30'36\"N", Some(16.51)),
            ("3°30′W", Some(-3.5)),
            ("3 30 O", Some(-3.5)),
            ("S 12,25", Some(-12.25)),
            ("14°29'30\"N", Some(14.491666666666667)),
            ("14° 29’ 30″ N", Some(14.491666666666667)),
            ("14 29 30 N", Some(14.491666666666667)),
            ("14°29'30''Nord", Some(14.491666666666667)),
            ("N14.4917", Some(14.4917)),
            ("3°30' Ouest", Some(-3.5)),
            ("3°30' ouest", Some(-3.5)),
            ("0°03′Est", Some(0.05)),
            ("3.5 West", Some(-3.5)),
            ("N16.25", Some(16.25)),
            ("-3 30", Some(-3.5)),
            ("16.247.142", None),
            ("-5 W", None),
            ("16°75'", None),
            ("12 people", None),
            ("1e3", None),
        ] {
            let expected = degrees.map_or(Angle::Ruined, Angle::Degrees);
            match (angle(text), expected) {
                (Angle::Degrees(a), Angle::Degrees(b)) => assert!((a - b).abs() < 1e-12, "{text:?}: {a}"),
                (found, expected) => assert_eq!(found, expected, "{text:?}"),
            }
        }
        assert_eq!(angle("  "), Angle::Missing);
    }

    #[test]
    fn single_faults_leave_the_others_alone() {
        let (positions, kinds) = judged(&[
            ("-8.0", "12.65"),
            ("", "12"),
            ("0", "0"),
            ("48.2", "12"),
            ("12.65", "-8.0"),
            ("-8.001", "12.6"),
            ("-4", "100"),
            ("-3.1", "14"),
            ("-3.2", "14"),
            ("-3.3", "14"),
        ]);
        assert_eq!(positions[0].point(), Some(coord! {x: -8.0, y: 12.65}));
        assert_eq!(positions[1], Position::Missing);
        assert_eq!(positions[2], Position::Missing);
        assert!(matches!(positions[3], Position::Outside(_)) && matches!(positions[4], Position::Outside(_)));
        assert!(positions[5].point().is_some(), "three decimals are fine in a healthy file");
        assert_eq!(positions[6], Position::Unusable);
        assert_eq!(
            kinds,
            [
                ("coordinates-missing", 1),
                ("coordinates-zero", 1),
                ("coordinates-impossible", 1),
                ("coordinates-outside", 1),
                ("coordinates-swapped", 1)
            ]
        );
    }

    #[test]
    fn a_file_swapped_throughout_is_put_right() {
        let (positions, kinds) = judged(&[("12.65", "-8.0"), ("14.5", "-4.2"), ("16.2", "-0.1")]);
        assert_eq!(positions[1].point(), Some(coord! {x: -4.2, y: 14.5}));
        assert_eq!(kinds, [("coordinates-swapped-file", 3)]);
    }

    #[test]
    fn in_a_ruined_file_three_decimals_are_not_trusted() {
        let (positions, kinds) = judged(&[("-5.494", "16.247.142"), ("-4.417", "13.333"), ("1.75", "19.11"), ("-2.95", "15")]);
        assert_eq!(positions[..2], [Position::Unusable; 2]);
        assert!(positions[2].point().is_some() && positions[3].point().is_some());
        assert_eq!(kinds, [("coordinates-ruined", 1), ("coordinates-doubtful", 1)]);
    }

    #[test]
    fn without_an_extent_nothing_is_outside() {
        let record = Written { row: 2, longitude: "36.5", latitude: "35.7", ..Written::default() };
        assert!(judge(&[record], None, "t").0[0].point().is_some());
        assert!(judge(&[], mali(), "t").1.is_empty());
    }

    #[test]
    fn letters_put_a_pair_right_and_betray_a_wrong_column() {
        let (positions, kinds) = judged(&[("14°30'N", "4°12'O"), ("14 30 N", "-4.2"), ("4 12 W", "14.5")]);
        let at = coord! {x: -4.2, y: 14.5};
        assert_eq!((positions[0].point(), positions[1], positions[2].point()), (Some(at), Position::Unusable, Some(at)));
        assert_eq!(kinds, [("coordinates-ruined", 1)]);
    }

    #[test]
    fn grids_are_read_where_no_degrees_are_given() {
        let grid = |mgrs, utm| Written { row: 2, mgrs, utm, ..Written::default() };
        let records = [
            grid("30P VV 50000 50000", ["", "", ""]),
            grid("", ["30N", "450000", "1450000"]),
            grid("30P VV 5", ["", "", ""]),
            grid("", ["", "450000", "1450000"]),
            Written { longitude: "-3.5", latitude: "13", ..grid("nonsense", ["", "", ""]) },
        ];
        let (positions, problems) = judge(&records, mali(), "t.csv");
        let near = |p: Position| p.point().is_some_and(|c| (c.x + 3.4618).abs() < 1e-3 && (c.y - 13.1157).abs() < 1e-3);
        assert!(near(positions[0]) && near(positions[1]), "{positions:?}");
        assert_eq!(positions[2..4], [Position::Unusable; 2]);
        assert_eq!(positions[4].point(), Some(coord! {x: -3.5, y: 13.0}), "degrees come first");
        assert_eq!(problems.iter().map(|p| (p.kind, p.count)).collect::<Vec<_>>(), [("coordinates-grid", 2)]);
    }

    #[test]
    fn a_ruin_has_few_forms_it_may_have_had() {
        let forms = before_the_spreadsheet("16.247.142", 90.0);
        assert!(forms.contains(&16.247142) && forms.contains(&1.6247142) && forms.iter().all(|v| *v <= 90.0));
        assert!(before_the_spreadsheet("-5.494", 180.0).contains(&-0.005494));
        for text in ["", "abc", "12 N", "--", "1234567890123456"] {
            assert!(before_the_spreadsheet(text, 90.0).is_empty(), "{text:?}");
        }
    }
}
