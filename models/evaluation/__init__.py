"""How well the verdicts agree with people: labelled sets, figures, tables. Judging itself is passed in."""
