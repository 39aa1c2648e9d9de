//! `lakana hotspots`: where high values of a field stand together, and low ones, in any layer.

mod classes;
mod surroundings;

use super::{PlainInput, not_an_input};
use crate::base::{
    Adjustment, Case, Error, FeatureRow, Features, FieldKind, FieldValue, Lang, Problem, Problems, Progress, Result, Text,
    number, write_file,
};
use crate::layers::{GeometryKind, PlainFormat, WriteOptions, beside, qml, write_plain};
use crate::pipeline::account::{Account, InputAccount};
use crate::spatial::empirical_bayes::{Observed, standardised_rates};
use crate::spatial::gal::{write_gal, write_gwt};
use crate::spatial::hot_spots::{Spot, gi, gi_star, heat};
use crate::spatial::local_geary::{LocalGeary, local_geary};
use crate::spatial::local_moran::{LocalMoran, local_moran};
use crate::spatial::moran::moran;
use crate::spatial::permutation::Permuted;
use crate::spatial::weights::{Standardisation, Weights};
use crate::text;
use classes::AreaClass;
use geo_types::Geometry;
use std::io::Write;
use std::path::PathBuf;

pub use super::density::Length;
pub use crate::spatial::permutation::Permutations;
pub use surroundings::Surroundings;

/// Which statistic of single areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    GiStar,
    Gi,
    Moran,
    Geary,
}

/// What was typed.
#[derive(Debug, Clone)]
pub struct HotspotsCommand {
    pub layer: PlainInput,
    /// The field of numbers that is looked at.
    pub field: String,
    /// A field of people: rates instead of counts.
    pub per: Option<String>,
    pub statistic: Asked,
    pub neighbours: Surroundings,
    /// For sloppy borders.
    pub tolerance: Option<Length>,
    pub permutations: Permutations,
    /// Significance, 0 to 1.
    pub level: f64,
    /// For the number of areas.
    pub adjustment: Option<Adjustment>,
    /// The field that names areas in files of neighbours; the number of the row without it.
    pub code: Option<String>,
    /// Where the neighbours are written, `.gal` or `.gwt`.
    pub neighbours_to: Option<PathBuf>,
    pub output: PathBuf,
    pub lang: Lang,
    pub date: jiff::Timestamp,
}

/// What is known of one area.
struct Found {
    value: f64,
    p: f64,
    /// What it is where that is significant.
    class: AreaClass,
}

/// Carries the command out. Rows without a value, and islands, stay in the output with nulls, and are told.
///
/// # Errors
/// A field that is not there or holds no number; an unknown ending; files that cannot be read or written.
pub fn hotspots(command: &HotspotsCommand, progress: &dyn Progress) -> Result<Account> {
    PlainFormat::of(&command.output)?;
    not_an_input(&command.output, &[&command.layer.path])?;
    let mut problems = Problems::new();
    let mut features = command.layer.read(&mut problems)?;
    progress.step(&Text::new("Voisinage", "Neighbours"), None);
    let codes = codes(&features, command.code.as_deref())?;
    let values = values(&features, command, &mut problems)?;
    let weights = command.neighbours.weights(&features, command.tolerance, &codes, &mut problems)?;
    if let Some(path) = &command.neighbours_to {
        write_neighbours(path, &weights, &codes, command)?;
    }
    progress.go_on()?;

    progress.step(&Text::new("Points chauds", "Hot spots"), None);
    let kept: Vec<usize> = (0..values.len()).filter(|&i| values[i].is_some()).collect();
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    let among = weights.among(&kept);
    let found = statistics(&known, &among, command);
    let chances: Vec<f64> = found.iter().map(|f| f.as_ref().map_or(f64::NAN, |f| f.p)).collect();
    let adjusted = command.adjustment.map_or_else(|| chances.clone(), |way| way.of(&chances));
    let mut classes: Vec<Option<AreaClass>> = vec![None; values.len()];
    let mut numbers = vec![[FieldValue::Null, FieldValue::Null, FieldValue::Null]; values.len()];
    for ((&row, found), p) in kept.iter().zip(&found).zip(&adjusted) {
        if let Some(found) = found {
            classes[row] = Some(if *p <= command.level { found.class } else { AreaClass::Neither });
            numbers[row] = [found.value, found.p, *p].map(FieldValue::Real);
        }
    }
    problems.add(nothing_varies(&features.file, command, &known, &found));
    problems.add(islands(&features, &kept, &among, &codes));

    let field = write(&mut features, command, &classes, numbers)?;
    let mut input = InputAccount::new(Text::new("unités", "areas"), &features.file, features.rows.len() as u64);
    input.leave_out("no-value", Text::new("sans valeur", "without a value"), (values.len() - kept.len()) as u64);
    let silent = found.iter().filter(|f| f.is_none()).count();
    input.leave_out(
        "no-statistic",
        Text::new("sans voisine, ou rien ne varie", "without a neighbour, or nothing varies"),
        silent as u64,
    );
    let mut account = Account { inputs: vec![input], rules: rules(command), ..Account::default() };
    told(&mut account, command, &known, &among, &classes);
    let options = WriteOptions { lang: command.lang, date: command.date };
    let written = write_plain(&features, &command.output, &options)?;
    account.wrote(written);
    if PlainFormat::of(&command.output)?.has_geometry() {
        let codes: Vec<Option<i64>> = classes.iter().map(|c| c.map(AreaClass::code)).collect();
        let path = command.output.with_extension("qml");
        let name = path.file_stem().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let layer = classes::styled(name, &field, command.statistic, kind(&features), &codes);
        if let Some(style) = qml::styles(&layer, command.lang).first() {
            let files = beside(&path, |temporary| write_file(temporary, |out| out.write_all(style.qml().as_bytes())))?;
            account.passed(files, 0);
        }
    }
    account.problems.extend(problems.sorted());
    Ok(account)
}

