//! How an operator pays: its name at its bank, its limits, and the account that batches are balanced against.

use super::secrets::{Secret, open, seal};
use crate::{Engine, Office};
use domain::Refusal;
use domain::ach::write;
use domain::audit::Actor;
use domain::banking::RoutingNumber;
use domain::banking::account::BankAccountKind;
use domain::payout::{Offset, OffsetAccount, PayoutSettings};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;

/// The operator's own account as it is sealed.
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
        offset: Offset,
        actor: Actor,
    ) -> Result<(), Refusal> {
        settings.check()?;
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        tx.lock_payout_settings().await?;
        let before = tx.payout_settings().await?;
        let sealed = match &offset {
            Offset::Unchanged => before.as_ref().and_then(|(_, sealed)| sealed.clone()),
            Offset::Now(Some(OffsetAccount { routing, number, kind })) => {
                let kept = Kept { routing: *routing, number: number.expose().to_owned(), kind: *kind };
                let text = serde_json::to_vec(&kept).map_err(|_| Refusal::Unavailable)?;
                Some(seal(&self.engine, &mut tx, &Secret::Offset, &text).await?)
            }
            Offset::Now(None) => None,
        };
        tx.put_payout_settings(settings, sealed.as_ref(), now).await?;
        let details = json!({
            "settings": settings,
            "balanced": sealed.is_some(),
            "before": before.map(|(settings, sealed)| json!({ "settings": settings, "balanced": sealed.is_some() })),
        });
        tx.audit(now, actor, "payout_settings_set", &settings.originator.company_id, &details).await?;
        Ok(tx.commit().await?)
    }
}

impl Engine {
    /// How the operator pays, to pay by it.
    pub(super) async fn settings_to_pay(
        &self,
        tx: &mut Tx,
    ) -> Result<(PayoutSettings, Option<write::Offset>), Refusal> {
        let (settings, sealed) = tx.payout_settings().await?.ok_or_else(no_settings)?;
        let Some(sealed) = sealed else { return Ok((settings, None)) };
        let text = open(self, tx, &Secret::Offset, &sealed).await?;
        let kept: Kept = serde_json::from_slice(&text).map_err(|_| Refusal::Unavailable)?;
        let offset = write::Offset { routing: kept.routing, account: kept.number, account_kind: kept.kind.ach() };
        Ok((settings, Some(offset)))
    }
}

pub(crate) fn no_settings() -> Refusal {
    Refusal::not_now(
        "It isn’t said yet how payouts are made: an administrator says so under Payouts, or with \
         `tributary payouts settings FILE`.",
    )
}
