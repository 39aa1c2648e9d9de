//! From joined records to every column at every level.

use super::join::Joined;
use super::project::{Project, Risk};
use super::questions::{Askable, survey_columns};
use super::small_areas::model_columns;
use crate::base::{Boundaries, Cell, Column, Direction, Level, Missing, Problem, Text, Unit, columns_at};
use crate::indicators::{displaced, food_security, incidents, localities, population, services, studies};
use crate::risk;

/// Levels at which facts are computed, fine to coarse.
const LEVELS: [Level; 5] = [Level::Commune, Level::Cercle, Level::Region, Level::Zone, Level::Country];

/// Every column at every level at which it can be computed from its own records.
pub fn columns(joined: &Joined, project: &Project, boundaries: &Boundaries) -> (Vec<Column>, Vec<Problem>) {
    let (mut columns, mut problems) = (Vec::new(), Vec::new());
    let mut communes = None;
    // Decided at the finest level of the list, which comes first.
    let mut believed_phases = true;
    for level in LEVELS {
        let mut base = match &joined.population {
            Some(p) => population::columns(&p.headcounts, level, boundaries, &p.source),
            None => vec![nobody_counted(level, boundaries), population::area_km2(level, boundaries)],
        };
        if let Some(method) = joined.population.as_ref().and_then(|p| p.method.clone()) {
            base[0].method = method;
        }
        let (people, area) = (base[0].clone(), base[1].clone());
        if joined.population.is_none() {
            base.remove(0);
        }
        columns.extend(base);
        if let Some(raster) = &joined.raster {
            let beside_table = joined.population.as_ref().is_some_and(|p| p.source != raster.source);
            columns.extend(raster.columns(level, boundaries, beside_table));
        }
        columns.extend(incidents::columns(&joined.events, &people, &area, boundaries));
        let communes: &Column = communes.get_or_insert_with(|| people.clone());
        for s in &joined.services {
            let service = services::Service { id: &s.id, label: &s.label };
            columns.extend(services::columns(&service, &s.sites, &people, boundaries));
            let within = services::within_columns(&service, &s.shares_within, communes, level, s.measured_to, boundaries);
            columns.extend(within.into_iter().map(|column| match &joined.raster {
                Some(raster) => where_people_live(column, &raster.source),
                None => column,
            }));
        }
        if let Some(d) = &joined.displaced {
            columns.extend(displaced::columns(&d.rows, &people, boundaries, &d.source));
        }
        if let Some(phases) = joined.food.as_ref().filter(|p| finest(p) >= Some(level)) {
            let (column, contradicted) = food_security::column(phases, &people, boundaries);
            if finest(phases) == Some(level) {
                let (believed, disbelieved) = food_security::judge(&column);
                believed_phases = believed;
                problems.extend([contradicted, disbelieved]);
            }
            columns.push(if believed_phases { column } else { food_security::withdrawn(column) });
        }
    }
    columns.extend(joined.studies.iter().take(1).flat_map(|list| studies::columns(&list.studies, boundaries, &list.source)));
    columns.extend(localities::columns(&joined.localities, boundaries));
    let askable = Askable { surveys: &joined.surveys, printed: &joined.printed };
    let (questions, found) = survey_columns(project, &askable, boundaries);
    columns.extend(questions);
    problems.extend(found);
    let (models, found) = model_columns(project, &askable, &columns, boundaries);
    columns.extend(models);
    problems.extend(found);
    if let Some(risk) = &project.risk {
        let (index, found) = index(risk, &columns, boundaries);
        columns.extend(index);
        problems.extend(found);
    }
    (columns, problems)
}

/// The finest level that a list of phases speaks of.
fn finest(phases: &food_security::Phases) -> Option<Level> {
    phases.all.iter().map(|a| a.place.level).max()
}

/// A share of people near something, weighed with a raster of people.
fn where_people_live(column: Column, raster: &str) -> Column {
    let sources: Vec<String> = column.sources.iter().cloned().chain([raster.to_owned()]).collect();
    column.with_sources(sources).with_method(Text::new(
        "Distance à vol d'oiseau à la structure non fermée la plus proche ; habitants là où le raster de population les place.",
        "Straight-line distance to the nearest facility not closed; people where the population raster puts them.",
    ))
}

/// The base of rates when no population was given: nothing is known of any area.
fn nobody_counted(level: Level, boundaries: &Boundaries) -> Column {
    let cells = vec![Cell::missing(Missing::NoData); boundaries.level(level).len()];
    Column::new("population", Default::default(), Unit::People, Direction::Neutral, level, cells)
}

/// The index of the communes; coarser levels take the mean of their communes weighted by people.
fn index(declared: &Risk, columns: &[Column], boundaries: &Boundaries) -> (Vec<Column>, Vec<Problem>) {
    let tree = risk::Tree {
        normalisation: declared.normalisation,
        aggregation: declared.aggregation,
        minimum_reliability: declared.minimum_reliability,
        dimensions: declared
            .dimension
            .iter()
            .map(|d| risk::Dimension {
                id: d.id.clone(),
                label: d.label.text(),
                weight: d.weight,
                leaves: d.indicators.iter().map(|i| risk::Leaf { column: i.column.clone(), weight: i.weight }).collect(),
            })
            .collect(),
    };
    let communes = columns_at(Level::Commune, columns, boundaries);
    let (index, problems) = risk::index(&tree, &communes, Level::Commune);
    let people = communes.iter().find(|c| c.id == "population");
    let coarser = LEVELS[1..].iter().flat_map(|&level| index.iter().map(move |c| (c, level)));
    let coarser: Vec<Column> = coarser.map(|(c, level)| risk::mean_by_people(c, people, level, boundaries)).collect();
    (index.into_iter().chain(coarser).collect(), problems)
}
