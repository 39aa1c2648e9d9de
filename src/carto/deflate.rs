//! Compresses rows that are known as runs of equal bytes, without ever writing them out: a zlib
//! stream (RFC 1950) of one deflate block (RFC 1951). Nothing is searched for: a byte repeats
//! along its run, and a row repeats the row above.
//!
//! Not for other data, in which a general compressor finds more.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How many bytes one repeat stands for.
const SHORTEST: u32 = 3;
const LONGEST: u32 = 258;

/// How far back a repeat may reach.
const REACH: u32 = 1 << 15;

/// How many symbols there are: bytes, the end and lengths of repeats; and how far back repeats reach.
const SYMBOLS: usize = 286;
const BACKS: usize = 30;
const END: usize = 256;

/// The longest codes that the format allows, bits: of symbols, and of the lengths of codes.
const CODE: u8 = 15;
const CODE_OF_LENGTHS: u8 = 7;

/// In which order the format lists the codes of lengths.
const ORDER_OF_LENGTHS: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// A byte, or a repeat of so many: of the byte before, or of what stands a row above.
#[derive(Debug, Clone, Copy)]
enum Symbol {
    Byte(u8),
    Along(u16),
    Above(u16),
}

/// Rows of the same width, on their way into a stream.
pub struct Rows {
    width: u32,
    symbols: Vec<Symbol>,
    above: Vec<(u32, u8)>,
    row: Vec<(u32, u8)>,
    /// How many of the last bytes stand a row above too, and the first of them.
    alike: (u32, [u8; SHORTEST as usize]),
    last: Option<u8>,
    checksum: Checksum,
}

impl Rows {
    /// For rows of `width` bytes. None repeats the one above where that is out of reach, more
    /// than 32 768 bytes back.
    pub fn new(width: u32) -> Rows {
        let (above, row, alike) = (Vec::new(), Vec::new(), (0, [0; SHORTEST as usize]));
        Rows { width, symbols: Vec::new(), above, row, alike, last: None, checksum: Checksum { a: 1, b: 0 } }
    }

    /// Adds a row: lengths and values of the runs of equal bytes, together as many as the rows
    /// are wide.
    pub fn push(&mut self, runs: impl Iterator<Item = (u32, u8)>) {
        let (mut row, spent) = (std::mem::take(&mut self.row), std::mem::take(&mut self.above));
        row.clear();
        row.extend(runs);
        let mut above = if (2..=REACH).contains(&self.width) { spent.as_slice() } else { &[] }
            .iter()
            .map(|&(count, byte)| (count, Some(byte)));
        let mut over = (0, None);
        for &(count, byte) in &row {
            self.checksum.add(count, byte);
            let mut left = count;
            while left > 0 {
                if over.0 == 0 {
                    over = above.next().unwrap_or((left, None));
                }
                let both = left.min(over.0);
                self.piece(both, byte, over.1 == Some(byte));
                left -= both;
                over.0 -= both;
            }
        }
        (self.above, self.row) = (row, spent);
    }

    /// Equal bytes, of which all or none stand a row above too.
    fn piece(&mut self, count: u32, byte: u8, alike: bool) {
        // A long run is told shorter by itself than by what is far back.
        if alike && count <= LONGEST {
            let (length, first) = &mut self.alike;
            first.iter_mut().skip(*length as usize).for_each(|slot| *slot = byte);
            *length += count;
        } else {
            self.end_alike();
            let known = self.last == Some(byte);
            if !known {
                self.symbols.push(Symbol::Byte(byte));
            }
            self.repeat(count - u32::from(!known), Symbol::Along, [byte; SHORTEST as usize]);
        }
        self.last = Some(byte);
    }

    fn end_alike(&mut self) {
        let (length, first) = std::mem::take(&mut self.alike);
        self.repeat(length, Symbol::Above, first);
    }

