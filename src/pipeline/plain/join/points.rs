//! The points of a join: where each lies, held whole or passing through, with an account of all.

use super::{JoinOptions, asks};
use crate::base::{Case, Error, FeatureRow, Features, FieldValue, Problem, Problems, Progress, Result, Text, find_name};
use crate::pipeline::account::InputAccount;
use crate::pipeline::plain::{PlainInput, place_of};
use crate::read::parse::numbers::decimal;
use crate::read::{NoPoint, TextRow, TextRows, coordinate_columns, is_plain_text, kind_name, wkt_column};
use crate::table::gather::{Ask, Fields, Gathered, Quantity};
use crate::table::{Locator, Sharing};
use crate::text;
use geo_types::{Coord, Rect};

/// Rows of one kind: how many, and the first of them with what was found there.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    pub count: u64,
    first: Vec<(u64, String)>,
}

impl Rows {
    /// Rows come in the order of the file, so the first to come are the first.
    pub fn add(&mut self, row: u64, found: impl FnOnce() -> String) {
        self.count += 1;
        if self.first.len() < Problem::CASES_KEPT {
            self.first.push((row, found()));
        }
    }

    pub fn merge(&mut self, other: Rows) {
        self.count += other.count;
        self.first.extend(other.first);
        self.first.sort();
        self.first.truncate(Problem::CASES_KEPT);
    }

    /// The problem with these rows as its cases.
    pub fn told(self, problem: Problem, field: &str) -> Problem {
        let mut problem = problem.with_all(self.first.into_iter().map(|(row, found)| Case::row(row, field, found)));
        problem.count = self.count as usize;
        problem
    }
}

/// What became of all points: `read` is the sum of those placed, outside and without a place.
#[derive(Debug, Clone, Default)]
pub struct Found {
    pub read: u64,
    pub outside: Rows,
    pub missing: Rows,
    /// What was written cannot be coordinates; or a shape that is no place.
    pub unusable: Rows,
    /// Coordinates that cannot be used and that the reader has told of already.
    judged: u64,
    pub on_border: Rows,
    pub in_overlap: Rows,
    /// Of those outside, how many would lie near the polygons with longitude and latitude swapped.
    mirrored: u64,
    /// Values that should be numbers, by the name of their field.
    no_number: Vec<(String, Rows)>,
}

impl Found {
    pub fn new(fields: &[String]) -> Self {
        Found { no_number: fields.iter().map(|f| (f.clone(), Rows::default())).collect(), ..Found::default() }
    }

    /// Notes where a point was found; `None` is nowhere.
    pub fn place(&mut self, row: u64, point: Coord<f64>, near: Option<Rect<f64>>, place: Option<Sharing>) {
        self.read += 1;
        let shown = || format!("{} {}", point.x, point.y);
        match place {
            Some(Sharing::Alone) => {}
            Some(Sharing::Border) => self.on_border.add(row, shown),
            Some(Sharing::Overlap) => self.in_overlap.add(row, shown),
            None => {
                self.outside.add(row, shown);
                let within = |v: f64, low: f64, high: f64| low <= v && v <= high;
                let holds = |b: Rect<f64>| within(point.y, b.min().x, b.max().x) && within(point.x, b.min().y, b.max().y);
                self.mirrored += u64::from(near.is_some_and(holds));
            }
        }
    }

    pub fn without_place(&mut self, row: u64, why: NoPoint, found: impl FnOnce() -> String) {
        self.read += 1;
        match why {
            NoPoint::Missing => self.missing.add(row, found),
            NoPoint::Unreadable | NoPoint::OffTheEarth => self.unusable.add(row, found),
        }
    }

    pub fn merge(mut self, other: Found) -> Found {
        self.read += other.read;
        self.mirrored += other.mirrored;
        self.judged += other.judged;
        self.outside.merge(other.outside);
        self.missing.merge(other.missing);
        self.unusable.merge(other.unusable);
        self.on_border.merge(other.on_border);
        self.in_overlap.merge(other.in_overlap);
        self.no_number.iter_mut().zip(other.no_number).for_each(|(here, there)| here.1.merge(there.1));
        self
    }

