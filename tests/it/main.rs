//! Integration tests, one file per topic.

mod architecture;
mod support;
