//! Who types where. Pure. Trusts the relay's word, and takes it back when a typist's message arrives or her line is
//! gone.

use alongside_protocol::{ConversationId, Side};
use std::collections::HashMap;

/// Who types in each conversation, in the order in which they began.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Typists {
    by_conversation: HashMap<ConversationId, Vec<Typist>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Typist {
    side: Side,
    name: String,
}

impl Typists {
    /// Somebody began or stopped.
    pub fn note(&mut self, conversation: ConversationId, side: Side, name: String, on: bool) {
        let typists = self.by_conversation.entry(conversation).or_default();
        let typist = Typist { side, name };
        typists.retain(|other| *other != typist);
        if on {
            typists.push(typist);
        }
    }

    /// The shopper sent her message, or went away.
    pub fn visitor_stopped(&mut self, conversation: &ConversationId) {
        if let Some(typists) = self.by_conversation.get_mut(conversation) {
            typists.retain(|typist| typist.side != Side::Visitor);
        }
    }

    /// An agent sent a message.
    pub fn agent_stopped(&mut self, conversation: &ConversationId, agent: &str) {
        if let Some(typists) = self.by_conversation.get_mut(conversation) {
            typists.retain(|typist| typist.side != Side::Agent || typist.name != agent);
        }
    }

    /// The line was lost: nobody knows any more.
    pub fn forget(&mut self) {
        self.by_conversation.clear();
    }

    /// The names of those who type, the shopper's as the list shows it.
    pub fn names(&self, conversation: &ConversationId, visitor_name: &str) -> Vec<String> {
        let typists = self.by_conversation.get(conversation).map(Vec::as_slice).unwrap_or_default();
        typists
            .iter()
            .map(|typist| match typist.side {
                Side::Visitor => visitor_name.to_owned(),
                Side::Agent => typist.name.clone(),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typists_show_by_name_until_they_stop() {
        let mut typists = Typists::default();
        let conversation = ConversationId::from("c");
        typists.note(conversation.clone(), Side::Visitor, String::new(), true);
        typists.note(conversation.clone(), Side::Visitor, String::new(), true);
        typists.note(conversation.clone(), Side::Agent, "Jo".into(), true);
        assert_eq!(typists.names(&conversation, "Visitor 4F2A"), ["Visitor 4F2A", "Jo"]);
        typists.visitor_stopped(&conversation);
        assert_eq!(typists.names(&conversation, "Visitor 4F2A"), ["Jo"]);
        typists.agent_stopped(&conversation, "Jo");
        assert!(typists.names(&conversation, "Visitor 4F2A").is_empty());
    }
}
