//! Integration tests: one binary, one file for each topic.

mod maps;
mod support;
