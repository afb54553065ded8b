//! How an operator pays: its name at its bank, its limits, and the account that batches are balanced against.

use super::secrets::{Secret, open, seal};
use crate::{Engine, Office};
use domain::Refusal;
use domain::ach::write::Offset;
use domain::audit::Actor;
use domain::banking::RoutingNumber;
use domain::banking::account::{AccountNumber, BankAccountKind};
use domain::payout::PayoutSettings;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;

/// The operator's own account, when its bank wants batches that balance.
#[derive(Clone, Debug)]
pub struct OffsetGiven {
    /// Its bank.
    pub routing: RoutingNumber,
    /// Its number.
    pub number: AccountNumber,
    /// Checking or savings.
    pub kind: BankAccountKind,
}

/// The same as it is sealed.
#[derive(Serialize, Deserialize)]
struct Kept {
    routing: RoutingNumber,
    number: String,
    kind: BankAccountKind,
}

impl Office {
    /// How payouts are made, and whether batches are balanced against an account; `None` before it was said.
    pub async fn payout_settings(&self) -> Result<Option<(PayoutSettings, bool)>, Refusal> {
        let found = self.engine.store.read(self.tenant).await?.payout_settings().await?;
        Ok(found.map(|(settings, offset)| (settings, offset.is_some())))
    }

    /// Says how payouts are made, from the next batch on. Refuses what no file could be written with.
    pub async fn set_payout_settings(
        &self,
        settings: &PayoutSettings,
        offset: Option<OffsetGiven>,
        actor: Actor,
    ) -> Result<(), Refusal> {
        settings.check()?;
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        let sealed = match &offset {
            Some(OffsetGiven { routing, number, kind }) => {
                let kept = Kept { routing: *routing, number: number.expose().to_owned(), kind: *kind };
                let text = serde_json::to_vec(&kept).map_err(|_| Refusal::Unavailable)?;
                Some(seal(&self.engine, &mut tx, &Secret::Offset, &text).await?)
            }
            None => None,
        };
        tx.put_payout_settings(settings, sealed.as_ref(), now).await?;
        let details = json!({ "settings": settings, "balanced": offset.is_some() });
        tx.audit(now, actor, "payout_settings_set", &settings.originator.company_id, &details).await?;
        Ok(tx.commit().await?)
    }
}

impl Engine {
    /// How the operator pays, to pay by it.
    pub(super) async fn settings_to_pay(&self, tx: &mut Tx) -> Result<(PayoutSettings, Option<Offset>), Refusal> {
        let (settings, sealed) = tx.payout_settings().await?.ok_or_else(no_settings)?;
        let Some(sealed) = sealed else { return Ok((settings, None)) };
        let text = open(self, tx, &Secret::Offset, &sealed).await?;
        let kept: Kept = serde_json::from_slice(&text).map_err(|_| Refusal::Unavailable)?;
        let offset = Offset { routing: kept.routing, account: kept.number, account_kind: kept.kind.ach() };
        Ok((settings, Some(offset)))
    }
}

pub(crate) fn no_settings() -> Refusal {
    Refusal::not_now(
        "It isn’t said yet how payouts are made: give the company’s name and number at its bank with \
         `tributary payouts settings FILE`.",
    )
}
