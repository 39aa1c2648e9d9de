//! An explanation in sentences and tables, in one language.

use super::{AreaRef, Behind, ChangeTo, Explanation, Line, RawValue};
use crate::base::{Lang, Level, Unit, count, number, percent};
use crate::pipeline::blocks::Block::{self, Heading, Sentence, Table};
use crate::pipeline::blocks::{heads, say};
use crate::pipeline::outputs::RiskClass;
use crate::risk::PartKind;

pub(super) fn blocks(said: &Explanation, lang: Lang) -> Vec<Block> {
    let mut out = vec![Heading(title(said, lang))];
    if said.run.synthetic {
        out.push(Sentence(say(
            lang,
            "Données fabriquées : elles ne décrivent aucun lieu réel.",
            "Made-up data: they describe no real place.",
        )));
    }
    out.extend(index(said, lang));
    if !said.contributions.is_empty() {
        out.extend(contributions(said, lang));
    }
    out.extend(values(said, lang));
    if said.only.is_none() {
        out.extend(near(said, lang));
        out.extend(communes(said, lang));
    }
    if said.index.is_some() && said.area.level == Level::Commune {
        out.extend(changes(said, lang));
    }
    if said.only.is_none() {
        out.extend(names(said, lang));
        out.extend(inputs(said, lang));
    }
    out
}

fn title(said: &Explanation, lang: Lang) -> String {
    let AreaRef { level, code, name } = &said.area;
    let parents: Vec<&str> = said.parents.iter().rev().map(|p| p.name.as_str()).collect();
    let within = if parents.is_empty() { String::new() } else { format!(" – {}", parents.join(", ")) };
    format!("{name} ({code}, {}){within}", level.label().get(lang))
}

fn class(class: &RiskClass, lang: Lang) -> String {
    let bounds = |d| (number(class.lower, d, lang), number(class.upper, d, lang));
    let whole = class.lower.fract() == 0.0 && class.upper.fract() == 0.0;
    let (lower, upper) = bounds(if whole { 0 } else { 1 });
    let label = class.label.get(lang);
    let range = say(lang, format!("{lower} à {upper}"), format!("{lower} to {upper}"));
    match (label.is_empty(), lang) {
        (true, _) => range,
        (false, Lang::Fr) => format!("« {label} » ({range})"),
        (false, Lang::En) => format!("“{label}” ({range})"),
    }
}

fn index(said: &Explanation, lang: Lang) -> Vec<Block> {
    let mut out = Vec::new();
    if let (Some(index), Some(of_class), Some((rank, all))) = (said.index, &said.class, said.rank) {
        let (index, of_class) = (number(index, 2, lang), class(of_class, lang));
        let (rank, all) = (count(rank, lang), count(all, lang));
        out.push(Sentence(say(
            lang,
            format!("Indice de risque : {index} sur 10, classe {of_class}. Rang {rank} sur {all} (1 = le plus exposé)."),
            format!("Risk index: {index} out of 10, class {of_class}. Rank {rank} of {all} (1 = most exposed)."),
        )));
    }
    if let Some(why) = &said.no_index {
        out.push(Sentence(say(lang, format!("Pas d'indice de risque : {}.", why.fr), format!("No risk index: {}.", why.en))));
    }
    if said.area.level != Level::Commune && said.index.is_some() {
        out.push(Sentence(say(
            lang,
            "Au-dessus de la commune, l'indice est la moyenne des communes pondérée par la population ; les points aussi.",
            "Above the commune the index is the mean of the communes weighted by people; so are the points.",
        )));
    }
    out
}

fn contributions(said: &Explanation, lang: Lang) -> Vec<Block> {
    let mut rows: Vec<Vec<String>> = said.contributions.iter().map(|line| contribution(line, lang)).collect();
    if let (Some(index), None) = (said.index, &said.only) {
        let mean = said.contributions.iter().filter(|l| l.depth == 0).map(|l| l.mean_points).sum();
        let sum = say(lang, "Indice", "Index");
        rows.push(vec![sum, String::new(), number(index, 2, lang), number(index, 2, lang), number(mean, 2, lang)]);
    }
    let mut out = vec![
        Heading(say(lang, "Ce que chaque part apporte", "What each part adds")),
        Table(
            heads(
                lang,
                &["part", "poids", "note", "points", "moyenne des communes"],
                &["part", "weight", "score", "points", "mean of communes"],
            ),
            rows,
            1,
        ),
    ];
    out.extend(
        said.split.iter().map(|how| Sentence(say(lang, format!("Partage – {}.", how.fr), format!("Split – {}.", how.en)))),
    );
    out
}

