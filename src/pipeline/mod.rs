//! The project file and the order of the work.

pub mod account;
pub mod access;
pub mod audit;
pub mod axes;
mod basis;
mod blocks;
mod briefs;
mod comparisons;
pub mod date;
pub mod demonstration;
pub mod diff;
pub mod explain;
pub mod evidence;
mod facts;
mod indicator_fields;
pub mod figures;
pub mod incidents;
pub mod init;
pub mod join;
pub mod load;
pub mod match_table;
mod need;
pub mod output;
pub mod outputs;
mod page;
pub mod people_raster;
pub mod plain;
mod priority;
pub mod project;
pub mod questions;
mod raster_doubts;
mod replicates;
pub mod run;
pub mod services;
mod small_areas;
pub mod summary;
pub mod survey_table;
pub mod surveys;
mod town_list;
mod write;

/// Gives memory back beside the work: that of the shapes of a large layer takes a tenth of the time of a join.
fn let_go<T: Send + 'static>(done_with: T) {
    rayon::spawn(move || drop(done_with));
}
