//! Integration tests, one file per topic.

mod architecture;
mod names;
mod support;
