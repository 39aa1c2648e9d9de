//! What a map is where it is not areas or lines in the colours of their classes: the table `[form]` of a theme. Such maps are for
//! sheets; QGIS styles and the page know classes alone.

use crate::base::Text;
use serde::Deserialize;

/// How a theme is drawn.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Form {
    /// Areas or lines in the colours of their classes.
    #[default]
    Classes,
    /// Colours that fade where another field says little.
    Fade(Fade),
    /// Dots that each stand for so many.
    Dots(Dots),
    /// The density of events as a surface.
    Heat(Heat),
    /// An equal square for each area, near its place: for the country alone.
    Tiles,
    /// Events as circles with their number, those near each other in one, over plain ground.
    Gathered,
    /// Borders, names, towns and roads alone. Its field is any of the layer; nothing of it is shown.
    Reference,
}

/// Value-by-alpha: the hue is the class of the value, its strength the step of another field, so that what is uncertain recedes
/// towards the white of the paper. Source: Roth, Woodruff & Johnson (2010), *Value-by-alpha maps*, The Cartographic Journal
/// 47:130–140.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fade {
    /// In percent. An area where it is null has no data on this map.
    pub field: String,
    /// Ascending bounds between the steps, each of which holds its upper bound; one step more than bounds.
    pub bounds: Vec<f64>,
    /// What the columns of the legend are.
    pub across: Text,
    /// What its rows are.
    pub up: Text,
}

impl Fade {
    pub fn steps(&self) -> usize {
        self.bounds.len() + 1
    }

    /// The step of a value, 0 for the faintest.
    pub fn step(&self, value: f64) -> usize {
        self.bounds.iter().filter(|&&bound| value > bound).count()
    }
}

/// Dots at random places inside their areas, each for the same round number. Only for counts of areas: a dot is nobody's place.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dots {
    /// What they count: "people".
    pub things: Text,
    /// What the legend says of areas that have a value.
    pub known: Text,
}

/// Kernel density of a layer of events, as filled bands: quartic kernel (Silverman 1986, *Density estimation*, equation 4.5), not corrected
/// at the border. The field of the theme is what the layer of areas counts of the same events; nothing else of it is shown.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heat {
    /// Name of the layer of events.
    pub layer: String,
    /// Only features where this field is 1; all of them when absent.
    pub only: Option<String>,
    /// Only features with one of these values in the field `precision`: what is known to the commune alone would heap up at its middle.
    pub precise: Vec<String>,
    /// How far each event reaches, kilometres.
    pub bandwidth_km: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_hold_their_upper_bound() {
        let fade = Fade { field: "c".into(), bounds: vec![40.0, 60.0], across: Text::default(), up: Text::default() };
        let steps: Vec<usize> = [0.0, 40.0, 40.1, 60.0, 100.0].iter().map(|&v| fade.step(v)).collect();
        assert_eq!((steps, fade.steps()), (vec![0, 0, 1, 1, 2], 3));
    }

    #[test]
    fn a_table_says_the_kind_and_unknown_keys_are_errors() {
        let form = |text: &str| toml::from_str::<Form>(text);
        assert_eq!(form("kind = \"reference\"").unwrap(), Form::Reference);
        assert!(form("kind = \"dots\"\nthings = { fr = \"a\", en = \"a\" }\nknown = { fr = \"a\", en = \"a\" }").is_ok());
        assert!(
            form("kind = \"dots\"\nthings = { fr = \"a\", en = \"a\" }\nknown = { fr = \"a\", en = \"a\" }\nbig = 1").is_err()
        );
        assert!(form("kind = \"cloud\"").is_err());
    }
}
