//! Statements about all that is kept of one shopper, and the [`PersonalStore`] made of them.

use super::{
    SqliteStore, attachment_deletion::hide_all_of, audit, conversation, identity, recording,
    recording_deletion::hidden, trail, visitor,
};
use crate::{
    audit::{Entry, NewEntry},
    store::{Acquaintance, KeptRating, PersonalData, PersonalStore, StoreError, StoredSummary, TakenForm},
};
use alongside_protocol::{Answer, ConversationId, Page, SiteKey, VisitorId};
use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, Row, params};

#[async_trait]
impl PersonalStore for SqliteStore {
    async fn acquaintance(&self, site: &SiteKey, visitor: &VisitorId) -> Result<Acquaintance, StoreError> {
        let (site, visitor) = (site.clone(), visitor.clone());
        self.readers.read(move |connection| acquaintance(connection, &site, &visitor)).await
    }

    async fn take_form(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
        form: TakenForm,
    ) -> Result<Option<StoredSummary>, StoreError> {
        let (site, visitor) = (site.clone(), visitor.clone());
        self.writer.write(move |connection| take_form(connection, &site, &visitor, &form)).await
    }

    async fn answers(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
    ) -> Result<Vec<Answer>, StoreError> {
        let (site, conversation) = (site.clone(), conversation.clone());
        self.readers
            .read(move |connection| match visitor_of(connection, &site, &conversation)? {
                Some(visitor) => answers(connection, &site, &visitor),
                None => Ok(Vec::new()),
            })
            .await
    }

    async fn visitor_of(
        &self,
        site: &SiteKey,
        conversation: &ConversationId,
    ) -> Result<Option<VisitorId>, StoreError> {
        let (site, conversation) = (site.clone(), conversation.clone());
        self.readers.read(move |connection| visitor_of(connection, &site, &conversation)).await
    }

    async fn visitors_by_email(&self, site: &SiteKey, email: &str) -> Result<Vec<VisitorId>, StoreError> {
        let (site, email) = (site.clone(), email.to_owned());
        self.readers.read(move |connection| by_email(connection, &site, &email)).await
    }

    async fn personal_data(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
    ) -> Result<Option<PersonalData>, StoreError> {
        let (site, visitor) = (site.clone(), visitor.clone());
        self.readers.read(move |connection| personal_data(connection, &site, &visitor)).await
    }

    async fn audit_about(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Entry>, StoreError> {
        let (site, visitor) = (site.clone(), visitor.clone());
        self.readers.read(move |connection| audit::about(connection, &site, &visitor, after, limit)).await
    }

    async fn delete_visitor(
        &self,
        site: &SiteKey,
        visitor: &VisitorId,
        entry: NewEntry,
    ) -> Result<Option<ConversationId>, StoreError> {
        let (site, visitor) = (site.clone(), visitor.clone());
        self.writer.write(move |connection| delete(connection, &site, &visitor, entry)).await
    }

    async fn finish_deletions(&self) -> Result<(), StoreError> {
        self.sweep_attachments().await?;
        let hidden = self.readers.read(hidden).await?;
        for recording in &hidden {
            self.sweep(recording).await?;
        }
        Ok(())
    }
}

/// # Errors
/// [`StoreError::NotFound`] for one who is not there, or who is being deleted.
pub(super) fn acquaintance(
    connection: &Connection,
    site: &SiteKey,
    visitor: &VisitorId,
) -> Result<Acquaintance, StoreError> {
    connection
        .prepare_cached(
            "SELECT subject IS NOT NULL, email IS NOT NULL, answered_at_ms IS NOT NULL,
                 EXISTS (SELECT 1 FROM conversations c WHERE c.site = ?1 AND c.visitor = ?2)
             FROM visitors WHERE site = ?1 AND id = ?2 AND NOT EXISTS
                 (SELECT 1 FROM conversations c WHERE c.site = ?1 AND c.visitor = ?2 AND c.is_deleted = 1)",
        )?
        .query_row([site.as_str(), visitor.as_str()], |row| {
            Ok(Acquaintance {
                is_named: row.get(0)?,
                is_reachable: row.get(1)?,
                has_answered: row.get(2)?,
                has_talked: row.get(3)?,
            })
        })
        .optional()?
        .ok_or(StoreError::NotFound("visitor"))
}

fn take_form(
    connection: &Connection,
    site: &SiteKey,
    visitor: &VisitorId,
    form: &TakenForm,
) -> Result<Option<StoredSummary>, StoreError> {
    if let Some(answers) = &form.answers {
        let is_first = connection.execute(
            "UPDATE visitors SET answered_at_ms = ?3 WHERE site = ?1 AND id = ?2 AND answered_at_ms IS NULL",
            params![site.as_str(), visitor.as_str(), form.now_ms],
        )? > 0;
        let mut insert = connection.prepare_cached(
            "INSERT INTO form_answers (site, visitor, position, label, value) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for (position, answer) in answers.iter().enumerate().filter(|_| is_first) {
            insert.execute(params![
                site.as_str(),
                visitor.as_str(),
                position as u64,
                answer.label,
                answer.value
            ])?;
        }
    }
    identity::describe(connection, site, visitor, form.name.as_deref(), form.email.as_deref())
}

fn answers(connection: &Connection, site: &SiteKey, visitor: &VisitorId) -> Result<Vec<Answer>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT label, value FROM form_answers WHERE site = ?1 AND visitor = ?2 ORDER BY position",
    )?;
    let answers = statement.query_map([site.as_str(), visitor.as_str()], |row| {
        Ok(Answer { label: row.get(0)?, value: row.get(1)? })
    })?;
    Ok(answers.collect::<rusqlite::Result<_>>()?)
}

