//! How a layer is coloured, in words that a QGIS style, an SLD and our own maps all draw from.

use crate::base::Text;

/// A colour, 8 bits a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// `#rrggbb`; `None` when the text is anything else.
    pub fn from_hex(hex: &str) -> Option<Rgb> {
        let digits = hex.strip_prefix('#').filter(|d| d.len() == 6 && d.is_ascii())?;
        let channel = |i: usize| u8::from_str_radix(&digits[i..i + 2], 16).ok();
        Some(Rgb(channel(0)?, channel(2)?, channel(4)?))
    }

    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// Rivers and shores, and the surfaces of lakes.
pub const WATER: Rgb = Rgb(44, 106, 160);
pub const LAKE: Rgb = Rgb(198, 221, 240);
/// Roads and their numbers.
pub const ROAD: Rgb = Rgb(110, 85, 62);
/// Other lines and points without classes.
pub const PLAIN: Rgb = Rgb(70, 90, 110);

/// One class of a graduated style: values from `lower` to `upper`.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    pub lower: f64,
    pub upper: f64,
    pub colour: Rgb,
    pub label: Text,
}

/// Which features are hatched although they have a value: those of which another field says too little.
#[derive(Debug, Clone, PartialEq)]
pub struct Hatched {
    /// A field of numbers; where it is null nothing is hatched.
    pub field: String,
    pub below: f64,
    /// What the legend says of them.
    pub label: Text,
}

/// A graduated style over one numeric field.
///
/// Classes are contiguous and ascending. Each holds its upper bound and not its lower one,
/// `(lower, upper]`; the first holds both, as QGIS does. A null value belongs to no class and
/// is drawn with the no-data hatch.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Style {
    /// Stable id, `snake_case`; the theme that made it.
    pub name: String,
    pub title: Text,
    pub field: String,
    pub classes: Vec<Class>,
    pub hatched: Option<Hatched>,
    pub words: SheetWords,
}

/// What a printed sheet in a style says and shows besides its classes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SheetWords {
    /// With `{region}` where the name of the region stands; empty for a style that no theme made.
    pub title: Text,
    pub subtitle: Text,
    pub notes: Vec<Text>,
    /// What stands on the map where the sample allows no firm statement.
    pub mark: Option<Text>,
    /// Names of the layers drawn over it.
    pub over: Vec<String>,
}

impl Style {
    /// The class of a value; `None` for a value outside all classes or not finite.
    pub fn class_of(&self, value: f64) -> Option<usize> {
        let first = self.classes.first()?;
        if value == first.lower {
            return Some(0);
        }
        self.classes.iter().position(|c| value > c.lower && value <= c.upper)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(bounds: &[f64]) -> Style {
        let classes =
            bounds.windows(2).map(|b| Class { lower: b[0], upper: b[1], colour: Rgb(0, 0, 0), label: Text::default() }).collect();
        Style { field: "f".into(), classes, ..Style::default() }
    }

    #[test]
    fn classes_hold_their_upper_bound_and_the_first_both() {
        let s = style(&[0.0, 2.0, 4.0]);
        let classes: Vec<_> = [0.0, 2.0, 2.1, 4.0, 4.1, -0.1, f64::NAN].iter().map(|&v| s.class_of(v)).collect();
        assert_eq!(classes, [Some(0), Some(0), Some(1), Some(1), None, None, None]);
    }

    #[test]
    fn colours_are_read_and_written_as_hex() {
        assert_eq!(Rgb::from_hex("#0a10ff").map(Rgb::hex).as_deref(), Some("#0a10ff"));
        assert_eq!(Rgb::from_hex("0a10ff"), None);
        assert_eq!(Rgb::from_hex("#é0ff1"), None);
    }
}
