//! What a model says: its prompt, or the passage of it that fits the question, in the shape that was asked for.

use super::{Asked, mode::Mode};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What it says when nothing fits.
pub const NOTHING: &str = "Não encontrei essa informação nas fontes que tenho.";
/// What it sees in a picture.
pub const SEEN: &str = "PEDIDO 4821\nMesa Ipê 1,60 m\nTotal R$ 990,00\nEntrega até 12/12";
/// Depth of a shape at most.
const DEPTH_MAX: u8 = 12;

/// What is said, and whether there was room for all of it.
pub struct Said {
    /// The words.
    pub text: String,
    /// Whether they were cut for want of room.
    pub is_cut: bool,
}

/// Composes an answer.
pub fn compose(asked: &Asked, mode: Mode) -> Said {
    let plain = match &asked.say {
        Some(say) => say.clone(),
        None if mode == Mode::Echo => asked.text(),
        None if asked.pictures > 0 => SEEN.to_owned(),
        None => grounded(asked),
    };
    // What it was ordered to say it says as it stands, also where another shape was wanted.
    if let Some(schema) = asked.schema.as_ref().filter(|_| asked.say.is_none()) {
        return Said { text: fill(schema, &plain, 0).to_string(), is_cut: false };
    }
    // An echo is for finding what was sent: it is never cut.
    let room = asked.tokens_max.filter(|_| mode != Mode::Echo).unwrap_or(u64::MAX).saturating_mul(4);
    let room = usize::try_from(room).unwrap_or(usize::MAX);
    let is_cut = plain.chars().count() > room;
    Said { text: plain.chars().take(room).collect(), is_cut }
}

/// Tokens of a text, as this model counts them: four characters each.
pub fn tokens(text: &str) -> u64 {
    u64::try_from(text.chars().count().div_ceil(4)).unwrap_or(u64::MAX)
}

/// The passage with most words of the question.
fn grounded(asked: &Asked) -> String {
    let last = asked.messages.last().map(String::as_str).unwrap_or_default();
    let question = last.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let wanted = words(question);
    let all = asked.text();
    let passages = passages(&all);
    let mut best: Option<(usize, String)> = None;
    for (number, passage) in passages {
        for sentence in passage.split_inclusive(['.', '!', '?']).map(str::trim).filter(|one| !one.is_empty())
        {
            let common = words(sentence).intersection(&wanted).count();
            if common > 0 && sentence != question && best.as_ref().is_none_or(|(most, _)| common > *most) {
                best = Some((common, format!("{sentence} [{number}]")));
            }
        }
    }
    best.map_or_else(|| NOTHING.to_owned(), |(_, text)| text)
}

/// Passages: from a line that begins with `[1]` to an empty line or the next passage.
fn passages(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        let line = line.trim();
        let numbered = line.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        let numbered = numbered
            .filter(|(number, _)| !number.is_empty() && number.chars().all(|one| one.is_ascii_digit()));
        if let Some((number, rest)) = numbered {
            found.push((number.to_owned(), rest.trim().to_owned()));
            is_open = true;
        } else if line.is_empty() {
            is_open = false;
        } else if let Some((_, passage)) = found.last_mut().filter(|_| is_open) {
            passage.push(' ');
            passage.push_str(line);
        }
    }
    found
}

/// Words of three letters and more, without case and accents.
fn words(text: &str) -> BTreeSet<String> {
    let plain = |letter: char| match letter {
        'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
        'é' | 'ê' | 'è' | 'ë' => 'e',
        'í' | 'î' | 'ï' => 'i',
        'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ü' | 'û' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    };
    let folded: String = text.to_lowercase().chars().map(plain).collect();
    let long = |word: &&str| word.chars().count() >= 3;
    folded.split(|letter: char| !letter.is_alphanumeric()).filter(long).map(str::to_owned).collect()
}

