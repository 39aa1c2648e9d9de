//! GeoParquet 1.1: columns of one type each, shapes as well-known binary, and the box of every shape in a column
//! of its own (`bbox`), by which readers pass over what lies elsewhere. Snappy, in groups of rows.
//!
//! Coordinates are WGS84 longitude, latitude in full precision (OGC:CRS84, what the standard takes where no system is
//! named). Polygons and lines stay as they are, single or multi-part. Null stays null; a row without a shape keeps its
//! values. What the layer says of itself stands under the key `lakana`, as in its GeoJSON.
//!
//! Written by the `parquet` crate without Arrow, because the GDAL of many systems lacks the driver. Not for reading.

use super::gpkg::{check_kinds, wkb};
use super::layer::written;
use super::{FieldKind, FieldValue, Format, Layer, WriteOptions, geojson};
use crate::base::{Features, Problem, Result, write_file};
use geo::BoundingRect;
use geo_types::{Geometry, Rect};
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::{ParquetError, Result as Parquet};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type};
use serde_json::json;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

/// `NAME.parquet` for each layer.
pub const FORMAT: Format = Format { id: "geoparquet", write: write_all };

fn write_all(layers: &[Layer], folder: &Path, _options: &WriteOptions) -> Result<Vec<Problem>> {
    for layer in layers {
        check_kinds(layer)?;
        write_file(&folder.join(format!("{}.parquet", layer.name)), |out| write(layer, out))?;
    }
    Ok(Vec::new())
}

/// Writes one layer. A layer without features gives a file without rows that has all its columns.
pub fn write(layer: &Layer, out: &mut (impl Write + Send)) -> io::Result<()> {
    let table = Table {
        fields: layer.fields.iter().map(|f| (f.id.as_str(), f.kind)).collect(),
        rows: layer.features.iter().map(|f| (f.written_geometry(), f.values.as_slice())).collect(),
        about: Some(geojson::about(layer)?),
        shapes: true,
    };
    table.write(out).map_err(cause_of)
}

/// Writes a plain table: as [`write`], without the key `lakana`; where no row has a shape, as Parquet
/// without geometry.
pub fn write_features(features: &Features, out: &mut (impl Write + Send)) -> io::Result<()> {
    let rows: Vec<_> = features.rows.iter().map(|row| (written(row.geometry.as_ref()), row.values.as_slice())).collect();
    let shapes = rows.iter().any(|(shape, _)| shape.is_some());
    let fields = features.fields.iter().map(|f| (f.name.as_str(), f.kind)).collect();
    Table { fields, rows, about: None, shapes }.write(out).map_err(cause_of)
}

/// The cause as the system worded it, so that a full disk is known as one.
fn cause_of(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => cause.downcast::<io::Error>().map_or_else(io::Error::other, |cause| *cause),
        error => io::Error::other(error),
    }
}

/// Rows of a group: enough to read at speed, few enough that the boxes of groups tell places apart.
const GROUP: usize = 10_000;

const EDGES: [&str; 4] = ["xmin", "ymin", "xmax", "ymax"];

struct Table<'a> {
    fields: Vec<(&'a str, FieldKind)>,
    rows: Vec<Row<'a>>,
    about: Option<String>,
    /// Whether it has a column of shapes.
    shapes: bool,
}

type Row<'a> = (Option<&'a Geometry<f64>>, &'a [FieldValue]);

