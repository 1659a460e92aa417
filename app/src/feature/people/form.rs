//! What the forms of these screens share: where a refusal is shown, and where a success goes on to.

use crate::{
    call::Called,
    i18n::use_translator,
    kit::{Band, BandTone, Glyph},
};
use leptos::prelude::*;
use prosa_domain::refusal::{Code, Refusal};

/// The refusal of a form's last try.
#[derive(Clone, Copy)]
pub struct Refused(Signal<Option<Refusal>>);

impl Refused {
    /// Follows the answers of a call.
    pub fn of<T: Clone + Send + Sync + 'static>(
        answer: impl Fn() -> Option<Called<T>> + Send + Sync + 'static,
    ) -> Self {
        Self(Signal::derive(move || answer().and_then(|answer| answer.err()).map(Refusal::from)))
    }

    /// What is wrong with one field of the form, in words.
    #[must_use]
    pub fn at(self, field: &'static str) -> Signal<Option<String>> {
        let tr = use_translator();
        Signal::derive(move || {
            self.0.with(|refusal| {
                refusal
                    .as_ref()
                    .filter(|refusal| field_of(refusal) == Some(field))
                    .map(|found| tr.refusal(found))
            })
        })
    }

    /// What is wrong otherwise, in words.
    #[must_use]
    pub fn elsewhere(self, fields: &'static [&'static str]) -> Signal<Option<String>> {
        let tr = use_translator();
        Signal::derive(move || {
            let elsewhere =
                |refusal: &&Refusal| field_of(refusal).is_none_or(|field| !fields.contains(&field));
            self.0.with(|refusal| refusal.as_ref().filter(elsewhere).map(|found| tr.refusal(found)))
        })
    }
}

/// The field a refusal is about.
fn field_of(refusal: &Refusal) -> Option<&str> {
    match refusal.code {
        Code::EmailInvalid | Code::EmailTaken => Some("email"),
        Code::PasswordWeak => Some("password"),
        Code::ContactUnknown => Some("number"),
        Code::FieldMissing
        | Code::FieldTooLong
        | Code::FieldInvalid
        | Code::TooMany
        | Code::StopWordEveryday => refusal.args.get("field").map(String::as_str),
        _ => None,
    }
}

/// A refusal that belongs to no field.
#[component]
pub fn RefusedBand(
    /// The words, when there are any.
    text: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <div role="alert" class="empty:hidden">
            {move || {
                text.get()
                    .map(|text| {
                        view! {
                            <Band tone=BandTone::Red glyph=Glyph::Warning boxed=true>
                                {text}
                            </Band>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}

/// Loads the address a call answered with: the page begins anew, now with or without somebody signed in.
pub fn go_on(answer: impl Fn() -> Option<Called<String>> + 'static) {
    Effect::new(move |_| {
        if let Some(Ok(to)) = answer() {
            let _ = window().location().assign(&to);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_finds_its_field() {
        assert_eq!(field_of(&Refusal::new(Code::PasswordWeak)), Some("password"));
        assert_eq!(
            field_of(&Refusal::new(Code::FieldMissing).with("field", "tenant_name")),
            Some("tenant_name")
        );
        assert_eq!(field_of(&Refusal::new(Code::BadCredentials)), None);
    }
}
