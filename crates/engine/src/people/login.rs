//! Signing up and in.

use super::{field, password, refuse_member, session::NewSession, session::Proven, tries::Subject};
use crate::{Engine, Reply, refuse_db};
use prosa_db::people::{
    members::{self, MemberRow, NewMember},
    tenants,
};
use prosa_domain::{
    access::Role,
    email::Email,
    id::{MemberId, TenantId},
    lang::Lang,
    refusal::{Code, Refusal},
};
use prosa_vault::Purpose;
use prosa_wire::session::{LogIn, SignUp};

/// A sign-up whose fields are in order.
struct Newcomer {
    tenant_name: String,
    name: String,
    email: Email,
    password_hash: String,
    language: Lang,
}

impl Engine {
    /// Makes a tenant with its keys and its owner, and signs the owner in. `device` describes the browser.
    ///
    /// # Errors
    /// When a field is not in order, or the e-mail already signs in.
    pub async fn sign_up(&self, form: SignUp, device: &str) -> Reply<NewSession> {
        let tenant_name = field::name("tenant_name", &form.tenant_name)?;
        let name = field::name("name", &form.name)?;
        let email = field::email(&form.email)?;
        password::judge(&form.password, &email)?;
        let password_hash = self.people.hasher.hash(&form.password).await?;
        let language = form.language.unwrap_or_default();
        let who = self.create_tenant(Newcomer { tenant_name, name, email, password_hash, language }).await?;
        tracing::info!(tenant = %who.tenant, "a tenant signed up");
        self.begin_session(who, device).await
    }

    async fn create_tenant(&self, new: Newcomer) -> Reply<Proven> {
        let (tenant, member) = (self.new_id(TenantId::from_parts), self.new_id(MemberId::from_parts));
        let now = self.now();
        let mut tx = self.db.tenant(tenant).await.map_err(refuse_db)?;
        tenants::create(&mut tx, new.language, now).await.map_err(refuse_db)?;
        let keys = self.keyring.create_tenant_keys(&mut tx, now).await.map_err(refuse_db)?;
        let name_ct = keys.seal(Purpose::PersonName, new.tenant_name.as_bytes());
        tenants::set_name(&mut tx, &name_ct).await.map_err(refuse_db)?;
        let owner = NewMember {
            id: member,
            email_index: self.email_index(&new.email),
            email_ct: keys.seal(Purpose::Email, new.email.as_str().as_bytes()),
            name_ct: keys.seal(Purpose::PersonName, new.name.as_bytes()),
            password_hash: new.password_hash,
            role: Role::Owner,
            language: None,
            created_at: now,
        };
        members::create_first(&mut tx, &owner).await.map_err(refuse_member)?;
        tx.commit().await.map_err(refuse_db)?;
        Ok(Proven { tenant, member, role: Role::Owner })
    }

    /// Signs a member in. `device` describes the browser, `peer_ip` is where the request came from.
    ///
    /// # Errors
    /// `bad-credentials` for a wrong password and an unknown address alike; `locked-out` after too many.
    pub async fn log_in(&self, form: LogIn, device: &str, peer_ip: &str) -> Reply<NewSession> {
        let bad = Refusal::new(Code::BadCredentials);
        let Some(email) = Email::parse(&form.email) else { return Err(bad) };
        self.check_network(peer_ip).await?;
        // The try is counted before the password is looked at: a burst of guesses at the same moment is counted, too.
        self.try_password(Subject::Address(&email)).await?;
        let Some((tenant, member)) = self.prove(&email, &form.password).await? else {
            self.blame_network(peer_ip).await?;
            tracing::info!("a log-in was refused");
            return Err(bad);
        };
        self.forget_tries(Subject::Address(&email)).await?;
        self.begin_session(Proven { tenant, member: member.id, role: member.role }, device).await
    }

    /// The member an address and a password belong to. An unknown address takes the same steps.
    async fn prove(&self, email: &Email, word: &str) -> Reply<Option<(TenantId, MemberRow)>> {
        let nobody = (TenantId(uuid::Uuid::nil()), uuid::Uuid::nil());
        let found = self.db.find_login(&self.email_index(email)).await.map_err(refuse_db)?;
        let (tenant, id) = found.unwrap_or(nobody);
        let tx = self.db.tenant_orm(tenant).await.map_err(refuse_db)?;
        let member = members::find(&tx, MemberId(id)).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        let hash = member.as_ref().map(|row| row.password_hash.as_str());
        let check = self.people.hasher.check(word, hash).await?;
        let Some(member) = member.filter(|_| check != password::Check::Wrong) else { return Ok(None) };
        if check == password::Check::RightButOld {
            self.store_password(tenant, member.id, word).await?;
        }
        Ok(Some((tenant, member)))
    }

    /// Hashes and stores a password that was already judged.
    async fn store_password(&self, tenant: TenantId, member: MemberId, word: &str) -> Reply<()> {
        let hash = self.people.hasher.hash(word).await?;
        let tx = self.db.tenant_orm(tenant).await.map_err(refuse_db)?;
        members::set_password(&tx, member, &hash).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }
}
