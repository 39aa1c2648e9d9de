//! Which column of a boundary file holds what, in the spellings met in the field: OCHA COD-AB
//! old and new, geoBoundaries, GADM, and plain French or English headings.

use crate::base::Level;
use crate::read::parse::words::fold;

fn number_and_words(level: Level) -> Option<(u8, &'static [&'static str])> {
    Some(match level {
        Level::Country => (0, &["pays", "country"]),
        Level::Zone => return None,
        Level::Region => (1, &["region"]),
        Level::Cercle => (2, &["cercle"]),
        Level::Commune => (3, &["commune"]),
    })
}

/// The column with the codes of `level`. `own`: the file is of that level, so that a plain
/// `code` means it.
pub(super) fn code(fields: &[String], level: Level, own: bool) -> Option<usize> {
    let (n, words) = number_and_words(level)?;
    let mut wanted: Vec<String> = ["pcode", "code", "pcod", "cod", "id"].iter().map(|end| format!("adm{n}{end}")).collect();
    wanted.extend(["gid", "pcode"].iter().map(|start| format!("{start}{n}")));
    for word in words {
        wanted.extend(["pcode", "code", "cod", "id"].iter().flat_map(|part| [format!("{part}{word}"), format!("{word}{part}")]));
    }
    if own {
        wanted.extend(["pcode", "code", "shapeid"].map(str::to_owned));
    }
    first(fields, &wanted)
}

/// The column with the names of `level`. A reference name (`adm3_ref_name`) is taken last.
pub(super) fn name(fields: &[String], level: Level, own: bool) -> Option<usize> {
    let (n, words) = number_and_words(level)?;
    let mut wanted: Vec<String> = ["name", "fr", "en", "nom"].iter().map(|end| format!("adm{n}{end}")).collect();
    wanted.push(format!("name{n}"));
    for word in words {
        wanted.extend(["nom", "name"].iter().flat_map(|part| [format!("{part}{word}"), format!("{word}{part}")]));
        wanted.push((*word).to_owned());
    }
    if own {
        wanted.extend(["shapename", "nom", "name", "libelle"].map(str::to_owned));
    }
    wanted.push(format!("adm{n}refname"));
    first(fields, &wanted)
}

/// The column with the name of the country, in a file of a finer level.
pub fn country_column(fields: &[String]) -> Option<usize> {
    name(fields, Level::Country, false)
}

/// The column with declared areas in km².
pub(super) fn area(fields: &[String]) -> Option<usize> {
    first(fields, &["areasqkm", "areakm2", "superficiekm2"].map(str::to_owned))
}

/// The columns with the longitude and latitude of a middle.
pub(super) fn centre(fields: &[String]) -> Option<(usize, usize)> {
    Some((first(fields, &["centerlon".into()])?, first(fields, &["centerlat".into()])?))
}

/// The spellings accepted for a code, for messages.
pub(super) fn code_spellings(level: Level) -> String {
    let (n, words) = number_and_words(level).unwrap_or_default();
    let word = words.first().copied().unwrap_or_default();
    format!("adm{n}_pcode, ADM{n}_PCODE, admin{n}Pcode, GID_{n}, code_{word}, pcode, code, shapeID")
}

fn first(fields: &[String], wanted: &[String]) -> Option<usize> {
    let folded: Vec<String> = fields
        .iter()
        .map(|field| {
            let folded = fold(field);
            folded.strip_prefix("admin").map_or(folded.clone(), |rest| format!("adm{rest}"))
        })
        .collect();
    wanted.iter().find_map(|wanted| folded.iter().position(|field| field == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(headings: &[&str], level: Level, own: bool) -> (Option<String>, Option<String>) {
        let fields: Vec<String> = headings.iter().map(|h| h.to_string()).collect();
        let text = |i: Option<usize>| i.map(|i| fields[i].clone());
        (text(code(&fields, level, own)), text(name(&fields, level, own)))
    }

    #[test]
    fn every_known_spelling_is_recognised() {
        for (headings, code, name) in [
            (["adm3_ref_name", "adm3_name", "adm3_pcode"], "adm3_pcode", "adm3_name"),
            (["ADM3_REF_NAME", "ADM3_EN", "ADM3_PCODE"], "ADM3_PCODE", "ADM3_EN"),
            (["x", "ADM3_FR", "ADM3_PCODE"], "ADM3_PCODE", "ADM3_FR"),
            (["x", "admin3Name", "admin3Pcode"], "admin3Pcode", "admin3Name"),
            (["shapeGroup", "shapeName", "shapeID"], "shapeID", "shapeName"),
            (["x", "NAME_3", "GID_3"], "GID_3", "NAME_3"),
            (["x", "Commune", "Code_Commune"], "Code_Commune", "Commune"),
            (["x", "name", "pcode"], "pcode", "name"),
            (["x", "adm3_ref_name", "code"], "code", "adm3_ref_name"),
        ] {
            assert_eq!(found(&headings, Level::Commune, true), (Some(code.into()), Some(name.into())), "{headings:?}");
        }
    }

    #[test]
    fn a_plain_code_is_never_that_of_a_parent() {
        assert_eq!(found(&["code", "nom", "Région"], Level::Region, false), (None, Some("Région".into())));
        assert_eq!(found(&["adm2_pcode", "adm2_name"], Level::Commune, true), (None, None));
    }
}
