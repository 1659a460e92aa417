//! The list of tasks, and the bridge between a [`Task`] and the queue's own handler trait.

use super::{JobError, Task, maintenance::Maintenance};
use crate::{
    Engine,
    cost::alarm::{AlarmLetter, BudgetCheck},
    health::{AskLine, AskLines, ListenLines},
    inbox::receipt::{READ_RECEIPT_TASK, ReadReceipt, send_read_receipt},
    people::letter::{InvitationLetter, PasswordResetLetter},
};
use graphile_worker::{Cron, IntoTaskHandlerResult, TaskHandler, WorkerContext, WorkerOptions};
use serde::{Deserialize, Serialize};

/// Every task. A task that is not listed here stays in the queue.
pub(super) fn tasks(options: WorkerOptions) -> WorkerOptions {
    options
        .define_job::<Handler<InvitationLetter>>()
        .define_job::<Handler<PasswordResetLetter>>()
        .define_job::<Handler<ReadReceipt>>()
        .define_job::<Handler<Maintenance>>()
        .define_job::<Handler<BudgetCheck>>()
        .define_job::<Handler<AlarmLetter>>()
        .define_job::<Handler<AskLine>>()
        .define_job::<Handler<AskLines>>()
        .define_job::<Handler<ListenLines>>()
        .with_crons(
            Cron::hourly_at::<Handler<Maintenance>>(7)
                .ok()
                .and_then(|cron| cron.payload(Handler(Maintenance {})).ok()),
        )
        .with_crons(
            Cron::hourly_at::<Handler<AskLines>>(23)
                .ok()
                .and_then(|cron| cron.payload(Handler(AskLines {})).ok()),
        )
        .with_crons(
            Cron::every_n_minutes::<Handler<ListenLines>>(10)
                .ok()
                .and_then(|cron| cron.payload(Handler(ListenLines {})).ok()),
        )
}

impl Task for ReadReceipt {
    const NAME: &'static str = READ_RECEIPT_TASK;

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        Ok(send_read_receipt(&engine, self).await?)
    }
}

/// Hands a task the engine.
#[derive(Serialize, Deserialize)]
#[serde(transparent, bound = "T: Task")]
pub(super) struct Handler<T: Task>(pub T);

impl<T: Task> TaskHandler for Handler<T> {
    const IDENTIFIER: &'static str = T::NAME;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(engine) = context.get_ext::<Engine>().cloned() else {
            return Err("the worker has no engine".to_owned());
        };
        let done = self.0.run(engine).await;
        metrics::counter!("prosa_jobs_total", "task" => T::NAME, "outcome" => if done.is_ok() { "done" } else { "failed" })
            .increment(1);
        done.map_err(|error| crate::chain(&error))
    }
}
