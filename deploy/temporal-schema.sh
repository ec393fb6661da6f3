#!/bin/sh
# Brings Temporal's two databases to the form that this version of its server expects.
# Safe to repeat: the first step is skipped where it was done, the second does what is missing.
set -eu

schema() {
    database=$1
    folder=$2
    tool="temporal-sql-tool --plugin $DB --ep $POSTGRES_SEEDS -p $DB_PORT -u $POSTGRES_USER --db $database"
    if $tool setup-schema -v 0.0; then
        echo "$database: begun"
    else
        echo "$database: was begun before"
    fi
    $tool update-schema -d "/etc/temporal/schema/postgresql/v12/$folder/versioned"
}

schema temporal temporal
schema temporal_visibility visibility
