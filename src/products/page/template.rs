//! The page as `web/` builds it, and its blanks.

use super::PageData;
use crate::base::{Error, Lang, Result, Text, xml_escaped};
use std::path::Path;

/// Empty where the program was built without Node.js.
const TEMPLATE: &str = include_str!(concat!(env!("OUT_DIR"), "/page.html"));

/// Where the data go.
const DATA: &str = "@lakana-data@";
const TITLE: &str = "@lakana-title@";
const LANG: &str = "@lakana-lang@";

/// The whole page; `None` where the program was built without one.
pub fn html(data: &PageData) -> Result<Option<String>> {
    if TEMPLATE.is_empty() { Ok(None) } else { filled(TEMPLATE, data).map(Some) }
}

fn filled(template: &str, data: &PageData) -> Result<String> {
    let json = serde_json::to_string(data).map_err(|cause| Error::writing(Path::new("index.html"), &cause.into()))?;
    // Only inside texts can there be such a sign, and there it may be written so; a text can then not end its script.
    let json = json.replace('<', "\\u003c");
    let title: &Text = &data.title;
    let lang = match data.lang {
        Lang::Fr => "fr",
        Lang::En => "en",
    };
    let (before, after) = template.split_once(DATA).unwrap_or((template, ""));
    let head = before.replace(TITLE, &xml_escaped(title.get(data.lang))).replace(LANG, lang);
    Ok([&head, json.as_str(), after].concat())
}
