//! The dates of a whole column, judged together.

use super::{Input, Records};
use crate::base::{Case, Problem, Problems, Text};
use crate::read::parse::dates::{self, DayOrder, PartialDate};
use crate::text;

impl Records {
    /// The dates of one field, judged together: the order of day and month is the one declared, else
    /// the one that the file itself shows (a number above 12), else day first, which is reported.
    /// Dates after `input.as_of` or before 1900 are reported and dropped.
    pub fn dates(&self, field: &str, input: &Input, problems: &mut Problems) -> Vec<Option<PartialDate>> {
        let texts: Vec<Option<&str>> = self.iter().map(|r| r.get(field)).collect();
        let shown = DayOrder::shown_by(texts.iter().copied().flatten());
        let order = input.date_order.or(shown).unwrap_or(DayOrder::DayFirst);
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
            Text::new(
                "Déclarez date_order = \"day_first\" ou \"month_first\" dans cette entrée, ou écrivez AAAA-MM-JJ.",
                "Declare date_order = \"day_first\" or \"month_first\" in this input, or write YYYY-MM-DD.",
            ),
        );
        let mut month_first = Problem::note(
            "date-month-first",
            file,
            Text::new(
                "dates lues mois/jour/année, parce que d'autres dates du fichier n'ont pas d'autre lecture",
                "dates read as month/day/year, because other dates of the file can be read in no other way",
            ),
            Text::new(
                "Rien à faire si c'est juste ; sinon déclarez date_order = \"day_first\" dans cette entrée.",
                "Nothing to do if this is right; else declare date_order = \"day_first\" in this input.",
            ),
        );
        let mut other_order = Problem::warning(
            "date-against-order",
            file,
            Text::new(
                "dates qui ne peuvent pas suivre l'ordre déclaré dans date_order : lues dans l'autre ordre",
                "dates that cannot follow the order declared in date_order: read in the other order",
            ),
            Text::new(
                "Vérifiez ces lignes : le fichier mêle peut-être deux façons d'écrire les dates.",
                "Check these rows: the file may mix two ways of writing dates.",
            ),
        );
        let dates = self.iter().zip(&texts).map(|(record, text)| {
            let text = (*text)?;
            let case = || Case::row(record.number(), self.header(field), text);
            let date = dates::parse(text, order);
            match date {
                None => unreadable.push(case()),
                Some(_) if dates::is_ambiguous(text) && input.date_order.is_none() => match shown {
                    None => ambiguous.push(case()),
                    Some(DayOrder::MonthFirst) => month_first.push(case()),
                    Some(DayOrder::DayFirst) => {}
                },
                Some(_) if input.date_order.is_some() && DayOrder::shown_by([text]).is_some_and(|only| only != order) => {
                    other_order.push(case());
                }
                Some(_) => {}
            }
            date
        });
        let dates: Vec<Option<PartialDate>> = dates.collect();
        problems.extend([unreadable, ambiguous, month_first, other_order]);
        self.plausible(dates, field, input.as_of, problems)
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
            text!(
                "dates après le {latest} : l'enregistrement reste, sa date est comptée comme absente",
                "dates after {latest}: the record stays, its date is counted as missing"
            ),
            Text::new("Corrigez l'année dans le fichier.", "Correct the year in the file."),
        );
        let mut ancient = Problem::warning(
            "date-before-1900",
            self.file(),
            Text::new(
                "dates avant 1900 : l'enregistrement reste, sa date est comptée comme absente",
                "dates before 1900: the record stays, its date is counted as missing",
            ),
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
