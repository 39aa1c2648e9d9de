//! Drawings as pages of a PDF file: real text in embedded subset fonts, tagged for those who have it read to them,
//! with bookmarks and links.
//!
//! Pages show forms, see [`form`]: a part that many pages share stands once in a file, and the parts of a page can be told
//! apart by their tags (ISO 32000-1:2008, 14.7 and 14.8). Not here: what is drawn.

mod form;

pub use form::Form;

use super::fonts::typographic;
use super::render::{Page, failed, page_size, tag};
use super::scene::{Frame, escaped};
use crate::base::{Lang, Result};
use form::Placed;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary, text_string};

/// What a part is to those who have the page read to them, in the order of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The title, its first line.
    Heading,
    /// A picture: the description of the drawing is read in its place.
    Figure,
    /// Text beside the picture: legend, notes, sources.
    Note,
}

impl Role {
    const ALL: [Role; 3] = [Role::Heading, Role::Figure, Role::Note];

    /// Its standard structure type.
    fn kind(self) -> &'static str {
        match self {
            Role::Heading => "H1",
            Role::Figure => "Figure",
            Role::Note => "P",
        }
    }
}

/// A drawing as a page.
#[derive(Debug)]
pub struct PdfPage {
    pub size: Page,
    pub title: String,
    /// Read in place of the picture; the title where it is empty.
    pub description: String,
    /// In the order of painting.
    pub parts: Vec<PagePart>,
    pub links: Vec<Link>,
}

/// A part on a page.
#[derive(Debug)]
pub struct PagePart {
    pub role: Role,
    pub form: Form,
    /// Where a piece of it stands; `None` for all of it, where it was drawn.
    pub piece: Option<Piece>,
}

/// A piece of a drawing of another size: what lies inside `from` fills `to`, and nothing else of it is seen. Millimetres.
#[derive(Debug, Clone, Copy)]
pub struct Piece {
    /// Height of the drawing.
    pub height: f64,
    pub from: Frame,
    pub to: Frame,
}

impl Piece {
    /// As operators of a page of this height, in points: the clip, then the way from the drawing to the page. Heights grow upwards.
    fn operators(&self, page: f64) -> String {
        let Piece { height, from, to } = self;
        let scale = to.width / from.width;
        let [x, y, width, tall] = [to.x, page - to.bottom(), to.width, to.height].map(page_size);
        let (right, up) = (page_size(to.x - scale * from.x), page_size(page - to.y - scale * (height - from.y)));
        format!("{x} {y} {width} {tall} re W n {scale} 0 0 {scale} {right} {up} cm ", scale = scale as f32)
    }
}

/// A place on a page that leads to another page.
#[derive(Debug, Clone)]
pub struct Link {
    /// In the units of the page.
    pub frame: Frame,
    /// Position of the page it leads to.
    pub page: usize,
    pub text: String,
}

/// An entry of the table of contents beside the pages.
#[derive(Debug, Clone)]
pub struct Bookmark {
    pub title: String,
    /// Position of its page.
    pub page: usize,
    /// Folded away at first.
    pub below: Vec<Bookmark>,
}

/// What a file says of itself.
#[derive(Debug, Clone)]
pub struct About {
    pub title: String,
    pub description: String,
    pub lang: Lang,
}

