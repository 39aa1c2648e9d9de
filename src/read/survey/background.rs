//! What a survey says of everybody beside the answers: groups, place, weight and how people were
//! drawn.

use super::layout::bare;
use super::questionnaire::Questionnaire;
use super::responses::{Background, Factor, Level, NO_ANSWER, NOT_ASKED, ReplicateColumns, Sampling};
use super::sheet::{Column, EMPTY, Sheet};
use crate::base::{Case, PlaceName, Problem, Problems, Text};
use crate::read::parse::numbers;
use crate::read::parse::words::fold;
use crate::read::schema::{REPLICATE_WEIGHTS, word_key};
use std::collections::{BTreeMap, BTreeSet};

/// The groups of respondents that columns of the sheet give.
pub fn background(sheet: &Sheet, questionnaire: &Questionnaire, problems: &mut Problems) -> Background {
    let mut factor = |field: &'static str| factor(sheet, field, questionnaire, problems);
    Background {
        wave: factor("wave"),
        zone: factor("zone"),
        sex: factor("sex"),
        age_group: factor("age_group"),
        milieu: factor("milieu"),
    }
}

/// Weights, strata and clusters, where columns of the sheet give them.
pub fn sampling(sheet: &Sheet, questionnaire: &Questionnaire, problems: &mut Problems) -> Sampling {
    let mut unusable = Problem::warning(
        "weight-unusable",
        sheet.file,
        Text::new(
            "poids absents, illisibles ou non positifs : ces réponses ne comptent pas",
            "weights missing, unreadable or not above zero: these answers do not count",
        ),
        Text::new("Un poids est un nombre plus grand que zéro.", "A weight is a number above zero."),
    );
    let weights = positive(sheet, "weight", &mut unusable);
    let mut sizes = Problem::warning(
        "population-size-unusable",
        sheet.file,
        Text::new(
            "tailles de population absentes, illisibles ou non positives : comptées comme absentes",
            "population sizes missing, unreadable or not above zero: counted as missing",
        ),
        Text::new(
            "Donnez le nombre de grappes de la strate, plus grand que zéro.",
            "Give the number of clusters in the stratum, above zero.",
        ),
    );
    let population_size = positive(sheet, "population_size", &mut sizes);
    problems.extend([unusable, sizes]);
    let replicates = replicates(sheet, problems);
    let mut factor = |field: &'static str| factor(sheet, field, questionnaire, problems);
    Sampling { weights, strata: factor("strata"), clusters: factor("cluster"), population_size, replicates }
}

/// The columns of replicate weights. A cell that is no weight is reported with its row.
fn replicates(sheet: &Sheet, problems: &mut Problems) -> ReplicateColumns {
    let mut unusable = Problem::warning(
        "replicate-weight-unusable",
        sheet.file,
        Text::new(
            "poids de réplication absents, négatifs ou illisibles : ces réponses ne comptent pas",
            "replicate weights missing, negative or unreadable: these answers do not count",
        ),
        Text::new(
            "Un poids de réplication est un nombre, zéro ou plus ; refaites l'export complet, ou retirez ces lignes.",
            "A replicate weight is a number, zero or more; export the file again as a whole, or remove these rows.",
        ),
    );
    let columns = || sheet.of_field(REPLICATE_WEIGHTS).iter().map(|&c| &sheet.columns[c]);
    let mut values = |column: &Column| -> Vec<f64> {
        let weights = column.translated(|word| numbers::decimal(word).filter(|w| *w >= 0.0));
        let weight = |row: usize| {
            let weight = weights.get(column.codes[row] as usize).copied().flatten();
            if weight.is_none() {
                unusable.push(Case::row(sheet.rows[row], &column.name, column.word(row).unwrap_or("")));
            }
            weight.unwrap_or(f64::NAN)
        };
        (0..sheet.len()).map(weight).collect()
    };
    let values = columns().map(&mut values).collect();
    problems.add(unusable);
    ReplicateColumns { names: columns().map(|c| c.name.clone()).collect(), values }
}

