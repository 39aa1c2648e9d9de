//! Delimited text: comma, semicolon, tab or bar, found by looking.

use super::{Grid, Row, TableOptions};
use crate::base::{Case, Error, Problem, Result, Text};
use crate::read::Cells;
use crate::read::parse::encoding;
use crate::text;

const SEPARATORS: [(u8, &str, &str); 4] = [
    (b',', "virgule", "comma"),
    (b';', "point-virgule", "semicolon"),
    (b'\t', "tabulation", "tab"),
    (b'|', "barre verticale", "bar"),
];

/// What becomes of a byte-order mark that was read in the wrong encoding and saved again, or
/// written twice.
const SPOILED_MARKS: [&str; 4] = ["ï»¿", "√ªø", "∩╗┐", "\u{feff}"];

/// Records looked at to find the separator.
const LOOKED_AT: usize = 200;

pub fn read(bytes: &[u8], shown: &str, options: &TableOptions) -> Result<Grid> {
    let decoded = encoding::decode(bytes, options.encoding.as_deref(), shown)?;
    let mut grid = Grid::new(shown);
    let encoding = decoded.encoding;
    let mut text = decoded.told(shown, &mut grid.problems);
    if !text.contains('\n') && text.contains('\r') {
        text = text.replace('\r', "\n").into();
        grid.problems.add(
            Problem::note(
                "line-ends-cr",
                shown,
                Text::new(
                    "lignes terminées par CR seul (ancien Macintosh) : lues normalement",
                    "lines ended by CR alone (old Macintosh): read normally",
                ),
                Text::new("Rien à faire.", "Nothing to do."),
            )
            .with(Case::found("CR")),
        );
    }
    let mut text: &str = &text;
    if let Some(rest) = SPOILED_MARKS.iter().find_map(|mark| text.strip_prefix(mark)) {
        text = rest;
        grid.problems.add(
            Problem::note(
                "byte-order-mark-spoiled",
                shown,
                Text::new(
                    "marque d'ordre des octets abîmée devant le premier nom de colonne : retirée",
                    "spoiled byte-order mark before the first column name: removed",
                ),
                Text::new("Rien à faire.", "Nothing to do."),
            )
            .with(Case::found("EF BB BF")),
        );
    }
    if text.trim().is_empty() {
        return Err(super::empty(shown));
    }
    // With an odd number of quotes the last quoted field would swallow the rest of the file.
    let quoting = text.matches('"').count().is_multiple_of(2);
    if !quoting {
        grid.problems.add(
            Problem::warning(
                "quotes-unbalanced",
                shown,
                Text::new(
                    "guillemets \" en nombre impair : lus comme de simples caractères",
                    "odd number of quotation marks \": read as plain characters",
                ),
                Text::new("Fermez le guillemet resté ouvert dans le fichier.", "Close the quotation mark left open in the file."),
            )
            .with(Case::found(format!("{}", text.matches('"').count()))),
        );
    }
    let separator = match options.separator {
        Some(given) => u8::try_from(given).map_err(|_| {
            Error::usage(
                text!("« {given} » ne peut pas séparer des colonnes", "`{given}` cannot separate columns"),
                Text::new("Utilisez , ; | ou une tabulation.", "Use , ; | or a tab."),
            )
        })?,
        None => detect(text, quoting).unwrap_or(b','),
    };
    grid.assumed.encoding = Some(encoding.name());
    grid.assumed.separator = Some(separator as char);
    grid.rows = records(text, separator, quoting);
    if options.separator.is_none() && separator != b',' {
        let name = SEPARATORS.iter().find(|s| s.0 == separator).map_or(("", ""), |s| (s.1, s.2));
        let (fr, en) = name;
        grid.problems.add(
            Problem::note(
                "separator-assumed",
                shown,
                text!("colonnes séparées par : {fr}", "columns separated by: {en}"),
                Text::new("Rien à faire si les colonnes sont justes.", "Nothing to do if the columns are right."),
            )
            .with(Case::found((separator as char).to_string())),
        );
    }
    if grid.rows.iter().all(|row| row.cells.len() < 2) {
        let tried = |i: usize| SEPARATORS.map(|s| if i == 0 { s.1 } else { s.2 }).join(", ");
        let (fr, en) = (tried(0), tried(1));
        grid.problems.add(
            Problem::warning(
                "one-column",
                shown,
                text!("une seule colonne trouvée (essayés : {fr})", "only one column found (tried: {en})"),
                Text::new(
                    "Si le fichier a plusieurs colonnes, déclarez leur séparateur avec separator = \"…\".",
                    "If the file has several columns, declare their separator with separator = \"…\".",
                ),
            )
            .with(Case::found(
                grid.rows
                    .first()
                    .map_or(String::new(), |r| r.cells.iter().collect::<Vec<_>>().join(" ").chars().take(80).collect()),
            )),
        );
    }
    Ok(grid)
}

