//! The single facts of an explanation.

use super::super::outputs::{Outputs, RiskClass, index_of};
use super::super::priority::median;
use crate::base::{Column, Direction, Error, Level, Missing, Result, Text, Unit, columns_at};
use crate::risk::{Amount, PartKind, Scored, Target};
use crate::text;
use geo::{Distance, Geodesic};
use geo_types::Point;
use serde::Serialize;
use std::collections::BTreeMap;

/// The table of matches, beside the other tables of a run.
const MATCHES: &str = "tables/matches.csv";

/// An area by its code and name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AreaRef {
    pub level: Level,
    pub code: String,
    pub name: String,
}

/// One line of the account of the index.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    #[serde(serialize_with = "kind_id")]
    pub kind: PartKind,
    pub id: String,
    pub label: Text,
    pub depth: usize,
    /// Share of the weight among siblings, percent.
    pub weight: f64,
    /// 0 to 10; `None` where nothing is known.
    pub score: Option<f64>,
    /// Points of the index.
    pub points: f64,
    /// Mean of the points of all communes that have an index.
    pub mean_points: f64,
}

/// What a source says of one indicator.
#[derive(Debug, Clone, Serialize)]
pub struct RawValue {
    pub id: String,
    pub label: Text,
    pub unit: Unit,
    pub decimals: usize,
    pub direction: Direction,
    pub value: Option<f64>,
    pub n: Option<u32>,
    pub missing: Option<Missing>,
    /// The coarser level from which the value comes.
    pub stands_at: Option<Level>,
    pub indicative: bool,
    /// What stood in for a missing value.
    pub filled: Option<f64>,
    /// After outliers were treated.
    pub treated: Option<f64>,
    pub score: Option<f64>,
    /// Middle of the values of all areas of the level.
    pub median: Option<f64>,
    /// How gaps, outliers and the scale were dealt with.
    pub method: Text,
    pub behind: Vec<Behind>,
}

/// One input behind a value.
#[derive(Debug, Clone, Serialize)]
pub struct Behind {
    pub input: String,
    pub file: String,
    /// Records of it that were counted in the area; 0 where it is not a list of records.
    pub rows: usize,
    /// The first of them.
    pub first_rows: Vec<u64>,
}

/// Names of one spelling that were matched to the area.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NameDecision {
    pub input: String,
    /// As the records write it.
    pub name: String,
    /// The name of the boundary file.
    pub matched_name: String,
    /// In the language of the run.
    pub how: String,
    pub parent_differs: bool,
    pub count: usize,
}

/// An area close by.
#[derive(Debug, Clone, Serialize)]
pub struct NearArea {
    pub area: AreaRef,
    pub km: f64,
    pub index: f64,
    /// The two indicators that make most of the difference: label, points more or fewer than the area explained.
    pub because: Vec<(Text, f64)>,
}

/// One indicator otherwise.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeTo {
    pub id: String,
    pub label: Text,
    pub unit: Unit,
    pub decimals: usize,
    pub from: f64,
    pub to: f64,
    /// The index it would give.
    pub index: f64,
    pub class: RiskClass,
}

/// A commune in the mean of an area above it.
#[derive(Debug, Clone, Serialize)]
pub struct WeighsMost {
    pub area: AreaRef,
    pub index: f64,
    pub people: Option<f64>,
}

fn kind_id<S: serde::Serializer>(kind: &PartKind, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(match kind {
        PartKind::Node => "node",
        PartKind::Indicator => "indicator",
        PartKind::MeanArea => "mean_area",
    })
}

impl AreaRef {
    pub fn of(outputs: &Outputs, level: Level, area: usize) -> AreaRef {
        let found = &outputs.areas(level)[area];
        AreaRef { level, code: found.code.to_string(), name: found.name.clone() }
    }
}

/// What the facts are taken from.
pub(super) struct Work<'a> {
    pub outputs: &'a Outputs,
    pub scored: &'a Scored<'a>,
    /// Of all areas of the level.
    pub accounts: &'a [Option<Vec<Amount>>],
    pub level: Level,
    pub area: usize,
}

