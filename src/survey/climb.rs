//! Where a survey value stands: at the finest level that has answers enough, else at the next
//! level up, commune → cercle → region → zone. Never the whole country, which would paint places that
//! nobody visited with the answers of others. Judges whether a value is known, not whether it gives
//! somebody away: that is the room `protect`.

use crate::base::{Boundaries, Cell, Column, Level, Missing};

/// How many answers a value needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minimum {
    /// To be shown without the mark *indicatif*.
    pub firm: u32,
    /// To be shown at all.
    pub shown: u32,
}

impl Default for Minimum {
    fn default() -> Self {
        Minimum { firm: 30, shown: 10 }
    }
}

/// The column at `level`: each area takes the value of the finest level at or above its own with at
/// least `minimum.shown` answers, and remembers in `stands_at` where it climbed to.
///
/// `found` holds one fact at several levels: a column for each, with n in its cells. A cell
/// without n, as reports print them, is taken as it is, for *indicatif*. Where no level has
/// enough, the cell is missing: [`Missing::BelowMinimumN`] where there were answers, else for the
/// reason found first on the way up; its n is that of the area itself.
///
/// The column is *indicatif* when a column that it takes a value from is, or a value shown has
/// fewer than `minimum.firm` answers. `None` when `found` has nothing at or above `level`.
pub fn climb(level: Level, found: &[Column], boundaries: &Boundaries, minimum: Minimum) -> Option<Column> {
    let reaches = |c: &&Column| c.level <= level && (c.level > Level::Country || level == Level::Country);
    let mut upward: Vec<&Column> = found.iter().filter(reaches).collect();
    upward.sort_by_key(|c| std::cmp::Reverse(c.level));
    let finest = *upward.first()?;
    let mut indicative = false;
    let cells = (0..boundaries.level(level).len())
        .map(|i| {
            let way = upward.iter().filter_map(|c| Some((*c, c.cells[boundaries.ancestor(level, i, c.level)?])));
            let enough = way.clone().find(|(_, cell)| cell.value.is_ok() && cell.n.is_none_or(|n| n >= minimum.shown));
            let Some((column, cell)) = enough else { return nowhere(way, level) };
            indicative |= column.indicative || cell.n.is_none_or(|n| n < minimum.firm);
            Cell { stands_at: cell.stands_at.or((column.level < level).then_some(column.level)), ..cell }
        })
        .collect();
    let sources = upward.iter().flat_map(|c| c.sources.iter().cloned());
    Some(Column { level, cells, indicative, ..finest.clone() }.with_sources(sources))
}

