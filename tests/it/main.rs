//! Integration tests: one binary, a file per topic.

mod boundaries;
mod support;
