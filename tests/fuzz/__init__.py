"""Readers under damaged samples: `make fuzz`. Bounded, seeded, and each input can be made again by its number."""
