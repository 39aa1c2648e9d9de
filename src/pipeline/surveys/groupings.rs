//! What respondents can be grouped by, under the words of users; and the groups by place.

use crate::base::{Boundaries, Lang, Level, Pcode, Place, PlaceName, Text};
use crate::names::fold;
use crate::read::survey::Responses;
use crate::read::survey::responses::{Factor, Level as Value, NO_ANSWER};
use crate::table::places::Places;

/// Levels of places, fine to coarse.
pub(super) const LEVELS: [Level; 4] = [Level::Commune, Level::Cercle, Level::Region, Level::Zone];

/// Groupings by their ids, and what they are called.
pub(super) const GROUPINGS: [(&str, (&str, &str)); 8] = [
    ("zone", ("zone", "zone")),
    ("region", ("région", "region")),
    ("cercle", ("cercle", "cercle")),
    ("commune", ("commune", "commune")),
    ("sex", ("sexe", "sex")),
    ("age_group", ("âge", "age")),
    ("milieu", ("milieu", "urban or rural")),
    ("wave", ("vague", "wave")),
];

/// Codes and label of every group of up to two groupings, as tables order them; one without codes
/// for everybody when there is none.
pub fn crossed_groups(by: &[(String, Factor)]) -> Vec<(Vec<String>, Text)> {
    let join = |so_far: &str, own: &str| if so_far.is_empty() { own.to_owned() } else { format!("{so_far}, {own}") };
    let mut out = vec![(Vec::new(), Text::default())];
    for (_, factor) in by {
        let grown = |(codes, label): (Vec<String>, Text)| {
            factor.levels.iter().map(move |level| {
                let label = Text::new(join(&label.fr, &level.label.fr), join(&label.en, &level.label.en));
                (codes.iter().cloned().chain([level.code.clone()]).collect(), label)
            })
        };
        out = out.into_iter().flat_map(grown).collect();
    }
    out
}

/// What a grouping is called; the word itself where it is not known.
pub fn grouping_label(word: &str) -> Text {
    let known = GROUPINGS.into_iter().find(|(id, _)| Some(*id) == grouping(word));
    known.map_or_else(|| Text::same(word), |(_, (fr, en))| Text::new(fr, en))
}

/// The id of a grouping, however it is called: `zone`, `region`, `cercle`, `commune`, `sex`,
/// `age_group`, `milieu`, `wave`. `None` for another word, which may be the code of a question.
pub fn grouping(word: &str) -> Option<&'static str> {
    let folded = fold(word);
    let id = match folded.as_str() {
        "sexe" => "sex",
        "age" | "groupe age" => "age group",
        "vague" => "wave",
        other => other,
    };
    GROUPINGS.into_iter().map(|(known, _)| known).find(|known| fold(known) == id)
}

/// Where respondents live: the finest place their names lead to; else the zone they say.
pub(super) fn homes(responses: &Responses, places: &Places) -> Vec<Option<Place>> {
    let by_code = |place: &PlaceName| {
        let code = Pcode(place.code.clone()?);
        let level = Level::ADMINISTRATIVE.into_iter().find(|l| places.boundaries.level(*l).position(&code).is_some())?;
        Some(Place { level, code })
    };
    let mut found: Vec<Option<Place>> = responses.places.iter().map(by_code).collect();
    // A commune that nobody can tell is still somewhere in its cercle.
    for finest in [Level::Commune, Level::Cercle, Level::Region] {
        let name = |row: usize| {
            let place = &responses.places[row];
            PlaceName {
                code: place.code.clone().filter(|_| finest == Level::Commune),
                commune: place.commune.clone().filter(|_| finest == Level::Commune),
                cercle: place.cercle.clone().filter(|_| finest != Level::Region),
                region: place.region.clone(),
            }
        };
        let open: Vec<usize> = (0..found.len()).filter(|&row| found[row].is_none()).collect();
        let named: Vec<(u64, PlaceName, Option<Level>)> =
            open.iter().map(|&row| (responses.rows[row], name(row), name(row).finest())).collect();
        let places = places.named(&named, "", Lang::Fr).places;
        open.into_iter().zip(places).for_each(|(row, place)| found[row] = place);
    }
    let zones: Vec<(String, Place)> =
        places.boundaries.zones.iter().map(|z| (fold(&z.name), Place { level: Level::Zone, code: z.code.clone() })).collect();
    let zone_of = |row: usize| {
        let said = fold(&responses.background.zone.as_ref()?.level(row)?.code);
        zones.iter().find(|(name, _)| *name == said).map(|(_, place)| place.clone())
    };
    found.into_iter().enumerate().map(|(row, place)| place.or_else(|| zone_of(row))).collect()
}

/// Respondents by area; the codes of the groups are those of the areas.
pub(super) fn area_groups(level: Level, homes: &[Option<Place>], boundaries: &Boundaries) -> Factor {
    let areas = boundaries.level(level);
    let levels = areas.iter().map(|a| Value { code: a.code.to_string(), label: Text::same(&a.name) }).collect();
    let code = |home: &Option<Place>| {
        let home = home.as_ref()?;
        let at = boundaries.ancestor(home.level, boundaries.level(home.level).position(&home.code)?, level)?;
        u16::try_from(at).ok()
    };
    Factor { column: level.id().into(), levels, codes: homes.iter().map(|h| code(h).unwrap_or(NO_ANSWER)).collect() }
}

/// Respondents by the names of places as the file writes them.
pub(super) fn named_groups(level: Level, responses: &Responses) -> Factor {
    if level == Level::Zone {
        return responses.background.zone.clone().unwrap_or_default();
    }
    let name = |place: &PlaceName| match level {
        Level::Region => place.region.clone(),
        Level::Cercle => place.cercle.clone(),
        _ => place.commune.clone(),
    };
    let names: Vec<Option<String>> = responses.places.iter().map(name).collect();
    let mut known: Vec<&String> = names.iter().flatten().collect();
    known.sort();
    known.dedup();
    let code = |n: &Option<String>| n.as_ref().and_then(|n| known.binary_search(&n).ok()).and_then(|at| u16::try_from(at).ok());
    let codes = names.iter().map(|n| code(n).unwrap_or(NO_ANSWER)).collect();
    let levels = known.iter().map(|n| Value { code: (*n).clone(), label: Text::same(n.as_str()) }).collect();
    Factor { column: level.id().into(), levels, codes }
}
