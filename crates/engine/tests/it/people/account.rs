//! Signing up, in and out; sessions; the own account.

use super::*;
use prosa_domain::lang::Lang;
use prosa_testkit::World;
use prosa_wire::session::Theme;

#[tokio::test]
async fn signing_up_makes_a_tenant_and_its_owner_and_signs_in() {
    let world = World::new().await;
    let session = owner(&world, " Bianca@Aurora.example ").await;
    assert_eq!(resolve(&world, &session).await, Some(session.caller));
    let me = world.engine.me(&session.caller).await.unwrap();
    assert_eq!((me.tenant_name.as_str(), me.name.as_str()), ("Casa Aurora Móveis", "Bianca Nunes"));
    assert_eq!((me.email.as_str(), me.role), ("bianca@aurora.example", Role::Owner));
    assert_eq!((me.time_zone.as_str(), me.utc_offset_minutes), ("America/Sao_Paulo", -180));
    assert_eq!((me.language, me.theme), (None, Theme::System));
    assert!(log_in(&world, "bianca@aurora.example", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn nothing_of_a_person_is_stored_in_the_clear() {
    let world = World::new().await;
    let session = owner(&world, "bianca@aurora.example").await;
    let mut admin = world.database.admin().await;
    for table in ["tenant", "member", "session", "login_throttle", "tenant_key"] {
        let sql = format!("select coalesce(string_agg(t::text, ' '), '') from {table} t");
        let (text,): (String,) =
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_one(&mut admin).await.unwrap();
        for plain in ["Bianca", "Aurora", "bianca@", PASSWORD, "Firefox", session.token.expose_secret()] {
            let hex: String = plain.bytes().map(|byte| format!("{byte:02x}")).collect();
            assert!(!text.contains(plain) && !text.contains(&hex), "{plain} stands in {table}");
        }
    }
}

#[tokio::test]
async fn an_address_signs_up_once_whatever_its_writing() {
    let world = World::new().await;
    owner(&world, "bianca@aurora.example").await;
    let again = world.engine.sign_up(form("BIANCA@aurora.example"), "").await.map_err(|refusal| refusal.code);
    assert_eq!(again.err(), Some(Code::EmailTaken));
    let (tenants,): (i64,) = sqlx::query_as("select count(*) from tenant")
        .fetch_one(&mut world.database.admin().await)
        .await
        .unwrap();
    assert_eq!(tenants, 1, "a refused sign-up leaves no tenant behind");
}

#[tokio::test]
async fn a_sign_up_that_is_not_in_order_is_refused_with_its_reason() {
    let world = World::new().await;
    let cases = [
        (SignUp { email: "bianca".into(), ..form("") }, Code::EmailInvalid),
        (SignUp { name: "  ".into(), ..form("a@b.example") }, Code::FieldMissing),
        (SignUp { tenant_name: "x".repeat(81), ..form("a@b.example") }, Code::FieldTooLong),
        (SignUp { password: "123".into(), ..form("a@b.example") }, Code::PasswordWeak),
        (SignUp { password: "senha123456".into(), ..form("a@b.example") }, Code::PasswordWeak),
    ];
    for (form, code) in cases {
        assert_eq!(world.engine.sign_up(form, "").await.err().map(|refusal| refusal.code), Some(code));
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer_and_the_same_work() {
    let world = World::new().await;
    owner(&world, "bianca@aurora.example").await;
    // The quickest of three in turn: what else the machine does must not decide.
    let mut quickest = [std::time::Duration::MAX; 2];
    for _ in 0..3 {
        for (email, took) in ["bianca@aurora.example", "ninguem@aurora.example"].iter().zip(&mut quickest) {
            let clock = std::time::Instant::now();
            assert_eq!(log_in(&world, email, "cadeira verde").await.err(), Some(Code::BadCredentials));
            *took = clock.elapsed().min(*took);
        }
    }
    let [known, unknown] = quickest;
    // A hash takes tens of milliseconds; an answer without one takes a few.
    assert!(unknown * 3 > known, "an unknown address was answered in {unknown:?}, a known one in {known:?}");
}

#[tokio::test]
async fn too_many_wrong_passwords_lock_an_address_for_a_while_known_or_not() {
    let world = World::new().await;
    owner(&world, "bianca@aurora.example").await;
    for email in ["bianca@aurora.example", "ninguem@aurora.example"] {
        for _ in 0..5 {
            assert_eq!(log_in(&world, email, "cadeira verde").await.err(), Some(Code::BadCredentials));
        }
        let form = LogIn { email: email.to_owned(), password: PASSWORD.to_owned() };
        let refusal = world.engine.log_in(form, "", "198.51.100.1").await.unwrap_err();
        assert_eq!(
            (refusal.code, refusal.args["minutes"].as_str()),
            (Code::LockedOut, "15"),
            "even the right password"
        );
    }
    world.clock.advance(minutes(14));
    assert_eq!(log_in(&world, "bianca@aurora.example", PASSWORD).await.err(), Some(Code::LockedOut));
    world.clock.advance(minutes(2));
    assert!(log_in(&world, "bianca@aurora.example", PASSWORD).await.is_ok());
    assert_eq!(
        log_in(&world, "bianca@aurora.example", "cadeira verde").await.err(),
        Some(Code::BadCredentials)
    );
}

#[tokio::test]
async fn guesses_at_the_same_moment_are_all_counted() {
    let world = World::new().await;
    owner(&world, "bianca@aurora.example").await;
    let guesses = (0..20).map(|_| log_in(&world, "bianca@aurora.example", "cadeira verde"));
    let answers = futures::future::join_all(guesses).await;
    let looked_at = answers.iter().filter(|answer| matches!(answer, Err(Code::BadCredentials))).count();
    assert!(looked_at <= 5, "{looked_at} guesses were looked at");
}

#[tokio::test]
async fn a_right_password_forgets_the_wrong_ones() {
    let world = World::new().await;
    owner(&world, "bianca@aurora.example").await;
    for _ in 0..3 {
        for _ in 0..4 {
            log_in(&world, "bianca@aurora.example", "cadeira verde").await.unwrap_err();
        }
        assert!(log_in(&world, "bianca@aurora.example", PASSWORD).await.is_ok());
    }
}

#[tokio::test]
async fn a_network_that_guesses_many_addresses_is_locked_and_others_are_not() {
    let settings = prosa_engine::Settings { login_failures_max: 1, ..prosa_engine::Settings::default() };
    let world = World::with(settings).await;
    owner(&world, "bianca@aurora.example").await;
    for n in 0..11 {
        log_in_from(&world, &format!("gente{n}@aurora.example"), "cadeira verde", "2001:db8::1")
            .await
            .unwrap_err();
    }
    let same = log_in_from(&world, "bianca@aurora.example", PASSWORD, "2001:db8::ffff").await;
    assert_eq!(same.err(), Some(Code::LockedOut));
    assert!(log_in_from(&world, "bianca@aurora.example", PASSWORD, "2001:db8:1::1").await.is_ok());
}

#[tokio::test]
async fn logging_out_ends_the_session_at_once() {
    let world = World::new().await;
    let session = owner(&world, "bianca@aurora.example").await;
    assert!(resolve(&world, &session).await.is_some());
    world.engine.log_out(&session.caller).await.unwrap();
    assert_eq!(resolve(&world, &session).await, None);
}

#[tokio::test]
async fn a_made_up_token_is_nobody() {
    let world = World::new().await;
    for token in ["", "x", &"a".repeat(43), &"á".repeat(43), &"a".repeat(9_000)] {
        assert_eq!(world.engine.resolve_session(token).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_session_ends_when_unused_for_two_weeks_and_after_ninety_days_in_any_case() {
    let world = World::new().await;
    let idle = owner(&world, "bianca@aurora.example").await;
    world.clock.advance(Duration::days(14) - minutes(1));
    assert!(resolve(&world, &idle).await.is_some());
    world.clock.advance(Duration::days(14));
    assert_eq!(resolve(&world, &idle).await, None);
    let used = log_in(&world, "bianca@aurora.example", PASSWORD).await.unwrap();
    for _ in 0..8 {
        world.clock.advance(Duration::days(11));
        assert!(resolve(&world, &used).await.is_some());
    }
    world.clock.advance(Duration::days(3));
    assert_eq!(resolve(&world, &used).await, None);
}

#[tokio::test]
async fn sessions_are_listed_and_a_revoked_one_is_out_at_once() {
    let world = World::new().await;
    let here = owner(&world, "bianca@aurora.example").await;
    world.clock.advance(minutes(5));
    let form = LogIn { email: "bianca@aurora.example".into(), password: PASSWORD.into() };
    let phone = world.engine.log_in(form, "Chrome, Android", "203.0.113.7").await.unwrap();
    assert!(resolve(&world, &phone).await.is_some());
    let list = world.engine.sessions(&here.caller).await.unwrap();
    let seen: Vec<(&str, bool)> = list.iter().map(|view| (view.device.as_str(), view.current)).collect();
    assert_eq!(seen, [("Chrome, Android", false), ("Firefox, Linux", true)]);
    world.engine.revoke_session(&here.caller, phone.caller.session).await.unwrap();
    assert_eq!(resolve(&world, &phone).await, None);
    assert!(resolve(&world, &here).await.is_some());
    let again = world.engine.revoke_session(&here.caller, phone.caller.session).await.unwrap_err();
    assert_eq!(again.code, Code::NotFound);
}

#[tokio::test]
async fn nobody_revokes_the_session_of_somebody_else() {
    let world = World::new().await;
    let here = owner(&world, "bianca@aurora.example").await;
    let colleague = join(&world, &here.caller, "caio@aurora.example", Role::Agent).await;
    let stranger = owner(&world, "rita@outra.example").await;
    for caller in [colleague.caller, stranger.caller] {
        let refusal = world.engine.revoke_session(&caller, here.caller.session).await.unwrap_err();
        assert_eq!(refusal.code, Code::NotFound);
    }
    assert!(resolve(&world, &here).await.is_some());
}

#[tokio::test]
async fn all_other_sessions_end_together() {
    let world = World::new().await;
    let here = owner(&world, "bianca@aurora.example").await;
    let there = log_in(&world, "bianca@aurora.example", PASSWORD).await.unwrap();
    world.engine.revoke_other_sessions(&here.caller).await.unwrap();
    assert!(resolve(&world, &here).await.is_some());
    assert_eq!(resolve(&world, &there).await, None);
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_the_other_sessions() {
    let world = World::new().await;
    let here = owner(&world, "bianca@aurora.example").await;
    let there = log_in(&world, "bianca@aurora.example", PASSWORD).await.unwrap();
    let change = async |old: &str, new: &str| {
        world.engine.change_password(&here.caller, old, new).await.map_err(|refusal| refusal.code)
    };
    assert_eq!(change("cadeira verde", "mesa de jantar").await, Err(Code::BadCredentials));
    assert_eq!(change(PASSWORD, "curta").await, Err(Code::PasswordWeak));
    assert_eq!(change(PASSWORD, "mesa de jantar").await, Ok(()));
    assert!(resolve(&world, &here).await.is_some());
    assert_eq!(resolve(&world, &there).await, None);
    assert_eq!(log_in(&world, "bianca@aurora.example", PASSWORD).await.err(), Some(Code::BadCredentials));
    assert!(log_in(&world, "bianca@aurora.example", "mesa de jantar").await.is_ok());
}

#[tokio::test]
async fn guessing_the_current_password_is_locked_too() {
    let world = World::new().await;
    let here = owner(&world, "bianca@aurora.example").await;
    let guess = async || {
        world.engine.change_password(&here.caller, "cadeira verde", "mesa de jantar").await.unwrap_err().code
    };
    for _ in 0..5 {
        assert_eq!(guess().await, Code::BadCredentials);
    }
    assert_eq!(guess().await, Code::LockedOut);
}

#[tokio::test]
async fn language_and_theme_are_kept_per_member() {
    let world = World::new().await;
    let here = owner(&world, "bianca@aurora.example").await;
    world.engine.set_language(&here.caller, Some(Lang::Es)).await.unwrap();
    world.engine.set_theme(&here.caller, Theme::Dark).await.unwrap();
    let me = world.engine.me(&here.caller).await.unwrap();
    assert_eq!((me.language, me.theme), (Some(Lang::Es), Theme::Dark));
    world.engine.set_language(&here.caller, None).await.unwrap();
    assert_eq!(world.engine.me(&here.caller).await.unwrap().language, None);
}
