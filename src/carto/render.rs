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
        encoder.set_compression(png::Compression::Fast);
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
