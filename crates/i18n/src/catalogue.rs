//! The sentences of every language, embedded at build time and parsed once, on first use.

use crate::number;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use prosa_domain::lang::Lang;
use std::sync::OnceLock;

/// Every embedded file: language tag, area, text.
pub type Files = &'static [(&'static str, &'static str, &'static str)];

static FILES: Files = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The sentences a browser was given; see [`install`].
static INSTALLED: OnceLock<String> = OnceLock::new();

type Bundle = FluentBundle<FluentResource>;

/// Gives the sentences of the page's language, where none are embedded. Once, before the first sentence is asked for;
/// what comes later is not heard.
pub fn install(text: String) {
    let _ = INSTALLED.set(text);
}

/// Every embedded file, for the tests that compare languages.
#[must_use]
pub const fn files() -> Files {
    FILES
}

/// The bundle of a language.
fn bundle(lang: Lang) -> Option<&'static Bundle> {
    static BUNDLES: OnceLock<Vec<(Lang, OnceLock<Bundle>)>> = OnceLock::new();
    let bundles = BUNDLES.get_or_init(|| Lang::ALL.iter().map(|lang| (*lang, OnceLock::new())).collect());
    let (_, cell) = bundles.iter().find(|(found, _)| *found == lang)?;
    Some(cell.get_or_init(|| build(lang)))
}

fn build(lang: Lang) -> Bundle {
    let locale = lang.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    bundle.set_use_isolating(false);
    let embedded = FILES.iter().filter(|(tag, _, _)| *tag == lang.tag()).map(|(_, _, text)| *text);
    for text in embedded.chain(INSTALLED.get().map(String::as_str)) {
        // A broken line costs only its own sentence here; the tests refuse it.
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(partial, _)| partial);
        bundle.add_resource_overriding(resource);
    }
    let separator = find(&bundle, number::GROUP_KEY, None);
    bundle.set_formatter(Some(match separator.as_deref() {
        Some(".") => grouped::<'.', _>,
        Some(",") => grouped::<',', _>,
        _ => grouped::<'\u{a0}', _>,
    }));
    bundle
}

/// Writes whole numbers inside sentences with the language's separator.
fn grouped<const SEPARATOR: char, M>(value: &FluentValue<'_>, _memoizer: &M) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(number::group(&number.as_string(), &SEPARATOR.to_string())),
        _ => None,
    }
}

fn find(bundle: &Bundle, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut errors = Vec::new();
    Some(bundle.format_pattern(pattern, args, &mut errors).into_owned())
}

/// Whether a language has a sentence for a key.
pub(crate) fn has(lang: Lang, key: &str) -> bool {
    bundle(lang).and_then(|bundle| bundle.get_message(key)?.value()).is_some()
}

/// The sentence of a key, or the key itself.
pub(crate) fn sentence(lang: Lang, key: &str, args: Option<&FluentArgs<'_>>) -> String {
    bundle(lang).and_then(|bundle| find(bundle, key, args)).unwrap_or_else(|| key.to_owned())
}
