//! What the audit log says of a session, what it never says, and what happens when it cannot be written.

use crate::{
    assistance::{act, acted, at, click, grant, grants, shared, watch},
    cobrowse::{ended, new_session, pair},
    command_line::{alongside, failure, success},
    support::{AYLIN, MILAN, OLGA, OTHER_SITE, Relay, SITE},
};
use alongside_protocol::{
    Act, Capability, EndReason, ErrorCode, FromAgent, FromVisitor, Outcome, Point, ToAgent, ToVisitor, Tool,
};
use alongside_server::audit::{Entry, Hash, Subject, verify::verify};
use rusqlite::Connection;

async fn entries(relay: &Relay) -> Vec<Entry> {
    let parts = relay.parts();
    parts.audit.flush().await.unwrap();
    verify(&*parts.store, &SITE.into(), None).await.unwrap();
    parts.store.audit(&SITE.into(), 0, 1_000).await.unwrap()
}

/// Actor and event of each entry, and for agents their names.
fn told(entries: &[Entry]) -> Vec<(String, &str)> {
    entries
        .iter()
        .map(|entry| (entry.name.clone().unwrap_or_else(|| entry.actor.clone()), entry.what.as_str()))
        .collect()
}

fn said<'a>(pairs: &[(&str, &'a str)]) -> Vec<(String, &'a str)> {
    pairs.iter().map(|(who, what)| ((*who).to_owned(), *what)).collect()
}

#[tokio::test]
async fn a_whole_session_stands_in_the_log_and_nothing_that_was_typed_or_drawn() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor, conversation) = pair(&relay).await;
    let session = new_session();
    milan
        .say(FromAgent::CobrowseRequest { conversation: conversation.clone(), session: session.clone() })
        .await;
    visitor.until(|frame| matches!(frame, ToVisitor::CobrowseRequest { .. }).then_some(())).await;
    visitor.start(&session).await;
    let id = watch(&mut milan, &mut visitor, &session).await[0].clone();
    let s = || session.clone();
    milan.say(FromAgent::CobrowseAsk { session: s(), capabilities: vec![Capability::Type] }).await;
    visitor.until(|frame| matches!(frame, ToVisitor::CobrowseAsk { .. }).then_some(())).await;
    grant(&mut visitor, &mut milan, &session, &id, &[Capability::Type]).await;
    act(&mut milan, &session, 1, Act::Pointer { at: at(3), laser: false }).await;
    act(&mut milan, &session, 2, Act::Type { node: 12, text: "canary typed".into() }).await;
    let points = vec![Point { x: 4_711, y: 8_128 }];
    act(&mut milan, &session, 3, Act::Draw { stroke: 1, tool: Tool::Pen, node: 13, points }).await;
    while acted(&mut visitor).await.1 != 3 {}
    let (outcome, number) = (Outcome::Protected, 2);
    visitor.say(FromVisitor::CobrowseOutcome { session: s(), agent: id.clone(), number, outcome }).await;
    milan.until(|frame| matches!(frame, ToAgent::CobrowseOutcome { .. }).then_some(())).await;
    grant(&mut visitor, &mut milan, &session, &id, &[]).await;
    visitor.say(FromVisitor::CobrowsePause { session: s(), on: true }).await;
    visitor.say(FromVisitor::CobrowsePause { session: s(), on: false }).await;
    milan.say(FromAgent::CobrowseLeave { session: s() }).await;
    milan.ping().await;
    visitor.say(FromVisitor::CobrowseEnd { session: s(), reason: EndReason::VisitorEnded }).await;
    ended(&mut visitor).await;

    let entries = entries(&relay).await;
    let mut all = told(&entries);
    // Her pauses and his leaving are on two lines: either may be first.
    let at = all.iter().position(|(_, what)| *what == "watch_ended").unwrap();
    assert_eq!(all.remove(at).0, "Milan");
    assert_eq!(
        all,
        said(&[
            ("Milan", "consent_asked"),
            ("visitor", "consent_given"),
            ("Milan", "watch_began"),
            ("Milan", "capability_asked"),
            ("visitor", "capability_granted"),
            ("Milan", "act"),
            ("Milan", "act"),
            ("visitor", "act_refused"),
            ("visitor", "capability_revoked"),
            ("visitor", "sharing_paused"),
            ("visitor", "sharing_went_on"),
            ("visitor", "sharing_ended"),
        ])
    );
    for entry in &entries {
        assert_eq!(entry.session.as_deref(), Some(session.as_str()));
        assert_eq!(entry.conversation.as_deref(), Some(conversation.as_str()));
        assert!(entry.visitor.is_some());
    }
    let details: Vec<_> =
        entries.iter().filter(|entry| entry.what == "act").map(|entry| &entry.detail).collect();
    let expected = [r#"{"act":"type","node":12,"number":2}"#, r#"{"act":"draw","node":13,"number":3}"#];
    assert_eq!(details, expected);
    let mut bytes = Vec::new();
    for file in std::fs::read_dir(relay.database().parent().unwrap()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            bytes.extend(std::fs::read(path).unwrap());
        }
    }
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("capability_granted"), "this is where the log stands");
    assert!(!holds("canary typed") && !holds("4711") && !holds("8128"));
}

