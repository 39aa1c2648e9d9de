//! Where the parts of an A4 sheet stand. The parts never overlap: each draws inside its frame.

use super::scene::Frame;

/// White rim of the sheet, millimetres.
const MARGIN: f64 = 10.0;
/// Space between parts.
const GAP: f64 = 3.0;
const HEADER: f64 = 18.0;
const FOOTER: f64 = 14.0;
/// Panel beside the map on a landscape sheet, below it on a portrait one.
const SIDE_PANEL: f64 = 66.0;
const BOTTOM_PANEL: f64 = 62.0;
/// Height of the scale bar with its north arrow.
const SCALE: f64 = 13.0;

/// The frames of one sheet, millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Layout {
    /// The whole sheet.
    pub page: Frame,
    pub header: Frame,
    pub map: Frame,
    /// Legend, locator, scale and north.
    pub panel: Frame,
    /// Notes, sources, disclaimer.
    pub footer: Frame,
}

impl Layout {
    pub fn portrait() -> Layout {
        let page = Frame::new(0.0, 0.0, 210.0, 297.0);
        let (header, footer, between) = bands(page);
        let map = Frame { height: between.height - BOTTOM_PANEL - GAP, ..between };
        let panel = Frame { y: map.bottom() + GAP, height: BOTTOM_PANEL, ..between };
        Layout { page, header, map, panel, footer }
    }

    pub fn landscape() -> Layout {
        let page = Frame::new(0.0, 0.0, 297.0, 210.0);
        let (header, footer, between) = bands(page);
        let map = Frame { width: between.width - SIDE_PANEL - GAP, ..between };
        let panel = Frame { x: map.right() + GAP, width: SIDE_PANEL, ..between };
        Layout { page, header, map, panel, footer }
    }

    /// The sheet on which a region of that shape (width and height in any unit) is drawn
    /// largest; portrait when both are equal.
    pub fn for_shape(width: f64, height: f64) -> Layout {
        let scale = |l: &Layout| (l.map.width / width).min(l.map.height / height);
        let (portrait, landscape) = (Layout::portrait(), Layout::landscape());
        if scale(&landscape) > scale(&portrait) { landscape } else { portrait }
    }

    /// The panel of a portrait sheet: legend, symbols, locator.
    pub fn columns(&self) -> [Frame; 3] {
        let panel = self.panel;
        let left = Frame { width: 82.0, ..panel };
        let middle = Frame { x: left.right() + 8.0, width: 44.0, ..panel };
        let right = Frame { x: middle.right() + 4.0, width: panel.right() - middle.right() - 4.0, ..panel };
        [left, middle, right]
    }

    /// The foot of the panel, where scale and north stand. Without a locator they take its place at
    /// the top of a portrait sheet's panel.
    pub fn scale(&self, locator: bool) -> Frame {
        let foot = Frame { y: self.panel.bottom() - SCALE, height: SCALE, ..self.panel };
        let [_, _, right] = self.columns();
        match (self.is_landscape(), locator) {
            (true, _) => foot,
            (false, true) => Frame { y: foot.y, height: SCALE, ..right },
            (false, false) => Frame { height: SCALE, ..right },
        }
    }

    pub fn is_landscape(&self) -> bool {
        self.page.width > self.page.height
    }
}

fn bands(page: Frame) -> (Frame, Frame, Frame) {
    let inner = page.grown(-MARGIN);
    let header = Frame { height: HEADER, ..inner };
    let footer = Frame { y: inner.bottom() - FOOTER, height: FOOTER, ..inner };
    let between = Frame { y: header.bottom() + GAP, height: footer.y - GAP - (header.bottom() + GAP), ..inner };
    (header, footer, between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_on_the_sheet_and_apart() {
        for layout in [Layout::portrait(), Layout::landscape()] {
            let parts = [layout.header, layout.map, layout.panel, layout.footer];
            for (i, part) in parts.iter().enumerate() {
                assert!(layout.page.holds(part) && part.width > 0.0 && part.height > 0.0);
                assert!(parts[i + 1..].iter().all(|other| !part.overlaps(other)));
            }
        }
    }

    #[test]
    fn the_shape_chooses_the_sheet() {
        assert!(Layout::for_shape(3.0, 1.0).is_landscape());
        assert!(!Layout::for_shape(1.0, 3.0).is_landscape());
    }
}
