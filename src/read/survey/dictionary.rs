//! The question dictionary: a TOML file in which a person writes down what was asked. Not for
//! forms made by survey tools, see `xlsform`.

use super::questionnaire::{Choice, Condition, Form, Item, Question, QuestionKind, Questionnaire, Wording};
use crate::base::{Direction, Error, Result, Text, toml_in_french};
use crate::text;
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    question: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    code: String,
    #[serde(default)]
    wave: String,
    kind: QuestionKind,
    label: Words,
    #[serde(default = "neutral")]
    direction: Direction,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    choices: Vec<ChoiceEntry>,
    #[serde(default)]
    items: Vec<ItemEntry>,
    asked_of: Option<FilterEntry>,
    #[serde(default)]
    wording: Vec<WordingEntry>,
}

#[derive(Deserialize)]
struct ChoiceEntry {
    code: String,
    label: Option<Words>,
    value: Option<f64>,
    #[serde(default)]
    no_opinion: bool,
}

#[derive(Deserialize)]
struct ItemEntry {
    code: String,
    label: Option<Words>,
}

#[derive(Deserialize)]
struct FilterEntry {
    question: String,
    choices: Vec<String>,
}

#[derive(Deserialize)]
struct WordingEntry {
    lang: String,
    #[serde(default)]
    source: String,
    text: String,
}

/// Both languages, or one text that serves for both.
#[derive(Deserialize)]
#[serde(untagged)]
enum Words {
    Both { fr: String, en: String },
    One(String),
}

impl Words {
    fn text(self) -> Text {
        match self {
            Words::Both { fr, en } => Text::new(fr, en),
            Words::One(text) => Text::same(text),
        }
    }
}

fn neutral() -> Direction {
    Direction::Neutral
}

const QUESTION_KEYS: [&str; 10] =
    ["code", "wave", "kind", "label", "direction", "aliases", "choices", "items", "asked_of", "wording"];
/// The keys of tables inside a question.
const INNER_KEYS: [(&str, &[&str]); 5] = [
    ("choices", &["code", "label", "value", "no_opinion"]),
    ("items", &["code", "label"]),
    ("asked_of", &["question", "choices"]),
    ("wording", &["lang", "source", "text"]),
    ("label", &["fr", "en"]),
];

/// Reads the text of a dictionary; `shown` names it in errors. Contradictions inside it are kept,
/// see [`contradictions`](super::contradictions).
///
/// Errors: no TOML, a missing or unknown key (with the nearest known one), an unknown kind, or
/// no question at all.
pub fn parse(source: &str, shown: &str) -> Result<Questionnaire> {
    let mut unknown = Vec::new();
    let file: File = toml::Deserializer::parse(source)
        .and_then(|deserializer| serde_ignored::deserialize(deserializer, |path| unknown.push(path.to_string())))
        .map_err(|cause| broken(&cause, source, shown))?;
    if let Some(error) = Error::all(unknown.iter().map(|path| unknown_key(path, shown)).collect()) {
        return Err(error);
    }
    if file.question.is_empty() {
        return Err(Error::input(
            text!("`{shown}` ne contient aucune [[question]]", "`{shown}` holds no [[question]]"),
            Text::new(
                "Écrivez au moins une [[question]] avec code, kind et label.",
                "Write at least one [[question]] with code, kind and label.",
            ),
        ));
    }
    Ok(Questionnaire { questions: file.question.into_iter().map(Entry::question).collect(), form: Form::default() })
}

impl Entry {
    fn question(self) -> Question {
        let label_of = |label: Option<Words>, code: &str| label.map_or_else(|| Text::same(code), Words::text);
        let choice =
            |c: ChoiceEntry| Choice { label: label_of(c.label, &c.code), code: c.code, value: c.value, no_opinion: c.no_opinion };
        Question {
            code: self.code,
            wave: self.wave,
            aliases: self.aliases,
            label: self.label.text(),
            wordings: self.wording.into_iter().map(|w| Wording { lang: w.lang, source: w.source, text: w.text }).collect(),
            kind: self.kind,
            choices: self.choices.into_iter().map(choice).collect(),
            items: self.items.into_iter().map(|i| Item { label: label_of(i.label, &i.code), code: i.code }).collect(),
            asked_of: self.asked_of.map(|f| Condition::one_of(&f.question, f.choices)),
            direction: self.direction,
        }
    }
}

fn broken(cause: &toml::de::Error, source: &str, shown: &str) -> Error {
    let before = cause.span().map_or(0, |span| span.start).min(source.len());
    let line = source.as_bytes()[..before].iter().filter(|&&b| b == b'\n').count() + 1;
    let message = cause.message();
    let french = toml_in_french(message);
    let quoted = source.lines().nth(line - 1).unwrap_or_default().trim();
    Error::input(
        text!(
            "`{shown}`, ligne {line} : ce dictionnaire ne se lit pas ({french})\n    {quoted}",
            "`{shown}`, line {line}: this dictionary cannot be read ({message})\n    {quoted}"
        ),
        Text::new(
            "Une question a code, kind (single, multiple, scale, ranking ou numeric) et label = { fr = \"…\", en = \"…\" } ; corrigez cette ligne.",
            "A question has code, kind (single, multiple, scale, ranking or numeric) and label = { fr = \"…\", en = \"…\" }; correct this line.",
        ),
    )
}