    pub fn account(&self, file: &str) -> InputAccount {
        let mut account = InputAccount::new(Text::same("points"), file, self.read);
        account.leave_out("outside", Text::new("hors de tous les polygones", "outside every polygon"), self.outside.count);
        account.leave_out("no-coordinates", Text::new("sans coordonnées", "without coordinates"), self.missing.count);
        account.leave_out(
            "unusable",
            Text::new("coordonnées inutilisables", "unusable coordinates"),
            self.unusable.count + self.judged,
        );
        account
    }

    pub fn into_problems(self, file: &str) -> Vec<Problem> {
        let swapped = self.mirrored > 0 && self.mirrored * 10 >= self.read * 8;
        let outside = Problem::warning(
            "points-outside",
            file,
            Text::new("points hors de tous les polygones", "points outside every polygon"),
            match swapped {
                true => Text::new(
                    "Longitude et latitude semblent échangées : nommez les colonnes avec --longitude et --latitude.",
                    "Longitude and latitude seem swapped: name the columns with --longitude and --latitude.",
                ),
                false => Text::new(
                    "Ils ne comptent nulle part. Vérifiez leurs coordonnées, ou si les polygones couvrent bien la région.",
                    "They count nowhere. Check their coordinates, or whether the polygons cover the region.",
                ),
            },
        );
        let border = Problem::note(
            "points-on-shared-border",
            file,
            Text::new("points sur un bord que plusieurs polygones partagent", "points on a border that several polygons share"),
            Text::new("Pour les compter dans chacun, ajoutez --every.", "To count them in each, add --every."),
        );
        let overlap = Problem::warning(
            "points-in-overlap",
            file,
            Text::new("points dans des polygones superposés", "points in overlapping polygons"),
            Text::new(
                "Les polygones se recouvrent : corrigez-les, ou ajoutez --every pour compter dans chacun.",
                "The polygons lie on each other: correct them, or add --every to count in each.",
            ),
        );
        let coordinates = "longitude, latitude";
        let mut told = vec![
            self.outside.told(outside, coordinates),
            self.missing.told(no_place(file), coordinates),
            self.unusable.told(no_point(file), coordinates),
            self.on_border.told(border, coordinates),
            self.in_overlap.told(overlap, coordinates),
        ];
        told.extend(self.no_number.into_iter().map(|(field, rows)| {
            let problem = Problem::warning(
                "value-not-a-number",
                file,
                text!(
                    "champ `{field}` : valeurs qui ne sont pas des nombres, absentes de la somme",
                    "field `{field}`: values that are no numbers, left out of the sum"
                ),
                Text::new("Corrigez-les, ou laissez-les vides.", "Correct them, or leave them empty."),
            );
            rows.told(problem, &field)
        }));
        told.retain(|problem| problem.count > 0);
        told
    }
}

/// Rows without coordinates.
pub fn no_place(file: &str) -> Problem {
    Problem::warning(
        "coordinates-missing",
        file,
        Text::new("lignes sans coordonnées", "rows without coordinates"),
        Text::new(
            "Complétez la longitude et la latitude, ou laissez ces lignes de côté.",
            "Fill in longitude and latitude, or leave these rows aside.",
        ),
    )
}

/// Rows with something that is no place.
pub fn no_point(file: &str) -> Problem {
    Problem::warning(
        "coordinates-unusable",
        file,
        Text::new("lignes dont la place n'est pas un point lisible", "rows whose place is no readable point"),
        Text::new(
            "Écrivez les coordonnées en degrés décimaux, par exemple -8.0029 et 12.6392 ; les lignes ne peuvent pas être placées.",
            "Write coordinates in decimal degrees, for example -8.0029 and 12.6392; lines cannot be placed.",
        ),
    )
}

