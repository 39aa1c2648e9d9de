//! Integration tests, one file per topic.

mod architecture;
mod boundaries;
mod names;
mod support;
