"""The tables of the ledger, as they are made in a file that has none yet."""

from typing import Final

EVENTS: Final = """
CREATE TABLE IF NOT EXISTS events (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    attempt TEXT NOT NULL,
    refund TEXT NOT NULL DEFAULT '',
    occurred_at TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    next_try_at TEXT,
    delivered_at TEXT
);
CREATE INDEX IF NOT EXISTS events_to_send ON events (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS events_of_charge ON events (attempt);
"""

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS charges (
    place INTEGER PRIMARY KEY,
    attempt TEXT NOT NULL UNIQUE,
    processor_id TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    minor_units INTEGER NOT NULL CHECK (minor_units > 0),
    currency TEXT NOT NULL,
    description TEXT NOT NULL,
    customer TEXT NOT NULL,
    method TEXT,
    decline_code TEXT,
    page TEXT UNIQUE,
    return_url TEXT,
    may_save INTEGER NOT NULL,
    locale TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    settles_at TEXT,
    settles_with TEXT,
    merchant TEXT NOT NULL DEFAULT '',
    bank_account INTEGER NOT NULL DEFAULT 1,
    dispute TEXT,
    dispute_ends_at TEXT,
    dispute_ends_with TEXT,
    disputed_minor_units INTEGER
);
CREATE INDEX IF NOT EXISTS charges_that_settle ON charges (settles_at)
    WHERE settles_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS charges_that_expire ON charges (expires_at)
    WHERE status = 'requires_action';
CREATE TABLE IF NOT EXISTS captures (
    attempt TEXT PRIMARY KEY REFERENCES charges (attempt),
    minor_units INTEGER NOT NULL CHECK (minor_units > 0),
    currency TEXT NOT NULL,
    captured_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS methods (
    place INTEGER PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    brand TEXT NOT NULL,
    last4 TEXT NOT NULL,
    expires_month INTEGER,
    expires_year INTEGER,
    country TEXT NOT NULL,
    behaviour TEXT NOT NULL,
    reusable INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS refunds (
    place INTEGER PRIMARY KEY,
    refund TEXT NOT NULL UNIQUE,
    processor_id TEXT NOT NULL UNIQUE,
    attempt TEXT NOT NULL REFERENCES charges (attempt),
    status TEXT NOT NULL,
    minor_units INTEGER NOT NULL CHECK (minor_units > 0),
    currency TEXT NOT NULL,
    created_at TEXT NOT NULL,
    failure_code TEXT,
    settles_at TEXT,
    settles_with TEXT
);
CREATE INDEX IF NOT EXISTS refunds_of_charge ON refunds (attempt);
CREATE INDEX IF NOT EXISTS refunds_that_settle ON refunds (settles_at)
    WHERE settles_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS delivery_wishes (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    copies INTEGER NOT NULL,
    reorder INTEGER NOT NULL,
    hold INTEGER NOT NULL,
    lose INTEGER NOT NULL DEFAULT 0
);
INSERT OR IGNORE INTO delivery_wishes (only_row, copies, reorder, hold) VALUES (1, 1, 0, 0);
"""

LATER_COLUMNS: Final = {
    "merchant": "TEXT NOT NULL DEFAULT ''",
    "bank_account": "INTEGER NOT NULL DEFAULT 1",
    "dispute": "TEXT",
    "dispute_ends_at": "TEXT",
    "dispute_ends_with": "TEXT",
    "disputed_minor_units": "INTEGER",
}

LATER_INDEXES: Final = """
CREATE INDEX IF NOT EXISTS disputes_to_decide ON charges (dispute_ends_at)
    WHERE dispute_ends_at IS NOT NULL;
"""
