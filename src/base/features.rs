//! A plain table of features: what a file holds, with the types of its fields, and nothing of what
//! it means. Commands on plain files read one, add fields to it, and write it again.
//!
//! Not for records whose meaning is known (those have readers of their own) and not for what goes on a map.

use super::{Error, Result, plain_letters};
use crate::text;
use geo_types::Geometry;
use serde::Serialize;

/// What values a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldKind {
    Text,
    Integer,
    Real,
    /// A calendar day, as text in ISO form: `2022-04-30`.
    Date,
    /// A moment, as text in ISO form: `2022-04-30T12:00:00`, with an offset where the file gave one.
    DateTime,
}

impl FieldKind {
    /// Whether a field of this kind may hold the value. Null fits everywhere, a whole number in
    /// a real field too.
    pub fn holds(self, value: &FieldValue) -> bool {
        match value {
            FieldValue::Null => true,
            FieldValue::Text(_) => !self.is_number(),
            FieldValue::Integer(_) => self.is_number(),
            FieldValue::Real(_) => self == FieldKind::Real,
        }
    }

    /// Whether its values are numbers.
    pub fn is_number(self) -> bool {
        matches!(self, FieldKind::Integer | FieldKind::Real)
    }
}

/// One value. Null is null in every format, never 0 and never "".
#[derive(Debug, Clone, PartialEq)]
pub enum FieldValue {
    Null,
    Text(String),
    Integer(i64),
    Real(f64),
}

impl FieldValue {
    /// Whether the value of a field of yes and no says yes: a number other than 0, or a word for it.
    pub fn is_yes(&self) -> bool {
        match self {
            FieldValue::Text(text) => matches!(text.as_str(), "true" | "1" | "yes" | "oui"),
            value => value.as_f64().is_some_and(|v| v != 0.0),
        }
    }

    /// The value as a number; `None` for null and text.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            FieldValue::Integer(i) => Some(*i as f64),
            FieldValue::Real(x) => Some(*x),
            FieldValue::Null | FieldValue::Text(_) => None,
        }
    }

    pub fn as_str(&self) -> Option<&str> {
        match self {
            FieldValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value as a person reads it in a file; empty for null.
    pub fn shown(&self) -> String {
        match self {
            FieldValue::Null => String::new(),
            FieldValue::Text(text) => text.clone(),
            FieldValue::Integer(i) => i.to_string(),
            FieldValue::Real(x) => x.to_string(),
        }
    }

    /// The value as files hold it: null in place of NaN and the infinities, which no format
    /// can write and which would otherwise read back as numbers.
    pub fn written(&self) -> &FieldValue {
        match self {
            FieldValue::Real(x) if !x.is_finite() => &FieldValue::Null,
            value => value,
        }
    }
}

/// Name and kind of one field of a plain table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureField {
    /// As the file writes it; unique in the table.
    pub name: String,
    pub kind: FieldKind,
}

/// One row of a plain table.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureRow {
    /// Row as a person finds it in the file: the line or spreadsheet row, or the number of the feature.
    pub row: u64,
    /// WGS84 longitude, latitude; `None` when there is none or it cannot be used.
    pub geometry: Option<Geometry<f64>>,
    /// One for each field, of its kind.
    pub values: Vec<FieldValue>,
}

/// A whole file: fields, rows, and shapes where it has them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Features {
    /// The file as messages name it.
    pub file: String,
    pub fields: Vec<FeatureField>,
    /// In the order of the file.
    pub rows: Vec<FeatureRow>,
    /// The fields the shapes were read from, where they were columns of a table: longitude and latitude of points, or
    /// twice the column of shapes written as text.
    pub coordinates: Option<[usize; 2]>,
}

impl Features {
    /// Position of a field: by its exact name, else ignoring case, accents and punctuation.
    /// Error: no such field, or several; names the nearest ones and all there are.
    pub fn field(&self, name: &str) -> Result<usize> {
        find_name(self.fields.iter().map(|field| field.name.as_str()), name, &self.file)
    }

    /// Adds a field with one value for each row, in their order. A name that is taken gets a number:
    /// `count`, `count_2`. Returns the name it has now.
    ///
    /// Rows beyond the values get null.
    pub fn add(&mut self, name: &str, kind: FieldKind, values: impl IntoIterator<Item = FieldValue>) -> String {
        let name = self.free_name(name);
        self.fields.push(FeatureField { name: name.clone(), kind });
        let mut values = values.into_iter();
        self.rows.iter_mut().for_each(|row| row.values.push(values.next().unwrap_or(FieldValue::Null)));
        name
    }

