#!/bin/sh
# Runs once, on an empty volume: one account and one set of databases for each of the two users.
set -eu

psql --set ON_ERROR_STOP=1 --username postgres \
    --set books="$BOOKS_PASSWORD" --set temporal="$TEMPORAL_PASSWORD" << 'SQL'
CREATE ROLE backoffice LOGIN PASSWORD :'books';
CREATE ROLE temporal LOGIN PASSWORD :'temporal';
CREATE DATABASE backoffice OWNER backoffice;
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
REVOKE CONNECT ON DATABASE backoffice, temporal, temporal_visibility FROM PUBLIC;
SQL