/// What names each row.
fn codes(features: &Features, field: Option<&str>) -> Result<Vec<String>> {
    let field = field.map(|name| features.field(name)).transpose()?;
    Ok(features.rows.iter().map(|row| field.map_or_else(|| row.row.to_string(), |f| row.values[f].shown())).collect())
}

/// The number of each row, or its standardised rate; missing ones are told.
fn values(features: &Features, command: &HotspotsCommand, problems: &mut Problems) -> Result<Vec<Option<f64>>> {
    let file = &features.file;
    let field = features.field(&command.field)?;
    let per = command.per.as_deref().map(|name| features.field(name)).transpose()?;
    for field in per.into_iter().chain([field]) {
        let name = &features.fields[field].name;
        if !features.fields[field].kind.is_number() {
            return Err(Error::usage(
                text!(
                    "`{file}` : le champ `{name}` ne contient pas de nombres",
                    "`{file}`: field `{name}` does not hold numbers"
                ),
                Text::new("Choisissez un champ de nombres avec --field.", "Choose a field of numbers with --field."),
            ));
        }
    }
    let number = |row: &FeatureRow, field: usize| row.values[field].as_f64().filter(|v| v.is_finite());
    let mut missing = Problem::warning(
        "value-missing",
        file,
        Text::new("unités sans valeur : ni comptées, ni voisines", "areas without a value: neither counted nor neighbours"),
        Text::new("Complétez le champ ; vide n'est pas zéro.", "Complete the field; empty is not zero."),
    );
    let mut unusable = Problem::warning(
        "rate-impossible",
        file,
        Text::new(
            "taux impossibles : nombre négatif ou non entier, ou population absente ou nulle",
            "impossible rates: a count below zero or not whole, or people missing or zero",
        ),
        Text::new("Corrigez ces lignes ; elles n'ont pas de taux.", "Correct these rows; they have no rate."),
    );
    let mut observed = Vec::with_capacity(features.rows.len());
    let mut plain = Vec::with_capacity(features.rows.len());
    for row in &features.rows {
        let value = number(row, field);
        plain.push(value);
        if value.is_none() {
            missing.push(Case::row(row.row, features.fields[field].name.clone(), row.values[field].shown()));
        }
        let Some(per) = per else { continue };
        let rate = value.zip(number(row, per)).filter(|(count, base)| *count >= 0.0 && count.fract() == 0.0 && *base > 0.0);
        if rate.is_none() && value.is_some() {
            unusable.push(Case::row(row.row, features.fields[per].name.clone(), row.values[per].shown()));
        }
        observed.push(rate.map(|(count, base)| Observed { count: count as u64, base }));
    }
    problems.extend([missing, unusable]);
    Ok(if per.is_some() { standardised_rates(&observed) } else { plain })
}

