#!/bin/sh
# keep-engine.sh FOLDER DOCKERD ARGUMENTS...: runs a daemon for as long as standard input stays open.
#
# The other end of standard input is held by the test run. It closes when the run stops the engine, and also when
# the run is killed (vitest leaves at once on SIGINT, without its tear-down), so one way of ending serves both.
# Afterwards no process, no mount and no file below FOLDER is left.
folder=$1
shift

exec 3<&0 </dev/null
"$@" 3<&- &
engine=$!
trap 'kill -TERM "$engine"' HUP INT TERM

(
  read -r _ <&3
  kill -TERM "$engine"
  # The daemon gives each running container ten seconds to end, and itself five more.
  tries=0
  while [ "$tries" -lt 100 ] && kill -0 "$engine"; do
    sleep 0.2
    tries=$((tries + 1))
  done
  kill -KILL "$engine"
) 2>/dev/null &
watcher=$!

# A signal to this script interrupts `wait`, hence the loop.
while kill -0 "$engine" 2>/dev/null; do
  wait "$engine"
  status=$?
done
kill "$watcher" 2>/dev/null

# What follows finds nothing after a daemon that ended in order. One that was killed leaves its containerd, the shims
# and the containers; they name our folder in their command lines, or are children of those that do.
# The brackets keep grep from finding itself.
for file in $(grep -ls -- "$folder/exec/[c]ontainerd" /proc/[0-9]*/cmdline); do
  process=${file%/cmdline}
  # shellcheck disable=SC2046 # a list of ids
  kill -KILL $(cat "$process"/task/*/children) "${process#/proc/}" 2>/dev/null
done
while read -r _ target _; do
  case $target in "$folder"/*) umount -l "$target" 2>/dev/null ;; esac
done </proc/self/mounts
rm -rf --one-file-system "$folder"
exit "${status:-1}"
