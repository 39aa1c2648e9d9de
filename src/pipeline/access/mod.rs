//! Travel time to facilities: the ground of a project, the times over it, and who is reached.

mod along;
mod command;
mod ground;
mod people;
mod sampler;

pub use command::{AccessOptions, Accessed, access_files, style};

use super::join::Joined;
use super::load::{Loaded, Records};
use super::project::Access;
use crate::access::friction::{Account, Grid, GridCell, Neighbours, Surface, Travel, TravelOptions, account};
use crate::access::network::NetworkOptions;
use crate::base::{Boundaries, Case, Cell, Column, Error, Level, Problem, Problems, Progress, Result, Text};
use crate::indicators::{access, population, services::Service};
use crate::table::{Site, Status};
use along::AlongRoads;
use ground::{Layers, MEMORY};
use people::People;
use sampler::Sampler;
use std::path::Path;

/// Times to one list of facilities.
pub struct Times {
    pub travel: Travel,
    pub account: Account,
}

/// One list of facilities, as things are and as they would be without closures.
pub struct Reached {
    /// Id of the list.
    pub id: String,
    pub label: Text,
    pub now: Times,
    /// `None` where nothing is closed.
    pub before: Option<Times>,
}

/// Times to every list of facilities that is asked for, closed ones left out.
///
/// # Errors
/// Files that cannot be used, impossible speeds or sizes, a population raster whose unit is not said.
pub fn travel_times(
    declared: &Access,
    folder: &Path,
    loaded: &Loaded,
    joined: &Joined,
    network: NetworkOptions,
    progress: &dyn Progress,
) -> Result<(Vec<Reached>, Problems)> {
    let boundaries = &loaded.boundaries;
    let mut problems = Problems::new();
    let Some(extent) = boundaries.country.extent().or_else(|| boundaries.communes.extent()) else {
        return Ok((Vec::new(), problems));
    };
    let grid = Grid::over(extent, declared.cell)?;
    let roads: Vec<_> = loaded
        .inputs
        .iter()
        .filter_map(|input| match &input.records {
            Records::Roads(roads) => Some(roads.iter()),
            _ => None,
        })
        .flatten()
        .collect();
    progress.step(&Text::new("Le terrain", "The ground"), None);
    let layers = Layers::new(declared, folder, &roads, grid, &boundaries.communes, &mut problems)?;
    let before = layers.surface(false, progress)?;
    let after = if layers.closures().is_empty() { None } else { Some(layers.surface(true, progress)?) };
    let along = match declared.along_roads {
        true => {
            let files = loaded.inputs.iter().filter(|input| matches!(input.records, Records::Roads(_)));
            let files: Vec<&str> = files.map(|input| input.source.file.as_str()).collect();
            let frame = &before.grid.frame;
            Some(AlongRoads::new(declared, &roads, &files.join(", "), network, layers.closures(), frame, &mut problems)?)
        }
        false => None,
    };
    let people = people(declared, folder, joined, &before, boundaries)?;
    let mut out = Vec::new();
    for list in joined.services.iter().filter(|s| declared.facilities.is_empty() || declared.facilities.contains(&s.id)) {
        progress.step(&Text::new("Temps de trajet", "Travel time"), None);
        let open: Vec<&Site> = list.sites.iter().collect();
        let file = loaded.inputs.iter().find(|i| i.declared.id == list.id).map_or("", |i| i.source.file.as_str());
        let times = |surface: &Surface, closed: bool, problems: &mut Problems| -> Result<Times> {
            let sources = places(&open, surface, file, problems)?;
            let travel = match &along {
                Some(along) => {
                    let point = |(site, cell): (&&Site, &Option<GridCell>)| site.point.filter(|_| cell.is_some());
                    let goals: Vec<_> = open.iter().zip(&sources).map(point).collect();
                    along.travel(surface, &goals, closed, progress)?
                }
                None => {
                    let options = TravelOptions { neighbours: neighbours(declared)?, memory: MEMORY, ..TravelOptions::default() };
                    Travel::new(surface, &sources, &options, progress)?
                }
            };
            let areas = boundaries.communes.len();
            let account = account(&travel, areas, open.len(), &declared.limits, progress, |tile| people.of_tile(tile))?;
            Ok(Times { travel, account })
        };
        let (now, before) = match &after {
            Some(after) => {
                let now = times(after, true, &mut problems)?;
                (now, Some(times(&before, false, &mut Problems::new())?))
            }
            None => (times(&before, false, &mut problems)?, None),
        };
        out.push(Reached { id: list.id.clone(), label: list.label.clone(), now, before });
    }
    Ok((out, problems))
}