/// Whether a file passes through instead of being held: text of more than `above` bytes that needs no conversion, with
/// its points in two columns.
pub fn streams(input: &PlainInput, above: u64) -> bool {
    let size = std::fs::metadata(&input.path).map_or(0, |about| about.len());
    let as_it_is = size > above && is_plain_text(&input.path) && input.options.crs.is_none() && input.options.encoding.is_none();
    as_it_is
        && (input.options.coordinates.is_some()
            || !TextRows::open(&input.path).is_ok_and(|rows| wkt_column(&rows.header).is_some()))
}

/// The columns of coordinates of a text file, and of the fields wanted, in that order.
pub fn columns(rows: &TextRows, input: &PlainInput, fields: &[String]) -> Result<Vec<usize>> {
    let file = input.shown();
    let find = |name: &str| find_name(rows.header.iter().map(String::as_str), name, &file);
    let mut columns = match &input.options.coordinates {
        Some([longitude, latitude]) => vec![find(longitude)?, find(latitude)?],
        None => coordinate_columns(&rows.header).ok_or_else(|| no_coordinates(&file, &rows.header))?.to_vec(),
    };
    for field in fields {
        columns.push(find(field)?);
    }
    Ok(columns)
}

fn no_coordinates(file: &str, header: &[String]) -> Error {
    let found = header.join("`, `");
    Error::input(
        text!("`{file}` n'a pas de coordonnées", "`{file}` has no coordinates"),
        text!(
            "Nommez les colonnes avec --longitude et --latitude. Champs : `{found}`.",
            "Name the columns with --longitude and --latitude. Fields: `{found}`."
        ),
    )
}

/// Reads points to be held whole. Error: none has a place and no column could give one.
pub fn read(input: &PlainInput, problems: &mut Problems) -> Result<Features> {
    let mut found = Problems::new();
    let points = input.read(&mut found)?;
    // The account tells of missing places itself.
    problems.extend(found.into_iter().filter(|p| p.kind != "coordinates-missing"));
    if points.coordinates.is_none() && points.rows.iter().all(|row| row.geometry.is_none()) {
        let header: Vec<String> = points.fields.iter().map(|field| field.name.clone()).collect();
        return Err(no_coordinates(&points.file, &header));
    }
    Ok(points)
}

/// What lies in each polygon, and what became of the points.
pub fn gather(
    options: &JoinOptions,
    input: &PlainInput,
    locator: &Locator,
    progress: &dyn Progress,
    problems: &mut Problems,
) -> Result<(Gathered, Found)> {
    let (asks, fields) = asks(options);
    match streams(input, options.stream_above) {
        true => gather_passing(options, input, locator, &asks, &fields, progress),
        false => {
            let points = read(input, problems)?;
            gather_held(options, &points, locator, &asks, &fields, input.options.near)
        }
    }
}

fn gather_passing(
    options: &JoinOptions,
    input: &PlainInput,
    locator: &Locator,
    asks: &[Ask],
    fields: &[String],
    progress: &dyn Progress,
) -> Result<(Gathered, Found)> {
    let rows = TextRows::open(&input.path)?;
    let columns = columns(&rows, input, fields)?;
    let near = input.options.near;
    let new = || (Gathered::new(locator.areas(), asks), Found::new(fields));
    let sums = rows.fold(&columns, progress, new, |(gathered, found), row| match point_of(&row) {
        Err(why) => found.without_place(row.row, why, || format!("{}, {}", row.text(0), row.text(1))),
        Ok(point) => {
            let place = locator.locate_shared(point);
            found.place(row.row, point, near, place.map(|(_, sharing)| sharing));
            let mut add = |area| {
                gathered.add(area, row.row, asks, &Passing(&row), |i| found.no_number[i].1.add(row.row, || row.text(i + 2)));
            };
            match place {
                Some((area, Sharing::Alone)) => add(area),
                Some(_) if options.every => locator.locate_all(point).into_iter().for_each(add),
                Some((area, _)) => add(area),
                None => {}
            }
        }
    })?;
    let merged = sums.into_iter().reduce(|(g, f), (gathered, found)| (g.merge(gathered), f.merge(found)));
    Ok(merged.unwrap_or_else(new))
}

