-- Customers to follow up, the most urgent first.
SELECT customer_key, weight, reasons, conversations, contacts, newest, promise_due
FROM customers_at_risk
ORDER BY weight DESC, newest DESC, customer_key
