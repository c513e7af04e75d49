#!/usr/bin/env bash
# A certificate authority of the federation's own, and a server certificate for the coordinator.
#
#     make-certificates.sh FOLDER NAME [NAME …]     NAME: DNS:sse.example.org or IP:127.0.0.1
#
# Members need ca.crt and nothing else. Keep ca.key off the server.
set -euo pipefail
folder=$1
shift
[ $# -gt 0 ] || { echo "Name the server: DNS:… or IP:…" >&2; exit 2; }
umask 077
mkdir -p "$folder"
cd "$folder"
for file in ca.key ca.crt server.key server.crt; do
    [ ! -e "$file" ] || { echo "$folder/$file is there already; nothing was changed." >&2; exit 1; }
done
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -sha256 \
    -keyout ca.key -out ca.crt -subj "/CN=Federation authority" \
    -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign"
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
    -keyout server.key -out server.csr -subj "/CN=Federation server"
names=$(IFS=,; echo "$*")
printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\nkeyUsage=critical,digitalSignature\n' "$names" > server.cnf
openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 825 -sha256 \
    -extfile server.cnf -out server.crt
rm server.csr server.cnf
chmod 644 ca.crt server.crt
