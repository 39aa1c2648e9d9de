//! Replicate weights of a survey file, as the project declares them, made ready for variances.

use super::project::{ReplicateKind, ReplicateWeights};
use crate::base::{Case, Problem, Text};
use crate::read::survey::responses::Sampling;
use crate::survey::replicate::{Given, Replicates};

/// The replicates of a file. The problem says why its weights give no variance: numbers that have
/// gaps, a count or `rscales` that do not fit, a scale or rho that cannot be.
///
/// `weights` are those of the design; respondents who left it count in no replicate.
pub fn given(
    file: &str,
    declared: &ReplicateWeights,
    fay_rho: f64,
    sampling: &Sampling,
    weights: &[f64],
) -> Result<Replicates, Box<Problem>> {
    let names = &sampling.replicates.names;
    let wrong = |what: Text, found: String| Box::new(unfit(file, what, found));
    if let Some((before, after)) = gap(names) {
        let what = Text::new(
            "colonnes de poids de réplication manquantes : leurs numéros ne se suivent pas",
            "columns of replicate weights missing: their numbers do not follow each other",
        );
        return Err(wrong(what, format!("{before}, {after}")));
    }
    let count = names.len();
    if count < 2 || declared.count.is_some_and(|expected| expected != count) {
        let what = Text::new(
            "le nombre de colonnes de poids de réplication n'est pas celui attendu",
            "the number of columns of replicate weights is not the one expected",
        );
        return Err(wrong(what, format!("{count} ≠ {}", declared.count.unwrap_or(2))));
    }
    if !declared.rscales.is_empty() && declared.rscales.len() != count {
        let what = Text::new("`rscales` n'a pas un nombre par réplique", "`rscales` has not one number per replicate");
        return Err(wrong(what, format!("{} ≠ {count}", declared.rscales.len())));
    }
    let numbers = declared.rscales.iter().chain(&declared.scale);
    if let Some(number) = numbers.copied().find(|n| !n.is_finite() || *n < 0.0) {
        let what = Text::new("`scale` ou `rscales` négatif", "negative `scale` or `rscales`");
        return Err(wrong(what, number.to_string()));
    }
    if declared.kind == ReplicateKind::Fay && !(fay_rho > 0.0 && fay_rho < 1.0) {
        let what =
            Text::new("la méthode de Fay demande `fay_rho`, entre 0 et 1", "Fay's method needs `fay_rho`, between 0 and 1");
        return Err(wrong(what, fay_rho.to_string()));
    }
    // A respondent who left the sample, or of whom a replicate weight is missing, weighs nothing.
    let counts = |i: usize| weights[i] > 0.0;
    let column = |values: &Vec<f64>| (0..weights.len()).map(|i| if counts(i) { values[i] } else { 0.0 }).collect();
    let columns: Vec<Vec<f64>> = sampling.replicates.values.iter().map(column).collect();
    let largest = |column: &Vec<f64>| column.iter().copied().fold(0.0, f64::max);
    let replicates = count as f64;
    let (scale, rscales) = match declared.kind {
        // As R guesses it: the largest factor is n/(n − 1).
        ReplicateKind::Jk1 if declared.factors => (1.0 / largest(&columns[0]), declared.rscales.clone()),
        ReplicateKind::Jk1 => ((replicates - 1.0) / replicates, declared.rscales.clone()),
        ReplicateKind::Jkn if declared.rscales.is_empty() && declared.factors => {
            (1.0, columns.iter().map(|c| 1.0 / largest(c)).collect())
        }
        ReplicateKind::Jkn if declared.rscales.is_empty() => {
            let what = Text::new(
                "le jackknife par strates (jkn) demande `rscales` : un nombre par réplique, (n − 1)/n de sa strate",
                "the jackknife by strata (jkn) needs `rscales`: a number per replicate, (n − 1)/n of its stratum",
            );
            return Err(wrong(what, String::new()));
        }
        ReplicateKind::Jkn => (1.0, declared.rscales.clone()),
        ReplicateKind::Brr => (1.0 / replicates, declared.rscales.clone()),
        ReplicateKind::Fay => (1.0 / (replicates * (1.0 - fay_rho).powi(2)), declared.rscales.clone()),
        ReplicateKind::Bootstrap => (1.0 / (replicates - 1.0), declared.rscales.clone()),
    };
    let given = Given {
        weights,
        columns: &columns,
        combined: !declared.factors,
        scale: declared.scale.unwrap_or(scale),
        rscales: &rscales,
    };
    let made = Replicates::given(&given).map_err(|error| wrong(error.what, String::new()))?;
    Ok(if declared.mse { made.around_estimate() } else { made })
}