impl Table<'_> {
    fn write(&self, out: &mut (impl Write + Send)) -> Parquet<()> {
        let stored: Vec<Stored> = (0..self.fields.len()).map(|i| self.stored(i)).collect();
        let mut columns = Vec::with_capacity(stored.len() + 2);
        for ((name, _), stored) in self.fields.iter().zip(&stored) {
            columns.push(Arc::new(stored.column(name)?));
        }
        let (shape, edges) = (self.free_name("geometry"), self.free_name("bbox"));
        let mut keys = Vec::new();
        if self.shapes {
            columns.push(Arc::new(column(&shape, Physical::BYTE_ARRAY, None)?));
            let required =
                |edge| Type::primitive_type_builder(edge, Physical::DOUBLE).with_repetition(Repetition::REQUIRED).build();
            let around = EDGES.into_iter().map(|edge| required(edge).map(Arc::new)).collect::<Parquet<_>>()?;
            let bbox = Type::group_type_builder(&edges).with_repetition(Repetition::OPTIONAL).with_fields(around);
            columns.push(Arc::new(bbox.build()?));
            keys.push(KeyValue::new("geo".into(), self.geo(&shape, &edges)));
        }
        keys.extend(self.about.clone().map(|about| KeyValue::new("lakana".into(), about)));
        let properties = WriterProperties::builder()
            .set_created_by(concat!("lakana version ", env!("CARGO_PKG_VERSION")).into())
            .set_compression(Compression::SNAPPY)
            .set_key_value_metadata(Some(keys))
            // The least and the greatest of bytes say nothing of a place, and no two shapes are the same.
            .set_column_statistics_enabled(ColumnPath::from(shape.as_str()), EnabledStatistics::None)
            .set_column_dictionary_enabled(ColumnPath::from(shape.as_str()), false);
        let schema = Arc::new(Type::group_type_builder("schema").with_fields(columns).build()?);
        let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties.build()))?;
        for rows in self.rows.chunks(GROUP) {
            let mut group = file.next_row_group()?;
            stored
                .iter()
                .enumerate()
                .try_for_each(|(i, stored)| stored.fill(&mut group, rows.iter().map(|(_, values)| &values[i])))?;
            if self.shapes {
                fill::<ByteArrayType>(&mut group, rows.iter().map(|(shape, _)| shape.map(|s| ByteArray::from(wkb(s)))))?;
                let boxes: Vec<Option<[f64; 4]>> = rows.iter().map(|(shape, _)| shape.and_then(box_of)).collect();
                (0..4).try_for_each(|i| fill::<DoubleType>(&mut group, boxes.iter().map(|b| b.map(|b| b[i]))))?;
            }
            group.close()?;
        }
        file.close().map(drop)
    }

    /// A column name that no field has: the wanted one, with underscores added while it is taken.
    fn free_name(&self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        while self.fields.iter().any(|(taken, _)| taken.eq_ignore_ascii_case(&name)) {
            name.push('_');
        }
        name
    }

    /// What the standard asks for under the key `geo`.
    fn geo(&self, shape: &str, edges: &str) -> String {
        let types: BTreeSet<&str> = self.rows.iter().filter_map(|(shape, _)| shape.map(kind_name)).collect();
        let extent = self
            .rows
            .iter()
            .filter_map(|(shape, _)| shape.and_then(box_of))
            .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
        let covering: serde_json::Map<_, _> = EDGES.iter().map(|edge| ((*edge).into(), json!([edges, edge]))).collect();
        let mut about = json!({ "encoding": "WKB", "geometry_types": types, "covering": { "bbox": covering } });
        if let Some(extent) = extent {
            about["bbox"] = json!(extent);
        }
        json!({ "version": "1.1.0", "primary_column": shape, "columns": { shape: about } }).to_string()
    }

    /// How a field is stored: days and moments as such where every value is one, else as the text they are, so
    /// that a date known to the month is not lost.
    fn stored(&self, field: usize) -> Stored {
        let all = |fits: fn(&str) -> bool| self.rows.iter().all(|(_, values)| values[field].as_str().is_none_or(fits));
        match self.fields[field].1 {
            FieldKind::Integer => Stored::Integer,
            FieldKind::Real => Stored::Real,
            FieldKind::Date if all(|text| day(text).is_some()) => Stored::Day,
            FieldKind::DateTime if all(|text| moment(text).is_some()) => Stored::Moment,
            FieldKind::DateTime if all(|text| moment(text).is_none() && local(text).is_some()) => Stored::Local,
            FieldKind::Text | FieldKind::Date | FieldKind::DateTime => Stored::Text,
        }
    }
}

/// How the values of a column stand in the file.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stored {
    Text,
    Integer,
    Real,
    /// Days since 1970.
    Day,
    /// Microseconds since 1970 in universal time.
    Moment,
    /// The same of a clock whose place is not said.
    Local,
}

impl Stored {
    fn column(self, name: &str) -> Parquet<Type> {
        let timestamp = |utc| Some(LogicalType::timestamp(utc, TimeUnit::MICROS));
        match self {
            Stored::Text => column(name, Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Stored::Integer => column(name, Physical::INT64, None),
            Stored::Real => column(name, Physical::DOUBLE, None),
            Stored::Day => column(name, Physical::INT32, Some(LogicalType::Date)),
            Stored::Moment => column(name, Physical::INT64, timestamp(true)),
            Stored::Local => column(name, Physical::INT64, timestamp(false)),
        }
    }

    fn fill<'v, W: Write + Send>(
        self,
        group: &mut SerializedRowGroupWriter<'_, W>,
        values: impl Iterator<Item = &'v FieldValue>,
    ) -> Parquet<()> {
        let values = values.map(FieldValue::written);
        match self {
            Stored::Text => fill::<ByteArrayType>(group, values.map(|v| v.as_str().map(ByteArray::from))),
            Stored::Integer => {
                fill::<Int64Type>(group, values.map(|v| if let FieldValue::Integer(i) = v { Some(*i) } else { None }))
            }
            Stored::Real => fill::<DoubleType>(group, values.map(FieldValue::as_f64)),
            Stored::Day => fill::<Int32Type>(group, values.map(|v| v.as_str().and_then(day))),
            Stored::Moment => fill::<Int64Type>(group, values.map(|v| v.as_str().and_then(moment))),
            Stored::Local => fill::<Int64Type>(group, values.map(|v| v.as_str().and_then(local))),
        }
    }
}

