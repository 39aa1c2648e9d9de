//! Which unit of the level above a unit belongs to, and how that is known.

use super::level::{Unit, Units, Upper};
use crate::base::{Area, Case, Error, Level, Pcode, Problem, Problems, Result, Text};
use crate::read::parse::words::fold;
use crate::text;
use geo::{BoundingRect, Contains, Intersects};
use geo_types::{MultiPolygon, Point};
use std::collections::{BTreeMap, HashMap};

/// Gives every unit of `fine` its parent among `coarse`, or makes the coarse level from what
/// the fine one says (surfaces are filled in later). Units without parent are removed.
pub(super) fn link(fine: &mut Units, coarse: Option<Units>, level: Level, problems: &mut Problems) -> Result<Units> {
    let coarse = match coarse {
        Some(coarse) => coarse,
        None => return gather(fine, level, problems),
    };
    let finder = Finder::new(&coarse);
    let mut found_by: BTreeMap<How, Vec<Case>> = BTreeMap::new();
    let (file, fine_level) = (fine.file.clone(), fine.level);
    fine.rows.retain_mut(|unit| {
        let upper = unit.upper(level);
        let label = format!("{} {}", unit.area.code, unit.area.name);
        let declared = upper.code.as_deref().map(Pcode::from);
        if let Some(code) = declared.as_ref().filter(|code| !finder.codes.contains_key(code)) {
            found_by.entry(How::Unknown).or_default().push(Case::row(unit.row, level.id(), format!("{label}: {code}")));
        }
        let found = declared
            .filter(|code| finder.codes.contains_key(code))
            .map(|code| (How::Declared, code))
            .or_else(|| finder.find(unit, &upper));
        let (how, parent) = found.map_or((How::Nothing, None), |(how, code)| (how, Some(code)));
        if how != How::Declared {
            let shown = parent.as_ref().map_or(label.clone(), |code| format!("{label}: {code}"));
            found_by.entry(how).or_default().push(Case::row(unit.row, level.id(), shown));
        }
        unit.area.parent = parent;
        unit.area.parent.is_some()
    });
    for (how, cases) in found_by {
        problems.add(how.problem(&file, level).with_all(cases));
    }
    match fine.rows.is_empty() {
        false => Ok(coarse),
        true => Err(unrelated(&file, &coarse.file, fine_level)),
    }
}

/// How a unit came to its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum How {
    Declared,
    /// The row names a parent that does not exist.
    Unknown,
    Code,
    Name,
    Place,
    Nothing,
}

impl How {
    fn problem(self, file: &str, level: Level) -> Problem {
        let label = level.label();
        let worded = |fr: &str, en: &str| Text::new(format!("{fr} ({})", label.fr), format!("{en} ({})", label.en));
        let check = Text::new(
            "Vérifiez quelques unités et complétez la colonne du code parent.",
            "Check a few units and complete the column of the parent code.",
        );
        match self {
            How::Declared | How::Code => Problem::note(
                "parent-from-code",
                file,
                worded("parent non déclaré, déduit du code", "parent not declared, taken from the code"),
                check,
            ),
            How::Name => {
                Problem::note("parent-from-name", file, worded("parent déduit de son nom", "parent taken from its name"), check)
            }
            How::Place => Problem::warning(
                "parent-from-place",
                file,
                worded("parent déduit de l'emplacement du centre", "parent taken from where the centre lies"),
                check,
            ),
            How::Unknown => Problem::warning(
                "parent-unknown",
                file,
                worded(
                    "code parent absent du fichier du niveau supérieur",
                    "parent code that is not in the file of the level above",
                ),
                Text::new(
                    "Les fichiers ne sont peut-être pas de la même version : prenez les trois niveaux d'une même livraison.",
                    "The files may not be of one version: take all three levels from one delivery.",
                ),
            ),
            How::Nothing => Problem::warning(
                "parent-missing",
                file,
                worded("unité sans parent, laissée de côté", "unit without parent, left out"),
                Text::new("Donnez-lui un code parent existant.", "Give it a parent code that exists."),
            ),
        }
    }
}

/// Finds parents among the units of a level.
struct Finder<'a> {
    coarse: &'a Units,
    codes: HashMap<&'a Pcode, usize>,
    names: HashMap<String, Vec<&'a Pcode>>,
}

impl<'a> Finder<'a> {
    fn new(coarse: &'a Units) -> Self {
        let codes = coarse.rows.iter().enumerate().map(|(i, unit)| (&unit.area.code, i)).collect();
        let mut names: HashMap<String, Vec<&Pcode>> = HashMap::new();
        coarse.rows.iter().for_each(|unit| names.entry(fold(&unit.area.name)).or_default().push(&unit.area.code));
        Finder { coarse, codes, names }
    }

