//! Surveys ready for estimates: answers with their design, and the groups respondents belong to.
//! Results printed in a report stand beside them and are asked the same way.

mod groupings;

use super::project::{Input, KnownPeople, LonelyCluster, ReplicateWeights, Sample, VarianceBy};
use super::replicates;
use crate::base::{Boundaries, Error, Level, Place, Problems, Result};
use crate::names::fold;
use crate::protect::{refuse_sensitive_question, withhold_small_groups};
use crate::read::report::PublishedResult;
use crate::read::survey::Responses;
use crate::read::survey::questionnaire::Question;
use crate::read::survey::responses::{Answers, Factor, Level as Value, Sampling};
use crate::survey::calibrate::{Margin, Raking};
use crate::survey::climb::Minimum;
use crate::survey::plan::Stage;
use crate::survey::replicate::Replicates;
use crate::survey::table::{Asked, Breakdown, Options, share_of, table};
use crate::survey::{Design, Estimate, LonelyPsu, Plan};
use crate::table::places::Places;
use crate::text;
use groupings::{GROUPINGS, LEVELS, area_groups, homes, named_groups};
pub use groupings::{crossed_groups, grouping, grouping_label};
use rayon::prelude::*;

/// How a survey was drawn, as far as its file does not say.
pub struct Sampled<'a> {
    pub sample: Sample,
    pub lonely: LonelyPsu,
    pub people: &'a [KnownPeople],
    pub variance: VarianceBy,
    pub fay_rho: f64,
    pub replicates: Option<&'a ReplicateWeights>,
}

/// Replicates of a bootstrap, and their seed.
const BOOTSTRAP: (usize, u64) = (500, 1);

impl<'a> Sampled<'a> {
    pub fn of(input: &'a Input) -> Self {
        let lonely = match input.lonely_cluster {
            LonelyCluster::Adjust => LonelyPsu::Adjust,
            LonelyCluster::Average => LonelyPsu::Average,
            LonelyCluster::Remove => LonelyPsu::Remove,
            LonelyCluster::Fail => LonelyPsu::Fail,
        };
        Sampled {
            sample: input.sample,
            lonely,
            people: &input.calibrate,
            variance: input.variance,
            fay_rho: input.fay_rho,
            replicates: input.replicates.as_ref(),
        }
    }
}

/// One survey of a project.
pub struct Surveyed {
    pub id: String,
    pub file: String,
    pub sample: Sample,
    pub responses: Responses,
    pub design: Design,
    pub estimation: Options,
    /// Where each respondent lives, as finely as the survey says.
    places: Vec<Option<Place>>,
    /// Groups by place, fine to coarse.
    by_place: Vec<(Level, Factor)>,
}

