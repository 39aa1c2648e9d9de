//! Signs of organisations in the heading of sheets.
//!
//! Whatever a sign was drawn in, it becomes a picture of print resolution: the same in every form of a sheet, small in all
//! of them, and without what a drawing from elsewhere may bring along.

use super::scene::{Frame, Scene};
use crate::base::Text;
use crate::text;
use base64::prelude::{BASE64_STANDARD, Engine};
use resvg::tiny_skia::{IntSize, Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};
use std::sync::Arc;

/// Largest sides of the box a sign fits, units of a sheet.
const BOX: (f64, f64) = (34.0, 13.0);

/// Most of the heading that signs take together.
const SHARE: f64 = 0.45;

/// Between two signs.
const GAP: f64 = 3.0;

/// Largest sides of the picture, pixels: about 600 dots per inch in the box.
const PIXELS: (u32, u32) = (960, 370);

/// A sign, ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Logo {
    /// As an address that holds the picture.
    picture: Arc<str>,
    /// Width and height in the box.
    size: (f64, f64),
}

impl Logo {
    /// From the bytes of an SVG or PNG file, told apart by how they begin. What else an SVG file refers to is not read.
    ///
    /// An error says why there is nothing to draw.
    pub fn read(bytes: &[u8]) -> Result<Logo, Text> {
        let picture = if bytes.starts_with(b"\x89PNG") { of_png(bytes) } else { of_svg(bytes) }?;
        let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
        let scale = (BOX.0 / width).min(BOX.1 / height);
        let png = picture.encode_png().map_err(|cause| unreadable(&cause.to_string()))?;
        Ok(Logo {
            picture: format!("data:image/png;base64,{}", BASE64_STANDARD.encode(&png)).into(),
            size: (width * scale, height * scale),
        })
    }

    fn draw(&self, scene: &mut Scene, frame: Frame) {
        scene.picture(frame, &self.picture);
    }
}

/// Where signs stand in a heading: at its right, in their order, smaller where they are many.
pub fn placed(logos: &[Logo], heading: Frame) -> Vec<Frame> {
    let wide: f64 = logos.iter().map(|l| l.size.0).sum();
    let room = heading.width * SHARE - GAP * logos.len().saturating_sub(1) as f64;
    let scale = (room / wide.max(1e-9)).clamp(0.05, 1.0);
    let mut x = heading.right() - wide * scale - GAP * logos.len().saturating_sub(1) as f64;
    let frame = |logo: &Logo| {
        let (width, height) = (logo.size.0 * scale, logo.size.1 * scale);
        let frame = Frame::new(x, heading.y + (BOX.1 - height) / 2.0, width, height);
        x += width + GAP;
        frame
    };
    logos.iter().map(frame).collect()
}

/// Draws signs into a heading.
pub fn draw(scene: &mut Scene, logos: &[Logo], heading: Frame) {
    scene.begin_group("logos");
    logos.iter().zip(placed(logos, heading)).for_each(|(logo, frame)| logo.draw(scene, frame));
    scene.end_group();
}

/// What signs leave of a heading.
pub fn beside(logos: &[Logo], heading: Frame) -> Frame {
    let left = placed(logos, heading).first().map_or(heading.right(), |first| first.x - 2.0 * GAP);
    Frame { width: left - heading.x, ..heading }
}

fn unreadable(cause: &str) -> Text {
    text!("ce n'est ni un SVG ni un PNG lisible : {cause}", "it is neither a readable SVG nor PNG: {cause}")
}

fn empty() -> Text {
    Text::new("l'image est vide", "the picture is empty")
}

fn of_svg(bytes: &[u8]) -> Result<Pixmap, Text> {
    let nothing_beside = ImageHrefResolver { resolve_string: Box::new(|_, _| None), ..ImageHrefResolver::default() };
    let options = Options { fontdb: super::fonts::database(), image_href_resolver: nothing_beside, ..Options::default() };
    let tree = Tree::from_data(bytes, &options).map_err(|cause| unreadable(&cause.to_string()))?;
    let (width, height) = (tree.size().width(), tree.size().height());
    let scale = (PIXELS.0 as f32 / width).min(PIXELS.1 as f32 / height);
    let pixels = |side: f32| ((side * scale).round() as u32).clamp(1, PIXELS.0);
    let mut picture = Pixmap::new(pixels(width), pixels(height)).ok_or_else(empty)?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    if picture.data().iter().all(|&part| part == 0) { Err(empty()) } else { Ok(picture) }
}

