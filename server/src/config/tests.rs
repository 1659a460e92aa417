#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

use super::{network::Network, *};
use secrecy::ExposeSecret as _;

fn variables_of(pairs: &[(&str, &str)]) -> HashMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn file(name: &str, text: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("prosa-config-{}-{name}", std::process::id()));
    std::fs::write(&path, text).unwrap();
    path
}

fn load(toml: &str, name: &str, pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let path = file(name, toml);
    let outcome = Config::load_with(Some(&path), variables_of(pairs));
    std::fs::remove_file(path).unwrap();
    outcome
}

#[test]
fn without_anything_set_the_defaults_hold() {
    let config = load("", "empty.toml", &[]).unwrap();
    assert_eq!(config.public_url(), "http://127.0.0.1:8080");
    assert_eq!(config.path.ingest_lanes, 4);
    assert!(config.database.url.expose_secret().is_empty());
    assert!(config.server.metrics_from.contains(&"127.0.0.1".parse().unwrap()));
    assert!(!config.server.trusted_proxies.contains(&"127.0.0.1".parse().unwrap()));
}

#[test]
fn the_environment_wins_over_the_file() {
    let path = file(
        "order.toml",
        "[server]\nlisten = \"0.0.0.0:1000\"\nbody_seconds_max = 5\nheader_seconds_max = 6\n",
    );
    let pairs = [("PROSA__SERVER__LISTEN", "0.0.0.0:2000"), ("PROSA__SERVER__BODY_SECONDS_MAX", "7")];
    let config = Config::load_with(Some(&path), variables_of(&pairs)).unwrap();
    std::fs::remove_file(path).unwrap();
    assert_eq!(config.server.listen.to_string(), "0.0.0.0:2000");
    assert_eq!(config.server.body_seconds_max, 7);
    assert_eq!(config.server.header_seconds_max, 6);
}

#[test]
fn an_unknown_key_of_the_file_is_refused_by_name() {
    let error = load("[server]\nlisten_to = 1\n", "unknown.toml", &[]).unwrap_err().to_string();
    assert!(error.contains("listen_to"), "{error}");
    let error = load("[servers]\nlisten = 1\n", "section.toml", &[]).unwrap_err().to_string();
    assert!(error.contains("servers"), "{error}");
}

#[test]
fn an_unknown_key_of_the_environment_is_refused_by_name() {
    let error = load("", "env.toml", &[("PROSA__MAIL__SMTP_HOTS", "relay")]).unwrap_err().to_string();
    assert!(error.contains("smtp_hots"), "{error}");
}

#[test]
fn other_variables_are_left_alone() {
    load("", "other.toml", &[("PROSA_POSTGRES_DIR", "/opt/pg"), ("HOME", "/root")]).unwrap();
}

#[test]
fn lists_come_from_the_environment_with_commas() {
    let config = load("", "list.toml", &[("PROSA__SERVER__TRUSTED_PROXIES", "10.0.0.0/8,::1")]).unwrap();
    let proxies = &config.server.trusted_proxies;
    for (ip, trusted) in
        [("10.9.8.7", true), ("::ffff:10.9.8.7", true), ("::1", true), ("11.0.0.1", false), ("::2", false)]
    {
        assert_eq!(proxies.contains(&ip.parse().unwrap()), trusted, "{ip}");
    }
}

#[test]
fn a_range_of_all_addresses_holds_all_and_a_wrong_one_is_refused() {
    let all: Network = "0.0.0.0/0".parse().unwrap();
    assert!(all.contains("203.0.113.9".parse().unwrap()));
    assert!("10.0.0.0/33".parse::<Network>().is_err());
    assert!("proxy".parse::<Network>().is_err());
}

#[test]
fn the_usual_variable_names_the_database() {
    let pairs = [("DATABASE_URL", "postgres://app:word@db/prosa")];
    let config = load("", "url.toml", &pairs).unwrap();
    assert_eq!(config.database.url.expose_secret(), "postgres://app:word@db/prosa");
}

