//! Integration tests: one binary, a file per topic.

mod boundaries;
mod raster;
mod roads;
mod support;
