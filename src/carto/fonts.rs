//! The type on the maps: the three DejaVu Sans Condensed faces that ship inside the program.
//! No font of the machine is ever used, so that a map looks the same everywhere.

use resvg::usvg::fontdb::Database;
use std::sync::{Arc, LazyLock};
use ttf_parser::Face;

/// The family written into the drawing, with what a browser may fall back on.
pub const FAMILY: &str = "DejaVu Sans Condensed, DejaVu Sans, Arial Narrow, Arial, sans-serif";

/// Millimetres in one typographic point.
pub const MM_PER_PT: f64 = 25.4 / 72.0;

/// A cut of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    Regular,
    Bold,
    Oblique,
}

impl Cut {
    fn bytes(self) -> &'static [u8] {
        match self {
            Cut::Regular => dejavu::sans_condensed::regular(),
            Cut::Bold => dejavu::sans_condensed::bold(),
            Cut::Oblique => dejavu::sans_condensed::oblique(),
        }
    }

    fn face(self) -> &'static Face<'static> {
        static FACES: LazyLock<[Face<'static>; 3]> = LazyLock::new(|| {
            [Cut::Regular, Cut::Bold, Cut::Oblique]
                .map(|cut| Face::parse(cut.bytes(), 0).expect("the embedded fonts are whole, see the test below"))
        });
        &FACES[self as usize]
    }

    /// Width of a letter, ems; one em where it is not in the font.
    fn advance(self, letter: char) -> f64 {
        // Texts are measured many times over: the letters they are made of once.
        static KNOWN: LazyLock<[Vec<f64>; 3]> = LazyLock::new(|| {
            [Cut::Regular, Cut::Bold, Cut::Oblique]
                .map(|cut| (0..COMMON).map(|code| char::from_u32(code).map_or(1.0, |c| cut.look_up(c))).collect())
        });
        KNOWN[self as usize].get(letter as usize).copied().unwrap_or_else(|| self.look_up(letter))
    }

    fn look_up(self, letter: char) -> f64 {
        let face = self.face();
        let em = f64::from(face.units_per_em());
        face.glyph_index(letter).and_then(|glyph| face.glyph_hor_advance(glyph)).map_or(1.0, |wide| f64::from(wide) / em)
    }
}

/// Latin letters and the signs of printers lie before this one.
const COMMON: u32 = 0x2070;

/// The embedded faces, for the parser of the drawing.
pub fn database() -> Arc<Database> {
    static DATABASE: LazyLock<Arc<Database>> = LazyLock::new(|| {
        let mut database = Database::new();
        [Cut::Regular, Cut::Bold, Cut::Oblique].iter().for_each(|cut| database.load_font_data(cut.bytes().to_vec()));
        database.set_sans_serif_family("DejaVu Sans Condensed");
        Arc::new(database)
    });
    DATABASE.clone()
}

/// `text` as it is set: with curved apostrophes, whatever the files have.
pub fn typographic(text: &str) -> String {
    text.replace('\'', "’")
}

/// Width in millimetres of `text` set at `size_pt` points. Sums advance widths; the drawing
/// turns kerning off, so that this is what is drawn. A sign that is not in the font counts as
/// one em.
pub fn width(text: &str, cut: Cut, size_pt: f64) -> f64 {
    let straight = |c| if c == '\'' { '’' } else { c };
    text.chars().map(|c| cut.advance(straight(c))).sum::<f64>() * size_pt * MM_PER_PT
}

/// Breaks `text` at spaces into lines no wider than `limit` millimetres. A single word that is
/// wider stands alone on its line, whole.
pub fn wrap(text: &str, cut: Cut, size_pt: f64, limit: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split([' ', '\n']).filter(|w| !w.is_empty()) {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), cut, size_pt) <= limit => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_faces_hold_the_letters_of_malian_names() {
        for cut in [Cut::Regular, Cut::Bold, Cut::Oblique] {
            for c in "éèêëïîôûçœŒɛɔɲŋƐƆƝŊɓɗ’«»–—\u{202f}−²≥".chars() {
                assert!(cut.face().glyph_index(c).is_some(), "{c:?} in {cut:?}");
            }
        }
        // Tifinagh has no slanted form: where it is asked for, letters are taken from the upright face.
        for cut in [Cut::Regular, Cut::Bold] {
            assert!("ⴰⴱⴳⴷⴹⴻⴼⵀⵃⵄⵅⵇⵉⵊⵍⵎⵏⵓⵔⵖⵙⵚⵛⵜⵟⵡⵢⵣⵥ".chars().all(|c| cut.face().glyph_index(c).is_some()), "{cut:?}");
        }
    }

    #[test]
    fn lines_keep_words_whole_and_stay_within_the_limit() {
        let text = "Les limites et noms figurant sur cette carte n'impliquent pas reconnaissance";
        let lines = wrap(text, Cut::Regular, 7.0, 40.0);
        assert!(lines.len() > 1 && lines.iter().all(|l| width(l, Cut::Regular, 7.0) <= 40.0));
        assert_eq!(lines.join(" "), text);
        assert_eq!(wrap("Tombouctou", Cut::Bold, 20.0, 5.0), ["Tombouctou"]);
    }
}
