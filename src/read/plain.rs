//! Any file as a plain table of features: vector layers, workbooks, delimited text, lists of JSON records.
//! All fields come along with their types; shapes of a table come from its column of well-known text, or from its columns of
//! coordinates.
//!
//! Held in memory whole. Points too many for that pass through [`fold_points`](super::fold_points).

use super::parse::coordinates::{Position, Written, judge};
use super::parse::numbers::decimal;
use super::parse::words::{fold, tokens};
use super::table::{Table, TableOptions};
use super::vector::{VectorOptions, is_layer, is_wkt, read_layer, wkt_shapes};
use crate::base::{
    Case, Error, FeatureField, FeatureRow, Features, FieldKind, FieldValue, Problem, Problems, Result, Text, find_name, transform,
};
use crate::text;
use geo_types::{Coord, Geometry, Point, Rect};
use rayon::prelude::*;
use std::path::Path;

/// What a person may say about a plain file; everything is found by looking when absent.
#[derive(Debug, Clone, Default)]
pub struct PlainOptions {
    /// Layer of a vector file or sheet of a workbook.
    pub layer: Option<String>,
    /// Coordinate system of the file, over the one it declares: `EPSG:32630`. For tables too.
    pub crs: Option<String>,
    /// Text encoding: `utf-8`, `windows-1252`, `macintosh`.
    pub encoding: Option<String>,
    /// Columns of a table that hold longitude and latitude (or x and y of `crs`).
    pub coordinates: Option<[String; 2]>,
    /// Where the data should lie, in degrees: lets swapped coordinates be seen.
    pub near: Option<Rect<f64>>,
}

/// Reads a file whole, whatever its format.
///
/// # Types
///
/// A vector file says them itself; GeoJSON by its values: a field is a number when all are. A table
/// of text does not: a column is whole numbers, numbers, days or moments when every filled cell is
/// one in machine spelling (`12`, `3.5`, `2022-04-30`), else text. A number with a leading zero
/// (`007`) or a plus sign is a code and keeps its whole column text. What cannot be held exactly as a
/// whole number of 64 bits is text as well.
///
/// # Shapes of a table
///
/// From the columns of coordinates named; else from a column called `wkt`, `geometry` or the like whose first filled cell is
/// well-known text; else from the columns that are called longitude and latitude in some usual way. A table without such columns
/// has no geometry, and that is no fault. Coordinates are degrees of WGS84 unless a system is chosen, or named by the
/// SRID of the shapes. Faults of coordinates are problems; rows with unusable ones stay, without geometry.
///
/// # Errors
///
/// No such file, no readable format, an unknown layer, sheet, coordinate system or column; nothing in it.
pub fn read_plain(path: &Path, options: &PlainOptions, problems: &mut Problems) -> Result<Features> {
    let file = path.display().to_string();
    match as_layer(path, &file, options, problems)? {
        Some(features) => Ok(features),
        None => of_table(path, &file, options, problems),
    }
}

/// The file as a vector layer; `None` when it is a table.
fn as_layer(path: &Path, file: &str, options: &PlainOptions, problems: &mut Problems) -> Result<Option<Features>> {
    if !is_layer(path) && !is_geojson(path)? {
        return Ok(None);
    }
    let wanted = VectorOptions {
        layer: options.layer.clone(),
        crs: options.crs.clone(),
        encoding: options.encoding.clone(),
        near: options.near,
    };
    let layer = read_layer(path, file, &wanted, problems)?;
    let mut kinds = layer.kinds;
    let readable = |kind: FieldKind, i: usize| layer.features.iter().all(|f| value_of(kind, f.values[i].as_deref()).is_some());
    // A list in a field of numbers, a whole number of more than 64 bits: the field is text.
    kinds.iter_mut().enumerate().filter(|(i, kind)| !readable(**kind, *i)).for_each(|(_, kind)| *kind = FieldKind::Text);
    let row = |feature: super::vector::VectorFeature| {
        let values = feature.values.into_iter().zip(&kinds);
        let values = values.map(|(text, kind)| value_of(*kind, text.as_deref()).unwrap_or(FieldValue::Null)).collect();
        FeatureRow { row: feature.row, geometry: feature.geometry, values }
    };
    let rows = layer.features.into_iter().map(row).collect();
    let fields = layer.fields.into_iter().zip(&kinds).map(|(name, &kind)| FeatureField { name, kind });
    Ok(Some(Features { file: file.to_owned(), fields: fields.collect(), rows, coordinates: None }))
}

