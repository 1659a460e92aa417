//! The draft: header, body, footer and buttons of one template in one language, with the samples Meta's reviewers read.

use super::TemplateCategory;
use crate::media::MediaKind;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A template as it is edited, submitted and drawn.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Name, the same in every language.
    pub name: String,
    /// Meta's code, such as `pt_BR`.
    pub language: String,
    /// What it is for.
    pub category: TemplateCategory,
    /// How its variables are written.
    #[serde(default)]
    pub format: VariableFormat,
    /// What stands above the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<Header>,
    /// The text. Empty for authentication, whose text Meta writes.
    #[serde(default)]
    pub body: String,
    /// A sample for each variable of the body, by its name or number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub samples: BTreeMap<String, String>,
    /// The small line below; empty when there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub footer: String,
    /// Buttons, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Button>,
    /// What may be chosen about a text that Meta writes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth: Option<AuthText>,
    /// How long Meta tries to deliver, in seconds; none is Meta's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ttl_seconds: Option<i32>,
    /// Components this version does not edit (carousel, limited-time offer), whole, so that an edit never loses them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Value>,
}

/// How variables are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VariableFormat {
    /// `{{nome}}`.
    #[default]
    Named,
    /// `{{1}}`, `{{2}}`.
    Positional,
}

impl VariableFormat {
    /// The word of the form and of Meta's `parameter_format`, in lower case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Positional => "positional",
        }
    }

    /// Reads the word in any case; what is not named is positional, as at Meta.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        if word.eq_ignore_ascii_case("named") { Self::Named } else { Self::Positional }
    }
}

/// What stands above the body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Header {
    /// A line in bold with at most one variable.
    Text {
        /// The line.
        text: String,
        /// A sample for its variable; empty when it has none.
        #[serde(default)]
        sample: String,
    },
    /// A file.
    Media {
        /// Which kind.
        format: MediaFormat,
        /// Meta's handle of the sample file (`4::…`), from the resumable upload; empty until there is one.
        #[serde(default)]
        handle: String,
    },
    /// A place, told at each send.
    Location,
}

/// The kind of a header's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaFormat {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A file.
    Document,
}

impl MediaFormat {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Image, Self::Video, Self::Document];

    /// The word of forms and, in capitals, of Meta.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Document => "document",
        }
    }

    /// The kind of file it is among messages.
    #[must_use]
    pub const fn kind(self) -> MediaKind {
        match self {
            Self::Image => MediaKind::Image,
            Self::Video => MediaKind::Video,
            Self::Document => MediaKind::Document,
        }
    }

    /// Reads the word in any case.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str().eq_ignore_ascii_case(word))
    }

    /// Types and size in bytes Meta takes as a sample of this kind (Meta, "Media": supported types).
    #[must_use]
    pub const fn accepts(self) -> (&'static [&'static str], u64) {
        match self {
            Self::Image => (&["image/jpeg", "image/png"], 5 * 1024 * 1024),
            Self::Video => (&["video/mp4", "video/3gpp"], 16 * 1024 * 1024),
            Self::Document => (&["application/pdf"], 100 * 1024 * 1024),
        }
    }
}

/// One button.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Button {
    /// Answers with its own words.
    QuickReply {
        /// Words on it.
        text: String,
    },
    /// Opens an address, which may end in one variable.
    Url {
        /// Words on it.
        text: String,
        /// The address, with `{{1}}` at its end when it changes.
        url: String,
        /// The whole address as a sample; empty when nothing changes.
        #[serde(default)]
        sample: String,
    },
    /// Calls a number.
    Phone {
        /// Words on it.
        text: String,
        /// The number.
        number: String,
    },
    /// Copies a coupon. Meta writes its words.
    CopyCode {
        /// The sample code.
        sample: String,
    },
    /// Opens a flow.
    Flow {
        /// Words on it.
        text: String,
        /// Meta's id of the flow.
        flow_id: String,
        /// First screen; empty when the flow's server says.
        #[serde(default)]
        screen: String,
    },
    /// Opens the catalogue.
    Catalog {
        /// Words on it.
        text: String,
    },
    /// Shows several products.
    Mpm {
        /// Words on it.
        text: String,
    },
    /// Shows one product.
    Spm {
        /// Words on it.
        text: String,
    },
    /// Shows an order to pay.
    OrderDetails {
        /// Words on it.
        text: String,
    },
    /// Asks for the phone number. Meta writes its words.
    ContactInfo,
    /// Starts a call on WhatsApp.
    VoiceCall {
        /// Words on it.
        text: String,
    },
    /// Hands over a one-time code.
    Otp {
        /// How.
        otp: OtpKind,
        /// Words on it; empty lets Meta write them.
        #[serde(default)]
        text: String,
        /// Apps that may take the code by themselves.
        #[serde(default)]
        apps: Vec<OtpApp>,
    },
    /// A button this version does not know, whole.
    Other {
        /// The provider's object.
        raw: Value,
    },
}

/// How a one-time code is handed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OtpKind {
    /// The person copies it.
    #[default]
    CopyCode,
    /// One tap fills it in.
    OneTap,
    /// It is filled in by itself.
    ZeroTap,
}

impl OtpKind {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::CopyCode, Self::OneTap, Self::ZeroTap];

    /// The word of forms and, in capitals, of Meta.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CopyCode => "copy_code",
            Self::OneTap => "one_tap",
            Self::ZeroTap => "zero_tap",
        }
    }

    /// Reads the word in any case.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str().eq_ignore_ascii_case(word))
    }
}

/// An Android app that takes a code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtpApp {
    /// Its package.
    pub package: String,
    /// Hash of its signature.
    pub signature: String,
}

