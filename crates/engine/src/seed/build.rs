//! Turns the script into deliveries as the provider sends them, and into messages as sending leaves them.

use super::{
    LINES, SeedError, Shop,
    customers::{Customer, customers},
    script::{Body, By, Say, Talk},
};
use crate::{Engine, path::ingest::message_key};
use chrono::{DateTime, Duration, Utc};
use prosa_db::{
    content::StoredContent,
    history::{self, PastSend, SendEnd, Standing},
    journal::NewJournalRow,
    path::{
        conversations::{self, ConversationMove},
        messages::{self, MessagePlace, NewMessage, NewReaction},
    },
};
use prosa_domain::{
    id::{ConversationId, LineId, MessageId, OutboundId},
    message::{
        content::{Content, Media},
        status::DeliveryState,
    },
};
use prosa_vault::{IndexPurpose, Purpose, TenantKeys};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// Conversations by their place in the script.
pub(super) type Conversations = HashMap<usize, ConversationId>;

/// The provider's id of a line of the script.
fn wamid(talk: usize, say: usize) -> String {
    format!("wamid.HBgMREVNT{talk:03}{say:03}AA==")
}

/// Puts everything customers wrote into the journal, in the order it came.
pub(super) async fn receive(engine: &Engine, talks: &[Talk]) -> Result<(), SeedError> {
    let people = customers();
    let mut bodies = Vec::new();
    for (place, talk) in talks.iter().enumerate() {
        let Some(person) = people.get(talk.customer) else { continue };
        for (number, say) in talk.says.iter().enumerate().filter(|(_, say)| say.by == By::Contact) {
            let mut message = message(&say.body);
            message.insert("id".to_owned(), wamid(place, number).into());
            message.insert("timestamp".to_owned(), say.at.timestamp().to_string().into());
            if let Some(quoted) = say.quotes {
                let context = json!({"from": "551133224455", "id": wamid(place, quoted)});
                message.insert("context".to_owned(), context);
            }
            bodies.push((say.at, delivery(talk, from(person, message))));
        }
    }
    journal(engine, bodies).await
}

/// Puts the ticks of what the team wrote, and customers' reactions, into the journal.
pub(super) async fn track(engine: &Engine, talks: &[Talk]) -> Result<(), SeedError> {
    let people = customers();
    let mut bodies = Vec::new();
    for (place, talk) in talks.iter().enumerate() {
        let Some(person) = people.get(talk.customer) else { continue };
        for (number, say) in talk.says.iter().enumerate().filter(|(_, say)| say.by != By::Contact) {
            let id = wamid(place, number);
            let list: Vec<Value> =
                ticks(say).into_iter().map(|(state, at)| status(&id, state, at, say, person)).collect();
            let last = say.at + Duration::seconds(40);
            bodies.push((last, delivery(talk, json!({"statuses": list}))));
            if let Some(emoji) = &say.reaction {
                let at = say.at + Duration::seconds(41);
                let mut message = Map::new();
                message.insert("id".to_owned(), format!("{id}R").into());
                message.insert("timestamp".to_owned(), at.timestamp().to_string().into());
                message.insert("type".to_owned(), "reaction".into());
                message.insert("reaction".to_owned(), json!({"message_id": id, "emoji": emoji}));
                bodies.push((at, delivery(talk, from(person, message))));
            }
        }
    }
    journal(engine, bodies).await
}

async fn journal(engine: &Engine, mut bodies: Vec<(DateTime<Utc>, Value)>) -> Result<(), SeedError> {
    bodies.sort_by_key(|(at, _)| *at);
    let keys = engine.keyring.installation();
    let row = |(at, body): (DateTime<Utc>, Value)| {
        let raw = body.to_string().into_bytes();
        NewJournalRow {
            received_at: at + Duration::milliseconds(800),
            provider: "whatsapp".to_owned(),
            digest: keys.blind_index_bytes(IndexPurpose::JournalDigest, &raw).to_vec(),
            body_ct: keys.seal(Purpose::JournalBody, &raw),
            body_bytes: i32::try_from(raw.len()).unwrap_or(i32::MAX),
        }
    };
    let rows: Vec<NewJournalRow> = bodies.into_iter().map(row).collect();
    Ok(engine.db.journal_append(&rows).await?)
}

fn delivery(talk: &Talk, mut value: Value) -> Value {
    let line = LINES.get(talk.line).unwrap_or(&LINES[0]);
    if let Some(value) = value.as_object_mut() {
        let digits: String = line.display.chars().filter(char::is_ascii_digit).collect();
        value.insert("messaging_product".to_owned(), "whatsapp".into());
        let metadata = json!({"display_phone_number": digits, "phone_number_id": line.phone_number_id});
        value.insert("metadata".to_owned(), metadata);
    }
    json!({"object": "whatsapp_business_account",
           "entry": [{"id": line.account_id, "changes": [{"field": "messages", "value": value}]}]})
}