/// The separator that gives the most columns while nearly all records agree on how many.
fn detect(text: &str, quoting: bool) -> Option<u8> {
    let best = SEPARATORS.map(|(separator, ..)| {
        let widths: Vec<usize> = reader(text, separator, quoting).records().take(LOOKED_AT).flatten().map(|r| r.len()).collect();
        let usual = widths.iter().copied().max_by_key(|w| widths.iter().filter(|v| *v == w).count()).unwrap_or(0);
        let agreeing = widths.iter().filter(|&&w| w == usual).count();
        let steady = usual > 1 && agreeing * 10 >= widths.len() * 9;
        (steady, if steady || usual > 1 { usual } else { 0 }, separator)
    });
    // On a tie the first of the list: `max_by_key` would keep the last.
    best.into_iter().rev().max_by_key(|&(steady, usual, _)| (steady, usual)).filter(|b| b.1 > 1).map(|b| b.2)
}

fn reader(text: &str, separator: u8, quoting: bool) -> ::csv::Reader<&[u8]> {
    ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .quoting(quoting)
        .from_reader(text.as_bytes())
}

fn records(text: &str, separator: u8, quoting: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut reader = reader(text, separator, quoting);
    let mut record = ::csv::StringRecord::new();
    // The text is valid UTF-8 and in memory, and records may be ragged: reading cannot fail.
    while reader.read_record(&mut record).unwrap_or(false) {
        let (line, byte) = record.position().map_or((0, 0), |p| (p.line(), p.byte() as usize));
        // The position is before blank lines the reader skips.
        let skipped = text.as_bytes()[byte.min(text.len())..].iter().take_while(|b| matches!(b, b'\n' | b'\r'));
        let number = line + skipped.filter(|&&b| b == b'\n').count() as u64;
        rows.push(Row { number, cells: Cells::from(&record) });
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(text: &[u8]) -> Grid {
        read(text, "t.csv", &TableOptions::default()).unwrap()
    }

    fn cells(grid: &Grid) -> Vec<Vec<&str>> {
        grid.rows.iter().map(|r| r.cells.iter().collect()).collect()
    }

    #[test]
    fn separators_are_found_by_looking() {
        assert_eq!(cells(&grid(b"a;b\n1,5;2\n3,5;4\n")), [["a", "b"], ["1,5", "2"], ["3,5", "4"]]);
        assert_eq!(cells(&grid(b"a\tb\nx, y\tz\n")), [["a", "b"], ["x, y", "z"]]);
        assert_eq!(cells(&grid(b"a|b\n1|2\n")), [["a", "b"], ["1", "2"]]);
        let one = grid(b"a\n1\n2\n");
        assert!(one.problems.iter().any(|p| p.kind == "one-column" && p.what.fr.contains("point-virgule")));
    }

    #[test]
    fn quotes_hold_newlines_and_quotes_and_line_numbers_stay_right() {
        let grid = grid(b"a,b\n\"x\ny\",\"say \"\"hi\"\"\"\n\nlast,1\n");
        assert_eq!(cells(&grid), [["a", "b"], ["x\ny", "say \"hi\""], ["last", "1"]]);
        assert_eq!(grid.rows.iter().map(|r| r.number).collect::<Vec<_>>(), [1, 2, 5]);
    }

    #[test]
    fn a_lone_quote_does_not_swallow_the_file() {
        let grid = grid(b"a,b\n\"x,1\ny,2\n");
        assert_eq!(grid.rows.len(), 3);
        assert!(grid.problems.iter().any(|p| p.kind == "quotes-unbalanced"));
    }

    #[test]
    fn carriage_returns_alone_end_lines() {
        let grid = grid(b"a,b\r1,H\x99pital\r");
        assert_eq!(cells(&grid), [["a", "b"], ["1", "Hôpital"]]);
        assert_eq!(grid.rows[1].number, 2);
        assert!(
            grid.problems.iter().any(|p| p.kind == "line-ends-cr")
                && grid.problems.iter().any(|p| p.what.en.contains("macintosh"))
        );
    }

    #[test]
    fn a_spoiled_byte_order_mark_is_no_part_of_a_name() {
        for mark in SPOILED_MARKS {
            let text = if mark == "\u{feff}" { format!("{mark}{mark}q1,b\n") } else { format!("{mark}q1,b\n") };
            let grid = grid(text.as_bytes());
            assert_eq!(cells(&grid), [["q1", "b"]], "{mark}");
            assert!(grid.problems.iter().any(|p| p.kind == "byte-order-mark-spoiled"));
        }
    }

    #[test]
    fn an_empty_file_is_an_error_with_a_way_out() {
        let error = read(b" \n", "vide.csv", &TableOptions::default()).err().unwrap();
        assert!(error.what.fr.contains("vide.csv") && !error.hint.fr.is_empty());
    }
}
