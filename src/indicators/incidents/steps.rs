//! The record in equal steps of time, counted back from its end.

use super::Family;
use crate::spatial::emerging::STEPS_AT_LEAST;
use jiff::civil::Date;
use std::ops::Range;

/// Equal steps of whole months.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Steps {
    /// First day of the record.
    pub begin: Date,
    /// Months before the first whole step.
    pub before: usize,
    /// Months in a step.
    pub width: usize,
    pub count: usize,
}

impl Steps {
    /// First and last day of a run of steps.
    pub fn days(&self, run: &Range<usize>) -> (Date, Date) {
        let first_of = |step: usize| {
            let months = i64::from(self.begin.month()) - 1 + (self.before + step * self.width) as i64;
            let year = i64::from(self.begin.year()) + months.div_euclid(12);
            // Within the years of the record, which are years of the calendar.
            Date::new(year as i16, months.rem_euclid(12) as i8 + 1, 1).unwrap_or(self.begin)
        };
        let last = first_of(run.end.saturating_sub(1).max(run.start) + 1);
        (first_of(run.start), last.yesterday().unwrap_or(last))
    }
}

impl Family<'_> {
    /// Quarters, or months where there are fewer than ten quarters; `None` with fewer than ten months.
    pub(super) fn steps(&self) -> Option<Steps> {
        let (begin, months) = self.months()?;
        let width = [3, 1].into_iter().find(|width| months / width >= STEPS_AT_LEAST)?;
        Some(Steps { begin, before: months % width, width, count: months / width })
    }

    /// The step of an event; `None` where its month is not known and before the first step.
    pub(super) fn step(&self, event: usize, steps: &Steps) -> Option<usize> {
        let month = self.month(event, steps.begin)?.checked_sub(steps.before)?;
        Some(month / steps.width).filter(|&step| step < steps.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_run_of_quarters_has_its_days() {
        let steps = Steps { begin: date(2014, 12, 1), before: 2, width: 3, count: 12 };
        assert_eq!(steps.days(&(0..1)), (date(2015, 2, 1), date(2015, 4, 30)));
        assert_eq!(steps.days(&(3..5)), (date(2015, 11, 1), date(2016, 4, 30)));
    }
}
