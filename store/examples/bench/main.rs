//! Measures what an operator waits for against the same work as plain SQL, in the same database, in interleaved rounds.
//!
//! `script/bench` runs it in a release build on SQLite and on PostgreSQL. It prints medians and ratios; it judges
//! nothing, because a machine that is busy elsewhere must not fail anybody's build.

#![expect(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a bench reads the clock and prints")]

mod close;
mod facts;
mod health;
mod import;
mod meter;
mod others;
mod place;
mod reference;
mod sample;

use domain::user::Role;
use engine::{Desk, Engine, NewUser, Office};
use meter::Cost;
use std::time::Duration;

/// Rounds of each measurement.
const ROUNDS: usize = 3;

#[tokio::main]
async fn main() {
    tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::ERROR).init();
    sqlx::any::install_default_drivers();
    let mut whats: Vec<String> = std::env::args().skip(1).collect();
    let sizes = whats.iter().position(|argument| argument.parse::<usize>().is_ok()).unwrap_or(whats.len());
    let sizes = whats.split_off(sizes);
    let sizes: Vec<usize> = sizes.iter().map(|n| n.parse().expect("numbers of customers")).collect();
    if whats.is_empty() {
        whats = ["import", "close", "health"].map(str::to_owned).to_vec();
    }
    let server = std::env::var("TEST_DATABASE_URL").ok();
    for what in whats {
        for server in [None].into_iter().chain(server.as_deref().map(Some)) {
            println!("{what} on {}", if server.is_some() { "PostgreSQL" } else { "SQLite" });
            Box::pin(measure(&what, server, &sizes)).await;
        }
    }
}

async fn measure(what: &str, server: Option<&str>, sizes: &[usize]) {
    let or = |usual: &'static [usize]| if sizes.is_empty() { usual.to_vec() } else { sizes.to_vec() };
    match what {
        "import" => {
            for size in or(&[sample::SAMPLE, 36_460]) {
                Box::pin(import::measure(server, size)).await;
            }
        }
        "close" => Box::pin(close::measure(server, &or(&[100_000, 1_000_000]))).await,
        "health" => Box::pin(health::measure(server, &or(&[100_000, 1_200_000]))).await,
        other => panic!("“{other}” isn't measured: import, close or health"),
    }
}

/// A head of partners, who looks on.
async fn somebody(engine: &Engine, office: &Office) -> Desk {
    let (email, password) = ("head@bench.example", "correct horse battery");
    let new = NewUser {
        email: email.into(),
        name: "Head".into(),
        role: Role::Head,
        partner: None,
        password: password.into(),
    };
    office.add_user(new).await.expect("a manager");
    engine.desk(engine.sign_in(email, password).await.expect("signed in").caller)
}

fn compare(what: &str, costs: &[Cost], reference: &str, of_reference: &[Cost]) {
    let (wall, other_wall) = (median(costs, |cost| cost.wall), median(of_reference, |cost| cost.wall));
    let (cpu, other_cpu) = (median(costs, |cost| cost.cpu), median(of_reference, |cost| cost.cpu));
    println!(
        "  {what:<10}{:>9.1} ms, CPU {:>9.1} ms   {reference} {:>9.1} ms, CPU {:>9.1} ms   ratio {:.2}, CPU {:.2}",
        ms(wall),
        ms(cpu),
        ms(other_wall),
        ms(other_cpu),
        ratio(wall, other_wall),
        ratio(cpu, other_cpu),
    );
}

fn median(costs: &[Cost], of: impl Fn(&Cost) -> Duration) -> Duration {
    middle(&costs.iter().map(of).collect::<Vec<_>>())
}

/// The median of some figures.
fn middle<T: Ord + Copy>(of: &[T]) -> T {
    let mut sorted = of.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

fn ratio(dividend: Duration, divisor: Duration) -> f64 {
    dividend.as_secs_f64() / divisor.as_secs_f64().max(f64::EPSILON)
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
