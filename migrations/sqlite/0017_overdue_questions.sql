-- When the operator's people were told that nobody has answered a question in time.
ALTER TABLE disputes ADD COLUMN escalated_at TEXT;
