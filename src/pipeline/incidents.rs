//! One register of incidents on its own: what `lakana incidents` does.

mod closeness;

use super::account::{Account, InputAccount};
use super::date::{midnight, today};
use super::facts::incident_columns;
use super::join::join;
use super::load::load;
use super::project::Project;
use crate::base::{Cell, Column, Error, Lang, Level, Progress, Result, Text, long_date, number};
use crate::indicators::incidents::Record;
use crate::layers::{PlainFormat, WriteOptions, features_of, write_plain};
use crate::products::area_layers::{Labelling, area_layer};
use crate::protect::{Audience, coarsened, withhold};
use crate::read::parse::dates::PartialDate;
use crate::table::Event;
use crate::text;
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

pub use closeness::{Closeness, Near};

/// Which register, over what, and where the answer goes.
#[derive(Debug, Clone)]
pub struct IncidentsOptions {
    pub file: PathBuf,
    pub sheet: Option<String>,
    /// Field to column, where the file has its own names.
    pub fields: Vec<(String, String)>,
    /// Communes; coarser levels are dissolved from them.
    pub boundaries: PathBuf,
    /// People, for rates.
    pub population: Option<PathBuf>,
    /// Roads, for incidents per 100 km.
    pub roads: Option<PathBuf>,
    /// Nothing before or after these days counts.
    pub from: Option<Date>,
    pub until: Option<Date>,
    pub by: Level,
    /// Tests whether incidents so near to each other tend to follow one another.
    pub near: Option<Near>,
    /// Tables and layers, by their endings.
    pub outputs: Vec<PathBuf>,
    pub lang: Lang,
}

/// What the register says.
pub struct IncidentsAnswer {
    pub title: Text,
    /// Headings and lines of the table, the area with most incidents first, the country last.
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// All indicators of all areas, with ids and all digits.
    pub json: Value,
    /// Whether incidents answer one another, where that was asked.
    pub closeness: Option<Closeness>,
    pub account: Account,
}

/// Reads the register, places its events, computes every indicator of incidents at one level, and
/// writes what was asked for.
///
/// Events that are known only to a coarser level count in the line of the country where that
/// level lies in it, and the account says how many are in no area of the table.
///
/// # Errors
/// A file that cannot be read or written, an ending that is no known format, `from` after `until`,
/// no event in the period.
pub fn incidents(options: &IncidentsOptions, progress: &dyn Progress) -> Result<IncidentsAnswer> {
    for output in &options.outputs {
        PlainFormat::of(output)?;
    }
    let date = today();
    let as_of = PartialDate { year: date.year(), month: Some(date.month()), day: Some(date.day()) };
    let (loaded, mut problems) = load(&project(options)?, Path::new(""), as_of, progress)?;
    progress.go_on()?;
    let (mut joined, found) = join(&loaded, options.lang)?;
    problems.extend(found);
    let (events, found) = withhold(std::mem::take(&mut joined.events), Audience::Partners, &loaded.boundaries);
    problems.extend(found);

    let shown = options.file.display().to_string();
    let read = loaded.inputs.first().map_or(0, |i| i.source.records) as u64;
    let mut input = InputAccount::new(Text::same("incidents"), &shown, read);
    let dated = events.iter().filter(|e| e.days().is_some()).count();
    let undated = if options.from.or(options.until).is_some() { events.len() - dated } else { 0 };
    let before = events.len();
    let events: Vec<Event> = events.into_iter().filter(|e| within(e, options.from, options.until)).collect();
    // How near events are is measured before their points are made coarse.
    let closeness = options.near.map(|near| Closeness::of(&events, near, &loaded.boundaries)).transpose()?;
    joined.events = coarsened(events, Audience::Partners);
    input.leave_out("undated", Text::new("sans date", "without a date"), undated as u64);
    let outside = before - undated - joined.events.len();
    input.leave_out("outside-period", Text::new("hors de la période", "outside the period"), outside as u64);
    let Some((begin, end)) = Record::new(&joined.events).span() else { return Err(nothing(&shown)) };

    progress.step(&Text::new("Indicateurs", "Indicators"), None);
    let (level, boundaries) = (options.by, &loaded.boundaries);
    let columns = incident_columns(&joined, level, boundaries);
    let country = incident_columns(&joined, Level::Country, boundaries);
    let sum = |columns: &[Column]| columns.iter().find(|c| c.id == "incidents_count").map_or(0.0, |c| c.values().sum());
    let unplaced = joined.events.len() as f64 - sum(&columns);
    let Text { fr, en } = level.label();
    let label = text!("lieu connu moins précisément que : {fr}", "place known less precisely than: {en}");
    input.leave_out("coarser-place", label, unplaced as u64);

    let labelling = Labelling { credits: vec![Text::same(&shown)], synthetic: false };
    let layer = area_layer(level, &columns, boundaries, &labelling);
    let mut account = Account { inputs: vec![input], ..Account::default() };
    for output in &options.outputs {
        let written = WriteOptions::new(options.lang, midnight(date));
        account.wrote(write_plain(&features_of(&layer), output, &written)?);
    }
    account.rules.extend(rules(&columns));
    account.problems = problems.sorted();
    let days = |lang| (long_date(begin, lang), long_date(end, lang));
    let ((a, b), (c, d)) = (days(Lang::Fr), days(Lang::En));
    let names: Vec<&str> = boundaries.level(level).iter().map(|a| a.name.as_str()).collect();
    let (header, rows) = table(&columns, &country, &names, options);
    Ok(IncidentsAnswer {
        title: Text::new(format!("Incidents du {a} au {b}"), format!("Incidents from {c} to {d}")),
        header,
        rows,
        json: as_json(&columns, boundaries.level(level).iter().map(|a| (a.code.as_str(), a.name.as_str()))),
        closeness,
        account,
    })
}