/// Columns of everything reached, at every level.
pub fn columns(declared: &Access, reached: &[Reached], joined: &Joined, boundaries: &Boundaries) -> Vec<Column> {
    let raster = declared.population.is_some() || joined.raster.is_some();
    let spread = match (raster, &joined.population) {
        (true, _) => Text::new("population d'un raster", "people from a raster"),
        (false, Some(_)) => {
            Text::new("habitants supposés répartis également sur leur commune", "people assumed evenly spread over their commune")
        }
        (false, None) => Text::new("sans population : chaque km² compte autant", "without people: every km² counts the same"),
    };
    let mode = declared.mode.label();
    let way = match declared.along_roads {
        true => Text::new(
            "de porte à porte : à pied jusqu'à la route, le long de la route, à pied ensuite, ou à pied tout droit si c'est plus court ; depuis le milieu de cellules",
            "from door to door: on foot to the road, along it, on foot from it, or straight on foot where that is shorter; from the middle of cells",
        ),
        false => Text::new("à travers des cellules", "over cells"),
    };
    let slope = match declared.elevation {
        Some(_) => Text::new(
            " ; les pentes comptent dans le sens de la marche vers la structure (Tobler 1993)",
            "; slopes count in the direction of the walk to the facility (Tobler 1993)",
        ),
        None => Text::default(),
    };
    let method = Text::new(
        format!(
            "Temps le plus court vers une structure non fermée, {}, {} de {} m{} ; {}.",
            mode.fr, way.fr, declared.cell, slope.fr, spread.fr
        ),
        format!(
            "Shortest time to a facility not closed, {}, {} of {} m{}; {}.",
            mode.en, way.en, declared.cell, slope.en, spread.en
        ),
    );
    let mut out = Vec::new();
    for list in reached {
        let service = Service { id: &list.id, label: &list.label };
        for level in [Level::Commune, Level::Cercle, Level::Region, Level::Zone, Level::Country] {
            let made = |times: &Times, before| {
                let found = access::Found { areas: &times.account.areas, limits: &declared.limits, before };
                access::columns(&service, &found, level, boundaries, &method)
            };
            out.extend(made(&list.now, false));
            out.extend(list.before.iter().flat_map(|times| made(times, true)));
        }
    }
    out
}

fn neighbours(declared: &Access) -> Result<Neighbours> {
    match declared.neighbours {
        8 => Ok(Neighbours::Eight),
        16 => Ok(Neighbours::Sixteen),
        _ => Err(Error::usage(
            Text::new("neighbours vaut 8 ou 16", "neighbours is 8 or 16"),
            Text::new("Écrivez 16, ou 8 comme dans AccessMod.", "Write 16, or 8 as in AccessMod."),
        )),
    }
}

/// The people to count: a raster's, else those of the table of the communes, else one on every km².
fn people<'s>(
    declared: &Access,
    folder: &Path,
    joined: &Joined,
    surface: &'s Surface,
    boundaries: &Boundaries,
) -> Result<People<'s>> {
    let communes = &boundaries.communes;
    if let Some(file) = &declared.population {
        let Some(unit) = declared.population_unit else {
            return Err(Error::usage(
                Text::new("rien ne dit ce que compte le raster de population", "nothing says what the population raster counts"),
                Text::new(
                    "Dites-le : population_unit = \"count\" (habitants par cellule) ou \"density\" (habitants par km²).",
                    "Say it: population_unit = \"count\" (people in a cell) or \"density\" (people per km²).",
                ),
            ));
        };
        return People::raster(surface, communes, Sampler::open(&folder.join(file), &surface.grid)?, unit);
    }
    if let Some(raster) = &joined.raster {
        let (opened, unit) = raster.open()?;
        return People::raster(surface, communes, Sampler::new(opened, &raster.source, &surface.grid)?, unit);
    }
    let column = match &joined.population {
        Some(known) => population::columns(&known.headcounts, Level::Commune, boundaries, &known.source).swap_remove(0),
        None => {
            let mut area = population::area_km2(Level::Commune, boundaries);
            area.cells.iter_mut().filter(|cell| cell.ok().is_none()).for_each(|cell| *cell = Cell::value(0.0));
            area
        }
    };
    People::even(surface, communes, &column)
}

/// The cell of every facility that travel may end at.
fn places(sites: &[&Site], surface: &Surface, file: &str, problems: &mut Problems) -> Result<Vec<Option<GridCell>>> {
    let way_out = Text::new(
        "Vérifiez la position de la structure, l'eau et les fermetures, ou prenez des cellules plus petites.",
        "Check the position of the facility, the water and the closures, or take smaller cells.",
    );
    let mut barred = Problem::warning(
        "facility-on-barrier",
        file,
        Text::new(
            "structures sur une barrière, loin d'un passage : personne ne les atteint",
            "facilities on a barrier, away from any passage: nobody reaches them",
        ),
        way_out.clone(),
    );
    let mut moved = Problem::note(
        "facility-beside-barrier",
        file,
        Text::new(
            "structures sur une cellule infranchissable : comptées sur la cellule voisine",
            "facilities on an impassable cell: counted on the cell beside it",
        ),
        way_out,
    );
    let mut off = Problem::warning(
        "facility-off-grid",
        file,
        Text::new("structures hors du pays : aucun trajet n'y mène", "facilities outside the country: no travel ends there"),
        Text::new("Vérifiez leurs coordonnées.", "Check their coordinates."),
    );
    let mut out = Vec::with_capacity(sites.len());
    for site in sites {
        let Some(point) = site.point.filter(|_| site.status != Status::Closed) else {
            out.push(None);
            continue;
        };
        let mut at = [point];
        surface.grid.frame.project(&mut at)?;
        let case = || Case::row(site.row, "longitude, latitude", format!("{}, {}", point.x, point.y));
        let cell = surface.grid.cell_at(at[0]);
        let found = cell.map(|cell| surface.passable_at(cell)).transpose()?.flatten();
        match (cell, found) {
            (None, _) => off.push(case()),
            (Some(_), None) => barred.push(case()),
            (Some(cell), Some(found)) if cell != found => moved.push(case()),
            _ => {}
        }
        out.push(found);
    }
    problems.extend([barred, moved, off]);
    Ok(out)
}
