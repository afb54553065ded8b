//! What the stages before a chunk have found: in the rows of a run, or, where nothing may be written, in memory.

use domain::commission::Kind;
use domain::{Cents, Month, PartnerId, Rate, Refusal};
use std::collections::BTreeMap;
use std::ops::Bound;
use store::{DueAdjustment, FactRow, GroupVolume, ShareToWrite, StatementItem, Tx};

/// Where a chunk finds what the stages before it have found.
#[derive(Clone, Copy)]
pub(super) enum Basis<'a> {
    /// In the rows of a run of this version.
    Run(i32),
    /// In memory.
    Trial(&'a Found),
}

/// What the stages of a trial have found: no more than a few figures for each partner.
pub(super) struct Found {
    /// What partners add to the volumes of their groups.
    pub(super) volumes: Vec<GroupVolume>,
    /// What others give to a partner, summed up by kind: its total depends on nothing else of it.
    shares: BTreeMap<PartnerId, BTreeMap<Kind, StatementItem>>,
    /// How many lines were summed up so for a partner.
    lines: BTreeMap<PartnerId, usize>,
    /// How many activations a close would derive for each partner that aren't kept.
    activations: BTreeMap<PartnerId, i64>,
    /// Whether the month has its corrections already, so that those which wait are for a later one.
    is_corrected: bool,
}

impl Found {
    /// Nothing found yet.
    pub(super) fn new(activations: BTreeMap<PartnerId, i64>, is_corrected: bool) -> Self {
        Self { volumes: Vec::new(), shares: BTreeMap::new(), lines: BTreeMap::new(), activations, is_corrected }
    }

    /// Adds what a plan gives to another partner.
    pub(super) fn give(&mut self, share: ShareToWrite) -> Result<(), Refusal> {
        let ShareToWrite { partner, item, .. } = share;
        let nothing = StatementItem {
            amount: Cents::ZERO,
            base: Cents::ZERO,
            rate: Rate::percent(100),
            part: 0,
            customer_id: None,
            fact: None,
            ..item
        };
        let sum = self.shares.entry(partner).or_default().entry(item.kind).or_insert(nothing);
        sum.amount = plus(sum.amount, item.amount)?;
        sum.base = sum.amount;
        *self.lines.entry(partner).or_default() += 1;
        Ok(())
    }

    /// How many lines more others give to a partner than there are sums.
    pub(super) fn summed_up(&self, partner: PartnerId) -> usize {
        let sums = self.shares.get(&partner).map_or(0, BTreeMap::len);
        self.lines.get(&partner).map_or(0, |lines| lines - sums)
    }
}

impl Basis<'_> {
    /// The partners after one that may get a statement, as [`Tx::participants`] knows them.
    pub(super) async fn participants(
        self,
        tx: &mut Tx,
        month: Month,
        after: PartnerId,
        limit: usize,
    ) -> Result<BTreeMap<PartnerId, i64>, Refusal> {
        let found = match self {
            Self::Run(version) => {
                return Ok(tx.participants((month, version), after, limit).await?.into_iter().collect());
            }
            Self::Trial(found) => found,
        };
        // No run has the version 0, so nothing is found but facts, corrections and what was left.
        let mut partners: BTreeMap<_, _> = tx.participants((month, 0), after, limit).await?.into_iter().collect();
        let later = (Bound::Excluded(after), Bound::Unbounded);
        let activations = found.activations.range(later).take(limit).map(|(partner, count)| (*partner, *count));
        let receivers = found.shares.range(later).take(limit).map(|(partner, _)| (*partner, 1));
        for (partner, count) in activations.chain(receivers) {
            *partners.entry(partner).or_default() += count;
        }
        Ok(partners)
    }

    /// What others give to the partners in `after < id ≤ upto`.
    pub(super) async fn shares(
        self,
        tx: &mut Tx,
        month: Month,
        (after, upto): (PartnerId, PartnerId),
    ) -> Result<Vec<(PartnerId, StatementItem)>, Refusal> {
        match self {
            Self::Run(version) => Ok(tx.shares((month, version), after, upto).await?),
            Self::Trial(found) => {
                let given = found.shares.range((Bound::Excluded(after), Bound::Included(upto)));
                Ok(given.flat_map(|(partner, sums)| sums.values().map(|sum| (*partner, sum.clone()))).collect())
            }
        }
    }

    /// The volumes of groups.
    pub(super) async fn volumes(self, tx: &mut Tx, month: Month) -> Result<Vec<GroupVolume>, Refusal> {
        match self {
            Self::Run(version) => Ok(tx.volumes(month, version).await?),
            Self::Trial(found) => Ok(found.volumes.clone()),
        }
    }

    /// Corrections that the statements of the partners in `after < id ≤ upto` are to have.
    pub(super) async fn adjustments(
        self,
        tx: &mut Tx,
        month: Month,
        (after, upto): (PartnerId, PartnerId),
    ) -> Result<Vec<DueAdjustment>, Refusal> {
        let mut due = tx.due_adjustments(month, after, upto).await?;
        if let Self::Trial(Found { is_corrected: true, .. }) = self {
            due.retain(|adjustment| adjustment.applied_month.is_some());
        }
        Ok(due)
    }

    /// Facts beside the bills of the partners in `after < id ≤ upto`.
    pub(super) async fn facts(
        self,
        tx: &mut Tx,
        (from, month): (Month, Month),
        (after, upto): (PartnerId, PartnerId),
    ) -> Result<Vec<FactRow>, Refusal> {
        let mut facts = tx.facts((from, month), after, upto).await?;
        if let Self::Trial(found) = self
            && found.activations.range((Bound::Excluded(after), Bound::Included(upto))).next().is_some()
        {
            facts.extend(tx.activations_not_kept(month, after, upto).await?);
        }
        Ok(facts)
    }
}

/// The sum, unless it is too large for the books.
pub(super) fn plus(one: Cents, other: Cents) -> Result<Cents, Refusal> {
    one.checked_add(other).ok_or_else(|| Refusal::invalid("amount", "the amounts are too large to be added up"))
}
