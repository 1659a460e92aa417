//! The one way the database fails.

/// What went wrong between us and Postgres.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// Postgres cannot be reached, is starting or is shutting down: try again, nothing is lost.
    #[error("the database is away")]
    Away(#[source] sqlx::Error),
    /// No free connection within the wait limit.
    #[error("no free database connection in time")]
    Busy,
    /// A unique key was already there.
    #[error("already there: {constraint}")]
    Duplicate {
        /// Name of the constraint.
        constraint: String,
    },
    /// Marketing was to be queued for somebody who did not agree to it.
    #[error("marketing without a consent that holds")]
    NoConsent,
    /// The disk is full: nothing was written.
    #[error("the database's disk is full")]
    DiskFull(#[source] sqlx::Error),
    /// Any other answer of Postgres.
    #[error("the database refused a statement")]
    Sql(#[source] sqlx::Error),
    /// Any other failure of the object mapper.
    #[error("the database refused a statement")]
    Orm(#[source] sea_orm::DbErr),
    /// A stored value cannot be read.
    #[error("a stored value cannot be read: {0}")]
    Decode(String),
    /// A stored ciphertext cannot be opened.
    #[error("a stored ciphertext cannot be opened")]
    Vault(#[from] prosa_vault::VaultError),
}

impl DbError {
    /// Whether trying again later can help without any change here.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Away(_) | Self::Busy | Self::DiskFull(_))
    }
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Io(_)
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Protocol(_) => Self::Away(error),
            sqlx::Error::Database(answer) => {
                let code = answer.code().unwrap_or_default();
                match code.as_ref() {
                    "23505" => {
                        Self::Duplicate { constraint: answer.constraint().unwrap_or_default().to_owned() }
                    }
                    "P0C01" => Self::NoConsent,
                    "53100" => Self::DiskFull(error),
                    // Class 08 connection, 57P0x shutdown, 53300 too many connections.
                    code if code.starts_with("08") || code.starts_with("57P0") || code == "53300" => {
                        Self::Away(error)
                    }
                    _ => Self::Sql(error),
                }
            }
            _ => Self::Sql(error),
        }
    }
}

impl From<sea_orm::DbErr> for DbError {
    fn from(error: sea_orm::DbErr) -> Self {
        match error {
            sea_orm::DbErr::ConnectionAcquire(_) => Self::Busy,
            sea_orm::DbErr::Conn(sea_orm::RuntimeErr::SqlxError(inner))
            | sea_orm::DbErr::Exec(sea_orm::RuntimeErr::SqlxError(inner))
            | sea_orm::DbErr::Query(sea_orm::RuntimeErr::SqlxError(inner)) => {
                match std::sync::Arc::try_unwrap(inner) {
                    Ok(inner) => Self::from(inner),
                    Err(shared) => Self::Orm(sea_orm::DbErr::Query(sea_orm::RuntimeErr::SqlxError(shared))),
                }
            }
            other => Self::Orm(other),
        }
    }
}
