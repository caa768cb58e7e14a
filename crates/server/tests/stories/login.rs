//! Agents log in, log out, and are not let in.

use crate::support::{AYLIN, Agent, MILAN, Options, PASSWORD, Relay, http, http::log_in};
use alongside_protocol::{ErrorCode, FromAgent, ToAgent};
use alongside_server::timings::Timings;
use std::time::{Duration, Instant};
use tokio_tungstenite::tungstenite::Error;

#[tokio::test]
async fn a_login_gives_a_cookie_that_opens_the_console() {
    let relay = Relay::start().await;
    let address = relay.address();
    let answer = log_in(address, " Milan@Shop.example ", PASSWORD).await;
    assert_eq!(answer.status, 200);
    let cookie = answer.header("set-cookie").unwrap();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let me = http::get(address, "/api/v1/me", &[("cookie", &answer.cookie())]).await;
    assert_eq!(me.status, 200);
    assert_eq!(me.json(), answer.json());
    assert_eq!(me.json()["name"], "Milan");
    assert_eq!(me.json()["site"]["key"], "pk_shop");
    assert_eq!(me.json()["viewer_page"], format!("http://localhost:{}/viewer/", address.port()));
    assert!(me.json()["snippet"].as_str().unwrap().contains("data-site=\"pk_shop\""));
    assert_eq!(http::get(address, "/api/v1/me", &[]).await.status, 401);
    assert_eq!(http::get(address, "/api/v1/me", &[("cookie", "alongside_session=guess")]).await.status, 401);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_get_the_same_answer_in_similar_time() {
    let relay = Relay::start().await;
    let address = relay.address();
    let (mut wrong, mut unknown) = (Vec::new(), Vec::new());
    for _ in 0..4 {
        for (email, times) in [(MILAN, &mut wrong), ("nobody@shop.example", &mut unknown)] {
            let begin = Instant::now();
            let answer = log_in(address, email, "not the password").await;
            times.push(begin.elapsed());
            assert_eq!(answer.status, 401);
            assert_eq!(
                answer.text(),
                r#"{"code":"wrong_credentials","message":"e-mail address or password are wrong","retry":false}"#
            );
            assert_eq!(answer.header("set-cookie"), None);
        }
    }
    // The quickest of each is the least disturbed by whatever else the machine does.
    let quickest = |times: &[Duration]| times.iter().min().unwrap().as_secs_f64();
    let ratio = quickest(&wrong) / quickest(&unknown);
    assert!((0.5..2.0).contains(&ratio), "wrong password {wrong:?}, unknown user {unknown:?}");
}

#[tokio::test]
async fn guessing_slows_down_also_for_users_who_are_not_there() {
    let relay = Relay::start().await;
    let address = relay.address();
    for email in [MILAN, "nobody@shop.example"] {
        for _ in 0..6 {
            assert_eq!(log_in(address, email, "guess").await.status, 401, "{email}");
        }
        let answer = log_in(address, email, PASSWORD).await;
        assert_eq!(answer.status, 429, "{email}");
        assert!(answer.header("retry-after").is_some());
    }
}

#[tokio::test]
async fn a_foreign_page_can_neither_log_in_nor_out() {
    let relay = Relay::start().await;
    let address = relay.address();
    let body = format!(r#"{{"email":"{MILAN}","password":"{PASSWORD}"}}"#);
    let foreign = [("content-type", "application/json"), ("origin", "https://evil.example")];
    assert_eq!(http::request(address, "POST", "/api/v1/login", &foreign, &body).await.status, 403);
    assert_eq!(http::request(address, "POST", "/api/v1/logout", &foreign, "").await.status, 403);
    let form = [("content-type", "text/plain")];
    assert_eq!(http::request(address, "POST", "/api/v1/login", &form, &body).await.status, 415);
}

#[tokio::test]
async fn the_agents_socket_wants_the_cookie_and_the_own_origin() {
    let relay = Relay::start().await;
    let address = relay.address();
    let status = |outcome: Result<Agent, Error>| match outcome.err() {
        Some(Error::Http(response)) => response.status().as_u16(),
        other => panic!("not refused: {other:?}"),
    };
    assert_eq!(status(Agent::open_agent(address, "alongside_session=guess").await), 401);
    let cookie = log_in(address, MILAN, PASSWORD).await.cookie();
    for origin in
        ["https://evil.example", "https://shop.example", &format!("http://localhost:{}", address.port())]
    {
        assert_ne!(status(Agent::open_agent_from(address, &cookie, origin).await), 401);
    }
    assert!(Agent::open_agent(address, &cookie).await.is_ok());
}

#[tokio::test]
async fn logging_out_closes_the_lines_of_this_login_only() {
    let relay = Relay::start().await;
    let address = relay.address();
    let mut stays = relay.agent(MILAN).await;
    let cookie = log_in(address, MILAN, PASSWORD).await.cookie();
    let mut goes = Agent::open_agent(address, &cookie).await.unwrap();
    goes.hello().await;
    let answer = http::request(address, "POST", "/api/v1/logout", &[("cookie", &cookie)], "").await;
    assert_eq!(answer.status, 204);
    assert!(answer.header("set-cookie").unwrap().contains("Max-Age=0"));
    let ToAgent::Error { error } = goes.next().await else { panic!("no error") };
    assert_eq!(error.code, ErrorCode::NotLoggedIn);
    assert_eq!(goes.closed().await, Some(1008));
    assert_eq!(http::get(address, "/api/v1/me", &[("cookie", &cookie)]).await.status, 401);
    stays.say(FromAgent::Ping).await;
    stays.ping().await;
}

#[tokio::test]
async fn an_open_line_ends_with_its_login() {
    let timings = Timings { login: Duration::from_millis(50), ..Timings::default() };
    let relay = Relay::with(Options { timings, ..Options::default() }).await;
    let (mut milan, mut aylin) = (relay.agent(MILAN).await, relay.agent(AYLIN).await);
    // As the command line does it: the relay is not told.
    relay.parts().store.set_password(MILAN, "another".into()).await.unwrap();
    assert_eq!(milan.error().await.code, ErrorCode::NotLoggedIn);
    assert_eq!(milan.closed().await, Some(1008));
    aylin.ping().await;
}
