//! Integration tests, one file per topic.

mod architecture;
mod audit;
mod axes;
mod bad_input;
mod boundaries;
mod commands;
mod coverage;
mod incidents;
mod density;
mod locate;
mod main_job;
mod maps;
mod names;
mod plain_files;
mod point_layers;
mod population_raster;
mod raster;
mod registers;
mod real_tables;
mod roads;
mod support;
mod survey;
mod survey_reference;
mod survey_files;
mod zonal;
mod travel;
