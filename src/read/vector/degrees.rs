//! Coordinates brought to WGS84 longitude and latitude, once, and looked at: projected without
//! saying so, out of range, or swapped.

use super::{VectorFeature, VectorFile, VectorOptions};
use crate::base::{Case, Error, Problem, Problems, Result, Text, quiet_gdal, transform};
use crate::text;
use gdal::spatial_ref::SpatialRef;
use geo::{CoordsIter, MapCoords, MapCoordsInPlace};
use geo_types::{Coord, Rect};
use rayon::prelude::*;
use std::cell::Cell;

/// Longitude, latitude on WGS84, as GDAL names it.
pub(in crate::read) const WGS84: &str = "OGC:CRS84";

/// Brings all geometries to longitude and latitude; says which system they were in.
pub(super) fn to_degrees(
    features: &mut [VectorFeature],
    declared: Option<String>,
    options: &VectorOptions,
    file: &str,
    problems: &mut Problems,
) -> Result<String> {
    let from = match (&options.crs, declared) {
        (Some(chosen), _) => chosen_system(chosen)?,
        (None, Some(declared)) => declared,
        (None, None) => {
            let assumed = Problem::note(
                "crs-missing",
                file,
                Text::new(
                    "système de coordonnées non déclaré : longitude et latitude WGS84 supposées",
                    "coordinate system not declared: WGS84 longitude and latitude assumed",
                ),
                Text::new(
                    "Si ce n'est pas le cas, indiquez-le, par exemple crs = \"EPSG:32630\".",
                    "If this is wrong give it, for example crs = \"EPSG:32630\".",
                ),
            );
            problems.add(assumed.with(Case::default()));
            WGS84.to_owned()
        }
    };
    if !is_wgs84(&from) {
        reproject(features, &from, file, problems)?;
    }
    check_range(features, &from, file, problems)?;
    Ok(from)
}

fn chosen_system(chosen: &str) -> Result<String> {
    quiet_gdal();
    let named =
        if chosen.trim().chars().all(|c| c.is_ascii_digit()) { format!("EPSG:{}", chosen.trim()) } else { chosen.to_owned() };
    match SpatialRef::from_definition(&named) {
        Ok(_) => Ok(named),
        Err(_) => Err(Error::usage(
            text!("système de coordonnées inconnu : `{chosen}`", "unknown coordinate system: `{chosen}`"),
            Text::new(
                "Exemples : EPSG:4326 (longitude, latitude), EPSG:32629 et EPSG:32630 (UTM 29 et 30 Nord), ESRI:102022.",
                "Examples: EPSG:4326 (longitude, latitude), EPSG:32629 and EPSG:32630 (UTM 29 and 30 North), ESRI:102022.",
            ),
        )),
    }
}

fn is_wgs84(definition: &str) -> bool {
    let short = definition.trim_start_matches("urn:ogc:def:crs:").replace("::", ":").replace("OGC:1.3:", "OGC:");
    matches!(short.as_str(), "OGC:CRS84" | "CRS84" | "EPSG:4326")
}

/// All coordinates in one call; feature by feature only when one of them spoils it.
fn reproject(features: &mut [VectorFeature], from: &str, file: &str, problems: &mut Problems) -> Result<()> {
    let mut coords: Vec<Coord<f64>> = features.iter().flat_map(|f| &f.geometry).flat_map(|g| g.coords_iter()).collect();
    if transform(from, WGS84, &mut coords).is_ok() {
        let next = Cell::new(0);
        for geometry in features.iter_mut().filter_map(|feature| feature.geometry.as_mut()) {
            // Both walks visit coordinates in the same order.
            geometry.map_coords_in_place(|_| coords[next.replace(next.get() + 1)]);
        }
        return Ok(());
    }
    let mut last = None;
    let mut good = 0;
    for feature in features.iter_mut() {
        let Some(geometry) = &feature.geometry else { continue };
        let mut coords: Vec<Coord<f64>> = geometry.coords_iter().collect();
        match transform(from, WGS84, &mut coords) {
            Ok(()) => {
                let next = Cell::new(0);
                feature.geometry = Some(geometry.map_coords(|_| coords[next.replace(next.get() + 1)]));
                good += 1;
            }
            Err(cause) => {
                let found = geometry.coords_iter().next().map(|c| format!("{} {}", c.x, c.y)).unwrap_or_default();
                problems.add(out_of_range(file).with(Case::row(feature.row, "geometry", found)));
                feature.geometry = None;
                last = Some(cause);
            }
        }
    }
    match last {
        Some(cause) if good == 0 => Err(cause),
        _ => Ok(()),
    }
}

