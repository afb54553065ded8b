//! A mail server that is down, unwilling, or dies in the moment of taking a message.

use crate::world::{CUSTOMERS, World, month, setting};
use domain::mail::{Mail, MailKind};
use domain::user::Role;
use domain::view::WorkQuery;
use domain::workflow::{NewStep, WorkState, Workflow};
use domain::{MailId, WorkId};
use engine::Post;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

const PLAN: &str = r#"{"rules": [{"type": "percentage", "rate": 100000}]}"#;
/// Owners of the reseller that is written to.
const OWNERS: usize = 12;

/// How the mail server treats who calls.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mood {
    /// The line goes dead.
    Down,
    /// “Come again later.”
    Unwilling,
    /// It takes the call, and says nothing.
    Silent,
    /// It takes the message, and dies before it says so.
    DiesWhileTaking,
    Well,
}

/// A mail server of few words, and the messages that it has taken: subject and recipient by Message-ID.
#[derive(Clone)]
struct MailServer {
    mood: Arc<Mutex<Mood>>,
    taken: Arc<Mutex<Vec<(String, String)>>>,
    calls: Arc<Mutex<usize>>,
}

impl MailServer {
    async fn open() -> (Self, Post) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let server = Self { mood: Arc::new(Mutex::new(Mood::Down)), taken: Arc::default(), calls: Arc::default() };
        let own = server.clone();
        tokio::spawn(async move {
            while let Ok((caller, _)) = listener.accept().await {
                *own.calls.lock().unwrap() += 1;
                tokio::spawn(own.clone().serve(caller));
            }
        });
        (server, Post::smtp("Acme <no-reply@acme.example>", &url, Duration::from_millis(200)).unwrap())
    }

    fn is_now(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// Message-ID → how often it was taken.
    fn taken(&self) -> BTreeMap<(String, String), usize> {
        let mut counts = BTreeMap::new();
        for message in self.taken.lock().unwrap().iter() {
            *counts.entry(message.clone()).or_default() += 1;
        }
        counts
    }

    async fn serve(self, mut caller: TcpStream) -> Option<()> {
        let mood = *self.mood.lock().unwrap();
        if mood == Mood::Down {
            return None;
        }
        if mood == Mood::Silent {
            // Until the caller gives up.
            let _ = caller.read(&mut [0]).await;
            return None;
        }
        let (reader, mut writer) = caller.split();
        let mut lines = BufReader::new(reader).lines();
        let mut recipient = String::new();
        writer.write_all(b"220 mail.example\r\n").await.ok()?;
        while let Some(line) = lines.next_line().await.ok()? {
            let answer = match line.get(..4)?.to_ascii_uppercase().as_str() {
                "EHLO" | "HELO" => "250 mail.example",
                "MAIL" if mood == Mood::Unwilling => "451 come again later",
                "RCPT" => {
                    recipient = line;
                    "250 yes"
                }
                "DATA" => {
                    writer.write_all(b"354 go on\r\n").await.ok()?;
                    let id = read_message(&mut lines).await?;
                    self.taken.lock().unwrap().push((id, recipient.clone()));
                    if mood == Mood::DiesWhileTaking {
                        return None;
                    }
                    "250 taken"
                }
                "QUIT" => "221 bye",
                _ => "250 yes",
            };
            writer.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
        }
        Some(())
    }
}

/// Reads a message up to its end, and gives its Message-ID.
async fn read_message(lines: &mut tokio::io::Lines<impl AsyncBufReadExt + Unpin>) -> Option<String> {
    let mut id = None;
    while let Some(line) = lines.next_line().await.ok()? {
        if line == "." {
            return id;
        }
        if let Some(found) = line.strip_prefix("Message-ID: ") {
            id = Some(found.to_owned());
        }
    }
    None
}

/// An operator whose September was approved, so that there are letters to be sent.
async fn with_letters() -> (World, MailServer) {
    let (server, post) = MailServer::open().await;
    let world = World::posting(post).await;
    world.office.add_plan("residual", "Residual", month("2024-01"), PLAN, true).await.unwrap();
    world.import(CUSTOMERS).await;
    for n in 0..OWNERS {
        let new = engine::NewUser {
            email: format!("owner-{n}@acme.example"),
            name: format!("Owner {n}"),
            role: Role::Owner,
            partner: Some("RS-1".into()),
            password: crate::world::PASSWORD.into(),
        };
        world.office.add_user(new).await.unwrap();
    }
    let finance = world.desk(Role::Finance, None).await;
    let admin = world.desk(Role::Admin, None).await;
    finance.start_close(month("2025-09")).await.unwrap();
    world.engine.work_through().await.unwrap();
    admin.approve_month(month("2025-09")).await.unwrap();
    (world, server)
}

