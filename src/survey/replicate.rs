//! Variances by replication: the statistic computed again under other weights. For statistics
//! without a handy influence, and for files that come with replicate weights instead of a design.
//!
//! Source: Wolter (2007), *Introduction to Variance Estimation*, chapters 3 to 5; Fay's method
//! after Judkins (1990); bootstrap of n − 1 clusters after Rao & Wu (1988), *JASA* 83, p. 231.
//! Numbers are those of R `survey`'s `as.svrepdesign` and `svrepdesign`. Only the first stage is
//! replicated, as there.

use super::design::Design;
use super::hadamard::hadamard;
use super::linear::Covariance;
use super::plan::LonelyPsu;
use crate::base::{Error, Random, Result, Text};
use crate::text;

/// Replicate weights and how the replicates make a variance: `scale · Σ rscale (θ_r − θ)²`.
#[derive(Debug, Clone, PartialEq)]
pub struct Replicates {
    /// Weights of the whole sample, by respondent.
    weights: Vec<f64>,
    /// What factors are of, by respondent: the weight, or 1 where the factors are whole weights.
    multiplied: Vec<f64>,
    /// Factors by replicate and unit, replicate after replicate.
    factors: Vec<f64>,
    units: usize,
    /// Unit of each respondent; `None` for those who left the sample.
    unit: Vec<Option<u32>>,
    /// By replicate.
    rscales: Vec<f64>,
    scale: f64,
    /// Deviations are from the estimate of the whole sample, not from the mean of the replicates.
    around_estimate: bool,
    degrees_of_freedom: u32,
    /// The replicates came with the file, so that only they know the degrees of freedom.
    given: bool,
}

/// What must remain of a row of replicate weights, by its length, to count as independent of the
/// rows before; R's tolerance.
const INDEPENDENT: f64 = 1e-5;

/// Replicate weights as a file brings them.
#[derive(Debug, Clone)]
pub struct Given<'a> {
    /// By respondent.
    pub weights: &'a [f64],
    /// Each as long as `weights`.
    pub columns: &'a [Vec<f64>],
    /// Whether the columns are whole weights (R's `combined.weights = TRUE`), not factors.
    pub combined: bool,
    /// As the documentation of the survey says: `1/R` for BRR, `(n − 1)/n` for the jackknife of an
    /// unstratified sample, `1/(R − 1)` for the bootstrap.
    pub scale: f64,
    /// By column; empty for 1 throughout.
    pub rscales: &'a [f64],
}

/// Statistics with the covariances that the replicates give them.
#[derive(Debug, Clone, PartialEq)]
pub struct Replicated {
    pub values: Vec<f64>,
    pub covariance: Covariance,
    /// Replicates in which a statistic could not be computed; they were left out.
    pub left_out: usize,
}

impl Replicates {
    /// One replicate for each cluster, without it: the jackknife of an unstratified sample.
    ///
    /// Errors: a stratified design, or one cluster only.
    pub fn jackknife_unstratified(design: &Design) -> Result<Self> {
        let mut all = Replicates::of(design);
        if design.stages[0].strata.len() != 1 || all.units < 2 {
            return Err(Error::usage(
                Text::new(
                    "ce jackknife demande un échantillon d'une seule strate et d'au moins deux grappes",
                    "this jackknife needs a sample of one stratum and at least two clusters",
                ),
                Text::new("Prenez le jackknife stratifié.", "Use the stratified jackknife."),
            ));
        }
        let n = all.units as f64;
        all.scale = (1.0 - design.stages[0].strata[0].fraction()) * (n - 1.0) / n;
        for left_out in 0..all.units {
            all.push(1.0, |unit| if unit == left_out { 0.0 } else { n / (n - 1.0) });
        }
        Ok(all)
    }

