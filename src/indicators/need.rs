//! Need beside response: each in three classes, and the pair of both.

use crate::base::{Cell, Column, Direction, Text, Unit};

/// What is laid side by side.
#[derive(Debug, Clone, Copy)]
pub struct Pairing<'a> {
    /// Begins the ids of the columns.
    pub id: &'a str,
    pub label: &'a Text,
    pub need: &'a Column,
    pub response: &'a Column,
    /// Two values in ascending order that part the classes, each in the class below it; terciles when absent.
    pub need_bounds: Option<[f64; 2]>,
    pub response_bounds: Option<[f64; 2]>,
}

/// Columns `ID_need_class` and `ID_response_class` (1 low, 2 middle, 3 high) and `ID_pair`, which is
/// 3 · (need − 1) + response: 7 is the greatest need with the least response. Both columns are of one level.
///
/// Terciles are the values a third and two thirds up the sorted areas that have both values, so that classes
/// are of the same areas. An area without one of the values has no class, for the reason that value is missing.
/// A pair made of an indicative value is indicative.
pub fn columns(pairing: &Pairing) -> [Column; 3] {
    let (need, response) = (pairing.need, pairing.response);
    let both: Vec<(f64, f64)> = need.cells.iter().zip(&response.cells).filter_map(|(n, r)| Some((n.ok()?, r.ok()?))).collect();
    let need_bounds = pairing.need_bounds.unwrap_or_else(|| terciles(both.iter().map(|b| b.0)));
    let response_bounds = pairing.response_bounds.unwrap_or_else(|| terciles(both.iter().map(|b| b.1)));
    let made = |value: &dyn Fn(f64, f64) -> f64| -> Vec<Cell> {
        need.cells
            .iter()
            .zip(&response.cells)
            .map(|(n, r)| match (n.value, r.value) {
                (Ok(n), Ok(r)) => Cell::value(value(class(n, need_bounds), class(r, response_bounds))),
                (Err(why), _) | (_, Err(why)) => Cell::missing(why),
            })
            .collect()
    };
    let of = |given: Option<[f64; 2]>| match given {
        Some([low, high]) => Text::new(format!("bornes {low} et {high}"), format!("bounds {low} and {high}")),
        None => Text::same("terciles"),
    };
    let (by_need, by_response) = (of(pairing.need_bounds), of(pairing.response_bounds));
    let method = Text::new(
        format!("Besoin : {} ({}). Réponse : {} ({}).", need.label.fr, by_need.fr, response.label.fr, by_response.fr),
        format!("Need: {} ({}). Response: {} ({}).", need.label.en, by_need.en, response.label.en, by_response.en),
    );
    let class_of = |fr: &str, en: &str| Text::new(format!("{} : {fr}", pairing.label.fr), format!("{}: {en}", pairing.label.en));
    let column = |id: &str, label: Text, cells| {
        let made = Column::new(format!("{}_{id}", pairing.id), label, Unit::Class, Direction::Neutral, need.level, cells)
            .with_method(method.clone())
            .with_sources(need.sources.iter().chain(&response.sources));
        Column { indicative: need.indicative || response.indicative, ..made }
    };
    [
        column("need_class", class_of("classe du besoin", "class of need"), made(&|n, _| n)),
        column("response_class", class_of("classe de la réponse", "class of response"), made(&|_, r| r)),
        column("pair", pairing.label.clone(), made(&|n, r| 3.0 * (n - 1.0) + r)),
    ]
}

fn class(value: f64, [low, high]: [f64; 2]) -> f64 {
    if value <= low {
        1.0
    } else if value <= high {
        2.0
    } else {
        3.0
    }
}

/// The values a third and two thirds up.
fn terciles(values: impl Iterator<Item = f64>) -> [f64; 2] {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    let at = |part: usize| (sorted.len() * part).div_ceil(3).checked_sub(1).and_then(|i| sorted.get(i)).copied();
    [at(1).unwrap_or(f64::NAN), at(2).unwrap_or(f64::NAN)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Level, Missing};

    fn column(values: &[Option<f64>]) -> Column {
        let cells = values.iter().map(|v| v.map_or(Cell::missing(Missing::NotSampled), Cell::value)).collect();
        Column::new("c", Text::default(), Unit::Percent, Direction::Neutral, Level::Zone, cells)
    }

    fn classes(need: &[Option<f64>], response: &[Option<f64>], bounds: Option<[f64; 2]>) -> [Vec<Option<f64>>; 3] {
        let (need, response) = (column(need), column(response));
        let label = Text::same("Soins");
        let pairing =
            Pairing { id: "care", label: &label, need: &need, response: &response, need_bounds: bounds, response_bounds: None };
        columns(&pairing).map(|c| c.cells.iter().map(Cell::ok).collect())
    }

    #[test]
    fn three_areas_make_three_classes_and_the_worst_pair_is_seven() {
        let [need, response, pair] = classes(&[Some(90.0), Some(20.0), Some(60.0)], &[Some(0.1), Some(2.0), Some(1.0)], None);
        assert_eq!(need, [Some(3.0), Some(1.0), Some(2.0)]);
        assert_eq!(response, [Some(1.0), Some(3.0), Some(2.0)]);
        assert_eq!(pair, [Some(7.0), Some(3.0), Some(5.0)]);
    }

    #[test]
    fn where_either_is_unknown_there_is_no_class_and_bounds_lie_in_the_class_below() {
        let [need, response, pair] =
            classes(&[Some(50.0), None, Some(75.1), Some(75.0)], &[Some(1.0), Some(5.0), None, Some(2.0)], Some([50.0, 75.0]));
        assert_eq!(need, [Some(1.0), None, None, Some(2.0)]);
        assert_eq!(response, [Some(1.0), None, None, Some(2.0)], "terciles of the two areas that have both");
        assert_eq!(pair, [Some(1.0), None, None, Some(5.0)]);
        assert!(classes(&[None], &[None], None).iter().flatten().all(Option::is_none));
    }
}
