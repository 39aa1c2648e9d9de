//! The values to be carried over: fields of the old areas, or of a table of their codes.

use super::CrosswalkOptions;
use crate::base::{Case, Error, Features, FieldKind, FieldValue, Problem, Problems, Result, Text};
use crate::pipeline::account::{Account, InputAccount};
use crate::pipeline::plain::codes::field_of_codes;
use crate::text;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// The table the values stand in, and the row of each old area there.
pub struct Values<'a> {
    table: Cow<'a, Features>,
    rows: Vec<Option<usize>>,
}

/// One field in the order of the old areas.
pub struct Column {
    pub kind: FieldKind,
    pub values: Vec<FieldValue>,
}

impl<'a> Values<'a> {
    /// Reads the table of values, where there is one. Codes that are repeated or unknown are problems; an error when no field
    /// holds a code.
    pub fn read(
        options: &CrosswalkOptions,
        old: &'a Features,
        codes: &[String],
        account: &mut Account,
        problems: &mut Problems,
    ) -> Result<Self> {
        let Some(input) = &options.values else {
            return Ok(Values { table: Cow::Borrowed(old), rows: (0..old.rows.len()).map(Some).collect() });
        };
        let table = input.read(problems)?;
        let file = table.file.clone();
        // The field named, else the one that holds the most of the old codes.
        let named = options.old_code.as_deref().and_then(|name| table.field(name).ok());
        let holds = |field: &usize| table.rows.iter().any(|row| codes.contains(&row.values[*field].shown()));
        let Some(key) = named.filter(holds).or_else(|| field_of_codes(&table, codes, &[])) else {
            return Err(Error::input(
                text!(
                    "`{file}` : aucun champ ne contient les codes de l'ancien découpage",
                    "`{file}`: no field holds the codes of the old areas"
                ),
                Text::new("Nommez le champ du code avec --old-code.", "Name the field of the code with --old-code."),
            ));
        };
        let name = table.fields[key].name.clone();
        let mut row_of: HashMap<String, usize> = HashMap::new();
        let mut repeated = Problem::warning(
            "code-repeated",
            &file,
            text!("codes répétés dans `{name}` : la première ligne compte", "codes repeated in `{name}`: the first row counts"),
            Text::new("Additionnez ces lignes, ou gardez-en une.", "Add these rows up, or keep one of them."),
        );
        let known: HashSet<&String> = codes.iter().collect();
        let mut unknown = Problem::warning(
            "code-unknown",
            &file,
            text!(
                "codes de `{name}` absents de l'ancien découpage : leurs valeurs ne sont pas portées",
                "codes of `{name}` that the old areas do not have: their values are not carried over"
            ),
            Text::new(
                "Vérifiez l'édition du découpage dont viennent ces codes.",
                "Check the edition of the areas these codes come from.",
            ),
        );
        let mut values = InputAccount::new(Text::new("valeurs", "values"), &file, table.rows.len() as u64);
        for (i, row) in table.rows.iter().enumerate() {
            let code = row.values[key].shown();
            match known.contains(&code) {
                false => unknown.push(Case::row(row.row, name.clone(), code)),
                true if row_of.contains_key(&code) => repeated.push(Case::row(row.row, name.clone(), code)),
                true => drop(row_of.insert(code, i)),
            }
        }
        values.leave_out("unknown-code", Text::new("code inconnu", "unknown code"), unknown.count as u64);
        values.leave_out("repeated-code", Text::new("code répété", "repeated code"), repeated.count as u64);
        account.inputs.push(values);
        problems.extend([repeated, unknown]);
        let rows = codes.iter().map(|code| row_of.get(code).copied()).collect();
        Ok(Values { table: Cow::Owned(table), rows })
    }

    /// A field of numbers. Error: no such field, or one of other things.
    pub fn column(&self, name: &str) -> Result<Column> {
        let field = self.table.field(name)?;
        // A column without any value is of no kind.
        let empty = self.table.rows.iter().all(|row| row.values[field] == FieldValue::Null);
        let kind = if empty { FieldKind::Real } else { self.table.fields[field].kind };
        if !kind.is_number() {
            let file = &self.table.file;
            return Err(Error::input(
                text!(
                    "`{file}` : le champ `{name}` n'est pas un champ de nombres",
                    "`{file}`: field `{name}` is no field of numbers"
                ),
                Text::new(
                    "Corrigez les cellules qui ne sont pas des nombres, ou laissez-les vides.",
                    "Correct the cells that are no numbers, or leave them empty.",
                ),
            ));
        }
        let value = |row: &Option<usize>| row.map_or(FieldValue::Null, |row| self.table.rows[row].values[field].clone());
        Ok(Column { kind, values: self.rows.iter().map(value).collect() })
    }
}
