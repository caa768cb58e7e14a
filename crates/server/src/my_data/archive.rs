//! All that is kept of a shopper in one archive: `my-data.json`, and her conversation's files beside it. It is written as it is read,
//! so however many files there are, a few pieces of one are in memory.

use super::zip::{Sum, Zip};
use crate::{
    clock,
    store::{PersonalData, Store, StoreError},
};
use alongside_protocol::{Attachment, Content, Message, SiteKey};
use bytes::Bytes;
use futures_util::stream::{self, Stream};
use serde_json::Value;
use std::sync::Arc;
use tokio::sync::mpsc;

/// How many bytes of files an archive has at most. What is beyond is named in `my-data.json`, without a place.
pub const ARCHIVE_BYTES: u64 = 1 << 30;

/// How many pieces wait for whoever reads.
const PIECES: usize = 4;

/// A file's place in the archive; none for one that does not fit.
pub(super) struct Placed<'a> {
    pub(super) message: &'a Message,
    pub(super) file: &'a Attachment,
    pub(super) path: Option<String>,
}

/// The conversation's files, oldest first.
pub(super) fn placed(data: &PersonalData) -> Vec<Placed<'_>> {
    let mut left = ARCHIVE_BYTES;
    let files = data.messages.iter().filter_map(|message| match &message.content {
        Some(Content::Attachment { attachment }) => Some((message, attachment)),
        _ => None,
    });
    files
        .map(|(message, file)| {
            let fits = file.bytes <= left;
            left -= if fits { file.bytes } else { 0 };
            // A name has no path; and if one had, it would lead nowhere.
            let path =
                fits.then(|| format!("files/{}-{}", message.seq, file.name.replace(['/', '\\', ':'], "_")));
            Placed { message, file, path }
        })
        .collect()
}

/// What is to be read: the report, and the names of files with their places.
pub struct Archive {
    report: Vec<u8>,
    files: Vec<(String, String)>,
}

impl Archive {
    /// Of the report that [`super::report`] has made of `data`.
    #[must_use]
    pub fn new(report: &Value, data: &PersonalData) -> Self {
        let files =
            placed(data).into_iter().filter_map(|placed| Some((placed.file.id.clone(), placed.path?)));
        Self { report: format!("{report:#}\n").into_bytes(), files: files.collect() }
    }

    /// The archive's bytes. An error ends it early: what was read before is no archive then.
    pub fn read(self, store: Arc<dyn Store>, site: SiteKey) -> impl Stream<Item = Result<Bytes, StoreError>> {
        let (out, pieces) = mpsc::channel(PIECES);
        tokio::spawn(async move {
            if let Err(error) = self.write(&*store, &site, &out).await {
                // Whoever has gone away does not hear it.
                let _ = out.send(Err(error)).await;
            }
        });
        stream::unfold(pieces, async |mut pieces| Some((pieces.recv().await?, pieces)))
    }

    async fn write(
        self,
        store: &dyn Store,
        site: &SiteKey,
        out: &mpsc::Sender<Result<Bytes, StoreError>>,
    ) -> Result<(), StoreError> {
        let mut zip = Zip::new(&clock::utc(clock::now_ms()));
        let mut sum = Sum::new();
        sum.add(&self.report);
        let head = zip.begin("my-data.json", self.report.len() as u32, sum.finish());
        say(out, head).await?;
        say(out, self.report).await?;
        for (id, path) in self.files {
            // Read twice: its sum stands in front of it. One that was deleted meanwhile is not there.
            let (mut sum, mut bytes, mut number) = (Sum::new(), 0_u64, 0);
            while let Some(piece) = store.attached(site, &id, number).await? {
                sum.add(&piece);
                bytes += piece.len() as u64;
                number += 1;
            }
            if number == 0 {
                continue;
            }
            let length = u32::try_from(bytes).map_err(|_| changed())?;
            say(out, zip.begin(&path, length, sum.finish())).await?;
            for number in 0..number {
                let piece = store.attached(site, &id, number).await?.ok_or_else(changed)?;
                say(out, piece).await?;
            }
        }
        say(out, zip.finish()).await
    }
}

async fn say(
    out: &mpsc::Sender<Result<Bytes, StoreError>>,
    piece: impl Into<Bytes>,
) -> Result<(), StoreError> {
    out.send(Ok(piece.into()))
        .await
        .map_err(|_| StoreError::Unavailable("nobody reads the archive any more".into()))
}

fn changed() -> StoreError {
    StoreError::Unavailable("a file was deleted while it was read".into())
}
