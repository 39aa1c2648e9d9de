//! Conditions of XLSForms (`relevant`), read into [`Condition`]: `and`, `or`, `not()`, `selected()`,
//! `count-selected()`, `true()`, `false()`, and comparisons of answers, texts and numbers. Not for
//! arithmetic, dates, `if()` or other functions: such a condition is handed back unread.

use super::questionnaire::{Condition, Sign, Term};

/// What a condition says; `None` where it says anything that is not understood wholly.
pub fn condition(text: &str) -> Option<Condition> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0 };
    let condition = parser.any()?;
    (parser.next == parser.tokens.len()).then_some(condition)
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Open,
    Close,
    Comma,
    Sign(Sign),
    /// `${q}`.
    Answer(String),
    Text(String),
    Number(f64),
    /// `and`, `selected`, …, in lower case.
    Name(String),
}

/// Word processors bend quotation marks; people copy them into forms.
fn is_quote(c: char) -> bool {
    matches!(c, '\'' | '"' | '’' | '‘' | '“' | '”')
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            ',' => (Token::Comma, 1),
            _ if is_quote(first) => quoted(rest, first)?,
            '$' => {
                let end = rest.find('}')?;
                let name = rest[..end].strip_prefix("${")?.trim();
                let is_name = !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || "${!<>='\"".contains(c));
                (Token::Answer(is_name.then(|| name.to_owned())?), end + 1)
            }
            '=' | '!' | '<' | '>' => sign(rest)?,
            _ if first.is_ascii_digit() || first == '.' || first == '-' => {
                let end = rest[1..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(rest.len(), |at| at + 1);
                (Token::Number(rest[..end].parse().ok()?), end)
            }
            _ if first.is_ascii_alphabetic() => {
                let end = rest.find(|c: char| !c.is_ascii_alphabetic() && c != '-').unwrap_or(rest.len());
                (Token::Name(rest[..end].to_ascii_lowercase()), end)
            }
            _ => return None,
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    Some(tokens)
}

/// A text between quotation marks, straight ones of one kind or bent ones of any.
fn quoted(rest: &str, mark: char) -> Option<(Token, usize)> {
    let inner = &rest[mark.len_utf8()..];
    let closes = |c: char| if mark.is_ascii() { c == mark } else { is_quote(c) && !c.is_ascii() };
    let end = inner.find(closes)?;
    let length = mark.len_utf8() + end + inner[end..].chars().next().map_or(0, char::len_utf8);
    Some((Token::Text(inner[..end].to_owned()), length))
}

fn sign(rest: &str) -> Option<(Token, usize)> {
    let signs = [
        ("!=", Sign::Unequal),
        ("<=", Sign::AtMost),
        (">=", Sign::AtLeast),
        ("=", Sign::Equal),
        ("<", Sign::Less),
        (">", Sign::More),
    ];
    let (written, sign) = signs.into_iter().find(|(written, _)| rest.starts_with(written))?;
    Some((Token::Sign(sign), written.len()))
}

/// Deepest nesting of brackets that is followed.
const DEEPEST: usize = 60;

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    /// Brackets open.
    depth: usize,
}