    /// One replicate for each cluster, without it, the others of its stratum standing in for it.
    /// Strata of one cluster follow the design's [`LonelyPsu`].
    ///
    /// Errors: a stratum of one cluster under [`LonelyPsu::Fail`], or no replicate at all.
    pub fn jackknife(design: &Design) -> Result<Self> {
        let mut all = Replicates::of(design);
        let strata = &design.stages[0].strata;
        for stratum in strata {
            let n = stratum.sampled() as f64;
            let correction = 1.0 - stratum.fraction();
            if correction < 1e-7 {
                continue;
            }
            if stratum.sampled() > 1 {
                for left_out in stratum.clusters.clone() {
                    let factor = |unit: usize| match unit {
                        _ if unit == left_out => 0.0,
                        _ if stratum.clusters.contains(&unit) => n / (n - 1.0),
                        _ => 1.0,
                    };
                    all.push(correction * (n - 1.0) / n, factor);
                }
            } else if design.lonely == LonelyPsu::Adjust && strata.len() > 1 {
                let strata = strata.len() as f64;
                let factor = |unit: usize| if stratum.clusters.contains(&unit) { 0.0 } else { strata / (strata - 1.0) };
                all.push((strata - 1.0) / strata, factor);
            }
        }
        all.need_variance(design)?;
        if design.lonely == LonelyPsu::Average {
            all.scale = all.units as f64 / all.rscales.len() as f64;
        }
        Ok(all)
    }

    /// Balanced repeated replication: half of the clusters at a time, in balanced order. Needs an
    /// even number of clusters in every stratum; more than two are paired in the order of their
    /// codes. `rho` from 0 (plain) up to 1 is Fay's: the other half keeps `rho` of its weight.
    ///
    /// Errors: an odd stratum, or a `rho` out of range.
    pub fn balanced(design: &Design, rho: f64) -> Result<Self> {
        if !(0.0..1.0).contains(&rho) {
            return Err(Error::usage(
                text!("rho vaut {rho} ; attendu : de 0 à moins de 1", "rho is {rho}; expected: from 0 to less than 1"),
                Text::new("0 donne la méthode simple, 0,3 est un choix courant.", "0 is the plain method, 0.3 a common choice."),
            ));
        }
        let mut all = Replicates::of(design);
        // Pair of each cluster, and whether it is the first of it.
        let mut halves = vec![(0, false); all.units];
        let mut pairs = 0;
        for stratum in &design.stages[0].strata {
            let n = stratum.sampled();
            if n % 2 == 1 {
                return Err(Error::usage(
                    text!(
                        "répliques équilibrées : une strate a {n} grappe(s), un nombre pair est attendu",
                        "balanced replicates: a stratum has {n} cluster(s), an even number is expected"
                    ),
                    Text::new("Prenez le jackknife ou le bootstrap.", "Use the jackknife or the bootstrap."),
                ));
            }
            let places = stratum.clusters.clone().enumerate();
            places.for_each(|(place, unit)| halves[unit] = (pairs + place / 2, place % 2 == 0));
            pairs += n / 2;
        }
        // One column more than pairs: the first column of the matrix is constant, and balances nothing.
        let matrix = hadamard(pairs + 1);
        all.scale = 1.0 / (matrix.len() as f64 * (1.0 - rho).powi(2));
        for signs in &matrix {
            let factor = |unit: usize| {
                let (pair, first) = halves[unit];
                if signs[pair + 1] == first { 2.0 - rho } else { rho }
            };
            all.push(1.0, factor);
        }
        Ok(all)
    }

    /// Bootstrap: in each replicate `n − 1` of the n clusters of each stratum, with replacement.
    /// The same seed gives the same replicates everywhere. Without finite population correction.
    /// A stratum of one cluster keeps its weight.
    ///
    /// Errors: fewer than two replicates, or a stratum of one cluster under [`LonelyPsu::Fail`].
    pub fn bootstrap(design: &Design, replicates: usize, seed: u64) -> Result<Self> {
        if replicates < 2 {
            return Err(Error::usage(
                text!("{replicates} réplique(s) ; il en faut au moins 2", "{replicates} replicate(s); at least 2 are needed"),
                Text::new("500 est un bon nombre.", "500 is a good number."),
            ));
        }
        let mut all = Replicates::of(design);
        let mut random = Random::new(seed);
        all.scale = 1.0 / (replicates as f64 - 1.0);
        for _ in 0..replicates {
            let mut factors = vec![1.0; all.units];
            for stratum in design.stages[0].strata.iter().filter(|s| s.sampled() > 1) {
                let n = stratum.sampled();
                factors[stratum.clusters.clone()].fill(0.0);
                for _ in 1..n {
                    factors[stratum.clusters.start + random.below(n)] += n as f64 / (n as f64 - 1.0);
                }
            }
            all.push(1.0, |unit| factors[unit]);
        }
        all.need_variance(design)?;
        Ok(all)
    }

