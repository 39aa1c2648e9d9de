//! What lies in each area, gathered record by record: how many, sums, the first value, all values.
//!
//! Parts gathered apart (by threads, by files) are put together in any order with the same result, to
//! the last digit. Not for deciding where a record lies: see [`Locator`](super::Locator).

use std::collections::HashMap;

/// A value to be added up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Quantity {
    /// The record does not say.
    Missing,
    /// Something that is no number, or one too large to add up.
    NoNumber,
    /// A number, and whether it is written as a whole one.
    Is(f64, bool),
}

impl Quantity {
    /// A cell without blanks around it.
    /// `number` is what it was read as.
    pub fn read(cell: &[u8], number: Option<f64>) -> Quantity {
        match number {
            _ if cell.is_empty() => Quantity::Missing,
            Some(value) => Quantity::of(value, cell.iter().all(|b| b.is_ascii_digit() || *b == b'-')),
            None => Quantity::NoNumber,
        }
    }

    /// A number, unless it is too large or not finite.
    pub fn of(value: f64, whole: bool) -> Quantity {
        if value.abs() <= ExactSum::LARGEST { Quantity::Is(value, whole) } else { Quantity::NoNumber }
    }
}

/// A sum of floating-point numbers without any rounding on the way: the order does not matter.
///
/// Numbers stand as whole multiples of 2⁻⁶⁰ in 128 bits. Every number of at least 0.004 in size is
/// such a multiple; smaller ones are rounded to one (by less than 10⁻¹⁸).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ExactSum {
    fixed: i128,
    /// How many numbers it is the sum of.
    pub n: u64,
}

impl ExactSum {
    const ONE: f64 = (1u64 << 60) as f64;
    /// The largest size of a number that is taken: 10¹⁵. A hundred thousand of them still fit.
    pub const LARGEST: f64 = 1e15;

    /// Adds a number of at most [`ExactSum::LARGEST`] in size. The sum stops at the largest it can hold, 1.5 × 10²⁰.
    pub fn add(&mut self, value: f64) {
        // Scaling by a power of two loses nothing.
        self.fixed = self.fixed.saturating_add((value * Self::ONE).round_ties_even() as i128);
        self.n += 1;
    }

    pub fn merge(&mut self, other: ExactSum) {
        self.fixed = self.fixed.saturating_add(other.fixed);
        self.n += other.n;
    }

    /// The sum, rounded once.
    pub fn value(self) -> f64 {
        self.fixed as f64 / Self::ONE
    }
}

/// What is asked about the records of each area, by the place of the field among those handed to [`Gathered::add`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    Sum(usize),
    First(usize),
    List(usize),
}

/// Answers to one question, one for each area.
#[derive(Debug, Clone, PartialEq)]
pub enum Answers {
    /// Sums of the values that are there.
    Sums(Vec<ExactSum>),
    /// Row and value of the first record of the file that has one.
    Firsts(Vec<Option<(u64, String)>>),
    /// The different values with the row of their first record.
    Lists(Vec<HashMap<String, u64>>),
}

/// The records of each area so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Gathered {
    /// Records in each area.
    pub counts: Vec<u64>,
    /// One for each question.
    pub answers: Vec<Answers>,
    /// For each question: whether all numbers were written as whole ones.
    pub whole: Vec<bool>,
}

/// The fields of a record, by their place.
pub trait Fields {
    fn quantity(&self, i: usize) -> Quantity;
    /// `None` where it is missing.
    fn text(&self, i: usize) -> Option<String>;
}

impl Gathered {
    pub fn new(areas: usize, asks: &[Ask]) -> Self {
        let answers = asks.iter().map(|ask| match ask {
            Ask::Sum(_) => Answers::Sums(vec![ExactSum::default(); areas]),
            Ask::First(_) => Answers::Firsts(vec![None; areas]),
            Ask::List(_) => Answers::Lists(vec![HashMap::new(); areas]),
        });
        Gathered { counts: vec![0; areas], answers: answers.collect(), whole: vec![true; asks.len()] }
    }

    /// Takes a record in. `no_number` is called with the field of each value that should be a number and is none.
    pub fn add(&mut self, area: usize, row: u64, asks: &[Ask], fields: &impl Fields, mut no_number: impl FnMut(usize)) {
        self.counts[area] += 1;
        for ((ask, answers), whole) in asks.iter().zip(&mut self.answers).zip(&mut self.whole) {
            match (ask, answers) {
                (Ask::Sum(i), Answers::Sums(sums)) => match fields.quantity(*i) {
                    Quantity::Missing => {}
                    Quantity::NoNumber => no_number(*i),
                    Quantity::Is(value, is_whole) => {
                        sums[area].add(value);
                        *whole &= is_whole;
                    }
                },
                (Ask::First(i), Answers::Firsts(firsts)) => {
                    if firsts[area].as_ref().is_none_or(|(first, _)| row < *first) {
                        firsts[area] = fields.text(*i).map(|text| (row, text)).or_else(|| firsts[area].take());
                    }
                }
                (Ask::List(i), Answers::Lists(lists)) => {
                    if let Some(text) = fields.text(*i) {
                        lists[area].entry(text).and_modify(|first| *first = row.min(*first)).or_insert(row);
                    }
                }
                _ => unreachable!("answers stand in the order of the questions"),
            }
        }
    }

