//! How mail leaves the house: by SMTP, or into a folder where it can be looked at.

use crate::files;
use domain::mail::Mail;
use lettre::message::{Mailbox, MultiPart};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Where mail goes, and from whom.
#[derive(Clone)]
pub struct Post {
    way: Way,
}

#[derive(Clone)]
enum Way {
    Nowhere,
    Folder(Mailbox, PathBuf),
    Smtp(Mailbox, AsyncSmtpTransport<Tokio1Executor>, Duration),
}

/// Mail that couldn't be set up or sent.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PostError {
    /// It won't succeed however often it is tried: the address or the message is wrong, or it was refused for good.
    #[error("{0}")]
    Lasting(String),
    /// It may succeed later: this message was put off.
    #[error("{0}")]
    Passing(String),
    /// It may succeed later: the mail server can't be reached, or says nothing, so no other message would do better.
    #[error("{0}")]
    Away(String),
}

impl Post {
    /// Nowhere: whoever embeds the engine without mail. A message that is to be sent is stuck, and tells why.
    pub fn none() -> Self {
        Self { way: Way::Nowhere }
    }

    /// Into a folder, a file for each message.
    pub fn folder(from: &str, folder: PathBuf) -> Result<Self, PostError> {
        Ok(Self { way: Way::Folder(sender(from)?, folder) })
    }

    /// To a mail server, such as `smtps://user:password@mail.example.com`, which has so much time to take a message.
    pub fn smtp(from: &str, url: &str, patience: Duration) -> Result<Self, PostError> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url);
        let builder =
            builder.map_err(|_| PostError::Lasting("it is not a URL like smtps://user:password@host".into()))?;
        Ok(Self { way: Way::Smtp(sender(from)?, builder.timeout(Some(patience)).build(), patience) })
    }

    /// Hands a message over.
    pub(crate) async fn send(&self, mail: &Mail) -> Result<(), PostError> {
        match &self.way {
            Way::Nowhere => Err(PostError::Lasting("no way for mail is set up".into())),
            Way::Folder(from, folder) => {
                // Named by the message, so that sending it again replaces it.
                let file = folder.join(format!("{}.eml", mail.id));
                let content = message(from, mail)?.formatted();
                let written = tokio::task::spawn_blocking(move || files::put(&file, &content)).await;
                let failed = |why: String| PostError::Passing(format!("{}: {why}", folder.display()));
                written.map_err(|error| failed(error.to_string()))?.map_err(|error| failed(error.to_string()))
            }
            Way::Smtp(from, server, patience) => {
                // The whole of it has a limit: the server's own covers the call alone, and not what is said in it.
                let sending = tokio::time::timeout(*patience, server.send(message(from, mail)?)).await;
                let silent =
                    || PostError::Away(format!("the mail server said nothing for {} s", patience.as_secs_f64()));
                sending.map_err(|_| silent())?.map(drop).map_err(|error| match error {
                    error if error.is_permanent() => PostError::Lasting(format!("the mail server refused it: {error}")),
                    error if error.is_transient() => PostError::Passing(format!("the mail server put it off: {error}")),
                    error => PostError::Away(format!("the mail server can't be reached: {error}")),
                })
            }
        }
    }
}

fn message(from: &Mailbox, mail: &Mail) -> Result<Message, PostError> {
    let wrong = |error: lettre::address::AddressError| PostError::Lasting(format!("{}: {error}", mail.to_email));
    let address = mail.to_email.parse().map_err(wrong)?;
    Message::builder()
        .message_id(Some(format!("<{}@{}>", mail.id, from.email.domain())))
        .date(mail.created_at.into())
        .from(from.clone())
        .to(Mailbox::new(Some(mail.to_name.clone()), address))
        .subject(&mail.subject)
        .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
        .map_err(|error| PostError::Lasting(error.to_string()))
}

fn sender(from: &str) -> Result<Mailbox, PostError> {
    from.parse().map_err(|error: lettre::address::AddressError| {
        PostError::Lasting(format!("“{from}” is not an address like Acme <no-reply@acme.example>: {error}"))
    })
}

impl fmt::Debug for Post {
    /// Without the password that a mail server's URL holds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.way {
            Way::Nowhere => f.write_str("no mail"),
            Way::Folder(_, folder) => write!(f, "mail into {}", folder.display()),
            Way::Smtp(..) => f.write_str("mail by SMTP"),
        }
    }
}