impl Parser {
    fn take(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.next)?.clone();
        self.next += 1;
        Some(token)
    }

    /// Whether the next token is this one, which is then passed.
    fn pass(&mut self, token: &Token) -> bool {
        let found = self.tokens.get(self.next) == Some(token);
        self.next += usize::from(found);
        found
    }

    fn pass_name(&mut self, name: &str) -> bool {
        self.pass(&Token::Name(name.to_owned()))
    }

    /// Brackets, and what stands between them.
    fn bracketed<T>(&mut self, inner: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth == DEEPEST || !self.pass(&Token::Open) {
            return None;
        }
        self.depth += 1;
        let found = inner(self);
        self.depth -= 1;
        found.filter(|_| self.pass(&Token::Close))
    }

    fn answer(&mut self) -> Option<String> {
        match self.take()? {
            Token::Answer(question) => Some(question),
            _ => None,
        }
    }

    fn any(&mut self) -> Option<Condition> {
        let mut parts = vec![self.all()?];
        while self.pass_name("or") {
            parts.push(self.all()?);
        }
        Some(if parts.len() == 1 { parts.remove(0) } else { Condition::Any(parts) })
    }

    fn all(&mut self) -> Option<Condition> {
        let mut parts = vec![self.one()?];
        while self.pass_name("and") {
            parts.push(self.one()?);
        }
        Some(if parts.len() == 1 { parts.remove(0) } else { Condition::All(parts) })
    }

    fn one(&mut self) -> Option<Condition> {
        let start = self.next;
        match self.take()? {
            Token::Name(name) if name == "not" => self.bracketed(Self::any).map(|inner| Condition::Not(Box::new(inner))),
            Token::Name(name) if name == "selected" => self.bracketed(Self::took),
            Token::Name(name) if name == "true" => self.bracketed(|_| Some(Condition::All(Vec::new()))),
            Token::Name(name) if name == "false" => self.bracketed(|_| Some(Condition::Any(Vec::new()))),
            first => {
                self.next = start;
                let whole = (first == Token::Open).then(|| self.bracketed(Self::any)).flatten();
                // Brackets may also stand around one side of a comparison.
                whole.or_else(|| {
                    self.next = start;
                    self.comparison()
                })
            }
        }
    }

    /// What stands between the brackets of `selected()`.
    fn took(&mut self) -> Option<Condition> {
        let question = self.answer()?;
        self.pass(&Token::Comma).then_some(())?;
        let choice = match self.take()? {
            Token::Text(choice) => choice.trim().to_owned(),
            Token::Number(number) => number.to_string(),
            _ => return None,
        };
        Some(Condition::Took { question, choice })
    }

    fn comparison(&mut self) -> Option<Condition> {
        let left = self.term()?;
        let Token::Sign(sign) = self.take()? else { return None };
        let right = self.term()?;
        // Two fixed sides say nothing of anybody.
        (left.question().or(right.question()).is_some()).then_some(Condition::Compare(left, sign, right))
    }

    fn term(&mut self) -> Option<Term> {
        if self.tokens.get(self.next) == Some(&Token::Open) {
            return self.bracketed(Self::term);
        }
        match self.take()? {
            Token::Answer(question) => Some(Term::Answer(question)),
            Token::Text(text) => Some(Term::Word(text)),
            Token::Number(number) => Some(Term::Number(number)),
            Token::Name(name) if name == "count-selected" => self.bracketed(Self::answer).map(Term::Count),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A condition written out with every bracket.
    fn shown(condition: &Condition) -> String {
        let all = |parts: &[Condition], word: &str| {
            let parts: Vec<String> = parts.iter().map(shown).collect();
            format!("({})", parts.join(word))
        };
        let side = |term: &Term| match term {
            Term::Answer(question) => question.clone(),
            Term::Count(question) => format!("#{question}"),
            Term::Word(word) => format!("'{word}'"),
            Term::Number(number) => number.to_string(),
        };
        match condition {
            Condition::All(parts) => all(parts, " and "),
            Condition::Any(parts) => all(parts, " or "),
            Condition::Not(part) => format!("not {}", shown(part)),
            Condition::Took { question, choice } => format!("{question} has {choice}"),
            Condition::Compare(left, sign, right) => format!("{} {sign:?} {}", side(left), side(right)),
        }
    }

    #[test]
    fn conditions_are_read_as_forms_mean_them() {
        for (text, expected) in [
            ("${q17} = 'degradee'", "q17 Equal 'degradee'"),
            ("${q17}=\"l'eau\"", "q17 Equal 'l'eau'"),
            ("'x' != ${q17}", "'x' Unequal q17"),
            ("selected( ${q17} ,“x”)", "q17 has x"),
            ("selected(${q17}, 3)", "q17 has 3"),
            ("(${q17} = 'x' OR selected(${q17},'y'))", "(q17 Equal 'x' or q17 has y)"),
            ("${a}>=18 and ${a} < 60 or not(${b} = '')", "((a AtLeast 18 and a Less 60) or not b Equal '')"),
            ("${a}>=18 and (${a} < 60 or ${b} != -1.5)", "(a AtLeast 18 and (a Less 60 or b Unequal -1.5))"),
            ("not( selected(${a}, 'x') and ${b}<=${c} )", "not (a has x and b AtMost c)"),
            ("count-selected(${a}) > 1", "#a More 1"),
            ("((${a}) = (3))", "a Equal 3"),
            ("true()", "()"),
            ("${a} = 'and or not('", "a Equal 'and or not('"),
        ] {
            assert_eq!(condition(text).as_ref().map(shown).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_handed_back() {
        for text in [
            "",
            "${a}",
            "${a} = ",
            "= 3",
            "1 = 1",
            "${a} + 1 = 3",
            "${a} = 'x' and",
            "${a} = 'x' ${b} = 'y'",
            "(${a} = 'x'",
            "${a} = 'x')",
            "${a = 'x'",
            "${a} = 'x",
            "if(${a} = 'x', true(), false())",
            "regex(${a}, '[0-9]')",
            "${a} < today()",
            ". > 3",
            "${a} = x",
            "${a!} = 'x'",
            "selected(., 'x')",
            "not ${a} = 'x'",
            "1.2.3 = ${a}",
        ] {
            assert_eq!(condition(text), None, "{text}");
        }
        assert_eq!(condition(&format!("{}${{a}} = 1{}", "(".repeat(5000), ")".repeat(5000))), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_condition_or_none(text in "([(),=!<>.'\"’$ {}a-c0-9é-]|and |or |not\\(|selected\\(){0,20}") {
            let _ = condition(&text);
        }
    }
}
