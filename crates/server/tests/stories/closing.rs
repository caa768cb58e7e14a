//! An agent closes a conversation, and the shopper says how it was.

use crate::support::{Agent, MILAN, Relay, SITE, Visitor};
use alongside_protocol::{
    Author, Content, ConversationId, ConversationSummary, ErrorCode, FromAgent, FromVisitor, Message,
    RatingOptions, SiteOptions, ToAgent, ToVisitor,
};

async fn summary(agent: &mut Agent, wanted: impl Fn(&ConversationSummary) -> bool) -> ConversationSummary {
    agent
        .until(|frame| match frame {
            ToAgent::Conversation { summary } if wanted(&summary) => Some(summary),
            _ => None,
        })
        .await
}

async fn asked(visitor: &mut Visitor) -> Option<u64> {
    visitor.until(|frame| if let ToVisitor::Rating { closing } = frame { Some(closing) } else { None }).await
}

async fn relays_own(agent: &mut Agent) -> Message {
    agent
        .until(|frame| match frame {
            ToAgent::Message { message, .. } if message.author == Author::System => Some(message),
            _ => None,
        })
        .await
}

async fn meet(relay: &Relay) -> (Visitor, Agent, ConversationId) {
    let mut agent = relay.agent(MILAN).await;
    let mut visitor = relay.visitor().await;
    visitor.tell("v1", "Is it waterproof?").await;
    let (conversation, ..) = agent.heard().await;
    (visitor, agent, conversation)
}

#[tokio::test]
async fn a_closed_conversation_is_rated_on_any_page_of_hers_and_all_hear_it() {
    let relay = Relay::start().await;
    let mut agent = relay.agent(MILAN).await;
    let mut visitor = relay.line().await;
    let (token, _) = visitor.hello(None, None, 0).await;
    visitor.tell("v1", "Is it waterproof?").await;
    let (conversation, ..) = agent.heard().await;

    agent.say(FromAgent::Close { conversation: conversation.clone(), seen: None }).await;
    assert!(summary(&mut agent, |summary| summary.closed).await.rating.is_none());
    assert_eq!(visitor.heard().await, (2, "Milan closed this conversation".into()));
    assert_eq!(asked(&mut visitor).await, Some(1));
    // On the next page it is asked as well.
    let mut other_page = relay.line().await;
    other_page.hello(Some(token.clone()), None, 0).await;
    assert_eq!(asked(&mut other_page).await, Some(1));

    let comment = Some("  Quick.  ".to_owned());
    other_page.say(FromVisitor::Rate { closing: 1, score: Some(4), comment }).await;
    assert_eq!(asked(&mut other_page).await, None);
    assert_eq!(asked(&mut visitor).await, None);
    assert_eq!(summary(&mut agent, |summary| summary.rating.is_some()).await.rating, Some(4));
    let rating = relays_own(&mut agent).await;
    assert_eq!(rating.body, "Rated 4 of 5: Quick.");
    assert_eq!(rating.content, Some(Content::Rating { score: 4, comment: Some("Quick.".into()) }));
    let metrics = relay.parts().metrics.render();
    assert!(metrics.contains("alongside_ratings_total{score=\"4\"} 1\n"), "{metrics}");
    assert!(metrics.contains("alongside_closings_total 1\n"), "{metrics}");

    // Once is enough, and it stays closed: a rating is no question.
    visitor.say(FromVisitor::Rate { closing: 1, score: Some(1), comment: None }).await;
    assert_eq!(asked(&mut visitor).await, None);
    let mut later = relay.line().await;
    let (_, transcript) = later.hello(Some(token), None, 0).await;
    assert_eq!(transcript.messages.len(), 3);
    later.ping().await;
    let cookie =
        crate::support::http::log_in(relay.address(), MILAN, crate::support::PASSWORD).await.cookie();
    let mut anew = Agent::open_agent(relay.address(), &cookie).await.unwrap();
    let listed = anew.hello().await;
    assert_eq!((listed[0].closed, listed[0].rating), (true, Some(4)));
}

#[tokio::test]
async fn a_message_of_hers_opens_it_again_and_takes_the_question_back() {
    let relay = Relay::start().await;
    let (mut visitor, mut agent, conversation) = meet(&relay).await;
    agent.say(FromAgent::Close { conversation: conversation.clone(), seen: None }).await;
    assert_eq!(asked(&mut visitor).await, Some(1));
    agent.tell(&conversation, "a1", "Have a good day.").await;
    visitor.tell("v2", "One more thing").await;
    // Told before the acknowledgement or after it: on every page of hers.
    visitor.say(FromVisitor::Rate { closing: 1, score: Some(5), comment: None }).await;
    assert_eq!(asked(&mut visitor).await, None);
    let opened = summary(&mut agent, |summary| !summary.closed && summary.unread == 2).await;
    assert_eq!(opened.rating, None, "what is not asked is not rated");

    agent.say(FromAgent::Close { conversation: conversation.clone(), seen: None }).await;
    visitor.until(|frame| matches!(frame, ToVisitor::Rating { closing: Some(2) }).then_some(())).await;
    agent.say(FromAgent::Reopen { conversation: conversation.clone() }).await;
    visitor.until(|frame| matches!(frame, ToVisitor::Rating { closing: None }).then_some(())).await;
    summary(&mut agent, |summary| !summary.closed).await;
}

