//! A painted sheet as PNG file with a table of colours: a third of the size of full colour.
//!
//! A colour that fills an area is kept exactly, since it says what class a commune is in. Only
//! the mixed colours on rims of lines and letters share entries, within a stated distance.

use super::picture::Pixel;
use super::render::failed;
use crate::base::Result;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::io::Write;

/// Pixels from which a colour counts as filling an area. Every class has a larger swatch in the
/// legend.
const AREA: usize = 1000;

/// Entries of a table.
const ENTRIES: usize = 256;

/// How far a mixed colour may move in each channel, of 255: the first that gives a table.
const DISTANCES: [u8; 6] = [0, 4, 8, 12, 16, 24];

/// Deflate level: a higher one takes longer and saves little.
const COMPRESSION: u8 = 1;

/// Bytes of a chunk of a file: few chunks, little memory.
const CHUNK: usize = 1 << 18;

type Colour = [u8; 3];

/// The pixels of an opaque picture in the making, row by row from the top.
#[derive(Default)]
pub struct Indexed {
    width: u32,
    height: u32,
    /// In the order in which they appear, with their pixels.
    colours: Vec<(Colour, usize)>,
    known: HashMap<u32, u32, BuildHasherDefault<Spread>>,
    /// Length and position of the colour of each run of equal pixels.
    runs: Vec<(u32, u32)>,
}

impl Indexed {
    /// A picture of this width, without rows, in the memory of the last one.
    pub fn begin(&mut self, width: u32) {
        (self.width, self.height) = (width, 0);
        self.colours.clear();
        self.known.clear();
        self.runs.clear();
    }

    /// Adds a row: lengths and colours of runs of equal pixels, together as many as the picture is wide.
    pub fn push(&mut self, row: &[(u32, Pixel)]) {
        self.height += 1;
        for &(count, pixel) in row {
            let at = *self.known.entry(u32::from_le_bytes(pixel)).or_insert_with(|| {
                let [red, green, blue, _] = pixel;
                self.colours.push(([red, green, blue], 0));
                self.colours.len() as u32 - 1
            });
            self.colours[at as usize].1 += count as usize;
            self.runs.push((count, at));
        }
    }

    /// The picture as PNG file, its resolution written into it. Full colour where a table cannot
    /// hold the picture.
    pub fn png(&self, dpi: f64) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        self.encode(dpi, &mut out).map_err(|cause| failed(&cause.to_string()))?;
        Ok(out)
    }

    fn encode(&self, dpi: f64, out: &mut Vec<u8>) -> std::result::Result<(), png::EncodingError> {
        let mut encoder = png::Encoder::new(out, self.width, self.height);
        encoder.set_depth(png::BitDepth::Eight);
        let per_metre = (dpi / 0.0254).round() as u32;
        encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: png::Unit::Meter }));
        let Some(table) = DISTANCES.iter().find_map(|&distance| self.table(distance)) else {
            encoder.set_color(png::ColorType::Rgb);
            encoder.set_compression(png::Compression::Balanced);
            return self.write_rows(encoder, |row, count, at| row.extend(self.colours[at].0.repeat(count)));
        };
        encoder.set_color(png::ColorType::Indexed);
        // What repeats from row to row is found by the compression itself.
        encoder.set_filter(png::Filter::NoFilter);
        encoder.set_deflate_compression(png::DeflateCompression::Level(COMPRESSION));
        encoder.set_palette(table.colours.concat());
        self.write_rows(encoder, |row, count, at| row.resize(row.len() + count, table.entries[at]))
    }

    /// Row by row: the pixels of a whole sheet are more than a processor keeps at hand. `put` appends so many pixels
    /// of the colour at a position to a row.
    fn write_rows(
        &self,
        encoder: png::Encoder<&mut Vec<u8>>,
        put: impl Fn(&mut Vec<u8>, usize, usize),
    ) -> std::result::Result<(), png::EncodingError> {
        let mut writer = encoder.write_header()?;
        let mut stream = writer.stream_writer_with_size(CHUNK)?;
        let (mut row, mut width) = (Vec::new(), 0);
        for &(count, at) in &self.runs {
            put(&mut row, count as usize, at as usize);
            width += count;
            if width >= self.width {
                stream.write_all(&row)?;
                row.clear();
                width = 0;
            }
        }
        stream.finish()?;
        writer.finish()
    }

    /// A table in which every colour has an entry at most `distance` away, and those that fill
    /// an area have their own. `None` when it would be too long.
    fn table(&self, distance: u8) -> Option<Table> {
        let mut order: Vec<usize> = (0..self.colours.len()).collect();
        order.sort_by_key(|&i| (Reverse(self.colours[i].1), self.colours[i].0));
        let mut table = Table { colours: Vec::new(), entries: vec![0; self.colours.len()] };
        for i in order {
            let (colour, count) = self.colours[i];
            let near = || table.colours.iter().position(|entry| apart(entry, &colour) <= distance);
            let entry = match if count >= AREA { None } else { near() } {
                Some(entry) => entry,
                None if table.colours.len() == ENTRIES => return None,
                None => {
                    table.colours.push(colour);
                    table.colours.len() - 1
                }
            };
            table.entries[i] = entry as u8;
        }
        Some(table)
    }
}

