//! Rows made for tests.

use crate::read::report::{
    AnswerKind, At, ListedUnit, Mention, Printed, PublishedResult, PublishedStatistic, Qualifier, Study, printed,
};

fn at(row: u64) -> At {
    At { file: "t.csv".into(), row }
}

/// A national share of a single choice.
pub fn result(wave: &str, question: &str, value: f64) -> PublishedResult {
    PublishedResult {
        at: at(2),
        wave: wave.into(),
        question: question.into(),
        kind: Some(AnswerKind::Single),
        items: Vec::new(),
        choices: vec!["oui".into()],
        group: None,
        statistic: PublishedStatistic::Share,
        n: None,
        value: Some(number(&value.to_string())),
        lower: None,
        upper: None,
        qualifier: Qualifier::Exact,
        part_of_whole: false,
        subject: None,
        section: "1".into(),
        label: Default::default(),
    }
}

/// The same for one zone.
pub fn in_zone(wave: &str, question: &str, zone: &str, value: f64) -> PublishedResult {
    PublishedResult { group: Some(("zone".into(), zone.into())), ..result(wave, question, value) }
}

/// A sample of `n`, with women and men where given.
pub fn study(code: &str, n: u32, sexes: Option<(u32, u32)>) -> Study {
    Study {
        at: at(3),
        code: code.into(),
        source: String::new(),
        part_of: None,
        n: Some(n),
        women: sexes.map(|s| s.0),
        men: sexes.map(|s| s.1),
        method: None,
        printed: String::new(),
        units: Vec::new(),
        places: Vec::new(),
        from: None,
        to: None,
        section: "Fig. 3".into(),
        label: Default::default(),
    }
}

pub fn unit(set: &str, zone: Option<&str>, unit: &str) -> ListedUnit {
    ListedUnit { at: at(4), set: set.into(), zone: zone.map(str::to_owned), unit: unit.into(), section: set.into() }
}

/// A mention of Q2 `question` under a code, about a subject.
pub fn mention(question: &str, code: &str, subject: &str, text: &str) -> Mention {
    let some = |t: &str| (!t.is_empty()).then(|| t.to_owned());
    Mention {
        at: at(5),
        wave: "Q2".into(),
        question: some(question),
        printed_code: some(code),
        place: format!("{code} {subject}"),
        subject: some(subject),
        text: text.into(),
    }
}

pub fn number(text: &str) -> Printed {
    printed(text).expect("a number in a test")
}