impl Surveyed {
    /// `places` are those of the project; without them, groups by place are those the file names.
    ///
    /// Errors: numbers of people that the weights cannot be brought in line with.
    pub fn new(
        id: &str,
        file: &str,
        sampled: &Sampled,
        responses: Responses,
        places: Option<&Places>,
    ) -> Result<(Surveyed, Problems)> {
        let sample = sampled.sample;
        if let (Some(_), [_, ..]) = (sampled.replicates, sampled.people) {
            return Err(calibrated_replicates(file));
        }
        // Replicate weights stand for strata and clusters, which such files often leave out.
        let stage = [sampled.replicates.map_or_else(|| Plan::stage_of(&responses.sampling), |_| Stage::default())];
        let weights = usable_weights(&responses.sampling, responses.len());
        let plan = Plan::of(file, &responses.rows, &responses.sampling, &stage);
        let plan = Plan { lonely: sampled.lonely, weights: weights.as_deref().or(plan.weights), ..plan };
        let (design, found) = Design::new(&plan);
        // Of weights that cannot be used the reader has told already, and in which column.
        let mut problems = Problems::new();
        problems.extend(found.iter().filter(|p| p.kind != "weight-unusable").cloned());
        let found = places.map_or_else(|| vec![None; responses.len()], |p| homes(&responses, p));
        let by_place = match places {
            Some(places) => LEVELS.map(|level| (level, area_groups(level, &found, places.boundaries))).into(),
            None => LEVELS.map(|level| (level, named_groups(level, &responses))).into(),
        };
        let estimation = Options { purposive: sample == Sample::Purposive, ..Options::default() };
        let mut made =
            Surveyed { id: id.into(), file: file.into(), sample, responses, design, estimation, places: found, by_place };
        let found = made.calibrate(sampled.people)?;
        if let Some(declared) = sampled.replicates {
            let sampling = &made.responses.sampling;
            match replicates::given(file, declared, sampled.fay_rho, sampling, made.design.weights()) {
                Ok(replicates) => made.design = made.design.with_replicates(replicates),
                Err(problem) => {
                    problems.add(*problem);
                    made.design = made.design.without_variance();
                }
            }
            problems.extend(found);
            return Ok((made, problems));
        }
        let replicates = match sampled.variance {
            VarianceBy::Linearisation => None,
            VarianceBy::Jackknife => Some(Replicates::jackknife(&made.design)?),
            VarianceBy::Balanced => Some(Replicates::balanced(&made.design, sampled.fay_rho)?),
            VarianceBy::Bootstrap => Some(Replicates::bootstrap(&made.design, BOOTSTRAP.0, BOOTSTRAP.1)?),
        };
        if let Some(replicates) = replicates {
            made.design = made.design.with_replicates(replicates);
        }
        problems.extend(found);
        Ok((made, problems))
    }

    /// Brings the weights in line with known numbers of people.
    fn calibrate(&mut self, known: &[KnownPeople]) -> Result<Problems> {
        let mut margins = Vec::new();
        for margin in known {
            let factor = self.groups(&margin.by).ok_or_else(|| unknown_margin(&self.file, &margin.by, &self.known_groups()))?;
            let named = |level: &Value| {
                let words = [&level.code, &level.label.fr, &level.label.en];
                let of = |(word, _): &(&String, &f64)| words.iter().any(|own| fold(own) == fold(word));
                margin.people.iter().find(of).map_or(0.0, |(_, people)| *people)
            };
            let people: Vec<f64> = factor.levels.iter().map(named).collect();
            let labels: Vec<String> = factor.levels.iter().map(|l| l.label.fr.clone()).collect();
            margins.push((margin.by.as_str(), factor.codes, people, labels));
        }
        let margins: Vec<Margin> =
            margins.iter().map(|(name, cells, people, labels)| Margin { name, cells, people, labels }).collect();
        let rows = &self.responses.rows;
        let (design, problems) = match margins.as_slice() {
            [] => return Ok(Problems::new()),
            [only] => self.design.clone().post_stratified(&self.file, rows, only)?,
            several => self.design.clone().raked(&self.file, rows, several, Raking::default())?,
        };
        self.design = design;
        Ok(problems)
    }

    /// Respondents whose place is known, and those whose place is not.
    pub fn placed(&self) -> (usize, usize) {
        let placed = self.places.iter().flatten().count();
        (placed, self.places.len() - placed)
    }

    /// The groups a word stands for, see [`grouping`]; else those by a question with one answer. `None` for another word, and where the survey does not say.
    pub fn groups(&self, word: &str) -> Option<Factor> {
        let background = &self.responses.background;
        let of_level = |level: Level| self.by_place.iter().find(|(l, f)| *l == level && !f.levels.is_empty());
        match grouping(word) {
            Some("zone") => of_level(Level::Zone).map(|(_, f)| f.clone()),
            Some("region") => of_level(Level::Region).map(|(_, f)| f.clone()),
            Some("cercle") => of_level(Level::Cercle).map(|(_, f)| f.clone()),
            Some("commune") => of_level(Level::Commune).map(|(_, f)| f.clone()),
            Some("sex") => background.sex.clone(),
            Some("age_group") => background.age_group.clone(),
            Some("milieu") => background.milieu.clone(),
            Some("wave") => background.wave.clone(),
            _ => self.answers_as_groups(word),
        }
    }

