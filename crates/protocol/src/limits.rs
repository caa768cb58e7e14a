//! What both ends hold themselves to. Each is stated once, here, and in `docs/protocol.md`.

/// Longest JSON text frame, in bytes of UTF-8. A message of [`MESSAGE_CHARS`] four-byte characters, every
/// one of them escaped, does not reach it.
pub const TEXT_FRAME_BYTES: usize = 256 * 1024;

/// Longest binary frame, in bytes: a keyframe of a 100,000-node page stays well under it.
pub const BINARY_FRAME_BYTES: usize = 16 * 1024 * 1024;

/// Longest message, in characters (Unicode scalar values).
pub const MESSAGE_CHARS: usize = 20_000;

/// Longest label, name or title of what a message carries, in characters.
pub const LABEL_CHARS: usize = 200;

/// Longest text of a card, in characters.
pub const CARD_TEXT_CHARS: usize = 1_000;

/// Longest comment of a rating, in characters.
pub const COMMENT_CHARS: usize = 2_000;

/// How many cards one message carries at most.
pub const CARDS: usize = 10;

/// How many quick replies one message offers at most.
pub const QUICK_REPLIES: usize = 10;

/// How many questions of its own a site may ask before the first message.
pub const FORM_FIELDS: usize = 12;

/// How many answers a choice may offer.
pub const FORM_CHOICES: usize = 30;

/// Longest answer to a question of a form, in characters.
pub const ANSWER_CHARS: usize = 1_000;
/// The types of files that may be sent in messages, as a file field's `accept` has it. The relay goes by their content.
pub const ATTACHMENT_TYPES: &str = "image/png,image/jpeg,image/gif,image/webp,image/avif,application/pdf";

/// Longest page address and page title that the relay keeps, in characters; longer ones are cut.
pub const PAGE_CHARS: usize = 2_048;

/// Longest name of an event, and of each of its properties, in characters; longer ones are cut.
pub const EVENT_NAME_CHARS: usize = 100;

/// How many properties of an event are kept: the first by name.
pub const EVENT_PROPERTIES: usize = 20;

/// Longest property of an event, in characters; longer ones are cut.
pub const EVENT_VALUE_CHARS: usize = 200;

/// How many events a line may tell of in a second; those beyond it are dropped. More than a client keeps while it has no line.
pub const EVENTS_PER_SECOND: u32 = 30;

/// How many happenings are kept of a shopper: the newest.
pub const TRAIL_LENGTH: usize = 50;

/// A client says `ping` when it has sent nothing for this long, in ms.
pub const PING_EVERY_MS: u32 = 15_000;

/// A client that has heard nothing for this long after a `ping` gives the line up, in ms.
pub const PONG_WITHIN_MS: u32 = 10_000;

/// The relay closes a line on which it has heard nothing for this long, in ms: two missed pings and some.
pub const SILENCE_MS: u32 = 45_000;

/// How many messages one `welcome` or `history` frame carries at most: the newest ones.
pub const HISTORY_MESSAGES: usize = 500;

/// How many messages a client that comes back may lack and still get every one of them. One that lacks more gets the newest,
/// as a whole history.
pub const RESUMED_MESSAGES: u64 = 2_000;

/// How many messages one `earlier` frame carries at most.
pub const EARLIER_MESSAGES: usize = 100;

/// How many points one act of drawing carries at most.
pub const STROKE_POINTS: usize = 256;

/// How much text one act of typing carries at most, in characters.
pub const TYPED_CHARS: usize = 2_000;

/// How many acts of an agent may reach a shopper's page in a second; those beyond it are dropped.
pub const ACTS_PER_SECOND: u32 = 120;

/// How long a code for sharing over the phone is good for, in ms.
pub const CODE_MS: u64 = 10 * 60 * 1_000;

/// How long a capability to control lasts when it is granted, in ms. One to point or draw lasts as long as the session.
pub const CONTROL_MS: u64 = 10 * 60 * 1_000;

/// How long a session waits for its shopper between two pages, or when her line is lost, in ms.
pub const HELD_MS: u64 = 30_000;

/// How long a call rings, in ms.
pub const RING_MS: u64 = 45_000;

/// Longest `signal` of a call, in bytes: a description of two pictures and a sound with all its codecs has about 10 KB.
pub const CALL_SIGNAL_BYTES: usize = 32 * 1024;

/// How many signals of a call may come on one line in a second; those beyond it are refused.
pub const CALL_SIGNALS_PER_SECOND: u32 = 100;

/// How many bytes of signals of a call may come on one line in a second; those beyond it are refused. A call that begins has some
/// 40 KB for each end.
pub const CALL_SIGNAL_BYTES_PER_SECOND: u32 = 256 * 1024;

/// Largest page that an agent saves to a conversation, in bytes: its keyframe, and the assets that it shows.
pub const SAVED_PAGE_BYTES: usize = 32 * 1024 * 1024;

/// Largest recording that a site may allow itself, in bytes: a player holds all of it.
pub const RECORDING_BYTES: u64 = 256 * 1024 * 1024;

/// How many co-browse frames may be on their way to the relay without acknowledgement. Past that, capture
/// waits and folds what changes into the next frame.
pub const COBROWSE_IN_FLIGHT: u32 = 8;

/// Longest masking policy of a site: all its selectors and addresses together, in bytes. Every page load carries it.
pub const MASKING_BYTES: usize = 32 * 1024;
