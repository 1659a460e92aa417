# The steps of ./check, one function each. Sourced by `check` after `setup.sh`; the working folder is the repository's.
# A step succeeds quietly or fails; what it prints goes to its log.

step_format() { cargo fmt --all --check; }

# The import table, sizes of files and functions, marker words, paths named in papers, translations.
step_tidy() { cargo xtask tidy; }

step_lint_native() { cargo clippy --locked --all-targets -- -D warnings; }

# An ssr and a hydrate build never share a target folder.
step_lint_wasm() {
    cargo clippy --locked --package prosa-frontend --target wasm32-unknown-unknown \
        --target-dir "$prosa_wasm_target" -- -D warnings
}

# Unit, database, path and door tests: everything native.
step_unit() {
    if cargo nextest --version; then
        cargo nextest run --locked --no-fail-fast
        cargo test --locked --doc --quiet
    else
        cargo test --locked
    fi
}

# What was built is weighed at once.
step_web() { cargo xtask web --release && cargo xtask tidy; }

# The program the next steps talk to.
step_server() { cargo build --locked --package prosa-server; }

# The program is killed and Postgres restarted under 5,000 updates; nothing may be lost, doubled or misplaced.
step_bench_crash() { cargo xtask bench crash --binary "$CARGO_TARGET_DIR/debug/prosa" --updates 5000; }

# 2,000 messages leave over ten numbers while the program is killed; none may leave twice, out of order or not at all.
step_bench_send() {
    cargo xtask bench send --binary "$CARGO_TARGET_DIR/debug/prosa" -- --messages 2000 --no-rate-target
}

# A third-party client of the Cloud API against the sandbox.
step_client() {
    setup_packages "$prosa_root/end2end/sandbox-client"
    port=$(free_port)
    "$CARGO_TARGET_DIR/debug/prosa" sandbox --listen "127.0.0.1:$port" &
    sandbox=$!
    # The shell of this step ends here whatever happens; the sandbox must not outlive it.
    trap 'kill "$sandbox" 2>/dev/null || true' EXIT
    wait_for "$port"
    (cd end2end/sandbox-client && node check.mjs "http://127.0.0.1:$port")
}

# Chromium against the whole program.
step_end_to_end() {
    setup_packages "$prosa_root/end2end"
    setup_browser
    export PROSA_BINARY="$CARGO_TARGET_DIR/debug/prosa"
    export PROSA__SERVER__SITE_DIR="$CARGO_TARGET_DIR/site"
    cd end2end && npx playwright test --reporter=list
}

# Ends the Postgres that the tests of this run share.
step_cleanup() {
    tool="$CARGO_TARGET_DIR/debug/stop-test-postgres"
    if [ -d "$PROSA_TEST_DIR" ] && [ -x "$tool" ]; then "$tool" >/dev/null 2>&1 || true; fi
    rm -rf "$PROSA_TEST_DIR"
}

# ---- helpers ----

# A port nothing listens on.
free_port() { node -e 'const s = require("node:net").createServer(); s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'; }

# Waits until something listens: wait_for port
wait_for() {
    for _ in $(seq 1 150); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return; fi
        sleep 0.2
    done
    echo "nothing listens on port $1 after 30 s" >&2
    return 1
}
