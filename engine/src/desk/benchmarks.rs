//! Partners beside each other, and beside figures of the industry that the operator has entered.

use super::{Desk, Paging};
use chrono::{Days, NaiveDate};
use domain::event::Event;
use domain::health::Component;
use domain::health::benchmark::{IndustryRow, Measure, PEERS_MIN, Peer, Peers, Quartiles};
use domain::partner::{PartnerKind, Tier};
use domain::rights::{Action, may};
use domain::view::{
    BenchmarkQuery, BenchmarksPage, FigureSpread, IndustryFigure, IndustryForm, PartnerRef, StandingRow,
};
use domain::{EventId, PartnerId, Refusal};
use serde_json::json;
use std::collections::HashMap;
use store::{OwnFigures, Tx};

/// Days that a score may be old.
const AGE: u64 = 31;
/// Partners of a page.
const LISTED: u32 = 50;

impl Desk {
    /// Partners beside each other, and beside the industry.
    pub async fn benchmarks(&self, query: BenchmarkQuery) -> Result<BenchmarksPage, Refusal> {
        self.check(Action::ReadPortfolio)?;
        let mut tx = self.read().await?;
        // Compared with all partners, whoever asks; named are those that they see.
        let named: Named = tx.partner_refs().await?.into_iter().map(|partner| (partner.id, partner)).collect();
        let day = tx.portfolio_health().await?.iter().map(|health| health.day).max();
        let (peers, own) = match day {
            Some(day) => figures(&mut tx, day).await?,
            None => (Vec::new(), Vec::new()),
        };
        let industry = tx.industry().await?;
        drop(tx);
        let fits = |peer: &&Peer| {
            query.tier.is_none_or(|tier| peer.tier == tier) && query.kind.is_none_or(|kind| peer.kind == kind)
        };
        let asked: Vec<_> = peers.iter().filter(fits).filter(|peer| peer.score.is_some()).cloned().collect();
        let scored = count(asked.len());
        let paging = Paging::new(query.page, LISTED);
        let standing = rows(&asked, &Peers::of(peers, PEERS_MIN), named);
        Ok(BenchmarksPage {
            day,
            scored,
            figures: spreads(&asked),
            needed: PEERS_MIN,
            pages: paging.pages(count(standing.len()).into()),
            rows: paging.cut(standing),
            industry: industry.into_iter().map(|row| beside(row, &own)).collect(),
            may_edit: may(self.caller.role, Action::EditHealthRules),
        })
    }

    /// Keeps a figure of the industry, in place of that for the same measure, tier and type.
    pub async fn save_industry_figure(&self, form: &IndustryForm) -> Result<(), Refusal> {
        self.check(Action::EditHealthRules)?;
        let row = form.read()?;
        let now = self.engine.clock.now();
        let mut tx = self.write().await?;
        tx.put_industry(&row, self.caller.user, now).await?;
        self.told_of_industry(&mut tx, row.measure, "industry_figure_saved", &json!(row)).await?;
        Ok(tx.commit().await?)
    }

    /// Removes a figure of the industry.
    pub async fn remove_industry_figure(
        &self,
        measure: Measure,
        tier: Option<Tier>,
        kind: Option<PartnerKind>,
    ) -> Result<(), Refusal> {
        self.check(Action::EditHealthRules)?;
        let mut tx = self.write().await?;
        if !tx.remove_industry(measure, tier, kind).await? {
            return Err(Refusal::not_found("figure"));
        }
        let detail = json!({ "measure": measure, "tier": tier, "kind": kind });
        self.told_of_industry(&mut tx, measure, "industry_figure_removed", &detail).await?;
        Ok(tx.commit().await?)
    }

    async fn told_of_industry(
        &self,
        tx: &mut Tx,
        measure: Measure,
        action: &str,
        detail: &serde_json::Value,
    ) -> Result<(), Refusal> {
        let now = self.engine.clock.now();
        tx.announce(EventId(self.engine.clock.new_id()), now, &Event::IndustryChanged { measure }).await?;
        Ok(tx.audit(now, self.actor(), action, measure.code(), detail).await?)
    }
}

