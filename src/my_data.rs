//! All that is kept of a shopper: the file, and the wish to have it deleted. The relay does both; this asks it.

use crate::client::Client;
use crate::event::Input;
use crate::words::{self, Word};
use gloo_timers::callback::Timeout;
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, HtmlElement, Response, Url};

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
            Ok(TOO_MANY) => Input::AboutData(words::get(Word::TooOften).to_owned()),
            _ => Input::AboutData(words::get(Word::ShareAgain).to_owned()),
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
        let address = Url::create_object_url_with_blob(&blob)?;
        save(&address, "my-data.zip")?;
        // Not at once: some browsers begin to save it a moment later. Fails never.
        Timeout::new(SAVED_MS, move || drop(Url::revoke_object_url(&address))).forget();
    }
    Ok(answer.status())
}

/// Has the browser save what is at an address as a file.
pub(crate) fn save(address: &str, name: &str) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document());
    let link = document.ok_or(JsValue::NULL)?.create_element("a")?;
    link.set_attribute("href", address)?;
    link.set_attribute("download", name)?;
    link.unchecked_ref::<HtmlElement>().click();
    Ok(())
}
