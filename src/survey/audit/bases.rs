//! How many respondents a printed number can rest on.

use crate::read::report::{PublishedResult, Report, Study};

/// The base of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// Printed beside it.
    Printed(u32),
    /// Everybody in the sample, or in its part; where the report contradicts itself, each of what
    /// it says. Those who did not answer the question may be missing.
    Declared(Vec<u32>),
    Unknown,
}

/// The base of one result. The sample of its wave gives it for everybody and for each sex.
pub fn base(report: &Report, result: &PublishedResult) -> Base {
    if let Some(n) = result.n {
        return Base::Printed(n);
    }
    let Some(study) = sample(report, &result.wave) else { return Base::Unknown };
    let declared: Vec<u32> = match result.group.as_ref().map(|(variable, value)| (variable.as_str(), value.as_str())) {
        None => sizes(study),
        Some(("sex", "f")) => study.women.into_iter().collect(),
        Some(("sex", "m")) => study.men.into_iter().collect(),
        Some(_) => Vec::new(),
    };
    if declared.is_empty() { Base::Unknown } else { Base::Declared(declared) }
}

/// The sample of a wave: the first that bears its code, as the report itself stands first.
pub fn sample<'a>(report: &'a Report, wave: &str) -> Option<&'a Study> {
    report.studies.iter().find(|s| !wave.is_empty() && s.code.eq_ignore_ascii_case(wave))
}

/// Everybody in a sample, as declared and as the sum of the sexes where that differs.
pub fn sizes(study: &Study) -> Vec<u32> {
    let mut sizes: Vec<u32> = study.n.into_iter().chain(study.sum_of_sexes()).collect();
    sizes.dedup();
    sizes
}

#[cfg(test)]
mod tests {
    use super::super::testing::{in_zone, result, study};
    use super::*;

    #[test]
    fn the_base_is_what_is_printed_else_what_the_sample_declares() {
        let report = Report { studies: vec![study("Q3", 387, Some((281, 102)))], ..Report::default() };
        let of_sex = |value: &str| PublishedResult { group: Some(("sex".into(), value.into())), ..result("q3", "q10", 73.0) };
        assert_eq!(base(&report, &result("Q3", "q12", 64.0)), Base::Declared(vec![387, 383]));
        assert_eq!(base(&report, &of_sex("f")), Base::Declared(vec![281]));
        assert_eq!(base(&report, &of_sex("x")), Base::Unknown);
        assert_eq!(base(&report, &in_zone("Q3", "q37", "Sud", 57.0)), Base::Unknown);
        assert_eq!(base(&report, &result("Q4", "q1", 5.0)), Base::Unknown);
        assert_eq!(base(&report, &PublishedResult { n: Some(12), ..result("Q3", "q12", 64.0) }), Base::Printed(12));
    }
}