#[tokio::test]
async fn a_stream_of_scrolling_is_one_entry_a_second_and_a_moving_pointer_none() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor, session, id) = shared(&relay).await;
    grant(&mut visitor, &mut milan, &session, &id, &[Capability::Scroll, Capability::Click]).await;
    for number in 0..20 {
        act(&mut milan, &session, number, Act::Scroll { node: 1, x: 0, y: 10 }).await;
        act(&mut milan, &session, number, Act::Pointer { at: at(number), laser: false }).await;
    }
    for number in 20..23 {
        act(&mut milan, &session, number, click(7)).await;
    }
    milan.ping().await;
    let entries = entries(&relay).await;
    let acts: Vec<_> =
        entries.iter().filter(|entry| entry.what == "act").map(|entry| entry.detail.as_str()).collect();
    let count = |kind: &str| acts.iter().filter(|detail| detail.contains(kind)).count();
    assert!((1..=2).contains(&count("scroll")), "{acts:?}");
    assert_eq!((count("click"), count("pointer")), (3, 0), "{acts:?}");
}

#[tokio::test]
async fn codes_declining_and_expiry_are_in_the_log() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor, _) = pair(&relay).await;
    visitor.say(FromVisitor::CobrowseCode { on: true }).await;
    visitor.until(|frame| matches!(frame, ToVisitor::CobrowseCode { .. }).then_some(())).await;
    visitor.say(FromVisitor::CobrowseCode { on: false }).await;
    visitor.say(FromVisitor::CobrowseCode { on: true }).await;
    let code = |frame| if let ToVisitor::CobrowseCode { code, .. } = frame { Some(code) } else { None };
    let code = visitor.until(code).await;
    let wrong = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
    let session = new_session();
    milan.say(FromAgent::CobrowseRedeem { code: wrong, session: session.clone() }).await;
    milan.error().await;
    milan.say(FromAgent::CobrowseRedeem { code, session: session.clone() }).await;
    visitor.until(|frame| matches!(frame, ToVisitor::CobrowseRequest { .. }).then_some(())).await;
    visitor.say(FromVisitor::CobrowseDecline { session }).await;
    ended(&mut visitor).await;
    assert_eq!(
        told(&entries(&relay).await),
        said(&[
            ("visitor", "code_made"),
            ("visitor", "code_taken_back"),
            ("visitor", "code_made"),
            ("Milan", "code_wrong"),
            ("Milan", "code_redeemed"),
            ("Milan", "consent_asked"),
            ("visitor", "consent_declined"),
        ])
    );
}

