//! The editor's form: flat words, as a plain form of a browser sends them, and the draft they make.

use prosa_domain::{
    id::{LineId, TemplateId},
    template::{
        AuthText, Button, Draft, Header, MediaFormat, OtpApp, OtpKind, TemplateCategory, VariableFormat,
        draft::AuthWarning,
        fill::{self, HEADER_TEXT},
        source::{Field, Source, Sources},
    },
};
use serde::{Deserialize, Serialize};

/// What the editor holds. Every field is a word of a form; what is missing is empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TemplateForm {
    /// The template; none makes a new one.
    pub id: Option<TemplateId>,
    /// A line of the account a new one is made in; none takes the first.
    pub line: Option<LineId>,
    /// Name.
    pub name: String,
    /// Language code.
    pub language: String,
    /// Category word.
    pub category: String,
    /// `named` or `positional`.
    pub format: String,
    /// `none`, `text`, `image`, `video`, `document` or `location`.
    pub header: String,
    /// The header's line.
    pub header_text: String,
    /// The header's sample.
    pub header_sample: String,
    /// The provider's handle of the header's sample file.
    pub header_handle: String,
    /// The text.
    pub body: String,
    /// The small line.
    pub footer: String,
    /// Variables: sample, field and fallback of each.
    pub samples: Vec<SampleForm>,
    /// Buttons, in order; those without a kind are left out.
    pub buttons: Vec<ButtonForm>,
    /// `shown` or `hidden`: the warning of a code.
    pub auth_warning: String,
    /// Minutes a code lives; empty says nothing.
    pub auth_minutes: String,
    /// Seconds it is delivered; empty is the provider's own.
    pub ttl: String,
    /// The template to send while this one cannot be; empty for none.
    pub fallback: String,
    /// Components this version does not edit, as JSON.
    pub others: String,
}

/// One variable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SampleForm {
    /// Its key, as a slot's.
    pub key: String,
    /// The sample for the reviewers.
    pub sample: String,
    /// The field its value comes from; empty lets people type it.
    pub field: String,
    /// The words when the field is empty.
    pub fallback: String,
}

/// One button.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ButtonForm {
    /// Its kind; empty for none.
    pub kind: String,
    /// Words on it.
    pub text: String,
    /// Address, number, coupon, flow's id, or the way of a one-time code.
    pub value: String,
    /// Sample of an address, first screen of a flow, or the app of a one-time code (package and hash, parted by a space).
    pub extra: String,
    /// A button this version does not know, as JSON.
    pub raw: String,
}

impl TemplateForm {
    /// The draft the form makes.
    #[must_use]
    pub fn draft(&self) -> Draft {
        let category = TemplateCategory::parse(&self.category).unwrap_or_default();
        let is_auth = category == TemplateCategory::Authentication;
        let format = VariableFormat::parse(if self.format.is_empty() { "named" } else { &self.format });
        let sample = |key: &str| {
            self.samples.iter().find(|one| one.key == key).map(|one| one.sample.trim().to_owned())
        };
        let body = if is_auth { String::new() } else { lines(&self.body) };
        let samples = prosa_domain::template::variable::names(&body)
            .into_iter()
            .filter_map(|name| sample(&name).filter(|sample| !sample.is_empty()).map(|sample| (name, sample)))
            .collect();
        let auth = is_auth.then(|| AuthText {
            warning: if self.auth_warning == "hidden" { AuthWarning::Hidden } else { AuthWarning::Shown },
            expires_minutes: self.auth_minutes.trim().parse().ok(),
        });
        Draft {
            name: self.name.trim().to_owned(),
            language: self.language.trim().to_owned(),
            category,
            format,
            header: if is_auth { None } else { self.draft_header(sample(HEADER_TEXT)) },
            body,
            samples,
            footer: if is_auth { String::new() } else { self.footer.trim().to_owned() },
            buttons: self.buttons.iter().filter_map(ButtonForm::button).collect(),
            auth,
            ttl_seconds: self.ttl.trim().parse().ok(),
            others: serde_json::from_str(&self.others).unwrap_or_default(),
        }
    }

