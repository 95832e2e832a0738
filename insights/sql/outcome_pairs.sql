-- Answers that count beside what the customer said of the conversation; needs flag_contacts, flag_answers.
-- Where several agents of a conversation answer a question, one stands for it: one score counts once a question.
SELECT
    f.fact AS outcome,
    a.question,
    a.person,
    a.work,
    a.value::DOUBLE AS value,
    f.value AS score
FROM flag_answers AS a
JOIN flag_contacts AS c ON c.contact = a.contact
JOIN facts AS f ON f.conversation_key = c.conversation_key AND f.agent_id IS NULL
WHERE f.fact IN ('csat', 'nps', 'effort') AND a.value IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY f.fact, a.question, a.contact ORDER BY a.person, a.value) = 1
ORDER BY f.fact, a.question, a.contact