#[tokio::test]
async fn what_cannot_be_written_down_does_not_take_effect() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor, session, id) = shared(&relay).await;
    let other = Connection::open(relay.database()).unwrap();
    relay.parts().audit.flush().await.unwrap();
    other.execute_batch("ALTER TABLE audit RENAME TO hidden").unwrap();

    // A grant: nobody is told, and nothing is allowed.
    let frame = FromVisitor::CobrowseGrants {
        session: session.clone(),
        agent: id.clone(),
        grants: grants(&[Capability::Click]),
    };
    visitor.say(frame).await;
    assert_eq!(visitor.error().await.code, ErrorCode::StoreUnavailable);
    let told = milan
        .until(|frame| if let ToAgent::CobrowseGrants { grants, .. } = frame { Some(grants) } else { None });
    assert_eq!(told.await, []);
    act(&mut milan, &session, 1, click(3)).await;
    assert_eq!(milan.error().await.code, ErrorCode::NotGranted);

    // Consent: the session does not start.
    let mut another = relay.visitor().await;
    let second = new_session();
    another.say(FromVisitor::CobrowseStart { session: second.clone(), resume: false, recorded: false }).await;
    assert_eq!(another.error().await.code, ErrorCode::StoreUnavailable);
    milan.say(FromAgent::CobrowseWatch { session: second }).await;
    assert_eq!(milan.error().await.code, ErrorCode::UnknownSession);

    other.execute_batch("ALTER TABLE hidden RENAME TO audit").unwrap();
    grant(&mut visitor, &mut milan, &session, &id, &[Capability::Click]).await;
    let entries = entries(&relay).await;
    let granted = entries.iter().filter(|entry| entry.what == "capability_granted").count();
    assert_eq!(granted, 1, "what was refused was not written later");
}

#[tokio::test]
async fn a_relay_that_stops_writes_the_end_of_its_log_and_the_next_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::at(folder.path()).await;
    let (milan, visitor, _, _) = shared(&relay).await;
    let before = entries(&relay).await;
    let kept = Hash(before.last().unwrap().hash.clone().try_into().unwrap());
    assert!(relay.stop().await);
    drop((milan, visitor));
    let relay = Relay::at(folder.path()).await;
    let after = entries(&relay).await;
    let ends: Vec<_> = after[before.len()..].iter().map(|entry| entry.what.as_str()).collect();
    assert!(ends.contains(&"watch_ended") || ends.contains(&"sharing_ended"), "{ends:?}");
    shared(&relay).await;
    assert!(entries(&relay).await.len() > after.len());
    verify(&*relay.parts().store, &SITE.into(), Some(kept)).await.unwrap();
}

#[tokio::test]
async fn each_site_has_its_own_log() {
    let relay = Relay::start().await;
    let (_milan, _visitor, session, _) = shared(&relay).await;
    let mut olga = relay.agent(OLGA).await;
    olga.say(FromAgent::CobrowseWatch { session }).await;
    olga.error().await;
    let parts = relay.parts();
    parts.audit.flush().await.unwrap();
    assert_eq!(parts.store.audit(&OTHER_SITE.into(), 0, 10).await.unwrap(), []);
}

