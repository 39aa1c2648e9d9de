//! The statistic of every area, and what the area is where that is significant.

use super::classes::AreaClass;
use super::values::binary;
use super::{Asked, HotspotsCommand};
use crate::spatial::hot_spots::{Heat, Spot, gi, gi_star, heat};
use crate::spatial::join_counts::local_join_counts;
use crate::spatial::local_geary::{Likeness, LocalGeary, local_geary};
use crate::spatial::local_moran::{LocalMoran, Quadrant, bivariate, local_moran};
use crate::spatial::moments::Moments;
use crate::spatial::permutation::Permuted;
use crate::spatial::weights::{Standardisation, Weights};

/// What is known of one area.
pub struct Found {
    pub value: f64,
    /// Two-sided; of local join counts the upper side alone, which is what they ask. No number where none can be said.
    pub p: f64,
    /// By permutation, on the side found.
    pub folded: Option<f64>,
    /// What it is where that is significant, and where not.
    pub class: AreaClass,
    pub otherwise: AreaClass,
}

/// On which side of what chance gives an area lies, by the probability that is reported for it.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Above,
    Below,
    Neither,
}

impl Side {
    fn of(value: f64, permuted: Option<Permuted>, formula: Option<Moments>) -> Side {
        let sign = match permuted {
            Some(p) => p.at_most as f64 - p.at_least as f64,
            None => formula.map_or(0.0, |m| m.z(value)),
        };
        match sign {
            s if s > 0.0 => Side::Above,
            s if s < 0.0 => Side::Below,
            _ => Side::Neither,
        }
    }
}

/// The statistic of every area that has a value; `None` for islands, and where nothing varies.
///
/// Where values are very uneven, an area may lie above the mean and yet below most of what is dealt out by chance. It then has no class:
/// what is called hot is so by both, and a cold spot is never called hot.
pub fn statistics([own, _, other]: &[Vec<f64>; 3], weights: &Weights, command: &HotspotsCommand) -> Vec<Option<Found>> {
    let ways = command.permutations;
    let row = || weights.standardised(Standardisation::Row);
    let found = |value: f64, permuted: Option<Permuted>, formula: f64, class: AreaClass| Found {
        value,
        p: permuted.map_or(formula, |p| p.p_two_sided()),
        folded: permuted.map(|p| p.p_folded()),
        class,
        otherwise: AreaClass::Neither,
    };
    match command.statistic {
        Asked::GiStar | Asked::Gi => {
            // With weights of a file, an area counts as much as its heaviest neighbour.
            let heaviest = (0..weights.len()).flat_map(|i| weights.of(i).1).fold(0.0f64, |a, w| a.max(*w));
            let spots = match command.statistic {
                Asked::GiStar => gi_star(own, weights, heaviest, ways),
                _ => gi(own, weights, ways),
            };
            let one = |s: Spot| found(s.z, s.permuted, s.p_normal, AreaClass::Spot(heat_of(&s)));
            spots.into_iter().map(|s| s.map(one)).collect()
        }
        Asked::Moran => {
            let one = |l: LocalMoran| {
                let class = quadrant_of(&l).map_or(AreaClass::Neither, AreaClass::Cluster);
                found(l.value, l.permuted, l.conditional.map_or(f64::NAN, |m| m.p_two_sided(l.value)), class)
            };
            let all = match command.against {
                Some(_) => bivariate(own, other, &row(), ways),
                None => local_moran(own, &row(), ways),
            };
            all.into_iter().map(|l| l.map(one)).collect()
        }
        Asked::Geary => {
            // No formula is known: without permutations nothing is significant.
            let one = |l: LocalGeary| {
                let class = likeness_of(&l).map_or(AreaClass::Neither, AreaClass::Likeness);
                found(l.value, l.permuted, f64::NAN, class)
            };
            local_geary(own, &row(), ways).into_iter().map(|l| l.map(one)).collect()
        }
        Asked::Joins => {
            let Some(black) = binary(own) else { return own.iter().map(|_| None).collect() };
            let absent =
                || Found { value: f64::NAN, p: f64::NAN, folded: None, class: AreaClass::Absent, otherwise: AreaClass::Absent };
            let all = local_join_counts(&black, weights, ways);
            let one = |(joins, black): (Option<crate::spatial::join_counts::LocalJoins>, &bool)| match joins {
                Some(joins) => {
                    let p = joins.permuted.map(|p| p.p_greater());
                    let class = AreaClass::Gathered;
                    Some(Found {
                        value: joins.count as f64,
                        p: p.unwrap_or(f64::NAN),
                        folded: p,
                        class,
                        otherwise: AreaClass::Neither,
                    })
                }
                None => (!black).then(absent),
            };
            all.into_iter().zip(&black).map(one).collect()
        }
    }
}

