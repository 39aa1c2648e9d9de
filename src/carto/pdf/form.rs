//! What is drawn as forms (ISO 32000-1:2008, 8.10): made and compressed once, shown by as many pages as have it.

use crate::base::Result;
use crate::carto::render::{Page, failed, page_size};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use krilla::geom::Size;
use krilla::page::PageSettings;
use krilla::{Document as Marks, SerializeSettings};
use krilla_svg::{SurfaceExt, SvgSettings};
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};
use resvg::usvg::Tree;
use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

/// Of marks: the usual level takes twice as long for files a twentieth smaller.
const COMPRESSION: Compression = Compression::new(3);

/// A part as it stands in files.
#[derive(Debug, Clone)]
pub struct Form {
    objects: Arc<Objects>,
    /// The number of the form itself.
    root: u32,
}

/// Numbered objects that refer to each other: marks, and the fonts they use together.
#[derive(Debug)]
struct Objects(Vec<(u32, Object)>);

impl Form {
    /// Parts drawn on a sheet, one form for each. They share their fonts.
    pub fn all(page: Page, trees: &[&Tree]) -> Result<Vec<Form>> {
        let (width, height) = page.millimetres();
        let size = Size::from_wh(page_size(width), page_size(height)).ok_or_else(|| failed("the sheet has no size"))?;
        // Marks are compressed here, at a level of our own.
        let settings = SerializeSettings {
            compress_content_streams: false,
            xmp_metadata: false,
            enable_tagging: false,
            ..SerializeSettings::default()
        };
        let mut file = Marks::new_with(settings);
        for tree in trees {
            let mut sheet = file.start_page_with(PageSettings::new(size));
            let mut surface = sheet.surface();
            surface.draw_svg(tree, size, SvgSettings::default()).ok_or_else(|| failed("the drawing is empty"))?;
            surface.finish();
            sheet.finish();
        }
        let bytes = file.finish().map_err(|cause| failed(&format!("{cause:?}")))?;
        Form::of_pages(&bytes).map_err(|cause| failed(&cause.to_string()))
    }

    /// The pages of a file as forms, without what only a page has.
    fn of_pages(bytes: &[u8]) -> lopdf::Result<Vec<Form>> {
        let mut file = Document::load_mem(bytes)?;
        let mut roots = Vec::new();
        for page in file.page_iter().collect::<Vec<_>>() {
            let page = file.get_dictionary(page)?;
            let (sides, resources) = (page.get(b"MediaBox")?.clone(), page.get(b"Resources")?.clone());
            let root = page.get(b"Contents")?.as_reference()?;
            let form = file.get_object_mut(root)?.as_stream_mut()?;
            let mut compressed = ZlibEncoder::new(Vec::new(), COMPRESSION);
            compressed.write_all(&form.content)?;
            form.set_content(compressed.finish()?);
            form.dict.set("Filter", "FlateDecode");
            form.dict.set("Type", "XObject");
            form.dict.set("Subtype", "Form");
            form.dict.set("BBox", sides);
            form.dict.set("Resources", resources);
            roots.push(Object::from(root));
        }
        file.trailer = dictionary! { "Root" => roots };
        file.prune_objects();
        file.renumber_objects();
        let roots = file.trailer.get(b"Root")?.as_array()?.iter().map(|root| Ok(root.as_reference()?.0));
        let roots = roots.collect::<lopdf::Result<Vec<u32>>>()?;
        let objects = Arc::new(Objects(file.objects.into_iter().map(|((number, _), object)| (number, object)).collect()));
        Ok(roots.into_iter().map(|root| Form { objects: objects.clone(), root }).collect())
    }
}

/// The forms that a file holds: by how much the numbers of their objects grew when they were put there, by the address of
/// the objects, which outlive this.
#[derive(Debug, Default)]
pub(super) struct Placed(HashMap<*const Objects, u32>);

impl Placed {
    /// Where a form stands in the file; put there, with all it came with, the first time.
    pub fn place(&mut self, document: &mut Document, form: &Form) -> ObjectId {
        let by = *self.0.entry(Arc::as_ptr(&form.objects)).or_insert_with(|| {
            let before = document.max_id;
            for (number, object) in &form.objects.0 {
                document.set_object((number + before, 0), moved(object, before));
                document.max_id = document.max_id.max(number + before);
            }
            before
        });
        (form.root + by, 0)
    }
}

/// An object whose references lead so many numbers further.
fn moved(object: &Object, by: u32) -> Object {
    let all = |dictionary: &Dictionary| -> Dictionary {
        dictionary.iter().map(|(key, value)| (key.clone(), moved(value, by))).collect()
    };
    match object {
        Object::Reference((number, generation)) => Object::Reference((number + by, *generation)),
        Object::Array(items) => Object::Array(items.iter().map(|item| moved(item, by)).collect()),
        Object::Dictionary(dictionary) => Object::Dictionary(all(dictionary)),
        Object::Stream(stream) => {
            let mut out = stream.clone();
            out.dict = all(&stream.dict);
            Object::Stream(out)
        }
        plain => plain.clone(),
    }
}
