-- What is not known?
-- Of how many agreements, or goals, the sources that were read do not say it. Not to know a thing is
-- not to know that there is none: an agreement without a known end may have ended.
SELECT 'text of the agreement read as a whole' AS fact, count(*) AS rows_in_all,
  count(*) FILTER (WHERE evidence IS NULL OR evidence <> 'full-text') AS not_known
FROM agreements
UNION ALL
SELECT 'day of signing', count(*),
  count(*) FILTER (WHERE signed_on IS NULL OR signed_on_precision <> 'day')
FROM agreements
UNION ALL
SELECT 'entry into force', count(*), count(*) FILTER (WHERE in_force_on IS NULL) FROM agreements
UNION ALL
SELECT 'end', count(*), count(*) FILTER (WHERE ends_on IS NULL) FROM agreements
UNION ALL
SELECT 'whether it is legally binding', count(*), count(*) FILTER (WHERE legally_binding IS NULL)
FROM agreements
UNION ALL
SELECT 'how it is renewed', count(*), count(*) FILTER (WHERE renewal IS NULL) FROM agreements
UNION ALL
SELECT 'status', count(*), count(*) FILTER (WHERE status IS NULL OR status = 'unknown')
FROM agreements
UNION ALL
SELECT 'who is to act for a goal', count(*), count(*) FILTER (WHERE NOT EXISTS (
    SELECT 1 FROM goal_actors AS a WHERE a.goal_id = goals.goal_id AND a.role = 'implementer'
  ))
FROM goals
UNION ALL
SELECT 'what came of a goal', count(*), count(*) FILTER (WHERE NOT EXISTS (
    SELECT 1 FROM outcomes AS o WHERE o.goal_id = goals.goal_id
  ))
FROM goals
ORDER BY not_known DESC, fact;
