//! Which reports become one event, and which are left for a person to decide.

use super::{Decision, DuplicateReview, Pair};
use crate::base::{Case, Problem, Problems, Text};
use crate::read::incidents::Precision;
use crate::table::Event;
use crate::text;
use std::collections::{BTreeMap, BTreeSet};

/// What became of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// One event, by score or by decision.
    Merged,
    /// Alike, but below the threshold: two events until somebody decides.
    Open,
    /// Above the threshold, but the other reports alike contradict it: two events until somebody decides.
    Ambiguous,
    /// A person said so.
    Different,
}

impl Verdict {
    /// As tables write it.
    pub fn id(self) -> &'static str {
        match self {
            Verdict::Merged => "merged",
            Verdict::Open => "open",
            Verdict::Ambiguous => "ambiguous",
            Verdict::Different => "different",
        }
    }
}

/// A pair of reports by the ids they had, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub pair: Pair,
    pub verdict: Verdict,
    pub decision: Option<Decision>,
}

/// Merges reports of one event: those that a person called the same, and those whose score is at
/// least `above`.
///
/// By score a group is merged only when each report is alike to each other one, and no two are of
/// one input: where A is like B and B like C but A not like C, or where one report has two counterparts in
/// another register, nothing is merged and the pairs are [`Verdict::Ambiguous`]. What a person called
/// the same is chained, unless the same person called two of the chain different.
///
/// The event that stays is the one whose place is known best, then the one whose date is, then the
/// first; what it does not tell it takes from the others in that order, sorts of actors from all. Its
/// `also` holds the ids of the others. Order is kept. `events` are those that `pairs` were found in.
pub fn merge(events: Vec<Event>, pairs: &[Pair], above: f64, review: &DuplicateReview) -> (Vec<Event>, Vec<Finding>, Problems) {
    let position: BTreeMap<&str, usize> = events.iter().enumerate().rev().map(|(i, e)| (e.id.as_str(), i)).collect();
    let decision = |a: usize, b: usize| review.decision(&events[a].id, &events[b].id);
    let mut problems = Problems::new();
    let (mut same, mut orphans) = (Vec::new(), unknown_ids());
    for (a, b, decided) in review.iter() {
        match (position.get(a), position.get(b), decided) {
            (Some(&i), Some(&j), Decision::Same) if i != j => same.push((i.min(j), i.max(j))),
            (Some(_), Some(_), _) => {}
            _ => orphans.push(Case::found(format!("{a}, {b}"))),
        }
    }
    problems.add(orphans);
    let alike: BTreeSet<(usize, usize)> = pairs
        .iter()
        .filter(|p| p.score >= above && decision(p.a, p.b) != Some(Decision::Different))
        .map(|p| (p.a, p.b))
        .chain(same.iter().copied())
        .collect();
    let by_person = groups(&same);
    let person_of: BTreeMap<usize, usize> =
        by_person.iter().enumerate().flat_map(|(g, members)| members.iter().map(move |&i| (i, g))).collect();
    let said_same = |i: usize, j: usize| person_of.contains_key(&i) && person_of.get(&i) == person_of.get(&j);
    let contradicted = |members: &[usize]| two_of(members).any(|(i, j)| decision(i, j) == Some(Decision::Different));
    let agreed = |members: &[usize]| {
        two_of(members).all(|(i, j)| said_same(i, j) || (alike.contains(&(i, j)) && events[i].source != events[j].source))
    };

    let edges: Vec<(usize, usize)> = alike.iter().copied().collect();
    let mut merged: Vec<Vec<usize>> = Vec::new();
    for members in groups(&edges) {
        if agreed(&members) && !contradicted(&members) {
            merged.push(members);
        } else {
            let within = by_person.iter().filter(|group| group.iter().all(|i| members.contains(i)));
            merged.extend(within.filter(|group| !contradicted(group)).cloned());
        }
    }
    let group_of: BTreeMap<usize, usize> =
        merged.iter().enumerate().flat_map(|(g, members)| members.iter().map(move |&i| (i, g))).collect();
    let findings: Vec<Finding> = pairs
        .iter()
        .map(|pair| {
            let together = group_of.contains_key(&pair.a) && group_of.get(&pair.a) == group_of.get(&pair.b);
            let decision = decision(pair.a, pair.b);
            let verdict = match () {
                _ if together => Verdict::Merged,
                _ if decision == Some(Decision::Different) => Verdict::Different,
                _ if alike.contains(&(pair.a, pair.b)) => Verdict::Ambiguous,
                _ => Verdict::Open,
            };
            Finding { pair: *pair, verdict, decision }
        })
        .collect();
    problems.extend(told(&findings, &merged, &events, above));
    (joined(events, &merged), findings, problems)
}

/// Pairs of members, the smaller first.
fn two_of(members: &[usize]) -> impl Iterator<Item = (usize, usize)> {
    members.iter().enumerate().flat_map(move |(n, &i)| members[n + 1..].iter().map(move |&j| (i, j)))
}

