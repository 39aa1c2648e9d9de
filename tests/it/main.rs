//! Integration tests: one binary, a file per topic.

mod real_tables;
mod support;
