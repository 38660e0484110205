#!/usr/bin/env bash
# Sends one request with kcat and waits for its result: kcat.sh [BROKER] [ID]
set -eu
broker=${1:-localhost:9092} id=${2:-kcat-$RANDOM-$RANDOM}

kcat -b "$broker" -P -t batch.requests <<EOT
{"custom_id":"$id","url":"/v1/chat/completions","body":{"model":"gpt-4.1-mini","messages":[{"role":"user","content":"Say hello."}]}}
EOT
while true; do
  for topic in completed failed; do
    kcat -b "$broker" -C -e -q -X isolation.level=read_committed -t "batch.results.$topic" -f '%k %s\n' |
      grep "^$id " && exit
  done
  sleep 1
done
