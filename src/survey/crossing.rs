//! Whole tables at once: every answer of a question crossed with every group of a breakdown, with
//! linearised variances, in two passes over the respondents and one step per cluster.
//!
//! What makes it fast: the influence of a share in a group is `w(y − p·x)/X`, so its total in a
//! cluster needs only the cluster's sums of `w·y` and `w·x` in that group; where each respondent
//! is a cluster, sums of squares are enough. Equal to the general path of
//! [`statistics`](super::statistics) but for rounding. Calibrated designs take the general path,
//! since their residuals tie all respondents of a cell together.

use super::design::{Design, Stratum};
use super::measure::Measure;
use crate::base::Missing;
use crate::read::survey::responses::ChoiceSets;

/// Answers as columns of a table: column `j` is the ratio of the total of `y_j` to the total of
/// `x`, which all columns share.
pub trait Columns {
    /// How many columns there are.
    fn count(&self) -> usize;

    /// `x` of a respondent: 1 for shares and means. `None` outside the base.
    fn base(&self, respondent: usize) -> Option<f64>;

    /// Gives the columns of a respondent in the base whose `y` is not zero, each once.
    fn each(&self, respondent: usize, give: impl FnMut(usize, f64));
}

/// Shares of a question with one answer: `codes` below `choices` are the base.
#[derive(Debug, Clone, Copy)]
pub struct Single<'a> {
    pub codes: &'a [u16],
    pub choices: usize,
}

impl Columns for Single<'_> {
    fn count(&self) -> usize {
        self.choices
    }

    fn base(&self, respondent: usize) -> Option<f64> {
        (usize::from(self.codes[respondent]) < self.choices).then_some(1.0)
    }

    fn each(&self, respondent: usize, mut give: impl FnMut(usize, f64)) {
        give(usize::from(self.codes[respondent]), 1.0);
    }
}

/// Shares of respondents who took each choice, of those who answered: they do not add to 1.
#[derive(Debug, Clone, Copy)]
pub struct Multiple<'a> {
    pub sets: &'a ChoiceSets,
    pub choices: usize,
}

impl Columns for Multiple<'_> {
    fn count(&self) -> usize {
        self.choices
    }

    fn base(&self, respondent: usize) -> Option<f64> {
        self.sets.answered(respondent).then_some(1.0)
    }

    fn each(&self, respondent: usize, mut give: impl FnMut(usize, f64)) {
        (0..self.choices).filter(|&c| self.sets.took(respondent, c)).for_each(|c| give(c, 1.0));
    }
}

/// Shares of all choices taken that are this one: they add to 1. Those who answered "none" are in
/// the base and add nothing to it.
#[derive(Debug, Clone, Copy)]
pub struct OfChoicesTaken<'a>(pub Multiple<'a>);

impl Columns for OfChoicesTaken<'_> {
    fn count(&self) -> usize {
        self.0.choices
    }

    fn base(&self, respondent: usize) -> Option<f64> {
        self.0.base(respondent).map(|_| (0..self.0.choices).filter(|&c| self.0.sets.took(respondent, c)).count() as f64)
    }

    fn each(&self, respondent: usize, give: impl FnMut(usize, f64)) {
        self.0.each(respondent, give);
    }
}

/// The mean of numbers; NaN is outside the base.
#[derive(Debug, Clone, Copy)]
pub struct Numbers<'a>(pub &'a [f64]);

impl Columns for Numbers<'_> {
    fn count(&self) -> usize {
        1
    }

    fn base(&self, respondent: usize) -> Option<f64> {
        (!self.0[respondent].is_nan()).then_some(1.0)
    }

    fn each(&self, respondent: usize, mut give: impl FnMut(usize, f64)) {
        give(0, self.0[respondent]);
    }
}

/// A breakdown: the group of each respondent, where it is below `count`.
#[derive(Debug, Clone, Copy)]
pub struct Groups<'a> {
    /// `None` puts everybody in group 0.
    pub codes: Option<&'a [u16]>,
    pub count: usize,
}