fn from(person: &Customer, mut message: Map<String, Value>) -> Value {
    message.insert("from".to_owned(), person.wa_id.clone().into());
    message.insert("from_user_id".to_owned(), person.bsuid.clone().into());
    let contact = json!({"profile": {"name": person.name}, "wa_id": person.wa_id, "user_id": person.bsuid});
    json!({"contacts": [contact], "messages": [message]})
}

fn message(body: &Body) -> Map<String, Value> {
    let file = |mime: &str| json!({"id": "1003383421387256", "mime_type": mime, "sha256": "3f9d94d399ea0b3"});
    let (kind, mut content) = match body {
        Body::Text(text) => ("text", json!({"body": text})),
        Body::Image(_) => ("image", file("image/jpeg")),
        Body::Document(_) => ("document", file("application/pdf")),
        Body::Audio => ("audio", file("audio/ogg; codecs=opus")),
        Body::Location { name, address } => (
            "location",
            json!({"latitude": -23.5285, "longitude": -46.6417, "name": name, "address": address}),
        ),
    };
    if let Some(content) = content.as_object_mut() {
        match body {
            Body::Image(caption) if !caption.is_empty() => {
                drop(content.insert("caption".to_owned(), caption.as_str().into()))
            }
            Body::Document(name) => drop(content.insert("filename".to_owned(), name.as_str().into())),
            Body::Audio => drop(content.insert("voice".to_owned(), true.into())),
            _ => {}
        }
    }
    Map::from_iter([("type".to_owned(), kind.into()), (kind.to_owned(), content)])
}

/// The ticks up to a state, with their times.
fn ticks(say: &Say) -> Vec<(DeliveryState, DateTime<Utc>)> {
    let at = |seconds| say.at + Duration::seconds(seconds);
    let steps =
        [(DeliveryState::Sent, at(1)), (DeliveryState::Delivered, at(3)), (DeliveryState::Read, at(39))];
    if say.state == DeliveryState::Failed {
        return vec![(DeliveryState::Failed, at(2))];
    }
    steps.into_iter().filter(|(state, _)| *state <= say.state).collect()
}

fn status(id: &str, state: DeliveryState, at: DateTime<Utc>, say: &Say, person: &Customer) -> Value {
    let mut status = json!({"id": id, "status": state.as_str(), "timestamp": at.timestamp().to_string(),
                            "recipient_id": person.wa_id});
    if let (DeliveryState::Failed, Some(code)) = (state, say.error) {
        let title = if code == 131_047 { "Re-engagement message" } else { "Message undeliverable" };
        let errors = json!([{"code": code, "title": title, "message": title}]);
        status.as_object_mut().and_then(|map| map.insert("errors".to_owned(), errors));
    }
    status
}

/// Writes what the team wrote, where sending leaves it: message, provider's id, queue row. Returns the conversations.
pub(super) async fn send(engine: &Engine, shop: &Shop, talks: &[Talk]) -> Result<Conversations, SeedError> {
    let keys = engine.keyring.tenant(shop.tenant).await?;
    let mut tx = engine.db.tenant_path(shop.tenant).await?;
    let firsts: Vec<(usize, Vec<u8>)> = talks
        .iter()
        .enumerate()
        .filter_map(|(place, talk)| {
            let first = talk.says.iter().position(|say| say.by == By::Contact)?;
            Some((place, message_key(&keys, &wamid(place, first))))
        })
        .collect();
    let wanted: Vec<Vec<u8>> = firsts.iter().map(|(_, key)| key.clone()).collect();
    let by_key = history::conversations_of(&mut tx, &wanted).await?;
    let known: Conversations =
        firsts.into_iter().filter_map(|(place, key)| Some((place, *by_key.get(&key)?))).collect();
    let sent = Sent { engine, shop, keys: &keys, talks, known: &known };
    let rows = sent.rows();
    let fresh = messages::claim(&mut tx, &rows).await?;
    let inserts: Vec<(i64, &NewMessage)> =
        rows.iter().filter_map(|row| Some((*fresh.get(&row.id)?, row))).collect();
    messages::insert(&mut tx, &inserts).await?;
    history::keep_sends(&mut tx, &sent.past(&inserts)).await?;
    conversations::advance(&mut tx, &sent.moves(&inserts)).await?;
    messages::react(&mut tx, &sent.reactions()).await?;
    tx.commit().await?;
    Ok(known)
}

/// What the team sent, on its way into rows.
struct Sent<'a> {
    engine: &'a Engine,
    shop: &'a Shop,
    keys: &'a TenantKeys,
    talks: &'a [Talk],
    known: &'a Conversations,
}

