//! A running relay: put together, listening, and stopped in good order.

use crate::{
    asset_store::AssetStore,
    attachment,
    audit::Audit,
    bus::local::LocalBus,
    call::Calls,
    cobrowse::{Codes, Registry},
    config::Config,
    identity,
    lines::Lines,
    login::Logins,
    metrics::Metrics,
    my_data::Requests,
    pace::Pace,
    presence::Presence,
    recording::{self, Recorders},
    relay::Relay,
    store::Store,
    timings::Timings,
    web::{self, Assets},
};
use anyhow::Context;
use axum::serve::ListenerExt as _;
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle, time::timeout};

/// A relay that listens.
pub struct Server {
    relay: Arc<Relay>,
    address: SocketAddr,
    serving: JoinHandle<io::Result<()>>,
}

impl Server {
    /// Starts to serve on `listener`, whose address may differ from the one in the settings.
    ///
    /// # Errors
    /// When the listener has no address, the operating system gives no randomness, or the folder of assets cannot be used.
    pub fn start(
        listener: TcpListener,
        config: Config,
        store: Arc<dyn Store>,
        assets: Assets,
        timings: Timings,
    ) -> anyhow::Result<Self> {
        let address = listener.local_addr().context("the listening socket has no address")?;
        let session = Duration::from_secs(u64::from(config.session_hours) * 3600);
        let asset_store = Arc::new(AssetStore::open(&config.asset_folder, config.asset_quota)?);
        let relay = Arc::new(Relay {
            audit: Audit::start(Arc::clone(&store)),
            store,
            asset_store,
            bus: Arc::new(LocalBus::default()),
            lines: Lines::new(config.max_sockets, config.address_sockets),
            logins: Logins::new(session)?,
            pace: Pace::new(&config),
            config,
            assets,
            presence: Presence::default(),
            cobrowse: Registry::default(),
            calls: Calls::default(),
            codes: Codes::new(timings.code),
            recorders: Recorders::default(),
            data_requests: Requests::default(),
            metrics: Metrics::default(),
            stopping: watch::Sender::new(false),
            timings,
        });
        tokio::spawn(recording::keep_house(Arc::clone(&relay)));
        tokio::spawn(attachment::keep_house(Arc::clone(&relay)));
        tokio::spawn(identity::keep_house(Arc::clone(&relay)));
        let stopping = Arc::clone(&relay);
        // A frame must not wait until the last one is acknowledged: TCP would hold a small one back for that.
        let listener = listener.tap_io(|connection| {
            let _ = connection.set_nodelay(true);
        });
        let service = web::router(Arc::clone(&relay)).into_make_service_with_connect_info::<SocketAddr>();
        let serving =
            axum::serve(listener, service).with_graceful_shutdown(async move { stopping.stopped().await });
        let serving = tokio::spawn(async move { serving.await });
        tracing::info!(%address, public_url = %relay.config.public_url, "the relay listens");
        Ok(Self { relay, address, serving })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its parts.
    pub fn relay(&self) -> &Arc<Relay> {
        &self.relay
    }

    /// Takes no more lines, closes those that are open, lets writes finish, and waits for all of it as long
    /// as the settings' grace allows. Returns whether it was long enough.
    pub async fn stop(self) -> bool {
        let open = self.relay.lines.count();
        tracing::info!(open, "the relay shuts down");
        self.relay.stopping.send_replace(true);
        let grace = self.relay.config.shutdown_grace;
        let all = async {
            self.relay.lines.all_closed().await;
            self.relay.cobrowse.end_recordings();
            self.relay.recorders.all_written().await;
            // An error means that serving has panicked or failed; either way it is over.
            let _ = self.serving.await;
            if let Err(error) = self.relay.audit.flush().await {
                tracing::error!(%error, "the end of the audit log was not written");
            }
        };
        let in_time = timeout(grace, all).await.is_ok();
        if !in_time {
            let open = self.relay.lines.count();
            tracing::warn!(open, "the grace is over: what is still open is cut off");
        }
        in_time
    }
}
