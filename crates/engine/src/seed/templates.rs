//! The demo's templates: some of the library, approved on the first day, and what the stand-in for Meta is told of all of
//! them whenever it starts, because it keeps nothing on disk and a listing without them would take them away here.

use super::{LINES, SeedError, Shop};
use crate::{
    Engine,
    template::{Opened, seal},
};
use prosa_db::template::{self, NewTemplate};
use prosa_domain::{
    id::TemplateId,
    template::{Quality, TemplateStatus, library},
};
use serde_json::Value;

/// Of the library, what a furniture shop has had approved; the rest is there to be taken over.
const APPROVED: [&str; 5] = ["order_confirmed", "payment_reminder", "appointment", "follow_up", "win_back"];
/// Meta's ids of them begin here.
const FIRST_ID: u64 = 1_100_000_000_000_100;

/// A template as the stand-in is told of it.
#[derive(Clone, Debug)]
pub struct Remembered {
    /// The account.
    pub account_id: String,
    /// Meta's id, name, status, category, language and components, as Meta writes them.
    pub template: Value,
}

pub(super) async fn make(engine: &Engine, shop: &Shop) -> Result<(), SeedError> {
    let keys = engine.keyring.tenant(shop.tenant).await?;
    let now = engine.now();
    let account_id = LINES.first().map(|line| line.account_id.to_owned()).unwrap_or_default();
    let mut tx = engine.db.tenant(shop.tenant).await?;
    for (number, purpose) in (FIRST_ID..).zip(APPROVED) {
        let Some(draft) = library::get(purpose, "pt_BR") else { continue };
        let new = NewTemplate {
            id: engine.new_id(TemplateId::from_parts),
            provider: "whatsapp".to_owned(),
            account_id: account_id.clone(),
            name: draft.name.clone(),
            language: draft.language.clone(),
            category: draft.category,
            status: TemplateStatus::Approved,
            quality: Quality::Green,
            provider_id: Some(number.to_string()),
            reason: String::new(),
            content_ct: Some(seal(&keys, &draft)),
            draft_ct: None,
            sources_ct: None,
        };
        template::insert(&mut tx, &new, now).await?;
        template::add_first_version(&mut tx, new.id, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The templates that were handed in, for a stand-in that starts with an empty memory.
///
/// # Errors
/// When the database refuses.
pub async fn remembered(engine: &Engine) -> Result<Vec<Remembered>, SeedError> {
    let Some((tenant, _)) = super::owner(engine).await? else { return Ok(Vec::new()) };
    let keys = engine.keyring.tenant(tenant).await?;
    let mut tx = engine.db.tenant(tenant).await?;
    let mut found = Vec::new();
    for row in template::list(&mut tx).await? {
        let one = Opened::of(&keys, row)?;
        let (Some(id), Some(draft)) = (&one.row.provider_id, &one.current) else { continue };
        let mut object = prosa_provider::meta::template_object(draft);
        if let Some(fields) = object.as_object_mut() {
            fields.insert("id".to_owned(), id.clone().into());
            fields.insert("status".to_owned(), one.row.status_word.to_ascii_uppercase().into());
            fields.insert("quality".to_owned(), one.row.quality_word.to_ascii_uppercase().into());
        }
        found.push(Remembered { account_id: one.row.account_id.clone(), template: object });
    }
    Ok(found)
}
