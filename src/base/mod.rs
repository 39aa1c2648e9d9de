//! The vocabulary that every room speaks. Imports nothing of ours.

mod adjust;
mod areas;
mod column;
mod days;
mod dissolve;
pub mod distribution;
pub mod ellipsoid;
mod error;
mod features;
mod file;
mod letters;
mod pattern;
mod place;
mod problem;
mod progress;
mod projection;
mod provenance;
mod quiet;
mod random;
#[cfg(test)]
pub(crate) mod reference;
mod crossings;
mod rings;
mod text;
mod xml;

pub use adjust::Adjustment;
pub use areas::{Area, Areas, Boundaries, Level, Pcode};
pub use column::{Cell, Column, Direction, Interval, Missing, Unit, columns_at};
pub(crate) use crossings::first_crossing;
pub use days::long_date;
pub use dissolve::dissolve;
pub use error::{Error, ErrorKind, Result};
pub use features::{FeatureField, FeatureRow, Features, FieldKind, FieldValue, find_name};
pub use file::write_file;
pub use letters::plain_letters;
pub use pattern::fits;
pub use place::{Place, PlaceName};
pub use problem::{Case, Problem, Problems, Severity};
pub use progress::{Progress, Silent, interrupt};
pub use projection::{MetricFrame, transform};
pub use provenance::Source;
pub use quiet::quiet_gdal;
pub use random::Random;
pub(crate) use rings::{assemble, directed_edges, is_finite, is_simple};
pub use text::{Lang, NARROW_SPACE, Text, count, number, percent, toml_in_french};
pub use xml::xml_escaped;
