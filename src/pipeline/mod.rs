//! The project file and the order of the work.

pub mod output;