fn visitor_of(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
) -> Result<Option<VisitorId>, StoreError> {
    let visitor = connection
        .prepare_cached("SELECT visitor FROM conversations WHERE site = ?1 AND id = ?2 AND is_deleted = 0")?
        .query_row([site.as_str(), conversation.as_str()], |row| row.get(0).map(VisitorId))
        .optional()?;
    Ok(visitor)
}

fn by_email(connection: &Connection, site: &SiteKey, email: &str) -> Result<Vec<VisitorId>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT id FROM visitors WHERE site = ?1 AND email = ?2 COLLATE NOCASE ORDER BY created_at_ms, id",
    )?;
    let ids = statement.query_map([site.as_str(), email], |row| row.get(0).map(VisitorId))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

fn personal_data(
    connection: &Connection,
    site: &SiteKey,
    visitor: &VisitorId,
) -> Result<Option<PersonalData>, StoreError> {
    // One snapshot, so that all of it is of one moment.
    let snapshot = connection.unchecked_transaction()?;
    let found = snapshot
        .query_row(
            "SELECT subject, name, email, created_at_ms, page_url, page_title, answered_at_ms,
                 1 + (SELECT count(*) FROM visitor_tokens t WHERE t.site = ?1 AND t.visitor = ?2)
             FROM visitors WHERE site = ?1 AND id = ?2",
            [site.as_str(), visitor.as_str()],
            |row| of_row(visitor, row),
        )
        .optional()?;
    let Some(mut data) = found else { return Ok(None) };
    data.answers = answers(&snapshot, site, visitor)?;
    data.conversation = visitor::conversation(&snapshot, site, visitor)?;
    if let Some(conversation) = &data.conversation {
        data.last_message = conversation::last_seq(&snapshot, site, conversation)?.unwrap_or(0);
        data.ratings = ratings(&snapshot, site, conversation)?;
        data.recordings = recording::all_of(&snapshot, site, conversation)?;
    }
    data.trail = trail::of_visitor(&snapshot, site, visitor)?;
    data.last_entry = audit::last_about(&snapshot, site, visitor)?;
    Ok(Some(data))
}

fn ratings(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
) -> Result<Vec<KeptRating>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT coalesce(rated_at_ms, closed_at_ms), score, comment FROM closings
         WHERE site = ?1 AND conversation = ?2 AND score IS NOT NULL ORDER BY number",
    )?;
    let ratings = statement.query_map([site.as_str(), conversation.as_str()], |row| {
        Ok(KeptRating { at_ms: row.get(0)?, score: row.get(1)?, comment: row.get(2)? })
    })?;
    Ok(ratings.collect::<rusqlite::Result<_>>()?)
}

fn of_row(visitor: &VisitorId, row: &Row<'_>) -> rusqlite::Result<PersonalData> {
    Ok(PersonalData {
        visitor: visitor.clone(),
        subject: row.get(0)?,
        name: row.get(1)?,
        email: row.get(2)?,
        created_at_ms: row.get(3)?,
        page: Page { url: row.get(4)?, title: row.get(5)? },
        answered_at_ms: row.get(6)?,
        browsers: row.get(7)?,
        answers: Vec::new(),
        conversation: None,
        last_message: 0,
        ratings: Vec::new(),
        recordings: Vec::new(),
        trail: Vec::new(),
        last_entry: 0,
    })
}