/// Whether a file that is no layer by its ending begins like GeoJSON. Missing files are left to the reader.
fn is_geojson(path: &Path) -> Result<bool> {
    use std::io::Read;
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    if !ending.contains("json") || path.is_dir() {
        return Ok(false);
    }
    let mut head = Vec::new();
    let file = std::fs::File::open(path).map_err(|cause| Error::reading(path, &cause))?;
    file.take(4096).read_to_end(&mut head).map_err(|cause| Error::reading(path, &cause))?;
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
    Ok(!head.trim_ascii_start().starts_with(b"["))
}

fn of_table(path: &Path, file: &str, options: &PlainOptions, problems: &mut Problems) -> Result<Features> {
    let wanted = TableOptions { sheet: options.layer.clone(), encoding: options.encoding.clone(), ..TableOptions::default() };
    let (table, found) = Table::read(path, file, &wanted)?;
    problems.extend(found);
    let coordinates = match &options.coordinates {
        Some(names) => {
            let position = |name: &str| find_name(table.header.iter().map(String::as_str), name, file);
            Some([position(&names[0])?, position(&names[1])?])
        }
        None => column_of_shapes(&table).map(|column| [column; 2]).or_else(|| coordinate_columns(&table.header)),
    };
    let shapes = match coordinates {
        None => vec![None; table.rows.len()],
        Some([column, same]) if column == same => {
            let wanted = VectorOptions { crs: options.crs.clone(), near: options.near, ..VectorOptions::default() };
            let cells = table.rows.iter().map(|row| (row.number, table.cell(row, column)));
            wkt_shapes(cells, &table.header[column], &wanted, file, problems)?
        }
        Some(columns) => {
            let points = points(&table, columns, options, problems)?;
            points.into_iter().map(|point| point.map(|p| Geometry::Point(Point(p)))).collect()
        }
    };
    let columns: Vec<FieldKind> = (0..table.header.len()).into_par_iter().map(|i| kind_of_column(&table, i)).collect();
    let rows = table.rows.into_par_iter().zip(shapes).map(|(row, geometry)| {
        let values = row.cells.iter().zip(&columns).map(|(cell, kind)| value_of(*kind, Some(cell)).unwrap_or(FieldValue::Null));
        FeatureRow { row: row.number, geometry, values: values.collect() }
    });
    let rows = rows.collect();
    let fields = table.header.into_iter().zip(&columns).map(|(name, &kind)| FeatureField { name, kind }).collect();
    Ok(Features { file: file.to_owned(), fields, rows, coordinates })
}

/// The column of shapes as text, by the names that programs give it.
pub fn wkt_column(header: &[String]) -> Option<usize> {
    const NAMES: [&str; 7] = ["wkt", "geometry", "geom", "thegeom", "wktgeom", "geometrie", "geomwkt"];
    NAMES.iter().find_map(|name| header.iter().position(|column| fold(column) == *name))
}

/// That column, where its first filled cell is such text.
fn column_of_shapes(table: &Table) -> Option<usize> {
    let column = wkt_column(&table.header)?;
    let first = table.rows.iter().map(|row| table.cell(row, column)).find(|cell| !cell.trim().is_empty())?;
    is_wkt(first).then_some(column)
}

