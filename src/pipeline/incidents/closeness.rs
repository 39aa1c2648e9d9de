//! Whether incidents that are near in space are near in time, as attacks that answer one another are.

use crate::base::{Boundaries, Lang, MetricFrame, Result, Text, number};
use crate::spatial::interaction::{Knox, knox, mantel};
use crate::spatial::moments::Global;
use crate::spatial::permutation::Permutations;
use crate::table::Event;
use geo_types::Coord;
use jiff::civil::Date;
use serde_json::{Value, json};

/// What counts as near.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    pub metres: f64,
    pub days: u32,
}

/// Precisions at which a point says where an event was.
const PRECISE: [&str; 2] = ["exact", "near_place"];

/// Mantel's test goes through all pairs a thousand times: beyond so many events it is not made.
const EVENTS_FOR_MANTEL: usize = 3000;

/// Chance below which a pattern is told as one.
const LEVEL: f64 = 0.05;

/// Both tests.
pub struct Closeness {
    near: Near,
    /// Events whose spot and day are known.
    events: usize,
    knox: Option<Knox>,
    mantel: Option<Global>,
}

impl Closeness {
    /// Tests the events whose spot (or nearest place) and day are known; give them with the points of the source. Distances are those of the
    /// country's equal-area projection.
    ///
    /// # Errors
    /// Points that cannot be projected.
    pub fn of(events: &[Event], near: Near, boundaries: &Boundaries) -> Result<Closeness> {
        let known = |e: &Event| {
            let day = e.days().filter(|(first, last)| first == last)?.0;
            Some((e.point.filter(|_| PRECISE.contains(&e.precision))?, f64::from((day - Date::ZERO).get_days())))
        };
        let (mut places, days): (Vec<Coord<f64>>, Vec<f64>) = events.iter().filter_map(known).unzip();
        if let Some(extent) = boundaries.country.extent() {
            MetricFrame::centred_on(extent).project(&mut places)?;
        }
        let ways = Permutations::default();
        Ok(Closeness {
            near,
            events: places.len(),
            knox: knox(&places, &days, near.metres, f64::from(near.days), ways),
            mantel: (places.len() <= EVENTS_FOR_MANTEL).then(|| mantel(&places, &days, ways)).flatten(),
        })
    }

    /// One line for each test.
    pub fn sentences(&self) -> Vec<Text> {
        let Some(knox) = &self.knox else {
            return vec![Text::new(
                "Knox et Mantel : moins de deux incidents dont le lieu et le jour sont connus",
                "Knox and Mantel: fewer than two incidents whose place and day are known",
            )];
        };
        let p = |global: &Global| global.permuted.map(|p| p.p_greater());
        let chance = |p: Option<f64>, lang| p.map_or_else(String::new, |p| format!(" (p = {})", number(p, 3, lang)));
        let verdict = |p: Option<f64>| match p {
            Some(p) if p <= LEVEL => Text::new(
                "les incidents proches dans l'espace le sont aussi dans le temps",
                "incidents near in space are near in time too",
            ),
            _ => Text::new("pas plus que le hasard", "no more than chance"),
        };
        let both = |say: &dyn Fn(Lang) -> String| Text::new(say(Lang::Fr), say(Lang::En));
        let (found, said) = (p(&knox.close), verdict(p(&knox.close)));
        let first = both(&|lang| {
            let n = |v: f64, decimals| number(v, decimals, lang);
            let (pairs, expected) = (n(knox.close.value, 0), n(knox.expected, 1));
            let (km, days, events) = (n(self.near.metres / 1000.0, 1), self.near.days, n(self.events as f64, 0));
            let (chance, said) = (chance(found, lang), said.get(lang));
            match lang {
                Lang::Fr => format!(
                    "Knox : {pairs} paires d'incidents à {km} km et {days} jours au plus, {expected} attendues{chance} : {said} ; {events} incidents dont le lieu et le jour sont connus"
                ),
                Lang::En => format!(
                    "Knox: {pairs} pairs of incidents at most {km} km and {days} days apart, {expected} expected{chance}: {said}; {events} incidents whose place and day are known"
                ),
            }
        });
        let second = match &self.mantel {
            Some(mantel) => {
                let (found, said) = (p(mantel), verdict(p(mantel)));
                both(&|lang| {
                    let (r, chance, said) = (number(mantel.value, 4, lang), chance(found, lang), said.get(lang));
                    match lang {
                        Lang::Fr => {
                            format!("Mantel : corrélation {r} entre proximités dans l'espace et dans le temps{chance} : {said}")
                        }
                        Lang::En => format!("Mantel: correlation {r} between nearness in space and in time{chance}: {said}"),
                    }
                })
            }
            None if self.events > EVENTS_FOR_MANTEL => both(&|lang| {
                let most = number(EVENTS_FOR_MANTEL as f64, 0, lang);
                match lang {
                    Lang::Fr => format!("Mantel : pas calculé au-delà de {most} incidents"),
                    Lang::En => format!("Mantel: not computed for more than {most} incidents"),
                }
            }),
            None => Text::new("Mantel : distances ou dates toutes égales", "Mantel: all distances or dates alike"),
        };
        vec![first, second]
    }

