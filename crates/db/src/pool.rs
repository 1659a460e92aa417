//! The connection pool, shared by plain SQL (the message path) and SeaORM (the rest).

use crate::DbError;
use sea_orm::{DatabaseConnection, SqlxPostgresConnector};
use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{str::FromStr, time::Duration};

/// Bounds of the pool.
#[derive(Clone, Copy, Debug)]
pub struct PoolOptions {
    /// Most connections at once.
    pub connections_max: u32,
    /// Longest wait for a free connection.
    pub wait_max: Duration,
    /// Longest time one statement may take.
    pub statement_max: Duration,
}

impl Default for PoolOptions {
    fn default() -> Self {
        Self { connections_max: 24, wait_max: Duration::from_secs(3), statement_max: Duration::from_secs(15) }
    }
}

/// A handle without a tenant: it cannot read tenant tables, row-level security sees to it.
#[derive(Clone, Debug)]
pub struct Db {
    pool: PgPool,
    orm: DatabaseConnection,
}

impl Db {
    /// Opens the pool lazily: the first use connects, so that the server starts while Postgres is away.
    ///
    /// # Errors
    /// When the address cannot be read.
    pub fn open(url: &str, options: PoolOptions) -> Result<Self, DbError> {
        let connect = PgConnectOptions::from_str(url)?
            .application_name("prosa")
            .options([("statement_timeout", options.statement_max.as_millis().to_string())])
            .statement_cache_capacity(256);
        let pool = PgPoolOptions::new()
            .max_connections(options.connections_max)
            .acquire_timeout(options.wait_max)
            .idle_timeout(Duration::from_secs(120))
            .test_before_acquire(false)
            .connect_lazy_with(connect);
        let orm = SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone());
        Ok(Self { pool, orm })
    }

    /// The pool itself, for the job queue and for listening; tenant tables stay shut.
    #[must_use]
    pub const fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// SeaORM over the same pool.
    #[must_use]
    pub const fn orm(&self) -> &DatabaseConnection {
        &self.orm
    }

    /// Whether Postgres answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), DbError> {
        sqlx::query("select 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Connections open and idle now.
    #[must_use]
    pub fn usage(&self) -> (u32, usize) {
        (self.pool.size(), self.pool.num_idle())
    }

    /// Waits for running statements, then closes every connection.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// A seat that only one node holds at a time: a Postgres advisory lock on a connection of its own.
#[derive(Debug)]
pub struct Seat {
    connection: sqlx::PgConnection,
    lock: i64,
}

impl Db {
    /// Takes the seat if it is free.
    ///
    /// # Errors
    /// When Postgres is away.
    pub async fn try_lead(&self, lock: i64) -> Result<Option<Seat>, DbError> {
        let mut connection = self.pool.acquire().await?.detach();
        let (held,): (bool,) =
            sqlx::query_as("select pg_try_advisory_lock($1)").bind(lock).fetch_one(&mut connection).await?;
        if held {
            return Ok(Some(Seat { connection, lock }));
        }
        sqlx::Connection::close(connection).await?;
        Ok(None)
    }
}

impl Seat {
    /// Makes sure the seat was not lost with its connection.
    ///
    /// # Errors
    /// When it was.
    pub async fn still_held(&mut self) -> Result<(), DbError> {
        sqlx::query("select 1").execute(&mut self.connection).await?;
        Ok(())
    }

    /// Gives the seat back.
    ///
    /// # Errors
    /// When Postgres is away; the seat is free then, too.
    pub async fn leave(mut self) -> Result<(), DbError> {
        sqlx::query("select pg_advisory_unlock($1)").bind(self.lock).execute(&mut self.connection).await?;
        sqlx::Connection::close(self.connection).await?;
        Ok(())
    }
}

/// Hears notifications on a connection of its own.
#[derive(Debug)]
pub struct Listener(sqlx::postgres::PgListener);

impl Db {
    /// Begins to listen.
    ///
    /// # Errors
    /// When Postgres is away.
    pub async fn listen(&self, channels: &[&str]) -> Result<Listener, DbError> {
        let mut listener = sqlx::postgres::PgListener::connect_with(&self.pool).await?;
        // A lost connection must be told, so that the caller reads what it missed.
        listener.eager_reconnect(false);
        listener.listen_all(channels.iter().copied()).await?;
        Ok(Listener(listener))
    }
}

impl Listener {
    /// The next payload.
    ///
    /// # Errors
    /// When the connection was lost.
    pub async fn next(&mut self) -> Result<String, DbError> {
        match self.0.try_recv().await? {
            Some(notification) => Ok(notification.payload().to_owned()),
            None => Err(DbError::Away(sqlx::Error::PoolClosed)),
        }
    }

    /// A payload that is already here, if any.
    pub fn next_ready(&mut self) -> Option<Result<String, DbError>> {
        self.0.next_buffered().map(|notification| Ok(notification.payload().to_owned()))
    }
}
