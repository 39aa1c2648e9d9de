//! A difference in sentences and tables, in one language.

use super::{CommuneChange, Difference, InputChange};
use crate::base::{Lang, count, number};
use crate::pipeline::blocks::Block::{self, Heading, Sentence, Table};
use crate::pipeline::blocks::{heads, say};

/// Communes and settings told; all of them stand in the files.
const TOLD: usize = 15;

pub(super) fn blocks(said: &Difference, lang: Lang) -> Vec<Block> {
    if said.is_nothing() {
        let (fr, en) = match said.communes.len() {
            1 => ("Rien n'a changé : 1 commune comparée.".to_owned(), "Nothing changed: 1 commune compared.".to_owned()),
            n => {
                let (fr, en) = (count(n, Lang::Fr), count(n, Lang::En));
                (format!("Rien n'a changé : {fr} communes comparées."), format!("Nothing changed: {en} communes compared."))
            }
        };
        return vec![Sentence(say(lang, fr, en))];
    }
    let mut out = inputs(said, lang);
    out.extend(settings(said, lang));
    out.extend(boundaries(said, lang));
    out.extend(communes(said, lang));
    out
}

fn inputs(said: &Difference, lang: Lang) -> Vec<Block> {
    let changed: Vec<&InputChange> = said.inputs.iter().filter(|i| i.changed).collect();
    let mut out = vec![Heading(say(lang, "Les entrées", "The inputs"))];
    if changed.is_empty() {
        out.push(Sentence(say(lang, "Aucun fichier n'a changé.", "No file changed.")));
        return out;
    }
    let same = count(said.inputs.len() - changed.len(), lang);
    let rows = changed
        .iter()
        .map(|input| {
            let what = match &input.records {
                [None, _] => say(lang, "nouvelle", "new"),
                [_, None] => say(lang, "retirée", "removed"),
                _ => say(lang, "changée", "changed"),
            };
            let file = input.records.iter().rev().flatten().next().map_or_else(String::new, |r| r.file.clone());
            let records = |i: usize| input.records[i].as_ref().map_or_else(|| "–".into(), |r| count(r.records, lang));
            vec![input.id.clone(), file, what, records(0), records(1)]
        })
        .collect();
    out.push(Table(
        heads(lang, &["entrée", "fichier", "", "lus avant", "lus après"], &["input", "file", "", "read before", "read after"]),
        rows,
        3,
    ));
    out.push(Sentence(say(lang, format!("Inchangées : {same}."), format!("Unchanged: {same}."))));
    out
}

fn settings(said: &Difference, lang: Lang) -> Vec<Block> {
    if said.settings.is_empty() {
        return Vec::new();
    }
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".into());
    let rows: Vec<Vec<String>> =
        said.settings.iter().take(TOLD).map(|s| vec![s.key.clone(), shown(&s.values[0]), shown(&s.values[1])]).collect();
    let more = said.settings.len() - rows.len();
    let mut out = vec![
        Heading(say(lang, "Les réglages", "The settings")),
        Table(heads(lang, &["réglage", "avant", "après"], &["setting", "before", "after"]), rows, usize::MAX),
    ];
    if more > 0 {
        out.push(Sentence(say(lang, format!("Et {more} autres."), format!("And {more} more."))));
    }
    if said.settings.iter().any(|s| s.key.starts_with("risk.")) {
        out.push(Sentence(say(
            lang,
            "Les arbres diffèrent : un indicateur que l'un des deux n'a pas y apporte zéro point ; les indices se comparent, non leur sens.",
            "The trees differ: an indicator that one of them lacks adds no points there; the indices can be compared, not what they mean.",
        )));
    }
    out
}

