//! `lakana nearest`: the nearest targets of every point, over the ground.

use super::append::{Added, append};
use super::join::points::{Found, Rows, columns, no_place, no_point, place_or_note, point_of, read, streams};
use super::{PlainInput, not_an_input, place_of};
use crate::base::{Error, Features, FieldKind, FieldValue, Lang, Problem, Problems, Progress, Result, Text};
use crate::layers::{PlainFormat, WriteOptions, write_plain};
use crate::pipeline::account::{Account, InputAccount};
use crate::read::{TextRow, TextRows, kind_name};
use crate::table::{NearestPoints, Room};
use crate::text;
use geo_types::{Coord, Geometry};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What is asked.
#[derive(Debug, Clone)]
pub struct NearestOptions {
    pub points: PlainInput,
    pub targets: PlainInput,
    /// How many targets for each point, at least 1.
    pub count: usize,
    /// No farther than this, kilometres.
    pub within_km: Option<f64>,
    /// Field of the targets: the nearest of every value of its own.
    pub by: Option<String>,
    pub output: PathBuf,
    pub date: jiff::Timestamp,
    pub lang: Lang,
    /// Text files above this many bytes pass through and are never held whole.
    pub stream_above: u64,
}

/// Targets of one kind.
struct Kind {
    /// The value of the field; empty when there is no such field.
    name: String,
    search: NearestPoints,
    /// The row of the table of targets that each point of the search stands for.
    rows: Vec<usize>,
}

/// Writes every point with its nearest targets: all their fields and `distance_m`, the geodesic on the WGS84
/// ellipsoid in metres to the millimetre. With several the names end in `_1`, `_2`…; with `by` they begin with the kind.
///
/// Of targets at the same distance the first of the file comes first. A point without place, and one
/// with nothing near enough, keeps its row with empty fields. A polygon among the points
/// stands where a point surely inside it stands; targets must be points.
///
/// # Errors
///
/// A file that cannot be read or written; targets without any point; a limit or number that is none; a field that
/// is not there.
pub fn nearest(options: &NearestOptions, progress: &dyn Progress) -> Result<Account> {
    let format = PlainFormat::of(&options.output)?;
    not_an_input(&options.output, &[&options.points.path, &options.targets.path])?;
    let within = match options.within_km {
        Some(km) if !(km > 0.0 && km.is_finite()) => {
            return Err(Error::usage(
                text!("--within {km} n'est pas une distance", "--within {km} is no distance"),
                Text::new("Donnez des kilomètres, par exemple --within 15.", "Give kilometres, for example --within 15."),
            ));
        }
        limit => limit.map_or(f64::INFINITY, |km| km * 1000.0),
    };
    let mut problems = Problems::new();
    let targets = options.targets.read(&mut problems)?;
    let mut account = Account::default();
    let (kinds, target_account) = kinds_of(&targets, options.by.as_deref(), &mut problems)?;
    let search = Search { targets: &targets, kinds, count: options.count.max(1), within };

    let mut input = options.points.clone();
    input.options.near = None;
    let seen = match format == PlainFormat::Csv && streams(&input, options.stream_above) {
        true => search.pass_through(options, &input, progress, &mut account)?,
        false => search.hold(options, &input, &mut problems, &mut account)?,
    };
    account.inputs = vec![seen.found.account(&input.shown()), target_account];
    account.rules.push(Text::new(
        "Distances sur l'ellipsoïde WGS84, à vol d'oiseau ; à égalité, la première cible du fichier.",
        "Distances on the WGS84 ellipsoid, as the crow flies; of equals the first target of the file.",
    ));
    seen.facts(&mut account, within);
    problems.extend(seen.into_problems(&input.shown(), within));
    account.problems.extend(problems.sorted());
    Ok(account)
}