    /// Replicate weights that came with the file. Respondents whose weight is not above zero leave
    /// every base.
    ///
    /// Errors: no column, columns of another length than the weights, values that are no weights,
    /// or another number of `rscales`.
    pub fn given(given: &Given) -> Result<Self> {
        let n = given.weights.len();
        let usable = |w: &f64| w.is_finite() && *w >= 0.0;
        let columns = given.columns;
        let fits = !columns.is_empty()
            && columns.iter().all(|c| c.len() == n && c.iter().all(usable))
            && given.weights.iter().all(usable)
            && (given.rscales.is_empty() || given.rscales.len() == columns.len());
        if !fits {
            return Err(Error::input(
                Text::new(
                    "poids de réplication inutilisables : il faut des colonnes complètes de nombres positifs ou nuls, et autant de rscales que de colonnes",
                    "replicate weights cannot be used: complete columns of numbers of zero or above are needed, and as many rscales as columns",
                ),
                Text::new(
                    "Vérifiez les colonnes de poids de réplication et la documentation de l'enquête.",
                    "Check the columns of replicate weights and the documentation of the survey.",
                ),
            ));
        }
        let mut all = Replicates {
            weights: given.weights.to_vec(),
            multiplied: if given.combined { vec![1.0; n] } else { given.weights.to_vec() },
            factors: columns.concat(),
            units: n,
            unit: (0..n as u32).map(Some).collect(),
            rscales: if given.rscales.is_empty() { vec![1.0; columns.len()] } else { given.rscales.to_vec() },
            scale: given.scale,
            around_estimate: false,
            degrees_of_freedom: u32::MAX,
            given: true,
        };
        all.degrees_of_freedom = all.rank(|_| true).saturating_sub(1);
        Ok(all)
    }

    /// Of replicates that came with the file: the rank of the replicate weights of a domain, less
    /// one, which is what R's `degf` takes for the degrees of freedom. `None` for replicates made
    /// from a design, which knows its clusters and strata.
    pub fn rank_of(&self, domain: impl Fn(usize) -> bool) -> Option<u32> {
        self.given.then(|| self.rank(domain).saturating_sub(1))
    }

    /// How many rows of replicate weights do not depend on each other, by Gram and Schmidt; what
    /// remains of a row counts from [`INDEPENDENT`] of its length on. No more rows are looked at
    /// once the rank of the whole sample is reached.
    fn rank(&self, domain: impl Fn(usize) -> bool) -> u32 {
        let most = (self.len() as u32).min(self.degrees_of_freedom.saturating_add(1));
        let mut basis: Vec<Vec<f64>> = Vec::new();
        let length = |row: &[f64]| row.iter().map(|v| v * v).sum::<f64>().sqrt();
        for i in (0..self.weights.len()).filter(|&i| domain(i)) {
            let mut row: Vec<f64> = (0..self.len()).map(|r| self.factors[r * self.units + i] * self.multiplied[i]).collect();
            let whole = length(&row);
            for known in &basis {
                let along: f64 = row.iter().zip(known).map(|(a, b)| a * b).sum();
                row.iter_mut().zip(known).for_each(|(a, b)| *a -= along * b);
            }
            let rest = length(&row);
            if rest > INDEPENDENT * whole {
                row.iter_mut().for_each(|v| *v /= rest);
                basis.push(row);
                if basis.len() as u32 >= most {
                    break;
                }
            }
        }
        basis.len() as u32
    }

    /// Takes deviations from the estimate of the whole sample (R's `mse = TRUE`), not from the mean
    /// of the replicates.
    pub fn around_estimate(mut self) -> Self {
        self.around_estimate = true;
        self
    }

    /// Clusters less strata, or what [`Replicates::rank_of`] says of everybody.
    pub fn degrees_of_freedom(&self) -> u32 {
        self.degrees_of_freedom
    }

    /// How many replicates there are.
    pub fn len(&self) -> usize {
        self.rscales.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rscales.is_empty()
    }

