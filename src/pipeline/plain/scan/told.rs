//! What the person is told beside the clusters.

use super::cases::Periods;
use super::{Against, Permutations, ScanCommand};
use crate::base::{Case, Lang, Problem, Text, number};
use crate::spatial::scan::Cluster;
use crate::text;

/// How the numbers came about.
pub fn rules(command: &ScanCommand, periods: Option<&Periods>) -> Vec<Text> {
    let model = match &command.against {
        Against::People(field) => text!(
            "modèle : Poisson, cas attendus en proportion de {field} (Kulldorff 1997)",
            "model: Poisson, cases expected in proportion to {field} (Kulldorff 1997)"
        ),
        Against::Controls(field) => text!(
            "modèle : Bernoulli, cas parmi cas et témoins {field} (Kulldorff 1997)",
            "model: Bernoulli, cases among cases and controls {field} (Kulldorff 1997)"
        ),
    };
    let percent = |share: f64, lang| number(100.0 * share, 0, lang);
    let (fr, en) = (percent(command.options.widest, Lang::Fr), percent(command.options.widest, Lang::En));
    let window = match command.options.ellipses {
        false => text!("fenêtres : cercles d'au plus {fr} % de la population", "windows: circles of at most {en}% of the people"),
        true => text!(
            "fenêtres : cercles et ellipses d'au plus {fr} % de la population, ellipses étroites pénalisées",
            "windows: circles and ellipses of at most {en}% of the people, narrow ellipses penalised"
        ),
    };
    let Permutations { count, seed } = command.options.permutations;
    let chance = match count {
        0 => Text::new("sans réplique : aucune probabilité", "no replications: no probability"),
        _ => text!(
            "{count} répliques de Monte-Carlo, graine {seed} ; les foyers secondaires sont jugés avec prudence",
            "{count} Monte Carlo replications, seed {seed}; secondary clusters are judged conservatively"
        ),
    };
    let mut rules = vec![model, window];
    if let Some(periods) = periods {
        let (steps, unit) = (periods.count(), periods.step.label());
        let (fr, en) = (percent(command.options.longest, Lang::Fr), percent(command.options.longest, Lang::En));
        rules.push(Text::new(
            format!("temps : {steps} pas ({}), périodes d'au plus {fr} % du temps (Kulldorff et al. 1998)", unit.fr),
            format!("time: {steps} steps ({}), periods of at most {en}% of the time (Kulldorff et al. 1998)", unit.en),
        ));
    }
    rules.push(chance);
    rules
}

/// Nothing can be scanned.
pub fn nothing(file: &str, found: &[Cluster]) -> Problem {
    let mut problem = Problem::warning(
        "nothing-to-scan",
        file,
        Text::new(
            "aucun foyer : pas de cas, moins de deux unités peuplées, ou aucune fenêtre au-dessus de l'attendu",
            "no cluster: no cases, fewer than two areas with people, or no window above what is expected",
        ),
        Text::new("Vérifiez les champs de cas et de population.", "Check the fields of cases and of people."),
    );
    if found.is_empty() {
        problem.push(Case::found("0"));
    }
    problem
}

/// The first sentence where chance explains what there is.
pub fn none_significant(command: &ScanCommand) -> Text {
    let level = |lang| number(command.level, 2, lang);
    let (fr, en) = (level(Lang::Fr), level(Lang::En));
    text!("Aucun foyer significatif au seuil de {fr}.", "No significant cluster at the level {en}.")
}
