//! Personal data taken out of a text before it leaves, and put back afterwards.
//!
//! What is found becomes a mark such as `[[CPF_1]]`: the same value is the same mark within a set of texts, and what a text
//! already holds that looks like a mark is taken out as well, so that putting back gives every text exactly as it was.
//! Order ids, tracking codes, prices, days and hours stay, for an answer needs them. The scanners are written by hand: their
//! time grows with the text, and no expression engine is brought along. The browser has no use for this.

pub(crate) mod check;
mod code;
mod cue;
mod mail;
mod mark;
mod number;
mod said;
mod street;
#[cfg(test)]
mod tests;

use crate::{
    scan::{self, Token},
    search::fold,
};
use std::{collections::BTreeMap, fmt};

/// What was found. The word of each is the word of its mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// A CPF.
    Cpf,
    /// A CNPJ, with letters or without.
    Cnpj,
    /// Another paper of a person: RG, CNH, PIS, DNI, CURP, passport.
    Paper,
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A postal code.
    Post,
    /// A payment card, or the code on its back.
    Card,
    /// A random key of Pix, or a Pix payment to copy and paste.
    PixKey,
    /// A bank slip's line.
    Slip,
    /// A bank account or branch.
    Account,
    /// A password, code or access key.
    Secret,
    /// A street with its number.
    Address,
    /// A day of birth.
    Birth,
    /// A person's name.
    Name,
    /// What was no personal data but looked like a mark.
    Literal,
}

impl Category {
    /// The word in its mark.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cpf => "CPF",
            Self::Cnpj => "CNPJ",
            Self::Paper => "DOC",
            Self::Phone => "PHONE",
            Self::Email => "EMAIL",
            Self::Post => "CEP",
            Self::Card => "CARD",
            Self::PixKey => "PIX",
            Self::Slip => "BOLETO",
            Self::Account => "ACCOUNT",
            Self::Secret => "SECRET",
            Self::Address => "ADDRESS",
            Self::Birth => "BIRTH",
            Self::Name => "NAME",
            Self::Literal => "TEXT",
        }
    }
}

/// Where something stands in a text, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub category: Category,
    /// First byte.
    pub start: usize,
    /// First byte behind it.
    pub end: usize,
}

/// Finds the personal data of a text, in order and without overlap. `names` are known ones: the contact's, the members'.
#[must_use]
pub fn find(text: &str, names: &[&str]) -> Vec<Finding> {
    let known: Vec<Vec<String>> = names.iter().map(|name| name_words(name)).collect();
    find_known(text, &known)
}

fn name_words(name: &str) -> Vec<String> {
    scan::tokens(name).into_iter().filter(Token::is_word).map(|token| token.fold).collect()
}

fn find_known(text: &str, known: &[Vec<String>]) -> Vec<Finding> {
    let tokens = scan::tokens(text);
    let mut found = Vec::new();
    mail::find(&tokens, &mut found);
    code::find(text, &tokens, &mut found);
    number::find(&tokens, &mut found);
    street::find(&tokens, &mut found);
    said::find(&tokens, known, &mut found);
    merge(found)
}

/// Joins what overlaps; the longer one gives the category.
fn merge(mut found: Vec<Finding>) -> Vec<Finding> {
    found.retain(|finding| finding.start < finding.end);
    found.sort_by_key(|finding| (finding.start, std::cmp::Reverse(finding.end)));
    let mut merged: Vec<Finding> = Vec::new();
    for finding in found {
        match merged.last_mut() {
            Some(last) if finding.start < last.end => {
                if finding.end - finding.start > last.end - last.start {
                    last.category = finding.category;
                }
                last.end = last.end.max(finding.end);
            }
            _ => merged.push(finding),
        }
    }
    merged
}

/// One writing of one value.
struct Slot {
    category: Category,
    number: usize,
    writing: usize,
    text: String,
}

