//! `lakana hotspots`: where high values of a field stand together, and low ones, in any layer; and whether they do so at all, over the
//! whole map.

mod classes;
mod global;
mod local;
mod surroundings;
mod told;
mod values;

use super::{PlainInput, geometry_kind, not_an_input, write_styles};
use crate::base::{Adjustment, Error, Features, FieldKind, FieldValue, Lang, Problems, Progress, Result, Text, write_file};
use crate::layers::{PlainFormat, WriteOptions, beside, write_plain};
use crate::pipeline::account::{Account, InputAccount};
use crate::spatial::gal::{write_gal, write_gwt};
use crate::spatial::weights::Weights;
use crate::text;
use classes::AreaClass;
use local::Found;
use std::io::Write;
use std::path::PathBuf;
use values::{Values, binary};

pub use super::density::Length;
pub use crate::spatial::permutation::Permutations;
pub use global::MapStatistic;
pub use surroundings::Surroundings;

/// Which statistic of single areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    GiStar,
    Gi,
    /// Of one field, or of a field and another around.
    Moran,
    Geary,
    /// Of a field of 0 and 1.
    Joins,
}

/// What was typed.
#[derive(Debug, Clone)]
pub struct HotspotsCommand {
    pub layer: PlainInput,
    /// The field of numbers that is looked at.
    pub field: String,
    /// A field of people: rates instead of counts.
    pub per: Option<String>,
    /// For local Moran: the field that is looked at around each area, in place of the same.
    pub against: Option<String>,
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

/// What was found.
#[derive(Debug)]
pub struct HotspotsAnswer {
    /// Of the whole map; those that cannot be computed are not there.
    pub map: Vec<MapStatistic>,
    pub account: Account,
}

/// Carries the command out. Rows without a value, and islands, stay in the output with nulls, and are told.
///
/// # Errors
/// A field that is not there or holds no number, or of join counts other numbers than 0 and 1; a second field for another statistic than
/// Moran's; an unknown ending; files that cannot be read or written.
pub fn hotspots(command: &HotspotsCommand, progress: &dyn Progress) -> Result<HotspotsAnswer> {
    PlainFormat::of(&command.output)?;
    not_an_input(&command.output, &[&command.layer.path])?;
    if command.against.is_some() && command.statistic != Asked::Moran {
        return Err(Error::usage(
            Text::new("--against ne va qu'avec --statistic moran", "--against goes with --statistic moran alone"),
            Text::new("Ajoutez --statistic moran, ou retirez --against.", "Add --statistic moran, or leave --against out."),
        ));
    }
    let mut problems = Problems::new();
    let mut features = command.layer.read(&mut problems)?;
    progress.step(&Text::new("Voisinage", "Neighbours"), None);
    let codes = codes(&features, command.code.as_deref())?;
    let values = Values::read(&features, command, &mut problems)?;
    let weights = command.neighbours.weights(&features, command.tolerance, &codes, &mut problems)?;
    if let Some(path) = &command.neighbours_to {
        write_neighbours(path, &weights, &codes, command)?;
    }
    progress.go_on()?;

    progress.step(&Text::new("Points chauds", "Hot spots"), None);
    let kept = values.known();
    let known = values.of(&kept);
    if command.statistic == Asked::Joins && (command.per.is_some() || binary(&known[0]).is_none()) {
        return Err(not_binary(&features.file, &command.field));
    }
    let among = weights.among(&kept);
    let found = local::statistics(&known, &among, command);
    progress.go_on()?;
    let map = global::map_statistics(&known, &among, command);
    let chances: Vec<f64> = found.iter().map(|f| f.as_ref().map_or(f64::NAN, |f| f.p)).collect();
    let adjusted = command.adjustment.map_or_else(|| chances.clone(), |way| way.of(&chances));
    let areas: Vec<Area> = found.iter().zip(&adjusted).map(|(found, p)| area(found.as_ref(), *p, command.level)).collect();
    problems.add(told::nothing_varies(&features.file, command, &known[0], &found));
    problems.add(told::islands(&features, &kept, &among, &codes));

    let mut input = InputAccount::new(Text::new("unités", "areas"), &features.file, features.rows.len() as u64);
    input.leave_out("no-value", Text::new("sans valeur", "without a value"), (features.rows.len() - kept.len()) as u64);
    let silent = found.iter().filter(|f| f.is_none()).count();
    input.leave_out(
        "no-statistic",
        Text::new("sans voisine, ou rien ne varie", "without a neighbour, or nothing varies"),
        silent as u64,
    );
    let mut account = Account { inputs: vec![input], rules: told::rules(command), ..Account::default() };
    told::told(&mut account, command, &among, areas.iter().filter_map(|a| a.class));
    let rows = kept.into_iter().zip(areas).fold(vec![Area::default(); features.rows.len()], |mut rows, (row, area)| {
        rows[row] = area;
        rows
    });
    write(&mut features, command, &rows, &mut account)?;
    account.problems.extend(problems.sorted());
    Ok(HotspotsAnswer { map, account })
}

/// What names each row.
fn codes(features: &Features, field: Option<&str>) -> Result<Vec<String>> {
    let field = field.map(|name| features.field(name)).transpose()?;
    Ok(features.rows.iter().map(|row| field.map_or_else(|| row.row.to_string(), |f| row.values[f].shown())).collect())
}

fn not_binary(file: &str, field: &str) -> Error {
    Error::usage(
        text!("`{file}` : le champ `{field}` n'est pas fait de 0 et de 1", "`{file}`: field `{field}` is not made of 0 and 1"),
        Text::new(
            "--statistic joins demande un champ où 1 dit oui et 0 non, les deux présents, sans --per.",
            "--statistic joins wants a field where 1 says yes and 0 no, both present, without --per.",
        ),
    )
}

/// What is written of one row.
#[derive(Clone, Default)]
struct Area {
    /// The statistic; the probability, on the side found and on both; the same after adjustment.
    numbers: [Option<f64>; 4],
    class: Option<AreaClass>,
}

fn area(found: Option<&Found>, adjusted: f64, level: f64) -> Area {
    let Some(found) = found else { return Area::default() };
    let number = |v: f64| Some(v).filter(|v| v.is_finite());
    Area {
        numbers: [number(found.value), found.folded, number(found.p), number(adjusted)],
        class: Some(if adjusted <= level { found.class } else { found.otherwise }),
    }
}

/// Adds the fields and writes the layer with its two styles.
fn write(features: &mut Features, command: &HotspotsCommand, rows: &[Area], account: &mut Account) -> Result<()> {
    let (prefix, value) = match (command.statistic, &command.against) {
        (Asked::GiStar, _) => ("gi_star", "z"),
        (Asked::Gi, _) => ("gi", "z"),
        (Asked::Moran, Some(_)) => ("moran_bivariate", "i"),
        (Asked::Moran, None) => ("moran", "i"),
        (Asked::Geary, _) => ("geary", "c"),
        (Asked::Joins, _) => ("joins", "count"),
    };
    let real = |v: Option<f64>| v.map_or(FieldValue::Null, FieldValue::Real);
    let mut p = String::new();
    for (k, name) in [value, "p_folded", "p", "p_adjusted"].into_iter().enumerate() {
        p = features.add(&format!("{prefix}_{name}"), FieldKind::Real, rows.iter().map(|row| real(row.numbers[k])));
    }
    let code = |row: &Area| row.class.map_or(FieldValue::Null, |c| FieldValue::Integer(c.code()));
    let class = features.add(&format!("{prefix}_class"), FieldKind::Integer, rows.iter().map(code));
    let label = |row: &Area| row.class.map_or(FieldValue::Null, |c| FieldValue::Text(c.label().get(command.lang).to_owned()));
    features.add(&format!("{prefix}_label"), FieldKind::Text, rows.iter().map(label));

    let options = WriteOptions::new(command.lang, command.date);
    account.wrote(write_plain(features, &command.output, &options)?);
    let name = command.output.file_stem().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let values = rows.iter().map(|row| [code(row), real(row.numbers[3])]).collect();
    let layer = classes::styled(name, [&class, &p], command.statistic, geometry_kind(features), values);
    write_styles(&layer, &command.output, command.lang, account)
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
