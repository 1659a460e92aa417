//! The demo: a Brazilian furniture shop with its team, two numbers, what it knows, and several days of
//! conversations.
//!
//! What customers wrote and every tick goes through the real path (journal, ingest, track) with the provider's times set
//! back; what the team wrote is put where sending leaves it. The shop's logins and secrets are public, so a demo belongs on
//! a machine of one's own.

mod build;
mod customers;
mod knowledge;
mod script;
mod templates;

pub use customers::{Customer, customers};
pub use templates::{Remembered, remembered};

use crate::{Caller, Engine, Reply, chain, path::ingest, people::newcomer::Newcomer};
use prosa_db::{
    DbError, history,
    line::{self, LineWrite},
};
use prosa_domain::{
    access::Role,
    id::{LineId, MemberId, SessionId, TenantId},
    lang::Lang,
    line::LineState,
    refusal::Refusal,
};
use prosa_vault::Purpose;
use prosa_wire::session::SignUp;

/// App secret of the demo's numbers.
pub const APP_SECRET: &str = "demo-app-secret";
/// Verify token of the demo's numbers.
pub const VERIFY_TOKEN: &str = "demo-verify-token";
/// Access token of the demo's numbers.
pub const ACCESS_TOKEN: &str = "demo-access-token";
/// Password of everybody in the demo.
pub const PASSWORD: &str = "cadeira-azul-42";

/// Somebody of the demo's team.
#[derive(Clone, Copy, Debug)]
pub struct Login {
    /// Name.
    pub name: &'static str,
    /// E-mail to sign in with.
    pub email: &'static str,
    /// Role.
    pub role: Role,
}

/// The team; conversations name it by first letter.
pub const LOGINS: [Login; 3] = [
    Login { name: "Beatriz Nogueira", email: "beatriz@casaaurora.example", role: Role::Owner },
    Login { name: "Rafael Lima", email: "rafael@casaaurora.example", role: Role::Manager },
    Login { name: "Carla Souza", email: "carla@casaaurora.example", role: Role::Agent },
];

/// A number of the demo.
#[derive(Clone, Copy, Debug)]
pub struct DemoLine {
    /// Name inside the company.
    pub label: &'static str,
    /// Provider's id of the number.
    pub phone_number_id: &'static str,
    /// Provider's id of the account.
    pub account_id: &'static str,
    /// The number as people write it.
    pub display: &'static str,
}

/// The numbers: shop, then deliveries.
pub const LINES: [DemoLine; 2] = [
    DemoLine {
        label: "Loja",
        phone_number_id: "106540352242922",
        account_id: "102290129340398",
        display: "+55 11 3322-4455",
    },
    DemoLine {
        label: "Entregas",
        phone_number_id: "106540352242933",
        account_id: "102290129340398",
        display: "+55 11 3322-4466",
    },
];