#[tokio::test]
async fn a_message_that_the_agent_has_not_seen_keeps_the_conversation_open() {
    let relay = Relay::start().await;
    let (mut visitor, mut agent, conversation) = meet(&relay).await;
    visitor.tell("v2", "And warm?").await;
    agent.say(FromAgent::Close { conversation: conversation.clone(), seen: Some(1) }).await;
    assert_eq!(agent.error().await.code, ErrorCode::UnseenMessage);
    agent.tell(&conversation, "a1", "Both.").await;
    agent.say(FromAgent::Close { conversation, seen: Some(2) }).await;
    assert_eq!(asked(&mut visitor).await, Some(1));
    summary(&mut agent, |summary| summary.closed).await;
}

#[tokio::test]
async fn a_site_that_does_not_want_ratings_asks_for_none() {
    let relay = Relay::start().await;
    let (mut visitor, mut agent, conversation) = meet(&relay).await;
    let options = SiteOptions { rating: RatingOptions { enabled: false }, ..SiteOptions::default() };
    relay.parts().store.set_options(&SITE.into(), options).await.unwrap();
    agent.say(FromAgent::Close { conversation, seen: None }).await;
    assert_eq!(visitor.heard().await, (2, "Milan closed this conversation".into()));
    visitor.say(FromVisitor::Rate { closing: 1, score: Some(5), comment: None }).await;
    assert_eq!(asked(&mut visitor).await, None);
    let told = summary(&mut agent, |summary| summary.closed).await;
    assert_eq!(told.rating, None);
}

#[tokio::test]
async fn what_is_no_rating_is_refused_and_agents_make_none_up() {
    let relay = Relay::start().await;
    let (mut visitor, mut agent, conversation) = meet(&relay).await;
    agent.say(FromAgent::Close { conversation: conversation.clone(), seen: None }).await;
    assert_eq!(asked(&mut visitor).await, Some(1));
    for (score, comment) in [(0, None), (6, None), (5, Some("a".repeat(2_001)))] {
        visitor.say(FromVisitor::Rate { closing: 1, score: Some(score), comment }).await;
        assert_eq!(visitor.error().await.code, ErrorCode::ContentRefused);
    }
    let content = Some(Content::Rating { score: 5, comment: None });
    agent.say(FromAgent::Message { conversation, client_id: "a1".into(), body: "5".into(), content }).await;
    assert_eq!(agent.error().await.code, ErrorCode::ContentRefused);
    let unknown = ConversationId::from("018f4e9a-7c31-7a1b-9d7e-000000000000");
    agent.say(FromAgent::Close { conversation: unknown, seen: None }).await;
    assert_eq!(agent.error().await.code, ErrorCode::UnknownConversation);
}

/// What her page was last told to ask, when it has heard all that was said before.
async fn last_asked(visitor: &mut Visitor) -> Option<Option<u64>> {
    visitor.say(FromVisitor::Ping).await;
    let mut last = None;
    visitor
        .until(|frame| match frame {
            ToVisitor::Rating { closing } => {
                last = Some(closing);
                None
            }
            ToVisitor::Pong => Some(()),
            _ => None,
        })
        .await;
    last
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closing_that_crosses_her_message_leaves_page_and_conversation_as_the_last_of_them_says() {
    let relay = Relay::start().await;
    let (mut visitor, mut agent, conversation) = meet(&relay).await;
    let (store, site) = (&relay.parts().store, SITE.into());
    for round in 0..40 {
        let client_id = format!("r{round}");
        tokio::join!(
            agent.say(FromAgent::Close { conversation: conversation.clone(), seen: None }),
            visitor.message(&client_id, "One more thing"),
        );
        visitor.acked().await;
        agent.ping().await;
        let closed = store.summary(&site, &conversation).await.unwrap().unwrap().is_closed;
        let last = store.earlier(&site, &conversation, u64::MAX, 1).await.unwrap().remove(0);
        let is_last = last.author == Author::System;
        assert_eq!(closed, is_last, "round {round}: what stands at the end is {last:?}");
        let unrated = store.unrated(&site, &conversation).await.unwrap();
        // What was published may be on its way; what was told last is what holds.
        let mut told = None;
        for _ in 0..20 {
            told = last_asked(&mut visitor).await.or(told);
            if told == Some(unrated) {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        assert_eq!(told, Some(unrated), "round {round}");
        agent.say(FromAgent::Reopen { conversation: conversation.clone() }).await;
        agent.ping().await;
    }
}
