//! Records onto the spine: each reader's records become what indicators and layers are made of.
//! Nothing is dropped: a record without a place stays, without a place.

use super::places::Places;
use super::{Amount, Event, Site};
use crate::base::{Case, Lang, Level, Place, PlaceName, Problem, Text};
use crate::read::area_rows::AreaRow;
use crate::read::facilities::Facility;
use crate::read::incidents::{Incident, Precision};
use crate::read::parse::coordinates::before_the_spreadsheet;
use crate::read::parse::dates::PartialDate;
use geo_types::Coord;
use jiff::civil::Date;

/// What a join made, what was wrong, and how names were read.
pub struct Join<T> {
    pub records: Vec<T>,
    pub problems: Vec<Problem>,
    /// Rows of the table of matches, see [`crate::names::MATCH_FIELDS`].
    pub matches: Vec<[String; 10]>,
}

/// Incidents to events. The point decides where its precision allows a commune; otherwise the
/// names; otherwise the area of the point at the level that the precision allows. An event is
/// never placed more finely than its precision.
pub fn events(incidents: &[Incident], source: &str, file: &str, places: &Places, lang: Lang) -> Join<Event> {
    let precise = |i: &Incident| i.precision <= Precision::Commune;
    let wanted: Vec<Wanted> = incidents
        .iter()
        .map(|i| Wanted { row: i.row, point: i.point, name: &i.place, level: i.precision.level(), point_first: precise(i) })
        .collect();
    let (found, mut problems, matches) = place_all(&wanted, file, places, lang);
    let mut mended = mended_problem(file);
    let records = incidents
        .iter()
        .zip(found)
        .map(|(i, place)| (i, mend(i, place.as_ref(), places), place))
        .map(|(i, mending, place)| {
            let (point, precision) = mending.map_or((i.point, i.precision), |(point, precision)| {
                mended.push(mended_case(i, point));
                (Some(point), precision)
            });
            let place = match (mending, point) {
                (Some(_), Some(p)) => places.at_point(p, precision.level()).or(place),
                _ => place,
            };
            (i, place, point, precision)
        })
        .map(|(i, place, point, precision)| Event {
            id: format!("{source}-{}", i.id.clone().unwrap_or_else(|| format!("row{}", i.row))),
            row: i.row,
            place,
            point: point.filter(|_| precision <= Precision::Commune),
            precision: precision.id(),
            date: i.date.and_then(middle),
            date_text: i.date.map(|d| d.to_string()).unwrap_or_default(),
            kind: i.kind.id(),
            explosive: i.kind.is_explosive(),
            activation: i.activation,
            actors: i.actors.clone(),
            killed: i.killed,
            killed_at_least: i.killed_at_least,
            injured: i.injured,
            injured_at_least: i.injured_at_least,
            victims: i.victims.clone(),
            locality: i.locality.clone(),
            source: source.into(),
            also: Vec::new(),
        })
        .collect();
    problems.push(mended);
    Join { records, problems, matches }
}

/// The position of an event whose coordinates went through a spreadsheet, where the commune or
/// cercle it names confirms exactly one way of reading them; with the precision it then has, never
/// finer than the commune. `None` where nothing confirms one, or several.
fn mend(incident: &Incident, named: Option<&Place>, places: &Places) -> Option<(Coord<f64>, Precision)> {
    let [longitude, latitude] = incident.unusable_coordinates.as_ref().filter(|_| incident.point.is_none())?;
    let named = named.filter(|place| place.level >= Level::Cercle)?;
    let (xs, ys) = (before_the_spreadsheet(longitude, 180.0), before_the_spreadsheet(latitude, 90.0));
    let pairs = xs.iter().flat_map(|&x| ys.iter().map(move |&y| Coord { x, y }));
    let mut inside = pairs.filter(|&p| places.at_point(p, named.level).as_ref() == Some(named));
    let only = inside.next().filter(|_| inside.next().is_none())?;
    Some((only, incident.precision_if_placed.max(Precision::Commune)))
}

fn mended_problem(file: &str) -> Problem {
    Problem::note(
        "coordinates-mended",
        file,
        Text::new(
            "coordonnées abîmées par un tableur et réparées : une seule lecture tombe dans la commune ou le cercle nommé",
            "coordinates ruined by a spreadsheet and mended: one reading alone lies in the commune or cercle named",
        ),
        Text::new(
            "Vérifiez quelques points ; mieux vaut reprendre l'export d'origine.",
            "Check a few points; better take the original export.",
        ),
    )
}

fn mended_case(incident: &Incident, point: Coord<f64>) -> Case {
    let [x, y] = incident.unusable_coordinates.clone().unwrap_or_default();
    Case::row(incident.row, "longitude, latitude", format!("{x}, {y} → {}, {}", point.x, point.y))
}

/// The day, or the middle of the month; `None` for a bare year.
fn middle(date: PartialDate) -> Option<Date> {
    Date::new(date.year, date.month?, date.day.unwrap_or(15)).ok()
}

/// Facilities to sites, by point, else by code and names.
pub fn sites(facilities: &[Facility], source: &str, file: &str, places: &Places, lang: Lang) -> Join<Site> {
    let wanted: Vec<Wanted> = facilities
        .iter()
        .map(|f| Wanted { row: f.row, point: f.point, name: &f.place, level: Level::Commune, point_first: true })
        .collect();
    let (found, problems, matches) = place_all(&wanted, file, places, lang);
    let records = facilities
        .iter()
        .zip(found)
        .map(|(f, place)| Site {
            row: f.row,
            name: f.name.clone(),
            place,
            point: f.point,
            kind: f.kind,
            status: f.status,
            capacity: f.capacity,
            source: source.into(),
        })
        .collect();
    Join { records, problems, matches }
}

