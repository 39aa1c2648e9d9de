//! Whether answers depend on the group, over a whole two-way table at once. Which groups differ,
//! and by how much, is [`compare`](super::compare).

use super::distribution::{chi_square_upper, f_upper};
use super::matrix::{Cholesky, dot};
use super::two_way::TwoWay;
use crate::base::Text;
use crate::text;

/// A test and the distribution it is held against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    pub statistic: f64,
    pub df1: f64,
    /// Second degrees of freedom of F; infinite for chi-square.
    pub df2: f64,
    pub p_value: f64,
}

/// Rao and Scott's corrections of Pearson's chi-square.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RaoScott {
    /// First order: divided by the mean design effect. `svychisq(statistic = "Chisq")` in R; its
    /// statistic here is the corrected one, there the uncorrected.
    pub first_order: Test,
    /// Second order, as F: also for how the design effects differ. `svychisq(statistic = "F")`, the
    /// default there, and the one to trust with few primary units.
    pub second_order: Test,
    /// Pearson's statistic as if the sample were simple and random.
    pub pearson: f64,
    /// Mean of the generalised design effects.
    pub design_effect: f64,
}

/// Tests whether rows and columns are independent. Empty rows and columns are left out. `Err` says
/// why there is no test: fewer than two rows or columns, no degrees of freedom, too many empty
/// cells, or a design without variance.
///
/// Sources: Rao and Scott (1984), *Annals of Statistics* 12:46–60; the F version Thomas and Rao
/// (1987), *JASA* 82:630–636.
pub fn rao_scott(table: &TwoWay) -> Result<RaoScott, Text> {
    let (rows, columns) = used(table);
    let (last_row, last_column) = match (rows.split_last(), columns.split_last()) {
        (Some((r, more)), Some((c, others))) if !more.is_empty() && !others.is_empty() => (*r, *c),
        _ => {
            return Err(text!(
                "il faut au moins deux groupes et deux réponses données",
                "at least two groups and two answers given are needed"
            ));
        }
    };
    let df = f64::from(table.degrees_of_freedom);
    if df <= 0.0 {
        return Err(text!("le plan de sondage ne laisse aucun degré de liberté", "the design leaves no degrees of freedom"));
    }
    let Some(covariance) = &table.covariance else {
        return Err(text!("l'échantillon ne dit rien de sa propre variance", "the sample says nothing about its own variance"));
    };
    let n = f64::from(table.counts.iter().sum::<u32>());
    let cell = |r: usize, c: usize| r * table.columns + c;
    let row_share: Vec<f64> = (0..table.rows).map(|r| (0..table.columns).map(|c| table.shares[cell(r, c)]).sum()).collect();
    let column_share: Vec<f64> = (0..table.columns).map(|c| (0..table.rows).map(|r| table.shares[cell(r, c)]).sum()).collect();
    let mut pearson = 0.0;
    for &r in &rows {
        for &c in &columns {
            let expected = row_share[r] * column_share[c];
            pearson += n * (table.shares[cell(r, c)] - expected).powi(2) / expected;
        }
    }

    // Contrasts that span all that rows and columns alone do not explain, each divided by the
    // share of its cells: `+1 −1 −1 +1` against the last row and the last column.
    let mut contrasts: Vec<Vec<f64>> = Vec::new();
    for &r in rows.iter().filter(|&&r| r != last_row) {
        for &c in columns.iter().filter(|&&c| c != last_column) {
            let mut contrast = vec![0.0; table.shares.len()];
            for (i, sign) in
                [(cell(r, c), 1.0), (cell(r, last_column), -1.0), (cell(last_row, c), -1.0), (cell(last_row, last_column), 1.0)]
            {
                contrast[i] = if table.shares[i] > 0.0 { sign / table.shares[i] } else { 0.0 };
            }
            contrasts.push(contrast);
        }
    }
    let size = contrasts.len();
    let pairs = |of: &dyn Fn(&[f64], &[f64]) -> f64| -> Vec<f64> {
        contrasts.iter().flat_map(|a| contrasts.iter().map(|b| of(a, b))).collect()
    };
    let simple = pairs(&|a, b| (0..a.len()).map(|i| a[i] * table.shares[i] * b[i]).sum::<f64>() / n);
    let design = pairs(&|a, b| {
        let rows = covariance.as_slice().chunks_exact(a.len());
        a.iter().zip(rows).map(|(x, row)| x * dot(row, b)).sum()
    });
    let Some(simple) = Cholesky::of(&simple, size) else {
        return Err(text!(
            "trop de cases vides : regroupez des réponses ou des groupes",
            "too many empty cells: combine answers or groups"
        ));
    };
    // Column k of simple⁻¹·design; the matrix of design effects.
    let effects: Vec<Vec<f64>> =
        (0..size).map(|k| simple.solve(&(0..size).map(|i| design[i * size + k]).collect::<Vec<_>>())).collect();
    let trace: f64 = (0..size).map(|k| effects[k][k]).sum();
    let trace_of_square: f64 =
        (0..size).flat_map(|i| (0..size).map(move |j| (i, j))).map(|(i, j)| effects[i][j] * effects[j][i]).sum();
    if trace.is_nan() || trace <= 0.0 {
        return Err(text!("les parts n'ont pas de variance", "the shares have no variance"));
    }
    let design_effect = trace / size as f64;
    let df1 = trace * trace / trace_of_square;
    let test = |statistic: f64, df1: f64, df2: f64| Test { statistic, df1, df2, p_value: f_upper(statistic, df1, df2) };
    let corrected = pearson / design_effect;
    let first_order =
        Test { statistic: corrected, df1: size as f64, df2: f64::INFINITY, p_value: chi_square_upper(corrected, size as f64) };
    Ok(RaoScott { first_order, second_order: test(pearson / trace, df1, df1 * df), pearson, design_effect })
}

