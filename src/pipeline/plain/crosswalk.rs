//! `lakana crosswalk`: values of old areas carried over to new ones.

mod pieces;
mod share;
mod table;
mod values;
mod weights;

use super::codes::codes;
use super::{PlainInput, not_an_input, surfaces_of};
use crate::base::{Case, Error, Features, FieldKind, FieldValue, Lang, Problem, Problems, Progress, Result, Text};
use crate::layers::{PlainFormat, WriteOptions, write_plain};
use crate::pipeline::account::{Account, InputAccount};
use crate::read::raster::RasterUnit;
use crate::text;
use share::{Shared, averaged, shared_out};
use std::path::{Path, PathBuf};
use table::by_table;
use values::Values;
use weights::{Weights, weigh};

/// What a crosswalk is asked.
#[derive(Debug, Clone)]
pub struct CrosswalkOptions {
    pub old: PlainInput,
    /// The new areas. A table of codes can do without them.
    pub new: Option<PlainInput>,
    /// Values by code of the old areas; without it they are fields of the old areas.
    pub values: Option<PlainInput>,
    pub old_code: Option<String>,
    pub new_code: Option<String>,
    /// Fields whose total is kept.
    pub sum: Vec<String>,
    /// Fields that are averaged.
    pub rate: Vec<String>,
    pub weigh_by: WeighBy,
    /// Field of the number of people of each old area, in its values: what its pieces count in a mean.
    pub population: Option<String>,
    /// Share of an area, in percent, below which a piece of it is a fault of the border.
    pub tolerance_percent: f64,
    /// Where the table of weights goes.
    pub weights: Option<PathBuf>,
    pub output: PathBuf,
    pub date: jiff::Timestamp,
    pub lang: Lang,
}

/// What says how much of an old area goes to a new one.
#[derive(Debug, Clone, Default)]
pub enum WeighBy {
    /// The surface both share.
    #[default]
    Surface,
    /// People at points, by a field of their number; each point counts one without it.
    Points { input: PlainInput, field: Option<String> },
    /// People in the cells of a raster, by the exact share of each cell.
    Raster(PeopleRaster),
    /// A list of old and new codes, with a share where an old area goes to several. No shapes.
    Table { input: PlainInput, share: Option<String> },
}

/// A raster of people and what is said about it.
#[derive(Debug, Clone)]
pub struct PeopleRaster {
    pub path: PathBuf,
    /// The first is 1.
    pub band: usize,
    /// Asked for, never assumed.
    pub unit: Option<RasterUnit>,
    /// Over what the file declares; `Some(None)` says that every number is a value.
    pub nodata: Option<Option<f64>>,
}

impl CrosswalkOptions {
    /// Every file that is read.
    fn inputs(&self) -> Vec<&Path> {
        let more = [Some(&self.old), self.new.as_ref(), self.values.as_ref()];
        let mut paths: Vec<&Path> = more.into_iter().flatten().map(|input| input.path.as_path()).collect();
        paths.extend(match &self.weigh_by {
            WeighBy::Surface => None,
            WeighBy::Points { input, .. } | WeighBy::Table { input, .. } => Some(input.path.as_path()),
            WeighBy::Raster(raster) => Some(raster.path.as_path()),
        });
        paths
    }

    fn check(&self) -> Result<()> {
        for output in [Some(&self.output), self.weights.as_ref()].into_iter().flatten() {
            PlainFormat::of(output)?;
            not_an_input(output, &self.inputs())?;
        }
        if self.sum.is_empty() && self.rate.is_empty() && self.weights.is_none() {
            return Err(Error::usage(
                Text::new("aucun champ à porter", "no field to carry over"),
                Text::new(
                    "Nommez-les : --sum pour ce qui s'additionne (personnes, incidents), --rate pour les taux ; ou demandez --weights.",
                    "Name them: --sum for what adds up (people, incidents), --rate for rates; or ask for --weights.",
                ),
            ));
        }
        if self.new.is_none() && !matches!(self.weigh_by, WeighBy::Table { .. }) {
            return Err(Error::usage(
                Text::new("le nouveau découpage manque", "the new areas are missing"),
                Text::new(
                    "Donnez ses polygones, ou un tableau des anciens et nouveaux codes avec --table.",
                    "Give their polygons, or a table of old and new codes with --table.",
                ),
            ));
        }
        Ok(())
    }
}