impl Groups<'_> {
    /// One group of all respondents.
    pub const EVERYBODY: Groups<'static> = Groups { codes: None, count: 1 };

    fn of(&self, respondent: usize) -> Option<usize> {
        match self.codes {
            None => Some(0),
            Some(codes) => Some(usize::from(codes[respondent])).filter(|g| *g < self.count),
        }
    }
}

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
pub fn cross(design: &Design, answers: &impl Columns, groups: Groups) -> Crossing {
    let (width, mut sums) = (answers.count(), Sums::new(groups.count, answers.count()));
    each(design, answers, groups, &design.order, |g, i, x| {
        sums.add(g, design.weights[i], x);
        answers.each(i, |j, y| sums.y[g * width + j] += design.weights[i] * y);
    });
    for &i in &design.order {
        if let Some(g) = groups.of(i as usize).filter(|_| design.weights[i as usize] > 0.0) {
            sums.sampled[g] = true;
        }
    }
    let values: Vec<f64> = (0..sums.y.len()).map(|c| sums.y[c] / sums.x[c / width]).collect();
    let squares = squares(design, answers, groups, &sums, &values);
    let (mut variances, degrees) = variances(design, answers, groups, &values);
    if !design.calibrations.is_empty() {
        variances = calibrated_variances(design, answers, groups, &values);
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

impl Sums {
    fn new(groups: usize, columns: usize) -> Self {
        let zero = || vec![0.0; groups];
        Sums { n: vec![0; groups], w: zero(), x: zero(), y: vec![0.0; groups * columns], sampled: vec![false; groups] }
    }

    fn add(&mut self, group: usize, weight: f64, x: f64) {
        self.n[group] += 1;
        self.w[group] += weight;
        self.x[group] += weight * x;
    }
}

/// `Σ w(y − p·x)²` by group and column. Where `y` is 0 that is `p²·Σwx²`, so that respondents are
/// asked only for what they did answer.
fn squares(design: &Design, answers: &impl Columns, groups: Groups, sums: &Sums, values: &[f64]) -> Vec<f64> {
    let width = answers.count();
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
fn variances(design: &Design, answers: &impl Columns, groups: Groups, values: &[f64]) -> (Vec<f64>, Vec<u32>) {
    let mut variances = vec![0.0; values.len()];
    let mut degrees = vec![0; groups.count];
    let mut totals = Totals::new(values, groups.count, answers.count());
    for (stage, units) in design.stages.iter().enumerate() {
        for stratum in units.strata.iter().filter(|s| stage == 0 || s.scale > 0.0) {
            if units.single {
                // Cluster `c` is the respondent at place `c`.
                totals.add_respondents(design, answers, groups, &design.order[stratum.clusters.clone()]);
            } else {
                stratum.clusters.clone().for_each(|c| totals.add_cluster(design, answers, groups, design.cluster(stage, c)));
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
    /// Of the cluster at hand.
    y: Vec<f64>,
    x: Vec<f64>,
    in_cluster: Vec<usize>,
    /// Of the respondents who are clusters: squares of `wx` of all, and of those who gave the column.
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
            y: zero(cells),
            x: zero(groups),
            in_cluster: Vec::new(),
            squares: zero(groups),
            squares_given: zero(cells),
            sum: zero(cells),
            sum_of_squares: zero(cells),
            clusters: vec![0; groups],
            in_stratum: Vec::new(),
        }
    }

    fn add_cluster(&mut self, design: &Design, answers: &impl Columns, groups: Groups, rows: &[u32]) {
        let mut seen = std::mem::take(&mut self.in_cluster);
        each(design, answers, groups, rows, |g, i, x| {
            let w = design.weights[i];
            if !seen.contains(&g) {
                seen.push(g);
            }
            self.x[g] += w * x;
            answers.each(i, |j, y| self.y[g * self.width + j] += w * y);
        });
        for g in seen.drain(..) {
            self.count(g);
            for c in g * self.width..(g + 1) * self.width {
                let z = self.y[c] - self.values[c] * self.x[g];
                self.sum[c] += z;
                self.sum_of_squares[c] += z * z;
                self.y[c] = 0.0;
            }
            self.x[g] = 0.0;
        }
        self.in_cluster = seen;
    }

    fn add_respondents(&mut self, design: &Design, answers: &impl Columns, groups: Groups, rows: &[u32]) {
        each(design, answers, groups, rows, |g, i, x| {
            let (w, wx) = (design.weights[i], design.weights[i] * x);
            self.count(g);
            self.x[g] += wx;
            self.squares[g] += wx * wx;
            answers.each(i, |j, y| {
                let c = g * self.width + j;
                self.sum[c] += w * y;
                self.sum_of_squares[c] += (w * y - self.values[c] * wx).powi(2);
                self.squares_given[c] += wx * wx;
            });
        });
        for &g in &self.in_stratum {
            for c in g * self.width..(g + 1) * self.width {
                self.sum[c] -= self.values[c] * self.x[g];
                self.sum_of_squares[c] += self.values[c].powi(2) * (self.squares[g] - self.squares_given[c]);
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
            for c in g * self.width..(g + 1) * self.width {
                let centre = if stratum.centred { self.sum[c].powi(2) / n } else { 0.0 };
                // Rounding may take a sum of squares of equal numbers a hair below its centre.
                variances[c] += stratum.scale * (self.sum_of_squares[c] - centre).max(0.0);
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