fn contribution(line: &Line, lang: Lang) -> Vec<String> {
    // No-break spaces, which Markdown keeps.
    let indent = "\u{a0}\u{a0}".repeat(line.depth);
    let label = match line.kind {
        PartKind::MeanArea => say(lang, "ce qu'aurait l'unité moyenne", "what the mean area would have"),
        PartKind::Node | PartKind::Indicator => line.label.get(lang).to_owned(),
    };
    let weight = if line.kind == PartKind::MeanArea { String::new() } else { percent(line.weight, 0, lang) };
    let score = line.score.map_or_else(|| "–".into(), |s| number(s, 2, lang));
    vec![format!("{indent}{label}"), weight, score, number(line.points, 2, lang), number(line.mean_points, 2, lang)]
}

/// A value with its unit.
fn measured(value: f64, unit: Unit, decimals: usize, lang: Lang) -> String {
    match unit {
        Unit::Percent => percent(value, decimals, lang),
        Unit::Count => number(value, decimals, lang),
        _ => format!("{} {}", number(value, decimals, lang), unit.label().get(lang)),
    }
}

fn values(said: &Explanation, lang: Lang) -> Vec<Block> {
    if said.values.is_empty() {
        return Vec::new();
    }
    let rows = said.values.iter().map(|value| raw(value, lang)).collect();
    let mut out = vec![
        Heading(say(lang, "Les données derrière", "The data behind")),
        Table(
            heads(lang, &["indicateur", "valeur", "n", "médiane", "source"], &["indicator", "value", "n", "median", "source"]),
            rows,
            // Texts throughout: units stand with the numbers.
            usize::MAX,
        ),
    ];
    for value in &said.values {
        out.extend(remarks(value, said.only.is_some(), lang).into_iter().map(Sentence));
    }
    out
}

fn raw(value: &RawValue, lang: Lang) -> Vec<String> {
    let shown = |v: f64| measured(v, value.unit, value.decimals, lang);
    let found = match (value.value, value.missing) {
        (Some(v), _) => shown(v),
        (None, Some(why)) => why.label().get(lang).to_owned(),
        (None, None) => "–".into(),
    };
    vec![
        value.label.get(lang).to_owned(),
        found,
        value.n.map_or_else(String::new, |n| count(n as usize, lang)),
        value.median.map_or_else(|| "–".into(), shown),
        value.behind.iter().map(|b| behind(b, lang)).collect::<Vec<_>>().join(" ; "),
    ]
}

/// `incidents.csv (12 lignes : 4, 8, 15, 16, 23, …)`.
fn behind(behind: &Behind, lang: Lang) -> String {
    let file = if behind.file.is_empty() { &behind.input } else { &behind.file };
    if behind.rows == 0 {
        return file.clone();
    }
    let n = count(behind.rows, lang);
    let rows = match (behind.rows, lang) {
        (1, Lang::Fr) => "1 ligne".to_owned(),
        (1, Lang::En) => "1 row".to_owned(),
        (_, Lang::Fr) => format!("{n} lignes"),
        (_, Lang::En) => format!("{n} rows"),
    };
    let first: Vec<String> = behind.first_rows.iter().map(u64::to_string).collect();
    let more = if behind.rows > first.len() { ", …" } else { "" };
    match (first.is_empty(), lang) {
        (true, _) => format!("{file} ({rows})"),
        (false, Lang::Fr) => format!("{file} ({rows} : {}{more})", first.join(", ")),
        (false, Lang::En) => format!("{file} ({rows}: {}{more})", first.join(", ")),
    }
}

