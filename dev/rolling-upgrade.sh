#!/usr/bin/env bash
# Fills an installation with the program of an older commit, replaces it process by process by that of the working
# tree while requests of every phase are under way, and fails if one is lost, published twice or paid twice.
#
#   dev/rolling-upgrade.sh COMMIT          MAVEN_FLAGS=-o keeps Maven from the network
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
if [ $# -ne 1 ]; then
  echo "usage: $0 COMMIT" >&2
  exit 2
fi
commit=$(git -C "$root" rev-parse --verify "$1^{commit}")
read -r -a flags <<<"${MAVEN_FLAGS:-}"
old=$root/target/rolling-upgrade/$commit

if [ ! -f "$old/built" ]; then
  rm -rf "$old"
  mkdir -p "$old"
  git -C "$root" archive "$commit" | tar -x -C "$old"
  (cd "$old" && mvn -q -B ${flags[@]+"${flags[@]}"} -pl cli -am package -DskipTests)
  touch "$old/built"
fi

cd "$root"
mvn -q -B ${flags[@]+"${flags[@]}"} -Plong -pl e2e -am verify -Dtest=None -Dit.test=RollingUpgradeIT \
  -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
  -Dbatchline.upgrade.from="$old/cli/target/cli.jar:$old/cli/target/lib/*"
echo "From $commit to the working tree: nothing lost, nothing twice."
