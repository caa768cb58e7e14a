//! Animations that scripts began on the page (`element.animate`), played by the browser's own in the inner documents. Owns those that
//! play; what of a text is believed is [`animation_text`]'s.

use crate::animation_text::{self, Keyframe, Told};
use crate::dom::{Animation, Element};
use alongside_mirror::NodeId;
use js_sys::{Array, Object, Reflect};
use rustc_hash::FxHashMap;
use wasm_bindgen::prelude::*;

/// Most animations in a page.
const MOST: usize = 4_000;

/// What plays, by the node that it plays on.
#[derive(Default)]
pub(crate) struct Animations {
    playing: FxHashMap<NodeId, Vec<Animation>>,
    count: usize,
}

impl Animations {
    /// Plays on an element what `value` says (see `State::Animations`), and nothing else any more.
    pub(crate) fn show(&mut self, id: NodeId, element: &Element, value: &str) {
        self.forget(id);
        let told = animation_text::parse(value);
        let begun: Vec<Animation> = told
            .iter()
            .take(MOST.saturating_sub(self.count))
            .filter_map(|told| begin(element, told).ok())
            .collect();
        if !begun.is_empty() {
            self.count = self.count.saturating_add(begun.len());
            self.playing.insert(id, begun);
        }
    }

    /// Ends what plays on a node.
    pub(crate) fn forget(&mut self, id: NodeId) {
        let Some(playing) = self.playing.remove(&id) else { return };
        self.count = self.count.saturating_sub(playing.len());
        for animation in playing {
            animation.cancel();
        }
    }

    /// Ends all that plays.
    pub(crate) fn clear(&mut self) {
        for animation in self.playing.drain().flat_map(|(_, playing)| playing) {
            animation.cancel();
        }
        self.count = 0;
    }
}

/// Has an animation come to where it was told to be.
fn begin(element: &Element, told: &Told<'_>) -> Result<Animation, JsValue> {
    let keyframes = told.keyframes.iter().map(keyframe).collect::<Result<Array, _>>()?;
    let animation = element.animate(&keyframes, &options(told)?)?;
    if let Err(error) = bring(&animation, told) {
        animation.cancel();
        return Err(error);
    }
    Ok(animation)
}

fn bring(animation: &Animation, told: &Told<'_>) -> Result<(), JsValue> {
    animation.set_playback_rate(told.rate)?;
    match told.state {
        "finished" => animation.finish(),
        "paused" => {
            animation.pause()?;
            animation.set_current_time(told.time)
        }
        _ => animation.set_current_time(told.time),
    }
}

fn keyframe(told: &Keyframe<'_>) -> Result<JsValue, JsValue> {
    let keyframe = Object::new();
    for (property, value) in &told.values {
        set(&keyframe, property, *value)?;
    }
    set(&keyframe, "offset", told.offset)?;
    set(&keyframe, "easing", told.easing)?;
    set(&keyframe, "composite", told.composite)?;
    Ok(keyframe.into())
}

fn options(told: &Told<'_>) -> Result<Object, JsValue> {
    let (options, timing) = (Object::new(), &told.timing);
    if !told.pseudo_element.is_empty() {
        set(&options, "pseudoElement", told.pseudo_element)?;
    }
    set(&options, "composite", told.composite)?;
    set(&options, "delay", timing.delay)?;
    set(&options, "endDelay", timing.end_delay)?;
    set(&options, "duration", timing.duration)?;
    set(&options, "iterations", timing.iterations)?;
    set(&options, "iterationStart", timing.iteration_start)?;
    set(&options, "direction", timing.direction)?;
    set(&options, "fill", timing.fill)?;
    set(&options, "easing", timing.easing)?;
    Ok(options)
}

fn set(object: &Object, name: &str, value: impl Into<JsValue>) -> Result<(), JsValue> {
    Reflect::set(object, &name.into(), &value.into()).map(drop)
}
