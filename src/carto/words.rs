//! The words of `maps/texts.toml`: everything a sheet says whatever its theme.

use crate::base::{Lang, Level, Text};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

macro_rules! words {
    ($($field:ident),+ $(,)?) => {
        /// One text for each entry of `maps/texts.toml`.
        #[derive(Debug, Deserialize, Serialize)]
        #[serde(deny_unknown_fields)]
        pub struct Words { $(pub $field: Text,)+ }

        impl Words {
            /// Every text, for checks.
            pub fn all(&self) -> Vec<&Text> {
                vec![$(&self.$field),+]
            }
        }
    };
}

words!(
    country_label,
    synthetic_band,
    synthetic_mark,
    indicative_mark,
    indicative_note,
    legend,
    no_value,
    withheld,
    too_few,
    unreliable,
    unsure,
    no_zone,
    region_in_no_zone,
    zone_name,
    step_low,
    step_middle,
    step_high,
    square_note,
    class_in_step,
    dot_stands_for,
    too_small_for_a_dot,
    heat_left_out,
    heat_made,
    upper_bounds,
    border_zone,
    border_region,
    border_cercle,
    border_commune,
    border_of,
    border_group,
    other_groups,
    outline,
    border_country,
    neighbours,
    town,
    road,
    waters,
    rivers,
    lakes,
    atlas,
    on_page,
    locator,
    scale,
    compass,
    paper_a4,
    paper_a3,
    paper_slide,
    projection,
    sources,
    boundaries,
    made_on,
    disclaimer,
    stands_at_all,
    stands_at_some,
    zone_value,
    names_left_out,
    some_names_left_out,
    page_of,
    sheet_of,
    in_brackets,
    points_left_out,
    points_left_out_here,
    points_of_country,
    events_between,
    events_of_year,
    approximate,
    exact,
    percent,
    regions,
    cercles,
    communes,
    segments,
    lines,
    points,
    other_categories,
    circle_sizes,
    zones,
    map_of,
    counts_by_class,
    counted_class,
    between_classes,
    chart_n,
    chart_interval,
    chart_printed,
    chart_report,
    chart_partial,
    chart_at_least,
    chart_covered,
    chart_partly_covered,
    chart_gap,
    chart_rank,
    chart_months,
    chart_to_the_end,
);

/// The words, read once.
pub fn words() -> &'static Words {
    static WORDS: LazyLock<Words> =
        LazyLock::new(|| toml::from_str(include_str!("../../maps/texts.toml")).expect("embedded and tested below"));
    &WORDS
}

/// The areas of a level, in the plural.
pub fn plural(level: Level) -> &'static Text {
    match level {
        Level::Country | Level::Region => &words().regions,
        Level::Zone => &words().zones,
        Level::Cercle => &words().cercles,
        Level::Commune => &words().communes,
    }
}

/// A text with its `{name}`s replaced. Names that are not given stay as they are.
pub fn filled(text: &Text, lang: Lang, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.get(lang).to_owned(), |out, (name, value)| out.replace(&format!("{{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_both_languages_with_the_same_blanks() {
        let blanks = |s: &str| {
            let mut names: Vec<String> = s.split('{').skip(1).filter_map(|p| Some(p.split_once('}')?.0.to_owned())).collect();
            names.sort();
            names
        };
        for text in words().all() {
            assert!(!text.fr.trim().is_empty() && !text.en.trim().is_empty());
            assert_eq!(blanks(&text.fr), blanks(&text.en), "{text:?}");
        }
    }

    #[test]
    fn blanks_are_filled() {
        let text = Text::new("Situation de {region}", "Location of {region}");
        assert_eq!(filled(&text, Lang::En, &[("region", "Mopti")]), "Location of Mopti");
    }
}
