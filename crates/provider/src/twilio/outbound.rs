//! Builds the forms of sends (Twilio, "Message resource"). Pure.

use crate::{LineCredentials, OutboundMessage, Recipient};
use prosa_domain::{
    message::content::{Content, Media},
    phone,
};

/// The fields of a send; none for kinds that cannot be sent this way.
pub(super) fn build(
    line: &LineCredentials,
    message: &OutboundMessage,
    webhook: &str,
) -> Option<Vec<(&'static str, String)>> {
    let to = match &message.to {
        Recipient::Phone(digits) => phone::to_dial(digits),
        Recipient::User(id) => id.clone(),
    };
    let mut form = vec![
        ("From", format!("whatsapp:+{}", line.phone_number_id)),
        ("To", format!("whatsapp:{to}")),
        ("StatusCallback", webhook.to_owned()),
    ];
    match &message.content {
        Content::Text(text) => form.push(("Body", text.body.clone())),
        // Sounds and stickers take no words beside them.
        Content::Audio(media) | Content::Sticker(media) => form.push(("MediaUrl", address(media)?)),
        Content::Image(media) | Content::Video(media) | Content::Document(media) => {
            if !media.caption.is_empty() {
                form.push(("Body", media.caption.clone()));
            }
            form.push(("MediaUrl", address(media)?));
        }
        Content::Template(template) => {
            // One that was found nowhere at Twilio cannot be named there.
            let known = template.by_id.as_ref()?;
            form.push(("ContentSid", known.id.clone()));
            if !known.variables.is_empty() {
                form.push(("ContentVariables", serde_json::to_string(&known.variables).ok()?));
            }
        }
        _ => return None,
    }
    Some(form)
}

/// The fields of a text message to a phone; none for what is no text, or has no number to go to.
pub(super) fn text_message(
    line: &LineCredentials,
    message: &OutboundMessage,
    webhook: &str,
) -> Option<Vec<(&'static str, String)>> {
    let (Recipient::Phone(digits), Content::Text(text)) = (&message.to, &message.content) else {
        return None;
    };
    Some(vec![
        ("From", format!("+{}", line.phone_number_id)),
        ("To", phone::to_dial(digits)),
        ("StatusCallback", webhook.to_owned()),
        ("Body", text.body.clone()),
    ])
}

/// The address Twilio fetches a file from; none when it was not given one.
fn address(media: &Media) -> Option<String> {
    Some(media.media_id.clone()).filter(|id| id.starts_with("https://") || id.starts_with("http://"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;
    use prosa_domain::message::content::{Reaction, TemplateById, TemplateMessage};
    use secrecy::SecretString;

    fn line() -> LineCredentials {
        LineCredentials {
            graph_base: "https://api.twilio.com".to_owned(),
            graph_version: "2010-04-01".to_owned(),
            phone_number_id: "551133334444".to_owned(),
            account_id: "AC1".to_owned(),
            token: SecretString::from("12345"),
        }
    }

    fn form(to: Recipient, content: Content) -> Option<Vec<(&'static str, String)>> {
        let message = OutboundMessage { to, content, callback_data: "cb".to_owned() };
        build(&line(), &message, "https://crm.example.com/webhooks/twilio")
    }

    #[test]
    fn a_text_goes_from_our_number_to_theirs_and_asks_for_its_states() {
        let content = Content::outbound_text("Oi".to_owned(), None);
        let told = form(Recipient::Phone("5511987654321".to_owned()), content).unwrap_or_default();
        assert_eq!(
            told,
            [
                ("From", "whatsapp:+551133334444".to_owned()),
                ("To", "whatsapp:+5511987654321".to_owned()),
                ("StatusCallback", "https://crm.example.com/webhooks/twilio".to_owned()),
                ("Body", "Oi".to_owned()),
            ]
        );
    }

    #[test]
    fn a_text_message_goes_from_number_to_number_and_is_nothing_but_text() {
        let form = |to: Recipient, content: Content| {
            let message = OutboundMessage { to, content, callback_data: "cb".to_owned() };
            text_message(&line(), &message, "https://crm.example.com/webhooks/twiliosms")
        };
        let phone = || Recipient::Phone("5511987654321".to_owned());
        let text = || Content::outbound_text("Oi".to_owned(), None);
        assert_eq!(
            form(phone(), text()).unwrap_or_default(),
            [
                ("From", "+551133334444".to_owned()),
                ("To", "+5511987654321".to_owned()),
                ("StatusCallback", "https://crm.example.com/webhooks/twiliosms".to_owned()),
                ("Body", "Oi".to_owned()),
            ]
        );
        assert_eq!(form(Recipient::User("BR.1".to_owned()), text()), None);
        assert_eq!(form(phone(), Content::Image(Media::default())), None);
    }

    #[test]
    fn a_file_goes_as_an_address_with_its_caption_and_without_one_not_at_all() {
        let media = |id: &str, caption: &str| Media {
            media_id: id.to_owned(),
            caption: caption.to_owned(),
            ..Media::default()
        };
        let to = || Recipient::Phone("5511987654321".to_owned());
        let link = "https://crm.example.com/media/given/1/2?e=3&s=4";
        let rest = |content: Content| form(to(), content).map(|form| form[3..].to_vec());
        let (body, url) = (("Body", "Olha".to_owned()), ("MediaUrl", link.to_owned()));
        assert_eq!(rest(Content::Image(media(link, "Olha"))), Some(vec![body.clone(), url.clone()]));
        assert_eq!(rest(Content::Document(media(link, ""))), Some(vec![url.clone()]));
        assert_eq!(rest(Content::Audio(media(link, "Olha"))), Some(vec![url]));
        assert_eq!(rest(Content::Video(media("990", "Olha"))), None, "an id of Meta's is no address");
    }

    #[test]
    fn a_template_goes_by_its_id_with_its_values_by_name_and_without_an_id_not_at_all() {
        let send = |by_id: Option<TemplateById>| {
            let template = TemplateMessage { name: "pedido".to_owned(), by_id, ..TemplateMessage::default() };
            let to = Recipient::Phone("5511987654321".to_owned());
            form(to, Content::Template(Box::new(template))).map(|form| form[3..].to_vec())
        };
        let known = |values: &[(&str, &str)]| TemplateById {
            id: "HX1".to_owned(),
            variables: values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        };
        let sid = ("ContentSid", "HX1".to_owned());
        let values = ("ContentVariables", r#"{"1":"Ana \"Nina\"","2":"30/11"}"#.to_owned());
        assert_eq!(
            send(Some(known(&[("2", "30/11"), ("1", "Ana \"Nina\"")]))),
            Some(vec![sid.clone(), values])
        );
        assert_eq!(send(Some(known(&[]))), Some(vec![sid]));
        assert_eq!(send(None), None);
    }

    #[test]
    fn a_user_id_has_no_plus_and_a_reaction_cannot_go_this_way() {
        let content = Content::outbound_text("Oi".to_owned(), None);
        let told = form(Recipient::User("BR.1".to_owned()), content).unwrap_or_default();
        assert!(told.contains(&("To", "whatsapp:BR.1".to_owned())));
        let reaction = Content::Reaction(Reaction { target: "SM1".to_owned(), emoji: None });
        assert_eq!(form(Recipient::User("BR.1".to_owned()), reaction), None);
    }
}
