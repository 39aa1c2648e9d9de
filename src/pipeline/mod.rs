//! The project file and the order of the work.

pub mod account;
pub mod access;
pub mod audit;
pub mod axes;
pub mod date;
pub mod demonstration;
pub mod facts;
pub mod figures;
pub mod incidents;
pub mod init;
pub mod join;
pub mod load;
pub mod match_table;
mod need;
pub mod output;
pub mod people_raster;
pub mod plain;
pub mod project;
pub mod questions;
mod raster_doubts;
pub mod run;
pub mod services;
mod small_areas;
pub mod summary;
pub mod survey_table;
pub mod surveys;
mod write;
