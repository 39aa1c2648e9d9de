//! `lakana crosswalk`: values of old areas carried over to new ones.

mod share;
mod weights;

use super::{PlainInput, not_an_input, surfaces_of};
use crate::base::{Case, Error, Features, FieldKind, FieldValue, Lang, Problem, Problems, Progress, Result, Text};
use crate::layers::{PlainFormat, WriteOptions, write_plain};
use crate::pipeline::account::{Account, InputAccount};
use crate::text;
use share::{Shared, averaged, shared_out};
use std::collections::HashMap;
use std::path::PathBuf;
use weights::{Weights, weigh};

/// What a crosswalk is asked.
#[derive(Debug, Clone)]
pub struct CrosswalkOptions {
    pub old: PlainInput,
    pub new: PlainInput,
    /// Values by code of the old areas; without it they are fields of the old areas.
    pub values: Option<PlainInput>,
    pub old_code: Option<String>,
    pub new_code: Option<String>,
    /// Fields whose total is kept.
    pub sum: Vec<String>,
    /// Fields that are averaged.
    pub rate: Vec<String>,
    /// Points of population.
    pub people: Option<PlainInput>,
    /// Field of the number of people at each point; every point counts one without it.
    pub people_field: Option<String>,
    /// Share of an area, in percent, below which a piece of it is a fault of the border.
    pub tolerance_percent: f64,
    /// Where the table of weights goes.
    pub weights: Option<PathBuf>,
    pub output: PathBuf,
    pub date: jiff::Timestamp,
    pub lang: Lang,
}

/// Writes the new areas with the values of the old ones: for every field asked `FIELD`, and `FIELD_known`, the share
/// of what the new area got its pieces from that had a value (0 to 1).
///
/// # Weights
///
/// Each old area is cut into the pieces it shares with new ones. A piece weighs the people in it, where there are points
/// of population and the old area has any; else its surface (equal-area projection of the WGS84 ellipsoid). Pieces below
/// the tolerance of both their areas are faults of the border: they are left out and the others take their part.
/// What lies outside every new area is lost, and told.
///
/// # Values
///
/// A `sum` is shared out by weight; whole numbers stay whole by the largest remainder (Hamilton), so that what the
/// new areas got and what was lost add up to the old total exactly. A `rate` is the mean of the old
/// rates weighted with the people (or surface) in the pieces, never a sum. A missing value stays missing and is no zero.
///
/// # Errors
///
/// Files that cannot be read or written; areas of one set that lie on each other beyond the tolerance, which would count
/// people twice; no field asked; fields and codes that are not there, or codes that are not unique.
pub fn crosswalk(options: &CrosswalkOptions, progress: &dyn Progress) -> Result<Account> {
    let mut outputs = vec![options.output.as_path()];
    outputs.extend(options.weights.as_deref());
    for output in &outputs {
        PlainFormat::of(output)?;
        not_an_input(output, &[&options.old.path, &options.new.path])?;
    }
    if options.sum.is_empty() && options.rate.is_empty() && options.weights.is_none() {
        return Err(Error::usage(
            Text::new("aucun champ à porter", "no field to carry over"),
            Text::new(
                "Nommez-les : --sum pour ce qui s'additionne (personnes, incidents), --rate pour les taux ; ou demandez --weights.",
                "Name them: --sum for what adds up (people, incidents), --rate for rates; or ask for --weights.",
            ),
        ));
    }
    let mut problems = Problems::new();
    let mut account = Account::default();
    progress.step(&Text::new("Lecture", "Reading"), None);
    let old = options.old.read(&mut problems)?;
    let mut new = options.new.read(&mut problems)?;
    let shapes = [surfaces_of(&old, &mut problems)?, surfaces_of(&new, &mut problems)?];
    let old_codes = codes(&old, options.old_code.as_deref())?;
    let new_codes = codes(&new, options.new_code.as_deref())?;
    account.inputs = vec![
        InputAccount::new(Text::new("ancien", "old"), &old.file, old.rows.len() as u64),
        InputAccount::new(Text::new("nouveau", "new"), &new.file, new.rows.len() as u64),
    ];
    progress.go_on()?;
    progress.step(&Text::new("Superposition", "Overlay"), None);
    let tolerance = options.tolerance_percent.max(0.0) / 100.0;
    let weights = weigh(options, [&old, &new], &shapes, tolerance, &mut account, &mut problems)?;
    told(&weights, &old, &old_codes, &mut account, &mut problems);

    progress.go_on()?;
    let values = Values::read(options, &old, &old_codes, &mut account, &mut problems)?;
    for name in &options.sum {
        let field = values.column(name)?;
        let Shared { parts, lost, known } = shared_out(&field.values, &weights, new.rows.len());
        let total: f64 = field.values.iter().filter_map(FieldValue::as_f64).sum();
        let label = text!("{name} : total de départ", "{name}: total at the start");
        account.fact(format!("{name}_total"), label, total, 0);
        let label = text!("{name} : perdu hors du nouveau découpage", "{name}: lost outside the new areas");
        account.fact(format!("{name}_lost"), label, lost, 0);
        new.add(name, field.kind, parts);
        new.add(&format!("{name}_known"), FieldKind::Real, known);
    }
    for name in &options.rate {
        let field = values.column(name)?;
        let (means, known) = averaged(&field.values, &weights, new.rows.len());
        new.add(name, FieldKind::Real, means);
        new.add(&format!("{name}_known"), FieldKind::Real, known);
    }
    let writing = WriteOptions { lang: options.lang, date: options.date };
    account.wrote(write_plain(&new, &options.output, &writing)?);
    if let Some(path) = &options.weights {
        account.wrote(write_plain(&weights.table([&old_codes, &new_codes]), path, &writing)?);
    }
    account.problems.extend(problems.sorted());
    Ok(account)
}