fn heat_of(spot: &Spot) -> Heat {
    let side = spot.permuted.map(|p| Side::of(0.0, Some(p), None));
    match (heat(spot.z, 0.0, 0.0), side) {
        (heat, None) => heat,
        (Heat::Hot, Some(Side::Above)) => Heat::Hot,
        (Heat::Cold, Some(Side::Below)) => Heat::Cold,
        _ => Heat::Neither,
    }
}

/// Clusters lie above what chance gives, outliers below.
fn quadrant_of(local: &LocalMoran) -> Option<Quadrant> {
    let wanted = match local.quadrant? {
        Quadrant::HighHigh | Quadrant::LowLow => Side::Above,
        Quadrant::HighLow | Quadrant::LowHigh => Side::Below,
    };
    local.quadrant.filter(|_| Side::of(local.value, local.permuted, local.conditional) == wanted)
}

/// Of a difference: those that are alike lie below what chance gives.
fn likeness_of(local: &LocalGeary) -> Option<Likeness> {
    let wanted = if local.likeness? == Likeness::Unlike { Side::Above } else { Side::Below };
    local.likeness.filter(|_| Side::of(local.value, local.permuted, None) == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permuted(at_least: usize, at_most: usize) -> Permuted {
        Permuted { count: 999, at_least, at_most, mean: 0.0, sd: 1.0 }
    }

    #[test]
    fn what_both_do_not_call_hot_is_not_hot() {
        let spot = |z: f64, permuted| Spot { share: 0.1, expected: 0.1, z, p_normal: 0.01, permuted };
        assert_eq!(heat_of(&spot(3.0, None)), Heat::Hot);
        assert_eq!(heat_of(&spot(3.0, Some(permuted(2, 997)))), Heat::Hot);
        assert_eq!(heat_of(&spot(-3.0, Some(permuted(997, 2)))), Heat::Cold);
        // Above most of what is dealt out, and below the mean that one giant makes.
        assert_eq!(heat_of(&spot(-0.4, Some(permuted(8, 995)))), Heat::Neither);
        assert_eq!(heat_of(&spot(0.4, Some(permuted(995, 8)))), Heat::Neither);
    }

    #[test]
    fn clusters_are_more_alike_than_chance_and_outliers_less() {
        let local = |quadrant, at_least, at_most| LocalMoran {
            value: 1.0,
            quadrant: Some(quadrant),
            conditional: None,
            total: None,
            permuted: Some(permuted(at_least, at_most)),
        };
        assert_eq!(quadrant_of(&local(Quadrant::LowLow, 3, 996)), Some(Quadrant::LowLow));
        assert_eq!(quadrant_of(&local(Quadrant::LowLow, 996, 3)), None);
        assert_eq!(quadrant_of(&local(Quadrant::HighLow, 996, 3)), Some(Quadrant::HighLow));
        let geary = |likeness, at_least, at_most| LocalGeary {
            value: 1.0,
            likeness: Some(likeness),
            permuted: Some(permuted(at_least, at_most)),
        };
        assert_eq!(likeness_of(&geary(Likeness::Unlike, 2, 998)), Some(Likeness::Unlike));
        assert_eq!(likeness_of(&geary(Likeness::HighHigh, 2, 998)), None);
    }
}
