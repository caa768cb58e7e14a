//! What the browser counts of a connection, as one sample.

use crate::browser::{Connection, get, number, text};
use crate::quality::Sample;
use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Array, js_name = from)]
    fn array_from(iterable: &JsValue) -> Array;
    type Report;
    #[wasm_bindgen(method)]
    fn values(this: &Report) -> JsValue;
    #[wasm_bindgen(method, js_name = get)]
    fn entry(this: &Report, id: &str) -> JsValue;
}

/// Asks the browser. None when the connection is closed.
pub(crate) async fn sample(connection: &Connection) -> Option<Sample> {
    let report: Report = connection.stats().await.ok()?.unchecked_into();
    let mut sample = Sample { at_ms: crate::browser::now_ms(), ..Sample::default() };
    for entry in array_from(&report.values()).iter() {
        take(&mut sample, &report, &entry);
    }
    Some(sample)
}

fn take(sample: &mut Sample, report: &Report, entry: &JsValue) {
    let count = |key: &str| number(entry, key).unwrap_or_default();
    match text(entry, "type").unwrap_or_default().as_str() {
        "inbound-rtp" => {
            sample.received += count("packetsReceived");
            sample.lost += count("packetsLost");
            sample.bytes_in += count("bytesReceived");
            sample.level_in = sample.level_in.max(count("audioLevel"));
            if text(entry, "kind").as_deref() == Some("video") {
                sample.frames_in += count("framesDecoded");
                sample.picture_in = size(entry);
            }
        }
        "outbound-rtp" => {
            sample.bytes_out += count("bytesSent");
            if text(entry, "kind").as_deref() == Some("video") {
                sample.picture_out = size(entry);
            }
        }
        "remote-inbound-rtp" => {
            let lost = number(entry, "fractionLost");
            if let Some(lost) = lost {
                sample.lost_there = Some(sample.lost_there.unwrap_or_default().max(lost));
            }
            if let Some(seconds) = number(entry, "roundTripTime") {
                sample.round_trip_ms = Some(seconds * 1_000.0);
            }
        }
        "transport" => {
            let pair = report.entry(&text(entry, "selectedCandidatePairId").unwrap_or_default());
            if let Some(seconds) = number(&pair, "currentRoundTripTime") {
                sample.round_trip_ms = sample.round_trip_ms.or(Some(seconds * 1_000.0));
            }
            let local = report.entry(&text(&pair, "localCandidateId").unwrap_or_default());
            sample.is_relayed = text(&local, "candidateType").as_deref() == Some("relay");
        }
        _ => {}
    }
}

fn size(entry: &JsValue) -> Option<(u32, u32)> {
    let length = |key: &str| get(entry, key).as_f64().map(|px| px as u32).filter(|px| *px > 0);
    length("frameWidth").zip(length("frameHeight"))
}