/// What a table has no room for.
fn remarks(value: &RawValue, in_detail: bool, lang: Lang) -> Vec<String> {
    let label = value.label.get(lang);
    let shown = |v: f64| measured(v, value.unit, value.decimals, lang);
    let mut out = Vec::new();
    if let Some(level) = value.stands_at {
        let level = level.label();
        out.push(say(
            lang,
            format!("{label} : la valeur est celle de l'unité au-dessus ({}).", level.fr),
            format!("{label}: the value is that of the unit above ({}).", level.en),
        ));
    }
    if value.indicative {
        out.push(say(lang, format!("{label} : indicatif (échantillon)."), format!("{label}: indicative (sample).")));
    }
    if let Some(filled) = value.filled {
        let filled = shown(filled);
        out.push(say(
            lang,
            format!("{label} : la valeur manque ; {filled}, d'après les unités autour, en tient lieu."),
            format!("{label}: the value is missing; {filled}, from the areas around, stands in for it."),
        ));
    }
    if in_detail {
        let (worse, score) = match value.direction {
            crate::base::Direction::HigherIsBetter => (("plus bas", "lower"), value.score),
            _ => (("plus haut", "higher"), value.score),
        };
        let score = score.map_or_else(|| "–".into(), |s| number(s, 2, lang));
        let (fr, en) = (&value.method.fr, &value.method.en);
        out.push(say(
            lang,
            format!("{label} : {} est pire ; {fr} ; note {score} sur 10.", worse.0),
            format!("{label}: {} is worse; {en}; score {score} out of 10.", worse.1),
        ));
        if let (Some(treated), Some(value)) = (value.treated, value.value.filter(|v| value.treated != Some(*v))) {
            let (from, to) = (shown(value), number(treated, 3, lang));
            out.push(say(
                lang,
                format!("{label} : {from} compte pour {to} après traitement des valeurs extrêmes."),
                format!("{label}: {from} counts as {to} after outliers were treated."),
            ));
        }
    }
    out
}

fn near(said: &Explanation, lang: Lang) -> Vec<Block> {
    let Some(own) = said.index.filter(|_| !said.near.is_empty()) else { return Vec::new() };
    let mut out = vec![
        Heading(say(lang, "Les voisines qui diffèrent le plus", "The neighbours that differ most")),
        Sentence(say(
            lang,
            "Parmi les dix unités dont le centre est le plus proche, les trois dont l'indice diffère le plus.",
            "Of the ten areas whose centres are nearest, the three whose index differs most.",
        )),
    ];
    for near in &said.near {
        let AreaRef { name, code, .. } = &near.area;
        let (km, index) = (number(near.km, 0, lang), number(near.index, 2, lang));
        let because: Vec<String> =
            near.because.iter().map(|(label, points)| format!("{} {}", label.get(lang), signed(*points, lang))).collect();
        let because = match (because.is_empty(), lang) {
            (true, _) => String::new(),
            (false, Lang::Fr) => format!(" : {}", because.join(" ; ")),
            (false, Lang::En) => format!(": {}", because.join("; ")),
        };
        let gap = signed(near.index - own, lang);
        out.push(Sentence(say(
            lang,
            format!("– {name} ({code}), à {km} km : {index}, soit {gap}{because}."),
            format!("– {name} ({code}), {km} km away: {index}, that is {gap}{because}."),
        )));
    }
    out
}

/// `+1,2 point`, with its sign.
fn signed(points: f64, lang: Lang) -> String {
    let sign = if points > 0.0 { "+" } else { "" };
    let unit = if points.abs() < 2.0 { say(lang, "point", "points") } else { "points".into() };
    format!("{sign}{} {unit}", number(points, 2, lang))
}

fn communes(said: &Explanation, lang: Lang) -> Vec<Block> {
    if said.communes.is_empty() {
        return Vec::new();
    }
    let mut out = vec![Heading(say(lang, "Les communes qui pèsent le plus", "The communes that weigh most"))];
    for commune in &said.communes {
        let AreaRef { name, code, .. } = &commune.area;
        let index = number(commune.index, 2, lang);
        let people = commune.people.map_or_else(String::new, |p| {
            let p = number(p, 0, lang);
            say(lang, format!(", {p} habitants"), format!(", {p} people"))
        });
        out.push(Sentence(say(
            lang,
            format!("– {name} ({code}) : {index}{people}."),
            format!("– {name} ({code}): {index}{people}."),
        )));
    }
    out
}