    /// Those who gave each answer to a question.
    fn answers_as_groups(&self, code: &str) -> Option<Factor> {
        let variable = self.responses.variable(code)?;
        let question = self.responses.question(variable);
        let Answers::Choice(codes) = &self.responses.variables[variable].answers else { return None };
        let levels = question.choices.iter().map(|c| Value { code: c.code.clone(), label: c.label.clone() }).collect();
        Some(Factor { column: self.responses.variables[variable].column.clone(), levels, codes: codes.clone() })
    }

    /// Words that [`Surveyed::groups`] knows for this survey, questions left out.
    pub fn known_groups(&self) -> Vec<&'static str> {
        GROUPINGS.into_iter().map(|(id, _)| id).filter(|id| self.groups(id).is_some()).collect()
    }

    /// The variables of a question: one, or one for each item of a battery.
    pub fn variables(&self, code: &str) -> Vec<usize> {
        let questionnaire = &self.responses.questionnaire;
        let of_question = |q: usize| {
            (0..self.responses.variables.len()).filter(|&v| self.responses.variables[v].question == q).collect::<Vec<_>>()
        };
        match questionnaire.find("", code) {
            Some(question) if !of_question(question).is_empty() => of_question(question),
            _ => self.responses.variable(code).into_iter().collect(),
        }
    }

    pub fn asked(&self, variable: usize) -> Asked<'_> {
        let of = &self.responses.variables[variable];
        Asked { input: &self.id, question: self.responses.question(variable), item: of.item, answers: &of.answers }
    }

    /// Every statistic of a variable for the groups of up to two words; see [`table`].
    pub fn estimates(&self, variable: usize, by: &[(&str, &Factor)]) -> Vec<Estimate> {
        let by = breakdowns(by);
        table(&self.design, &self.asked(variable), &by, &self.estimation)
    }

    /// Every question for everybody and by each grouping that may be told, small groups withheld. A
    /// grouping by place finer than the survey may speak of is left out.
    pub fn all_estimates(&self) -> Vec<Estimate> {
        let coarse = |word: &&str| self.sample == Sample::Random || !["cercle", "commune"].contains(word);
        let groupings: Vec<(&str, Factor)> =
            self.known_groups().into_iter().filter(coarse).filter_map(|word| Some((word, self.groups(word)?))).collect();
        let of_variable = |variable: usize| {
            if self.is_sensitive(variable) {
                return Vec::new();
            }
            let mut out = self.estimates(variable, &[]);
            for (word, factor) in &groupings {
                out.extend(self.estimates(variable, &[(*word, factor)]));
            }
            withhold_small_groups(&mut out, Minimum::default().shown);
            out
        };
        (0..self.responses.variables.len()).into_par_iter().flat_map_iter(of_variable).collect()
    }

    /// What a report printed for several choices together, as the answers give it; small groups
    /// withheld. Empty where the survey has no such question.
    pub fn published(&self, result: &PublishedResult) -> Vec<Estimate> {
        let of_wave = |q: &Question| q.wave.is_empty() || fold(&q.wave) == fold(&result.wave);
        let wanted = |v: &usize| {
            let asked = self.asked(*v);
            let item = asked.item.and_then(|i| asked.question.items.get(i)).map(|i| &i.code);
            of_wave(asked.question) && (result.items.is_empty() || item.is_some_and(|i| result.items.contains(i)))
        };
        let group = result.group.as_ref().and_then(|(word, _)| Some((word.as_str(), self.groups(word)?)));
        let by: Vec<(&str, &Factor)> = group.iter().map(|(word, factor)| (*word, factor)).collect();
        let mut out = Vec::new();
        for variable in self.variables(&result.question).into_iter().filter(wanted) {
            let choices = self.choices(variable, &result.choices);
            if choices.len() == result.choices.len() && !self.is_sensitive(variable) {
                out.extend(self.share_of(variable, &choices, &by));
            }
        }
        withhold_small_groups(&mut out, Minimum::default().shown);
        out
    }

    /// Whether a question is of those that no output shows.
    fn is_sensitive(&self, variable: usize) -> bool {
        let code = &self.responses.question(variable).code;
        refuse_sensitive_question(code, &self.responses.variables[variable].column).is_err()
    }

    /// The share of those who gave any of these answers, by choice position; see [`share_of`].
    pub fn share_of(&self, variable: usize, choices: &[usize], by: &[(&str, &Factor)]) -> Vec<Estimate> {
        let by = breakdowns(by);
        share_of(&self.design, &self.asked(variable), choices, &by, &self.estimation)
    }

    /// Positions of the choices that words stand for, by code or label.
    pub fn choices(&self, variable: usize, words: &[String]) -> Vec<usize> {
        let choices = &self.responses.question(variable).choices;
        let wanted: Vec<String> = words.iter().map(|w| fold(w)).collect();
        let is = |c: usize| {
            let choice = &choices[c];
            [&choice.code, &choice.label.fr, &choice.label.en].iter().any(|said| wanted.contains(&fold(said)))
        };
        (0..choices.len()).filter(|&c| is(c)).collect()
    }

    /// Levels at which the survey may speak of areas: of a purposive sample, zones and the country
    /// alone, since a handful of respondents in a place are persons.
    pub fn levels(&self, boundaries: &Boundaries) -> Vec<Level> {
        let finest = match self.sample {
            Sample::Random => Level::Commune,
            Sample::Purposive if boundaries.zones.is_empty() => Level::Region,
            Sample::Purposive => Level::Zone,
        };
        [Level::Country].into_iter().chain(LEVELS.into_iter().rev()).filter(|&l| l <= finest).collect()
    }

    /// Groups by area of a level, in the order of its areas, and everybody for the country.
    pub fn areas(&self, level: Level) -> Option<&Factor> {
        self.by_place.iter().find(|(l, _)| *l == level).map(|(_, factor)| factor)
    }
}

