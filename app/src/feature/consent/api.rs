//! What these screens, and the panel of a person, ask the server.

#![allow(missing_docs, reason = "the fields of a call are its function's arguments")]

use crate::call::Called;
use leptos::prelude::*;
use prosa_domain::id::ContactId;
use prosa_wire::consent::{
    ConsentCheck, ConsentPage, LedgerFilter, PolicyFields, PolicyView, StatementForm, StopFields,
};

#[cfg(feature = "ssr")]
use crate::call::{answer, signed_in};

/// A page of the ledger.
#[server(name = CallLedger, endpoint = "consent/ledger", input = server_fn::codec::Json)]
pub async fn ledger(filter: LedgerFilter) -> Called<ConsentPage> {
    let (engine, caller) = signed_in()?;
    answer(engine.consents(&caller, &filter).await)
}

/// Checks every entry.
#[server(name = CallVerifyConsent, endpoint = "consent/verify")]
pub async fn verify() -> Called<ConsentCheck> {
    let (engine, caller) = signed_in()?;
    answer(engine.verify_consents(&caller).await)
}

/// Writes down what a person said.
#[server(name = CallRecordConsent, endpoint = "consent/record")]
pub async fn record(form: StatementForm) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.record_statement(&caller, form).await)
}

/// Blocks a person.
#[server(name = CallBlock, endpoint = "consent/block")]
pub async fn block(contact: ContactId) -> Called<()> {
    let (engine, caller) = signed_in()?;
    let now = engine.now();
    answer(engine.set_blocked(&caller, contact, Some(now)).await)
}

/// Lets a person be written to again.
#[server(name = CallUnblock, endpoint = "consent/unblock")]
pub async fn unblock(contact: ContactId) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.set_blocked(&caller, contact, None).await)
}

/// Notes that a person asked not to be contacted.
#[server(name = CallLeaveAlone, endpoint = "consent/leave_alone")]
pub async fn leave_alone(contact: ContactId) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.leave_alone(&caller, contact).await)
}

/// Takes that back.
#[server(name = CallContactAgain, endpoint = "consent/contact_again")]
pub async fn contact_again(contact: ContactId) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.contact_again(&caller, contact).await)
}

/// The rules of sending.
#[server(name = CallPolicy, endpoint = "consent/policy")]
pub async fn policy() -> Called<PolicyView> {
    let (engine, caller) = signed_in()?;
    answer(engine.policy_view(&caller).await)
}

/// Saves them.
#[server(name = CallSavePolicy, endpoint = "consent/save_policy")]
pub async fn save_policy(fields: PolicyFields) -> Called<()> {
    let (engine, caller) = signed_in()?;
    // Who may not is told so before what they wrote is looked at.
    answer(caller.may(prosa_domain::access::Action::ManagePolicy))?;
    let form = answer(fields.read())?;
    answer(engine.save_policy(&caller, form).await)
}

/// Saves what who stops is told, and the company's own words for it.
#[server(name = CallSaveStop, endpoint = "consent/save_stop")]
pub async fn save_stop(fields: StopFields) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.save_stop_wording(&caller, &fields.wordings).await)
}
