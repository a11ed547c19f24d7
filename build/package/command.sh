#!/bin/sh
# /usr/bin/unroll of the Debian package: the command line, which the window's own program runs as
# Node; without arguments the window.
folder=${UNROLL_APPLICATION:-/opt/Unroll}
[ $# -gt 0 ] || exec "$folder/unroll-window"
ELECTRON_RUN_AS_NODE=1 exec "$folder/unroll-window" "$folder/resources/app.asar/out/main/cli.js" "$@"
