//! `lakana zonal`: a raster's cells added up, averaged or counted inside the polygons of any file.

use super::{PlainInput, not_an_input, surfaces_of};
use crate::base::{Case, Error, FeatureRow, FieldKind, FieldValue, Lang, Problem, Problems, Progress, Result, Text};
use crate::layers::{PlainFormat, WriteOptions, write_plain};
use crate::pipeline::account::{Account, InputAccount};
use crate::pipeline::raster_doubts;
use crate::read::declared_system;
use crate::read::raster::Raster;
use crate::table::zonal::{Part, ZonalOptions, ZoneStatistics, zonal_statistics};
use crate::text;
use geo_types::MultiPolygon;
use std::path::{Path, PathBuf};
use std::str::FromStr;

pub use crate::read::raster::RasterUnit;

/// One statistic, as typed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Statistic {
    Sum,
    Mean,
    Min,
    Max,
    /// Cells with a value, by their covered shares.
    Count,
    /// 0 to 1.
    Quantile(f64),
    Share(Part),
}

impl FromStr for Statistic {
    type Err = String;

    /// `sum`, `mean`, `min`, `max`, `count`, `median`, `q90`, `share>=50`, `share=3`. The error lists them.
    fn from_str(typed: &str) -> std::result::Result<Self, String> {
        let number = |text: &str| text.trim().parse::<f64>().ok().filter(|value| value.is_finite());
        let lower = typed.trim().to_lowercase();
        let share = lower.strip_prefix("share").and_then(|rest| {
            let threshold = rest.strip_prefix(">=").or(rest.strip_prefix("≥")).and_then(number).map(Part::AtLeast);
            threshold.or_else(|| rest.strip_prefix('=').and_then(number).map(Part::Class))
        });
        let quantile = || lower.strip_prefix('q').and_then(number).filter(|percent| (0.0..=100.0).contains(percent));
        Ok(match lower.as_str() {
            "sum" => Statistic::Sum,
            "mean" => Statistic::Mean,
            "min" => Statistic::Min,
            "max" => Statistic::Max,
            "count" => Statistic::Count,
            "median" => Statistic::Quantile(0.5),
            _ => match (share, quantile()) {
                (Some(part), _) => Statistic::Share(part),
                (None, Some(percent)) => Statistic::Quantile(percent / 100.0),
                (None, None) => return Err("sum, mean, min, max, count, median, q90, share>=50, share=3".into()),
            },
        })
    }
}

impl Statistic {
    /// The field it gets.
    fn field(self) -> String {
        let digits = |value: f64| value.to_string().replace('.', "_").replace('-', "minus_");
        match self {
            Statistic::Sum => "sum".into(),
            Statistic::Mean => "mean".into(),
            Statistic::Min => "min".into(),
            Statistic::Max => "max".into(),
            Statistic::Count => "count".into(),
            Statistic::Quantile(0.5) => "median".into(),
            Statistic::Quantile(share) => format!("q{}", digits((share * 1e6).round() / 1e4)),
            Statistic::Share(Part::AtLeast(threshold)) => format!("share_from_{}", digits(threshold)),
            Statistic::Share(Part::Class(class)) => format!("share_{}", digits(class)),
        }
    }
}

/// What was typed.
#[derive(Debug, Clone)]
pub struct ZonalCommand {
    pub raster: PathBuf,
    pub polygons: PlainInput,
    pub statistics: Vec<Statistic>,
    pub unit: Option<RasterUnit>,
    /// The first is 1.
    pub band: usize,
    /// Over what the file declares; `Some(None)` says that every number is a value.
    pub nodata: Option<Option<f64>>,
    pub output: PathBuf,
    pub lang: Lang,
    pub date: jiff::Timestamp,
}

/// Picks one statistic of a zone.
type ValueOf = Box<dyn Fn(&ZoneStatistics) -> Option<f64>>;

