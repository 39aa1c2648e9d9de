//! The neutral [`Layer`] between analysis and files, its style, and one writer per format.

pub mod layer;
pub mod style;

pub use layer::{Feature, Field, FieldKind, FieldValue, GeometryKind, Layer};
pub use style::{Class, Style};