/// The project that the command line stands for.
fn project(options: &IncidentsOptions) -> Result<Project> {
    if let (Some(from), Some(until)) = (options.from, options.until)
        && from > until
    {
        return Err(Error::usage(
            text!(
                "la période finit ({until}) avant de commencer ({from})",
                "the period ends ({until}) before it begins ({from})"
            ),
            Text::new("Échangez --from et --until.", "Exchange --from and --until."),
        ));
    }
    let path = |path: &Path| Value::from(path.to_string_lossy());
    let mut inputs = vec![json!({ "id": "incidents", "kind": "incidents", "file": path(&options.file) })];
    inputs[0]["sheet"] = json!(options.sheet);
    inputs[0]["fields"] =
        options.fields.iter().map(|(field, column)| (field.clone(), json!(column))).collect::<Map<_, _>>().into();
    let others = [("population", &options.population), ("roads", &options.roads)];
    inputs
        .extend(others.iter().filter_map(|(kind, file)| Some(json!({ "id": kind, "kind": kind, "file": path(file.as_ref()?) }))));
    let whole = json!({
        "project": { "title": "incidents" },
        "boundaries": { "communes": path(&options.boundaries) },
        "input": inputs,
    });
    serde_json::from_value(whole).map_err(|cause| {
        let cause = cause.to_string();
        Error::usage(
            text!("la demande ne peut pas être comprise : {cause}", "the request cannot be understood: {cause}"),
            Text::new("Voyez `lakana incidents --help`.", "See `lakana incidents --help`."),
        )
    })
}

/// Whether every day on which it can have happened lies in the period. Without a period, always.
fn within(event: &Event, from: Option<Date>, until: Option<Date>) -> bool {
    match (from, until, event.days()) {
        (None, None, _) => true,
        (_, _, None) => false,
        (from, until, Some((first, last))) => from.is_none_or(|from| from <= first) && until.is_none_or(|until| last <= until),
    }
}

fn nothing(shown: &str) -> Error {
    Error::input(
        text!("`{shown}` : aucun incident daté dans la période", "`{shown}`: no dated incident in the period"),
        Text::new(
            "Vérifiez --from et --until, et la colonne des dates (--field date=COLONNE).",
            "Check --from and --until, and the column of dates (--field date=COLUMN).",
        ),
    )
}

/// How the numbers of the table came about, each method once.
fn rules(columns: &[Column]) -> Vec<Text> {
    let told = ["incidents_per_100k", "incidents_per_100k_smoothed_local", "incidents_ratio", "incidents_trend"];
    let rule = |id: &&str| {
        let column = columns.iter().find(|c| c.id == **id)?;
        let (bounds, label, method) = (column.interval.label(), &column.label, &column.method);
        Some(Text::new(
            format!("{} : {} [{}]", label.fr, method.fr, bounds.fr),
            format!("{}: {} [{}]", label.en, method.en, bounds.en),
        ))
    };
    told.iter().filter_map(rule).collect()
}