    /// All numbers, for programs.
    pub fn json(&self) -> Value {
        let p = |global: &Global| global.permuted.map(|p| p.p_greater());
        json!({
            "events": self.events,
            "distance_m": self.near.metres,
            "days": self.near.days,
            "knox": self.knox.map(|k| json!({
                "pairs": k.close.value,
                "expected": k.expected,
                "near_in_space": k.in_space,
                "near_in_time": k.in_time,
                "p": p(&k.close),
            })),
            "mantel": self.mantel.map(|m| json!({ "correlation": m.value, "p": p(&m) })),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::reference::{close, rows};
    use crate::base::{Area, Areas, Level};
    use geo_types::{MultiPolygon, polygon};

    fn boundaries() -> Boundaries {
        let square = polygon![(x: -5.0, y: 10.0), (x: 5.0, y: 10.0), (x: 5.0, y: 20.0), (x: -5.0, y: 20.0)];
        let none = |level| Areas::new(level, Vec::new());
        Boundaries {
            country: Areas::new(Level::Country, vec![Area::new("C".into(), "C", None, MultiPolygon(vec![square]))]),
            zones: none(Level::Zone),
            regions: none(Level::Region),
            cercles: none(Level::Cercle),
            communes: none(Level::Commune),
            vintage: String::new(),
        }
    }

    fn event(at: Coord<f64>, day: f64, precision: &'static str) -> Event {
        let date = Date::ZERO.saturating_add(jiff::ToSpan::days(730_000 + day as i64));
        Event { point: Some(at), precision, date_text: date.to_string(), ..Event::default() }
    }

    /// The events of the reference, brought to the ground of the test country and back by the projection itself.
    #[test]
    fn pairs_are_those_of_the_library_and_vague_events_do_not_count() {
        let table = rows("spatial/events.csv");
        let mut places: Vec<Coord<f64>> = table.iter().map(|r| Coord { x: r.number(0), y: r.number(1) }).collect();
        let days: Vec<f64> = table.iter().map(|r| r.number(2).floor()).collect();
        let (reach, apart) = (5000.0, 14);
        let own = knox(&places, &days, reach, f64::from(apart), Permutations::default()).expect("events");
        MetricFrame::centred_on(boundaries().country.extent().expect("a country")).unproject(&mut places).expect("a place");
        let mut events: Vec<Event> = places.iter().zip(&days).map(|(at, day)| event(*at, *day, "exact")).collect();
        events.push(event(places[0], days[0], "region"));
        events.push(Event { date_text: "2018-06".into(), ..event(places[0], days[0], "exact") });
        let found = Closeness::of(&events, Near { metres: reach, days: apart }, &boundaries()).expect("projected");
        let json = found.json();
        assert_eq!(json["events"], table.len());
        assert_eq!((&json["knox"]["pairs"], &json["knox"]["near_in_space"]), (&own.close.value.into(), &own.in_space.into()));
        assert!(close(json["knox"]["expected"].as_f64().expect("a number"), own.expected, 1e-12));
        assert_eq!(json["knox"]["p"].as_f64(), own.close.permuted.map(|p| p.p_greater()));
        assert!(found.sentences()[0].fr.starts_with("Knox : ") && found.sentences()[1].en.starts_with("Mantel: correlation "));
    }

    #[test]
    fn events_that_answer_one_another_are_told_and_none_is_said() {
        let at = |i: usize| Coord { x: -4.0 + 0.3 * (i % 20) as f64, y: 11.0 + 0.37 * (i % 17) as f64 };
        // Each place twice within three days, places at times of their own.
        let events: Vec<Event> = (0..40)
            .flat_map(|i| [event(at(i), (i * 37 % 400) as f64, "exact"), event(at(i), (i * 37 % 400) as f64 + 3.0, "near_place")])
            .collect();
        let near = Near { metres: 5000.0, days: 7 };
        let found = Closeness::of(&events, near, &boundaries()).expect("projected");
        assert!(found.sentences()[0].en.contains("incidents near in space are near in time too"), "{:?}", found.sentences());
        let none = Closeness::of(&[], near, &boundaries()).expect("nothing to project");
        assert!(none.sentences().len() == 1 && none.json()["knox"].is_null());
    }
}
