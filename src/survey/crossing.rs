//! Whole tables at once: every answer of a question crossed with every group of a breakdown, with
//! linearised variances, in one walk over the respondents and one over the clusters.
//!
//! What makes it fast: the influence of a share in a group is `w(y − p·x)/X`, so its total in a
//! cluster needs only the cluster's sums of `w·y` and `w·x` in that group; where each respondent
//! is a cluster, sums of squares are enough. Equal to the general path of
//! [`statistics`](super::statistics) but for rounding. Calibrated designs take the general path,
//! since their residuals tie all respondents of a cell together.

use super::columns::{Columns, Groups};
use super::design::{Design, Stratum};
use super::measure::Measure;
use crate::base::Missing;

/// Measures of every group and column.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossing {
    columns: usize,
    cells: Vec<Measure>,
}

impl Crossing {
    /// The measures of one group, by column.
    pub fn group(&self, group: usize) -> &[Measure] {
        &self.cells[group * self.columns..][..self.columns]
    }
}

/// Every column in every group, with its variance over the whole sample: respondents outside a
/// group count as influence 0.
///
/// # Panics
/// When answers or groups are fewer than the respondents of the design.
pub fn cross<A: Columns>(design: &Design, answers: &A, groups: Groups) -> Crossing {
    let width = answers.count();
    let first = &design.stages[0];
    // Clusters of one respondent are not added up but asked again.
    let all = [0, design.order.len() as u32];
    let (sums, clusters) = add_up(design, answers, groups, if first.single { &all } else { &first.bounds });
    let values: Vec<f64> = (0..sums.y.len()).map(|c| sums.y[c] / sums.x[c / width]).collect();
    let squares = squares(design, answers, groups, &sums, &values);
    let (mut variances, mut degrees) = variances(design, answers, groups, &values, clusters);
    if !design.calibrations.is_empty() {
        variances = calibrated_variances(design, answers, groups, &values);
    }
    if let Some(replicates) = &design.replicates {
        let found = replicates.variances(|weights| ratios(answers, groups, weights));
        variances = found.iter().enumerate().map(|(c, variance)| variance * sums.x[c / width].powi(2)).collect();
        for (g, degrees) in degrees.iter_mut().enumerate().filter(|(g, _)| sums.n[*g] > 0) {
            let base = |i: usize| groups.of(i) == Some(g) && answers.base(i).is_some();
            *degrees = replicates.rank_of(base).unwrap_or(*degrees);
        }
    }
    let measure = |c: usize| {
        let g = c / width;
        let (n, whole) = (sums.n[g], sums.x[g].powi(2));
        if n == 0 {
            return Measure::missing(0, if sums.sampled[g] { Missing::NoData } else { Missing::NotSampled });
        }
        if whole == 0.0 {
            return Measure::missing(n, Missing::NoBase);
        }
        Measure {
            n,
            population: sums.w[g],
            value: Ok(values[c]),
            variance: design.has_variance().then(|| variances[c] / whole),
            simple_variance: (n > 1).then(|| squares[c] / whole * sums.w[g] / f64::from(n - 1)),
            degrees_of_freedom: degrees[g],
        }
    };
    Crossing { columns: width, cells: (0..values.len()).map(measure).collect() }
}

/// Every column in every group under other weights; not finite for a group that these leave empty.
fn ratios(answers: &impl Columns, groups: Groups, weights: &[f64]) -> Vec<f64> {
    let width = answers.count();
    let (mut x, mut y) = (vec![0.0; groups.count], vec![0.0; groups.count * width]);
    for (i, &w) in weights.iter().enumerate().filter(|(_, w)| **w > 0.0) {
        if let Some(g) = groups.of(i)
            && let Some(base) = answers.base(i)
        {
            x[g] += w * base;
            answers.each(i, |j, value| y[g * width + j] += w * value);
        }
    }
    (0..y.len()).map(|c| y[c] / x[c / width]).collect()
}

/// Gives group, position and `x` of everybody in a base.
fn each(design: &Design, answers: &impl Columns, groups: Groups, rows: &[u32], mut give: impl FnMut(usize, usize, f64)) {
    for &i in rows {
        let i = i as usize;
        if let Some(g) = groups.of(i)
            && let Some(x) = answers.base(i)
            && design.weights[i] > 0.0
        {
            give(g, i, x);
        }
    }
}

/// Sums over bases, by group, and by group and column.
struct Sums {
    n: Vec<u32>,
    w: Vec<f64>,
    x: Vec<f64>,
    y: Vec<f64>,
    /// Whether the group has any respondent, answer or not.
    sampled: Vec<bool>,
}

/// What each cluster adds to the sums: only groups that occur in it.
#[derive(Default)]
struct Clusters {
    /// Of the cluster `c`: entries `bounds[c]..bounds[c + 1]`.
    bounds: Vec<usize>,
    groups: Vec<usize>,
    /// `Σ w·x` of each entry, and `Σ w·y` of each entry and column.
    x: Vec<f64>,
    y: Vec<f64>,
}

