//! A bound on findings: when everything is wrong in the same way, it is told once.

use super::{Finding, FindingKind, Side};
use crate::Cents;
use std::collections::BTreeMap;

/// Findings of one kind about one reseller and month that are listed one by one; what is beyond is summed up.
pub const LISTED_MAX: usize = 50;

/// Findings about one reseller, bounded in number.
#[derive(Debug, Default)]
pub struct Limited {
    listed: Vec<Finding>,
    counts: BTreeMap<FindingKind, usize>,
    beyond: BTreeMap<FindingKind, Beyond>,
}

/// What isn't listed of a kind.
#[derive(Debug)]
struct Beyond {
    first: Finding,
    count: usize,
    expected: i128,
    found: i128,
}

impl Limited {
    /// Takes a finding.
    pub fn push(&mut self, finding: Finding) {
        let count = self.counts.entry(finding.kind).or_default();
        *count += 1;
        if *count <= LISTED_MAX {
            self.listed.push(finding);
            return;
        }
        let amount = |side: &Side| i128::from(side.amount.unwrap_or_default().0);
        let (expected, found) = (amount(&finding.expected), amount(&finding.found));
        let beyond = (self.beyond.entry(finding.kind)).or_insert_with(|| Beyond {
            first: finding,
            count: 0,
            expected: 0,
            found: 0,
        });
        beyond.count += 1;
        beyond.expected += expected;
        beyond.found += found;
    }

    /// The listed ones, and one for all others of each kind.
    pub fn into_findings(self) -> Vec<Finding> {
        let Self { mut listed, beyond, .. } = self;
        let cents = |sum: i128| Cents(i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX }));
        listed.extend(beyond.into_values().map(|beyond| Finding {
            customer: None,
            detail: "others".into(),
            expected: Side::of(format!("{} more like the listed ones, together", beyond.count), cents(beyond.expected)),
            found: Side::of("Together", cents(beyond.found)),
            ..beyond.first
        }));
        listed
    }
}
