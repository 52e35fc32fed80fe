-- The newest that fit are found from the top: most searches end after a few rows instead of reading all that ever was.
CREATE INDEX alerts_by_time ON alerts (opened_at DESC, id DESC);