/// The targets by the value of a field, in the order of these values; all in one without a field.
fn kinds_of(targets: &Features, by: Option<&str>, problems: &mut Problems) -> Result<(Vec<Kind>, InputAccount)> {
    let by = by.map(|name| targets.field(name)).transpose()?;
    let mut kinds: BTreeMap<String, (Vec<Coord<f64>>, Vec<usize>)> = BTreeMap::new();
    let (mut missing, mut other) = (Rows::default(), Rows::default());
    for (i, row) in targets.rows.iter().enumerate() {
        match (&row.geometry, row.geometry.as_ref().and_then(place_of)) {
            (None, _) => missing.add(row.row, String::new),
            (Some(Geometry::Point(_) | Geometry::MultiPoint(_)), Some(place)) => {
                let kind = kinds.entry(by.map_or(String::new(), |by| row.values[by].shown())).or_default();
                kind.0.push(place);
                kind.1.push(i);
            }
            (Some(shape), _) => other.add(row.row, || kind_name(shape).to_owned()),
        }
    }
    let file = &targets.file;
    if kinds.is_empty() {
        let found = targets.rows.iter().find_map(|row| row.geometry.as_ref()).map_or("–", kind_name);
        return Err(Error::input(
            text!("`{file}` ne contient aucun point (trouvé : {found})", "`{file}` holds no point (found: {found})"),
            Text::new(
                "Les cibles doivent être des points : centres de santé, marchés, aérodromes. Pour une ligne ou un polygone, donnez ses points, ou son centre.",
                "Targets must be points: health centres, markets, airfields. For a line or polygon give its points, or its centre.",
            ),
        ));
    }
    let mut account = InputAccount::new(Text::new("cibles", "targets"), file, targets.rows.len() as u64);
    account.leave_out("no-coordinates", Text::new("sans coordonnées", "without coordinates"), missing.count);
    account.leave_out("not-a-point", Text::new("lignes ou polygones", "lines or polygons"), other.count);
    for (rows, problem) in [(missing, no_place(file)), (other, no_point(file))] {
        // The reader of a table has told of missing coordinates already.
        let told = targets.coordinates.is_some();
        problems.extend(Some(rows.told(problem, "geometry")).filter(|p| p.count > 0 && !told));
    }
    let kind = |(name, (points, rows)): (String, (Vec<Coord<f64>>, Vec<usize>))| Kind {
        name,
        search: NearestPoints::new(&points),
        rows,
    };
    Ok((kinds.into_iter().map(kind).collect(), account))
}

/// What was seen of the points, and the farthest distance handed out.
#[derive(Default)]
struct Seen {
    found: Found,
    alone: Rows,
    farthest: f64,
}

impl Seen {
    fn merge(mut self, other: Seen) -> Seen {
        self.found = self.found.merge(other.found);
        self.alone.merge(other.alone);
        self.farthest = self.farthest.max(other.farthest);
        self
    }

    fn facts(&self, account: &mut Account, within: f64) {
        account.fact(
            "farthest_km",
            Text::new("distance la plus grande (km)", "largest distance (km)"),
            self.farthest / 1000.0,
            3,
        );
        if within.is_finite() {
            account.fact(
                "without_target",
                Text::new("points sans cible assez proche", "points with no target near enough"),
                self.alone.count as f64,
                0,
            );
        }
    }

    fn into_problems(self, file: &str, within: f64) -> Vec<Problem> {
        let km = within / 1000.0;
        let alone = Problem::note(
            "nothing-within",
            file,
            text!("points sans cible à moins de {km} km", "points with no target within {km} km"),
            Text::new(
                "Leurs champs restent vides. Augmentez --within au besoin.",
                "Their fields stay empty. Raise --within if need be.",
            ),
        );
        let mut told = self.found.into_problems(file);
        told.extend(Some(self.alone.told(alone, "distance")).filter(|problem| problem.count > 0));
        told
    }
}

struct Search<'a> {
    targets: &'a Features,
    kinds: Vec<Kind>,
    count: usize,
    within: f64,
}

/// The same as text, as short as it goes.
fn append_metres(text: &mut Vec<u8>, metres: f64) {
    let millimetres = (metres * 1000.0).round() as u64;
    let (whole, mut rest) = (millimetres / 1000, millimetres % 1000);
    text.extend_from_slice(whole.to_string().as_bytes());
    if rest > 0 {
        text.push(b'.');
        let mut digit = 100;
        while rest > 0 {
            text.push(b'0' + (rest / digit) as u8);
            (rest, digit) = (rest % digit, digit / 10);
        }
    }
}

/// Metres to the millimetre.
fn rounded(metres: f64) -> f64 {
    (metres * 1000.0).round() / 1000.0
}

