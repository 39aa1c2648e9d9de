//! Which area a code or a name means.

use crate::base::{Error, Level, Result, Text};
use crate::names::fold;
use crate::pipeline::outputs::Outputs;
use crate::text;

/// An area by its position in its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundArea {
    pub level: Level,
    pub area: usize,
}

/// Levels that may be asked for, fine to coarse.
const LEVELS: [Level; 5] = [Level::Commune, Level::Cercle, Level::Region, Level::Zone, Level::Country];

/// Names that are offered when one is unknown.
const OFFERED: usize = 5;

/// Looks a code up, else a name, whatever its case and accents.
///
/// # Errors
/// No such area: offers the nearest names. Several: says the code and the parent of each.
pub fn find(outputs: &Outputs, asked: &str) -> Result<FoundArea> {
    let asked = asked.trim();
    let all = || LEVELS.into_iter().flat_map(|level| (0..outputs.areas(level).len()).map(move |area| FoundArea { level, area }));
    let at = |found: FoundArea| &outputs.areas(found.level)[found.area];
    if let Some(found) = all().find(|&f| at(f).code.as_str().eq_ignore_ascii_case(asked)) {
        return Ok(found);
    }
    let folded = fold(asked);
    let named: Vec<FoundArea> = all().filter(|&f| !folded.is_empty() && fold(&at(f).name) == folded).collect();
    match named.as_slice() {
        [one] => Ok(*one),
        [] => {
            let mut near: Vec<(f64, FoundArea)> = all().map(|f| (strsim::jaro_winkler(&fold(&at(f).name), &folded), f)).collect();
            near.sort_by(|a, b| b.0.total_cmp(&a.0));
            let near: Vec<FoundArea> = near.into_iter().take(OFFERED).map(|(_, f)| f).collect();
            let offered = described(outputs, &near);
            Err(Error::usage(
                text!("aucune unité n'a le code ou le nom `{asked}`", "no area has the code or name `{asked}`"),
                Text::new(format!("Les plus proches : {}.", offered.fr), format!("The nearest: {}.", offered.en)),
            ))
        }
        several => {
            let (count, offered) = (several.len(), described(outputs, several));
            Err(Error::usage(
                text!("{count} unités portent le nom `{asked}`", "{count} areas have the name `{asked}`"),
                Text::new(
                    format!("Donnez le code avec --area : {}.", offered.fr),
                    format!("Give the code with --area: {}.", offered.en),
                ),
            ))
        }
    }
}

/// `FX010202 (Koro, commune, Gourma)`, one after the other.
fn described(outputs: &Outputs, areas: &[FoundArea]) -> Text {
    let one = |f: &FoundArea| {
        let area = &outputs.areas(f.level)[f.area];
        let above = [Level::Cercle, Level::Region].into_iter().find(|&up| up < f.level);
        let parent = above.and_then(|up| Some((up, outputs.boundaries.ancestor(f.level, f.area, up)?)));
        let parent = parent.map_or(String::new(), |(up, i)| format!(", {}", outputs.areas(up)[i].name));
        let (code, name, level) = (&area.code, &area.name, f.level.label());
        (format!("{code} ({name}, {}{parent})", level.fr), format!("{code} ({name}, {}{parent})", level.en))
    };
    let (fr, en): (Vec<String>, Vec<String>) = areas.iter().map(one).unzip();
    Text::new(fr.join(", "), en.join(", "))
}
