//! What stands in a table: answers as columns, groups of respondents as rows.

use crate::read::survey::responses::ChoiceSets;

/// Answers as columns of a table: column `j` is the ratio of the total of `y_j` to the total of
/// `x`, which all columns share.
pub trait Columns {
    /// Whether `x` is 1 in all of the base and every `y` is 0 or 1, which saves work.
    const SHARES: bool;

    /// How many columns there are.
    fn count(&self) -> usize;

    /// `x` of a respondent: 1 for shares and means. `None` outside the base.
    fn base(&self, respondent: usize) -> Option<f64>;

    /// Gives the columns of a respondent in the base whose `y` is not zero, each once.
    fn each(&self, respondent: usize, give: impl FnMut(usize, f64));
}

/// Shares of a question with one answer: `codes` below `choices` are the base.
#[derive(Debug, Clone, Copy)]
pub struct Single<'a> {
    pub codes: &'a [u16],
    pub choices: usize,
}

impl Columns for Single<'_> {
    const SHARES: bool = true;

    fn count(&self) -> usize {
        self.choices
    }

    fn base(&self, respondent: usize) -> Option<f64> {
        (usize::from(self.codes[respondent]) < self.choices).then_some(1.0)
    }

    fn each(&self, respondent: usize, mut give: impl FnMut(usize, f64)) {
        give(usize::from(self.codes[respondent]), 1.0);
    }
}

/// Shares of respondents who took each choice, of those who answered: they do not add to 1.
#[derive(Debug, Clone, Copy)]
pub struct Multiple<'a> {
    pub sets: &'a ChoiceSets,
    pub choices: usize,
}

impl Columns for Multiple<'_> {
    const SHARES: bool = true;

    fn count(&self) -> usize {
        self.choices
    }

    fn base(&self, respondent: usize) -> Option<f64> {
        self.sets.answered(respondent).then_some(1.0)
    }

    fn each(&self, respondent: usize, mut give: impl FnMut(usize, f64)) {
        self.sets.taken(respondent).take_while(|c| *c < self.choices).for_each(|c| give(c, 1.0));
    }
}

/// Shares of all choices taken that are this one: they add to 1. Those who answered "none" are in
/// the base and add nothing to it.
#[derive(Debug, Clone, Copy)]
pub struct OfChoicesTaken<'a>(pub Multiple<'a>);

impl Columns for OfChoicesTaken<'_> {
    const SHARES: bool = false;

    fn count(&self) -> usize {
        self.0.choices
    }

    fn base(&self, respondent: usize) -> Option<f64> {
        self.0.base(respondent).map(|_| self.0.sets.taken(respondent).take_while(|c| *c < self.0.choices).count() as f64)
    }

    fn each(&self, respondent: usize, give: impl FnMut(usize, f64)) {
        self.0.each(respondent, give);
    }
}

/// The mean of numbers; NaN is outside the base.
#[derive(Debug, Clone, Copy)]
pub struct Numbers<'a>(pub &'a [f64]);

impl Columns for Numbers<'_> {
    const SHARES: bool = false;

    fn count(&self) -> usize {
        1
    }

    fn base(&self, respondent: usize) -> Option<f64> {
        (!self.0[respondent].is_nan()).then_some(1.0)
    }

    fn each(&self, respondent: usize, mut give: impl FnMut(usize, f64)) {
        give(0, self.0[respondent]);
    }
}

/// The share of those marked 1 among those marked 0 or 1; NaN is outside the base.
#[derive(Debug, Clone, Copy)]
pub struct Marks<'a>(pub &'a [f64]);

impl Columns for Marks<'_> {
    const SHARES: bool = true;

    fn count(&self) -> usize {
        1
    }

    fn base(&self, respondent: usize) -> Option<f64> {
        Numbers(self.0).base(respondent)
    }

    fn each(&self, respondent: usize, mut give: impl FnMut(usize, f64)) {
        if self.0[respondent] == 1.0 {
            give(0, 1.0);
        }
    }
}

/// A breakdown: the group of each respondent, where it is below `count`.
#[derive(Debug, Clone, Copy)]
pub struct Groups<'a> {
    /// `None` puts everybody in group 0.
    pub codes: Option<&'a [u16]>,
    pub count: usize,
}

impl Groups<'_> {
    /// One group of all respondents.
    pub const EVERYBODY: Groups<'static> = Groups { codes: None, count: 1 };

    /// The group of a respondent; `None` outside all.
    pub(super) fn of(&self, respondent: usize) -> Option<usize> {
        match self.codes {
            None => Some(0),
            Some(codes) => Some(usize::from(codes[respondent])).filter(|g| *g < self.count),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::survey::responses::NOT_ASKED;

    #[test]
    fn choices_beyond_the_first_word_are_given_in_order_and_once() {
        let mut sets = ChoiceSets::new(130);
        sets.push([129, 0, 64, 63, 0]);
        sets.push_absent(NOT_ASKED);
        sets.push([]);
        let multiple = Multiple { sets: &sets, choices: 130 };
        let mut given = Vec::new();
        multiple.each(0, |choice, y| given.push((choice, y)));
        assert_eq!(given, [(0, 1.0), (63, 1.0), (64, 1.0), (129, 1.0)]);
        assert_eq!([0, 1, 2].map(|i| multiple.base(i)), [Some(1.0), None, Some(1.0)]);
        assert_eq!([0, 1, 2].map(|i| OfChoicesTaken(multiple).base(i)), [Some(4.0), None, Some(0.0)]);
    }
}
