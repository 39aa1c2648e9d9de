//! One fact of a region in words: the value with its unit, n, interval, the level at which it stands, and the
//! value of the country.

use super::{BriefSource, pick};
use crate::base::{Cell, Column, Lang, Level, Missing, Text, Unit, count, long_date, number, percent};
use crate::text;
use jiff::civil::Date;

/// Everything known of one region.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    pub source: &'a BriefSource<'a>,
    /// Every column as it stands at the regions.
    pub regions: &'a [Column],
    pub region: usize,
}

/// One column at the region.
#[derive(Clone, Copy)]
pub struct Fact<'a> {
    pub column: &'a Column,
    pub cell: Cell,
    /// Of the country; `None` where there is no such column.
    pub country: Option<Cell>,
    pub lang: Lang,
    source: &'a BriefSource<'a>,
    region: usize,
}

impl<'a> Facts<'a> {
    pub fn lang(&self) -> Lang {
        self.source.lang
    }

    pub fn name(&self) -> &'a str {
        &self.source.boundaries.regions[self.region].name
    }

    pub fn code(&self) -> &'a str {
        self.source.boundaries.regions[self.region].code.as_str()
    }

    /// `None` where the project has no such column.
    pub fn get(&self, id: &str) -> Option<Fact<'a>> {
        let column = self.regions.iter().find(|c| c.id == id)?;
        let country = self.source.columns.iter().find(|c| c.id == id && c.level == Level::Country);
        Some(Fact {
            column,
            cell: *column.cells.get(self.region)?,
            country: country.and_then(|c| c.cells.first()).copied(),
            lang: self.lang(),
            source: self.source,
            region: self.region,
        })
    }
}

impl Fact<'_> {
    fn shown(&self, value: f64) -> String {
        match self.column.unit {
            Unit::Percent => percent(value, self.column.decimals, self.lang),
            _ => number(value, self.column.decimals, self.lang),
        }
    }

    /// The number, or the word for why there is none.
    pub fn value(&self) -> String {
        self.cell.value.map_or_else(|why| why.label().get(self.lang).to_owned(), |v| self.shown(v))
    }

    pub fn missing(&self) -> Option<Missing> {
        self.cell.value.err()
    }

    /// The number of the country, or why there is none; empty where there is no such column.
    pub fn of_country(&self) -> String {
        let said = |cell: Cell| cell.value.map_or_else(|why| why.label().get(self.lang).to_owned(), |v| self.shown(v));
        self.country.map_or_else(String::new, said)
    }

    /// `n = 39`.
    pub fn n(&self) -> Option<String> {
        self.cell.n.map(|n| format!("n = {}", count(n as usize, self.lang)))
    }

    /// « 17,0 – 20,3 », where there is a value with bounds.
    pub fn interval(&self) -> Option<String> {
        let (lower, upper) = self.cell.interval.filter(|_| self.cell.ok().is_some())?;
        Some(format!("{} – {}", self.shown(lower), self.shown(upper)))
    }

    pub fn label(&self) -> &str {
        self.column.label.get(self.lang)
    }

    /// The unit, where the label does not say it already.
    pub fn unit(&self) -> String {
        match self.column.unit {
            Unit::People | Unit::Count | Unit::Percent => String::new(),
            unit => unit.label().get(self.lang).to_owned(),
        }
    }

    /// « zone Centre », where the value stands at a coarser level than the region.
    pub fn place(&self) -> Option<String> {
        let level = self.cell.stands_at.filter(|&l| l < Level::Region)?;
        let above = self.source.boundaries.ancestor(Level::Region, self.region, level)?;
        let name = &self.source.boundaries.level(level)[above].name;
        Some(match (level, self.lang) {
            (Level::Country, _) => pick(self.lang, Text::new("ensemble du pays", "whole country")),
            (_, Lang::Fr) => format!("{} {name}", level.label().fr),
            (_, Lang::En) => format!("{} {name}", level.label().en),
        })
    }

    /// Its share of the length of a bar, for percent.
    pub fn share(&self, cell: Option<Cell>) -> Option<f64> {
        cell.and_then(|c| c.ok()).filter(|_| self.column.unit == Unit::Percent).map(|v| v / 100.0)
    }
}

/// Letters for sources, in the order in which they are first needed.
#[derive(Default)]
pub struct Letters {
    sources: Vec<Vec<String>>,
    credits: Vec<Text>,
}

impl Letters {
    /// The letters of the sources of a column: « a, c ». Sources of one credit line share a letter.
    pub fn of(&mut self, fact: &Fact) -> String {
        let mut places: Vec<usize> = fact.column.sources.iter().filter_map(|id| self.place(id, fact.source)).collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(letter).collect::<Vec<_>>().join(", ")
    }

    fn place(&mut self, id: &str, source: &BriefSource) -> Option<usize> {
        let credit = &source.sources.iter().find(|s| s.id == id)?.credit;
        let place = self.credits.iter().position(|known| known == credit).unwrap_or_else(|| {
            self.credits.push(credit.clone());
            self.sources.push(Vec::new());
            self.credits.len() - 1
        });
        if !self.sources[place].iter().any(|known| known == id) {
            self.sources[place].push(id.to_owned());
        }
        Some(place)
    }

    /// Each letter with its credit line, and up to when the source speaks.
    pub fn lines(&self, facts: &Facts) -> Vec<String> {
        let lang = facts.lang();
        let line = |(i, credit): (usize, &Text)| {
            let until = self.sources[i].iter().filter_map(|id| facts.source.until.get(id)).max();
            let until = until.map(|day| {
                let day = day_in_words(day, lang);
                text!(" (jusqu’au {day})", " (until {day})").get(lang).to_owned()
            });
            let credit = credit.get(lang).trim_end_matches('.');
            format!("{}. {credit}{}.", letter(i), until.unwrap_or_default())
        };
        self.credits.iter().enumerate().map(line).collect()
    }
}

/// a to z, then aa and so on.
fn letter(i: usize) -> String {
    let own = char::from(b'a' + (i % 26) as u8).to_string();
    if i < 26 { own } else { letter(i / 26 - 1) + &own }
}

/// « 31 décembre 2018 » for a whole date, else the text as it is.
pub fn day_in_words(iso: &str, lang: Lang) -> String {
    iso.parse::<Date>().map_or_else(|_| iso.to_owned(), |day| long_date(day, lang))
}