    /// A repeat of so many bytes, in as many symbols as it needs; `first` are the first of them.
    fn repeat(&mut self, mut length: u32, symbol: fn(u16) -> Symbol, first: [u8; SHORTEST as usize]) {
        if length < SHORTEST {
            self.symbols.extend(first[..length as usize].iter().map(|&byte| Symbol::Byte(byte)));
            return;
        }
        while length > 0 {
            // Nothing is left over that is too short.
            let now = if length > LONGEST { LONGEST.min(length - SHORTEST) } else { length };
            self.symbols.push(symbol(now as u16));
            length -= now;
        }
    }

    /// The stream of all rows.
    pub fn finish(mut self) -> Vec<u8> {
        self.end_alike();
        let (mut bytes, mut lengths, mut along, mut above) = ([0; END], [0; LONGEST as usize + 1], 1, 1);
        for symbol in &self.symbols {
            match *symbol {
                Symbol::Byte(byte) => bytes[usize::from(byte)] += 1,
                Symbol::Along(length) => (lengths[usize::from(length)], along) = (lengths[usize::from(length)] + 1, along + 1),
                Symbol::Above(length) => (lengths[usize::from(length)], above) = (lengths[usize::from(length)] + 1, above + 1),
            }
        }
        let mut counts = [0; SYMBOLS];
        counts[..END].copy_from_slice(&bytes);
        counts[END] = 1;
        (SHORTEST..=LONGEST).for_each(|length| counts[of_length(length).symbol] += lengths[length as usize]);
        let symbols = Code::new(&counts, CODE);
        let mut counts = [0; BACKS];
        // Both ways back, even where they do not occur: readers differ in what they make of a code of one.
        let far = of_back(self.width.clamp(2, REACH));
        (counts[of_back(1).symbol], counts[far.symbol]) = (along, above);
        let backs = Code::new(&counts, CODE);

        // Deflate in a window of 32 KiB; the second byte makes the first two a multiple of 31.
        let mut out = Bits { bytes: vec![0x78, 0x01], waiting: 0, count: 0 };
        write_codes(&mut out, &symbols, &backs);
        let bytes: Vec<_> = (0..END).map(|byte| symbols.of(byte)).collect();
        let lengths: Vec<_> = (0..=LONGEST).map(|length| symbols.ranged(&of_length(length.max(SHORTEST)))).collect();
        let (along, above) = (backs.ranged(&of_back(1)), backs.ranged(&far));
        for symbol in &self.symbols {
            match *symbol {
                Symbol::Byte(byte) => out.push(bytes[usize::from(byte)]),
                Symbol::Along(length) => [lengths[usize::from(length)], along].into_iter().for_each(|part| out.push(part)),
                Symbol::Above(length) => [lengths[usize::from(length)], above].into_iter().for_each(|part| out.push(part)),
            }
        }
        out.push(symbols.of(END));
        let mut bytes = out.finish();
        bytes.extend(self.checksum.value().to_be_bytes());
        bytes
    }
}

/// The only block, its kind, and the lengths of its codes.
fn write_codes(out: &mut Bits, symbols: &Code, backs: &Code) {
    const OWN_CODES: u32 = 2;
    out.push((1 | OWN_CODES << 1, 3));
    out.push(((SYMBOLS - 257) as u32, 5));
    out.push(((BACKS - 1) as u32, 5));
    out.push(((ORDER_OF_LENGTHS.len() - 4) as u32, 4));
    let lengths = || symbols.lengths.iter().chain(&backs.lengths).map(|&length| usize::from(length));
    let mut counts = [0; ORDER_OF_LENGTHS.len()];
    lengths().for_each(|length| counts[length] += 1);
    let code = Code::new(&counts, CODE_OF_LENGTHS);
    ORDER_OF_LENGTHS.iter().for_each(|&length| out.push((u32::from(code.lengths[length]), 3)));
    lengths().for_each(|length| out.push(code.of(length)));
}

