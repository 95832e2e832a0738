"""When things run: the nightly flow, its schedule and the command line. No judgement here."""
