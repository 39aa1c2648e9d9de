//! What the index of a run rests on: the tree, the columns it weighs, the areas and the rows behind their counts.
//!
//! Kept as `explain.json` beside the outputs, so that the index can be explained and compared later without the inputs.
//! Holds no value that the tables of the same run do not hold, after protection; not the shapes of areas.

use super::facts::IndexBasis;
use super::join::Joined;
use crate::base::{Area, Areas, Boundaries, Cell, Column, Direction, Error, Level, Missing, Pcode, Result, Text, Unit};
use crate::protect::Audience;
use crate::risk::{Surroundings, Tree};
use crate::text;
use geo_types::{Coord, MultiPolygon};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Where it stands in the folder of a run.
pub const BASIS_FILE: &str = "explain.json";
/// The form of the file; another one is not read.
const FORM: u32 = 1;
/// Row numbers kept of each input and area.
pub(super) const FIRST_ROWS: usize = 5;
/// Levels, coarse to fine.
const LEVELS: [Level; 5] = [Level::Country, Level::Zone, Level::Region, Level::Cercle, Level::Commune];

/// The file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Basis {
    form: u32,
    pub tree: Tree,
    vintage: String,
    levels: Vec<LevelRecord>,
    /// The communes that touch each commune, where gaps are filled from them.
    neighbours: Vec<Vec<usize>>,
    columns: Vec<ColumnRecord>,
    /// Records by input and code of the area they were counted in.
    pub rows: BTreeMap<String, BTreeMap<String, Rows>>,
}

/// Records of one input in one area.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    pub count: usize,
    /// The first of them, ascending.
    pub first: Vec<u64>,
}

/// The areas of one level, in their order.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct LevelRecord {
    level: Level,
    codes: Vec<String>,
    names: Vec<String>,
    parents: Vec<Option<String>>,
    /// Longitude and latitude, to about a metre.
    centres: Vec<[f64; 2]>,
}

/// A column without what only maps need.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct ColumnRecord {
    id: String,
    label: Text,
    unit: Unit,
    direction: Direction,
    decimals: usize,
    level: Level,
    sources: Vec<String>,
    indicative: bool,
    /// Each different cell once, in the order of first appearance.
    cells: Vec<CellRecord>,
    /// Which of them each area has; empty where every area has its own.
    of: Vec<usize>,
}

/// `"not_sampled"`, `[12.5]`, `[12.5, 30]` or `[12.5, 30, "zone"]`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum CellRecord {
    Missing(Missing),
    Bare([f64; 1]),
    Counted(f64, u32),
    From(f64, Option<u32>, Level),
}

/// What is read back.
pub struct Rebuilt {
    /// Without shapes.
    pub boundaries: Boundaries,
    /// At the levels at which they were computed.
    pub columns: Vec<Column>,
    pub around: Surroundings,
}

impl Basis {
    /// Takes it from what the index was made of.
    pub fn of(index: &IndexBasis, boundaries: &Boundaries, rows: BTreeMap<String, BTreeMap<String, Rows>>) -> Basis {
        Basis {
            form: FORM,
            tree: index.tree.clone(),
            vintage: boundaries.vintage.clone(),
            levels: LEVELS.iter().map(|&level| LevelRecord::of(boundaries.level(level))).collect(),
            neighbours: index.around.neighbours.clone(),
            columns: index.columns.iter().map(ColumnRecord::of).collect(),
            rows,
        }
    }

    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a tree of plain values, without maps whose keys are no text")
    }

    /// Reads the file again; `shown` names it in errors.
    ///
    /// # Errors
    /// Not this form, or lists that do not fit each other.
    pub fn from_json(bytes: &[u8], shown: &str) -> Result<Basis> {
        let broken = |cause: String| {
            Error::input(
                text!("`{shown}` ne peut pas être lu : {cause}", "`{shown}` cannot be read: {cause}"),
                Text::new("Relancez `lakana run` vers ce dossier.", "Run `lakana run` into this folder again."),
            )
        };
        let basis: Basis = serde_json::from_slice(bytes).map_err(|e| broken(e.to_string()))?;
        let areas = |level: Level| basis.levels.iter().find(|l| l.level == level).map_or(0, |l| l.codes.len());
        let whole = basis.form == FORM
            && basis.levels.iter().all(LevelRecord::is_whole)
            && basis.columns.iter().all(|c| c.is_whole(areas(c.level)))
            && basis.neighbours.iter().flatten().all(|&i| i < areas(Level::Commune));
        whole.then_some(basis).ok_or_else(|| broken("form".into()))
    }

    /// Boundaries without shapes, and the columns on them.
    pub fn rebuilt(&self) -> Rebuilt {
        let areas = |level: Level| {
            let record = self.levels.iter().find(|l| l.level == level);
            Areas::new(level, record.map_or_else(Vec::new, LevelRecord::areas))
        };
        let boundaries = Boundaries {
            country: areas(Level::Country),
            zones: areas(Level::Zone),
            regions: areas(Level::Region),
            cercles: areas(Level::Cercle),
            communes: areas(Level::Commune),
            vintage: self.vintage.clone(),
        };
        let parents = (0..boundaries.communes.len()).map(|i| boundaries.ancestor(Level::Commune, i, Level::Cercle)).collect();
        let columns = self.columns.iter().map(ColumnRecord::column).collect();
        Rebuilt { boundaries, columns, around: Surroundings { neighbours: self.neighbours.clone(), parents } }
    }
}