    fn draft_header(&self, sample: Option<String>) -> Option<Header> {
        match self.header.as_str() {
            "text" => Some(Header::Text {
                text: lines(&self.header_text),
                sample: sample.unwrap_or_else(|| self.header_sample.trim().to_owned()),
            }),
            "location" => Some(Header::Location),
            other => {
                Some(Header::Media { format: MediaFormat::parse(other)?, handle: self.header_handle.clone() })
            }
        }
    }

    /// Where the variables' values come from.
    #[must_use]
    pub fn sources(&self) -> Sources {
        let entry = |one: &SampleForm| {
            let source = Source { field: Field::parse(&one.field), fallback: one.fallback.trim().to_owned() };
            (source != Source::default() && !one.key.is_empty()).then(|| (one.key.clone(), source))
        };
        self.samples.iter().filter_map(entry).collect()
    }

    /// The template to send while this one cannot be.
    #[must_use]
    pub fn fallback_id(&self) -> Option<TemplateId> {
        self.fallback.parse().ok()
    }

    /// The form of a stored draft.
    #[must_use]
    pub fn of(draft: &Draft, sources: &Sources) -> Self {
        let (header, header_text, header_sample, header_handle) = match &draft.header {
            None => ("none", "", "", ""),
            Some(Header::Location) => ("location", "", "", ""),
            Some(Header::Text { text, sample }) => ("text", text.as_str(), sample.as_str(), ""),
            Some(Header::Media { format, handle }) => (format.as_str(), "", "", handle.as_str()),
        };
        let samples = fill::slots(draft)
            .into_iter()
            .map(|slot| {
                let source = sources.get(&slot.key).cloned().unwrap_or_default();
                SampleForm {
                    sample: slot.sample,
                    field: source.field.map(|field| field.as_str().to_owned()).unwrap_or_default(),
                    fallback: source.fallback,
                    key: slot.key,
                }
            })
            .collect();
        let auth = draft.auth.unwrap_or_default();
        Self {
            name: draft.name.clone(),
            language: draft.language.clone(),
            category: draft.category.as_str().to_owned(),
            format: draft.format.as_str().to_owned(),
            header: header.to_owned(),
            header_text: header_text.to_owned(),
            header_sample: header_sample.to_owned(),
            header_handle: header_handle.to_owned(),
            body: draft.body.clone(),
            footer: draft.footer.clone(),
            samples,
            buttons: draft.buttons.iter().map(ButtonForm::of).collect(),
            auth_warning: if auth.warning == AuthWarning::Hidden { "hidden" } else { "shown" }.to_owned(),
            auth_minutes: auth.expires_minutes.map(|minutes| minutes.to_string()).unwrap_or_default(),
            ttl: draft.ttl_seconds.map(|seconds| seconds.to_string()).unwrap_or_default(),
            others: if draft.others.is_empty() {
                String::new()
            } else {
                serde_json::to_string(&draft.others).unwrap_or_default()
            },
            ..Self::default()
        }
    }
}

/// Line ends as Meta counts them: a browser's form sends two characters for one.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").trim_end().to_owned()
}

impl ButtonForm {
    /// The button; none for an empty row.
    #[must_use]
    pub fn button(&self) -> Option<Button> {
        let text = self.text.trim().to_owned();
        let value = self.value.trim().to_owned();
        let extra = self.extra.trim().to_owned();
        Some(match self.kind.as_str() {
            "quick_reply" => Button::QuickReply { text },
            "url" => Button::Url { text, url: value, sample: extra },
            "phone" => Button::Phone { text, number: value },
            "copy_code" => Button::CopyCode { sample: value },
            "flow" => Button::Flow { text, flow_id: value, screen: extra },
            "catalog" => Button::Catalog { text },
            "mpm" => Button::Mpm { text },
            "spm" => Button::Spm { text },
            "order_details" => Button::OrderDetails { text },
            "contact_info" => Button::ContactInfo,
            "voice_call" => Button::VoiceCall { text },
            "otp" => Button::Otp {
                otp: OtpKind::parse(&value).unwrap_or_default(),
                text,
                apps: extra
                    .split(',')
                    .filter_map(|app| {
                        let (package, signature) = app.trim().split_once(' ')?;
                        Some(OtpApp { package: package.to_owned(), signature: signature.trim().to_owned() })
                    })
                    .collect(),
            },
            "other" => Button::Other { raw: serde_json::from_str(&self.raw).ok()? },
            _ => return None,
        })
    }

