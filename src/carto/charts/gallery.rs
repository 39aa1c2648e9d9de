//! Every kind of chart with content as it may come: for the tests, and to be looked at. The
//! numbers are made up. With `LAKANA_GALLERY=DIR` the test writes the pictures there.

use super::*;
use crate::base::{Direction, Lang, Missing};
use jiff::civil::date;

fn chart(lang: Lang, title: (&str, &str), subtitle: (&str, &str), kind: ChartKind) -> Chart {
    let pick = |t: (&str, &str)| match lang {
        Lang::Fr => t.0.to_owned(),
        Lang::En => t.1.to_owned(),
    };
    Chart {
        lang,
        overline: pick(("Mali : sécurité et services", "Mali: security and services")),
        title: pick(title),
        subtitle: pick(subtitle),
        kind,
        notes: vec![pick(("Les sans-réponse ne comptent pas.", "Those who did not answer are not counted."))],
        credits: vec![pick(("Sources : enquête Q2, mars 2017.", "Sources: survey Q2, March 2017."))],
        synthetic: true,
        indicative: true,
    }
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|t| (*t).to_owned()).collect()
}

fn shares(numbers: &[f64], n: u32) -> Vec<Value> {
    numbers.iter().map(|v| Value::new(*v).with_n(n)).collect()
}

/// A share with a rough interval.
fn share(value: f64, n: u32) -> Value {
    let half = 1.96 * (value * (100.0 - value) / f64::from(n)).sqrt();
    Value::new(value).with_n(n).between((value - half).max(0.0), (value + half).min(100.0))
}

