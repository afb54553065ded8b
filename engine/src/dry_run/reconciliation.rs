//! A month's comparisons before they are kept: what they would find that nobody knows of yet.

use super::not_reached;
use crate::Office;
use crate::reconciliation::Tried;
use crate::workflows::reconciliation::STEPS;
use domain::reconciliation::Area;
use domain::run::RunStatus;
use domain::view::{DryRow, DryStep};
use domain::{Month, Refusal};

pub(super) async fn steps(office: &Office, month: Month) -> Result<Vec<DryStep>, Refusal> {
    let [commissions, ledger, bank, summary] = STEPS else { return Ok(Vec::new()) };
    let mut tx = office.engine.store.read(office.tenant).await?;
    let is_calculated = tx.run(month).await?.is_some_and(|progress| progress.run.status >= RunStatus::Calculated);
    let is_billed = !tx.billed_by_month(month, month).await?.is_empty();
    drop(tx);
    if !is_calculated && is_billed {
        let waiting = DryStep::would(commissions, format!("wait until {} is calculated", month.label()));
        return Ok([waiting].into_iter().chain([ledger, bank, summary].map(|name| not_reached(name))).collect());
    }
    let mut steps = Vec::new();
    if is_calculated {
        steps.push(compared(commissions, &office.try_comparison(month, Area::Commissions).await?));
    } else {
        steps.push(DryStep::would(commissions, format!("compare nothing: {} has no bills", month.label())));
    }
    steps.push(compared(ledger, &office.try_comparison(month, Area::Ledger).await?));
    steps.push(compared(bank, &office.try_comparison(month, Area::Bank).await?));
    steps.push(DryStep::would(summary, "count what is open then"));
    Ok(steps)
}

fn compared(name: &str, tried: &Tried) -> DryStep {
    let count = |number: i64| usize::try_from(number).unwrap_or(0);
    let rows = tried.raised.iter().map(|finding| DryRow {
        what: format!("{}, {}", finding.kind.label(), finding.severity().label().to_lowercase()),
        amount: Some(finding.difference()),
        note: format!("{}; {}", finding.expected.what, finding.found.what),
    });
    let would = match tried.raised.len() {
        0 => "raise no finding that isn't known",
        _ => "raise these findings",
    };
    DryStep::would(name, would)
        .count("Compared", count(tried.compared))
        .count("Not comparable", count(tried.skipped))
        .count("New findings", tried.raised.len())
        .count("Known findings", tried.known)
        .count("Cleared", tried.cleared)
        .rows(rows)
}