fn gather_held(
    options: &JoinOptions,
    points: &Features,
    locator: &Locator,
    asks: &[Ask],
    fields: &[String],
    near: Option<Rect<f64>>,
) -> Result<(Gathered, Found)> {
    let positions = fields.iter().map(|field| points.field(field)).collect::<Result<Vec<usize>>>()?;
    let (mut gathered, mut found) = (Gathered::new(locator.areas(), asks), Found::new(fields));
    for row in &points.rows {
        let Some(point) = place_or_note(row, points.coordinates, &mut found) else { continue };
        let place = locator.locate_shared(point);
        found.place(row.row, point, near, place.map(|(_, sharing)| sharing));
        let values = Held { values: &row.values, positions: &positions };
        let mut add = |area| {
            let no_number = |i: usize| found.no_number[i].1.add(row.row, || row.values[positions[i]].shown());
            gathered.add(area, row.row, asks, &values, no_number);
        };
        match place {
            Some(_) if options.every => locator.locate_all(point).into_iter().for_each(add),
            Some((area, _)) => add(area),
            None => {}
        }
    }
    Ok((gathered, found))
}

/// Longitude and latitude from the first two fields. At (0, 0), in the ocean, stands what has no coordinates.
pub fn point_of(row: &TextRow) -> Result<Coord<f64>, NoPoint> {
    row.point(0, 1).and_then(|point| if point == Coord::zero() { Err(NoPoint::Missing) } else { Ok(point) })
}

/// The place of a row; without one the row is noted. `coordinates` are the fields it was read from.
pub fn place_or_note(row: &FeatureRow, coordinates: Option<[usize; 2]>, found: &mut Found) -> Option<Coord<f64>> {
    match &row.geometry {
        None => {
            match coordinates.is_some_and(|columns| columns.iter().all(|&i| row.values[i] != FieldValue::Null)) {
                true => (found.read, found.judged) = (found.read + 1, found.judged + 1),
                false => found.without_place(row.row, NoPoint::Missing, String::new),
            }
            None
        }
        Some(geometry) => {
            let place = place_of(geometry);
            if place.is_none() {
                found.without_place(row.row, NoPoint::Unreadable, || kind_name(geometry).to_owned());
            }
            place
        }
    }
}

/// Fields of a row that passes through, after its two coordinates.
struct Passing<'a, 'b>(&'a TextRow<'b>);

impl Fields for Passing<'_, '_> {
    fn quantity(&self, i: usize) -> Quantity {
        Quantity::read(self.0.bytes(i + 2), self.0.number(i + 2))
    }

    fn text(&self, i: usize) -> Option<String> {
        Some(self.0.text(i + 2)).filter(|text| !text.is_empty())
    }
}

/// Fields of a row that is held.
struct Held<'a> {
    values: &'a [FieldValue],
    positions: &'a [usize],
}

impl Fields for Held<'_> {
    fn quantity(&self, i: usize) -> Quantity {
        match &self.values[self.positions[i]] {
            FieldValue::Null => Quantity::Missing,
            // A column of text may hold numbers among other things, and in French spelling.
            FieldValue::Text(text) => Quantity::read(text.trim().as_bytes(), decimal(text)),
            FieldValue::Integer(value) => Quantity::of(*value as f64, true),
            FieldValue::Real(value) => Quantity::of(*value, false),
        }
    }

    fn text(&self, i: usize) -> Option<String> {
        Some(self.values[self.positions[i]].shown()).filter(|text| !text.is_empty())
    }
}