pub fn every_kind() -> Vec<(&'static str, Chart)> {
    let fr = |title: &str, subtitle: &str, kind| chart(Lang::Fr, (title, ""), (subtitle, ""), kind);
    let few = Value::missing(Missing::BelowMinimumN).with_n(3);
    vec![
        ("diverging", {
            let answers = [("Dégradée", Side::Worse), ("Inchangée", Side::Neither), ("Améliorée", Side::Better)];
            let rows = [("Nord", [41.0, 38.0, 21.0], 39), ("Centre", [82.0, 15.0, 3.0], 39), ("Sud", [28.0, 60.0, 12.0], 32)];
            let rows = rows.into_iter().map(|(l, v, n)| Row::new(l, shares(&v, n))).collect();
            let answers = answers.map(|(l, s)| (l.to_owned(), s)).to_vec();
            let kind = DivergingBars { axis: Axis::percent("en % des répondants"), answers, rows };
            fr("Évolution de la sécurité depuis octobre 2016", "Par zone", ChartKind::DivergingBars(kind))
        }),
        ("scale", {
            let answers = [
                ("Très insatisfait", Side::Worse),
                ("Insatisfait", Side::Worse),
                ("Sans opinion", Side::Neither),
                ("Satisfait", Side::Better),
                ("Très satisfait", Side::Better),
            ];
            let rows = [
                ("Sécurité", [38.0, 41.0, 2.0, 15.0, 4.0]),
                ("Justice", [25.0, 44.0, 6.0, 22.0, 3.0]),
                ("Santé", [12.0, 36.0, 3.0, 40.0, 9.0]),
                ("Transports et infrastructures routières", [30.0, 30.0, 0.0, 31.0, 9.0]),
            ];
            let mut rows: Vec<Row> = rows.into_iter().map(|(l, v)| Row::new(l, shares(&v, 110))).collect();
            rows.push(Row::new("Alimentation", vec![few; 5]));
            let answers = answers.map(|(l, s)| (l.to_owned(), s)).to_vec();
            let kind = DivergingBars { axis: Axis::percent("en % des répondants"), answers, rows };
            fr("Satisfaction à l’égard des services de l’État", "Échelle à quatre degrés", ChartKind::DivergingBars(kind))
        }),
        ("ranked", {
            let panel = |title: &str, n: u32, items: [(&str, f64); 5]| Panel {
                title: title.into(),
                n: Some(n),
                items: items.into_iter().map(|(l, v)| Ranked { label: l.into(), value: Some(Value::new(v)) }).collect(),
            };
            let panels = vec![
                panel(
                    "Nord",
                    39,
                    [
                        ("Groupes armés", 92.0),
                        ("Chômage", 90.0),
                        ("Pauvreté", 84.0),
                        ("Manque d’eau", 71.0),
                        ("Circulation des armes légères", 69.0),
                    ],
                ),
                panel(
                    "Centre",
                    39,
                    [
                        ("Groupes armés", 95.0),
                        ("Chômage", 87.0),
                        ("Pauvreté", 82.0),
                        ("Insécurité entre communautés", 80.0),
                        ("Banditisme et braquages", 64.0),
                    ],
                ),
                panel(
                    "Sud",
                    32,
                    [
                        ("Manque d’infrastructures", 78.0),
                        ("Éducation", 75.0),
                        ("Accès aux soins", 70.0),
                        ("Accès à l’eau", 61.0),
                        ("Accès à l’électricité", 59.0),
                    ],
                ),
            ];
            let kind =
                RankedPanels { axis: Axis::percent("en % de « grave » ou « très grave »"), panels, interval: String::new() };
            fr("Les cinq problèmes les plus graves", "Par zone, du plus au moins souvent cité", ChartKind::RankedPanels(kind))
        }),
        ("ranked-order-only", {
            let panel = |title: &str, items: [&str; 5]| Panel {
                title: title.into(),
                n: None,
                items: items.into_iter().map(|l| Ranked { label: l.into(), value: None }).collect(),
            };
            let panels = vec![panel("Sud", ["Infrastructures", "Éducation", "Soins", "Eau", "Électricité"])];
            let kind = RankedPanels { axis: Axis::percent(""), panels, interval: String::new() };
            fr("Les problèmes du Sud", "Ordre imprimé, sans valeur", ChartKind::RankedPanels(kind))
        }),
        ("by-sex", {
            let rows = [
                ("S’est dégradée", 73.0, 67.0),
                ("Est restée la même", 22.0, 13.0),
                ("S’est améliorée, sans effet sur la vie quotidienne", 5.0, 20.0),
            ];
            let rows = rows.into_iter().map(|(l, f, h)| Row::new(l, vec![share(f, 281), share(h, 102)])).collect();
            let kind = Rows {
                axis: Axis::percent("en % des répondants"),
                series: texts(&["Femmes", "Hommes"]),
                rows,
                interval: "Intervalle à 95 %".into(),
            };
            fr("La sécurité vue par les femmes et les hommes", "Enquête Q3, question 10", ChartKind::GroupedBars(kind))
        }),
        ("one-question", {
            let rows = vec![
                Row::new("Nord", vec![share(76.9, 39).printed_as(77.0)]),
                Row::new("Centre", vec![share(89.7, 39).printed_as(90.0)]),
                Row::new("Sud", vec![share(19.4, 31).printed_as(20.0)]),
                Row::new("Hors zone (Taoudéni)", vec![few]),
            ];
            let kind =
                Rows { axis: Axis::percent("en % des répondants"), series: vec![], rows, interval: "Intervalle à 95 %".into() };
            fr("Victimes de l’insécurité", "Directes ou indirectes, par zone", ChartKind::GroupedBars(kind))
        }),
        ("by-age", {
            let items = [
                "Radio",
                "Television",
                "Family and neighbours",
                "Mobile phone and text messages",
                "Social networks (Facebook, WhatsApp)",
                "Customary and religious authorities",
                "Newspapers",
                "Town crier",
            ];
            let rows = items
                .iter()
                .enumerate()
                .map(|(i, l)| Row::new(*l, shares(&[70.0 - 8.0 * i as f64, 22.0 + 5.0 * (i % 5) as f64], 40)))
                .collect();
            let kind = Rows {
                axis: Axis::percent("% of respondents, several answers possible"),
                series: texts(&["Young people", "Others"]),
                rows,
                interval: String::new(),
            };
            chart(
                Lang::En,
                ("", "Preferred sources of information"),
                ("", "Young people and others"),
                ChartKind::GroupedBars(kind),
            )
        }),
        ("stacked", {
            let items = [
                ("Insécurité lors des déplacements", [64.0, 25.0, 11.0]),
                ("Insécurité alimentaire", [80.0, 16.0, 4.0]),
                ("Maladies", [73.0, 25.0, 2.0]),
                ("Violences armées et banditisme", [51.0, 15.0, 34.0]),
                ("Tensions intercommunautaires", [70.0, 12.0, 18.0]),
                ("Corruption et impunité", [77.0, 9.0, 14.0]),
                ("Couvre-feu et fermeture des foires hebdomadaires", [68.0, 20.0, 12.0]),
            ];
            let mut rows: Vec<Row> = items.into_iter().map(|(l, v)| Row::new(l, shares(&v, 387))).collect();
            let known = |v: f64| Value::new(v).with_n(387);
            let unknown = Value::missing(Missing::NoData).with_n(387);
            rows.push(Row::new("Violences domestiques et basées sur le genre", vec![unknown, known(66.0), known(8.0)]));
            let kind = StackedBars {
                axis: Axis::percent("en % des répondants"),
                shares: texts(&["Les deux également", "Surtout les femmes", "Surtout les hommes"]),
                rows,
                shades: Shades::Categories,
            };
            fr("Qui est le plus touché ?", "Par problème", ChartKind::StackedBars(kind))
        }),
        ("heat", {
            let items = ["Sécurité", "Justice", "Éducation", "Santé", "Eau", "Alimentation", "Transports"];
            let row = |(i, l): (usize, &&str)| {
                let value =
                    |z: usize| Value::new(1.79 + 0.13 * i as f64 + 0.21 * ((z * 2 + i) % 4) as f64).with_n([39, 38, 32][z]);
                let mut values: Vec<Value> = (0..3).map(value).collect();
                if i == 4 {
                    values[2] = few;
                }
                Row::new(*l, values)
            };
            let rows = items.iter().enumerate().map(row).collect();
            let kind = HeatTable {
                axis: Axis::plain("score moyen, de 1 (pas du tout satisfait) à 4 (très satisfait)", 2).ranging(1.0, 4.0),
                columns: texts(&["Nord", "Centre", "Sud"]),
                rows,
                direction: Direction::HigherIsBetter,
                classes: 6,
            };
            fr("Satisfaction à l’égard des services", "Par secteur et par zone", ChartKind::HeatTable(kind))
        }),
        ("heat-actors", {
            let actors = [
                "État",
                "Collectivités territoriales",
                "ONG et société civile",
                "Secteur privé",
                "Partenaires techniques et financiers",
                "Citoyens",
            ];
            let items = ["Sécurité", "Justice", "Éducation", "Transports", "Santé", "Eau", "Alimentation"];
            let row = |(i, l): (usize, &&str)| {
                Row::new(*l, (0..6).map(|a| Value::new(((80 - 4 * i as i32) / (a + 1)) as f64).with_n(110)).collect())
            };
            let rows = items.iter().enumerate().map(row).collect();
            let kind = HeatTable {
                axis: Axis::percent("en % des répondants, plusieurs réponses possibles"),
                columns: texts(&actors),
                rows,
                direction: Direction::Neutral,
                classes: 5,
            };
            fr("Qui devrait financer les services ?", "Par service et par acteur", ChartKind::HeatTable(kind))
        }),
        ("dots", {
            let items = [
                "Chefs religieux",
                "Chefs coutumiers",
                "Famille",
                "ONG nationales",
                "ONG internationales",
                "Associations de jeunes",
                "Associations de femmes",
                "Maire",
                "Enseignants",
                "Agents de santé",
                "Forces armées",
                "Gendarmerie et police",
                "Préfet et sous-préfet",
                "Gouvernement central",
                "Justice",
                "Partis politiques",
            ];
            let row = |(i, l): (usize, &&str)| {
                let value = |z: usize| {
                    let v = 3.6 - 0.11 * i as f64 - 0.17 * ((z + i) % 3) as f64;
                    Value::new(v).with_n(28 + z as u32).between(v - 0.25, v + 0.3)
                };
                Row::new(*l, (0..3).map(value).collect())
            };
            let rows = items.iter().enumerate().map(row).collect();
            let kind = Rows {
                axis: Axis::plain("confiance moyenne, de 1 (aucune) à 4 (totale)", 1).ranging(1.0, 4.0),
                series: texts(&["Nord", "Centre", "Sud"]),
                rows,
                interval: "Intervalle à 95 %".into(),
            };
            fr("Confiance dans les institutions", "Par zone, de la plus forte à la plus faible", ChartKind::DotPlot(kind))
        }),
        ("long-list", {
            let row = |i: usize| {
                let label =
                    ["Cercle de Tombouctou", "Cercle de Bandiagara et communes voisines", "Cercle de San", "District de Bamako"]
                        [i % 4];
                let values = (0..3).map(|k| share(((i * 37 + k * 23) % 101) as f64, 12 + i as u32)).collect();
                Row::new(format!("{label} {i}"), values)
            };
            let series = texts(&["Femmes", "Hommes", "Non renseigné"]);
            let kind = Rows {
                axis: Axis::percent("en % des répondants"),
                series,
                rows: (1..=40).map(row).collect(),
                interval: String::new(),
            };
            fr("Une longue liste", "Quarante cercles en deux colonnes", ChartKind::GroupedBars(kind))
        }),
        ("deaths", {
            let regions = ["Kidal", "Tombouctou", "Gao", "Mopti", "Ségou", "Sikasso", "Koulikoro", "Kayes", "Bamako"];
            let period = |(k, year): (usize, i32)| Period {
                label: year.to_string(),
                partial: (year == 2018).then(|| "janv.–juil.".to_owned()),
                values: (0..9).map(|r| Value::new(((k * (9 - r) * 7 + r * 11) % 97 * (k + 1) / 3) as f64)).collect(),
            };
            let periods: Vec<Period> = (2009..=2018).enumerate().map(period).collect();
            let line = Line {
                label: "Part du Centre".into(),
                values: [4.0, 3.0, 6.0, 9.0, 7.0, 12.0, 22.0, 38.0, 45.0, 61.0].map(Value::new).to_vec(),
            };
            let kind = Periods {
                periods,
                series: texts(&regions),
                axis: Axis::plain("Morts", 0),
                lines: vec![line],
                line_axis: Axis::percent("en % des morts de l’année"),
            };
            fr("Morts dans le conflit", "Par an et par région, 2009 – juillet 2018", ChartKind::Periods(kind))
        }),
        ("lines", {
            let labels = ["oct. 2016", "mars 2017", "oct. 2017", "avr. 2018"];
            let periods = labels.iter().map(|l| Period { label: (*l).into(), partial: None, values: vec![] }).collect();
            let line = |label: &str, v: [f64; 4]| Line { label: label.into(), values: v.map(Value::new).to_vec() };
            let mut lines = vec![
                line("Nord", [77.0, 70.0, 66.0, 61.0]),
                line("Centre", [54.0, 68.0, 82.0, 90.0]),
                line("Sud", [20.0, 22.0, 21.0, 26.0]),
            ];
            lines[2].values[1] = few;
            let kind = Periods {
                periods,
                series: vec![],
                axis: Axis::default(),
                lines,
                line_axis: Axis::percent("en % des répondants"),
            };
            fr("Se sent en insécurité", "Par zone et par enquête", ChartKind::Periods(kind))
        }),
        ("coverage", {
            let regions =
                ["Kayes", "Koulikoro", "Sikasso", "Ségou", "Mopti", "Tombouctou", "Gao", "Kidal", "Ménaka", "Taoudéni", "Bamako"];
            let studies: [(&str, &str, &str, &str, &str); 10] = [
                ("E0", "Défis de sécurité", "deux communes", "nov.–déc. 2016", ".o.o......."),
                ("E1", "Acteurs extérieurs", "129", "août–sept. 2017", "x..x......x"),
                ("E2", "Couches vulnérables", "130", "août–sept. 2017", "...x.x..x.."),
                ("E3", "Développement et sécurité", "176", "sept. 2017", "....xxx...."),
                ("E4", "Défis géographiques", "121", "août–sept. 2017", ".xx......x."),
                ("E5", "Initiatives locales", "135", "sept.–oct. 2017", "..x.x.x...."),
                ("E6", "Cohabitation", "107", "oct. 2017", "x..xx......"),
                ("E7", "Femmes et VBG", "448 (12H, 36F)", "avr. 2018", "...xx.x...."),
                ("E8", "Résilience des femmes", "44 (6H, 38F)", "avr. 2018", "...xx.x...."),
                ("E9", "Influence des femmes", "44 (6H, 38F)", "avr. 2018", "...xx.x...."),
            ];
            let cell = |c: char| match c {
                'x' => Cover::Whole,
                'o' => Cover::Part,
                _ => Cover::None,
            };
            let rows: Vec<Coverage> = studies
                .into_iter()
                .map(|(label, theme, n, when, cells)| Coverage {
                    label: label.into(),
                    details: texts(&[theme, n, when]),
                    cells: cells.chars().map(cell).collect(),
                })
                .collect();
            let total = |label: &str, kind: Cover| Totals {
                label: label.into(),
                counts: (0..regions.len()).map(|c| rows.iter().filter(|r: &&Coverage| r.cells[c] == kind).count()).collect(),
                zero_is_a_gap: kind == Cover::Whole,
            };
            let totals = vec![total("Études menées", Cover::Whole), total("Études menées dans une partie", Cover::Part)];
            let kind = CoverageTable {
                corner: "Étude".into(),
                details: texts(&["Thème", "Personnes", "Période"]),
                columns: texts(&regions),
                rows,
                totals,
            };
            fr(
                "Où les études qualitatives ont été menées",
                "Une région sans aucune étude ressort",
                ChartKind::CoverageTable(kind),
            )
        }),
        ("timeline", {
            let event =
                |label: &str, when: &str, from, until, kind| Event { label: label.into(), when: when.into(), from, until, kind };
            let events = vec![
                event("Lancement du projet", "mars 2016", date(2016, 3, 1), Until::Point, 0),
                event("Q1 : perceptions de la sécurité", "oct. 2016", date(2016, 10, 1), Until::Day(date(2016, 10, 31)), 1),
                event(
                    "Études qualitatives E0 à E9",
                    "déc. 2016 – avr. 2018",
                    date(2016, 12, 1),
                    Until::Day(date(2018, 4, 30)),
                    2,
                ),
                event("Q2 : légitimité de l’État", "mars 2017", date(2017, 3, 1), Until::Day(date(2017, 3, 31)), 1),
                event("Q3 : résolution 1325", "oct.–nov. 2017", date(2017, 10, 1), Until::Day(date(2017, 11, 30)), 1),
                event("Forum national", "nov. 2017", date(2017, 11, 20), Until::Point, 0),
                event("Rédaction du livre blanc", "à partir de mai 2018", date(2018, 5, 1), Until::Open, 0),
            ];
            let kind = Timeline { kinds: texts(&["Projet", "Enquêtes quantitatives", "Études qualitatives"]), events };
            fr("Déroulement du projet", "2016 – 2018", ChartKind::Timeline(kind))
        }),
    ]
}
