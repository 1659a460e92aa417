//! The table of deliveries, and one of them opened.

use super::{Replay, api};
use crate::{
    call::CallError,
    i18n::{text, use_translator},
    kit::{Chip, ChipTone, EmptyFace, ErrorFace, Glyph, LinkButton, Skeleton, SkeletonShape},
    loaded::load_blocking,
};
use leptos::prelude::*;
use prosa_domain::{id::LineId, message::content::Content};
use prosa_i18n::Translator;
use prosa_wire::journal::{JournalPart, PartState};

/// The table.
#[component]
pub(super) fn Parts(parts: Vec<JournalPart>) -> impl IntoView {
    let tr = use_translator();
    if parts.is_empty() {
        return view! { <EmptyFace glyph=Glyph::Pulse title=text("journal-empty") text=text("journal-empty-text") /> }
            .into_any();
    }
    let heads = [
        "journal-time",
        "journal-delivery",
        "journal-line",
        "journal-kinds",
        "journal-batch",
        "journal-took",
        "journal-state",
    ]
    .map(|key| view! { <th scope="col" class="text-left text-meta text-ink-2 px-3 py-2">{tr.t(key)}</th> });
    let rows = parts.into_iter().map(|part| view! { <Row part /> }).collect_view();
    view! {
        <div class="card overflow-x-auto" tabindex="0" role="region" aria-label=tr.t("journal-deliveries")>
            <table class="w-full text-small">
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Row(part: JournalPart) -> impl IntoView {
    let tr = use_translator();
    let href = format!("/configuracoes/diario?entrega={}&numero={}", part.journal_id, part.line_id);
    let count = part.message_count + part.status_count + part.other_count;
    let took = part.took_ms.map(|ms| tr.number(ms)).unwrap_or_default();
    view! {
        <tr class="border-t border-line">
            <td class="px-3 py-2 whitespace-nowrap">{tr.date_time(part.received_at)}</td>
            <td class="px-3">
                <a class="underline" href=href>
                    {tr.number(part.journal_id)}
                </a>
            </td>
            <td class="px-3 whitespace-nowrap">{part.line_label.clone()}</td>
            <td class="px-3 whitespace-nowrap">{kind_words(tr, &part.kinds)}</td>
            <td class="px-3">{tr.number(i64::from(count))}</td>
            <td class="px-3">{took}</td>
            <td class="px-3">
                <StateChip part=part.clone() />
            </td>
        </tr>
    }
}

/// What a delivery carried, in words. A kind nobody knows yet keeps the provider's own name.
fn kind_words(tr: Translator, kinds: &[String]) -> String {
    let word = |kind: &String| match kind.strip_prefix("status:") {
        Some(state @ ("sent" | "delivered" | "read" | "failed")) => tr.t(&format!("tick-{state}")),
        None if kind == "text" => tr.t("journal-kind-text"),
        None if Content::KINDS.contains(&kind.as_str()) => crate::kind::label(tr, kind),
        _ => kind.clone(),
    };
    kinds.iter().map(word).collect::<Vec<_>>().join(", ")
}

#[component]
fn StateChip(part: JournalPart) -> impl IntoView {
    let tr = use_translator();
    let all = part.message_count + part.status_count + part.other_count;
    let (tone, key) = match part.state {
        PartState::Failed => (ChipTone::Red, "journal-state-failed"),
        PartState::Processed if part.repeated_count >= all && all > 0 => {
            (ChipTone::Plain, "journal-state-repeated")
        }
        PartState::Processed => (ChipTone::Plain, "journal-state-processed"),
    };
    let reason = reason(tr, &part).map(|words| view! { <p class="text-meta text-red">{words}</p> });
    view! {
        <Chip tone>{tr.t(key)}</Chip>
        {reason}
    }
}

/// Why a delivery failed, in words.
fn reason(tr: Translator, part: &JournalPart) -> Option<String> {
    (part.state == PartState::Failed && !part.reason.is_empty())
        .then(|| tr.t(&format!("journal-reason-{}", part.reason)))
}

/// One delivery, opened: its masked body and a replay of its own.
#[component]
pub(super) fn Detail(id: i64, line: LineId, reload: RwSignal<u32>) -> impl IntoView {
    let tr = use_translator();
    let detail = load_blocking(move || reload.get(), move |_| api::detail(id, line));
    let title = tr.t_args("journal-open", &[("id", (&tr.number(id)).into())]);
    view! {
        <section class="card p-4 grid gap-3 min-w-0" aria-label=title.clone()>
            <div class="flex gap-2 items-center flex-wrap">
                <h2 class="text-body font-semibold grow">{title.clone()}</h2>
                <LinkButton href="/configuracoes/diario">{tr.t("journal-close")}</LinkButton>
            </div>
            <Transition fallback=move || view! { <Skeleton shape=SkeletonShape::Rows label=tr.t("journal-loading") /> }>
                {move || Suspend::new(async move {
                    match detail.await {
                        Ok(detail) => {
                            let reason = reason(tr, &detail.part).map(|words| view! { <p class="text-small text-red">{words}</p> });
                            let size = tr.number(i64::from(detail.part.body_bytes));
                            let facts = tr.t_args("journal-facts", &[("size", (&size).into()), ("digest", (&detail.digest).into())]);
                            view! {
                                {reason}
                                <pre class="bg-sunken p-3 text-meta overflow-x-auto max-h-96" tabindex="0">
                                    {detail.masked_body}
                                </pre>
                                <p class="text-meta text-ink-2 break-all">{facts}</p>
                                <div>
                                    <Replay words="journal-replay-one" part=Some(id) reload />
                                </div>
                            }
                                .into_any()
                        }
                        Err(CallError(refusal)) => {
                            view! { <ErrorFace title=text("journal-failed") refusal=Signal::stored(refusal) on_retry=move |()| reload.update(|count| *count += 1) /> }
                                .into_any()
                        }
                    }
                })}
            </Transition>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use prosa_domain::lang::Lang;

    #[test]
    fn what_a_delivery_carried_is_told_in_words_of_every_language() {
        for lang in Lang::ALL {
            let tr = Translator::for_lang(*lang);
            let states = ["sent", "delivered", "read", "failed"].map(|state| format!("status:{state}"));
            for kind in Content::KINDS.map(str::to_owned).into_iter().chain(states) {
                let words = kind_words(tr, std::slice::from_ref(&kind));
                let raw = kind.as_str() == words || words.starts_with("inbox-") || words.starts_with("tick-");
                assert!(!raw, "{kind} in {lang:?}: {words}");
            }
        }
    }

    #[test]
    fn a_kind_nobody_knows_keeps_its_name() {
        let tr = Translator::for_lang(Lang::PtBr);
        let kinds = ["status:sent", "account_alerts"].map(str::to_owned);
        assert_eq!(kind_words(tr, &kinds), "enviada, account_alerts");
    }
}
