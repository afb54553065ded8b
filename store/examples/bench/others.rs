//! What others notice of a close: pages that they open, and what they write, while it runs.

use domain::CustomerId;
use domain::interaction::{InteractionKind, NewInteraction};
use engine::Desk;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How long each call of somebody else took.
#[derive(Default)]
pub struct Waits {
    pub pages: Vec<Duration>,
    pub writes: Vec<Duration>,
}

impl Waits {
    /// The wait that 99 of 100 pages stay within.
    pub fn page_p99(&mut self) -> Duration {
        self.pages.sort_unstable();
        self.pages.get(self.pages.len() * 99 / 100).or(self.pages.last()).copied().unwrap_or_default()
    }

    pub fn longest_write(&self) -> Duration {
        self.writes.iter().max().copied().unwrap_or_default()
    }
}

/// Somebody who opens a customer's page every 5 ms, and logs a contact every tenth time, until told to stop.
pub async fn bother(desk: Desk, customers: Vec<CustomerId>, stop: Arc<AtomicBool>) -> Waits {
    let mut waits = Waits::default();
    let call = NewInteraction {
        kind: InteractionKind::SalesCall,
        minutes: 5,
        subject: "Are you content?".into(),
        satisfaction: Some(7),
    };
    for (n, customer) in customers.iter().cycle().enumerate() {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let began = Instant::now();
        desk.customer_page(*customer).await.expect("a page");
        waits.pages.push(began.elapsed());
        if n % 10 == 0 {
            let began = Instant::now();
            desk.log_interaction(*customer, &call).await.expect("a contact");
            waits.writes.push(began.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    waits
}