/// The cell of an area for which no level has enough answers.
fn nowhere<'a>(way: impl Iterator<Item = (&'a Column, Cell)>, level: Level) -> Cell {
    let mut own_n = None;
    let mut why = None;
    for (column, cell) in way {
        if column.level == level {
            own_n = cell.n;
        }
        let reason = match cell.value {
            Ok(_) => Missing::BelowMinimumN,
            Err(reason) => reason,
        };
        // "Not sampled" only if that is so all the way up.
        if matches!(why, None | Some(Missing::NotSampled)) {
            why = Some(reason);
        }
    }
    Cell { n: own_n, ..Cell::missing(why.unwrap_or(Missing::NoData)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Area, Areas, Direction, Pcode, Text, Unit};
    use geo_types::MultiPolygon;

    /// Two regions, only the first in a zone; two communes in the first, one in the second.
    fn boundaries() -> Boundaries {
        let area = |code: &str, parent: Option<&str>| {
            Area::new(Pcode::from(code), code, parent.map(Pcode::from), MultiPolygon(Vec::new()))
        };
        Boundaries {
            country: Areas::new(Level::Country, vec![area("C", None)]),
            zones: Areas::new(Level::Zone, vec![area("Z", Some("C"))]),
            regions: Areas::new(Level::Region, vec![area("R1", Some("Z")), area("R2", None)]),
            cercles: Areas::new(Level::Cercle, vec![area("R11", Some("R1")), area("R21", Some("R2"))]),
            communes: Areas::new(
                Level::Commune,
                vec![area("R111", Some("R11")), area("R112", Some("R11")), area("R211", Some("R21"))],
            ),
            vintage: "test".into(),
        }
    }

    /// A column whose values are `n / 100` more than the level's number; no answers, not sampled.
    fn at(level: Level, answers: &[u32]) -> Column {
        let cell = |&n: &u32| match n {
            0 => Cell::missing(Missing::NotSampled),
            n => Cell { interval: Some((0.0, 100.0)), ..Cell::with_n(f64::from(level as u32) + f64::from(n) / 100.0, n) },
        };
        let cells = answers.iter().map(cell).collect();
        Column::new("survey_q", Text::same("q"), Unit::Percent, Direction::Neutral, level, cells).with_sources([level.id()])
    }

    type Shown = (Result<f64, Missing>, Option<u32>, Option<Level>);

    fn shown(column: &Column) -> Vec<Shown> {
        column.cells.iter().map(|c| (c.value, c.n, c.stands_at)).collect()
    }

    #[test]
    fn each_area_stands_at_the_finest_level_with_enough_answers() {
        let b = boundaries();
        let found =
            [at(Level::Country, &[80]), at(Level::Zone, &[60]), at(Level::Region, &[25, 9]), at(Level::Commune, &[12, 3, 0])];
        let communes = climb(Level::Commune, &found, &b, Minimum::default()).expect("a column");
        let expected = [
            (Ok(4.12), Some(12), None),
            (Ok(2.25), Some(25), Some(Level::Region)),
            // Its region has nine answers and is in no zone.
            (Err(Missing::BelowMinimumN), None, None),
        ];
        assert_eq!(shown(&communes), expected);
        assert_eq!((communes.level, communes.indicative), (Level::Commune, true), "12 and 25 are under 30");
        assert_eq!(communes.sources, ["commune", "region", "zone"]);
        let firm = climb(Level::Commune, &found, &b, Minimum { firm: 30, shown: 30 }).expect("a column");
        assert!(!firm.indicative && shown(&firm)[0] == (Ok(0.60 + 1.0), Some(60), Some(Level::Zone)));
        let zones = climb(Level::Zone, &found, &b, Minimum::default()).expect("a column");
        assert_eq!(shown(&zones), [(Ok(1.60), Some(60), None)], "what lies below is not looked at");
    }

    #[test]
    fn where_no_level_has_enough_the_reason_is_told() {
        let b = boundaries();
        let mut found = vec![at(Level::Region, &[4, 0]), at(Level::Commune, &[0, 2, 0])];
        let few = climb(Level::Commune, &found, &b, Minimum::default()).expect("a column");
        let below = Err(Missing::BelowMinimumN);
        assert_eq!(shown(&few), [(below, None, None), (below, Some(2), None), (Err(Missing::NotSampled), None, None)]);
        assert!(!few.indicative, "nothing is shown");
        found[0].cells[1] = Cell::missing(Missing::Withheld);
        let held = climb(Level::Commune, &found, &b, Minimum::default()).expect("a column");
        assert_eq!(held.cells[2].value, Err(Missing::Withheld));
        found[0].cells[1] = Cell::value(50.0);
        let unknown_n = climb(Level::Commune, &found, &b, Minimum::default()).expect("a column");
        assert_eq!((unknown_n.cells[2].value, unknown_n.indicative), (Ok(50.0), true), "a printed value without n");
        assert!(climb(Level::Zone, &found, &b, Minimum::default()).is_none());
        assert_eq!(
            climb(Level::Commune, &[at(Level::Zone, &[0])], &b, Minimum::default()).map(|c| c.cells[2].value),
            Some(Err(Missing::NoData))
        );
    }

    #[test]
    fn a_purposive_sample_stays_indicative_however_large() {
        let b = boundaries();
        let large = Column { indicative: true, ..at(Level::Zone, &[900]) };
        assert_eq!(climb(Level::Zone, &[large], &b, Minimum::default()).map(|c| c.indicative), Some(true));
    }
}
