//! Where the values of a template's variables likely come from: told by the variable's own name, else by the words around it.
//! A wrong guess is sent to somebody, so only phrases that leave no doubt count.

use super::{
    Draft, Header, TemplateCategory, VariableFormat,
    fill::HEADER_TEXT,
    source::{Field, Source, Sources, suggested},
    variable::{Piece, pieces},
};
use crate::search::fold;

/// Words right before a person's name: greetings of the three languages.
const GREETINGS: &[&str] = &[
    "ola",
    "oi",
    "oie",
    "bom dia",
    "boa tarde",
    "boa noite",
    "prezado",
    "prezada",
    "prezado a",
    "prezada o",
    "querido",
    "querida",
    "caro",
    "cara",
    "hola",
    "buenos dias",
    "buenas tardes",
    "buenas noches",
    "estimado",
    "estimada",
    "estimado a",
    "estimada o",
    "hi",
    "hello",
    "hey",
    "dear",
    "good morning",
    "good afternoon",
    "good evening",
];
/// Words right before the name of whoever writes.
const SELF: &[&str] = &[
    "meu nome e",
    "me chamo",
    "eu sou",
    "eu sou o",
    "eu sou a",
    "aqui quem fala e",
    "aqui quem fala e o",
    "aqui quem fala e a",
    "fala com",
    "mi nombre es",
    "me llamo",
    "te escribe",
    "le escribe",
    "my name is",
];
/// Words right before the company's name.
const COMPANY: &[&str] = &[
    "equipe da",
    "equipe do",
    "equipe",
    "time da",
    "time do",
    "em nome da",
    "em nome do",
    "equipo de",
    "en nombre de",
    "team at",
    "on behalf of",
    "bem vindo a",
    "bem vinda a",
    "bienvenido a",
    "bienvenida a",
    "welcome to",
];
/// Words right before the contact's own number.
const PHONE: &[&str] = &[
    "seu telefone",
    "seu celular",
    "seu whatsapp",
    "tu telefono",
    "su telefono",
    "tu celular",
    "su celular",
    "your phone",
    "your phone number",
];
/// Words right before the day of the send.
const TODAY: &[&str] = &["hoje e", "hoje e dia", "hoje dia", "hoy es", "today is"];

/// The sources a template's words suggest; nothing for a variable whose words leave a doubt.
#[must_use]
pub fn suggest(draft: &Draft) -> Sources {
    let mut sources = Sources::new();
    if draft.category == TemplateCategory::Authentication {
        return sources;
    }
    let mut note = |key: String, field: Option<Field>, sample: &str| {
        // A name or a company has no digit in its sample; a number and a day have some.
        let is_number = sample.chars().any(|letter| letter.is_ascii_digit());
        let numbers = matches!(field, Some(Field::ContactPhone | Field::Today));
        if let Some(field) = field.filter(|_| sample.is_empty() || is_number == numbers) {
            sources.entry(key).or_insert(Source { field: Some(field), fallback: String::new() });
        }
    };
    for (name, field) in fields(&draft.body, draft.format) {
        let sample = draft.samples.get(&name).map(String::as_str).unwrap_or_default();
        note(name.clone(), field, sample);
    }
    if let Some(Header::Text { text, sample }) = &draft.header
        && let Some((_, field)) = fields(text, draft.format).into_iter().next()
    {
        note(HEADER_TEXT.to_owned(), field, sample);
    }
    sources
}

/// Every variable of a text with what its name or its words say.
fn fields(text: &str, format: VariableFormat) -> Vec<(String, Option<Field>)> {
    let parts = pieces(text);
    let mut found = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        let Piece::Variable(hole) = part else { continue };
        let words = |piece: Option<&Piece<'_>>| match piece {
            Some(Piece::Words(words)) => (*words).to_owned(),
            Some(Piece::Variable(_)) | None => String::new(),
        };
        let before = words(place.checked_sub(1).and_then(|place| parts.get(place)));
        let after = words(parts.get(place + 1));
        let field = match format {
            VariableFormat::Named => suggested(hole.name),
            VariableFormat::Positional => None,
        };
        let is_first = place == 0 || (place == 1 && before.trim().is_empty());
        found.push((hole.name.to_owned(), field.or_else(|| around(&before, &after, is_first))));
    }
    found
}

fn around(before: &str, after: &str, is_first: bool) -> Option<Field> {
    // What ended before a line break or a full stop says nothing about what follows.
    let near = before.rsplit(['\n', '.', '!', '?', ';', ':']).next().unwrap_or_default();
    let near = fold_words(near);
    let ends = |phrases: &[&str]| {
        phrases.iter().any(|phrase| {
            near.strip_suffix(phrase).is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
        })
    };
    let whole = |phrases: &[&str]| phrases.contains(&near.as_str());
    if whole(GREETINGS) {
        return Some(Field::ContactFirstName);
    }
    for (phrases, field) in [
        (SELF, Field::MemberName),
        (COMPANY, Field::CompanyName),
        (PHONE, Field::ContactPhone),
        (TODAY, Field::Today),
    ] {
        if ends(phrases) {
            return Some(field);
        }
    }
    // "{{1}}, seu pedido saiu": whoever is spoken to stands first.
    (is_first && after.starts_with(',')).then_some(Field::ContactFirstName)
}

