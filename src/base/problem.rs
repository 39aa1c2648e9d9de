//! Bad records are results: counted, grouped, written out, and never a reason to stop the rest.

use super::text::Text;
use serde::Serialize;

/// How much a problem matters to a reader of the outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something was assumed or repaired; the result stands.
    Note,
    /// Something was left out or does not add up; the result is weaker for it.
    Warning,
    /// A whole input or output is missing from the result.
    Error,
}

/// One record in which a problem shows itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
pub struct Case {
    /// Row as a person finds it in the file: the line or spreadsheet row, first line is 1.
    pub row: Option<u64>,
    /// Column, field or key.
    pub field: Option<String>,
    /// What was found there, as written.
    pub found: String,
}

impl Case {
    pub fn row(row: u64, field: impl Into<String>, found: impl Into<String>) -> Self {
        Case { row: Some(row), field: Some(field.into()), found: found.into() }
    }

    pub fn found(found: impl Into<String>) -> Self {
        Case { found: found.into(), ..Case::default() }
    }
}

/// One kind of problem in one file, with all its cases.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    pub severity: Severity,
    /// Stable `kebab-case` id of the kind, for scripts: `coordinates-missing`.
    pub kind: &'static str,
    /// File as the project names it; empty when the problem lies between inputs.
    pub file: String,
    /// What is wrong, without the single case: "coordonnées hors du pays".
    pub what: Text,
    /// What the reader can do about it.
    pub way_out: Text,
    /// How many records it concerns. May exceed `cases.len()`, see [`Problem::CASES_KEPT`].
    pub count: usize,
    pub cases: Vec<Case>,
}

impl Problem {
    /// Cases kept in full for each problem; beyond that they are only counted, so that a
    /// file of ten million bad rows does not fill the memory.
    pub const CASES_KEPT: usize = 10_000;

    pub fn new(severity: Severity, kind: &'static str, file: impl Into<String>, what: Text, way_out: Text) -> Self {
        Problem { severity, kind, file: file.into(), what, way_out, count: 0, cases: Vec::new() }
    }

    pub fn note(kind: &'static str, file: impl Into<String>, what: Text, way_out: Text) -> Self {
        Self::new(Severity::Note, kind, file, what, way_out)
    }

    pub fn warning(kind: &'static str, file: impl Into<String>, what: Text, way_out: Text) -> Self {
        Self::new(Severity::Warning, kind, file, what, way_out)
    }

    pub fn error(kind: &'static str, file: impl Into<String>, what: Text, way_out: Text) -> Self {
        Self::new(Severity::Error, kind, file, what, way_out)
    }

    pub fn with(mut self, case: Case) -> Self {
        self.push(case);
        self
    }

    pub fn with_all(mut self, cases: impl IntoIterator<Item = Case>) -> Self {
        cases.into_iter().for_each(|case| self.push(case));
        self
    }

    pub fn push(&mut self, case: Case) {
        self.count += 1;
        if self.cases.len() < Self::CASES_KEPT {
            self.cases.push(case);
        }
    }
}

/// Everything that was found wrong, grouped: one entry per kind, file and wording.
#[derive(Debug, Clone, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a problem, merging it into the group of the same kind, file and wording.
    /// A problem without cases or count says nothing and is dropped.
    pub fn add(&mut self, problem: Problem) {
        if problem.count == 0 {
            return;
        }
        let group = self.0.iter_mut().find(|p| p.kind == problem.kind && p.file == problem.file && p.what == problem.what);
        match group {
            None => self.0.push(problem),
            Some(group) => {
                group.count += problem.count;
                let room = Problem::CASES_KEPT.saturating_sub(group.cases.len());
                group.cases.extend(problem.cases.into_iter().take(room));
            }
        }
    }

    pub fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        problems.into_iter().for_each(|p| self.add(p));
    }

    /// In the order of importance: errors first, then by file and kind.
    pub fn sorted(mut self) -> Vec<Problem> {
        self.0.sort_by(|a, b| {
            b.severity.cmp(&a.severity).then_with(|| (&a.file, a.kind, &a.what).cmp(&(&b.file, b.kind, &b.what)))
        });
        self.0
    }

    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether anything is worse than a note.
    pub fn matter(&self) -> bool {
        self.0.iter().any(|p| p.severity > Severity::Note)
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outside(row: u64) -> Problem {
        Problem::warning("outside", "a.csv", Text::same("outside"), Text::same("check")).with(Case::row(row, "lat", "99"))
    }

    #[test]
    fn problems_of_one_kind_in_one_file_are_one_group() {
        let mut problems = Problems::new();
        problems.extend([outside(2), outside(7)]);
        problems.add(Problem::warning("outside", "b.csv", Text::same("outside"), Text::same("check")));
        let groups = problems.sorted();
        assert_eq!(groups.len(), 1, "a problem without a case is not a problem");
        assert_eq!((groups[0].count, groups[0].cases[1].row), (2, Some(7)));
    }

    #[test]
    fn cases_beyond_the_limit_are_counted_but_not_kept() {
        let mut problems = Problems::new();
        (0..Problem::CASES_KEPT as u64 + 5).for_each(|row| problems.add(outside(row)));
        let groups = problems.sorted();
        assert_eq!(groups[0].count, Problem::CASES_KEPT + 5);
        assert_eq!(groups[0].cases.len(), Problem::CASES_KEPT);
    }
}