type Named = HashMap<PartnerId, PartnerRef>;

/// Every partner's scores and figures of today.
async fn figures(tx: &mut Tx, day: NaiveDate) -> Result<(Vec<Peer>, Vec<OwnFigures>), Refusal> {
    let since = day - Days::new(AGE);
    let peers = tx.component_scores(since, day).await?.into_iter().map(Peer::from).collect();
    Ok((peers, tx.own_figures(since, day).await?))
}

/// The score, and each component, over these partners.
fn spreads(peers: &[Peer]) -> Vec<FigureSpread> {
    let of = |component: Option<Component>| -> Vec<f64> {
        let figure = |peer: &Peer| match component {
            None => peer.score,
            Some(wanted) => peer.components.iter().find(|(c, _)| *c == wanted).map(|(_, score)| *score),
        };
        peers.iter().filter_map(figure).collect()
    };
    let all = [None].into_iter().chain(Component::ALL.iter().copied().map(Some));
    let spread = |component| {
        let figures = of(component);
        FigureSpread { component, there: count(figures.len()), quartiles: Quartiles::of(figures, PEERS_MIN) }
    };
    all.map(spread).collect()
}

/// Where each that is named stands, the highest score first.
fn rows(asked: &[Peer], peers: &Peers, mut named: Named) -> Vec<StandingRow> {
    let row = |peer: &Peer| {
        let partner = named.remove(&peer.partner)?;
        let placed = peers.place(peer.partner);
        let ends = placed.as_ref().ok().and_then(|placed| {
            let by = |a: &&(Component, _), b: &&(Component, _)| {
                let percentile = |of: &&(Component, domain::health::benchmark::Standing)| of.1.percentile;
                percentile(a).total_cmp(&percentile(b))
            };
            let (best, worst) = (placed.components.iter().max_by(by)?, placed.components.iter().min_by(by)?);
            Some(((best.0, best.1.percentile), (worst.0, worst.1.percentile)))
        });
        Some(StandingRow {
            partner,
            tier: peer.tier,
            kind: peer.kind,
            score: peer.score?,
            standing: placed.map(|of| (of.cohort, of.score.partners.saturating_sub(1), of.score.percentile)),
            ends,
        })
    };
    let mut rows: Vec<_> = asked.iter().filter_map(row).collect();
    rows.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.partner.code.cmp(&b.partner.code)));
    rows
}

/// A figure of the industry beside that of the partners that it is about.
fn beside(row: IndustryRow, own: &[OwnFigures]) -> IndustryFigure {
    let is_meant =
        |of: &&OwnFigures| row.tier.is_none_or(|tier| of.tier == tier) && row.kind.is_none_or(|kind| of.kind == kind);
    let figures: Vec<_> = own.iter().filter(is_meant).filter_map(|of| figure(row.measure, of)).collect();
    let computed = !matches!(row.measure, Measure::NetRetention | Measure::GrossRetention | Measure::NetPromoter);
    IndustryFigure { there: count(figures.len()), own: Quartiles::of(figures, PEERS_MIN), computed, row }
}

/// One's own figure in the measure's unit, percent.
fn figure(measure: Measure, own: &OwnFigures) -> Option<f64> {
    let share = |good: Option<f64>, of: Option<f64>| Some(good? / of.filter(|of| *of > 0.0)? * 100.0);
    match measure {
        Measure::QuotaAttainment => share(own.billed, own.quota),
        Measure::LogoChurn => own.customers_kept.map(|kept| (1.0 - kept) * 100.0),
        Measure::Growth => own.growth.map(|growth| growth * 100.0),
        Measure::InstallationsInTime => share(own.installed_in_time, own.installed),
        Measure::TicketsInTime => share(own.resolved_in_time, own.tickets),
        Measure::NetRetention | Measure::GrossRetention | Measure::NetPromoter => None,
    }
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
