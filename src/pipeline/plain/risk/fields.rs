//! The fields of a layer as columns, for the indicators that name them.

use crate::base::{
    Case, Cell, Column, Direction, Features, FieldKind, FieldValue, Interval, Level, Missing, Problem, Problems, Text, Unit, fits,
};
use crate::carto::theme::COMPANIONS;
use crate::pipeline::project::Risk;
use crate::read::parse::numbers::decimal;
use crate::risk::{Node, Tree};
use crate::text;

/// Makes columns of the fields that the tree names, and puts the names of the file into the tree. A field is found by its
/// exact name, else ignoring case, accents and punctuation; a pattern takes fields of numbers, and none that only says something of another
/// (`_n`, `_lower`, `_upper`…). Beside a field `X` that has them, `X_n`, `X_lower` and `X_upper` are its n and interval, and
/// `X_stands_at` the level of its value, as layers of a run hold them; fields of a run are worse at the end at which they are there.
///
/// Numbers written as text (`1 234,5`) are read; the field gets its numbers beside it, as `X_number`. Indicators without a field, or
/// with a field of words, are told and taken out of the tree. Fields of which nobody said which end is worse are told.
pub fn read(tree: &mut Tree, features: &mut Features, problems: &mut Problems) -> Vec<Column> {
    let mut work = Reading { columns: Vec::new(), undirected: Vec::new(), features, problems };
    tree.nodes.iter_mut().for_each(|node| work.node(node));
    let Reading { columns, undirected, .. } = work;
    if !undirected.is_empty() {
        problems.add(undirected_problem(&features.file, &undirected));
    }
    columns
}

struct Reading<'a> {
    columns: Vec<Column>,
    undirected: Vec<String>,
    features: &'a mut Features,
    problems: &'a mut Problems,
}

impl Reading<'_> {
    fn node(&mut self, node: &mut Node) {
        node.indicators.retain_mut(|indicator| {
            let (taken, keep) = match indicator.column.contains('*') {
                true => (self.fitting(&indicator.column), true),
                false => match self.features.field(&indicator.column) {
                    Ok(field) => {
                        indicator.column.clone_from(&self.features.fields[field].name);
                        let usable = self.take(field, true);
                        (usable.then(|| indicator.column.clone()).into_iter().collect(), usable)
                    }
                    Err(error) => {
                        if !indicator.optional {
                            self.problems.add(unknown(&self.features.file, &indicator.column, error));
                        }
                        (Vec::new(), false)
                    }
                },
            };
            if indicator.direction.is_none() {
                self.undirected.extend(taken.into_iter().filter(|name| Risk::usual_direction(name).is_none()));
            }
            keep
        });
        node.nodes.iter_mut().for_each(|below| self.node(below));
    }

    /// Columns of all fields of numbers that fit a pattern; their names.
    fn fitting(&mut self, pattern: &str) -> Vec<String> {
        let mut taken = Vec::new();
        for field in 0..self.features.fields.len() {
            let name = self.features.fields[field].name.clone();
            if fits(pattern, &name) && !is_companion(self.features, &name) && self.take(field, false) {
                taken.push(name);
            }
        }
        taken
    }

    /// Makes the column of a field, once. Whether there is one: words are told where the field was named.
    fn take(&mut self, field: usize, named: bool) -> bool {
        let name = self.features.fields[field].name.clone();
        if self.columns.iter().any(|c| c.id == name) {
            return true;
        }
        let values = match self.features.fields[field].kind.is_number() {
            true => self.features.rows.iter().map(|row| row.values[field].as_f64()).collect(),
            false => match self.of_text(field, &name, named) {
                Some(values) => values,
                None => return false,
            },
        };
        let column = column(self.features, &name, values);
        self.columns.push(column);
        true
    }

    /// The numbers of a field of text; `None` where half of its filled cells or more are none. Where only a pattern fits, every
    /// cell must be one.
    fn of_text(&mut self, field: usize, name: &str, named: bool) -> Option<Vec<Option<f64>>> {
        let file = self.features.file.clone();
        let filled = |value: &FieldValue| value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let texts: Vec<Option<String>> = self.features.rows.iter().map(|row| filled(&row.values[field])).collect();
        let numbers: Vec<Option<f64>> = texts.iter().map(|t| t.as_deref().and_then(decimal).filter(|v| v.is_finite())).collect();
        let words = || {
            let all = self.features.rows.iter().zip(texts.iter().zip(&numbers));
            all.filter_map(|(row, (text, number))| Some(Case::row(row.row, name, text.clone().filter(|_| number.is_none())?)))
        };
        let (there, read) = (texts.iter().flatten().count(), numbers.iter().flatten().count());
        let empty = there == 0;
        if !empty && if named { 2 * read <= there } else { read < there } {
            if named {
                let problem = Problem::warning(
                    "indicator-is-text",
                    &file,
                    text!("le champ `{name}` contient du texte, pas des nombres : il ne peut pas être un indicateur", "field `{name}` holds text, no numbers: it cannot be an indicator"),
                    Text::new(
                        "L'indice est calculé sans lui, et son poids va aux autres ; nommez un champ de nombres, ou remplacez les mots par des nombres.",
                        "The index is computed without it, and its weight goes to the others; name a field of numbers, or put numbers in place of the words.",
                    ),
                )
                .with_all(words());
                self.problems.add(problem);
            }
            return None;
        }
        if empty && !named {
            return None;
        }
        let problem = Problem::warning(
            "indicator-cells-text",
            &file,
            text!(
                "cellules de `{name}` qui ne sont pas des nombres : comptées comme manquantes",
                "cells of `{name}` that are no numbers: counted as missing"
            ),
            Text::new("Corrigez ces cellules ; vide n'est pas zéro.", "Correct these cells; empty is not zero."),
        )
        .with_all(words());
        self.problems.add(problem);
        if !empty {
            let real = |v: &Option<f64>| v.map_or(FieldValue::Null, FieldValue::Real);
            let added = self.features.add(&format!("{name}_number"), FieldKind::Real, numbers.iter().map(real));
            let note = Problem::note(
                "numbers-as-text",
                &file,
                text!("nombres de `{name}` écrits comme du texte : lus", "numbers of `{name}` written as text: read"),
                text!("Vérifiez-les dans le champ `{added}` de la sortie.", "Check them in the field `{added}` of the output."),
            );
            self.problems.add(Problem { count: read, ..note });
        }
        Some(numbers)
    }
}

