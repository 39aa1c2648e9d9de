//! Tests across modules and on real data, in one program.

mod locate;
mod support;
