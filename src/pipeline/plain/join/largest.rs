//! Polygons that get the fields of the polygon they overlap most.

use super::JoinOptions;
use crate::base::{Case, FieldKind, FieldValue, Problem, Problems, Result, Text};
use crate::layers::write_plain;
use crate::pipeline::account::{Account, InputAccount};
use crate::pipeline::plain::codes::codes;
use crate::pipeline::plain::surfaces_of;
use crate::table::{equal_area, overlay};
use geo::{Area, MapCoords};
use geo_types::MultiPolygon;
use rayon::prelude::*;

/// Shares that differ by no more than this, and overlaps no larger, are a matter of rounding.
const ROUNDING: f64 = 1e-9;

/// Position of an area, and the share of the polygon's surface that lies in it.
type Overlap = (usize, f64);

/// Writes the first polygons with all fields of the area that holds the largest part of their surface, the share of it
/// (`overlap_share`, 0 to 1), and the code and share of the next one (`runner_up`, `runner_up_share`). Surfaces are those on the ground
/// (equal-area projection of the WGS84 ellipsoid).
///
/// Of areas with the same share the first of the file counts, and a polygon that overlaps none keeps empty fields:
/// both are problems with their rows.
pub fn join_largest(options: &JoinOptions) -> Result<Account> {
    let mut problems = Problems::new();
    let mut polygons = options.points.read(&mut problems)?;
    let areas = options.polygons.read(&mut problems)?;
    let shapes = [surfaces_of(&polygons, &mut problems)?, surfaces_of(&areas, &mut problems)?];
    let codes = codes(&areas, options.code.as_deref())?;
    let ranked = ranked(&shapes);

    let mut tie = Problem::warning(
        "overlap-tie",
        &polygons.file,
        Text::new(
            "polygones dont deux unités tiennent la même part : la première du fichier est retenue",
            "polygons of which two areas hold the same share: the first of the file is taken",
        ),
        Text::new(
            "Tranchez ces cas à la main ; `runner_up` nomme l'autre unité.",
            "Decide these cases by hand; `runner_up` names the other area.",
        ),
    );
    let mut none = Problem::warning(
        "overlap-none",
        &polygons.file,
        Text::new("polygones qui ne touchent aucune unité", "polygons that overlap no area"),
        Text::new(
            "Leurs champs restent vides. Vérifiez que les deux fichiers couvrent la même région, et leurs systèmes de coordonnées.",
            "Their fields stay empty. Check that both files cover the same region, and their coordinate systems.",
        ),
    );
    for ((row, shape), overlaps) in polygons.rows.iter().zip(&shapes[0]).zip(&ranked) {
        match overlaps[..] {
            [] if !shape.0.is_empty() => none.push(Case::row(row.row, "geometry", "")),
            [(a, first), (b, second), ..] if first - second <= ROUNDING => {
                tie.push(Case::row(row.row, "overlap_share", format!("{}, {} ({:.1} %)", codes[a], codes[b], first * 100.0)));
            }
            _ => {}
        }
    }

    let without = shapes[0].iter().filter(|shape| shape.0.is_empty()).count();
    let mut first = InputAccount::new(Text::new("polygones", "polygons"), &polygons.file, polygons.rows.len() as u64);
    first.leave_out("no-polygon", Text::new("sans polygone", "without a polygon"), without as u64);
    first.leave_out("no-overlap", Text::new("hors de toutes les unités", "outside every area"), none.count as u64);
    let mut second = InputAccount::new(Text::new("unités", "areas"), &areas.file, areas.rows.len() as u64);
    let empty = shapes[1].iter().filter(|shape| shape.0.is_empty()).count();
    second.leave_out("no-polygon", Text::new("sans polygone", "without a polygon"), empty as u64);
    let mut account = Account { inputs: vec![first, second], ..Account::default() };
    account.rules.push(Text::new(
        "Chaque polygone reçoit les champs de l'unité qui contient la plus grande part de sa surface vraie.",
        "Each polygon gets the fields of the area that holds the largest part of its true surface.",
    ));
    let split = ranked.iter().filter(|overlaps| overlaps.len() > 1).count();
    account.fact(
        "polygons_split",
        Text::new("polygones à cheval sur plusieurs unités", "polygons across several areas"),
        split as f64,
        0,
    );
    account.fact("ties", Text::new("égalités", "ties"), tie.count as f64, 0);

    for (i, field) in areas.fields.iter().enumerate() {
        let value =
            |overlaps: &Vec<Overlap>| overlaps.first().map_or(FieldValue::Null, |(area, _)| areas.rows[*area].values[i].clone());
        polygons.add(&field.name, field.kind, ranked.iter().map(value));
    }
    let share =
        |overlaps: &Vec<Overlap>, i: usize| overlaps.get(i).map_or(FieldValue::Null, |(_, share)| FieldValue::Real(*share));
    polygons.add("overlap_share", FieldKind::Real, ranked.iter().map(|overlaps| share(overlaps, 0)));
    let second =
        |overlaps: &Vec<Overlap>| overlaps.get(1).map_or(FieldValue::Null, |(area, _)| FieldValue::Text(codes[*area].clone()));
    polygons.add("runner_up", FieldKind::Text, ranked.iter().map(second));
    polygons.add("runner_up_share", FieldKind::Real, ranked.iter().map(|overlaps| share(overlaps, 1)));
    account.wrote(write_plain(&polygons, &options.output, &options.writing())?);
    problems.extend([tie, none]);
    account.problems.extend(problems.sorted());
    Ok(account)
}

/// The overlaps of each polygon of the first set with areas of the second, largest first, of equals in the order of the file.
fn ranked(shapes: &[Vec<MultiPolygon<f64>>; 2]) -> Vec<Vec<Overlap>> {
    let flat = shapes.each_ref().map(|set| set.par_iter().map(|s| s.map_coords(equal_area)).collect::<Vec<MultiPolygon<f64>>>());
    let found = overlay(&flat[0].iter().collect::<Vec<_>>(), &flat[1].iter().collect::<Vec<_>>());
    let sizes: Vec<f64> = flat[0].iter().map(Area::unsigned_area).collect();
    let mut ranked: Vec<Vec<Overlap>> = vec![Vec::new(); sizes.len()];
    for (&(polygon, area), &size) in &found.shared {
        let share = (size / sizes[polygon as usize]).min(1.0);
        if share > ROUNDING {
            ranked[polygon as usize].push((area as usize, share));
        }
    }
    // Shares as good as equal keep the order of the file, in which they came.
    let step = |share: f64| (share / ROUNDING).round() as i64;
    ranked.iter_mut().for_each(|overlaps| overlaps.sort_by_key(|(_, share)| std::cmp::Reverse(step(*share))));
    ranked
}
