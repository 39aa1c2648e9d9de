//! What would have to be otherwise for an area to leave its class.

use super::branch::Leaf;
use super::scored::Scored;
use crate::base::{Column, Direction};

/// Where the index is to come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// To this or below: an upper bound of the class beneath.
    AtMost(f64),
    /// Above this: the upper bound of its own class.
    Above(f64),
}

impl Target {
    fn is_met(self, index: f64) -> bool {
        match self {
            Target::AtMost(bound) => index <= bound,
            Target::Above(bound) => index > bound,
        }
    }
}

/// One indicator otherwise, everything else as it is.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    pub column: &'a Column,
    /// The value it has.
    pub from: f64,
    /// The nearest value that does, rounded away from the one it has to the decimals it is shown with.
    pub to: f64,
    /// The index it then has.
    pub index: f64,
    /// By how much the score of the indicator changes, above zero.
    pub moved: f64,
}

impl<'a> Scored<'a> {
    /// The indicators each of which alone would bring the index of an area to the target, the one whose score has
    /// to move least first. Values stay within those that areas have, or the bounds of the scale; the
    /// other areas, and so the scales, stay as they are. Empty where none can, where the area has no
    /// index, or where it is there already. An indicator without a value of its own cannot change.
    pub fn changes(&self, area: usize, target: Target) -> Vec<Change<'a>> {
        let reached = self.index(area).is_none_or(|index| target.is_met(index));
        let leaves = if reached { Vec::new() } else { self.leaves() };
        let mut changes: Vec<Change> = leaves.into_iter().filter_map(|leaf| self.change(leaf, area, target)).collect();
        changes.sort_by(|a, b| a.moved.total_cmp(&b.moved));
        changes
    }

    fn change(&self, leaf: &Leaf<'a>, area: usize, target: Target) -> Option<Change<'a>> {
        let from = leaf.column.cells[area].ok().filter(|v| v.is_finite())?;
        let score = |value: f64| leaf.scale.score(leaf.fitted.of(value));
        let index_at = |value: f64| {
            let score = score(value);
            self.index_by(&|other| if std::ptr::eq(other, leaf) { Some(score) } else { other.scores[area] })
        };
        let is_met = |value: f64| index_at(value).is_some_and(|index| target.is_met(index));
        let known = leaf.filled.iter().copied().flatten().chain(leaf.indicator.bounds.map(|b| [b.0, b.1]).into_iter().flatten());
        let (low, high) = known.fold((from, from), |(low, high), v| (low.min(v), high.max(v)));
        let better_is_high = leaf.indicator.direction_of(leaf.column) == Direction::HigherIsBetter;
        let end = if matches!(target, Target::AtMost(_)) == better_is_high { high } else { low };
        if !is_met(end) {
            return None;
        }
        // The index only rises or only falls on the way: halve until the doubles are used up.
        let (mut met, mut not_met) = (end, from);
        for _ in 0..100 {
            let middle = f64::midpoint(met, not_met);
            if is_met(middle) { met = middle } else { not_met = middle }
        }
        let to =
            (leaf.column.decimals..leaf.column.decimals + 6).map(|d| rounded_on(met, end, d)).find(|&v| is_met(v)).unwrap_or(met);
        Some(Change { column: leaf.column, from, to, index: index_at(to)?, moved: (score(to) - score(from)).abs() })
    }
}

/// A value rounded towards `end`, and never beyond it.
fn rounded_on(value: f64, end: f64, decimals: usize) -> f64 {
    let scale = 10f64.powi(decimals as i32);
    match end > value {
        true => ((value * scale).ceil() / scale).min(end),
        false => ((value * scale).floor() / scale).max(end),
    }
}
