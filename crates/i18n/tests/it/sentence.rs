//! Every language says the same things.

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use prosa_domain::{
    lang::Lang,
    refusal::{Code, Refusal},
};
use prosa_i18n::{Translator, files};
use std::collections::{BTreeMap, BTreeSet};

/// Key → variables, of one language.
fn variables(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for (tag, area, text) in files() {
        if *tag != lang.tag() {
            continue;
        }
        let resource = fluent_syntax::parser::parse(*text)
            .unwrap_or_else(|(_, errors)| panic!("locales/{tag}/{area}.ftl does not parse: {errors:?}"));
        for entry in resource.body {
            if let Entry::Message(message) = entry {
                let mut found = BTreeSet::new();
                collect(message.value.as_ref().expect("a message has a value"), &mut found);
                let key = message.id.name.to_owned();
                assert!(all.insert(key.clone(), found).is_none(), "{key} is written twice in {tag}");
            }
        }
    }
    all
}

fn collect(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            collect_expression(expression, found);
        }
    }
}

fn collect_expression(expression: &Expression<&str>, found: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => collect_inline(inline, found),
        Expression::Select { selector, variants } => {
            collect_inline(selector, found);
            variants.iter().for_each(|variant| collect(&variant.value, found));
        }
    }
}

fn collect_inline(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => collect_expression(expression, found),
        _ => {}
    }
}

#[test]
fn every_language_has_the_same_keys_with_the_same_variables() {
    let reference = variables(Lang::default());
    assert!(!reference.is_empty());
    for lang in Lang::ALL {
        let own = variables(*lang);
        let missing: Vec<_> = reference.keys().filter(|key| !own.contains_key(*key)).collect();
        let extra: Vec<_> = own.keys().filter(|key| !reference.contains_key(*key)).collect();
        assert!(
            missing.is_empty() && extra.is_empty(),
            "{}: missing {missing:?}, extra {extra:?}",
            lang.tag()
        );
        for (key, found) in own {
            assert_eq!(found, reference[&key], "{key} in {} has other variables", lang.tag());
        }
    }
}

#[test]
fn every_language_has_the_same_areas_and_no_folder_is_a_stranger() {
    let areas = |tag: &str| -> BTreeSet<_> {
        files().iter().filter(|(found, _, _)| *found == tag).map(|(_, area, _)| *area).collect()
    };
    let tags: BTreeSet<_> = files().iter().map(|(tag, _, _)| *tag).collect();
    assert_eq!(tags, Lang::ALL.iter().map(|lang| lang.tag()).collect());
    for tag in tags {
        assert_eq!(areas(tag), areas(Lang::default().tag()), "areas of {tag}");
    }
}

#[test]
fn every_refusal_has_a_sentence_in_every_language() {
    for lang in Lang::ALL {
        for code in Code::ALL {
            let key = format!("error-{}", code.as_str());
            assert!(Translator::for_lang(*lang).has(&key), "{key} is missing in {}", lang.tag());
        }
    }
}

#[test]
fn no_sentence_shouts() {
    for (tag, area, text) in files() {
        let shouting: Vec<_> =
            text.lines().filter(|line| !line.starts_with('#') && line.contains(['!', '¡'])).collect();
        assert!(shouting.is_empty(), "locales/{tag}/{area}.ftl: {shouting:?}");
    }
}

#[test]
fn a_refusal_is_told_with_its_arguments_plurals_and_moments() {
    let tr = Translator::for_lang(Lang::PtBr).with_utc_offset(-180);
    let one = tr.refusal(&Refusal::new(Code::LockedOut).with("minutes", 1));
    assert_eq!(one, "Muitas senhas erradas. Espere 1 minuto e tente de novo.");
    let many = tr.refusal(&Refusal::new(Code::LockedOut).with("minutes", 15));
    assert_eq!(many, "Muitas senhas erradas. Espere 15 minutos e tente de novo.");
    let closed = tr.refusal(&Refusal::new(Code::WindowClosed).with("closed_at", "2026-11-21T17:05:00Z"));
    assert_eq!(closed, "A janela de 24 horas fechou em 21/11/2026 14:05. Agora só sai um modelo aprovado.");
    let long = tr.refusal(&Refusal::new(Code::MessageTooLong).with("length_max", 4096));
    assert!(long.contains("4.096 caracteres"), "{long}");
    let refused =
        Refusal::new(Code::ProviderRefused).with("provider_code", "131053").with("detail", "arquivo grande");
    assert!(tr.refusal(&refused).contains("(código 131053)"), "{}", tr.refusal(&refused));
}

#[test]
fn a_key_that_does_not_exist_is_seen_as_itself() {
    assert_eq!(Translator::for_lang(Lang::Es).t("nothing-like-this"), "nothing-like-this");
    assert!(!Translator::for_lang(Lang::Es).has("nothing-like-this"));
}
