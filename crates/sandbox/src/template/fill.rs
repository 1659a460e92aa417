//! Whether a send fits its template, and what the phone shows of it.

use super::{Template, kind_of, variables};
use crate::graph::{
    error::GraphError,
    validate::{list, text},
};
use serde_json::{Value, json};

/// A code and what is wrong.
fn fault(code: i32, details: impl Into<String>) -> GraphError {
    GraphError::detailed(code, details)
}

/// Checks the values of a send against the template; tells the filled texts.
pub fn fill(template: &Template, content: &Value) -> Result<Value, GraphError> {
    let given = list(content, "components");
    let named = template.parameter_format == "NAMED";
    let header = header(template, parameters(given, "header"), named)?;
    let body = if template.category == "AUTHENTICATION" {
        // Meta writes the text; the one value is the code.
        let values = parameters(given, "body");
        counted("body", values.len(), 1)?;
        let code = values.first().map(value).unwrap_or_default();
        format!("*{code}* é seu código de verificação.")
    } else {
        filled("body", template.text("BODY"), parameters(given, "body"), named)?
    };
    if body.chars().count() > 1_024 {
        return Err(GraphError::of(132_005));
    }
    let buttons = buttons(template, given)?;
    Ok(json!({"name": template.name, "category": template.category, "header": header, "body": body,
        "footer": template.text("FOOTER"), "buttons": buttons}))
}

fn parameters<'a>(given: &'a [Value], kind: &str) -> &'a [Value] {
    let part =
        given.iter().find(|part| text(part, "type").is_some_and(|name| name.eq_ignore_ascii_case(kind)));
    part.map(|part| list(part, "parameters")).unwrap_or_default()
}

fn counted(place: &str, given: usize, expected: usize) -> Result<(), GraphError> {
    if given == expected {
        return Ok(());
    }
    let details = format!(
        "{place}: number of localizable_params ({given}) does not match the expected number of params ({expected})"
    );
    Err(fault(132_000, details))
}

/// The text a parameter puts in.
fn value(parameter: &Value) -> String {
    let fallback = |kind: &str| parameter.pointer(&format!("/{kind}/fallback_value")).and_then(Value::as_str);
    match parameter.get("text") {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => fallback("currency").or_else(|| fallback("date_time")).unwrap_or_default().to_owned(),
    }
}

fn filled(place: &str, words: &str, given: &[Value], named: bool) -> Result<String, GraphError> {
    let mut names: Vec<&str> = Vec::new();
    for name in variables(words) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    counted(place, given.len(), names.len())?;
    for parameter in given {
        if !matches!(kind_of(parameter), "text" | "currency" | "date_time") {
            let details = format!("{place}: Format mismatch, expected TEXT, received {}", kind_of(parameter));
            return Err(fault(132_012, details));
        }
    }
    let mut out = words.to_owned();
    for (place_of, name) in names.iter().enumerate() {
        let parameter = if named {
            let found = given.iter().find(|one| text(one, "parameter_name") == Some(name));
            found.ok_or_else(|| fault(100, format!("{place}: Parameter name {name} is missing or empty")))?
        } else {
            // Positional values come in the order of the numbers, not of the text.
            let index =
                name.parse::<usize>().ok().and_then(|number| number.checked_sub(1)).unwrap_or(place_of);
            given.get(index).ok_or_else(|| GraphError::of(132_000))?
        };
        out = out.replace(&format!("{{{{{name}}}}}"), &value(parameter));
    }
    Ok(out)
}

fn header(template: &Template, given: &[Value], named: bool) -> Result<Value, GraphError> {
    let Some(part) = template.component("HEADER") else {
        counted("header", given.len(), 0)?;
        return Ok(Value::Null);
    };
    let format = part.get("format").and_then(Value::as_str).unwrap_or("TEXT").to_ascii_lowercase();
    if format == "text" {
        let words = filled("header", template.text("HEADER"), given, named)?;
        if words.chars().count() > 60 {
            return Err(GraphError::of(132_005));
        }
        return Ok(json!({"type": "text", "text": words}));
    }
    let expected = if format == "gif" { "video".to_owned() } else { format };
    let received = given.first().map(kind_of).unwrap_or("UNKNOWN");
    if given.len() != 1 || received != expected {
        let details = format!(
            "header: Format mismatch, expected {}, received {}",
            expected.to_ascii_uppercase(),
            received.to_ascii_uppercase()
        );
        return Err(fault(132_012, details));
    }
    let file = given.first().and_then(|one| one.get(&expected)).cloned().unwrap_or_default();
    Ok(json!({"type": expected, expected.clone(): file}))
}

fn buttons(template: &Template, given: &[Value]) -> Result<Vec<Value>, GraphError> {
    let known = template.buttons();
    let of_buttons = given
        .iter()
        .filter(|part| text(part, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("button")));
    let mut values: Vec<Option<&Value>> = vec![None; known.len()];
    for part in of_buttons {
        let index = match part.get("index") {
            Some(Value::String(text)) => text.parse().ok(),
            Some(other) => other.as_u64().and_then(|number| usize::try_from(number).ok()),
            None => None,
        };
        let slot = index.and_then(|index: usize| values.get_mut(index));
        let Some(slot) = slot else {
            return Err(fault(132_018, "buttons: The template has no button at this index"));
        };
        *slot = Some(part);
    }
    known.iter().zip(values).enumerate().map(|(index, (button, given))| one(index, button, given)).collect()
}

