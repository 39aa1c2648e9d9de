//! Everything that was read, put in its place.

use super::load::{Loaded, Records};
use super::people_raster::RasterPeople;
use super::questions::Printed;
use super::summary::InputAccount;
use super::surveys::{Sampled, Surveyed};
use super::town_list::TownList;
use crate::base::{Case, Column, Lang, Level, Pcode, Place, Problem, Problems, Result, Text};
use crate::indicators::food_security::Phases;
use crate::indicators::population::{self, Headcount};
use crate::indicators::services::THRESHOLDS_KM;
use crate::products::duplicate_tables::{DuplicateRow, duplicate_rows};
use crate::products::record_layers::{RoadLine, TownMark, WaterMark};
use crate::read::area_rows::AreaRow;
use crate::read::incidents::{Incident, adopt_twin_coordinates};
use crate::read::roads::Road;
use crate::read::towns::Town;
use crate::read::waters::Water;
use crate::survey::Estimate;
use crate::survey::published::estimates;
use crate::table::duplicates::{duplicates, merge};
use crate::table::join::{Join, amounts, events, sites};
use crate::table::places::Places;
use crate::table::{
    Amount, Density, Event, Milestone, NearestPoints, PlacedStudy, SampledPlace, Site, Status, line_lengths, localities,
    shares_within, studies,
};
use geo::CoordsIter;
use geo_types::Coord;
use std::collections::{BTreeMap, BTreeSet};

/// Score from which two reports are listed for a person to look at.
const LISTED_ABOVE: f64 = 0.6;

/// Records that know where they are, by family.
#[derive(Default)]
pub struct Joined {
    pub population: Option<Population>,
    /// People by a raster, also where a table gives the population.
    pub raster: Option<RasterPeople>,
    pub events: Vec<Event>,
    /// Reports that may tell the same event, as they were before merging.
    pub duplicates: Vec<DuplicateRow>,
    pub services: Vec<ServiceList>,
    pub displaced: Option<DisplacedList>,
    pub food: Option<Phases>,
    pub surveys: Vec<Surveyed>,
    /// Results that reports print.
    pub printed: Vec<Printed>,
    pub studies: Vec<StudyList>,
    /// Steps, by the id of their input.
    pub timelines: Vec<(String, Vec<Milestone>)>,
    pub localities: Vec<SampledPlace>,
    pub roads: Vec<RoadLine>,
    /// Of the first list of roads: those of a second may be the same roads again.
    pub road_km: Option<RoadLengths>,
    pub towns: Vec<TownMark>,
    pub waters: Vec<WaterMark>,
    /// Rows of `matches.csv`, each after the id of its input.
    pub matches: Vec<(String, [String; 10])>,
    pub accounts: Vec<InputAccount>,
    /// Travel time to facilities, where the project asks for it.
    pub travel: Vec<Column>,
}

pub struct Population {
    pub source: String,
    /// How the figures were made, where it is not by adding up a table.
    pub method: Option<Text>,
    pub headcounts: Vec<Headcount>,
}

/// One list of facilities.
pub struct ServiceList {
    pub id: String,
    pub label: Text,
    pub sites: Vec<Site>,
    /// See [`crate::indicators::services::within_columns`].
    pub shares_within: Vec<Option<Vec<f64>>>,
    /// Facilities that distances were measured to.
    pub measured_to: u32,
    /// Kilometres from the centre of every commune to the nearest of them.
    pub nearest_km: Vec<Option<f64>>,
}

/// One list of studies.
pub struct StudyList {
    pub source: String,
    pub studies: Vec<PlacedStudy>,
}

/// Kilometres of road in each commune.
pub struct RoadLengths {
    pub source: String,
    pub communes: Vec<f64>,
}

pub struct DisplacedList {
    pub source: String,
    pub rows: Vec<Amount>,
}

