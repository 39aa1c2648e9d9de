//! Files to typed records: one reader per record type. Reprojects once, repairs geometry, counts
//! what it leaves out. Not here: where a record belongs (`names`, `table`).

// What is this file?
pub mod recognise;

// The records, one reader for each.
pub mod about;
pub mod area_rows;
pub mod boundaries;
pub mod facilities;
pub mod incidents;
pub mod localities;
pub mod raster;
pub mod report;
pub mod roads;
pub mod survey;
pub mod towns;
pub mod waters;

// What they read through: rows under a known layout.
pub mod records;
pub mod schema;

// Files of any kind: rows, shapes, and points too many to hold.
mod cells;
mod plain;
mod points;
pub mod statistical;
pub mod table;
pub mod vector;

// Texts of any kind.
pub mod parse;

#[cfg(test)]
mod testing;

pub use cells::Cells;
pub use plain::{PlainOptions, coordinate_columns, read_plain, wkt_column};
pub use points::{NoPoint, PointRow, TextRow, TextRows, fold_points, is_plain_text};
pub use vector::{declared_system, kind_name};
