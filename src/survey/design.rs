//! How respondents were drawn: weights, strata and clusters, checked once and laid out so that
//! every estimate walks over each cluster in one stretch.
//!
//! Variances are in [`linear`](super::linear). Not here: how a file says all this (the readers),
//! and weights brought in line with the population ([`calibrate`](super::calibrate)).

use super::calibrate::Calibration;
use super::plan::{Key, LonelyPsu, Plan, Population, Stage};
use super::replicate::Replicates;
use crate::base::{Case, Problem, Problems, Text};
use std::ops::Range;
use std::sync::Arc;

/// A sample ready for estimates. Respondents keep the positions they had in the [`Plan`].
#[derive(Debug, Clone)]
pub struct Design {
    pub(super) weights: Vec<f64>,
    /// Those who count, sorted by stratum and cluster of every stage, then by position.
    pub(super) order: Vec<u32>,
    /// First stage first. Never empty.
    pub(super) stages: Vec<Units>,
    pub(super) calibrations: Vec<Calibration>,
    /// Variances of tables come from these, where they are given.
    pub(super) replicates: Option<Arc<Replicates>>,
    pub(super) lonely: LonelyPsu,
    stratified: bool,
    simple: bool,
    /// Whether the sample says anything about its own variance.
    pub(super) has_variance: bool,
}

/// The strata and clusters of one stage.
#[derive(Debug, Clone, Default)]
pub(super) struct Units {
    pub strata: Vec<Stratum>,
    /// Cluster `c` holds `order[bounds[c]..bounds[c + 1]]`.
    pub bounds: Vec<u32>,
    /// Whether every cluster is one respondent.
    pub single: bool,
}

/// A stratum of one stage, within one cluster of the stage above.
#[derive(Debug, Clone)]
pub(super) struct Stratum {
    pub clusters: Range<usize>,
    /// Clusters of its population; `None` when unknown or without limit.
    pub population: Option<f64>,
    /// What the squared deviations of its cluster totals count in the variance: `(1 − f)·n/(n − 1)`
    /// times the sampling fractions of the stages above.
    pub scale: f64,
    /// What the stages below count: the product of the sampling fractions down to this stage.
    pub passed_on: f64,
    /// Whether deviations are from the mean of the stratum; else from zero.
    pub centred: bool,
}

impl Stratum {
    pub fn sampled(&self) -> usize {
        self.clusters.len()
    }

    /// Share of its clusters that were drawn; 0 when the population is unknown.
    pub fn fraction(&self) -> f64 {
        self.population.map_or(0.0, |size| self.sampled() as f64 / size)
    }
}

impl Design {
    /// Checks a plan and lays it out. What cannot be used is a problem, and the rest goes on:
    ///
    /// - a weight that is missing, negative or not a number, no stratum or no cluster: the row
    ///   leaves the sample (its weight is 0 and its cluster does not count for it);
    /// - a weight of zero: the row stays in the sample and counts for nothing, as in R;
    /// - a cluster code in two strata: two clusters, as R's `nest = TRUE`;
    /// - a stratum with one cluster: see [`LonelyPsu`];
    /// - a population smaller than the sample: no finite population correction in that stratum.
    ///
    /// An empty plan gives an empty design, for which every estimate is missing.
    pub fn new(plan: &Plan) -> (Design, Problems) {
        let mut problems = Problems::new();
        let weights = plan.checked_weights(&mut problems);
        let everybody = [Stage::default()];
        let stages = if plan.stages.is_empty() { &everybody } else { plan.stages };
        let keys = plan.keys(stages, &weights, &mut problems);
        let order: Vec<u32> = keys.iter().map(|(_, row)| *row).collect();
        let mut kept = vec![0.0; plan.rows.len()];
        order.iter().for_each(|&row| kept[row as usize] = weights[row as usize].unwrap_or(0.0));
        let mut design = Design {
            weights: kept,
            order,
            stages: Vec::new(),
            calibrations: Vec::new(),
            replicates: None,
            lonely: plan.lonely,
            stratified: stages[0].strata.is_some(),
            simple: false,
            has_variance: true,
        };
        for (depth, stage) in stages.iter().enumerate() {
            let (units, variance) = design.units(plan, stage, &keys, depth, &mut problems);
            design.stages.push(units);
            design.has_variance &= variance;
        }
        // One cluster in each stratum says nothing, unless everything was drawn, or clusters may be
        // held against each other over the strata.
        let first = &design.stages[0].strata;
        let census = !first.is_empty() && first.iter().all(|s| s.fraction() > 1.0 - CENSUS);
        let compared = plan.lonely == LonelyPsu::Adjust && first.len() > 1;
        let endless = first.len() <= 1 && first.iter().all(|s| s.population.is_none());
        let equal = design.order.windows(2).all(|pair| design.weights[pair[0] as usize] == design.weights[pair[1] as usize]);
        design.simple = design.stages.len() == 1 && design.stages[0].single && endless && equal;
        design.has_variance &= census || compared || first.iter().any(|s| s.sampled() > 1);
        (design, problems)
    }

