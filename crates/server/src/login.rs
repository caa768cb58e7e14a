//! Agents' logins: checking a password, slowing down guesses, and the session behind a cookie.
//!
//! An unknown user costs as much time as a wrong password and gets the same answer; so nobody learns who
//! works here. Does not own cookies and HTTP answers: those are in [`crate::web`].

mod attempts;

use crate::{
    clock, password,
    store::{Agent, Store, StoreError},
    token::{Token, TokenHash},
};
use attempts::Attempts;
use std::time::{Duration, Instant};
use thiserror::Error;
use tokio::{sync::Semaphore, task};

/// How many passwords are checked at a time: each takes a core and 19 MiB for some tens of ms.
const CHECKS: usize = 2;

/// Longest e-mail address that is looked at, in characters: there are no longer ones.
const EMAIL_CHARS: usize = 254;

/// The door for agents.
pub struct Logins {
    attempts: Attempts,
    checks: Semaphore,
    /// The hash of a password that nobody has, for users that are not there.
    nobody: String,
    session: Duration,
}

/// Why somebody is not let in.
#[derive(Debug, Error)]
pub enum LoginError {
    /// No such user, or not this password.
    #[error("e-mail address or password are wrong")]
    WrongCredentials,
    /// Too many wrong passwords for this address.
    #[error("too many attempts: try again in {} s", .0.as_secs().max(1))]
    TooMany(Duration),
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The check itself failed.
    #[error("the password could not be checked: {0}")]
    Broken(String),
}

impl Logins {
    /// Logins that last `session`.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn new(session: Duration) -> anyhow::Result<Self> {
        let nobody = password::hash(&password::generate()?)?;
        Ok(Self { attempts: Attempts::default(), checks: Semaphore::new(CHECKS), nobody, session })
    }

    /// How long a login lasts.
    pub fn session(&self) -> Duration {
        self.session
    }

    /// Lets an agent in. The token is the secret for the cookie.
    ///
    /// # Errors
    /// [`LoginError`] says why not.
    pub async fn log_in(
        &self,
        store: &dyn Store,
        email: &str,
        password: &str,
    ) -> Result<(Agent, Token), LoginError> {
        let key: String = email.trim().to_lowercase().chars().take(EMAIL_CHARS).collect();
        self.attempts.check(&key, Instant::now()).map_err(LoginError::TooMany)?;
        let found = store.agent_login(&key).await?;
        let hash = found.as_ref().map_or_else(|| self.nobody.clone(), |login| login.password_hash.clone());
        let matches = self.matches(password.to_owned(), hash).await?;
        let Some(agent) = found.filter(|_| matches).map(|login| login.agent) else {
            self.attempts.failed(&key, Instant::now());
            return Err(LoginError::WrongCredentials);
        };
        self.attempts.succeeded(&key);
        let token = Token::generate().map_err(|error| LoginError::Broken(error.to_string()))?;
        let now_ms = clock::now_ms();
        let lasts_ms = u64::try_from(self.session.as_millis()).unwrap_or(u64::MAX);
        store.add_login(&agent, token.hash(), now_ms, now_ms.saturating_add(lasts_ms)).await?;
        Ok((agent, token))
    }

    async fn matches(&self, password: String, hash: String) -> Result<bool, LoginError> {
        let broken = |error: &dyn std::fmt::Display| LoginError::Broken(error.to_string());
        let _place = self.checks.acquire().await.map_err(|error| broken(&error))?;
        task::spawn_blocking(move || password::matches(&password, &hash))
            .await
            .map_err(|error| broken(&error))
    }
}

/// Who holds this cookie, if the login still lasts.
///
/// # Errors
/// When the store does not answer.
pub async fn who(store: &dyn Store, cookie: &str) -> Result<Option<Agent>, StoreError> {
    store.logged_in(TokenHash::of(cookie), clock::now_ms()).await
}
