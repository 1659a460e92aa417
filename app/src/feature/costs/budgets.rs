//! Budgets: where each stands in words and as a bar, and the forms that set, change and take them away.

use super::{
    Reload,
    api::{CallRemoveBudget, CallSaveBudget},
    prices::typed,
};
use crate::{
    feature::people::form::{Refused, RefusedBand},
    i18n::{Translator, text, use_translator},
    kit::{Button, ButtonSize, Chip, ChipTone, Choice, Glyph, Progress, Select, Tone},
};
use leptos::{form::ActionForm, prelude::*};
use prosa_domain::{
    budget::{AtLimit, Scope},
    price::{Currency, Money},
};
use prosa_wire::cost::{BudgetView, CostPage, ScopeChoice};

const FIELDS: &[&str] = &["limit", "scope", "at_limit"];

/// Budgets and the form of a new one.
#[component]
pub(super) fn Budgets(
    shown: RwSignal<CostPage>,
    scopes: Vec<ScopeChoice>,
    currency: Currency,
    may_manage: bool,
) -> impl IntoView {
    let tr = use_translator();
    let budgets = shown.with_untracked(|page| page.overview.budgets.clone());
    let company = !budgets.iter().any(|budget| budget.standing.scope == Scope::Tenant);
    let none = budgets
        .is_empty()
        .then(|| view! { <p class="px-4 pb-3 text-small text-ink-2">{tr.t("costs-no-budget")}</p> });
    let rows = budgets.into_iter().map(|budget| view! { <Row shown budget may_manage /> }).collect_view();
    let new = may_manage.then(|| {
        let mut choices = Vec::new();
        if company {
            choices.push(Choice::new("tenant", tr.t("costs-scope-tenant")));
        }
        choices.extend(scopes.into_iter().map(|choice| scope_choice(tr, &choice)));
        view! { <New choices currency /> }
    });
    view! {
        <section class="card min-w-0" aria-labelledby="budgets-title">
            <h2 class="text-body font-semibold px-4 pt-3 pb-1" id="budgets-title">
                {tr.t("costs-budgets")}
            </h2>
            <p class="px-4 pb-2 text-small text-ink-2">{tr.t("costs-budgets-text")}</p>
            {none}
            <ul>{rows}</ul>
            {new}
        </section>
    }
    .into_any()
}

fn scope_choice(tr: Translator, choice: &ScopeChoice) -> Choice {
    let label = (&choice.label).into();
    match choice.scope {
        Scope::Tenant => Choice::new("tenant", tr.t("costs-scope-tenant")),
        Scope::Line(id) => {
            Choice::new(format!("line:{id}"), tr.t_args("costs-scope-line", &[("name", label)]))
        }
        Scope::Member(id) => {
            Choice::new(format!("member:{id}"), tr.t_args("costs-scope-member", &[("name", label)]))
        }
    }
}

/// How grave a budget's state is, as the class of its bar, the colour of its word and the word's key.
fn state(budget: &BudgetView) -> (&'static str, ChipTone, &'static str) {
    match (budget.step, budget.standing.at_limit) {
        (None, _) => ("", ChipTone::Brand, "costs-state-fine"),
        (Some(100..), AtLimit::Stop) => ("red", ChipTone::Red, "costs-state-stopped"),
        (Some(100..), AtLimit::Tell) => ("red", ChipTone::Red, "costs-state-passed"),
        (Some(90..), _) => ("amber", ChipTone::Amber, "costs-state-90"),
        (Some(_), _) => ("amber", ChipTone::Amber, "costs-state-80"),
    }
}

/// One budget. How far it is follows what happens; its form stays as it is.
#[component]
fn Row(shown: RwSignal<CostPage>, budget: BudgetView, may_manage: bool) -> impl IntoView {
    let tr = use_translator();
    let (id, first) = (budget.standing.id, budget.clone());
    let now = Memo::new(move |_| {
        let found =
            |page: &CostPage| page.overview.budgets.iter().find(|budget| budget.standing.id == id).cloned();
        shown.with(found).unwrap_or_else(|| first.clone())
    });
    view! {
        <li class="px-4 py-3 border-t border-line grid gap-2">
            {move || standing(tr, &now.get())}
            {may_manage.then(|| view! { <Change budget /> })}
        </li>
    }
    .into_any()
}

