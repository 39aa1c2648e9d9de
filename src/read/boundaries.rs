//! The boundary set: communes, cercles and regions with their codes and parents. Levels that are
//! not given are dissolved from the communes.
//!
//! Not for zones (a list of regions, see [`Boundaries::with_zones`]) and not for place names.

use super::boundary_checks as checks;
use super::boundary_columns::fold;
use super::boundary_level::{Unit, Units, Upper, read_level};
use crate::base::{Area, Areas, Boundaries, Case, Error, Level, Pcode, Problem, Problems, Result, Text, dissolve};
use crate::text;
use geo::{BoundingRect, Contains, Intersects};
use geo_types::{MultiPolygon, Point};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

/// Where the levels of a boundary set stand.
#[derive(Debug, Clone, Default)]
pub struct BoundaryFiles {
    pub communes: PathBuf,
    /// Dissolved from the communes when absent.
    pub cercles: Option<PathBuf>,
    /// Dissolved from the communes when absent.
    pub regions: Option<PathBuf>,
    /// What the set is and when it was valid: "COD-AB v02, 2021-12-20".
    pub vintage: String,
}

/// Reads and checks a boundary set. Zones are empty and regions have no parent: zones come from
/// the project.
///
/// A unit's parent is the one its row names; where the row names none, or one that does not
/// exist, it is found by the beginning of its code, by the parent's name, or by where its
/// centre lies, in this order, and reported. A unit without any parent is left out and
/// reported. An error when a file cannot be read, holds no polygon or no codes, or when the
/// cercles or regions are neither given nor named in the communes.
pub fn read_boundaries(files: &BoundaryFiles, problems: &mut Problems) -> Result<Boundaries> {
    let mut communes = read_level(&files.communes, Level::Commune, problems)?;
    let given = |path: &Option<PathBuf>, level, problems: &mut Problems| {
        path.as_deref().map(|p| read_level(p, level, problems)).transpose()
    };
    let cercles = given(&files.cercles, Level::Cercle, problems)?;
    let regions = given(&files.regions, Level::Region, problems)?;

    let mut cercles = link(&mut communes, cercles, Level::Cercle, problems)?;
    pass_up(&communes, &mut cercles);
    let mut regions = link(&mut cercles, regions, Level::Region, problems)?;
    // A cercle without region takes its communes with it.
    let kept: Vec<Pcode> = cercles.rows.iter().map(|cercle| cercle.area.code.clone()).collect();
    communes.rows.retain(|commune| commune.area.parent.as_ref().is_some_and(|parent| kept.contains(parent)));
    fill(&mut cercles, &communes, |commune| commune.area.parent.clone());
    let region_of: HashMap<&Pcode, &Pcode> =
        cercles.rows.iter().filter_map(|cercle| Some((&cercle.area.code, cercle.area.parent.as_ref()?))).collect();
    fill(&mut regions, &communes, |commune| region_of.get(commune.area.parent.as_ref()?).map(|&code| code.clone()));

    for units in [&communes, &cercles, &regions] {
        checks::declared_areas(units, problems);
    }
    checks::shared_names(&communes, problems);
    checks::nesting(&communes, &cercles, problems);
    checks::nesting(&cercles, &regions, problems);
    checks::coverage(&communes, &cercles, problems);
    checks::coverage(&cercles, &regions, problems);

    let country = country(&communes, &cercles, &regions);
    let areas = |units: Units| Areas::new(units.level, units.rows.into_iter().map(|unit| unit.area).collect());
    Ok(Boundaries {
        country: Areas::new(Level::Country, vec![country]),
        zones: Areas::new(Level::Zone, vec![]),
        regions: areas(regions),
        cercles: areas(cercles),
        communes: areas(communes),
        vintage: files.vintage.clone(),
    })
}

/// Gives every unit of `fine` its parent among `coarse`, or makes the coarse level from what
/// the fine one says (surfaces are filled in later). Units without parent are removed.
fn link(fine: &mut Units, coarse: Option<Units>, level: Level, problems: &mut Problems) -> Result<Units> {
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

fn most_frequent(names: &[String]) -> Option<String> {
    let count = |name: &String| names.iter().filter(|other| *other == name).count();
    // The first of equals.
    names.iter().rev().max_by_key(|name| count(name)).cloned()
}

/// What the communes say about region and country, for cercles that do not say it themselves.
fn pass_up(communes: &Units, cercles: &mut Units) {
    for cercle in &mut cercles.rows {
        let members: Vec<&Unit> = communes.rows.iter().filter(|c| c.area.parent.as_ref() == Some(&cercle.area.code)).collect();
        let upper = [Level::Region, Level::Country].map(|level| {
            let own = cercle.upper(level);
            let said: Vec<Upper> = members.iter().map(|member| member.upper(level)).collect();
            let most =
                |of: fn(&Upper) -> Option<&String>| most_frequent(&said.iter().filter_map(of).cloned().collect::<Vec<_>>());
            let code = own.code.or_else(|| most(|upper| upper.code.as_ref()));
            (level, Upper { code, name: own.name.or_else(|| most(|upper| upper.name.as_ref())) })
        });
        cercle.set_upper(upper.to_vec());
    }
}

/// Dissolves the surfaces of a gathered level from the communes. A level read from a file is
/// left as it is.
fn fill(coarse: &mut Units, communes: &Units, parent: impl Fn(&Unit) -> Option<Pcode>) {
    if !coarse.dissolved {
        return;
    }
    let mut parts: HashMap<Pcode, Vec<&MultiPolygon<f64>>> = HashMap::new();
    for commune in &communes.rows {
        if let Some(code) = parent(commune) {
            parts.entry(code).or_default().push(&commune.area.geometry);
        }
    }
    coarse.rows.par_iter_mut().for_each(|unit| {
        let geometry = dissolve(parts.get(&unit.area.code).map_or(&[][..], Vec::as_slice));
        unit.area = Area::new(unit.area.code.clone(), unit.area.name.clone(), unit.area.parent.clone(), geometry);
    });
}

/// The country: its surface from the regions, its code and name from whoever names them, else
/// the letters that all region codes begin with.
fn country(communes: &Units, cercles: &Units, regions: &Units) -> Area {
    let said: Vec<Upper> =
        [regions, cercles, communes].iter().flat_map(|units| &units.rows).map(|unit| unit.upper(Level::Country)).collect();
    let letters = || {
        let first = regions.rows.first()?.area.code.as_str();
        let letters: String = first.chars().take_while(|c| c.is_alphabetic()).collect();
        let shared = !letters.is_empty() && regions.rows.iter().all(|r| r.area.code.as_str().starts_with(&letters));
        shared.then_some(letters)
    };
    let code =
        said.iter().find_map(|upper| upper.code.clone()).or_else(letters).unwrap_or_else(|| Level::Country.id().to_owned());
    let name = said.iter().find_map(|upper| upper.name.clone()).unwrap_or_else(|| code.clone());
    let finest = if regions.dissolved { communes } else { regions };
    let parts: Vec<&MultiPolygon<f64>> = finest.rows.iter().map(|unit| &unit.area.geometry).collect();
    Area::new(Pcode(code), name, None, dissolve(&parts))
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
