//! A map in words, for those who cannot see it: what its colours count.

use super::content::Content;
use super::words::{filled, words};
use crate::base::count;

/// What the sheet shows and how many areas, lines or points each class holds, highest or most frequent first; then those without a value, and
/// why. One sentence for the picture, one for the counts; without classes only the first.
pub fn described(content: &Content) -> String {
    let lang = content.lang;
    let mut classes: Vec<_> = content.classes.iter().map(|class| (&class.label, Some(class.count))).collect();
    if content.graduated {
        classes.reverse();
    }
    let missing = content.missing.iter().map(|line| (&line.label, line.count));
    let counted = |(label, n): (&String, Option<usize>)| match n {
        Some(n) => filled(&words().counted_class, lang, &[("class", label), ("count", &count(n, lang))]),
        None => label.clone(),
    };
    let counts: Vec<String> = classes.into_iter().chain(missing).map(counted).collect();
    let mut sentences = vec![filled(&words().map_of, lang, &[("title", &content.title)])];
    sentences.extend(content.empty.clone());
    if !counts.is_empty() {
        let classes = counts.join(words().between_classes.get(lang));
        let values = [("legend", content.legend.as_str()), ("counted", &content.counted), ("classes", &classes)];
        sentences.push(filled(&words().counts_by_class, lang, &values));
    }
    sentences.iter().map(|s| format!("{}.", s.trim_end_matches('.'))).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Lang, Level};
    use crate::carto::content::{ClassLine, Fill, MissingLine};
    use crate::layers::style::Rgb;

    #[test]
    fn classes_are_counted_from_the_highest_and_missing_values_are_said() {
        let class = |label: &str, count| ClassLine { colour: Rgb(0, 0, 0), label: label.into(), count };
        let content = Content {
            title: "Mopti — indice de risque".into(),
            legend: "Indice".into(),
            counted: "communes".into(),
            classes: vec![class("0 – 2", 1_200), class("2 – 4", 0)],
            missing: vec![MissingLine { fill: Fill::NoData, label: "Sans donnée".into(), count: Some(3) }],
            ..Content::bare(Lang::Fr, Level::Commune)
        };
        assert_eq!(
            described(&content),
            "Carte : Mopti — indice de risque. Indice (nombre de communes) : 2 – 4 : 0 ; 0 – 2 : 1\u{202f}200 ; Sans donnée : 3."
        );
        let english = Content {
            lang: Lang::En,
            title: "Map".into(),
            empty: Some("Nothing.".into()),
            ..Content::bare(Lang::En, Level::Commune)
        };
        assert_eq!(described(&english), "Map: Map. Nothing.");
    }
}
