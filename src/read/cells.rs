//! The texts of one row, held compactly: cells of surveys are short, and a `String` for each takes
//! eight times what is in it. Only for reading; whoever changes cells makes a new row.

use std::fmt;

/// The cells of one row in order: their texts in one piece, and where each ends. A row holds up
/// to 4 GiB of text; cells beyond are empty.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Cells {
    text: Box<str>,
    ends: Box<[u32]>,
}

impl Cells {
    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a cell, as written; `None` past the end of the row.
    pub fn get(&self, position: usize) -> Option<&str> {
        let end = *self.ends.get(position)?;
        let start = position.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.text[start as usize..end as usize])
    }

    /// All texts, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        (0..self.len()).map(|i| self.get(i).unwrap_or(""))
    }

    /// Makes the row `width` cells wide: takes the last away, or adds empty ones.
    pub fn resize(&mut self, width: usize) {
        if self.len() == width {
            return;
        }
        let kept = &self.ends[..width.min(self.len())];
        let end = kept.last().copied().unwrap_or(0);
        self.ends = kept.iter().copied().chain(std::iter::repeat(end)).take(width).collect();
        self.text = self.text[..end as usize].into();
    }
}

impl From<&csv::StringRecord> for Cells {
    fn from(record: &csv::StringRecord) -> Self {
        match u32::try_from(record.as_slice().len()) {
            Ok(_) => Cells {
                text: record.as_slice().into(),
                ends: (0..record.len()).map(|i| record.range(i).map_or(0, |range| range.end as u32)).collect(),
            },
            Err(_) => record.iter().collect(),
        }
    }
}

impl<T: AsRef<str>> FromIterator<T> for Cells {
    fn from_iter<I: IntoIterator<Item = T>>(cells: I) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for cell in cells {
            let cell = cell.as_ref();
            if u32::try_from(text.len() + cell.len()).is_ok() {
                text.push_str(cell);
            }
            ends.push(text.len() as u32);
        }
        Cells { text: text.into(), ends: ends.into() }
    }
}

impl fmt::Debug for Cells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<T: AsRef<str>, const N: usize> PartialEq<[T; N]> for Cells {
    fn eq(&self, other: &[T; N]) -> bool {
        self.iter().eq(other.iter().map(T::as_ref))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_by_position() {
        let cells: Cells = ["é", "", "abc"].into_iter().collect();
        assert_eq!([0, 1, 2, 3].map(|i| cells.get(i)), [Some("é"), Some(""), Some("abc"), None]);
        assert_eq!((cells.len(), cells.iter().next_back()), (3, Some("abc")));
        assert_eq!(format!("{cells:?}"), r#"["é", "", "abc"]"#);
        assert_eq!(Cells::from(&csv::StringRecord::from(vec!["é", "", "abc"])), cells);
        assert_eq!(Cells::default().get(0), None);
    }

    #[test]
    fn rows_become_narrower_and_wider() {
        let mut cells: Cells = ["é", "x", "abc"].into_iter().collect();
        cells.resize(2);
        assert_eq!(cells, ["é", "x"]);
        cells.resize(4);
        assert_eq!(cells, ["é", "x", "", ""]);
        cells.resize(0);
        assert_eq!(cells, Cells::default());
        cells.resize(1);
        assert_eq!(cells, [""]);
    }
}