/// Looks everything up. `lang` is that of the table of matches.
///
/// Errors: a survey that cannot be calibrated as the project asks.
pub fn join(loaded: &Loaded, lang: Lang) -> Result<(Joined, Problems)> {
    let places = Places::new(&loaded.boundaries, &loaded.review);
    let mut work = Work { places, lang, joined: Joined::default(), towns: TownList::default(), problems: Problems::new() };
    let placed_events = work.incidents(loaded);
    work.raster(loaded)?;
    for input in &loaded.inputs {
        let file = input.source.file.as_str();
        let id = input.declared.id.as_str();
        let (placed, unplaced) = match &input.records {
            Records::Population(rows) => work.population(rows, id, file),
            Records::PopulationRaster(_) => {
                let found = work.joined.raster.as_ref().filter(|r| r.source == id).map_or(0, |r| r.headcounts.len());
                (found, loaded.boundaries.communes.len().saturating_sub(found))
            }
            Records::Facilities(rows) => {
                let join = sites(rows, id, file, &work.places, lang);
                let sites = work.keep(join, id);
                let count = placed_and_not(sites.iter().map(|s| s.place.is_some()));
                work.joined.services.push(service_list(
                    id,
                    input.declared.label_text(),
                    sites,
                    &work.places,
                    work.joined.raster.as_ref(),
                ));
                count
            }
            Records::Incidents(_) => placed_events.get(id).copied().unwrap_or_default(),
            Records::Displaced(rows) => {
                let rows_of = |r: &AreaRow| r.values.get("individuals").copied();
                let amounts = work.amounts(rows, rows_of, id, file);
                let count = (amounts.len(), rows.len() - amounts.len());
                work.displaced(DisplacedList { source: id.into(), rows: amounts });
                count
            }
            Records::FoodSecurity(rows) => {
                let all = work.amounts(rows, |r| people_in_phases(r, 1), id, file);
                let worse = amounts(rows, |r| people_in_phases(r, 3), file, &work.places, lang).records;
                let worse = worse.into_iter().map(|(_, amount)| amount).collect();
                let count = (all.len(), rows.len() - all.len());
                work.food(Phases { source: id.into(), worse, all });
                count
            }
            Records::Survey(responses) => {
                let sampled = Sampled::of(&input.declared);
                let (survey, found) = Surveyed::new(id, file, &sampled, (**responses).clone(), Some(&work.places))?;
                work.problems.extend(found);
                let count = survey.placed();
                work.joined.surveys.push(survey);
                count
            }
            Records::Results(rows, asked) => {
                let estimates: Vec<Estimate> = rows.iter().flat_map(|r| estimates(r, id)).collect();
                let questionnaire = asked.clone();
                work.joined.printed.push(Printed { id: id.into(), file: file.into(), questionnaire, estimates });
                (rows.len(), 0)
            }
            Records::Studies(rows) => {
                let join = studies(rows, file, &work.places, lang);
                let studies = work.keep(join, id);
                let count = placed_and_not(studies.iter().map(|s| !s.is_nowhere()));
                work.joined.studies.push(StudyList { source: id.into(), studies });
                count
            }
            Records::Timeline(rows) => {
                work.joined.timelines.push((id.into(), rows.clone()));
                (rows.len(), 0)
            }
            Records::Localities(rows) => {
                let join = localities(rows, id, file, &work.places, lang);
                let found = work.keep(join, id);
                let count = placed_and_not(found.iter().map(|l| l.place.is_some()));
                work.joined.localities.extend(found);
                count
            }
            Records::Roads(roads) => {
                let lines = roads.iter().map(|r| road_line(r, &work.places)).collect::<Vec<_>>();
                let count = placed_and_not(lines.iter().map(|l| !l.regions.is_empty()));
                if work.joined.road_km.is_none() {
                    let built: Vec<_> = lines.iter().filter(|l| !l.proposed).map(|l| &l.line).collect();
                    let communes = line_lengths(&work.places.boundaries.communes, &work.places.locator, &built);
                    work.joined.road_km = Some(RoadLengths { source: id.into(), communes });
                }
                work.joined.roads.extend(lines);
                count
            }
            Records::Towns(towns) => {
                let marks: Vec<TownMark> = towns.iter().map(|t| town_mark(t, &work.places)).collect();
                let count = placed_and_not(marks.iter().map(|m| m.region.is_some()));
                let inside = marks.into_iter().filter(|m| m.region.is_some()).collect();
                work.problems.extend(work.towns.add(inside, file));
                count
            }
            Records::Waters(waters) => {
                let marks: Vec<WaterMark> = waters.iter().map(|w| water_mark(id, w, &work.places)).collect();
                let count = placed_and_not(marks.iter().map(|m| !m.regions.is_empty()));
                work.joined.waters.extend(marks);
                count
            }
        };
        work.joined.accounts.push(InputAccount {
            source: input.source.clone(),
            kind: input.declared.kind.label(),
            placed,
            unplaced,
        });
    }
    work.one_population();
    work.joined.towns = work.towns.into_towns();
    Ok((work.joined, work.problems))
}

struct Work<'a> {
    places: Places<'a>,
    lang: Lang,
    joined: Joined,
    towns: TownList,
    problems: Problems,
}

