//! What survives the page: the visitor's token, unsent messages and what she agreed to share for good; for the tab the open panel,
//! what she has begun to write, and whether this very tab is shared.
//!
//! The page's own storage, one key per site. Where the browser refuses it, this page's memory.

use crate::content;
use crate::conversation::Draft;
use crate::decimal::decimal;
use crate::json_text::{JsonObject, array};
use crate::json_value::JsonValue;
use crate::time::now_ms;
use alongside_link::{Outbox, json};
use alongside_protocol::limits::HELD_MS;
use alongside_protocol::{ClientId, SessionId};
use std::cell::RefCell;

/// What follows `alongside:SITE` in the names of what is kept for a tab. The loader forgets them, too.
const SHARED: &str = ":shared";
const DRAFT: &str = ":draft";
const CALL: &str = ":call";

/// Under `alongside:SITE` in local storage, as JSON. The loader looks for `token`.
#[derive(Clone, Debug, Default, PartialEq)]
struct Stored {
    token: Option<String>,
    outbox: Outbox<Draft>,
    /// A form that she has filled in, as the frame that says it, until the relay has it.
    form: Option<String>,
    /// The session that she agreed to, until anybody ends it.
    shared: Option<SessionId>,
    /// Whether she holds the view: on whichever page she goes on.
    paused: bool,
}

/// One site's corner of the browser's storage.
pub(crate) struct Storage {
    key: String,
    local: Option<web_sys::Storage>,
    session: Option<web_sys::Storage>,
    memory: RefCell<Stored>,
}

impl Storage {
    /// Opens the corner of `site`; writes nothing.
    pub(crate) fn open(site: &str) -> Self {
        let window = web_sys::window();
        // Reading the property throws where storage is blocked.
        let local = window.as_ref().and_then(|window| window.local_storage().ok().flatten());
        let session = window.and_then(|window| window.session_storage().ok().flatten());
        Self { key: ["alongside:", site].concat(), local, session, memory: RefCell::default() }
    }

    /// The secret that says which visitor this is.
    pub(crate) fn token(&self) -> Option<String> {
        self.read().token
    }

    /// What earlier pages, or other tabs, have not seen acknowledged.
    pub(crate) fn outbox(&self) -> Outbox<Draft> {
        self.read().outbox
    }

    /// Keeps the token. False when it will be gone with the page.
    pub(crate) fn store_token(&self, token: String) -> bool {
        self.change(|stored| stored.token = Some(token))
    }

    /// Keeps an unsent message. False when it will be gone with the page.
    pub(crate) fn keep(&self, client_id: ClientId, draft: Draft) -> bool {
        self.change(|stored| stored.outbox.push(client_id, draft))
    }

    /// The message is stored at the relay, or refused for good.
    pub(crate) fn forget(&self, client_id: &ClientId) -> bool {
        self.change(|stored| drop(stored.outbox.acknowledge(client_id)))
    }

    /// The frame of a form that the relay does not have yet.
    pub(crate) fn form(&self) -> Option<String> {
        self.read().form
    }

    /// Keeps the frame of a form; none once the relay has it.
    pub(crate) fn keep_form(&self, frame: Option<String>) -> bool {
        self.change(|stored| stored.form = frame)
    }

    /// Keeps nothing any more.
    pub(crate) fn clear(&self) {
        self.memory.replace(Stored::default());
        // What cannot be removed could not be stored.
        for storage in [&self.local, &self.session].into_iter().flatten() {
            drop(storage.remove_item(&self.key));
            for name in [SHARED, DRAFT, CALL] {
                drop(storage.remove_item(&self.key_of(name)));
            }
        }
    }

    /// Remembers for this tab whether the panel is open. One that is closed on the next page is no loss.
    pub(crate) fn remember_open(&self, is_open: bool) {
        self.mark("", if is_open { "open" } else { "" });
    }

    /// Keeps for this tab what she has begun to write.
    pub(crate) fn keep_draft(&self, text: &str) {
        self.mark(DRAFT, text);
    }

    /// What she had begun to write on this tab's last page.
    pub(crate) fn draft(&self) -> Option<String> {
        self.marked(DRAFT)
    }

    /// The session that she agreed to on any page.
    pub(crate) fn consented(&self) -> Option<SessionId> {
        self.read().shared
    }

    /// Keeps what she agreed to.
    pub(crate) fn store_consent(&self, session: SessionId) -> bool {
        self.change(|stored| {
            stored.shared = Some(session);
            stored.paused = false;
        })
    }

    /// Whether she holds the view.
    pub(crate) fn is_paused(&self) -> bool {
        self.read().paused
    }

    /// Keeps whether she holds the view.
    pub(crate) fn store_pause(&self, on: bool) -> bool {
        self.change(|stored| stored.paused = on)
    }

    /// The session is over.
    pub(crate) fn forget_sharing(&self, session: &SessionId) -> bool {
        self.mark_tab(false);
        self.change(|stored| {
            stored.shared.take_if(|shared| shared == session);
        })
    }

    /// Notes that this tab is shared now, for its next page. The loader looks for it.
    pub(crate) fn mark_tab(&self, is_shared: bool) {
        // Without it, the next page goes on as soon as the shopper looks at it.
        self.mark(SHARED, &if is_shared { decimal(now_ms()) } else { String::new() });
    }