/// Takes personal data out of a set of texts and puts it back. Its values are not shown by `Debug`.
#[derive(Default)]
pub struct Redactor {
    known: Vec<Vec<String>>,
    slots: Vec<Slot>,
    by_text: BTreeMap<(Category, String), usize>,
    by_value: BTreeMap<(Category, String), (usize, usize)>,
    counts: BTreeMap<Category, usize>,
}

impl fmt::Debug for Redactor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Redactor").field("values", &self.slots.len()).finish_non_exhaustive()
    }
}

/// A text with its values put back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// The text.
    pub text: String,
    /// Marks that stand for nothing known, as they were written.
    pub unknown: Vec<String>,
}

impl Redactor {
    /// One that also takes these names out: the contact's own, the members'.
    #[must_use]
    pub fn new(names: &[&str]) -> Self {
        Self { known: names.iter().map(|name| name_words(name)).collect(), ..Self::default() }
    }

    /// The text with marks in place of personal data.
    #[must_use]
    pub fn redact(&mut self, text: &str) -> String {
        let mut found = find_known(text, &self.known);
        let literal =
            |mark: mark::Mark| Finding { category: Category::Literal, start: mark.start, end: mark.end };
        found.extend(mark::find(text).into_iter().map(literal));
        let mut out = String::with_capacity(text.len());
        let mut behind = 0;
        for finding in merge(found) {
            let (Some(before), Some(value)) =
                (text.get(behind..finding.start), text.get(finding.start..finding.end))
            else {
                continue;
            };
            out.push_str(before);
            out.push_str(&self.mark(finding.category, value));
            behind = finding.end;
        }
        out.push_str(text.get(behind..).unwrap_or_default());
        out
    }

    /// The mark of a value, a new one where it was not met before. Another writing of a known value keeps its number.
    fn mark(&mut self, category: Category, text: &str) -> String {
        let key = (category, text.to_owned());
        if let Some(slot) = self.by_text.get(&key).and_then(|at| self.slots.get(*at)) {
            return mark::write(category.word(), slot.number, slot.writing);
        }
        let bare: String = fold(text).chars().filter(|letter| letter.is_alphanumeric()).collect();
        let count = self.counts.entry(category).or_default();
        let (number, writings) = self.by_value.entry((category, bare)).or_insert_with(|| {
            *count += 1;
            (*count, 0)
        });
        *writings += 1;
        let (number, writing) = (*number, *writings);
        self.by_text.insert(key, self.slots.len());
        self.slots.push(Slot { category, number, writing, text: text.to_owned() });
        mark::write(category.word(), number, writing)
    }

    /// Puts the values back. Marks a model bent (case, spaces, brackets) are understood; one of a writing that never was
    /// gets the first writing; what stands for nothing stays and is told.
    #[must_use]
    pub fn restore(&self, text: &str) -> Restored {
        let mut restored = Restored::default();
        let mut behind = 0;
        for mark in mark::find(text) {
            restored.text.push_str(text.get(behind..mark.start).unwrap_or_default());
            let written = text.get(mark.start..mark.end).unwrap_or_default();
            if let Some(value) = self.value(&mark) {
                restored.text.push_str(value);
            } else {
                restored.text.push_str(written);
                restored.unknown.push(written.to_owned());
            }
            behind = mark.end;
        }
        restored.text.push_str(text.get(behind..).unwrap_or_default());
        restored
    }

    fn value(&self, mark: &mark::Mark) -> Option<&str> {
        let same = |slot: &&Slot| slot.category.word() == mark.word && slot.number == mark.number;
        let exact = self.slots.iter().filter(same).find(|slot| slot.writing == mark.writing);
        exact.or_else(|| self.slots.iter().find(same)).map(|slot| slot.text.as_str())
    }

    /// How many different values were taken out, by category. Holds no value, so it may be logged.
    #[must_use]
    pub fn counts(&self) -> &BTreeMap<Category, usize> {
        &self.counts
    }
}

/// Marks that stand in a text, as they are written: what must not reach a person.
#[must_use]
pub fn marks(text: &str) -> Vec<&str> {
    mark::find(text).iter().filter_map(|mark| text.get(mark.start..mark.end)).collect()
}
