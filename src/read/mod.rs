//! Files to typed records: one reader per record type. Reprojects once, repairs geometry, counts what it leaves out.

pub mod words;
pub mod numbers;
pub mod dates;
pub mod coordinates;
pub mod table;
pub mod schema;
pub mod records;
pub mod facilities;
pub mod incidents;
pub mod twins;
pub mod area_rows;
pub mod survey;
pub mod towns;
pub mod recognise;

#[cfg(test)]
mod testing;