/// A table of colours.
struct Table {
    colours: Vec<Colour>,
    /// For each colour of the picture, its entry.
    entries: Vec<u8>,
}

/// The largest difference in a channel.
fn apart(a: &Colour, b: &Colour) -> u8 {
    a[0].abs_diff(b[0]).max(a[1].abs_diff(b[1])).max(a[2].abs_diff(b[2]))
}

/// Spreads pixels over a hash table (Knuth, multiplicative): many times faster than a hash that
/// withstands attacks, and looked up hundreds of thousands of times for a sheet.
#[derive(Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.write_u32(u32::from(*b)));
    }

    fn write_u32(&mut self, value: u32) {
        self.0 = (self.0 ^ u64::from(value)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 ^= self.0 >> 32;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32, colour: impl Fn(u32, u32) -> Colour) -> Vec<u8> {
        let mut out = Indexed::default();
        out.begin(width);
        for y in 0..height {
            let pixel = |x| {
                let [red, green, blue] = colour(x, y);
                [red, green, blue, u8::MAX]
            };
            out.push(&(0..width).map(|x| (1, pixel(x))).collect::<Vec<_>>());
        }
        out.png(300.0).unwrap()
    }

    fn decoded(file: &[u8]) -> (png::ColorType, Vec<u8>) {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
        let mut reader = decoder.read_header_info().map(|info| info.color_type).map(|kind| (kind, decoder)).unwrap();
        reader.1.set_transformations(png::Transformations::EXPAND);
        let mut pixels = reader.1.read_info().unwrap();
        let mut out = vec![0; pixels.output_buffer_size().unwrap()];
        pixels.next_frame(&mut out).unwrap();
        (reader.0, out)
    }

    #[test]
    fn areas_keep_their_colour_and_rims_nearly() {
        // Three areas of near colours, and a rim that holds 2 000 mixed ones.
        let colour = |x: u32, y: u32| match (x, y) {
            (0..20, _) => [(x * 12) as u8, (y * 2) as u8, 200],
            (20..60, _) => [250, 10, 10],
            (60..100, _) => [250, 11, 10],
            _ => [251, 10, 10],
        };
        let (kind, pixels) = decoded(&png(140, 100, colour));
        assert_eq!(kind, png::ColorType::Indexed);
        for (i, pixel) in pixels.chunks_exact(3).enumerate() {
            let (x, y) = (i as u32 % 140, i as u32 / 140);
            let apart = apart(&[pixel[0], pixel[1], pixel[2]], &colour(x, y));
            assert!(apart == 0 || x < 20 && apart <= 24, "{x}, {y}: {apart}");
        }
    }

    #[test]
    fn a_picture_of_too_many_colours_is_kept_in_full_colour() {
        let colour = |x: u32, y: u32| (x * 128 + y).wrapping_mul(2_654_435_761).to_le_bytes()[1..].try_into().unwrap();
        let (kind, pixels) = decoded(&png(128, 128, colour));
        assert_eq!(kind, png::ColorType::Rgb);
        assert!(pixels.chunks_exact(3).enumerate().all(|(i, rgb)| rgb == colour(i as u32 % 128, i as u32 / 128)));
    }
}
