//! Who reads the text in pictures. Off until somebody chooses a model and agrees that pictures leave as they are.

use super::api::{self, CallChoosePictures};
use crate::{
    call::CallError,
    feature::people::form::{Refused, RefusedBand},
    i18n::{Translator, text, use_translator},
    kit::{Band, BandTone, Button, ButtonSize, Checkbox, ErrorFace, Field, Glyph, Tone, use_toasts},
    loaded::load_blocking,
};
use leptos::{form::ActionForm, prelude::*};
use prosa_domain::refusal::Code;
use prosa_wire::picture::PictureReader;

/// The card. Nothing for who may not see what models cost.
#[component]
pub(super) fn Pictures() -> impl IntoView {
    let reload = RwSignal::new(0_u32);
    let page = load_blocking(move || reload.get(), |_| api::pictures());
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(page) => whole(&page, reload),
                    Err(CallError(refusal)) if refusal.code == Code::Forbidden => ().into_any(),
                    Err(CallError(refusal)) => {
                        view! {
                            <ErrorFace
                                title=text("pictures-failed")
                                refusal=Signal::stored(refusal)
                                on_retry=move |()| reload.update(|count| *count += 1)
                            />
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
    .into_any()
}

fn whole(page: &PictureReader, reload: RwSignal<u32>) -> AnyView {
    let tr = use_translator();
    let agreed = page.agreed.as_ref().map(|(at, name)| {
        let when = tr.date_time(*at);
        let words = [("name", name.as_str().into()), ("when", when.as_str().into())];
        view! { <p class="px-4 pb-3 text-meta text-ink-2">{tr.t_args("pictures-agreed", &words)}</p> }
    });
    let body = if page.models.is_empty() {
        view! { <p class="px-4 pb-3 text-small text-ink-2">{tr.t("pictures-none")}</p> }.into_any()
    } else if page.may_manage {
        form(tr, page, reload)
    } else {
        let chosen = page.models.iter().find(|model| Some(model.id) == page.chosen);
        let who = chosen.map_or_else(|| tr.t("pictures-nobody"), |model| model.label.clone());
        view! { <p class="px-4 pb-3 text-small">{tr.t("pictures-who")} ": " {who}</p> }.into_any()
    };
    view! {
        <section class="card min-w-0" aria-labelledby="pictures-title">
            <div class="px-4 pt-3 pb-2">
                <h2 class="text-body font-semibold" id="pictures-title">
                    {tr.t("pictures-title")}
                </h2>
                <p class="text-small text-ink-2">{tr.t("pictures-text")}</p>
            </div>
            {body}
            {agreed}
        </section>
    }
    .into_any()
}

fn form(tr: Translator, page: &PictureReader, reload: RwSignal<u32>) -> AnyView {
    let toasts = use_toasts();
    let save = ServerAction::<CallChoosePictures>::new();
    let refused = Refused::of(move || save.value().get());
    Effect::new(move |_| {
        if let Some(Ok(())) = save.value().get().map(|came| came.map_err(|CallError(refusal)| refusal)) {
            toasts.done(tr.t("pictures-saved"));
            reload.update(|count| *count += 1);
        }
    });
    let options: Vec<AnyView> = page
        .models
        .iter()
        .map(|model| {
            let chosen = Some(model.id) == page.chosen;
            view! {
                <option value=model.id.to_string() selected=chosen>
                    {model.label.clone()}
                </option>
            }
            .into_any()
        })
        .collect();
    let nobody = page.chosen.is_none();
    view! {
        <ActionForm action=save attr:class="model-form px-4 pb-3 pt-2">
            <div class="wide">
                <RefusedBand text=refused.elsewhere(&[]) />
            </div>
            <div class="wide">
                <Band tone=BandTone::Amber glyph=Glyph::Warning boxed=true>
                    {tr.t("pictures-warning")}
                </Band>
            </div>
            <Field id="picture-model" label=Signal::stored(tr.t("pictures-who"))>
                <select id="picture-model" class="in" name="model">
                    <option value="" selected=nobody>
                        {tr.t("pictures-nobody")}
                    </option>
                    {options}
                </select>
            </Field>
            <div class="wide">
                <Checkbox name="agreed" checked=RwSignal::new(false)>
                    {tr.t("pictures-agree")}
                </Checkbox>
            </div>
            <div class="wide">
                <Button tone=Tone::Primary size=ButtonSize::Form loading=save.pending()>
                    {tr.t("pictures-save")}
                </Button>
            </div>
        </ActionForm>
    }
    .into_any()
}
