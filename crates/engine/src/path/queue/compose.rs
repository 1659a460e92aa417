//! What a member asked for becomes the content of a message: files are looked up, templates filled.

use crate::{
    Engine, Reply,
    media::attach,
    template::send::{FillFor, fill},
};
use prosa_db::TenantTx;
use prosa_domain::{
    message::content::{
        Around, Ask, AskHeader, Contacts, Content, Location, Media, Placeholder, TemplateHeader, Text, Voice,
    },
    refusal::{Code, Refusal},
};
use prosa_vault::TenantKeys;
use prosa_wire::inbox::OutgoingBody;

/// The content of a message to send.
///
/// # Errors
/// What the template refuses; `media-not-here` for a file that is not here or not of the kind asked for.
pub(super) async fn content(
    engine: &Engine,
    tx: &mut TenantTx,
    keys: &TenantKeys,
    to: FillFor,
    body: OutgoingBody,
) -> Reply<Content> {
    Ok(match body {
        OutgoingBody::Text { text, link_preview } => {
            let body = text.trim_end().to_owned();
            Content::Text(Text { body, link_preview, ..Text::default() })
        }
        OutgoingBody::Media { media, caption, as_voice } => {
            let caption = caption.trim().to_owned();
            attach::content(tx, keys, media, caption, as_voice).await?
        }
        OutgoingBody::Template(choice) => {
            let filled = fill(engine, tx, keys, to, (choice.template_id, &choice.values)).await?;
            let mut message = filled.message();
            if let Some(TemplateHeader::Media { format, media }) = &mut message.header
                && media.file.is_some()
            {
                *media = header_file(tx, keys, media, format.as_str()).await?;
            }
            Content::Template(Box::new(message))
        }
        OutgoingBody::Ask { ask } => Content::Ask(Box::new(asked(tx, keys, *ask).await?)),
        OutgoingBody::Location { point, name, address } => Content::Location(Location {
            point: Some(point),
            name,
            address,
            url: String::new(),
            told: Placeholder::default(),
        }),
        OutgoingBody::Contacts { cards } => {
            Content::Contacts(Contacts { cards, told: Placeholder::default() })
        }
    })
}

/// An interactive message with the file of its header looked up. What the client says around it is not believed.
async fn asked(tx: &mut TenantTx, keys: &TenantKeys, ask: Ask) -> Reply<Ask> {
    let header = match ask.header {
        Some(AskHeader::Image(media)) => {
            Some(AskHeader::Image(header_file(tx, keys, &media, "image").await?))
        }
        Some(AskHeader::Video(media)) => {
            Some(AskHeader::Video(header_file(tx, keys, &media, "video").await?))
        }
        Some(AskHeader::Document(media)) => {
            Some(AskHeader::Document(header_file(tx, keys, &media, "document").await?))
        }
        other => other,
    };
    Ok(Ask { header, around: Around::default(), ..ask })
}

/// The file above a text, as it is stored here.
async fn header_file(tx: &mut TenantTx, keys: &TenantKeys, named: &Media, kind: &str) -> Reply<Media> {
    let missing = || Refusal::new(Code::MediaNotHere);
    let id = named.file.ok_or_else(missing)?;
    let content = attach::content(tx, keys, id, String::new(), Voice::File).await?;
    content.any_media().filter(|_| content.kind() == kind).map(|(_, media)| media.clone()).ok_or_else(missing)
}
