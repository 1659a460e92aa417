//! What a template must look like to be taken in at all (Meta, "Template components" and "Error codes", template
//! management). What is well-formed but unwanted is the review's to say.

use super::{kind_of, variables};
use serde_json::Value;

/// Why a template is not taken in: Meta's subcode, the title and the sentence for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Subcode; none for a plainly wrong parameter.
    pub subcode: Option<i32>,
    /// Title.
    pub title: &'static str,
    /// Sentence.
    pub words: String,
}

fn fault(subcode: i32, title: &'static str, words: impl Into<String>) -> Fault {
    Fault { subcode: Some(subcode), title, words: words.into() }
}

fn wrong(words: impl Into<String>) -> Fault {
    Fault { subcode: None, title: "Invalid parameter", words: words.into() }
}

/// A field is too long.
const LENGTH: (i32, &str) = (2_388_040, "Character limit exceeded");
/// The components miss a field, such as a sample.
const MISSING: (i32, &str) =
    (2_388_043, "Message template \"components\" param is missing expected field(s)");
/// The header is badly formatted.
const HEADER: (i32, &str) = (2_388_047, "Message header format is incorrect");
/// The body is badly formatted.
const BODY: (i32, &str) = (2_388_072, "Message body format is incorrect");
/// The footer is badly formatted.
const FOOTER: (i32, &str) = (2_388_073, "Message footer format is incorrect");
/// Too many variables for the text.
const CROWDED: (i32, &str) = (2_388_293, "Parameters words ratio exceeds limit");
/// A variable at the edge of the text.
const EDGE: (i32, &str) = (2_388_299, "Leading or trailing params");

fn by((subcode, title): (i32, &'static str), words: impl Into<String>) -> Fault {
    fault(subcode, title, words)
}

/// What a body is checked with.
pub struct Context<'a> {
    /// `UTILITY`, `MARKETING` or `AUTHENTICATION`.
    pub category: &'a str,
    /// Whether variables have names.
    pub named: bool,
    /// Whether a sample's handle is known.
    pub handle: &'a dyn Fn(&str) -> bool,
}

/// Whether a name can be a template's.
pub fn name(name: &str) -> Result<(), Fault> {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    if !name.is_empty() && name.len() <= 512 && name.chars().all(plain) {
        return Ok(());
    }
    Err(wrong("name may have lowercase letters, digits and underscores only, 512 of them at most"))
}

/// Whether a text is a language code, such as `pt_BR`.
pub fn language(code: &str) -> Result<(), Fault> {
    let (language, country) = code.split_once('_').unwrap_or((code, "BR"));
    let good = matches!(language.len(), 2 | 3)
        && language.chars().all(|letter| letter.is_ascii_lowercase())
        && matches!(country.len(), 2 | 3)
        && country.chars().all(|letter| letter.is_ascii_uppercase());
    if good { Ok(()) } else { Err(wrong(format!("language {code} is not supported"))) }
}

/// Whether the components can be a template's.
pub fn components(parts: &[Value], context: &Context<'_>) -> Result<(), Fault> {
    let count = |kind: &str| parts.iter().filter(|part| kind_of(part).eq_ignore_ascii_case(kind)).count();
    if count("BODY") != 1 {
        return Err(by(MISSING, "A template has exactly one component of type BODY."));
    }
    for kind in ["HEADER", "FOOTER", "BUTTONS", "CAROUSEL", "LIMITED_TIME_OFFER"] {
        if count(kind) > 1 {
            return Err(wrong(format!("components has {kind} more than once")));
        }
    }
    parts.iter().try_for_each(|part| component(part, context))
}