/// Among columns that answer no known question, those that are replicate weights by their names and
/// numbers: `repwt1`, `rep_1`, …
pub fn look_like_replicates(sheet: &Sheet, columns: &[usize]) -> Vec<usize> {
    let stem = |c: &usize| {
        let name = bare(&sheet.columns[*c].name);
        let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let known = stem.len() < name.len() && REPLICATE_NAMES.contains(&fold(stem).as_str());
        known.then(|| fold(stem))
    };
    let is_weight = |c: &&usize| {
        let words = &sheet.columns[**c].words;
        !words.is_empty() && words.iter().all(|w| numbers::decimal(w).is_some_and(|v| v >= 0.0))
    };
    let mut families: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &c in columns.iter().filter(is_weight) {
        if let Some(stem) = stem(&c) {
            families.entry(stem).or_default().push(c);
        }
    }
    families.into_values().filter(|family| family.len() >= FEWEST_REPLICATES).flatten().collect()
}

/// What columns of replicate weights are called before their number.
const REPLICATE_NAMES: [&str; 22] = [
    "rep",
    "repw",
    "repwt",
    "repwgt",
    "repweight",
    "replicate",
    "replicateweight",
    "replique",
    "poidsrep",
    "poidsreplique",
    "wrep",
    "wtrep",
    "wgtrep",
    "brr",
    "brrw",
    "brrwt",
    "jk",
    "jkw",
    "jkwt",
    "bsw",
    "bootw",
    "bootwt",
];
/// Fewer columns of such a name may be anything.
const FEWEST_REPLICATES: usize = 4;

/// Numbers above zero of a field, empty where no column gives it.
fn positive(sheet: &Sheet, field: &str, unusable: &mut Problem) -> Vec<Option<f64>> {
    let Some(&first) = sheet.of_field(field).first() else { return Vec::new() };
    let name = &sheet.columns[first].name;
    let value = |row: usize| {
        let text = sheet.get(row, field).unwrap_or("");
        let value = numbers::decimal(text).filter(|value| *value > 0.0);
        if value.is_none() {
            unusable.push(Case::row(sheet.rows[row], name, text));
        }
        value
    };
    (0..sheet.len()).map(value).collect()
}

