//! What assistants did lately, and who changed them.

use crate::{
    i18n::Translator,
    kit::{Chip, ChipTone},
};
use leptos::prelude::*;
use prosa_domain::assistant::Mode;
use prosa_wire::assistant::{ChangeView, TurnView};

/// Both lists, folded away; nothing while nothing happened.
pub(super) fn log(tr: Translator, turns: &[TurnView], changes: &[ChangeView]) -> AnyView {
    let did = turns.iter().map(|one| turn(tr, one)).collect::<Vec<_>>();
    let changed = changes.iter().map(|one| change(tr, one)).collect::<Vec<_>>();
    let did = (!did.is_empty()).then(|| {
        view! {
            <details class="fold px-4 pb-4" open=true>
                <summary>{tr.t("assistant-log")}</summary>
                <ol class="grid gap-3 mt-2">{did}</ol>
            </details>
        }
    });
    let changed = (!changed.is_empty()).then(|| {
        view! {
            <details class="fold px-4 pb-4">
                <summary>{tr.t("assistant-changes")}</summary>
                <ol class="grid gap-1 mt-2 text-small">{changed}</ol>
            </details>
        }
    });
    view! {
        {did}
        {changed}
    }
    .into_any()
}

fn turn(tr: Translator, one: &TurnView) -> AnyView {
    let (tone, what) = match (one.handed, one.mode) {
        (None, Mode::On) if one.greeted => (ChipTone::Brand, "assistant-turn-greeted"),
        (Some(_), _) => (ChipTone::Amber, "assistant-turn-handed"),
        (None, Mode::Rehearsal) => (ChipTone::Plain, "assistant-turn-rehearsed"),
        (None, _) => (ChipTone::Brand, "assistant-turn-answered"),
    };
    let said = match one.handed {
        Some(handed) => tr.t(&format!("assistant-why-{}", handed.as_str())),
        None => one.text.clone(),
    };
    let rehearsed = (one.mode == Mode::Rehearsal && one.handed.is_some())
        .then(|| view! { <Chip>{tr.t("assistant-mode-rehearsal")}</Chip> });
    let tokens = i64::try_from(one.tokens).unwrap_or(i64::MAX);
    let cost = one.cost.map(|cost| tr.price(cost));
    let used = (one.tokens > 0).then(|| tr.t_args("assistant-tokens", &[("count", tokens.into())]));
    let model = Some(one.model.clone()).filter(|model| !model.is_empty());
    let facts = [Some(one.name.clone()), Some(tr.date_time(one.at)), model, used, cost];
    let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let address = format!("/conversas/{}", one.conversation_id);
    view! {
        <li class="grid gap-1 min-w-0">
            <div class="flex flex-wrap items-center gap-2">
                <Chip tone>{tr.t(what)}</Chip>
                {rehearsed}
                <a class="link text-small" rel="external" href=address>
                    {tr.t("assistant-open")}
                </a>
            </div>
            <p class="text-small break-words">{said}</p>
            <p class="text-meta text-ink-2 break-words">{facts}</p>
        </li>
    }
    .into_any()
}

fn change(tr: Translator, one: &ChangeView) -> AnyView {
    let when = tr.date_time(one.at);
    let what = tr.t(&format!("assistant-change-{}", one.change));
    view! { <li class="break-words">{format!("{} · {what} · {} · {when}", one.name, one.member)}</li> }
        .into_any()
}
