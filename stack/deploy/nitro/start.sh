#!/bin/sh
# Inside the enclave: nitriding first, which brings the network up and waits for the application, then the gateway.
# Documents are served on the public port (/enclave/attestation); the other one is between enclaves, and unused.
set -eu
/usr/bin/nitriding -fqdn gateway.example -ext-pub-port 443 -ext-priv-port 8443 -intport 8080 \
  -appwebsrv http://127.0.0.1:8471 -wait-for-app -prometheus-port 0 &
# The gateway tells the daemon its hash before it serves anybody, so the daemon has to listen: 127.0.0.1:8080, state 0A.
until grep -q ' 0100007F:1F90 [0-9A-F]*:[0-9A-F]* 0A ' /proc/net/tcp; do sleep 0.1; done
exec node --max-semi-space-size=2 --optimize-for-size /sotto/gateway.mjs /sotto/gateway.conf