/// Why the demo could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// A verb refused.
    #[error("the demo could not be made: {0}")]
    Refused(#[from] Refusal),
    /// The database.
    #[error("the demo could not be written")]
    Db(#[from] DbError),
    /// The script has a line that cannot be read.
    #[error("line {0} of the demo's script cannot be read")]
    Script(usize),
}

/// The shop while it is being made.
struct Shop {
    tenant: TenantId,
    members: Vec<MemberId>,
    lines: Vec<LineId>,
}

/// Makes the demo in an empty installation; says whether it did. In one that has it, its numbers are pointed at where the
/// stand-in for Meta is now.
///
/// # Errors
/// When the database refuses.
pub async fn run(engine: &Engine) -> Result<bool, SeedError> {
    if !engine.db.list_tenants().await?.is_empty() {
        repoint(engine).await?;
        return Ok(false);
    }
    let started = tokio::time::Instant::now();
    let now = engine.now();
    let talks = script::read(now).map_err(|bad| SeedError::Script(bad.0))?;
    let shop = open_shop(engine).await?;
    templates::make(engine, &shop).await?;
    knowledge::make(engine, &shop).await?;
    build::receive(engine, &talks).await?;
    read_all(engine).await?;
    let conversations = build::send(engine, &shop, &talks).await?;
    build::track(engine, &talks).await?;
    read_all(engine).await?;
    let mut tx = engine.db.tenant(shop.tenant).await?;
    history::settle(&mut tx, &build::standings(&shop, &talks, &conversations)).await?;
    history::backdate_parts(&mut tx).await?;
    tx.commit().await?;
    let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(conversations = talks.len(), took_ms, "the demo is made");
    Ok(true)
}

/// Checks the demo's numbers live once, as a person would after connecting them. Call it when the stand-in answers.
pub async fn check_lines(engine: &Engine) {
    let check = async {
        let Some((tenant, member)) = owner(engine).await? else { return Ok(()) };
        let caller = Caller { tenant, member, role: Role::Owner, session: SessionId(uuid::Uuid::nil()) };
        for line in engine.lines(&caller).await? {
            let ours = LINES.iter().any(|known| known.phone_number_id == line.phone_number_id);
            if ours && line.check.is_none() {
                engine.check_line(&caller, line.id).await?;
            }
        }
        Ok::<(), Refusal>(())
    };
    if let Err(refusal) = check.await {
        tracing::warn!(error = %chain(&refusal), "the demo's numbers could not be checked");
    }
}

/// The demo's tenant and its owner, when the installation is the demo.
async fn owner(engine: &Engine) -> Reply<Option<(TenantId, MemberId)>> {
    let address = LOGINS.first().map(|login| login.email).unwrap_or_default();
    engine.tenant_of_address(address).await
}

async fn repoint(engine: &Engine) -> Result<(), SeedError> {
    if let Some((tenant, _)) = owner(engine).await? {
        let ids = LINES.map(|line| line.phone_number_id);
        let mut tx = engine.db.tenant(tenant).await?;
        history::repoint_lines(&mut tx, &ids, &engine.settings.graph_base).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn read_all(engine: &Engine) -> Result<(), SeedError> {
    let mut routes = ingest::Routes::default();
    while ingest::turn(engine, &mut routes).await?.rows > 0 {}
    Ok(())
}

/// The tenant, its team and its numbers.
async fn open_shop(engine: &Engine) -> Result<Shop, SeedError> {
    let [owner, others @ ..] = &LOGINS;
    let form = SignUp {
        tenant_name: "Casa Aurora Móveis".to_owned(),
        name: owner.name.to_owned(),
        email: owner.email.to_owned(),
        password: PASSWORD.to_owned(),
        language: Some(Lang::PtBr),
    };
    let session = engine.sign_up(form, "demo").await?;
    engine.log_out(&session.caller).await?;
    let tenant = session.caller.tenant;
    let mut members = vec![session.caller.member];
    for login in others {
        let person = Newcomer { name: login.name, email: login.email, password: PASSWORD, role: login.role };
        members.push(engine.add_newcomer(tenant, person).await?);
    }
    let lines = connect_lines(engine, tenant).await?;
    Ok(Shop { tenant, members, lines })
}

async fn connect_lines(engine: &Engine, tenant: TenantId) -> Result<Vec<LineId>, SeedError> {
    let keys = engine.keyring.tenant(tenant).await?;
    let seal = |text: &str| Some(keys.seal(Purpose::ProviderToken, text.as_bytes()));
    let mut tx = engine.db.tenant(tenant).await?;
    let mut ids = Vec::new();
    for demo in &LINES {
        let id = engine.new_id(LineId::from_parts);
        let write = LineWrite {
            id,
            provider: "whatsapp".to_owned(),
            label: demo.label.to_owned(),
            phone_number_id: demo.phone_number_id.to_owned(),
            account_id: demo.account_id.to_owned(),
            graph_base: engine.settings.graph_base.clone(),
            graph_version: engine.settings.graph_version.clone(),
            token_ct: seal(ACCESS_TOKEN),
            app_secret_ct: seal(APP_SECRET),
            verify_token_ct: seal(VERIFY_TOKEN),
        };
        line::save(&mut tx, &write, engine.now()).await?;
        line::set_state(&mut tx, id, LineState::Connected, None).await?;
        ids.push(id);
    }
    tx.commit().await?;
    Ok(ids)
}