impl Search<'_> {
    /// Names of the fields that one target adds, for every kind and every place among the nearest.
    fn names(&self) -> Vec<(String, FieldKind)> {
        let mut names = Vec::new();
        for kind in &self.kinds {
            for place in 1..=self.count {
                let named = |field: &str| {
                    let stem = if kind.name.is_empty() { field.to_owned() } else { format!("{}_{field}", kind.name) };
                    if self.count > 1 { format!("{stem}_{place}") } else { stem }
                };
                names.extend(self.targets.fields.iter().map(|field| (named(&field.name), field.kind)));
                names.push((named("distance_m"), FieldKind::Real));
            }
        }
        names
    }

    /// The nearest of every kind: for each, rows of targets and metres, nearest first. Notes what there is to note.
    fn find(&self, point: Coord<f64>, row: u64, room: &mut Working, seen: &mut Seen) {
        room.all.clear();
        for kind in &self.kinds {
            kind.search.nearest_of(point, self.count, self.within, &mut room.search, &mut room.found);
            room.all.extend(room.found.iter().map(|&(i, metres)| Some((kind.rows[i], metres))));
            room.all.resize(room.all.len() + self.count - room.found.len(), None);
            seen.farthest = room.found.iter().fold(seen.farthest, |far, found| far.max(found.1));
        }
        seen.found.read += 1;
        if room.all.iter().all(Option::is_none) {
            seen.alone.add(row, || format!("{} {}", point.x, point.y));
        }
    }

    fn hold(&self, options: &NearestOptions, input: &PlainInput, problems: &mut Problems, account: &mut Account) -> Result<Seen> {
        let mut points = read(input, problems)?;
        let coordinates = points.coordinates;
        let width = self.kinds.len() * self.count;
        /// Rows handled by one task.
        const TASK: usize = 4096;
        let parts: Vec<(Vec<Option<_>>, Seen)> = points
            .rows
            .par_chunks(TASK)
            .map(|rows| {
                let (mut working, mut seen, mut all) =
                    (Working::default(), Seen::default(), Vec::with_capacity(rows.len() * width));
                for row in rows {
                    match place_or_note(row, coordinates, &mut seen.found) {
                        Some(place) => {
                            self.find(place, row.row, &mut working, &mut seen);
                            all.append(&mut working.all);
                        }
                        None => all.extend(std::iter::repeat_n(None, width)),
                    }
                }
                (all, seen)
            })
            .collect();
        let mut nearest = Vec::with_capacity(points.rows.len() * width);
        let mut seen = Seen::default();
        for (mut part, noted) in parts {
            nearest.append(&mut part);
            seen = seen.merge(noted);
        }
        let fields = self.targets.fields.len() + 1;
        for (i, (name, kind)) in self.names().into_iter().enumerate() {
            let (place, field) = (i / fields, i % fields);
            let value = |found: Option<(usize, f64)>| match found {
                None => FieldValue::Null,
                Some((_, metres)) if field + 1 == fields => FieldValue::Real(rounded(metres)),
                Some((target, _)) => self.targets.rows[target].values[field].clone(),
            };
            points.add(&name, kind, nearest.iter().skip(place).step_by(width).map(|found| value(*found)));
        }
        let writing = WriteOptions::new(options.lang, options.date);
        account.wrote(write_plain(&points, &options.output, &writing)?);
        Ok(seen)
    }

    fn pass_through(
        &self,
        options: &NearestOptions,
        input: &PlainInput,
        progress: &dyn Progress,
        account: &mut Account,
    ) -> Result<Seen> {
        let rows = TextRows::open(&input.path)?;
        let wanted = columns(&rows, input, &[])?;
        let names: Vec<String> = self.names().into_iter().map(|(name, _)| name).collect();
        let added = Added::new(&rows, &names);
        // What each target adds to a line before its distance, made once.
        let tails: Vec<Vec<u8>> =
            self.targets.rows.iter().map(|row| added.cells(row.values.iter().map(FieldValue::shown))).collect();
        let nothing = added.cells((0..=self.targets.fields.len()).map(|_| String::new()));
        let delimiter = added.delimiter;
        let each = |(seen, working): &mut (Seen, Working), row: &TextRow, text: &mut Vec<u8>| {
            match point_of(row) {
                Ok(point) => self.find(point, row.row, working, seen),
                Err(why) => {
                    seen.found.without_place(row.row, why, || format!("{}, {}", row.text(0), row.text(1)));
                    working.all.clear();
                    working.all.resize(self.kinds.len() * self.count, None);
                }
            }
            for found in &working.all {
                match found {
                    Some((target, metres)) => {
                        text.extend_from_slice(&tails[*target]);
                        text.push(delimiter);
                        append_metres(text, *metres);
                    }
                    None => text.extend_from_slice(&nothing),
                }
            }
        };
        let mut seen = Seen::default();
        let take = |(part, _): (Seen, Working)| seen = std::mem::take(&mut seen).merge(part);
        let files = append(rows, &wanted, &added, &options.output, progress, Default::default, each, take)?;
        account.passed(files, seen.found.read);
        Ok(seen)
    }
}

/// Room that one thread uses over and over.
#[derive(Default)]
struct Working {
    search: Room,
    found: Vec<(usize, f64)>,
    all: Vec<Option<(usize, f64)>>,
}

#[cfg(test)]
mod tests;
