//! The import table of the architecture: which room may import which, and what must never come in.

use super::{Source, code};
use anyhow::{Context, Result};
use serde_json::Value;

/// A room and what it may import.
struct Room {
    package: &'static str,
    /// Rooms it may import.
    may: &'static [&'static str],
    /// Rooms it may import behind the feature `ssr` only.
    may_ssr: &'static [&'static str],
    /// Crates from outside that must never come in.
    never: &'static [&'static str],
}

/// Crates that belong to one side only.
const SERVER_ONLY: &[&str] =
    &["tokio", "axum", "sea-orm", "sqlx", "reqwest", "hyper", "lettre", "graphile_worker"];
const TABLE: &[Room] = &[
    Room {
        package: "prosa-domain",
        may: &[],
        may_ssr: &[],
        never: &[
            "tokio",
            "sea-orm",
            "sqlx",
            "axum",
            "leptos",
            "reqwest",
            "hyper",
            "candle-core",
            "candle-nn",
            "rand",
            "getrandom",
            "tracing",
            "aws-lc-rs",
        ],
    },
    Room {
        package: "prosa-wire",
        may: &["prosa-domain"],
        may_ssr: &[],
        never: &["leptos", "tokio", "axum", "sea-orm", "sqlx", "reqwest"],
    },
    Room { package: "prosa-i18n", may: &["prosa-domain"], may_ssr: &[], never: SERVER_ONLY },
    Room { package: "prosa-entity", may: &[], may_ssr: &[], never: &["axum", "leptos", "reqwest"] },
    Room { package: "prosa-migration", may: &[], may_ssr: &[], never: &["axum", "leptos", "reqwest"] },
    Room {
        package: "prosa-vault",
        may: &["prosa-domain"],
        may_ssr: &[],
        never: &["sea-orm", "sqlx", "axum", "leptos"],
    },
    Room {
        package: "prosa-db",
        may: &["prosa-entity", "prosa-domain", "prosa-wire", "prosa-vault"],
        may_ssr: &[],
        never: &["axum", "leptos", "reqwest", "candle-core"],
    },
    Room {
        package: "prosa-provider",
        may: &["prosa-domain"],
        may_ssr: &[],
        never: &["leptos", "axum", "sea-orm", "sqlx"],
    },
    Room { package: "prosa-classify", may: &["prosa-domain"], may_ssr: &[], never: SERVER_ONLY },
    Room {
        package: "prosa-engine",
        may: &["prosa-domain", "prosa-wire", "prosa-db", "prosa-vault", "prosa-provider", "prosa-i18n"],
        may_ssr: &[],
        never: &["axum", "leptos", "candle-core", "sea-orm"],
    },
    Room {
        package: "prosa-sandbox",
        may: &["prosa-domain"],
        may_ssr: &[],
        never: &["sea-orm", "sqlx", "leptos"],
    },
    Room {
        package: "prosa-app",
        may: &["prosa-domain", "prosa-wire", "prosa-i18n"],
        may_ssr: &["prosa-engine", "leptos_axum"],
        never: &["sea-orm", "sqlx", "reqwest", "candle-core", "tokio"],
    },
    Room { package: "prosa-frontend", may: &["prosa-app"], may_ssr: &[], never: SERVER_ONLY },
];

/// Rooms that import what they need.
const FREE: &[&str] = &["prosa-server", "prosa-testkit", "xtask"];
/// Rooms that are nobody's normal dependency.
const NEVER_IMPORTED: &[&str] = &["prosa-server", "prosa-testkit", "xtask", "prosa-frontend"];
/// What code of `domain` must not reach for: time and chance are given to it.
const DOMAIN_NEVER: &[&str] =
    &["std::env", "SystemTime", "Instant::now", "Utc::now", "Local::now", "std::fs", "std::net"];

/// Checks `cargo metadata` against the table, and the texts of `domain` and `wire`.
pub(crate) fn check(metadata: &Value, sources: &[Source]) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    let packages =
        metadata.get("packages").and_then(Value::as_array).context("no packages in cargo metadata")?;
    for package in packages {
        check_package(package, &mut problems)?;
    }
    for source in sources.iter().filter(|source| source.is_rust() && !source.is_test()) {
        check_text(source, &mut problems);
    }
    Ok(problems)
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

