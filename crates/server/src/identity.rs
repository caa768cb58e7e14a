//! Who a shopper is, in the words of her shop: a JSON Web Token (RFC 7519) that the shop's own server signs, with HMAC-SHA-256
//! and a key that only it and this relay hold. Owns what a token must say to be believed, and the reasons when it is not, in words
//! for the shop's developer. Who becomes which visitor is the store's: [`crate::store::IdentityStore`].

mod hmac;
mod housekeeping;

pub(crate) use housekeeping::keep_house;

use crate::store::{IdentityKey, Person};
use alongside_protocol::SiteKey;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, errors::ErrorKind};
use serde::Deserialize;
use thiserror::Error;

/// The longest token that is looked at, in bytes.
const TOKEN_BYTES: usize = 4_096;

/// How far ahead a token may expire, in s. It is read out of pages and logs more easily than a password.
const LONGEST_S: u64 = 24 * 60 * 60;

/// How far the clocks of shop and relay may differ, in s.
const LEEWAY_S: u64 = 60;

/// The longest subject, name or address, in characters.
const CLAIM_CHARS: usize = 200;

/// Who a token says she is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// She.
    pub person: Person,
    /// Until when the token is good, in ms since 1970 UTC.
    pub expires_at_ms: u64,
}

/// Why a token is not believed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum IdentityRefused {
    /// No tokens can be checked.
    #[error("this site has no key to check it with: make one with `alongside site identity KEY --add NAME`")]
    NoKeys,
    /// Not a token at all.
    #[error(
        "it is no JSON Web Token: three parts of base64url with dots between them, at most {TOKEN_BYTES} bytes"
    )]
    Malformed,
    /// Signed in another way, or not at all.
    #[error("it is signed with {0:?}; sign it with HS256")]
    OtherAlgorithm(Algorithm),
    /// Its key is none of this site's.
    #[error(
        "its `kid` is {0:?}, and this site has no key of that name: it was removed, or the token is another site's"
    )]
    UnknownKey(String),
    /// There are several keys, and it names none.
    #[error("it names no key: this site has several, so put the key's name into the header as `kid`")]
    NoKeyNamed,
    /// Signed with something else.
    #[error(
        "its signature is not of this site's key {0:?}: compare the secret, which is used as it is, as text"
    )]
    Forged(String),
    /// For another site.
    #[error("its `aud` is not this site's key, {0}")]
    OtherSite(SiteKey),
    /// Too late.
    #[error("it has expired: make a new one for each page, good for some minutes")]
    Expired,
    /// Too early.
    #[error("its `nbf` is in the future: compare the clocks")]
    NotYet,
    /// Good for too long.
    #[error(
        "it is good for more than 24 hours, which is too long for what stands in a page: let it expire after some minutes"
    )]
    TooLong,
    /// Something is not in it.
    #[error("it says nothing usable of `{0}`")]
    Missing(String),
    /// It has let in another browser.
    #[error("another browser has used it: make a new one for each page")]
    Replayed,
}

/// What is read of a token; all of it may be missing, and the library says so where it must not.
#[derive(Deserialize)]
struct Payload {
    sub: Option<String>,
    /// In s since 1970 UTC; fractions are allowed.
    exp: Option<f64>,
    name: Option<String>,
    email: Option<String>,
}

/// Reads a token of this site, signed with one of its keys.
///
/// # Errors
/// [`IdentityRefused`] says what the shop's server has to do otherwise.
pub fn verify(
    token: &str,
    site: &SiteKey,
    keys: &[IdentityKey],
    now_ms: u64,
) -> Result<Claims, IdentityRefused> {
    hmac::install();
    if token.len() > TOKEN_BYTES {
        return Err(IdentityRefused::Malformed);
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| IdentityRefused::Malformed)?;
    if header.alg != Algorithm::HS256 {
        return Err(IdentityRefused::OtherAlgorithm(header.alg));
    }
    let key = key_of(&header, keys)?;
    let mut validation = Validation::new(Algorithm::HS256);
    validation.leeway = LEEWAY_S;
    validation.validate_nbf = true;
    validation.set_required_spec_claims(&["exp", "sub"]);
    validation.set_audience(&[site.as_str()]);
    let secret = DecodingKey::from_secret(key.secret.as_bytes());
    let payload = jsonwebtoken::decode::<Payload>(token, &secret, &validation)
        .map_err(|error| refused(error.kind(), key, site))?
        .claims;
    let expires_s = payload.exp.unwrap_or_default() as u64;
    if expires_s > now_ms / 1_000 + LONGEST_S + LEEWAY_S {
        return Err(IdentityRefused::TooLong);
    }
    let subject = payload.sub.as_deref().unwrap_or_default().trim();
    if subject.is_empty() || subject.chars().count() > CLAIM_CHARS {
        return Err(IdentityRefused::Missing("sub".into()));
    }
    let person = Person {
        subject: subject.to_owned(),
        name: payload.name.as_deref().and_then(line),
        email: payload.email.as_deref().and_then(line),
    };
    Ok(Claims { person, expires_at_ms: (expires_s + LEEWAY_S) * 1_000 })
}

/// What somebody is called, as one line that shows as it is: without what is not seen or turns the reading order. None for
/// nothing.
pub fn line(text: &str) -> Option<String> {
    let is_mark = |character: char| matches!(character, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let words: String = text.chars().filter(|&character| !is_mark(character)).collect();
    let shown = |character: char| if character.is_control() { ' ' } else { character };
    let spaced: String = words.chars().map(shown).collect();
    let line = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().take(CLAIM_CHARS).collect();
    (!line.is_empty()).then_some(line)
}

fn key_of<'a>(header: &Header, keys: &'a [IdentityKey]) -> Result<&'a IdentityKey, IdentityRefused> {
    match (&header.kid, keys) {
        (_, []) => Err(IdentityRefused::NoKeys),
        (Some(id), _) => {
            let known = keys.iter().find(|key| key.id == *id);
            known.ok_or_else(|| IdentityRefused::UnknownKey(id.chars().take(CLAIM_CHARS).collect()))
        }
        (None, [key]) => Ok(key),
        (None, _) => Err(IdentityRefused::NoKeyNamed),
    }
}

fn refused(kind: &ErrorKind, key: &IdentityKey, site: &SiteKey) -> IdentityRefused {
    match kind {
        ErrorKind::InvalidSignature => IdentityRefused::Forged(key.id.clone()),
        ErrorKind::InvalidAudience => IdentityRefused::OtherSite(site.clone()),
        ErrorKind::ExpiredSignature => IdentityRefused::Expired,
        ErrorKind::ImmatureSignature => IdentityRefused::NotYet,
        ErrorKind::MissingRequiredClaim(claim) | ErrorKind::InvalidClaimFormat(claim) => {
            IdentityRefused::Missing(claim.clone())
        }
        _ => IdentityRefused::Malformed,
    }
}

#[cfg(test)]
mod tests;
