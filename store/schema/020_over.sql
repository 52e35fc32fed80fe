-- Who was told of an alert is told of its end, too: 100 says that it was. What is over already is not told again.
UPDATE alerts SET told = 100 WHERE state IN ('resolved', 'dismissed') AND told >= 0;
CREATE INDEX alerts_over_untold ON alerts (id) WHERE state IN ('resolved', 'dismissed') AND told BETWEEN 0 AND 99;
