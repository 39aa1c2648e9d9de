//! The names of one boundary set, by level, by key and by parent.

use super::likeness::{Likeness, Pairs, within_one_edit};
use super::normalise::Keys;
use super::variants::Variants;
use crate::base::{Boundaries, Level, Pcode};
use geo::BoundingRect;
use geo_types::Rect;
use std::collections::{HashMap, HashSet};

/// Every name and code of a boundary set, ready to be looked up. Built once; owns what it needs.
/// Knows regions, cercles and communes; zones and the country have no place names in data.
#[derive(Debug)]
pub struct Gazetteer {
    /// In the order of [`Level::ADMINISTRATIVE`].
    levels: [Names; 3],
    /// Upper-case code to level and position.
    codes: HashMap<String, (Level, usize)>,
}

/// One step of strictness at which names are compared by equal keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Exact,
    Folded,
    Stripped,
    Variant,
    Phonetic,
}

impl Step {
    pub const STRICT: [Step; 4] = [Step::Exact, Step::Folded, Step::Stripped, Step::Variant];
    pub const ALL: [Step; 5] = [Step::Exact, Step::Folded, Step::Stripped, Step::Variant, Step::Phonetic];

    fn key(self, keys: &Keys) -> &str {
        match self {
            Step::Exact => &keys.exact,
            Step::Folded => &keys.folded,
            Step::Stripped | Step::Variant => &keys.stripped,
            Step::Phonetic => &keys.phonetic,
        }
    }
}

#[derive(Debug)]
pub(super) struct Entry {
    pub code: Pcode,
    pub name: String,
    pub keys: Keys,
    pairs: Pairs,
    extent: Option<Rect<f64>>,
    /// Positions of its ancestors (and itself) in the order of [`Level::ADMINISTRATIVE`].
    line: [Option<usize>; 3],
}

/// Where a name is looked for: a whole level, or what lies inside one area of a coarser level.
pub(super) type Scope = Option<(Level, usize)>;

#[derive(Debug)]
struct Names {
    entries: Vec<Entry>,
    /// In the order of [`Step::ALL`]: key to positions, ascending.
    tables: [HashMap<String, Vec<usize>>; 5],
}

fn slot(level: Level) -> Option<usize> {
    Level::ADMINISTRATIVE.iter().position(|&l| l == level)
}

impl Gazetteer {
    /// Indexes all names. Areas of one name stay apart; an area whose name has no letter or digit
    /// can be found by its code only.
    pub fn new(boundaries: &Boundaries) -> Self {
        let levels = Level::ADMINISTRATIVE.map(|level| Names::new(level, boundaries));
        let mut codes = HashMap::new();
        for (level, names) in Level::ADMINISTRATIVE.into_iter().zip(&levels) {
            for (i, entry) in names.entries.iter().enumerate() {
                let key = code_key(entry.code.as_str());
                if !key.is_empty() {
                    codes.entry(key).or_insert((level, i));
                }
            }
        }
        Gazetteer { levels, codes }
    }

    /// Level and code of the area that has this code, blanks and case aside.
    pub fn find_code(&self, code: &str) -> Option<(Level, &Pcode)> {
        let (level, i) = self.position_of(code)?;
        Some((level, &self.entry(level, i).code))
    }

    /// The name of an area; `None` when the level has no such code.
    pub fn name_of(&self, level: Level, code: &Pcode) -> Option<&str> {
        let (found, i) = self.position_of(code.as_str())?;
        (found == level).then(|| self.entry(level, i).name.as_str())
    }

    /// The name with the names above it: `Bougoula (Kati, Koulikoro)`.
    pub fn described(&self, level: Level, code: &Pcode) -> String {
        let Some((_, i)) = self.position_of(code.as_str()).filter(|(found, _)| *found == level) else {
            return code.to_string();
        };
        let above: Vec<&str> = Level::ADMINISTRATIVE
            .into_iter()
            .rev()
            .filter(|&up| up < level)
            .filter_map(|up| self.ancestor(level, i, up).map(|j| self.entry(up, j).name.as_str()))
            .collect();
        let name = &self.entry(level, i).name;
        if above.is_empty() { name.clone() } else { format!("{name} ({})", above.join(", ")) }
    }

    /// Level, and position among the areas of that level in their boundary set.
    pub(super) fn position_of(&self, code: &str) -> Option<(Level, usize)> {
        self.codes.get(&code_key(code)).copied()
    }

    /// `level` is one of the administrative levels and `i` came from this gazetteer.
    pub(super) fn entry(&self, level: Level, i: usize) -> &Entry {
        &self.names(level)[i]
    }

    fn names(&self, level: Level) -> &[Entry] {
        slot(level).map_or(&[], |s| &self.levels[s].entries)
    }

    /// Position of the area of level `to` that holds area `i`; itself when the levels are equal.
    pub(super) fn ancestor(&self, level: Level, i: usize, to: Level) -> Option<usize> {
        self.entry(level, i).line[slot(to)?]
    }

    pub(super) fn inside(&self, level: Level, i: usize, scope: Scope) -> bool {
        scope.is_none_or(|(above, j)| self.ancestor(level, i, above) == Some(j))
    }

    /// Positions of the areas inside `scope` whose key of this step equals that of the query.
    pub(super) fn look_up(&self, level: Level, keys: &Keys, step: Step, scope: Scope) -> Vec<usize> {
        let key = step.key(keys);
        let literal = matches!(step, Step::Exact | Step::Folded);
        if keys.folded.is_empty() || (keys.of_another_level && !literal) {
            return Vec::new();
        }
        let found = slot(level).and_then(|s| self.levels[s].tables[step as usize].get(key));
        found.into_iter().flatten().copied().filter(|&i| self.inside(level, i, scope)).collect()
    }

