//! The graduated style of a field: what our maps, QGIS styles and GeoPackages all draw from.

use super::FieldFacts;
use crate::base::{Direction, Lang, Result, Text, number, percent};
use crate::carto::breaks::Breaks;
use crate::carto::furniture::WHITE;
use crate::carto::palette::{self, Palette};
use crate::carto::strokes::CIRCLE;
use crate::carto::theme::{Hatch, Theme};
use crate::carto::words::{filled, words};
use crate::layers::layer::{Field, FieldValue, Layer};
use crate::layers::style::{Class, Hatched, Rgb, SheetWords, Style};
use std::collections::BTreeMap;

/// The styles of a layer's fields that themes draw, in the order of the themes. `facts` give the direction of
/// a column, which chooses the colours where the theme does not. A field without values
/// gets a style without classes; themes that are drawn on sheets alone get none. An error when a theme names a palette that is not there.
pub fn styles_for(layer: &Layer, themes: &[Theme], facts: &BTreeMap<String, FieldFacts>) -> Result<Vec<Style>> {
    let mut out = Vec::new();
    for theme in themes.iter().filter(|t| !t.only_on_sheets()) {
        for field in theme.fields_in(layer) {
            out.push(style_of(layer, theme, field, facts)?);
        }
    }
    Ok(out)
}

pub(super) fn style_of(layer: &Layer, theme: &Theme, field: &str, facts: &BTreeMap<String, FieldFacts>) -> Result<Style> {
    let values: Vec<f64> = layer.values(field).filter_map(FieldValue::as_f64).collect();
    let title = layer.field(field).map_or_else(|| Text::same(field), |f| layer.fields[f].label.clone());
    let name = theme.stem(field).replace('-', "_");
    let words = words_of(layer, theme, field, facts);
    if theme.sizes || !theme.categories.is_empty() {
        let classes = if theme.sizes { sizes(&values) } else { categories(&theme.categories)? };
        return Ok(Style { name, title, field: field.to_owned(), classes, hatched: None, words });
    }
    let breaks = Breaks::new(&values, &theme.classes);
    let direction = facts.get(field).map_or(Direction::Neutral, |f| f.direction);
    let palette = Palette::named(theme.palette.as_deref().unwrap_or(Palette::for_direction(direction)))?;
    let colours = palette.colours(breaks.classes.len());
    let decimals = decimals_of(&breaks);
    let classes = breaks.classes.iter().zip(colours).enumerate().map(|(i, (&(lower, upper), colour))| {
        let text = |lang| {
            let (low, high) = (number(lower, decimals, lang), number(upper, decimals, lang));
            let bounds = match i.checked_sub(1).map(|before| breaks.classes[before]) {
                _ if lower == upper => low,
                // After a class of one value, say that it is not in this one.
                Some((first, last)) if first == last => format!("> {low} – {high}"),
                _ => format!("{low} – {high}"),
            };
            match theme.class_names.get(i) {
                Some(name) => format!("{bounds} · {}", name.get(lang)),
                None => bounds,
            }
        };
        Class { lower, upper, colour, label: Text::new(text(Lang::Fr), text(Lang::En)) }
    });
    let hatched = theme.hatch.as_ref().filter(|h| layer.field(&h.field).is_some()).map(hatched);
    Ok(Style { name, title, field: field.to_owned(), classes: classes.collect(), hatched, words })
}

/// What a sheet of the theme says, but for the region.
fn words_of(layer: &Layer, theme: &Theme, field: &str, facts: &BTreeMap<String, FieldFacts>) -> SheetWords {
    let Some(at) = layer.field(field) else { return SheetWords::default() };
    let said = |text: &Text| {
        let of = |lang| filled(text, lang, &blanks(&layer.fields[at], lang));
        Text::new(of(Lang::Fr), of(Lang::En))
    };
    let indicative = facts.get(field).is_some_and(|f| f.indicative);
    let warning = indicative.then(|| words().indicative_note.clone());
    SheetWords {
        title: said(&theme.title),
        subtitle: said(&theme.subtitle),
        notes: warning.into_iter().chain(theme.notes.iter().map(said)).collect(),
        mark: indicative.then(|| words().indicative_mark.clone()),
        over: theme.overlays.clone(),
    }
}

