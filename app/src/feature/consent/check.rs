//! Beside the ledger: checking its chain, and taking it along.

use super::api;
use crate::{
    call::{CallError, Called},
    i18n::use_translator,
    kit::{Band, BandTone, Button, Glyph, Icon, IconSize},
};
use leptos::{form::ActionForm, prelude::*};
use prosa_domain::consent::Break;
use prosa_i18n::Translator;
use prosa_wire::consent::ConsentCheck;

/// Checks the chain and tells what was found.
#[component]
pub(super) fn CheckCard() -> impl IntoView {
    let tr = use_translator();
    let action = ServerAction::<api::CallVerifyConsent>::new();
    view! {
        <section class="card p-4 grid gap-3" aria-labelledby="chain-title">
            <h2 class="text-body font-semibold" id="chain-title">
                {tr.t("consent-check-title")}
            </h2>
            <p class="text-small text-ink-2">{tr.t("consent-check-text")}</p>
            <ActionForm action>
                <Button glyph=Glyph::Shield loading=action.pending()>
                    {tr.t("consent-check")}
                </Button>
            </ActionForm>
            {move || action.value().get().map(|answer| told(tr, answer))}
        </section>
    }
    .into_any()
}

fn told(tr: Translator, answer: Called<ConsentCheck>) -> AnyView {
    let (tone, glyph, words) = match &answer {
        Err(CallError(refusal)) => (BandTone::Red, Glyph::Warning, tr.refusal(refusal)),
        Ok(found) if found.broken.is_some() => (BandTone::Red, Glyph::Warning, verdict(tr, found)),
        Ok(found) => (BandTone::Brand, Glyph::Check, verdict(tr, found)),
    };
    let head = answer.ok().filter(|found| found.broken.is_none() && !found.head.is_empty()).map(|found| {
        let words = tr.t_args("consent-check-head", &[("head", (&found.head).into())]);
        view! { <p class="text-meta text-ink-3 break-all tabular-nums">{words}</p> }
    });
    view! {
        <Band tone glyph boxed=true>
            {words}
        </Band>
        {head}
    }
    .into_any()
}

/// What a check found, in words.
fn verdict(tr: Translator, found: &ConsentCheck) -> String {
    let told = |key: &str, sequence: i64| {
        tr.t_args(key, &[("sequence", sequence.into()), ("count", found.entries.into())])
    };
    match found.broken {
        Some(Break::Changed { sequence }) => told("consent-check-changed", sequence),
        Some(Break::Unlinked { sequence }) => told("consent-check-unlinked", sequence),
        None if found.entries == 0 => tr.t("consent-check-none"),
        None => tr.t_args("consent-check-whole", &[("count", found.entries.into())]),
    }
}

/// The ledger as a file.
#[component]
pub(super) fn ExportCard() -> impl IntoView {
    let tr = use_translator();
    // Files, not screens: the router leaves them to the browser.
    let file = |href: &'static str, key: &'static str| {
        view! {
            <a class="btn" href=href rel="external">
                <Icon glyph=Glyph::Download size=IconSize::Medium />
                {tr.t(key)}
            </a>
        }
    };
    view! {
        <section class="card p-4 grid gap-3" aria-labelledby="export-title">
            <h2 class="text-body font-semibold" id="export-title">
                {tr.t("consent-export-title")}
            </h2>
            <p class="text-small text-ink-2">{tr.t("consent-export-text")}</p>
            <div class="flex gap-2 flex-wrap">
                {file("/exports/consent.csv", "consent-export-csv")}
                {file("/exports/consent.json", "consent-export-json")}
            </div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use prosa_domain::lang::Lang;

    #[test]
    fn a_broken_chain_names_its_first_broken_entry_and_what_held_before() {
        let tr = Translator::for_lang(Lang::PtBr);
        let found = |entries, broken| ConsentCheck { entries, head: String::new(), broken };
        assert_eq!(verdict(tr, &found(0, None)), "Ainda não há entradas para conferir.");
        assert_eq!(verdict(tr, &found(1, None)), "A corrente está inteira. 1 entrada conferida.");
        assert_eq!(verdict(tr, &found(1_200, None)), "A corrente está inteira. 1.200 entradas conferidas.");
        let changed = verdict(tr, &found(6, Some(Break::Changed { sequence: 7 })));
        assert_eq!(changed, "A entrada 7 foi alterada depois de escrita. Antes dela, 6 entradas conferem.");
        let unlinked = verdict(tr, &found(0, Some(Break::Unlinked { sequence: 3 })));
        assert!(unlinked.starts_with("A entrada 3 não segue a anterior"), "{unlinked}");
    }
}
