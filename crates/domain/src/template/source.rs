//! Where a variable's value comes from when a template is sent: a field of the contact, the member or the company, and the
//! words to use when that field is empty.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The sources of a template's variables, by place.
pub type Sources = BTreeMap<String, Source>;

/// Where one value comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The field; none lets the person type it.
    #[serde(default)]
    pub field: Option<Field>,
    /// The words when the field is empty; empty means that a value must be given.
    #[serde(default)]
    pub fallback: String,
}

/// A field a variable can take its value from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The contact's first name.
    ContactFirstName,
    /// The contact's whole name.
    ContactName,
    /// The contact's number, as it is written in its country.
    ContactPhone,
    /// The name of the member who sends.
    MemberName,
    /// The company's name.
    CompanyName,
    /// The day of the send, as the template's language writes it.
    Today,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 6] = [
        Self::ContactFirstName,
        Self::ContactName,
        Self::ContactPhone,
        Self::MemberName,
        Self::CompanyName,
        Self::Today,
    ];

    /// The word of forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ContactFirstName => "contact_first_name",
            Self::ContactName => "contact_name",
            Self::ContactPhone => "contact_phone",
            Self::MemberName => "member_name",
            Self::CompanyName => "company_name",
            Self::Today => "today",
        }
    }

    /// Reads the word of a form.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == word)
    }
}

/// What is known when values are looked up; empty where nothing is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The contact's whole name.
    pub contact_name: String,
    /// The contact's number, ready to read.
    pub contact_phone: String,
    /// The member's name.
    pub member_name: String,
    /// The company's name.
    pub company_name: String,
    /// Today, ready to read.
    pub today: String,
}

impl Source {
    /// The value: the field's, else the fallback; none when neither says anything.
    #[must_use]
    pub fn value(&self, known: &Known) -> Option<String> {
        let found = match self.field {
            None => "",
            Some(Field::ContactFirstName) => first_name(&known.contact_name),
            Some(Field::ContactName) => known.contact_name.trim(),
            Some(Field::ContactPhone) => known.contact_phone.trim(),
            Some(Field::MemberName) => known.member_name.trim(),
            Some(Field::CompanyName) => known.company_name.trim(),
            Some(Field::Today) => known.today.trim(),
        };
        let value = if found.is_empty() { self.fallback.trim() } else { found };
        (!value.is_empty()).then(|| value.to_owned())
    }
}

/// The first word of a name, when it is a name: profiles also hold symbols and single letters.
fn first_name(name: &str) -> &str {
    let first = name.split_whitespace().next().unwrap_or_default();
    let letters = first.chars().filter(|letter| letter.is_alphabetic()).count();
    if letters >= 2 { first } else { "" }
}

/// A name for a source that a variable's own name suggests: `nome` is the first name, `empresa` the company.
#[must_use]
pub fn suggested(variable: &str) -> Option<Field> {
    Some(match variable {
        "nome" | "name" | "nombre" | "first_name" | "primeiro_nome" | "cliente" => Field::ContactFirstName,
        "nome_completo" | "full_name" | "nombre_completo" => Field::ContactName,
        "telefone" | "phone" | "telefono" | "celular" => Field::ContactPhone,
        "atendente" | "agente" | "agent" | "vendedor" | "asesor" => Field::MemberName,
        "empresa" | "loja" | "company" | "store" | "tienda" => Field::CompanyName,
        "hoje" | "today" | "hoy" => Field::Today,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_the_fields_and_else_the_fallback() {
        let known = Known { contact_name: "Marina Souza".to_owned(), ..Known::default() };
        for (field, fallback, wanted) in [
            (Some(Field::ContactFirstName), "cliente", Some("Marina")),
            (Some(Field::ContactName), "", Some("Marina Souza")),
            (Some(Field::CompanyName), "nossa loja", Some("nossa loja")),
            (Some(Field::CompanyName), " ", None),
            (None, "olá", Some("olá")),
            (None, "", None),
        ] {
            let source = Source { field, fallback: fallback.to_owned() };
            assert_eq!(source.value(&known).as_deref(), wanted, "{field:?} {fallback}");
        }
    }

    #[test]
    fn a_profile_without_a_name_uses_the_fallback() {
        for name in ["", "🌻", ".", "M 🌻", "~*~ oi"] {
            let known = Known { contact_name: name.to_owned(), ..Known::default() };
            let source = Source { field: Some(Field::ContactFirstName), fallback: "cliente".to_owned() };
            assert_eq!(source.value(&known).as_deref(), Some("cliente"), "{name}");
        }
    }

    #[test]
    fn every_field_reads_back() {
        for field in Field::ALL {
            assert_eq!(Field::parse(field.as_str()), Some(field));
        }
    }
}