/// One button: what it needs is there and what it got fits; tells it as the phone shows it.
fn one(index: usize, button: &Value, given: Option<&Value>) -> Result<Value, GraphError> {
    let kind = kind_of(button).to_ascii_uppercase();
    let sub = given.and_then(|part| text(part, "sub_type")).unwrap_or_default().to_ascii_lowercase();
    // A one-time code is given to its button as the end of an address.
    let expected = if kind == "OTP" { "url".to_owned() } else { kind.to_ascii_lowercase() };
    if given.is_some() && sub != expected {
        let details = format!("buttons: Button at index {index} is of type {expected}, received {sub}");
        return Err(fault(132_018, details));
    }
    let first = given.and_then(|part| list(part, "parameters").first());
    let url = text(button, "url").unwrap_or_default();
    let needs = match kind.as_str() {
        "URL" => !variables(url).is_empty(),
        "OTP" | "COPY_CODE" | "ORDER_DETAILS" | "MPM" => true,
        _ => false,
    };
    let Some(first) = first else {
        if needs {
            let details = format!("buttons: Button at index {index} of type {kind} requires a parameter");
            return Err(GraphError::missing(details));
        }
        return Ok(
            json!({"type": kind, "text": text(button, "text"), "url": url, "payload": text(button, "text"),
            "phone_number": button.get("phone_number"), "flow_id": button.get("flow_id")}),
        );
    };
    let suffix = value(first);
    if !needs && kind == "URL" {
        return Err(fault(132_000, format!("buttons: Button at index {index} takes no parameter")));
    }
    let whole = variables(url).first().map(|name| url.replace(&format!("{{{{{name}}}}}"), &suffix));
    let payload = text(first, "payload").or_else(|| text(button, "text"));
    Ok(json!({"type": kind, "text": text(button, "text"), "url": whole.unwrap_or_else(|| url.to_owned()),
        "payload": payload, "code": first.get("coupon_code"), "action": first.get("action"),
        "phone_number": button.get("phone_number"), "flow_id": button.get("flow_id")}))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn template() -> Template {
        let components = json!([
            {"type": "HEADER", "format": "IMAGE"},
            {"type": "BODY", "text": "Olá, {{nome}}. Até {{hora}} de hoje."},
            {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Sim"},
                {"type": "URL", "text": "Ver", "url": "https://example.com/{{1}}"}]}]);
        let components = components.as_array().cloned().unwrap();
        Template { components, parameter_format: "NAMED".to_owned(), ..Template::default() }
    }

    fn send() -> Value {
        json!({"components": [
            {"type": "header", "parameters": [{"type": "image", "image": {"link": "https://example.com/a.png"}}]},
            {"type": "body", "parameters": [{"type": "text", "parameter_name": "hora", "text": "14h"},
                {"type": "text", "parameter_name": "nome", "text": "Ana"}]},
            {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "118"}]}]})
    }

    #[test]
    fn named_values_are_put_in_by_name_and_buttons_are_filled() {
        let shown = fill(&template(), &send()).unwrap();
        assert_eq!(shown["body"], "Olá, Ana. Até 14h de hoje.");
        assert_eq!(shown["buttons"][1]["url"], "https://example.com/118");
        assert_eq!(shown["buttons"][0]["payload"], "Sim");
    }

    #[test]
    fn positional_values_follow_their_numbers_and_not_the_text() {
        let components = vec![json!({"type": "BODY", "text": "Dia {{2}}, {{1}} e {{1}}."})];
        let template = Template { components, ..Template::default() };
        let values = json!([{"type": "text", "text": "Ana"}, {"type": "text", "text": "12"}]);
        let content = json!({"components": [{"type": "body", "parameters": values}]});
        assert_eq!(fill(&template, &content).unwrap()["body"], "Dia 12, Ana e Ana.");
    }

    #[test]
    fn what_is_missing_or_of_another_kind_is_refused_with_its_code() {
        let change = |pointer: &str, value: Value| {
            let mut send = send();
            *send.pointer_mut(pointer).unwrap() = value;
            fill(&template(), &send).err().map(|error| error.code())
        };
        assert_eq!(change("/components/1/parameters", json!([])), Some(132_000));
        assert_eq!(change("/components/1/parameters/0/parameter_name", json!("outra")), Some(100));
        assert_eq!(change("/components/0/parameters", json!([])), Some(132_012));
        assert_eq!(change("/components/2/parameters", json!([])), Some(131_008));
        assert_eq!(change("/components/2/index", json!(5)), Some(132_018));
        assert_eq!(change("/components/2/sub_type", json!("flow")), Some(132_018));
        let long = json!("a".repeat(1_024));
        assert_eq!(change("/components/1/parameters/0/text", long), Some(132_005));
    }
}