/// Whether a field only says something of another one.
fn is_companion(features: &Features, name: &str) -> bool {
    let there = |base: &str| features.fields.iter().any(|f| f.name == base);
    COMPANIONS.iter().any(|tail| name.strip_suffix(tail).is_some_and(there))
}

fn column(features: &Features, name: &str, values: Vec<Option<f64>>) -> Column {
    let beside = |tail: &str| features.fields.iter().position(|f| f.name == format!("{name}_{tail}"));
    let [n, lower, upper, stands_at] = ["n", "lower", "upper", "stands_at"].map(beside);
    let cell = |(row, value): (usize, Option<f64>)| {
        let at = |field: Option<usize>| field.map(|f| &features.rows[row].values[f]);
        let number = |field| at(field).and_then(FieldValue::as_f64).filter(|v| v.is_finite());
        let Some(value) = value.filter(|v| v.is_finite()) else { return Cell::missing(Missing::NoData) };
        let level = at(stands_at).and_then(FieldValue::as_str);
        Cell {
            n: number(n).filter(|n| *n >= 0.0 && *n <= f64::from(u32::MAX)).map(|n| n as u32),
            interval: number(lower).zip(number(upper)).filter(|(low, high)| *low <= value && value <= *high),
            stands_at: [Level::Country, Level::Zone, Level::Region, Level::Cercle].into_iter().find(|l| level == Some(l.id())),
            ..Cell::value(value)
        }
    };
    let cells: Vec<Cell> = values.into_iter().enumerate().map(cell).collect();
    let interval = if cells.iter().any(|c| c.interval.is_some()) { Interval::Published } else { Interval::None };
    // What the indicator says goes before.
    let direction = Risk::usual_direction(name).unwrap_or(Direction::HigherIsWorse);
    let column = Column::new(name, Text::same(name), Unit::Count, direction, Level::Commune, cells);
    Column { interval, ..column }
}

fn unknown(file: &str, name: &str, error: crate::base::Error) -> Problem {
    let hint = error.hint;
    let way_out = Text::new(
        format!("L'indice est calculé sans lui. {}", hint.fr),
        format!("The index is computed without it. {}", hint.en),
    );
    Problem::warning("indicator-unknown", file, error.what, way_out).with(Case::found(name))
}

fn undirected_problem(file: &str, fields: &[String]) -> Problem {
    Problem::note(
        "direction-assumed",
        file,
        Text::new("sens non dit : plus haut compte comme pire", "direction not said: higher counts as worse"),
        Text::new(
            "Sinon, écrivez direction = \"higher_is_better\" dans l'arbre.",
            "If not, write direction = \"higher_is_better\" in the tree.",
        ),
    )
    .with_all(fields.iter().map(Case::found))
}
