//! How an interactive message crosses to the browser: what is drawn and nothing else. The stored form keeps the provider's
//! objects beside it in one flat map, and reading such a map costs a browser far more code than the plain fields do.

use prosa_domain::{
    id::MediaId,
    message::content::{Around, Ask, AskAction, AskHeader, Media, Voice},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// [`Ask`] without what came around it.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Ask")]
pub(super) struct AskFields {
    #[serde(default, with = "header")]
    header: Option<AskHeader>,
    #[serde(default)]
    body: String,
    #[serde(default)]
    footer: String,
    action: AskAction,
    #[serde(skip)]
    around: Around,
}

/// [`AskHeader`] with the plain fields of its file.
#[derive(Serialize, Deserialize)]
#[serde(remote = "AskHeader", rename_all = "snake_case")]
enum HeaderFields {
    Text { text: String },
    Image(#[serde(with = "FileFields")] Media),
    Video(#[serde(with = "FileFields")] Media),
    Document(#[serde(with = "FileFields")] Media),
}

/// [`Media`] without the provider's object and id.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Media")]
struct FileFields {
    #[serde(skip)]
    media_id: String,
    #[serde(default)]
    file: Option<MediaId>,
    #[serde(default)]
    mime: String,
    #[serde(default)]
    caption: String,
    #[serde(default)]
    file_name: String,
    #[serde(default)]
    voice: Voice,
    #[serde(skip)]
    around: Around,
    #[serde(skip)]
    raw: Value,
}

/// A header that may be missing.
mod header {
    use super::{AskHeader, HeaderFields};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize)]
    struct Borrowed<'a>(#[serde(with = "HeaderFields")] &'a AskHeader);

    #[derive(Deserialize)]
    struct Owned(#[serde(with = "HeaderFields")] AskHeader);

    pub(super) fn serialize<S: Serializer>(
        header: &Option<AskHeader>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        header.as_ref().map(Borrowed).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<AskHeader>, D::Error> {
        Ok(Option::<Owned>::deserialize(deserializer)?.map(|Owned(header)| header))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::super::Body;
    use prosa_domain::message::content::{Around, Ask, AskAction, AskButton, AskHeader, Media};
    use serde_json::json;

    #[test]
    fn an_interactive_message_crosses_as_it_is_drawn_and_leaves_the_providers_objects_behind() {
        let file = Media { file_name: "tabela.pdf".to_owned(), ..Media::default() };
        let shown = Ask {
            header: Some(AskHeader::Document(file.clone())),
            body: "Qual delas?".to_owned(),
            footer: "Casa Aurora".to_owned(),
            action: AskAction::Buttons {
                buttons: vec![AskButton { id: "1".to_owned(), title: "Sim".to_owned() }],
            },
            around: Around::default(),
        };
        let mut stored = shown.clone();
        stored.around = Around { quoted: Some("wamid.1".to_owned()), ..Around::default() };
        let secret = Media { media_id: "991".to_owned(), raw: json!({ "sha256": "aa" }), ..file };
        stored.header = Some(AskHeader::Document(secret));
        let text = serde_json::to_string(&Body::Ask { ask: stored }).unwrap();
        assert!(!text.contains("wamid") && !text.contains("sha256") && !text.contains("991"), "{text}");
        assert_eq!(serde_json::from_str::<Body>(&text).unwrap(), Body::Ask { ask: shown });
    }

    #[test]
    fn an_interactive_message_without_a_header_crosses_too() {
        let ask = Ask { body: "Onde entregamos?".to_owned(), ..Ask::default() };
        let text = serde_json::to_string(&Body::Ask { ask: ask.clone() }).unwrap();
        assert_eq!(serde_json::from_str::<Body>(&text).unwrap(), Body::Ask { ask });
    }
}
