//! All that is kept of a shopper in one archive: `my-data.json`, and her conversation's files beside it. It is written as it is read,
//! so however much there is, a few pieces of it are in memory.

use super::{
    Report,
    files::Placed,
    zip::{Sum, Zip},
};
use crate::{
    clock,
    store::{Store, StoreError},
};
use alongside_protocol::SiteKey;
use bytes::Bytes;
use futures_util::stream::{self, Stream};
use std::sync::Arc;
use tokio::sync::mpsc;

/// How many pieces wait for whoever reads.
const PIECES: usize = 4;
/// How long the report may be, in bytes: with all files, an archive stays below what the format can count.
const REPORT_BYTES: u64 = 2 << 30;

/// Where pieces go.
type Out = mpsc::Sender<Result<Bytes, StoreError>>;

/// The archive's bytes, of a report that has not been read. An error ends it early: what was read before is no archive then.
pub fn archive(
    report: Report,
    store: Arc<dyn Store>,
    site: SiteKey,
) -> impl Stream<Item = Result<Bytes, StoreError>> {
    let (out, pieces) = mpsc::channel(PIECES);
    tokio::spawn(async move {
        if let Err(error) = write(report, &*store, &site, &out).await {
            // Whoever has gone away does not hear it.
            let _ = out.send(Err(error)).await;
        }
    });
    stream::unfold(pieces, async |mut pieces| Some((pieces.recv().await?, pieces)))
}

async fn write(report: Report, store: &dyn Store, site: &SiteKey, out: &Out) -> Result<(), StoreError> {
    let mut zip = Zip::new(&clock::utc(clock::now_ms()));
    let mut files = report.files.clone();
    write_report(report, &mut zip, store, out).await?;
    loop {
        let page = files.next(store, site).await?;
        if page.is_empty() {
            return say(out, zip.finish()).await;
        }
        for placed in page {
            write_file(placed, &mut zip, store, site, out).await?;
        }
    }
}

/// Read twice, as its sum stands in front of it.
async fn write_report(
    mut report: Report,
    zip: &mut Zip,
    store: &dyn Store,
    out: &Out,
) -> Result<(), StoreError> {
    let mut summed = report.clone();
    let (mut sum, mut bytes) = (Sum::new(), 0_u64);
    while let Some(piece) = summed.next(store).await? {
        sum.add(piece.as_bytes());
        bytes += piece.len() as u64;
        if out.is_closed() {
            return Err(nobody_reads());
        }
    }
    let sum = sum.finish();
    let length = u32::try_from(bytes).ok().filter(|_| bytes <= REPORT_BYTES);
    let length =
        length.ok_or_else(|| StoreError::Unavailable("the report is too long for an archive".into()))?;
    say(out, zip.begin("my-data.json", length, sum)).await?;
    let mut again = Sum::new();
    while let Some(piece) = report.next(store).await? {
        again.add(piece.as_bytes());
        say(out, piece).await?;
    }
    if again.finish() == sum { Ok(()) } else { Err(changed()) }
}

/// Read twice, as well. One that was deleted meanwhile is not there.
async fn write_file(
    placed: Placed,
    zip: &mut Zip,
    store: &dyn Store,
    site: &SiteKey,
    out: &Out,
) -> Result<(), StoreError> {
    let Placed { file, path: Some(path), .. } = placed else { return Ok(()) };
    let (mut sum, mut bytes, mut stretches) = (Sum::new(), 0_u64, 0);
    while let Some(stretch) = store.attached(site, &file.id, stretches).await? {
        sum.add(&stretch);
        bytes += stretch.len() as u64;
        stretches += 1;
    }
    if stretches == 0 {
        return Ok(());
    }
    let length = u32::try_from(bytes).map_err(|_| changed())?;
    say(out, zip.begin(&path, length, sum.finish())).await?;
    for number in 0..stretches {
        let stretch = store.attached(site, &file.id, number).await?.ok_or_else(changed)?;
        say(out, stretch).await?;
    }
    Ok(())
}

async fn say(out: &Out, piece: impl Into<Bytes>) -> Result<(), StoreError> {
    out.send(Ok(piece.into())).await.map_err(|_| nobody_reads())
}

fn nobody_reads() -> StoreError {
    StoreError::Unavailable("nobody reads the archive any more".into())
}

fn changed() -> StoreError {
    StoreError::Unavailable("something was deleted while it was read".into())
}
