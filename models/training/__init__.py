"""How the weights are made: examples, encoders, heads and calibration. Needs the `train` extra; never imported at run time."""
