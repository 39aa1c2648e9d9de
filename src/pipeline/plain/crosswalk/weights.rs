//! How much of each old area goes to each new one.

use super::CrosswalkOptions;
use crate::base::{Case, Error, FeatureField, FeatureRow, Features, FieldKind, FieldValue, Problem, Problems, Result, Text};
use crate::pipeline::account::{Account, InputAccount};
use crate::pipeline::plain::{extent, place_of};
use crate::table::{Locator, Overlay, equal_area, overlay};
use crate::text;
use geo::{Area, MapCoords};
use geo_types::MultiPolygon;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// A part of an old area that lies in a new one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece {
    /// Position of the new area.
    pub new: usize,
    /// Share of the old area's values that goes there, 0 to 1.
    pub share: f64,
    /// What the share comes from: people, or square kilometres where there are none.
    pub mass: f64,
    pub km2: f64,
}

/// The pieces of each old area, in the order of the new ones, and the share that goes nowhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    pub pieces: Vec<Vec<Piece>>,
    pub lost: Vec<f64>,
    /// Whether the shares of an old area come from people.
    pub by_people: Vec<bool>,
    pub slivers: usize,
}

/// Overlays both sets and weighs the pieces. Error: areas of one set lie on each other.
pub fn weigh(
    options: &CrosswalkOptions,
    sets: [&Features; 2],
    shapes: &[Vec<MultiPolygon<f64>>; 2],
    tolerance: f64,
    account: &mut Account,
    problems: &mut Problems,
) -> Result<Weights> {
    let flat = shapes.each_ref().map(|set| set.par_iter().map(|s| s.map_coords(equal_area)).collect::<Vec<MultiPolygon<f64>>>());
    let sizes = flat.each_ref().map(|set| set.iter().map(Area::unsigned_area).collect::<Vec<f64>>());
    let found = overlay(&flat[0].iter().collect::<Vec<_>>(), &flat[1].iter().collect::<Vec<_>>());
    no_overlaps(sets, &sizes, &found, tolerance)?;

    let mut pieces: Vec<Vec<Piece>> = vec![Vec::new(); sizes[0].len()];
    let mut slivers = 0;
    for (&(old, new), &size) in &found.shared {
        let (old, new) = (old as usize, new as usize);
        // Rounding makes pieces of a few square centimetres along borders that both sets have.
        if size <= tolerance.max(1e-9) * sizes[0][old] && size <= tolerance.max(1e-9) * sizes[1][new] {
            slivers += usize::from(size > 1.0);
            continue;
        }
        let km2 = size / 1e6;
        pieces[old].push(Piece { new, share: 0.0, mass: km2, km2 });
    }
    let mut wholes: Vec<f64> = sizes[0].iter().map(|size| size / 1e6).collect();
    let mut by_people = vec![false; wholes.len()];
    if options.people.is_some() {
        let people = people(options, shapes, account, problems)?;
        for (old, pieces) in pieces.iter_mut().enumerate() {
            let whole = people.of_old[old];
            if whole > 0.0 {
                pieces.iter_mut().for_each(|piece| piece.mass = people.shared.get(&(old, piece.new)).copied().unwrap_or(0.0));
                (wholes[old], by_people[old]) = (whole, true);
            }
        }
    }
    let mut lost = Vec::with_capacity(wholes.len());
    for (pieces, whole) in pieces.iter_mut().zip(&wholes) {
        let placed: f64 = pieces.iter().map(|piece| piece.mass).sum();
        let away = if *whole > 0.0 { (1.0 - placed / whole).max(0.0) } else { 1.0 };
        // What is missing by a fault of the border belongs to the pieces that are there.
        let away = if away <= tolerance.max(1e-9) && placed > 0.0 { 0.0 } else { away };
        pieces.iter_mut().for_each(|piece| piece.share = if placed > 0.0 { (1.0 - away) * piece.mass / placed } else { 0.0 });
        lost.push(if placed > 0.0 { away } else { 1.0 });
    }
    account.rules.push(match options.people.is_some() {
        true => Text::new(
            "Chaque morceau pèse les personnes qui y vivent ; là où l'unité n'en a aucune, sa surface.",
            "Each piece weighs the people who live in it; where the area has none, its surface.",
        ),
        false => Text::new("Chaque morceau pèse sa surface.", "Each piece weighs its surface."),
    });
    Ok(Weights { pieces, lost, by_people, slivers })
}