fn check_package(package: &Value, problems: &mut Vec<String>) -> Result<()> {
    let name = text(package, "name").context("a package without name")?;
    let room = TABLE.iter().find(|room| room.package == name);
    if room.is_none() && !FREE.contains(&name) {
        problems.push(format!("{name} is not in the import table of xtask/src/tidy/imports.rs"));
    }
    let dependencies = package.get("dependencies").and_then(Value::as_array).context("no dependencies")?;
    for dependency in dependencies {
        // Normal ones have no kind; tests may import what they like.
        if text(dependency, "kind").is_some() {
            continue;
        }
        let other = text(dependency, "name").context("a dependency without name")?;
        let is_optional = dependency.get("optional").and_then(Value::as_bool).unwrap_or_default();
        if let Some(problem) = judge(name, room, other, is_optional) {
            problems.push(problem);
        }
    }
    Ok(())
}

fn judge(name: &str, room: Option<&Room>, other: &str, is_optional: bool) -> Option<String> {
    let is_room = TABLE.iter().any(|room| room.package == other) || FREE.contains(&other);
    if NEVER_IMPORTED.contains(&other) && name != "xtask" {
        return Some(format!("{name} imports {other}, which nobody may import outside tests"));
    }
    let room = room?;
    if room.never.contains(&other) {
        return Some(format!("{name} imports {other}, which must never come into it"));
    }
    if room.may_ssr.contains(&other) {
        return (!is_optional)
            .then(|| format!("{name} imports {other} always; it may do so only with `ssr`"));
    }
    (is_room && !room.may.contains(&other))
        .then(|| format!("{name} imports {other}, which the table does not allow"))
}

fn check_text(source: &Source, problems: &mut Vec<String>) {
    let path = &source.path;
    let blank = || code::read(&source.text).blank;
    if path.starts_with("crates/domain/src/") {
        let blank = blank();
        for word in DOMAIN_NEVER.iter().filter(|word| blank.contains(**word)) {
            problems.push(format!("{path} uses {word}: time, chance and the outside are given to `domain`"));
        }
    }
    if path.starts_with("crates/wire/src/") {
        for (line, _) in (1..)
            .zip(blank().lines())
            .filter(|(_, line)| line.trim_start().starts_with("pub ") && line.contains(": usize"))
        {
            problems.push(format!(
                "{path}:{line} has a usize field: its size differs between browser and server"
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use serde_json::json;

    fn judged(package: &str, dependencies: Value) -> Vec<String> {
        check(&json!({"packages": [{"name": package, "dependencies": dependencies}]}), &[]).unwrap()
    }

    #[test]
    fn what_the_table_allows_passes() {
        let dependencies = json!([
            {"name": "prosa-domain", "kind": null, "optional": false},
            {"name": "prosa-engine", "kind": null, "optional": true},
            {"name": "prosa-testkit", "kind": "dev", "optional": false},
            {"name": "leptos", "kind": null, "optional": false},
        ]);
        assert_eq!(judged("prosa-app", dependencies), Vec::<String>::new());
    }

    #[test]
    fn the_engine_in_the_browser_is_told() {
        let problems =
            judged("prosa-app", json!([{"name": "prosa-engine", "kind": null, "optional": false}]));
        assert!(problems[0].contains("only with `ssr`"), "{problems:?}");
    }

    #[test]
    fn rooms_and_crates_that_must_not_come_in_are_told() {
        for (package, other) in [
            ("prosa-domain", "tokio"),
            ("prosa-sandbox", "prosa-provider"),
            ("prosa-engine", "prosa-entity"),
            ("prosa-engine", "axum"),
            ("prosa-migration", "prosa-entity"),
            ("prosa-engine", "prosa-testkit"),
            ("prosa-server", "prosa-testkit"),
        ] {
            let problems = judged(package, json!([{"name": other, "kind": null, "optional": false}]));
            assert_eq!(problems.len(), 1, "{package} imports {other}");
        }
    }

    #[test]
    fn a_room_that_nobody_listed_is_told() {
        assert!(judged("prosa-attic", json!([]))[0].contains("not in the import table"));
    }

    #[test]
    fn the_domain_does_not_look_at_the_clock() {
        let source = |text: &str| Source { path: "crates/domain/src/a.rs".to_owned(), text: text.to_owned() };
        let empty = json!({"packages": []});
        assert_eq!(check(&empty, &[source("fn a() { chrono::Utc::now(); }")]).unwrap().len(), 1);
        assert_eq!(check(&empty, &[source("// Utc::now is not for us\nfn a() {}")]).unwrap().len(), 0);
    }
}
