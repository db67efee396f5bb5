#!/bin/sh
# Inside the enclave: nitriding first, which brings the network up and waits for the application, then the gateway.
set -eu
/usr/bin/nitriding -fqdn gateway.example -ext-pub-port 443 -ext-priv-port 8443 -intport 8080 \
  -appwebsrv http://127.0.0.1:8471 -wait-for-app -prometheus-port 0 &
# No document without our hash: the gateway tells the daemon its hash before the daemon serves anybody.
exec node --max-semi-space-size=2 --optimize-for-size /sotto/gateway.mjs /sotto/gateway.conf
