//! One level of a boundary set, from its file: units with code, name, surface and what each
//! says about the levels above it.

use super::columns;
use super::repair::{Fault, Repair, repair, surfaces};
use crate::base::{Area, Case, Error, Level, Pcode, Problem, Problems, Result, Text, dissolve};
use crate::read::parse::words::fold;
use crate::read::vector::{VectorFeature, VectorFile, VectorOptions, kind_name, read_vector, unswap};
use crate::text;
use geo_types::{Coord, MultiPolygon, Rect};
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::Path;

/// What a unit's row says about one level above it.
#[derive(Debug, Clone, Default)]
pub(super) struct Upper {
    pub code: Option<String>,
    pub name: Option<String>,
}

/// One unit and the row it came from.
pub(super) struct Unit {
    pub row: u64,
    pub area: Area,
    /// km², as the file declares it.
    pub declared_km2: Option<f64>,
    upper: Vec<(Level, Upper)>,
}

impl Unit {
    pub fn new(row: u64, area: Area, upper: Vec<(Level, Upper)>) -> Self {
        Unit { row, area, declared_km2: None, upper }
    }

    /// Replaces what is known about the levels above.
    pub fn set_upper(&mut self, upper: Vec<(Level, Upper)>) {
        self.upper = upper;
    }

    /// What the row says about `level`; nothing when it has no such columns.
    pub fn upper(&self, level: Level) -> Upper {
        self.upper.iter().find(|(l, _)| *l == level).map(|(_, upper)| upper.clone()).unwrap_or_default()
    }
}

/// All units of one level.
pub(super) struct Units {
    pub level: Level,
    /// The file they come from; for a dissolved level, that of the communes.
    pub file: String,
    /// Made from the level below, not read.
    pub dissolved: bool,
    pub rows: Vec<Unit>,
}

/// Reads the units of `level`. Rows without code or surface are reported and left out; rows with
/// one code and one name are parts of one unit; of rows with one code and different names the
/// first is kept.
///
/// An error when the file has no column of codes or no polygon at all.
pub(super) fn read_level(path: &Path, options: &VectorOptions, level: Level, problems: &mut Problems) -> Result<Units> {
    let file = path.display().to_string();
    let mut layer = read_vector(path, options, problems)?;
    if let Some(near) = declared_extent(&layer) {
        unswap(&mut layer, near, &file, problems);
    }
    let Some(code) = columns::code(&layer.fields, level, true) else {
        return Err(no_code(&file, level, &layer.fields));
    };
    let name = columns::name(&layer.fields, level, true).unwrap_or_else(|| {
        let unnamed = Problem::warning(
            "name-column-missing",
            &file,
            Text::new("aucune colonne de noms", "no column of names"),
            Text::new("Les codes servent de noms. Ajoutez une colonne « nom ».", "Codes serve as names. Add a column “name”."),
        );
        problems.add(unnamed.with(Case::found(layer.fields.join(", "))));
        code
    });
    let above = [Level::Cercle, Level::Region, Level::Country].into_iter().filter(|&l| l < level);
    let above: Vec<_> =
        above.map(|l| (l, columns::code(&layer.fields, l, false), columns::name(&layer.fields, l, false))).collect();
    let declared = columns::area(&layer.fields);
    fn value(feature: &VectorFeature, field: usize) -> Option<&str> {
        feature.values[field].as_deref().map(str::trim)
    }
    // Nearly all the work is to repair and measure the shapes.
    let measured = |feature: &VectorFeature| {
        let found = value(feature, code).unwrap_or_default();
        let label = value(feature, name).unwrap_or(found);
        let shape = feature.geometry.clone().and_then(surfaces).map(repair);
        let Repair { geometry, faults } = shape.unwrap_or_else(|| Repair { geometry: MultiPolygon(vec![]), faults: vec![] });
        (Area::new(Pcode(plain_code(found)), label, None, geometry), faults)
    };
    if layer.features.iter().all(|f| f.geometry.clone().and_then(surfaces).is_none()) {
        return Err(no_polygon(&file, &layer));
    }
    let areas: Vec<(Area, Vec<Fault>)> = layer.features.par_iter().map(measured).collect();
    let mut units = Units { level, file, dissolved: false, rows: Vec::with_capacity(areas.len()) };
    let mut rows_of: HashMap<Pcode, usize> = HashMap::new();
    for (feature, (area, faults)) in layer.features.iter().zip(areas) {
        let value = |i: usize| value(feature, i);
        let case = |found: String| Case::row(feature.row, &layer.fields[code], found);
        if value(code).is_none() {
            problems.add(missing_code(&units.file).with(case(value(name).unwrap_or_default().to_owned())));
            continue;
        }
        faults.iter().for_each(|fault| problems.add(fault.problem(&units.file).with(fault.case(feature.row))));
        if area.geometry.0.is_empty() {
            problems.add(without_surface(&units.file, level).with(case(format!("{} {}", area.code, area.name))));
            continue;
        }
        if let Some(&first) = rows_of.get(&area.code) {
            let case = case(format!("{} {}", area.code, area.name));
            join_or_report(&mut units.rows[first], &area, case, &units.file, problems);
            continue;
        }
        rows_of.insert(area.code.clone(), units.rows.len());
        let text_at = |i: &Option<usize>| i.and_then(value).map(plain_code);
        let upper = above.iter().map(|(l, code, name)| (*l, Upper { code: text_at(code), name: text_at(name) })).collect();
        let mut unit = Unit::new(feature.row, area, upper);
        unit.declared_km2 = declared.and_then(value).and_then(|v| v.parse().ok());
        units.rows.push(unit);
    }
    if units.rows.is_empty() {
        return Err(no_polygon(&units.file, &layer));
    }
    Ok(units)
}

