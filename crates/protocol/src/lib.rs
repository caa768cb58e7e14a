//! Every message that crosses the wire between shopper, relay and agent, as types.
//!
//! Owns: the shape of each JSON text frame, the envelope of each binary frame, the limits both ends hold
//! themselves to, and the words of an error. `docs/protocol.md` says the same in prose, and the golden
//! files in `tests/goldens/` pin the bytes.
//!
//! Does not own: sockets, clocks, storage, JSON parsing (each end brings its own), nor what is inside a
//! co-browse frame: that is `alongside-mirror`'s codec, and the relay never looks at it.
//!
//! Unknown fields are ignored, so that an older end can talk to a newer one; an unknown `type` is answered
//! with [`ErrorCode::UnknownFrame`] and changes nothing.

mod act;
mod agent;
mod call;
mod call_options;
mod capability;
mod cobrowse;
mod content;
mod emoji;
mod envelope;
mod error;
mod form;
mod hours;
mod id;
pub mod limits;
mod masking;
mod message;
mod options;
mod page;
mod part;
mod plain_text;
mod reception;
mod recording;
mod site;
mod theme;
mod trail;
mod visitor;

pub use act::{Act, Destination, Key, Place, Point, Tool};
pub use agent::{Contact, ConversationSummary, FromAgent, ToAgent};
pub use call::{CallEnd, CallKind, Ice, IceServer};
pub use call_options::{CallOptions, ROOM_NAME, ROOM_URL_BYTES, RoomPlace, is_room_url};
pub use capability::{Capability, Grant, Outcome};
pub use cobrowse::{EndReason, Shared, Watcher};
pub use content::{Attachment, CallRecord, Card, CardButton, Content, ContentError, Noted};
pub use emoji::is_few_emoji;
pub use envelope::{Envelope, EnvelopeError, FrameKind};
pub use error::{ErrorCode, ErrorFrame};
pub use form::{Answer, Asked, Field, FieldKind, Filled, FormError, PreChat, TICKED, is_email};
pub use hours::{Hours, Range, day, range};
pub use id::{AgentId, CallId, ClientId, ConversationId, Epoch, RecordingId, SessionId, SiteKey, VisitorId};
pub use masking::{MaskingError, MaskingPolicy, MaskingRule};
pub use message::{Author, Message, Side};
pub use options::{OptionsError, RatingOptions, SiteOptions};
pub use page::Page;
pub use part::Part;
pub use plain_text::{PlainLine, plain_text};
pub use reception::{Offline, OfflineWhen, Reception};
pub use recording::{Recording, RecordingKind, Recordings};
pub use site::{Boot, SiteSettings};
pub use theme::{Corner, Icon, Scheme, Theme};
pub use trail::{Deed, Happening, Properties, Trail};
pub use visitor::{FromVisitor, ToVisitor, Transcript};

/// The protocol's version, said by both ends in their first frame. It changes only when an old end would
/// misunderstand a new one; additions leave it as it is.
pub const VERSION: u32 = 1;