/// Carries the command out and writes the polygons with the new fields.
///
/// # Errors
/// A sum without a unit; inputs that cannot be used; an output that cannot be written.
pub fn zonal(command: &ZonalCommand, progress: &dyn Progress) -> Result<Account> {
    PlainFormat::of(&command.output)?;
    not_an_input(&command.output, &[&command.raster, &command.polygons.path])?;
    if command.unit.is_none() && command.statistics.contains(&Statistic::Sum) {
        return Err(unit_missing());
    }
    let (raster, declared) = open(&command.raster, command.band, command.nodata)?;
    let mut problems = Problems::new();
    let mut features = command.polygons.read(&mut problems)?;
    let shapes = surfaces_of(&features, &mut problems)?;
    let polygons = &command.polygons;
    let straight_in = match &polygons.options.crs {
        _ if raster.in_degrees => None,
        Some(chosen) => Some(chosen.clone()),
        None => declared_system(&polygons.path, polygons.options.layer.as_deref()),
    };
    let mut wanted =
        ZonalOptions { unit: command.unit, doubt: command.nodata != Some(None), straight_in, ..ZonalOptions::default() };
    for statistic in &command.statistics {
        match *statistic {
            Statistic::Min | Statistic::Max => wanted.extremes = true,
            Statistic::Quantile(share) => wanted.quantiles.push(share),
            Statistic::Share(part) => wanted.parts.push(part),
            _ => {}
        }
    }
    let found = zonal_statistics(&raster, &shapes, &wanted, progress)?;
    let (raster_file, polygon_file) = (command.raster.display().to_string(), features.file.clone());

    let usable = shapes.iter().filter(|shape| !shape.0.is_empty()).count();
    let mut areas = InputAccount::new(Text::new("polygones", "polygons"), &polygon_file, features.rows.len() as u64);
    areas.leave_out("no-polygon", Text::new("sans polygone", "without polygon"), (features.rows.len() - usable) as u64);
    let cells = (raster.size.0 * raster.size.1) as u64;
    let grid = InputAccount::new(Text::new("raster (cellules)", "raster (cells)"), &raster_file, cells);
    let mut account = Account { inputs: vec![grid, areas], ..Account::default() };
    account.rules = rules(command, &raster, found.reprojected);

    problems.extend(coverage_problems(&features.rows, &shapes, &found.zones, &polygon_file));
    problems.extend(raster_doubts::numbers(&found.found, &raster_file, declared));
    if let Some(unit) = command.unit.filter(|_| command.statistics.contains(&Statistic::Sum)) {
        let km2 = shapes.iter().map(raster_doubts::km2);
        problems.extend(raster_doubts::unit(&raster, unit, &raster_file, km2.zip(&found.zones)));
    }
    problems.add(rounded_quantiles(&found.zones, &polygon_file));
    // Nothing known anywhere is no sum of zero.
    if command.statistics.contains(&Statistic::Sum) && found.zones.iter().any(|zone| zone.sum.is_some()) {
        let sum: f64 = found.zones.iter().filter_map(|zone| zone.sum).sum();
        account.fact("sum", Text::new("somme de tous les polygones", "sum of all polygons"), sum, 1);
    }

    let (mut part, mut quantile) = (0, 0);
    for statistic in &command.statistics {
        let value: ValueOf = match statistic {
            Statistic::Sum => Box::new(|zone| zone.sum),
            Statistic::Mean => Box::new(|zone| zone.mean),
            Statistic::Min => Box::new(|zone| zone.min),
            Statistic::Max => Box::new(|zone| zone.max),
            Statistic::Count => Box::new(|zone| Some(zone.count)),
            Statistic::Quantile(_) => {
                quantile += 1;
                Box::new(move |zone| zone.quantiles.get(quantile - 1).copied().flatten())
            }
            Statistic::Share(_) => {
                part += 1;
                Box::new(move |zone| zone.parts.get(part - 1).copied().flatten())
            }
        };
        features.add(&statistic.field(), FieldKind::Real, found.zones.iter().map(|zone| real(value(zone))));
    }
    features.add("covered_share", FieldKind::Real, found.zones.iter().map(|zone| real(zone.covered)));
    features.add("missing_share", FieldKind::Real, found.zones.iter().map(|zone| real(zone.missing)));
    account.problems = problems.sorted();
    let options = WriteOptions::new(command.lang, command.date);
    account.wrote(write_plain(&features, &command.output, &options)?);
    Ok(account)
}

/// A band with the missing value that the person names, if any; and whether the file or the person names one.
pub(super) fn open(path: &Path, band: usize, nodata: Option<Option<f64>>) -> Result<(Raster, bool)> {
    let raster = Raster::open(path, band)?;
    let declared = nodata.is_some() || raster.nodata.is_some();
    Ok(match nodata {
        Some(nodata) => (raster.with_nodata(nodata), declared),
        None => (raster, declared),
    })
}

fn real(value: Option<f64>) -> FieldValue {
    value.map_or(FieldValue::Null, FieldValue::Real)
}

/// How the numbers were made, said with them.
fn rules(command: &ZonalCommand, raster: &Raster, reprojected: bool) -> Vec<Text> {
    let mut rules = vec![Text::new(
        "chaque cellule compte pour la part exacte qui se trouve dans le polygone",
        "each cell counts by the exact share of it that lies in the polygon",
    )];
    rules.push(match command.unit {
        Some(RasterUnit::Count) => Text::new("unité : nombre par cellule", "unit: number per cell"),
        Some(RasterUnit::Density) => Text::new(
            "unité : densité par km², multipliée par la surface vraie de chaque cellule",
            "unit: density per km², multiplied by the true surface of each cell",
        ),
        None => Text::new("valeurs prises telles quelles", "values taken as they are"),
    });
    if command.statistics.iter().any(|s| matches!(s, Statistic::Quantile(_))) {
        rules.push(Text::new(
            "quantile : la plus petite valeur que cette part des cellules, pondérées par leur part couverte, ne dépasse pas",
            "quantile: the lowest value that this share of the cells, weighted by their covered share, does not exceed",
        ));
    }
    if reprojected {
        let crs = shown_system(&raster.crs);
        rules.push(text!(
            "polygones projetés dans le système du raster ({crs})",
            "polygons brought into the raster's system ({crs})"
        ));
    }
    rules
}