/// The weights without those of respondents of whom a replicate weight is missing; `None` where
/// nothing changes.
fn usable_weights(sampling: &Sampling, respondents: usize) -> Option<Vec<Option<f64>>> {
    let complete = |i: usize| sampling.replicates.values.iter().all(|column| !column[i].is_nan());
    let weight = |i: usize| sampling.weights.get(i).map_or(Some(1.0), |w| *w);
    let usable = |i: usize| if complete(i) { weight(i) } else { Some(0.0) };
    (!sampling.replicates.values.is_empty()).then(|| (0..respondents).map(usable).collect())
}

fn calibrated_replicates(file: &str) -> Error {
    Error::usage(
        text!(
            "`{file}` : `calibrate` et `replicates` ne vont pas ensemble",
            "`{file}`: `calibrate` and `replicates` do not go together"
        ),
        text!(
            "Des poids de réplication sont déjà calés par ceux qui ont fait l'enquête : retirez `calibrate`.",
            "Replicate weights were already calibrated by those who made the survey: remove `calibrate`."
        ),
    )
}

fn unknown_margin(file: &str, by: &str, known: &[&str]) -> Error {
    let known = known.join(", ");
    Error::usage(
        text!(
            "`{file}` : l'enquête ne dit pas « {by} », demandé par `calibrate`",
            "`{file}`: the survey does not say `{by}`, asked for by `calibrate`"
        ),
        text!("Groupements connus : {known}, ou le code d'une question.", "Known groupings: {known}, or the code of a question."),
    )
}

/// Groupings under their ids.
fn breakdowns<'a>(by: &[(&'a str, &'a Factor)]) -> Vec<Breakdown<'a>> {
    by.iter().map(|&(word, factor)| Breakdown { id: grouping(word).unwrap_or(word), factor }).collect()
}
