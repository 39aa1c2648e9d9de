//! Text in headings, sentences and tables: one source for a terminal and for Markdown.

use crate::base::{Lang, Text};

/// A piece of the text.
pub enum Block {
    Heading(String),
    Sentence(String),
    /// Heads, rows, and the first column of numbers, which stand to the right.
    Table(Vec<String>, Vec<Vec<String>>, usize),
}

use Block::{Heading, Sentence, Table};

/// The words of one language.
pub fn say(lang: Lang, fr: impl Into<String>, en: impl Into<String>) -> String {
    Text::new(fr, en).get(lang).to_owned()
}

/// The heads of a table in one language.
pub fn heads(lang: Lang, fr: &[&str], en: &[&str]) -> Vec<String> {
    let of = if lang == Lang::Fr { fr } else { en };
    of.iter().map(|&h| h.to_owned()).collect()
}

/// For a terminal: headings underlined, columns aligned.
pub fn plain(blocks: &[Block]) -> String {
    let mut out = String::new();
    for (i, block) in blocks.iter().enumerate() {
        match block {
            Heading(text) => {
                let gap = if i > 0 { "\n" } else { "" };
                out += &format!("{gap}{text}\n{}\n", "-".repeat(text.chars().count()));
            }
            Sentence(text) => out += &format!("{text}\n"),
            Table(heads, rows, numbers) => out += &aligned(heads, rows, *numbers),
        }
    }
    out
}

/// Columns under their heads, two spaces apart; those from `numbers` on to the right.
fn aligned(heads: &[String], rows: &[Vec<String>], numbers: usize) -> String {
    let lines = || std::iter::once(heads).chain(rows.iter().map(Vec::as_slice));
    let width = |i: usize| lines().filter_map(|l| l.get(i)).map(|c| c.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    let mut out = String::new();
    for line in lines() {
        let cells = line.iter().zip(&widths).enumerate().map(|(i, (cell, width))| {
            let fill = " ".repeat(width - cell.chars().count());
            if i >= numbers { format!("{fill}{cell}") } else { format!("{cell}{fill}") }
        });
        out += cells.collect::<Vec<_>>().join("  ").trim_end();
        out.push('\n');
    }
    out
}

/// As CommonMark with tables.
pub fn markdown(blocks: &[Block]) -> String {
    let mut out = String::new();
    for (i, block) in blocks.iter().enumerate() {
        match block {
            Heading(text) => {
                out += &format!("{}{} {}\n\n", if i > 0 { "\n" } else { "" }, if i > 0 { "##" } else { "#" }, escaped(text))
            }
            Sentence(text) => out += &format!("{}\n\n", escaped(text)),
            Table(heads, rows, numbers) => {
                let row =
                    |cells: &[String]| format!("| {} |\n", cells.iter().map(|c| escaped(c)).collect::<Vec<_>>().join(" | "));
                let rule: Vec<&str> = (0..heads.len()).map(|i| if i >= *numbers { "--:" } else { "---" }).collect();
                out += &format!("{}| {} |\n", row(heads), rule.join(" | "));
                rows.iter().for_each(|cells| out += &row(cells));
                out.push('\n');
            }
        }
    }
    out
}

/// Text that Markdown takes for nothing but text.
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if matches!(c, '|' | '*' | '_' | '`' | '<' | '[' | ']' | '\\' | '#') {
            out.push('\\');
        }
        out.push(c);
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_line_up_and_markdown_holds_any_text() {
        let blocks = [
            Heading("Koro".into()),
            Table(vec!["é".into(), "n".into()], vec![vec!["a|b".into(), "12".into()]], 1),
            Sentence("1 * 2".into()),
        ];
        assert_eq!(plain(&blocks), "Koro\n----\né     n\na|b  12\n1 * 2\n");
        assert_eq!(markdown(&blocks), "# Koro\n\n| é | n |\n| --- | --: |\n| a\\|b | 12 |\n\n1 \\* 2\n\n");
    }
}
