//! Patterns for ids: how a theme or the risk tree names several columns at once.

/// Whether `pattern`, in which `*` stands for one letter or more, fits the whole id.
pub fn fits(pattern: &str, id: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == id,
        Some((head, tail)) => id.strip_prefix(head).is_some_and(|rest| {
            rest.char_indices().skip(1).map(|(i, _)| i).chain([rest.len()]).any(|i| i > 0 && fits(tail, &rest[i..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_whole_ids() {
        assert!(fits("*_within_5km", "health_within_5km") && !fits("*_within_5km", "health_within_15km"));
        assert!(fits("survey_*", "survey_victim") && !fits("survey_*", "survey_"));
        assert!(fits("risk_index", "risk_index") && !fits("risk_index", "risk_index_n"));
    }
}
