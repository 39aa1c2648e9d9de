//! Numbers out of bytes, in the order of the machine that wrote them.

/// A cursor that knows the byte order; every read is `None` past the end.
#[derive(Clone, Copy)]
pub struct Bytes<'a> {
    pub rest: &'a [u8],
    pub big_endian: bool,
}

impl<'a> Bytes<'a> {
    pub fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    pub fn int(&mut self) -> Option<i32> {
        let four: [u8; 4] = self.take(4)?.try_into().ok()?;
        Some(if self.big_endian { i32::from_be_bytes(four) } else { i32::from_le_bytes(four) })
    }

    pub fn size(&mut self) -> Option<usize> {
        usize::try_from(self.int()?).ok()
    }

    /// A place or length of eight bytes.
    pub fn long(&mut self) -> Option<usize> {
        let eight: [u8; 8] = self.take(8)?.try_into().ok()?;
        usize::try_from(if self.big_endian { i64::from_be_bytes(eight) } else { i64::from_le_bytes(eight) }).ok()
    }

    pub fn float(&mut self) -> Option<f64> {
        Some(float(self.take(8)?, self.big_endian))
    }
}

pub fn float(eight: &[u8], big_endian: bool) -> f64 {
    let eight: [u8; 8] = eight.try_into().unwrap_or_default();
    if big_endian { f64::from_be_bytes(eight) } else { f64::from_le_bytes(eight) }
}
