-- Jobs and the legs of their delivery. Lists (reasons, recipients) are JSON; times are ISO 8601 with their zone.
CREATE TABLE jobs (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,  -- a number is never given twice, whatever was removed
    kind       TEXT NOT NULL,
    origin     TEXT NOT NULL,
    created    TEXT NOT NULL,
    state      TEXT NOT NULL,
    reasons    TEXT NOT NULL,
    user       TEXT NOT NULL,
    account    TEXT NOT NULL,
    sender     TEXT NOT NULL,
    recipients TEXT NOT NULL,
    subject    TEXT NOT NULL,
    file_name  TEXT NOT NULL,
    file_type  TEXT NOT NULL,
    resolution INTEGER NOT NULL,
    colour     TEXT NOT NULL,
    paper      TEXT NOT NULL,
    pages      INTEGER NOT NULL,
    size       INTEGER NOT NULL,
    code       INTEGER,
    failure    TEXT NOT NULL,
    detail     TEXT NOT NULL,
    finished   TEXT,
    output     TEXT NOT NULL
) STRICT;

CREATE INDEX jobs_under_way ON jobs (state) WHERE state IN ('pending', 'processing');

CREATE TABLE legs (
    job    INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    turn   INTEGER NOT NULL,
    name   TEXT NOT NULL,
    ok     INTEGER,  -- NULL while the leg is under way
    ms     REAL NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (job, turn)
) STRICT, WITHOUT ROWID;
