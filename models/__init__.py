"""What is learned: the encoder at run time, training, evaluation and weights. The rules need none of it."""