/// A column that may be null.
fn column(name: &str, physical: Physical, logical: Option<LogicalType>) -> Parquet<Type> {
    Type::primitive_type_builder(name, physical).with_logical_type(logical).with_repetition(Repetition::OPTIONAL).build()
}

/// Writes the next column of a group.
fn fill<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, impl Write + Send>,
    cells: impl Iterator<Item = Option<T::T>>,
) -> Parquet<()> {
    let (mut present, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        levels.push(i16::from(cell.is_some()));
        present.extend(cell);
    }
    let mut column = group.next_column()?.expect("columns are filled in the order of the schema, each once");
    column.typed::<T>().write_batch(&present, Some(&levels), None)?;
    column.close()
}

/// Days since 1970 of a day in ISO form.
fn day(text: &str) -> Option<i32> {
    let day: jiff::civil::Date = Some(text).filter(|text| text.len() == 10)?.parse().ok()?;
    day.since(jiff::civil::date(1970, 1, 1)).ok().map(|span| span.get_days())
}

/// Microseconds since 1970 of a moment in ISO form with its offset.
fn moment(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_microsecond)
}

/// The same of a moment without offset, as if it were universal time.
fn local(text: &str) -> Option<i64> {
    let moment: jiff::civil::DateTime = text.parse().ok()?;
    moment.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp().as_microsecond())
}

/// West, south, east and north.
fn box_of(shape: &Geometry<f64>) -> Option<[f64; 4]> {
    let rect: Rect<f64> = shape.bounding_rect()?;
    Some([rect.min().x, rect.min().y, rect.max().x, rect.max().y])
}

