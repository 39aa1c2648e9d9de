//! Weights brought in line with what is known of the population: post-stratification to one set
//! of cells, raking to several margins. Variances then count only what the cells do not explain.
//!
//! Sources: Holt & Smith (1979), *JRSS A* 142, p. 33; Deming & Stephan (1940), *Annals of
//! Mathematical Statistics* 11, p. 427; Deville & Särndal (1992), *JASA* 87, p. 376. Weights and
//! variances are those of R `survey`'s `postStratify(partial = TRUE)` and `rake`.

use super::design::Design;
use crate::base::{Case, Error, Lang, Problem, Problems, Result, Text, number};
use crate::read::survey::responses::NO_ANSWER;
use crate::text;

/// What is known of the population: how many people stand in each cell.
#[derive(Debug, Clone)]
pub struct Margin<'a> {
    /// What the cells are: "sexe", "région × milieu".
    pub name: &'a str,
    /// Cell of each respondent, or [`NO_ANSWER`].
    pub cells: &'a [u16],
    /// People in each cell, finite and not negative.
    pub people: &'a [f64],
    /// What the cells are called, for problems; a cell past the end is shown as a number.
    pub labels: &'a [String],
}

/// When raking stops.
#[derive(Debug, Clone, Copy)]
pub struct Raking {
    /// Rounds over all margins at most.
    pub rounds: usize,
    /// Largest distance of any cell from its people that is let stand, as a share of all people.
    pub tolerance: f64,
}

impl Default for Raking {
    fn default() -> Self {
        Raking { rounds: 200, tolerance: 1e-10 }
    }
}

/// What a design was calibrated to, as its variances need it.
#[derive(Debug, Clone)]
pub(super) enum Calibration {
    Cells(Step),
    /// The last round of raking.
    Margins(Vec<Step>),
}

/// Weights made to add up in the cells of one margin.
#[derive(Debug, Clone)]
pub(super) struct Step {
    cells: Vec<u16>,
    count: usize,
    before: Vec<f64>,
    after: Vec<f64>,
}

/// Rounds in which the margins of a raking are taken out of an influence. Fixed, as in R, whose
/// variances would else differ in the digits where the rounds have not met.
const PROJECTIONS: usize = 10;

impl Calibration {
    /// Takes out of an influence what the cells explain.
    pub(super) fn take_out(&self, z: &mut [f64]) {
        match self {
            // The mean by the weights before; R weighs the respondents of a raked margin alike.
            Calibration::Cells(step) => step.take_out(z, |i| step.before[i]),
            Calibration::Margins(steps) => {
                for _ in 0..PROJECTIONS {
                    steps.iter().for_each(|step| step.take_out(z, |_| 1.0));
                }
            }
        }
    }
}

impl Step {
    fn take_out(&self, z: &mut [f64], share: impl Fn(usize) -> f64) {
        let mut sums = vec![(0.0, 0.0); self.count];
        let counted = |i: usize| self.after[i] > 0.0;
        for i in (0..z.len()).filter(|&i| counted(i)) {
            let (sum, base) = &mut sums[usize::from(self.cells[i])];
            *sum += z[i] * share(i) / self.after[i];
            *base += share(i);
        }
        for i in (0..z.len()).filter(|&i| counted(i)) {
            let (sum, base) = sums[usize::from(self.cells[i])];
            z[i] -= sum / base * self.after[i];
        }
    }
}

impl Design {
    /// The design with weights that add up to the people of each cell.
    ///
    /// Problems: a cell with people and no respondent (they are represented by nobody), a cell
    /// with respondents and no people, a respondent of unknown cell (both: weight 0 from here on).
    /// Errors: numbers of people that are negative or not numbers, or no cell left.
    pub fn post_stratified(mut self, file: &str, rows: &[u64], margin: &Margin) -> Result<(Design, Problems)> {
        let mut problems = Problems::new();
        self.check_margin(file, rows, margin, &mut problems)?;
        let step = self.adjust_to(margin);
        self.calibrations.push(Calibration::Cells(step));
        Ok((self, problems))
    }

    /// The design with weights that add up to the people of each cell of every margin, by
    /// iterative proportional fitting.
    ///
    /// Problems as [`Design::post_stratified`]. Errors: as there; margins that add up to
    /// different numbers of people, as they do when a cell has no respondent; and weights that
    /// do not settle within [`Raking::rounds`].
    pub fn raked(mut self, file: &str, rows: &[u64], margins: &[Margin], options: Raking) -> Result<(Design, Problems)> {
        let mut problems = Problems::new();
        for margin in margins {
            self.check_margin(file, rows, margin, &mut problems)?;
        }
        let reached = |m: &Margin| self.reachable(m).iter().sum::<f64>();
        let totals: Vec<f64> = margins.iter().map(reached).collect();
        for (margin, total) in margins.iter().zip(&totals) {
            if (total - totals[0]).abs() > totals[0] * options.tolerance {
                return Err(different_totals(&margins[0], totals[0], margin, *total));
            }
        }
        for _ in 0..options.rounds {
            let steps: Vec<Step> = margins.iter().map(|margin| self.adjust_to(margin)).collect();
            let off = margins.iter().map(|m| self.distance(m)).fold(0.0, f64::max);
            if off <= options.tolerance * totals.first().copied().unwrap_or(0.0) {
                self.calibrations.push(Calibration::Margins(steps));
                return Ok((self, problems));
            }
        }
        Err(not_settled(margins, options))
    }

