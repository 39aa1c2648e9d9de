//! What in a register contradicts itself, or is known only roughly. Nothing is changed here.

use super::{Incident, VictimCount, VictimGroup};
use crate::base::{Case, Level, Problem, Problems, Text};
use crate::read::records::Records;

/// Best estimates outside their range, and zeros that may be more.
pub(super) fn check_estimates(incidents: &[Incident], records: &Records, problems: &mut Problems) {
    let mut contradictory = Problem::warning(
        "estimate-contradicts",
        records.file(),
        Text::new(
            "meilleure estimation hors de la fourchette basse–haute : gardée telle quelle",
            "best estimate outside its low–high range: kept as it is",
        ),
        Text::new("Vérifiez auprès de la source.", "Check with the source."),
    );
    let mut uncertain = Problem::note(
        "estimate-zero-but-possible",
        records.file(),
        Text::new("0 mort retenu, mais l'estimation haute en admet", "0 deaths retained, but the high estimate allows for some"),
        Text::new("Rien à faire ; le total peut être sous-estimé.", "Nothing to do; the total may be too low."),
    );
    for incident in incidents {
        let (Some(best), Some(low), Some(high)) = (incident.killed, incident.killed_low, incident.killed_high) else { continue };
        let case = Case::row(incident.row, records.header("killed"), format!("{best} ({low}–{high})"));
        if best < low || best > high {
            contradictory.push(case);
        } else if best == 0 && high > 0 {
            uncertain.push(case);
        }
    }
    problems.extend([contradictory, uncertain]);
}

/// Totals that are less than what they are made of: killed and injured against all victims, and
/// the killed by status, by sex or by age against all killed. Kept as they stand.
pub(super) fn check_totals(incidents: &[Incident], records: &Records, problems: &mut Problems) {
    let mut below = total_below_parts(records.file());
    for incident in incidents {
        for found in totals_below_parts(incident) {
            below.push(Case::row(incident.row, records.header("killed"), found));
        }
    }
    problems.add(below);
}

/// The group that totals below their parts are told in.
pub(super) fn total_below_parts(file: &str) -> Problem {
    Problem::warning(
        "total-below-parts",
        file,
        Text::new(
            "total inférieur à la somme de ses parties : gardé tel quel",
            "total below the sum of its parts: kept as it is",
        ),
        Text::new("Corrigez le total ou les parties dans le fichier.", "Correct the total or the parts in the file."),
    )
}

/// The contradictions of one event, as `whole < part + part`.
pub(super) fn totals_below_parts(incident: &Incident) -> Vec<String> {
    let mut found = Vec::new();
    let mut check = |name: &str, whole: Option<u32>, parts: &[u32]| {
        let sum: u64 = parts.iter().map(|&p| u64::from(p)).sum();
        if let Some(whole) = whole.filter(|&w| u64::from(w) < sum) {
            let parts = parts.iter().map(u32::to_string).collect::<Vec<_>>().join(" + ");
            found.push(format!("{name}: {whole} < {parts}"));
        }
    };
    let parts: Vec<u32> = [incident.killed, incident.injured].into_iter().flatten().collect();
    check("victims", incident.affected, &parts);
    use VictimGroup::{Adult, Child, Civilian, Female, Forces, Humanitarian, Male};
    for ways in [&[Civilian, Forces, Humanitarian][..], &[Female, Male], &[Child, Adult]] {
        let of = |part: fn(&VictimCount) -> Option<u32>| {
            incident.victims.iter().filter(|v| ways.contains(&v.group)).filter_map(part).collect::<Vec<u32>>()
        };
        check("killed", incident.killed, &of(|v| v.killed));
        check("injured", incident.injured, &of(|v| v.injured));
    }
    found
}

/// Dates known only in part, or not at all.
pub(super) fn check_undated(incidents: &[Incident], records: &Records, problems: &mut Problems) {
    let mut partial = Problem::note(
        "date-partial",
        records.file(),
        Text::new("dates connues au mois ou à l'année seulement", "dates known to the month or year only"),
        Text::new("Rien à faire : les comptes par an restent justes.", "Nothing to do: yearly counts stay right."),
    );
    let column = records.header(if records.has("date") { "date" } else { "year" });
    let mut missing = Problem::warning(
        "date-missing",
        records.file(),
        Text::new(
            "incidents sans date : absents des évolutions dans le temps",
            "incidents without a date: absent from changes over time",
        ),
        Text::new("Complétez au moins l'année.", "Complete at least the year."),
    );
    for incident in incidents {
        match incident.date {
            None => missing.push(Case::row(incident.row, column, "")),
            Some(date) if date.day.is_none() => partial.push(Case::row(incident.row, column, date.to_string())),
            Some(_) => {}
        }
    }
    problems.extend([partial, missing]);
}

/// Events that no commune can be told of.
pub(super) fn check_coarse(incidents: &[Incident], records: &Records, problems: &mut Problems) {
    let coarse = incidents.iter().filter(|i| i.precision.level() < Level::Commune);
    problems.add(
        Problem::note(
            "place-coarse",
            records.file(),
            Text::new(
                "incidents connus au cercle, à la région ou au pays seulement : jamais attribués à une commune",
                "incidents known to the cercle, region or country only: never given to a commune",
            ),
            Text::new(
                "Rien à faire ; pour une estimation à part, demandez share_out dans [incidents].",
                "Nothing to do; for an estimate of its own ask for share_out in [incidents].",
            ),
        )
        .with_all(coarse.map(|i| Case::row(i.row, records.header("precision"), i.precision.id()))),
    );
}
