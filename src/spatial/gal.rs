//! Neighbours and weights as GAL and GWT files, which GeoDa, PySAL and R `spdep` read and write. Text in, text out.
//!
//! A GAL file says who is a neighbour, a GWT file also how much (or how far away) each is. Areas are named by their
//! codes. Not for other forms of weights (MAT, SWM).

use super::neighbours::Neighbours;
use super::weights::Weights;
use crate::base::{Case, Error, Problem, Problems, Result, Text};
use crate::text;
use std::collections::HashMap;
use std::fmt::Write as _;

/// The GAL file of neighbours; `codes` in the order of the areas, with spaces in them replaced by `_`. `layer` and
/// `field` are what the header names: the file of the areas and its field of codes.
pub fn write_gal(neighbours: &Neighbours, codes: &[String], layer: &str, field: &str) -> String {
    let mut out = header(neighbours.len(), layer, field);
    for (i, code) in codes.iter().enumerate().take(neighbours.len()) {
        let others = neighbours.of(i);
        let list: Vec<String> = others.iter().map(|&j| word(&codes[j])).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{} {}\n{}", word(code), others.len(), list.join(" "));
    }
    out
}

/// The GWT file of weights, one line for each link, in full precision; islands appear in no line, as everywhere.
pub fn write_gwt(weights: &Weights, codes: &[String], layer: &str, field: &str) -> String {
    let mut out = header(weights.len(), layer, field);
    for (i, code) in codes.iter().enumerate().take(weights.len()) {
        let (others, values) = weights.of(i);
        for (&j, w) in others.iter().zip(values) {
            let _ = writeln!(out, "{} {} {w}", word(code), word(&codes[j]));
        }
    }
    out
}

fn header(len: usize, layer: &str, field: &str) -> String {
    format!("0 {len} {} {}\n", word(layer), word(field))
}

/// What a file separated by spaces can hold.
fn word(text: &str) -> String {
    if text.is_empty() { "_".into() } else { text.replace(char::is_whitespace, "_") }
}

/// Neighbours from the text of a GAL file, for the areas with these codes. A code that is none of them is a problem
/// and left out, as are areas of ours that the file does not name: they are islands, and listed.
///
/// Error: a text that is no GAL file, with the line where it stops being one.
pub fn read_gal(file: &str, text: &str, codes: &[String]) -> Result<(Neighbours, Vec<Problem>)> {
    let mut names = Names::new(file, codes);
    let mut words = Words::after_header(file, text)?;
    let mut pairs = Vec::new();
    while let Some((line, code)) = words.next() {
        let area = names.position(line, code);
        let many: usize = words.number(line)?;
        for _ in 0..many {
            let (line, other) = words.next().ok_or_else(|| words.broken(line))?;
            pairs.extend(area.zip(names.position(line, other)));
        }
    }
    Ok((Neighbours::from_pairs(codes.len(), pairs), names.problems()))
}

/// Weights from the text of a GWT file, as [`read_gal`] does. A weight below zero, or that is no finite number, is an
/// error: weights cannot be guessed. Several lines of one link: the last counts. A link of an area to itself is left out.
/// Areas in no line are islands and not listed.
pub fn read_gwt(file: &str, text: &str, codes: &[String]) -> Result<(Weights, Vec<Problem>)> {
    let mut names = Names::new(file, codes);
    let mut words = Words::after_header(file, text)?;
    let mut links = HashMap::new();
    while let Some((line, code)) = words.next() {
        let area = names.position(line, code);
        let (_, other) = words.next().ok_or_else(|| words.broken(line))?;
        let other = names.position(line, other);
        let weight: f64 = words.number(line)?;
        if !weight.is_finite() || weight < 0.0 {
            return Err(words.broken(line));
        }
        links.extend(area.zip(other).map(|link| (link, weight)));
    }
    names.told.iter_mut().for_each(|told| *told = true);
    let neighbours = Neighbours::from_pairs(codes.len(), links.keys().copied());
    Ok((Weights::weighed(neighbours, |i, j| links.get(&(i, j)).copied().unwrap_or(0.0)), names.problems()))
}

/// The words of a file after its header, with their lines.
struct Words<'a> {
    file: &'a str,
    words: std::vec::IntoIter<(usize, &'a str)>,
}

impl<'a> Words<'a> {
    /// The header is a line of one number, or of four words that begin with 0.
    fn after_header(file: &'a str, text: &'a str) -> Result<Self> {
        let text = text.trim_start_matches('\u{feff}');
        let mut lines = text.lines().enumerate().map(|(i, line)| (i + 1, line)).filter(|(_, line)| !line.trim().is_empty());
        let (line, header) = lines.next().unwrap_or((1, ""));
        let head: Vec<&str> = header.split_whitespace().collect();
        let said = match head[..] {
            [count] | [_, count, ..] => count.parse::<usize>().is_ok(),
            [] => false,
        };
        let words: Vec<_> = lines.flat_map(|(line, text)| text.split_whitespace().map(move |word| (line, word))).collect();
        let words = Words { file, words: words.into_iter() };
        if said { Ok(words) } else { Err(words.broken(line)) }
    }

    fn next(&mut self) -> Option<(usize, &'a str)> {
        self.words.next()
    }