/// The kind of a shape as its binary form has it.
fn kind_name(shape: &Geometry<f64>) -> &'static str {
    match shape {
        Geometry::Point(_) => "Point",
        Geometry::Line(_) | Geometry::LineString(_) => "LineString",
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => "Polygon",
        Geometry::MultiPoint(_) => "MultiPoint",
        Geometry::MultiLineString(_) => "MultiLineString",
        Geometry::MultiPolygon(_) => "MultiPolygon",
        Geometry::GeometryCollection(_) => "GeometryCollection",
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{field, hamlets, quarters};
    use super::*;
    use crate::layers::Feature;
    use geo_types::{Point, polygon};
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::{Field, Row as Read};

    fn bytes(layer: &Layer) -> Vec<u8> {
        let mut out = Vec::new();
        write(layer, &mut out).unwrap();
        out
    }

    fn open(bytes: Vec<u8>) -> SerializedFileReader<bytes::Bytes> {
        SerializedFileReader::new(bytes.into()).unwrap()
    }

    fn rows(file: &SerializedFileReader<bytes::Bytes>) -> Vec<Read> {
        file.get_row_iter(None).unwrap().map(Result::unwrap).collect()
    }

    fn cell(row: &Read, name: &str) -> Field {
        row.get_column_iter().find(|(column, _)| *column == name).unwrap().1.clone()
    }

    fn key(file: &SerializedFileReader<bytes::Bytes>, key: &str) -> serde_json::Value {
        let keys = file.metadata().file_metadata().key_value_metadata().unwrap();
        serde_json::from_str(keys.iter().find(|k| k.key == key).unwrap().value.as_ref().unwrap()).unwrap()
    }

    #[test]
    fn a_layer_reads_back_with_its_types_nulls_and_shapes() {
        let (layer, file) = (quarters(), open(bytes(&quarters())));
        let read = rows(&file);
        assert_eq!(read.len(), layer.features.len());
        for (row, feature) in read.iter().zip(&layer.features) {
            for (field, value) in layer.fields.iter().zip(&feature.values) {
                let expected = match value {
                    FieldValue::Null => Field::Null,
                    FieldValue::Text(text) => Field::Str(text.clone()),
                    FieldValue::Integer(i) => Field::Long(*i),
                    FieldValue::Real(x) => Field::Double(*x),
                };
                assert_eq!(cell(row, &field.id), expected, "{}", field.id);
            }
            let shape = feature.geometry.as_ref().map_or(Field::Null, |shape| Field::Bytes(wkb(shape).into()));
            assert_eq!(cell(row, "geometry"), shape);
        }
        let Field::Group(around) = cell(&read[1], "bbox") else { panic!("a box is a group") };
        assert_eq!(
            around.get_column_iter().map(|(_, edge)| edge.clone()).collect::<Vec<_>>(),
            [5.0, 0.0, 9.0, 2.0].map(Field::Double)
        );
        assert_eq!(cell(&read[3], "bbox"), Field::Null);
    }

    #[test]
    fn the_file_says_what_the_standard_asks_and_what_the_layer_is() {
        let mut layer = quarters();
        let square = polygon![(x: -3.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.5)];
        layer.features[2].geometry = Some(square.into());
        let file = open(bytes(&layer));
        let geo = key(&file, "geo");
        assert_eq!((geo["version"].as_str(), geo["primary_column"].as_str()), (Some("1.1.0"), Some("geometry")));
        let about = &geo["columns"]["geometry"];
        assert_eq!(about["encoding"], "WKB");
        assert_eq!(about["geometry_types"], json!(["MultiPolygon", "Polygon"]));
        assert_eq!(about["bbox"], json!([-3.0, 0.0, 9.0, 4.0]));
        assert_eq!(about["covering"]["bbox"]["ymax"], json!(["bbox", "ymax"]));
        assert!(about.get("crs").is_none() && about.get("orientation").is_none());
        let said = key(&file, "lakana");
        assert_eq!((said["title"]["fr"].as_str(), said["fields"][3]["unit"]["fr"].as_str()), (Some("Quartiers"), Some("%")));
        let created = file.metadata().file_metadata().created_by().unwrap();
        assert_eq!(created, concat!("lakana version ", env!("CARGO_PKG_VERSION")));
    }

    #[test]
    fn boxes_of_groups_let_readers_pass_over_them() {
        let one = &hamlets().features[0];
        let place = |i: usize| Feature { geometry: Some(Point::new(i as f64 / 1e4, 1.0).into()), ..one.clone() };
        let file = open(bytes(&Layer { features: (0..GROUP + 1).map(place).collect(), ..hamlets() }));
        assert_eq!(file.num_row_groups(), 2);
        let group = file.metadata().row_group(1);
        let west = group.columns().iter().find(|c| c.column_path().string() == "bbox.xmin").unwrap().statistics().unwrap();
        assert_eq!(west.min_bytes_opt().map(|b| f64::from_le_bytes(b.try_into().unwrap())), Some(1.0));
    }

    #[test]
    fn an_empty_layer_has_its_columns_and_no_box() {
        let file = open(bytes(&Layer { features: Vec::new(), ..quarters() }));
        assert_eq!(file.metadata().file_metadata().num_rows(), 0);
        let names: Vec<_> = file.metadata().file_metadata().schema().get_fields().iter().map(|f| f.name().to_owned()).collect();
        assert_eq!(names, ["code", "name", "people", "share", "geometry", "bbox"]);
        let about = &key(&file, "geo")["columns"]["geometry"];
        assert!(about["geometry_types"] == json!([]) && about.get("bbox").is_none());
    }

    #[test]
    fn days_and_moments_are_such_where_all_are_and_text_where_one_is_not() {
        let mut layer = hamlets();
        let texts = [
            ("day", FieldKind::Date, ["1969-12-31", "2022-04-30"]),
            ("month", FieldKind::Date, ["2022-04", "2022-04-30"]),
            ("utc", FieldKind::DateTime, ["1970-01-01T01:00:00+01:00", "1970-01-01T00:00:01Z"]),
            ("local", FieldKind::DateTime, ["1970-01-01T00:00:02", "1970-01-01T00:00:00"]),
            ("mixed", FieldKind::DateTime, ["1970-01-01T00:00:02", "1970-01-01T00:00:00Z"]),
        ];
        for (id, kind, values) in texts {
            layer.fields.push(field(id, kind));
            layer.features.iter_mut().zip(values).for_each(|(f, v)| f.values.push(FieldValue::Text(v.into())));
        }
        layer.fields.push(field("Geometry", FieldKind::Real));
        layer.features.iter_mut().for_each(|f| f.values.push(FieldValue::Real(f64::NAN)));
        let file = open(bytes(&layer));
        let read = rows(&file);
        let both = |name: &str| [cell(&read[0], name), cell(&read[1], name)];
        assert_eq!(both("day"), [Field::Date(-1), Field::Date(19_112)]);
        assert_eq!(both("month"), ["2022-04", "2022-04-30"].map(|t| Field::Str(t.into())));
        assert_eq!(both("utc"), [0, 1_000_000].map(Field::TimestampMicros));
        assert_eq!(both("local"), [2_000_000, 0].map(Field::TimestampMicros));
        assert_eq!(both("mixed"), ["1970-01-01T00:00:02", "1970-01-01T00:00:00Z"].map(|t| Field::Str(t.into())));
        assert_eq!(both("Geometry"), [Field::Null, Field::Null], "no number is null, and the name is the field's");
        assert_eq!(key(&file, "geo")["primary_column"], "geometry_");
    }
}