/// Pages as a PDF file; the same pages give the same bytes. Links and bookmarks to pages that are not there are left out.
pub fn file(about: &About, pages: &[&PdfPage], bookmarks: &[Bookmark]) -> Result<Vec<u8>> {
    let mut document = Document::new();
    document.version = "1.7".into();
    let mut volume =
        Volume { ids: pages.iter().map(|_| document.new_object_id()).collect(), document, placed: Placed::default() };
    let document = &mut volume.document;
    let (tree, structure, whole) = (document.new_object_id(), document.new_object_id(), document.new_object_id());
    let (mut sections, mut owners) = (Vec::new(), Vec::new());
    for (i, page) in pages.iter().enumerate() {
        let (section, elements) = volume.page(i, page, tree, whole);
        sections.push(Object::from(section));
        owners.extend([Object::from(i as i64), elements.into()]);
    }
    let kids: Vec<Object> = volume.ids.iter().map(|&id| id.into()).collect();
    let outlines = volume.bookmarks(bookmarks);
    let document = &mut volume.document;
    document.set_object(tree, dictionary! { "Type" => "Pages", "Count" => kids.len() as i64, "Kids" => kids });
    document.set_object(
        structure,
        dictionary! {
            "Type" => "StructTreeRoot",
            "K" => whole,
            "ParentTree" => dictionary! { "Nums" => owners },
            "ParentTreeNextKey" => pages.len() as i64,
        },
    );
    document.set_object(whole, dictionary! { "Type" => "StructElem", "S" => "Document", "P" => structure, "K" => sections });
    let said = Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, about.packet().into_bytes());
    let said = document.add_object(said);
    let mut catalog = dictionary! {
        "Type" => "Catalog",
        "Pages" => tree,
        "Lang" => text_string(tag(about.lang)),
        "MarkInfo" => dictionary! { "Marked" => true },
        "StructTreeRoot" => structure,
        "Metadata" => said,
        "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
    };
    if let Some(outlines) = outlines {
        catalog.set("Outlines", outlines);
        catalog.set("PageMode", "UseOutlines");
    }
    let catalog = document.add_object(catalog);
    let info = document.add_object(dictionary! {
        "Title" => text_string(&typographic(&about.title)),
        "Creator" => text_string("lakana"),
    });
    document.trailer.set("Root", catalog);
    document.trailer.set("Info", info);
    let mut out = Vec::new();
    document.save_to(&mut out).map_err(|cause| failed(&cause.to_string()))?;
    Ok(out)
}

impl About {
    /// The same as properties in XML (XMP, ISO 16684-1).
    fn packet(&self) -> String {
        let (title, lang) = (escaped(&typographic(&self.title)), tag(self.lang));
        let description = match self.description.as_str() {
            "" => String::new(),
            text => {
                let text = escaped(&typographic(text));
                format!(r#"<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt></dc:description>"#)
            }
        };
        format!(
            r#"<?xpacket begin="{begin}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{lang}</rdf:li></rdf:Bag></dc:language>
{description}<xmp:CreatorTool>lakana</xmp:CreatorTool>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"#,
            begin = '\u{feff}'
        )
    }
}

/// A file in the making.
struct Volume {
    document: Document,
    /// The pages, which links may name before they are made.
    ids: Vec<ObjectId>,
    placed: Placed,
}

impl Volume {
    /// Adds a page. Returns its section of the structure, and which element each of its marked contents is in.
    fn page(&mut self, position: usize, page: &PdfPage, tree: ObjectId, whole: ObjectId) -> (ObjectId, Vec<Object>) {
        let id = self.ids[position];
        let (wide, tall) = page.size.millimetres();
        let (mut forms, mut content, mut roles) = (Dictionary::new(), String::new(), Vec::new());
        // What is painted together and of one role is marked together.
        for run in page.parts.chunk_by(|a, b| a.role == b.role) {
            content.push_str(&format!("/{} <</MCID {}>> BDC\n", run[0].role.kind(), roles.len()));
            for part in run {
                let name = format!("P{}", forms.len());
                let piece = part.piece.map(|piece| piece.operators(tall)).unwrap_or_default();
                content.push_str(&format!("q {piece}/{name} Do Q\n"));
                forms.set(name, self.placed.place(&mut self.document, &part.form));
            }
            content.push_str("EMC\n");
            roles.push(run[0].role);
        }
        let (width, height) = (page_size(wide), page_size(tall));
        let contents = self.document.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
        let links: Vec<Object> = page.links.iter().filter_map(|link| self.link(link, &page.size)).map(Object::from).collect();
        let mut made = dictionary! {
            "Type" => "Page",
            "Parent" => tree,
            "MediaBox" => vec![0.into(), 0.into(), width.into(), height.into()],
            "Resources" => dictionary! { "XObject" => forms },
            "Contents" => contents,
            "StructParents" => position as i64,
            "Tabs" => "S",
        };
        if !links.is_empty() {
            made.set("Annots", links);
        }
        self.document.set_object(id, made);

        let section = self.document.new_object_id();
        let mut elements = vec![Object::Null; roles.len()];
        let mut kids = Vec::new();
        for role in Role::ALL {
            let marked: Vec<usize> = (0..roles.len()).filter(|&i| roles[i] == role).collect();
            if marked.is_empty() {
                continue;
            }
            let mut element = dictionary! {
                "Type" => "StructElem",
                "S" => role.kind(),
                "P" => section,
                "Pg" => id,
                "K" => marked.iter().map(|&i| Object::from(i as i64)).collect::<Vec<_>>(),
            };
            if role == Role::Figure {
                let words = if page.description.is_empty() { &page.title } else { &page.description };
                element.set("Alt", text_string(&typographic(words)));
                let sides: Vec<Object> = vec![0.into(), 0.into(), width.into(), height.into()];
                element.set("A", dictionary! { "O" => "Layout", "Placement" => "Block", "BBox" => sides });
            }
            let element = self.document.add_object(element);
            marked.iter().for_each(|&i| elements[i] = element.into());
            kids.push(Object::from(element));
        }
        let title = text_string(&typographic(&page.title));
        self.document
            .set_object(section, dictionary! { "Type" => "StructElem", "S" => "Sect", "P" => whole, "T" => title, "K" => kids });
        (section, elements)
    }

