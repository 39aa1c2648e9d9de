//! Files to typed records: one reader per record type. Reprojects once, repairs geometry, counts what it leaves out.

mod points;

pub use points::{NoPoint, PointRow, fold_points};
