//! The values of a layer as columns: numbers as they are, repeated words by their place in a list.

use crate::base::Areas;
use crate::layers::layer::{FieldKind, FieldValue, Layer};
use serde::{Serialize, Serializer};
use std::collections::HashMap;

/// Some fields of a layer.
#[derive(Debug, Serialize)]
pub(super) struct Table {
    pub rows: usize,
    pub columns: Vec<ColumnData>,
}

/// One field.
#[derive(Debug, Serialize)]
pub(super) struct ColumnData {
    pub id: String,
    #[serde(flatten)]
    pub values: Values,
}

/// Values by row; null where there is none.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum Values {
    Number {
        values: Vec<Option<Number>>,
    },
    /// Places in `words`.
    Text {
        words: Vec<String>,
        values: Vec<Option<usize>>,
    },
}

/// Written with all its digits, whole numbers without a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number(pub f64);

/// Whole numbers up to here are exact.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.fract() == 0.0 && self.0.abs() < EXACT {
            true => serializer.serialize_i64(self.0 as i64),
            false => serializer.serialize_f64(self.0),
        }
    }
}

impl Table {
    /// All fields of a layer of areas, its rows in the order of the areas. An area that the layer does not hold has no values.
    pub fn of_areas(layer: &Layer, areas: &Areas) -> Table {
        let by_code: HashMap<&str, usize> =
            layer.features.iter().enumerate().filter_map(|(i, f)| Some((f.values.first()?.as_str()?, i))).collect();
        let rows: Vec<Option<usize>> = areas.iter().map(|a| by_code.get(a.code.as_str()).copied()).collect();
        Table::of_rows(layer, &rows, |_| true)
    }

    /// The wanted fields of some features of a layer, or of none.
    pub fn of_rows(layer: &Layer, rows: &[Option<usize>], wanted: impl Fn(&str) -> bool) -> Table {
        let fields = layer.fields.iter().enumerate().filter(|(_, f)| wanted(&f.id));
        let columns = fields.map(|(k, field)| {
            let cells = rows.iter().map(|row| row.map_or(&FieldValue::Null, |r| layer.features[r].values[k].written()));
            ColumnData { id: field.id.clone(), values: values(field.kind, cells) }
        });
        Table { rows: rows.len(), columns: columns.collect() }
    }
}

fn values<'a>(kind: FieldKind, cells: impl Iterator<Item = &'a FieldValue>) -> Values {
    if kind.is_number() {
        return Values::Number { values: cells.map(|v| v.as_f64().map(Number)).collect() };
    }
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut words = Vec::new();
    let mut place = |word: &'a str| {
        *places.entry(word).or_insert_with(|| {
            words.push(word.to_owned());
            words.len() - 1
        })
    };
    let values = cells.map(|v| v.as_str().map(&mut place)).collect();
    Values::Text { words, values }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits_and_words_are_told_once() {
        let told = |kind, cells: &[FieldValue]| serde_json::to_string(&values(kind, cells.iter())).unwrap();
        let numbers = [FieldValue::Real(2.0), FieldValue::Null, FieldValue::Real(0.1), FieldValue::Integer(-7)];
        assert_eq!(told(FieldKind::Real, &numbers), r#"{"kind":"number","values":[2,null,0.1,-7]}"#);
        let words = ["a", "b", "a"].map(|w| FieldValue::Text(w.into()));
        assert_eq!(told(FieldKind::Text, &words), r#"{"kind":"text","words":["a","b"],"values":[0,1,0]}"#);
    }
}