fn delete(
    connection: &Connection,
    site: &SiteKey,
    visitor: &VisitorId,
    entry: NewEntry,
) -> Result<Option<ConversationId>, StoreError> {
    acquaintance(connection, site, visitor)?;
    let conversation = visitor::conversation(connection, site, visitor)?;
    let mut parts = 0;
    if let Some(conversation) = &conversation {
        let of_conversation = [site.as_str(), conversation.as_str()];
        delete_of(connection, site, "conversation", conversation.as_str())?;
        parts = hide_all_of(connection, site, conversation)?;
        parts += connection.execute(
            "UPDATE recordings SET is_deleted = 1, is_running = 0, saved_by = NULL, session = NULL
             WHERE site = ?1 AND conversation = ?2",
            of_conversation,
        )?;
        connection.execute(
            "UPDATE conversations SET is_deleted = 1, revision = revision + 1 WHERE site = ?1 AND id = ?2",
            of_conversation,
        )?;
    }
    // The browsers that a signed token let in, before the tokens that say which these are.
    connection.execute(
        "DELETE FROM identity_uses WHERE site = ?1 AND token_hash IN
             (SELECT token_hash FROM visitors WHERE site = ?1 AND id = ?2
              UNION SELECT token_hash FROM visitor_tokens WHERE site = ?1 AND visitor = ?2)",
        [site.as_str(), visitor.as_str()],
    )?;
    delete_of(connection, site, "visitor", visitor.as_str())?;
    connection.execute(
        "UPDATE visitors SET token_hash = randomblob(32), subject = NULL, name = NULL, email = NULL,
             page_url = '', page_title = '', answered_at_ms = NULL
         WHERE site = ?1 AND id = ?2",
        [site.as_str(), visitor.as_str()],
    )?;
    if parts == 0 {
        remove_rows(connection, site, visitor)?;
    }
    audit::append(connection, vec![entry])?;
    Ok(conversation)
}

/// Deletes what says in a column whose it is, whichever table it stands in: one that comes later cannot be forgotten here. Not
/// the audit log, which stays, nor what is deleted in steps of its own.
fn delete_of(connection: &Connection, site: &SiteKey, column: &str, id: &str) -> Result<(), StoreError> {
    let mut tables = connection.prepare_cached(
        "SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c
         WHERE t.type = 'table' AND c.name = ?1 AND t.name
             NOT IN ('audit', 'conversations', 'recordings', 'attachments')",
    )?;
    let tables = tables.query_map([column], |row| row.get::<_, String>(0))?;
    for table in tables.collect::<rusqlite::Result<Vec<_>>>()? {
        let statement = format!("DELETE FROM {table} WHERE site = ?1 AND {column} = ?2");
        connection.execute(&statement, [site.as_str(), id])?;
    }
    Ok(())
}

/// The rows of a visitor who is deleted, and on whom nothing hangs any more.
fn remove_rows(connection: &Connection, site: &SiteKey, visitor: &VisitorId) -> Result<(), StoreError> {
    let of_visitor = [site.as_str(), visitor.as_str()];
    connection.execute(
        "DELETE FROM conversations WHERE site = ?1 AND visitor = ?2 AND is_deleted = 1",
        of_visitor,
    )?;
    connection.execute("DELETE FROM visitors WHERE site = ?1 AND id = ?2", of_visitor)?;
    Ok(())
}

/// A recording or a file of a deleted conversation is gone: with the last of them go its row and its visitor's.
pub(super) fn part_gone(
    connection: &Connection,
    site: &SiteKey,
    conversation: &ConversationId,
) -> Result<(), StoreError> {
    let visitor: Option<String> = connection
        .query_row(
            "SELECT visitor FROM conversations c WHERE site = ?1 AND id = ?2 AND is_deleted = 1
             AND NOT EXISTS (SELECT 1 FROM recordings r WHERE r.site = ?1 AND r.conversation = ?2)
             AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.site = ?1 AND a.conversation = ?2)",
            [site.as_str(), conversation.as_str()],
            |row| row.get(0),
        )
        .optional()?;
    visitor.map_or(Ok(()), |visitor| remove_rows(connection, site, &VisitorId(visitor)))
}
