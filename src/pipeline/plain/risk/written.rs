//! The columns of an index as fields of the layer, and the styles of their maps.

use super::told::class_names;
use super::{RiskCommand, TreeAsked};
use crate::base::{Column, Features, FieldKind, FieldValue, Result, Text, Unit};
use crate::carto::breaks::Method;
use crate::carto::theme::{Hatch, Theme};
use crate::layers::{Feature, Field, GeometryKind, Layer, WriteOptions, write_plain};
use crate::pipeline::account::Account;
use crate::pipeline::plain::{geometry_kind, write_styles};
use crate::pipeline::project::Risk;
use crate::products::sheets::styles_for;
use crate::risk::class_of;
use std::collections::BTreeMap;

/// What the map of the index needs to know beside it.
#[derive(Clone, Copy)]
pub struct Styling<'a> {
    /// Bounds of the classes.
    pub classes: &'a [f64],
    /// Which areas are hatched.
    pub hatch: Option<&'a Hatch>,
}

/// Adds the fields and writes the layer with its styles.
///
/// Each column is a field of its id, with `_lower` and `_upper` where it has bounds; the index has `_n` too, the indicators that were
/// there, and its class a name, `risk_class_label`. A name that the layer has already gets a number.
pub fn write(
    features: &mut Features,
    columns: &[Column],
    styling: Styling,
    command: &RiskCommand,
    account: &mut Account,
) -> Result<()> {
    let only_all = matches!(command.tree, TreeAsked::Fields { .. });
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    for column in columns {
        // Of fields alone the one dimension is the index.
        if only_all && column.id == format!("risk_{}", Risk::ALL) {
            continue;
        }
        let name = add(features, column);
        if column.id == "risk_index" {
            let count = |n: Option<u32>| n.map_or(FieldValue::Null, |n| FieldValue::Integer(i64::from(n)));
            features.add("risk_index_n", FieldKind::Integer, column.cells.iter().map(|c| count(c.n)));
            let labels = class_names();
            let label = |score: f64| labels.get(class_of(score, styling.classes)).map(|l| l.get(command.lang).to_owned());
            let labelled = column.cells.iter().map(|c| c.ok().and_then(label).map_or(FieldValue::Null, FieldValue::Text));
            features.add("risk_class_label", FieldKind::Text, labelled);
        }
        names.insert(&column.id, name);
    }
    let options = WriteOptions::new(command.lang, command.date);
    account.wrote(write_plain(features, &command.output, &options)?);
    let name = command.output.file_stem().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let layer = styled(name, geometry_kind(features), columns, &names, styling)?;
    write_styles(&layer, &command.output, command.lang, account)
}

/// One column as fields; the name of the first.
fn add(features: &mut Features, column: &Column) -> String {
    let whole = matches!(column.unit, Unit::Class | Unit::Rank);
    let kind = if whole { FieldKind::Integer } else { FieldKind::Real };
    let number = |v: Option<f64>| match v {
        Some(v) if whole => FieldValue::Integer(v as i64),
        v => v.map_or(FieldValue::Null, FieldValue::Real),
    };
    let name = features.add(&column.id, kind, column.cells.iter().map(|c| number(c.ok())));
    if column.cells.iter().any(|c| c.interval.is_some()) {
        features.add(&format!("{}_lower", column.id), kind, column.cells.iter().map(|c| number(c.interval.map(|i| i.0))));
        features.add(&format!("{}_upper", column.id), kind, column.cells.iter().map(|c| number(c.interval.map(|i| i.1))));
    }
    name
}

/// Themes of a run whose maps the layer can show.
const THEMES: [&str; 4] = ["risk", "reliability", "risk_certainty", "risk_priority"];

/// A layer without shapes that holds the styles of a run over the fields that were added.
fn styled(
    name: String,
    geometry: GeometryKind,
    columns: &[Column],
    names: &BTreeMap<&str, String>,
    styling: Styling,
) -> Result<Layer> {
    let field = |column: &Column| Field {
        id: names.get(column.id.as_str()).unwrap_or(&column.id).clone(),
        label: column.label.clone(),
        unit: column.unit.label(),
        kind: FieldKind::Real,
        decimals: column.decimals,
        domain: None,
        indicative: column.indicative,
    };
    let rows = columns.first().map_or(0, |c| c.cells.len());
    let real = |v: Option<f64>| v.map_or(FieldValue::Null, FieldValue::Real);
    let values = |i: usize| columns.iter().map(|c| real(c.cells[i].ok())).collect();
    let mut layer = Layer {
        name: name.clone(),
        title: Text::new("Indice de risque", "Risk index"),
        geometry,
        level: None,
        fields: columns.iter().map(field).collect(),
        features: (0..rows).map(|i| Feature { geometry: None, values: values(i), regions: Vec::new() }).collect(),
        styles: Vec::new(),
        credits: Vec::new(),
        synthetic: false,
    };
    let mut themes: Vec<Theme> = Theme::all()?.into_iter().filter(|t| THEMES.contains(&t.id.as_str())).collect();
    for theme in &mut themes {
        theme.layer.clone_from(&name);
        if theme.id == "risk" {
            theme.classes = Method::Manual { bounds: styling.classes.to_vec() };
            let renamed = |h: &Hatch| Hatch { field: names.get(h.field.as_str()).unwrap_or(&h.field).clone(), ..h.clone() };
            theme.hatch = styling.hatch.map(renamed);
        }
        theme.fields = theme.fields.iter().map(|f| names.get(f.as_str()).unwrap_or(f).clone()).collect();
    }
    // Points are no areas to a theme; their symbols are coloured all the same.
    layer.geometry = GeometryKind::Polygon;
    layer.styles = styles_for(&layer, &themes, &BTreeMap::new())?;
    layer.geometry = geometry;
    Ok(layer)
}
