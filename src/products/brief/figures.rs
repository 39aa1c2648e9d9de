//! The headline and the key figures.

use super::facts::{Fact, Facts, Letters};
use super::times::Span;
use super::{capital, pick};
use crate::base::{Lang, Missing, Text, count};
use crate::carto::brief::{Entry, Head, Set, Table};
use crate::text;

/// Columns that are key figures where the project has them, in this order.
const KEY: [&str; 10] = [
    "population",
    "risk_index",
    "incidents_count",
    "incidents_killed",
    "incidents_last_12_months",
    "incidents_per_100k",
    "explosive_per_100k",
    "displaced_people",
    "displaced_per_1000",
    "food_insecure_share",
];

/// Each figure with its n, its interval, the country's value and the letters of its sources; `None` where the
/// project has none of them.
pub fn table(facts: &Facts, letters: &mut Letters) -> Option<Table> {
    let lang = facts.lang();
    let found: Vec<Fact> = KEY.into_iter().filter_map(|id| facts.get(id)).collect();
    if found.is_empty() {
        return None;
    }
    let bounds = found.iter().find(|f| f.interval().is_some()).map(|f| f.column.interval.label().get(lang).to_owned());
    let rows: Vec<Vec<Entry>> = found
        .iter()
        .map(|fact| {
            let word = fact.missing().is_some();
            let unit = fact.unit();
            vec![
                Entry::new(fact.label()).with(unit),
                Entry::new(fact.value()).quiet(word),
                Entry::new(fact.cell.n.map_or_else(String::new, |n| count(n as usize, lang))),
                Entry::new(fact.interval().unwrap_or_default()),
                Entry::new(fact.of_country()).quiet(fact.country.is_some_and(|c| c.value.is_err())),
                Entry::new(letters.of(fact)),
            ]
        })
        .collect();
    let head = |fr: &str, en: &str, share, set| Head { title: pick(lang, Text::new(fr, en)), share, set };
    let n = Text::new(
        "n : unités, événements, structures ou réponses derrière la valeur",
        "n: areas, events, facilities or answers behind the value",
    );
    let said = std::iter::once(pick(lang, n)).chain(bounds).collect::<Vec<_>>();
    Some(Table {
        heading: pick(lang, Text::new("Chiffres clés", "Key figures")),
        note: format!("{}.", said.join(if lang == Lang::Fr { " ; " } else { "; " })),
        heads: vec![
            head("", "", 7.8, Set::Words),
            Head { title: facts.name().to_owned(), share: 2.6, set: Set::Main },
            head("n", "n", 1.3, Set::Number),
            head("Intervalle", "Interval", 2.4, Set::Number),
            head("Pays", "Country", 2.4, Set::Number),
            head("Source", "Source", 1.5, Set::Words),
        ],
        least: rows.len(),
        rows,
    })
}

/// One sentence out of the index, the incidents and the people who live there; the first that are known.
pub fn headline(facts: &Facts) -> String {
    let lang = facts.lang();
    let clauses: Vec<String> =
        [index(facts), incidents(facts), access(facts), people(facts)].into_iter().flatten().take(2).collect();
    if clauses.is_empty() {
        return String::new();
    }
    let name = facts.name();
    let said = clauses.join(if lang == Lang::Fr { " ; " } else { "; " });
    match lang {
        Lang::Fr => format!("{name} : {said}."),
        Lang::En => format!("{name}: {said}."),
    }
}

fn index(facts: &Facts) -> Option<String> {
    let (lang, fact) = (facts.lang(), facts.get("risk_index")?);
    let value = fact.value();
    if fact.missing().is_some() {
        return Some(pick(lang, text!("l’indice de risque manque ({value})", "the risk index is missing ({value})")));
    }
    let against = against(&fact);
    Some(pick(lang, text!("indice de risque de {value} sur 10{against}", "risk index of {value} out of 10{against}")))
}

