//! The linter: everything about a draft that Meta would refuse, reclassify or show badly, before it is submitted. Pure, so
//! that it runs while a person types and again on the server.

mod buttons;
mod parts;
mod taste;
mod words;

use super::{Draft, TemplateCategory};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Characters of a name at most.
pub const NAME_MAX: usize = 512;
/// Characters of a text header at most.
pub const HEADER_MAX: usize = 60;
/// Characters of a body at most.
pub const BODY_MAX: usize = 1_024;
/// Characters of a body beside a limited-time offer.
pub const BODY_WITH_OFFER_MAX: usize = 600;
/// Characters of a footer at most.
pub const FOOTER_MAX: usize = 60;
/// Buttons at most.
pub const BUTTONS_MAX: usize = 10;
/// Characters on a button at most.
pub const BUTTON_TEXT_MAX: usize = 25;
/// Characters of a button's address at most.
pub const URL_MAX: usize = 2_000;
/// Characters of a button's number at most.
pub const PHONE_MAX: usize = 20;
/// Characters of a coupon at most.
pub const CODE_MAX: usize = 15;
/// Emoji of a body at most, as the WhatsApp Manager counts them.
pub const BODY_EMOJI_MAX: usize = 10;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Meta refuses it: it is not submitted.
    Error,
    /// Meta or people may take it badly.
    Warning,
    /// Good to know.
    Info,
}

/// Where a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "place", content = "index")]
pub enum Place {
    /// The name.
    Name,
    /// The language.
    Language,
    /// The category.
    Category,
    /// The header.
    Header,
    /// The body.
    Body,
    /// The footer.
    Footer,
    /// The buttons as a whole.
    Buttons,
    /// One button, from 0.
    Button(u8),
    /// How long it is delivered.
    Ttl,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident => $word:literal, $severity:ident);+ $(;)?) => {
        /// What a finding says. Its sentence is `lint-<word>`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Rule {
            $($(#[$doc])* #[serde(rename = $word)] $name),+
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            /// How bad it is.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity),+ }
            }
        }
    };
}