/// The rows and the columns that hold somebody.
fn used(table: &TwoWay) -> (Vec<usize>, Vec<usize>) {
    let holds = |r: usize, c: usize| table.shares[r * table.columns + c] > 0.0;
    let rows = (0..table.rows).filter(|&r| (0..table.columns).any(|c| holds(r, c))).collect();
    (rows, (0..table.columns).filter(|&c| (0..table.rows).any(|r| holds(r, c))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::linear::Covariance;
    use crate::survey::reference::{close, rows};

    fn table(rows: usize, columns: usize, shares: &[f64], covariance: &[f64], n: f64, df: f64) -> TwoWay {
        let size = shares.len();
        let mut matrix = Covariance::zero(size);
        covariance.iter().enumerate().for_each(|(i, &value)| matrix.add(i / size, i % size, value));
        // How many fell in which cell does not matter, only how many there are.
        let counts = (0..size).map(|i| if i == 0 { n as u32 } else { 0 }).collect();
        TwoWay { rows, columns, counts, shares: shares.to_vec(), covariance: Some(matrix), degrees_of_freedom: df as u32 }
    }

    #[test]
    fn both_orders_equal_r() {
        for row in rows("two_way.csv") {
            // R runs down the columns: its rows are our columns, which changes no test.
            let (cells, covariance) = (row.numbers(6), row.numbers(7));
            let [columns, rows] = [2, 3].map(|i| row.number(i) as usize);
            let found = rao_scott(&table(rows, columns, &cells, &covariance, row.number(4), row.number(5))).expect("a test");
            let (f, chi) = (found.second_order, found.first_order);
            let pairs = [
                (f.statistic, 8),
                (f.df1, 9),
                (f.df2, 10),
                (f.p_value, 11),
                (found.pearson, 12),
                (chi.df1, 13),
                (chi.p_value, 14),
            ];
            for (value, i) in pairs {
                assert!(
                    close(value, row.number(i), 1e-8),
                    "{} {}, column {i}: {value} {}",
                    row.text(0),
                    row.text(1),
                    row.number(i)
                );
            }
        }
    }

    /// The covariance that a simple random sample gives.
    fn multinomial(cells: &[f64], n: f64) -> Vec<f64> {
        let k = cells.len();
        (0..k * k).map(|i| (if i / k == i % k { cells[i / k] } else { 0.0 } - cells[i / k] * cells[i % k]) / n).collect()
    }

    #[test]
    fn a_simple_random_sample_gives_pearsons_test_and_an_empty_row_changes_nothing() {
        let cells = [0.2, 0.15, 0.1, 0.1, 0.2, 0.25];
        let covariance = multinomial(&cells, 80.0);
        let found = rao_scott(&table(2, 3, &cells, &covariance, 80.0, 79.0)).expect("a test");
        assert!(close(found.design_effect, 1.0, 1e-12) && close(found.second_order.df1, 2.0, 1e-12), "{found:?}");
        assert!(close(found.first_order.statistic, found.pearson, 1e-12));
        let more: Vec<f64> = cells.iter().copied().chain([0.0; 3]).collect();
        let covariance = multinomial(&more, 80.0);
        let padded = rao_scott(&table(3, 3, &more, &covariance, 80.0, 79.0)).expect("a test");
        assert!(close(padded.second_order.p_value, found.second_order.p_value, 1e-10));
    }

    #[test]
    fn what_cannot_be_tested_says_why() {
        let cells = [0.5, 0.0, 0.5, 0.0];
        let covariance = multinomial(&cells, 40.0);
        assert!(rao_scott(&table(2, 2, &cells, &covariance, 40.0, 39.0)).is_err_and(|why| why.en.contains("two answers")));
        let cells = [0.25; 4];
        let whole = table(2, 2, &cells, &[0.0; 16], 40.0, 39.0);
        assert!(rao_scott(&whole).is_err_and(|why| why.en.contains("no variance")));
        assert!(rao_scott(&table(2, 2, &cells, &[0.0; 16], 40.0, 0.0)).is_err_and(|why| why.en.contains("degrees of freedom")));
    }
}
