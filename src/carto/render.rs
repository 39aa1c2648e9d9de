//! The drawing as picture and as page. The SVG text is read once; PNG and PDF come from the
//! same tree and so cannot differ from each other.

use super::fonts;
use crate::base::{Error, Lang, Result, Text};
use crate::text;
use krilla::geom::Size;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::{Document, SerializeSettings};
use krilla_svg::{SurfaceExt, SvgSettings};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// Dots per inch of the pictures.
pub const DPI: f64 = 300.0;

/// CSS pixels per inch, in which a parsed drawing is measured.
const CSS_DPI: f64 = 96.0;

/// A parsed drawing.
pub struct Drawing {
    tree: Tree,
}

impl Drawing {
    /// Reads a drawing made by [`Scene`](super::scene::Scene).
    pub fn parse(svg: &str) -> Result<Drawing> {
        let options = Options { fontdb: fonts::database(), font_family: "DejaVu Sans Condensed".into(), ..Options::default() };
        Tree::from_str(svg, &options).map(|tree| Drawing { tree }).map_err(|cause| failed(&cause.to_string()))
    }

    /// An RGB picture of `dpi` dots per inch, its resolution written into the file.
    pub fn png(&self, dpi: f64) -> Result<Vec<u8>> {
        let scale = (dpi / CSS_DPI) as f32;
        let size = self.tree.size();
        let (width, height) = ((size.width() * scale).round() as u32, (size.height() * scale).round() as u32);
        let mut pixels = Pixmap::new(width, height).ok_or_else(|| failed("the sheet has no size"))?;
        resvg::render(&self.tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
        // The ground of a sheet is opaque: alpha says nothing.
        let rgb: Vec<u8> = pixels.data().chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, width, height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Balanced);
        let per_metre = (dpi / 0.0254).round() as u32;
        encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: png::Unit::Meter }));
        let mut writer = encoder.write_header().map_err(|cause| failed(&cause.to_string()))?;
        writer.write_image_data(&rgb).map_err(|cause| failed(&cause.to_string()))?;
        writer.finish().map_err(|cause| failed(&cause.to_string()))?;
        Ok(out)
    }

    /// A page of the drawing's own size, with real text in embedded subset fonts.
    pub fn pdf(&self, title: &str, lang: Lang) -> Result<Vec<u8>> {
        self.pdf_with(title, lang, SerializeSettings::default())
    }

    fn pdf_with(&self, title: &str, lang: Lang, settings: SerializeSettings) -> Result<Vec<u8>> {
        let points = |pixels: f32| pixels * (72.0 / CSS_DPI as f32);
        let size = Size::from_wh(points(self.tree.size().width()), points(self.tree.size().height()))
            .ok_or_else(|| failed("the sheet has no size"))?;
        let mut document = Document::new_with(settings);
        let language = match lang {
            Lang::Fr => "fr",
            Lang::En => "en",
        };
        document.set_metadata(Metadata::new().title(title.to_owned()).language(language.to_owned()).creator("lakana".to_owned()));
        let mut page = document.start_page_with(PageSettings::new(size));
        let mut surface = page.surface();
        surface.draw_svg(&self.tree, size, SvgSettings::default()).ok_or_else(|| failed("the drawing is empty"))?;
        surface.finish();
        page.finish();
        document.finish().map_err(|cause| failed(&format!("{cause:?}")))
    }
}

