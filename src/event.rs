//! What goes into the state, what has to be done then, and what the page is told. Pure.

use crate::conversation::Draft;
use alongside_link::LinkState;
use alongside_protocol::{ClientId, Filled, FromVisitor, SessionId, ToVisitor};

/// Something happened: on the line, in the panel, in the page or in the browser.
#[derive(Clone, Debug)]
pub(crate) enum Input {
    /// The line changed, at a time in ms since 1970 UTC.
    Line(LinkState, u64),
    Frame(ToVisitor),
    /// The panel was opened, or closed.
    Opened(bool),
    /// The page came to the front, or went away from it.
    Visible(bool),
    /// The browser has a network, or has none.
    Online(bool),
    /// The browser refuses to store anything.
    NotKept,
    /// The shopper said something.
    Wrote(ClientId, Draft),
    /// The shopper writes, or paused.
    Typing(bool),
    /// The shopper has begun to fill in the form that is shown.
    FormBegun,
    /// The shopper has filled it in: an answer for each question; and what her message is called if it has one, and when.
    FormFilled(Vec<String>, ClientId, u64),
    /// The shopper wants all that is kept of her deleted: to be asked once more.
    DeletionAsked,
    /// She is sure, or is not.
    DeletionMeant(bool),
    /// Nothing is kept of her any more.
    Deleted,
    /// What she asked for with her data is on its way, or did not work: in words for her.
    AboutData(String),
    /// She has read that all is deleted, and begins anew.
    BegunAnew,
    /// The shopper lets a failed message go.
    RemoveFailed(ClientId),
    /// The time for another try of refused messages has come.
    SendAgain,
    /// The shopper wants to see what was said before.
    Earlier,
    /// The time to look for a gap has come.
    MindTheGap,
    /// The shopper asks to share her page: a session's name to be.
    ShareAsked(SessionId),
    /// A code is wanted, to read out on the phone.
    CodeAsked,
    /// Another code, in place of the one that is shown.
    NewCode,
    /// The shopper takes her code back, or has read why there is none.
    CodeTakenBack,
    ShareAgreed,
    ShareDeclined,
    ShareStopped,
    /// The shopper holds the view where it is, or lets it go on.
    SharePaused(bool),
    /// The shopper wants to see what the agent cannot, or no longer.
    SharePreviewed(bool),
    /// The page cannot be read; why.
    CaptureFailed(String),
    /// The page goes away.
    PageLeft,
    /// The page is there, new or out of the back-forward cache; and the session that was shared in this tab a moment ago.
    PageShown(Option<SessionId>),
    /// The shopper looks at this page, or no longer does.
    Focused(bool),
    /// An agent calls: the panel shows it.
    CallCame,
    /// The notice that sharing is over was read.
    NoticeRead,
    /// She chose how the conversation was: 1 to 5.
    Scored(u8),
    /// What she adds to that, so far.
    Commented(String),
    /// She sends her rating, or would rather not say.
    Rated(bool),
}

/// Something to do, in the order given.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Effect {
    /// Say who is there: the token and the page are the client's to add.
    Hello,
    Send(FromVisitor),
    StoreToken(String),
    /// Store a pending message, so that it survives a reload.
    Keep(ClientId, Draft),
    /// It is pending no more.
    Forget(ClientId),
    /// Keep a form that is filled in until the relay has it.
    KeepForm(Filled),
    /// Say the form that is kept, if there is one.
    SendForm,
    /// The relay has it, or will not have it.
    ForgetForm,
    /// Have all deleted that is kept of her.
    DeleteData,
    /// Keep nothing in the browser any more.
    ForgetAll,
    RememberOpen(bool),
    /// Come back with [`Input::SendAgain`] in so many ms.
    SendAgainIn(u32),
    /// Come back with [`Input::MindTheGap`] in a moment.
    MindTheGapSoon,
    /// Hang up and call anew: history has a gap.
    Reconnect,
    /// Hang up for good.
    HangUp,
    /// Fetch the capture module: it will be needed.
    LoadCapture,
    /// Read the page, and send it under this session; go on if it is being read already.
    Record(SessionId),
    /// Send nothing until there is a line again.
    HoldRecording,
    /// She agreed: her other pages may go on with this session.
    StoreConsent(SessionId),
    /// This tab's next page may go on with the session, if it comes soon.
    MarkTab(bool),
    /// No page may go on with it.
    ForgetSharing(SessionId),
    /// The relay has the frames up to this one.
    FramesReceived(u32),
    /// Send the bytes of these assets, which the relay does not have.
    SendAssets(Vec<String>),
    /// Send the whole page again, with or without its assets.
    Keyframe {
        assets: bool,
    },
    /// Read nothing for a while, or go on.
    Pause(bool),
    /// Cover what the agent cannot see, or no longer.
    Preview(bool),
    StopRecording,
    Tell(WidgetEvent),
}

/// What the page may listen to.
#[derive(Clone, Debug, PartialEq)]
pub enum WidgetEvent {
    /// The relay has answered for the first time.
    Ready,
    /// The panel is open.
    Open,
    /// The panel is closed.
    Close,
    /// An agent said something.
    Message {
        /// The agent's display name.
        author: String,
        /// Plain text.
        body: String,
    },
    /// How many messages of agents are unread.
    Unread(usize),
    /// The shopper's page is being shared.
    CobrowseStart,
    /// The shopper's page is no longer shared, or will not be: the relay refused the start.
    CobrowseStop,
    /// The shopper holds the view where it is, or lets it go on.
    CobrowsePaused(bool),
    /// The shopper has a code to read out.
    CobrowseCode {
        /// Six digits.
        code: String,
        /// When it ends, in ms since 1970 UTC.
        expires_at_ms: u64,
    },
    /// The relay refused the line for good, in words for people.
    Error(String),
}