/// The groups of one field: words of the schema in their canonical form, choices of a form in its
/// order, everything else as written and sorted. `None` where no column gives the field or all
/// are empty.
fn factor(sheet: &Sheet, field: &'static str, questionnaire: &Questionnaire, problems: &mut Problems) -> Option<Factor> {
    let &first = sheet.of_field(field).first()?;
    let column = &sheet.columns[first];
    let asked = questionnaire.find("", super::layout::bare(&column.name)).map(|q| &questionnaire.questions[q]);
    let choices = asked.map(|question| super::choices::Choices::new(question, &questionnaire.form));
    let vocabulary = sheet.schema.vocabulary(field);
    let meant = |word: &str| {
        let known = vocabulary.get(&word_key(word)).map(|w| (*w).to_owned());
        let choice = || {
            let choice = &asked?.choices[choices.as_ref()?.one(word)?];
            let by_label = [&choice.label.fr, &choice.label.en].into_iter().find_map(|label| vocabulary.get(&word_key(label)));
            Some(by_label.map_or_else(|| choice.code.clone(), |known| (*known).to_owned()))
        };
        known.or_else(choice).or_else(|| sheet.says(word).then(|| word.to_owned()))
    };
    let columns: Vec<(usize, Vec<Option<String>>)> =
        sheet.of_field(field).iter().map(|&c| (c, sheet.columns[c].translated(meant))).collect();
    let found: BTreeSet<&String> = columns.iter().flat_map(|(_, words)| words.iter().flatten()).collect();
    if found.is_empty() {
        return None;
    }
    let place = |code: &str| asked.and_then(|q| q.choices.iter().position(|c| c.code == code)).unwrap_or(usize::MAX);
    let mut codes: Vec<&String> = found.into_iter().collect();
    codes.sort_by_key(|code| place(code));
    // Two values of a code are kept for those without an answer.
    if codes.len() > usize::from(NOT_ASKED) {
        problems.add(
            Problem::warning(
                "too-many-groups",
                sheet.file,
                Text::new(
                    "colonne de groupes aux valeurs trop nombreuses : laissée de côté",
                    "a column of groups with too many values: left out",
                ),
                Text::new("Vérifiez que cette colonne désigne bien des groupes.", "Check that this column names groups."),
            )
            .with(Case { row: None, field: Some(column.name.clone()), found: codes.len().to_string() }),
        );
        return None;
    }
    let level = |code: &&String| {
        let choice = asked.and_then(|q| q.choices.iter().find(|c| c.code == **code));
        Level { code: (*code).clone(), label: choice.map_or_else(|| label(field, code), |c| c.label.clone()) }
    };
    let levels: Vec<Level> = codes.iter().map(level).collect();
    let position: std::collections::HashMap<&str, u16> = codes.iter().zip(0..).map(|(code, i)| (code.as_str(), i)).collect();
    let positions: Vec<(usize, Vec<Option<u16>>)> =
        columns.iter().map(|(c, words)| (*c, words.iter().map(|w| position.get(w.as_deref()?).copied()).collect())).collect();
    let code = |row: usize| {
        let of = |(c, words): &(usize, Vec<Option<u16>>)| match sheet.columns[*c].codes[row] {
            EMPTY => None,
            word => words[word as usize],
        };
        positions.iter().find_map(of).unwrap_or(NO_ANSWER)
    };
    let codes = (0..sheet.len()).map(code).collect();
    Some(Factor { column: column.name.clone(), levels, codes })
}

fn label(field: &str, code: &str) -> Text {
    match (field, code) {
        ("sex", "f") => Text::new("Femmes", "Women"),
        ("sex", "m") => Text::new("Hommes", "Men"),
        ("age_group", "jeune") => Text::new("Jeunes", "Young"),
        ("age_group", "non_jeune") => Text::new("Non-jeunes", "Not young"),
        ("milieu", "rural") => Text::new("Rural", "Rural"),
        ("milieu", "urbain") => Text::new("Urbain", "Urban"),
        _ => Text::same(code),
    }
}

/// Where respondents live, as written.
pub fn places(sheet: &Sheet) -> Vec<PlaceName> {
    let place = |row: usize| {
        let owned = |field: &str| {
            let constant = || sheet.schema.constants.get(field).map(String::as_str);
            sheet.get(row, field).or_else(constant).map(str::to_owned)
        };
        let code = owned("code").filter(|_| !sheet.schema.foreign_codes);
        PlaceName { code, region: owned("region"), cercle: owned("cercle"), commune: owned("commune") }
    };
    (0..sheet.len()).map(place).collect()
}

/// Respondents of whom neither zone nor place is known.
pub fn unplaced(sheet: &Sheet, places: &[PlaceName], zones: Option<&Factor>) -> Problem {
    let nowhere = |(row, place): &(usize, &PlaceName)| {
        place.code.is_none() && place.finest().is_none() && zones.is_none_or(|zones| zones.level(*row).is_none())
    };
    let cases = places.iter().enumerate().filter(nowhere).map(|(row, _)| Case { row: Some(sheet.rows[row]), ..Case::default() });
    Problem::warning(
        "place-missing",
        sheet.file,
        Text::new(
            "réponses sans zone ni lieu : comptées seulement pour l'ensemble du pays",
            "answers without zone or place: counted for the whole country only",
        ),
        Text::new(
            "Dites quelle colonne porte le lieu, par exemple fields = { region = \"…\" }.",
            "Say which column holds the place, for example fields = { region = \"…\" }.",
        ),
    )
    .with_all(cases)
}
