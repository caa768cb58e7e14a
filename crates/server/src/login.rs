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

/// How many may be checked or wait for it: the last of them waits for a second or two. More are sent away,
/// so that a flood holds neither memory nor the door for longer.
const QUEUE: usize = 64;

/// Longest e-mail address that is looked at, in characters: there are no longer ones.
const EMAIL_CHARS: usize = 254;

/// The door for agents.
pub struct Logins {
    attempts: Attempts,
    queue: Semaphore,
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
    /// Too many logins wait, whoever's they are.
    #[error("too many logins at once: try again in a moment")]
    Busy,
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
        let (queue, checks) = (Semaphore::new(QUEUE), Semaphore::new(CHECKS));
        Ok(Self { attempts: Attempts::default(), queue, checks, nobody, session })
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
        let _place = self.queue.try_acquire().map_err(|_| LoginError::Busy)?;
        self.attempts.begin(&key, Instant::now()).map_err(LoginError::TooMany)?;
        let judged = self.judge(store, &key, password).await;
        let agent = judged.inspect_err(|_| self.attempts.withdrawn(&key))?;
        let agent = agent.ok_or(LoginError::WrongCredentials)?;
        self.attempts.succeeded(&key);
        let token = Token::generate().map_err(|error| LoginError::Broken(error.to_string()))?;
        let now_ms = clock::now_ms();
        let lasts_ms = u64::try_from(self.session.as_millis()).unwrap_or(u64::MAX);
        store.add_login(&agent, token.hash(), now_ms, now_ms.saturating_add(lasts_ms)).await?;
        Ok((agent, token))
    }

    /// The agent of this address, if the password is right.
    async fn judge(
        &self,
        store: &dyn Store,
        email: &str,
        password: &str,
    ) -> Result<Option<Agent>, LoginError> {
        let found = store.agent_login(email).await?;
        let hash = found.as_ref().map_or_else(|| self.nobody.clone(), |login| login.password_hash.clone());
        let matches = self.matches(password.to_owned(), hash).await?;
        Ok(found.filter(|_| matches).map(|login| login.agent))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::SqliteStore;
    use futures_util::future::join_all;

    /// The outcomes of logins that are all begun before any password is checked.
    async fn at_once(emails: &[String]) -> Vec<LoginError> {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("store.db")).unwrap();
        let logins = Logins::new(Duration::from_secs(60)).unwrap();
        let held = logins.checks.acquire_many(2).await.unwrap();
        let guesses = join_all(emails.iter().map(|email| logins.log_in(&store, email, "guess")));
        let release = async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            drop(held);
        };
        let (outcomes, ()) = tokio::join!(guesses, release);
        outcomes.into_iter().map(|outcome| outcome.map(|_| ()).unwrap_err()).collect()
    }

    fn checked(outcomes: &[LoginError]) -> usize {
        outcomes.iter().filter(|outcome| matches!(outcome, LoginError::WrongCredentials)).count()
    }

    #[tokio::test]
    async fn guesses_made_at_once_do_not_pass_the_limit() {
        let outcomes = at_once(&vec!["milan@shop.example".to_owned(); 40]).await;
        assert_eq!(checked(&outcomes), 6, "five are free, and the sixth begins the waits");
        assert!(matches!(outcomes.last(), Some(LoginError::TooMany(_))));
    }

    #[tokio::test]
    async fn no_more_logins_wait_than_the_queue_holds() {
        let emails: Vec<_> = (0..QUEUE + 3).map(|number| format!("{number}@shop.example")).collect();
        let outcomes = at_once(&emails).await;
        assert_eq!(checked(&outcomes), QUEUE);
        assert!(outcomes[QUEUE..].iter().all(|outcome| matches!(outcome, LoginError::Busy)));
    }
}
