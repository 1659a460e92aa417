//! The configuration as TOML, for people to read. Secrets were masked when they were serialised.

use super::Config;
use serde_json::Value;
use std::fmt::Write as _;

/// Sections in the order of their names; a key without a value is shown as a comment.
pub(super) fn describe(config: &Config) -> String {
    let mut text = String::new();
    let Ok(Value::Object(sections)) = serde_json::to_value(config) else { return text };
    for (section, keys) in sections {
        // Writing into a String does not fail.
        let _ = writeln!(text, "[{section}]");
        for (key, value) in keys.as_object().into_iter().flatten() {
            let _ = match value {
                Value::Null => writeln!(text, "# {key} is not set"),
                value => writeln!(text, "{key} = {value}"),
            };
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text
}
