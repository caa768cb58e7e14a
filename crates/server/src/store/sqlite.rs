//! The store in one SQLite file (WAL): one thread that writes, a few connections that read.
//!
//! - [`open`](SqliteStore::open) looks before it touches: a file that is not ours is left as it is.
//! - `writer`: the one writing thread. Writes that wait together are committed together.
//! - `readers`: reading connections, used on Tokio's blocking threads.
//! - `schema`: the tables and their migrations.
//! - `conversation`, `summary`, `site`, `masking`, `options`, `agent`, `audit`, `attachment`, `recording`, `identity`, `personal`,
//!   `trail`, `closing`: the statements, as functions on a connection.

mod agent;
mod asset_origins;
mod attachment;
mod attachment_deletion;
mod audit;
#[cfg(test)]
mod audit_tests;
mod closing;
mod conversation;
#[cfg(test)]
mod deletion_tests;
mod identity;
mod masking;
mod open;
mod options;
mod personal;
mod readers;
mod recording;
mod recording_deletion;
mod recording_policy;
mod room_hook;
mod schema;
mod site;
mod summary;
#[cfg(test)]
mod tests;
mod trail;
mod visitor;
mod writer;

use super::{
    Agent, AgentLogin, Appended, NewAgent, NewMessage, OpenError, Receipt, Site, Store, StoreError,
    StoredSummary, TakenCall,
};
use crate::{
    audit::{Entry, NewEntry},
    origin::Origin,
    token::TokenHash,
};
use alongside_protocol::{
    CallId, ConversationId, Epoch, MaskingPolicy, Message, Page, Side, SiteKey, SiteOptions, Transcript,
    VisitorId,
};
use async_trait::async_trait;
use readers::Readers;
use std::path::Path;
use writer::Writer;

/// A [`Store`] in a SQLite file.
pub struct SqliteStore {
    epoch: Epoch,
    writer: Writer,
    readers: Readers,
}

impl SqliteStore {
    /// Opens the database file, making or migrating it as needed.
    ///
    /// # Errors
    /// [`OpenError`] says what stands in the way. The file is then as it was.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let (connection, epoch) = open::for_writing(path)?;
        let readers = Readers::open(path)?;
        Ok(Self { epoch, writer: Writer::start(connection), readers })
    }
}

#[async_trait]
impl Store for SqliteStore {
    fn epoch(&self) -> &Epoch {
        &self.epoch
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.writer.write(|connection| schema::epoch(connection).map_err(StoreError::from)).await?;
        self.readers.read(|connection| schema::epoch(connection).map_err(StoreError::from)).await?;
        Ok(())
    }

    async fn put_site(&self, site: Site) -> Result<(), StoreError> {
        self.writer.write(move |connection| site::put(connection, &site)).await
    }

    async fn site(&self, key: &SiteKey) -> Result<Option<Site>, StoreError> {
        let key = key.clone();
        self.readers.read(move |connection| site::get(connection, &key)).await
    }

    async fn sites(&self) -> Result<Vec<Site>, StoreError> {
        self.readers.read(site::all).await
    }

    async fn set_origins(&self, key: &SiteKey, origins: Vec<Origin>) -> Result<(), StoreError> {
        let key = key.clone();
        self.writer.write(move |connection| site::set_origins(connection, &key, &origins)).await
    }

    async fn asset_origins(&self, key: &SiteKey) -> Result<Vec<Origin>, StoreError> {
        let key = key.clone();
        self.readers.read(move |connection| asset_origins::get(connection, &key)).await
    }

    async fn set_asset_origins(&self, key: &SiteKey, origins: Vec<Origin>) -> Result<(), StoreError> {
        let key = key.clone();
        self.writer.write(move |connection| asset_origins::set(connection, &key, &origins)).await
    }

    async fn masking(&self, key: &SiteKey) -> Result<MaskingPolicy, StoreError> {
        let key = key.clone();
        self.readers.read(move |connection| masking::get(connection, &key)).await
    }

    async fn set_masking(&self, key: &SiteKey, masking: MaskingPolicy) -> Result<(), StoreError> {
        let key = key.clone();
        self.writer.write(move |connection| masking::set(connection, &key, &masking)).await
    }

    async fn options(&self, key: &SiteKey) -> Result<SiteOptions, StoreError> {
        let key = key.clone();
        self.readers.read(move |connection| options::get(connection, &key)).await
    }

    async fn set_options(&self, key: &SiteKey, options: SiteOptions) -> Result<(), StoreError> {
        let key = key.clone();
        self.writer.write(move |connection| options::set(connection, &key, &options)).await
    }

    async fn add_visitor(
        &self,
        site: &SiteKey,
        token: TokenHash,
        page: Page,
        now_ms: u64,
    ) -> Result<VisitorId, StoreError> {
        let site = site.clone();
        self.writer.write(move |connection| visitor::add(connection, &site, token, &page, now_ms)).await
    }

