//! The members of the team, with what can be done to each.

use super::{
    api,
    role::{choices, role_key},
    team::Reload,
};
use crate::{
    clock::use_now,
    i18n::{text, use_translator},
    kit::{
        Avatar, AvatarSize, Button, ButtonSize, Chip, Dialog, DialogActions, Glyph, Icon, IconButton,
        IconSize, Input, Tone,
    },
    page::Page,
};
use leptos::prelude::*;
use prosa_domain::access::Role;
use prosa_wire::team::TeamMember;

/// The table of members.
#[component]
pub fn Members(
    /// Members, by name.
    list: Vec<TeamMember>,
    /// Roles the looking person may give; those of other roles cannot be touched.
    grantable: Vec<Role>,
) -> impl IntoView {
    let tr = use_translator();
    let count = i64::try_from(list.len()).unwrap_or_default();
    let rows = list
        .into_iter()
        .map(|member| view! { <MemberRow member grantable=grantable.clone() /> })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="members-title">
            <h2 class="text-body font-semibold px-4 py-3" id="members-title">
                {tr.t_args("team-members", &[("count", count.into())])}
            </h2>
            <table class="tb">
                <thead>
                    <tr>
                        <th scope="col">{tr.t("team-person")}</th>
                        <th scope="col">{tr.t("team-role")}</th>
                        <th scope="col" class="hidden md:table-cell">
                            {tr.t("team-last-seen")}
                        </th>
                        <th scope="col">
                            <span class="sr-only">{tr.t("team-acts")}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

#[component]
fn MemberRow(member: TeamMember, grantable: Vec<Role>) -> impl IntoView {
    let tr = use_translator();
    let now = use_now();
    let own = Page::current().me.is_some_and(|me| me.member_id == member.id);
    let touchable = grantable.contains(&member.role);
    let seen = member.last_seen_at;
    let last_seen = move || seen.map_or_else(|| tr.t("team-never-seen"), |at| tr.ago(at, now.get()));
    let (name, email) = (member.name.clone(), member.email.clone());
    let role = if touchable {
        view! { <RolePick member=member.clone() grantable /> }.into_any()
    } else {
        tr.t(role_key(member.role)).into_any()
    };
    view! {
        <tr>
            <td class="py-2">
                <div class="flex items-center gap-3 min-w-0">
                    <span class="hidden md:block">
                        <Avatar name=name.clone() size=AvatarSize::Medium />
                    </span>
                    <div class="min-w-0">
                        <p class="text-row font-medium flex flex-wrap items-center gap-2">
                            <span class="min-w-0 break-words">{name}</span>
                            {own.then(|| view! { <Chip>{tr.t("team-you")}</Chip> })}
                        </p>
                        <p class="text-meta text-ink-2 break-all">{email}</p>
                    </div>
                </div>
            </td>
            <td>
                <div class="min-w-38 md:min-w-0">{role}</div>
            </td>
            <td class="hidden md:table-cell text-ink-2 whitespace-nowrap">{last_seen}</td>
            <td class="r">{touchable.then(|| view! { <Remove member /> })}</td>
        </tr>
    }
    .into_any()
}

/// Choosing another role acts at once; a refused choice goes back.
#[component]
fn RolePick(member: TeamMember, grantable: Vec<Role>) -> impl IntoView {
    let tr = use_translator();
    let reload = expect_context::<Reload>();
    let TeamMember { id, name, role, .. } = member;
    let chosen = RwSignal::new(role.as_str().to_owned());
    let change = Action::new_local(move |role: &Role| api::change_role(id, *role));
    let done = tr.t_args("team-role-changed", &[("name", (&name).into())]);
    Effect::new(move |_| {
        if let Some(answer) = change.value().get() {
            if answer.is_err() {
                chosen.set(role.as_str().to_owned());
            }
            reload.after(answer, done.clone());
        }
    });
    let options = choices(tr, &grantable)
        .into_iter()
        .map(|choice| {
            let selected = choice.value == role.as_str();
            view! { <option value=choice.value selected=selected>{choice.label}</option> }
        })
        .collect_view();
    let label = tr.t_args("team-role-of", &[("name", (&name).into())]);
    view! {
        <span class="field soft">
            <select
                aria-label=label
                prop:value=move || chosen.get()
                disabled=move || change.pending().get()
                on:change:target=move |event| {
                    let word = event.target().value();
                    chosen.set(word.clone());
                    if let Some(role) = Role::parse(&word) {
                        change.dispatch(role);
                    }
                }
            >
                {options}
            </select>
            <Icon glyph=Glyph::Down size=IconSize::Medium />
        </span>
    }
    .into_any()
}

/// Removing asks for the person's address, typed: it ends their sessions at once.
#[component]
fn Remove(member: TeamMember) -> impl IntoView {
    let tr = use_translator();
    let reload = expect_context::<Reload>();
    let TeamMember { id, name, email, .. } = member;
    let open = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let remove = Action::new_local(move |()| api::remove_member(id));
    let done = tr.t_args("team-removed", &[("name", (&name).into())]);
    Effect::new(move |_| {
        if let Some(answer) = remove.value().get() {
            open.set(false);
            reload.after(answer, done.clone());
        }
    });
    let label = tr.t_args("team-remove-name", &[("name", (&name).into())]);
    let words = tr.t_args("team-remove-words", &[("email", (&email).into())]);
    let (label_of_button, email) = (label.clone(), StoredValue::new(email));
    let differs =
        Signal::derive(move || email.with_value(|email| !typed.get().trim().eq_ignore_ascii_case(email)));
    let words = StoredValue::new(words);
    view! {
        <IconButton
            glyph=Glyph::Trash
            label=Signal::stored(label_of_button)
            size=ButtonSize::Small
            on_press=move |()| {
                typed.set(String::new());
                open.set(true);
            }
        />
        <Dialog open title=Signal::stored(label) id=format!("remove-{id}")>
            <div class="text-left whitespace-normal">
                <p class="text-small text-ink-2 mb-3">{words.get_value()}</p>
                <Input name=format!("typed-{id}") label=text("team-remove-type") value=typed autocomplete="off" />
                <DialogActions>
                    <Button tone=Tone::Ghost on_press=move |()| open.set(false)>
                        {tr.t("team-keep")}
                    </Button>
                    <Button
                        tone=Tone::DangerFilled
                        disabled=differs
                        loading=remove.pending()
                        on_press=move |()| {
                            remove.dispatch(());
                        }
                    >
                        {tr.t("team-remove")}
                    </Button>
                </DialogActions>
            </div>
        </Dialog>
    }
    .into_any()
}
