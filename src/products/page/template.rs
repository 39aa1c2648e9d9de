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
    // The title last: what it holds is no blank any more.
    let head = before.replace(LANG, lang).replace(TITLE, &xml_escaped(title.get(data.lang)));
    Ok([&head, json.as_str(), after].concat())
}

#[cfg(test)]
mod tests {
    use super::super::{PageContext, data};
    use super::*;
    use crate::base::{Areas, Boundaries, Level};
    use crate::products::sheets::SheetContext;
    use std::collections::BTreeMap;

    #[test]
    fn no_text_can_end_its_script() {
        let none = |level| Areas::new(level, Vec::new());
        let boundaries = Boundaries {
            country: none(Level::Country),
            zones: none(Level::Zone),
            regions: none(Level::Region),
            cercles: none(Level::Cercle),
            communes: none(Level::Commune),
            vintage: "</script><!-- @lakana-data@".into(),
        };
        let title = Text::same("A & <b> @lakana-lang@");
        let sheets = SheetContext {
            lang: Lang::En,
            title,
            synthetic: false,
            date: None,
            facts: BTreeMap::new(),
            areas: None,
            page: Default::default(),
            logos: Vec::new(),
        };
        let context =
            PageContext { sheets: &sheets, audience: Text::default(), columns: &[], score: Vec::new(), names: BTreeMap::new() };
        let data = data(&[], &boundaries, &[], &context).unwrap();
        let template = "<html lang=@lakana-lang@><title>@lakana-title@</title><script>@lakana-data@</script>";
        let page = filled(template, &data).unwrap();
        assert_eq!(page.matches("</script>").count(), 1, "{page}");
        assert!(page.starts_with("<html lang=en><title>A &amp; &lt;b&gt; "), "{page}");
        let json = page.split("<script>").nth(1).and_then(|rest| rest.strip_suffix("</script>")).unwrap();
        let read: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(read["vintage"], boundaries.vintage.as_str());
        assert_eq!(read["title"]["fr"], "A & <b> @lakana-lang@");
    }
}