impl Work<'_> {
    /// The account; without an index scores alone, which are then those that could have made one.
    pub fn contributions(&self) -> Vec<Line> {
        let Some(amounts) = &self.accounts[self.area] else { return Vec::new() };
        let communes: Vec<Vec<Amount>> = (0..self.scored.areas).filter_map(|i| self.scored.amounts(i)).collect();
        let mean = |k: usize| communes.iter().map(|a| a[k].points).sum::<f64>() / communes.len() as f64;
        let parts = self.scored.parts().into_iter().zip(amounts).enumerate();
        parts
            .map(|(k, (part, amount))| Line {
                kind: part.kind,
                id: part.id.to_owned(),
                label: part.label.clone(),
                depth: part.depth,
                weight: 100.0 * part.weight,
                score: amount.score,
                points: amount.points,
                mean_points: mean(k),
            })
            .collect()
    }

    pub fn values(&self) -> Vec<RawValue> {
        let columns = columns_at(self.level, &self.outputs.columns, &self.outputs.boundaries);
        let commune = self.level == Level::Commune;
        let ways = self.scored.ways(if commune { self.area } else { 0 });
        ways.iter()
            .filter_map(|way| {
                let column = columns.iter().find(|c| c.id == way.column.id)?;
                let cell = column.cells[self.area];
                let labels = [way.indicator.gaps.label(), way.indicator.treatment.label(), way.indicator.normalisation.label()];
                let said =
                    |pick: fn(&Text) -> &str| labels.iter().map(pick).filter(|l| !l.is_empty()).collect::<Vec<_>>().join(", ");
                Some(RawValue {
                    id: column.id.clone(),
                    label: column.label.clone(),
                    unit: column.unit,
                    decimals: column.decimals,
                    direction: way.direction,
                    value: cell.ok(),
                    n: cell.n,
                    missing: cell.value.err(),
                    stands_at: cell.stands_at,
                    indicative: column.indicative,
                    filled: way.filled.filter(|_| commune),
                    treated: way.treated.filter(|_| commune),
                    score: way.score.filter(|_| commune),
                    median: median(column),
                    method: Text::new(said(|t| &t.fr), said(|t| &t.en)),
                    behind: self.behind(column),
                })
            })
            .collect()
    }

    fn behind(&self, column: &Column) -> Vec<Behind> {
        let of_source = |id: &String| {
            let known = self.outputs.run.inputs.iter().find(|i| i.id == *id);
            let rows = self.outputs.rows_in(id, self.level, self.area);
            Behind {
                input: id.clone(),
                file: known.map_or_else(String::new, |i| i.file.clone()),
                rows: rows.count,
                first_rows: rows.first,
            }
        };
        column.sources.iter().map(of_source).collect()
    }

    /// What the table of matches says of the area; empty where the run wrote no tables.
    ///
    /// # Errors
    /// A table that cannot be read.
    pub fn names(&self) -> Result<Vec<NameDecision>> {
        let path = self.outputs.folder.join(MATCHES);
        if !path.exists() {
            return Ok(Vec::new());
        }
        let failed = |cause: csv::Error| match cause.into_kind() {
            csv::ErrorKind::Io(cause) => Error::reading(&path, &cause),
            other => {
                let (shown, cause) = (path.display(), format!("{other:?}"));
                Error::input(
                    text!("`{shown}` ne peut pas être lu : {cause}", "`{shown}` cannot be read: {cause}"),
                    Text::new("Relancez `lakana run` vers ce dossier.", "Run `lakana run` into this folder again."),
                )
            }
        };
        let code = self.outputs.areas(self.level)[self.area].code.as_str();
        let mut reader = csv::Reader::from_path(&path).map_err(failed)?;
        let header = reader.headers().map_err(failed)?.clone();
        let place = |name: &str| header.iter().position(|h| h == name);
        let [Some(input), Some(name), Some(at), Some(matched), Some(how), Some(differs)] =
            ["input", "name", "code", "matched_name", "how", "parent_differs"].map(place)
        else {
            return Ok(Vec::new());
        };
        let mut counts: BTreeMap<[String; 5], usize> = BTreeMap::new();
        for row in reader.records() {
            let row = row.map_err(failed)?;
            let cell = |i: usize| row.get(i).unwrap_or_default();
            if cell(at) == code {
                *counts.entry([input, name, matched, how, differs].map(|i| cell(i).to_owned())).or_insert(0) += 1;
            }
        }
        let decision = |([input, name, matched_name, how, differs], count): ([String; 5], usize)| NameDecision {
            input,
            name,
            matched_name,
            how,
            parent_differs: differs == "true",
            count,
        };
        Ok(counts.into_iter().map(decision).collect())
    }

    pub fn near(&self) -> Vec<NearArea> {
        let areas = self.outputs.areas(self.level);
        let Some(own) = &self.accounts[self.area] else { return Vec::new() };
        let own_index = index_of(self.scored, own);
        let place = |i: usize| Point(areas[i].centre);
        let mut others: Vec<(f64, usize, f64)> = (0..areas.len())
            .filter(|&i| i != self.area)
            .filter_map(|i| {
                let index = index_of(self.scored, self.accounts[i].as_ref()?);
                Some((Geodesic.distance(place(self.area), place(i)) / 1000.0, i, index))
            })
            .collect();
        others.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        others.truncate(10);
        others.sort_by(|a, b| (b.2 - own_index).abs().total_cmp(&(a.2 - own_index).abs()).then(a.0.total_cmp(&b.0)));
        let parts = self.scored.parts();
        let near = |(km, i, index): (f64, usize, f64)| {
            let amounts = self.accounts[i].as_deref().unwrap_or_default();
            let mut because: Vec<(Text, f64)> = parts
                .iter()
                .zip(own.iter().zip(amounts))
                .filter(|(part, _)| part.kind == PartKind::Indicator)
                .map(|(part, (own, other))| (part.label.clone(), other.points - own.points))
                .filter(|(_, points)| points.abs() >= 0.05)
                .collect();
            because.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
            because.truncate(2);
            NearArea { area: AreaRef::of(self.outputs, self.level, i), km, index, because }
        };
        others.into_iter().take(3).map(near).collect()
    }

    /// Down and up one class.
    pub fn changes(&self, class: Option<&RiskClass>) -> (Vec<ChangeTo>, Vec<ChangeTo>) {
        let Some(class) = class else { return Default::default() };
        let of = |target: Target| {
            let found = self.scored.changes(self.area, target);
            found
                .into_iter()
                .filter_map(|change| {
                    Some(ChangeTo {
                        id: change.column.id.clone(),
                        label: change.column.label.clone(),
                        unit: change.column.unit,
                        decimals: change.column.decimals,
                        from: change.from,
                        to: change.to,
                        index: change.index,
                        class: self.outputs.class_of(change.index).ok()?,
                    })
                })
                .collect()
        };
        let lowest = class.number == 0;
        let highest = class.number + 2 >= self.outputs.tree.draws.classes.len();
        (
            if lowest { Vec::new() } else { of(Target::AtMost(class.lower)) },
            if highest { Vec::new() } else { of(Target::Above(class.upper)) },
        )
    }

    /// The three communes inside that raise the mean most: people times index.
    pub fn weigh_most(&self) -> Vec<WeighsMost> {
        let outputs = self.outputs;
        let people = outputs.columns.iter().find(|c| c.id == "population" && c.level == Level::Commune);
        let inside = outputs.boundaries.descendants(self.level, self.area, Level::Commune);
        let mut communes: Vec<WeighsMost> = inside
            .into_iter()
            .filter_map(|i| {
                Some(WeighsMost {
                    area: AreaRef::of(outputs, Level::Commune, i),
                    index: self.scored.index(i)?,
                    people: people.and_then(|p| p.cells[i].ok()),
                })
            })
            .collect();
        let brings = |c: &WeighsMost| c.index * c.people.unwrap_or(1.0);
        communes.sort_by(|a, b| brings(b).total_cmp(&brings(a)));
        communes.truncate(3);
        communes
    }
}
