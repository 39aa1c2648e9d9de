//! How much of each old area goes to each new one.

use super::pieces::{at_points, in_cells};
use super::{CrosswalkOptions, WeighBy};
use crate::base::{Error, FeatureField, FeatureRow, Features, FieldKind, FieldValue, Problems, Progress, Result, Text};
use crate::pipeline::account::Account;
use crate::table::{Overlay, equal_area, overlay};
use crate::text;
use geo::{Area, MapCoords};
use geo_types::MultiPolygon;
use rayon::prelude::*;

/// A part of an old area that lies in a new one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece {
    /// Position of the new area.
    pub new: usize,
    /// Share of the old area's values that goes there, 0 to 1.
    pub share: f64,
    /// What the share comes from: people; or where there are none square kilometres, or shares as a table has them.
    pub mass: f64,
    /// `None` where nobody measured it.
    pub km2: Option<f64>,
}

/// The pieces of each old area, in the order of the new ones, and the share that goes nowhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    pub pieces: Vec<Vec<Piece>>,
    pub lost: Vec<f64>,
    /// Whether the masses of an old area are people.
    pub by_people: Vec<bool>,
    pub slivers: usize,
}

/// Overlays both sets and weighs the pieces. Error: areas of one set lie on each other.
pub fn weigh(
    options: &CrosswalkOptions,
    sets: [&Features; 2],
    shapes: &[Vec<MultiPolygon<f64>>; 2],
    tolerance: f64,
    progress: &dyn Progress,
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
        pieces[old].push(Piece { new, share: 0.0, mass: km2, km2: Some(km2) });
    }
    let mut wholes: Vec<f64> = sizes[0].iter().map(|size| size / 1e6).collect();
    let mut by_people = vec![false; wholes.len()];
    let people = match &options.weigh_by {
        WeighBy::Points { input, field } => Some(at_points(input, field.as_deref(), shapes, account, problems)?),
        WeighBy::Raster(raster) => {
            Some(in_cells(raster, &sets[0].rows, [&shapes[0], &shapes[1]], &pieces, progress, account, problems)?)
        }
        WeighBy::Surface | WeighBy::Table { .. } => None,
    };
    if let Some(people) = &people {
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
    account.rules.push(match people.is_some() {
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

impl Weights {
    /// Lets every piece count the people of its old area by its share. Areas whose people are not known keep what their
    /// pieces counted.
    pub fn count(&mut self, people: &[Option<f64>]) {
        for ((pieces, by_people), people) in self.pieces.iter_mut().zip(&mut self.by_people).zip(people) {
            if let Some(people) = people {
                pieces.iter_mut().for_each(|piece| piece.mass = piece.share * people);
                *by_people = true;
            }
        }
    }

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
                let km2 = piece.km2.map_or(FieldValue::Null, FieldValue::Real);
                let values = vec![code(), new, FieldValue::Real(piece.share), km2, people];
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
