//! Kulldorff's scan statistic: which places together have more cases than chance gives them, however many windows
//! are looked through, over the whole time or in some part of it.
//!
//! A window is a circle (or ellipse) around one place, of any size up to a share of the people, times any run of steps up to
//! a share of the time. The most likely cluster is the window with the greatest likelihood ratio; its p-value takes all windows
//! into account. Looks for high rates only. Where a cluster ends is not known to the border: windows
//! are round, clusters are not.
//!
//! Sources: Kulldorff (1997), *Communications in Statistics* 26:1481–1496; space and time: Kulldorff et al. (1998),
//! *American Journal of Public Health* 88:1377–1380; ellipses: Kulldorff et al. (2006), *Statistics in Medicine* 25:3929–3943; Gumbel:
//! Abrams, Kulldorff & Kleinman (2010), *International Journal of Health Geographics* 9:61.

mod likelihood;
#[cfg(test)]
mod tests;
mod windows;

use crate::base::Random;
use crate::spatial::permutation::Permutations;
use geo_types::Coord;
use likelihood::Likelihood;
use rayon::prelude::*;
use std::ops::Range;
use windows::{Found, Origin, Search};

/// What cases are held against.
#[derive(Debug, Clone, Copy)]
pub enum Model<'a> {
    /// Expected in proportion to `base` (people), which does not change over time; one for each place.
    Poisson { base: &'a [f64] },
    /// Individuals that are cases or controls; one step of time. One number of controls for each place.
    Bernoulli { controls: &'a [u32] },
}

/// Which windows are looked through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScanOptions {
    /// Largest share of all people (individuals) in a window, 0 to 1.
    pub widest: f64,
    /// Longest share of the time, 0 to 1; of one step all.
    pub longest: f64,
    /// Ellipses too, of the shapes and angles of SaTScan, with its medium penalty for narrow ones.
    pub ellipses: bool,
    /// Replications of the Monte Carlo test.
    pub permutations: Permutations,
}

impl Default for ScanOptions {
    fn default() -> Self {
        ScanOptions { widest: 0.5, longest: 0.5, ellipses: false, permutations: Permutations::default() }
    }
}

/// A window with more cases than expected.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Positions of the places, the centre first, then outwards.
    pub places: Vec<usize>,
    /// Metres from the centre to the outermost place; along the long axis of an ellipse.
    pub radius: f64,
    /// Long over short axis, and the angle of the long one from the x axis in degrees; `None` for a circle.
    pub ellipse: Option<(f64, f64)>,
    pub steps: Range<usize>,
    pub cases: u64,
    pub expected: f64,
    /// The rate inside over the rate outside; infinite where there is no case outside.
    pub relative_risk: f64,
    /// Logarithm of the likelihood ratio (with the penalty of an ellipse).
    pub log_ratio: f64,
    /// Rank among the replications' greatest; `None` without replications.
    pub p: Option<f64>,
    /// By a Gumbel distribution fitted to them, which tells apart what ranks first.
    pub p_gumbel: Option<f64>,
}

