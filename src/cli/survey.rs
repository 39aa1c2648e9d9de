//! `lakana survey`: one survey question at a time.

use super::arguments::field;
use super::{Context, Outcome, summary};
use crate::base::{Lang, Result, Severity};
use crate::pipeline::date::{midnight, today};
use crate::pipeline::project::{Sample, VarianceBy};
use crate::pipeline::survey_table::{ShareInterval, SurveyAnswer, SurveyOptions, survey_table};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Shown at the end of the help.
pub const EXAMPLE: &str = "lakana survey enquete.xlsx --questions formulaire.xlsx --question q18 --by zone --chart q18.svg";

#[derive(Debug, Args)]
pub struct SurveyArgs {
    /// Tableau des réponses (CSV, XLSX, SPSS, Stata…).
    #[arg(value_name = "TABLEAU")]
    pub table: PathBuf,
    /// Code de la question, ou nom de sa colonne.
    #[arg(long, value_name = "QUESTION")]
    pub question: String,
    /// Groupement : zone, region, cercle, commune, sexe, age, milieu, ou le code d'une question ; deux
    /// au plus.
    #[arg(long, value_name = "GROUPEMENT")]
    pub by: Vec<String>,
    /// Réponse à comparer entre groupes ; plusieurs comptent ensemble. La première quand on ne dit rien.
    #[arg(long, value_name = "REPONSE")]
    pub answer: Vec<String>,
    /// Dictionnaire des questions (TOML, CSV) ou XLSForm.
    #[arg(long, value_name = "FICHIER")]
    pub questions: Option<PathBuf>,
    /// Colonne d'un champ, quand le fichier a ses propres noms : weight=poids_final.
    #[arg(long, value_name = "CHAMP=COLONNE", value_parser = field)]
    pub field: Vec<(String, String)>,
    /// Fichier des lignes auxquelles celles du tableau appartiennent : les ménages de personnes.
    #[arg(long, value_name = "FICHIER")]
    pub parent: Option<PathBuf>,
    /// Vague du dictionnaire à laquelle les réponses appartiennent.
    #[arg(long, default_value = "", hide_default_value = true, value_name = "VAGUE")]
    pub wave: String,
    /// Échantillon raisonné (tout est indicatif) ou aléatoire.
    #[arg(long, value_enum, default_value = "purposive")]
    pub sample: SampleArg,
    /// Intervalle des parts.
    #[arg(long, value_enum, default_value = "wilson")]
    pub interval: IntervalArg,
    /// Calcul des variances : linéarisation, ou répliques.
    #[arg(long, value_enum, default_value = "linearisation")]
    pub variance: VarianceArg,
    /// Feuille du classeur.
    #[arg(long, value_name = "FEUILLE")]
    pub sheet: Option<String>,
    /// Résultat en .csv, .json ou .xlsx.
    #[arg(long, short, value_name = "FICHIER")]
    pub output: Option<PathBuf>,
    /// Diagramme en .svg, .png ou .pdf.
    #[arg(long, value_name = "FICHIER")]
    pub chart: Option<PathBuf>,
}

/// How respondents were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SampleArg {
    Purposive,
    Random,
}

/// How variances are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum VarianceArg {
    Linearisation,
    Jackknife,
    Balanced,
    Bootstrap,
}

/// Interval of shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum IntervalArg {
    Wilson,
    KornGraubard,
    Logit,
}

pub fn run(args: &SurveyArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let answer = survey_table(&SurveyOptions {
        table: args.table.clone(),
        sheet: args.sheet.clone(),
        questions: args.questions.clone(),
        fields: args.field.clone(),
        parent: args.parent.clone(),
        wave: args.wave.clone(),
        question: args.question.clone(),
        answers: args.answer.clone(),
        by: args.by.clone(),
        sample: match args.sample {
            SampleArg::Purposive => Sample::Purposive,
            SampleArg::Random => Sample::Random,
        },
        interval: match args.interval {
            IntervalArg::Wilson => ShareInterval::Wilson,
            IntervalArg::KornGraubard => ShareInterval::KornGraubard,
            IntervalArg::Logit => ShareInterval::Logit,
        },
        variance: match args.variance {
            VarianceArg::Linearisation => VarianceBy::Linearisation,
            VarianceArg::Jackknife => VarianceBy::Jackknife,
            VarianceArg::Balanced => VarianceBy::Balanced,
            VarianceArg::Bootstrap => VarianceBy::Bootstrap,
        },
        output: args.output.clone(),
        chart: args.chart.clone(),
        lang,
        date: midnight(today()),
    })?;
    match context.json {
        true => println!("{:#}", as_json(&answer, lang)),
        false => print!("{}", as_text(&answer, args, lang)),
    }
    if !context.quiet {
        eprint!("{}", summary::problems(&answer.problems, lang));
        answer.written.iter().for_each(|file| eprintln!("→ {file}"));
    }
    match answer.problems.iter().any(|p| p.severity > Severity::Note) {
        true => Ok(Outcome::DoneWithProblems),
        false => Ok(Outcome::Done),
    }
}

fn as_text(answer: &SurveyAnswer, args: &SurveyArgs, lang: Lang) -> String {
    let mut out = format!("{}\n", answer.title.get(lang));
    out += &summary::table(&answer.header, &answer.rows, 1);
    if args.sample == SampleArg::Purposive {
        out += match lang {
            Lang::Fr => "\nÀ titre indicatif : échantillon raisonné ; les bornes ne disent que l'effet du nombre de réponses.\n",
            Lang::En => "\nIndicative only: purposive sample; the bounds speak of the number of answers alone.\n",
        };
    }
    if !answer.sentences.is_empty() {
        out.push('\n');
        answer.sentences.iter().for_each(|s| out += &format!("{}\n", s.get(lang)));
    }
    out
}

fn as_json(answer: &SurveyAnswer, lang: Lang) -> serde_json::Value {
    serde_json::json!({
        "title": answer.title.get(lang),
        "estimates": answer.json,
        "sentences": answer.sentences.iter().map(|s| s.get(lang)).collect::<Vec<_>>(),
        "written": answer.written,
        "problems": summary::problems_json(&answer.problems, lang),
    })
}
