//! Statements about agents and their logins.

use crate::{
    store::{Agent, AgentLogin, NewAgent, StoreError},
    token::TokenHash,
};
use alongside_protocol::{AgentId, SiteKey};
use rusqlite::{Connection, OptionalExtension, params};

pub(super) fn add(connection: &Connection, new: &NewAgent) -> Result<Agent, StoreError> {
    let exists = |sql: &str, value: &str| connection.prepare_cached(sql)?.exists([value]);
    if exists("SELECT 1 FROM agents WHERE email = ?1", &new.email)? {
        return Err(StoreError::Taken("e-mail address"));
    }
    if !exists("SELECT 1 FROM sites WHERE key = ?1", new.site.as_str())? {
        return Err(StoreError::NotFound("site"));
    }
    let agent = uuid::Uuid::now_v7().to_string();
    connection.execute(
        "INSERT INTO agents (id, site, email, name, password_hash, created_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![agent, new.site.as_str(), new.email, new.name, new.password_hash, new.created_at_ms],
    )?;
    Ok(Agent {
        agent: AgentId(agent),
        site: new.site.clone(),
        email: new.email.clone(),
        name: new.name.clone(),
    })
}

pub(super) fn login(connection: &Connection, email: &str) -> Result<Option<AgentLogin>, StoreError> {
    let login = connection
        .prepare_cached("SELECT id, site, email, name, password_hash FROM agents WHERE email = ?1")?
        .query_row([email], |row| {
            Ok(AgentLogin {
                agent: Agent {
                    agent: AgentId(row.get(0)?),
                    site: SiteKey(row.get(1)?),
                    email: row.get(2)?,
                    name: row.get(3)?,
                },
                password_hash: row.get(4)?,
            })
        })
        .optional()?;
    Ok(login)
}

pub(super) fn set_password(
    connection: &Connection,
    email: &str,
    password_hash: &str,
) -> Result<(), StoreError> {
    let agent = login(connection, email)?.ok_or(StoreError::NotFound("agent"))?.agent;
    connection.execute(
        "UPDATE agents SET password_hash = ?2 WHERE id = ?1",
        [agent.agent.as_str(), password_hash],
    )?;
    connection.execute(
        "DELETE FROM agent_sessions WHERE site = ?1 AND agent = ?2",
        [agent.site.as_str(), agent.agent.as_str()],
    )?;
    Ok(())
}

pub(super) fn add_login(
    connection: &Connection,
    agent: &Agent,
    token: TokenHash,
    now_ms: u64,
    expires_at_ms: u64,
) -> Result<(), StoreError> {
    connection.execute("DELETE FROM agent_sessions WHERE expires_at_ms <= ?1", [now_ms])?;
    connection.execute(
        "INSERT INTO agent_sessions (token_hash, site, agent, expires_at_ms) VALUES (?1, ?2, ?3, ?4)",
        params![token.0, agent.site.as_str(), agent.agent.as_str(), expires_at_ms],
    )?;
    Ok(())
}

pub(super) fn logged_in(
    connection: &Connection,
    token: TokenHash,
    now_ms: u64,
) -> Result<Option<Agent>, StoreError> {
    let agent = connection
        .prepare_cached(
            "SELECT a.id, a.site, a.email, a.name
             FROM agent_sessions s JOIN agents a ON a.site = s.site AND a.id = s.agent
             WHERE s.token_hash = ?1 AND s.expires_at_ms > ?2",
        )?
        .query_row(params![token.0, now_ms], |row| {
            Ok(Agent {
                agent: AgentId(row.get(0)?),
                site: SiteKey(row.get(1)?),
                email: row.get(2)?,
                name: row.get(3)?,
            })
        })
        .optional()?;
    Ok(agent)
}

pub(super) fn end_login(connection: &Connection, token: TokenHash) -> Result<(), StoreError> {
    connection.execute("DELETE FROM agent_sessions WHERE token_hash = ?1", [token.0])?;
    Ok(())
}
