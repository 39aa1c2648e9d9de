//! Conditions of XLSForms that say "of those who answered so": `${q17} = 'x'`,
//! `selected(${q17}, 'x')`, and several of these about one question joined by `or`.

use super::questionnaire::Filter;

/// The filter a condition stands for; `None` when it says anything else.
pub fn filter(condition: &str) -> Option<Filter> {
    let mut rest = condition.trim();
    while let Some(inner) = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')).filter(|r| balanced(r)) {
        rest = inner.trim();
    }
    let mut found: Option<Filter> = None;
    for part in alternatives(rest) {
        let (question, choice) = one(part)?;
        match &mut found {
            None => found = Some(Filter { question, choices: vec![choice] }),
            Some(filter) if filter.question == question => filter.choices.push(choice),
            Some(_) => return None,
        }
    }
    found
}

/// Whether brackets open before they close.
fn balanced(text: &str) -> bool {
    let mut depth = 0i32;
    text.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    }) && depth == 0
}

fn alternatives(text: &str) -> Vec<&str> {
    // Letters of one byte keep their place in lower case.
    let lower = text.to_ascii_lowercase();
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in lower.match_indices(" or ") {
        parts.push(&text[start..at]);
        start = at + 4;
    }
    parts.push(&text[start..]);
    parts
}

/// `${q} = 'x'` or `selected(${q}, 'x')`.
fn one(text: &str) -> Option<(String, String)> {
    let mut text = text.trim();
    while let Some(inner) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).filter(|t| balanced(t)) {
        text = inner.trim();
    }
    let (question, choice) = match text.strip_prefix("selected") {
        Some(rest) => rest.trim().strip_prefix('(')?.strip_suffix(')')?.split_once(',')?,
        None => text.split_once('=')?,
    };
    let question = question.trim().strip_prefix("${")?.strip_suffix('}')?.trim();
    let choice = choice.trim();
    let is_quote = |c: char| matches!(c, '\'' | '"' | '’' | '‘' | '“' | '”');
    let bare = choice.trim_matches(is_quote);
    let is_number = bare.parse::<f64>().is_ok();
    let quoted = choice.starts_with(is_quote) && choice.ends_with(is_quote) && choice.chars().count() > 1;
    let plain = !bare.is_empty() && !bare.contains(|c: char| is_quote(c) || matches!(c, '(' | ')' | '$' | '=' | '<' | '>'));
    (plain && (quoted || is_number) && !question.contains(['{', '}', '!', '<', '>']))
        .then(|| (question.to_owned(), bare.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_about_one_question_are_filters() {
        let of = |text: &str| filter(text).map(|f| (f.question, f.choices.join("+")));
        for (text, expected) in [
            ("${q17} = 'degradee'", Some(("q17", "degradee"))),
            ("${q17}=\"x\"", Some(("q17", "x"))),
            ("selected(${q17}, 'x')", Some(("q17", "x"))),
            ("selected( ${q17} ,“x”)", Some(("q17", "x"))),
            ("(${q17} = 'x') or (${q17} = 'y')", Some(("q17", "x+y"))),
            ("(${q17} = 'x' OR selected(${q17},'y'))", Some(("q17", "x+y"))),
            ("${q17} = 1", Some(("q17", "1"))),
            ("${q17} = 'x' or ${q18} = 'y'", None),
            ("${q17} = 'x' and ${q18} = 'y'", None),
            ("${q17} != 'x'", None),
            ("${q17} >= 3", None),
            ("not(selected(${q17}, 'x'))", None),
            ("${q17} = ${q18}", None),
            ("${q17} = ''", None),
            ("", None),
        ] {
            assert_eq!(of(text), expected.map(|(q, c)| (q.to_owned(), c.to_owned())), "{text}");
        }
    }
}
