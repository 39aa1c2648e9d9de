//! Labels of forms: their languages, and the text in them.

use crate::base::Text;
use crate::read::parse::words::tokens;
use crate::read::table::{Row, Table};

/// Longest label that fits a map title.
const LONGEST_LABEL: usize = 120;

/// The columns of labels and their languages: `fr`, `en`, another as the form names it, or empty.
pub struct Languages(Vec<(usize, String)>);

impl Languages {
    pub fn new(table: &Table) -> Self {
        let language = |header: &String| {
            let rest = header.trim().to_lowercase();
            let rest = rest.strip_prefix("label")?.trim_start_matches([':', ' ']).to_owned();
            let words = tokens(&rest);
            let is = |names: &[&str]| words.iter().any(|w| names.contains(&w.as_str()));
            Some(match () {
                _ if is(&["fr", "french", "francais"]) => "fr".to_owned(),
                _ if is(&["en", "english", "anglais"]) => "en".to_owned(),
                _ => rest,
            })
        };
        Languages(table.header.iter().enumerate().filter_map(|(i, h)| Some((i, language(h)?))).collect())
    }

    /// Language and text, without markup, of a row; empty texts left out.
    pub fn texts(&self, table: &Table, row: &Row) -> Vec<(&str, String)> {
        let texts = self.0.iter().map(|(column, language)| (language.as_str(), plain(table.cell(row, *column))));
        texts.filter(|(_, text)| !text.is_empty()).collect()
    }
}

/// French and English out of several languages; one stands in for the other.
pub fn both(texts: &[(&str, String)], otherwise: &str) -> Text {
    let of = |order: [&str; 3]| {
        let found = order.iter().find_map(|wanted| texts.iter().find(|(language, _)| language == wanted));
        found.or(texts.first()).map_or_else(|| otherwise.to_owned(), |(_, text)| text.clone())
    };
    Text::new(of(["fr", "", "en"]), of(["en", "", "fr"]))
}

/// Without HTML tags, references to other answers and repeated blanks.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '$']) {
        out.push_str(&rest[..at]);
        let (end, instead) = if rest[at..].starts_with("${") {
            (rest[at..].find('}'), "…")
        } else if rest[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            (rest[at..].find('>'), " ")
        } else {
            (None, "")
        };
        let length = end.map_or(1, |end| end + 1);
        out.push_str(if end.is_some() { instead } else { &rest[at..at + 1] });
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cut after a word, to fit a map title.
pub fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST_LABEL {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LONGEST_LABEL - 1).collect();
    let whole_words = cut.rsplit_once(' ').map_or(cut.as_str(), |(before, _)| before);
    format!("{whole_words}…")
}
