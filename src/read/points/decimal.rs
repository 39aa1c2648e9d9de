//! Decimal numbers from bytes, as exact as the standard library and faster on coordinates.

/// Powers of ten that are exact in 64 bits floating point.
const POWERS: [f64; 19] = {
    let mut powers = [1.0; 19];
    let mut i = 1;
    while i < powers.len() {
        powers[i] = powers[i - 1] * 10.0;
        i += 1;
    }
    powers
};

/// The number written in `text`, which has no blanks around it; `None` when it is not a finite number.
/// The decimal comma is understood if asked for.
pub(super) fn read(text: &[u8], decimal_comma: bool) -> Option<f64> {
    plain(text, decimal_comma).or_else(|| any(text, decimal_comma))
}

/// Digits with at most one point. Up to 18 digits that make a whole number below 2⁵³, divided by an exact
/// power of ten, are rounded once and so correctly (Clinger 1990).
#[inline]
fn plain(text: &[u8], decimal_comma: bool) -> Option<f64> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let mut whole: u64 = 0;
    let mut point = None;
    if digits.len() > 19 {
        return None;
    }
    for (i, &byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => whole = whole * 10 + u64::from(byte - b'0'),
            b'.' if point.is_none() => point = Some(i),
            b',' if decimal_comma && point.is_none() => point = Some(i),
            _ => return None,
        }
    }
    let decimals = point.map_or(0, |i| digits.len() - i - 1);
    let count = digits.len() - usize::from(point.is_some());
    if count == 0 || count > 18 || whole > 1 << 53 {
        return None;
    }
    let value = whole as f64 / POWERS[decimals];
    Some(if negative { -value } else { value })
}

/// Everything else: exponents, plus signs, very long numbers.
fn any(text: &[u8], decimal_comma: bool) -> Option<f64> {
    let text = std::str::from_utf8(text).ok()?;
    let value: f64 = if decimal_comma { text.replacen(',', ".", 1).parse() } else { text.parse() }.ok()?;
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::read;
    use proptest::prelude::*;

    #[test]
    fn what_is_a_number_and_what_is_not() {
        for (text, number) in [("12.5", 12.5), ("-0.005494", -0.005494), (".5", 0.5), ("5.", 5.0), ("+3", 3.0), ("1.2e1", 12.0)] {
            assert_eq!(read(text.as_bytes(), false), Some(number), "{text}");
        }
        for text in ["", "-", ".", "16.247.142", "12,5", "N/A", "nan", "inf", "1e999", "12°", "--1", "1 2"] {
            assert_eq!(read(text.as_bytes(), false), None, "{text}");
        }
        assert_eq!(read(b"-12,5", true), Some(-12.5));
        assert_eq!(read(b"1.234,5", true), None);
        assert_eq!(read(&[b'1', 0xff], false), None);
    }

    proptest! {
        #[test]
        fn equals_the_standard_library(text in "-?[0-9]{0,20}(\\.[0-9]{0,20})?(e-?[0-9]{1,2})?") {
            prop_assert_eq!(read(text.as_bytes(), false), text.parse::<f64>().ok());
        }

        #[test]
        fn reads_back_what_was_printed(value in -180.0..180.0f64) {
            prop_assert_eq!(read(value.to_string().as_bytes(), false), Some(value));
        }
    }
}
