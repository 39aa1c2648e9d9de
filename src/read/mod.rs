//! Files to typed records: one reader per record type. Reprojects once, repairs geometry, counts
//! what it leaves out. Not here: where a record belongs (`names`, `table`).

// Files of any kind.
pub mod raster;
pub mod table;
pub mod vector;
mod degrees;
mod geojson;
mod ogr;
pub mod repair;
mod wkb;

// Words in files.
pub mod coordinates;
pub mod dates;
pub mod numbers;
pub mod words;

// Layouts that are known by sight.
pub mod recognise;
pub mod records;
pub mod schema;

// One reader per record type.
pub mod area_rows;
pub mod boundaries;
mod boundary_checks;
mod boundary_columns;
mod boundary_level;
mod boundary_parents;
pub mod facilities;
pub mod incidents;
mod points;
pub mod roads;
pub mod survey;
pub mod towns;
pub mod twins;

#[cfg(test)]
mod testing;

pub use points::{NoPoint, PointRow, fold_points};