/// The choices of an authentication template.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthText {
    /// Whether the text warns not to share the code.
    pub warning: AuthWarning,
    /// Minutes the footer names; none leaves the footer out.
    #[serde(default)]
    pub expires_minutes: Option<u16>,
}

/// Whether an authentication text warns not to share the code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthWarning {
    /// It does.
    #[default]
    Shown,
    /// It does not.
    Hidden,
}

impl Draft {
    /// Whether two drafts say the same to a contact. Samples and handles are for reviewers, and Meta gives back others.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        let plain = |draft: &Self| {
            let mut draft = draft.clone();
            draft.samples.clear();
            draft.ttl_seconds = None;
            draft.format = VariableFormat::default();
            draft.language = super::normal_language(&draft.language);
            match &mut draft.header {
                Some(Header::Text { sample, .. }) => sample.clear(),
                Some(Header::Media { handle, .. }) => handle.clear(),
                Some(Header::Location) | None => {}
            }
            for button in &mut draft.buttons {
                match button {
                    Button::Url { sample, .. } | Button::CopyCode { sample } => sample.clear(),
                    Button::Flow { screen, .. } => screen.clear(),
                    _ => {}
                }
            }
            draft
        };
        plain(self) == plain(other)
    }
}

impl Button {
    /// The words on it that the business chose; none for buttons whose words are Meta's.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::QuickReply { text }
            | Self::Url { text, .. }
            | Self::Phone { text, .. }
            | Self::Flow { text, .. }
            | Self::Catalog { text }
            | Self::Mpm { text }
            | Self::Spm { text }
            | Self::OrderDetails { text }
            | Self::VoiceCall { text } => Some(text),
            Self::Otp { text, .. } => Some(text.as_str()).filter(|text| !text.is_empty()),
            Self::Other { raw } => raw.get("text").and_then(Value::as_str),
            Self::CopyCode { .. } | Self::ContactInfo => None,
        }
    }

    /// Its kind as a word, for forms, icons and names.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::QuickReply { .. } => "quick_reply",
            Self::Url { .. } => "url",
            Self::Phone { .. } => "phone",
            Self::CopyCode { .. } => "copy_code",
            Self::Flow { .. } => "flow",
            Self::Catalog { .. } => "catalog",
            Self::Mpm { .. } => "mpm",
            Self::Spm { .. } => "spm",
            Self::OrderDetails { .. } => "order_details",
            Self::ContactInfo => "contact_info",
            Self::VoiceCall { .. } => "voice_call",
            Self::Otp { .. } => "otp",
            Self::Other { .. } => "other",
        }
    }

    /// Kinds a person can add, in the order of the menu.
    pub const KINDS: [&'static str; 12] = [
        "quick_reply",
        "url",
        "phone",
        "copy_code",
        "flow",
        "catalog",
        "mpm",
        "spm",
        "order_details",
        "contact_info",
        "voice_call",
        "otp",
    ];

    /// An empty button of a kind.
    #[must_use]
    pub fn empty(kind: &str) -> Option<Self> {
        let text = String::new;
        Some(match kind {
            "quick_reply" => Self::QuickReply { text: text() },
            "url" => Self::Url { text: text(), url: text(), sample: text() },
            "phone" => Self::Phone { text: text(), number: text() },
            "copy_code" => Self::CopyCode { sample: text() },
            "flow" => Self::Flow { text: text(), flow_id: text(), screen: text() },
            "catalog" => Self::Catalog { text: text() },
            "mpm" => Self::Mpm { text: text() },
            "spm" => Self::Spm { text: text() },
            "order_details" => Self::OrderDetails { text: text() },
            "contact_info" => Self::ContactInfo,
            "voice_call" => Self::VoiceCall { text: text() },
            "otp" => Self::Otp { otp: OtpKind::CopyCode, text: text(), apps: Vec::new() },
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_button_can_be_made_and_stored() {
        for kind in Button::KINDS {
            let button = Button::empty(kind);
            assert_eq!(button.as_ref().map(Button::kind), Some(kind));
            let stored = serde_json::to_string(&button).unwrap_or_default();
            assert_eq!(serde_json::from_str::<Option<Button>>(&stored).ok(), Some(button));
        }
        assert_eq!(Button::empty("other"), None);
    }

    #[test]
    fn samples_and_handles_do_not_make_another_text() {
        let with = |handle: &str, body: &str, url: &str| Draft {
            header: Some(Header::Media { format: MediaFormat::Image, handle: handle.to_owned() }),
            body: body.to_owned(),
            samples: [("a".to_owned(), handle.to_owned())].into(),
            buttons: vec![Button::Url {
                text: "Ver".to_owned(),
                url: url.to_owned(),
                sample: handle.to_owned(),
            }],
            ..Draft::default()
        };
        let one = with("4::a", "Oi", "https://a.example");
        assert!(one.says_the_same(&with("https://scontent.example/x", "Oi", "https://a.example")));
        assert!(!one.says_the_same(&with("4::a", "Olá", "https://a.example")));
        assert!(!one.says_the_same(&with("4::a", "Oi", "https://b.example")));
        assert!(!one.says_the_same(&Draft { header: None, ..one.clone() }));
    }

    #[test]
    fn a_draft_keeps_what_it_does_not_know() {
        let draft = Draft {
            others: vec![serde_json::json!({"type": "carousel", "cards": [1, 2]})],
            buttons: vec![Button::Other { raw: serde_json::json!({"type": "NEW", "text": "Olá"}) }],
            ..Draft::default()
        };
        let stored = serde_json::to_string(&draft).unwrap_or_default();
        assert_eq!(serde_json::from_str::<Draft>(&stored).ok(), Some(draft.clone()));
        assert_eq!(draft.buttons.first().and_then(Button::text), Some("Olá"));
    }
}
