//! Results to layers, layers to map sheets: the only room that knows both.

pub mod access_layers;
pub mod area_layers;
pub mod duplicate_tables;
pub mod axes;
pub mod brief;
pub mod centre_layers;
pub mod cluster_layers;
pub mod comparisons;
mod domains;
pub mod figures;
pub mod page;

pub mod priority;
pub mod record_layers;
pub mod survey_tables;
pub mod tables;
pub mod workbook;
#[cfg(test)]
mod samples;
pub mod sheets;
