#!/usr/bin/env bash
# A member's node, in the foreground. Run it under a user of its own: docs/federation-online.md.
#
#     start-supernode.sh SERVER CA KEY INPUTS [LEDGER [BUDGET]]
#
# SERVER   host:port of the coordinator
# CA       its ca.crt
# KEY      the node's private key, made with: ssh-keygen -t ecdsa -b 384 -N "" -f KEY
# INPUTS   what `sse federation prepare` wrote
# LEDGER   the file of contributions made; $FLWR_HOME/contributions.jsonl where not given
# BUDGET   epsilon that is not exceeded, such as 8.0; no limit where not given
#
# PINNED_APP, where set, is the SHA-256 of the one app bundle that may run (or several, with commas).
# NODE_PORT names the port of loopback between node and app (9094). Any user of this machine can
# reach it and answer in the app's place, so let the node have a machine or a container of its own.
set -euo pipefail
here=$(dirname "$0")
server=$1 ca=$2 key=$3 inputs=$4
. "$here/environment.sh"
mkdir -p "$FLWR_HOME"
ledger=${5:-$FLWR_HOME/contributions.jsonl}
settings="inputs=\"$inputs\" ledger=\"$ledger\""
[ -z "${6:-}" ] || settings="$settings budget=$6"
node=(flower-supernode)
[ -z "${PINNED_APP:-}" ] || node=(python3 -m federation.online.pinned_supernode "$PINNED_APP")
exec "${node[@]}" \
    --superlink "$server" \
    --root-certificates "$ca" \
    --auth-supernode-private-key "$key" \
    --host 127.0.0.1 --port "${NODE_PORT:-9094}" \
    --node-config "$settings"