    /// The session that this tab shared a moment ago.
    pub(crate) fn shared_here(&self) -> Option<SessionId> {
        let marked_ms: u64 = self.marked(SHARED)?.parse().ok()?;
        (now_ms().saturating_sub(marked_ms) <= HELD_MS).then(|| self.consented())?
    }

    /// Where in the tab's storage the module that has calls keeps what the next page needs.
    pub(crate) fn call_key(&self) -> String {
        self.key_of(CALL)
    }

    /// Whether this tab is in a call, or was on its last page.
    pub(crate) fn has_call(&self) -> bool {
        self.marked(CALL).is_some()
    }

    /// Notes something for this tab; what is empty is forgotten.
    fn mark(&self, name: &str, text: &str) {
        let Some(session) = &self.session else { return };
        let key = self.key_of(name);
        // What the browser does not keep is gone with the page.
        drop(if text.is_empty() { session.remove_item(&key) } else { session.set_item(&key, text) });
    }

    fn marked(&self, name: &str) -> Option<String> {
        self.session.as_ref()?.get_item(&self.key_of(name)).ok()?
    }

    fn key_of(&self, name: &str) -> String {
        [&self.key, name].concat()
    }

    /// What is there now, also by other tabs. Damaged text counts as nothing.
    fn read(&self) -> Stored {
        self.local
            .as_ref()
            .and_then(|local| local.get_item(&self.key).ok().flatten())
            .and_then(|text| Some(stored(&json::value(&text).ok()?)))
            .unwrap_or_else(|| self.memory.borrow().clone())
    }

    /// Reads, changes and writes in one go, so that two tabs do not undo each other's changes.
    fn change(&self, change: impl FnOnce(&mut Stored)) -> bool {
        let mut stored = self.read();
        change(&mut stored);
        let is_kept =
            self.local.as_ref().is_some_and(|local| local.set_item(&self.key, &stored.json()).is_ok());
        self.memory.replace(stored);
        is_kept
    }
}

impl Stored {
    fn json(&self) -> String {
        let mut json = JsonObject::new();
        if let Some(token) = &self.token {
            json.text("token", token);
        }
        json.json("outbox", &array(self.outbox.iter().map(unsent)));
        if let Some(form) = &self.form {
            json.text("form", form);
        }
        if let Some(shared) = &self.shared {
            json.text("shared", shared.as_str());
        }
        if self.paused {
            json.flag("paused", true);
        }
        json.finish()
    }
}

fn unsent((client_id, draft): (&ClientId, &Draft)) -> String {
    let mut item = JsonObject::new();
    item.text("body", &draft.body).count("written_at_ms", draft.written_at_ms);
    if let Some(content) = draft.content.as_ref().and_then(content::write) {
        item.json("content", &content);
    }
    JsonObject::new().text("client_id", client_id.as_str()).json("item", &item.finish()).finish()
}

/// What can be read of what was stored.
fn stored(value: &impl JsonValue) -> Stored {
    let mut outbox = Outbox::default();
    let items = value.get("outbox").and_then(|items| items.as_items()).unwrap_or_default();
    for (client_id, draft) in items.iter().filter_map(pending) {
        outbox.push(client_id, draft);
    }
    Stored {
        token: value.text("token"),
        outbox,
        form: value.text("form"),
        shared: value.text("shared").map(Into::into),
        paused: value.flag("paused").unwrap_or_default(),
    }
}

fn pending(value: &impl JsonValue) -> Option<(ClientId, Draft)> {
    let item = value.get("item")?;
    let draft = Draft {
        body: item.text("body")?,
        content: item.get("content").and_then(|content| content::read(&content)),
        written_at_ms: item.count("written_at_ms")?,
    };
    Some((value.text("client_id")?.into(), draft))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside_protocol::{Attachment, Content};
    use serde_json::{Value, json};

    fn a_file() -> Content {
        let attachment = Attachment {
            id: "a1".into(),
            name: "foot.png".into(),
            media_type: "image/png".into(),
            bytes: 7,
            size: Some((640, 480)),
        };
        Content::Attachment { attachment }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut outbox = Outbox::default();
        outbox.push(
            "a".into(),
            Draft { body: "Hello".into(), content: Some(a_file()), written_at_ms: 1_790_000_000_000 },
        );
        outbox.push("b".into(), Draft { body: "there".into(), content: None, written_at_ms: 2 });
        for text in [None, Some("secret".to_owned())] {
            let shared = text.clone().map(Into::into);
            let form = text.as_ref().map(|_| "{\"type\":\"form\"}".to_owned());
            let before = Stored { paused: text.is_some(), token: text, outbox: outbox.clone(), form, shared };
            let written: Value = serde_json::from_str(&before.json()).expect("it is JSON");
            assert_eq!(stored(&written), before);
        }
    }

    #[test]
    fn what_is_damaged_costs_only_itself() {
        let read = stored(&json!({"token": 7, "outbox": [null, {"client_id": "a"}, {
            "client_id": "b", "item": {"body": "Hello", "written_at_ms": 1}
        }]}));
        assert_eq!(read.token, None);
        assert_eq!(read.outbox.len(), 1);
    }
}
