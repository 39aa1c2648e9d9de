//! What is known of how respondents were drawn, as it stands in the file, and what is wrong with
//! it. [`Design::new`](super::design::Design::new) lays it out.

use crate::base::{Case, Problem, Problems, Text};
use crate::read::survey::responses::{Factor, NO_ANSWER, Sampling};

/// How respondents were drawn. Every list by respondent has the length of `rows`.
#[derive(Debug, Clone, Default)]
pub struct Plan<'a> {
    /// File the respondents came from, for problems.
    pub file: &'a str,
    /// Row of each respondent in the file, for problems.
    pub rows: &'a [u64],
    /// `None` where there are no weights at all: everybody weighs 1.
    pub weights: Option<&'a [Option<f64>]>,
    /// Column the weights came from.
    pub weight_column: &'a str,
    /// First stage first. Empty: respondents were drawn one by one from everybody.
    pub stages: &'a [Stage<'a>],
    /// Cluster codes start again in every stratum, so that one code in two strata is no mistake.
    pub nested: bool,
    pub lonely: LonelyPsu,
}

/// One stage of drawing.
#[derive(Debug, Clone, Default)]
pub struct Stage<'a> {
    /// What was drawn; `None` when it was the respondents themselves. Codes below the first stage
    /// count within the cluster above.
    pub clusters: Option<Codes<'a>>,
    pub strata: Option<Codes<'a>>,
    /// `None` for sampling with replacement, or from a population without limit.
    pub population: Option<Population<'a>>,
}

/// A grouping of respondents by code; [`NO_ANSWER`] where it is unknown.
#[derive(Debug, Clone)]
pub struct Codes<'a> {
    /// Column it came from.
    pub column: &'a str,
    pub codes: &'a [u16],
    /// What the codes stand for, for problems. A code past the end is shown as a number.
    pub labels: Vec<&'a str>,
}

impl<'a> From<&'a Factor> for Codes<'a> {
    fn from(factor: &'a Factor) -> Self {
        let labels = factor.levels.iter().map(|level| level.code.as_str()).collect();
        Codes { column: &factor.column, codes: &factor.codes, labels }
    }
}

/// How many clusters the stratum of each respondent has, drawn or not. R's `fpc`: all sizes or
/// all fractions.
#[derive(Debug, Clone)]
pub enum Population<'a> {
    Sizes {
        column: &'a str,
        values: &'a [Option<f64>],
    },
    /// Share of the clusters that was drawn, above 0 and up to 1.
    Fractions {
        column: &'a str,
        values: &'a [Option<f64>],
    },
}

impl<'a> Population<'a> {
    /// Sizes when any value is above 1, else fractions, as R takes `fpc`.
    pub fn guess(column: &'a str, values: &'a [Option<f64>]) -> Self {
        match values.iter().flatten().any(|v| *v > 1.0) {
            true => Population::Sizes { column, values },
            false => Population::Fractions { column, values },
        }
    }

    pub(super) fn column(&self) -> &str {
        match self {
            Population::Sizes { column, .. } | Population::Fractions { column, .. } => column,
        }
    }

    pub(super) fn of(&self, row: usize) -> Option<f64> {
        match self {
            Population::Sizes { values, .. } | Population::Fractions { values, .. } => values[row].filter(|v| !v.is_nan()),
        }
    }
}

/// What to do with a stratum of which one cluster was drawn: by itself it says nothing about its
/// variance. R's `survey.lonely.psu`. A stratum drawn whole has no variance and is never lonely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LonelyPsu {
    /// No variance is given at all.
    Fail,
    /// It adds nothing, as if it was sure to be drawn. R's `remove` and `certainty`. Too small a
    /// variance where it was not.
    Remove,
    /// It adds what the other strata add on average.
    Average,
    /// Its cluster counts by its distance from the mean of all, which is on the safe side.
    #[default]
    Adjust,
}

/// One respondent's place in the sample: stratum and cluster of every stage, then position.
pub(super) type Key = (Vec<u32>, u32);

