//! The operator's playbooks: which steps an intervention of a kind has.

use super::Desk;
use domain::event::SuccessEvent;
use domain::form::Fields;
use domain::health::intervention::draft::PlaybookDraft;
use domain::health::intervention::{InterventionKind, Playbook};
use domain::rights::{Action, may};
use domain::view::{PlaybookPage, PlaybookRow};
use domain::{EventId, Refusal};
use serde_json::json;
use store::Tx;

/// Versions of a playbook that are shown.
const VERSIONS: i64 = 20;

impl Desk {
    /// The playbooks in force, one of each kind.
    pub async fn playbooks(&self) -> Result<Vec<PlaybookRow>, Refusal> {
        self.check(Action::ReadInterventions)?;
        let may_edit = may(self.caller.role, Action::EditPlaybooks);
        let mut tx = self.read().await?;
        let mut rows = Vec::new();
        for kind in InterventionKind::ALL {
            let (playbook, version) = playbook(&mut tx, *kind).await?;
            rows.push(PlaybookRow { playbook, version, may_edit });
        }
        Ok(rows)
    }

    /// The playbook of a kind in force, and the versions before.
    pub async fn playbook_page(&self, kind: InterventionKind) -> Result<PlaybookPage, Refusal> {
        self.check(Action::ReadInterventions)?;
        let may_edit = may(self.caller.role, Action::EditPlaybooks);
        let mut tx = self.read().await?;
        let (playbook, version) = playbook(&mut tx, kind).await?;
        let versions = tx.playbook_versions(kind, VERSIONS).await?;
        Ok(PlaybookPage { row: PlaybookRow { playbook, version, may_edit }, versions })
    }

    /// Keeps a playbook as a form says it; gives the number of the version.
    pub async fn say_playbook(&self, kind: InterventionKind, fields: &Fields) -> Result<i32, Refusal> {
        self.check(Action::EditPlaybooks)?;
        let draft = PlaybookDraft::read(fields);
        self.save_playbook(&draft.playbook(kind)?, draft.seen).await
    }

    /// Keeps a playbook as a new version. Interventions that are planned already keep their steps.
    ///
    /// `seen` is the version that was edited: what somebody else has saved meanwhile isn't lost.
    pub async fn save_playbook(&self, playbook: &Playbook, seen: i32) -> Result<i32, Refusal> {
        self.check(Action::EditPlaybooks)?;
        playbook.check()?;
        let now = self.engine.clock.now();
        let mut tx = self.write().await?;
        let latest = tx.playbook(playbook.kind).await?.map_or(0, |(_, version)| version);
        let meanwhile = || Refusal::conflict("somebody else has just changed this playbook; look at it again");
        if latest != seen {
            return Err(meanwhile());
        }
        let version = latest + 1;
        let by = (self.caller.user, now);
        let saved = tx.add_playbook(playbook, version, by).await;
        saved.map_err(|fault| if fault.is_duplicate() { meanwhile() } else { fault.into() })?;
        let event = SuccessEvent::PlaybookSaved { kind: playbook.kind, version };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event.into()).await?;
        let detail = json!({ "version": version, "steps": playbook.steps });
        tx.audit(now, self.actor(), "playbook_saved", playbook.kind.code(), &detail).await?;
        tx.commit().await?;
        Ok(version)
    }
}

/// The operator's own playbook and its version, or else the product's, which is version 0.
pub(super) async fn playbook(tx: &mut Tx, kind: InterventionKind) -> Result<(Playbook, i32), Refusal> {
    Ok(tx.playbook(kind).await?.unwrap_or_else(|| (Playbook::default_of(kind), 0)))
}
