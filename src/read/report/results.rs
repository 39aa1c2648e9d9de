//! Numbers of a survey as a report prints them.

use super::printed::{Numbers, Printed, Qualifier};
use super::{At, at, owned, parts};
use crate::base::{Case, Problem, Problems, Result, Text};
use crate::read::parse::words::fold;
use crate::read::records::{Input, Records};
use crate::read::schema::Kind;
use std::collections::HashMap;

/// One number of one survey question in one report.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedResult {
    pub at: At,
    /// Round of the survey; empty where the report names none.
    pub wave: String,
    pub question: String,
    /// How the question is answered, where the table says.
    pub kind: Option<AnswerKind>,
    /// Items of the battery; several when the report prints one number for all of them.
    pub items: Vec<String>,
    /// Choices that count together; empty for a mean.
    pub choices: Vec<String>,
    /// Variable (`zone`, `sex`, `age_group`, `milieu`, `region`, or as written) and value; `None`
    /// for everybody. Women are `f` and men `m`.
    pub group: Option<(String, String)>,
    pub statistic: PublishedStatistic,
    /// Respondents, where printed beside the number.
    pub n: Option<u32>,
    /// In percent (0 to 100) or in the question's own unit. `None` when only bounds are printed.
    pub value: Option<Printed>,
    pub lower: Option<Printed>,
    pub upper: Option<Printed>,
    pub qualifier: Qualifier,
    /// One of the shares that add up to everybody, with the others of the same question, item and group.
    pub part_of_whole: bool,
    /// Key of what the number says; two numbers with one key say the same thing.
    pub subject: Option<String>,
    /// Where it stands in the report: `1.1.1, Fig. 6`.
    pub section: String,
    pub label: Text,
}

/// How a question is answered: one choice, several, a step of a scale, an order, a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerKind {
    Single,
    Multiple,
    Scale,
    Ranking,
    Numeric,
}

/// What a printed number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PublishedStatistic {
    /// Percent of respondents.
    Share,
    /// Percent on the two highest steps of a scale.
    TopTwo,
    /// Percent who put the choice first.
    FirstChoice,
    Mean,
    Median,
    MeanRank,
    Total,
    Count,
}

impl PublishedStatistic {
    pub fn is_percent(self) -> bool {
        matches!(self, PublishedStatistic::Share | PublishedStatistic::TopTwo | PublishedStatistic::FirstChoice)
    }

    fn named(id: &str) -> Option<Self> {
        Some(match id {
            "share" => PublishedStatistic::Share,
            "top_two" => PublishedStatistic::TopTwo,
            "first_choice" => PublishedStatistic::FirstChoice,
            "mean" => PublishedStatistic::Mean,
            "median" => PublishedStatistic::Median,
            "mean_rank" => PublishedStatistic::MeanRank,
            "total" => PublishedStatistic::Total,
            "count" => PublishedStatistic::Count,
            _ => return None,
        })
    }
}

fn answer_kind(id: &str) -> Option<AnswerKind> {
    Some(match id {
        "single" => AnswerKind::Single,
        "multiple" => AnswerKind::Multiple,
        "scale" => AnswerKind::Scale,
        "ranking" => AnswerKind::Ranking,
        "numeric" => AnswerKind::Numeric,
        _ => return None,
    })
}

