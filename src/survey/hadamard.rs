//! Hadamard matrices: rows of yes and no of which any two agree in exactly half of their places.
//!
//! Source: Paley (1933), *Journal of Mathematics and Physics* 12, p. 311 (first construction),
//! and Sylvester's doubling.

/// A Hadamard matrix of the smallest order at hand that is `least` or more, `true` for +1. Its
/// first row and column are all `true`, so that every other row is half `true`.
///
/// Orders at hand are 1 and `2^a·(q + 1)` for primes q with q mod 4 = 3, and powers of two: up to
/// 100 these are all multiples of four but 28, 36, 52, 56, 76, 92 and 100.
pub fn hadamard(least: usize) -> Vec<Vec<bool>> {
    let order = (least.max(1)..).find(|&order| seed(order).is_some()).expect("there is a power of two");
    let seed = seed(order).expect("found above");
    let mut matrix = if seed == 1 { vec![vec![true]] } else { paley(seed - 1) };
    while matrix.len() < order {
        let doubled = |row: &Vec<bool>, flip: bool| row.iter().copied().chain(row.iter().map(|v| v ^ flip)).collect();
        matrix = [false, true].iter().flat_map(|&flip| matrix.iter().map(move |row| doubled(row, flip))).collect();
    }
    matrix
}

/// The order that doubling starts from to reach `order`: 1, or a prime above by one.
fn seed(order: usize) -> Option<usize> {
    let halves = std::iter::successors(Some(order), |n| (n % 2 == 0).then_some(n / 2));
    halves.into_iter().find(|&n| n == 1 || (n % 4 == 0 && is_prime(n - 1)))
}

fn is_prime(n: usize) -> bool {
    n > 1 && (2..).take_while(|d| d * d <= n).all(|d| !n.is_multiple_of(d))
}

/// Order `q + 1` for a prime q with q mod 4 = 3.
fn paley(q: usize) -> Vec<Vec<bool>> {
    let mut square = vec![false; q];
    (1..q).for_each(|x| square[x * x % q] = true);
    let row = |i: usize| {
        // The diagonal counts as −1, and the border as +1.
        let inner = (0..q).map(|j| i != j && square[(j + q - i) % q]);
        std::iter::once(true).chain(inner).collect()
    };
    std::iter::once(vec![true; q + 1]).chain((0..q).map(row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_agree_in_half_of_their_places() {
        for least in 1..=70 {
            let matrix = hadamard(least);
            let order = matrix.len();
            assert!(order >= least && order < 2 * least.max(2) + 4, "{least}: {order}");
            assert!(matrix[0].iter().all(|v| *v) && matrix.iter().all(|row| row[0]));
            for (i, a) in matrix.iter().enumerate() {
                for b in &matrix[..i] {
                    assert_eq!(a.iter().zip(b).filter(|(x, y)| x == y).count() * 2, order, "order {order}");
                }
            }
        }
    }

    #[test]
    fn orders_are_the_smallest_at_hand() {
        let orders: Vec<usize> = [1, 2, 3, 4, 5, 9, 13, 17, 21, 25, 33, 41].iter().map(|&n| hadamard(n).len()).collect();
        assert_eq!(orders, [1, 2, 4, 4, 8, 12, 16, 20, 24, 32, 40, 44]);
    }
}
