//! The drawing as text, as picture and as page, all from the same parts and so never different.

use super::fonts::{self, FAMILY};
use super::indexed::Indexed;
use super::painter;
use super::pdf::{self, About, Form, PagePart, PdfPage, Piece, Role};
use super::picture::{Picture, Pixel, composed};
use super::scene::{Scene, escaped, fixed};
use crate::base::{Error, Lang, Result, Text};
use crate::text;
use resvg::usvg::{Options, Tree};
use std::cell::Cell;
use std::sync::{Arc, OnceLock};

/// Dots per inch of the pictures.
pub const DPI: f64 = 300.0;

/// CSS pixels per inch, in which a parsed drawing is measured.
const CSS_DPI: f64 = 96.0;

const MM_PER_INCH: f64 = 25.4;

/// A sheet. It is drawn in units of its own, each so many millimetres on paper: on larger paper everything is drawn larger.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Page {
    /// Units.
    pub width: f64,
    pub height: f64,
    /// Millimetres in a unit.
    pub unit: f64,
}

impl Page {
    /// A sheet whose unit is the millimetre.
    pub const fn of(width: f64, height: f64) -> Page {
        Page { width, height, unit: 1.0 }
    }

    /// Width and height on paper.
    pub fn millimetres(&self) -> (f64, f64) {
        (self.width * self.unit, self.height * self.unit)
    }
}

/// Some of what is drawn on a sheet. Parts are painted one over the other.
pub struct Part {
    pub(super) page: Page,
    role: Role,
    body: String,
    tree: OnceLock<Result<Tree>>,
    /// Other sheets have this part too: it is kept when it has been painted.
    shared: bool,
    picture: OnceLock<Result<Arc<Picture>>>,
    form: OnceLock<Result<Form>>,
}

impl Part {
    /// A part of one sheet.
    pub fn own(page: Page, role: Role, scene: Scene) -> Arc<Part> {
        Part::new(page, role, scene, false)
    }

    /// A part of the picture that several sheets have: parsed and painted once, however many they are.
    pub fn shared(page: Page, scene: Scene) -> Arc<Part> {
        Part::new(page, Role::Figure, scene, true)
    }

    fn new(page: Page, role: Role, scene: Scene, shared: bool) -> Arc<Part> {
        let (tree, picture, form) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Arc::new(Part { page, role, body: scene.into_body(), tree, shared, picture, form })
    }

    fn tree(&self) -> Result<&Tree> {
        let parse = || {
            let options =
                Options { fontdb: fonts::database(), font_family: "DejaVu Sans Condensed".into(), ..Options::default() };
            let svg = format!("{}{}</svg>", root(self.page, ""), self.body);
            Tree::from_str(&svg, &options).map_err(|cause| failed(&cause.to_string()))
        };
        self.tree.get_or_init(parse).as_ref().map_err(Clone::clone)
    }

    fn picture(&self) -> Result<Arc<Picture>> {
        if self.shared { self.picture.get_or_init(|| self.paint()).clone() } else { self.paint() }
    }

    /// Of a shared part.
    fn form(&self) -> Result<Form> {
        let make = || Form::all(self.page, &[self.tree()?])?.pop().ok_or_else(|| failed("a page lacks"));
        self.form.get_or_init(make).clone()
    }

    fn paint(&self) -> Result<Arc<Picture>> {
        let (width, height) = pixels(self.page);
        painter::picture(self.tree()?.root(), (DPI / CSS_DPI) as f32, width, height).map(Arc::new)
    }
}

/// A drawn sheet.
pub struct Drawing {
    pub page: Page,
    /// For screen readers and browsers.
    pub title: String,
    /// What it shows in words, for those who cannot see it; empty for none.
    pub description: String,
    pub lang: Lang,
    /// In the order of painting.
    pub parts: Vec<Arc<Part>>,
}