    fn number<T: std::str::FromStr>(&mut self, line: usize) -> Result<T> {
        let (line, word) = self.next().ok_or_else(|| self.broken(line))?;
        word.parse().map_err(|_| self.broken(line))
    }

    fn broken(&self, line: usize) -> Error {
        let file = self.file;
        Error::input(
            text!(
                "`{file}`, ligne {line} : ce n'est pas un fichier de voisinage",
                "`{file}`, line {line}: this is no file of neighbours"
            ),
            Text::new(
                "Un fichier GAL commence par le nombre d'unités, puis donne pour chacune « code nombre » et la ligne de ses voisines ; un fichier GWT a des lignes « code code poids », jamais négatives.",
                "A GAL file begins with the number of areas and then gives for each “code number” and the line of its neighbours; a GWT file has lines “code code weight”, never negative.",
            ),
        )
    }
}

/// Codes of areas, and what the file said that is none.
struct Names<'a> {
    positions: HashMap<String, usize>,
    codes: &'a [String],
    told: Vec<bool>,
    unknown: Problem,
    file: &'a str,
}

impl<'a> Names<'a> {
    fn new(file: &'a str, codes: &'a [String]) -> Self {
        let unknown = Problem::warning(
            "neighbour-unknown",
            file,
            Text::new("codes d'unités inconnus : laissés de côté", "codes of no known area: left out"),
            Text::new(
                "Vérifiez que le fichier de voisinage est celui de cette couche.",
                "Check that the file of neighbours is that of this layer.",
            ),
        );
        let positions = codes.iter().enumerate().map(|(i, code)| (word(code), i)).collect();
        Names { positions, codes, told: vec![false; codes.len()], unknown, file }
    }

    fn position(&mut self, line: usize, code: &str) -> Option<usize> {
        let at = self.positions.get(code).copied();
        match at {
            Some(at) => self.told[at] = true,
            None => self.unknown.push(Case::row(line as u64, "code", code)),
        }
        at
    }

    fn problems(self) -> Vec<Problem> {
        let untold = Problem::warning(
            "neighbours-untold",
            self.file,
            Text::new(
                "unités absentes du fichier de voisinage : sans voisine",
                "areas the file of neighbours does not name: without a neighbour",
            ),
            Text::new(
                "Refaites le fichier de voisinage à partir de cette couche.",
                "Make the file of neighbours anew from this layer.",
            ),
        );
        let missing = self.codes.iter().zip(&self.told).filter(|(_, told)| !**told);
        let mut problems = Problems::new();
        problems.extend([self.unknown, untold.with_all(missing.map(|(code, _)| Case::found(code.clone())))]);
        problems.sorted()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn codes() -> Vec<String> {
        ["ML01", "ML02", "Baol é", ""].map(str::to_owned).to_vec()
    }

    #[test]
    fn what_others_wrote_is_read() {
        // As libpysal and GeoDa write it, and the oldest form with a number alone.
        for text in
            ["0 3 a.shp CODE\nML01 1\nML02\nML02 2\nML01 ML09\nML09 0\n\n", "3\nML01 1\nML02\nML02 2\nML01 ML09\nML09 0\n"]
        {
            let (n, problems) = read_gal("a.gal", text, &codes()).unwrap();
            assert_eq!((n.of(0), n.of(1), n.islands()), (&[1][..], &[0][..], vec![2, 3]));
            let kinds: Vec<_> = problems.iter().map(|p| (p.kind, p.count)).collect();
            assert_eq!(kinds, [("neighbour-unknown", 2), ("neighbours-untold", 2)]);
        }
        let (w, problems) = read_gwt("a.gwt", "0 3 a CODE\nML01 ML02 0.25\nML02 ML02 1\nML01 ML77 3\n", &codes()).unwrap();
        assert_eq!((w.between(0, 1), w.neighbours().links(), problems.len()), (0.25, 1, 1));
    }

    #[test]
    fn what_is_none_says_where() {
        for text in ["", "hello\n", "0 2 a b\nML01 2\nML02", "0 2 a b\nML01 x\n", "0 2 a b\nML01"] {
            let error = read_gal("a.gal", text, &codes()).unwrap_err();
            assert!(error.what.fr.contains("ligne"), "{error:?}");
        }
        for text in ["2\nML01 ML02 -1", "2\nML01 ML02 NaN", "2\nML01 ML02"] {
            assert!(read_gwt("a.gwt", text, &codes()).unwrap_err().what.en.contains("line 2"));
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(links in prop::collection::vec((0usize..4, 0usize..4, 0.0f64..9.0), 0..12)) {
            let n = Neighbours::from_pairs(4, links.iter().map(|l| (l.0, l.1)));
            let w = Weights::weighed(n.clone(), |i, j| links.iter().rev().find(|l| (l.0, l.1) == (i, j)).map_or(0.0, |l| l.2));
            let (gal, problems) = read_gal("g", &write_gal(&n, &codes(), "a b.shp", "CODE"), &codes()).unwrap();
            prop_assert!(gal == n && problems.is_empty());
            let (gwt, problems) = read_gwt("g", &write_gwt(&w, &codes(), "a b.shp", "CODE"), &codes()).unwrap();
            prop_assert!(gwt == w && problems.is_empty());
        }
    }
}