/// People counted where two areas of one set lie on each other would count twice.
fn no_overlaps(sets: [&Features; 2], sizes: &[Vec<f64>; 2], found: &Overlay, tolerance: f64) -> Result<()> {
    for ((set, sizes), doubled) in sets.iter().zip(sizes).zip([&found.doubled_first, &found.doubled_second]) {
        let bad = |(pair, size): (&(u32, u32), &f64)| {
            let (a, b) = (pair.0 as usize, pair.1 as usize);
            (*size > tolerance.max(1e-9) * sizes[a].min(sizes[b])).then(|| (a, b, size / 1e6))
        };
        let pairs: Vec<_> = doubled.iter().filter_map(bad).collect();
        let Some(&(a, b, km2)) = pairs.iter().max_by(|x, y| x.2.total_cmp(&y.2)) else { continue };
        let (file, count) = (&set.file, pairs.len());
        let (a, b) = (set.rows[a].row, set.rows[b].row);
        return Err(Error::input(
            text!(
                "`{file}` : {count} paires d'unités se recouvrent (la plus grande : lignes {a} et {b}, {km2:.3} km²)",
                "`{file}`: {count} pairs of areas lie on each other (the largest: rows {a} and {b}, {km2:.3} km²)"
            ),
            Text::new(
                "Leurs habitants compteraient deux fois. Corrigez la couche, ou tolérez de petits défauts avec --tolerance (en pour cent).",
                "Their people would count twice. Correct the layer, or tolerate small faults with --tolerance (percent).",
            ),
        ));
    }
    Ok(())
}

struct People {
    shared: BTreeMap<(usize, usize), f64>,
    of_old: Vec<f64>,
}

/// Counts people in the pieces, point by point.
fn people(
    options: &CrosswalkOptions,
    shapes: &[Vec<MultiPolygon<f64>>; 2],
    account: &mut Account,
    problems: &mut Problems,
) -> Result<People> {
    let Some(input) = &options.people else { return Ok(People { shared: BTreeMap::new(), of_old: Vec::new() }) };
    let mut input = input.clone();
    input.options.near = extent(&shapes[0]);
    let points = input.read(problems)?;
    let field = options.people_field.as_deref().map(|name| points.field(name)).transpose()?;
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
                options.people_field.clone().unwrap_or_default(),
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

impl Weights {
    /// The table of weights: a row for each piece, and one for what goes nowhere.
    pub fn table(&self, [old_codes, new_codes]: [&[String]; 2]) -> Features {
        let field = |name: &str, kind| FeatureField { name: name.into(), kind };
        let fields = vec![
            field("old", FieldKind::Text),
            field("new", FieldKind::Text),
            field("share", FieldKind::Real),
            field("km2", FieldKind::Real),
            field("people", FieldKind::Real),
        ];
        let mut rows = Vec::new();
        for (old, pieces) in self.pieces.iter().enumerate() {
            let code = || FieldValue::Text(old_codes[old].clone());
            for piece in pieces {
                let people = if self.by_people[old] { FieldValue::Real(piece.mass) } else { FieldValue::Null };
                let new = FieldValue::Text(new_codes[piece.new].clone());
                let values = vec![code(), new, FieldValue::Real(piece.share), FieldValue::Real(piece.km2), people];
                rows.push(FeatureRow { row: rows.len() as u64 + 1, geometry: None, values });
            }
            if self.lost[old] > 0.0 {
                let values = vec![code(), FieldValue::Null, FieldValue::Real(self.lost[old]), FieldValue::Null, FieldValue::Null];
                rows.push(FeatureRow { row: rows.len() as u64 + 1, geometry: None, values });
            }
        }
        Features { file: String::new(), fields, rows, coordinates: None }
    }
}
