-- The table plans as the newest run left it; its examples are conversation keys.
SELECT * FROM plans