/// The columns of longitude and latitude by the names people give them, in that order; `None`
/// unless both are there.
pub fn coordinate_columns(header: &[String]) -> Option<[usize; 2]> {
    const WHOLE: [[&str; 2]; 7] = [
        ["longitude", "latitude"],
        ["lon", "lat"],
        ["long", "lat"],
        ["lng", "lat"],
        ["longitudedeg", "latitudedeg"],
        ["decimallongitude", "decimallatitude"],
        ["x", "y"],
    ];
    let folded: Vec<String> = header.iter().map(|name| fold(name)).collect();
    let whole = |name: &str| folded.iter().position(|f| f == name);
    if let Some(pair) = WHOLE.iter().find_map(|[x, y]| Some([whole(x)?, whole(y)?])) {
        return Some(pair);
    }
    // A word of the name: `_gps_longitude`, `Site Lat`. Only where there is just one of each.
    let words: Vec<Vec<String>> = header.iter().map(|name| tokens(name)).collect();
    let only = |names: &[&str]| {
        let mut with = (0..header.len()).filter(|&i| words[i].iter().any(|w| names.contains(&w.as_str())));
        with.next().filter(|_| with.next().is_none())
    };
    Some([only(&["longitude", "lon", "lng", "long"])?, only(&["latitude", "lat"])?])
}

fn points(table: &Table, [x, y]: [usize; 2], options: &PlainOptions, problems: &mut Problems) -> Result<Vec<Option<Coord<f64>>>> {
    if let Some(crs) = &options.crs {
        return projected(table, [x, y], crs, problems);
    }
    let written: Vec<Written<'_>> = table
        .rows
        .iter()
        .map(|row| Written { row: row.number, longitude: table.cell(row, x), latitude: table.cell(row, y), ..Written::default() })
        .collect();
    let (positions, found) = judge(&written, options.near, &table.file);
    // Whether a place outside the extent matters, the command says.
    problems.extend(found.into_iter().filter(|problem| problem.kind != "coordinates-outside"));
    let point = |position: Position| match position {
        Position::At(point) | Position::Outside(point) => Some(point),
        Position::Missing | Position::Unusable => None,
    };
    Ok(positions.into_iter().map(point).collect())
}

/// Points given in another system than degrees.
fn projected(table: &Table, [x, y]: [usize; 2], crs: &str, problems: &mut Problems) -> Result<Vec<Option<Coord<f64>>>> {
    let mut unreadable = Problem::warning(
        "coordinates-unreadable",
        &table.file,
        Text::new("lignes sans coordonnées lisibles", "rows without readable coordinates"),
        text!("Écrivez x et y comme des nombres, dans le système {crs}.", "Write x and y as numbers, in the system {crs}."),
    );
    let mut read = |row| {
        let (east, north) = (table.cell(row, x), table.cell(row, y));
        let point = decimal(east).zip(decimal(north)).map(|(x, y)| Coord { x, y });
        if point.is_none() {
            unreadable.push(Case::row(
                row.number,
                format!("{}, {}", table.header[x], table.header[y]),
                format!("{east}, {north}"),
            ));
        }
        point
    };
    let places: Vec<Option<Coord<f64>>> = table.rows.iter().map(&mut read).collect();
    let mut given: Vec<Coord<f64>> = places.iter().flatten().copied().collect();
    transform(crs, "OGC:CRS84", &mut given)?;
    problems.add(unreadable);
    let mut given = given.into_iter();
    Ok(places.into_iter().map(|place| place.and_then(|_| given.next())).collect())
}

/// The kind that every filled cell of a column is.
fn kind_of_column(table: &Table, column: usize) -> FieldKind {
    use FieldKind::{Date, DateTime, Integer, Real, Text};
    let mut possible = vec![Integer, Real, Date, DateTime];
    let mut filled = false;
    for row in &table.rows {
        let cell = table.cell(row, column);
        if cell.is_empty() {
            continue;
        }
        filled = true;
        possible.retain(|kind| is_written_as(cell, *kind));
        if possible.is_empty() {
            return Text;
        }
    }
    possible.first().copied().filter(|_| filled).unwrap_or(Text)
}