    /// The weights of one replicate, by respondent.
    pub fn weights(&self, replicate: usize) -> Vec<f64> {
        let factors = &self.factors[replicate * self.units..][..self.units];
        let weight = |(unit, w): (&Option<u32>, &f64)| unit.map_or(0.0, |u| factors[u as usize] * w);
        self.unit.iter().zip(&self.multiplied).map(weight).collect()
    }

    /// Computes statistics from the weights of the sample and of each replicate. `statistics`
    /// gives as many numbers each time; a replicate with one that is not finite is left out.
    pub fn replicate(&self, statistics: impl Fn(&[f64]) -> Vec<f64>) -> Replicated {
        let values = statistics(&self.weights);
        let mut covariance = Covariance::zero(values.len());
        let thetas = (0..self.len()).map(|r| (statistics(&self.weights(r)), self.rscales[r]));
        let thetas: Vec<(Vec<f64>, f64)> = thetas.filter(|(t, _)| t.iter().all(|v| v.is_finite())).collect();
        let counted: Vec<&Vec<f64>> = thetas.iter().filter(|(_, rscale)| *rscale > 0.0).map(|(t, _)| t).collect();
        let mean = |i: usize| counted.iter().map(|t| t[i]).sum::<f64>() / counted.len() as f64;
        let centre: Vec<f64> = (0..values.len()).map(|i| if self.around_estimate { values[i] } else { mean(i) }).collect();
        for (theta, rscale) in &thetas {
            let deviation: Vec<f64> = theta.iter().zip(&centre).map(|(t, c)| t - c).collect();
            covariance.add_square(&deviation, rscale * self.scale);
        }
        Replicated { values, covariance, left_out: self.len() - thetas.len() }
    }

    /// Variances of many statistics at once, each from the replicates in which it is finite: a group
    /// that a replicate leaves empty says nothing of the others.
    pub fn variances(&self, statistics: impl Fn(&[f64]) -> Vec<f64>) -> Vec<f64> {
        let values = statistics(&self.weights);
        let thetas: Vec<Vec<f64>> = (0..self.len()).map(|r| statistics(&self.weights(r))).collect();
        let variance = |i: usize| {
            let finite = || thetas.iter().zip(&self.rscales).map(|(t, rscale)| (t[i], *rscale)).filter(|(t, _)| t.is_finite());
            let counted = finite().filter(|(_, rscale)| *rscale > 0.0);
            let (sum, n) = counted.fold((0.0, 0.0), |(sum, n), (theta, _)| (sum + theta, n + 1.0));
            let centre = if self.around_estimate { values[i] } else { sum / n };
            self.scale * finite().map(|(theta, rscale)| rscale * (theta - centre).powi(2)).sum::<f64>()
        };
        (0..values.len()).map(variance).collect()
    }

    /// The clusters of the first stage, and no replicate yet.
    fn of(design: &Design) -> Self {
        let first = &design.stages[0];
        let units = first.bounds.len() - 1;
        let mut unit = vec![None; design.len()];
        (0..units).for_each(|c| design.cluster(0, c).iter().for_each(|&i| unit[i as usize] = Some(c as u32)));
        Replicates {
            weights: design.weights().to_vec(),
            multiplied: design.weights().to_vec(),
            factors: Vec::new(),
            units,
            unit,
            rscales: Vec::new(),
            scale: 1.0,
            around_estimate: false,
            degrees_of_freedom: design.degrees_of_freedom(|_| true),
            given: false,
        }
    }

    fn push(&mut self, rscale: f64, factor: impl Fn(usize) -> f64) {
        self.factors.extend((0..self.units).map(factor));
        self.rscales.push(rscale);
    }

    fn need_variance(&self, design: &Design) -> Result<()> {
        if design.has_variance() && !self.is_empty() {
            return Ok(());
        }
        Err(Error::usage(
            Text::new(
                "répliques impossibles : une strate n'a qu'une grappe, ou tout a été tiré",
                "replicates are impossible: a stratum has one cluster, or everything was drawn",
            ),
            Text::new(
                "Réunissez les strates d'une seule grappe, ou choisissez comment les compter.",
                "Merge strata of one cluster, or choose how they are counted.",
            ),
        ))
    }
}

#[cfg(test)]
#[path = "replicate_tests.rs"]
mod tests;