    fn link(&mut self, link: &Link, sheet: &Page) -> Option<ObjectId> {
        let page = *self.ids.get(link.page)?;
        let Frame { x, y, .. } = link.frame;
        let (size, height) = (|units: f64| page_size(units * sheet.unit), page_size(sheet.millimetres().1));
        let sides = [size(x), height - size(link.frame.bottom()), size(link.frame.right()), height - size(y)];
        Some(self.document.add_object(dictionary! {
            "Type" => "Annot",
            "Subtype" => "Link",
            "Rect" => sides.map(Object::from).to_vec(),
            "Border" => vec![0.into(), 0.into(), 0.into()],
            "Dest" => whole_page(page),
            "Contents" => text_string(&typographic(&link.text)),
        }))
    }

    /// The table of contents; `None` when it is empty.
    fn bookmarks(&mut self, bookmarks: &[Bookmark]) -> Option<ObjectId> {
        let id = self.document.new_object_id();
        let entries = self.entries(bookmarks, id);
        let (first, last) = (*entries.first()?, *entries.last()?);
        let count = entries.len() as i64;
        self.document.set_object(id, dictionary! { "Type" => "Outlines", "First" => first, "Last" => last, "Count" => count });
        Some(id)
    }

    fn entries(&mut self, bookmarks: &[Bookmark], parent: ObjectId) -> Vec<ObjectId> {
        let there: Vec<&Bookmark> = bookmarks.iter().filter(|b| b.page < self.ids.len()).collect();
        let ids: Vec<ObjectId> = there.iter().map(|_| self.document.new_object_id()).collect();
        for (i, bookmark) in there.into_iter().enumerate() {
            let title = text_string(&typographic(&bookmark.title));
            let mut entry = dictionary! { "Title" => title, "Parent" => parent, "Dest" => whole_page(self.ids[bookmark.page]) };
            let neighbours = [("Prev", i.checked_sub(1).map(|i| ids[i])), ("Next", ids.get(i + 1).copied())];
            neighbours.into_iter().for_each(|(name, id)| id.into_iter().for_each(|id| entry.set(name, id)));
            let below = self.entries(&bookmark.below, ids[i]);
            if let (Some(&first), Some(&last)) = (below.first(), below.last()) {
                entry.set("First", first);
                entry.set("Last", last);
                // Folded away: below 0.
                entry.set("Count", -(below.len() as i64));
            }
            self.document.set_object(ids[i], entry);
        }
        ids
    }
}

/// The destination that shows a page whole.
fn whole_page(page: ObjectId) -> Vec<Object> {
    vec![page.into(), "Fit".into()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::fonts::Cut;
    use crate::carto::render::{Drawing, Part};
    use crate::carto::scene::{Paint, Scene, Type};
    use crate::layers::style::Rgb;
    use geo_types::Coord;
    use std::sync::Arc;

    const SIZE: Page = Page::of(100.0, 50.0);

    fn scene(text: &str) -> Scene {
        let mut scene = Scene::default();
        scene.rect(Frame::new(5.0, 5.0, 20.0, 10.0), &Paint::fill(Rgb(200, 30, 30)).faded(0.5));
        scene.text(Coord { x: 10.0, y: 20.0 }, text, &Type::new(Cut::Regular, 9.0, Rgb(0, 0, 0)));
        scene
    }

    /// A ground that is shared, with a heading, a picture over it and notes.
    fn drawing(ground: &Arc<Part>, title: &str) -> Drawing {
        let own = |role, text: &str| Part::own(SIZE, role, scene(text));
        let parts = vec![ground.clone(), own(Role::Heading, title), own(Role::Figure, "Gao"), own(Role::Note, "Sources")];
        Drawing { page: SIZE, title: title.into(), description: "Une carte".into(), lang: Lang::Fr, parts }
    }

    fn element<'a>(file: &'a Document, id: &Object) -> &'a Dictionary {
        file.get_dictionary(id.as_reference().unwrap()).unwrap()
    }

