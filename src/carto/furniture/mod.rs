//! What stands around a map: legend, symbols, scale bar, north arrow, locator, header, footer.
//! Each draws inside the frame it is given.

mod footer;
mod header;
mod legend;
mod locator;
mod matrix;
mod north;
mod scale_bar;
mod symbols;

pub use footer::footer;
pub use header::header;
pub use legend::{Hatching, fill_area, hatched, legend};
pub use locator::locator;
pub use north::north;
pub use scale_bar::{round_length, scale_bar};
pub use symbols::{Shown, symbols};

use crate::layers::style::Rgb;

/// Colours of everything that is not data.
pub const INK: Rgb = Rgb(34, 34, 34);
pub const GREY: Rgb = Rgb(105, 105, 105);
pub const HAIRLINE: Rgb = Rgb(190, 190, 186);
pub const WHITE: Rgb = Rgb(255, 255, 255);
/// Ground outside the country.
pub const ABROAD: Rgb = Rgb(247, 246, 242);
/// Areas of which the sheet tells no class.
pub const GROUND: Rgb = Rgb(247, 245, 240);
/// The country outside the region.
pub const ELSEWHERE: Rgb = Rgb(224, 223, 218);
/// Warnings, and what must be found at once.
pub const WARNING: Rgb = Rgb(178, 34, 34);
pub const ACCENT: Rgb = Rgb(27, 74, 112);
