//! A shopper asks, an agent answers.

use crate::support::{AYLIN, MILAN, Relay};
use alongside_protocol::{
    Author, Content, FromAgent, FromVisitor, Noted, Page, Side, ToAgent, ToVisitor, Transcript,
};

#[tokio::test]
async fn a_question_is_answered_and_both_sides_see_it() {
    let relay = Relay::start().await;
    let mut agent = relay.agent(MILAN).await;
    let mut visitor = relay.visitor().await;

    assert_eq!(visitor.tell("v1", "Is it waterproof?").await, 1);
    let (conversation, seq, body) = agent.heard().await;
    assert_eq!((seq, body.as_str()), (1, "Is it waterproof?"));
    let summary = agent
        .until(|frame| if let ToAgent::Conversation { summary } = frame { Some(summary) } else { None })
        .await;
    assert_eq!((summary.unread, summary.online), (1, true));
    assert_eq!(summary.page.url, "https://shop.example/p", "the query stays with the shopper");
    assert!(summary.visitor_name.starts_with("Visitor "), "{}", summary.visitor_name);

    let transcript = agent.open_conversation(&conversation).await;
    assert_eq!(transcript.messages.len(), 1);
    assert_eq!(agent.tell(&conversation, "a1", "It is.").await, 3);
    let message = visitor
        .until(|frame| match frame {
            ToVisitor::Message { message } if message.author != Author::System => Some(message),
            _ => None,
        })
        .await;
    assert_eq!((message.seq, message.body.as_str()), (3, "It is."));
    assert_eq!(message.author, Author::Agent { name: "Milan".into() });
}

#[tokio::test]
async fn a_visitor_without_a_word_is_in_no_list() {
    let relay = Relay::start().await;
    let _visitor = relay.visitor().await;
    let cookie =
        crate::support::http::log_in(relay.address(), MILAN, crate::support::PASSWORD).await.cookie();
    let mut agent = crate::support::Agent::open_agent(relay.address(), &cookie).await.unwrap();
    assert_eq!(agent.hello().await, []);
}

#[tokio::test]
async fn two_tabs_and_two_agents_hear_each_other() {
    let relay = Relay::start().await;
    let (mut milan, mut aylin) = (relay.agent(MILAN).await, relay.agent(AYLIN).await);
    let mut first = relay.line().await;
    let (token, _) = first.hello(None, None, 0).await;
    let mut second = relay.line().await;
    second.hello(Some(token), None, 0).await;

    first.tell("v1", "one").await;
    assert_eq!(second.heard().await, (1, "one".into()));
    second.tell("v2", "two").await;
    assert_eq!(first.heard().await, (2, "two".into()));
    let (conversation, ..) = milan.heard().await;
    milan.tell(&conversation, "a1", "three").await;
    for seq in [1, 2, 4] {
        assert_eq!(aylin.heard().await.1, seq);
    }
    for tab in [&mut first, &mut second] {
        assert_eq!(tab.heard().await, (4, "three".into()));
    }
}

#[tokio::test]
async fn typing_is_told_to_agents_who_have_the_conversation_open() {
    let relay = Relay::start().await;
    let (mut milan, mut aylin) = (relay.agent(MILAN).await, relay.agent(AYLIN).await);
    let mut visitor = relay.visitor().await;
    visitor.tell("v1", "one").await;
    let (conversation, ..) = milan.heard().await;
    milan.open_conversation(&conversation).await;

    visitor.say(FromVisitor::Typing { on: true }).await;
    visitor.tell("v2", "two").await;
    let (side, on) = milan
        .until(|frame| if let ToAgent::Typing { side, on, .. } = frame { Some((side, on)) } else { None })
        .await;
    assert_eq!((side, on), (Side::Visitor, true));
    // Aylin hears the message that was said after the typing, and no typing before it.
    aylin
        .until(|frame| match frame {
            ToAgent::Typing { .. } => panic!("Aylin has not opened this conversation"),
            ToAgent::Message { message, .. } if message.seq == 2 => Some(()),
            _ => None,
        })
        .await;

    milan.say(FromAgent::Typing { conversation, on: true }).await;
    let name = visitor
        .until(|frame| if let ToVisitor::Typing { name, .. } = frame { Some(name) } else { None })
        .await;
    assert_eq!(name, "Milan");
}

#[tokio::test]
async fn what_is_read_is_told_and_no_longer_counts_as_unread() {
    let relay = Relay::start().await;
    let mut agent = relay.agent(MILAN).await;
    let mut visitor = relay.visitor().await;
    visitor.tell("v1", "one").await;
    let (conversation, ..) = agent.heard().await;
    agent.say(FromAgent::Read { conversation: conversation.clone(), seq: 1 }).await;
    let read = visitor
        .until(|frame| if let ToVisitor::Read { side, seq } = frame { Some((side, seq)) } else { None })
        .await;
    assert_eq!(read, (Side::Agent, 1));
    agent
        .until(|frame| match frame {
            ToAgent::Conversation { summary } if summary.unread == 0 => Some(()),
            _ => None,
        })
        .await;
    agent.tell(&conversation, "a1", "yes").await;
    visitor.heard().await;
    visitor.say(FromVisitor::Read { seq: 2 }).await;
    let read = agent
        .until(|frame| if let ToAgent::Read { side, seq, .. } = frame { Some((side, seq)) } else { None })
        .await;
    assert_eq!(read, (Side::Visitor, 2));
}

