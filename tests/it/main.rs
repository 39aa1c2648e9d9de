//! Integration tests, one file per topic.

mod architecture;
mod audit;
mod bad_input;
mod boundaries;
mod commands;
mod coverage;
mod locate;
mod main_job;
mod maps;
mod names;
mod point_layers;
mod raster;
mod real_tables;
mod roads;
mod support;
mod survey;
mod survey_reference;
mod survey_replicates;
mod survey_files;
