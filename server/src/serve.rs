//! Listening, and ending without dropping what is under way.

use crate::config::Config;
use crate::web::{self, Web};
use axum::Router;
use axum::serve::ListenerExt;
use engine::Engine;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

/// How long requests under way may take once the server is told to end.
pub(crate) const FINISH_WITHIN: Duration = Duration::from_secs(10);

/// A server that holds its port and doesn't answer yet.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
    web: Web,
}

/// Why the server can't listen.
#[derive(Debug, thiserror::Error)]
#[error("can't listen on {address}: {cause}. Choose another address with --listen, or end the program that has it.")]
pub struct ListenError {
    address: SocketAddr,
    cause: io::Error,
}

impl Server {
    /// Takes the port.
    pub async fn bind(engine: Engine, config: Arc<Config>) -> Result<Self, ListenError> {
        let failed = |cause| ListenError { address: config.listen, cause };
        let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let web = Web::new(engine, config);
        Ok(Self { listener, address, router: web::router(web.clone()), web })
    }

    /// Where it listens, with the port that the system chose for port 0.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop` is done; then finishes what is under way.
    pub async fn run(self, stop: impl Future<Output = ()>) -> io::Result<()> {
        // Without this every answer that is sent in more than one piece waits 40 ms for the client's acknowledgement.
        let listener = self.listener.tap_io(|stream| {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "TCP_NODELAY couldn't be set");
            }
        });
        let (stop_taking, stopped) = oneshot::channel::<()>();
        let service = self.router.into_make_service_with_connect_info::<SocketAddr>();
        let serving = axum::serve(listener, service).with_graceful_shutdown(async {
            let _told_or_dropped = stopped.await;
        });
        let web = self.web.clone();
        let give_up = async {
            stop.await;
            tracing::info!("stopping: finishing what is under way");
            web.begin_stopping();
            drop(stop_taking);
            tokio::time::sleep(FINISH_WITHIN).await;
        };
        tokio::select! {
            result = async { serving.await } => result,
            () = give_up => {
                tracing::warn!("requests that took longer than {} s were cut off", FINISH_WITHIN.as_secs());
                Ok(())
            }
        }
    }
}

/// Done when the process is asked to end, by a service manager or by Ctrl-C.
///
/// Whoever calls this is told of every request from then on, not only once the future is awaited.
pub fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
