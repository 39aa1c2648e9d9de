//! What the numbers do not say: what is missing, withheld, old or generated.

use super::facts::Facts;
use super::times::Shown;
use super::{listed, pick};
use crate::base::{Column, Lang, Level, Missing, Text, count};
use crate::carto::brief::{Lines, Panel};
use crate::text;

/// Sentences for the foot of the brief, the gravest first.
pub fn lines(facts: &Facts, said: &Option<Panel>, shown: &Shown) -> Lines {
    let lang = facts.lang();
    let mut lines = Vec::new();
    if facts.source.synthetic {
        lines.push(pick(
            lang,
            Text::new(
                "Données synthétiques : ce document montre ce que fait le programme et ne décrit aucune situation réelle.",
                "Synthetic data: this document shows what the program does and describes no real situation.",
            ),
        ));
    }
    lines.extend(index(facts));
    lines.extend(survey(facts, said));
    lines.extend(incidents(facts, shown));
    lines.extend(absent(facts));
    lines.extend(withheld(facts));
    Lines { heading: pick(lang, Text::new("À savoir avant de s’en servir", "Before you use this")), lines }
}

fn index(facts: &Facts) -> Vec<String> {
    let lang = facts.lang();
    let Some(fact) = facts.get("risk_index") else {
        return vec![pick(
            lang,
            Text::new(
                "Ce projet n’a pas d’indice de risque : aucune commune n’est dite prioritaire.",
                "This project has no risk index: no commune is called a priority.",
            ),
        )];
    };
    let mut out = vec![pick(
        lang,
        Text::new(
            "L’indice compare les communes du pays entre elles ; il ne prédit aucun événement.",
            "The index compares the communes of the country with each other; it predicts no event.",
        ),
    )];
    if let Some(reliability) = facts.get("risk_reliability").filter(|f| f.missing().is_none() && fact.missing().is_none()) {
        let value = reliability.value();
        out.push(pick(
            lang,
            text!(
                "Données présentes dans l’indice de la région : {value} du poids des indicateurs.",
                "Data present in the index of the region: {value} of the weight of the indicators."
            ),
        ));
    }
    out.extend(without_index(facts));
    out
}

/// How many communes have no index, and why.
fn without_index(facts: &Facts) -> Option<String> {
    let (lang, boundaries) = (facts.lang(), facts.source.boundaries);
    let column: &Column = facts.source.columns.iter().find(|c| c.id == "risk_index" && c.level == Level::Commune)?;
    let inside = boundaries.descendants(Level::Region, facts.region, Level::Commune);
    let reasons: Vec<Missing> = inside.iter().filter_map(|&i| column.cells.get(i)?.value.err()).collect();
    if reasons.is_empty() {
        return None;
    }
    let why = Missing::ALL.iter().filter_map(|why| match reasons.iter().filter(|r| *r == why).count() {
        0 => None,
        n => Some(format!("{} : {}", why.label().get(lang), count(n, lang))),
    });
    let why: Vec<String> = why.map(|text| if lang == Lang::En { text.replace(" : ", ": ") } else { text }).collect();
    let (n, all, why) = (count(reasons.len(), lang), count(inside.len(), lang), listed(&why, lang));
    Some(pick(
        lang,
        text!(
            "Communes sans indice, qui ne sont donc pas « peu exposées » : {n} sur {all} ({why}).",
            "Communes without an index, which are therefore not “little exposed”: {n} of {all} ({why})."
        ),
    ))
}

fn survey(facts: &Facts, said: &Option<Panel>) -> Vec<String> {
    let (lang, name) = (facts.lang(), facts.name());
    if said.is_none() {
        return vec![pick(
            lang,
            Text::new(
                "Ce projet n’interroge aucune enquête : ce que disent les habitants manque ici.",
                "This project asks no survey: what people say is missing here.",
            ),
        )];
    }
    let asked: Vec<_> = facts.source.questions.iter().filter_map(|id| facts.get(id)).collect();
    let known: Vec<_> = asked.iter().filter(|f| f.missing().is_none()).collect();
    let mut out = Vec::new();
    if !asked.is_empty() && known.is_empty() {
        let loose = facts.source.boundaries.ancestor(Level::Region, facts.region, Level::Zone).is_none();
        out.push(match loose && !facts.source.boundaries.zones.is_empty() {
            true => pick(
                lang,
                text!(
                    "{name} n’est rattachée à aucune zone : les réponses à l’enquête, connues par zone, n’y disent rien.",
                    "{name} belongs to no zone: the answers to the survey, known by zone, say nothing of it."
                ),
            ),
            false => pick(lang, text!("L’enquête ne dit rien de {name}.", "The survey says nothing of {name}.")),
        });
    }
    if known.iter().any(|f| f.column.indicative) {
        out.push(pick(
            lang,
            Text::new(
                "« Indicatif » : l’échantillon de l’enquête est raisonné ou petit ; ses parts ne sont pas celles de la population.",
                "“Indicative”: the sample of the survey is purposive or small; its shares are not those of the population.",
            ),
        ));
    }
    if let Some(place) = known.iter().find_map(|f| f.place()) {
        out.push(pick(
            lang,
            text!(
                "Les réponses sont celles de : {place}. La région seule n’a pas assez de réponses pour être montrée.",
                "The answers are those of: {place}. The region alone does not have enough answers to be shown."
            ),
        ));
    }
    out
}

