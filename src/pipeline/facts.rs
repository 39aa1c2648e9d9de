//! From joined records to every column at every level.

use super::evidence::undated;
use super::join::Joined;
use super::need::need_columns;
use super::project::{Project, Risk};
use super::questions::{Askable, survey_columns};
use super::small_areas::model_columns;
use crate::base::{Boundaries, Case, Cell, Column, Direction, Level, Missing, Problem, Result, Text, Unit, columns_at};
use crate::indicators::{
    displaced, food_security, incident_classes, incidents, localities, population, road_length, services, shared_out, studies,
};
use crate::risk::{self, Evidence};
use crate::spatial::contiguity::queen;
use rayon::prelude::*;

/// Levels at which facts are computed, fine to coarse.
const LEVELS: [Level; 5] = [Level::Commune, Level::Cercle, Level::Region, Level::Zone, Level::Country];

/// What the index is made of.
pub struct IndexBasis {
    pub tree: risk::Tree,
    /// What the tree weighs, and the people by whom means are weighed, at the levels at which they were computed.
    pub columns: Vec<Column>,
    pub around: risk::Surroundings,
}

/// Every column, and what is to be said of them.
pub struct Facts {
    pub columns: Vec<Column>,
    /// Where the project has an index.
    pub index: Option<IndexBasis>,
    pub problems: Vec<Problem>,
}