impl Drawing {
    /// The drawing as an SVG file.
    pub fn svg(&self) -> String {
        let (width, height) = (fixed(self.page.width), fixed(self.page.height));
        let root = root(self.page, &format!(r#" xml:lang="{}""#, tag(self.lang)));
        let title = escaped(&self.title);
        let description = match self.description.as_str() {
            "" => String::new(),
            text => format!("<desc>{}</desc>\n", escaped(text)),
        };
        let mut out = format!(
            r##"<?xml version="1.0" encoding="UTF-8"?>
{root}
<title>{title}</title>
{description}<rect width="{width}" height="{height}" fill="#ffffff"/>
"##
        );
        self.parts.iter().for_each(|part| out.push_str(&part.body));
        out.push_str("</svg>\n");
        out
    }

    /// A picture of [`DPI`] dots per inch.
    pub fn png(&self) -> Result<Vec<u8>> {
        // A thread packs many pictures: to ask for their memory anew is to have it cleared anew.
        thread_local!(static PICTURE: Cell<Indexed> = Cell::default());
        let mut picture = PICTURE.take();
        picture.begin(pixels(self.page).0);
        self.rows(|row| picture.push(row))?;
        let file = picture.png(DPI);
        PICTURE.set(picture);
        file
    }

    /// The rows of the picture, from the top: lengths and colours of runs of equal pixels.
    fn rows(&self, each_row: impl FnMut(&[(u32, Pixel)])) -> Result<()> {
        let (width, height) = pixels(self.page);
        let pictures = self.parts.iter().map(|part| part.picture()).collect::<Result<Vec<_>>>()?;
        composed(&pictures, width, height, each_row);
        Ok(())
    }

    /// A file of one page of the sheet's own size, with real text in embedded subset fonts.
    pub fn pdf(&self) -> Result<Vec<u8>> {
        pdf::file(&self.about(), &[&self.pdf_page()?], &[])
    }

    /// The same page, for a file of several.
    pub fn pdf_page(&self) -> Result<PdfPage> {
        let parts = page_parts(&self.parts, None)?;
        let (title, description) = (self.title.clone(), self.description.clone());
        Ok(PdfPage { size: self.page, title, description, parts, links: Vec::new() })
    }

    /// What a file of this drawing says of itself.
    pub fn about(&self) -> About {
        About { title: self.title.clone(), description: self.description.clone(), lang: self.lang }
    }
}

/// Parts of one size as they stand on a page, or a piece of them.
pub(super) fn page_parts(parts: &[Arc<Part>], piece: Option<Piece>) -> Result<Vec<PagePart>> {
    let own = parts.iter().filter(|part| !part.shared).map(|part| part.tree()).collect::<Result<Vec<_>>>()?;
    let mut own = match parts.first() {
        Some(part) => Form::all(part.page, &own)?.into_iter(),
        None => Vec::new().into_iter(),
    };
    let form = |part: &Arc<Part>| if part.shared { part.form() } else { own.next().ok_or_else(|| failed("a page lacks")) };
    let forms = parts.iter().map(form).collect::<Result<Vec<_>>>()?;
    Ok(parts.iter().zip(forms).map(|(part, form)| PagePart { role: part.role, form, piece }).collect())
}

/// Millimetres in the points of a page.
pub(super) fn page_size(mm: f64) -> f32 {
    (mm / MM_PER_INCH * 72.0) as f32
}

/// The language in the form of RFC 5646.
pub(super) fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::Fr => "fr",
        Lang::En => "en",
    }
}

/// The opening tag of a sheet, with more attributes.
fn root(page: Page, more: &str) -> String {
    let (width, height) = page.millimetres();
    let (width, height, wide, tall) = (fixed(width), fixed(height), fixed(page.width), fixed(page.height));
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 {wide} {tall}"{more} font-family="{FAMILY}" font-stretch="condensed" style="font-kerning:none">"#
    )
}