/// The blanks in the texts of a theme that its field fills.
pub(super) fn blanks(field: &Field, lang: Lang) -> [(&'static str, &str); 3] {
    let unit = field.unit.get(lang);
    let in_unit = if unit == "%" { words().percent.get(lang) } else { unit };
    [("label", field.label.get(lang)), ("unit", unit), ("in_unit", in_unit)]
}

/// What is beyond the colours there are: the rest, all in one.
const REST: Rgb = Rgb(158, 158, 158);

/// One class for each category, its position as value.
fn categories(names: &[Text]) -> Result<Vec<Class>> {
    let colours = palette::categories()?;
    let class = |(i, name): (usize, &Text)| Class {
        lower: i.saturating_sub(1) as f64,
        upper: i as f64,
        colour: colours.get(i).copied().unwrap_or(REST),
        label: name.clone(),
    };
    Ok(names.iter().enumerate().map(class).collect())
}

/// Zero, where there is one, and what is above it: amounts that circles tell, not colours.
fn sizes(values: &[f64]) -> Vec<Class> {
    let finite = || values.iter().copied().filter(|v| v.is_finite());
    let above = || finite().filter(|&v| v > 0.0);
    let text = |low: f64, high: f64, lang| match low == high {
        true => number(low, 0, lang),
        false => format!("{} – {}", number(low, 0, lang), number(high, 0, lang)),
    };
    let label = |low, high| Text::new(text(low, high, Lang::Fr), text(low, high, Lang::En));
    let none = finite().any(|v| v == 0.0).then(|| Class { lower: 0.0, upper: 0.0, colour: WHITE, label: label(0.0, 0.0) });
    let (least, most) = (above().fold(f64::INFINITY, f64::min), above().fold(0.0, f64::max));
    let lower = if none.is_some() { 0.0 } else { least };
    let some = (most > 0.0).then(|| Class { lower, upper: most, colour: CIRCLE, label: label(least, most) });
    none.into_iter().chain(some).collect()
}

fn hatched(hatch: &Hatch) -> Hatched {
    let label = |lang| filled(&hatch.label, lang, &[("share", &percent(hatch.below, 0, lang))]);
    Hatched { field: hatch.field.clone(), below: hatch.below, label: Text::new(label(Lang::Fr), label(Lang::En)) }
}

/// The fewest decimals that print every bound exactly, six at most.
pub(super) fn decimals_of(breaks: &Breaks) -> usize {
    let bounds = || breaks.classes.iter().flat_map(|c| [c.0, c.1]);
    let exact = |d: usize| bounds().all(|b| (b * 10f64.powi(d as i32) - (b * 10f64.powi(d as i32)).round()).abs() < 1e-6);
    (0..6).find(|&d| exact(d)).unwrap_or(6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_beyond_the_colours_share_one() {
        let names: Vec<Text> = (0..9).map(|i| Text::same(format!("kind {i}"))).collect();
        let classes = categories(&names).unwrap();
        let style = Style { field: "f".into(), classes, ..Style::default() };
        assert!((0..9).all(|i| style.class_of(i as f64) == Some(i)));
        assert_eq!(style.classes[8].colour, REST);
        let mut colours: Vec<_> = style.classes.iter().map(|c| c.colour.hex()).collect();
        colours.sort();
        colours.dedup();
        assert_eq!(colours.len(), 9);
    }

    #[test]
    fn zero_is_apart_from_amounts_and_nothing_gives_no_class() {
        let labels = |values: &[f64]| sizes(values).into_iter().map(|c| c.label.en).collect::<Vec<_>>();
        assert_eq!(labels(&[0.0, 3.0, 12_000.0, f64::NAN]), ["0", "3 – 12,000"]);
        assert_eq!(labels(&[5.0, 5.0]), ["5"]);
        assert_eq!(labels(&[0.0]), ["0"]);
        assert!(labels(&[]).is_empty());
        let classes = sizes(&[0.0, 3.0, 7.0]);
        let style = Style { field: "f".into(), classes, ..Style::default() };
        assert_eq!([0.0, 3.0, 7.0].map(|v| style.class_of(v)), [Some(0), Some(1), Some(1)]);
    }
}
