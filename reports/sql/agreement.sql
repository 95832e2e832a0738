-- Agreement with people's answers by question; all languages together stand before the single ones.
SELECT * FROM agreement ORDER BY question, definition, language NULLS FIRST