fn component(part: &Value, context: &Context<'_>) -> Result<(), Fault> {
    let list = |name: &str| part.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    match kind_of(part).to_ascii_uppercase().as_str() {
        // Meta writes the texts of one-time codes itself.
        "BODY" | "FOOTER" if context.category == "AUTHENTICATION" => Ok(()),
        "BODY" => body(part, context),
        "HEADER" => header(part, context),
        "FOOTER" => footer(part),
        "BUTTONS" => buttons(list("buttons")),
        "CAROUSEL" => {
            let cards = list("cards");
            if !(2..=10).contains(&cards.len()) {
                return Err(wrong("a carousel has from 2 to 10 cards"));
            }
            cards.iter().try_for_each(|card| {
                let parts = card.get("components").and_then(Value::as_array);
                let parts = parts.ok_or_else(|| by(MISSING, "A card has no components."))?;
                parts.iter().try_for_each(|part| component(part, context))
            })
        }
        "LIMITED_TIME_OFFER" => Ok(()),
        other => Err(wrong(format!("components has an unknown type {other}"))),
    }
}

fn text<'a>(part: &'a Value, name: &str) -> &'a str {
    part.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn body(part: &Value, context: &Context<'_>) -> Result<(), Fault> {
    let words = text(part, "text");
    if words.trim().is_empty() {
        return Err(by(BODY, "The body has no text."));
    }
    if length(words) > 1_024 {
        return Err(by(LENGTH, "The body may have 1024 characters at most."));
    }
    let names = names(words, context.named).map_err(|why| by(BODY, why))?;
    let trimmed = words.trim();
    if !names.is_empty() && (trimmed.starts_with("{{") || trimmed.ends_with("}}")) {
        return Err(by(EDGE, "Variables can't be at the start or end of the template."));
    }
    if plain_words(words) < 2 * names.len() + 1 && !names.is_empty() {
        return Err(by(CROWDED, "This template has too many variables for its length."));
    }
    samples(part, &names, context.named)
}