/// Reads a table of published results. A row without a readable number, with an unknown statistic,
/// with a percentage outside 0 to 100 or that repeats an earlier one is left out and reported;
/// bounds that do not hold the value are dropped and reported.
///
/// Errors: the file cannot be used, or has no questions, statistics or values.
pub fn read(input: &Input) -> Result<(Vec<PublishedResult>, Problems)> {
    let (records, mut problems) = Records::open(input, Kind::Results)?;
    for field in ["question", "stat", "value"] {
        records.require(&[field])?;
    }
    let mut numbers = Numbers::new(records.file());
    let mut faults = Faults::new(records.file());
    let mut seen = HashMap::new();
    let mut results = Vec::with_capacity(records.len());
    for record in records.iter() {
        let row = record.number();
        let case = |field: &str| Case::row(row, records.header(field), owned(record, field));
        let Some(statistic) = record.value("stat").and_then(PublishedStatistic::named) else {
            faults.statistic.push(case("stat"));
            continue;
        };
        let qualifier = numbers.qualifier(&records, record);
        let [value, mut lower, mut upper] = ["value", "lower", "upper"].map(|f| numbers.printed(&records, record, f));
        if value.is_none() && (lower.is_none() || upper.is_none()) {
            if record.get("value").is_none() {
                faults.missing.push(case("value"));
            }
            continue;
        }
        let in_range = |p: Option<Printed>| p.is_none_or(|p| (0.0..=100.0).contains(&p.value));
        if statistic.is_percent() && !(in_range(value) && in_range(lower) && in_range(upper)) {
            faults.range.push(case("value"));
            continue;
        }
        if !in_order(value, lower, upper) {
            faults.bounds.push(Case::row(row, records.header("lower"), owned(record, "lower")));
            if value.is_none() {
                continue;
            }
            (lower, upper) = (None, None);
        }
        let variable = record.get("breakdown").map(|b| record.value("breakdown").unwrap_or(b).to_owned());
        let group = variable.map(|variable| {
            let folded = record.value("group").filter(|_| variable == "sex");
            (variable, folded.map_or_else(|| owned(record, "group"), str::to_owned))
        });
        let result = PublishedResult {
            at: at(&records, record),
            wave: owned(record, "wave"),
            question: owned(record, "question"),
            kind: record.value("kind").and_then(answer_kind),
            items: parts(record.get("item"), '+'),
            choices: parts(record.get("choice"), '+'),
            group,
            statistic,
            n: numbers.count(&records, record, "n"),
            value,
            lower,
            upper,
            qualifier,
            part_of_whole: record.get("part_of").is_some(),
            subject: record.get("subject").map(str::to_owned),
            section: owned(record, "section"),
            label: label(record.get("label_fr"), record.get("label_en")),
        };
        let first = *seen.entry(key(&result)).or_insert(row);
        if first != row {
            faults.repeated.push(Case::row(row, records.header("question"), format!("{} (→ {first})", result.question)));
            continue;
        }
        results.push(result);
    }
    problems.extend(numbers.problems());
    problems.extend(faults.into_problems());
    Ok((results, problems))
}

/// A label with one language missing shows the other.
pub(super) fn label(fr: Option<&str>, en: Option<&str>) -> Text {
    Text::new(fr.or(en).unwrap_or(""), en.or(fr).unwrap_or(""))
}

fn in_order(value: Option<Printed>, lower: Option<Printed>, upper: Option<Printed>) -> bool {
    let chain: Vec<f64> = [lower, value, upper].into_iter().flatten().map(|p| p.value).collect();
    chain.is_sorted()
}

/// What makes two rows the same number.
fn key(result: &PublishedResult) -> impl Eq + std::hash::Hash + use<> {
    let folded = |list: &[String]| {
        let mut list: Vec<String> = list.iter().map(|t| fold(t)).collect();
        list.sort();
        list
    };
    (
        fold(&result.wave),
        fold(&result.question),
        folded(&result.items),
        folded(&result.choices),
        result.group.as_ref().map(|(variable, value)| (fold(variable), fold(value))),
        result.statistic,
        result.section.clone(),
    )
}

/// The groups of rows that cannot be used.
struct Faults {
    statistic: Problem,
    missing: Problem,
    range: Problem,
    bounds: Problem,
    repeated: Problem,
}

