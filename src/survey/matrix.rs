//! Small symmetric matrices: as much dense linear algebra as tests of tables and small-area
//! models need. Not for large or sparse problems.

/// The lower triangle `L` of `A = L·Lᵀ`, row after row.
#[derive(Debug, Clone)]
pub struct Cholesky {
    size: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// Takes the square matrix `a`, row after row, of which only the lower triangle is read.
    /// `None` where it is not positive definite, or so close to that that no digit of a
    /// solution could be believed: a pivot below 1e-12 of its diagonal element.
    pub fn of(a: &[f64], size: usize) -> Option<Self> {
        debug_assert_eq!(a.len(), size * size);
        let mut lower = vec![0.0; size * size];
        for i in 0..size {
            for j in 0..=i {
                let sum: f64 = (0..j).map(|k| lower[i * size + k] * lower[j * size + k]).sum();
                let rest = a[i * size + j] - sum;
                lower[i * size + j] = if i != j {
                    rest / lower[j * size + j]
                } else if rest > 1e-12 * a[i * size + i].abs() {
                    rest.sqrt()
                } else {
                    return None;
                };
            }
        }
        Some(Cholesky { size, lower })
    }

    /// The `x` of `A·x = b`.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let (n, l) = (self.size, &self.lower);
        let mut x = b.to_vec();
        for i in 0..n {
            let sum: f64 = (0..i).map(|k| l[i * n + k] * x[k]).sum();
            x[i] = (x[i] - sum) / l[i * n + i];
        }
        for i in (0..n).rev() {
            let sum: f64 = (i + 1..n).map(|k| l[k * n + i] * x[k]).sum();
            x[i] = (x[i] - sum) / l[i * n + i];
        }
        x
    }

    /// `xᵀ·A⁻¹·x`.
    pub fn quadratic_form(&self, x: &[f64]) -> f64 {
        dot(x, &self.solve(x))
    }

    /// Natural logarithm of the determinant of `A`.
    pub fn log_determinant(&self) -> f64 {
        (0..self.size).map(|i| 2.0 * self.lower[i * self.size + i].ln()).sum()
    }
}

pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_matrix_worked_by_hand() {
        let factor = Cholesky::of(&[4.0, 2.0, 2.0, 3.0], 2).expect("positive definite");
        let x = factor.solve(&[10.0, 9.0]);
        assert!((x[0] - 1.5).abs() < 1e-14 && (x[1] - 2.0).abs() < 1e-14, "{x:?}");
        assert!((factor.log_determinant() - 8.0f64.ln()).abs() < 1e-14);
        assert!((factor.quadratic_form(&[10.0, 9.0]) - 33.0).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_solved_has_no_factor() {
        assert!(Cholesky::of(&[1.0, 1.0, 1.0, 1.0], 2).is_none(), "two equal columns");
        assert!(Cholesky::of(&[0.0], 1).is_none());
        assert!(Cholesky::of(&[f64::NAN], 1).is_none());
        assert_eq!(Cholesky::of(&[], 0).map(|c| c.solve(&[])), Some(Vec::new()));
    }

    proptest! {
        #[test]
        fn solutions_solve(values in prop::collection::vec(-3.0f64..3.0, 16), b in prop::collection::vec(-9.0f64..9.0, 4)) {
            // B·Bᵀ + I is positive definite whatever B is.
            let a: Vec<f64> = (0..16)
                .map(|k| dot(&values[k / 4 * 4..][..4], &values[k % 4 * 4..][..4]) + f64::from(u8::from(k / 4 == k % 4)))
                .collect();
            let x = Cholesky::of(&a, 4).expect("positive definite").solve(&b);
            for i in 0..4 {
                prop_assert!((dot(&a[i * 4..][..4], &x) - b[i]).abs() < 1e-8);
            }
        }
    }
}
