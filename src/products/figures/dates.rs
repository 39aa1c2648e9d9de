//! Dates in words, as narrow as a column of a chart wants them: « août–sept. 2017 ».

use crate::base::Lang;
use crate::carto::words::words;
use crate::table::PartialDate;
use jiff::civil::Date;

/// The short name of a month, 1 to 12: « janv. », `Jan`. Empty for any other number.
pub fn month(month: i8, lang: Lang) -> &'static str {
    let names = || words().chart_months.get(lang).split(' ');
    usize::try_from(month).ok().and_then(|m| m.checked_sub(1)).and_then(|m| names().nth(m)).unwrap_or("")
}

/// « 3 mars 2016 », « mars 2016 » or « 2016 », as far as it is known.
pub fn date(date: PartialDate, lang: Lang) -> String {
    let year = date.year;
    match without_year(date, lang) {
        Some(rest) => format!("{rest} {year}"),
        None => year.to_string(),
    }
}

/// From the first to the last date, what both share said once: « oct. 2016 »,
/// « août–sept. 2017 », « déc. 2016 – avr. 2018 ». Without a last date « à partir de mai 2018 ».
pub fn span(from: PartialDate, to: Option<PartialDate>, lang: Lang) -> String {
    let Some(to) = to else {
        return match lang {
            // « à partir d'août », « à partir du 3 mars ».
            Lang::Fr => match (from.month, from.day) {
                (_, Some(_)) => format!("à partir du {}", date(from, lang)),
                (Some(4 | 8 | 10), None) => format!("à partir d’{}", date(from, lang)),
                _ => format!("à partir de {}", date(from, lang)),
            },
            Lang::En => format!("from {}", date(from, lang)),
        };
    };
    if from == to {
        return date(from, lang);
    }
    match (without_year(from, lang), without_year(to, lang)) {
        (Some(first), Some(last)) if from.year == to.year => {
            let dash = if from.day.is_some() || to.day.is_some() { " – " } else { "–" };
            format!("{first}{dash}{last} {}", to.year)
        }
        (None, None) => format!("{}–{}", from.year, to.year),
        _ => format!("{} – {}", date(from, lang), date(to, lang)),
    }
}

/// A part of one year without its name: « janv.–juil. », « 15 mars – 31 juil. » where it does not
/// begin and end with a month.
pub fn within_year(from: Date, to: Date, lang: Lang) -> String {
    let whole = from == from.first_of_month() && to == to.last_of_month();
    let of = |d: Date| PartialDate { year: d.year(), month: Some(d.month()), day: (!whole).then_some(d.day()) };
    let [first, last] = [from, to].map(|d| without_year(of(d), lang).unwrap_or_default());
    match (first == last, whole) {
        (true, _) => first,
        (false, true) => format!("{first}–{last}"),
        (false, false) => format!("{first} – {last}"),
    }
}

fn without_year(date: PartialDate, lang: Lang) -> Option<String> {
    let name = month(date.month?, lang);
    Some(match (date.day, lang) {
        (Some(1), Lang::Fr) => format!("1er {name}"),
        (Some(day), _) => format!("{day} {name}"),
        (None, _) => name.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_say_once_what_both_ends_share() {
        let of = |year, month, day| PartialDate { year, month, day };
        let month = |year, month| of(year, Some(month), None);
        let fr = |from, to| span(from, to, Lang::Fr);
        assert_eq!(fr(month(2016, 10), Some(month(2016, 10))), "oct. 2016");
        assert_eq!(fr(month(2017, 8), Some(month(2017, 9))), "août–sept. 2017");
        assert_eq!(fr(month(2016, 12), Some(month(2018, 4))), "déc. 2016 – avr. 2018");
        assert_eq!(fr(month(2018, 5), None), "à partir de mai 2018");
        assert_eq!(fr(month(2018, 8), None), "à partir d’août 2018");
        assert_eq!(fr(of(2017, Some(6), Some(1)), Some(of(2017, Some(6), Some(22)))), "1er juin – 22 juin 2017");
        assert_eq!(fr(of(2009, None, None), Some(of(2018, None, None))), "2009–2018");
        assert_eq!(span(month(2018, 5), None, Lang::En), "from May 2018");
        let day = jiff::civil::date;
        assert_eq!(within_year(day(2018, 1, 1), day(2018, 7, 31), Lang::Fr), "janv.–juil.");
        assert_eq!(within_year(day(2018, 1, 1), day(2018, 7, 31), Lang::En), "Jan–Jul");
        assert_eq!(within_year(day(2018, 1, 1), day(2018, 7, 15), Lang::Fr), "1er janv. – 15 juil.");
        assert_eq!(within_year(day(2018, 2, 1), day(2018, 2, 28), Lang::Fr), "févr.");
        assert_eq!(super::month(13, Lang::Fr), "");
    }
}
