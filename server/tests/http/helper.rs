//! A running server and the requests of a browser.

use domain::user::Role;
use domain::{Currency, Rounding};
use engine::{Engine, NewTenant, NewUser, Options};
use reqwest::header::{HeaderMap, SET_COOKIE};
use reqwest::{Client, Response, redirect};
use server::config::Config;
use server::serve::Server;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub const EMAIL: &str = "ana@example.com";
pub const PASSWORD: &str = "a long enough password";

/// A server that ends with the test.
pub struct Site {
    pub origin: String,
    pub engine: Engine,
    pub stop: Option<oneshot::Sender<()>>,
    pub serving: JoinHandle<()>,
    client: Client,
    _data: TempDir,
}

impl Site {
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// A server with settings of the test's own.
    pub async fn start_with(settings: &[(&str, &str)]) -> Self {
        let data = TempDir::new().unwrap();
        let folder = data.path().to_str().unwrap();
        let mut variables = vec![("TRIBUTARY_DATA_DIR", folder), ("TRIBUTARY_LISTEN", "127.0.0.1:0")];
        variables.extend(settings);
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let config = Arc::new(Config::from_sources(None, variables, Vec::new()).unwrap());
        let engine = Engine::open(&config.database(), Options::default()).await.unwrap();
        let server = Server::bind(engine.clone(), config).await.unwrap();
        let origin = format!("http://{}", server.address());
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(async {
            let stop = async {
                let _told_or_dropped = stopped.await;
            };
            server.run(stop).await.unwrap();
        });
        let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
        Self { origin, engine, stop: Some(stop), serving, client, _data: data }
    }

    /// A server with one operator and one person, [`EMAIL`].
    pub async fn with_person() -> Self {
        let site = Self::start().await;
        site.add_person().await;
        site
    }

    pub async fn add_person(&self) {
        let tenant = NewTenant {
            slug: "northwind".into(),
            name: "Northwind".into(),
            time_zone: "UTC".into(),
            currency: Currency::Usd,
            rounding: Rounding::HalfUp,
        };
        let tenant = self.engine.add_tenant(tenant).await.unwrap();
        let person = NewUser {
            email: EMAIL.into(),
            name: "Ana".into(),
            role: Role::Admin,
            partner: None,
            password: PASSWORD.into(),
        };
        self.engine.office(tenant.id).add_user(person).await.unwrap();
    }

    pub async fn get(&self, path: &str) -> Response {
        self.get_with(path, &[]).await
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = self.client.get(format!("{}{path}", self.origin));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.unwrap()
    }

    /// Posts a form as a browser does from our own page.
    pub async fn post(&self, path: &str, form: &str) -> Response {
        self.post_with(path, form, &[("sec-fetch-site", "same-origin")]).await
    }

    pub async fn post_with(&self, path: &str, form: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = self.client.post(format!("{}{path}", self.origin)).body(form.to_owned());
        request = request.header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.unwrap()
    }

    pub async fn sign_in(&self, password: &str, next: &str) -> Response {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("email", EMAIL).append_pair("password", password).append_pair("next", next);
        self.post("/sign-in", &form.finish()).await
    }
}

/// `name=value` of the session's cookie.
pub fn session_cookie(headers: &HeaderMap) -> String {
    let cookies = headers.get_all(SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
    let session = cookies.filter(|cookie| cookie.contains("sid=")).collect::<Vec<_>>();
    assert_eq!(session.len(), 1, "{session:?}");
    session[0].split(';').next().unwrap().to_owned()
}

/// Where an answer sends the browser.
pub fn location(answer: &Response) -> &str {
    answer.headers()["location"].to_str().unwrap()
}