/// `path` is as `question.3.choices.0.lable`.
fn unknown_key(path: &str, shown: &str) -> Error {
    let mut parts = path.split('.').filter(|part| part.parse::<usize>().is_err() && *part != "?").rev();
    let key = parts.next().unwrap_or(path);
    let known = match parts.next() {
        None => &["question"][..],
        Some(table) => INNER_KEYS.iter().find(|(name, _)| *name == table).map_or(&QUESTION_KEYS[..], |(_, keys)| keys),
    };
    let likeness = |k: &&str| strsim::jaro_winkler(k, key);
    let nearest = known.iter().copied().filter(|k| likeness(k) > 0.75).max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let list = known.join(", ");
    let hint = match nearest {
        Some(k) => text!("Vouliez-vous dire `{k}` ? Clés possibles : {list}.", "Did you mean `{k}`? Possible keys: {list}."),
        None => text!("Clés possibles : {list}.", "Possible keys: {list}."),
    };
    Error::input(text!("`{shown}` : clé inconnue `{path}`", "`{shown}`: unknown key `{path}`"), hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DICTIONARY: &str = r#"
[[question]]
code = "q18"
wave = "Q2"
kind = "single"
label = { fr = "Victime de l'insécurité", en = "Victim of insecurity" }
direction = "higher_is_worse"
aliases = ["q32"]
choices = [
  { code = "oui", label = { fr = "Oui", en = "Yes" } },
  { code = "nsp", label = { fr = "Ne sait pas", en = "Does not know" }, no_opinion = true },
]
asked_of = { question = "q17", choices = ["degradee"] }
wording = [{ lang = "fr", source = "légende de la Fig. 6", text = "Avez-vous été victime ?" }]

[[question]]
code = "q14"
kind = "scale"
label = "Satisfaction"
choices = [{ code = "1", value = 1.0 }, { code = "2", value = 2.0 }]
items = [{ code = "sante", label = { fr = "Santé", en = "Health" } }, { code = "eau" }]
"#;

    #[test]
    fn everything_written_is_there() {
        let read = parse(DICTIONARY, "d.toml").unwrap();
        let [victim, satisfaction] = &read.questions[..] else { panic!("two questions") };
        assert_eq!((victim.code.as_str(), victim.wave.as_str(), victim.kind), ("q18", "Q2", QuestionKind::Single));
        assert_eq!((victim.direction, &victim.aliases[..]), (Direction::HigherIsWorse, &["q32".to_owned()][..]));
        assert!(victim.choices[1].no_opinion && !victim.choices[0].no_opinion);
        assert_eq!(victim.asked_of, Some(Condition::one_of("q17", ["degradee".to_owned()])));
        assert_eq!(victim.wordings[0].source, "légende de la Fig. 6");
        assert_eq!(satisfaction.choices[1].value, Some(2.0));
        assert_eq!(satisfaction.items[1].label, Text::same("eau"), "a code stands in for a label");
        assert_eq!((satisfaction.direction, satisfaction.label.en.as_str()), (Direction::Neutral, "Satisfaction"));
        assert_eq!(read.find("Q2", "Q32"), Some(0), "by its alias");
    }

    #[test]
    fn unknown_keys_are_refused_with_the_nearest() {
        let wrong = DICTIONARY.replace("no_opinion", "no_opinon").replace("wave =", "wav =");
        let error = parse(&wrong, "d.toml").unwrap_err();
        assert!(error.what.fr.contains("choices.1.no_opinon") && error.what.fr.contains("`no_opinion`"), "{}", error.what.fr);
        assert!(error.what.en.contains("Did you mean `wave`?"), "{}", error.what.en);
        let error = parse("[[questions]]\ncode = \"a\"\n", "d.toml").unwrap_err();
        assert!(error.hint.fr.contains("`question`"), "{}", error.hint.fr);
    }

    #[test]
    fn a_broken_dictionary_names_the_line() {
        let error = parse("[[question]]\ncode = \"a\"\nkind = \"sinlge\"\nlabel = \"x\"\n", "d.toml").unwrap_err();
        assert!(error.what.fr.contains("ligne 3") && error.hint.fr.contains("single"), "{}", error.what.fr);
        assert!(parse("", "d.toml").unwrap_err().what.en.contains("no [[question]]"));
        let halved = "[[question]]\ncode = \"a\"\nkind = \"single\"\nlabel = { fr = \"seul\" }\n";
        assert!(parse(halved, "d.toml").is_err(), "both languages or one text");
    }
}
