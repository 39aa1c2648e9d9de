//! All integration tests, one file per topic, one binary.

mod names;
mod support;
