//! How many people live in each piece that an old and a new area share.

use super::PeopleRaster;
use super::weights::Piece;
use crate::base::{Case, Error, FeatureRow, Problem, Problems, Progress, Result, Text};
use crate::pipeline::account::{Account, InputAccount};
use crate::pipeline::plain::zonal::{coverage_problems, open, unit_missing};
use crate::pipeline::plain::{PlainInput, extent, place_of};
use crate::pipeline::raster_doubts;
use crate::read::raster::RasterUnit;
use crate::table::Locator;
use crate::table::zonal::{ZonalOptions, zonal_statistics};
use crate::text;
use geo::BooleanOps;
use geo_types::MultiPolygon;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// How many people live where.
pub struct People {
    /// In the pieces, by old and new area.
    pub shared: BTreeMap<(usize, usize), f64>,
    /// In each old area, also outside every new one.
    pub of_old: Vec<f64>,
}

/// Counts people in the pieces, point by point.
pub fn at_points(
    input: &PlainInput,
    field_name: Option<&str>,
    shapes: &[Vec<MultiPolygon<f64>>; 2],
    account: &mut Account,
    problems: &mut Problems,
) -> Result<People> {
    let mut input = input.clone();
    input.options.near = extent(&shapes[0]);
    let points = input.read(problems)?;
    let field = field_name.map(|name| points.field(name)).transpose()?;
    let locators = shapes.each_ref().map(|set| Locator::of_polygons(&set.iter().collect::<Vec<_>>()));
    let mut people = People { shared: BTreeMap::new(), of_old: vec![0.0; shapes[0].len()] };
    let (mut nowhere, mut outside) = (0, 0);
    let mut no_number = Problem::warning(
        "people-not-a-number",
        &points.file,
        Text::new("points sans nombre de personnes utilisable", "points without a usable number of people"),
        Text::new(
            "Ils ne pèsent rien. Corrigez ou complétez ces cellules.",
            "They weigh nothing. Correct or complete these cells.",
        ),
    );
    for row in &points.rows {
        let Some(place) = row.geometry.as_ref().and_then(place_of) else {
            nowhere += 1;
            continue;
        };
        let count = field.map_or(Some(1.0), |field| row.values[field].as_f64()).filter(|n| *n >= 0.0 && n.is_finite());
        let Some(count) = count else {
            no_number.push(Case::row(
                row.row,
                field_name.unwrap_or_default(),
                field.map_or(String::new(), |f| row.values[f].shown()),
            ));
            continue;
        };
        let Some(old) = locators[0].locate(place) else {
            outside += 1;
            continue;
        };
        people.of_old[old] += count;
        if let Some(new) = locators[1].locate(place) {
            *people.shared.entry((old, new)).or_default() += count;
        }
    }
    let mut read = InputAccount::new(Text::new("population", "population"), &points.file, points.rows.len() as u64);
    read.leave_out("no-coordinates", Text::new("sans coordonnées", "without coordinates"), nowhere);
    read.leave_out("outside", Text::new("hors de l'ancien découpage", "outside the old areas"), outside);
    read.leave_out("no-number", Text::new("sans nombre de personnes", "without a number of people"), no_number.count as u64);
    account.inputs.push(read);
    problems.add(no_number);
    Ok(people)
}

/// Adds up the cells of a raster in the pieces and in the old areas, each cell by the share of it that lies inside.
///
/// Missing cells hold nobody. Errors: a unit that is not said; a raster that cannot be read; one that says nothing about any old area.
pub fn in_cells(
    people: &PeopleRaster,
    rows: &[FeatureRow],
    shapes: [&[MultiPolygon<f64>]; 2],
    pieces: &[Vec<Piece>],
    progress: &dyn Progress,
    account: &mut Account,
    problems: &mut Problems,
) -> Result<People> {
    let unit = people.unit.ok_or_else(unit_missing)?;
    let (raster, declared) = open(&people.path, people.band, people.nodata)?;
    let file = people.path.display().to_string();
    let pairs: Vec<(usize, usize)> =
        pieces.iter().enumerate().flat_map(|(old, pieces)| pieces.iter().map(move |piece| (old, piece.new))).collect();
    let [old, new] = shapes;
    let shared: Vec<MultiPolygon<f64>> = pairs.par_iter().map(|&(a, b)| old[a].intersection(&new[b])).collect();
    let zones: Vec<MultiPolygon<f64>> = old.iter().cloned().chain(shared).collect();
    let wanted = ZonalOptions { unit: Some(unit), doubt: people.nodata != Some(None), ..ZonalOptions::default() };
    let found = zonal_statistics(&raster, &zones, &wanted, progress)?;
    let (of_old, of_pieces) = found.zones.split_at(old.len());
    if of_old.iter().all(|zone| zone.sum.is_none()) {
        return Err(Error::input(
            text!("`{file}` ne dit rien de l'ancien découpage", "`{file}` says nothing about the old areas"),
            Text::new(
                "Vérifiez que le raster est celui de cette région, et son système de coordonnées.",
                "Check that the raster is that of this region, and its coordinate system.",
            ),
        ));
    }
    let cells = (raster.size.0 * raster.size.1) as u64;
    account.inputs.push(InputAccount::new(Text::new("population (cellules)", "population (cells)"), &file, cells));
    account.rules.push(match unit {
        RasterUnit::Count => Text::new("Unité du raster : personnes par cellule.", "Unit of the raster: people per cell."),
        RasterUnit::Density => Text::new("Unité du raster : personnes par km².", "Unit of the raster: people per km²."),
    });
    problems.extend(raster_doubts::numbers(&found.found, &file, declared));
    let km2 = old.iter().map(raster_doubts::km2);
    problems.extend(raster_doubts::unit(&raster, unit, &file, km2.zip(of_old)));
    problems.extend(coverage_problems(rows, old, of_old, &file));
    let people = |sum: Option<f64>| sum.unwrap_or(0.0).max(0.0);
    Ok(People {
        shared: pairs.into_iter().zip(of_pieces).map(|(pair, zone)| (pair, people(zone.sum))).collect(),
        of_old: of_old.iter().map(|zone| people(zone.sum)).collect(),
    })
}
