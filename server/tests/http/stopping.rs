//! Ending: what is under way is finished, and nothing new is begun.

use crate::helper::{EMAIL, Site};
use axum::body::Body;
use axum::extract::connect_info::MockConnectInfo;
use axum::http::Request;
use server::config::Config;
use server::web::{Web, router};
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tower::ServiceExt;

#[tokio::test]
async fn a_request_under_way_is_answered_before_the_server_ends() {
    let mut site = Site::with_person().await;
    let address = site.origin.strip_prefix("http://").unwrap().to_owned();
    let mut connection = TcpStream::connect(&address).await.unwrap();
    let body = format!("email={EMAIL}&password=x");
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\n\
         content-type: application/x-www-form-urlencoded\r\n\r\n",
        body.len()
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    // An answer to another request shows that the server has had the time to read the first one's head.
    site.get("/health/live").await;
    site.stop.take().unwrap().send(()).unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert!(TcpStream::connect(&address).await.is_err() || !site.serving.is_finished());
    connection.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    site.serving.await.unwrap();
}

#[tokio::test]
async fn a_server_about_to_end_lives_but_is_not_ready() {
    let site = Site::start().await;
    let config = Arc::new(Config::from_sources(None, Vec::new(), Vec::new()).unwrap());
    let web = Web::new(site.engine.clone(), config);
    let router = router(web.clone()).layer(MockConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
    let status = async |path: &str| {
        let request = Request::get(path).body(Body::empty()).unwrap();
        router.clone().oneshot(request).await.unwrap().status().as_u16()
    };
    assert_eq!(status("/health/ready").await, 200);
    web.begin_stopping();
    assert_eq!((status("/health/ready").await, status("/health/live").await), (503, 200));
}

#[test]
fn the_program_ends_well_when_it_is_asked_to() {
    for signal in ["TERM", "INT"] {
        let data = tempfile::TempDir::new().unwrap();
        let mut program = Command::new(env!("CARGO_BIN_EXE_tributary"))
            .args(["--listen", "127.0.0.1:0", "--data-dir", data.path().to_str().unwrap()])
            .env_clear()
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(program.stderr.take().unwrap());
        let mut line = String::new();
        while !line.contains("Tributary answers at http://127.0.0.1:") {
            line.clear();
            assert_ne!(lines.read_line(&mut line).unwrap(), 0, "it ended before it answered");
        }
        let kill = Command::new("kill").args(["-s", signal, &program.id().to_string()]).status().unwrap();
        assert!(kill.success());
        let mut rest = String::new();
        lines.read_to_string(&mut rest).unwrap();
        assert!(program.wait().unwrap().success(), "{rest}");
        assert!(rest.contains("stopped"), "{rest}");
    }
}
