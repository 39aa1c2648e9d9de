//! The account of a command on plain files, for people on stderr and for programs on stdout.

use super::{Context, Outcome, summary};
use crate::base::{Lang, Severity, count, number};
use crate::pipeline::account::{Account, InputAccount};

/// Prints the account as the context wants it, and says how the command ended.
pub fn print(account: &Account, context: &Context) -> Outcome {
    let lang = context.lang.unwrap_or(context.talk);
    if context.json {
        println!("{:#}", as_json(account, lang));
    }
    if !context.quiet {
        eprint!("{}{}", as_text(account, lang), summary::problems(&account.problems, lang));
    }
    match account.problems.iter().any(|p| p.severity > Severity::Note) {
        true => Outcome::DoneWithProblems,
        false => Outcome::Done,
    }
}

fn as_text(account: &Account, lang: Lang) -> String {
    let heads = match lang {
        Lang::Fr => ["entrée", "fichier", "lus", "retenus", "laissés"],
        Lang::En => ["input", "file", "read", "kept", "left out"],
    };
    let many = |n: u64| count(n as usize, lang);
    let line = |i: &InputAccount| [i.role.get(lang).into(), i.file.clone(), many(i.read), many(i.kept), many(i.read - i.kept)];
    let mut out = match account.inputs.is_empty() {
        true => String::new(),
        false => summary::table(&heads, &account.inputs.iter().map(line).collect::<Vec<_>>(), 2),
    };
    for (input, left) in account.inputs.iter().flat_map(|i| i.left_out.iter().map(move |l| (i, l))) {
        out += &format!("  {} – {} : {}\n", input.role.get(lang), left.label.get(lang), many(left.count));
    }
    for rule in &account.rules {
        out += &format!("  {}\n", rule.get(lang));
    }
    for fact in &account.facts {
        out += &format!("  {} : {}\n", fact.label.get(lang), number(fact.value, fact.decimals, lang));
    }
    for output in &account.outputs {
        out += &match (output.rows, lang) {
            (0, _) => format!("→ {}\n", output.file),
            (rows, Lang::Fr) => format!("→ {} ({} lignes)\n", output.file, many(rows)),
            (rows, Lang::En) => format!("→ {} ({} rows)\n", output.file, many(rows)),
        };
    }
    out
}

fn as_json(account: &Account, lang: Lang) -> serde_json::Value {
    let facts = account.facts.iter().map(|fact| (fact.id.clone(), fact.value.into()));
    serde_json::json!({
        "inputs": account.inputs,
        "outputs": account.outputs,
        "facts": facts.collect::<serde_json::Map<_, _>>(),
        "rules": account.rules.iter().map(|rule| rule.get(lang)).collect::<Vec<_>>(),
        "problems": summary::problems_json(&account.problems, lang),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Text;
    use crate::pipeline::account::OutputAccount;

    #[test]
    fn what_goes_in_comes_out_or_is_told() {
        let mut input = InputAccount::new(Text::new("points", "points"), "a.csv", 10);
        input.leave_out("outside", Text::new("hors des zones", "outside the areas"), 2);
        input.leave_out("missing", Text::new("sans coordonnées", "without coordinates"), 0);
        let mut account = Account { inputs: vec![input], ..Account::default() };
        account.outputs.push(OutputAccount { file: "o.gpkg".into(), rows: 8 });
        account.fact("people", Text::new("habitants", "people"), 1234.0, 0);
        assert_eq!(
            as_text(&account, Lang::En),
            "\ninput   file   read  kept  left out\npoints  a.csv    10     8         2\n  points – outside the areas : 2\n  people : 1,234\n→ o.gpkg (8 rows)\n"
        );
        let json = as_json(&account, Lang::Fr);
        assert_eq!((&json["inputs"][0]["kept"], &json["facts"]["people"]), (&8.into(), &1234.0.into()));
        assert_eq!(json["inputs"][0]["left_out"].as_array().map(Vec::len), Some(1), "none is nothing to tell");
    }
}