/// The code of a system, or the name in its definition.
fn shown_system(crs: &str) -> String {
    crs.split('"').nth(1).unwrap_or(crs).to_owned()
}

/// Nothing says what the numbers of a raster count.
pub(super) fn unit_missing() -> Error {
    Error::usage(
        Text::new(
            "une somme demande `--unit` : rien dans un raster ne dit si ses nombres sont par cellule ou par km²",
            "a sum needs `--unit`: nothing in a raster says whether its numbers are per cell or per km²",
        ),
        Text::new(
            "`--unit count` pour des habitants (ou des choses) par cellule, `--unit density` par km² ; \
             le nom ou la notice du fichier le dit souvent. Se tromper change la somme de plusieurs fois.",
            "`--unit count` for people (or things) per cell, `--unit density` per km²; \
             the file's name or notes often say. A wrong one changes the sum many times over.",
        ),
    )
}

/// Polygons that the raster covers in part or not at all, and those without any value.
pub(super) fn coverage_problems(
    rows: &[FeatureRow],
    shapes: &[MultiPolygon<f64>],
    zones: &[ZoneStatistics],
    file: &str,
) -> [Problem; 3] {
    let mut partly = Problem::warning(
        "raster-covers-part",
        file,
        Text::new(
            "le raster ne couvre qu'une partie du polygone : les statistiques ne valent que pour elle (`covered_share`)",
            "the raster covers only part of the polygon: the statistics hold for that part (`covered_share`)",
        ),
        Text::new(
            "Prenez un raster qui couvre tout, ou assemblez-en plusieurs (QGIS : « Construire un raster virtuel »).",
            "Use a raster that covers everything, or put several together (QGIS: “Build virtual raster”).",
        ),
    );
    let mut beside = Problem::warning(
        "raster-elsewhere",
        file,
        Text::new("polygones hors du raster : sans statistique", "polygons beside the raster: without statistics"),
        Text::new(
            "Vérifiez que le raster est bien celui de cette région, et que son système de coordonnées est juste.",
            "Check that the raster is that of this region, and that its coordinate system is right.",
        ),
    );
    let mut empty = Problem::warning(
        "raster-all-missing",
        file,
        Text::new(
            "aucune cellule renseignée dans le polygone : sans statistique",
            "no cell with a value in the polygon: without statistics",
        ),
        Text::new(
            "Ce n'est pas zéro : le raster n'y dit rien. Vérifiez sa valeur manquante (`--nodata`).",
            "This is not zero: the raster says nothing there. Check its missing value (`--nodata`).",
        ),
    );
    for ((row, shape), zone) in rows.iter().zip(shapes).zip(zones) {
        let share = |covered: f64| format!("{:.1} %", covered * 100.0);
        match zone.covered.filter(|_| !shape.0.is_empty()) {
            Some(covered) if covered <= 0.0 => beside.push(Case::row(row.row, "covered_share", "0")),
            Some(covered) if covered < 0.999 => partly.push(Case::row(row.row, "covered_share", share(covered))),
            _ => {}
        }
        if zone.sum.is_none() && zone.missing.is_some() {
            empty.push(Case::row(row.row, "missing_share", "100 %"));
        }
    }
    [partly, beside, empty]
}

fn rounded_quantiles(zones: &[ZoneStatistics], file: &str) -> Problem {
    let worst = zones.iter().map(|zone| zone.quantile_precision).fold(0.0, f64::max) * 100.0;
    let mut problem = Problem::note(
        "quantiles-rounded",
        file,
        text!(
            "très nombreuses valeurs différentes : quantiles arrondis, à {worst:.2} % de leur valeur au plus",
            "very many different values: quantiles rounded, to {worst:.2}% of their value at most"
        ),
        Text::new(
            "Pour des quantiles exacts, traitez moins de polygones à la fois.",
            "For exact quantiles, take fewer polygons at a time.",
        ),
    );
    problem.count = zones.iter().filter(|zone| zone.quantile_precision > 0.0).count();
    problem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_are_read_as_people_type_them() {
        let read = |typed: &str| typed.parse::<Statistic>();
        assert_eq!(read("Sum"), Ok(Statistic::Sum));
        assert_eq!(read("q2.5"), Ok(Statistic::Quantile(0.025)));
        assert_eq!(read("share>=50"), Ok(Statistic::Share(Part::AtLeast(50.0))));
        assert_eq!(read("share=-3"), Ok(Statistic::Share(Part::Class(-3.0))));
        for wrong in ["", "q101", "share", "share>=x", "average", "share=nan"] {
            assert!(read(wrong).is_err_and(|said| said.contains("share>=50")), "{wrong}");
        }
        let fields: Vec<String> = ["q2.5", "median", "share>=0.5", "share=3"].map(|t| read(t).unwrap().field()).to_vec();
        assert_eq!(fields, ["q2_5", "median", "share_from_0_5", "share_3"]);
    }
}
