//! The folder that a run left, read again: what its index rests on, and what its record says of the inputs.

use super::basis::{BASIS_FILE, Basis, Rebuilt, Rows};
use super::output::RUN_FILE;
use crate::base::{Areas, Boundaries, Column, Error, Level, Problem, Result, Text, columns_at};
use crate::carto::theme::Theme;
use crate::risk::{Amount, Scored, Surroundings, Tree, class_of};
use crate::text;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a run left.
pub struct Outputs {
    pub folder: PathBuf,
    pub run: RunRecord,
    pub tree: Tree,
    /// Without shapes.
    pub boundaries: Boundaries,
    /// At the levels at which they were computed.
    pub columns: Vec<Column>,
    /// The same at the communes, as the index takes them.
    communes: Vec<Column>,
    around: Surroundings,
    /// Records by input and code of the area they were counted in.
    pub rows: BTreeMap<String, BTreeMap<String, Rows>>,
}

/// What `run.json` says, as far as it is asked.
#[derive(Debug, Clone, Serialize)]
pub struct RunRecord {
    pub version: String,
    pub title: Text,
    pub date: String,
    pub audience: String,
    pub lang: String,
    pub synthetic: bool,
    pub boundaries: InputRecord,
    pub inputs: Vec<InputRecord>,
}

/// One input of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InputRecord {
    pub id: String,
    pub file: String,
    pub hash: String,
    pub records: usize,
}

/// A class of the index: `(lower, upper]`, the first holding its lower bound.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RiskClass {
    /// 0 for the least exposed.
    pub number: usize,
    pub lower: f64,
    pub upper: f64,
    pub label: Text,
}

impl Outputs {
    /// Reads the record and the basis.
    ///
    /// # Errors
    /// A folder that is no run's, a run without an index, or by an earlier version, or whose `explain.json` is gone or
    /// is not the one that the run wrote.
    pub fn open(folder: &Path) -> Result<Outputs> {
        let shown = folder.display();
        let record = std::fs::read(folder.join(RUN_FILE)).ok().and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        let Some(record) = record.filter(|r| r.get("lakana").is_some() && r.get("result").is_some()) else {
            return Err(Error::input(
                text!("`{shown}` n'est pas un dossier de sorties de lakana", "`{shown}` is not a folder of lakana outputs"),
                text!(
                    "Donnez le dossier que `lakana run --out` a écrit ; il contient {RUN_FILE}.",
                    "Give the folder that `lakana run --out` wrote; it holds {RUN_FILE}."
                ),
            ));
        };
        let again = || Text::new("Relancez `lakana run` vers ce dossier.", "Run `lakana run` into this folder again.");
        let hash = match record["result"].get("basis") {
            None => {
                return Err(Error::input(
                    text!(
                        "`{shown}` vient d'une version de lakana qui ne gardait pas de quoi expliquer l'indice",
                        "`{shown}` is by a version of lakana that did not keep what explains the index"
                    ),
                    again(),
                ));
            }
            Some(Value::Null) => {
                return Err(Error::input(
                    text!("`{shown}` : ce calcul n'a pas d'indice de risque", "`{shown}`: this run has no risk index"),
                    Text::new(
                        "Ajoutez [risk] au fichier projet, par exemple preset = \"equal\", puis relancez.",
                        "Add [risk] to the project file, such as preset = \"equal\", and run again.",
                    ),
                ));
            }
            Some(basis) => basis["hash"].as_str().unwrap_or_default(),
        };
        let path = folder.join(BASIS_FILE);
        let bytes = std::fs::read(&path).map_err(|cause| Error { hint: again(), ..Error::reading(&path, &cause) })?;
        if blake3::hash(&bytes).to_hex().as_str() != hash {
            let shown = path.display();
            return Err(Error::input(
                text!("`{shown}` a été changé après le calcul", "`{shown}` was changed after the run"),
                again(),
            ));
        }
        let basis = Basis::from_json(&bytes, &path.display().to_string())?;
        let Rebuilt { boundaries, columns, around } = basis.rebuilt();
        let communes = columns_at(Level::Commune, &columns, &boundaries);
        let run = RunRecord::of(&record);
        Ok(Outputs { folder: folder.to_owned(), run, tree: basis.tree, boundaries, columns, communes, around, rows: basis.rows })
    }

