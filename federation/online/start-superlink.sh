#!/usr/bin/env bash
# The coordinator's server, in the foreground, on loopback: only the proxy stands outside.
#
#     start-superlink.sh CERTIFICATES PORT
#
# CERTIFICATES: the folder of make-certificates.sh. State is kept in $FLWR_HOME/superlink.db.
set -euo pipefail
here=$(dirname "$0")
certificates=$1 port=$2
. "$here/environment.sh"
mkdir -p "$FLWR_HOME"
exec flower-superlink \
    --ssl-ca-certfile "$certificates/ca.crt" \
    --ssl-certfile "$certificates/server.crt" \
    --ssl-keyfile "$certificates/server.key" \
    --enable-supernode-auth \
    --disable-runtime-dependency-installation \
    --host 127.0.0.1 --port "$port" \
    --database "$FLWR_HOME/superlink.db"
