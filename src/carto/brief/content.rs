//! What a brief says, in words and numbers of one language: made by the room that knows the results.

use crate::base::Lang;

/// The brief of one region.
#[derive(Debug, Clone, PartialEq)]
pub struct Brief {
    pub lang: Lang,
    /// The project.
    pub overline: String,
    /// The region, and what this is.
    pub title: String,
    /// When it was made; empty for no date.
    pub made_on: String,
    /// One sentence out of the region's own numbers.
    pub headline: String,
    pub figures: Option<Table>,
    /// Sources by their letters, on the first page.
    pub sources: Vec<String>,
    /// What people say, and what is counted.
    pub said: Option<Panel>,
    pub measured: Option<Panel>,
    /// Need and response in one sentence each.
    pub facing: Vec<String>,
    pub incidents: Option<Times>,
    pub axes: Option<Table>,
    pub priority: Option<Table>,
    pub caveats: Lines,
    /// Credits that stand at the foot of the second page.
    pub credits: Vec<String>,
    pub synthetic: bool,
}

/// Rows and columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub heading: String,
    /// Said below the heading; empty for nothing.
    pub note: String,
    pub heads: Vec<Head>,
    /// As many entries each as there are heads.
    pub rows: Vec<Vec<Entry>>,
    /// Rows that must be shown; the others where there is room.
    pub least: usize,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    pub title: String,
    /// Share of the width.
    pub share: f64,
    pub set: Set,
}

/// How the entries of a column are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Set {
    /// Words, from the left.
    Words,
    /// Words that stand out.
    Name,
    /// Small words of several lines.
    Small,
    /// The number the row is about, from the right.
    Main,
    /// Other numbers, from the right.
    Number,
}

/// One cell of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Entry {
    pub text: String,
    /// Small, behind or below the text; empty for nothing.
    pub more: String,
    /// A word in place of a number.
    pub quiet: bool,
}

impl Entry {
    pub fn new(text: impl Into<String>) -> Entry {
        Entry { text: text.into(), ..Entry::default() }
    }

    pub fn with(self, more: impl Into<String>) -> Entry {
        Entry { more: more.into(), ..self }
    }

    pub fn quiet(self, quiet: bool) -> Entry {
        Entry { quiet, ..self }
    }
}

/// Groups of values below each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    pub heading: String,
    pub groups: Vec<Group>,
}

/// Values under one heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub title: String,
    /// Who was asked, of what it is a share; empty for nothing.
    pub note: String,
    pub bars: Vec<Bar>,
}

/// One value in words, and as a bar where it is a share.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    pub label: String,
    pub value: String,
    /// A word in place of a number.
    pub quiet: bool,
    /// What stands behind the value: n, and the value of the country.
    pub more: String,
    pub track: Option<Track>,
}

/// Shares of the length of a bar, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Track {
    /// `None` where there is no value: the track stays hatched.
    pub value: Option<f64>,
    pub country: Option<f64>,
}

/// Counts over periods, in rows of columns that share the periods.
#[derive(Debug, Clone, PartialEq)]
pub struct Times {
    pub heading: String,
    pub periods: Vec<Slot>,
    /// What is counted, and how many in each period; `None` where nothing is known.
    pub series: Vec<(String, Vec<Option<f64>>)>,
    pub note: String,
}

/// One period.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    pub label: String,
    /// Below the label: its year, or up to when the record goes; empty for nothing.
    pub under: String,
    /// The record covers a part of it.
    pub partial: bool,
}

/// Sentences below each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Lines {
    pub heading: String,
    pub lines: Vec<String>,
}
