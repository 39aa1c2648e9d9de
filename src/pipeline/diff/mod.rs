//! `lakana diff`: what changed between two runs, and which input moved the index of each commune.

mod settings;
mod words;

pub use settings::SettingChange;

use super::blocks::plain;
use super::explain::AreaRef;
use super::outputs::{InputRecord, Outputs, RunRecord, index_of};
use crate::base::{Error, Lang, Level, Result, Text, write_file};
use crate::layers::beside;
use crate::layers::csv::{spreadsheet_text, write_table};
use crate::risk::{Amount, PartKind, Scored, class_of};
use crate::text;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Below this two numbers are one: sums of the same parts in another order differ by less.
const SAME: f64 = 1e-9;

/// What was typed: the folders of two runs, the earlier first.
#[derive(Debug, Clone)]
pub struct DiffCommand {
    pub folders: [PathBuf; 2],
}

/// Everything that differs. Pairs hold the first run's and the second's.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    pub runs: [RunRecord; 2],
    /// Every input of either run.
    pub inputs: Vec<InputChange>,
    /// Options and settings of the tree that differ.
    pub settings: Vec<SettingChange>,
    /// Communes that only one of the runs has.
    pub only: [Vec<AreaRef>; 2],
    /// Communes of both, in the order of their codes.
    pub communes: Vec<CommuneChange>,
}

/// One input in both runs.
#[derive(Debug, Clone, Serialize)]
pub struct InputChange {
    pub id: String,
    pub records: [Option<InputRecord>; 2],
    /// Its bytes differ, or only one run has it.
    pub changed: bool,
}

/// One commune in both runs.
#[derive(Debug, Clone, Serialize)]
pub struct CommuneChange {
    pub area: AreaRef,
    /// 0 to 10.
    pub index: [Option<f64>; 2],
    /// 1 for the worst.
    pub rank: [Option<usize>; 2],
    /// 0 for the least exposed.
    pub class: [Option<usize>; 2],
    /// Second less first; `None` unless both have an index.
    pub change: Option<f64>,
    /// What moved it, the largest first; adds up to the change.
    pub indicators: Vec<IndicatorChange>,
    /// The same by input; see [`difference`].
    pub inputs: Vec<(String, f64)>,
}

/// One line of the account in both runs.
#[derive(Debug, Clone, Serialize)]
pub struct IndicatorChange {
    /// Of the column; `mean_area` for what the mean area would have.
    pub id: String,
    pub label: Text,
    /// Points of the index, second less first.
    pub points: f64,
    /// What the sources say.
    pub values: [Option<f64>; 2],
}

/// One line of an account, as it stands in one run.
struct Entry {
    label: Text,
    points: f64,
    score: Option<f64>,
    value: Option<f64>,
    sources: Vec<String>,
}

/// One run, asked.
struct Side<'a> {
    outputs: &'a Outputs,
    scored: Scored<'a>,
    accounts: Vec<Option<Vec<Amount>>>,
    index: Vec<Option<f64>>,
}

/// Compares two runs.
///
/// The change of a commune's index is the sum of the changes of what its indicators add, see
/// [`Scored::amounts`]. What an indicator changed by is put down to those of its inputs whose bytes changed, together
/// where there are several (`incidents+population`): also where the commune's own value stayed and the scale moved, for other
/// communes set the scale. Where no input of it changed it is put down to `settings` when options or tree
/// differ, else to `scale`. What changed in an indicator whose own score stayed goes to those whose score changed: in a
/// geometric mean, say, each part counts more when another rises.
///
/// # Errors
/// See [`Outputs::open`] and [`Outputs::scored`].
pub fn difference(command: &DiffCommand) -> Result<Difference> {
    let [first, second] = &command.folders;
    let outputs = [Outputs::open(first)?, Outputs::open(second)?];
    let sides = [Side::of(&outputs[0])?, Side::of(&outputs[1])?];
    let inputs = inputs(&outputs[0].run, &outputs[1].run);
    let settings = settings::changes(&outputs[0], &outputs[1]);
    let changed: BTreeSet<&str> = inputs.iter().filter(|i| i.changed).map(|i| i.id.as_str()).collect();
    let [here, there] = [0, 1].map(|i| outputs[i].areas(Level::Commune));
    let only = [(here, there, 0), (there, here, 1)].map(|(of, not_of, side)| {
        let missing = (0..of.len()).filter(|&i| not_of.position(&of[i].code).is_none());
        missing.map(|i| AreaRef::of(&outputs[side], Level::Commune, i)).collect::<Vec<_>>()
    });
    let both = (0..here.len()).filter_map(|i| Some([i, there.position(&here[i].code)?]));
    let cause = Cause { changed: &changed, settings: !settings.is_empty() };
    let communes = both.map(|at| commune(&sides, at, &cause)).collect();
    Ok(Difference { runs: outputs.each_ref().map(|o| o.run.clone()), inputs, settings, only, communes })
}

