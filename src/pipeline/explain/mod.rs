//! `lakana explain`: why an area has its index, from the folder of a run alone.

mod area;
mod details;
mod words;

pub use area::FoundArea;
pub use details::{AreaRef, Behind, ChangeTo, Line, NameDecision, NearArea, RawValue, WeighsMost};

use super::blocks::{markdown, plain};
use super::outputs::{InputRecord, Outputs, RiskClass, index_of};
use crate::base::{Error, Lang, Level, Result, Text, percent, write_file};
use crate::layers::beside;
use crate::risk::{NoIndex, PartKind, Scored};
use crate::text;
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What was typed.
#[derive(Debug, Clone)]
pub struct ExplainCommand {
    /// The folder of a run.
    pub folder: PathBuf,
    /// Code or name of an area of any level.
    pub area: String,
    /// Id of a column or of a node of the tree: of it alone, in detail.
    pub indicator: Option<String>,
}

/// Everything there is to say of one area's index.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    pub area: AreaRef,
    /// Areas above, coarse to fine.
    pub parents: Vec<AreaRef>,
    pub run: super::outputs::RunRecord,
    /// 0 (best) to 10 (worst).
    pub index: Option<f64>,
    pub class: Option<RiskClass>,
    /// 1 for the worst of the level, equal scores sharing the better one; and of how many.
    pub rank: Option<(usize, usize)>,
    /// Why there is no index.
    pub no_index: Option<Text>,
    /// How the means were split.
    pub split: Vec<Text>,
    /// Indicators and mean areas add up to the index; so do the lines of depth 0.
    pub contributions: Vec<Line>,
    pub values: Vec<RawValue>,
    /// How names of records were matched to this area.
    pub names: Vec<NameDecision>,
    /// Of the ten nearest areas of the level by centre, the three whose index differs most.
    pub near: Vec<NearArea>,
    /// Single indicators that would bring a commune one class down, the smallest move first.
    pub down: Vec<ChangeTo>,
    /// The same, up.
    pub up: Vec<ChangeTo>,
    /// Above the commune: the communes that weigh most in the mean.
    pub communes: Vec<WeighsMost>,
    pub inputs: Vec<InputRecord>,
    /// Only one indicator or node was asked for.
    pub only: Option<String>,
}

/// Explains.
///
/// # Errors
/// See [`Outputs::open`]; an area or indicator that is not there, or several of that name.
pub fn explain(command: &ExplainCommand) -> Result<Explanation> {
    let outputs = Outputs::open(&command.folder)?;
    let found = area::find(&outputs, &command.area)?;
    let scored = outputs.scored()?;
    let only = command.indicator.as_deref().map(|id| indicator(&scored, id)).transpose()?;
    let FoundArea { level, area } = found;
    let accounts = outputs.accounts(&scored, level);
    let index = accounts[area].as_ref().map(|amounts| index_of(&scored, amounts));
    let class = index.map(|index| outputs.class_of(index)).transpose()?;
    let all: Vec<f64> = accounts.iter().flatten().map(|amounts| index_of(&scored, amounts)).collect();
    let rank = index.map(|own| (1 + all.iter().filter(|&&other| other > own).count(), all.len()));
    let work = details::Work { outputs: &outputs, scored: &scored, accounts: &accounts, level, area };
    let kept = |id: &str| only.as_ref().is_none_or(|ids| ids.iter().any(|o| o == id));
    let mut contributions = work.contributions();
    contributions.retain(|line| kept(&line.id));
    let mut values = work.values();
    values.retain(|value| kept(&value.id));
    let (down, up) = if level == Level::Commune { work.changes(class.as_ref()) } else { Default::default() };
    Ok(Explanation {
        area: AreaRef::of(&outputs, level, area),
        parents: [Level::Zone, Level::Region, Level::Cercle]
            .into_iter()
            .filter(|&up| up < level)
            .filter_map(|up| Some(AreaRef::of(&outputs, up, outputs.boundaries.ancestor(level, area, up)?)))
            .collect(),
        index,
        class,
        rank,
        no_index: if index.is_none() { Some(no_index(&scored, &outputs, level, area)) } else { None },
        split: split(&scored),
        contributions,
        values,
        names: work.names()?,
        near: if index.is_some() { work.near() } else { Vec::new() },
        down: down.into_iter().filter(|c| kept(&c.id)).collect(),
        up: up.into_iter().filter(|c| kept(&c.id)).collect(),
        communes: if level == Level::Commune { Vec::new() } else { work.weigh_most() },
        inputs: outputs.run.inputs.clone(),
        only: command.indicator.clone(),
        run: outputs.run.clone(),
    })
}

