//! `lakana survey`: one survey question at a time.

use super::arguments::field;
use super::{Context, Outcome, summary};
use crate::base::{Lang, Result, Severity};
use crate::pipeline::date::{midnight, today};
use crate::pipeline::project::{ReplicateKind, ReplicateWeights, Sample, VarianceBy};
use crate::pipeline::survey_table::{Against, ShareInterval, SurveyAnswer, SurveyOptions, survey_table};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Shown at the end of the help.
pub const EXAMPLE: &str = "lakana survey enquete.xlsx --questions formulaire.xlsx --question q18 --by zone --chart q18.svg";

#[derive(Debug, Args)]
pub struct SurveyArgs {
    /// Tableau des réponses (CSV, XLSX, SPSS, Stata…), ou de résultats imprimés dans un rapport.
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
    /// Fichier des lignes auxquelles celles du tableau appartiennent : les ménages de personnes. D'un
    /// groupe répété dans un autre : tous les tableaux du dessus, le plus proche d'abord.
    #[arg(long, value_name = "FICHIER")]
    pub parent: Vec<PathBuf>,
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
    /// Rho de Fay, pour les répliques équilibrées ou de sorte fay.
    #[arg(long, default_value_t = 0.0, hide_default_value = true, value_name = "RHO")]
    pub fay_rho: f64,
    /// Colonnes de poids de réplication du fichier, * pour le numéro : rep_*.
    #[arg(long, value_name = "COLONNES", requires = "replicate_kind")]
    pub replicates: Option<String>,
    /// Comment ces poids de réplication ont été faits.
    #[arg(long, value_enum, requires = "replicates")]
    pub replicate_kind: Option<ReplicateKindArg>,
    /// Ce que comptent tous les carrés des écarts (scale de R) ; selon la sorte quand on ne dit rien.
    #[arg(long, value_name = "NOMBRE", requires = "replicates")]
    pub scale: Option<f64>,
    /// Ce que compte chaque réplique (rscales de R), séparé par des virgules.
    #[arg(long, value_name = "NOMBRES", value_delimiter = ',', requires = "replicates")]
    pub rscales: Vec<f64>,
    /// Ces colonnes multiplient le poids au lieu de le remplacer.
    #[arg(long, requires = "replicates")]
    pub factors: bool,
    /// Écarts à l'estimation de tout l'échantillon, non à la moyenne des répliques.
    #[arg(long, requires = "replicates")]
    pub mse: bool,
    /// Autre vague, avec d'autres personnes : fichier à comparer.
    #[arg(long, value_name = "TABLEAU")]
    pub against: Option<PathBuf>,
    /// Vague du dictionnaire à laquelle appartient le fichier de --against.
    #[arg(long, default_value = "", hide_default_value = true, value_name = "VAGUE", requires = "against")]
    pub against_wave: String,
    /// Code de la question dans le fichier de --against ; le même quand on ne dit rien.
    #[arg(long, value_name = "QUESTION", requires = "against")]
    pub against_question: Option<String>,
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

/// How replicate weights were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReplicateKindArg {
    Jk1,
    Jkn,
    Brr,
    Fay,
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
        parents: args.parent.clone(),
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
        fay_rho: args.fay_rho,
        replicates: replicates(args),
        against: args.against.clone().map(|table| Against {
            table,
            wave: args.against_wave.clone(),
            question: args.against_question.clone(),
        }),
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

/// What the table brings for variances.
fn replicates(args: &SurveyArgs) -> Option<ReplicateWeights> {
    Some(ReplicateWeights {
        columns: args.replicates.clone()?,
        kind: match args.replicate_kind? {
            ReplicateKindArg::Jk1 => ReplicateKind::Jk1,
            ReplicateKindArg::Jkn => ReplicateKind::Jkn,
            ReplicateKindArg::Brr => ReplicateKind::Brr,
            ReplicateKindArg::Fay => ReplicateKind::Fay,
            ReplicateKindArg::Bootstrap => ReplicateKind::Bootstrap,
        },
        count: None,
        scale: args.scale,
        rscales: args.rscales.clone(),
        factors: args.factors,
        mse: args.mse,
    })
}

fn as_text(answer: &SurveyAnswer, args: &SurveyArgs, lang: Lang) -> String {
    let mut out = format!("{}\n", answer.title.get(lang));
    out += &summary::table(&answer.header, &answer.rows, 1);
    if answer.printed {
        out += match lang {
            Lang::Fr => "\nNombres imprimés dans le rapport, non recalculés.\n",
            Lang::En => "\nNumbers printed in the report, not computed again.\n",
        };
    } else if args.sample == SampleArg::Purposive {
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
