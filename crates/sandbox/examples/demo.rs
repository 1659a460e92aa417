//! A sandbox by itself, for the phone page and for client libraries: `cargo run -p prosa-sandbox --example demo`.
//! Environment: `SANDBOX_LISTEN` (127.0.0.1:9100), `SANDBOX_WEBHOOK` (nobody).

use prosa_sandbox::{Sandbox, SandboxConfig, SandboxCustomer, SandboxLine};
use std::{env, error::Error};

fn line(id: &str, number: &str, name: &str) -> SandboxLine {
    SandboxLine {
        phone_number_id: id.to_owned(),
        waba_id: "200100300400500".to_owned(),
        display_phone_number: number.to_owned(),
        verified_name: name.to_owned(),
        ..SandboxLine::default()
    }
}

fn customer(name: &str, wa_id: &str) -> SandboxCustomer {
    SandboxCustomer { name: name.to_owned(), wa_id: wa_id.to_owned(), ..SandboxCustomer::default() }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listen = env::var("SANDBOX_LISTEN").unwrap_or_else(|_| "127.0.0.1:9100".to_owned()).parse()?;
    let hidden = SandboxCustomer {
        username: Some("caio.reis".to_owned()),
        phone_hidden: true,
        ..customer("Caio Reis", "5521991112222")
    };
    let config = SandboxConfig {
        listen,
        webhook_url: env::var("SANDBOX_WEBHOOK").unwrap_or_default(),
        lines: vec![
            line("600700800900100", "+55 11 3322-4455", "Casa Jatobá"),
            line("600700800900200", "+55 21 3322-0000", "Casa Jatobá Atacado"),
        ],
        customers: vec![
            customer("Ana Luíza Prates", "5511987651234"),
            customer("Transportes Belém", "559188887777"),
            customer("Dona Cida Ferraz", "553187654321"),
            customer("João Victor Rocha", "5511976543210"),
            customer("Tatiane Alencar", "558599990000"),
            hidden,
        ],
        ..SandboxConfig::default()
    };
    let sandbox = Sandbox::bind(config).await?;
    #[expect(clippy::print_stdout, reason = "an example talks to the person who started it")]
    {
        println!("http://{}/phone", sandbox.local_addr());
    }
    sandbox
        .serve(async {
            // Without a signal handler it runs until it is killed.
            let _ = tokio::signal::ctrl_c().await;
        })
        .await;
    Ok(())
}