/// The most likely clusters, the first being the one; further ones share no place with one before.
///
/// `places` are metric, `cases` one row for each place with a number for each step of time, all of one length. A place without people (base of zero)
/// is passed over with its cases, as is one whose coordinates or base are no number. p-values of further clusters are
/// conservative: they are held against the greatest of each replication. With more than one step windows shorter than the longest
/// share of time alone count. Empty where there is no case or fewer than two usable places; every cluster found is
/// given, significant or not.
///
/// Equal to SaTScan's discrete Poisson and Bernoulli models with "no geographical overlap".
pub fn scan(places: &[Coord<f64>], cases: &[Vec<u32>], model: Model, options: &ScanOptions) -> Vec<Cluster> {
    let steps = cases.first().map_or(0, Vec::len);
    let weight = |i: usize| match model {
        Model::Poisson { base } => base.get(i).copied().unwrap_or(0.0),
        Model::Bernoulli { controls } => cases[i].iter().chain(controls.get(i)).map(|n| f64::from(*n)).sum(),
    };
    let uneven = cases.len() != places.len() || cases.iter().any(|row| row.len() != steps);
    if steps == 0 || uneven || (matches!(model, Model::Bernoulli { .. }) && steps > 1) {
        return Vec::new();
    }
    let kept: Vec<usize> = (0..places.len())
        .filter(|&i| weight(i) > 0.0 && weight(i).is_finite() && places[i].x.is_finite() && places[i].y.is_finite())
        .collect();
    let counts: Vec<&[u32]> = kept.iter().map(|&i| cases[i].as_slice()).collect();
    let total: u64 = counts.iter().flat_map(|row| row.iter()).map(|n| u64::from(*n)).sum();
    if kept.len() < 2 || total == 0 {
        return Vec::new();
    }
    let weights: Vec<f64> = kept.iter().map(|&i| weight(i)).collect();
    let likelihood = Likelihood::new(matches!(model, Model::Bernoulli { .. }), total, &weights);
    let at: Vec<Coord<f64>> = kept.iter().map(|&i| places[i]).collect();
    let origins = Origin::all(&at, &weights, options);
    let longest = if steps == 1 { 1 } else { ((options.longest * steps as f64) as usize).clamp(1, steps) };
    let search = Search { likelihood: &likelihood, origins: &origins, steps, longest };

    let mut best = search.best_of_each(&counts.concat());
    best.sort_by(|a, b| b.log_ratio.total_cmp(&a.log_ratio).then(a.origin.cmp(&b.origin)));
    let greatest: Vec<f64> = (0..options.permutations.count)
        .into_par_iter()
        .map(|k| {
            let mut random = Random::stream(options.permutations.seed, k as u64);
            search.greatest(&likelihood.dealt(&mut random, steps))
        })
        .collect();

    let mut taken = vec![false; kept.len()];
    let mut clusters = Vec::new();
    for found in best {
        let inside = search.places_of(&found);
        if inside.iter().any(|&i| taken[i]) {
            continue;
        }
        inside.iter().for_each(|&i| taken[i] = true);
        clusters.push(cluster(&found, &inside, &kept, &at, &search, &greatest));
    }
    clusters
}

fn cluster(found: &Found, inside: &[usize], kept: &[usize], at: &[Coord<f64>], search: &Search, greatest: &[f64]) -> Cluster {
    let origin = &search.origins[found.origin];
    let (cases, total) = (found.cases as f64, search.likelihood.total as f64);
    let expected = search.likelihood.expected(found.weight, search.steps, found.run.len());
    let outside = (total - cases) / (total - expected);
    let rank = greatest.iter().filter(|g| **g >= found.log_ratio - 1e-9 * found.log_ratio.abs()).count();
    let n = greatest.len() as f64;
    let mean = greatest.iter().sum::<f64>() / n;
    let sd = (greatest.iter().map(|g| (g - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    let scale = sd * 6f64.sqrt() / std::f64::consts::PI;
    // Euler's constant times the scale lies between the mode and the mean.
    let gumbel = || -(-((found.log_ratio - (mean - 0.577_215_664_901_532_9 * scale)) / -scale).exp()).exp_m1();
    let far = inside.iter().map(|&i| (at[i].x - at[inside[0]].x).hypot(at[i].y - at[inside[0]].y));
    let radius = match origin.shape {
        None => far.fold(0.0, f64::max),
        Some(shape) => inside.iter().map(|&i| shape.distance(at[inside[0]], at[i])).fold(0.0, f64::max),
    };
    Cluster {
        places: inside.iter().map(|&i| kept[i]).collect(),
        radius,
        ellipse: origin.shape.map(|s| (s.ratio, s.degrees)),
        steps: found.run.clone(),
        cases: found.cases,
        expected,
        relative_risk: if outside > 0.0 { cases / expected / outside } else { f64::INFINITY },
        log_ratio: found.log_ratio,
        p: (!greatest.is_empty()).then(|| (rank + 1) as f64 / (n + 1.0)),
        p_gumbel: (greatest.len() > 2 && scale > 0.0).then(gumbel),
    }
}