/// Whose it is and how far it is, in words and as a bar.
fn standing(tr: Translator, budget: &BudgetView) -> AnyView {
    let standing = budget.standing;
    let name = match standing.scope {
        Scope::Tenant => tr.t("costs-scope-tenant"),
        Scope::Line(_) => tr.t_args("costs-scope-line", &[("name", (&budget.label).into())]),
        Scope::Member(_) => tr.t_args("costs-scope-member", &[("name", (&budget.label).into())]),
    };
    let percent = standing.used().saturating_mul(100) / standing.limit.units.max(1);
    let money = |units| tr.price(Money::of(units, standing.limit.currency));
    let words = tr.t_args(
        "costs-used",
        &[
            ("used", (&money(standing.used())).into()),
            ("limit", (&tr.price(standing.limit)).into()),
            ("percent", (&tr.percent(percent)).into()),
        ],
    );
    let held = (standing.reserved > 0)
        .then(|| tr.t_args("costs-held", &[("amount", (&money(standing.reserved)).into())]));
    let (grave, tone, key) = state(budget);
    let at_limit = match standing.at_limit {
        AtLimit::Stop => "costs-stops",
        AtLimit::Tell => "costs-tells",
    };
    let label = format!("{name}: {words}. {}", tr.t(key));
    view! {
        <div class="flex flex-wrap items-center gap-2">
            <h3 class="text-row font-semibold grow min-w-0">{name}</h3>
            <Chip tone>{tr.t(key)}</Chip>
            <Chip tone=ChipTone::Outline>{tr.t(at_limit)}</Chip>
        </div>
        <div class=format!("meter {grave}")>
            <Progress percent=u32::try_from(percent).unwrap_or(100) label=Signal::stored(label) />
        </div>
        <p class="text-small text-ink-2">{words} " " {held}</p>
    }
    .into_any()
}

/// Changing a budget, or taking it away.
#[component]
fn Change(budget: BudgetView) -> impl IntoView {
    let tr = use_translator();
    let reload = expect_context::<Reload>();
    let save = ServerAction::<CallSaveBudget>::new();
    let remove = ServerAction::<CallRemoveBudget>::new();
    let refused = Refused::of(move || save.value().get());
    let not_removed = Refused::of(move || remove.value().get());
    reload.after(move || save.value().get(), "costs-budget-saved");
    reload.after(move || remove.value().get(), "costs-budget-removed");
    let standing = budget.standing;
    let id = standing.id.to_string();
    let (field, at, same) = (format!("limit-{id}"), format!("at-{id}"), id.clone());
    view! {
        <details class="fold">
            <summary>{tr.t("costs-change")}</summary>
            <ActionForm action=save attr:class="money-form">
                <RefusedBand text=refused.elsewhere(FIELDS) />
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="scope" value="tenant" />
                <input type="hidden" name="currency" value=standing.limit.currency.to_string() />
                <Amount id=field value=shown(tr, standing.limit) error=refused.at("limit") currency=standing.limit.currency />
                <AtLimitPick id=at at_limit=standing.at_limit />
                <div>
                    <Button tone=Tone::Primary size=ButtonSize::Form loading=save.pending()>
                        {tr.t("costs-save")}
                    </Button>
                </div>
            </ActionForm>
            <ActionForm action=remove attr:class="mt-3">
                <RefusedBand text=not_removed.elsewhere(&[]) />
                <input type="hidden" name="id" value=same />
                <Button tone=Tone::Danger size=ButtonSize::Medium glyph=Glyph::Trash loading=remove.pending()>
                    {tr.t("costs-remove")}
                </Button>
            </ActionForm>
        </details>
    }
    .into_any()
}

