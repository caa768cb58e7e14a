//! Font faces that a script added to the shopper's page.
//!
//! No browser tells where such a face came from. So the page tells how a sample of text measures in it and which font
//! files it has loaded, and the file is taken in which the sample measures the same here. None is, if none does: another
//! font is a smaller lie than the wrong one.

use crate::assets::Assets;
use crate::dom::Document;
use alongside_mirror::{Key, NodeId, State, Tree};
use js_sys::{Array, Function, Object, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{FontFace, OffscreenCanvasRenderingContext2d, Window};

/// Most faces and most files that are looked at: each pair is measured once.
const MOST: usize = 32;

/// By how much a measure may differ between two machines: so much of it, or so many px at 100 px.
const TOLERANCE: f64 = 0.02;
const TOLERANCE_PX: f64 = 1.5;

/// Longest sample and longest descriptor that are believed, in bytes of UTF-8. Capture's samples have a few dozen characters;
/// the characters of a face may take some thousand.
const LONGEST_SAMPLE: usize = 512;
const LONGEST: usize = 16 * 1024;

/// The family under which a file is measured.
const CANDIDATE: &str = "alongside-candidate";

/// The faces shown; clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Fonts {
    shown: Rc<RefCell<Vec<FontFace>>>,
    /// The newest list of faces that is not matched yet. Those before it are of no interest any more.
    next: Rc<RefCell<Option<List>>>,
    /// Whether a list is being matched. One after the other: each may have 32 files to measure.
    is_busy: Rc<Cell<bool>>,
}

/// Faces, and the files that they may have come from.
struct List {
    faces: Vec<Told>,
    files: Vec<String>,
    window: Window,
    document: Document,
}

/// A face as the page tells it.
struct Told {
    family: String,
    weight: String,
    style: String,
    stretch: String,
    range: String,
    features: String,
    sample: String,
    measures: Vec<f64>,
}

impl Told {
    fn read(line: &str) -> Option<Self> {
        let mut fields = line.split('\t');
        let mut field = || fields.next().filter(|field| field.len() <= LONGEST).map(str::to_owned);
        let (family, weight, style, stretch) = (field()?, field()?, field()?, field()?);
        let (range, features, sample) = (field()?, field()?, field()?);
        if sample.len() > LONGEST_SAMPLE {
            return None;
        }
        let measures = fields.map(|measure| measure.parse().unwrap_or(0.0)).take(4).collect();
        Some(Self { family, weight, style, stretch, range, features, sample, measures })
    }

    /// How far the measures of a candidate are from this face's; none if too far.
    fn distance(&self, measures: &[f64]) -> Option<f64> {
        let pairs = || self.measures.iter().zip(measures);
        let is_near =
            pairs().all(|(told, found)| (told - found).abs() <= (told.abs() * TOLERANCE).max(TOLERANCE_PX));
        (self.measures.len() == measures.len() && is_near)
            .then(|| pairs().map(|(told, found)| (told - found).abs()).sum())
    }
}

impl Fonts {
    /// Shows the faces of the top document as far as their files have come; does nothing for another node.
    pub(crate) fn show(&self, document: &Document, id: NodeId, tree: &Tree, assets: &mut Assets) {
        if id != NodeId::ROOT {
            return;
        }
        let value = tree.node(id).and_then(|node| node.value(Key::State(State::Fonts))).unwrap_or_default();
        let addresses = value.lines().filter(|line| !line.contains('\t')).take(MOST);
        let files: Vec<String> =
            addresses.filter_map(|address| Some(assets.find(address, id)?.to_owned())).collect();
        let Some(window) = document.default_view() else { return };
        let faces: Vec<Told> = value.lines().filter_map(Told::read).take(MOST).collect();
        self.next.replace(Some(List { faces, files, window, document: document.clone() }));
        if self.is_busy.replace(true) {
            return;
        }
        let fonts = self.clone();
        spawn_local(async move {
            loop {
                let Some(list) = fonts.next.take() else { break };
                fonts.show_list(&list).await;
            }
            fonts.is_busy.set(false);
        });
    }