/// A code for each row: the field named, else the first whose values are all there and all different, codes of
/// places before others; the number of the row where there is none.
fn codes(areas: &Features, named: Option<&str>) -> Result<Vec<String>> {
    let of = |field: usize| -> Vec<String> { areas.rows.iter().map(|row| row.values[field].shown()).collect() };
    let unique = |codes: &[String]| {
        let different: std::collections::HashSet<&String> = codes.iter().collect();
        different.len() == codes.len() && !different.iter().any(|code| code.is_empty())
    };
    if let Some(name) = named {
        let codes = of(areas.field(name)?);
        return match unique(&codes) {
            true => Ok(codes),
            false => {
                let file = &areas.file;
                Err(Error::input(
                    text!(
                        "`{file}` : les codes du champ `{name}` manquent ou se répètent",
                        "`{file}`: codes of field `{name}` are missing or repeated"
                    ),
                    Text::new("Nommez un champ de codes uniques.", "Name a field of unique codes."),
                ))
            }
        };
    }
    let called_code = |i: &usize| areas.fields[*i].name.to_lowercase().contains("code");
    let (mut first, rest): (Vec<usize>, Vec<usize>) = (0..areas.fields.len()).partition(called_code);
    first.extend(rest);
    let found = first.into_iter().map(of).find(|codes| unique(codes));
    Ok(found.unwrap_or_else(|| areas.rows.iter().map(|row| row.row.to_string()).collect()))
}

/// Areas that split, and what is lost.
fn told(weights: &Weights, old: &Features, codes: &[String], account: &mut Account, problems: &mut Problems) {
    let split = weights.pieces.iter().filter(|pieces| pieces.len() > 1).count();
    account.fact(
        "areas_split",
        Text::new("anciennes unités partagées entre plusieurs nouvelles", "old areas that go to several new ones"),
        split as f64,
        0,
    );
    account.fact("pieces", Text::new("morceaux", "pieces"), weights.pieces.iter().map(Vec::len).sum::<usize>() as f64, 0);
    account.fact(
        "slivers",
        Text::new("défauts de bord laissés de côté", "faults of the border left out"),
        weights.slivers as f64,
        0,
    );
    let mut lost = Problem::warning(
        "area-lost",
        &old.file,
        Text::new("unités en partie ou en tout hors du nouveau découpage", "areas partly or wholly outside the new ones"),
        Text::new(
            "La part de leurs valeurs qui tombe dehors est perdue et comptée : vérifiez que les deux découpages couvrent le même pays.",
            "The part of their values that falls outside is lost and counted: check that both sets cover the same country.",
        ),
    );
    for ((row, code), share) in old.rows.iter().zip(codes).zip(&weights.lost) {
        if *share > 0.0 {
            lost.push(Case::row(row.row, code.clone(), format!("{:.2} %", share * 100.0)));
        }
    }
    problems.add(lost);
}

/// The table the values stand in, and the row of each old area there.
struct Values<'a> {
    table: std::borrow::Cow<'a, Features>,
    rows: Vec<Option<usize>>,
}

/// One field in the order of the old areas.
struct Column {
    kind: FieldKind,
    values: Vec<FieldValue>,
}

impl<'a> Values<'a> {
    fn read(
        options: &CrosswalkOptions,
        old: &'a Features,
        codes: &[String],
        account: &mut Account,
        problems: &mut Problems,
    ) -> Result<Self> {
        let Some(input) = &options.values else {
            return Ok(Values { table: std::borrow::Cow::Borrowed(old), rows: (0..old.rows.len()).map(Some).collect() });
        };
        let table = input.read(problems)?;
        let file = table.file.clone();
        // The field named, else the one that holds the most of the old codes.
        let hits = |field: usize| {
            let cells: std::collections::HashSet<String> = table.rows.iter().map(|row| row.values[field].shown()).collect();
            codes.iter().filter(|code| cells.contains(*code)).count()
        };
        let best = (0..table.fields.len()).max_by_key(|&field| (hits(field), std::cmp::Reverse(field)));
        let named = options.old_code.as_deref().and_then(|name| table.field(name).ok());
        let Some(key) = named.or(best).filter(|&field| hits(field) > 0) else {
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
        let known: std::collections::HashSet<&String> = codes.iter().collect();
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
        Ok(Values { table: std::borrow::Cow::Owned(table), rows })
    }

    fn column(&self, name: &str) -> Result<Column> {
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

#[cfg(test)]
mod tests;
