//! The REST routes under `/api/v1`.

use super::{
    answer::{header, refusal, status},
    cookie::{self, session_cookie},
    snippet::snippet,
    viewer_page,
};
use crate::{
    access,
    bus::{Event, Topic},
    clock,
    login::LoginError,
    origin::Origin,
    relay::Relay,
    store::{Agent, Site, StoreError},
    token::TokenHash,
};
use alongside_protocol::{AgentId, Boot, ErrorCode, ErrorFrame, SiteKey};
use axum::{
    Json,
    extract::{Path, State, rejection::JsonRejection},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, ORIGIN, SET_COOKIE, VARY},
    },
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};

/// `GET /api/v1/sites/{key}/boot`: may the widget run on this page, how does it look, and what does it mask?
pub(super) async fn boot(
    State(relay): State<Arc<Relay>>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Response {
    let (status, boot) = match ready(&relay, &SiteKey(key), header(&headers, &ORIGIN)).await {
        Ok(boot) => (StatusCode::OK, boot),
        Err(error) => (status(error.code), Boot::Refused { error }),
    };
    // Any page may read the answer: the reason of a refusal is for the page that was refused.
    let headers = [(ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (VARY, "origin"), (CACHE_CONTROL, "no-store")];
    (status, headers, Json(boot)).into_response()
}

async fn ready(relay: &Relay, key: &SiteKey, origin: Option<&str>) -> Result<Boot, ErrorFrame> {
    let site = access::check(relay, key, origin).await?;
    // Without its policy a site's pages would show too much.
    let masking = relay.store.masking(key).await.map_err(|error| unavailable(&error))?;
    let options = relay.store.options(key).await.map_err(|error| unavailable(&error))?;
    Ok(Boot::Ready { settings: site.settings, masking, options })
}

/// `POST /api/v1/sites/{key}/forget`: the token in the body opens nothing any more. Whoever holds a token may end it; what is
/// answered is the same for one that is not there.
pub(super) async fn forget(
    State(relay): State<Arc<Relay>>,
    Path(key): Path<String>,
    token: String,
) -> Response {
    let headers = [(ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (CACHE_CONTROL, "no-store")];
    match relay.store.forget_token(&SiteKey(key), TokenHash::of(&token)).await {
        Ok(()) => (StatusCode::NO_CONTENT, headers).into_response(),
        Err(error) => (headers, refusal(&unavailable(&error))).into_response(),
    }
}

/// What an agent logs in with.
#[derive(Deserialize)]
pub(super) struct Credentials {
    email: String,
    password: String,
}

/// Who is logged in, and what the console needs to know.
#[derive(Serialize)]
pub(super) struct Me {
    agent: AgentId,
    name: String,
    email: String,
    site: MySite,
    viewer_page: String,
    snippet: String,
}

#[derive(Serialize)]
struct MySite {
    key: SiteKey,
    name: String,
}

/// `POST /api/v1/login`
pub(super) async fn login(
    State(relay): State<Arc<Relay>>,
    headers: HeaderMap,
    credentials: Result<Json<Credentials>, JsonRejection>,
) -> Response {
    if let Err(error) = check_origin(&relay, &headers) {
        return refusal(&error);
    }
    let Json(credentials) = match credentials {
        Ok(credentials) => credentials,
        Err(rejection) => {
            let error = ErrorFrame::lasting(ErrorCode::MalformedFrame, rejection.body_text());
            return (rejection.status(), Json(error)).into_response();
        }
    };
    let outcome = relay.logins.log_in(&*relay.store, &credentials.email, &credentials.password).await;
    let (agent, token) = match outcome {
        Ok(entered) => entered,
        Err(error) => return login_refused(&relay, &error),
    };
    let is_secure = relay.config.public_url.is_secure();
    let cookie = cookie::set_session(token.reveal(), relay.logins.session(), is_secure);
    match me_of(&relay, &agent).await {
        Ok(me) => with_cookie(Json(me).into_response(), cookie),
        Err(error) => refusal(&error),
    }
}

fn login_refused(relay: &Relay, error: &LoginError) -> Response {
    relay.metrics.logins_refused.add(1);
    let text = error.to_string();
    let later = |wait: Duration, text| {
        let seconds = wait.as_secs().max(1).to_string();
        let error = ErrorFrame::passing(ErrorCode::WrongCredentials, text);
        (StatusCode::TOO_MANY_REQUESTS, [("retry-after", seconds)], Json(error)).into_response()
    };
    match error {
        LoginError::WrongCredentials => refusal(&ErrorFrame::lasting(ErrorCode::WrongCredentials, text)),
        LoginError::TooMany(wait) => later(*wait, text),
        LoginError::Busy => later(Duration::from_secs(1), text),
        LoginError::Store(_) | LoginError::Broken(_) => {
            tracing::error!(%error, "a login could not be checked");
            refusal(&ErrorFrame::passing(
                ErrorCode::StoreUnavailable,
                "the login could not be checked; try again",
            ))
        }
    }
}

/// `POST /api/v1/logout`
pub(super) async fn logout(State(relay): State<Arc<Relay>>, headers: HeaderMap) -> Response {
    if let Err(error) = check_origin(&relay, &headers) {
        return refusal(&error);
    }
    if let Ok((agent, login)) = logged_in(&relay, session_cookie(&headers)).await {
        if let Err(error) = relay.store.end_login(login).await {
            tracing::error!(%error, "a login could not be ended");
            return refusal(&ErrorFrame::passing(
                ErrorCode::StoreUnavailable,
                "the login could not be ended; try again",
            ));
        }
        relay.bus.publish(Topic::Agents(agent.site), Event::LoggedOut(login)).await;
    }
    let cookie = cookie::set_session("", relay.logins.session(), relay.config.public_url.is_secure());
    with_cookie(StatusCode::NO_CONTENT.into_response(), cookie)
}

/// `GET /api/v1/me`
pub(super) async fn me(State(relay): State<Arc<Relay>>, headers: HeaderMap) -> Response {
    let outcome = match logged_in(&relay, session_cookie(&headers)).await {
        Ok((agent, _)) => me_of(&relay, &agent).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(me) => ([(CACHE_CONTROL, "no-store")], Json(me)).into_response(),
        Err(error) => refusal(&error),
    }
}

/// The agent whose session cookie this is, and the login's name in the store.
pub(crate) async fn logged_in(relay: &Relay, cookie: Option<&str>) -> Result<(Agent, TokenHash), ErrorFrame> {
    let not_logged_in =
        || ErrorFrame::lasting(ErrorCode::NotLoggedIn, "you are not logged in, or the login is over");
    let login = TokenHash::of(cookie.ok_or_else(not_logged_in)?);
    let agent = relay.store.logged_in(login, clock::now_ms()).await.map_err(|error| unavailable(&error))?;
    Ok((agent.ok_or_else(not_logged_in)?, login))
}

async fn me_of(relay: &Relay, agent: &Agent) -> Result<Me, ErrorFrame> {
    let site = relay.store.site(&agent.site).await.map_err(|error| unavailable(&error))?;
    let Site { key, settings, .. } = site.ok_or_else(|| unavailable(&StoreError::NotFound("site")))?;
    let asset_origins = relay.store.asset_origins(&key).await.map_err(|error| unavailable(&error))?;
    let options = relay.store.options(&key).await.map_err(|error| unavailable(&error))?;
    Ok(Me {
        agent: agent.agent.clone(),
        name: agent.name.clone(),
        email: agent.email.clone(),
        viewer_page: viewer_page::address(relay, &key, &asset_origins),
        snippet: snippet(&relay.config.public_url, &key, &settings.accent, &options.theme),
        site: MySite { key, name: settings.name },
    })
}

fn unavailable(error: &StoreError) -> ErrorFrame {
    tracing::error!(%error, "the store refused a request");
    ErrorFrame::passing(ErrorCode::StoreUnavailable, "the store did not answer; try again in a moment")
}

/// The cookie is `SameSite=Strict` and the body must be JSON; that a foreign page cannot log anybody in or
/// out either, this sees to. Programs that are no browsers send no `Origin`.
pub(super) fn check_origin(relay: &Relay, headers: &HeaderMap) -> Result<(), ErrorFrame> {
    let Some(origin) = header(headers, &ORIGIN) else { return Ok(()) };
    if origin.parse::<Origin>().is_ok_and(|origin| origin == relay.config.public_url) {
        return Ok(());
    }
    let public = &relay.config.public_url;
    Err(ErrorFrame::lasting(ErrorCode::OriginNotAllowed, format!("only pages of {public} may do this")))
}

fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