/// Sums of everybody and by cluster, in one walk. Cluster `c` is `design.order[bounds[c]..bounds[c + 1]]`.
fn add_up(design: &Design, answers: &impl Columns, groups: Groups, bounds: &[u32]) -> (Sums, Clusters) {
    let (count, width) = (groups.count, answers.count());
    let zero = |n: usize| vec![0.0; n];
    let mut sums =
        Sums { n: vec![0; count], w: zero(count), x: zero(count), y: zero(count * width), sampled: vec![false; count] };
    let mut clusters = Clusters { bounds: vec![0], ..Clusters::default() };
    // Of the cluster at hand. One place more, so that a group can be written before it is counted.
    let (mut x, mut y, mut seen) = (zero(count), zero(count * width), vec![false; count]);
    let mut found = vec![0; count + 1];
    for pair in bounds.windows(2) {
        let mut occur = 0;
        for &i in &design.order[pair[0] as usize..pair[1] as usize] {
            let (i, w) = (i as usize, design.weights[i as usize]);
            let Some(g) = groups.of(i).filter(|_| w > 0.0) else { continue };
            sums.sampled[g] = true;
            let Some(base) = answers.base(i) else { continue };
            // Without a branch: which groups a cluster has cannot be foretold.
            found[occur] = g;
            occur += usize::from(!seen[g]);
            seen[g] = true;
            sums.n[g] += 1;
            sums.w[g] += w;
            x[g] += w * base;
            answers.each(i, |j, given| y[g * width + j] += w * given);
        }
        for &g in &found[..occur] {
            let cells = g * width..(g + 1) * width;
            clusters.groups.push(g);
            clusters.x.push(x[g]);
            clusters.y.extend_from_slice(&y[cells.clone()]);
            sums.x[g] += x[g];
            sums.y[cells.clone()].iter_mut().zip(&y[cells.clone()]).for_each(|(sum, own)| *sum += own);
            y[cells].fill(0.0);
            (x[g], seen[g]) = (0.0, false);
        }
        clusters.bounds.push(clusters.groups.len());
    }
    (sums, clusters)
}

/// `Σ w(y − p·x)²` by group and column. Where `y` is 0 that is `p²·Σwx²`, so that respondents are
/// asked only for what they did answer.
fn squares<A: Columns>(design: &Design, answers: &A, groups: Groups, sums: &Sums, values: &[f64]) -> Vec<f64> {
    let width = answers.count();
    if A::SHARES {
        return values.iter().enumerate().map(|(c, p)| sums.x[c / width] * p * (1.0 - p)).collect();
    }
    let mut all = vec![0.0; sums.n.len()];
    let mut given = vec![(0.0, 0.0); values.len()];
    each(design, answers, groups, &design.order, |g, i, x| {
        let w = design.weights[i];
        all[g] += w * x * x;
        answers.each(i, |j, y| {
            let (square, base) = &mut given[g * width + j];
            *square += w * (y - values[g * width + j] * x).powi(2);
            *base += w * x * x;
        });
    });
    let of = |c: usize| given[c].0 + values[c].powi(2) * (all[c / width] - given[c].1);
    (0..values.len()).map(of).collect()
}

/// Variances of `Σ w(y − p·x)` by group and column, and degrees of freedom by group.
/// `clusters` are those of the first stage.
fn variances<A: Columns>(
    design: &Design,
    answers: &A,
    groups: Groups,
    values: &[f64],
    mut clusters: Clusters,
) -> (Vec<f64>, Vec<u32>) {
    let mut variances = vec![0.0; values.len()];
    let mut degrees = vec![0; groups.count];
    let mut totals = Totals::new(values, groups.count, answers.count());
    for (stage, units) in design.stages.iter().enumerate() {
        if stage > 0 && !units.single {
            clusters = add_up(design, answers, groups, &units.bounds).1;
        }
        for stratum in units.strata.iter().filter(|s| stage == 0 || s.scale > 0.0) {
            if units.single {
                // Cluster `c` is the respondent at place `c`.
                totals.add_respondents(design, answers, groups, &design.order[stratum.clusters.clone()]);
            } else {
                stratum.clusters.clone().for_each(|c| totals.add_cluster(&clusters, c));
            }
            if stage == 0 {
                totals.in_stratum.iter().for_each(|&g| degrees[g] += totals.clusters[g] - 1);
            }
            totals.close_stratum(stratum, &mut variances);
        }
    }
    (variances, degrees)
}