#[test]
fn secrets_come_from_files_without_their_line_end() {
    let secret = file("password", "hush\n");
    let toml = format!(
        "[mail]\nsmtp_host = \"relay\"\nsmtp_user = \"prosa\"\nsmtp_password_file = \"{}\"\n",
        secret.display()
    );
    let config = load(&toml, "secret.toml", &[]).unwrap();
    std::fs::remove_file(secret).unwrap();
    assert_eq!(config.mail.smtp_password.expose_secret(), "hush");
}

#[test]
fn a_missing_secret_file_is_named_with_its_key() {
    let toml = "[database]\nurl_file = \"/nowhere/url\"\n";
    let error = load(toml, "missing.toml", &[]).unwrap_err().to_string();
    assert!(error.contains("/nowhere/url") && error.contains("database.url_file"), "{error}");
}

#[test]
fn a_secret_and_its_file_together_are_refused() {
    let toml = "[database]\nurl = \"postgres://a\"\nurl_file = \"/nowhere/url\"\n";
    let error = load(toml, "both.toml", &[]).unwrap_err().to_string();
    assert!(error.contains("keep one of the two"), "{error}");
}

#[test]
fn printing_shows_every_section_and_no_secret() {
    let toml = "[database]\nurl = \"postgres://app:word@db/prosa\"\n\n[mail]\nsmtp_host = \"relay\"\nsmtp_user = \"u\"\nsmtp_password = \"hush\"\n";
    let config = load(toml, "print.toml", &[]).unwrap();
    let text = config.describe();
    assert!(
        text.contains("[server]")
            && text.contains("[sessions]")
            && text.contains("[intelligence]\nenabled = true")
            && text.contains("listen = \"127.0.0.1:8080\"")
    );
    assert!(text.contains("url = \"(set)\"") && text.contains("# url_file is not set"));
    assert!(!text.contains("app:word"), "{text}");
    assert!(!text.contains("hush"), "{text}");
    assert!(!format!("{config:?}").contains("hush"));
}

#[test]
fn what_is_printed_can_be_read_again() {
    let printed = Config::default().describe();
    let config = load(&printed, "again.toml", &[]).unwrap();
    assert_eq!(config.describe(), printed);
}

#[test]
fn values_that_cannot_work_are_refused_with_their_key() {
    for (toml, key) in [
        ("[server]\nrequests_max = 0\n", "server.requests_max"),
        ("[server]\npublic_url = \"prosa.example.com\"\n", "server.public_url"),
        ("[database]\nurl = \"mysql://db\"\n", "database.url"),
        ("[database]\nconnections_max = 1\n", "database.connections_max"),
        (
            "[intelligence]\ntranscriber = \"http://localhost/v1\"\ntranscriber_model = \"\"\n",
            "intelligence.transcriber_model",
        ),
        ("[intelligence]\ntranscriber_key = \"k\"\n", "intelligence.transcriber_key"),
        ("[mail]\nsmtp_user = \"u\"\nsmtp_password = \"p\"\n", "mail.smtp_host"),
        ("[mail]\nsmtp_host = \"r\"\nsmtp_user = \"u\"\n", "mail.smtp_password"),
        ("[log]\nfilter = \"prosa=loud\"\n", "log.filter"),
        ("[path]\ningest_lanes = 0\n", "path.ingest_lanes"),
        ("[whatsapp]\ngraph_version = \"26\"\n", "whatsapp.graph_version"),
    ] {
        let error = load(toml, "value.toml", &[]).unwrap_err().to_string();
        assert!(error.contains(key), "{toml} gave {error}");
    }
}

#[test]
fn a_value_of_the_wrong_type_names_its_key() {
    let error = load("[server]\nrequests_max = \"many\"\n", "type.toml", &[]).unwrap_err().to_string();
    assert!(error.contains("requests_max"), "{error}");
}

#[test]
fn a_named_file_that_is_not_there_is_an_error() {
    let missing = Path::new("/nowhere/prosa.toml");
    let error = Config::load_with(Some(missing), HashMap::new()).unwrap_err();
    assert!(error.to_string().contains("/nowhere/prosa.toml"));
}

#[test]
fn the_slash_at_the_end_of_the_public_address_is_dropped() {
    let config = load("[server]\npublic_url = \"https://chat.example.com/\"\n", "slash.toml", &[]).unwrap();
    assert_eq!(config.public_url(), "https://chat.example.com");
}
