//! Towns: named points for labels and for "near which town".

use super::parse::coordinates;
use super::records::{Input, Records};
use super::schema::Kind;
use crate::base::{Case, Problem, Problems, Result, Text};
use geo_types::{Coord, Rect};
use std::collections::HashMap;

/// One inhabited place.
#[derive(Debug, Clone, PartialEq)]
pub struct Town {
    pub row: u64,
    pub name: String,
    /// WGS84.
    pub point: Coord<f64>,
    /// `None` where the source says nothing or 0, which gazetteers write for "unknown".
    pub population: Option<u64>,
    /// 1 capital, 2 seat of a region or city, 3 town, 4 small place.
    pub rank: u8,
    /// As the source writes it: `ML`, `MLI`, `Mali`.
    pub country: Option<String>,
}

/// People from which a place without a stated rank counts as a city (2) and as a town (3).
const CITY: u64 = 100_000;
const TOWN: u64 = 20_000;

/// Reads towns. Places without a name or a usable position are left out and reported; places
/// outside the extent stay, because a map's frame shows its neighbours too.
///
/// Errors: the file cannot be used, or has no names or coordinates.
pub fn read(input: &Input) -> Result<(Vec<Town>, Problems)> {
    let (records, mut problems) = Records::open(input, Kind::Towns)?;
    records.require(&["name"])?;
    records.require(&["longitude"])?;
    records.require(&["latitude"])?;
    let written: Vec<_> = records.iter().map(|r| r.coordinates()).collect();
    let (positions, found) = coordinates::judge(&written, None, records.file());
    problems.extend(found);

    let file = records.file();
    let mut nameless = Problem::warning(
        "name-missing",
        file,
        Text::new("lieux sans nom : laissés de côté", "places without a name: left out"),
        Text::new("Complétez le nom.", "Complete the name."),
    );
    let mut zero = Problem::note(
        "population-zero",
        file,
        Text::new("population 0 : comptée comme inconnue", "population 0: counted as unknown"),
        Text::new("Rien à faire.", "Nothing to do."),
    );
    let mut unreadable = records.unreadable_numbers();
    let mut towns = Vec::with_capacity(records.len());
    for (record, position) in records.iter().zip(positions) {
        let Some(point) = position.point() else { continue };
        let Some(name) = record.get("name") else {
            nameless.push(Case::row(record.number(), records.header("name"), ""));
            continue;
        };
        let population = records.number(record, "population", &mut unreadable).map(|v| v.round() as u64);
        if population == Some(0) {
            zero.push(Case::row(record.number(), records.header("population"), "0"));
        }
        let population = population.filter(|p| *p > 0);
        let stated = record.value("rank").and_then(|rank| rank.parse().ok()).filter(|rank| (1..=4).contains(rank));
        let country = record.get("country").map(str::to_owned);
        let rank = stated.unwrap_or_else(|| rank_by_population(population));
        towns.push(Town { row: record.number(), name: name.to_owned(), point, population, rank, country });
    }
    problems.extend([nameless, zero, unreadable]);
    check_names(&towns, &records, &mut problems);
    check_extent(&towns, input.extent, file, &mut problems);
    Ok((towns, problems))
}

fn rank_by_population(population: Option<u64>) -> u8 {
    match population {
        Some(p) if p >= CITY => 2,
        Some(p) if p >= TOWN => 3,
        _ => 4,
    }
}

fn check_names(towns: &[Town], records: &Records, problems: &mut Problems) {
    let mut carriers: HashMap<&str, usize> = HashMap::new();
    towns.iter().for_each(|town| *carriers.entry(&town.name).or_default() += 1);
    let shared = towns.iter().filter(|town| carriers[town.name.as_str()] > 1);
    problems.add(
        Problem::note(
            "name-shared",
            records.file(),
            Text::new(
                "lieux qui partagent leur nom avec un autre : le nom seul ne les désigne pas",
                "places that share their name with another: the name alone does not tell which",
            ),
            Text::new("Rien à faire.", "Nothing to do."),
        )
        .with_all(shared.map(|town| Case::row(town.row, records.header("name"), &town.name))),
    );
}

fn check_extent(towns: &[Town], extent: Option<Rect<f64>>, file: &str, problems: &mut Problems) {
    let Some(extent) = extent else { return };
    let outside = towns.iter().filter(|town| !coordinates::holds(extent, town.point));
    problems.add(
        Problem::note(
            "town-outside",
            file,
            Text::new(
                "lieux hors du pays : dessinés seulement si le cadre de la carte les contient",
                "places outside the country: drawn only where a map's frame holds them",
            ),
            Text::new("Rien à faire.", "Nothing to do."),
        )
        .with_all(outside.map(|town| Case::row(town.row, "longitude, latitude", format!("{}, {}", town.point.x, town.point.y)))),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::testing::input;

    #[test]
    fn ranks_come_from_the_source_or_from_the_population() {
        let (_folder, mut input) = input(
            "name,longitude,latitude,population,rank\nBamako,-8,12.65,1494000,1\nGao,0,16.27,116967,\nKati,-8.07,12.75,66895,9\nKati,-8.2,12.9,0,\n,1,15,5,\nNulle part,,,,\nNiamey,2.1,13.5,,\n",
        );
        input.extent = Some(Rect::new(Coord { x: -12.24, y: 14.0 }, Coord { x: 4.25, y: 25.0 }));
        let (towns, problems) = read(&input).unwrap();
        assert_eq!(towns.iter().map(|t| t.rank).collect::<Vec<_>>(), [1, 2, 3, 4, 4]);
        assert_eq!(towns[3].population, None, "0 means unknown");
        let of = |kind: &str| problems.iter().find(|p| p.kind == kind).map(|p| p.count);
        assert_eq!(
            [of("name-shared"), of("name-missing"), of("coordinates-missing"), of("population-zero"), of("town-outside")],
            [Some(2), Some(1), Some(1), Some(1), Some(4)]
        );
    }
}