/// The smallest value of a shape, with the text wherever words go.
fn fill(schema: &Value, text: &str, depth: u8) -> Value {
    if let Some(first) = schema.get("enum").and_then(Value::as_array).and_then(|all| all.first()) {
        return first.clone();
    }
    if let Some(value) = schema.get("const") {
        return value.clone();
    }
    let one_of = ["anyOf", "oneOf"].iter().find_map(|name| schema.get(name)?.as_array()?.first());
    if let (Some(first), true) = (one_of, depth < DEPTH_MAX) {
        return fill(first, text, depth + 1);
    }
    let kind = schema.get("type");
    let kind = kind.and_then(Value::as_str).or_else(|| kind?.get(0)?.as_str()).unwrap_or("object");
    match kind {
        "string" => text.into(),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or_else(|| 0.into()),
        "boolean" => false.into(),
        "null" => Value::Null,
        "array" => match schema.get("items").filter(|_| depth < DEPTH_MAX) {
            Some(items) => Value::Array(vec![fill(items, text, depth + 1)]),
            None => Value::Array(Vec::new()),
        },
        _ => {
            let properties =
                schema.get("properties").and_then(Value::as_object).filter(|_| depth < DEPTH_MAX);
            let filled = properties.into_iter().flatten();
            let filled = filled.map(|(name, schema)| (name.clone(), fill(schema, text, depth + 1)));
            Value::Object(filled.collect::<Map<_, _>>())
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn asked(system: &str, question: &str) -> Asked {
        Asked { system: system.to_owned(), messages: vec![question.to_owned()], ..Asked::default() }
    }

    #[test]
    fn the_fitting_passage_is_said_with_its_number() {
        let sources = "Responda só com as fontes.\n\n[1] Entregamos em todo o Brasil. O prazo\nde entrega é de 5 dias úteis.\n[2] Aceitamos Pix.";
        let said = |question: &str| compose(&asked(sources, question), Mode::Grounded).text;
        assert_eq!(said("Qual é o prazo de ENTREGA?"), "O prazo de entrega é de 5 dias úteis. [1]");
        assert_eq!(said("aceita pix?"), "Aceitamos Pix. [2]");
        assert_eq!(said("Vocês abrem domingo?"), NOTHING);
    }

    #[test]
    fn a_picture_is_seen_and_an_order_says_what_it_says() {
        let mut question = asked("", "Que texto aparece nesta imagem?");
        question.pictures = 1;
        assert_eq!(compose(&question, Mode::Grounded).text, SEEN);
        question.say = Some("SEM TEXTO".to_owned());
        assert_eq!(compose(&question, Mode::Grounded).text, "SEM TEXTO");
    }

    #[test]
    fn an_echo_is_exact_and_never_cut() {
        let mut long = asked("Segredo: 123", "Oi\nTudo bem?");
        long.tokens_max = Some(1);
        assert_eq!(compose(&long, Mode::Echo).text, "Segredo: 123\nOi\nTudo bem?");
        let said = compose(&long, Mode::Grounded);
        assert!(said.is_cut && said.text.chars().count() == 4);
    }

    #[test]
    fn a_shape_is_filled() {
        let mut shaped = asked("", "Oi");
        shaped.schema = Some(json!({"type": "object", "properties": {
            "title": {"type": "string"}, "mood": {"enum": ["bad", "good"]}, "score": {"type": ["integer", "null"], "minimum": 1},
            "items": {"type": "array", "items": {"type": "object", "properties": {"done": {"type": "boolean"}}}},
            "maybe": {"anyOf": [{"type": "null"}, {"type": "string"}]}}}));
        let said: Value = serde_json::from_str(&compose(&shaped, Mode::Echo).text).unwrap();
        assert_eq!(
            said,
            json!({"title": "Oi", "mood": "bad", "score": 1, "items": [{"done": false}], "maybe": null})
        );
        shaped.say = Some("no shape".to_owned());
        assert_eq!(compose(&shaped, Mode::Grounded).text, "no shape");
    }
}