impl Work<'_> {
    fn keep<T>(&mut self, join: Join<T>, id: &str) -> Vec<T> {
        self.problems.extend(join.problems);
        self.joined.matches.extend(join.matches.into_iter().map(|row| (id.to_owned(), row)));
        join.records
    }

    /// All registers together, because two exports of one register tell the same event twice, and
    /// so may two registers. Returns how many reports of each input have a place, and how many none.
    fn incidents(&mut self, loaded: &Loaded) -> BTreeMap<String, (usize, usize)> {
        let mut counts = BTreeMap::new();
        let mut all: Vec<Incident> = Vec::new();
        let mut files = Vec::new();
        for input in &loaded.inputs {
            if let Records::Incidents(rows) = &input.records {
                all.extend(rows.iter().cloned());
                files.push((input.declared.id.clone(), input.source.file.clone()));
            }
        }
        let (all, found) = adopt_twin_coordinates(all);
        self.problems.extend(found);
        for (id, file) in files {
            let rows: Vec<Incident> = all.iter().filter(|i| i.file == file).cloned().collect();
            let join = events(&rows, &id, &file, &self.places, self.lang);
            let events = self.keep(join, &id);
            counts.insert(id, placed_and_not(events.iter().map(|e| e.place.is_some())));
            self.joined.events.extend(events);
        }
        let pairs = duplicates(&self.joined.events, self.places.boundaries, LISTED_ABOVE.min(loaded.incidents.merge_above));
        let reports = std::mem::take(&mut self.joined.events);
        let (events, findings, found) = merge(reports.clone(), &pairs, loaded.incidents.merge_above, &loaded.duplicates);
        self.problems.extend(found);
        self.joined.duplicates = duplicate_rows(&reports, &findings);
        self.joined.events = events;
        counts
    }

    /// The raster of people, first of all: distances to services are weighed with it.
    fn raster(&mut self, loaded: &Loaded) -> Result<()> {
        for input in &loaded.inputs {
            let Records::PopulationRaster(declared) = &input.records else { continue };
            let (id, file) = (input.declared.id.as_str(), input.source.file.as_str());
            if self.joined.raster.is_some() {
                self.problems.add(second_population(id));
                continue;
            }
            let (people, found) = RasterPeople::read(declared, id, file, self.places.boundaries)?;
            self.problems.extend(found);
            self.joined.raster = Some(people);
        }
        Ok(())
    }

    /// The table where there is one, else the raster; both are held against each other.
    fn one_population(&mut self) {
        let Some(raster) = &self.joined.raster else { return };
        let boundaries = self.places.boundaries;
        match &self.joined.population {
            Some(table) => self.problems.add(raster.against_table(&table.headcounts, boundaries, &raster.source)),
            None => {
                let (source, headcounts) = (raster.source.clone(), raster.headcounts.clone());
                self.problems.extend(population::check(&headcounts, boundaries, &source));
                self.joined.population = Some(Population { source, method: Some(raster.method()), headcounts });
            }
        }
    }

    fn amounts(&mut self, rows: &[AreaRow], value: impl Fn(&AreaRow) -> Option<f64>, id: &str, file: &str) -> Vec<Amount> {
        let join = amounts(rows, value, file, &self.places, self.lang);
        self.keep(join, id).into_iter().map(|(_, amount)| amount).collect()
    }

    /// People of all sexes and ages of each place, see [`whole_or_parts`].
    fn population(&mut self, rows: &[AreaRow], id: &str, file: &str) -> (usize, usize) {
        let join = amounts(rows, |r| r.values.get("population").copied().filter(|v| *v >= 0.0), file, &self.places, self.lang);
        let parts: BTreeMap<u64, Part> = rows.iter().map(|r| (r.row, Part::of(r))).collect();
        let found = self.keep(join, id);
        let count = (found.len(), rows.len() - found.len());
        let headcounts = whole_or_parts(found, &parts);
        self.problems.extend(population::check(&headcounts, self.places.boundaries, file));
        if self.joined.population.is_some() {
            self.problems.add(second_population(id));
        } else {
            self.joined.population = Some(Population { source: id.into(), method: None, headcounts });
        }
        count
    }

    /// Of several lists the one of the latest date: figures of two dates do not add up.
    fn displaced(&mut self, list: DisplacedList) {
        let date = |l: &DisplacedList| l.rows.iter().filter_map(|r| r.date.clone()).max();
        let (kept, left) = match self.joined.displaced.take() {
            None => (list, None),
            Some(other) if date(&other) < date(&list) => (list, Some(other)),
            Some(other) => (other, Some(list)),
        };
        self.problems.extend(left.map(|l| older_list(&l.source, &kept.source)));
        self.joined.displaced = Some(kept);
    }

    /// As for the displaced.
    fn food(&mut self, phases: Phases) {
        let date = |p: &Phases| p.all.iter().filter_map(|r| r.date.clone()).max();
        let (kept, left) = match self.joined.food.take() {
            None => (phases, None),
            Some(other) if date(&other) < date(&phases) => (phases, Some(other)),
            Some(other) => (other, Some(phases)),
        };
        self.problems.extend(left.map(|l| older_list(&l.source, &kept.source)));
        self.joined.food = Some(kept);
    }
}