/// A number as the format writes it: a symbol for a range, and which of the range.
struct Ranged {
    symbol: usize,
    rest: u32,
    bits: u32,
}

fn of_length(length: u32) -> Ranged {
    match length - SHORTEST {
        short @ 0..8 => Ranged { symbol: END + 1 + short as usize, rest: 0, bits: 0 },
        _ if length == LONGEST => Ranged { symbol: SYMBOLS - 1, rest: 0, bits: 0 },
        // Four ranges for each power of two.
        more => {
            let bits = more.ilog2() - 2;
            let symbol = END + 1 + (4 * bits + (more >> bits)) as usize;
            Ranged { symbol, rest: more & ((1 << bits) - 1), bits }
        }
    }
}

fn of_back(back: u32) -> Ranged {
    match back - 1 {
        near @ 0..4 => Ranged { symbol: near as usize, rest: 0, bits: 0 },
        // Two ranges for each power of two.
        far => {
            let bits = far.ilog2() - 1;
            Ranged { symbol: (2 * bits + (far >> bits)) as usize, rest: far & ((1 << bits) - 1), bits }
        }
    }
}

/// A prefix code (Huffman 1952) in the canonical form of the format.
struct Code {
    /// Bits of each symbol; 0 for one that does not occur.
    lengths: Vec<u8>,
    codes: Vec<u16>,
}

impl Code {
    /// For symbols that occur so often, at most `longest` bits each.
    fn new(counts: &[u32], longest: u8) -> Code {
        let mut counts = counts.to_vec();
        let mut lengths = lengths(&counts);
        while lengths.iter().any(|&length| length > longest) {
            // More even counts make a lower tree.
            counts.iter_mut().filter(|count| **count > 0).for_each(|count| *count = *count / 2 + 1);
            lengths = self::lengths(&counts);
        }
        let mut codes = vec![0; counts.len()];
        let mut next = 0u16;
        for length in 1..=longest {
            next <<= 1;
            for (symbol, _) in lengths.iter().enumerate().filter(|(_, l)| **l == length) {
                // Codes are read from their first bit.
                codes[symbol] = next.reverse_bits() >> (16 - length);
                next += 1;
            }
        }
        Code { lengths, codes }
    }

    /// The bits of a symbol, and how many they are.
    fn of(&self, symbol: usize) -> (u32, u32) {
        (u32::from(self.codes[symbol]), u32::from(self.lengths[symbol]))
    }

    /// The same with which of its range after it.
    fn ranged(&self, number: &Ranged) -> (u32, u32) {
        let (code, bits) = self.of(number.symbol);
        (code | number.rest << bits, bits + number.bits)
    }
}

/// Depths in the tree in which the two rarest are joined until one is left. At least two counts are
/// not 0.
fn lengths(counts: &[u32]) -> Vec<u8> {
    let mut heap: BinaryHeap<_> =
        (0..).zip(counts).filter(|(_, count)| **count > 0).map(|(i, &count)| Reverse((count, i))).collect();
    // Of each symbol, then of each join: the join above it.
    let mut above = vec![0; counts.len()];
    while let (Some(Reverse(a)), Some(Reverse(b))) = (heap.pop(), heap.pop()) {
        let join = above.len();
        above.push(0);
        (above[a.1], above[b.1]) = (join, join);
        heap.push(Reverse((a.0 + b.0, join)));
    }
    let mut depths = vec![0u8; above.len()];
    for node in (0..above.len()).rev().filter(|&node| above[node] > 0) {
        depths[node] = depths[above[node]].saturating_add(1);
    }
    depths.truncate(counts.len());
    depths
}

/// Bytes filled bit by bit, from the lowest.
struct Bits {
    bytes: Vec<u8>,
    waiting: u64,
    count: u32,
}

impl Bits {
    /// The lowest `count` bits of `value`, in which the others are 0; up to 32.
    fn push(&mut self, (value, count): (u32, u32)) {
        self.waiting |= u64::from(value) << self.count;
        self.count += count;
        if self.count >= 32 {
            self.bytes.extend((self.waiting as u32).to_le_bytes());
            self.waiting >>= 32;
            self.count -= 32;
        }
    }

