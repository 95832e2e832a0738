"""What it adds up to: service facts, topics, flags and training plans, from the warehouse."""