/// The ids of a line of the account and of what is below it; `id` as columns and layers write it.
fn indicator(scored: &Scored, id: &str) -> Result<Vec<String>> {
    let parts = scored.parts();
    let bare = id.strip_suffix("_score").or(id.strip_suffix("_treated")).unwrap_or(id);
    let wanted = |p: &crate::risk::Part| match p.kind {
        PartKind::Indicator => p.id == id || p.id == bare,
        PartKind::Node => p.id == id || id.strip_prefix("risk_") == Some(p.id),
        PartKind::MeanArea => false,
    };
    let Some(at) = parts.iter().position(wanted) else {
        let known: Vec<&str> = parts.iter().filter(|p| p.kind == PartKind::Indicator).map(|p| p.id).collect();
        let near = known.iter().max_by(|a, b| strsim::jaro_winkler(a, id).total_cmp(&strsim::jaro_winkler(b, id)));
        let (near, known) = (near.copied().unwrap_or_default(), known.join(", "));
        return Err(Error::usage(
            text!("`{id}` n'est pas un indicateur de cet indice", "`{id}` is not an indicator of this index"),
            text!("Le plus proche : {near}. Tous : {known}.", "The nearest: {near}. All: {known}."),
        ));
    };
    let below = parts[at + 1..].iter().take_while(|p| p.depth > parts[at].depth);
    Ok(std::iter::once(parts[at].id).chain(below.map(|p| p.id)).map(str::to_owned).collect())
}

/// One sentence for each kind of mean in the tree.
fn split(scored: &Scored) -> Vec<Text> {
    let mut said: Vec<Text> = Vec::new();
    for part in scored.parts().iter().filter(|p| p.kind != PartKind::Indicator) {
        let label = part.aggregation.split_label();
        if !said.contains(&label) {
            said.push(label);
        }
    }
    let top = scored.top().split_label();
    if !said.contains(&top) {
        said.insert(0, top);
    }
    said
}

fn no_index(scored: &Scored, outputs: &Outputs, level: Level, area: usize) -> Text {
    if level != Level::Commune {
        let communes = outputs.boundaries.descendants(level, area, Level::Commune).len();
        return text!(
            "aucune de ses {communes} communes n'a à la fois un indice et une population connue",
            "none of its {communes} communes has both an index and known people"
        );
    }
    match scored.no_index(area) {
        Some(NoIndex::Required(columns)) => {
            let list = |lang: Lang| columns.iter().map(|c| c.label.get(lang)).collect::<Vec<_>>().join(", ");
            Text::new(
                format!("il manque une donnée indispensable : {}", list(Lang::Fr)),
                format!("required data are missing: {}", list(Lang::En)),
            )
        }
        Some(NoIndex::TooLittle { known, asked }) => {
            let share = |share: f64, lang| percent(100.0 * share, 0, lang);
            Text::new(
                format!(
                    "les données connues portent {} du poids de l'indice ; il en faut au moins {}",
                    share(known, Lang::Fr),
                    share(asked, Lang::Fr)
                ),
                format!(
                    "known data carry {} of the weight of the index; at least {} are needed",
                    share(known, Lang::En),
                    share(asked, Lang::En)
                ),
            )
        }
        None => Text::new("aucun indicateur n'a de valeur", "no indicator has a value"),
    }
}

impl Explanation {
    /// For people on a terminal.
    pub fn as_text(&self, lang: Lang) -> String {
        plain(&words::blocks(self, lang))
    }

    /// Writes the explanation in the form that the ending of the name says: `.txt`, `.md` or `.json`.
    ///
    /// # Errors
    /// Another ending; a file that cannot be written.
    pub fn write(&self, path: &Path, lang: Lang) -> Result<()> {
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        let content = match ending.as_str() {
            "txt" => self.as_text(lang),
            "md" => markdown(&words::blocks(self, lang)),
            "json" => format!("{:#}\n", self.as_json()),
            _ => {
                let shown = path.display();
                return Err(Error::usage(
                    text!(
                        "`{shown}` : une explication s'écrit en .txt, .md ou .json",
                        "`{shown}`: an explanation is written as .txt, .md or .json"
                    ),
                    Text::new("Terminez le nom du fichier par .md.", "End the file name with .md."),
                ));
            }
        };
        beside(path, |temporary| write_file(temporary, |out| out.write_all(content.as_bytes()))).map(drop)
    }

    /// For programs, texts in both languages.
    pub fn as_json(&self) -> serde_json::Value {
        serde_json::to_value(self).expect("plain values, without maps whose keys are no text")
    }
}