impl Faults {
    fn new(file: &str) -> Self {
        let warning = |kind, fr: &str, en: &str, way_fr: &str, way_en: &str| {
            Problem::warning(kind, file, Text::new(fr, en), Text::new(way_fr, way_en))
        };
        Faults {
            statistic: warning(
                "statistic-unknown",
                "statistiques inconnues dans stat : lignes laissées de côté",
                "unknown statistics in stat: rows left out",
                "Écrivez share, top_two, first_choice, mean, median, mean_rank, total ou count.",
                "Write share, top_two, first_choice, mean, median, mean_rank, total or count.",
            ),
            missing: warning(
                "value-missing",
                "lignes sans valeur ni bornes : laissées de côté",
                "rows without value or bounds: left out",
                "Écrivez le nombre imprimé, ou ses deux bornes ; retirez la ligne si le rapport n'en imprime pas.",
                "Write the printed number, or its two bounds; remove the row if the report prints none.",
            ),
            range: warning(
                "share-out-of-range",
                "pourcentages hors de 0 à 100 : lignes laissées de côté",
                "percentages outside 0 to 100: rows left out",
                "Vérifiez la saisie ; si le rapport imprime bien ce nombre, il ne peut pas être un pourcentage de répondants.",
                "Check the typing; if the report does print this number, it cannot be a percentage of respondents.",
            ),
            bounds: warning(
                "bounds-reversed",
                "bornes qui n'encadrent pas la valeur : non utilisées",
                "bounds that do not enclose the value: not used",
                "La borne basse va dans lower, la haute dans upper.",
                "The lower bound goes to lower, the upper one to upper.",
            ),
            repeated: warning(
                "result-repeated",
                "le même nombre deux fois au même endroit : la première ligne compte",
                "the same number twice at one place: the first row counts",
                "Gardez une seule ligne, ou dites ce qui les distingue : item, choice, group ou section.",
                "Keep one row, or say what tells them apart: item, choice, group or section.",
            ),
        }
    }

    fn into_problems(self) -> [Problem; 5] {
        [self.statistic, self.missing, self.range, self.bounds, self.repeated]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::testing::input;

    #[test]
    fn printed_numbers_keep_their_decimals_groups_and_words() {
        let (_folder, input) = input(
            "wave;question;item;choice;breakdown;group;stat;n;value;lower;upper;qualifier;section\n\
             Q2;q18;;oui;zone;Sud;pct;;20 %;;;;1.1.1\n\
             Q2;gravite;infrastructures;;sexe;H;moyenne;70;3,46;;;;1.1.2\n\
             Q2;q28;sante+eau;etat;;;share;;65;;;;2.1.2\n\
             Q3;q37;;importance;;;share;;;65 %;66 %;entre;2.3.2\n\
             Q2;q20;;ong;;;share;;60;;;six sur dix;2.1.3\n",
        );
        let (results, problems) = read(&input).unwrap();
        assert!(!problems.matter(), "{:?}", problems.sorted());
        assert_eq!(results[0].group, Some(("zone".into(), "Sud".into())));
        assert_eq!((results[1].value, results[1].n), (Some(Printed { value: 3.46, decimals: 2 }), Some(70)));
        assert_eq!(results[1].group, Some(("sex".into(), "m".into())));
        assert_eq!(results[2].items, ["sante", "eau"]);
        assert_eq!((results[3].value, results[3].upper.map(|u| u.value)), (None, Some(66.0)));
        assert_eq!([results[3].qualifier, results[4].qualifier], [Qualifier::Between, Qualifier::InWords]);
    }

    #[test]
    fn rows_that_cannot_be_are_reported_with_their_row() {
        let (_folder, input) = input(
            "question,stat,n,value,lower,upper,qualifier,choice\n\
             a,share,,120,,,,x\n\
             b,share,,beaucoup,,,,x\n\
             c,modus,,3,,,,x\n\
             d,share,,40,50,60,,x\n\
             e,share,,,,,,x\n\
             f,share,,10,,,tout juste,x\n\
             f,share,,11,,,,x\n\
             g,share,3.5,12,,,,x\n\
             h,share,,-1,,,,x\n",
        );
        let (results, problems) = read(&input).unwrap();
        let read: Vec<&str> = results.iter().map(|r| r.question.as_str()).collect();
        assert_eq!(read, ["d", "f", "g"]);
        assert_eq!((results[0].lower, results[1].qualifier, results[2].n), (None, Qualifier::About, None));
        let mut found: Vec<(&str, usize)> = problems.iter().map(|p| (p.kind, p.count)).collect();
        found.sort();
        let expected = [
            ("bounds-reversed", 1),
            ("number-unreadable", 2),
            ("qualifier-unknown", 1),
            ("result-repeated", 1),
            ("share-out-of-range", 2),
            ("statistic-unknown", 1),
            ("value-missing", 1),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_table_without_numbers_is_refused_with_its_columns() {
        let (_folder, input) = input("question,valeurs\nq1,3\n");
        assert!(read(&input).unwrap_err().hint.fr.contains("valeurs"));
    }
}