    /// The design with every variance from replicates in place of linearisation: of totals, shares,
    /// means, quantiles, differences and tables. Degrees of freedom are those of replicates that
    /// came with the file; replicates made from the design keep its clusters and strata.
    pub fn with_replicates(self, replicates: Replicates) -> Design {
        Design { replicates: Some(Arc::new(replicates)), ..self }
    }

    /// The replicates that variances come from.
    pub fn replicates(&self) -> Option<&Replicates> {
        self.replicates.as_deref()
    }

    /// The design of a sample of which nothing is known that could give a variance: every estimate
    /// stands without standard error and interval.
    pub fn without_variance(self) -> Design {
        Design { has_variance: false, ..self }
    }

    /// Respondents of the plan, those who left the sample included.
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    /// Weight of each respondent; 0 for those who left the sample.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Whether respondents weigh differently, or other than 1.
    pub fn is_weighted(&self) -> bool {
        self.weights.iter().any(|w| *w != 0.0 && *w != 1.0)
    }

    /// Whether the first stage was drawn stratum by stratum.
    pub fn is_stratified(&self) -> bool {
        self.stratified
    }

    /// Whether everybody had the same chance by themselves: one stratum, no clusters, equal weights,
    /// an endless population.
    pub fn is_simple(&self) -> bool {
        self.simple && self.calibrations.is_empty() && self.replicates.is_none()
    }

    /// Whether variances can be computed at all: not for a sample of one cluster, and not where
    /// a stratum has one cluster and the policy is [`LonelyPsu::Fail`].
    pub fn has_variance(&self) -> bool {
        self.has_variance
    }

    /// Clusters of the first stage less its strata, counting those with a weighted respondent in
    /// the domain; the domain of R's `degf(subset(design, …))`. 0 for an empty domain. Of replicates
    /// that came with the file: see [`Replicates::rank_of`].
    pub fn degrees_of_freedom(&self, domain: impl Fn(usize) -> bool) -> u32 {
        if let Some(degrees) = self.replicates.as_ref().and_then(|r| r.rank_of(&domain)) {
            return degrees;
        }
        let mut degrees = 0u32;
        let first = &self.stages[0];
        for stratum in &first.strata {
            let in_domain = |c: &usize| self.cluster(0, *c).iter().any(|&i| self.weights[i as usize] > 0.0 && domain(i as usize));
            degrees += (stratum.clusters.clone().filter(in_domain).count() as u32).saturating_sub(1);
        }
        degrees
    }

    /// The respondents of a cluster.
    pub(super) fn cluster(&self, stage: usize, cluster: usize) -> &[u32] {
        let bounds = &self.stages[stage].bounds;
        &self.order[bounds[cluster] as usize..bounds[cluster + 1] as usize]
    }

    /// Cuts the sorted respondents into the strata and clusters of one stage. Also says whether
    /// its variance is known.
    fn units(&self, plan: &Plan, stage: &Stage, keys: &[Key], depth: usize, problems: &mut Problems) -> (Units, bool) {
        let mut units = Units::default();
        // By stratum: first respondent, and the cluster of the stage above.
        let mut parents: Vec<usize> = Vec::new();
        let above = self.stages.last().map(|s| s.bounds.as_slice()).unwrap_or(&[0]);
        let mut parent = 0;
        for (at, (key, _)) in keys.iter().enumerate() {
            let before = at.checked_sub(1).map(|b| &keys[b].0);
            let new_stratum = before.is_none_or(|b| b[..=2 * depth] != key[..=2 * depth]);
            if new_stratum || before.is_none_or(|b| b[2 * depth + 1] != key[2 * depth + 1]) {
                units.bounds.push(at as u32);
            }
            let clusters = units.bounds.len();
            if new_stratum {
                while above.get(parent + 1).is_some_and(|end| *end as usize <= at) {
                    parent += 1;
                }
                parents.push(parent);
                let population = stage.population.as_ref();
                let population = population.and_then(|p| p.of(self.order[at] as usize));
                units.strata.push(Stratum {
                    clusters: clusters - 1..clusters,
                    population,
                    scale: 0.0,
                    passed_on: 0.0,
                    centred: true,
                });
            }
            if let Some(last) = units.strata.last_mut() {
                last.clusters.end = clusters;
            }
        }
        units.bounds.push(keys.len() as u32);
        units.single = units.bounds.windows(2).all(|pair| pair[1] - pair[0] == 1);
        self.check_populations(plan, stage, &mut units, problems);
        let known = self.scale(plan, stage, &mut units, &parents, problems);
        (units, known)
    }