/// What a change may be put down to.
struct Cause<'a> {
    changed: &'a BTreeSet<&'a str>,
    settings: bool,
}

impl<'a> Side<'a> {
    fn of(outputs: &'a Outputs) -> Result<Side<'a>> {
        let scored = outputs.scored()?;
        let accounts = outputs.accounts(&scored, Level::Commune);
        let index = accounts.iter().map(|a| a.as_ref().map(|amounts| index_of(&scored, amounts))).collect();
        Ok(Side { outputs, scored, accounts, index })
    }

    fn rank(&self, area: usize) -> Option<usize> {
        let own = self.index[area]?;
        Some(1 + self.index.iter().flatten().filter(|&&other| other > own + SAME).count())
    }

    /// Every line that adds up, by its id.
    fn entries(&self, area: usize) -> BTreeMap<&str, Entry> {
        let mut entries = BTreeMap::new();
        let Some(amounts) = &self.accounts[area] else { return entries };
        let ways = self.scored.ways(area);
        for (part, amount) in self.scored.parts().iter().zip(amounts) {
            match part.kind {
                PartKind::Node => {}
                PartKind::MeanArea => {
                    let label = Text::new("ce qu'aurait l'unité moyenne", "what the mean area would have");
                    let bare = Entry { label, points: 0.0, score: amount.score, value: None, sources: Vec::new() };
                    entries.entry("mean_area").or_insert(bare).points += amount.points;
                }
                PartKind::Indicator => {
                    let column = ways.iter().find(|w| w.column.id == part.id).map(|w| w.column);
                    let entry = Entry {
                        label: part.label.clone(),
                        points: amount.points,
                        score: amount.score,
                        value: column.and_then(|c| c.cells[area].ok()),
                        sources: column.map_or_else(Vec::new, |c| c.sources.clone()),
                    };
                    entries.insert(part.id, entry);
                }
            }
        }
        entries
    }
}

fn commune(sides: &[Side; 2], at: [usize; 2], cause: &Cause) -> CommuneChange {
    let index = [0, 1].map(|i| sides[i].index[at[i]]);
    let class = [0, 1].map(|i| index[i].map(|index| class_of(index, &sides[i].outputs.tree.draws.classes)));
    let change = index[0].zip(index[1]).map(|(first, second)| second - first);
    let mut indicators = Vec::new();
    // Points, what they are put down to, and whether the score itself changed.
    let mut moves: Vec<(f64, String, bool)> = Vec::new();
    if change.is_some() {
        let [first, second] = [0, 1].map(|i| sides[i].entries(at[i]));
        let ids: BTreeSet<&str> = first.keys().chain(second.keys()).copied().collect();
        for id in ids {
            let both = [first.get(id), second.get(id)];
            let [before, after] = both.map(|e| e.map_or(0.0, |e| e.points));
            if (after - before).abs() < SAME {
                continue;
            }
            let scores = both.map(|e| e.and_then(|e| e.score));
            let moved = scores[0].zip(scores[1]).is_none_or(|(a, b)| (a - b).abs() >= SAME);
            moves.push((after - before, cause.of(both), moved));
            let label = both[1].or(both[0]).map_or_else(Text::default, |e| e.label.clone());
            let values = both.map(|e| e.and_then(|e| e.value));
            indicators.push(IndicatorChange { id: id.to_owned(), label, points: after - before, values });
        }
    }
    indicators.sort_by(|a, b| b.points.abs().total_cmp(&a.points.abs()));
    CommuneChange {
        area: AreaRef::of(sides[1].outputs, Level::Commune, at[1]),
        index,
        rank: [0, 1].map(|i| sides[i].rank(at[i])),
        class,
        change: change.map(|c| if c.abs() < SAME { 0.0 } else { c }),
        indicators,
        inputs: cause.shared(&moves),
    }
}

impl Cause<'_> {
    /// What a line is put down to: its inputs that changed, else settings, else the scale.
    fn of(&self, both: [Option<&Entry>; 2]) -> String {
        let sources: BTreeSet<&str> = both.into_iter().flatten().flat_map(|e| e.sources.iter().map(String::as_str)).collect();
        let moved: Vec<&str> = sources.intersection(self.changed).copied().collect();
        match (moved.is_empty(), self.settings) {
            (false, _) => moved.join("+"),
            (true, true) => "settings".into(),
            (true, false) => "scale".into(),
        }
    }

