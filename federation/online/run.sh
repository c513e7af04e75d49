#!/usr/bin/env bash
# Start a run, follow it, and say whether it ended well: `flwr run` itself returns 0 either way.
#
#     run.sh APP CONNECTION [RUN-CONFIG]
#
# APP         a checkout of this project
# CONNECTION  a name in $FLWR_HOME/config.toml
# RUN-CONFIG  such as 'rounds=5 out="/srv/federation/weights.safetensors"'
set -euo pipefail
here=$(dirname "$0")
app=$1 connection=$2
. "$here/environment.sh"
flwr run "$app" "$connection" --stream --run-config "${3:-}"
flwr list "$connection" --format json | python3 -c '
import json, sys
run = max(json.load(sys.stdin)["runs"], key=lambda one: one["pending-at"])
print(run["run-id"], run["status"])
sys.exit(run["status"] != "finished:completed")'
