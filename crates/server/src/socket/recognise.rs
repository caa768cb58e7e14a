//! Who is on a visitor's line: by the token that her browser holds, by what her shop has signed, or somebody new.

use crate::{
    address::Address,
    clock, identity,
    identity::IdentityRefused,
    relay::Relay,
    store::{Identified, Showing, StoreError},
    token::{Token, TokenHash},
};
use alongside_protocol::{ErrorCode, ErrorFrame, Page, SiteKey, VisitorId};

/// What a `hello` says of who she is.
pub(super) struct Who {
    /// The secret that her browser holds.
    pub(super) token: Option<String>,
    /// What her shop has signed.
    pub(super) identity: Option<String>,
    /// Where she is.
    pub(super) page: Page,
}

/// Who she is.
pub(super) struct Recognised {
    pub(super) visitor: VisitorId,
    /// The secret for the next `hello`.
    pub(super) token: String,
    /// Why what her shop has signed was not believed.
    pub(super) refused: Option<ErrorFrame>,
}

/// Finds out who she is. What her shop has signed comes first; where it is refused, she is who her browser says.
///
/// Somebody new may have to wait: the error within says how long.
pub(super) async fn recognise(
    relay: &Relay,
    site: &SiteKey,
    address: Option<Address>,
    who: Who,
) -> Result<Result<Recognised, ErrorFrame>, StoreError> {
    let Who { token, identity, page } = who;
    let mut refused = None;
    if let Some(signed) = identity {
        match by_identity(relay, site, token.as_deref(), &signed, &page).await? {
            Ok((visitor, token)) => {
                relay.store.set_page(site, &visitor, page).await?;
                return Ok(Ok(Recognised { visitor, token, refused }));
            }
            Err(reason) => refused = Some(refusal(site, &reason)),
        }
    }
    if let Some(token) = token
        && let Some(visitor) = relay.store.visitor(site, TokenHash::of(&token)).await?
    {
        relay.store.set_page(site, &visitor, page).await?;
        return Ok(Ok(Recognised { visitor, token, refused }));
    }
    if let Err(too_many) = relay.pace.new_visitor(site, address) {
        return Ok(Err(too_many));
    }
    let token = fresh()?;
    let visitor = relay.store.add_visitor(site, token.hash(), page, clock::now_ms()).await?;
    Ok(Ok(Recognised { visitor, token: token.reveal().to_owned(), refused }))
}

async fn by_identity(
    relay: &Relay,
    site: &SiteKey,
    token: Option<&str>,
    signed: &str,
    page: &Page,
) -> Result<Result<(VisitorId, String), IdentityRefused>, StoreError> {
    let keys = relay.store.identity_keys(site).await?;
    let now_ms = clock::now_ms();
    let claims = match identity::verify(signed, site, &keys, now_ms) {
        Ok(claims) => claims,
        Err(reason) => return Ok(Err(reason)),
    };
    let fresh = fresh()?;
    let showing = Showing {
        signed: TokenHash::of(signed),
        expires_at_ms: claims.expires_at_ms,
        held: token.map(TokenHash::of),
        fresh: fresh.hash(),
        page: page.clone(),
        now_ms,
    };
    Ok(match relay.store.identify(site, claims.person, showing).await? {
        Identified::Replayed => Err(IdentityRefused::Replayed),
        Identified::As { visitor, keeps_token } => {
            let kept = token.filter(|_| keeps_token);
            Ok((visitor, kept.unwrap_or(fresh.reveal()).to_owned()))
        }
    })
}

fn refusal(site: &SiteKey, reason: &IdentityRefused) -> ErrorFrame {
    tracing::info!(%site, %reason, "a signed identity was refused");
    ErrorFrame::lasting(ErrorCode::IdentityRefused, format!("The identity token was refused: {reason}."))
}

fn fresh() -> Result<Token, StoreError> {
    Token::generate().map_err(|error| StoreError::Unavailable(error.to_string()))
}