impl LevelRecord {
    fn of(areas: &Areas) -> LevelRecord {
        // Five decimals of a degree are a metre; a centre is no more exact.
        let short = |v: f64| (v * 1e5).round() / 1e5;
        LevelRecord {
            level: areas.level,
            codes: areas.iter().map(|a| a.code.to_string()).collect(),
            names: areas.iter().map(|a| a.name.clone()).collect(),
            parents: areas.iter().map(|a| a.parent.as_ref().map(Pcode::to_string)).collect(),
            centres: areas.iter().map(|a| [short(a.centre.x), short(a.centre.y)]).collect(),
        }
    }

    fn is_whole(&self) -> bool {
        let n = self.codes.len();
        let in_order = self.codes.windows(2).all(|pair| pair[0] < pair[1]);
        in_order && [self.names.len(), self.parents.len(), self.centres.len()] == [n; 3]
    }

    fn areas(&self) -> Vec<Area> {
        let area = |i: usize| {
            let parent = self.parents[i].as_deref().map(Pcode::from);
            let [x, y] = self.centres[i];
            let bare = Area::new(self.codes[i].as_str().into(), &self.names[i], parent, MultiPolygon(Vec::new()));
            Area { centre: Coord { x, y }, ..bare }
        };
        (0..self.codes.len()).map(area).collect()
    }
}

impl ColumnRecord {
    fn of(column: &Column) -> ColumnRecord {
        let all: Vec<CellRecord> = column.cells.iter().map(CellRecord::of).collect();
        let mut seen: BTreeMap<CellKey, usize> = BTreeMap::new();
        let (mut cells, mut of) = (Vec::new(), Vec::with_capacity(all.len()));
        for cell in all {
            let place = *seen.entry(cell.key()).or_insert(cells.len());
            if place == cells.len() {
                cells.push(cell);
            }
            of.push(place);
        }
        if cells.len() == of.len() {
            of.clear();
        }
        ColumnRecord {
            id: column.id.clone(),
            label: column.label.clone(),
            unit: column.unit,
            direction: column.direction,
            decimals: column.decimals,
            level: column.level,
            sources: column.sources.clone(),
            indicative: column.indicative,
            cells,
            of,
        }
    }

    fn is_whole(&self, areas: usize) -> bool {
        match self.of.is_empty() {
            true => self.cells.len() == areas,
            false => self.of.len() == areas && self.of.iter().all(|&i| i < self.cells.len()),
        }
    }

    fn column(&self) -> Column {
        let cells = match self.of.is_empty() {
            true => self.cells.iter().map(CellRecord::cell).collect(),
            false => self.of.iter().map(|&i| self.cells[i].cell()).collect(),
        };
        let made = Column::new(self.id.clone(), self.label.clone(), self.unit, self.direction, self.level, cells);
        Column { decimals: self.decimals, indicative: self.indicative, ..made.with_sources(&self.sources) }
    }
}

/// What tells cells apart, to the bit: reason, value, n and level.
type CellKey = (Option<Missing>, u64, Option<u32>, Option<Level>);

impl CellRecord {
    fn key(&self) -> CellKey {
        match *self {
            CellRecord::Missing(why) => (Some(why), 0, None, None),
            CellRecord::Bare([value]) => (None, value.to_bits(), None, None),
            CellRecord::Counted(value, n) => (None, value.to_bits(), Some(n), None),
            CellRecord::From(value, n, level) => (None, value.to_bits(), n, Some(level)),
        }
    }

