//! Days in words.

use super::Lang;
use jiff::civil::Date;

/// « 31 juillet 2018 », « 1er août 2018 », `31 July 2018`.
pub fn long_date(date: Date, lang: Lang) -> String {
    const FR: [&str; 12] =
        ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
    const EN: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (day, month, year) = (date.day(), (date.month() - 1) as usize, date.year());
    match lang {
        Lang::Fr if day == 1 => format!("1er {} {year}", FR[month]),
        Lang::Fr => format!("{day} {} {year}", FR[month]),
        Lang::En => format!("{day} {} {year}", EN[month]),
    }
}