/// What part of a place's people a row is about, the most useful first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Everybody,
    OneSex,
    OneAge,
    OneSexAndAge,
}

impl Part {
    fn of(row: &AreaRow) -> Part {
        match (&row.sex, &row.age) {
            (None, None) => Part::Everybody,
            (Some(_), None) => Part::OneSex,
            (None, Some(_)) => Part::OneAge,
            (Some(_), Some(_)) => Part::OneSexAndAge,
        }
    }
}

/// For each place the rows about everybody where there are any, else those that split it once:
/// adding a split by sex to a split by age would count everybody twice.
fn whole_or_parts(found: Vec<(u64, Amount)>, parts: &BTreeMap<u64, Part>) -> Vec<Headcount> {
    let mut best: BTreeMap<Place, Part> = BTreeMap::new();
    for (row, amount) in &found {
        let part = parts[row];
        best.entry(amount.place.clone()).and_modify(|b| *b = part.min(*b)).or_insert(part);
    }
    found
        .into_iter()
        .filter(|(row, amount)| best[&amount.place] == parts[row])
        .map(|(row, amount)| Headcount { row, place: amount.place, people: amount.value })
        .collect()
}

fn placed_and_not(placed: impl Iterator<Item = bool>) -> (usize, usize) {
    placed.fold((0, 0), |(yes, no), p| if p { (yes + 1, no) } else { (yes, no + 1) })
}

fn people_in_phases(row: &AreaRow, from: u8) -> Option<f64> {
    // Without the lower phases there is no base, and a share of nothing.
    row.values.get("phase1")?;
    Some((from..=5).filter_map(|p| row.values.get(&format!("phase{p}"))).sum())
}

fn service_list(id: &str, label: Text, sites: Vec<Site>, places: &Places, people: Option<&RasterPeople>) -> ServiceList {
    let open: Vec<_> = sites.iter().filter(|s| s.status != Status::Closed).filter_map(|s| s.point).collect();
    let (points, communes) = (NearestPoints::new(&open), &places.boundaries.communes);
    let density = people.map(|people| |lon: f64, lat: f64| people.grid.density(lon, lat));
    let density = density.as_ref().map(|density| density as Density);
    let shares_within = shares_within(communes, &points, &THRESHOLDS_KM, density);
    let nearest_km = communes.iter().map(|c| points.nearest(c.centre).map(|(_, metres)| metres / 1000.0)).collect();
    ServiceList { id: id.into(), label, sites, shares_within, measured_to: open.len() as u32, nearest_km }
}

/// The regions a road passes through, by its vertices: a road that cuts a corner between two
/// vertices without standing in it is not listed there.
pub(super) fn road_line(road: &Road, places: &Places) -> RoadLine {
    RoadLine {
        row: road.row,
        name: road.name.clone(),
        number: road.number.clone(),
        class: road.class.clone(),
        proposed: road.proposed,
        line: road.line.clone(),
        regions: regions_along(road.line.coords_iter(), places),
    }
}

/// The regions of vertices, by code.
fn regions_along(vertices: impl Iterator<Item = Coord<f64>>, places: &Places) -> Vec<Pcode> {
    let regions: BTreeSet<Pcode> = vertices.filter_map(|c| places.at_point(c, Level::Region).map(|p| p.code)).collect();
    regions.into_iter().collect()
}

/// The regions of a river or lake are found as those of a road.
pub(super) fn water_mark(id: &str, water: &Water, places: &Places) -> WaterMark {
    let regions = regions_along(water.shape.coords_iter(), places);
    WaterMark { id: format!("{id}-{:06}", water.row), name: water.name.clone(), shape: water.shape.clone(), regions }
}

pub(super) fn town_mark(town: &Town, places: &Places) -> TownMark {
    TownMark {
        name: town.name.clone(),
        point: town.point,
        rank: town.rank,
        population: town.population,
        region: places.at_point(town.point, Level::Region).map(|p| p.code),
    }
}

fn older_list(id: &str, kept: &str) -> Problem {
    Problem::warning(
        "older-list-not-used",
        "",
        Text::new(
            "plusieurs listes du même contenu : seule la plus récente est employée",
            "several lists of the same content: only the latest is used",
        ),
        Text::new(
            "Retirez l'autre du projet, ou faites-en un projet à part.",
            "Remove the other from the project, or make it a project of its own.",
        ),
    )
    .with(Case::found(format!("{id} (→ {kept})")))
}

fn second_population(id: &str) -> Problem {
    Problem::error(
        "second-population",
        "",
        Text::new(
            "deux entrées de type population : la première seule est employée",
            "two inputs of kind population: only the first is used",
        ),
        Text::new("N'en gardez qu'une ; les taux n'ont qu'une base.", "Keep only one; rates have one base."),
    )
    .with(Case::found(id))
}