fn boundaries(said: &Difference, lang: Lang) -> Vec<Block> {
    let [first, second] = said.only.each_ref().map(Vec::len);
    if first + second == 0 {
        return Vec::new();
    }
    let list = |side: usize| {
        let some: Vec<String> = said.only[side].iter().take(5).map(|a| format!("{} ({})", a.name, a.code)).collect();
        let more = if said.only[side].len() > some.len() { ", …" } else { "" };
        if some.is_empty() { String::new() } else { format!(" – {}{more}", some.join(", ")) }
    };
    let (a, b, both) = (count(first, lang), count(second, lang), count(said.communes.len(), lang));
    let (here, there) = (list(0), list(1));
    vec![
        Heading(say(lang, "Les limites", "The boundaries")),
        Sentence(say(
            lang,
            format!(
                "Communes du premier calcul seul : {a}{here} ; du second seul : {b}{there}. Comparées : les {both} que les deux ont, par leur code."
            ),
            format!(
                "Communes of the first run alone: {a}{here}; of the second alone: {b}{there}. Compared: the {both} that both have, by their code."
            ),
        )),
    ]
}

fn communes(said: &Difference, lang: Lang) -> Vec<Block> {
    let mut moved: Vec<&CommuneChange> = said.communes.iter().filter(|c| c.is_change()).collect();
    let size = |c: &CommuneChange| c.change.map_or(f64::INFINITY, f64::abs);
    moved.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let classes = |up: bool| {
        let crossed = said.communes.iter().filter_map(|c| c.class[0].zip(c.class[1]));
        count(crossed.filter(|(a, b)| if up { b > a } else { b < a }).count(), lang)
    };
    let gone = |from: usize| {
        count(said.communes.iter().filter(|c| c.index[from].is_some() && c.index[1 - from].is_none()).count(), lang)
    };
    let (all, changed) = (count(said.communes.len(), lang), count(moved.len(), lang));
    let (up, down, lost, gained) = (classes(true), classes(false), gone(0), gone(1));
    let mut out = vec![
        Heading(say(lang, "L'indice de risque", "The risk index")),
        Sentence(say(
            lang,
            format!(
                "Communes dont l'indice a changé : {changed} sur {all}. Classe plus haute : {up} ; plus basse : {down}. Indice perdu : {lost} ; gagné : {gained}."
            ),
            format!(
                "Communes whose index changed: {changed} of {all}. Higher class: {up}; lower: {down}. Index lost: {lost}; gained: {gained}."
            ),
        )),
    ];
    if moved.is_empty() {
        return out;
    }
    let rows = moved.iter().take(TOLD).map(|c| row(c, lang)).collect();
    out.push(Table(
        heads(
            lang,
            &["commune", "code", "indice", "rang", "ce qui l'a fait bouger le plus", "par entrée"],
            &["commune", "code", "index", "rank", "what moved it most", "by input"],
        ),
        rows,
        usize::MAX,
    ));
    out.push(Sentence(say(
        lang,
        "Par entrée : les points d'un indicateur vont à ses fichiers qui ont changé (plusieurs : ensemble) ; settings : à un réglage ; scale : à ce qui change sans que ses fichiers changent.",
        "By input: the points of an indicator go to those of its files that changed (several: together); settings: to a setting; scale: to what changes though its files do not.",
    )));
    out
}

fn row(change: &CommuneChange, lang: Lang) -> Vec<String> {
    let index = |i: usize| change.index[i].map_or_else(|| "–".into(), |v| number(v, 2, lang));
    let rank = |i: usize| change.rank[i].map_or_else(|| "–".into(), |r| count(r, lang));
    let most = change.indicators.first().map_or_else(String::new, |i| {
        let value = |side: usize| i.values[side].map_or_else(|| "–".into(), |v| number(v, 1, lang));
        let values = if i.values == [None, None] { String::new() } else { format!(" ({} → {})", value(0), value(1)) };
        format!("{}{values} {}", i.label.get(lang), signed(i.points, lang))
    });
    let by_input: Vec<String> =
        change.inputs.iter().take(3).map(|(id, points)| format!("{id} {}", signed(*points, lang))).collect();
    vec![
        change.area.name.clone(),
        change.area.code.clone(),
        format!("{} → {}", index(0), index(1)),
        format!("{} → {}", rank(0), rank(1)),
        most,
        by_input.join(", "),
    ]
}

fn signed(points: f64, lang: Lang) -> String {
    let sign = if points > 0.0 { "+" } else { "" };
    format!("{sign}{}", number(points, 2, lang))
}