/// What hangs together by edges: sorted groups of two and more, in the order of their first members.
fn groups(edges: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut group: BTreeMap<usize, usize> = BTreeMap::new();
    fn root(group: &BTreeMap<usize, usize>, mut i: usize) -> usize {
        while let Some(&above) = group.get(&i).filter(|&&above| above != i) {
            i = above;
        }
        i
    }
    for &(i, j) in edges {
        let (a, b) = (root(&group, i), root(&group, j));
        group.insert(a.max(b), a.min(b));
        group.entry(a.min(b)).or_insert(a.min(b));
        // Paths stay short.
        group.insert(i, a.min(b));
        group.insert(j, a.min(b));
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &i in group.keys() {
        members.entry(root(&group, i)).or_default().push(i);
    }
    members.into_values().filter(|members| members.len() > 1).collect()
}

/// The events after merging.
fn joined(events: Vec<Event>, merged: &[Vec<usize>]) -> Vec<Event> {
    let fineness = |e: &Event| Precision::ALL.iter().position(|p| p.id() == e.precision).unwrap_or(Precision::ALL.len());
    let mut gone = BTreeSet::new();
    let mut kept: BTreeMap<usize, Event> = BTreeMap::new();
    for members in merged {
        let mut ranked = members.clone();
        ranked.sort_by_key(|&i| (fineness(&events[i]), std::cmp::Reverse(events[i].date_text.len()), i));
        let Some((&best, others)) = ranked.split_first() else { continue };
        let mut event = events[best].clone();
        for &i in others {
            complete(&mut event, &events[i]);
        }
        event.also.sort();
        event.also.dedup();
        gone.extend(others.iter().copied());
        kept.insert(best, event);
    }
    let stays = |i: &usize| !gone.contains(i);
    let all = events.into_iter().enumerate().filter(|(i, _)| stays(i));
    all.map(|(i, event)| kept.remove(&i).unwrap_or(event)).collect()
}

/// What an event does not tell, from another report of it.
fn complete(event: &mut Event, other: &Event) {
    if event.point.is_none() && event.precision == other.precision {
        event.point = other.point;
    }
    if event.place.is_none() {
        event.place = other.place.clone();
    }
    // "2018-03" gives way to "2018-03-04", never to another month.
    if other.date_text.len() > event.date_text.len() && other.date_text.starts_with(&event.date_text) {
        (event.date, event.date_text) = (other.date, other.date_text.clone());
    }
    if event.kind == "unknown" {
        (event.kind, event.explosive) = (other.kind, other.explosive);
    }
    event.activation = event.activation.or(other.activation);
    if event.killed.is_none() {
        (event.killed, event.killed_at_least) = (other.killed, other.killed_at_least);
    }
    if event.injured.is_none() {
        (event.injured, event.injured_at_least) = (other.injured, other.injured_at_least);
    }
    if event.victims.is_empty() {
        event.victims = other.victims.clone();
    }
    if event.locality.is_none() {
        event.locality = other.locality.clone();
    }
    event.actors.extend(other.actors.iter().copied());
    event.actors.sort();
    event.actors.dedup();
    event.also.push(other.id.clone());
    event.also.extend(other.also.iter().cloned());
}

fn told(findings: &[Finding], merged: &[Vec<usize>], events: &[Event], above: f64) -> Vec<Problem> {
    let shown = |f: &Finding| Case::found(format!("{}, {} ({:.2})", events[f.pair.a].id, events[f.pair.b].id, f.pair.score));
    let of = |verdict: Verdict| findings.iter().filter(move |f| f.verdict == verdict).map(shown);
    let review = Text::new(
        "Écrivez same ou different dans tables/duplicates_review.csv et donnez ce fichier dans review de [incidents].",
        "Write same or different in tables/duplicates_review.csv and give that file in review of [incidents].",
    );
    let together = merged.iter().map(|m| Case::found(m.iter().map(|&i| events[i].id.as_str()).collect::<Vec<_>>().join(", ")));
    vec![
        Problem::note(
            "duplicates-merged",
            "",
            text!(
                "événements rapportés par plusieurs sources (score d'au moins {above}, ou décision) : comptés une fois",
                "events reported by several sources (score of at least {above}, or decision): counted once"
            ),
            Text::new(
                "Vérifiez tables/duplicates.csv ; merge_above dans [incidents] change le seuil.",
                "Check tables/duplicates.csv; merge_above in [incidents] changes the threshold.",
            ),
        )
        .with_all(together),
        Problem::warning(
            "duplicates-ambiguous",
            "",
            Text::new(
                "rapports semblables qui se contredisent entre eux : aucun n'est fusionné, tous sont comptés",
                "similar reports that contradict each other: none is merged, all are counted",
            ),
            review.clone(),
        )
        .with_all(of(Verdict::Ambiguous)),
        Problem::note(
            "duplicates-open",
            "",
            Text::new(
                "rapports qui se ressemblent sans assez d'accord : comptés séparément",
                "reports that are similar without enough agreement: counted apart",
            ),
            review,
        )
        .with_all(of(Verdict::Open)),
    ]
}

fn unknown_ids() -> Problem {
    Problem::note(
        "decision-without-event",
        "",
        Text::new(
            "décisions sur des événements qui ne sont plus dans les données : sans effet",
            "decisions on events that are no longer in the data: without effect",
        ),
        Text::new("Rien à faire.", "Nothing to do."),
    )
}