impl Sent<'_> {
    fn line(&self, talk: &Talk) -> Option<LineId> {
        self.shop.lines.get(talk.line).copied()
    }

    fn rows(&self) -> Vec<NewMessage> {
        let mut rows = Vec::new();
        for (place, talk) in self.talks.iter().enumerate() {
            for (number, say) in talk.says.iter().enumerate() {
                rows.extend(self.row(place, talk, number, say));
            }
        }
        rows.sort_by_key(|row| row.provider_at);
        rows
    }

    fn row(&self, place: usize, talk: &Talk, number: usize, say: &Say) -> Option<NewMessage> {
        let By::Member(member) = say.by else { return None };
        let id = wamid(place, number);
        let content = content(&say.body, say.quotes.map(|quoted| wamid(place, quoted)));
        let words = prosa_domain::search::words(&content.search_text());
        Some(NewMessage {
            id: self.engine.new_id(MessageId::from_parts),
            conversation: *self.known.get(&place)?,
            line: self.line(talk)?,
            provider_at: say.at,
            direction: "out",
            kind: content.kind().to_owned(),
            state: DeliveryState::Accepted.as_str(),
            content_ct: StoredContent::seal(self.keys, &content, &id),
            provider_key: Some(message_key(self.keys, &id)),
            quoted_key: say.quotes.map(|quoted| message_key(self.keys, &wamid(place, quoted))),
            member: self.shop.members.get(member).copied(),
            tokens: self.keys.search_tokens(words.iter().map(String::as_str)),
            journal_id: None,
            label: None,
        })
    }

    fn past(&self, inserts: &[(i64, &NewMessage)]) -> Vec<PastSend> {
        let send = |(sequence, row): &(i64, &NewMessage)| PastSend {
            id: self.engine.new_id(OutboundId::from_parts),
            line: row.line,
            place: MessagePlace {
                id: row.id,
                conversation: row.conversation,
                provider_at: row.provider_at,
                sequence: *sequence,
            },
            end: SendEnd::Done,
        };
        inserts.iter().map(send).collect()
    }

    /// The newest message of each conversation moves it on.
    fn moves(&self, inserts: &[(i64, &NewMessage)]) -> Vec<ConversationMove> {
        let newest: HashMap<ConversationId, &NewMessage> =
            inserts.iter().map(|(_, row)| (row.conversation, *row)).collect();
        newest
            .into_values()
            .map(|row| {
                let preview = StoredContent::open(self.keys, &row.content_ct)
                    .map(|stored| stored.content.preview().text)
                    .unwrap_or_default();
                ConversationMove {
                    id: row.conversation,
                    unread: 0,
                    inbound_at: None,
                    at: row.provider_at,
                    message: row.id,
                    direction: "out",
                    kind: row.kind.clone(),
                    state: row.state,
                    preview_ct: Some(self.keys.seal(Purpose::Preview, preview.as_bytes())),
                    standing: None,
                    in_group: false,
                }
            })
            .collect()
    }

    /// The team's reactions to what customers wrote.
    fn reactions(&self) -> Vec<NewReaction> {
        let mut list = Vec::new();
        for (place, talk) in self.talks.iter().enumerate() {
            for (number, say) in talk.says.iter().enumerate().filter(|(_, say)| say.by == By::Contact) {
                let (Some(emoji), Some(line)) = (&say.reaction, self.line(talk)) else { continue };
                list.push(NewReaction {
                    line,
                    target_key: message_key(self.keys, &wamid(place, number)),
                    actor: "business",
                    emoji_ct: Some(self.keys.seal(Purpose::MessageContent, emoji.as_bytes())),
                    at: say.at + Duration::seconds(50),
                });
            }
        }
        list
    }
}

fn content(body: &Body, quoted: Option<String>) -> Content {
    let media = |mime: &str| Media {
        mime: mime.to_owned(),
        media_id: "1003383421387300".to_owned(),
        ..Media::default()
    };
    match body {
        Body::Image(caption) => Content::Image(Media { caption: caption.clone(), ..media("image/jpeg") }),
        Body::Document(name) => {
            Content::Document(Media { file_name: name.clone(), ..media("application/pdf") })
        }
        Body::Audio => Content::Audio(media("audio/ogg")),
        Body::Text(text) => Content::outbound_text(text.clone(), quoted),
        Body::Location { name, address } => Content::outbound_text(format!("{name}, {address}"), quoted),
    }
}

/// How each conversation stands at the end.
pub(super) fn standings(shop: &Shop, talks: &[Talk], conversations: &Conversations) -> Vec<Standing> {
    talks
        .iter()
        .enumerate()
        .filter_map(|(place, talk)| {
            Some(Standing {
                id: *conversations.get(&place)?,
                status: talk.status.as_str(),
                assignee: talk.assignee.and_then(|member| shop.members.get(member).copied()),
                unread: talk.unread,
            })
        })
        .collect()
}