/// « , contre 5,1 pour l’ensemble du pays », where the country has a value.
fn against(fact: &Fact) -> String {
    let country = fact.of_country();
    match fact.country.filter(|c| c.ok().is_some()) {
        Some(_) => {
            pick(fact.lang, text!(", contre {country} pour l’ensemble du pays", ", against {country} for the whole country"))
        }
        None => String::new(),
    }
}

fn incidents(facts: &Facts) -> Option<String> {
    let (lang, fact) = (facts.lang(), facts.get("incidents_count")?);
    let value = fact.value();
    let when = Span::of(facts).map_or_else(String::new, |span| format!(" {}", span.between(lang)));
    let Some(number) = fact.cell.ok() else {
        return Some(pick(lang, text!("nombre d’incidents : {value}", "number of incidents: {value}")));
    };
    if number == 0.0 {
        return Some(pick(lang, text!("aucun incident enregistré{when}", "no incident recorded{when}")));
    }
    let rate = facts.get("incidents_per_100k").filter(|f| f.missing().is_none());
    let rate = rate.map_or_else(String::new, |f| {
        let (rate, against) = (f.value(), against_short(&f));
        pick(lang, text!(", soit {rate} pour 100 000 habitants{against}", ", or {rate} per 100,000 people{against}"))
    });
    // Behind the rate, which is that of the incidents.
    let killed = killed(facts).map_or_else(String::new, |k| if rate.is_empty() { format!(" {k}") } else { format!(", {k}") });
    Some(match (number == 1.0, lang) {
        (true, Lang::Fr) => format!("{value} incident enregistré{when}{rate}{killed}"),
        (true, Lang::En) => format!("{value} incident recorded{when}{rate}{killed}"),
        (false, Lang::Fr) => format!("{value} incidents enregistrés{when}{rate}{killed}"),
        (false, Lang::En) => format!("{value} incidents recorded{when}{rate}{killed}"),
    })
}

/// « (pays : 12,3) ».
fn against_short(fact: &Fact) -> String {
    let country = fact.of_country();
    match fact.country.filter(|c| c.ok().is_some()) {
        Some(_) => pick(fact.lang, text!(" (pays : {country})", " (country: {country})")),
        None => String::new(),
    }
}

/// « et 1 267 personnes tuées », where at least one is known of.
fn killed(facts: &Facts) -> Option<String> {
    let fact = facts.get("incidents_killed")?;
    let (lang, number, value) = (facts.lang(), fact.cell.ok()?, fact.value());
    match (number, lang) {
        (0.0, _) => None,
        (1.0, Lang::Fr) => Some(format!("et {value} personne tuée")),
        (1.0, Lang::En) => Some(format!("and {value} person killed")),
        (_, Lang::Fr) => Some(format!("et {value} personnes tuées")),
        (_, Lang::En) => Some(format!("and {value} people killed")),
    }
}

/// The first list of facilities of which it is known how many people live near one.
fn access(facts: &Facts) -> Option<String> {
    let near = |(id, _): &(String, Text)| facts.get(&format!("{id}_within_5km")).filter(|f| f.missing().is_none());
    let fact = facts.source.services.iter().find_map(near)?;
    let (label, value, against) = (fact.label(), fact.value(), against(&fact));
    Some(pick(facts.lang(), text!("« {label} » : {value}{against}", "“{label}”: {value}{against}")))
}

fn people(facts: &Facts) -> Option<String> {
    let fact = facts.get("population").filter(|f| f.missing() != Some(Missing::NoData))?;
    let value = fact.value();
    Some(match fact.missing() {
        Some(_) => pick(facts.lang(), text!("population : {value}", "population: {value}")),
        None => pick(facts.lang(), text!("{value} habitants", "{value} people")),
    })
}

/// The label of a column of one service without the name of the service.
pub fn short(label: &str, service: &str) -> String {
    let rest = label.strip_prefix(service).unwrap_or(label).trim_start_matches([' ', ':', '\u{a0}', '\u{202f}']);
    let bare = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')).unwrap_or(rest);
    capital(if bare.is_empty() { label } else { bare })
}
