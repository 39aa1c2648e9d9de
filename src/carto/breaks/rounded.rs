//! Bounds as people read them: moved to round numbers where that changes little.

/// The given bounds in order, stretched so that every value has a class.
pub fn widened(bounds: &[f64], least: f64, most: f64) -> Vec<f64> {
    let mut out: Vec<f64> = bounds.iter().copied().filter(|b| b.is_finite()).collect();
    out.sort_by(f64::total_cmp);
    // The lowest bound twice: its value is a class of its own.
    let lone = out.len() > 2 && out[0] == out[1] && least >= out[0];
    out.dedup();
    if out.len() < 2 {
        return vec![least, most];
    }
    let last = out.len() - 1;
    out[0] = out[0].min(least);
    out[last] = out[last].max(most);
    if lone {
        out.insert(0, out[0]);
    }
    out
}

/// Inner bounds moved to a round number nearby, outer bounds moved outwards to round numbers.
/// "Nearby" is the gap between the values on both sides, or 4 % of the bound where that is more
/// (but never near the next bound): counts are made afterwards, so that they are those of the
/// bounds as printed. Classes without a value are dropped.
pub fn pretty(sorted: &[f64], inner: Vec<f64>) -> Vec<f64> {
    let (least, most) = (sorted[0], sorted[sorted.len() - 1]);
    let mut out: Vec<f64> = Vec::with_capacity(inner.len() + 2);
    let mut below = 0;
    for (i, &bound) in inner.iter().enumerate() {
        let above = sorted.partition_point(|&v| v <= bound);
        if above == 0 || above == sorted.len() {
            continue;
        }
        let before = out.last().copied().unwrap_or(least);
        let after = inner.get(i + 1).copied().unwrap_or(most);
        let leeway = (0.04 * bound.abs()).min(0.25 * (bound - before)).min(0.25 * (after - bound)).max(0.0);
        let round = roundest(sorted[above - 1].min(bound - leeway), sorted[above].max(bound + leeway));
        let held = sorted.partition_point(|&v| v <= round);
        if held > below && held < sorted.len() {
            out.push(round);
            below = held;
        }
    }
    let step = 10f64.powf((most - least).max(most.abs() * 1e-9).max(f64::MIN_POSITIVE).log10().floor() - 1.0);
    let outward = |v: f64, up: bool| {
        let steps = v / step;
        let whole = if (steps - steps.round()).abs() < 1e-9 {
            steps.round()
        } else if up {
            steps.ceil()
        } else {
            steps.floor()
        };
        tidy(whole * step)
    };
    let first = outward(least, false);
    // A small start is zero when there is nothing below.
    let first = if least >= 0.0 && least < 0.1 * most { 0.0 } else { first };
    out.insert(0, first.min(least));
    out.push(outward(most, true).max(most));
    out
}

/// The number with the fewest digits in `[low, high)`.
fn roundest(low: f64, high: f64) -> f64 {
    let widest = (high - low).max(f64::MIN_POSITIVE).log10().ceil() as i32 + 1;
    for exponent in (widest - 18..=widest).rev() {
        for factor in [5.0, 2.0, 1.0] {
            let step = factor * 10f64.powi(exponent);
            let candidate = tidy((low / step).ceil() * step);
            if candidate >= low && candidate < high {
                return candidate;
            }
        }
    }
    low
}

/// Takes away the noise of binary fractions in the 13th digit.
fn tidy(value: f64) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    format!("{value:.12e}").parse().unwrap_or(value)
}
