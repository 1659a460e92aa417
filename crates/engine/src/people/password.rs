//! Hashing and checking passwords with argon2id, a few at a time, off the async threads.

use crate::Reply;
use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash,
};
use prosa_domain::{
    email::Email,
    password::{self, Strength},
    refusal::{Code, Refusal},
};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Memory, passes and lanes as OWASP's password storage page asks (19 MiB, 2, 1).
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);
/// Hashes computed at the same time: memory and processor stay bounded.
const AT_ONCE: usize = 2;
/// Longest wait for a turn.
const WAIT_MAX: Duration = Duration::from_secs(5);
/// Longer passwords are not even looked at.
const BYTES_MAX: usize = 1024;
/// A hash nobody has the password of, of the same cost: what an unknown person's password is checked against.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$cHJvc2Etbm9ib2R5LTAwMQ$q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA";

/// Hashes a few passwords at a time.
#[derive(Debug)]
pub(super) struct Hasher {
    turns: Semaphore,
}

impl Default for Hasher {
    fn default() -> Self {
        Self { turns: Semaphore::new(AT_ONCE) }
    }
}

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// The password is right.
    Right,
    /// It is right, but its hash is of an older cost and should be made anew.
    RightButOld,
    /// It is wrong, or there is nobody.
    Wrong,
}

impl Hasher {
    /// Hashes a password.
    pub async fn hash(&self, password: &str) -> Reply<String> {
        let password = password.to_owned();
        self.turn(move || make(&password)).await?.ok_or_else(|| Refusal::new(Code::Internal))
    }

    /// Checks a password; none stands for nobody and takes as long.
    pub async fn check(&self, password: &str, hash: Option<&str>) -> Reply<Check> {
        if password.len() > BYTES_MAX {
            return Ok(Check::Wrong);
        }
        let (password, known) = (password.to_owned(), hash.is_some());
        let hash = hash.unwrap_or(NOBODY).to_owned();
        let found = self.turn(move || compare(&password, &hash)).await?;
        Ok(if known { found } else { Check::Wrong })
    }

    async fn turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Reply<T> {
        let overloaded = |_| Refusal::new(Code::Overloaded);
        let turn = tokio::time::timeout(WAIT_MAX, self.turns.acquire()).await.map_err(overloaded)?;
        let _turn = turn.map_err(|_| Refusal::new(Code::Overloaded))?;
        tokio::task::spawn_blocking(work).await.map_err(|_| Refusal::new(Code::Internal))
    }
}

/// Refuses a password that is not good enough.
pub(super) fn judge(word: &str, email: &Email) -> Reply<()> {
    match password::judge(word, email) {
        Strength::Good => Ok(()),
        Strength::Weak => Err(Refusal::new(Code::PasswordWeak).with("length_min", password::LENGTH_MIN)),
    }
}

fn argon() -> Option<Argon2<'static>> {
    let (memory, passes, lanes) = COST;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(memory, passes, lanes, None).ok()?))
}

fn make(password: &str) -> Option<String> {
    let hash: PasswordHash = argon()?.hash_password(password.as_bytes()).ok()?;
    Some(hash.to_string())
}

fn compare(password: &str, hash: &str) -> Check {
    let Ok(parsed) = PasswordHash::new(hash) else { return Check::Wrong };
    let Some(argon) = argon() else { return Check::Wrong };
    if argon.verify_password(password.as_bytes(), &parsed).is_err() {
        return Check::Wrong;
    }
    let same_cost =
        Params::try_from(&parsed).is_ok_and(|cost| (cost.m_cost(), cost.t_cost(), cost.p_cost()) == COST);
    if same_cost { Check::Right } else { Check::RightButOld }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_opens_its_own_hash_only() {
        let hasher = Hasher::default();
        let hash = hasher.hash("cadeira azul").await.unwrap();
        assert_eq!(hasher.check("cadeira azul", Some(&hash)).await.unwrap(), Check::Right);
        assert_eq!(hasher.check("cadeira verde", Some(&hash)).await.unwrap(), Check::Wrong);
        assert_ne!(hash, hasher.hash("cadeira azul").await.unwrap());
    }

    #[tokio::test]
    async fn nobodys_hash_costs_the_same_and_never_opens() {
        let fresh = make("cadeira azul").unwrap();
        let cost = |hash: &str| Params::try_from(&PasswordHash::new(hash).unwrap()).unwrap();
        let (known, nobody) = (cost(&fresh), cost(NOBODY));
        assert_eq!(
            (known.m_cost(), known.t_cost(), known.p_cost()),
            (nobody.m_cost(), nobody.t_cost(), nobody.p_cost())
        );
        assert_eq!(
            PasswordHash::new(&fresh).unwrap().algorithm,
            PasswordHash::new(NOBODY).unwrap().algorithm
        );
        assert_eq!(Hasher::default().check("cadeira azul", None).await.unwrap(), Check::Wrong);
    }

    #[test]
    fn a_hash_of_an_older_cost_is_right_but_old() {
        let cheap =
            Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8 * 1024, 1, 1, None).unwrap());
        let hash: PasswordHash = cheap.hash_password(b"cadeira azul").unwrap();
        assert_eq!(compare("cadeira azul", &hash.to_string()), Check::RightButOld);
        assert_eq!(compare("cadeira azul", "not a hash"), Check::Wrong);
    }

    #[tokio::test]
    async fn an_endless_password_is_wrong_without_hashing() {
        let hash = make("cadeira azul").unwrap();
        assert_eq!(Hasher::default().check(&"a".repeat(5_000), Some(&hash)).await.unwrap(), Check::Wrong);
    }
}
