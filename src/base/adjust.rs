//! Many comparisons at once: p-values made larger for the number of questions asked of the same
//! data. Equal to R `p.adjust`.

/// What is kept under control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adjustment {
    /// The chance of even one false alarm; each p times their number (Bonferroni 1936).
    Bonferroni,
    /// The same chance, never less able to see a difference (Holm 1979).
    Holm,
    /// The expected share of false alarms among all alarms (Benjamini and Hochberg 1995).
    BenjaminiHochberg,
}

impl Adjustment {
    /// The adjusted p-values, in the order given and at most 1. A comparison that could not be
    /// made (NaN) stays so and does not count.
    pub fn of(self, p_values: &[f64]) -> Vec<f64> {
        let mut order: Vec<usize> = (0..p_values.len()).filter(|&i| !p_values[i].is_nan()).collect();
        order.sort_by(|&i, &j| p_values[i].total_cmp(&p_values[j]));
        let count = order.len() as f64;
        let mut adjusted = vec![f64::NAN; p_values.len()];
        match self {
            Adjustment::Bonferroni => order.iter().for_each(|&i| adjusted[i] = (count * p_values[i]).min(1.0)),
            // A larger p never ends below a smaller one.
            Adjustment::Holm => {
                order.iter().enumerate().fold(0.0f64, |so_far, (rank, &i)| {
                    adjusted[i] = so_far.max((count - rank as f64) * p_values[i]).min(1.0);
                    adjusted[i]
                });
            }
            Adjustment::BenjaminiHochberg => {
                order.iter().enumerate().rev().fold(1.0f64, |so_far, (rank, &i)| {
                    adjusted[i] = so_far.min(count / (rank as f64 + 1.0) * p_values[i]);
                    adjusted[i]
                });
            }
        }
        adjusted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::reference::{close, rows};

    #[test]
    fn adjusted_values_equal_r_and_the_impossible_does_not_count() {
        let rows = rows("survey_inference/adjusted.csv");
        let mut p: Vec<f64> = rows.iter().map(|r| r.number(0)).collect();
        p.insert(3, f64::NAN);
        for (column, adjustment) in [(1, Adjustment::Bonferroni), (2, Adjustment::Holm), (3, Adjustment::BenjaminiHochberg)] {
            let mut found = adjustment.of(&p);
            assert!(found.remove(3).is_nan());
            assert!(found.iter().zip(&rows).all(|(f, r)| close(*f, r.number(column), 1e-14)), "{adjustment:?}: {found:?}");
        }
        assert_eq!(Adjustment::Holm.of(&[]), Vec::<f64>::new());
    }
}