    /// Takes out respondents that the margin cannot count, and says so.
    fn check_margin(&mut self, file: &str, rows: &[u64], margin: &Margin, problems: &mut Problems) -> Result<()> {
        let name = margin.name;
        if let Some(wrong) = margin.people.iter().find(|p| !p.is_finite() || **p < 0.0) {
            return Err(Error::input(
                text!(
                    "calage sur « {name} » : l'effectif {wrong} n'est pas un nombre de personnes",
                    "calibration on “{name}”: {wrong} is not a number of people"
                ),
                Text::new("Donnez pour chaque case un nombre positif ou nul.", "Give each cell a number that is zero or above."),
            ));
        }
        let mut unknown = Problem::warning(
            "calibration-cell-unknown",
            file,
            text!(
                "« {name} » inconnu ou absent de la population : ces réponses ne comptent plus",
                "“{name}” unknown or absent from the population: these answers no longer count"
            ),
            Text::new(
                "Complétez ces lignes, ou donnez l'effectif de leur case dans la population.",
                "Fill in these rows, or give the number of people of their cell in the population.",
            ),
        );
        for (i, &cell) in margin.cells.iter().enumerate() {
            if self.weights[i] > 0.0 && margin.people.get(usize::from(cell)).is_none_or(|people| *people == 0.0) {
                self.weights[i] = 0.0;
                let found = if cell == NO_ANSWER { String::new() } else { margin.label(usize::from(cell)) };
                unknown.push(Case::row(rows[i], name, found));
            }
        }
        problems.add(unknown);
        let reachable = self.reachable(margin);
        let empty = margin.people.iter().zip(&reachable).enumerate().filter(|(_, (people, r))| **people > 0.0 && **r == 0.0);
        problems.add(
            Problem::warning(
                "calibration-cell-empty",
                file,
                text!(
                    "case de « {name} » sans aucune réponse : sa population n'est représentée par personne",
                    "cell of “{name}” without any answer: nobody stands for its population"
                ),
                Text::new("Réunissez cette case avec une case voisine.", "Merge this cell with a neighbouring one."),
            )
            .with_all(empty.map(|(cell, _)| Case { field: Some(name.to_owned()), ..Case::found(margin.label(cell)) })),
        );
        if reachable.iter().all(|people| *people == 0.0) {
            return Err(Error::input(
                text!(
                    "calage sur « {name} » : aucune réponse dans aucune case",
                    "calibration on “{name}”: no answer in any cell"
                ),
                Text::new(
                    "Vérifiez que les modalités de la population portent les mêmes noms que celles de l'enquête.",
                    "Check that the categories of the population have the same names as those of the survey.",
                ),
            ));
        }
        Ok(())
    }

    /// People of each cell, 0 where there is no respondent to stand for them.
    fn reachable(&self, margin: &Margin) -> Vec<f64> {
        let sums = self.sums(margin);
        margin.people.iter().zip(sums).map(|(people, sum)| if sum > 0.0 { *people } else { 0.0 }).collect()
    }

    fn sums(&self, margin: &Margin) -> Vec<f64> {
        let mut sums = vec![0.0; margin.people.len()];
        for (weight, &cell) in self.weights.iter().zip(margin.cells).filter(|(w, _)| **w > 0.0) {
            sums[usize::from(cell)] += weight;
        }
        sums
    }

    /// Largest distance of the weights in any cell from its people.
    fn distance(&self, margin: &Margin) -> f64 {
        let reachable = self.reachable(margin);
        self.sums(margin).iter().zip(reachable).map(|(sum, people)| (sum - people).abs()).fold(0.0, f64::max)
    }

    /// Multiplies the weights so that they add up in every cell.
    fn adjust_to(&mut self, margin: &Margin) -> Step {
        let sums = self.sums(margin);
        let before = self.weights.clone();
        for (weight, &cell) in self.weights.iter_mut().zip(margin.cells).filter(|(w, _)| **w > 0.0) {
            let cell = usize::from(cell);
            *weight *= margin.people[cell] / sums[cell];
        }
        Step { cells: margin.cells.to_vec(), count: margin.people.len(), before, after: self.weights.clone() }
    }
}

impl Margin<'_> {
    fn label(&self, cell: usize) -> String {
        self.labels.get(cell).cloned().unwrap_or_else(|| cell.to_string())
    }
}

