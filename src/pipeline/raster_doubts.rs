//! What is odd about the numbers of a raster, said as problems: codes nobody declared, fewer people
//! than none, and a unit that can hardly be meant.

use crate::base::{Case, Problem, Text};
use crate::read::raster::{Oddities, Raster, RasterUnit};
use crate::table::zonal::ZoneStatistics;
use crate::text;
use geo::GeodesicArea;
use geo_types::MultiPolygon;

/// Codes and negative numbers that were taken for missing. `declared`: the file or the person named a missing value.
pub fn numbers(found: &Oddities, file: &str, declared: bool) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (code, &cells) in &found.codes {
        let (fr, en) = match declared {
            true => ("un autre nombre est déclaré manquant", "another number is declared missing"),
            false => ("rien n'est déclaré manquant", "nothing is declared missing"),
        };
        let mut problem = Problem::warning(
            "nodata-undeclared",
            file,
            text!(
                "cellules qui valent {code}, alors que {fr} dans le fichier : prises pour manquantes",
                "cells that hold {code}, while {en} in the file: taken for missing"
            ),
            text!(
                "Dites-le : `--nodata {code}` (ou `nodata = {code}` dans le projet) ; si c'est une vraie valeur, `--nodata none`.",
                "Say so: `--nodata {code}` (or `nodata = {code}` in the project); if it is a true value, `--nodata none`."
            ),
        )
        .with(Case { field: Some("nodata".into()), ..Case::found(code) });
        problem.count = cells as usize;
        problems.push(problem);
    }
    let mut negative = Problem::warning(
        "negative-people",
        file,
        Text::new(
            "cellules au-dessous de zéro dans un raster de nombres ou de densités : prises pour manquantes",
            "cells below zero in a raster of counts or densities: taken for missing",
        ),
        Text::new(
            "Vérifiez la bande et la valeur manquante du raster (`--band`, `--nodata`).",
            "Check the band and the missing value of the raster (`--band`, `--nodata`).",
        ),
    )
    .with(Case::found(found.lowest.to_string()));
    negative.count = found.negative as usize;
    problems.push(negative);
    problems
}

/// Surface of a polygon on WGS84, km².
pub fn km2(shape: &MultiPolygon<f64>) -> f64 {
    shape.iter().map(|polygon| polygon.geodesic_area_signed().abs()).sum::<f64>() / 1e6
}

/// People per km² over a whole country or region are never fewer or more than these: Greenland and
/// Mongolia lie below and at 2, Bangladesh at 1 300.
const PLAUSIBLE: std::ops::Range<f64> = 0.5..2_000.0;
/// Smaller areas may well be empty, or a city, km².
const LARGE: f64 = 20_000.0;

/// Whether the unit that was said can be meant: against what the file says of itself, and against
/// the people per km² that follow from it. `zones` with their km².
pub fn unit<'a>(
    raster: &Raster,
    unit: RasterUnit,
    file: &str,
    zones: impl Iterator<Item = (f64, &'a ZoneStatistics)>,
) -> Vec<Problem> {
    let (said_fr, said_en, other) = match unit {
        RasterUnit::Count => ("un nombre par cellule", "a number per cell", "density"),
        RasterUnit::Density => ("une densité par km²", "a density per km²", "count"),
    };
    let way_out = text!(
        "Vérifiez la notice du raster ; s'il le faut, dites `--unit {other}` (ou `unit = \"{other}\"` dans le projet).",
        "Check the notes of the raster; if need be say `--unit {other}` (or `unit = \"{other}\"` in the project)."
    );
    let mut problems = Vec::new();
    let name = std::path::Path::new(file).file_stem().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    if let Some(words) = contradiction(unit, &raster.said, &name) {
        let what = text!(
            "lu comme {said_fr}, mais le fichier dit autre chose de lui-même",
            "read as {said_en}, but the file says otherwise of itself"
        );
        problems.push(Problem::warning("unit-contradicted", file, what, way_out.clone()).with(Case::found(words)));
    }
    let (people, surface) = zones
        .filter_map(|(km2, zone)| Some((zone.sum?, km2 * zone.covered? * (1.0 - zone.missing?))))
        .fold((0.0, 0.0), |(p, s), (people, km2)| (p + people, s + km2));
    let density = people / surface;
    if surface >= LARGE && people > 0.0 && !PLAUSIBLE.contains(&density) {
        let what = text!(
            "lu comme {said_fr}, ce raster donne une densité qu'aucun grand territoire n'a : l'autre unité est peut-être la bonne",
            "read as {said_en}, this raster gives a density that no large territory has: the other unit may be the right one"
        );
        let found = format!("{density:.3} / km² ({surface:.0} km²)");
        problems.push(Problem::warning("unit-implausible", file, what, way_out).with(Case::found(found)));
    }
    problems
}

/// What the file says that goes against the unit.
fn contradiction(unit: RasterUnit, said: &str, name: &str) -> Option<String> {
    let lower = said.to_lowercase();
    let density = ["/km2", "/km²", "/ km2", "per km", "per sq", "par km", "km-2", "km^-2", "densit"];
    let count = ["per pixel", "per cell", "per grid", "par cellule", "par pixel", "people per", "ppp"];
    let holds = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let named_density = name.split(|c: char| !c.is_alphanumeric()).any(|w| w.starts_with("densit") || w == "pd" || w == "dens");
    let against = match unit {
        RasterUnit::Count => (holds(&density) && !holds(&["per pixel", "per cell", "ppp"])) || named_density,
        RasterUnit::Density => holds(&count) && !holds(&density),
    };
    against.then(|| {
        if said.is_empty() || !(holds(&density) || holds(&count)) { name.to_owned() } else { said.chars().take(120).collect() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_says_its_unit_is_heard() {
        let found = |unit, said: &str, name: &str| contradiction(unit, said, name).is_some();
        assert!(found(RasterUnit::Count, "people/km2", "a"));
        assert!(found(RasterUnit::Count, "", "mli_pd_2020"));
        assert!(found(RasterUnit::Density, "Estimated people per pixel (ppp)", "a"));
        assert!(!found(RasterUnit::Count, "people per pixel", "mli_ppp_2020"));
        assert!(!found(RasterUnit::Density, "Population density, people per km2", "density"));
        assert!(!found(RasterUnit::Density, "", "afripop"));
    }
}
