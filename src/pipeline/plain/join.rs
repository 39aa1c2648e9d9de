//! `lakana join`: points into polygons, the fields of polygons onto points, or polygons into the polygons they overlap most.

mod largest;
mod onto;
pub(super) mod points;

use super::{PlainInput, extent, not_an_input, surfaces_of};
use crate::base::{Features, FieldKind, FieldValue, Lang, Problems, Progress, Result, Text};
use crate::layers::{PlainFormat, WriteOptions, write_plain};
use crate::pipeline::account::{Account, InputAccount};
use crate::pipeline::let_go;
use crate::table::Locator;
use crate::table::gather::{Answers, Ask, ExactSum, Gathered, in_order};
use crate::text;
use points::Found;
use std::path::PathBuf;

/// What a join is asked.
#[derive(Debug, Clone)]
pub struct JoinOptions {
    pub points: PlainInput,
    pub polygons: PlainInput,
    /// How many points lie in each polygon; so too when nothing else is asked.
    pub count: bool,
    /// Fields of the points to be added up, in each polygon.
    pub sum: Vec<String>,
    /// Fields of which the value of the first point of the file is wanted.
    pub first: Vec<String>,
    /// Fields of which all different values are wanted.
    pub list: Vec<String>,
    /// The other way: fields of the polygons for each point.
    pub onto_points: bool,
    /// A point in several polygons counts in every one of them, instead of the first of the file alone.
    pub every: bool,
    /// Polygons in place of the points: each gets the fields of the polygon it overlaps most.
    pub largest: bool,
    /// Field by which the polygons of the second file are named as runners-up; found by looking without it.
    pub code: Option<String>,
    pub output: PathBuf,
    pub date: jiff::Timestamp,
    pub lang: Lang,
    /// Text files above this many bytes pass through and are never held whole.
    pub stream_above: u64,
}

impl JoinOptions {
    /// 16 MB: below it every fault of a file is looked at as a whole.
    pub const STREAM_ABOVE: u64 = 16 << 20;

    fn writing(&self) -> WriteOptions {
        WriteOptions::new(self.lang, self.date)
    }
}

/// Carries a join out and writes its result: the polygons with what lies in them (all rows and
/// fields, and `count`, `sum_…`, `first_…`, `list_…`), or the points with the fields of their polygon.
///
/// # Rule
///
/// Every border belongs to its polygon. A point in several polygons (shared border, overlap) goes to the first
/// of the file, unless `every` is asked for. Polygons in the place of points stand where a point surely
/// inside them stands. Sums leave missing values out and say in `sum_…_n` how many there were; where
/// points are but none has a value the sum is missing, where there is no point it is 0. Lists hold each value once, in
/// the order of the file, at most [`LISTED`] of them.
///
/// # Errors
///
/// A file that cannot be read or written; polygons without polygons; a field that is not there; points
/// without any coordinates.
pub fn join(options: &JoinOptions, progress: &dyn Progress) -> Result<Account> {
    PlainFormat::of(&options.output)?;
    not_an_input(&options.output, &[&options.points.path, &options.polygons.path])?;
    if options.largest {
        return largest::join_largest(options);
    }
    let mut problems = Problems::new();
    let mut polygons = options.polygons.read(&mut problems)?;
    let shapes = surfaces_of(&polygons, &mut problems)?;
    let locator = Locator::of_polygons(&shapes.iter().collect::<Vec<_>>());
    let mut input = options.points.clone();
    input.options.near = extent(&shapes);
    let whole: Vec<bool> = shapes.iter().map(|shape| !shape.0.is_empty()).collect();
    let_go(shapes);

    let mut account = Account::default();
    let mut areas = InputAccount::new(Text::new("polygones", "polygons"), &polygons.file, polygons.rows.len() as u64);
    let empty = whole.iter().filter(|whole| !**whole).count() as u64;
    areas.leave_out("no-polygon", Text::new("sans polygone", "without a polygon"), empty);
    let found = match options.onto_points {
        true => onto::write(options, &input, &polygons, &locator, progress, &mut problems, &mut account)?,
        false => {
            let (gathered, found) = points::gather(options, &input, &locator, progress, &mut problems)?;
            add_fields(&mut polygons, gathered, options, &whole);
            account.wrote(write_plain(&polygons, &options.output, &options.writing())?);
            found
        }
    };
    account.inputs = vec![found.account(&input.shown()), areas];
    account.rules.push(rule(options.every));
    let_go((polygons, locator));
    found.facts(&mut account);
    problems.extend(found.into_problems(&input.shown()));
    account.problems.extend(problems.sorted());
    Ok(account)
}