    fn find(&self, unit: &Unit, upper: &Upper) -> Option<(How, Pcode)> {
        let code = unit.area.code.as_str();
        let start = (1..code.len()).rev().filter_map(|end| code.get(..end)).map(Pcode::from).find(|p| self.codes.contains_key(p));
        let by_code = start.map(|code| (How::Code, code));
        let by_name = || match self.names.get(&fold(upper.name.as_deref()?))?.as_slice() {
            [only] => Some((How::Name, (*only).clone())),
            _ => None,
        };
        let by_place = || {
            let centre = Point(unit.area.centre);
            let holds = |area: &Area| {
                area.geometry.bounding_rect().is_some_and(|r| r.intersects(&centre)) && area.geometry.contains(&centre)
            };
            self.coarse.rows.iter().find(|c| holds(&c.area)).map(|c| (How::Place, c.area.code.clone()))
        };
        by_code.or_else(by_name).or_else(by_place)
    }
}

/// The coarse level as the fine one describes it: by the code of the parent, else by the code
/// without its last two digits, else by the parent's name.
fn gather(fine: &mut Units, level: Level, problems: &mut Problems) -> Result<Units> {
    let mut groups: BTreeMap<Pcode, Vec<usize>> = BTreeMap::new();
    let mut from_code = Vec::new();
    for (i, unit) in fine.rows.iter().enumerate() {
        let upper = unit.upper(level);
        let key = upper.code.map(Pcode).or_else(|| {
            let key = shorter_code(&unit.area.code);
            from_code.extend(
                key.as_ref().map(|key| Case::row(unit.row, level.id(), format!("{} {}: {key}", unit.area.code, unit.area.name))),
            );
            key
        });
        let key = key.or(upper.name.map(Pcode)).ok_or_else(|| nothing_above(&fine.file, level, unit))?;
        groups.entry(key).or_default().push(i);
    }
    problems.add(How::Code.problem(&fine.file, level).with_all(from_code));
    let mut rows = Vec::with_capacity(groups.len());
    for (code, members) in groups {
        let names: Vec<String> = members.iter().filter_map(|&i| fine.rows[i].upper(level).name).collect();
        let name = most_frequent(&names).unwrap_or_else(|| code.to_string());
        let odd = members.iter().filter_map(|&i| {
            let own = fine.rows[i].upper(level).name?;
            (fold(&own) != fold(&name)).then(|| Case::row(fine.rows[i].row, level.id(), format!("{code}: {own} / {name}")))
        });
        let differ = Problem::warning(
            "parent-names-differ",
            &fine.file,
            Text::new("un même code parent porte plusieurs noms", "one parent code carries several names"),
            Text::new(
                "Le nom le plus fréquent est gardé. Corrigez le code ou le nom de ces lignes.",
                "The most frequent name is kept. Correct the code or the name of these rows.",
            ),
        );
        problems.add(differ.with_all(odd));
        members.iter().for_each(|&i| fine.rows[i].area.parent = Some(code.clone()));
        let row = fine.rows[members[0]].row;
        rows.push(Unit::new(row, Area::new(code, name, None, MultiPolygon(vec![])), vec![]));
    }
    Ok(Units { level, file: fine.file.clone(), dissolved: true, rows })
}

/// `ML010113` → `ML0101`; `None` when the code does not end in two digits after two others.
fn shorter_code(code: &Pcode) -> Option<Pcode> {
    let digits = code.as_str().bytes().rev().take_while(u8::is_ascii_digit).count();
    (digits >= 4).then(|| Pcode::from(&code.as_str()[..code.as_str().len() - 2]))
}

pub(super) fn most_frequent(names: &[String]) -> Option<String> {
    let count = |name: &String| names.iter().filter(|other| *other == name).count();
    // The first of equals.
    names.iter().rev().max_by_key(|name| count(name)).cloned()
}

fn nothing_above(file: &str, level: Level, unit: &Unit) -> Error {
    let (label, code, row) = (level.label(), &unit.area.code, unit.row);
    let (fr, en) = (label.fr, label.en);
    Error::input(
        text!(
            "`{file}` ne dit pas à quel niveau {fr} appartient l'unité {code} (ligne {row})",
            "`{file}` does not say to which {en} unit {code} belongs (row {row})"
        ),
        text!(
            "Donnez aussi le fichier de ce niveau, ou une colonne de son code (par exemple adm2_pcode, adm1_pcode).",
            "Give the file of that level too, or a column of its code (for example adm2_pcode, adm1_pcode)."
        ),
    )
}

fn unrelated(fine: &str, coarse: &str, level: Level) -> Error {
    let (fr, en) = (level.label().fr, level.label().en);
    Error::input(
        text!(
            "aucune unité de `{fine}` ({fr}) n'a de parent dans `{coarse}`",
            "no unit of `{fine}` ({en}) has a parent in `{coarse}`"
        ),
        Text::new(
            "Les deux fichiers ne décrivent pas le même pays ou la même version.",
            "The two files do not describe the same country or version.",
        ),
    )
}