fn different_totals(a: &Margin, a_total: f64, b: &Margin, b_total: f64) -> Error {
    let (a, b) = (a.name, b.name);
    let shown = |lang| (number(a_total, 0, lang), number(b_total, 0, lang));
    let ((a_fr, b_fr), (a_en, b_en)) = (shown(Lang::Fr), shown(Lang::En));
    Error::input(
        Text::new(
            format!("calage impossible : « {a} » fait {a_fr} personnes et « {b} » {b_fr}, là où il y a des réponses"),
            format!("raking is impossible: “{a}” makes {a_en} people and “{b}” {b_en}, where there are answers"),
        ),
        Text::new(
            "Donnez des marges de même total, et réunissez avec une voisine chaque case sans réponse.",
            "Give margins of the same total, and merge every cell without answers with a neighbouring one.",
        ),
    )
}

fn not_settled(margins: &[Margin], options: Raking) -> Error {
    let names = margins.iter().map(|m| m.name).collect::<Vec<_>>().join(", ");
    let rounds = options.rounds;
    Error::input(
        text!(
            "le calage sur {names} ne se stabilise pas en {rounds} passages",
            "raking on {names} does not settle within {rounds} rounds"
        ),
        Text::new(
            "Des cases sans réponse se contredisent sans doute : réunissez les plus petites, ou calez sur moins de marges.",
            "Cells without answers probably contradict each other: merge the smallest, or rake on fewer margins.",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::Plan;

    const ROWS: [u64; 6] = [2, 3, 4, 5, 6, 7];
    const SEX: [u16; 6] = [0, 0, 0, 1, 1, 1];

    fn design() -> Design {
        Design::new(&Plan { rows: &ROWS, ..Plan::default() }).0
    }

    fn margin<'a>(name: &'a str, cells: &'a [u16], people: &'a [f64]) -> Margin<'a> {
        Margin { name, cells, people, labels: &[] }
    }

    fn kinds(problems: &Problems) -> Vec<&'static str> {
        problems.iter().map(|p| p.kind).collect()
    }

    #[test]
    fn weights_add_up_in_every_cell_and_cells_leave_no_variance_of_their_own() {
        let (design, problems) = design().post_stratified("", &ROWS, &margin("sexe", &SEX, &[60.0, 30.0])).unwrap();
        assert!(problems.is_empty());
        assert_eq!(design.weights(), [20.0, 20.0, 20.0, 10.0, 10.0, 10.0]);
        // The total of a cell is known, so it does not vary.
        let women: Vec<f64> = (0..6).map(|i| if SEX[i] == 0 { design.weights()[i] } else { 0.0 }).collect();
        assert!(design.variance(&women).unwrap() < 1e-20);
    }

    #[test]
    fn cells_without_answers_and_answers_without_cells_are_problems() {
        let cells = [0, 0, 0, 1, 3, NO_ANSWER];
        let people = [60.0, 30.0, 10.0];
        let (design, problems) = design().post_stratified("", &ROWS, &margin("sexe", &cells, &people)).unwrap();
        assert_eq!(kinds(&problems), ["calibration-cell-unknown", "calibration-cell-empty"]);
        assert_eq!(design.weights(), [20.0, 20.0, 20.0, 30.0, 0.0, 0.0]);
        let cases: Vec<_> = problems.iter().flat_map(|p| &p.cases).map(|c| (c.row, c.found.as_str())).collect();
        assert_eq!(cases, [(Some(6), "3"), (Some(7), ""), (None, "2")]);
    }

    #[test]
    fn what_cannot_be_reached_is_an_error_with_a_way_out() {
        let age = [0, 1, 0, 0, 1, 0];
        let rake = |a: &[f64], b: &[f64], age: &[u16]| {
            let margins = [margin("sexe", &SEX, a), margin("âge", age, b)];
            design().raked("", &ROWS, &margins, Raking::default())
        };
        let (raked, _) = rake(&[60.0, 30.0], &[50.0, 40.0], &age).unwrap();
        let sum = |cells: &[u16], cell| (0..6).filter(|&i| cells[i] == cell).map(|i| raked.weights()[i]).sum::<f64>();
        assert!((sum(&SEX, 0) - 60.0).abs() < 1e-6 && (sum(&age, 1) - 40.0).abs() < 1e-6);
        let different = rake(&[60.0, 30.0], &[50.0, 41.0], &age).unwrap_err();
        assert!(different.what.fr.contains("90") && different.what.fr.contains("91"), "{}", different.what.fr);
        // All of one sex are of one age, but the margins say otherwise.
        let never = rake(&[60.0, 30.0], &[50.0, 40.0], &SEX).unwrap_err();
        assert!(never.what.en.contains("does not settle"));
        assert!(rake(&[60.0, f64::NAN], &[50.0, 40.0], &age).is_err());
        assert!(design().post_stratified("", &ROWS, &margin("sexe", &[7; 6], &[60.0])).is_err());
    }
}