    async fn visitor(&self, site: &SiteKey, token: TokenHash) -> Result<Option<VisitorId>, StoreError> {
        let site = site.clone();
        self.readers.read(move |connection| visitor::by_token(connection, &site, token)).await
    }

    async fn set_page(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
        page: Page,
    ) -> Result<Option<StoredSummary>, StoreError> {
        let (site, visitor) = (site.clone(), visitor.clone());
        self.writer.write(move |connection| visitor::set_page(connection, &site, &visitor, &page)).await
    }

    async fn conversation_of(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
    ) -> Result<Option<ConversationId>, StoreError> {
        let (site, visitor) = (site.clone(), visitor.clone());
        self.readers.read(move |connection| visitor::conversation(connection, &site, &visitor)).await
    }

    async fn open_conversation(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
        now_ms: u64,
    ) -> Result<ConversationId, StoreError> {
        let (site, visitor) = (site.clone(), visitor.clone());
        self.writer.write(move |connection| conversation::open(connection, &site, &visitor, now_ms)).await
    }

    async fn append(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
        message: NewMessage,
    ) -> Result<Appended, StoreError> {
        let (site, conversation) = (site.clone(), conversation.clone());
        self.writer
            .write(move |connection| conversation::append(connection, &site, &conversation, &message))
            .await
    }

    async fn transcript(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
        since: u64,
    ) -> Result<Transcript, StoreError> {
        let (site, conversation, epoch) = (site.clone(), conversation.clone(), self.epoch.clone());
        self.readers
            .read(move |connection| {
                conversation::transcript(connection, &site, &conversation, since, epoch.clone())
            })
            .await
    }

    async fn messages(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
        since: u64,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        let (site, conversation) = (site.clone(), conversation.clone());
        self.readers
            .read(move |connection| conversation::after(connection, &site, &conversation, since, limit))
            .await
    }

    async fn earlier(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
        before: u64,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        let (site, conversation) = (site.clone(), conversation.clone());
        self.readers
            .read(move |connection| conversation::before(connection, &site, &conversation, before, limit))
            .await
    }

    async fn mark(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
        side: Side,
        receipt: Receipt,
        seq: u64,
    ) -> Result<Option<StoredSummary>, StoreError> {
        let (site, conversation) = (site.clone(), conversation.clone());
        self.writer
            .write(move |connection| conversation::mark(connection, &site, &conversation, side, receipt, seq))
            .await
    }

    async fn summary(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
    ) -> Result<Option<StoredSummary>, StoreError> {
        let (site, conversation) = (site.clone(), conversation.clone());
        self.readers.read(move |connection| summary::get(connection, &site, &conversation)).await
    }

    async fn summaries(&self, site: &SiteKey) -> Result<Vec<StoredSummary>, StoreError> {
        let site = site.clone();
        self.readers.read(move |connection| summary::newest(connection, &site)).await
    }

    async fn add_agent(&self, agent: NewAgent) -> Result<Agent, StoreError> {
        self.writer.write(move |connection| agent::add(connection, &agent)).await
    }

    async fn agent_login(&self, email: &str) -> Result<Option<AgentLogin>, StoreError> {
        let email = email.to_owned();
        self.readers.read(move |connection| agent::login(connection, &email)).await
    }

    async fn set_password(&self, email: &str, password_hash: String) -> Result<(), StoreError> {
        let email = email.to_owned();
        self.writer.write(move |connection| agent::set_password(connection, &email, &password_hash)).await
    }

    async fn add_login(
        &self,
        agent: &Agent,
        token: TokenHash,
        now_ms: u64,
        expires_at_ms: u64,
    ) -> Result<(), StoreError> {
        let agent = agent.clone();
        self.writer
            .write(move |connection| agent::add_login(connection, &agent, token, now_ms, expires_at_ms))
            .await
    }

    async fn logged_in(&self, token: TokenHash, now_ms: u64) -> Result<Option<Agent>, StoreError> {
        self.readers.read(move |connection| agent::logged_in(connection, token, now_ms)).await
    }

    async fn end_login(&self, token: TokenHash) -> Result<(), StoreError> {
        self.writer.write(move |connection| agent::end_login(connection, token)).await
    }

    async fn append_audit(&self, entries: Vec<NewEntry>) -> Result<(), StoreError> {
        self.writer.write(move |connection| audit::append(connection, entries)).await
    }

    async fn taken_call(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
        call: &CallId,
    ) -> Result<Option<TakenCall>, StoreError> {
        let (site, visitor, call) = (site.clone(), visitor.clone(), call.clone());
        self.readers.read(move |connection| audit::taken_call(connection, &site, &visitor, &call)).await
    }

    async fn audit(&self, site: &SiteKey, after: u64, limit: usize) -> Result<Vec<Entry>, StoreError> {
        let site = site.clone();
        self.readers.read(move |connection| audit::after(connection, &site, after, limit)).await
    }
}

/// SQLite's own words, without the statement and its values: those may be personal.
impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::SqliteFailure(failure, _) => Self::Unavailable(failure.to_string()),
            other => Self::Unavailable(other.to_string()),
        }
    }
}
