//! The answers in an SPSS file, out of its compressions.

use super::Header;
use super::bytes::Bytes;
use std::io::Read;

/// The data, case by case.
pub struct Cases<'a> {
    bytes: Bytes<'a>,
    header: &'a Header,
    commands: [u8; 8],
    /// Position in `commands`.
    next: usize,
}

impl<'a> Cases<'a> {
    /// `bytes` are those after the dictionary, out of their zlib blocks.
    pub fn new(bytes: Bytes<'a>, header: &'a Header) -> Self {
        Cases { bytes, header, commands: [0; 8], next: 8 }
    }

    /// The next case as `cells` × 8 bytes; `None` inside at the end, outside when cut short.
    pub fn next(&mut self, cells: usize) -> Option<Option<Vec<u8>>> {
        let mut case = Vec::with_capacity(cells * 8);
        while case.len() < cells * 8 {
            let whole = case.is_empty();
            if self.header.compression == 0 {
                match self.bytes.take(8) {
                    Some(cell) => case.extend_from_slice(cell),
                    None => return whole.then_some(None),
                }
                continue;
            }
            if self.next == 8 {
                match self.bytes.take(8) {
                    Some(commands) => self.commands.copy_from_slice(commands),
                    None => return whole.then_some(None),
                }
                self.next = 0;
            }
            let command = self.commands[self.next];
            self.next += 1;
            let number = |value: f64| if self.header.big_endian { value.to_be_bytes() } else { value.to_le_bytes() };
            match command {
                0 => {}
                252 => return whole.then_some(None),
                253 => case.extend_from_slice(self.bytes.take(8)?),
                254 => case.extend_from_slice(b"        "),
                255 => case.extend_from_slice(&number(-f64::MAX)),
                code => case.extend_from_slice(&number(f64::from(code) - self.header.bias)),
            }
        }
        Some(Some(case))
    }
}

/// The data of a `.zsav` out of their zlib blocks: bytecode, as a `.sav` holds it. `at` stands after
/// the dictionary of `file`; `None` where a block is broken, cut short or overlaps the one before.
pub fn inflated(file: &[u8], at: &mut Bytes) -> Option<Vec<u8>> {
    at.long()?;
    let (trailer, length) = (at.long()?, at.long()?);
    let mut blocks = Bytes { rest: file.get(trailer..)?.get(..length)?, big_endian: at.big_endian };
    // Bias, zero, size of a whole block.
    blocks.take(20)?;
    let count = blocks.size()?;
    let (mut out, mut end) = (Vec::new(), 0);
    for _ in 0..count {
        blocks.long()?;
        let (start, whole, packed) = (blocks.long()?, blocks.size()?, blocks.size()?);
        if start < end {
            return None;
        }
        end = start.checked_add(packed)?;
        let before = out.len();
        let block = flate2::read::ZlibDecoder::new(file.get(start..end)?);
        block.take(whole as u64).read_to_end(&mut out).ok()?;
        if out.len() - before != whole {
            return None;
        }
    }
    Some(out)
}