/// Writes the new areas with the values of the old ones: for every field asked `FIELD`, and `FIELD_known`, the share
/// of what the new area got its pieces from that had a value (0 to 1).
///
/// # Weights
///
/// Each old area is cut into the pieces it shares with new ones. A piece weighs the people in it, where people are
/// given by points or a raster and the old area has any; else its surface (equal-area projection of the WGS84
/// ellipsoid). Pieces below the tolerance of both their areas are faults of the border: they are left out and the others
/// take their part. What lies outside every new area is lost, and told. A table of codes gives the shares itself: an
/// old area that it gives to several new ones without a share is shared out to none of them, and told.
///
/// # Values
///
/// A `sum` is shared out by weight; whole numbers stay whole by the largest remainder (Hamilton), so that what the
/// new areas got and what was lost add up to the old total exactly. A `rate` is the mean of the old
/// rates weighted with the people (or surface) in the pieces, never a sum; a table of codes needs the `population` of the old
/// areas for it. A missing value stays missing and is no zero.
///
/// # Errors
///
/// Files that cannot be read or written; areas of one set that lie on each other beyond the tolerance, or shares that
/// add up to more than one, which would count people twice; no field asked; fields and codes that are not there, or codes
/// that are not unique; a raster whose unit is not said.
pub fn crosswalk(options: &CrosswalkOptions, progress: &dyn Progress) -> Result<Account> {
    options.check()?;
    let mut problems = Problems::new();
    let mut account = Account::default();
    progress.step(&Text::new("Lecture", "Reading"), None);
    let mut of_new = Problems::new();
    let (old, new) =
        rayon::join(|| options.old.read(&mut problems), || options.new.as_ref().map(|new| new.read(&mut of_new)).transpose());
    let (old, new) = (old?, new?);
    problems.extend(of_new);
    let old_codes = codes(&old, options.old_code.as_deref())?;
    account.inputs.push(InputAccount::new(Text::new("ancien", "old"), &old.file, old.rows.len() as u64));
    if let Some(new) = &new {
        account.inputs.push(InputAccount::new(Text::new("nouveau", "new"), &new.file, new.rows.len() as u64));
    }
    let new_codes = new.as_ref().map(|new| codes(new, options.new_code.as_deref())).transpose()?;
    progress.go_on()?;
    let values = Values::read(options, &old, &old_codes, &mut account, &mut problems)?;
    let population = options.population.as_deref().map(|name| values.column(name)).transpose()?;
    let population: Option<Vec<Option<f64>>> =
        population.map(|field| field.values.iter().map(|value| value.as_f64().filter(|n| *n >= 0.0 && n.is_finite())).collect());

    let (mut new, new_codes, weights) = match (&options.weigh_by, new, new_codes) {
        (WeighBy::Table { input, share }, new, new_codes) => {
            let codes = [Some(&old_codes), new_codes.as_ref()];
            let found = by_table(options, input, share.as_deref(), codes, population.as_deref(), &mut account, &mut problems)?;
            (new.unwrap_or_else(|| table::areas_of(&found.new_codes)), found.new_codes, found.weights)
        }
        (_, Some(new), Some(new_codes)) => {
            let shapes = [surfaces_of(&old, &mut problems)?, surfaces_of(&new, &mut problems)?];
            progress.go_on()?;
            progress.step(&Text::new("Superposition", "Overlay"), None);
            let tolerance = options.tolerance_percent.max(0.0) / 100.0;
            let mut weights = weigh(options, [&old, &new], &shapes, tolerance, progress, &mut account, &mut problems)?;
            if let Some(population) = &population {
                weights.count(population);
            }
            (new, new_codes, weights)
        }
        _ => unreachable!("checked above: only a table does without new areas"),
    };
    told(&weights, &old, &old_codes, &mut account, &mut problems);
    progress.go_on()?;
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
    let writing = WriteOptions::new(options.lang, options.date);
    account.wrote(write_plain(&new, &options.output, &writing)?);
    if let Some(path) = &options.weights {
        account.wrote(write_plain(&weights.table([&old_codes, &new_codes]), path, &writing)?);
    }
    account.problems.extend(problems.sorted());
    Ok(account)
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

#[cfg(test)]
mod tests;
