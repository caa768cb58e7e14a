//! `alongside agent …`

use super::{Database, log_change};
use crate::{
    clock, password,
    store::{NewAgent, StoreError},
};
use alongside_protocol::SiteKey;
use anyhow::{Context, anyhow, ensure};
use clap::Subcommand;
use std::io::{self, Read};

/// Shortest password that is accepted, in characters.
const PASSWORD_CHARS: usize = 12;

#[derive(Subcommand)]
pub(super) enum Agent {
    /// Add an agent, and print a generated password.
    Add {
        /// The key of the site whose conversations the agent answers
        #[arg(long, value_name = "KEY")]
        site: String,
        /// The address to log in with
        #[arg(long, value_name = "ADDRESS")]
        email: String,
        /// The name that shoppers see
        #[arg(long)]
        name: String,
        /// Read the password from standard input instead of generating one
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        database: Database,
    },
    /// Give an agent a new password, and end all of the agent's logins.
    Password {
        /// The address to log in with
        #[arg(long, value_name = "ADDRESS")]
        email: String,
        /// Read the password from standard input instead of generating one
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        database: Database,
    },
}

pub(super) async fn run(agent: Agent) -> anyhow::Result<()> {
    match agent {
        Agent::Add { site, email, name, password_stdin, database } => {
            ensure!(email.contains('@'), "--email `{email}` is no e-mail address");
            ensure!(!name.trim().is_empty(), "--name is empty: shoppers see it");
            let password = password(password_stdin)?;
            let new = NewAgent {
                site: SiteKey(site.clone()),
                email: normal(&email),
                name,
                password_hash: password::hash(password.secret())?,
                created_at_ms: clock::now_ms(),
            };
            let store = database.open()?;
            let agent = store.add_agent(new).await.map_err(|error| match error {
                StoreError::NotFound(_) => anyhow!("no site has the key {site}; see `alongside site list`"),
                StoreError::Taken(_) => anyhow!(
                    "{email} is an agent already; for a new password: alongside agent password --email {email}"
                ),
                other => other.into(),
            })?;
            log_change(&*store, &agent.site, "agent_added", &agent.email).await?;
            password.show();
            Ok(())
        }
        Agent::Password { email, password_stdin, database } => {
            let password = password(password_stdin)?;
            let hash = password::hash(password.secret())?;
            let (store, email) = (database.open()?, normal(&email));
            store.set_password(&email, hash).await.map_err(|error| match error {
                StoreError::NotFound(_) => anyhow!("no agent logs in with {email}"),
                other => other.into(),
            })?;
            if let Some(login) = store.agent_login(&email).await? {
                log_change(&*store, &login.agent.site, "agent_password", &email).await?;
            }
            password.show();
            Ok(())
        }
    }
}

fn normal(email: &str) -> String {
    email.trim().to_lowercase()
}

enum Password {
    /// To be shown to its owner.
    Generated(String),
    /// Its owner knows it.
    Given(String),
}

impl Password {
    fn secret(&self) -> &str {
        match self {
            Self::Generated(secret) | Self::Given(secret) => secret,
        }
    }

    fn show(&self) {
        match self {
            Self::Generated(secret) => println!("{secret}"),
            Self::Given(_) => eprintln!("the password is set"),
        }
    }
}

fn password(from_stdin: bool) -> anyhow::Result<Password> {
    if !from_stdin {
        return Ok(Password::Generated(password::generate()?));
    }
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).context("the password could not be read from standard input")?;
    let secret = text.trim_end_matches(['\r', '\n']).to_owned();
    let characters = secret.chars().count();
    ensure!(
        characters >= PASSWORD_CHARS,
        "the password has {characters} characters; at least {PASSWORD_CHARS} are needed"
    );
    Ok(Password::Given(secret))
}