    /// Other areas inside `scope` that could be meant by ear or, for communes, by a slip of one
    /// letter. Cercles are few and well known: Nioro is not a slip for Niono.
    pub(super) fn rivals(&self, level: Level, keys: &Keys, chosen: usize, scope: Scope) -> Vec<usize> {
        let near = |e: &Entry| {
            let slip = level == Level::Commune && within_one_edit(&e.keys.stripped, &keys.stripped);
            e.keys.marks == keys.marks && (slip || e.keys.phonetic == keys.phonetic)
        };
        let others = self.names(level).iter().enumerate().filter(|&(i, _)| i != chosen && self.inside(level, i, scope));
        others.filter(|(_, e)| near(e)).map(|(i, _)| i).collect()
    }

    /// Whether the boxes around two areas come within [`NEXT_DOOR_KM`] of each other: the cheap
    /// sense in which a reform may have moved the one into the other. True where a geometry is
    /// empty, for then nothing speaks against it.
    pub(super) fn next_door(&self, a: (Level, usize), b: (Level, usize)) -> bool {
        match (self.entry(a.0, a.1).extent, self.entry(b.0, b.1).extent) {
            (Some(a), Some(b)) => gap_km(&a, &b) <= NEXT_DOOR_KM,
            _ => true,
        }
    }

    /// The `keep` names inside `scope` most like the query, best first, ties by code. Names that
    /// share hardly a pair of letters with it are not measured.
    pub(super) fn most_alike(&self, level: Level, keys: &Keys, scope: Scope, keep: usize) -> Vec<(usize, Likeness)> {
        let pairs = Pairs::new(&keys.stripped);
        let mut first_look: Vec<(usize, f64)> = self
            .names(level)
            .iter()
            .enumerate()
            .filter(|&(i, e)| !e.keys.stripped.is_empty() && self.inside(level, i, scope))
            .map(|(i, e)| (i, pairs.dice(&e.pairs)))
            .filter(|&(_, dice)| dice >= FIRST_LOOK)
            .collect();
        // The pairs only sort out; twice as many are measured as are kept.
        first_look.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        first_look.truncate(keep * 2);
        let mut alike: Vec<(usize, Likeness)> = first_look
            .into_iter()
            .map(|(i, _)| (i, Likeness::between(&keys.stripped, &self.entry(level, i).keys.stripped)))
            .collect();
        alike.sort_by(|a, b| b.1.score().total_cmp(&a.1.score()).then(a.0.cmp(&b.0)));
        alike.truncate(keep);
        alike
    }
}

/// Communes that lists put into a neighbouring cercle lie up to 10 km from its box (Dinandougou
/// and Banamba in the list of 2023); most communes are wider than that.
const NEXT_DOOR_KM: f64 = 15.0;

/// Distance between two boxes of degrees in kilometres, 0 when they meet; on the sphere, at the
/// middle latitude of the gap, right to about one per cent for the short gaps it is asked about.
fn gap_km(a: &Rect<f64>, b: &Rect<f64>) -> f64 {
    const KM_PER_DEGREE: f64 = 111.2;
    let gap = |a_min: f64, a_max: f64, b_min: f64, b_max: f64| (b_min - a_max).max(a_min - b_max).max(0.0);
    let dx = gap(a.min().x, a.max().x, b.min().x, b.max().x);
    let dy = gap(a.min().y, a.max().y, b.min().y, b.max().y);
    let latitude = (a.center().y + b.center().y) / 2.0;
    (dx * latitude.to_radians().cos()).hypot(dy) * KM_PER_DEGREE
}

/// Dice coefficient of letter pairs below which two names are not compared further. One wrong
/// letter in a name of five leaves 0.67.
const FIRST_LOOK: f64 = 0.25;

fn code_key(code: &str) -> String {
    code.trim().to_uppercase()
}

impl Names {
    fn new(level: Level, boundaries: &Boundaries) -> Self {
        let variants = Variants::of(level);
        let all_keys: Vec<Keys> = boundaries.level(level).iter().map(|area| Keys::new(&area.name, level)).collect();
        let in_use: HashSet<&str> = all_keys.iter().map(|keys| keys.stripped.as_str()).collect();
        let mut tables: [HashMap<String, Vec<usize>>; 5] = Default::default();
        let mut entries = Vec::with_capacity(all_keys.len());
        for (i, (area, keys)) in boundaries.level(level).iter().zip(&all_keys).enumerate() {
            for step in Step::ALL {
                let names = match step {
                    Step::Variant => variants.others(&keys.stripped, &in_use),
                    _ => vec![step.key(keys)],
                };
                for key in names.into_iter().filter(|k| !k.is_empty()) {
                    let positions = tables[step as usize].entry(key.to_owned()).or_default();
                    if positions.last() != Some(&i) {
                        positions.push(i);
                    }
                }
            }
            entries.push(Entry {
                code: area.code.clone(),
                name: area.name.clone(),
                pairs: Pairs::new(&keys.stripped),
                keys: keys.clone(),
                extent: area.geometry.bounding_rect(),
                line: Level::ADMINISTRATIVE.map(|up| boundaries.ancestor(level, i, up)),
            });
        }
        Names { entries, tables }
    }
}