fn changes(said: &Explanation, lang: Lang) -> Vec<Block> {
    let Some(of_class) = &said.class else { return Vec::new() };
    let mut out = vec![Heading(say(lang, "Pour changer de classe", "To leave its class"))];
    let lowest = of_class.number == 0;
    let sides = [
        (&said.down, lowest, ("descendre d'une classe", "go down one class"), ("la plus basse", "the lowest")),
        (&said.up, of_class.upper >= 10.0, ("monter d'une classe", "go up one class"), ("la plus haute", "the highest")),
    ];
    for (changes, at_end, to, end) in sides {
        out.push(Sentence(match (at_end, changes.first()) {
            (true, _) => say(lang, format!("La classe est déjà {}.", end.0), format!("The class is {} already.", end.1)),
            (false, None) => say(
                lang,
                format!("Aucun indicateur ne peut à lui seul faire {}.", to.0),
                format!("No single indicator can make it {}.", to.1),
            ),
            (false, Some(_)) => {
                let ways: Vec<String> = changes.iter().take(3).map(|c| change(c, lang)).collect();
                let ways = ways.join(&say(lang, " ; ou ", "; or "));
                say(lang, format!("Pour {}, tout le reste égal : {ways}.", to.0), format!("To {}, all else equal: {ways}.", to.1))
            }
        }));
    }
    out
}

fn change(change: &ChangeTo, lang: Lang) -> String {
    let shown = |v: f64| {
        // The value that is reached may need more decimals than the unit shows.
        let decimals = (change.decimals..change.decimals + 6).find(|&d| {
            let scale = 10f64.powi(d as i32);
            ((v * scale).round() / scale - v).abs() <= 1e-9 * v.abs().max(1e-9)
        });
        measured(v, change.unit, decimals.unwrap_or(change.decimals + 2), lang)
    };
    let (label, from, to) = (change.label.get(lang), measured(change.from, change.unit, change.decimals, lang), shown(change.to));
    let index = number(change.index, 2, lang);
    say(lang, format!("{label} de {from} à {to} (indice {index})"), format!("{label} from {from} to {to} (index {index})"))
}

fn names(said: &Explanation, lang: Lang) -> Vec<Block> {
    if said.names.is_empty() {
        return Vec::new();
    }
    let rows = said
        .names
        .iter()
        .map(|n| {
            let how = if n.parent_differs {
                format!("{} ; {}", n.how, say(lang, "autre unité au-dessus", "another unit above"))
            } else {
                n.how.clone()
            };
            vec![n.input.clone(), n.name.clone(), n.matched_name.clone(), how, count(n.count, lang)]
        })
        .collect();
    vec![
        Heading(say(lang, "Les noms reconnus", "The names that were matched")),
        Table(
            heads(lang, &["entrée", "écrit", "unité", "comment", "lignes"], &["input", "written", "area", "how", "rows"]),
            rows,
            4,
        ),
    ]
}

fn inputs(said: &Explanation, lang: Lang) -> Vec<Block> {
    let all = std::iter::once(&said.run.boundaries).chain(&said.inputs);
    let rows = all.map(|i| vec![i.id.clone(), i.file.clone(), count(i.records, lang), i.hash.clone()]).collect();
    let run = &said.run;
    vec![
        Heading(say(lang, "Les fichiers lus", "The files that were read")),
        Table(heads(lang, &["entrée", "fichier", "lus", "BLAKE3"], &["input", "file", "read", "BLAKE3"]), rows, usize::MAX),
        Sentence(say(
            lang,
            format!("{} ; calcul du {} par lakana {}, destinataires : {}.", run.title.fr, run.date, run.version, run.audience),
            format!("{}; run of {} by lakana {}, audience: {}.", run.title.en, run.date, run.version, run.audience),
        )),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_said_with_the_first_of_them() {
        let of = |rows, first: &[u64]| Behind { input: "i".into(), file: "i.csv".into(), rows, first_rows: first.to_vec() };
        assert_eq!(behind(&of(7, &[2, 9]), Lang::Fr), "i.csv (7 lignes : 2, 9, …)");
        assert_eq!(behind(&of(1, &[2]), Lang::En), "i.csv (1 row: 2)");
        assert_eq!(behind(&of(3, &[]), Lang::En), "i.csv (3 rows)");
        assert_eq!(behind(&of(0, &[]), Lang::Fr), "i.csv");
    }
}
