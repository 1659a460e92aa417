//! Prices of statuses, booked in the transaction that keeps them.

use super::{alarm::BudgetCheck, text_price};
use crate::{job, path::ingest::StatusDraft};
use prosa_db::{
    DbError, TenantTx,
    cost::booking::{self, NewCharge},
};
use prosa_domain::{id::LineId, message::status::DeliveryState, price::Category};
use prosa_provider::Status;

/// The price a status tells, as it is booked.
pub(crate) fn charge(line: LineId, provider_key: &[u8], status: &Status) -> Option<NewCharge> {
    let pricing = status.pricing()?;
    Some(NewCharge {
        line,
        provider_key: provider_key.to_vec(),
        at: status.at,
        category: pricing.category,
        kind: pricing.kind,
        billable: pricing.billable,
        market: pricing.market,
        free_until: pricing.free_until,
        told: pricing.bill.amount,
        parts: i32::try_from(pricing.bill.parts).unwrap_or(1),
    })
}

/// The provider's id of a text message, whose price can be asked for.
pub(crate) fn text_id(charge: Option<&NewCharge>, status: &Status) -> Option<String> {
    let is_text = charge.is_some_and(|charge| charge.category == Some(Category::Sms));
    is_text.then(|| status.provider_message_id.clone())
}

/// Books the prices of a batch, and has budgets looked at when they changed. One statement, none for a batch without prices.
pub(crate) async fn book(tx: &mut TenantTx, drafts: &[StatusDraft]) -> Result<(), DbError> {
    let charges: Vec<NewCharge> = drafts.iter().filter_map(|draft| draft.charge.clone()).collect();
    let ended: Vec<(LineId, Vec<u8>)> = drafts
        .iter()
        .filter(|draft| draft.status.state == DeliveryState::Failed)
        .map(|draft| (draft.status.line, draft.status.provider_key.clone()))
        .collect();
    let booked = booking::book(tx, &charges, &ended).await?;
    text_price::ask(tx, drafts, &booked.texts).await?;
    if booked.changed > 0 && booked.has_budgets {
        let check = BudgetCheck { tenant: tx.tenant() };
        job::enqueue_once(tx, &check, &check.key()).await?;
    }
    Ok(())
}