/// An amount as a form shows it: without symbol and thousands, with the language's mark before the decimals.
pub(super) fn shown(tr: Translator, money: Money) -> String {
    money.decimal().replace('.', &tr.t("format-decimal"))
}

/// The field of a limit.
#[component]
fn Amount(id: String, value: String, error: Signal<Option<String>>, currency: Currency) -> impl IntoView {
    let label = use_translator().t_args("costs-limit", &[("currency", currency.as_str().into())]);
    typed(("limit", id), label, value, "text", error)
}

/// What happens at the limit: told, or also stopped.
#[component]
fn AtLimitPick(id: String, at_limit: AtLimit) -> impl IntoView {
    let tr = use_translator();
    let options = [("tell", AtLimit::Tell), ("stop", AtLimit::Stop)]
        .map(|(word, one)| {
            let radio = format!("{id}-{word}");
            let of = radio.clone();
            view! {
                <label class="check" for=of>
                    <input id=radio type="radio" name="at_limit" value=word checked=at_limit == one />
                    <span>
                        {tr.t(&format!("costs-at-{word}"))}
                        <span class="block text-meta text-ink-2">{tr.t(&format!("costs-at-{word}-text"))}</span>
                    </span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="grid gap-2">
            <legend class="fl">{tr.t("costs-at")}</legend>
            {options}
        </fieldset>
    }
    .into_any()
}

/// The form of a new budget.
#[component]
fn New(choices: Vec<Choice>, currency: Currency) -> impl IntoView {
    let tr = use_translator();
    let reload = expect_context::<Reload>();
    let save = ServerAction::<CallSaveBudget>::new();
    let refused = Refused::of(move || save.value().get());
    reload.after(move || save.value().get(), "costs-budget-saved");
    let scope = RwSignal::new(choices.first().map(|choice| choice.value.clone()).unwrap_or_default());
    view! {
        <div class="px-4 py-3 border-t border-line">
            <details class="fold">
                <summary>{tr.t("costs-new-budget")}</summary>
                <ActionForm action=save attr:class="money-form">
                    <RefusedBand text=refused.elsewhere(FIELDS) />
                    <Select name="scope" label=text("costs-scope") value=scope choices error=refused.at("scope") />
                    <input type="hidden" name="currency" value=currency.to_string() />
                    <Amount id="limit-new".to_owned() value=String::new() error=refused.at("limit") currency />
                    <AtLimitPick id="at-new".to_owned() at_limit=AtLimit::Tell />
                    <div>
                        <Button tone=Tone::Primary size=ButtonSize::Form loading=save.pending()>
                            {tr.t("costs-save")}
                        </Button>
                    </div>
                </ActionForm>
            </details>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;
    use prosa_domain::{budget::Standing, id::BudgetId, lang::Lang};

    fn budget(spent: i64, at_limit: AtLimit) -> BudgetView {
        let standing = Standing {
            id: BudgetId(uuid::Uuid::nil()),
            scope: Scope::Tenant,
            limit: Money::of(1_000, Currency::BRL),
            at_limit,
            spent,
            reserved: 0,
        };
        BudgetView { standing, label: String::new(), step: standing.step() }
    }

    #[test]
    fn each_step_of_a_budget_has_its_words_in_every_language() {
        let mut keys = Vec::new();
        for at_limit in [AtLimit::Tell, AtLimit::Stop] {
            for (spent, grave) in
                [(0, ""), (799, ""), (800, "amber"), (900, "amber"), (1_000, "red"), (5_000, "red")]
            {
                let (class, _, key) = state(&budget(spent, at_limit));
                assert_eq!(class, grave, "{spent} {at_limit:?}");
                keys.push(key);
            }
        }
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 5, "fine, 80, 90, passed, stopped");
        for lang in Lang::ALL {
            let tr = Translator::for_lang(*lang);
            assert!(keys.iter().all(|key| tr.has(key)), "{lang:?}");
        }
    }
}