/// A picture of more pixels than needed gets smaller by a whole number, each pixel the mean of those it stands for.
fn of_png(bytes: &[u8]) -> Result<Pixmap, Text> {
    let failed = |cause: png::DecodingError| unreadable(&cause.to_string());
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::ALPHA | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(failed)?;
    let mut data = vec![0; reader.output_buffer_size().ok_or_else(empty)?];
    let info = reader.next_frame(&mut data).map_err(failed)?;
    data.truncate(info.buffer_size());
    // Grey with opacity, or colours with opacity.
    let channels = info.color_type.samples();
    let pixel = |at: usize| -> [u32; 4] {
        let part = |i: usize| data.get(at * channels + i).copied().map_or(0, u32::from);
        let opacity = part(channels - 1);
        let colour = |i: usize| part(if channels == 4 { i } else { 0 }) * opacity;
        [colour(0), colour(1), colour(2), opacity * 255]
    };
    let by = info.width.div_ceil(PIXELS.0).max(info.height.div_ceil(PIXELS.1)).max(1);
    let (width, height) = (info.width.div_ceil(by), info.height.div_ceil(by));
    let mut out = Vec::with_capacity((width * height * 4) as usize);
    for y in 0..height {
        for x in 0..width {
            let (across, down) = (x * by..((x + 1) * by).min(info.width), y * by..((y + 1) * by).min(info.height));
            let behind = down.flat_map(|y| across.clone().map(move |x| (y * info.width + x) as usize));
            let (mut sums, mut count) = ([0u64; 4], 0);
            for at in behind {
                count += 1;
                sums.iter_mut().zip(pixel(at)).for_each(|(sum, part)| *sum += u64::from(part));
            }
            let whole = 255 * count.max(1);
            out.extend(sums.map(|sum| ((sum + whole / 2) / whole) as u8));
        }
    }
    let size = IntSize::from_wh(width, height).ok_or_else(empty)?;
    Pixmap::from_vec(out, size).ok_or_else(empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(width: u32, height: u32) -> Vec<u8> {
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"><rect width="{width}" height="{height}" fill="#0a5"/></svg>"##
        )
        .into_bytes()
    }

    fn png(colour: png::ColorType, width: u32, height: u32, data: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, width, height);
        encoder.set_color(colour);
        if colour == png::ColorType::Indexed {
            encoder.set_palette(vec![200, 10, 10, 255, 255, 255]);
        }
        encoder.write_header().unwrap().write_image_data(data).unwrap();
        out
    }

    #[test]
    fn signs_of_any_kind_fit_their_box_and_keep_their_shape() {
        let files = [
            svg(2000, 500),
            svg(20, 90),
            png(png::ColorType::Rgb, 2000, 1000, &vec![90; 6_000_000]),
            png(png::ColorType::Indexed, 40, 40, &[1; 1600]),
            png(png::ColorType::GrayscaleAlpha, 30, 10, &[128; 600]),
        ];
        for (file, shape) in files.iter().zip([4.0, 20.0 / 90.0, 2.0, 1.0, 3.0]) {
            let logo = Logo::read(file).unwrap();
            assert!(logo.size.0 <= BOX.0 + 1e-9 && logo.size.1 <= BOX.1 + 1e-9);
            assert!((logo.size.0 / logo.size.1 / shape - 1.0).abs() < 0.02, "{:?}", logo.size);
            assert!(logo.picture.len() < 200_000);
        }
    }

    #[test]
    fn a_large_picture_is_averaged() {
        // Columns of black and white, three times as many as needed.
        let data: Vec<u8> = (0..2880 * 30).map(|i| if i % 2 == 0 { 0 } else { 255 }).collect();
        let picture = of_png(&png(png::ColorType::Grayscale, 2880, 30, &data)).unwrap();
        assert_eq!((picture.width(), picture.height()), (960, 10));
        assert!(picture.data().chunks(4).all(|p| (85..=170).contains(&p[0]) && p[3] == 255));
    }

    #[test]
    fn what_is_no_sign_is_said_and_many_signs_leave_room_for_the_title() {
        for bytes in
            [&b""[..], b"GIF89a", b"\x89PNG\r\n\x1a\nbroken", b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"]
        {
            assert!(!Logo::read(bytes).unwrap_err().fr.is_empty());
        }
        let heading = Frame::new(10.0, 10.0, 190.0, 18.0);
        let logos = vec![Logo::read(&svg(400, 100)).unwrap(); 7];
        let frames = placed(&logos, heading);
        assert!(frames.windows(2).all(|two| two[0].right() < two[1].x) && frames.iter().all(|f| heading.grown(1e-9).holds(f)));
        assert!(beside(&logos, heading).width > 90.0 && beside(&[], heading) == heading);
    }
}
