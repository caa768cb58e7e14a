//! All that is kept of one shopper as JSON that people and programs read: times in UTC, names in words; and where her files stand. It
//! comes in pieces, as it is read: however long she has talked, a page of it is in memory.

use super::files::{Files, PAGE, Placed, Reading};
use crate::{
    audit::Entry,
    clock,
    store::{KeptRating, PersonalData, Store, StoreError},
};
use alongside_protocol::{Author, Happening, Message, Recording, SiteKey, VisitorId};
use serde_json::{Value, json};

/// The report on its way out. Clones go on alike: what is said or logged after it was begun is in none of them.
#[derive(Clone, Debug)]
pub struct Report {
    site: SiteKey,
    visitor: VisitorId,
    /// What stands in front of the messages.
    head: Value,
    /// What stands between the files and the log.
    middle: Value,
    next: Part,
    messages: Reading,
    pub(super) files: Files,
    last_entry: u64,
}

/// What comes next.
#[derive(Clone, Copy, Debug)]
enum Part {
    Head,
    Messages { is_first: bool },
    Files { is_first: bool },
    Log { after: u64 },
    End,
}

impl Report {
    /// Begins the report of a visitor; none for one who is not there.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn begin(
        store: &dyn Store,
        site: &SiteKey,
        visitor: &VisitorId,
    ) -> Result<Option<Self>, StoreError> {
        let Some(data) = store.personal_data(site, visitor).await? else { return Ok(None) };
        let shop = store.site(site).await?.map(|site| site.settings.name).unwrap_or_default();
        Ok(Some(Self {
            site: site.clone(),
            visitor: visitor.clone(),
            head: head(&shop, &data),
            middle: middle(&data),
            next: Part::Head,
            messages: Reading::of(&data),
            files: Files::of(&data),
            last_entry: data.last_entry,
        }))
    }

    /// The next piece of its text; none at the end.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn next(&mut self, store: &dyn Store) -> Result<Option<String>, StoreError> {
        let piece = match self.next {
            Part::Head => {
                self.next = Part::Messages { is_first: true };
                format!("{{\n{}  \"messages\": [", fields(&self.head))
            }
            Part::Messages { is_first } => self.messages(store, is_first).await?,
            Part::Files { is_first } => self.files(store, is_first).await?,
            Part::Log { after } => self.log(store, after).await?,
            Part::End => return Ok(None),
        };
        Ok(Some(piece))
    }

    async fn messages(&mut self, store: &dyn Store, is_first: bool) -> Result<String, StoreError> {
        let page = self.messages.next(store, &self.site).await?;
        if page.is_empty() {
            self.next = Part::Files { is_first: true };
            return Ok(format!("{}],\n  \"files\": [", new_line(is_first)));
        }
        self.next = Part::Messages { is_first: false };
        Ok(items(is_first, page.iter().map(message)))
    }

    async fn files(&mut self, store: &dyn Store, is_first: bool) -> Result<String, StoreError> {
        let page = self.files.next(store, &self.site).await?;
        if page.is_empty() {
            self.next = Part::Log { after: 0 };
            return Ok(format!("{}],\n{}  \"log\": [", new_line(is_first), fields(&self.middle)));
        }
        self.next = Part::Files { is_first: false };
        Ok(items(is_first, page.iter().map(file)))
    }

    async fn log(&mut self, store: &dyn Store, after: u64) -> Result<String, StoreError> {
        let mut page = store.audit_about(&self.site, &self.visitor, after, PAGE).await?;
        page.retain(|entry| entry.number <= self.last_entry);
        let Some(last) = page.last() else {
            self.next = Part::End;
            return Ok(format!("{}]\n}}\n", new_line(after == 0)));
        };
        self.next = Part::Log { after: last.number };
        Ok(items(after == 0, page.iter().map(entry)))
    }
}

/// The fields of an object, each on its lines, with a comma behind it.
fn fields(object: &Value) -> String {
    let fields = object.as_object().into_iter().flatten();
    fields.map(|(name, value)| format!("  \"{name}\": {},\n", indented(value, "  "))).collect()
}

/// More items of a list.
fn items(is_first: bool, items: impl Iterator<Item = Value>) -> String {
    let mut text = String::new();
    for (index, item) in items.enumerate() {
        text.push_str(if is_first && index == 0 { "\n    " } else { ",\n    " });
        text.push_str(&indented(&item, "    "));
    }
    text
}

/// What stands before the end of a list: nothing, if it is empty.
fn new_line(is_empty: bool) -> &'static str {
    if is_empty { "" } else { "\n  " }
}

/// No text in JSON has a line break of its own.
fn indented(value: &Value, by: &str) -> String {
    format!("{value:#}").replace('\n', &format!("\n{by}"))
}

fn head(shop: &str, data: &PersonalData) -> Value {
    json!({
        "shop": shop,
        "made_at": clock::utc(clock::now_ms()),
        "you": {
            "visitor": data.visitor,
            "name": data.name,
            "email": data.email,
            "named_by_the_shop_as": data.subject,
            "first_came_at": clock::utc(data.created_at_ms),
            "last_page": { "url": data.page.url, "title": data.page.title },
            "browsers": data.browsers,
        },
        "form": data.answered_at_ms.map(|at_ms| json!({
            "answered_at": clock::utc(at_ms),
            "answers": data.answers,
        })),
        "conversation": data.conversation,
    })
}

fn middle(data: &PersonalData) -> Value {
    json!({
        "ratings": data.ratings.iter().map(rating).collect::<Vec<_>>(),
        "recordings": data.recordings.iter().map(recording).collect::<Vec<_>>(),
        "lately": data.trail.iter().map(happening).collect::<Vec<_>>(),
    })
}

fn happening(happening: &Happening) -> Value {
    json!({ "at": clock::utc(happening.at_ms), "what": happening.what })
}

fn rating(rating: &KeptRating) -> Value {
    json!({ "at": clock::utc(rating.at_ms), "score": rating.score, "comment": rating.comment })
}

fn message(message: &Message) -> Value {
    let from = match &message.author {
        Author::Visitor => "you",
        Author::Agent { name } => name,
        Author::System => "the chat itself",
    };
    json!({
        "number": message.seq,
        "at": clock::utc(message.sent_at_ms),
        "from": from,
        "text": message.body,
        "with": message.content,
    })
}

/// With its place in the archive; none for what is too large for it.
fn file(placed: &Placed) -> Value {
    json!({ "in_message": placed.in_message, "file": placed.file, "path": placed.path })
}

fn recording(recording: &Recording) -> Value {
    json!({
        "recording": recording.recording,
        "kind": recording.kind,
        "at": clock::utc(recording.started_at_ms),
        "ms": recording.duration_ms,
        "bytes": recording.bytes,
        "deleted_at": clock::utc(recording.expires_at_ms),
    })
}

fn entry(entry: &Entry) -> Value {
    json!({
        "at": clock::utc(u64::try_from(entry.at_ms).unwrap_or_default()),
        "who": entry.actor,
        "name": entry.name,
        "what": entry.what,
        "session": entry.session,
        // What somebody has broken by hand is shown as the text that it is.
        "detail": serde_json::from_str(&entry.detail).unwrap_or_else(|_| Value::String(entry.detail.clone())),
    })
}
