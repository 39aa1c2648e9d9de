//! The project file and the order of the work.

pub mod audit;
mod comparisons;
pub mod date;
pub mod demonstration;
pub mod facts;
pub mod figures;
pub mod init;
pub mod join;
pub mod load;
pub mod match_table;
pub mod output;
pub mod project;
pub mod questions;
mod replicates;
pub mod run;
mod small_areas;
pub mod summary;
pub mod survey_table;
pub mod surveys;
mod write;
