//! The figures of a project: charts of survey results, studies and events, and maps of a column.

pub mod survey;
