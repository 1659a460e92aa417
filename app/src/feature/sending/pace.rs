//! How fast a number and the company may send: said in words, set in a form.

use super::api::{CallLinePace, CallTenantPace};
use crate::{
    feature::people::form::{Refused, RefusedBand},
    i18n::{Translator, use_translator},
    kit::{Button, ButtonSize, Field, use_toasts},
};
use leptos::{form::ActionForm, prelude::*};
use prosa_wire::sending::SendingLine;

const FIELDS: &[&str] = &["per_second", "per_minute"];

/// The pace of a line.
#[component]
pub(super) fn LinePace(
    /// The line as the form begins.
    line: SendingLine,
    /// Its paces as they are now: a second, a minute.
    now: Memo<(Option<u16>, Option<u16>)>,
    /// Messages a second of a line without its own.
    default: Option<u32>,
    /// Whether the pace may be changed.
    may_manage: bool,
) -> impl IntoView {
    let tr = use_translator();
    let id = line.id.to_string();
    let save = ServerAction::<CallLinePace>::new();
    let refused = Refused::of(move || save.value().get());
    told(move || save.value().get().map(|answer| answer.is_ok()));
    let words = move || {
        let (per_second, per_minute) = now.get();
        let second = limit(tr, "sending-per-second", per_second, default, "sending-second-free");
        let minute = match per_minute {
            None => tr.t("sending-minute-company"),
            Some(0) => tr.t("sending-minute-free"),
            Some(count) => tr.t_args("sending-per-minute", &[("count", i64::from(count).into())]),
        };
        tr.t_args("sending-pace", &[("second", (&second).into()), ("minute", (&minute).into())])
    };
    let form = may_manage.then(|| {
        let second_hint = tr.t_args("sending-second-hint", &[("default", (&number(tr, default)).into())]);
        view! {
            <details class="fold">
                <summary>{tr.t("sending-change-pace")}</summary>
                <ActionForm action=save attr:class="money-form">
                    <RefusedBand text=refused.elsewhere(FIELDS) />
                    <input type="hidden" name="id" value=id.clone() />
                    {count("per_second", format!("second-{id}"), tr.t("sending-second"), second_hint, line.per_second, refused.at("per_second"))}
                    {count("per_minute", format!("minute-{id}"), tr.t("sending-minute"), tr.t("sending-minute-hint"), line.per_minute, refused.at("per_minute"))}
                    <div>
                        <Button size=ButtonSize::Form loading=save.pending()>{tr.t("costs-save")}</Button>
                    </div>
                </ActionForm>
            </details>
        }
    });
    view! {
        <p class="text-small text-ink-2">{words}</p>
        {form}
    }
    .into_any()
}

/// A limit in words: its own, the default's, or none.
fn limit(tr: Translator, key: &str, own: Option<u16>, default: Option<u32>, free: &str) -> String {
    match (own, default) {
        (Some(0), _) | (None, None) => tr.t(free),
        (Some(count), _) => tr.t_args(key, &[("count", i64::from(count).into())]),
        (None, Some(count)) => {
            let words = tr.t_args(key, &[("count", i64::from(count).into())]);
            tr.t_args("sending-default", &[("pace", (&words).into())])
        }
    }
}

fn number(tr: Translator, default: Option<u32>) -> String {
    default.map_or_else(|| tr.t("sending-no-limit"), |count| tr.number(i64::from(count)))
}

/// Tells that a pace was saved.
fn told(answer: impl Fn() -> Option<bool> + 'static) {
    let tr = use_translator();
    let toasts = use_toasts();
    Effect::new(move |_| {
        if answer() == Some(true) {
            toasts.done(tr.t("sending-pace-saved"));
        }
    });
}

/// The field of a whole number up to 1,000.
fn count(
    name: &'static str,
    id: String,
    label: String,
    hint: String,
    value: Option<u16>,
    error: Signal<Option<String>>,
) -> AnyView {
    let help = format!("{id}-help");
    view! {
        <Field id=id.clone() label=Signal::stored(label) hint=Signal::stored(Some(hint)) error>
            <span class="field">
                <input
                    id=id
                    name=name
                    type="number"
                    min="0"
                    max="1000"
                    value=value.map(|value| value.to_string())
                    aria-describedby=help
                    aria-invalid=move || error.get().map(|_| "true")
                />
            </span>
        </Field>
    }
    .into_any()
}

/// The pace of the whole company.
#[component]
pub(super) fn CompanyPace(
    /// Messages a minute as they are now.
    now: Memo<Option<u16>>,
    /// Messages a minute of a company that has set none.
    default: Option<u32>,
    /// Whether the pace may be changed.
    may_manage: bool,
) -> impl IntoView {
    let tr = use_translator();
    let save = ServerAction::<CallTenantPace>::new();
    let refused = Refused::of(move || save.value().get());
    let own = now.get_untracked();
    told(move || save.value().get().map(|answer| answer.is_ok()));
    let words = move || limit(tr, "sending-per-minute", now.get(), default, "sending-minute-free");
    let form = may_manage.then(|| {
        let hint = tr.t_args("sending-company-hint", &[("default", (&number(tr, default)).into())]);
        view! {
            <details class="fold">
                <summary>{tr.t("sending-change-pace")}</summary>
                <ActionForm action=save attr:class="money-form">
                    <RefusedBand text=refused.elsewhere(FIELDS) />
                    {count("per_minute", "minute-company".to_owned(), tr.t("sending-minute"), hint, own, refused.at("per_minute"))}
                    <div>
                        <Button size=ButtonSize::Form loading=save.pending()>{tr.t("costs-save")}</Button>
                    </div>
                </ActionForm>
            </details>
        }
    });
    view! {
        <section class="card p-4 grid gap-2" aria-labelledby="company-pace">
            <h2 class="text-body font-semibold" id="company-pace">{tr.t("sending-company-pace")}</h2>
            <p class="text-small text-ink-2">{words}</p>
            <p class="text-small text-ink-2">{tr.t("sending-person-pace")}</p>
            {form}
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use prosa_domain::lang::Lang;

    #[test]
    fn a_pace_says_whose_it_is_and_when_there_is_none() {
        let tr = Translator::for_lang(Lang::PtBr);
        let words = |own, default| limit(tr, "sending-per-second", own, default, "sending-second-free");
        assert_eq!(words(Some(20), Some(80)), "20 mensagens por segundo");
        assert_eq!(words(None, Some(80)), "80 mensagens por segundo (padrão)");
        assert_eq!(words(Some(0), Some(80)), "sem limite por segundo");
        assert_eq!(words(None, None), "sem limite por segundo");
    }
}
