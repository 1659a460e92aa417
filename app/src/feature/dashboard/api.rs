//! What this screen asks the server.

#![allow(missing_docs, reason = "the fields of a call are its function's arguments")]

use crate::call::Called;
use leptos::prelude::*;
use prosa_wire::dashboard::{DashboardPage, Period};

#[cfg(feature = "ssr")]
use crate::{
    call::{answer, signed_in},
    i18n::use_translator,
};

/// What machines did in the last days, drawn.
#[server(name = CallIaDashboard, endpoint = "dashboard/ia")]
pub async fn ia(period: Period) -> Called<DashboardPage> {
    let (engine, caller) = signed_in()?;
    let told = answer(engine.ia_dashboard(&caller, period).await)?;
    Ok(DashboardPage { period, html: super::draw::draw(use_translator(), &told) })
}
