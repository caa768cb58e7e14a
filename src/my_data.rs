//! All that is kept of a shopper: the file, and the wish to have it deleted. The relay does both; this asks it.

use crate::client::Client;
use crate::event::Input;
use crate::words::{self, Word};
use gloo_timers::callback::Timeout;
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, HtmlElement, Response, Url, Window};

/// The answer to what is done, and to who asks too often.
const DONE: u16 = 204;
const TOO_MANY: u16 = 429;

/// Within which a browser has taken over the file, in ms.
const SAVED_MS: u32 = 60_000;

/// Gives her all that is kept of her as a file.
pub(crate) fn download(client: &Client) {
    ask(client, "/my-data");
}

/// Has all deleted that is kept of her.
pub(crate) fn delete(client: &Client) {
    ask(client, "/my-data/delete");
}

/// Asks the relay in her name. What has a body is a file for her.
fn ask(client: &Client, path: &str) {
    let (address, token) = client.site_address(path);
    let client = client.clone();
    spawn_local(async move {
        let answer = post(&address, &token.unwrap_or_default()).await;
        client.dispatch(match answer {
            Ok(DONE) => Input::Deleted,
            Ok(200) => return,
            Ok(TOO_MANY) => Input::DataRefused(words::get(Word::TooOften).to_owned()),
            _ => Input::DataRefused(words::get(Word::ShareAgain).to_owned()),
        });
    });
}

/// Asks, saves what comes as a file, and gives back the answer's status.
async fn post(address: &str, body: &str) -> Result<u16, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let options = Object::new();
    for (key, value) in [("method", "POST"), ("credentials", "omit"), ("body", body)] {
        Reflect::set(&options, &JsValue::from_str(key), &JsValue::from_str(value))?;
    }
    let answer = JsFuture::from(window.fetch_with_str_and_init(address, options.unchecked_ref())).await?;
    let answer: Response = answer.unchecked_into();
    if answer.status() == 200 {
        let blob: Blob = JsFuture::from(answer.blob()?).await?.unchecked_into();
        save(&window, &blob)?;
    }
    Ok(answer.status())
}

fn save(window: &Window, blob: &Blob) -> Result<(), JsValue> {
    let link = window.document().ok_or(JsValue::NULL)?.create_element("a")?;
    let address = Url::create_object_url_with_blob(blob)?;
    link.set_attribute("href", &address)?;
    link.set_attribute("download", "my-data.zip")?;
    link.unchecked_ref::<HtmlElement>().click();
    // Not at once: some browsers begin to save it a moment later. Fails never.
    Timeout::new(SAVED_MS, move || drop(Url::revoke_object_url(&address))).forget();
    Ok(())
}