/// A code that a spreadsheet made a decimal number loses its `.0`.
fn plain_code(text: &str) -> String {
    text.strip_suffix(".0").filter(|whole| whole.chars().all(|c| c.is_ascii_digit())).unwrap_or(text).to_owned()
}

/// The box around the middles that the file's own columns declare.
fn declared_extent(layer: &VectorFile) -> Option<Rect<f64>> {
    let (lon, lat) = columns::centre(&layer.fields)?;
    let number = |value: &Option<String>| value.as_ref().and_then(|v| v.parse::<f64>().ok());
    let middles = layer.features.iter().filter_map(|f| Some(Coord { x: number(&f.values[lon])?, y: number(&f.values[lat])? }));
    middles.map(|c| Rect::new(c, c)).reduce(|a, b| {
        Rect::new(
            Coord { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) },
            Coord { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) },
        )
    })
}

/// Another row of a unit's code: a part of the unit where it has the unit's name.
fn join_or_report(first: &mut Unit, other: &Area, case: Case, file: &str, problems: &mut Problems) {
    if fold(&first.area.name) == fold(&other.name) {
        let whole = dissolve(&[&first.area.geometry, &other.geometry]);
        first.area = Area::new(first.area.code.clone(), first.area.name.clone(), None, whole);
        let problem = Problem::note(
            "area-in-parts",
            file,
            Text::new("unité répartie sur plusieurs lignes", "unit spread over several rows"),
            Text::new(
                "Les parties ont été réunies. Vérifiez que ce ne sont pas deux unités.",
                "The parts were united. Check that they are not two units.",
            ),
        );
        problems.add(problem.with(case));
    } else {
        let problem = Problem::warning(
            "code-duplicate",
            file,
            Text::new("code porté par deux unités", "code carried by two units"),
            Text::new(
                "La première est gardée. Donnez un code propre à chaque unité.",
                "The first is kept. Give each unit a code of its own.",
            ),
        );
        problems.add(problem.with(case));
    }
}

fn missing_code(file: &str) -> Problem {
    Problem::warning(
        "code-missing",
        file,
        Text::new("unité sans code, laissée de côté", "unit without code, left out"),
        Text::new(
            "Complétez le code de ces lignes dans le fichier de limites.",
            "Complete the code of these rows in the boundary file.",
        ),
    )
}

fn without_surface(file: &str, level: Level) -> Problem {
    let level = level.label();
    Problem::warning(
        "area-without-surface",
        file,
        Text::new(
            format!("unité sans surface, absente des couches et des cartes ({})", level.fr),
            format!("unit without surface, absent from layers and maps ({})", level.en),
        ),
        Text::new(
            "Prenez une version du fichier où ces unités sont dessinées.",
            "Use a version of the file in which these units are drawn.",
        ),
    )
}

fn no_code(file: &str, level: Level, fields: &[String]) -> Error {
    let (found, level_name, spellings) = (fields.join(", "), level.label(), columns::code_spellings(level));
    let (fr, en) = (level_name.fr, level_name.en);
    Error::input(
        text!(
            "`{file}` : aucune colonne de codes pour le niveau {fr} ; colonnes trouvées : {found}",
            "`{file}`: no column of codes for level {en}; columns found: {found}"
        ),
        text!(
            "Nommez-la par exemple : {spellings}. Vérifiez aussi que le fichier est bien celui de ce niveau.",
            "Name it for example: {spellings}. Check too that the file is the one of this level."
        ),
    )
}

fn no_polygon(file: &str, layer: &VectorFile) -> Error {
    let kind = layer.features.iter().find_map(|f| f.geometry.as_ref()).map_or("–", kind_name);
    Error::input(
        text!(
            "`{file}` ne contient aucun polygone utilisable (première géométrie : {kind})",
            "`{file}` holds no usable polygon (first geometry: {kind})"
        ),
        Text::new(
            "Les limites doivent être des surfaces : donnez la couche de polygones, pas celle des lignes ou des chefs-lieux.",
            "Boundaries must be surfaces: give the layer of polygons, not of lines or main towns.",
        ),
    )
}