    /// Makes sizes of fractions, and takes out those that contradict the sample.
    fn check_populations(&self, plan: &Plan, stage: &Stage, units: &mut Units, problems: &mut Problems) {
        let Some(population) = &stage.population else { return };
        let mut small = Problem::warning(
            "population-below-sample",
            plan.file,
            Text::new(
                "population plus petite que l'échantillon de la strate : pas de correction de population finie pour cette strate",
                "population smaller than the sample of the stratum: no finite population correction for this stratum",
            ),
            Text::new(
                "Donnez le nombre de grappes de la strate dans toute la population, ou la fraction tirée, entre 0 et 1.",
                "Give the number of clusters of the stratum in the whole population, or the fraction drawn, between 0 and 1.",
            ),
        );
        let mut varies = Problem::warning(
            "population-varies",
            plan.file,
            Text::new(
                "taille de population différente d'une ligne à l'autre de la même strate : la première est retenue",
                "population size differs from row to row in one stratum: the first is used",
            ),
            Text::new("Donnez la même taille à toutes les lignes d'une strate.", "Give all rows of a stratum the same size."),
        );
        for stratum in &mut units.strata {
            let rows = &self.order[units.bounds[stratum.clusters.start] as usize..units.bounds[stratum.clusters.end] as usize];
            let first = population.of(rows[0] as usize);
            let case = |row: u32, value: Option<f64>| {
                let found = value.map(|v| v.to_string()).unwrap_or_default();
                Case::row(plan.rows[row as usize], population.column(), found)
            };
            if let Some(&other) = rows.iter().find(|&&row| population.of(row as usize) != first) {
                varies.push(case(other, population.of(other as usize)));
            }
            let sampled = stratum.sampled() as f64;
            stratum.population = match population {
                Population::Sizes { .. } => first,
                Population::Fractions { .. } => first.map(|f| if f > 0.0 { sampled / f } else { f64::NAN }),
            };
            // Sizes made of fractions are as exact as a division.
            if stratum.population.is_some_and(|size| size.is_nan() || size < sampled * (1.0 - CENSUS)) {
                small.push(case(rows[0], first));
                stratum.population = None;
            }
            stratum.population = stratum.population.filter(|size| size.is_finite()).map(|size| size.max(sampled));
        }
        problems.add(small);
        problems.add(varies);
    }

    /// Sets how much each stratum counts. `false` when the policy forbids to go on.
    fn scale(&self, plan: &Plan, stage: &Stage, units: &mut Units, parents: &[usize], problems: &mut Problems) -> bool {
        // By cluster of the stage above: the product of all sampling fractions down to there.
        let mut above = vec![1.0; 1];
        if let Some(upper) = self.stages.last() {
            above = vec![0.0; upper.bounds.len()];
            upper.strata.iter().for_each(|s| above[s.clusters.clone()].fill(s.passed_on));
        }
        let mut lonely = plan.lonely_problem();
        let mut known = true;
        for (s, stratum) in units.strata.iter_mut().enumerate() {
            let n = stratum.sampled() as f64;
            let correction = 1.0 - stratum.fraction();
            let correction = if correction < CENSUS { 0.0 } else { correction };
            let above = above[parents[s]];
            stratum.passed_on = above * stratum.fraction();
            stratum.scale = if n > 1.0 { above * correction * n / (n - 1.0) } else { above * correction };
            if n == 1.0 && stratum.scale > 0.0 {
                let row = self.order[units.bounds[stratum.clusters.start] as usize];
                lonely.push(plan.case(row as usize, stage.strata.as_ref()));
                match plan.lonely {
                    LonelyPsu::Fail => known = false,
                    LonelyPsu::Remove => stratum.scale = 0.0,
                    LonelyPsu::Adjust => stratum.centred = false,
                    // Marked here, shared out below.
                    LonelyPsu::Average => stratum.scale = f64::NAN,
                }
            }
        }
        // Strata of one cluster of the stage above stand together.
        let mut start = 0;
        for family in parents.chunk_by(|a, b| a == b) {
            let strata = &mut units.strata[start..start + family.len()];
            start += family.len();
            let usable = strata.iter().filter(|s| !s.scale.is_nan()).count();
            let factor = strata.len() as f64 / usable as f64;
            strata.iter_mut().for_each(|s| s.scale = if s.scale.is_nan() { 0.0 } else { s.scale * factor });
            known &= usable > 0;
        }
        problems.add(lonely);
        known
    }
}

/// Below this a finite population correction is none: everybody was drawn. As in R.
const CENSUS: f64 = 1e-7;

#[cfg(test)]
#[path = "design_tests.rs"]
mod tests;
