//! The project file and the order of the work.

pub mod audit;
pub mod demonstration;
pub mod facts;
pub mod init;
pub mod join;
pub mod load;
pub mod match_table;
pub mod output;
pub mod project;
mod respondents;
pub mod run;
pub mod summary;
mod write;
