//! A survey question against the distance of zones or regions from a town.

use super::maps::area_level;
use super::not_drawn;
use super::survey::{Around, Asked};
use crate::base::{Lang, Problem, Text};
use crate::carto::charts::{Axis, Chart, ChartKind, Scatter, ScatterPoint, Unit};
use crate::names::fold;
use crate::pipeline::project::Figure;
use crate::pipeline::questions::Askable;
use crate::pipeline::run::Results;
use crate::products::figures::Body;
use crate::text;
use geo::{Distance, Geodesic};
use geo_types::Point;

/// The chart of a figure; the problem says why there is none. Distances are geodesic, from the town to
/// a point inside each area; areas whose groups are too small to be shown are told in a note.
pub fn chart(figure: &Figure, askable: &Askable, around: &Around, results: &Results) -> Result<Chart, Box<Problem>> {
    let level = area_level(figure)?;
    let town = figure.town.as_deref().unwrap_or_default();
    let from = results.joined.towns.iter().find(|t| fold(&t.name) == fold(town)).ok_or_else(|| {
        let what = Text::new("`town` n'est pas une ville du projet", "`town` is no town of the project");
        not_drawn(figure, what, town)
    })?;
    if figure.by.len() > 1 {
        let what = Text::new("une figure selon la distance n'a qu'un groupement", "a figure by distance has one grouping");
        return Err(not_drawn(figure, what, &figure.by.join(", ")));
    }
    let mut asked = Asked::new(figure, askable, around)?;
    let areas = results.loaded.boundaries.level(level);
    let kilometres = |area: usize| {
        let to = areas.iter().nth(area)?;
        Some(Geodesic.distance(Point::from(from.point), Point::from(to.centre)) / 1000.0)
    };
    let grid = &asked.grid;
    let by_item = grid.items.len() > 1;
    let mut points = Vec::new();
    let mut hidden: Vec<String> = Vec::new();
    for (_, value, [item, answer, group]) in &asked.cells {
        let Some(distance) = kilometres(*group) else { continue };
        let label = grid.groups[*group].1.clone();
        if value.value.is_err() && !hidden.contains(&label) {
            hidden.push(label.clone());
        }
        points.push(ScatterPoint { label, distance, series: if by_item { *item } else { *answer }, value: *value });
    }
    let series: Vec<String> = match by_item {
        true => grid.items.iter().map(|i| i.1.clone()).collect(),
        false => grid.answers.iter().map(|a| a.1.clone()).collect(),
    };
    let name = &from.name;
    let label = text!("distance de {name}, en km", "distance from {name}, in km").get(around.lang).to_owned();
    let distance = Axis { label, unit: Unit::Named("km".into()), decimals: 0, range: None };
    let kind = ChartKind::Scatter(Scatter { axis: asked.axis(), distance, series, points });
    if !hidden.is_empty() {
        let list = hidden.join(", ");
        let said = match around.lang {
            Lang::Fr => format!("Trop peu de réponses pour être montrés : {list}."),
            Lang::En => format!("Too few answers to be shown: {list}."),
        };
        asked.surround.notes.push(said);
    }
    Ok(Body { kind, notes: Vec::new() }.framed(asked.surround))
}
