//! Shapes written as well-known text (OGC 06-103r4) in the column of a table, also with PostGIS's
//! `SRID=32630;` before it. Not for well-known binary in hexadecimal digits.

use super::degrees::to_degrees;
use super::{VectorFeature, VectorOptions, wkb};
use crate::base::{Case, Problem, Problems, Result, Text, quiet_gdal};
use crate::text;
use geo_types::Geometry;
use rayon::prelude::*;

/// Whether a text begins like a shape.
pub(in crate::read) fn is_wkt(cell: &str) -> bool {
    const WORDS: [&str; 4] = ["POINT", "LINESTRING", "POLYGON", "GEOMETRYCOLLECTION"];
    let word: String = split(cell).1.chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_uppercase();
    let stem = word.strip_prefix("MULTI").unwrap_or(&word);
    WORDS.contains(&stem.strip_suffix('Z').or(stem.strip_suffix('M')).unwrap_or(stem))
}

/// The number of the coordinate system before the shape, where there is one, and the shape.
fn split(cell: &str) -> (Option<&str>, &str) {
    let cell = cell.trim();
    let named = cell.split_once(';').and_then(|(head, shape)| {
        let (word, number) = head.split_once('=')?;
        let number = number.trim();
        let whole = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        (whole && word.trim().eq_ignore_ascii_case("srid")).then_some((number, shape.trim()))
    });
    named.map_or((None, cell), |(number, shape)| (Some(number), shape))
}

/// The shapes of a column, each with the row it stands in, in WGS84 longitude and latitude; `None` for empty cells
/// and empty shapes, and for what cannot be read, which is a problem.
///
/// # Coordinate system
///
/// The one chosen in the options, else the one that the shapes name by their SRID, which must be the same in all of
/// them, else longitude and latitude, which is a note. Coordinates beyond the earth are an error that asks for it.
pub(in crate::read) fn shapes<'a>(
    cells: impl Iterator<Item = (u64, &'a str)>,
    field: &str,
    options: &VectorOptions,
    file: &str,
    problems: &mut Problems,
) -> Result<Vec<Option<Geometry<f64>>>> {
    quiet_gdal();
    let cells: Vec<(u64, Option<&str>, &str)> =
        cells.map(|(row, cell)| (row, split(cell))).map(|(row, (srid, shape))| (row, srid, shape)).collect();
    let declared = cells.iter().find_map(|(_, srid, _)| *srid);
    let read = |&(_, srid, shape): &(u64, Option<&str>, &str)| match shape.is_empty() {
        true => Ok(None),
        false if srid != declared && options.crs.is_none() => Err(format!("SRID {}", srid.unwrap_or("–"))),
        false => parse(shape),
    };
    let found: Vec<Result<Option<Geometry<f64>>, String>> = cells.par_iter().map(read).collect();
    let mut unreadable = Problem::warning(
        "geometry-unreadable",
        file,
        Text::new("formes WKT illisibles", "unreadable WKT shapes"),
        text!(
            "Écrivez-les comme « POINT (-8.0029 12.6392) », toutes dans un système de coordonnées ; colonne `{field}`. Ces lignes restent sans géométrie.",
            "Write them like “POINT (-8.0029 12.6392)”, all in one coordinate system; column `{field}`. These rows stay without geometry."
        ),
    );
    let mut features = Vec::with_capacity(found.len());
    for ((row, _, _), shape) in cells.iter().zip(found) {
        let geometry = shape.unwrap_or_else(|found| {
            unreadable.push(Case::row(*row, field, found));
            None
        });
        features.push(VectorFeature { row: *row, geometry, values: Vec::new() });
    }
    problems.add(unreadable);
    if features.iter().any(|feature| feature.geometry.is_some()) {
        to_degrees(&mut features, declared.map(|srid| format!("EPSG:{srid}")), options, file, problems)?;
    }
    Ok(features.into_iter().map(|feature| feature.geometry).collect())
}

fn parse(shape: &str) -> Result<Option<Geometry<f64>>, String> {
    let shown = || shape.chars().take(40).collect::<String>();
    let read = gdal::vector::Geometry::from_wkt(shape).map_err(|_| shown())?;
    if read.is_empty() {
        return Ok(None);
    }
    let bytes = read.wkb().map_err(|_| shown())?;
    wkb::read(&bytes, &mut || ()).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::Point;

    type Shapes = Vec<Option<Geometry<f64>>>;

    /// The shapes, and the kinds of problems with their counts.
    fn read(cells: &[&str], crs: Option<&str>) -> (Shapes, Vec<(&'static str, usize)>) {
        let mut problems = Problems::new();
        let options = VectorOptions { crs: crs.map(String::from), ..VectorOptions::default() };
        let shapes = shapes((2..).zip(cells.iter().copied()), "wkt", &options, "a.csv", &mut problems).unwrap();
        (shapes, problems.iter().map(|p| (p.kind, p.count)).collect())
    }

    #[test]
    fn a_shape_is_told_from_other_text() {
        for shape in
            ["POINT (1 2)", " multipolygon(((0 0,1 0,1 1,0 0)))", "SRID=4326;LineString Z (0 0 1, 1 1 1)", "POINTZ (1 2 3)"]
        {
            assert!(is_wkt(shape), "{shape}");
        }
        for other in ["", "Pointe Noire", "0101000020E6100000", "12.5", "SRID=4326"] {
            assert!(!is_wkt(other), "{other}");
        }
    }

    #[test]
    fn shapes_come_in_degrees_and_what_is_none_is_told() {
        let (shapes, problems) = read(&["POINT (-8 12.5)", "", "POINT EMPTY", "POINT (x y)"], None);
        assert_eq!(shapes, [Some(Point::new(-8.0, 12.5).into()), None, None, None]);
        assert!(problems.contains(&("geometry-unreadable", 1)) && problems.contains(&("crs-missing", 1)), "{problems:?}");
        let (shapes, problems) = read(&["SRID=32630;POINT (500000 1382000)", "SRID=4326;POINT (1 2)"], None);
        let Some(Geometry::Point(p)) = shapes[0] else { panic!("a point") };
        assert!((p.x() + 3.0).abs() < 1e-9 && (p.y() - 12.5).abs() < 0.01 && shapes[1].is_none());
        assert_eq!(problems, [("geometry-unreadable", 1)], "another system than the first");
        let (chosen, problems) = read(&["POINT (500000 1382000)"], Some("EPSG:32630"));
        assert_eq!((&chosen[0], problems.len()), (&shapes[0], 0));
    }

    #[test]
    fn metres_without_a_system_are_an_error_that_asks_for_it() {
        let cells = [(2, "POINT (500000 1382000)")];
        let error = shapes(cells.into_iter(), "wkt", &VectorOptions::default(), "a.csv", &mut Problems::new()).unwrap_err();
        assert!(error.hint.fr.contains("crs") || error.hint.fr.contains("système"), "{error:?}");
    }
}
