//! Values shared out by weight, or averaged.

use super::weights::Weights;
use crate::base::FieldValue;

/// A field on the new areas.
pub struct Shared {
    pub parts: Vec<FieldValue>,
    /// What fell outside every new area.
    pub lost: f64,
    /// Share of what each new area is made of whose value is known; null where it is made of nothing.
    pub known: Vec<FieldValue>,
}

/// Shares values out by weight. Whole numbers stay whole; what the new areas get and what is lost is the old total.
/// A new area without any known value gets null.
pub fn shared_out(values: &[FieldValue], weights: &Weights, new_areas: usize) -> Shared {
    let mut whole: Vec<i128> = vec![0; new_areas];
    let mut real: Vec<f64> = vec![0.0; new_areas];
    let all_whole = values.iter().all(|value| !matches!(value, FieldValue::Real(_)));
    let (mut lost_whole, mut lost) = (0i128, 0.0);
    for ((value, pieces), away) in values.iter().zip(&weights.pieces).zip(&weights.lost) {
        let shares: Vec<f64> = pieces.iter().map(|piece| piece.share).chain([*away]).collect();
        match value {
            FieldValue::Integer(total) if all_whole => {
                let parts = largest_remainder(*total, &shares);
                pieces.iter().zip(&parts).for_each(|(piece, part)| whole[piece.new] += i128::from(*part));
                lost_whole += parts.last().map_or(0, |part| i128::from(*part));
            }
            _ => {
                let Some(total) = value.as_f64() else { continue };
                let parts = exact_parts(total, &shares);
                pieces.iter().zip(&parts).for_each(|(piece, part)| real[piece.new] += part);
                lost += parts.last().copied().unwrap_or(0.0);
            }
        }
    }
    let known = known(values, weights, new_areas);
    let part = |(i, known): (usize, &Option<f64>)| match known {
        Some(share) if *share > 0.0 && all_whole => {
            i64::try_from(whole[i]).map_or(FieldValue::Real(whole[i] as f64), FieldValue::Integer)
        }
        Some(share) if *share > 0.0 => FieldValue::Real(real[i]),
        _ => FieldValue::Null,
    };
    Shared {
        parts: known.iter().enumerate().map(part).collect(),
        lost: if all_whole { lost_whole as f64 } else { lost },
        known: known.into_iter().map(|share| share.map_or(FieldValue::Null, FieldValue::Real)).collect(),
    }
}

/// Means weighted with people or surface, and the share of it whose value is known. Where some pieces of a new area count people
/// and others only surface, which cannot be added, those with people speak for it.
pub fn averaged(values: &[FieldValue], weights: &Weights, new_areas: usize) -> (Vec<FieldValue>, Vec<FieldValue>) {
    let pieces = || weights.pieces.iter().zip(&weights.by_people).zip(values);
    let mut inhabited = vec![false; new_areas];
    for ((pieces, by_people), _) in pieces() {
        pieces.iter().filter(|piece| *by_people && piece.mass > 0.0).for_each(|piece| inhabited[piece.new] = true);
    }
    let mut sums = vec![(0.0, 0.0); new_areas];
    for ((pieces, by_people), value) in pieces() {
        let Some(rate) = value.as_f64() else { continue };
        for piece in pieces.iter().filter(|piece| *by_people || !inhabited[piece.new]) {
            sums[piece.new].0 += piece.mass * rate;
            sums[piece.new].1 += piece.mass;
        }
    }
    let means = sums.into_iter().map(|(sum, mass)| if mass > 0.0 { FieldValue::Real(sum / mass) } else { FieldValue::Null });
    let known = known(values, weights, new_areas).into_iter().map(|share| share.map_or(FieldValue::Null, FieldValue::Real));
    (means.collect(), known.collect())
}

/// For each new area the share of its surface covered by old areas that comes from areas with a value; of its pieces by
/// their share where no surface is known.
fn known(values: &[FieldValue], weights: &Weights, new_areas: usize) -> Vec<Option<f64>> {
    let mut sums = vec![(0.0, 0.0); new_areas];
    for (value, pieces) in values.iter().zip(&weights.pieces) {
        for piece in pieces {
            let size = piece.km2.unwrap_or(piece.share);
            sums[piece.new].0 += if value.as_f64().is_some() { size } else { 0.0 };
            sums[piece.new].1 += size;
        }
    }
    sums.into_iter().map(|(known, all)| (all > 0.0).then(|| (known / all).clamp(0.0, 1.0))).collect()
}

/// Whole parts of a whole number by shares that add up to 1 (Hamilton's method): each gets its whole part,
/// and what is left goes to the largest remainders, of equals to the first.
pub fn largest_remainder(total: i64, shares: &[f64]) -> Vec<i64> {
    let exact: Vec<f64> = shares.iter().map(|share| total.unsigned_abs() as f64 * share).collect();
    let mut parts: Vec<i64> = exact.iter().map(|part| part.floor() as i64).collect();
    let mut left = i128::from(total.unsigned_abs()) - parts.iter().map(|part| i128::from(*part)).sum::<i128>();
    let mut order: Vec<usize> = (0..shares.len()).filter(|&i| shares[i] > 0.0).collect();
    order.sort_by(|&a, &b| (exact[b] - exact[b].floor()).total_cmp(&(exact[a] - exact[a].floor())).then(a.cmp(&b)));
    // Beyond 2⁵³ the floor itself is rounded: there may be more than one for each, or too many.
    while left != 0 && !order.is_empty() {
        for &i in &order {
            let step = left.signum() as i64;
            parts[i] += step;
            left -= i128::from(step);
            if left == 0 {
                break;
            }
        }
    }
    if total < 0 {
        parts.iter_mut().for_each(|part| *part = -*part);
    }
    parts
}

/// Parts of a number by shares that add up to 1; the largest takes what rounding leaves over.
fn exact_parts(total: f64, shares: &[f64]) -> Vec<f64> {
    let mut parts: Vec<f64> = shares.iter().map(|share| total * share).collect();
    let largest = (0..shares.len()).max_by(|&a, &b| shares[a].total_cmp(&shares[b]).then(b.cmp(&a)));
    if let Some(largest) = largest {
        let others: f64 = parts.iter().enumerate().filter(|(i, _)| *i != largest).map(|(_, part)| part).sum();
        parts[largest] = total - others;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_left_goes_to_the_largest_remainders() {
        assert_eq!(largest_remainder(10, &[0.45, 0.35, 0.2, 0.0]), [5, 3, 2, 0], "4.5, 3.5, 2: of equals the first");
        assert_eq!(largest_remainder(-10, &[0.45, 0.35, 0.2]), [-5, -3, -2]);
        assert_eq!(largest_remainder(0, &[0.5, 0.5]), [0, 0]);
        assert!(largest_remainder(7, &[]).is_empty());
    }

    proptest! {
        #[test]
        fn the_parts_are_the_whole(total in any::<i64>().prop_map(|t| t / 4), raw in prop::collection::vec(0.0..1.0f64, 1..8)) {
            let sum: f64 = raw.iter().sum();
            prop_assume!(sum > 0.0);
            let shares: Vec<f64> = raw.iter().map(|r| r / sum).collect();
            prop_assert_eq!(largest_remainder(total, &shares).iter().map(|p| i128::from(*p)).sum::<i128>(), i128::from(total));
            let small = total % 1_000_000;
            let parts = largest_remainder(small, &shares);
            prop_assert!(parts.iter().zip(&shares).all(|(p, s)| (*p as f64 - small as f64 * s).abs() < 1.0 + 1e-6));
        }
    }
}