    fn finish(mut self) -> Vec<u8> {
        self.bytes.extend(&self.waiting.to_le_bytes()[..self.count.div_ceil(8) as usize]);
        self.bytes
    }
}

/// Adler-32, of whole runs at once.
struct Checksum {
    a: u64,
    b: u64,
}

impl Checksum {
    fn add(&mut self, count: u32, byte: u8) {
        const PRIME: u64 = 65_521;
        let (count, byte) = (u64::from(count), u64::from(byte));
        self.b = (self.b + count * self.a + count * (count + 1) / 2 % PRIME * byte) % PRIME;
        self.a = (self.a + count * byte) % PRIME;
    }

    fn value(&self) -> u32 {
        (self.b << 16 | self.a) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Read by the decoder of PNG files, which checks the sums too.
    fn decoded(width: u32, rows: &[Vec<(u32, u8)>]) -> Vec<u8> {
        let mut stream = Rows::new(width + 1);
        rows.iter().for_each(|row| stream.push(std::iter::once((1, 0)).chain(row.iter().copied())));
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, rows.len() as u32);
        encoder.set_color(png::ColorType::Grayscale);
        let mut writer = encoder.write_header().unwrap();
        writer.write_chunk(png::chunk::IDAT, &stream.finish()).unwrap();
        writer.finish().unwrap();
        let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
        decoder.ignore_checksums(false);
        let mut reader = decoder.read_info().unwrap();
        let mut out = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut out).unwrap();
        out
    }

    fn bytes(rows: &[Vec<(u32, u8)>]) -> Vec<u8> {
        rows.iter().flatten().flat_map(|&(count, byte)| std::iter::repeat_n(byte, count as usize)).collect()
    }

    #[test]
    fn what_goes_in_comes_out() {
        // Without chance, but without order too: runs of many lengths, rows that repeat in parts.
        let mut state = 7u32;
        let mut next = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % below
        };
        for (width, values) in [(1, 3), (2, 2), (5, 256), (300, 2), (2480, 40), (700, 256), (40_000, 3)] {
            let mut rows: Vec<Vec<(u32, u8)>> = Vec::new();
            for y in 0..60 {
                if y % 3 == 1 {
                    rows.push(rows[y - 1].clone());
                    continue;
                }
                let (mut row, mut left) = (Vec::new(), width);
                while left > 0 {
                    let count = if next(4) == 0 { 1 + next(600) } else { 1 + next(5) }.min(left);
                    row.push((count, (next(values) * next(2)) as u8));
                    left -= count;
                }
                rows.push(row);
            }
            assert_eq!(decoded(width, &rows), bytes(&rows), "{width} wide");
        }
    }

    #[test]
    fn repeats_of_every_length_and_rows_of_one_colour() {
        let rows: Vec<_> = (1..=600u32).map(|count| vec![(count, 1), (600 - count, 2)]).collect();
        assert_eq!(decoded(600, &rows), bytes(&rows));
        let plain = vec![vec![(2000, 9)]; 3000];
        assert!(decoded(2000, &plain).iter().all(|&byte| byte == 9));
        let mut stream = Rows::new(2000);
        plain.iter().for_each(|row| stream.push(row.iter().copied()));
        assert!(stream.finish().len() < 12_000);
    }

    #[test]
    fn codes_are_never_longer_than_the_format_allows() {
        // Each as often as all before together: the deepest tree.
        let counts: Vec<u32> = (0..30).map(|i| 1 << i).collect();
        let code = Code::new(&counts, CODE);
        let room: f64 = code.lengths.iter().map(|&length| 0.5f64.powi(i32::from(length))).sum();
        assert!(code.lengths.iter().all(|length| (1..=CODE).contains(length)) && room == 1.0);
    }
}
