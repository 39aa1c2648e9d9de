//! How far the inputs behind an index can be relied on: how old they are, and how well their events know where they were.

use super::facts::IndexBasis;
use super::join::Joined;
use super::load::{Loaded, Records};
use super::project::Project;
use crate::base::{Boundaries, Case, Level, Problem, Text};
use crate::read::parse::dates::{DayOrder, PartialDate, parse};
use crate::risk::{Evidence, placed, unplaced};
use crate::table::Event;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Years in which data lose half their worth where the project does not say. A smooth loss has no cliff at which an area turns hatched
/// overnight; at five years last year's survey keeps nine tenths of its worth, and a census of ten years ago a quarter.
const HALF_LIFE: f64 = 5.0;

/// What is known of every input. The date of an input is the one the project declares, else the last one in its records: of events, of
/// figures by area. Years are counted to `as_of` of the project, else to the date of the run. Dates that cannot be read are told.
pub fn evidence(loaded: &Loaded, joined: &Joined, project: &Project, run: Date) -> (Evidence, Vec<Problem>) {
    let Some(risk) = &project.risk else { return Default::default() };
    let mut problems = Vec::new();
    let mut declared = |written: &Option<String>, field: &str| {
        let text = written.as_ref()?;
        let date = parse(text, DayOrder::DayFirst).and_then(PartialDate::days).map(|(_, last)| last);
        if date.is_none() {
            problems.push(unreadable(field, text));
        }
        date
    };
    let as_of = declared(&risk.as_of, "risk.as_of").unwrap_or(run);
    let mut evidence = Evidence { half_life: risk.half_life_years.unwrap_or(HALF_LIFE), ..Evidence::default() };
    for input in &loaded.inputs {
        let id = &input.declared.id;
        if matches!(input.records, Records::Incidents(_)) {
            evidence.events.insert(id.clone());
        }
        let said = declared(&input.declared.date, &format!("{id}.date"));
        if let Some(last) = said.or_else(|| last_date(&input.records, id, &joined.events)) {
            let years = f64::from(as_of.duration_since(last).as_hours() as i32) / 24.0 / 365.25;
            evidence.years.insert(id.clone(), years.max(0.0));
        }
    }
    let (counts, above) = known_to(&joined.events, &loaded.boundaries);
    let counts = counts.each_ref().map(Vec::as_slice);
    evidence.placed = placed(counts, &above);
    evidence.unplaced = unplaced(counts, &above);
    evidence.in_communes = counts[3].iter().sum();
    (evidence, problems)
}

/// The last day that records speak of, at the latest.
fn last_date(records: &Records, input: &str, events: &[Event]) -> Option<Date> {
    match records {
        Records::Incidents(_) => {
            let own = |e: &&Event| e.source == input || e.also.iter().any(|id| id == input);
            events.iter().filter(own).filter_map(Event::days).map(|(_, last)| last).max()
        }
        Records::Population(rows) | Records::Displaced(rows) | Records::FoodSecurity(rows) => {
            rows.iter().filter_map(|row| row.date?.days()).map(|(_, last)| last).max()
        }
        _ => None,
    }
}

/// How many events are known to each unit of the four levels and to nothing finer, and what is above each commune: see [`placed`].
fn known_to(events: &[Event], boundaries: &Boundaries) -> ([Vec<usize>; 4], Vec<[Option<usize>; 3]>) {
    const LEVELS: [Level; 4] = [Level::Country, Level::Region, Level::Cercle, Level::Commune];
    let mut counts = LEVELS.map(|level| vec![0; boundaries.level(level).len()]);
    for event in events {
        // What nobody could put anywhere may have been anywhere.
        let place = event.place.as_ref().and_then(|p| Some((LEVELS.iter().position(|&l| l == p.level)?, p)));
        let at = place.and_then(|(level, p)| Some((level, boundaries.level(p.level).position(&p.code)?))).unwrap_or((0, 0));
        if let Some(count) = counts[at.0].get_mut(at.1) {
            *count += 1;
        }
    }
    let above = (0..boundaries.communes.len())
        .map(|i| [Level::Cercle, Level::Region, Level::Country].map(|level| boundaries.ancestor(Level::Commune, i, level)))
        .collect();
    (counts, above)
}

/// Inputs of the index of which no date is known.
pub fn undated(basis: &IndexBasis, evidence: &Evidence) -> Problem {
    let used = basis.columns.iter().filter(|c| basis.tree.uses(&c.id)).flat_map(|c| &c.sources);
    let without: BTreeSet<&String> = used.filter(|id| !evidence.years.contains_key(*id)).collect();
    Problem::note(
        "input-undated",
        "",
        Text::new(
            "entrées de l'indice sans date : leur âge ne baisse pas la fiabilité",
            "inputs of the index without a date: their age lowers no reliability",
        ),
        Text::new("Ajoutez date = \"2018-07-31\" à ces [[input]].", "Add date = \"2018-07-31\" to these [[input]]."),
    )
    .with_all(without.into_iter().map(|id| Case { row: None, field: Some("date".into()), found: id.clone() }))
}

fn unreadable(field: &str, text: &str) -> Problem {
    Problem::warning(
        "project-date-unreadable",
        "",
        Text::new("date illisible dans le fichier projet", "unreadable date in the project file"),
        Text::new("Écrivez 2018, 2018-07 ou 2018-07-31, entre guillemets.", "Write 2018, 2018-07 or 2018-07-31, in quotes."),
    )
    .with(Case { row: None, field: Some(field.into()), found: text.into() })
}
