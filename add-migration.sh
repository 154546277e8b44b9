#!/usr/bin/env bash
# Adds the same migration to both databases: ./add-migration.sh NAME
set -euo pipefail
cd "$(dirname "$0")"
export EfDesign=true
dotnet tool restore >/dev/null
for kind in Sqlite Postgres; do
  dotnet ef migrations add "$1" --project LoyaltyStudio --context "${kind}StudioDb" --output-dir "Data/Migrations/$kind"
done
# Leave the design packages out of the next ordinary build.
EfDesign=false dotnet restore LoyaltyStudio >/dev/null
