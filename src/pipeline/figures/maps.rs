//! Small maps of a survey question: one for each item, answer or group; or one of what comes first.

use super::not_drawn;
use super::survey::{Around, Asked};
use crate::base::{Boundaries, Level, Missing, Problem, Text};
use crate::carto::charts::{Chart, ChartKind, SmallMap, SmallMaps, Value};
use crate::pipeline::project::{Figure, FigureKind};
use crate::pipeline::questions::Askable;
use crate::pipeline::surveys::grouping;
use crate::products::figures::Body;
use crate::products::figures::outlines::outlines;

/// Classes of colours.
const CLASSES: usize = 5;

/// The maps of a figure; the problem says why there are none.
pub fn chart(figure: &Figure, askable: &Askable, around: &Around, boundaries: &Boundaries) -> Result<Chart, Box<Problem>> {
    let level = area_level(figure)?;
    let asked = Asked::new(figure, askable, around)?;
    let (areas, others) =
        outlines(boundaries, level).map_err(|error| not_drawn(figure, error.what, figure.by.join(", ").as_str()))?;
    let (maps, kinds) = match figure.kind {
        FigureKind::FirstMap => first(&asked, areas.len()),
        _ => (several(figure, &asked, areas.len())?, Vec::new()),
    };
    let direction = asked.grid.question.direction;
    let pale = Text::new("En clair : régions qui ne sont d'aucune zone.", "Pale: regions that are in no zone.");
    let notes = if others.is_empty() { Vec::new() } else { vec![pale.get(around.lang).to_owned()] };
    let kind = ChartKind::SmallMaps(SmallMaps { axis: asked.axis(), direction, classes: CLASSES, kinds, areas, others, maps });
    Ok(Body { kind, notes }.framed(asked.surround))
}

/// The level of the areas: that of the last grouping.
pub(super) fn area_level(figure: &Figure) -> Result<Level, Box<Problem>> {
    match figure.by.last().and_then(|word| grouping(word)) {
        Some("zone") => Ok(Level::Zone),
        Some("region") => Ok(Level::Region),
        _ => {
            let what = Text::new(
                "cette figure demande zone ou region comme dernier groupement de `by`",
                "this figure needs zone or region as the last grouping of `by`",
            );
            Err(not_drawn(figure, what, &figure.by.join(", ")))
        }
    }
}

/// A map for each item, else for each answer, else for each group of the first grouping.
fn several(figure: &Figure, asked: &Asked, areas: usize) -> Result<Vec<SmallMap>, Box<Problem>> {
    let grid = &asked.grid;
    let several = [grid.items.len() > 1, grid.answers.len() > 1, grid.by.len() > 1];
    if several.iter().filter(|s| **s).count() > 1 {
        let what = Text::new(
            "de petites cartes montrent une chose à la fois : réduisez `items`, `answers` ou `by`",
            "small maps show one thing at a time: narrow `items`, `answers` or `by`",
        );
        return Err(not_drawn(figure, what, &figure.question));
    }
    let map = |title: String, at: &dyn Fn(&[usize; 3]) -> Option<usize>| {
        let mut values = vec![Value::missing(Missing::NoData); areas];
        for (_, value, place) in &asked.cells {
            if let Some(slot) = at(place).and_then(|area| values.get_mut(area)) {
                *slot = *value;
            }
        }
        SmallMap { title, values }
    };
    Ok(match several {
        [true, ..] => {
            (0..grid.items.len()).map(|i| map(grid.items[i].1.clone(), &|place| (place[0] == i).then_some(place[2]))).collect()
        }
        [_, _, true] => {
            let levels = &grid.by[0].1.levels;
            let label = |g: usize| levels[g].label.get(grid.lang).to_owned();
            (0..levels.len())
                .map(|g| map(label(g), &|place| place[2].checked_sub(g * areas).filter(|area| *area < areas)))
                .collect()
        }
        _ => (0..grid.answers.len())
            .map(|a| map(grid.answers[a].1.clone(), &|place| (place[1] == a).then_some(place[2])))
            .collect(),
    })
}

/// The item or answer with the highest value in each area, and the names of those that are.
fn first(asked: &Asked, areas: usize) -> (Vec<SmallMap>, Vec<String>) {
    let grid = &asked.grid;
    let things: Vec<&String> = match grid.items.len() {
        1 => grid.answers.iter().map(|a| &a.1).collect(),
        _ => grid.items.iter().map(|i| &i.1).collect(),
    };
    let of = |place: &[usize; 3]| if grid.items.len() > 1 { place[0] } else { place[1] };
    let mut kinds: Vec<String> = Vec::new();
    let mut values = Vec::new();
    for area in 0..areas {
        let here = asked.cells.iter().filter(|(_, _, place)| place[2] == area);
        let known = here.clone().filter_map(|(_, value, place)| Some((value.value.ok()?, value.n, of(place))));
        // The first of equals, in the order of the questionnaire.
        let highest = known.reduce(|best, next| if next.0 > best.0 { next } else { best });
        values.push(match highest {
            None => here.clone().next().map_or(Value::missing(Missing::NoData), |(_, value, _)| *value),
            Some((_, n, thing)) => {
                let kind = kinds.iter().position(|k| k == things[thing]).unwrap_or_else(|| {
                    kinds.push(things[thing].clone());
                    kinds.len() - 1
                });
                Value { n, ..Value::new(kind as f64) }
            }
        });
    }
    (vec![SmallMap { title: String::new(), values }], kinds)
}
