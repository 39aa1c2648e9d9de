//! What a boundary set says about itself and does not hold: names shared, units outside their
//! parent, declared areas that do not agree, gaps and overlaps. Reports only; changes nothing.

use super::level::{Unit, Units};
use crate::base::{Area, Case, Pcode, Problem, Problems, Text};
use crate::read::parse::words::fold;
use geo::{Contains, GeodesicArea};
use geo_types::{Point, Polygon};
use std::collections::{BTreeMap, HashMap};

/// Share by which a declared area may differ from the geodesic one.
const DECLARED_TOLERANCE: f64 = 0.01;

/// Share by which the sum of the parts may differ from the whole.
const COVERAGE_TOLERANCE: f64 = 0.001;

/// Declared areas more than 1 % away from the geodesic area on WGS84.
pub(super) fn declared_areas(units: &Units, problems: &mut Problems) {
    let off = units.rows.iter().filter_map(|unit| {
        let (declared, true_area) = (unit.declared_km2?, unit.area.area_km2);
        let away = (declared / true_area - 1.0).abs() > DECLARED_TOLERANCE;
        away.then(|| {
            Case::row(unit.row, "area", format!("{} {}: {declared:.1} / {true_area:.1} km²", unit.area.code, unit.area.name))
        })
    });
    let problem = Problem::note(
        "area-declared",
        &units.file,
        Text::new(
            "superficie déclarée à plus de 1 % de la superficie calculée",
            "declared area more than 1 % away from the computed area",
        ),
        Text::new(
            "La superficie calculée sur l'ellipsoïde WGS84 est utilisée partout.",
            "The area computed on the WGS84 ellipsoid is used throughout.",
        ),
    );
    problems.add(problem.with_all(off));
}

/// Names carried by several units, within one parent and over the whole country.
pub(super) fn shared_names(units: &Units, problems: &mut Problems) {
    let mut by_name: BTreeMap<String, Vec<&Unit>> = BTreeMap::new();
    units.rows.iter().for_each(|unit| by_name.entry(fold(&unit.area.name)).or_default().push(unit));
    let case = |unit: &Unit| Case::row(unit.row, "name", format!("{} {}", unit.area.code, unit.area.name));
    let mut shared = Problem::note(
        "name-shared",
        &units.file,
        Text::new("nom porté par plusieurs communes", "name carried by several communes"),
        Text::new(
            "Le nom seul ne suffit pas : rattachez les données par code, ou donnez aussi le cercle ou la région.",
            "The name alone is not enough: match data by code, or give the cercle or region too.",
        ),
    );
    let mut same_parent = Problem::note(
        "name-duplicate-in-parent",
        &units.file,
        Text::new("même nom deux fois dans un même cercle", "same name twice in one cercle"),
        Text::new(
            "Seul le code distingue ces communes : rattachez les données par code.",
            "Only the code tells these communes apart: match data by code.",
        ),
    );
    for namesakes in by_name.values().filter(|namesakes| namesakes.len() > 1) {
        for unit in namesakes {
            shared.push(case(unit));
            if namesakes.iter().filter(|other| other.area.parent == unit.area.parent).count() > 1 {
                same_parent.push(case(unit));
            }
        }
    }
    problems.extend([shared, same_parent]);
}

