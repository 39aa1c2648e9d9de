//! Results to layers, layers to map sheets: the only room that knows both.

pub mod sheets;