#[tokio::test]
async fn a_recording_that_was_viewed_is_in_the_log() {
    let relay = Relay::start().await;
    let parts = relay.parts();
    let agent = parts.store.agent_login(AYLIN).await.unwrap().unwrap().agent;
    parts.audit.recording_viewed(&agent, Subject::site(&SITE.into()), "r1").await.unwrap();
    let entries = entries(&relay).await;
    assert_eq!(told(&entries), said(&[("Aylin", "recording_viewed")]));
    assert_eq!(entries[0].detail, r#"{"recording":"r1"}"#);
}

#[tokio::test]
async fn an_operator_lists_the_log_and_finds_out_that_somebody_changed_it() {
    let relay = Relay::start().await;
    let (mut milan, mut visitor, session, id) = shared(&relay).await;
    grant(&mut visitor, &mut milan, &session, &id, &[Capability::Click]).await;
    relay.parts().audit.flush().await.unwrap();
    let path = relay.database();
    let database = path.to_str().unwrap();
    let run = |arguments: &[&str]| alongside(&[arguments, &["--database", database]].concat());

    let verified = success(&run(&["audit", "verify", "--site", SITE]));
    let head = verified.split_whitespace().last().unwrap().to_owned();
    assert!(verified.starts_with("pk_shop  3 entries  ") && head.len() == 64, "{verified}");
    assert_eq!(success(&run(&["audit", "verify"])).lines().count(), 2, "both sites");
    let listed = success(&run(&["audit", "list", "--site", SITE, "--since", "1h"]));
    let lines: Vec<_> = listed.lines().collect();
    assert_eq!(lines.len(), 3, "{listed}");
    assert!(lines[1].contains("  2  agent \"Milan\"  watch_began  session "), "{listed}");
    let json = success(&run(&["audit", "list", "--site", SITE, "--json"]));
    let last: serde_json::Value = serde_json::from_str(json.lines().last().unwrap()).unwrap();
    assert_eq!(last["what"], "capability_granted");
    assert_eq!(last["detail"]["capabilities"], serde_json::json!(["click"]));
    assert_eq!(last["hash"], head.as_str());
    assert_eq!(success(&run(&["audit", "list", "--site", SITE, "--since", "0m"])), "");

    // What an operator changes is in it, and the hash from before still is.
    success(&run(&["site", "origins", SITE, "--add", "https://www.shop.example"]));
    success(&run(&["agent", "password", "--email", MILAN]));
    success(&run(&["audit", "verify", "--site", SITE, "--head", &head]));
    let listed = success(&run(&["audit", "list", "--site", SITE]));
    assert!(listed.contains(r#"operator  policy_changed  {"setting":"origins","value":"https://shop.example https://www.shop.example"}"#), "{listed}");
    assert!(listed.contains(r#"{"setting":"agent_password","value":"milan@shop.example"}"#), "{listed}");

    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch("DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_deleted")
        .unwrap();
    connection.execute("DELETE FROM audit WHERE number > 2", []).unwrap();
    success(&run(&["audit", "verify", "--site", SITE]));
    let cut = failure(&run(&["audit", "verify", "--site", SITE, "--head", &head]));
    assert!(cut.contains("site pk_shop: no entry up to 2"), "{cut}");
    connection.execute("UPDATE audit SET name = 'Aylin' WHERE number = 2", []).unwrap();
    let changed = failure(&run(&["audit", "verify"]));
    assert!(changed.contains("site pk_shop: entry 2 does not follow"), "{changed}");
    assert!(
        failure(&run(&["audit", "list", "--site", "pk_nobody"])).contains("no site has the key pk_nobody")
    );
}

#[tokio::test]
async fn a_page_writes_nothing_of_its_own_into_the_log_by_naming_agents_who_never_watched() {
    let relay = Relay::start().await;
    let (_milan, mut visitor, session, _) = shared(&relay).await;
    let before = entries(&relay).await.len();
    let stranger = || "x".repeat(100_000).into();
    let capabilities = vec![Capability::Click];
    visitor
        .say(FromVisitor::CobrowseOutcome {
            session: session.clone(),
            agent: stranger(),
            number: 1,
            outcome: Outcome::Gone,
        })
        .await;
    visitor
        .say(FromVisitor::CobrowseRefuse { session: session.clone(), agent: stranger(), capabilities })
        .await;
    // A line that is answered has had what was said before.
    visitor.say(FromVisitor::Ping).await;
    visitor.until(|frame| matches!(frame, ToVisitor::Pong).then_some(())).await;
    assert_eq!(entries(&relay).await.len(), before);
}
