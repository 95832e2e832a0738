-- Keeps what was drawn. Drawn again, an answer has the higher probability: under one seed every sample holds the smaller ones.
MERGE INTO review_draws AS d
USING (SELECT *, $period_from::DATE AS period_from, $now::TIMESTAMPTZ AS drawn_at FROM review_drawn) AS f
ON d.answer_id = f.answer_id AND d.seed = f.seed
WHEN MATCHED THEN UPDATE SET
    probability = greatest(d.probability, f.probability), to_decide = d.to_decide OR f.to_decide, period_from = least(d.period_from, f.period_from),
    drawn_at = f.drawn_at
WHEN NOT MATCHED THEN INSERT BY NAME