    /// `wanted`, or `wanted_2`, `wanted_3`… where that is taken. Case does not tell names apart.
    pub fn free_name(&self, wanted: &str) -> String {
        let taken = |name: &str| self.fields.iter().any(|f| f.name.eq_ignore_ascii_case(name));
        match taken(wanted) {
            false => wanted.to_owned(),
            true => (2..).map(|n| format!("{wanted}_{n}")).find(|n| !taken(n)).unwrap_or_default(),
        }
    }
}

/// Names that an error lists at most.
const NAMED: usize = 40;

/// Position of a name in a list: exact, else ignoring case, accents and punctuation where only one is
/// left. Error: none, or several; `file` is how it names the list.
pub fn find_name<'a>(names: impl Iterator<Item = &'a str>, wanted: &str, file: &str) -> Result<usize> {
    let names: Vec<&str> = names.collect();
    if let Some(exact) = names.iter().position(|name| *name == wanted) {
        return Ok(exact);
    }
    let folded = |text: &str| plain_letters(text).filter(|c| c.is_alphanumeric()).collect::<String>();
    let key = folded(wanted);
    let alike: Vec<usize> = (0..names.len()).filter(|&i| !key.is_empty() && folded(names[i]) == key).collect();
    if let [only] = alike[..] {
        return Ok(only);
    }
    let likeness = |name: &str| strsim::jaro_winkler(&folded(name), &key);
    let mut near: Vec<&str> = names.iter().copied().filter(|name| likeness(name) > 0.75).collect();
    near.sort_by(|a, b| likeness(b).total_cmp(&likeness(a)));
    near.truncate(3);
    let more = if names.len() > NAMED { "`, …" } else { "`" };
    let all = format!("`{}{more}", names[..names.len().min(NAMED)].join("`, `"));
    let near = near.join("`, `");
    let hint = match (near.is_empty(), names.is_empty()) {
        (_, true) => text!("Ce fichier n'a aucun champ.", "This file has no field."),
        (false, _) => text!("Vouliez-vous dire `{near}` ? Champs : {all}.", "Did you mean `{near}`? Fields: {all}."),
        (true, _) => text!("Champs : {all}.", "Fields: {all}."),
    };
    Err(Error::usage(text!("`{file}` n'a pas de champ `{wanted}`", "`{file}` has no field `{wanted}`"), hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(names: &[&str]) -> Features {
        let fields = names.iter().map(|name| FeatureField { name: (*name).into(), kind: FieldKind::Text });
        let row = FeatureRow { row: 2, geometry: None, values: vec![FieldValue::Null; names.len()] };
        Features { file: "f.csv".into(), fields: fields.collect(), rows: vec![row], coordinates: None }
    }

    #[test]
    fn a_field_is_found_by_its_name_or_nearly() {
        let table = features(&["Décès", "deces total", "x"]);
        assert_eq!(table.field("Décès").unwrap(), 0);
        assert_eq!(table.field("DECES").unwrap(), 0);
        assert_eq!(table.field("deces_total").unwrap(), 1);
        let error = table.field("decès_totl").unwrap_err();
        assert!(error.what.fr.contains("f.csv") && error.hint.fr.starts_with("Vouliez-vous dire `deces total`"), "{error:?}");
        assert!(features(&["a", "A"]).field("á").is_err(), "two of them: never a guess");
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let mut table = features(&["count", "Count_2"]);
        assert_eq!(table.add("count", FieldKind::Integer, [FieldValue::Integer(3)]), "count_3");
        assert_eq!(table.rows[0].values[2], FieldValue::Integer(3));
        assert_eq!(table.add("sum", FieldKind::Real, []), "sum");
        assert_eq!(table.rows[0].values[3], FieldValue::Null);
    }

    #[test]
    fn kinds_hold_what_they_say() {
        let text = FieldValue::Text("2020-01-01".into());
        assert!(FieldKind::Date.holds(&text) && !FieldKind::Integer.holds(&text));
        assert!(FieldKind::Real.holds(&FieldValue::Integer(1)) && !FieldKind::Integer.holds(&FieldValue::Real(1.5)));
        assert!(FieldKind::Integer.holds(&FieldValue::Null));
    }
}
