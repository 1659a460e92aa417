//! The list of tasks, and the bridge between a [`Task`] and the queue's own handler trait.

use super::{JobError, Task, maintenance::Maintenance};
use crate::{
    Engine,
    assistant::AssistantTurn,
    cost::{
        TextPrices,
        alarm::{AlarmLetter, BudgetCheck},
    },
    head::LearnHead,
    health::{AskLine, AskLines, ListenLines},
    inbox::receipt::{READ_RECEIPT_TASK, ReadReceipt, send_read_receipt},
    knowledge::{EmbedKnowledge, EmbedRound},
    media::{fetch::FetchFiles, hear::HearNotes, picture::ReadPictures},
    people::letter::{InvitationLetter, LineLetter, PasswordResetLetter},
    second::{ReadAgain, ReadAgainRound},
    sms::SmsFallback,
    template::sync::{TemplateRound, TemplateSync},
};
use graphile_worker::{Cron, Crontab, IntoTaskHandlerResult, TaskHandler, WorkerContext, WorkerOptions};
use serde::{Deserialize, Serialize};

/// Every task. A task that is not listed here stays in the queue.
pub(super) fn tasks(options: WorkerOptions) -> WorkerOptions {
    options
        .define_job::<Handler<InvitationLetter>>()
        .define_job::<Handler<PasswordResetLetter>>()
        .define_job::<Handler<LineLetter>>()
        .define_job::<Handler<ReadReceipt>>()
        .define_job::<Handler<Maintenance>>()
        .define_job::<Handler<TemplateRound>>()
        .define_job::<Handler<TemplateSync>>()
        .define_job::<Handler<FetchFiles>>()
        .define_job::<Handler<BudgetCheck>>()
        .define_job::<Handler<AlarmLetter>>()
        .define_job::<Handler<AskLine>>()
        .define_job::<Handler<AskLines>>()
        .define_job::<Handler<ListenLines>>()
        .define_job::<Handler<SmsFallback>>()
        .define_job::<Handler<TextPrices>>()
        .define_job::<Handler<LearnHead>>()
        .define_job::<Handler<EmbedRound>>()
        .define_job::<Handler<EmbedKnowledge>>()
        .with_crons(hourly(52, EmbedRound {}))
        .define_job::<Handler<AssistantTurn>>()
        .define_job::<Handler<HearNotes>>()
        .define_job::<Handler<ReadPictures>>()
        .define_job::<Handler<ReadAgain>>()
        .define_job::<Handler<ReadAgainRound>>()
        .with_crons(hourly(7, Maintenance {}))
        .with_crons(hourly(23, TemplateRound {}))
        .with_crons(hourly(37, AskLines {}))
        .with_crons(
            Cron::every_n_minutes::<Handler<ReadAgainRound>>(10)
                .ok()
                .and_then(|cron| cron.payload(Handler(ReadAgainRound {})).ok()),
        )
        .with_crons(
            Cron::every_n_minutes::<Handler<ListenLines>>(10)
                .ok()
                .and_then(|cron| cron.payload(Handler(ListenLines {})).ok()),
        )
}

/// A task every hour at a minute; a minute that is none leaves it out.
fn hourly<T: Task>(minute: u32, task: T) -> Option<Crontab> {
    Cron::hourly_at::<Handler<T>>(minute).ok()?.payload(Handler(task)).ok().map(Crontab::from)
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
