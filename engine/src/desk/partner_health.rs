//! One partner's health explained: why, where it is going, how it stands among peers, what endangers it.

use super::Desk;
use chrono::{Days, Months, NaiveDate};
use domain::health::benchmark::{PEERS_MIN, Peer, Peers};
use domain::health::concentration::Spread;
use domain::health::forecast::forecast;
use domain::health::risk::{Known, RiskRules, assess};
use domain::health::{Component, HealthRules, Series, TrendRules, explain, trend};
use domain::rights::Action;
use domain::view::{ComponentMonth, HealthInsight, HealthPoint, PartnerHealthPage, PartnerRef};
use domain::{Cents, Month, PartnerId, Refusal};
use store::{StoredScore, Tx};

/// Months of components.
const MONTHS: i32 = 12;
/// Months of scores.
const HISTORY: u32 = 24;
/// Days that a peer's score may be older than the partner's own.
const AGE: u64 = 31;

/// What is read of a partner, before anything is computed from it.
struct Read {
    stored: StoredScore,
    rules: HealthRules,
    history: Vec<HealthPoint>,
    months: Vec<ComponentMonth>,
    peers: Vec<Peer>,
    billed: Vec<Cents>,
}

impl Desk {
    /// The health of the named partner, or of the caller's own.
    pub async fn partner_health(&self, partner: Option<PartnerId>) -> Result<PartnerHealthPage, Refusal> {
        self.check(Action::ReadPartner)?;
        let id = self.partner_asked(partner)?;
        let mut tx = self.read().await?;
        let partner = tx.partner(id).await?.ok_or_else(|| Refusal::not_found("partner"))?;
        let known = match tx.latest_health(id).await? {
            Some(stored) => Some(read(&mut tx, stored).await?),
            None => None,
        };
        drop(tx);
        Ok(PartnerHealthPage {
            insight: known.map(|known| Box::new(insight(known))),
            tier: partner.tier,
            kind: partner.kind,
            partner: PartnerRef { id, code: partner.code, name: partner.name },
        })
    }
}

async fn read(tx: &mut Tx, stored: StoredScore) -> Result<Read, Refusal> {
    let (id, day) = (stored.partner_id, stored.day);
    let rules = tx.health_rules().await?.into_iter().find(|rules| rules.version == stored.rules_version);
    // It stands among all partners, whoever looks; what is told of the others is no more than that.
    let peers = tx.component_scores(day - Days::new(AGE), day).await?;
    let billed = match tx.latest_billed_month().await? {
        Some(month) => tx.billed_amounts(id, month).await?,
        None => Vec::new(),
    };
    Ok(Read {
        rules: rules.map_or_else(HealthRules::default, |stored| stored.rules),
        history: tx.health_series(id, day - Months::new(HISTORY)).await?,
        months: component_months(tx, id, day).await?,
        peers: peers.into_iter().map(Peer::from).collect(),
        billed,
        stored,
    })
}

/// A partner's components at the end of each of the last months that were scored.
async fn component_months(tx: &mut Tx, partner: PartnerId, last: NaiveDate) -> Result<Vec<ComponentMonth>, Refusal> {
    let mut months = Vec::new();
    for back in (0..MONTHS).rev() {
        let month = Month::of(last).plus(-back);
        let until = month.last_day();
        if let Some(scores) = tx.component_scores_of(partner, month.previous().last_day(), until).await? {
            months.push(ComponentMonth { month, score: scores.score, components: scores.components });
        }
    }
    Ok(months)
}

fn insight(known: Read) -> HealthInsight {
    let Read { stored, rules, history, months, peers, billed } = known;
    let series = Series::of(history.iter().filter_map(|point| Some((point.day, point.score?))));
    let trend = trend(&series, &TrendRules::default());
    let forecast = forecast(&series);
    let spread = Spread::of(&billed);
    let risks = assess(
        &Known {
            score: &stored.detail,
            trend: trend.as_ref().ok(),
            forecast: forecast.as_ref(),
            spread: spread.as_ref(),
        },
        &RiskRules::default(),
    );
    HealthInsight {
        day: stored.day,
        computed_on: stored.same_as,
        rules_version: stored.rules_version,
        mappings: Component::ALL.iter().map(|component| (*component, rules.mapping_words(*component))).collect(),
        explanation: stored.facts.as_ref().map(|facts| explain(facts, &rules)),
        benchmark: Peers::of(peers, PEERS_MIN).place(stored.partner_id),
        score: stored.detail,
        history,
        months,
        trend,
        forecast,
        risks,
    }
}