/// Words as they are compared: folded, and nothing between them but one space.
fn fold_words(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::template::fill;
    use proptest::prelude::*;

    fn positional(body: &str, samples: &[(&str, &str)]) -> Draft {
        let samples = samples.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Draft { format: VariableFormat::Positional, body: body.to_owned(), samples, ..Draft::default() }
    }

    fn told(draft: &Draft) -> Vec<(String, Field)> {
        suggest(draft).into_iter().map(|(key, source)| (key, source.field.unwrap())).collect()
    }

    #[test]
    fn words_around_a_variable_say_whose_value_it_is_or_nothing() {
        use Field::{CompanyName, ContactFirstName, ContactPhone, MemberName, Today};
        for (body, wanted) in [
            ("Olá {{1}}", &[("1", ContactFirstName)][..]),
            ("Olá, {{1}}! Seu pedido {{2}} saiu.", &[("1", ContactFirstName)]),
            ("OI {{1}}, tudo bem?", &[("1", ContactFirstName)]),
            ("Bom dia, *{{1}}*.", &[("1", ContactFirstName)]),
            ("Prezado(a) {{1}}, segue a fatura.", &[("1", ContactFirstName)]),
            ("¡Hola {{1}}! Tu pedido está listo.", &[("1", ContactFirstName)]),
            ("Buenos días {{1}}", &[("1", ContactFirstName)]),
            ("Dear {{1}},\nyour order {{2}} is ready.", &[("1", ContactFirstName)]),
            ("{{1}}, seu pedido chegou.", &[("1", ContactFirstName)]),
            (
                "Olá {{1}}, meu nome é {{2}} e falo em nome da {{3}}.",
                &[("1", ContactFirstName), ("2", MemberName), ("3", CompanyName)],
            ),
            ("Hola, soy del equipo de {{1}}", &[("1", CompanyName)]),
            ("Hi {{1}}, welcome to {{2}}.", &[("1", ContactFirstName), ("2", CompanyName)]),
            ("Hoje é {{1}}, dia de promoção.", &[("1", Today)]),
            ("Confirme seu telefone: {{1}}", &[]),
            ("O seu telefone {{1}} está certo?", &[("1", ContactPhone)]),
            ("Seu pedido {{1}} saiu.", &[]),
            ("Pedido {{1}}, {{2}} itens", &[]),
            ("Olá! {{1}} chegou na loja.", &[]),
            ("Até logo, {{1}}", &[]),
            ("A Lola {{1}} manda lembranças", &[]),
            ("{{1}} é seu código", &[]),
            ("{{1}}{{2}}", &[]),
            ("", &[]),
        ] {
            let wanted: Vec<(String, Field)> =
                wanted.iter().map(|(key, field)| ((*key).to_owned(), *field)).collect();
            assert_eq!(told(&positional(body, &[])), wanted, "{body}");
        }
    }

    #[test]
    fn a_sample_that_does_not_fit_takes_the_guess_back() {
        assert_eq!(told(&positional("Olá {{1}}", &[("1", "Ana")])).len(), 1);
        assert_eq!(told(&positional("Olá {{1}}", &[("1", "118")])), [], "no name has a digit");
        assert_eq!(told(&positional("Hoje é {{1}}.", &[("1", "segunda")])), [], "that is no date");
        assert_eq!(told(&positional("Hoje é {{1}}.", &[("1", "21/11")])).len(), 1);
    }

    #[test]
    fn a_name_of_its_own_counts_before_the_words_around_it() {
        let draft = Draft {
            body: "Olá {{empresa}}, aqui é {{atendente}}. {{valor}}".to_owned(),
            ..Draft::default()
        };
        let wanted =
            [("atendente".to_owned(), Field::MemberName), ("empresa".to_owned(), Field::CompanyName)];
        assert_eq!(told(&draft), wanted);
    }

    #[test]
    fn a_header_is_read_like_the_body_and_a_code_asks_for_nothing() {
        let header = Some(Header::Text { text: "Olá, {{1}}".to_owned(), sample: "Ana".to_owned() });
        let draft = Draft { header, ..positional("Seu pedido {{1}} saiu.", &[]) };
        assert_eq!(told(&draft), [(HEADER_TEXT.to_owned(), Field::ContactFirstName)]);
        let code = Draft { category: TemplateCategory::Authentication, ..positional("Olá {{1}}", &[]) };
        assert_eq!(told(&code), []);
    }

    proptest! {
        #[test]
        fn whatever_the_words_are_only_what_the_template_asks_for_is_suggested(
            body in "(Olá|hi|,| |\\{\\{[1-3]\\}\\}|[a-zé{}. \n]){0,20}"
        ) {
            let draft = positional(&body, &[]);
            let asked: Vec<String> = fill::slots(&draft).into_iter().map(|slot| slot.key).collect();
            for key in suggest(&draft).keys() {
                prop_assert!(asked.contains(key), "{key}");
            }
        }
    }
}