    fn of(cell: &Cell) -> CellRecord {
        match (cell.value, cell.n, cell.stands_at) {
            (Err(why), ..) => CellRecord::Missing(why),
            // JSON has no way to write these; the index passes them over as well.
            (Ok(value), ..) if !value.is_finite() => CellRecord::Missing(Missing::NoData),
            (Ok(value), None, None) => CellRecord::Bare([value]),
            (Ok(value), Some(n), None) => CellRecord::Counted(value, n),
            (Ok(value), n, Some(level)) => CellRecord::From(value, n, level),
        }
    }

    fn cell(&self) -> Cell {
        match *self {
            CellRecord::Missing(why) => Cell::missing(why),
            CellRecord::Bare([value]) => Cell::value(value),
            CellRecord::Counted(value, n) => Cell::with_n(value, n),
            CellRecord::From(value, n, level) => Cell { n, stands_at: Some(level), ..Cell::value(value) },
        }
    }
}

/// Which rows of which input were counted in which area: incidents and facilities where they were placed, rows of tables
/// where their names or codes led. Rows of respondents are never listed, and for the public nothing but the number of rows.
pub fn rows_behind(joined: &Joined, audience: Audience) -> BTreeMap<String, BTreeMap<String, Rows>> {
    let mut found: BTreeMap<&str, BTreeMap<&str, Vec<u64>>> = BTreeMap::new();
    let events = joined.events.iter().filter_map(|e| Some((e.source.as_str(), e.place.as_ref()?, e.row)));
    let sites = joined.services.iter().flat_map(|list| &list.sites);
    let sites = sites.filter_map(|s| Some((s.source.as_str(), s.place.as_ref()?, s.row)));
    for (input, place, row) in events.chain(sites) {
        found.entry(input).or_default().entry(place.code.as_str()).or_default().push(row);
    }
    let counted: BTreeSet<&str> = found.keys().copied().chain(joined.surveys.iter().map(|s| s.id.as_str())).collect();
    for (input, [row, _, _, code, ..]) in joined.matches.iter().filter(|(input, _)| !counted.contains(input.as_str())) {
        if let (false, Ok(row)) = (code.is_empty(), row.parse()) {
            found.entry(input).or_default().entry(code).or_default().push(row);
        }
    }
    let kept = |mut rows: Vec<u64>| {
        rows.sort_unstable();
        let count = rows.len();
        rows.truncate(if audience == Audience::Public { 0 } else { FIRST_ROWS });
        Rows { count, first: rows }
    };
    let of_input =
        |areas: BTreeMap<&str, Vec<u64>>| areas.into_iter().map(|(code, rows)| (code.to_owned(), kept(rows))).collect();
    found.into_iter().map(|(input, areas)| (input.to_owned(), of_input(areas))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells() -> Vec<Cell> {
        let from_zone = Cell { stands_at: Some(Level::Zone), ..Cell::with_n(1.0 / 3.0, 12) };
        vec![
            Cell::value(0.1 + 0.2),
            Cell::with_n(-4.0, 7),
            from_zone,
            from_zone,
            Cell::missing(Missing::NotSampled),
            Cell { stands_at: Some(Level::Zone), ..Cell::value(1e-300) },
        ]
    }

    #[test]
    fn a_column_comes_back_and_equal_cells_are_kept_once() {
        let column = Column::new("a", Text::same("a"), Unit::Percent, Direction::HigherIsBetter, Level::Commune, cells());
        let record = ColumnRecord::of(&column.clone().with_sources(["s"]));
        assert_eq!((record.cells.len(), record.of.as_slice()), (5, [0, 1, 2, 2, 3, 4].as_slice()));
        let json = serde_json::to_string(&record).unwrap();
        let back: ColumnRecord = serde_json::from_str(&json).unwrap();
        assert!(back.is_whole(6) && !back.is_whole(5), "{json}");
        let back = back.column();
        for (found, cell) in back.cells.iter().zip(&column.cells) {
            let (value, expected) = (found.ok().unwrap_or(0.0), cell.ok().unwrap_or(0.0));
            assert!((value - expected).abs() <= 1e-15 * expected.abs(), "{value} {expected}");
            assert_eq!((found.value.err(), found.n, found.stands_at), (cell.value.err(), cell.n, cell.stands_at));
        }
        assert_eq!((back.unit, back.sources.as_slice()), (Unit::Percent, ["s".to_owned()].as_slice()));
        assert!(json.contains("\"not_sampled\"") && json.contains("12,\"zone\""), "{json}");
    }

    #[test]
    fn what_is_not_this_form_is_refused() {
        for broken in ["", "{}", "{\"form\": 1}"] {
            assert_eq!(Basis::from_json(broken.as_bytes(), "explain.json").unwrap_err().kind.exit_code(), 3);
        }
    }
}
