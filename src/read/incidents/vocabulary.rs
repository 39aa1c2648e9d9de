//! The words of each source and the classes they stand for: data, one file per source in
//! `data/incident-classes/`, embedded in the program.
//!
//! Not here: which column holds a word; that is the schema's.

use super::classes::{Activation, Actor, IncidentKind, Outcome, VictimGroup};
use crate::read::schema::{Schema, word_key};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

macro_rules! embedded {
    ($($id:literal),* $(,)?) => {
        [$(($id, include_str!(concat!("../../../data/incident-classes/", $id, ".toml")))),*]
    };
}

/// Every vocabulary the program ships with. One line adds one.
const FILES: [(&str, &str); 5] = embedded!["acled", "awsd", "common", "imas", "ucdp-ged"];

/// What one word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Kind(IncidentKind),
    Activation(Activation),
    Actor(Actor),
    Group(VictimGroup),
    Outcome(Outcome),
    /// The word is known and says that nothing is known, or that there is no such thing.
    Nothing,
    /// A record that tells no violence: a peaceful march, an agreement.
    NotAnIncident,
}

impl Class {
    fn from_id(id: &str) -> Option<Class> {
        let nothing = || match id {
            "nothing" => Some(Class::Nothing),
            "not_an_incident" => Some(Class::NotAnIncident),
            _ => None,
        };
        (IncidentKind::from_id(id).map(Class::Kind))
            .or_else(|| Activation::from_id(id).map(Class::Activation))
            .or_else(|| Actor::from_id(id).map(Class::Actor))
            .or_else(|| VictimGroup::from_id(id).map(Class::Group))
            .or_else(|| Outcome::from_id(id).map(Class::Outcome))
            .or_else(nothing)
    }
}

/// A file of `data/incident-classes/`.
#[derive(Deserialize)]
struct File {
    /// Another vocabulary that knows the words this one does not.
    also: Option<String>,
    /// Field → word → class or classes.
    #[serde(flatten)]
    fields: BTreeMap<String, BTreeMap<String, OneOrMore>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn ids(&self) -> &[String] {
        match self {
            OneOrMore::One(id) => std::slice::from_ref(id),
            OneOrMore::More(ids) => ids,
        }
    }
}

/// The words of one source, by field and by [`word_key`].
pub(super) struct Vocabulary {
    words: HashMap<String, HashMap<String, Vec<Class>>>,
}

impl Vocabulary {
    /// The vocabulary a schema names, else the one of its own id, else the common one.
    pub fn of(schema: &Schema) -> &'static Vocabulary {
        static ALL: OnceLock<HashMap<&'static str, Vocabulary>> = OnceLock::new();
        let all = ALL.get_or_init(|| {
            let files: HashMap<&str, File> = FILES
                .iter()
                .map(|(id, text)| (*id, toml::from_str(text).expect("embedded vocabularies parse: a test reads them all")))
                .collect();
            FILES.iter().map(|(id, _)| (*id, Vocabulary::with_fallbacks(id, &files))).collect()
        });
        let id = schema.classes.as_deref().unwrap_or(&schema.id);
        all.get(id).unwrap_or(&all["common"])
    }

    fn with_fallbacks(id: &str, files: &HashMap<&str, File>) -> Vocabulary {
        let mut words: HashMap<String, HashMap<String, Vec<Class>>> = HashMap::new();
        let mut next = files.get(id);
        while let Some(file) = next {
            for (field, list) in &file.fields {
                let known = words.entry(field.clone()).or_default();
                for (word, classes) in list {
                    known
                        .entry(word_key(word))
                        .or_insert_with(|| classes.ids().iter().filter_map(|id| Class::from_id(id)).collect());
                }
            }
            next = file.also.as_deref().and_then(|also| files.get(also));
        }
        Vocabulary { words }
    }

    /// What a word of a field stands for; `None` for a word nobody has listed.
    pub fn classes(&self, field: &str, word: &str) -> Option<&[Class]> {
        self.words.get(field)?.get(&word_key(word)).map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::schema::Kind;

    fn files() -> Vec<(&'static str, File)> {
        FILES.iter().map(|(id, text)| (*id, toml::from_str(text).unwrap_or_else(|e| panic!("{id}: {e}")))).collect()
    }

    #[test]
    fn every_class_of_the_data_exists() {
        let fields = ["kind", "device", "activation", "actor", "outcome", "status", "sex", "age"];
        for (id, file) in files() {
            assert!(file.also.as_deref().is_none_or(|also| also != id && FILES.iter().any(|f| f.0 == also)), "{id}: also");
            for (field, words) in &file.fields {
                assert!(fields.contains(&field.as_str()), "{id}: no such field {field}");
                for (word, classes) in words {
                    for class in classes.ids() {
                        assert!(Class::from_id(class).is_some(), "{id}: {field}: {word} = {class}");
                    }
                    assert!(!word_key(word).is_empty(), "{id}: {field}: {word:?} has no letter or digit");
                }
            }
        }
    }

    #[test]
    fn no_two_classes_share_an_id() {
        let ids = (IncidentKind::ALL.iter().map(|c| c.id()))
            .chain(Activation::ALL.iter().map(|c| c.id()))
            .chain(Actor::ALL.iter().map(|c| c.id()))
            .chain(VictimGroup::ALL.iter().map(|c| c.id()))
            .chain(Outcome::ALL.iter().map(|c| c.id()))
            .chain(["nothing", "not_an_incident"]);
        let all: Vec<&str> = ids.collect();
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), all.len());
    }

    #[test]
    fn every_incident_schema_has_its_words_and_every_file_is_listed() {
        for schema in Schema::all().iter().filter(|s| matches!(s.kind, Kind::Incidents | Kind::Victims)) {
            let id = schema.classes.as_deref().unwrap_or(&schema.id);
            assert!(FILES.iter().any(|f| f.0 == id), "{}: no vocabulary {id}", schema.id);
        }
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/incident-classes");
        let count =
            std::fs::read_dir(folder).unwrap().flatten().filter(|f| f.path().extension().is_some_and(|e| e == "toml")).count();
        assert_eq!(count, FILES.len());
    }

    #[test]
    fn words_compare_folded_and_may_say_several_things() {
        let awsd = Vocabulary::of(Schema::named("awsd").unwrap());
        let body_borne = awsd.classes("kind", "body-borne IED ").unwrap();
        assert_eq!(body_borne, [Class::Kind(IncidentKind::Ied), Class::Activation(Activation::Suicide)]);
        assert_eq!(awsd.classes("kind", "feast"), None);
    }
}