/// Units whose centre lies outside their parent; only where the parents come from a file.
pub(super) fn nesting(fine: &Units, coarse: &Units, problems: &mut Problems) {
    if coarse.dissolved {
        return;
    }
    let by_code = index(coarse);
    let level = coarse.level.label();
    let mut problem = Problem::warning(
        "centre-outside-parent",
        &fine.file,
        Text::new(
            format!("centre hors de l'unité parente déclarée ({})", level.fr),
            format!("centre outside the declared parent ({})", level.en),
        ),
        Text::new(
            "Le parent déclaré est gardé. Les deux fichiers ne sont peut-être pas de la même version.",
            "The declared parent is kept. The two files may not be of one version.",
        ),
    );
    for unit in &fine.rows {
        let Some(parent) = unit.area.parent.as_ref().and_then(|code| by_code.get(code)) else { continue };
        let centre = Point(unit.area.centre);
        if !parent.area.geometry.contains(&centre) {
            let lies_in = coarse.rows.iter().find(|c| c.area.geometry.contains(&centre)).map_or("–", |c| c.area.code.as_str());
            let found = format!("{} {}: {} / {lies_in}", unit.area.code, unit.area.name, parent.area.code);
            problem.push(Case::row(unit.row, coarse.level.id(), found));
        }
    }
    problems.add(problem);
}

/// Parents whose surface is not that of their parts (gaps, overlaps, another vintage), and
/// parents without any part.
pub(super) fn coverage(fine: &Units, coarse: &Units, problems: &mut Problems) {
    let mut sums: HashMap<&Pcode, f64> = HashMap::new();
    for unit in &fine.rows {
        if let Some(parent) = &unit.area.parent {
            *sums.entry(parent).or_default() += unit.area.area_km2;
        }
    }
    let (level, parts) = (coarse.level.label(), fine.level.label());
    let mut uneven = Problem::warning(
        "area-sum",
        &coarse.file,
        Text::new(
            format!("la somme des unités du niveau {} s'écarte de plus de 0,1 % de l'unité du niveau {}", parts.fr, level.fr),
            format!("the units of level {} add up to more than 0.1 % away from the unit of level {}", parts.en, level.en),
        ),
        Text::new(
            "Il y a des trous ou des chevauchements, ou les fichiers ne sont pas de la même version. Contrôlez dans QGIS (« Vérifier la topologie »).",
            "There are gaps or overlaps, or the files are not of one version. Check in QGIS (“Topology checker”).",
        ),
    );
    let mut childless = Problem::warning(
        "area-without-parts",
        &coarse.file,
        Text::new(
            format!("unité du niveau {} sans aucune unité du niveau {}", level.fr, parts.fr),
            format!("unit of level {} without any unit of level {}", level.en, parts.en),
        ),
        Text::new("Prenez les niveaux d'une même livraison.", "Take the levels from one delivery."),
    );
    for unit in &coarse.rows {
        let (code, name, whole) = (&unit.area.code, &unit.area.name, unit.area.area_km2);
        match sums.get(code) {
            None => childless.push(Case::row(unit.row, "code", format!("{code} {name}"))),
            Some(sum) if (sum / whole - 1.0).abs() > COVERAGE_TOLERANCE => {
                uneven.push(Case::row(unit.row, "area", format!("{code} {name}: {sum:.1} / {whole:.1} km²")))
            }
            Some(_) => {}
        }
    }
    problems.extend([uneven, childless]);
}

/// Holes in the country: places that belong to no unit.
pub(super) fn gaps(country: &Area, file: &str, problems: &mut Problems) {
    let holes = country.geometry.iter().flat_map(|polygon| polygon.interiors()).filter_map(|hole| {
        let km2 = Polygon::new(hole.clone(), vec![]).geodesic_area_signed().abs() / 1e6;
        let at = hole.0.first()?;
        Some(Case::found(format!("{:.5} {:.5}: {km2:.4} km²", at.x, at.y)))
    });
    let problem = Problem::note(
        "boundary-gap",
        file,
        Text::new("vide entre les unités : il n'appartient à aucune", "gap between units: it belongs to none"),
        Text::new(
            "Un point tombé dans ce vide ne sera rattaché à aucune unité. Prenez une version non simplifiée des limites.",
            "A point in this gap will belong to no unit. Use a version of the boundaries that was not simplified.",
        ),
    );
    problems.add(problem.with_all(holes));
}

fn index(units: &Units) -> HashMap<&Pcode, &Unit> {
    units.rows.iter().map(|unit| (&unit.area.code, unit)).collect()
}
