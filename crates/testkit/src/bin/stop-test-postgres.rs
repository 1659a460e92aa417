//! Stops the shared test Postgres and removes its folder.

use prosa_testkit::database::{cluster, folder};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let folder = folder();
    if !folder.exists() {
        return;
    }
    let embedded = cluster().await;
    if let Err(error) = embedded.stop_anyway() {
        eprintln!("{error}");
    }
    if let Err(error) = std::fs::remove_dir_all(&folder) {
        eprintln!("{}: {error}", folder.display());
    }
}
