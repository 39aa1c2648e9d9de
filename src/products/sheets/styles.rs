//! The graduated style of a field: what our maps, QGIS styles and GeoPackages all draw from.

use super::FieldFacts;
use crate::base::{Direction, Lang, Result, Text, number, percent};
use crate::carto::breaks::Breaks;
use crate::carto::palette::Palette;
use crate::carto::theme::{Hatch, Theme};
use crate::carto::words::filled;
use crate::layers::layer::Layer;
use crate::layers::style::{Class, Hatched, Style};
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
    let values: Vec<f64> = (0..layer.features.len()).filter_map(|i| layer.value(i, field).as_f64()).collect();
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
    let title = layer.field(field).map_or_else(|| Text::same(field), |f| layer.fields[f].label.clone());
    let name = theme.stem(field).replace('-', "_");
    let hatched = theme.hatch.as_ref().filter(|h| layer.field(&h.field).is_some()).map(hatched);
    Ok(Style { name, title, field: field.to_owned(), classes: classes.collect(), hatched })
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
