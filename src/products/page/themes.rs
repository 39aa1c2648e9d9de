//! Themes with the classes that their sheets have.

use crate::base::{Level, Result, Text};
use crate::carto::theme::{Circles, Theme};
use crate::layers::layer::Layer;
use crate::products::sheets::{FieldFacts, styles_for};
use serde::Serialize;
use std::collections::BTreeMap;

/// A theme for one field.
#[derive(Debug, Serialize)]
pub(super) struct ThemeData {
    /// The file name of its sheets.
    id: String,
    layer: String,
    /// `None` for a layer of lines.
    level: Option<Level>,
    field: String,
    label: Text,
    unit: Text,
    decimals: usize,
    country_only: bool,
    write_values: bool,
    title: Text,
    subtitle: Text,
    legend: Text,
    notes: Vec<Text>,
    empty: Text,
    overlays: Vec<String>,
    circles: Option<CirclesData>,
    square: Option<SquareData>,
    hatch: Option<HatchData>,
    classes: Vec<ClassData>,
    /// Names of the classes; empty where they have none.
    class_names: Vec<Text>,
    credits: Vec<Text>,
}

/// See [`Circles`].
#[derive(Debug, Serialize)]
struct CirclesData {
    layer: String,
    label: Text,
    only: Option<String>,
    precise: Vec<String>,
    approximate: Vec<String>,
}

/// The sides of a square legend.
#[derive(Debug, Serialize)]
struct SquareData {
    across: Text,
    up: Text,
}

/// See [`Hatched`](crate::layers::style::Hatched).
#[derive(Debug, Serialize)]
struct HatchData {
    field: String,
    below: f64,
    label: Text,
}

/// Values above `lower` up to `upper`; the first class holds its lower bound too.
#[derive(Debug, Serialize)]
struct ClassData {
    lower: f64,
    upper: f64,
    colour: String,
    label: Text,
}

impl ThemeData {
    /// Names of the layers it shows.
    pub fn layers(&self) -> impl Iterator<Item = &str> {
        let circles = self.circles.as_ref().map(|c| c.layer.as_str());
        std::iter::once(self.layer.as_str()).chain(self.overlays.iter().map(String::as_str)).chain(circles)
    }
}

/// Every theme for every field it finds with a value somewhere, in the order of the themes.
pub(super) fn drawn(layers: &[Layer], themes: &[Theme], facts: &BTreeMap<String, FieldFacts>) -> Result<Vec<ThemeData>> {
    let mut out = Vec::new();
    for theme in themes {
        for layer in layers {
            let styles = styles_for(layer, std::slice::from_ref(theme), facts)?;
            for style in styles.into_iter().filter(|s| !s.classes.is_empty()) {
                let Some(field) = layer.field(&style.field).map(|f| &layer.fields[f]) else { continue };
                let own = facts.get(&field.id).map(|f| f.credits.clone()).filter(|c| !c.is_empty());
                out.push(ThemeData {
                    id: theme.stem(&field.id),
                    layer: layer.name.clone(),
                    level: layer.level,
                    field: field.id.clone(),
                    label: field.label.clone(),
                    unit: field.unit.clone(),
                    decimals: field.decimals,
                    country_only: theme.country_only,
                    write_values: theme.write_values,
                    title: theme.title.clone(),
                    subtitle: theme.subtitle.clone(),
                    legend: theme.legend.clone(),
                    notes: theme.notes.clone(),
                    empty: theme.empty.clone(),
                    overlays: theme.overlays.clone(),
                    // The page chooses its period itself: circles of one year would not follow it.
                    circles: theme
                        .circles
                        .as_ref()
                        .filter(|c| !c.of_year && layers.iter().any(|l| l.name == c.layer))
                        .map(circles),
                    square: theme.square.as_ref().map(|s| SquareData { across: s.across.clone(), up: s.up.clone() }),
                    hatch: style.hatched.map(|h| HatchData { field: h.field, below: h.below, label: h.label }),
                    classes: style
                        .classes
                        .iter()
                        .map(|c| ClassData { lower: c.lower, upper: c.upper, colour: c.colour.hex(), label: c.label.clone() })
                        .collect(),
                    class_names: theme.class_names.clone(),
                    credits: own.unwrap_or_else(|| layer.credits.clone()),
                });
            }
        }
    }
    Ok(out)
}

fn circles(circles: &Circles) -> CirclesData {
    CirclesData {
        layer: circles.layer.clone(),
        label: circles.label.clone(),
        only: circles.only.clone(),
        precise: circles.precise.clone(),
        approximate: circles.approximate.clone(),
    }
}