/// Every column at every level at which it can be computed from its own records.
pub fn columns(joined: &Joined, project: &Project, boundaries: &Boundaries, evidence: &Evidence) -> Facts {
    let (mut columns, mut problems) = (Vec::new(), Vec::new());
    let mut communes = None;
    // Decided at the finest level of the list, which comes first.
    let mut believed_phases = true;
    let of_incidents = LEVELS.par_iter().with_max_len(1).map(|&level| incident_columns(joined, level, boundaries));
    for (level, of_incidents) in LEVELS.into_iter().zip(of_incidents.collect::<Vec<_>>()) {
        let people = people(joined, level, boundaries);
        columns.extend(of_incidents);
        if let Some(raster) = &joined.raster {
            let beside_table = joined.population.as_ref().is_some_and(|p| p.source != raster.source);
            columns.extend(raster.columns(level, boundaries, beside_table));
        }
        let communes: &Column = communes.get_or_insert_with(|| people.clone());
        for s in &joined.services {
            let service = services::Service { id: &s.id, label: &s.label };
            columns.extend(services::columns(&service, &s.sites, &people, boundaries));
            if s.measured_to > 0 {
                columns.push(services::nearest_column(&service, &s.nearest_km, communes, level, boundaries));
            }
            let within = services::within_columns(&service, &s.shares_within, communes, level, s.measured_to, boundaries);
            let within = within.into_iter().map(|column| match &joined.raster {
                Some(raster) => where_people_live(column, &raster.source),
                None => column,
            });
            let within: Vec<Column> = within.collect();
            let near = within.first();
            let beyond = near.map(|near| services::beyond_column(&service, near, &s.shares_within, communes, boundaries));
            columns.extend(within.into_iter().chain(beyond));
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
    columns.extend(joined.travel.iter().cloned());
    columns.extend(joined.studies.iter().take(1).flat_map(|list| studies::columns(&list.studies, boundaries, &list.source)));
    columns.extend(localities::columns(&joined.localities, boundaries));
    let askable = Askable { surveys: &joined.surveys, printed: &joined.printed };
    let (questions, found) = survey_columns(project, &askable, boundaries);
    columns.extend(questions);
    problems.extend(found);
    let (models, found) = model_columns(project, &askable, &columns, boundaries);
    columns.extend(models);
    problems.extend(found);
    let (pairs, found) = need_columns(project, &columns, boundaries);
    columns.extend(pairs);
    problems.extend(found);
    incident_classes::say_lower_bounds(&mut columns, &joined.events);
    let (shared, found) = share_out(joined, project, &columns, boundaries);
    columns.extend(shared);
    problems.extend(found);
    let basis = project.risk.as_ref().map(|risk| IndexBasis::of(risk, &columns, boundaries));
    if let Some(basis) = &basis {
        let (index, found) = index(basis, boundaries, evidence);
        columns.extend(index);
        problems.extend(found);
        problems.push(undated(basis, evidence));
    }
    Facts { columns, index: basis, problems }
}

/// Events known only to coarser units, shared out where the project asks for it.
fn share_out(joined: &Joined, project: &Project, columns: &[Column], boundaries: &Boundaries) -> (Vec<Column>, Vec<Problem>) {
    let Some(asked) = project.incidents.share_out else { return Default::default() };
    let id = asked.column();
    let Some(weights) = columns.iter().find(|c| c.id == id && c.level == Level::Commune) else {
        return (Vec::new(), vec![no_weights(id)]);
    };
    let made = LEVELS.iter().take(3).map(|&level| shared_out::column(&joined.events, weights, level, boundaries));
    let (columns, problems): (Vec<Option<Column>>, Vec<Problem>) = made.unzip();
    // The communes tell every unit that cannot be shared out; coarser levels would tell some again.
    (columns.into_iter().flatten().collect(), problems.into_iter().take(1).collect())
}

fn no_weights(id: &str) -> Problem {
    Problem::error(
        "share-out-without-weights",
        "",
        Text::new(
            "share_out demandé dans [incidents], mais rien ne donne les poids : rien n'est réparti",
            "share_out asked for in [incidents], but nothing gives the weights: nothing is shared out",
        ),
        Text::new(
            "Ajoutez une entrée population (share_out = \"people\") ou roads (share_out = \"road_length\").",
            "Add an input of kind population (share_out = \"people\") or roads (share_out = \"road_length\").",
        ),
    )
    .with(Case::found(id))
}

/// People and area, roads, and everything about incidents at one level.
pub fn incident_columns(joined: &Joined, level: Level, boundaries: &Boundaries) -> Vec<Column> {
    let people = people(joined, level, boundaries);
    let counted = counted(joined, level, boundaries);
    let mut columns = counted.unwrap_or_else(|| vec![population::area_km2(level, boundaries)]);
    let area = population::area_km2(level, boundaries);
    let roads = joined.road_km.as_ref().map(|r| road_length::column(&r.communes, level, boundaries, &r.source));
    let bases = incidents::Bases { people: &people, area: &area, roads: roads.as_ref() };
    let record = incidents::Record::new(&joined.events);
    let found = incidents::columns(&record, &bases, boundaries);
    columns.extend(found.into_iter().chain(roads));
    columns.extend(incident_classes::columns(&joined.events, level, boundaries));
    columns
}

/// Clusters of incidents among the people of the communes; `None` where nothing can be scanned.
///
/// # Errors
/// Centres that cannot be projected.
pub fn incident_clusters(joined: &Joined, boundaries: &Boundaries) -> Result<Option<incidents::IncidentClusters>> {
    let people = people(joined, Level::Commune, boundaries);
    incidents::clusters(&incidents::Record::new(&joined.events), &people, boundaries)
}

/// The people of each area; nobody is known where no population was given.
fn people(joined: &Joined, level: Level, boundaries: &Boundaries) -> Column {
    let columns = counted(joined, level, boundaries);
    columns.and_then(|c| c.into_iter().next()).unwrap_or_else(|| nobody_counted(level, boundaries))
}

/// People and area where a population was given, the people first.
fn counted(joined: &Joined, level: Level, boundaries: &Boundaries) -> Option<Vec<Column>> {
    let known = joined.population.as_ref()?;
    let mut columns = population::columns(&known.headcounts, level, boundaries, &known.source);
    if let (Some(people), Some(method)) = (columns.first_mut(), &known.method) {
        people.method = method.clone();
    }
    Some(columns)
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

/// What lies around each commune, as far as the tree asks for it.
fn surroundings(tree: &risk::Tree, boundaries: &Boundaries) -> risk::Surroundings {
    let communes = &boundaries.communes;
    risk::Surroundings {
        neighbours: if tree.asks(risk::Gaps::Neighbours) {
            let touching = queen(&communes.iter().map(|c| &c.geometry).collect::<Vec<_>>());
            (0..communes.len()).map(|i| touching.of(i).to_vec()).collect()
        } else {
            Vec::new()
        },
        parents: (0..communes.len()).map(|i| boundaries.ancestor(Level::Commune, i, Level::Cercle)).collect(),
    }
}

impl IndexBasis {
    /// Takes it from the columns that are there before the index is.
    fn of(declared: &Risk, columns: &[Column], boundaries: &Boundaries) -> IndexBasis {
        let tree = declared.tree();
        let around = surroundings(&tree, boundaries);
        let columns = columns.iter().filter(|c| c.id == "population" || tree.uses(&c.id)).cloned().collect();
        IndexBasis { tree, columns, around }
    }
}

/// The index of the communes; coarser levels take the mean of their communes weighted by people.
fn index(basis: &IndexBasis, boundaries: &Boundaries, evidence: &Evidence) -> (Vec<Column>, Vec<Problem>) {
    let communes = columns_at(Level::Commune, &basis.columns, boundaries);
    let (index, problems) = risk::index(&basis.tree, &communes, Level::Commune, &basis.around, evidence);
    let people = communes.iter().find(|c| c.id == "population");
    // Ranks and draws are about communes; a mean of ranks says nothing of a region.
    let means = index.iter().filter(|c| c.unit == Unit::Score10 || c.id.starts_with("risk_reliability"));
    let coarser = LEVELS[1..].iter().flat_map(|&level| means.clone().map(move |c| (c, level)));
    let coarser: Vec<Column> = coarser.map(|(c, level)| risk::mean_by_people(c, people, level, boundaries)).collect();
    (index.into_iter().chain(coarser).collect(), problems)
}