rules! {
    /// No name.
    NameEmpty => "name-empty", Error;
    /// Something other than small letters, digits and `_`.
    NameLetters => "name-letters", Error;
    /// A text over its limit; `length`, `length_max`.
    TooLong => "too-long", Error;
    /// A language code Meta cannot know.
    LanguageUnknown => "language-unknown", Error;
    /// A text header without text.
    HeaderEmpty => "header-empty", Error;
    /// More than one variable in the header.
    HeaderVariables => "header-variables", Error;
    /// A file header without its sample.
    HeaderFileMissing => "header-file-missing", Error;
    /// A line break in a header or footer.
    LineBreak => "line-break", Error;
    /// Emoji where Meta takes none.
    Emoji => "emoji", Error;
    /// Bold and the like where Meta takes none.
    Formatting => "formatting", Error;
    /// No body.
    BodyEmpty => "body-empty", Error;
    /// More than two line breaks in a row.
    BlankLines => "blank-lines", Warning;
    /// A tab, or more than four spaces in a row.
    Spaces => "spaces", Error;
    /// More than ten emoji in the body.
    EmojiMany => "emoji-many", Warning;
    /// A variable in the footer.
    FooterVariable => "footer-variable", Error;
    /// A name between braces that Meta does not take; `variable`.
    VariableName => "variable-name", Error;
    /// Braces that open or close alone.
    Braces => "braces", Error;
    /// Numbers and names together, or not the chosen way; `variable`.
    VariableMixed => "variable-mixed", Error;
    /// Numbers with a gap, or not from 1; `variable`.
    VariableOrder => "variable-order", Error;
    /// A variable begins the text; `variable`.
    VariableFirst => "variable-first", Error;
    /// A variable ends the text; `variable`.
    VariableLast => "variable-last", Error;
    /// Nothing between two variables; `variable`.
    VariableAdjacent => "variable-adjacent", Error;
    /// Too many variables for so few words; `count`, `words_min`.
    VariableMany => "variable-many", Warning;
    /// A variable without a sample; `variable`.
    SampleMissing => "sample-missing", Error;
    /// More than ten buttons; `count`.
    ButtonsMany => "buttons-many", Error;
    /// More of one kind than Meta takes; `kind`, `count_max`.
    ButtonKindMany => "button-kind-many", Error;
    /// Quick replies between other buttons.
    ButtonsMixed => "buttons-mixed", Error;
    /// Some buttons are hidden on computers.
    ButtonsDesktop => "buttons-desktop", Info;
    /// A button without words.
    ButtonEmpty => "button-empty", Error;
    /// Two buttons with the same words; `text`.
    ButtonTwice => "button-twice", Error;
    /// A variable on a button.
    ButtonVariable => "button-variable", Error;
    /// Not an address that opens.
    UrlInvalid => "url-invalid", Error;
    /// A variable that does not end the address, or a second one.
    UrlVariable => "url-variable", Error;
    /// A shortened address; `host`.
    UrlShortener => "url-shortener", Error;
    /// An address of WhatsApp itself; `host`.
    UrlWhatsapp => "url-whatsapp", Warning;
    /// Not a number with its country.
    PhoneInvalid => "phone-invalid", Error;
    /// A flow without its id.
    FlowMissing => "flow-missing", Error;
    /// A button only for one-time codes, or one that such a template cannot have; `kind`.
    ButtonCategory => "button-category", Error;
    /// Words of promotion in a utility template; `word`.
    CategoryPromotion => "category-promotion", Warning;
    /// A one-time code outside authentication; `word`.
    CategoryCode => "category-code", Warning;
    /// Marketing that does not say how to stop.
    OptOutMissing => "opt-out-missing", Warning;
    /// The text is in another language; `language`.
    LanguageMismatch => "language-mismatch", Warning;
    /// The text of an authentication template is Meta's own.
    AuthText => "auth-text", Error;
    /// An authentication template without its code button.
    AuthButton => "auth-button", Error;
    /// Minutes outside 1 to 90.
    AuthMinutes => "auth-minutes", Error;
    /// One tap or none needs an app; `kind`.
    AuthApp => "auth-app", Error;
    /// Seconds outside what the category takes; `least`, `most`.
    TtlRange => "ttl-range", Error;
}

/// Characters from and up to, for the underline; the end is not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First character.
    pub start: usize,
    /// After the last character.
    pub end: usize,
}

/// One thing the linter saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How bad.
    pub severity: Severity,
    /// What.
    pub rule: Rule,
    /// Where.
    pub place: Place,
    /// Which characters; none for the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// Values for its sentence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
}

/// Findings as they are gathered.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, rule: Rule, place: Place) -> &mut Finding {
        let finding = Finding { severity: rule.severity(), rule, place, span: None, args: BTreeMap::new() };
        self.0.push_mut(finding)
    }

    fn check_length(&mut self, place: Place, text: &str, length_max: usize) {
        let length = text.chars().count();
        if length > length_max {
            self.add(Rule::TooLong, place)
                .at(length_max, length)
                .with("length", length)
                .with("length_max", length_max);
        }
    }
}

impl Finding {
    fn at(&mut self, start: usize, end: usize) -> &mut Self {
        self.span = Some(Span { start, end });
        self
    }

    fn with(&mut self, name: &str, value: impl ToString) -> &mut Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }
}

/// Looks at a draft. Errors come first, then by place.
#[must_use]
pub fn lint(draft: &Draft) -> Vec<Finding> {
    let mut found = Findings::default();
    parts::name(draft, &mut found);
    if draft.category == TemplateCategory::Authentication {
        parts::authentication(draft, &mut found);
    } else {
        parts::header(draft, &mut found);
        parts::body(draft, &mut found);
        parts::footer(draft, &mut found);
        taste::check(draft, &mut found);
    }
    buttons::check(draft, &mut found);
    parts::ttl(draft, &mut found);
    found.0.sort_by_key(|one| (one.severity, one.place, one.span));
    found.0
}

/// How many findings stop a submission.
#[must_use]
pub fn errors(findings: &[Finding]) -> usize {
    findings.iter().filter(|one| one.severity == Severity::Error).count()
}

#[cfg(test)]
mod tests;