/// The statistic of every area that has a value.
fn statistics(values: &[f64], weights: &Weights, command: &HotspotsCommand) -> Vec<Option<Found>> {
    let ways = command.permutations;
    let chance = |permuted: Option<Permuted>, formula: f64| permuted.map_or(formula, |p| p.p_two_sided());
    let row = || weights.standardised(Standardisation::Row);
    match command.statistic {
        Asked::GiStar | Asked::Gi => {
            // With weights of a file, an area counts as much as its heaviest neighbour.
            let own = (0..weights.len()).flat_map(|i| weights.of(i).1).fold(0.0f64, |a, w| a.max(*w));
            let found = match command.statistic {
                Asked::GiStar => gi_star(values, weights, own, ways),
                _ => gi(values, weights, ways),
            };
            let one = |s: Spot| Found {
                value: s.z,
                p: chance(s.permuted, s.p_normal),
                class: AreaClass::Spot(heat(s.z, 0.0, command.level)),
            };
            found.into_iter().map(|s| s.map(one)).collect()
        }
        Asked::Moran => {
            let one = |l: LocalMoran| Found {
                value: l.value,
                p: chance(l.permuted, l.conditional.map_or(1.0, |m| m.p_two_sided(l.value))),
                class: l.quadrant.map_or(AreaClass::Neither, AreaClass::Cluster),
            };
            local_moran(values, &row(), ways).into_iter().map(|l| l.map(one)).collect()
        }
        Asked::Geary => {
            // No formula is known: without permutations nothing is significant.
            let one = |l: LocalGeary| Found {
                value: l.value,
                p: chance(l.permuted, f64::NAN),
                class: l.likeness.map_or(AreaClass::Neither, AreaClass::Likeness),
            };
            local_geary(values, &row(), ways).into_iter().map(|l| l.map(one)).collect()
        }
    }
}

/// Adds the fields and gives the name of the one with the class.
fn write(
    features: &mut Features,
    command: &HotspotsCommand,
    classes: &[Option<AreaClass>],
    numbers: Vec<[FieldValue; 3]>,
) -> Result<String> {
    let (prefix, value) = match command.statistic {
        Asked::GiStar => ("gi_star", "z"),
        Asked::Gi => ("gi", "z"),
        Asked::Moran => ("moran", "i"),
        Asked::Geary => ("geary", "c"),
    };
    for (k, name) in [value, "p", "p_adjusted"].into_iter().enumerate() {
        features.add(&format!("{prefix}_{name}"), FieldKind::Real, numbers.iter().map(|n| n[k].clone()));
    }
    let code = |c: &Option<AreaClass>| c.map_or(FieldValue::Null, |c| FieldValue::Integer(c.code()));
    let name = features.add(&format!("{prefix}_class"), FieldKind::Integer, classes.iter().map(code));
    let label = |c: &Option<AreaClass>| c.map_or(FieldValue::Null, |c| FieldValue::Text(c.label().get(command.lang).to_owned()));
    features.add(&format!("{prefix}_label"), FieldKind::Text, classes.iter().map(label));
    Ok(name)
}

fn write_neighbours(path: &std::path::Path, weights: &Weights, codes: &[String], command: &HotspotsCommand) -> Result<()> {
    let layer = command.layer.path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let field = command.code.as_deref().unwrap_or("row");
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let text = match ending.as_str() {
        "gal" => write_gal(weights.neighbours(), codes, &layer, field),
        "gwt" => write_gwt(weights, codes, &layer, field),
        _ => {
            let shown = path.display();
            return Err(Error::usage(
                text!("`{shown}` : un voisinage s'écrit en .gal ou .gwt", "`{shown}`: neighbours are written as .gal or .gwt"),
                Text::new("Terminez le nom du fichier par .gal ou .gwt.", "End the file name with .gal or .gwt."),
            ));
        }
    };
    beside(path, |temporary| write_file(temporary, |out| out.write_all(text.as_bytes()))).map(drop)
}

/// What shapes the layer holds, for its style.
fn kind(features: &Features) -> GeometryKind {
    match features.rows.iter().find_map(|row| row.geometry.as_ref()) {
        Some(Geometry::Point(_) | Geometry::MultiPoint(_)) => GeometryKind::Point,
        Some(Geometry::Line(_) | Geometry::LineString(_) | Geometry::MultiLineString(_)) => GeometryKind::Line,
        _ => GeometryKind::Polygon,
    }
}

