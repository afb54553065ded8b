//! Measures how fast work goes and how long it holds a writer, and has the rule adjust how much is done at once.
//!
//! `domain::workflow::Pace` is the rule. What it has learnt, and every change with what was measured, is kept, so that a
//! server that starts anew goes on from there and people can see why.

use crate::Office;
use domain::Refusal;
use domain::workflow::{Knob, Measured, Pace};
use std::time::Duration;

/// What a window of work came to so far.
#[derive(Clone, Copy, Debug, Default)]
struct Window {
    parts: u32,
    things: i64,
    took: Duration,
    hold: Duration,
}

/// A knob with what is measured of the work that it holds for.
pub(crate) struct Gauge {
    knob: Knob,
    pace: Pace,
    window: Window,
    /// Parts of work that make a window.
    parts: u32,
}

impl Gauge {
    /// Where the knob was left.
    pub(crate) async fn of(office: &Office, knob: Knob, parts: u32) -> Result<Self, Refusal> {
        let kept = office.engine.store.read(office.tenant).await?.pace(knob).await?;
        let pace = kept.unwrap_or_else(|| Pace::start(knob));
        Ok(Self { knob, pace, window: Window::default(), parts })
    }

    /// How much is done at once.
    pub(crate) const fn value(&self) -> i64 {
        self.pace.value
    }

    /// Takes in a part of work: so many things in so much time, of which a writer was held so long. When a window is
    /// full the rule looks at it, and what it learns is kept.
    pub(crate) async fn note(
        &mut self,
        office: &Office,
        things: i64,
        took: Duration,
        hold: Duration,
    ) -> Result<(), Refusal> {
        let Window { parts, things: before, took: so_far, hold: longest } = self.window;
        self.window =
            Window { parts: parts + 1, things: before + things, took: so_far + took, hold: longest.max(hold) };
        if self.window.parts < self.parts {
            return Ok(());
        }
        let window = std::mem::take(&mut self.window);
        #[expect(clippy::cast_precision_loss, reason = "some thousand things")]
        let rate = window.things as f64 / window.took.as_secs_f64().max(1e-6);
        self.look(office, Measured { rate, hold_ms: window.hold.as_secs_f64() * 1000.0 }).await
    }

    async fn look(&mut self, office: &Office, measured: Measured) -> Result<(), Refusal> {
        let before = self.pace;
        let change = self.pace.adjust(self.knob, measured);
        if change.is_none() && before.is_settled() {
            return Ok(());
        }
        let engine = &office.engine;
        let mut tx = engine.store.write(office.tenant).await?;
        tx.put_pace(self.knob, &self.pace).await?;
        if let Some(change) = change {
            let (from, to, reason) = (change.from, change.to, change.reason.code());
            tracing::info!(knob = self.knob.code(), from, to, reason, rate = measured.rate, "adjusted by measurement");
            let (id, now) = (engine.clock.new_id(), engine.clock.now());
            tx.add_pace_change((id, now), self.knob, &change, measured).await?;
        }
        Ok(tx.commit().await?)
    }
}
