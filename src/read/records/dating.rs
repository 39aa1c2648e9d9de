//! The dates of a whole column, judged together.

use super::Records;
use crate::base::{Case, Problem, Problems, Text};
use crate::read::parse::dates::{self, DayOrder, PartialDate};
use crate::text;

impl Records {
    /// The dates of one field, judged together so that the file itself shows whether the day or
    /// the month stands first. Dates after `as_of` or before 1900 are reported and dropped.
    pub fn dates(&self, field: &str, as_of: Option<PartialDate>, problems: &mut Problems) -> Vec<Option<PartialDate>> {
        let texts: Vec<Option<&str>> = self.iter().map(|r| r.get(field)).collect();
        let shown = DayOrder::shown_by(texts.iter().copied().flatten());
        let order = shown.unwrap_or(DayOrder::DayFirst);
        let file = self.file();
        let mut unreadable = Problem::warning(
            "date-unreadable",
            file,
            Text::new("dates illisibles : comptées comme absentes", "dates unreadable: counted as missing"),
            Text::new("Écrivez AAAA-MM-JJ, AAAA-MM ou AAAA.", "Write YYYY-MM-DD, YYYY-MM or YYYY."),
        );
        let mut ambiguous = Problem::warning(
            "date-ambiguous",
            file,
            Text::new(
                "dates où jour et mois peuvent s'échanger : lues jour/mois/année",
                "dates where day and month may be swapped: read as day/month/year",
            ),
            Text::new("Écrivez AAAA-MM-JJ.", "Write YYYY-MM-DD."),
        );
        let dates = self.iter().zip(&texts).map(|(record, text)| {
            let text = (*text)?;
            let case = || Case::row(record.number(), self.header(field), text);
            let date = dates::parse(text, order);
            match date {
                None => unreadable.push(case()),
                Some(_) if shown.is_none() && dates::is_ambiguous(text) => ambiguous.push(case()),
                Some(_) => {}
            }
            date
        });
        let dates: Vec<Option<PartialDate>> = dates.collect();
        problems.extend([unreadable, ambiguous]);
        self.plausible(dates, field, as_of, problems)
    }

    /// Drops and reports dates after `as_of` or before 1900.
    pub fn plausible(
        &self,
        dates: Vec<Option<PartialDate>>,
        field: &str,
        as_of: Option<PartialDate>,
        problems: &mut Problems,
    ) -> Vec<Option<PartialDate>> {
        let latest = as_of.map_or(String::new(), |d| d.to_string());
        let mut future = Problem::warning(
            "date-future",
            self.file(),
            text!("dates après le {latest} : comptées comme absentes", "dates after {latest}: counted as missing"),
            Text::new("Corrigez l'année dans le fichier.", "Correct the year in the file."),
        );
        let mut ancient = Problem::warning(
            "date-before-1900",
            self.file(),
            Text::new("dates avant 1900 : comptées comme absentes", "dates before 1900: counted as missing"),
            Text::new("Corrigez l'année dans le fichier.", "Correct the year in the file."),
        );
        let kept = self.iter().zip(dates).map(|(record, date)| {
            let date = date?;
            let group = match as_of {
                Some(limit) if date.first_day() > limit.first_day() => &mut future,
                _ if date.year < 1900 => &mut ancient,
                _ => return Some(date),
            };
            group.push(Case::row(record.number(), self.header(field), date.to_string()));
            None
        });
        let kept = kept.collect();
        problems.extend([future, ancient]);
        kept
    }
}
