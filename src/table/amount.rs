//! A number known for an area at a date.

use crate::base::Place;
use std::collections::BTreeMap;

/// One number for one area.
#[derive(Debug, Clone, PartialEq)]
pub struct Amount {
    pub place: Place,
    /// ISO date, possibly partial (`2016`, `2016-12`); text order is time order.
    pub date: Option<String>,
    pub value: f64,
}

/// The rows of the latest date of each place; an undated row counts as the oldest. Rows of one
/// place and date all stay: they are parts of one figure. In the order of the places.
pub fn latest(rows: &[Amount]) -> Vec<Amount> {
    let mut newest: BTreeMap<&Place, &Option<String>> = BTreeMap::new();
    for row in rows {
        let date = newest.entry(&row.place).or_insert(&row.date);
        *date = (*date).max(&row.date);
    }
    let mut kept: Vec<Amount> = rows.iter().filter(|r| newest.get(&r.place) == Some(&&r.date)).cloned().collect();
    kept.sort_by(|a, b| a.place.cmp(&b.place));
    kept
}

/// The rows of the latest date of all, in the order of the places: a list that names only the
/// places it found something in, as rounds of displacement do, speaks for one date at a time.
/// Undated rows count only when no row is dated.
pub fn latest_round(rows: &[Amount]) -> Vec<Amount> {
    let newest = rows.iter().map(|r| &r.date).max();
    let mut kept: Vec<Amount> = rows.iter().filter(|r| Some(&r.date) == newest).cloned().collect();
    kept.sort_by(|a, b| a.place.cmp(&b.place));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Level;

    #[test]
    fn the_latest_date_of_each_place_counts_and_its_parts_stay() {
        let row = |code: &str, date: Option<&str>, value| Amount {
            place: Place { level: Level::Cercle, code: code.into() },
            date: date.map(String::from),
            value,
        };
        let rows =
            [row("B", None, 1.0), row("A", Some("2016"), 2.0), row("A", Some("2017-03"), 3.0), row("A", Some("2017-03"), 4.0)];
        let values = |rows: Vec<Amount>| rows.iter().map(|r| r.value).collect::<Vec<f64>>();
        assert_eq!(values(latest(&rows)), [3.0, 4.0, 1.0]);
        assert_eq!(values(latest_round(&rows)), [3.0, 4.0], "B was not found again");
        assert_eq!(values(latest_round(&rows[..1])), [1.0]);
    }
}
