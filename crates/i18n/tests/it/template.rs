//! Every word about templates has its sentence in every language.

use prosa_domain::{
    lang::Lang,
    template::{Button, Quality, Rule, TemplateCategory, TemplateStatus, library, source::Field},
};
use prosa_i18n::{Arg, Translator};

#[test]
fn every_rule_status_and_button_has_words_in_every_language() {
    let mut keys: Vec<String> = Rule::ALL.iter().map(|rule| format!("lint-{}", rule.as_str())).collect();
    keys.extend(TemplateStatus::ALL.iter().map(|status| format!("template-status-{}", status.as_str())));
    keys.extend(Quality::ALL.iter().map(|quality| format!("template-quality-{}", quality.as_str())));
    keys.extend(
        TemplateCategory::ALL.iter().map(|category| format!("template-category-{}", category.as_str())),
    );
    keys.extend(Field::ALL.iter().map(|field| format!("template-field-{}", field.as_str())));
    keys.extend(Button::KINDS.iter().map(|kind| format!("template-button-{kind}")));
    keys.extend(library::purposes().map(|purpose| format!("template-purpose-{purpose}")));
    for lang in Lang::ALL {
        let tr = Translator::for_lang(*lang);
        let missing: Vec<&String> = keys.iter().filter(|key| !tr.has(key)).collect();
        assert!(missing.is_empty(), "{lang:?}: {missing:?}");
    }
}

#[test]
fn braces_of_variables_are_shown_as_braces() {
    for (lang, variable) in [(Lang::PtBr, "{{nome}}"), (Lang::En, "{{name}}"), (Lang::Es, "{{nombre}}")] {
        let tr = Translator::for_lang(lang);
        assert!(tr.t("template-format-named").ends_with(variable), "{}", tr.t("template-format-named"));
        let mismatch = tr.t_args("lint-language-mismatch", &[("language", Arg::Text("pt"))]);
        assert!(mismatch.contains("ortug"), "{mismatch}");
    }
}