/// Lets time pass, a minute after the other, with all that is due.
async fn pass(world: &World, minutes: usize) {
    for _ in 0..minutes {
        world.later(60);
        world.engine.work_through().await.unwrap();
    }
}

async fn unsent(world: &World) -> usize {
    world.office.mails().await.unwrap().iter().filter(|mail| mail.sent_at.is_none()).count()
}

#[tokio::test]
async fn letters_wait_for_a_mail_server_that_is_down_and_each_is_sent_once() {
    let (world, server) = with_letters().await;
    pass(&world, 30).await;
    server.is_now(Mood::Unwilling);
    pass(&world, 30).await;
    let letters = world.office.mails().await.unwrap().len();
    assert_eq!((letters, unsent(&world).await), (OWNERS + 1, OWNERS + 1), "one of them asked for approval");
    assert_eq!(server.taken().len(), 0);
    let auditor = world.desk(Role::Auditor, None).await;
    assert_eq!(auditor.statements(None).await.unwrap().len(), 2, "everything else goes on");
    let calls = *server.calls.lock().unwrap();
    assert!(calls <= letters * 10, "an hour of waiting with back-off is {calls} calls");

    server.is_now(Mood::Well);
    pass(&world, 120).await;
    assert_eq!(unsent(&world).await, 0);
    let taken = server.taken();
    assert_eq!(taken.len(), letters);
    assert!(taken.values().all(|times| *times == 1), "{taken:?}");
    let query = WorkQuery { workflow: Some(Workflow::MailDelivery), ..WorkQuery::default() };
    let runs = world.office.works(&query).await.unwrap();
    assert!(runs.iter().all(|run| run.state == WorkState::Completed));
}

#[tokio::test]
async fn a_message_that_was_taken_without_a_word_comes_again_under_the_same_name() {
    let (world, server) = with_letters().await;
    server.is_now(Mood::DiesWhileTaking);
    pass(&world, 2).await;
    server.is_now(Mood::Well);
    pass(&world, 60).await;
    assert_eq!(unsent(&world).await, 0);
    let taken = server.taken();
    assert_eq!(taken.len(), OWNERS + 1, "as many names as letters");
    assert!(taken.values().any(|times| *times > 1), "some came twice");
}

