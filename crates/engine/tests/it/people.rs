//! People on a real database: every rule of signing in, the team, and links.

mod account;
mod links;
mod queue;
mod team;

use chrono::Duration;
use prosa_domain::{access::Role, refusal::Code};
use prosa_engine::{Caller, people::NewSession};
use prosa_testkit::World;
use prosa_wire::{
    session::{AcceptInvitation, LogIn, SignUp},
    team::Invite,
};
use secrecy::ExposeSecret;
use tokio_util::sync::CancellationToken;

const PASSWORD: &str = "cadeira azul";

fn form(email: &str) -> SignUp {
    SignUp {
        tenant_name: "Casa Aurora Móveis".to_owned(),
        name: "Bianca Nunes".to_owned(),
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
        language: None,
    }
}

async fn owner(world: &World, email: &str) -> NewSession {
    world.engine.sign_up(form(email), "Firefox, Linux").await.unwrap()
}

async fn log_in(world: &World, email: &str, password: &str) -> Result<NewSession, Code> {
    log_in_from(world, email, password, "203.0.113.7").await
}

async fn log_in_from(world: &World, email: &str, password: &str, peer: &str) -> Result<NewSession, Code> {
    let form = LogIn { email: email.to_owned(), password: password.to_owned() };
    world.engine.log_in(form, "Firefox, Linux", peer).await.map_err(|refusal| refusal.code)
}

async fn resolve(world: &World, session: &NewSession) -> Option<Caller> {
    world.engine.resolve_session(session.token.expose_secret()).await.unwrap()
}

/// Lets the real worker run until the queue is empty.
async fn work(world: &World) {
    let stop = CancellationToken::new();
    let worker = tokio::spawn(prosa_engine::job::run(world.engine.clone(), stop.clone()));
    let mut waited = 0;
    while prosa_db::job::depth(&world.engine.db).await.unwrap().0 > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        waited += 1;
        assert!(waited < 1_500, "the queue does not empty");
    }
    stop.cancel();
    worker.await.unwrap();
}

/// The token of the link in the newest letter to an address.
fn token_to(world: &World, email: &str, page: &str) -> String {
    let letters = world.letters.0.lock().unwrap();
    let letter = letters.iter().rev().find(|letter| letter.to == email).expect("a letter");
    token_in(&letter.text, page)
}

fn token_in(text: &str, page: &str) -> String {
    let link =
        text.lines().map(str::trim).find(|line| line.starts_with("http")).expect("a link on its own line");
    link.strip_prefix(&format!("http://127.0.0.1:8080/{page}/")).expect("the page").to_owned()
}

/// Invites an address, takes its letter and joins.
async fn join(world: &World, by: &Caller, email: &str, role: Role) -> NewSession {
    world.engine.invite(by, Invite { email: email.to_owned(), role }).await.unwrap();
    work(world).await;
    let token = token_to(world, email, "convite");
    let form = AcceptInvitation { token, name: "Caio Prado".to_owned(), password: PASSWORD.to_owned() };
    world.engine.accept_invitation(form, "Chrome, Android").await.unwrap()
}

fn minutes(count: i64) -> Duration {
    Duration::minutes(count)
}