    fn kids<'a>(file: &'a Document, dictionary: &'a Dictionary) -> Vec<&'a Dictionary> {
        dictionary.get(b"K").unwrap().as_array().unwrap().iter().map(|kid| element(file, kid)).collect()
    }

    #[test]
    fn every_mark_is_in_the_structure_and_the_picture_is_said_in_words() {
        let ground = Part::shared(SIZE, scene("Mali"));
        let file = Document::load_mem(&drawing(&ground, "Sécurité").pdf().unwrap()).unwrap();
        let catalog = file.catalog().unwrap();
        assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"fr");
        let root = element(&file, catalog.get(b"StructTreeRoot").unwrap());
        let whole = element(&file, root.get(b"K").unwrap());
        let section = kids(&file, whole)[0];
        let elements = kids(&file, section);
        let kinds: Vec<&[u8]> = elements.iter().map(|e| e.get(b"S").unwrap().as_name().unwrap()).collect();
        assert_eq!(kinds, [b"H1".as_slice(), b"Figure", b"P"], "in the order of reading");
        let marked = |e: &&Dictionary| e.get(b"K").unwrap().as_array().unwrap().iter().map(|k| k.as_i64().unwrap()).collect();
        assert_eq!(elements.iter().map(marked).collect::<Vec<Vec<i64>>>(), [vec![1], vec![0, 2], vec![3]]);
        assert_eq!(elements[1].get(b"Alt").unwrap().as_str().unwrap(), b"Une carte");
        // The parent tree leads from each marked content back to its element.
        let nums = root.get(b"ParentTree").unwrap().as_dict().unwrap().get(b"Nums").unwrap().as_array().unwrap();
        let back: Vec<&[u8]> =
            nums[1].as_array().unwrap().iter().map(|e| element(&file, e).get(b"S").unwrap().as_name().unwrap()).collect();
        assert_eq!(back, [b"Figure".as_slice(), b"H1", b"Figure", b"P"]);
        let page = file.page_iter().next().unwrap();
        let content = String::from_utf8(file.get_page_content(page)).unwrap();
        assert_eq!(content.matches("BDC").count(), 4);
        assert_eq!(content.matches("EMC").count(), 4);
    }

    #[test]
    fn a_part_that_pages_share_stands_once_in_a_file() {
        let ground = Part::shared(SIZE, scene("Mali"));
        let pages: Vec<PdfPage> = ["Kidal", "Gao"].map(|title| drawing(&ground, title).pdf_page().unwrap()).into();
        let about = drawing(&ground, "Atlas").about();
        let pages: Vec<&PdfPage> = pages.iter().collect();
        let bookmark = |page| Bookmark { title: "Page".into(), page, below: Vec::new() };
        let file = Document::load_mem(&super::file(&about, &pages, &[bookmark(1), bookmark(2)]).unwrap()).unwrap();
        let is_form = |object: &&Object| {
            object.as_stream().is_ok_and(|s| matches!(s.dict.get(b"Subtype").and_then(Object::as_name), Ok(b"Form")))
        };
        assert_eq!(file.objects.values().filter(is_form).count(), 1 + 2 * 3);
        // A bookmark to a page that is not there is left out.
        assert_eq!(file.get_toc().unwrap().toc.len(), 1);
        // Every reference leads to an object.
        let mut references = Vec::new();
        file.objects.values().for_each(|object| collect(object, &mut references));
        assert!(references.iter().all(|id| file.has_object(*id)), "{references:?}");
    }

    fn collect(object: &Object, out: &mut Vec<ObjectId>) {
        let mut of = |dictionary: &Dictionary| dictionary.iter().for_each(|(_, value)| collect(value, out));
        match object {
            Object::Dictionary(dictionary) => of(dictionary),
            Object::Stream(stream) => of(&stream.dict),
            Object::Array(items) => items.iter().for_each(|item| collect(item, out)),
            Object::Reference(id) => out.push(*id),
            _ => {}
        }
    }
}