fn out_of_range(file: &str) -> Problem {
    Problem::warning(
        "coordinates-out-of-range",
        file,
        Text::new("coordonnées impossibles : ni longitude ni latitude", "impossible coordinates: neither longitude nor latitude"),
        Text::new(
            "Corrigez ces lignes à la source ; elles restent sans géométrie.",
            "Correct these rows at the source; they stay without geometry.",
        ),
    )
}

/// Takes the geometry of features outside ±180°, ±90°; an error when that is most of them.
fn check_range(features: &mut [VectorFeature], crs: &str, file: &str, problems: &mut Problems) -> Result<()> {
    let possible = |c: &Coord<f64>| c.x.abs() <= 180.0 && c.y.abs() <= 90.0;
    let all = features.iter().filter(|f| f.geometry.is_some()).count();
    let wrong = |f: &VectorFeature| f.geometry.as_ref()?.coords_iter().find(|c| !possible(c));
    let wrong: Vec<Option<Coord<f64>>> = features.par_iter().map(wrong).collect();
    let bad: Vec<Coord<f64>> = wrong.iter().flatten().copied().collect();
    if bad.len() * 2 > all {
        let Coord { x, y } = bad[0];
        let swapped = bad.iter().all(|c| possible(&Coord { x: c.y, y: c.x }));
        let hint = if swapped {
            Text::new(
                "Longitude et latitude semblent échangées : la longitude doit venir en premier.",
                "Longitude and latitude seem swapped: longitude must come first.",
            )
        } else {
            Text::new(
                "Ces nombres semblent être des mètres. Indiquez le système, par exemple crs = \"EPSG:32630\" (UTM 30 Nord) ou \"EPSG:32629\" (UTM 29 Nord).",
                "These numbers look like metres. Give the system, for example crs = \"EPSG:32630\" (UTM 30 North) or \"EPSG:32629\" (UTM 29 North).",
            )
        };
        return Err(Error::input(
            text!(
                "`{file}` : coordonnées {x} {y}, lues en {crs}, qui ne sont pas des degrés",
                "`{file}`: coordinates {x} {y}, read as {crs}, are not degrees"
            ),
            hint,
        ));
    }
    for (feature, wrong) in features.iter_mut().zip(wrong) {
        if let Some(at) = wrong {
            problems.add(out_of_range(file).with(Case::row(feature.row, "geometry", format!("{} {}", at.x, at.y))));
            feature.geometry = None;
        }
    }
    Ok(())
}

/// Sees latitude and longitude swapped, by where the data should lie.
///
/// When nothing lies near and nine tenths lie in the mirrored place, the whole layer is turned
/// round and that is reported; single features in the mirrored place are only reported.
pub(in crate::read) fn unswap(layer: &mut VectorFile, near: Rect<f64>, file: &str, problems: &mut Problems) {
    /// Degrees around `near` that still count as near.
    const MARGIN: f64 = 1.0;
    let is_near = |c: Coord<f64>| {
        let (min, max) = (near.min(), near.max());
        c.x >= min.x - MARGIN && c.x <= max.x + MARGIN && c.y >= min.y - MARGIN && c.y <= max.y + MARGIN
    };
    let turned = |c: Coord<f64>| Coord { x: c.y, y: c.x };
    let first = |f: &VectorFeature| f.geometry.as_ref()?.coords_iter().next().map(|c| (f.row, c));
    let all: Vec<(u64, Coord<f64>)> = layer.features.iter().filter_map(first).collect();
    let here = all.iter().filter(|(_, c)| is_near(*c)).count();
    let mirrored: Vec<_> = all.iter().filter(|(_, c)| !is_near(*c) && is_near(turned(*c))).collect();
    let whole = here == 0 && mirrored.len() * 10 >= all.len() * 9;
    let problem = if whole {
        layer.features.iter_mut().filter_map(|f| f.geometry.as_mut()).for_each(|g| g.map_coords_in_place(turned));
        Problem::warning(
            "coordinates-swapped",
            file,
            Text::new(
                "latitude et longitude échangées dans tout le fichier",
                "latitude and longitude swapped throughout the file",
            ),
            Text::new(
                "Lues dans l'autre ordre. Corrigez le fichier : la longitude vient en premier.",
                "Read in the other order. Correct the file: longitude comes first.",
            ),
        )
    } else {
        Problem::warning(
            "coordinates-perhaps-swapped",
            file,
            Text::new(
                "loin du pays, mais dedans si l'on échange latitude et longitude",
                "far from the country, but inside it with latitude and longitude swapped",
            ),
            Text::new(
                "Vérifiez ces lignes et échangez les deux nombres à la source.",
                "Check these rows and swap the two numbers at the source.",
            ),
        )
    };
    problems.add(problem.with_all(mirrored.iter().map(|(row, c)| Case::row(*row, "geometry", format!("{} {}", c.x, c.y)))));
}