/// Rows of figures to amounts, by code and names; `value` picks the figure, and a row without
/// it or without a place is left out (the reader has reported the first, the match the second).
pub fn amounts(
    rows: &[AreaRow],
    value: impl Fn(&AreaRow) -> Option<f64>,
    file: &str,
    places: &Places,
    lang: Lang,
) -> Join<(u64, Amount)> {
    let asked: Vec<(u64, PlaceName, Option<Level>)> =
        rows.iter().map(|r| (r.row, r.place.clone(), level_of(r, places))).collect();
    let named = places.named(&asked, file, lang);
    let records = rows
        .iter()
        .zip(named.places)
        .filter_map(|(r, place)| {
            let amount = Amount { place: place?, date: r.date.map(|d| d.to_string()), value: value(r)? };
            Some((r.row, amount))
        })
        .collect();
    Join { records, problems: named.problems, matches: named.rows }
}

/// The level a row is about: as stated, else that of its code, else commune for a bare code.
fn level_of(row: &AreaRow, places: &Places) -> Option<Level> {
    let of_code = || places.gazetteer.find_code(row.place.code.as_deref()?).map(|(level, _)| level);
    row.level.or_else(of_code).or(row.place.code.as_ref().map(|_| Level::Commune))
}

/// One record to be placed.
pub(super) struct Wanted<'a> {
    pub row: u64,
    pub point: Option<Coord<f64>>,
    pub name: &'a PlaceName,
    /// Finest level allowed.
    pub level: Level,
    /// The point is a place, not the centre of a unit.
    pub point_first: bool,
}

type Placed = (Vec<Option<Place>>, Vec<Problem>, Vec<[String; 10]>);

/// The places of records in their order, the problems, and the account of the names.
pub(super) fn place_all(wanted: &[Wanted], file: &str, places: &Places, lang: Lang) -> Placed {
    let by_point: Vec<Option<Place>> =
        wanted.iter().map(|w| w.point.filter(|_| w.point_first).and_then(|p| places.at_point(p, w.level))).collect();
    let (mut at, mut asked) = (Vec::new(), Vec::new());
    for (i, w) in wanted.iter().enumerate() {
        let of_code = || places.gazetteer.find_code(w.name.code.as_deref()?).map(|(level, _)| level);
        let level = w.name.finest().or_else(of_code).map(|l| l.min(w.level));
        if by_point[i].is_none() && level.is_some_and(|l| l >= Level::Region) {
            at.push(i);
            asked.push((w.row, w.name.clone(), level));
        }
    }
    let named = places.named(&asked, file, lang);
    let mut problems = named.problems;
    let outside = outside(wanted, &by_point, file);
    let mut found = by_point;
    at.into_iter().zip(named.places).for_each(|(i, place)| found[i] = place);
    for (place, w) in found.iter_mut().zip(wanted) {
        // The centre of a unit that has no usable name still tells the unit.
        let coarse = || w.point.filter(|_| !w.point_first).and_then(|p| places.at_point(p, w.level));
        *place = place.take().or_else(coarse).and_then(|p| places.raised(p, w.level));
    }
    let points = wanted.iter().filter(|w| w.point_first).filter_map(|w| Some((w.row, w.point?, w.name)));
    problems.push(places.contradictions(points, file));
    problems.push(outside);
    problems.push(nowhere(wanted, &found, file));
    (found, problems, named.rows)
}

/// Points near the country but in none of its communes.
fn outside(wanted: &[Wanted], by_point: &[Option<Place>], file: &str) -> Problem {
    let cases = wanted.iter().zip(by_point).filter(|(w, place)| w.point_first && place.is_none());
    Problem::warning(
        "outside-all-communes",
        file,
        Text::new(
            "points hors de toutes les communes : comptés dans l'unité qu'ils nomment, sinon dans aucune",
            "points outside every commune: counted in the unit they name, else in none",
        ),
        Text::new(
            "Corrigez les coordonnées, ou donnez le nom de la commune.",
            "Correct the coordinates, or give the name of the commune.",
        ),
    )
    .with_all(cases.filter_map(|(w, _)| w.point.map(|p| Case::row(w.row, "longitude, latitude", format!("{}, {}", p.x, p.y)))))
}

/// Records with neither a usable point nor any name; names that did not match are reported
/// where they are matched.
fn nowhere(wanted: &[Wanted], found: &[Option<Place>], file: &str) -> Problem {
    let nameless = |w: &Wanted| w.name.finest().is_none() && w.name.code.is_none();
    let cases = wanted
        .iter()
        .zip(found)
        .filter(|(w, place)| w.point.is_none() && place.is_none() && nameless(w) && w.level > Level::Country);
    Problem::warning(
        "without-place",
        file,
        Text::new(
            "enregistrements sans position ni nom de lieu : comptés dans aucune unité",
            "records with neither a position nor a place name: counted in no area",
        ),
        Text::new("Donnez les coordonnées ou le nom de la commune.", "Give coordinates or the name of the commune."),
    )
    .with_all(cases.map(|(w, _)| Case::row(w.row, "", "")))
}