    /// Shows the faces of a list, unless another comes before they are all found.
    async fn show_list(&self, List { faces, files, window, document }: &List) {
        let mut matched = Vec::new();
        for told in faces {
            let found = best(window, document, told, files).await;
            matched.extend(found.and_then(|file| face(window, &told.family, told, &file).ok()));
            if self.next.borrow().is_some() {
                return;
            }
        }
        for old in self.shown.borrow_mut().drain(..) {
            document.fonts().delete(&old);
        }
        for face in &matched {
            let _ = document.fonts().add(face);
        }
        self.shown.replace(matched);
    }
}

/// The file in which the sample measures most like in the face.
async fn best(window: &Window, document: &Document, told: &Told, files: &[String]) -> Option<String> {
    let mut best: Option<(f64, &String)> = None;
    for file in files {
        let measures = measured(window, document, told, file).await.unwrap_or_default();
        if let Some(distance) = told.distance(&measures)
            && best.is_none_or(|(least, _)| distance < least)
        {
            best = Some((distance, file));
        }
    }
    best.map(|(_, file)| file.clone())
}

async fn measured(
    window: &Window,
    document: &Document,
    told: &Told,
    file: &str,
) -> Result<Vec<f64>, JsValue> {
    let candidate = face(window, CANDIDATE, told, file)?;
    JsFuture::from(candidate.load()?).await?;
    document.fonts().add(&candidate)?;
    let measures = measure(window, told);
    document.fonts().delete(&candidate);
    measures
}

fn measure(window: &Window, told: &Told) -> Result<Vec<f64>, JsValue> {
    let constructor = Reflect::get(window, &"OffscreenCanvas".into())?.dyn_into::<Function>()?;
    let canvas = Reflect::construct(&constructor, &Array::of2(&1.into(), &1.into()))?;
    let canvas = canvas.unchecked_into::<web_sys::OffscreenCanvas>();
    let context = canvas.get_context("2d")?.ok_or("no context")?;
    let context = context.unchecked_into::<OffscreenCanvasRenderingContext2d>();
    let first = |words: &str| words.split(' ').next().unwrap_or_default().to_owned();
    context.set_font(&format!("{} {} 100px \"{CANDIDATE}\"", first(&told.style), first(&told.weight)));
    let found = context.measure_text(&told.sample)?;
    Ok(vec![
        found.width(),
        found.font_bounding_box_ascent(),
        found.actual_bounding_box_ascent(),
        found.actual_bounding_box_descent(),
    ])
}

/// A face of the inner document's realm. What a hostile page says of it can make it fail, and nothing else.
fn face(window: &Window, family: &str, told: &Told, file: &str) -> Result<FontFace, JsValue> {
    let constructor = Reflect::get(window, &"FontFace".into())?.dyn_into::<Function>()?;
    let descriptors = Object::new();
    for (name, value) in [
        ("weight", &told.weight),
        ("style", &told.style),
        ("stretch", &told.stretch),
        ("unicodeRange", &told.range),
        ("featureSettings", &told.features),
    ] {
        Reflect::set(&descriptors, &name.into(), &value.as_str().into())?;
    }
    let source = format!("url(\"{file}\")");
    let arguments = Array::of3(&family.into(), &source.into(), &descriptors);
    Ok(Reflect::construct(&constructor, &arguments)?.unchecked_into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_face_is_known_by_its_measures_and_what_makes_no_sense_by_none() {
        let told =
            Told::read("Shop\t700\tnormal\tnormal\tU+0-10FFFF\tnormal\tHamburg\t400.0\t93.0\t76.1\t22.0");
        let told = told.expect("a face");
        assert_eq!(told.family, "Shop");
        assert_eq!(told.distance(&[400.0, 93.0, 76.1, 22.0]), Some(0.0));
        assert!(told.distance(&[405.0, 93.0, 76.0, 22.5]).is_some());
        assert_eq!(told.distance(&[420.0, 93.0, 76.1, 22.0]), None);
        assert_eq!(told.distance(&[]), None);
        assert!(Told::read("https://shop.example/a.woff2").is_none());
        let long = format!("Shop\t700\tnormal\tnormal\tU+0-10FFFF\tnormal\t{}\t1\t2\t3\t4", "m".repeat(600));
        assert!(
            Told::read(&long).is_none(),
            "nobody needs so long a sample, and measuring it takes its time"
        );
    }
}
