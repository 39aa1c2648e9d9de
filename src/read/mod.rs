//! Files to typed records: one reader per record type. Reprojects once, repairs geometry, counts what it leaves out.

pub mod boundaries;
mod boundary_checks;
mod boundary_columns;
mod boundary_level;
mod boundary_parents;
mod degrees;
mod geojson;
mod ogr;
pub mod raster;
pub mod repair;
pub mod roads;
pub mod vector;
mod wkb;
