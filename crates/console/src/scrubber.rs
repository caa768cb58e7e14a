//! The timeline of a recording: where something happens, where it stands, and every way to go elsewhere.

use crate::words::player as words;
use web_sys::{HtmlElement, KeyboardEvent, PointerEvent};
use yew::prelude::*;

/// How far an arrow key goes, in ms.
const STEP_MS: f64 = 5_000.0;

/// How far a page key goes, in ms.
const PAGE_MS: f64 = 30_000.0;

/// How often it goes elsewhere while it is dragged, in ms: each place has to be drawn.
const DRAG_EVERY_MS: f64 = 80.0;

/// Height of the drawing of what happens, in its own units.
const HEIGHT: f64 = 24.0;

/// What the timeline is given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Where it stands, in ms from the beginning.
    pub now: f64,
    /// How long it is, in ms.
    pub duration: f64,
    /// How much happens in each of equal stretches, 0 to 255.
    pub levels: Vec<u8>,
    /// Whether it can be played.
    pub ready: bool,
    /// Goes elsewhere, in ms from the beginning.
    pub on_seek: Callback<f64>,
    /// Plays or stands still.
    pub on_toggle: Callback<()>,
}

/// The timeline.
#[component]
pub fn Scrubber(props: &Props) -> Html {
    let track = use_node_ref();
    let dragging = use_mut_ref(|| None::<f64>);
    {
        let (track, part) = (track.clone(), part(props.now, props.duration));
        // Where it stands is for the style sheet: markup may have no styles of its own.
        use_effect_with(part, move |part| {
            if let Some(track) = track.cast::<HtmlElement>() {
                let _ = track.style().set_property("--at", &format!("{:.3}%", part * 100.0));
            }
        });
    }
    let go_to_pointer = {
        let (track, seek, duration) = (track.clone(), props.on_seek.clone(), props.duration);
        move |event: &PointerEvent| {
            if let Some(track) = track.cast::<HtmlElement>() {
                let shape = track.get_bounding_client_rect();
                let part = (f64::from(event.client_x()) - shape.left()) / shape.width().max(1.0);
                seek.emit(part.clamp(0.0, 1.0) * duration);
            }
        }
    };
    let pressed = {
        let (dragging, go) = (dragging.clone(), go_to_pointer.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() != 0 {
                return;
            }
            if let Some(target) = event
                .current_target()
                .and_then(|target| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(target).ok())
            {
                let _ = target.set_pointer_capture(event.pointer_id());
            }
            *dragging.borrow_mut() = Some(event.time_stamp());
            go(&event);
        })
    };
    let moved = {
        let (dragging, go) = (dragging.clone(), go_to_pointer.clone());
        Callback::from(move |event: PointerEvent| {
            let due = dragging.borrow().is_some_and(|last| event.time_stamp() - last >= DRAG_EVERY_MS);
            if due {
                *dragging.borrow_mut() = Some(event.time_stamp());
                go(&event);
            }
        })
    };
    let let_go = {
        let go = go_to_pointer;
        Callback::from(move |event: PointerEvent| {
            if dragging.borrow_mut().take().is_some() {
                go(&event);
            }
        })
    };
    let key = {
        let (now, duration) = (props.now, props.duration);
        let (seek, toggle) = (props.on_seek.clone(), props.on_toggle.clone());
        Callback::from(move |event: KeyboardEvent| {
            match after_key(&event.key(), now, duration) {
                Some(Key::Go(at)) => seek.emit(at),
                Some(Key::Toggle) => toggle.emit(()),
                None => return,
            }
            event.prevent_default();
        })
    };
    let seconds = |ms: f64| (ms / 1000.0).floor().to_string();
    html! {
        <div ref={track} class={classes!("scrubber", props.ready.then_some("is-ready"))} role="slider" tabindex="0"
            aria-label={words::TIMELINE} aria-valuemin="0" aria-valuemax={seconds(props.duration)}
            aria-valuenow={seconds(props.now)} aria-valuetext={words::where_it_stands(props.now, props.duration)}
            aria-disabled={(!props.ready).to_string()}
            onpointerdown={pressed} onpointermove={moved} onpointerup={let_go.clone()} onpointercancel={let_go}
            onkeydown={key}>
            <svg class="activity" viewBox={format!("0 0 {} {HEIGHT}", props.levels.len().max(1))}
                preserveAspectRatio="none" aria-hidden="true" focusable="false">
                <path class="all" d={drawing(&props.levels)} />
                <path class="played" d={drawing(&props.levels)} />
            </svg>
            <span class="rail"></span>
            <span class="thumb"></span>
        </div>
    }
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Key {
    Go(f64),
    Toggle,
}

fn after_key(key: &str, now: f64, duration: f64) -> Option<Key> {
    let at = match key {
        "ArrowLeft" | "ArrowDown" => now - STEP_MS,
        "ArrowRight" | "ArrowUp" => now + STEP_MS,
        "PageDown" => now - PAGE_MS,
        "PageUp" => now + PAGE_MS,
        "Home" => 0.0,
        "End" => duration,
        " " => return Some(Key::Toggle),
        _ => return None,
    };
    Some(Key::Go(at.clamp(0.0, duration)))
}

/// How much of it has gone by: 0 to 1.
fn part(now: f64, duration: f64) -> f64 {
    if duration > 0.0 { (now / duration).clamp(0.0, 1.0) } else { 0.0 }
}

/// A bar for each stretch in which something happens.
fn drawing(levels: &[u8]) -> String {
    let bars = levels.iter().enumerate().filter(|(_, level)| **level > 0).map(|(index, level)| {
        let height = (f64::from(*level) / 255.0 * HEIGHT).max(2.0);
        format!("M{index} {HEIGHT}v-{height:.1}h.7v{height:.1}z")
    });
    bars.collect()
}

/// A time as a clock that was started at 0 shows it.
pub fn clock_time(ms: f64) -> String {
    let seconds = (ms.max(0.0) / 1000.0).floor() as u64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_by_seconds_and_never_past_the_ends() {
        assert_eq!(after_key("ArrowRight", 1_000.0, 60_000.0), Some(Key::Go(6_000.0)));
        assert_eq!(after_key("ArrowLeft", 1_000.0, 60_000.0), Some(Key::Go(0.0)));
        assert_eq!(after_key("PageUp", 50_000.0, 60_000.0), Some(Key::Go(60_000.0)));
        assert_eq!(after_key("Home", 50_000.0, 60_000.0), Some(Key::Go(0.0)));
        assert_eq!(after_key("End", 5.0, 60_000.0), Some(Key::Go(60_000.0)));
        assert_eq!(after_key(" ", 5.0, 60_000.0), Some(Key::Toggle));
        assert_eq!(after_key("a", 5.0, 60_000.0), None);
    }

    #[test]
    fn times_are_written_as_a_clock_shows_them() {
        let written: Vec<_> = [0.0, 59_999.0, 60_000.0, 754_000.0, 3_600_000.0, -1.0].map(clock_time).into();
        assert_eq!(written, ["0:00", "0:59", "1:00", "12:34", "1:00:00", "0:00"]);
    }

    #[test]
    fn a_bar_stands_where_something_happens() {
        assert_eq!(drawing(&[0, 255, 1]), "M1 24v-24.0h.7v24.0zM2 24v-2.0h.7v2.0z");
        assert_eq!(drawing(&[]), "");
        assert_eq!(part(5.0, 0.0), 0.0);
    }
}
