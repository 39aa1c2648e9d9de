//! Integration tests, one file per topic.

mod architecture;
mod boundaries;
mod maps;
mod names;
mod real_tables;
mod support;
