//! Columns to layers of areas: one layer per level, one field per fact.

use super::domains::{LEVELS, MISSING, bounds_of, coded, yes_no};
use crate::base::{Boundaries, Column, Level, Pcode, Text, columns_at};
use crate::layers::{Feature, Field, FieldKind, FieldValue, GeometryKind, Layer};
use rayon::prelude::*;

/// What every layer of a run carries.
#[derive(Debug, Clone)]
pub struct Labelling {
    /// Credit lines of the sources.
    pub credits: Vec<Text>,
    pub synthetic: bool,
}

/// The layer of one level: `communes`, `cercles`, `regions`, `zones`.
///
/// Fields: `code`, `name`, the codes and names of the areas above, then for each column its
/// value and, where the column has them, `_n`, `_lower`, `_upper`, `_missing` (the reason,
/// empty where there is a value) and `_stands_at` (the coarser level a value comes from).
/// A column that exists at several levels is taken from this one; one that exists only above
/// is lowered; one that exists only below is left out. In generated data a last field
/// `synthetic` holds 1.
pub fn area_layer(level: Level, columns: &[Column], boundaries: &Boundaries, labelling: &Labelling) -> Layer {
    let areas = boundaries.level(level);
    let columns = columns_at(level, columns, boundaries);
    let parents: Vec<Level> = [Level::Cercle, Level::Region, Level::Zone].into_iter().filter(|&up| up < level).collect();

    let mut fields = vec![text_field("code", Text::new("Code", "Code")), text_field("name", Text::new("Nom", "Name"))];
    for up in &parents {
        let (id, label) = (up.id(), up.label());
        fields.push(text_field(format!("{id}_code"), Text::new(format!("Code {}", label.fr), format!("{} code", label.en))));
        fields.push(text_field(format!("{id}_name"), Text::new(format!("Nom {}", label.fr), format!("{} name", label.en))));
    }
    let parts: Vec<Parts> = columns.iter().map(Parts::of).collect();
    fields.extend(columns.iter().zip(&parts).flat_map(|(c, p)| p.fields(c)));
    if labelling.synthetic {
        fields.push(synthetic_field());
    }

    let features = areas
        .as_slice()
        .par_iter()
        .enumerate()
        .map(|(i, area)| {
            let mut values = vec![text(area.code.as_str()), text(&area.name)];
            for &up in &parents {
                let above = boundaries.ancestor(level, i, up).map(|j| &boundaries.level(up)[j]);
                values.push(above.map_or(FieldValue::Null, |a| text(a.code.as_str())));
                values.push(above.map_or(FieldValue::Null, |a| text(&a.name)));
            }
            values.extend(columns.iter().zip(&parts).flat_map(|(c, p)| p.values(c, i)));
            if labelling.synthetic {
                values.push(FieldValue::Integer(1));
            }
            let geometry = (!area.geometry.0.is_empty()).then(|| area.geometry.clone().into());
            Feature { geometry, values, regions: regions_of(level, i, boundaries) }
        })
        .collect();
    Layer {
        name: format!("{}s", level.id()),
        title: title(level),
        geometry: GeometryKind::Polygon,
        level: Some(level),
        fields,
        features,
        styles: Vec::new(),
        credits: labelling.credits.clone(),
        synthetic: labelling.synthetic,
    }
}

fn title(level: Level) -> Text {
    match level {
        Level::Country => Text::new("Pays", "Country"),
        Level::Zone => Text::same("Zones"),
        Level::Region => Text::new("Régions", "Regions"),
        Level::Cercle => Text::same("Cercles"),
        Level::Commune => Text::same("Communes"),
    }
}

/// The regions that an area lies in: its own above, all inside for a zone or the country.
fn regions_of(level: Level, i: usize, boundaries: &Boundaries) -> Vec<Pcode> {
    let code = |j: usize| boundaries.regions[j].code.clone();
    match level {
        Level::Region | Level::Cercle | Level::Commune => {
            boundaries.ancestor(level, i, Level::Region).map(code).into_iter().collect()
        }
        Level::Zone | Level::Country => boundaries.descendants(level, i, Level::Region).into_iter().map(code).collect(),
    }
}

/// Which fields beside its value a column has.
struct Parts {
    n: bool,
    bounds: bool,
    missing: bool,
    stands_at: bool,
}

impl Parts {
    fn of(column: &Column) -> Parts {
        let any = |f: fn(&crate::base::Cell) -> bool| column.cells.iter().any(f);
        Parts {
            n: any(|c| c.n.is_some()),
            bounds: any(|c| c.interval.is_some()),
            missing: any(|c| c.value.is_err()),
            stands_at: any(|c| c.stands_at.is_some()),
        }
    }

    fn fields(&self, column: &Column) -> Vec<Field> {
        let (id, label, unit) = (&column.id, &column.label, column.unit.label());
        let bounds = bounds_of(column.unit);
        let part = |suffix: &str, fr: &str, en: &str, unit: &Text, kind| Field {
            id: format!("{id}_{suffix}"),
            label: Text::new(format!("{} – {fr}", label.fr), format!("{} – {en}", label.en)),
            unit: unit.clone(),
            kind,
            decimals: if kind == FieldKind::Real { column.decimals } else { 0 },
            domain: bounds.filter(|_| kind == FieldKind::Real),
            indicative: false,
        };
        let none = Text::default();
        let mut fields = vec![Field {
            id: id.clone(),
            label: label.clone(),
            unit: unit.clone(),
            kind: FieldKind::Real,
            decimals: column.decimals,
            domain: bounds,
            indicative: column.indicative,
        }];
        if self.n {
            fields.push(part("n", "effectif", "n", &none, FieldKind::Integer));
        }
        if self.bounds {
            fields.push(part("lower", "borne basse", "lower bound", &unit, FieldKind::Real));
            fields.push(part("upper", "borne haute", "upper bound", &unit, FieldKind::Real));
        }
        if self.missing {
            let why = part("missing", "raison de l'absence", "why missing", &none, FieldKind::Text);
            fields.push(coded(why, &MISSING));
        }
        if self.stands_at {
            let level = part("stands_at", "niveau de la valeur", "level of the value", &none, FieldKind::Text);
            fields.push(coded(level, &LEVELS));
        }
        fields
    }

    fn values(&self, column: &Column, i: usize) -> Vec<FieldValue> {
        let cell = &column.cells[i];
        let real = |v: Option<f64>| v.map_or(FieldValue::Null, FieldValue::Real);
        let mut values = vec![real(cell.ok())];
        if self.n {
            values.push(cell.n.map_or(FieldValue::Null, |n| FieldValue::Integer(i64::from(n))));
        }
        if self.bounds {
            values.push(real(cell.interval.map(|b| b.0)));
            values.push(real(cell.interval.map(|b| b.1)));
        }
        if self.missing {
            values.push(cell.value.err().map_or(FieldValue::Null, |why| text(why.id())));
        }
        if self.stands_at {
            values.push(cell.stands_at.map_or(FieldValue::Null, |l| text(l.id())));
        }
        values
    }
}

pub(super) fn text(value: &str) -> FieldValue {
    FieldValue::Text(value.to_owned())
}

pub(super) fn text_field(id: impl Into<String>, label: Text) -> Field {
    Field { id: id.into(), label, unit: Text::default(), kind: FieldKind::Text, decimals: 0, domain: None, indicative: false }
}

pub(super) fn synthetic_field() -> Field {
    yes_no("synthetic", Text::new("Donnée synthétique", "Synthetic data"))
}
