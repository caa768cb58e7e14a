//! What is written but not yet known to be stored. Pure, and serialisable so that it survives a reload.

use alongside_protocol::{ClientId, ErrorFrame};
use serde::{Deserialize, Serialize};

/// Items under their client ids, in the order in which they were written. Send all of them again on each
/// new line, after its `welcome`: the relay stores each once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Outbox<Item> {
    pending: Vec<Pending<Item>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Pending<Item> {
    client_id: ClientId,
    item: Item,
}

impl<Item> Default for Outbox<Item> {
    fn default() -> Self {
        Self { pending: Vec::new() }
    }
}

impl<Item> Outbox<Item> {
    /// Adds an item at the end. An id that is already there keeps its first item.
    pub fn push(&mut self, client_id: ClientId, item: Item) {
        if self.get(&client_id).is_none() {
            self.pending.push(Pending { client_id, item });
        }
    }

    /// The item under `client_id`, while it is pending.
    pub fn get(&self, client_id: &ClientId) -> Option<&Item> {
        self.pending.iter().find(|pending| pending.client_id == *client_id).map(|pending| &pending.item)
    }

    /// Everything that is not acknowledged, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&ClientId, &Item)> {
        self.pending.iter().map(|pending| (&pending.client_id, &pending.item))
    }

    /// How many items wait.
    pub fn len(&self) -> usize {
        self.pending.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// The relay has stored `client_id`: by an `ack`, or by the message itself in a history. Gives the item
    /// back, or nothing if it was acknowledged before.
    pub fn acknowledge(&mut self, client_id: &ClientId) -> Option<Item> {
        let index = self.pending.iter().position(|pending| pending.client_id == *client_id)?;
        Some(self.pending.remove(index).item)
    }

    /// Drops every item of which `is_wanted` is false: nobody is left to have it. Whether there was any.
    pub fn retain(&mut self, is_wanted: impl Fn(&Item) -> bool) -> bool {
        let before = self.pending.len();
        self.pending.retain(|pending| is_wanted(&pending.item));
        self.pending.len() != before
    }

    /// The relay refused the message that `error` is about. A passing error keeps it, to be sent again; a
    /// lasting one drops it and gives it back, to be shown as failed.
    pub fn refuse(&mut self, error: &ErrorFrame) -> Option<Item> {
        let client_id = error.client_id.as_ref().filter(|_| !error.retry)?;
        self.acknowledge(client_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside_protocol::ErrorCode;

    fn outbox(ids: &[&str]) -> Outbox<String> {
        let mut outbox = Outbox::default();
        for id in ids {
            outbox.push(ClientId::from(*id), format!("body of {id}"));
        }
        outbox
    }

    fn ids(outbox: &Outbox<String>) -> Vec<&str> {
        outbox.iter().map(|(id, _)| id.as_str()).collect()
    }

    #[test]
    fn items_keep_the_order_in_which_they_were_written() {
        let mut outbox = outbox(&["a", "b", "c"]);
        assert_eq!(outbox.acknowledge(&"b".into()), Some("body of b".to_owned()));
        outbox.push("d".into(), String::new());
        assert_eq!(ids(&outbox), ["a", "c", "d"]);
        assert_eq!(outbox.len(), 3);
    }

    #[test]
    fn a_second_acknowledgement_finds_nothing() {
        let mut outbox = outbox(&["a"]);
        outbox.acknowledge(&"a".into());
        assert_eq!(outbox.acknowledge(&"a".into()), None);
        assert!(outbox.is_empty());
    }

    #[test]
    fn an_id_that_is_pending_keeps_its_first_item() {
        let mut outbox = outbox(&["a"]);
        outbox.push("a".into(), "another".to_owned());
        assert_eq!(outbox.get(&"a".into()).map(String::as_str), Some("body of a"));
        assert_eq!(outbox.len(), 1);
    }

    #[test]
    fn a_passing_error_keeps_the_message_and_a_lasting_one_gives_it_back() {
        let mut outbox = outbox(&["a", "b"]);
        let passing = ErrorFrame::passing(ErrorCode::StoreUnavailable, "Busy.").about("a".into());
        assert_eq!(outbox.refuse(&passing), None);
        let lasting = ErrorFrame::lasting(ErrorCode::MessageTooLong, "Too long.").about("a".into());
        assert_eq!(outbox.refuse(&lasting), Some("body of a".to_owned()));
        assert_eq!(ids(&outbox), ["b"]);
    }

    #[test]
    fn an_error_about_no_message_drops_none() {
        let mut outbox = outbox(&["a"]);
        assert_eq!(outbox.refuse(&ErrorFrame::lasting(ErrorCode::UnknownSite, "No.")), None);
        assert_eq!(outbox.len(), 1);
    }

    #[test]
    fn an_outbox_survives_a_reload() {
        let before = outbox(&["a", "b"]);
        let stored = serde_json::to_string(&before).expect("it is serialisable");
        assert_eq!(serde_json::from_str::<Outbox<String>>(&stored).expect("it is JSON"), before);
    }
}
