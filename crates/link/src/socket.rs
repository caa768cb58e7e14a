//! One WebSocket and its four listeners. Dropping it hangs up and hears nothing more.

use gloo_events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BinaryType, MessageEvent, WebSocket};

/// What one socket tells.
pub(crate) enum SocketEvent {
    Open,
    Text(String),
    Binary(js_sys::ArrayBuffer),
    /// It failed to open, or is closed.
    Gone,
}

/// A socket that is opening or open.
pub(crate) struct Socket {
    socket: WebSocket,
    _listeners: [EventListener; 3],
}

impl Socket {
    /// Begins to open a socket.
    ///
    /// # Errors
    /// What the browser threw: the address is no WebSocket address, or the page may not open one.
    pub(crate) fn open(url: &str, on_event: impl Fn(SocketEvent) + Clone + 'static) -> Result<Self, JsValue> {
        let socket = WebSocket::new(url)?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let opened = on_event.clone();
        let closed = on_event.clone();
        // `error` is always followed by `close`, and tells nothing more.
        let listeners = [
            EventListener::new(&socket, "open", move |_| opened(SocketEvent::Open)),
            EventListener::new(&socket, "close", move |_| closed(SocketEvent::Gone)),
            EventListener::new(&socket, "message", move |event| {
                let data = event.unchecked_ref::<MessageEvent>().data();
                if let Some(text) = data.as_string() {
                    on_event(SocketEvent::Text(text));
                } else if let Ok(buffer) = data.dyn_into() {
                    on_event(SocketEvent::Binary(buffer));
                }
            }),
        ];
        Ok(Self { socket, _listeners: listeners })
    }

    /// Sends text; false when the socket is not open.
    pub(crate) fn send_text(&self, text: &str) -> bool {
        self.is_open() && self.socket.send_with_str(text).is_ok()
    }

    /// Sends bytes; false when the socket is not open.
    pub(crate) fn send_bytes(&self, bytes: &[u8]) -> bool {
        self.is_open() && self.socket.send_with_u8_array(bytes).is_ok()
    }

    /// Bytes that were sent but have not left the browser.
    pub(crate) fn buffered_amount(&self) -> u32 {
        self.socket.buffered_amount()
    }

    fn is_open(&self) -> bool {
        self.socket.ready_state() == WebSocket::OPEN
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // Fails only for a code or reason that we do not give.
        drop(self.socket.close());
    }
}