/// Letters of one cause to as many people, written as the engine writes them.
async fn write_letters(world: &World, cause: usize, people: std::ops::Range<usize>) {
    let clock = world.clock();
    let now = clock.now();
    let mail = |n| Mail {
        id: MailId(clock.new_id()),
        kind: MailKind::WeeklyDigest,
        to_email: format!("person-{n:05}@acme.example"),
        to_name: format!("Person {n}"),
        subject: format!("Cause {cause}"),
        text: "What there is to say".into(),
        html: "<p>What there is to say</p>".into(),
        created_at: now,
        sent_at: None,
    };
    let mails: Vec<_> = people.map(mail).collect();
    let step = |mail: &Mail| NewStep {
        stage: 10,
        name: format!("to {} ({})", mail.to_email, mail.id),
        input: serde_json::json!({ "mail": mail.id }),
    };
    let steps: Vec<_> = mails.iter().map(step).collect();
    let work = store::NewWork {
        id: WorkId(clock.new_id()),
        workflow: Workflow::MailDelivery,
        period: format!("cause {cause}"),
        started_by: None,
        reason: None,
    };
    let mut tx = world.tx().await;
    assert!(tx.begin_work(&work, &steps, now).await.unwrap());
    tx.add_mails(&mails).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_mail_server_in_any_mood_gets_every_letter_under_one_name() {
    let (server, post) = MailServer::open().await;
    let world = World::posting(post).await;
    let letters = usize::try_from(setting("CHAOS_MAILS", 150)).unwrap();
    // Each mood meets letters that are new and letters that wait.
    let moods = [Mood::Down, Mood::Unwilling, Mood::DiesWhileTaking];
    let share = letters / (moods.len() + 1);
    for (cause, mood) in moods.into_iter().enumerate() {
        server.is_now(mood);
        write_letters(&world, cause, cause * share..(cause + 1) * share).await;
        pass(&world, 2).await;
    }
    server.is_now(Mood::Well);
    write_letters(&world, moods.len(), 90_000..90_000 + letters - 3 * share).await;
    let before = server.taken.lock().unwrap().len();
    let died = before;
    world.engine.work_through().await.unwrap();
    let order: Vec<_> = server.taken.lock().unwrap()[before..].to_vec();
    pass(&world, 180).await;

    let taken = server.taken();
    assert_eq!(taken.len(), letters, "as many names as letters: none is lost, and none has two names");
    let people: std::collections::BTreeSet<_> = taken.keys().map(|(_, to)| to).collect();
    assert_eq!(people.len(), letters, "one letter for each person and cause");
    let twice = taken.iter().filter(|(_, times)| **times > 1);
    assert!(twice.count() <= died, "only what was taken without a word comes again");
    let query = WorkQuery { workflow: Some(Workflow::MailDelivery), ..WorkQuery::default() };
    let runs = world.office.works(&query).await.unwrap();
    assert!(runs.iter().all(|run| run.state == WorkState::Completed));
    // What was never tried leaves in the order in which it was written.
    let fresh: Vec<_> = order.iter().map(|(_, to)| to).filter(|to| to.contains("person-9")).collect();
    assert!(!fresh.is_empty() && fresh.is_sorted());
}

#[tokio::test]
async fn a_mail_server_that_says_nothing_is_given_up_after_its_time_and_not_after_the_step_s() {
    let (world, server) = with_letters().await;
    server.is_now(Mood::Silent);
    let begin = std::time::Instant::now();
    world.engine.work_through().await.unwrap();
    assert!(begin.elapsed() < Duration::from_mins(1), "{:?} for {OWNERS} letters", begin.elapsed());
    let query = WorkQuery { workflow: Some(Workflow::MailDelivery), ..WorkQuery::default() };
    let run = world.office.works(&query).await.unwrap().remove(0);
    let step = world.office.work(run.id).await.unwrap().steps.remove(0);
    assert!(step.error.unwrap().contains("the mail server said nothing for 0.2 s"));
    server.is_now(Mood::Well);
    pass(&world, 10).await;
    assert_eq!(unsent(&world).await, 0);
}

#[tokio::test]
async fn letters_of_an_outage_leave_in_the_order_in_which_they_were_written_when_it_ends() {
    let (server, post) = MailServer::open().await;
    let world = World::posting(post).await;
    for cause in 0..6 {
        write_letters(&world, cause, cause * 8..(cause + 1) * 8).await;
        pass(&world, 7).await;
    }
    server.is_now(Mood::Well);
    // The first of them that is due finds the server back.
    while server.taken.lock().unwrap().is_empty() {
        pass(&world, 1).await;
    }
    assert_eq!(unsent(&world).await, 0, "and all others follow at once");
    let order: Vec<_> = server.taken.lock().unwrap().iter().map(|(_, to)| to.clone()).collect();
    assert_eq!(order.len(), 48);
    assert!(order[1..].is_sorted(), "{order:?}");
}

#[tokio::test]
async fn nobody_who_asks_for_something_waits_for_a_mail_server() {
    let (world, server) = with_letters().await;
    server.is_now(Mood::Silent);
    let admin = world.office.desk_of("admin-operator@acme.example").await.unwrap();
    let finance = world.office.desk_of("finance-operator@acme.example").await.unwrap();
    // Letters were written, and who had them written has called nobody: that is automation's part.
    finance.start_close(month("2025-08")).await.unwrap();
    assert_eq!(admin.statements(None).await.unwrap().len(), 2);
    assert_eq!(admin.mails().await.unwrap().len(), unsent(&world).await);
    assert!(!admin.mails().await.unwrap().is_empty());
    let called = *server.calls.lock().unwrap();
    admin.run_work(Workflow::WeeklyDigest, "now").await.unwrap();
    assert_eq!(*server.calls.lock().unwrap(), called, "only the runner calls a mail server");
}
