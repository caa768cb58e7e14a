//! All that is kept of one shopper as JSON that people and programs read: times in UTC, names in words; and where her files stand.

use super::archive::{Archive, Placed, placed};
use crate::{
    audit::Entry,
    clock,
    store::{KeptRating, PersonalData, Store, StoreError},
};
use alongside_protocol::{Author, Happening, Message, Recording, SiteKey, VisitorId};
use serde_json::{Value, json};

/// All that is kept of a visitor, as a report and as the archive that it stands in; none for one who is not there.
///
/// # Errors
/// When the store does not answer.
pub async fn archive_of(
    store: &dyn Store,
    site: &SiteKey,
    visitor: &VisitorId,
) -> Result<Option<(Value, Archive)>, StoreError> {
    let Some(data) = store.personal_data(site, visitor).await? else { return Ok(None) };
    let shop = store.site(site).await?.map(|site| site.settings.name).unwrap_or_default();
    let report = report(&shop, &data);
    let archive = Archive::new(&report, &data);
    Ok(Some((report, archive)))
}

/// The file.
#[must_use]
pub fn report(shop: &str, data: &PersonalData) -> Value {
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
        "messages": data.messages.iter().map(message).collect::<Vec<_>>(),
        "files": placed(data).iter().map(file).collect::<Vec<_>>(),
        "ratings": data.ratings.iter().map(rating).collect::<Vec<_>>(),
        "recordings": data.recordings.iter().map(recording).collect::<Vec<_>>(),
        "lately": data.trail.iter().map(happening).collect::<Vec<_>>(),
        "log": data.audit.iter().map(entry).collect::<Vec<_>>(),
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
fn file(placed: &Placed<'_>) -> Value {
    json!({ "in_message": placed.message.seq, "file": placed.file, "path": placed.path })
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