    /// The row of a button.
    #[must_use]
    pub fn of(button: &Button) -> Self {
        let (value, extra) = match button {
            Button::Url { url, sample, .. } => (url.clone(), sample.clone()),
            Button::Phone { number, .. } => (number.clone(), String::new()),
            Button::CopyCode { sample } => (sample.clone(), String::new()),
            Button::Flow { flow_id, screen, .. } => (flow_id.clone(), screen.clone()),
            Button::Otp { otp, apps, .. } => {
                let apps: Vec<String> =
                    apps.iter().map(|app| format!("{} {}", app.package, app.signature)).collect();
                (otp.as_str().to_owned(), apps.join(", "))
            }
            _ => (String::new(), String::new()),
        };
        let raw = match button {
            Button::Other { raw } => raw.to_string(),
            _ => String::new(),
        };
        let text = button.text().unwrap_or_default().to_owned();
        Self { kind: button.kind().to_owned(), text, value, extra, raw }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prosa_domain::template::library;

    #[test]
    fn a_form_gives_back_the_draft_it_came_from() {
        for purpose in library::purposes() {
            for language in ["pt", "es", "en"] {
                let draft = library::get(purpose, language).unwrap_or_default();
                assert_eq!(TemplateForm::of(&draft, &Sources::new()).draft(), draft, "{purpose} {language}");
            }
        }
        let raw = serde_json::json!({"type": "TOMORROW", "text": "x"});
        let draft = Draft {
            language: "pt_BR".to_owned(),
            header: Some(Header::Text { text: "Pedido {{n}}".to_owned(), sample: "1".to_owned() }),
            body: "Oi\n\n{{a}} e mais nada".to_owned(),
            samples: [("a".to_owned(), "b".to_owned())].into(),
            buttons: vec![
                Button::Url {
                    text: "Ver".to_owned(),
                    url: "https://a.example/{{1}}".to_owned(),
                    sample: "https://a.example/2".to_owned(),
                },
                Button::Flow { text: "Abrir".to_owned(), flow_id: "7".to_owned(), screen: "A".to_owned() },
                Button::Other { raw },
            ],
            others: vec![serde_json::json!({"type": "carousel"})],
            ttl_seconds: Some(60),
            ..Draft::default()
        };
        assert_eq!(TemplateForm::of(&draft, &Sources::new()).draft(), draft);
        let app = OtpApp { package: "com.a".to_owned(), signature: "K8a".to_owned() };
        let code = Draft {
            category: TemplateCategory::Authentication,
            auth: Some(AuthText { warning: AuthWarning::Hidden, expires_minutes: Some(5) }),
            buttons: vec![Button::Otp { otp: OtpKind::OneTap, text: String::new(), apps: vec![app] }],
            ..Draft::default()
        };
        assert_eq!(TemplateForm::of(&code, &Sources::new()).draft(), code);
    }

    #[test]
    fn line_ends_of_a_browser_are_one_character_and_empty_rows_are_left_out() {
        let form = TemplateForm {
            body: "Oi\r\ntudo bem".to_owned(),
            buttons: vec![
                ButtonForm::default(),
                ButtonForm { kind: "quick_reply".to_owned(), ..ButtonForm::default() },
            ],
            ..TemplateForm::default()
        };
        let draft = form.draft();
        assert_eq!((draft.body.as_str(), draft.buttons.len()), ("Oi\ntudo bem", 1));
    }
}