fn incidents(facts: &Facts, shown: &Shown) -> Vec<String> {
    let lang = facts.lang();
    if !shown.any {
        return vec![pick(
            lang,
            Text::new("Ce projet n’a pas de relevé d’incidents.", "This project has no record of incidents."),
        )];
    }
    let mut out = vec![pick(
        lang,
        Text::new(
            "Incidents : 0 veut dire « rien d’enregistré », non « rien d’arrivé ».",
            "Incidents: 0 means “nothing recorded”, not “nothing happened”.",
        ),
    )];
    let (coarse, of_country, at_least) = (count(shown.coarse, lang), count(shown.of_country, lang), count(shown.at_least, lang));
    if shown.coarse > 0 {
        out.push(pick(
            lang,
            text!(
                "Incidents comptés dans la région, mais dans aucune commune faute de précision : {coarse}.",
                "Incidents counted in the region but, for lack of precision, in no commune: {coarse}."
            ),
        ));
    }
    if shown.of_country > 0 {
        out.push(pick(
            lang,
            text!(
                "Incidents dont la région n’est pas connue, comptés nulle part ici : {of_country}.",
                "Incidents whose region is not known, counted nowhere here: {of_country}."
            ),
        ));
    }
    if shown.at_least > 0 {
        out.push(pick(
            lang,
            text!(
                "Incidents dont le nombre de tués est un minimum (« au moins ») : {at_least}.",
                "Incidents whose number of killed is a lower bound (“at least”): {at_least}."
            ),
        ));
    }
    if facts.source.delay_days > 0 {
        let days = facts.source.delay_days;
        out.push(pick(
            lang,
            text!(
                "Les incidents des {days} derniers jours du relevé, et du mois qu'ils entament, ne sont pas diffusés.",
                "The incidents of the last {days} days of the record, and of the month in which they begin, are withheld."
            ),
        ));
    }
    out
}

/// What the project does not have, where a reader would look for it.
fn absent(facts: &Facts) -> Vec<String> {
    let (lang, name) = (facts.lang(), facts.name());
    let mut out = Vec::new();
    if facts.get("population").is_none() {
        out.push(pick(
            lang,
            Text::new(
                "Ce projet n’a pas de population : rien n’est rapporté au nombre d’habitants.",
                "This project has no population: nothing is put in relation to the number of people.",
            ),
        ));
    }
    if facts.source.services.is_empty() {
        out.push(pick(lang, Text::new("Ce projet n’a pas de liste de services.", "This project has no list of services.")));
    }
    let axes = &facts.source.axes.axes;
    if axes.is_empty() {
        out.push(pick(lang, Text::new("Ce projet ne suit aucun axe routier.", "This project follows no road axis.")));
    } else if !axes.iter().any(|a| a.segments.iter().any(|s| s.regions.iter().any(|r| r.as_str() == facts.code()))) {
        out.push(pick(
            lang,
            text!("Aucun axe routier du projet ne passe par {name}.", "No road axis of the project passes through {name}."),
        ));
    }
    out
}

/// What « non diffusé » means, where it is said.
fn withheld(facts: &Facts) -> Option<String> {
    let said = facts.regions.iter().any(|c| c.cells.get(facts.region).is_some_and(|cell| cell.value == Err(Missing::Withheld)));
    let word = Missing::Withheld.label();
    let (fr, en) = (word.fr, word.en);
    said.then(|| {
        pick(
            facts.lang(),
            text!(
                "« {fr} » : connu, mais retenu pour protéger des personnes.",
                "“{en}”: known, but held back to protect people."
            ),
        )
    })
}
