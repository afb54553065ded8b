//! How fast a close runs, and how long it has yet to run: pure.

use domain::run::Run;

/// How far a run was at an instant of the reader's clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Milliseconds by the reader's clock.
    at_ms: f64,
    /// Statements written.
    statements: f64,
    /// Partners scored.
    scores: f64,
    /// Lines written.
    lines: f64,
}

/// How fast it runs between two samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Lines in a second.
    pub lines: f64,
    /// Seconds until every statement is written, when it moves at all.
    pub seconds_left: Option<f64>,
}

impl Sample {
    /// A run as it is now.
    pub fn of(run: &Run, at_ms: f64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a rate needs no more than 53 bits")]
        let lines = run.lines as f64;
        Self { at_ms, statements: run.partners_done.into(), scores: run.partners_scored.into(), lines }
    }

    /// The pace from an earlier sample to this one, with so many statements to write in all.
    ///
    /// `None` while too little time has passed to tell.
    pub fn pace_since(self, earlier: Self, statements: f64) -> Option<Pace> {
        let seconds = (self.at_ms - earlier.at_ms) / 1_000.0;
        if seconds < 0.25 {
            return None;
        }
        let in_a_second = (self.statements - earlier.statements) / seconds;
        let left = (statements - self.statements).max(0.0);
        let seconds_left = (in_a_second > 0.0).then(|| left / in_a_second);
        Some(Pace { lines: (self.lines - earlier.lines) / seconds, seconds_left })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Sample = Sample { at_ms: 10_000.0, statements: 100.0, scores: 0.0, lines: 5_000.0 };

    #[test]
    fn the_time_left_follows_from_what_was_done_since_the_first_look() {
        let now = Sample { at_ms: 12_000.0, statements: 300.0, scores: 0.0, lines: 45_000.0 };
        let pace = now.pace_since(START, 1_000.0).unwrap();
        assert_eq!(pace, Pace { lines: 20_000.0, seconds_left: Some(7.0) });
    }

    #[test]
    fn nothing_is_foretold_from_too_short_a_look_or_from_standstill() {
        let soon = Sample { at_ms: 10_100.0, ..START };
        assert_eq!(soon.pace_since(START, 1_000.0), None);
        let still = Sample { at_ms: 20_000.0, ..START };
        assert_eq!(still.pace_since(START, 1_000.0).unwrap().seconds_left, None);
    }
}
