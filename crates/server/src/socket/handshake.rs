//! Who may open a line. All checks come before the upgrade, and a refusal is an error frame as the body of
//! an HTTP answer: browsers hide it from scripts, but not from the network panel and not from `curl`.

use super::{agent, limits, visitor};
use crate::{
    access, address,
    lines::{Lines, NoPlace, Place},
    origin::Origin,
    relay::Relay,
    web::{self, session_cookie},
};
use alongside_protocol::{ErrorCode, ErrorFrame, SiteKey};
use axum::{
    extract::{
        ConnectInfo, Query, State,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, StatusCode, header::ORIGIN},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use std::{net::SocketAddr, sync::Arc};

/// `?site=pk_…`
#[derive(Deserialize)]
pub struct SiteQuery {
    #[serde(default)]
    site: String,
}

/// `GET /api/v1/visitor/socket?site=KEY`
pub async fn visitor_socket(
    State(relay): State<Arc<Relay>>,
    Query(query): Query<SiteQuery>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let key = SiteKey(query.site);
    if let Err(error) = access::check(&relay, &key, web::header(&headers, &ORIGIN)).await {
        return web::refusal(&error);
    }
    let address = address::of_request(peer.ip(), &headers, &relay.config.trusted_proxies);
    match admit(&relay, upgrade, |lines| lines.enter_from(address)) {
        Ok((upgrade, place)) => {
            let from = visitor::From { site: key, address };
            limits::for_visitor(upgrade).on_upgrade(move |socket| visitor::serve(relay, from, socket, place))
        }
        Err(response) => *response,
    }
}

/// `GET /api/v1/agent/socket`
pub async fn agent_socket(
    State(relay): State<Arc<Relay>>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    // A page of another origin would bring the agent's cookie along.
    let origin = web::header(&headers, &ORIGIN).and_then(|text| text.parse::<Origin>().ok());
    if origin.as_ref() != Some(&relay.config.public_url) {
        let public = &relay.config.public_url;
        relay.metrics.refused(ErrorCode::OriginNotAllowed);
        return web::refusal(&ErrorFrame::lasting(
            ErrorCode::OriginNotAllowed,
            format!(
                "the console's socket opens for pages of {public} only; compare with the setting public_url"
            ),
        ));
    }
    let cookie = session_cookie(&headers);
    let (agent, token) = match web::logged_in(&relay, cookie).await {
        Ok(logged_in) => logged_in,
        Err(error) => {
            relay.metrics.refused(error.code);
            return web::refusal(&error);
        }
    };
    match admit(&relay, upgrade, Lines::enter) {
        Ok((upgrade, place)) => limits::for_agent(upgrade)
            .on_upgrade(move |socket| agent::serve(relay, agent, token, socket, place)),
        Err(response) => *response,
    }
}

/// What both sides' lines need: a WebSocket, a relay that stays, and room.
fn admit(
    relay: &Relay,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    enter: impl FnOnce(&Lines) -> Result<Place, NoPlace>,
) -> Result<(WebSocketUpgrade, Place), Box<Response>> {
    let upgrade = upgrade.map_err(|rejection| Box::new(rejection.into_response()))?;
    if *relay.stopping.borrow() {
        return Err(Box::new(web::refusal(&Relay::farewell())));
    }
    let place = enter(&relay.lines).map_err(|reason| {
        let text = match reason {
            NoPlace::Full => {
                let limit = relay.config.max_sockets;
                tracing::warn!(limit, "a line was refused: max_sockets are open");
                format!("all {limit} sockets of this relay are open; try again in a moment\n")
            }
            NoPlace::Share => {
                let share = relay.config.address_sockets;
                tracing::warn!(share, "a line was refused: one address has address_sockets open");
                format!("{share} sockets are open from this address; close some, or try again in a moment\n")
            }
        };
        Box::new((StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "5")], text).into_response())
    })?;
    Ok((upgrade, place))
}