#[tokio::test]
async fn agents_see_where_the_shopper_is_and_that_she_leaves() {
    let relay = Relay::start().await;
    let mut agent = relay.agent(MILAN).await;
    let mut visitor = relay.visitor().await;
    visitor.tell("v1", "one").await;
    let page = Page { url: "https://shop.example/basket#x".into(), title: "Basket".into() };
    visitor.say(FromVisitor::Page { page }).await;
    agent
        .until(|frame| match frame {
            ToAgent::Conversation { summary } => (summary.page.title == "Basket").then_some(()),
            _ => None,
        })
        .await;
    drop(visitor);
    agent
        .until(|frame| match frame {
            ToAgent::Conversation { summary } => (!summary.online).then_some(()),
            _ => None,
        })
        .await;
}

#[tokio::test]
async fn the_shopper_sees_which_agents_come_and_go() {
    let relay = Relay::start().await;
    let mut visitor = relay.visitor().await;
    let agent = relay.agent(MILAN).await;
    let agents = |frame| if let ToVisitor::Agents { agents } = frame { Some(agents) } else { None };
    assert_eq!(visitor.until(agents).await, ["Milan"]);
    drop(agent);
    assert_eq!(visitor.until(agents).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_shopper_and_an_agent_who_speak_at_once_each_see_every_number_once() {
    let relay = Relay::start().await;
    let mut agent = relay.agent(MILAN).await;
    let mut visitor = relay.visitor().await;
    visitor.tell("v0", "begin").await;
    let (conversation, ..) = agent.heard().await;
    for number in 0..50 {
        visitor.message(&format!("v-{number}"), "from her").await;
        let frame = FromAgent::Message {
            conversation: conversation.clone(),
            client_id: format!("a-{number}").into(),
            body: "from Milan".into(),
            content: None,
        };
        agent.say(frame).await;
    }
    let mut expected = 2;
    while expected <= 101 {
        let seq = visitor
            .until(|frame| match frame {
                ToVisitor::Ack { seq, .. } => Some(seq),
                ToVisitor::Message { message } => Some(message.seq),
                _ => None,
            })
            .await;
        assert_eq!(seq, expected);
        expected += 1;
    }
    let mut expected = 2;
    while expected <= 101 {
        let seq = agent
            .until(|frame| match frame {
                ToAgent::Ack { seq, .. } => Some(seq),
                ToAgent::Message { message, .. } => Some(message.seq),
                _ => None,
            })
            .await;
        assert_eq!(seq, expected);
        expected += 1;
    }
}

/// Number and words of all that a history says, and who joined in it.
fn told(transcript: &Transcript) -> Vec<(u64, &str)> {
    transcript.messages.iter().map(|message| (message.seq, message.body.as_str())).collect()
}

#[tokio::test]
async fn who_answers_joins_once_in_front_of_the_first_words_and_again_when_she_has_opened_it_anew() {
    let relay = Relay::start().await;
    let (mut milan, mut aylin) = (relay.agent(MILAN).await, relay.agent(AYLIN).await);
    let mut visitor = relay.line().await;
    let (token, _) = visitor.hello(None, None, 0).await;
    visitor.tell("v1", "Is it waterproof?").await;
    let (conversation, ..) = milan.heard().await;
    assert_eq!(milan.tell(&conversation, "a1", "It is.").await, 3);
    // Both see it, in order, and as what it is.
    for seq in [2, 3] {
        let message = visitor
            .until(|frame| if let ToVisitor::Message { message } = frame { Some(message) } else { None })
            .await;
        assert_eq!(message.seq, seq);
        let joined = Content::Notice { what: Noted::Joined, name: Some("Milan".into()) };
        assert_eq!(message.content, (seq == 2).then_some(joined));
        assert_eq!(message.author == Author::System, seq == 2);
    }
    // Once, also when the message is said again; and a colleague for herself.
    assert_eq!(milan.tell(&conversation, "a1", "It is.").await, 3);
    assert_eq!(milan.tell(&conversation, "a2", "Really.").await, 4);
    assert_eq!(aylin.tell(&conversation, "a3", "I wear it myself.").await, 6);
    // A colleague's console has the line before the acknowledgement of what came behind it.
    assert_eq!(milan.heard().await.1, 6);

    milan.say(FromAgent::Close { conversation: conversation.clone(), seen: None }).await;
    visitor.until(|frame| matches!(frame, ToVisitor::Rating { closing: Some(_) }).then_some(())).await;
    assert_eq!(milan.tell(&conversation, "a4", "Have a good day.").await, 8, "an old acquaintance");
    assert_eq!(visitor.tell("v2", "One more thing").await, 9);
    assert_eq!(aylin.tell(&conversation, "a5", "Yes?").await, 11);

    let mut anew = relay.line().await;
    let (_, transcript) = anew.hello(Some(token), None, 0).await;
    assert_eq!(
        told(&transcript),
        [
            (1, "Is it waterproof?"),
            (2, "Milan joined the conversation"),
            (3, "It is."),
            (4, "Really."),
            (5, "Aylin joined the conversation"),
            (6, "I wear it myself."),
            (7, "Milan closed this conversation"),
            (8, "Have a good day."),
            (9, "One more thing"),
            (10, "Aylin joined the conversation"),
            (11, "Yes?"),
        ]
    );
    assert_eq!(aylin.open_conversation(&conversation).await.messages, transcript.messages);
}