impl<'a> Plan<'a> {
    /// The plan of one-stage samples as survey files describe them. `stage` holds what
    /// [`Plan::stage_of`] gives.
    pub fn of(file: &'a str, rows: &'a [u64], sampling: &'a Sampling, stage: &'a [Stage<'a>]) -> Self {
        let weights = (!sampling.weights.is_empty()).then_some(sampling.weights.as_slice());
        Plan { file, rows, weights, stages: stage, ..Plan::default() }
    }

    /// The stage that survey files describe: strata, clusters, and the clusters in each stratum.
    pub fn stage_of(sampling: &'a Sampling) -> Stage<'a> {
        let sizes = &sampling.population_size;
        Stage {
            clusters: sampling.clusters.as_ref().map(Codes::from),
            strata: sampling.strata.as_ref().map(Codes::from),
            population: sizes.iter().any(Option::is_some).then(|| Population::guess("", sizes)),
        }
    }

    /// Weights that can be used; `None` for rows that leave the sample.
    pub(super) fn checked_weights(&self, problems: &mut Problems) -> Vec<Option<f64>> {
        let Some(weights) = self.weights else { return vec![Some(1.0); self.rows.len()] };
        let mut missing = Problem::warning(
            "weight-unusable",
            self.file,
            Text::new(
                "poids manquants, négatifs ou illisibles : ces réponses ne comptent pas",
                "weights missing, negative or unreadable: these answers do not count",
            ),
            Text::new("Un poids est un nombre plus grand que zéro.", "A weight is a number above zero."),
        );
        let mut zero = Problem::note(
            "weight-zero",
            self.file,
            Text::new(
                "poids nuls : ces personnes restent dans l'échantillon et ne pèsent rien",
                "weights of zero: these people stay in the sample and weigh nothing",
            ),
            Text::new(
                "Vérifiez que ces personnes ne devaient pas compter ; sinon, corrigez leur poids.",
                "Check that these people were not to count; otherwise correct their weight.",
            ),
        );
        let checked = weights.iter().zip(self.rows).map(|(&weight, &row)| {
            let case = || Case::row(row, self.weight_column, weight.map(|w| w.to_string()).unwrap_or_default());
            let usable = weight.filter(|w| w.is_finite() && *w >= 0.0);
            match usable {
                None => missing.push(case()),
                Some(0.0) => zero.push(case()),
                Some(_) => {}
            }
            usable
        });
        let checked = checked.collect();
        problems.add(missing);
        problems.add(zero);
        checked
    }

    /// The places of everybody who stays in the sample, sorted.
    pub(super) fn keys(&self, stages: &[Stage], weights: &[Option<f64>], problems: &mut Problems) -> Vec<Key> {
        let mut unplaced = Problem::warning(
            "stratum-or-cluster-missing",
            self.file,
            Text::new(
                "strate ou grappe manquante : ces réponses ne comptent pas",
                "stratum or cluster missing: these answers do not count",
            ),
            Text::new(
                "Complétez la strate et la grappe de ces lignes, ou déclarez l'enquête sans strates ni grappes.",
                "Fill in stratum and cluster of these rows, or declare the survey without strata and clusters.",
            ),
        );
        let mut keys = Vec::with_capacity(self.rows.len());
        for (i, _) in weights.iter().enumerate().filter(|(_, w)| w.is_some()) {
            let groupings = || stages.iter().flat_map(|s| [s.strata.as_ref(), s.clusters.as_ref()]).flatten();
            if let Some(grouping) = groupings().find(|codes| codes.codes[i] == NO_ANSWER) {
                unplaced.push(Case::row(self.rows[i], grouping.column, ""));
                continue;
            }
            let code = |grouping: &Option<Codes>, alone: u32| grouping.as_ref().map_or(alone, |g| g.codes[i].into());
            let key = stages.iter().flat_map(|s| [code(&s.strata, 0), code(&s.clusters, i as u32)]).collect();
            keys.push((key, i as u32));
        }
        keys.sort_unstable();
        problems.add(unplaced);
        problems.add(self.crossing_clusters(&stages[0], &keys));
        keys
    }

    /// First-stage clusters that stand in two strata.
    fn crossing_clusters(&self, first: &Stage, keys: &[Key]) -> Problem {
        let mut crossing = Problem::warning(
            "cluster-in-two-strata",
            self.file,
            Text::new(
                "même grappe dans deux strates : comptée comme deux grappes",
                "one cluster in two strata: counted as two clusters",
            ),
            Text::new(
                "Corrigez la strate de ces lignes, ou déclarez que les grappes sont numérotées dans chaque strate.",
                "Correct the stratum of these rows, or declare that clusters are numbered within each stratum.",
            ),
        );
        if let Some(clusters) = first.clusters.as_ref().filter(|_| !self.nested) {
            let mut stratum_of = vec![None; usize::from(u16::MAX)];
            for group in keys.chunk_by(|a, b| a.0[..2] == b.0[..2]) {
                let (key, row) = &group[0];
                match stratum_of[key[1] as usize] {
                    None => stratum_of[key[1] as usize] = Some(key[0]),
                    Some(other) if other != key[0] => crossing.push(self.case(*row as usize, Some(clusters))),
                    Some(_) => {}
                }
            }
        }
        crossing
    }

    pub(super) fn lonely_problem(&self) -> Problem {
        let what = match self.lonely {
            LonelyPsu::Fail => Text::new(
                "strate d'une seule grappe : aucune précision n'est calculée",
                "stratum of one cluster: no precision is computed",
            ),
            LonelyPsu::Remove => Text::new(
                "strate d'une seule grappe : comptée sans incertitude",
                "stratum of one cluster: counted without uncertainty",
            ),
            LonelyPsu::Average => Text::new(
                "strate d'une seule grappe : comptée avec l'incertitude moyenne des autres",
                "stratum of one cluster: counted with the average uncertainty of the others",
            ),
            LonelyPsu::Adjust => Text::new(
                "strate d'une seule grappe : comptée par son écart à l'ensemble, par prudence",
                "stratum of one cluster: counted by its distance from the whole, to be on the safe side",
            ),
        };
        let way_out = Text::new(
            "Réunissez cette strate avec une strate voisine, ou choisissez comment la compter.",
            "Merge this stratum with a neighbouring one, or choose how it is counted.",
        );
        Problem::warning("stratum-of-one-cluster", self.file, what, way_out)
    }

    /// A row with what a grouping says there.
    pub(super) fn case(&self, row: usize, grouping: Option<&Codes>) -> Case {
        let shown = |g: &Codes| {
            let code = g.codes[row];
            g.labels.get(usize::from(code)).map_or_else(|| code.to_string(), |label| (*label).to_owned())
        };
        Case::row(self.rows[row], grouping.map_or("", |g| g.column), grouping.map(shown).unwrap_or_default())
    }
}