    /// The index of the communes, computed again.
    ///
    /// # Errors
    /// No indicator of the tree had data.
    pub fn scored(&self) -> Result<Scored<'_>> {
        // What was left out the run has reported.
        let mut reported: Vec<Problem> = Vec::new();
        Scored::new(&self.tree, &self.communes, &self.around, &mut reported).ok_or_else(|| {
            let shown = self.folder.display();
            Error::input(
                text!(
                    "`{shown}` : aucun indicateur de l'indice n'avait de données",
                    "`{shown}`: no indicator of the index had data"
                ),
                Text::new(
                    "tables/problems.csv dit ce qui manquait (risk-left-out).",
                    "tables/problems.csv says what was missing (risk-left-out).",
                ),
            )
        })
    }

    pub fn areas(&self, level: Level) -> &Areas {
        self.boundaries.level(level)
    }

    /// The class of a score. The names are those of the map.
    pub fn class_of(&self, score: f64) -> Result<RiskClass> {
        let bounds = &self.tree.draws.classes;
        let number = class_of(score, bounds);
        let themes = Theme::all()?;
        let names = themes.iter().find(|t| t.id == "risk").map_or(&[][..], |t| &t.class_names);
        Ok(RiskClass {
            number,
            lower: bounds.get(number).copied().unwrap_or(0.0),
            upper: bounds.get(number + 1).copied().unwrap_or(10.0),
            label: names.get(number).cloned().unwrap_or_default(),
        })
    }

    /// Rows of an input that were counted in an area or in one inside it.
    pub fn rows_in(&self, input: &str, level: Level, area: usize) -> Rows {
        let Some(areas) = self.rows.get(input) else { return Rows::default() };
        let mut all = Rows::default();
        for fine in [Level::Country, Level::Zone, Level::Region, Level::Cercle, Level::Commune] {
            if fine < level {
                continue;
            }
            for i in self.boundaries.descendants(level, area, fine) {
                if let Some(rows) = areas.get(self.areas(fine)[i].code.as_str()) {
                    all.count += rows.count;
                    all.first.extend(&rows.first);
                }
            }
        }
        all.first.sort_unstable();
        all.first.truncate(super::basis::FIRST_ROWS);
        all
    }

    /// Index and account of every area of a level: those of communes are their own, those above are the mean of their
    /// communes weighted by people, as the layers hold them. `None` where there is no index.
    pub fn accounts(&self, scored: &Scored, level: Level) -> Vec<Option<Vec<Amount>>> {
        let communes: Vec<Option<Vec<Amount>>> = (0..scored.areas).map(|i| scored.amounts(i)).collect();
        if level == Level::Commune {
            return communes;
        }
        let people = self.communes.iter().find(|c| c.id == "population");
        let weight = |i: usize| people.map_or(Some(1.0), |p| p.cells[i].ok());
        (0..self.areas(level).len())
            .map(|area| {
                let inside = self.boundaries.descendants(level, area, Level::Commune);
                let known = inside.into_iter().filter_map(|i| Some((weight(i)?, communes[i].as_ref()?)));
                weighted(known)
            })
            .collect()
    }
}

/// Sum of what adds up to the index.
pub fn index_of(scored: &Scored, amounts: &[Amount]) -> f64 {
    let dimensions = scored.parts().into_iter().zip(amounts).filter(|(p, _)| p.depth == 0);
    dimensions.map(|(_, a)| a.points).sum()
}

/// Mean account; scores are means of those that are there.
fn weighted<'a>(accounts: impl Iterator<Item = (f64, &'a Vec<Amount>)>) -> Option<Vec<Amount>> {
    let accounts: Vec<_> = accounts.collect();
    let all: f64 = accounts.iter().map(|a| a.0).sum();
    let parts = accounts.first().filter(|_| all > 0.0)?.1.len();
    let of_part = |k: usize| {
        let points = accounts.iter().map(|(w, a)| w * a[k].points).sum::<f64>() / all;
        let (sum, weight) =
            accounts.iter().filter_map(|(w, a)| Some((w, a[k].score?))).fold((0.0, 0.0), |(s, n), (w, v)| (s + w * v, n + w));
        Amount { score: (weight > 0.0).then(|| sum / weight), points }
    };
    Some((0..parts).map(of_part).collect())
}

impl RunRecord {
    fn of(record: &Value) -> RunRecord {
        let result = &record["result"];
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let inputs = result["inputs"].as_array().map_or(&[][..], Vec::as_slice);
        RunRecord {
            version: word(&record["lakana"]),
            title: Text::new(word(&result["title"]["fr"]), word(&result["title"]["en"])),
            date: word(&result["date"]),
            audience: word(&result["audience"]),
            lang: word(&result["lang"]),
            synthetic: result["synthetic"].as_bool().unwrap_or(false),
            boundaries: InputRecord::of(&result["boundaries"]["source"]),
            inputs: inputs.iter().map(InputRecord::of).collect(),
        }
    }
}

impl InputRecord {
    fn of(value: &Value) -> InputRecord {
        let word = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let records = value["records"].as_u64().unwrap_or(0) as usize;
        InputRecord { id: word("id"), file: word("file"), hash: word("hash"), records }
    }
}
