//! Puts what the demo's shop knows where its owner would have written it.
//!
//! In `knowledge.txt`, `= article customer Title` begins a source (kind, audience, title). Its lines are the text; of an
//! `faq`, `?` is a question and `!` its answer. Empty lines part sources.

use super::{SeedError, Shop};
use crate::{Caller, Engine};
use prosa_domain::{
    access::Role,
    id::SessionId,
    knowledge::{Audience, Body, Kind, Pair},
    lang::Lang,
};
use prosa_wire::knowledge::SaveSource;

const SCRIPT: &str = include_str!("knowledge.txt");

/// Writes all sources through the same verb as the screen.
pub(super) async fn make(engine: &Engine, shop: &Shop) -> Result<(), SeedError> {
    let Some(member) = shop.members.first().copied() else { return Ok(()) };
    let caller =
        Caller { tenant: shop.tenant, member, role: Role::Owner, session: SessionId(uuid::Uuid::nil()) };
    for source in read(SCRIPT).map_err(SeedError::Script)? {
        engine.save_knowledge(&caller, source).await?;
    }
    Ok(())
}

/// The sources of the script, or the number of the line that says nothing known.
fn read(script: &str) -> Result<Vec<SaveSource>, usize> {
    let mut sources: Vec<SaveSource> = Vec::new();
    for (number, line) in (1..).zip(script.lines()) {
        if let Some(head) = line.strip_prefix("= ") {
            sources.push(begin(head).ok_or(number)?);
        } else if let Some(source) = sources.last_mut() {
            add(&mut source.body, line).ok_or(number)?;
        } else if !line.is_empty() && !line.starts_with('#') {
            return Err(number);
        }
    }
    Ok(sources)
}

fn begin(head: &str) -> Option<SaveSource> {
    let (kind, rest) = head.split_once(' ')?;
    let (audience, title) = rest.split_once(' ')?;
    let kind = Kind::parse(kind)?;
    let body = match kind {
        Kind::Faq => Body::Faq { pairs: Vec::new() },
        Kind::Article | Kind::Page => Body::Text { text: String::new() },
        Kind::File => return None,
    };
    let audience = Audience::parse(audience)?;
    let (title, origin) = (title.to_owned(), String::new());
    Some(SaveSource { id: None, version: 0, kind, title, origin, language: Lang::PtBr, audience, body })
}

fn add(body: &mut Body, line: &str) -> Option<()> {
    match body {
        _ if line.is_empty() => {}
        Body::Text { text } => {
            text.push_str(line);
            text.push('\n');
        }
        Body::Faq { pairs } => match (line.strip_prefix("? "), line.strip_prefix("! ")) {
            (Some(question), _) => {
                pairs.push(Pair { question: question.to_owned(), answer: String::new() });
            }
            (_, Some(answer)) => answer.clone_into(&mut pairs.last_mut()?.answer),
            _ => return None,
        },
    }
    Some(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn every_source_of_the_shop_has_a_title_and_says_something() {
        let sources = read(SCRIPT).unwrap();
        assert!(sources.len() >= 5);
        for source in &sources {
            let said = match &source.body {
                Body::Text { text } => !text.is_empty(),
                Body::Faq { pairs } => !pairs.is_empty() && pairs.iter().all(|pair| !pair.answer.is_empty()),
            };
            assert!(said && !source.title.is_empty(), "{}", source.title);
        }
        assert!(sources.iter().any(|source| source.audience == Audience::Internal));
    }

    #[test]
    fn a_line_that_says_nothing_known_is_told_by_its_number() {
        assert_eq!(read("# title\nloose").unwrap_err(), 2);
        assert_eq!(read("= poem customer A").unwrap_err(), 1);
        assert_eq!(read("= faq customer A\n! answer of no question").unwrap_err(), 2);
        assert_eq!(read("= faq customer A\n? q\nloose").unwrap_err(), 3);
    }
}