    /// The points by cause, the largest first. In a mean that is no plain sum a line may change because another does: with
    /// the same settings, the points of lines whose score stayed go to those whose score changed, as these changed.
    fn shared(&self, moves: &[(f64, String, bool)]) -> Vec<(String, f64)> {
        let all: f64 = moves.iter().filter(|m| m.2).map(|m| m.0.abs()).sum();
        let hand_over = !self.settings && all > 0.0;
        let stayed: f64 = moves.iter().filter(|m| !m.2).map(|m| m.0).sum();
        let mut by_cause: BTreeMap<&str, f64> = BTreeMap::new();
        for (points, cause, moved) in moves.iter().filter(|m| m.2 || !hand_over) {
            let more = if *moved && hand_over { stayed * points.abs() / all } else { 0.0 };
            *by_cause.entry(cause).or_insert(0.0) += points + more;
        }
        let mut shared: Vec<(String, f64)> = by_cause.into_iter().map(|(cause, points)| (cause.to_owned(), points)).collect();
        shared.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        shared
    }
}

/// Boundaries first, then the inputs of the first run in their order, then those only the second has.
fn inputs(first: &RunRecord, second: &RunRecord) -> Vec<InputChange> {
    let all = |run: &RunRecord| -> Vec<InputRecord> { std::iter::once(&run.boundaries).chain(&run.inputs).cloned().collect() };
    let (first, second) = (all(first), all(second));
    let new = second.iter().filter(|i| !first.iter().any(|f| f.id == i.id));
    let ids = first.iter().chain(new).map(|i| i.id.clone());
    let find = |of: &[InputRecord], id: &str| of.iter().find(|i| i.id == id).cloned();
    ids.map(|id| {
        let records = [find(&first, &id), find(&second, &id)];
        let hash = |i: usize| records[i].as_ref().map(|r| r.hash.clone());
        let changed = hash(0) != hash(1);
        InputChange { id, records, changed }
    })
    .collect()
}

impl CommuneChange {
    /// Whether the index changed, came or went.
    pub fn is_change(&self) -> bool {
        self.change.map_or(self.index != [None, None], |change| change != 0.0)
    }
}

impl Difference {
    /// Whether there is nothing to tell.
    pub fn is_nothing(&self) -> bool {
        !self.inputs.iter().any(|i| i.changed)
            && self.settings.is_empty()
            && self.only.iter().all(Vec::is_empty)
            && !self.communes.iter().any(CommuneChange::is_change)
    }

    /// For people on a terminal.
    pub fn as_text(&self, lang: Lang) -> String {
        plain(&words::blocks(self, lang))
    }

    /// For programs, texts in both languages.
    pub fn as_json(&self) -> serde_json::Value {
        serde_json::to_value(self).expect("plain values, without maps whose keys are no text")
    }

    /// Writes the communes as `.csv`, or everything as `.json`.
    ///
    /// # Errors
    /// Another ending; a file that cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        let bytes = match ending.as_str() {
            "csv" => self.as_csv(),
            "json" => format!("{:#}\n", self.as_json()).into_bytes(),
            _ => {
                let shown = path.display();
                return Err(Error::usage(
                    text!(
                        "`{shown}` : des différences s'écrivent en .csv ou .json",
                        "`{shown}`: differences are written as .csv or .json"
                    ),
                    Text::new("Terminez le nom du fichier par .csv.", "End the file name with .csv."),
                ));
            }
        };
        beside(path, |temporary| write_file(temporary, |out| out.write_all(&bytes))).map(drop)
    }

    /// One line per commune of both runs; all digits, empty for missing.
    fn as_csv(&self) -> Vec<u8> {
        const HEAD: [&str; 13] = [
            "code",
            "name",
            "index_first",
            "index_second",
            "change",
            "rank_first",
            "rank_second",
            "class_first",
            "class_second",
            "indicator",
            "indicator_points",
            "inputs",
            "inputs_points",
        ];
        let shown = |value: Option<f64>| value.map_or_else(String::new, |v| v.to_string());
        let whole = |value: Option<usize>| value.map_or_else(String::new, |v| v.to_string());
        let row = |c: &CommuneChange| {
            let most = c.indicators.first();
            vec![
                spreadsheet_text(&c.area.code).into_owned(),
                spreadsheet_text(&c.area.name).into_owned(),
                shown(c.index[0]),
                shown(c.index[1]),
                shown(c.change),
                whole(c.rank[0]),
                whole(c.rank[1]),
                whole(c.class[0].map(|n| n + 1)),
                whole(c.class[1].map(|n| n + 1)),
                most.map_or_else(String::new, |i| spreadsheet_text(&i.id).into_owned()),
                shown(most.map(|i| i.points)),
                spreadsheet_text(&c.inputs.iter().map(|i| i.0.as_str()).collect::<Vec<_>>().join(" ")).into_owned(),
                c.inputs.iter().map(|i| i.1.to_string()).collect::<Vec<_>>().join(" "),
            ]
        };
        let head = HEAD.iter().map(|&h| h.to_owned()).collect();
        let mut bytes = Vec::new();
        let rows = std::iter::once(head).chain(self.communes.iter().map(row));
        write_table(&mut bytes, rows).expect("memory can be written, and all rows are of one length");
        bytes
    }
}