/// Cluster totals `z = Σ w(y − p·x)` of one stratum, kept as their sum and sum of squares. Only
/// groups that occur are ever touched, so that many small strata cost no more than one large.
struct Totals<'a> {
    width: usize,
    /// `p` by group and column.
    values: &'a [f64],
    /// Of the respondents who are clusters: `wx` of all, its squares, and the squares of those who gave the column.
    x: Vec<f64>,
    squares: Vec<f64>,
    squares_given: Vec<f64>,
    /// Of the stratum.
    sum: Vec<f64>,
    sum_of_squares: Vec<f64>,
    clusters: Vec<u32>,
    in_stratum: Vec<usize>,
}

impl<'a> Totals<'a> {
    fn new(values: &'a [f64], groups: usize, width: usize) -> Self {
        let zero = |n: usize| vec![0.0; n];
        let cells = values.len();
        Totals {
            width,
            values,
            x: zero(groups),
            squares: zero(groups),
            squares_given: zero(cells),
            sum: zero(cells),
            sum_of_squares: zero(cells),
            clusters: vec![0; groups],
            in_stratum: Vec::new(),
        }
    }

    fn add_cluster(&mut self, clusters: &Clusters, cluster: usize) {
        for entry in clusters.bounds[cluster]..clusters.bounds[cluster + 1] {
            let (g, x) = (clusters.groups[entry], clusters.x[entry]);
            self.count(g);
            let cells = g * self.width..(g + 1) * self.width;
            let given = &clusters.y[entry * self.width..][..self.width];
            let own = self.sum[cells.clone()].iter_mut().zip(&mut self.sum_of_squares[cells.clone()]);
            for ((y, p), (sum, sum_of_squares)) in given.iter().zip(&self.values[cells]).zip(own) {
                let z = y - p * x;
                *sum += z;
                *sum_of_squares += z * z;
            }
        }
    }

    fn add_respondents<A: Columns>(&mut self, design: &Design, answers: &A, groups: Groups, rows: &[u32]) {
        each(design, answers, groups, rows, |g, i, x| {
            let (w, wx) = (design.weights[i], design.weights[i] * x);
            self.count(g);
            self.x[g] += wx;
            self.squares[g] += wx * wx;
            answers.each(i, |j, y| {
                let c = g * self.width + j;
                self.sum[c] += w * y;
                if !A::SHARES {
                    self.sum_of_squares[c] += (w * y - self.values[c] * wx).powi(2);
                }
                self.squares_given[c] += wx * wx;
            });
        });
        for &g in &self.in_stratum {
            for c in g * self.width..(g + 1) * self.width {
                let p = self.values[c];
                self.sum[c] -= p * self.x[g];
                if A::SHARES {
                    self.sum_of_squares[c] = (1.0 - p).powi(2) * self.squares_given[c];
                }
                self.sum_of_squares[c] += p.powi(2) * (self.squares[g] - self.squares_given[c]);
                self.squares_given[c] = 0.0;
            }
            (self.x[g], self.squares[g]) = (0.0, 0.0);
        }
    }

    /// Another cluster of the group.
    fn count(&mut self, group: usize) {
        if self.clusters[group] == 0 {
            self.in_stratum.push(group);
        }
        self.clusters[group] += 1;
    }

    /// Adds the stratum to the variances, and forgets it.
    fn close_stratum(&mut self, stratum: &Stratum, variances: &mut [f64]) {
        let n = stratum.sampled() as f64;
        for g in self.in_stratum.drain(..) {
            let cells = g * self.width..(g + 1) * self.width;
            for (c, variance) in cells.clone().zip(&mut variances[cells]) {
                let centre = if stratum.centred { self.sum[c].powi(2) / n } else { 0.0 };
                // Rounding may take a sum of squares of equal numbers a hair below its centre.
                *variance += stratum.scale * (self.sum_of_squares[c] - centre).max(0.0);
                (self.sum[c], self.sum_of_squares[c]) = (0.0, 0.0);
            }
            self.clusters[g] = 0;
        }
    }
}

/// The same variances by the general path, one influence at a time.
fn calibrated_variances(design: &Design, answers: &impl Columns, groups: Groups, values: &[f64]) -> Vec<f64> {
    let width = answers.count();
    let mut bases = vec![Vec::new(); groups.count];
    each(design, answers, groups, &design.order, |g, i, x| bases[g].push((i, x)));
    let mut given = vec![Vec::new(); values.len()];
    each(design, answers, groups, &design.order, |g, i, _| answers.each(i, |j, y| given[g * width + j].push((i, y))));
    let variance = |c: usize| {
        let mut z = vec![0.0; design.len()];
        bases[c / width].iter().for_each(|&(i, x)| z[i] = -design.weights[i] * values[c] * x);
        given[c].iter().for_each(|&(i, y)| z[i] += design.weights[i] * y);
        design.variance(&z).unwrap_or_default()
    };
    (0..values.len()).map(variance).collect()
}

#[cfg(test)]
#[path = "crossing_tests.rs"]
mod tests;
