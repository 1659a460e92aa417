//! Who reads the text in pictures. Off until somebody chooses a model and agrees that pictures leave as they are.

use super::{
    api::{self, CallChoosePictures},
    card::{Labelled, Loading, after, card},
};
use crate::{
    feature::people::form::{Refused, RefusedBand},
    i18n::{Translator, use_translator},
    kit::{Band, BandTone, Button, ButtonSize, Checkbox, Glyph, Tone},
};
use leptos::{form::ActionForm, prelude::*};
use prosa_wire::picture::PictureReader;

/// The card. Nothing for who may not see what models cost.
#[component]
pub(super) fn Pictures() -> impl IntoView {
    let loading = Loading { wait: "", failed: "pictures-failed", frame: "", tells_forbidden: false };
    card(loading, api::pictures, whole)
}

fn whole(page: PictureReader, reload: RwSignal<u32>) -> AnyView {
    let tr = use_translator();
    let agreed = page.agreed.as_ref().map(|(at, name)| {
        let when = tr.date_time(*at);
        let words = [("name", name.as_str().into()), ("when", when.as_str().into())];
        view! { <p class="px-4 pb-3 text-meta text-ink-2">{tr.t_args("pictures-agreed", &words)}</p> }
    });
    let body = if page.models.is_empty() {
        view! { <p class="px-4 pb-3 text-small text-ink-2">{tr.t("pictures-none")}</p> }.into_any()
    } else if page.may_manage {
        form(tr, &page, reload)
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
    let save = ServerAction::<CallChoosePictures>::new();
    let refused = Refused::of(move || save.value().get());
    after(move || save.value().get().filter(Result::is_ok), "pictures-saved", reload);
    let mut options = vec![(String::new(), tr.t("pictures-nobody"), page.chosen.is_none())];
    options.extend(page.models.iter().map(|model| {
        let chosen = Some(model.id) == page.chosen;
        (model.id.to_string(), model.label.clone(), chosen)
    }));
    let models = Labelled {
        id: "picture-model".to_owned(),
        name: "model".to_owned(),
        label: tr.t("pictures-who"),
        value: String::new(),
        hint: None,
        error: refused.at("model"),
    }
    .choice(options);
    view! {
        <ActionForm action=save attr:class="model-form px-4 pb-3 pt-2">
            <div class="wide">
                <RefusedBand text=refused.elsewhere(&["model"]) />
            </div>
            <div class="wide">
                <Band tone=BandTone::Amber glyph=Glyph::Warning boxed=true>
                    {tr.t("pictures-warning")}
                </Band>
            </div>
            {models}
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