    /// Puts two parts together that answer the same questions about the same areas.
    pub fn merge(mut self, other: Gathered) -> Gathered {
        self.counts.iter_mut().zip(other.counts).for_each(|(sum, n)| *sum += n);
        self.whole.iter_mut().zip(other.whole).for_each(|(both, whole)| *both &= whole);
        for pair in self.answers.iter_mut().zip(other.answers) {
            match pair {
                (Answers::Sums(here), Answers::Sums(there)) => here.iter_mut().zip(there).for_each(|(h, t)| h.merge(t)),
                (Answers::Firsts(here), Answers::Firsts(there)) => here.iter_mut().zip(there).for_each(|(h, t)| {
                    let (mine, theirs) = (h.take(), t);
                    *h = [mine, theirs].into_iter().flatten().min();
                }),
                (Answers::Lists(here), Answers::Lists(there)) => here.iter_mut().zip(there).for_each(|(h, t)| {
                    t.into_iter().for_each(|(text, row)| {
                        h.entry(text).and_modify(|first| *first = row.min(*first)).or_insert(row);
                    });
                }),
                _ => {}
            }
        }
        self
    }
}

/// The different values in the order of the file.
pub fn in_order(list: &HashMap<String, u64>) -> Vec<&str> {
    let mut values: Vec<(u64, &str)> = list.iter().map(|(text, row)| (*row, text.as_str())).collect();
    values.sort_unstable();
    values.into_iter().map(|(_, text)| text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct Cells<'a>(&'a str);

    impl Fields for Cells<'_> {
        fn quantity(&self, _: usize) -> Quantity {
            Quantity::read(self.0.as_bytes(), self.0.parse().ok())
        }

        fn text(&self, _: usize) -> Option<String> {
            Some(self.0.to_owned()).filter(|t| !t.is_empty())
        }
    }

    const ASKS: [Ask; 3] = [Ask::Sum(0), Ask::First(0), Ask::List(0)];

    fn gathered(records: &[(usize, u64, &str)]) -> (Gathered, usize) {
        let (mut all, mut bad) = (Gathered::new(2, &ASKS), 0);
        records.iter().for_each(|(area, row, cell)| all.add(*area, *row, &ASKS, &Cells(cell), |_| bad += 1));
        (all, bad)
    }

    #[test]
    fn sums_are_exact_and_missing_is_not_zero() {
        let mut records = vec![(0, 4, ""), (0, 5, "x"), (1, 6, "3"), (1, 7, "1e300")];
        records.extend((10..20).map(|row| (0, row, "0.1")));
        let (all, bad) = gathered(&records);
        let Answers::Sums(sums) = &all.answers[0] else { panic!("sums") };
        assert_eq!((sums[0].value(), sums[0].n, sums[1].value(), bad), (1.0, 10, 3.0, 2), "ten tenths, rounded once");
        assert_eq!((all.counts, all.whole[0]), (vec![12, 2], false));
        assert_eq!(ExactSum::default().value(), 0.0);
    }

    #[test]
    fn the_first_is_that_of_the_file_and_lists_hold_each_value_once() {
        let (all, _) = gathered(&[(0, 9, "b"), (0, 3, ""), (0, 4, "c"), (0, 7, "b")]);
        assert_eq!(all.answers[1], Answers::Firsts(vec![Some((4, "c".into())), None]));
        let Answers::Lists(lists) = &all.answers[2] else { panic!("lists") };
        assert_eq!((in_order(&lists[0]), in_order(&lists[1])), (vec!["c", "b"], vec![]));
    }

    proptest! {
        #[test]
        fn parts_put_together_are_the_whole(values in prop::collection::vec((0usize..2, -1e6..1e6f64), 0..40), cut in 0usize..40) {
            let texts: Vec<(usize, String)> = values.iter().map(|(a, v)| (*a, v.to_string())).collect();
            let records: Vec<(usize, u64, &str)> = texts.iter().zip(1..).map(|((a, t), row)| (*a, row, t.as_str())).collect();
            let (left, right) = records.split_at(cut.min(records.len()));
            let whole = gathered(&records).0;
            prop_assert_eq!(&gathered(left).0.merge(gathered(right).0), &whole);
            prop_assert_eq!(&gathered(right).0.merge(gathered(left).0), &whole);
            let Answers::Sums(sums) = &whole.answers[0] else { panic!("sums") };
            let plain: f64 = values.iter().filter(|(a, _)| *a == 0).map(|(_, v)| v).sum();
            prop_assert!((sums[0].value() - plain).abs() <= 1e-6);
        }
    }
}
