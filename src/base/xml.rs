//! Text inside XML: SVG drawings and QGIS styles.

/// Text inside XML, in element or attribute; control characters, which XML forbids, become spaces.
pub fn xml_escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_would_read_as_marks_is_written_out() {
        assert_eq!(xml_escaped("a < \"b\" & c\u{0}\n>"), "a &lt; &quot;b&quot; &amp; c  &gt;");
        assert_eq!(xml_escaped("Ségou ɛ"), "Ségou ɛ");
    }
}
