//! From when to when: two cells of a row, each known to the day, the month or the year.

use super::owned;
use crate::base::{Case, Problem, Text};
use crate::read::parse::dates::{self, DayOrder, PartialDate};
use crate::read::records::{Record, Records};

/// Reads the dates of a table, and keeps what was wrong with them.
pub(super) struct Spans {
    unreadable: Problem,
    reversed: Problem,
}

impl Spans {
    pub fn new(file: &str) -> Self {
        Spans {
            unreadable: Problem::warning(
                "date-unreadable",
                file,
                Text::new("dates illisibles : comptées comme absentes", "dates unreadable: counted as missing"),
                Text::new("Écrivez 2018, 2018-07 ou 2018-07-31.", "Write 2018, 2018-07 or 2018-07-31."),
            ),
            reversed: Problem::warning(
                "period-reversed",
                file,
                Text::new(
                    "la fin vient avant le début : la fin n'est pas utilisée",
                    "the end comes before the start: the end is not used",
                ),
                Text::new("Corrigez les deux dates.", "Correct the two dates."),
            ),
        }
    }

    /// The dates in two fields; `None` where there is none that can be used.
    pub fn read(
        &mut self,
        records: &Records,
        record: Record<'_>,
        (first, last): (&str, &str),
    ) -> (Option<PartialDate>, Option<PartialDate>) {
        let mut date = |field: &str| {
            let date = dates::parse(record.get(field)?, DayOrder::DayFirst);
            if date.is_none() {
                self.unreadable.push(Case::row(record.number(), records.header(field), owned(record, field)));
            }
            date
        };
        let (from, to) = (date(first), date(last));
        let reversed = match (from.and_then(PartialDate::days), to.and_then(PartialDate::days)) {
            (Some((start, _)), Some((_, end))) => end < start,
            _ => false,
        };
        if reversed {
            self.reversed.push(Case::row(record.number(), records.header(last), owned(record, last)));
        }
        (from, to.filter(|_| !reversed))
    }

    pub fn problems(self) -> [Problem; 2] {
        [self.unreadable, self.reversed]
    }
}
