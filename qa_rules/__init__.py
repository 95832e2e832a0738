"""What good looks like: language packs, detectors, scripts, scorecards, and the scoring that reads them."""