/// Width and height of a picture.
fn pixels(page: Page) -> (u32, u32) {
    let pixels = |mm: f64| (mm / MM_PER_INCH * DPI).round() as u32;
    let (width, height) = page.millimetres();
    (pixels(width), pixels(height))
}

/// The drawing made by the program cannot be rendered.
pub(super) fn failed(cause: &str) -> Error {
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
    use crate::carto::scene::Type;
    use crate::layers::style::Rgb;
    use geo_types::Coord;
    use std::collections::BTreeMap;

    fn drawing(text: &str, cut: Cut) -> Drawing {
        let mut scene = Scene::default();
        scene.text(Coord { x: 10.0, y: 20.0 }, text, &Type::new(cut, 12.0, Rgb(0, 0, 0)).haloed(Rgb(255, 255, 255)));
        let page = Page::of(100.0, 50.0);
        Drawing {
            page,
            title: "Titre".into(),
            description: String::new(),
            lang: Lang::Fr,
            parts: vec![Part::own(page, Role::Figure, scene)],
        }
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
            let drawn = text_width(drawn.parts[0].tree().unwrap().root()) / CSS_DPI * 25.4;
            let measured = fonts::width(text, cut, 12.0);
            assert!((drawn / measured - 1.0).abs() < 0.01, "{cut:?}: {drawn} drawn, {measured} measured");
        }
    }

    #[test]
    fn pictures_have_the_size_and_resolution_of_a_sheet() {
        let bytes = drawing("Kayes", Cut::Regular).png().unwrap();
        let reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let info = reader.info();
        assert_eq!((info.width, info.height), (1181, 591));
        assert_eq!(info.pixel_dims.map(|d| d.xppu), Some(11811));
    }

    #[test]
    fn a_sheet_of_parts_looks_as_its_svg_does() {
        use crate::carto::scene::{Frame, Paint};
        let page = Page { width: 42.333_333, height: 28.222_222, unit: 1.2 };
        let scene = |colour: Rgb, shift: f64| {
            let mut scene = Scene::default();
            let frame = Frame::new(5.13 + shift, 4.77, 30.31, 22.29);
            scene.rings([&frame.ring()], &Paint::fill(colour).faded(0.6).outlined(Rgb(20, 20, 20), 0.3));
            let style = Type::new(Cut::Bold, 9.0, colour).haloed(Rgb(255, 255, 255));
            scene.text(Coord { x: 12.0 + shift, y: 25.0 }, "Mopti", &style);
            scene
        };
        let (red, blue) = (Rgb(180, 30, 30), Rgb(30, 60, 160));
        let parts = vec![
            Part::shared(page, scene(red, 0.0)),
            Part::own(page, Role::Figure, scene(blue, 4.2)),
            Part::shared(page, scene(red, 9.9)),
            Part::shared(page, scene(blue, 15.0)),
        ];
        let drawing = Drawing { page, title: "t".into(), description: String::new(), lang: Lang::Fr, parts };
        let rows = || {
            let mut out = Vec::new();
            drawing.rows(|row| out.push(row.to_vec())).map(|()| out).unwrap()
        };
        let (width, height) = pixels(page);
        let options = Options { fontdb: fonts::database(), ..Options::default() };
        let tree = Tree::from_str(&drawing.svg(), &options).unwrap();
        let whole = painter::picture(tree.root(), (DPI / CSS_DPI) as f32, width, height).unwrap();
        let mut expected = Vec::new();
        composed(&[Arc::new(whole)], width, height, |row| expected.push(row.to_vec()));
        assert!(rows() == expected);
        assert!(rows() == expected, "a kept part paints the same again");
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
        let mut file = lopdf::Document::load_mem(&drawing(text, Cut::Regular).pdf().unwrap()).unwrap();
        file.decompress();
        let streams = file.objects.values().filter_map(|object| object.as_stream().ok());
        let pdf: String = streams.map(|stream| String::from_utf8_lossy(&stream.content).into_owned()).collect();
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
