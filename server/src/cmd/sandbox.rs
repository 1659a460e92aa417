//! `prosa sandbox`: the stand-in for Meta, alone or beside the demo.

use crate::cmd::say;
use anyhow::{Context as _, Result};
use prosa_engine::seed::Remembered;
use prosa_sandbox::{History, Sandbox, SandboxConfig, SandboxCustomer, SandboxLine, SandboxTemplate};
use std::net::SocketAddr;

/// How to run the sandbox by itself.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
    /// Webhook to call.
    #[arg(long, default_value = "http://127.0.0.1:8080/webhooks/whatsapp")]
    webhook_url: String,
}

/// Runs until a signal comes.
pub(crate) async fn run(options: Options) -> Result<()> {
    let sandbox = Sandbox::bind(config(options.listen, &options.webhook_url)).await?;
    say(&format!("Phone page   http://{}/", options.listen));
    sandbox
        .serve(async {
            // Without signals it runs until it is killed.
            let _ = tokio::signal::ctrl_c().await;
        })
        .await;
    Ok(())
}

/// The sandbox of the demo: its lines, secrets and customers are the seeded ones, its templates those that are remembered.
pub(crate) async fn start_demo(
    listen: SocketAddr,
    server: &str,
    templates: Vec<Remembered>,
) -> Result<Sandbox> {
    let mut config = config(listen, &format!("{server}/webhooks/whatsapp"));
    config.templates = templates
        .into_iter()
        .map(|one| SandboxTemplate { waba_id: one.account_id, template: one.template })
        .collect();
    Sandbox::bind(config).await.context("the phone page could not be started")
}

fn config(listen: SocketAddr, webhook_url: &str) -> SandboxConfig {
    let lines = prosa_engine::seed::LINES.iter().map(|line| SandboxLine {
        phone_number_id: line.phone_number_id.to_owned(),
        waba_id: line.account_id.to_owned(),
        display_phone_number: line.display.to_owned(),
        verified_name: format!("Casa Aurora · {}", line.label),
        ..SandboxLine::default()
    });
    let customers = prosa_engine::seed::customers().into_iter().map(|customer| SandboxCustomer {
        name: customer.name.to_owned(),
        wa_id: customer.wa_id,
        bsuid: customer.bsuid,
        ..SandboxCustomer::default()
    });
    SandboxConfig {
        listen,
        webhook_url: webhook_url.to_owned(),
        app_secret: prosa_engine::seed::APP_SECRET.to_owned(),
        verify_token: prosa_engine::seed::VERIFY_TOKEN.to_owned(),
        access_token: prosa_engine::seed::ACCESS_TOKEN.to_owned(),
        lines: lines.collect(),
        customers: customers.collect(),
        templates: Vec::new(),
        history: History::Trusting,
    }
}