/// Two names between which a number is left out.
fn gap(names: &[String]) -> Option<(&str, &str)> {
    let number = |name: &str| -> Option<u32> {
        let start = name.rfind(|c: char| c.is_ascii_digit())? + 1;
        let digits = name[..start].chars().rev().take_while(char::is_ascii_digit).count();
        name[start - digits..start].parse().ok()
    };
    let follows = |pair: &&[String]| number(&pair[0]).zip(number(&pair[1])).is_none_or(|(a, b)| b == a + 1);
    names.windows(2).find(|pair| !follows(pair)).map(|pair| (pair[0].as_str(), pair[1].as_str()))
}

fn unfit(file: &str, what: Text, found: String) -> Problem {
    let way_out = Text::new(
        "Les parts et moyennes sont données sans intervalle ; corrigez [input.replicates] d'après la documentation de l'enquête.",
        "Shares and means are given without interval; correct [input.replicates] by the documentation of the survey.",
    );
    Problem::error("replicate-weights-unfit", file, what, way_out).with(Case::found(found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::survey::responses::ReplicateColumns;

    const DECLARED: ReplicateWeights = ReplicateWeights {
        columns: String::new(),
        kind: ReplicateKind::Brr,
        count: None,
        scale: None,
        rscales: Vec::new(),
        factors: false,
        mse: false,
    };

    fn sampling(names: &[&str]) -> Sampling {
        let values = (0..names.len()).map(|r| vec![r as f64, 1.0, 2.0, 1.0]).collect();
        let names = names.iter().map(|n| (*n).to_owned()).collect();
        Sampling { replicates: ReplicateColumns { names, values }, ..Sampling::default() }
    }

    #[test]
    fn what_does_not_fit_is_said_and_gives_no_variance() {
        let weights = [1.0; 4];
        let what = |declared: &ReplicateWeights, names: &[&str], rho: f64| {
            let found = given("s.csv", declared, rho, &sampling(names), &weights);
            found.err().map(|p| (p.what.en.clone(), p.cases[0].found.clone()))
        };
        assert_eq!(what(&DECLARED, &["rep_1", "rep_2", "rep_3"], 0.0), None);
        let missing = what(&DECLARED, &["rep_1", "rep_3"], 0.0).expect("a gap");
        assert_eq!(missing.1, "rep_1, rep_3");
        let counted = ReplicateWeights { count: Some(80), ..DECLARED };
        assert_eq!(what(&counted, &["rep_1", "rep_2"], 0.0).expect("a count").1, "2 ≠ 80");
        let scaled = ReplicateWeights { rscales: vec![1.0; 3], ..DECLARED };
        assert!(what(&scaled, &["rep_1", "rep_2"], 0.0).expect("rscales").0.contains("rscales"));
        let negative = ReplicateWeights { scale: Some(-1.0), ..DECLARED };
        assert!(what(&negative, &["rep_1", "rep_2"], 0.0).expect("a scale").0.contains("negative"));
        let fay = ReplicateWeights { kind: ReplicateKind::Fay, ..DECLARED };
        assert!(what(&fay, &["rep_1", "rep_2"], 0.0).expect("rho").0.contains("fay_rho"));
        assert_eq!(what(&fay, &["rep_1", "rep_2"], 0.3), None);
        let jkn = ReplicateWeights { kind: ReplicateKind::Jkn, ..DECLARED };
        assert!(what(&jkn, &["rep_1", "rep_2"], 0.0).expect("rscales").0.contains("jkn"));
    }
}
