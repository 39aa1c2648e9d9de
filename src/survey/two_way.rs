//! The cells of a two-way table with the covariances of their shares, as tests of independence
//! need them (Rao & Scott 1984).

use super::design::Design;
use super::linear::Covariance;
use crate::base::Missing;

/// Shares of all cells of a table, row by row, and how they vary together.
#[derive(Debug, Clone, PartialEq)]
pub struct TwoWay {
    pub rows: usize,
    pub columns: usize,
    /// Respondents in each cell with a weight above zero, unweighted.
    pub counts: Vec<u32>,
    /// Shares of the whole base; they add to 1.
    pub shares: Vec<f64>,
    /// Of the shares. `None` when the sample says nothing about its variance.
    pub covariance: Option<Covariance>,
    /// Clusters less strata with respondents in the base.
    pub degrees_of_freedom: u32,
}

/// Crosses two groupings over those of the domain whose codes are below `rows` and `columns`.
///
/// Errors: the reason when nobody is in the base. An empty row or column is kept as shares of 0.
pub fn two_way(
    design: &Design,
    (row_codes, rows): (&[u16], usize),
    (column_codes, columns): (&[u16], usize),
    domain: impl Fn(usize) -> bool,
) -> Result<TwoWay, Missing> {
    let size = rows * columns;
    let cell = |i: usize| {
        let (r, c) = (usize::from(row_codes[i]), usize::from(column_codes[i]));
        (design.weights[i] > 0.0 && r < rows && c < columns && domain(i)).then_some(r * columns + c)
    };
    let (mut counts, mut shares) = (vec![0u32; size], vec![0.0; size]);
    for &i in &design.order {
        if let Some(c) = cell(i as usize) {
            counts[c] += 1;
            shares[c] += design.weights[i as usize];
        }
    }
    let whole: f64 = shares.iter().sum();
    if whole == 0.0 {
        let sampled = (0..design.len()).any(|i| design.weights[i] > 0.0 && domain(i));
        return Err(if sampled { Missing::NoData } else { Missing::NotSampled });
    }
    shares.iter_mut().for_each(|s| *s /= whole);
    let covariance = match design.replicates() {
        _ if !design.has_variance() => None,
        Some(replicates) => Some(replicates.replicate(|weights| shares_by(weights, &cell, size)).covariance),
        None if design.calibrations.is_empty() => Some(covariance(design, &cell, &shares, whole)),
        None => {
            let influence = |c: usize| -> Vec<f64> {
                let of =
                    |i: usize| cell(i).map_or(0.0, |at| (f64::from(u8::from(at == c)) - shares[c]) * design.weights[i] / whole);
                (0..design.len()).map(of).collect()
            };
            let influences: Vec<Vec<f64>> = (0..size).map(influence).collect();
            design.covariance(&influences.iter().map(Vec::as_slice).collect::<Vec<_>>())
        }
    };
    let degrees_of_freedom = design.degrees_of_freedom(|i| cell(i).is_some());
    Ok(TwoWay { rows, columns, counts, shares, covariance, degrees_of_freedom })
}

/// The shares of the cells under other weights; not finite when these leave the base empty.
fn shares_by(weights: &[f64], cell: &impl Fn(usize) -> Option<usize>, size: usize) -> Vec<f64> {
    let mut sums = vec![0.0; size];
    let counted = weights.iter().enumerate().filter_map(|(i, w)| Some((cell(i)?, w)));
    counted.for_each(|(c, w)| sums[c] += w);
    let whole: f64 = sums.iter().sum();
    sums.into_iter().map(|sum| sum / whole).collect()
}

/// Cluster by cluster without an influence for each respondent; where each respondent is a
/// cluster, from sums of squared weights by cell.
fn covariance(design: &Design, cell: &impl Fn(usize) -> Option<usize>, shares: &[f64], whole: f64) -> Covariance {
    let size = shares.len();
    let mut covariance = Covariance::zero(size);
    for (stage, units) in design.stages.iter().enumerate() {
        for stratum in units.strata.iter().filter(|s| s.scale > 0.0) {
            let (mut sum, mut squares) = (vec![0.0; size], vec![0.0; size]);
            for cluster in stratum.clusters.clone() {
                let mut z = if units.single { Vec::new() } else { vec![0.0; size] };
                let mut base = 0.0;
                for &i in design.cluster(stage, cluster) {
                    let Some(c) = cell(i as usize) else { continue };
                    let w = design.weights[i as usize] / whole;
                    base += w;
                    sum[c] += w;
                    squares[c] += w * w;
                    z.get_mut(c).into_iter().for_each(|z| *z += w);
                }
                if !units.single && base > 0.0 {
                    z.iter_mut().zip(shares).for_each(|(z, p)| *z -= p * base);
                    covariance.add_square(&z, stratum.scale);
                }
            }
            if units.single {
                // Σ w²(1_a − p_a)(1_b − p_b), multiplied out.
                let all: f64 = squares.iter().sum();
                for a in 0..size {
                    covariance.add(a, a, stratum.scale * squares[a]);
                    for b in 0..size {
                        let crossed = shares[a] * shares[b] * all - (shares[a] * squares[b] + shares[b] * squares[a]);
                        covariance.add(a, b, stratum.scale * crossed);
                    }
                }
            }
            if stratum.centred {
                let base: f64 = sum.iter().sum();
                sum.iter_mut().zip(shares).for_each(|(s, p)| *s -= p * base);
                covariance.add_square(&sum, -stratum.scale / stratum.sampled() as f64);
            }
        }
    }
    covariance
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::Plan;

    #[test]
    fn drawn_one_by_one_the_cells_are_multinomial() {
        let rows = [2, 3, 4, 5, 6, 7];
        let design = Design::new(&Plan { rows: &rows, ..Plan::default() }).0;
        let table = two_way(&design, (&[0, 0, 1, 1, 1, 9], 2), (&[0, 1, 0, 1, 1, 1], 2), |_| true).unwrap();
        assert_eq!(table.counts, [1, 1, 1, 2]);
        // Five of six in the base: n/(n − 1) of the whole sample, over the square of the base.
        let covariance = table.covariance.unwrap();
        let expected = |a: usize, b: usize| {
            let own = if a == b { table.shares[a] } else { 0.0 };
            6.0 / 5.0 * 5.0 / 25.0 * (own - table.shares[a] * table.shares[b])
        };
        for (a, b) in (0..16).map(|c| (c / 4, c % 4)) {
            assert!((covariance.at(a, b) - expected(a, b)).abs() < 1e-14, "{a} {b}");
        }
    }

    #[test]
    fn an_empty_table_says_why() {
        let rows = [2, 3];
        let design = Design::new(&Plan { rows: &rows, ..Plan::default() }).0;
        let table = |domain: bool| two_way(&design, (&[9, 9], 2), (&[0, 1], 2), |_| domain).unwrap_err();
        assert_eq!((table(true), table(false)), (Missing::NoData, Missing::NotSampled));
    }
}
