//! Fisher–Jenks: the classes with the least sum of squared deviations from their means, exactly.
//!
//! Source: Fisher (1958), *JASA* 53:789–798. Equal to `mapclassify.FisherJenks`.

/// Upper bounds of all but the last of at most `count` Fisher–Jenks classes of sorted values.
///
/// Dynamic programming over the different values; the best start of the last class moves
/// only forward as the end does, so each layer is solved by halving: O(k n log n).
pub fn jenks(sorted: &[f64], count: usize) -> Vec<f64> {
    // Different values with running weight, sum and sum of squares, around the mean for accuracy.
    let mean = sorted.iter().sum::<f64>() / sorted.len().max(1) as f64;
    let mut values: Vec<f64> = Vec::new();
    let mut sums = vec![(0.0, 0.0, 0.0)];
    for &v in sorted {
        let x = v - mean;
        let last = sums[sums.len() - 1];
        let next = (last.0 + 1.0, last.1 + x, last.2 + x * x);
        if values.last() == Some(&v) {
            *sums.last_mut().expect("starts with one entry") = next;
        } else {
            values.push(v);
            sums.push(next);
        }
    }
    let n = values.len();
    let count = count.clamp(1, n.max(1));
    if n < 2 {
        return Vec::new();
    }
    let spread = |from: usize, to: usize| {
        let (a, b) = (sums[from], sums[to]);
        let (w, s, q) = (b.0 - a.0, b.1 - a.1, b.2 - a.2);
        (q - s * s / w).max(0.0)
    };
    // cost[j]: least spread of the first j values in the classes so far; starts[k][j]: where
    // the last class begins.
    let mut cost: Vec<f64> = (0..=n).map(|j| if j == 0 { 0.0 } else { spread(0, j) }).collect();
    let mut starts = vec![vec![0usize; n + 1]];
    for k in 1..count {
        let mut next = vec![f64::INFINITY; n + 1];
        let mut start = vec![0usize; n + 1];
        let mut todo = vec![(k + 1, n, k, n - 1)];
        while let Some((low, high, from, to)) = todo.pop() {
            if low > high {
                continue;
            }
            let j = low.midpoint(high);
            let mut best = (f64::INFINITY, from);
            for (i, before) in cost.iter().enumerate().take(to.min(j - 1) + 1).skip(from) {
                let total = before + spread(i, j);
                if total < best.0 {
                    best = (total, i);
                }
            }
            (next[j], start[j]) = best;
            todo.push((low, j - 1, from, best.1));
            todo.push((j + 1, high, best.1, to));
        }
        cost = next;
        starts.push(start);
    }
    let mut bounds = Vec::with_capacity(count - 1);
    let mut end = n;
    for k in (1..count).rev() {
        end = starts[k][end];
        bounds.push(values[end - 1]);
    }
    bounds.reverse();
    bounds
}