/// How the numbers came about.
fn rules(command: &HotspotsCommand) -> Vec<Text> {
    let Permutations { count, seed } = command.permutations;
    let neighbours = command.neighbours.label();
    let statistic = match command.statistic {
        Asked::GiStar => Text::new("Gi* (Getis et Ord 1992, 1995)", "Gi* (Getis and Ord 1992, 1995)"),
        Asked::Gi => Text::new("Gi (Getis et Ord 1992, 1995)", "Gi (Getis and Ord 1992, 1995)"),
        Asked::Moran => Text::new("Moran local (Anselin 1995)", "local Moran (Anselin 1995)"),
        Asked::Geary => Text::new("Geary local (Anselin 1995, 2019)", "local Geary (Anselin 1995, 2019)"),
    };
    let chance = match count {
        0 => Text::new("probabilités par formule (loi normale)", "probabilities by formula (normal distribution)"),
        _ => text!(
            "{count} permutations conditionnelles, graine {seed}, bilatéral",
            "{count} conditional permutations, seed {seed}, two-sided"
        ),
    };
    let adjusted = match command.adjustment {
        None => Text::new("sans correction pour le nombre d'unités", "not adjusted for the number of areas"),
        Some(Adjustment::BenjaminiHochberg) => Text::new(
            "fausses alertes limitées (Benjamini et Hochberg 1995)",
            "false discoveries held down (Benjamini and Hochberg 1995)",
        ),
        Some(_) => Text::new("corrigé pour le nombre d'unités (Bonferroni)", "adjusted for the number of areas (Bonferroni)"),
    };
    let mut rules = vec![
        Text::new(format!("statistique : {}", statistic.fr), format!("statistic: {}", statistic.en)),
        Text::new(format!("voisines : {}", neighbours.fr), format!("neighbours: {}", neighbours.en)),
        chance,
        adjusted,
    ];
    if command.per.is_some() {
        rules.push(Text::new(
            "valeurs : taux standardisés par Bayes empirique (Assunção et Reis 1999)",
            "values: rates standardised by empirical Bayes (Assunção and Reis 1999)",
        ));
    }
    rules
}

/// The numbers worth saying.
fn told(account: &mut Account, command: &HotspotsCommand, values: &[f64], weights: &Weights, classes: &[Option<AreaClass>]) {
    let links = weights.neighbours().links() as f64 / weights.len().max(1) as f64;
    account.fact("neighbours_mean", Text::new("voisines en moyenne", "neighbours on average"), links, 1);
    if let Some(all) = moran(values, &weights.standardised(Standardisation::Row), Permutations { count: 0, seed: 0 }) {
        account.fact("moran_i", Text::new("I de Moran de toute la carte", "Moran's I of the whole map"), all.value, 3);
        let p = all.randomisation.map_or(f64::NAN, |m| m.p_two_sided(all.value));
        if p.is_finite() {
            account.fact("moran_p", Text::new("sa probabilité du hasard", "its probability of chance"), p, 3);
        }
    }
    for class in command.statistic.classes() {
        let many = classes.iter().flatten().filter(|c| c.code() == class.code()).count();
        account.fact(format!("class_{}", class.code()), class.label(), many as f64, 0);
    }
}

fn nothing_varies(file: &str, command: &HotspotsCommand, known: &[f64], found: &[Option<Found>]) -> Problem {
    let mut problem = Problem::warning(
        "nothing-to-compare",
        file,
        Text::new(
            "aucune statistique : valeurs toutes égales, ou aucune voisine",
            "no statistic: all values alike, or no neighbours at all",
        ),
        Text::new(
            "Vérifiez le champ ; pour des limites mal jointes, donnez --tolerance 50m ; pour des points, --neighbours nearest:8.",
            "Check the field; for borders that do not meet give --tolerance 50m; for points --neighbours nearest:8.",
        ),
    );
    if found.iter().all(Option::is_none) {
        let first = known.first().map_or_else(String::new, |v| number(*v, 3, command.lang));
        problem.push(Case::found(format!("{} : {first} × {}", command.field, known.len())));
    }
    problem
}

fn islands(features: &Features, kept: &[usize], weights: &Weights, codes: &[String]) -> Problem {
    let islands = weights.neighbours().islands();
    let case = |i: usize| Case::row(features.rows[kept[i]].row, "geometry", codes[kept[i]].clone());
    Problem::note(
        "island",
        &features.file,
        Text::new("unités sans voisine : sans statistique", "areas without a neighbour: no statistic"),
        Text::new(
            "C'est juste pour une île ; sinon donnez --tolerance 50m, ou --neighbours nearest:8.",
            "Right for an island; else give --tolerance 50m, or --neighbours nearest:8.",
        ),
    )
    .with_all(islands.into_iter().map(case))
}
