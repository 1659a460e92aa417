//! Messages line by line, in and out: what `prosa classify` does between standard input and output.

use crate::model::Model;
use prosa_domain::label::{Language, Mood, Moods, Reading, Scored};
use serde::Serialize;
use serde_json::Value;
use std::io::{BufRead, Read as _, Write};

/// Bytes of one line at most; a longer one is answered with an error.
const LINE_MAX: u64 = 1_048_576;

/// An answer.
#[derive(Serialize)]
struct Answer<'a> {
    intents: Vec<Scored>,
    sentiment: Mood,
    language: Option<Language>,
    abstained: bool,
    model: &'a str,
    /// What the caller put beside the text to know it again.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a Value>,
}

/// An answer to a line that cannot be read.
#[derive(Serialize)]
struct Trouble<'a> {
    error: &'a str,
    /// From 1.
    line: u64,
}

/// Reads every line (a JSON object with a `text`, or plain text) and answers each with a JSON object. Empty lines are
/// passed over; a line that cannot be read is answered with an `error` and the next one is read. A reader that goes away
/// ends it quietly.
///
/// # Errors
/// What the system says when the input cannot be read or the output not be written.
pub fn answer(model: &Model, mut input: impl BufRead, mut output: impl Write) -> std::io::Result<()> {
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        if input.by_ref().take(LINE_MAX).read_until(b'\n', &mut line)? == 0 {
            return quiet(output.flush());
        }
        number += 1;
        let is_cut = !line.ends_with(b"\n") && u64::try_from(line.len()).unwrap_or(u64::MAX) >= LINE_MAX;
        let answered = if is_cut {
            input.skip_until(b'\n')?;
            Some(trouble("the line is longer than 1 MiB", number))
        } else {
            one(model, &line, number)
        };
        let Some(answered) = answered else { continue };
        if let Err(error) = writeln!(output, "{answered}") {
            return quiet(Err(error));
        }
    }
}

/// A reader that has gone away is no failure.
fn quiet(outcome: std::io::Result<()>) -> std::io::Result<()> {
    match outcome {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

fn one(model: &Model, line: &[u8], number: u64) -> Option<String> {
    let Ok(line) = str::from_utf8(line) else { return Some(trouble("the line is not UTF-8", number)) };
    let line = line.trim_start_matches('\u{feff}').trim();
    if line.is_empty() {
        return None;
    }
    if !line.starts_with('{') {
        return Some(written(model, line, None));
    }
    Some(match serde_json::from_str::<Value>(line) {
        Ok(object) => match object.get("text").and_then(Value::as_str) {
            Some(text) => written(model, text, object.get("id")),
            None => trouble("the object has no text", number),
        },
        Err(_) => trouble("the line is not JSON", number),
    })
}

fn written(model: &Model, text: &str, id: Option<&Value>) -> String {
    let Reading { intents, sentiment, language, abstained } = model.read(text);
    let intents = intents.into_iter().map(|one| Scored { score: short(one.score), ..one }).collect();
    let Moods { negative, neutral, positive } = sentiment.scores;
    let scores = Moods { negative: short(negative), neutral: short(neutral), positive: short(positive) };
    let sentiment = Mood { scores, ..sentiment };
    let answer = Answer { intents, sentiment, language, abstained, model: model.version(), id };
    serde_json::to_string(&answer).unwrap_or_default()
}

/// Four places are all that a probability says.
fn short(score: f32) -> f32 {
    (score * 10_000.0).round() / 10_000.0
}

fn trouble(error: &str, line: u64) -> String {
    serde_json::to_string(&Trouble { error, line }).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn answers(input: &[u8]) -> Vec<Value> {
        let mut output = Vec::new();
        answer(&Model::shipped().unwrap(), input, &mut output).unwrap();
        str::from_utf8(&output).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn objects_and_plain_lines_are_answered_in_turn() {
        let said =
            answers(b"{\"text\": \"oi, quanto custa o corte?\", \"id\": 7}\n\nhow much is the blue one?\n");
        assert_eq!(said.len(), 2);
        assert_eq!(said[0]["intents"][0]["id"], "pricing");
        assert_eq!(said[0]["id"], 7);
        assert_eq!((&said[0]["language"], &said[1]["language"]), (&Value::from("pt"), &Value::from("en")));
        assert!(said[0]["model"].as_str().unwrap().starts_with("prosa-2-"));
        let scores = &said[1]["sentiment"]["scores"];
        let sum: f64 =
            ["negative", "neutral", "positive"].iter().map(|mood| scores[*mood].as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 0.001);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_told_and_the_next_one_read() {
        let said = answers(b"{\"text\": 5}\n{oops\n\xff\xfe\n{\"text\":\"sair\"}");
        let errors: Vec<&str> = said.iter().filter_map(|said| said["error"].as_str()).collect();
        assert_eq!(errors, ["the object has no text", "the line is not JSON", "the line is not UTF-8"]);
        assert_eq!(said[1]["line"], 2);
        assert_eq!(said[3]["intents"][0]["id"], "opt_out");
    }

    #[test]
    fn a_line_without_end_is_refused_and_the_next_one_read() {
        let mut input = vec![b'a'; 3_000_000];
        input.extend_from_slice(b"\noi\n");
        let said = answers(&input);
        assert_eq!(said.len(), 2);
        assert_eq!(said[0]["error"], "the line is longer than 1 MiB");
        assert_eq!(said[1]["intents"][0]["id"], "greeting");
    }

    struct Gone;

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_goes_away_ends_it_quietly() {
        assert!(answer(&Model::shipped().unwrap(), &b"oi\nola\n"[..], Gone).is_ok());
    }
}
