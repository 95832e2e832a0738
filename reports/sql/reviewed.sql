-- What people reviewed so far, of whatever kind and period.
SELECT count(*) AS reviews, count(DISTINCT answer_id) AS answers, count(DISTINCT reviewer) AS people FROM reviews
