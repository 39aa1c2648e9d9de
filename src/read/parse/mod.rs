//! What texts mean: the encoding of a file, and the coordinates, dates, numbers and words in its
//! cells. Whose records they are is not known here.

pub mod coordinates;
pub mod dates;
pub mod encoding;
pub mod numbers;
pub mod words;