fn rule(every: bool) -> Text {
    match every {
        false => Text::new(
            "Un point sur un bord partagé ou dans des polygones superposés va au premier du fichier.",
            "A point on a shared border or in overlapping polygons goes to the first of the file.",
        ),
        true => Text::new(
            "Un point sur un bord partagé ou dans des polygones superposés compte dans chacun.",
            "A point on a shared border or in overlapping polygons counts in each of them.",
        ),
    }
}

/// Values that a list shows; further ones are only counted.
pub const LISTED: usize = 1000;

/// What was gathered as new fields of the polygons. Rows that have no polygon get null, not zero.
fn add_fields(polygons: &mut Features, gathered: Gathered, options: &JoinOptions, whole: &[bool]) {
    let there = |value: FieldValue, i: usize| if whole[i] { value } else { FieldValue::Null };
    let counts = gathered.counts.iter().enumerate().map(|(i, n)| there(FieldValue::Integer(*n as i64), i));
    if options.count || gathered.answers.is_empty() {
        polygons.add("count", FieldKind::Integer, counts);
    }
    let names = options.sum.iter().map(|f| format!("sum_{f}"));
    let names = names.chain(options.first.iter().map(|f| format!("first_{f}")));
    let names: Vec<String> = names.chain(options.list.iter().map(|f| format!("list_{f}"))).collect();
    for ((name, answers), all_whole) in names.iter().zip(&gathered.answers).zip(&gathered.whole) {
        match answers {
            Answers::Sums(sums) => {
                let integers = *all_whole && sums.iter().all(|sum| sum.value().abs() < (1u64 << 53) as f64);
                let value = |(i, sum): (usize, &ExactSum)| match (sum.n, gathered.counts[i]) {
                    (0, 1..) => FieldValue::Null,
                    _ if integers => there(FieldValue::Integer(sum.value() as i64), i),
                    _ => there(FieldValue::Real(sum.value()), i),
                };
                let kind = if integers { FieldKind::Integer } else { FieldKind::Real };
                polygons.add(name, kind, sums.iter().enumerate().map(value));
                let known = sums.iter().enumerate().map(|(i, sum)| there(FieldValue::Integer(sum.n as i64), i));
                polygons.add(&format!("{name}_n"), FieldKind::Integer, known);
            }
            Answers::Firsts(firsts) => {
                let text =
                    |first: &Option<(u64, String)>| first.as_ref().map_or(FieldValue::Null, |(_, t)| FieldValue::Text(t.clone()));
                polygons.add(name, FieldKind::Text, firsts.iter().map(text));
            }
            Answers::Lists(lists) => {
                let text = |list: &std::collections::HashMap<String, u64>| match in_order(list) {
                    values if values.is_empty() => FieldValue::Null,
                    values if values.len() > LISTED => FieldValue::Text(values[..LISTED].join("; ") + "; …"),
                    values => FieldValue::Text(values.join("; ")),
                };
                polygons.add(name, FieldKind::Text, lists.iter().map(text));
            }
        }
    }
}

/// The questions in the order of their fields: all sums, then firsts, then lists.
fn asks(options: &JoinOptions) -> (Vec<Ask>, Vec<String>) {
    let sums = options.sum.iter().map(|f| (Ask::Sum as fn(usize) -> Ask, f));
    let firsts = options.first.iter().map(|f| (Ask::First as fn(usize) -> Ask, f));
    let lists = options.list.iter().map(|f| (Ask::List as fn(usize) -> Ask, f));
    let all: Vec<_> = sums.chain(firsts).chain(lists).collect();
    (all.iter().enumerate().map(|(i, (ask, _))| ask(i)).collect(), all.into_iter().map(|(_, f)| f.clone()).collect())
}

impl Found {
    fn facts(&self, account: &mut Account) {
        let several = text!("points sur un bord partagé", "points on a shared border");
        account.fact("points_on_shared_border", several, self.on_border.count as f64, 0);
        let overlap = text!("points dans des polygones superposés", "points in overlapping polygons");
        account.fact("points_in_overlap", overlap, self.in_overlap.count as f64, 0);
    }
}

#[cfg(test)]
mod tests;
