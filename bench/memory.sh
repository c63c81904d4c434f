#!/usr/bin/env bash
# Measures the heap of a run and of a verify over a table, with DynamoDB Local in a process of its own.
#
# usage: bench/memory.sh LANE ITEMS...        LANE: copy or touch
#
# Prints for each number of items how long each command took and the most heap in use after a full collection, of which one is asked
# for every five seconds, in MB.
# Needs a build: mvn -q package -pl bench,operator -am -DskipTests
set -euo pipefail

lane=$1
shift
touchstream=${TOUCHSTREAM:-./touchstream}
classpath=${BENCH_CLASSPATH:-bench/target/classes:bench/target/lib/*}
work=$(mktemp -d)
database=
trap '[ -z "$database" ] || kill "$database"; rm -rf "$work"' EXIT

# The most heap in use after a full collection: the second figure of "Pause Full (Diagnostic Command) 22M->20M(247M)".
heap() {
    grep 'Pause Full (Diagnostic' "$1" | grep -oE '[0-9]+M->[0-9]+M' | sed -E 's/.*->([0-9]+)M/\1/' | sort -n | tail -1
}

# Runs a command with a heap of 256 MB; prints its name, seconds and heap.
measured() {
    local name=$1 begun=$SECONDS pid
    shift
    TOUCHSTREAM_JAVA_OPTIONS="-Xmx256m -Xlog:gc:file=$work/$name.log" \
        "$touchstream" "$@" --json >"$work/$name.json" 2>"$work/$name.err" &
    pid=$!
    while sleep 5 && kill -0 "$pid" 2>/dev/null; do
        jcmd "$pid" GC.run >/dev/null 2>&1 || true
    done
    wait "$pid" || { tail -5 "$work/$name.err" >&2; return 1; }
    printf ' %s %d s %s MB;' "$name" $((SECONDS - begun)) "$(heap "$work/$name.log")"
}

port=8900
for items in "$@"; do
    port=$((port + 1))
    mkdir -p "$work/$items"
    cat >"$work/$items/migration.yaml" <<DEFINITION
name: memory-$lane-$items
source: {tables: [Load]}
target: {tables: {Loaded: {partitionKey: {id: S}}}}
touch: {lane: $lane}
DEFINITION
    TOUCHSTREAM_JAVA_OPTIONS=-Xmx6g "$touchstream" local --port "$port" >"$work/local.log" 2>&1 &
    database=$!
    until grep -q "$port" "$work/local.log"; do sleep 1; done
    java -cp "$classpath" io.touchstream.bench.SourceLoad "http://127.0.0.1:$port" Load "$items" >"$work/load.log"
    printf '%s lane, %d items:' "$lane" "$items"
    measured run run --migration "$work/$items" --endpoint-url "http://127.0.0.1:$port"
    measured verify verify --migration "$work/$items" --endpoint-url "http://127.0.0.1:$port"
    echo
    kill "$database"
    wait "$database" || true
    database=
done