/// What the table shows: column, heading, the column of its probability.
const SHOWN: [(&str, &str, &str, Option<&str>); 8] = [
    ("incidents_count", "incidents", "incidents", None),
    ("incidents_killed", "tués", "killed", None),
    ("incidents_injured", "blessés", "injured", None),
    ("incidents_per_100k", "pour 100 000 hab.", "per 100,000", None),
    ("incidents_per_100k_smoothed_local", "lissé", "smoothed", None),
    ("incidents_per_100km_road", "pour 100 km", "per 100 km", None),
    ("incidents_ratio", "12 mois / 12 précédents", "12 months / 12 before", Some("incidents_change_p")),
    ("incidents_trend", "tendance par an", "trend per year", Some("incidents_trend_p")),
];

/// Areas with an incident, most first; those without in one line; the country last.
fn table(columns: &[Column], country: &[Column], names: &[&str], options: &IncidentsOptions) -> (Vec<String>, Vec<Vec<String>>) {
    let lang = options.lang;
    let find = |columns: &'_ [Column], id: &str| columns.iter().position(|c| c.id == id);
    // Without a population nothing is known of any rate.
    let useful = |id: &str| country.iter().chain(columns).any(|c| c.id == id && c.values().next().is_some());
    let shown: Vec<_> = SHOWN.iter().filter(|(id, ..)| useful(id)).collect();
    let line = |name: String, columns: &[Column], i: usize| -> Vec<String> {
        let said = shown.iter().map(|(id, _, _, p)| {
            let Some(at) = find(columns, id) else { return String::new() };
            let p = p.and_then(|p| columns[find(columns, p)?].cells[i].ok());
            written(&columns[at], &columns[at].cells[i], p, lang)
        });
        std::iter::once(name).chain(said).collect()
    };
    let number_of = |i: usize| find(columns, "incidents_count").and_then(|c| columns[c].cells[i].ok()).unwrap_or(0.0);
    let mut order: Vec<usize> = (0..names.len()).filter(|&i| number_of(i) > 0.0).collect();
    order.sort_by(|&a, &b| number_of(b).total_cmp(&number_of(a)).then(a.cmp(&b)));
    let quiet = names.len() - order.len();
    let mut rows: Vec<Vec<String>> = order.into_iter().map(|i| line(names[i].to_owned(), columns, i)).collect();
    if quiet > 0 {
        let said = text!("({quiet} sans incident enregistré)", "({quiet} without a recorded incident)");
        rows.push(vec![said.get(lang).to_owned()]);
    }
    rows.push(line(Text::new("ensemble du pays", "whole country").get(lang).to_owned(), country, 0));
    let head = shown.iter().map(|(_, fr, en, _)| Text::new(*fr, *en).get(lang).to_owned());
    (std::iter::once(options.by.label().get(lang).to_owned()).chain(head).collect(), rows)
}

/// `12,3 [8,1–17,9] p = 0,012`; a dash where there is no value.
fn written(column: &Column, cell: &Cell, p: Option<f64>, lang: Lang) -> String {
    let shown = |v: f64| number(v, column.decimals, lang);
    let Ok(value) = cell.value else { return "–".to_owned() };
    let bounds = cell.interval.map(|(a, b)| format!(" [{}–{}]", shown(a), shown(b))).unwrap_or_default();
    let chance = p.map(|p| match p < 0.001 {
        true => format!(" p < {}", number(0.001, 3, lang)),
        false => format!(" p = {}", number(p, 3, lang)),
    });
    format!("{}{bounds}{}", shown(value), chance.unwrap_or_default())
}

fn as_json<'a>(columns: &[Column], areas: impl Iterator<Item = (&'a str, &'a str)>) -> Value {
    let cell = |cell: &Cell| {
        let (lower, upper) = cell.interval.unzip();
        json!({ "value": cell.ok(), "n": cell.n, "lower": lower, "upper": upper, "missing": cell.value.err().map(|why| why.id()) })
    };
    areas
        .enumerate()
        .map(|(i, (code, name))| {
            let indicators: Map<String, Value> = columns.iter().map(|c| (c.id.clone(), cell(&c.cells[i]))).collect();
            json!({ "code": code, "name": name, "indicators": indicators })
        })
        .collect()
}
