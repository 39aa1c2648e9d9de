//! `lakana map`: one map from any layer.

use super::plain_files::{LayerArgs, carry_out, lang_of};
use super::{Context, Outcome};
use crate::base::Result;
use crate::pipeline::date::today;
use crate::pipeline::plain::PlainInput;
use crate::pipeline::plain::map::{MapCommand, MapWords, Method, Orientation, OverFiles, Paper, map};
use clap::Args;
use std::path::PathBuf;

/// Shown at the end of the help.
pub const EXAMPLE: &str = "lakana map districts.geojson --field couverture --unit % --classes 0,20,40,60,80,100 --palette better --name nom -o couverture.pdf";

#[derive(Debug, Args)]
pub struct MapArgs {
    /// Couche de polygones, de points ou de lignes.
    #[arg(value_name = "COUCHE")]
    pub file: PathBuf,
    /// Champ à montrer : nombres (classes ; sur des points, des effectifs en cercles) ou texte (une couleur par catégorie).
    #[arg(long, value_name = "CHAMP", required_unless_present = "theme")]
    pub field: Option<String>,
    /// Thème d'un travail principal (risk, incidents…) : ses classes, ses couleurs, ses textes.
    #[arg(long, value_name = "THEME")]
    pub theme: Option<String>,
    /// Classes : jenks:5, quantile:5, equal:5, maximum:5, head_tail, standard_deviation, ou des bornes : 0,20,40,100.
    #[arg(long, value_name = "CLASSES")]
    pub classes: Option<Method>,
    /// Couleurs : worse (plus foncé = pire), better (plus foncé = mieux), neutral.
    #[arg(long, value_name = "COULEURS")]
    pub palette: Option<String>,
    /// Titre de la carte.
    #[arg(long, value_name = "TEXTE")]
    pub title: Option<String>,
    /// Ligne sous le titre.
    #[arg(long, value_name = "TEXTE")]
    pub subtitle: Option<String>,
    /// Unité des valeurs.
    #[arg(long, value_name = "UNITE")]
    pub unit: Option<String>,
    /// Comment s'appelle ce qui est compté, au pluriel : districts sanitaires.
    #[arg(long, value_name = "TEXTE")]
    pub areas: Option<String>,
    /// Source à citer ; peut se répéter.
    #[arg(long, value_name = "TEXTE")]
    pub source: Vec<String>,
    /// Polygones à mettre sous des points ou des lignes.
    #[arg(long, value_name = "FICHIER")]
    pub boundaries: Option<PathBuf>,
    /// Routes (lignes) à dessiner par-dessus, avec leur numéro.
    #[arg(long, value_name = "FICHIER")]
    pub roads: Option<PathBuf>,
    /// Villes (noms et positions) à dessiner par-dessus.
    #[arg(long, value_name = "FICHIER")]
    pub towns: Option<PathBuf>,
    /// Cours d'eau (lignes) ou lacs (polygones) à dessiner ; peut se répéter.
    #[arg(long, value_name = "FICHIER")]
    pub waters: Vec<PathBuf>,
    /// Champ des noms de polygones à écrire sur la carte.
    #[arg(long, value_name = "CHAMP")]
    pub name: Option<String>,
    /// Champ qui dit quels polygones vont ensemble, par exemple leur région.
    #[arg(long, value_name = "CHAMP")]
    pub group: Option<String>,
    /// Une de ses valeurs : la carte porte sur ce groupe, les autres sont ses voisins.
    #[arg(long, value_name = "VALEUR", requires = "group")]
    pub focus: Option<String>,
    /// Papier : a4, a3 ou slide (diapositive 16:9).
    #[arg(long, value_enum, default_value = "a4", value_name = "PAPIER")]
    pub page: Paper,
    /// Sens du papier ; auto : celui qui montre la carte en plus grand.
    #[arg(long, value_enum, default_value = "auto", value_name = "SENS")]
    pub orientation: Orientation,
    #[command(flatten)]
    pub read: LayerArgs,
    /// Carte à écrire (.pdf, .png, .svg) ; peut se répéter.
    #[arg(long, short, value_name = "FICHIER", required = true)]
    pub output: Vec<PathBuf>,
}

pub fn run(args: &MapArgs, context: &Context) -> Result<Outcome> {
    let command = MapCommand {
        layer: args.read.of(&args.file),
        boundaries: args.boundaries.as_deref().map(PlainInput::new),
        over: OverFiles { roads: args.roads.clone(), towns: args.towns.clone(), waters: args.waters.clone() },
        field: args.field.clone(),
        theme: args.theme.clone(),
        classes: args.classes.clone(),
        palette: args.palette.clone(),
        words: MapWords {
            title: args.title.clone(),
            subtitle: args.subtitle.clone(),
            unit: args.unit.clone(),
            areas: args.areas.clone(),
            sources: args.source.clone(),
        },
        name: args.name.clone(),
        group: args.group.clone(),
        focus: args.focus.clone(),
        outputs: args.output.clone(),
        page: args.page,
        orientation: args.orientation,
        date: today(),
        lang: lang_of(context),
    };
    carry_out(context, |progress| map(&command, progress))
}