fn failed(cause: &str) -> Error {
    Error::output(
        text!("la carte ne peut pas être rendue : {cause}", "the map cannot be rendered: {cause}"),
        Text::new(
            "Signalez ce cas avec le fichier projet : le dessin produit par le programme est en cause.",
            "Please report this with the project file: the drawing made by the program is at fault.",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::fonts::Cut;
    use crate::carto::scene::{Scene, Type};
    use crate::layers::style::Rgb;
    use geo_types::Coord;
    use std::collections::BTreeMap;

    fn drawing(text: &str, cut: Cut) -> Drawing {
        let mut scene = Scene::new(100.0, 50.0);
        scene.text(Coord { x: 10.0, y: 20.0 }, text, &Type::new(cut, 12.0, Rgb(0, 0, 0)).haloed(Rgb(255, 255, 255)));
        Drawing::parse(&scene.finish("test", "fr")).unwrap()
    }

    /// Width of the text in a drawing, pixels.
    fn text_width(group: &resvg::usvg::Group) -> f64 {
        use resvg::usvg::Node;
        let width = |node: &Node| match node {
            Node::Text(text) => f64::from(text.abs_bounding_box().width()),
            Node::Group(group) => text_width(group),
            _ => 0.0,
        };
        group.children().iter().map(width).fold(0.0, f64::max)
    }

    #[test]
    fn text_is_as_wide_as_it_was_measured() {
        for cut in [Cut::Regular, Cut::Bold, Cut::Oblique] {
            let text = "Tombouctou, AVATAR de Ségou — 77 046";
            let drawn = drawing(text, cut);
            let drawn = text_width(drawn.tree.root()) / CSS_DPI * 25.4;
            let measured = fonts::width(text, cut, 12.0);
            assert!((drawn / measured - 1.0).abs() < 0.01, "{cut:?}: {drawn} drawn, {measured} measured");
        }
    }

    #[test]
    fn pictures_have_the_size_and_resolution_of_a_sheet() {
        let bytes = drawing("Kayes", Cut::Regular).png(300.0).unwrap();
        let reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let info = reader.info();
        assert_eq!((info.width, info.height), (1181, 591));
        assert_eq!(info.pixel_dims.map(|d| d.xppu), Some(11811));
    }

    /// Glyph numbers of a PDF string with octal and letter escapes, two bytes each.
    fn glyphs(escaped: &str) -> Vec<u16> {
        let mut bytes = Vec::new();
        let mut rest = escaped.chars().peekable();
        while let Some(c) = rest.next() {
            bytes.push(match c {
                '\\' => match rest.next().unwrap() {
                    'n' => b'\n',
                    'r' => b'\r',
                    't' => b'\t',
                    'b' => 8,
                    'f' => 12,
                    digit if digit.is_digit(8) => {
                        let mut value = digit.to_digit(8).unwrap();
                        for _ in 0..2 {
                            value = value * 8 + rest.next().unwrap().to_digit(8).unwrap();
                        }
                        value as u8
                    }
                    other => other as u8,
                },
                other => other as u8,
            });
        }
        bytes.chunks_exact(2).map(|b| u16::from_be_bytes([b[0], b[1]])).collect()
    }

    /// What a reader that copies text out of the page gets: the glyphs of the content streams
    /// turned back through the fonts' own tables.
    #[test]
    fn text_in_the_pdf_can_be_copied_and_is_there_once() {
        let text = "Région de Ségou — œuvre";
        let settings = SerializeSettings { compress_content_streams: false, ..SerializeSettings::default() };
        let pdf = drawing(text, Cut::Regular).pdf_with("Titre", Lang::Fr, settings).unwrap();
        let pdf = String::from_utf8_lossy(&pdf).into_owned();
        let mut letters: BTreeMap<u16, String> = BTreeMap::new();
        for block in pdf.split("beginbfchar").skip(1) {
            let block = block.split("endbfchar").next().unwrap();
            for pair in block.split_whitespace().collect::<Vec<_>>().chunks_exact(2) {
                let units: Vec<u16> = pair[1]
                    .trim_matches(['<', '>'])
                    .as_bytes()
                    .chunks_exact(4)
                    .map(|hex| u16::from_str_radix(std::str::from_utf8(hex).unwrap(), 16).unwrap())
                    .collect();
                let code = u16::from_str_radix(pair[0].trim_matches(['<', '>']), 16).unwrap();
                letters.insert(code, String::from_utf16(&units).unwrap());
            }
        }
        let codes = pdf.split(")Tj").filter_map(|before| before.rsplit_once("Tm(")).flat_map(|(_, code)| glyphs(code));
        let shown: String = codes.map(|code| letters[&code].clone()).collect();
        assert_eq!(shown, text);
    }
}