/// Whether text is a number or date in the spelling of machines.
fn is_written_as(text: &str, kind: FieldKind) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    // A leading zero is part of a code.
    let number =
        digits.first().is_some_and(u8::is_ascii_digit) && !(digits[0] == b'0' && digits.get(1).is_some_and(u8::is_ascii_digit));
    match kind {
        FieldKind::Integer => number && digits.iter().all(u8::is_ascii_digit) && text.parse::<i64>().is_ok(),
        // A whole number beyond 64 bits, or one with more digits than a real holds, is no measure.
        FieldKind::Real => {
            let whole = digits.iter().all(u8::is_ascii_digit);
            number && (!whole || digits.len() <= 15) && text.parse::<f64>().is_ok_and(f64::is_finite)
        }
        FieldKind::Date => text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok(),
        FieldKind::DateTime => {
            text.len() > 10 && text.as_bytes().get(10).is_some_and(|b| matches!(b, b'T' | b' ')) && is_moment(text)
        }
        FieldKind::Text => true,
    }
}

fn is_moment(text: &str) -> bool {
    text.parse::<jiff::civil::DateTime>().is_ok() || text.parse::<jiff::Timestamp>().is_ok()
}

/// The value that a text is in a field of this kind; `None` when it is none. Blank text is null.
fn value_of(kind: FieldKind, text: Option<&str>) -> Option<FieldValue> {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return Some(FieldValue::Null) };
    match kind {
        FieldKind::Text => Some(FieldValue::Text(text.to_owned())),
        FieldKind::Integer => text.trim().parse().ok().map(FieldValue::Integer),
        FieldKind::Real => text.trim().parse().ok().map(FieldValue::Real),
        // GDAL writes a day as 2022/04/30.
        FieldKind::Date => Some(FieldValue::Text(text.trim().replace('/', "-"))),
        FieldKind::DateTime => Some(FieldValue::Text(text.trim().replace('/', "-").replacen(' ', "T", 1))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, text: &str, options: &PlainOptions) -> (Features, Vec<&'static str>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let mut problems = Problems::new();
        let features = read_plain(&path, options, &mut problems).unwrap();
        (features, problems.iter().map(|p| p.kind).collect())
    }

    #[test]
    fn columns_of_a_table_get_the_kind_that_all_their_cells_are() {
        let (features, _) = read(
            "t.csv",
            "code,n,x,day,mixed,big,empty,time\n007,1,2.5,2020-01-31,1,12345678901234567890,,2020-01-31T10:00:00\n012,-3,4,2020-02-29,a,1,,2020-01-31 11:00:00\n",
            &PlainOptions::default(),
        );
        use FieldKind::{Date, DateTime, Integer, Real, Text};
        let kinds: Vec<FieldKind> = features.fields.iter().map(|f| f.kind).collect();
        assert_eq!(kinds, [Text, Integer, Real, Date, Text, Text, Text, DateTime]);
        assert_eq!(features.rows[0].values[0], FieldValue::Text("007".into()));
        assert_eq!(features.rows[1].values[1..3], [FieldValue::Integer(-3), FieldValue::Real(4.0)]);
        assert_eq!(features.rows[1].values[6], FieldValue::Null);
        assert!(features.rows.iter().all(|r| r.geometry.is_none()));
    }

    #[test]
    fn shapes_come_from_a_column_of_text_before_coordinates() {
        let text = "id,lon,lat,WKT\n1,1,1,\"POLYGON ((0 0,1 0,1 1,0 0))\"\n2,2,2,\n3,3,3,POINT (5 6)\n";
        let (features, kinds) = read("t.csv", text, &PlainOptions::default());
        assert!(matches!(features.rows[0].geometry, Some(Geometry::Polygon(_))) && features.rows[1].geometry.is_none());
        assert_eq!((features.rows[2].geometry.clone(), features.coordinates), (Some(Point::new(5.0, 6.0).into()), Some([3, 3])));
        assert_eq!((kinds, features.fields.len()), (vec!["crs-missing"], 4), "the column stays");
        let named = PlainOptions { coordinates: Some(["lon".into(), "lat".into()]), ..Default::default() };
        assert_eq!(read("t.csv", text, &named).0.rows[1].geometry, Some(Point::new(2.0, 2.0).into()));
        let other = read("t.csv", "geometry,lon,lat\nround,1,2\n", &PlainOptions::default()).0;
        assert_eq!(other.coordinates, Some([1, 2]), "a column that only has the name");
    }

    #[test]
    fn points_come_from_the_columns_of_coordinates() {
        let (features, kinds) = read("t.csv", "id,Lat,Long\n1,12.5,-8\n2,,\n3,x,1\n", &PlainOptions::default());
        assert_eq!(features.coordinates, Some([2, 1]));
        assert_eq!(features.rows[0].geometry, Some(Point::new(-8.0, 12.5).into()));
        assert!(features.rows[1].geometry.is_none() && features.rows[2].geometry.is_none());
        assert!(kinds.contains(&"coordinates-missing"));
        let named =
            PlainOptions { coordinates: Some(["e".into(), "n".into()]), crs: Some("EPSG:32630".into()), ..Default::default() };
        let (features, kinds) = read("t.csv", "e,n\n500000,1382000\nx,1\n", &named);
        let Some(Geometry::Point(p)) = features.rows[0].geometry else { panic!("a point") };
        assert!((p.x() + 3.0).abs() < 1e-9 && (p.y() - 12.5).abs() < 0.01);
        assert_eq!(kinds, ["coordinates-unreadable"]);
        let swapped = PlainOptions { near: Some(Rect::new((-12.0, 10.0), (4.0, 25.0))), ..Default::default() };
        let (features, kinds) = read("t.csv", "lon,lat\n12.6,-8.0\n14.1,-4.2\n", &swapped);
        assert_eq!(
            (features.rows[0].geometry.clone(), kinds),
            (Some(Point::new(-8.0, 12.6).into()), vec!["coordinates-swapped-file"])
        );
    }

    #[test]
    fn columns_of_coordinates_are_known_by_their_usual_names() {
        let columns = |names: &[&str]| coordinate_columns(&names.iter().map(|n| (*n).to_string()).collect::<Vec<_>>());
        assert_eq!(columns(&["Y", "X"]), Some([1, 0]));
        assert_eq!(columns(&["_gps_latitude", "_gps_longitude", "a"]), Some([1, 0]));
        assert_eq!(columns(&["lon_a", "lat_a", "lon_b", "lat_b"]), None, "never a guess between two");
        assert_eq!(columns(&["code", "name"]), None);
    }

    #[test]
    fn geojson_says_its_types_itself() {
        let (features, _) = read(
            "t.geojson",
            r#"{"type":"FeatureCollection","features":[
              {"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"a":"12","b":3,"c":3.0,"d":[1],"e":1}},
              {"type":"Feature","geometry":null,"properties":{"a":null,"b":4,"c":1,"e":"x"}}]}"#,
            &PlainOptions::default(),
        );
        use FieldKind::{Integer, Real, Text};
        assert_eq!(features.fields.iter().map(|f| f.kind).collect::<Vec<_>>(), [Text, Integer, Real, Text, Text]);
        assert_eq!(features.rows[0].values[..3], [FieldValue::Text("12".into()), FieldValue::Integer(3), FieldValue::Real(3.0)]);
        assert_eq!(features.rows[1].values[0], FieldValue::Null);
    }

    #[test]
    fn an_unknown_column_of_coordinates_is_an_error_that_names_those_there_are() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        std::fs::write(&path, "longitud,latitude\n1,2\n").unwrap();
        let options = PlainOptions { coordinates: Some(["longitude_x".into(), "latitude".into()]), ..Default::default() };
        let error = read_plain(&path, &options, &mut Problems::new()).unwrap_err();
        assert!(error.hint.en.contains("longitud"), "{error:?}");
    }
}
