//! Integration tests, one file per topic.

mod architecture;
mod boundaries;
mod locate;
mod maps;
mod names;
mod point_layers;
mod raster;
mod real_tables;
mod roads;
mod support;