/// Words that are no variables.
fn plain_words(text: &str) -> usize {
    let mut plain = text.to_owned();
    for name in variables(text) {
        plain = plain.replace(&format!("{{{{{name}}}}}"), " ");
    }
    plain.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

/// The variables of a text, each once, when they are named and numbered as they must be.
fn names(text: &str, named: bool) -> Result<Vec<&str>, String> {
    let mut once: Vec<&str> = Vec::new();
    for name in variables(text) {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    if text.matches("{{").count() != variables(text).len() {
        return Err("A variable is not closed.".to_owned());
    }
    if named {
        let good = |name: &&str| {
            name.starts_with(|letter: char| letter.is_ascii_lowercase())
                && name
                    .chars()
                    .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
        };
        return match once.iter().find(|name| !good(name)) {
            Some(name) => Err(format!("{{{{{name}}}}} is not a name of lowercase letters and underscores.")),
            None => Ok(once),
        };
    }
    let mut numbers: Vec<usize> = Vec::new();
    for name in &once {
        numbers.push(name.parse().map_err(|_| format!("{{{{{name}}}}} is not a number."))?);
    }
    numbers.sort_unstable();
    if numbers.iter().copied().ne(1..=numbers.len()) {
        return Err("Variables are numbered from 1 without gaps.".to_owned());
    }
    Ok(once)
}

/// Whether every variable of the body has its sample.
fn samples(part: &Value, names: &[&str], named: bool) -> Result<(), Fault> {
    let given = if named {
        let list = part.pointer("/example/body_text_named_params").and_then(Value::as_array);
        let given = |name: &&&str| list.into_iter().flatten().any(|one| text(one, "param_name") == **name);
        names.iter().filter(given).count()
    } else {
        let first = part.pointer("/example/body_text/0").and_then(Value::as_array);
        first.map_or(0, Vec::len)
    };
    if given == names.len() {
        return Ok(());
    }
    Err(by(MISSING, format!("The body has {} variables and {given} samples.", names.len())))
}

fn header(part: &Value, context: &Context<'_>) -> Result<(), Fault> {
    let format = text(part, "format").to_ascii_uppercase();
    match format.as_str() {
        "TEXT" => {
            let words = text(part, "text");
            if words.is_empty() || words.contains(['\n', '*', '~', '`']) {
                return Err(by(HEADER, "The header has no text, more than one line, or formatting."));
            }
            if length(words) > 60 {
                return Err(by(LENGTH, "The header may have 60 characters at most."));
            }
            let names = names(words, context.named).map_err(|why| by(HEADER, why))?;
            let sampled =
                part.pointer("/example/header_text").or(part.pointer("/example/header_text_named_params"));
            match (names.len(), sampled) {
                (0, _) | (1, Some(_)) => Ok(()),
                (1, None) => Err(by(MISSING, "The header's variable has no sample.")),
                _ => Err(by(HEADER, "The header may have one variable at most.")),
            }
        }
        "IMAGE" | "VIDEO" | "GIF" | "DOCUMENT" => {
            let handle = part.pointer("/example/header_handle/0").and_then(Value::as_str);
            let handle = handle.ok_or_else(|| by(MISSING, "The header has no sample file."))?;
            if (context.handle)(handle) {
                Ok(())
            } else {
                Err(by(HEADER, "The sample's handle is not one of an upload."))
            }
        }
        "LOCATION" | "PRODUCT" => Ok(()),
        other => Err(by(HEADER, format!("The header has an unknown format {other}."))),
    }
}

fn footer(part: &Value) -> Result<(), Fault> {
    let words = text(part, "text");
    if words.is_empty() || words.contains("{{") || words.contains('\n') {
        return Err(by(FOOTER, "The footer has no text, a variable, or more than one line."));
    }
    if length(words) > 60 {
        return Err(by(LENGTH, "The footer may have 60 characters at most."));
    }
    Ok(())
}

/// Buttons of a kind at most.
const MOST: &[(&str, usize)] = &[
    ("QUICK_REPLY", 10),
    ("URL", 2),
    ("PHONE_NUMBER", 1),
    ("COPY_CODE", 1),
    ("OTP", 1),
    ("FLOW", 1),
    ("CATALOG", 1),
    ("MPM", 1),
    ("SPM", 1),
    ("ORDER_DETAILS", 1),
    ("REQUEST_CONTACT_INFO", 1),
    ("VOICE_CALL", 1),
];

fn buttons(list: &[Value]) -> Result<(), Fault> {
    if list.is_empty() || list.len() > 10 {
        return Err(wrong("a template has from 1 to 10 buttons"));
    }
    let kinds: Vec<String> = list.iter().map(|one| kind_of(one).to_ascii_uppercase()).collect();
    for kind in &kinds {
        let most = MOST.iter().find(|(name, _)| name == kind).map(|(_, most)| *most);
        let most = most.ok_or_else(|| wrong(format!("unknown button type {kind}")))?;
        if kinds.iter().filter(|other| *other == kind).count() > most {
            return Err(wrong(format!("a template has {most} buttons of type {kind} at most")));
        }
    }
    // Quick replies stand together: all before the others or all behind them.
    let quick: Vec<bool> = kinds.iter().map(|kind| kind == "QUICK_REPLY").collect();
    if quick.windows(2).filter(|pair| pair.first() != pair.last()).count() > 1 {
        return Err(wrong("quick replies and other buttons are mixed"));
    }
    list.iter().try_for_each(button)
}

fn button(one: &Value) -> Result<(), Fault> {
    let kind = kind_of(one).to_ascii_uppercase();
    if length(text(one, "text")) > 25 {
        return Err(by(LENGTH, "A button's text may have 25 characters at most."));
    }
    if matches!(kind.as_str(), "QUICK_REPLY" | "URL" | "PHONE_NUMBER") && text(one, "text").is_empty() {
        return Err(by(MISSING, "A button has no text."));
    }
    match kind.as_str() {
        "URL" => {
            let url = text(one, "url");
            if length(url) > 2_000 || !(url.starts_with("https://") || url.starts_with("http://")) {
                return Err(wrong("a button's url is no address of 2000 characters at most"));
            }
            match variables(url).len() {
                0 => Ok(()),
                1 if !url.ends_with("}}") => Err(wrong("the variable of a url stands at its end")),
                1 if one.get("example").is_none() => Err(by(MISSING, "A url with a variable has no sample.")),
                1 => Ok(()),
                _ => Err(wrong("a url has one variable at most")),
            }
        }
        "PHONE_NUMBER" if !(1..=20).contains(&length(text(one, "phone_number"))) => {
            Err(wrong("a button's phone_number has 20 characters at most"))
        }
        "COPY_CODE" if one.get("example").is_none() => Err(by(MISSING, "A code has no sample.")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(parts: Value, named: bool) -> Option<i32> {
        let context = Context { category: "UTILITY", named, handle: &|handle| handle == "4::ok" };
        let parts = parts.as_array().cloned().unwrap_or_default();
        components(&parts, &context).err().map(|fault| fault.subcode.unwrap_or(0))
    }

    fn body(text: &str, samples: &[&str]) -> Value {
        json!({"type": "BODY", "text": text, "example": {"body_text": [samples]}})
    }

    #[test]
    fn bodies_are_taken_or_refused_with_metas_subcode() {
        let good = "Olá, {{1}}. Seu pedido {{2}} saiu para entrega hoje.";
        let cases: [(Value, Option<i32>); 10] = [
            (json!([body(good, &["Ana", "118"])]), None),
            (json!([]), Some(2_388_043)),
            (json!([body(good, &["Ana"])]), Some(2_388_043)),
            (json!([body("{{1}}, seu pedido saiu hoje.", &["Ana"])]), Some(2_388_299)),
            (json!([body("Seu pedido saiu hoje, {{1}}", &["Ana"])]), Some(2_388_299)),
            (json!([body("Oi {{1}} {{2}} {{3}} ok.", &["a", "b", "c"])]), Some(2_388_293)),
            (json!([body("Seu pedido {{2}} saiu hoje cedo.", &["118"])]), Some(2_388_072)),
            (json!([body("Seu pedido {{nome}} saiu hoje cedo.", &["118"])]), Some(2_388_072)),
            (json!([body("Seu pedido {{1 saiu", &[])]), Some(2_388_072)),
            (json!([body(&"a".repeat(1_025), &[])]), Some(2_388_040)),
        ];
        for (parts, expected) in cases {
            assert_eq!(check(parts.clone(), false), expected, "{parts}");
        }
        let named = |sample: &str| {
            json!([{"type": "BODY", "text": "Olá {{nome}}, sua consulta é amanhã.",
                "example": {"body_text_named_params": [{"param_name": sample, "example": "Ana"}]}}])
        };
        assert_eq!(check(named("nome"), true), None);
        assert_eq!(check(named("outro"), true), Some(2_388_043));
    }

    #[test]
    fn headers_footers_and_buttons_are_taken_or_refused() {
        let with = |part: Value| json!([body("Seu pedido saiu.", &[]), part]);
        let header = |format: &str, handle: &str| {
            with(json!({"type": "HEADER", "format": format, "example": {"header_handle": [handle]}}))
        };
        let buttons = |list: Value| with(json!({"type": "BUTTONS", "buttons": list}));
        let quick = json!({"type": "QUICK_REPLY", "text": "Sim"});
        let url =
            json!({"type": "URL", "text": "Ver", "url": "https://example.com/{{1}}", "example": ["118"]});
        let cases: [(Value, Option<i32>); 9] = [
            (header("IMAGE", "4::ok"), None),
            (header("IMAGE", "4::other"), Some(2_388_047)),
            (with(json!({"type": "HEADER", "format": "TEXT", "text": "Pedido *118*"})), Some(2_388_047)),
            (with(json!({"type": "FOOTER", "text": "Oi {{1}}"})), Some(2_388_073)),
            (buttons(json!([quick, quick, url])), None),
            (buttons(json!([quick, url, quick])), Some(0)),
            (buttons(json!([url, url, url])), Some(0)),
            (buttons(json!([{"type": "QUICK_REPLY", "text": "a".repeat(26)}])), Some(2_388_040)),
            (
                buttons(json!([{"type": "URL", "text": "Ver", "url": "https://example.com/{{1}}"}])),
                Some(2_388_043),
            ),
        ];
        for (parts, expected) in cases {
            assert_eq!(check(parts.clone(), false), expected, "{parts}");
        }
    }
}
